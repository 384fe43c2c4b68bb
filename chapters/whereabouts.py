"""Where elements of a whole file sit: its stories, each walked when first asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cache
from types import MappingProxyType

from lxml import etree

from chapters.oxml.hollow import all_there
from chapters.package import Package
from chapters.places import Places, style_levels, styles_of_captions
from chapters.stories import Place, Story, stories

__all__ = ["Whereabouts"]


class Whereabouts:
    """Places of elements in all stories of a file."""

    def __init__(
        self,
        package: Package,
        levels: dict[str, int] | None = None,
        asked: Collection[etree._Element] | None = None,
        fills: Mapping[str, Callable[[etree._Element], None]] = MappingProxyType({}),
    ) -> None:
        """`levels` are the package's `style_levels`, and `asked` the paragraphs that will mostly be
        asked for, where the caller knows them already. `fills` are those of hollow parts.
        """
        # nothing in it leads back here: the trees of the file are let go with the last answer
        self._captions = cache(lambda: styles_of_captions(package))
        self._fills = fills
        self._levels = style_levels(package) if levels is None else levels
        self._asked = asked
        self._stories = {
            root: story for story in stories(package) for root in (story.root, *story.twins)
        }
        self._places: dict[etree._Element, Places] = {}
        self._known: dict[etree._Element, tuple[str, Place]] = {}

    def of(
        self, part: str, element: etree._Element, home: etree._Element | None = None
    ) -> tuple[str, Place]:
        """The kind of story that an element of a part is in, and its place there.

        `home` is the paragraph around it where the caller knows it: all in it have one place.
        Styles and numbering are no stories: their place is the part's name, with no paragraph.
        """
        if home is None:
            return self._found(part, element)
        known = self._known.get(home)
        if known is None:
            known = self._known[home] = self._found(part, home)
        return known

    def _found(self, part: str, element: etree._Element) -> tuple[str, Place]:
        outer = element.getparent()
        while outer is not None:
            story = self._stories.get(outer)
            if story is not None:
                return story.kind, self._of_story(story).of(element)
            outer = outer.getparent()
        name = part.removeprefix("word/").removesuffix(".xml")
        return name, Place(story=name, paragraph=0)

    def _of_story(self, story: Story) -> Places:
        places = self._places.get(story.root)
        if places is None:
            places = self._places[story.root] = Places(
                story,
                self._levels,
                self._asked,
                captions=self._captions,
                fill=self._fills.get(story.part, all_there),
            )
        return places
