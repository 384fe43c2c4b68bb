"""Where elements of a whole file sit: its stories, each walked when first asked for."""

from __future__ import annotations

from lxml import etree

from chapters.package import Package
from chapters.places import Places, style_levels
from chapters.stories import Place, stories

__all__ = ["Whereabouts"]


class Whereabouts:
    """Places of elements in all stories of a file."""

    def __init__(self, package: Package) -> None:
        self._levels = style_levels(package)
        self._stories = {
            root: story for story in stories(package) for root in (story.root, *story.twins)
        }
        self._places: dict[str, Places] = {}
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
        if home not in self._known:
            self._known[home] = self._found(part, element)
        return self._known[home]

    def _found(self, part: str, element: etree._Element) -> tuple[str, Place]:
        for outer in element.iterancestors():
            story = self._stories.get(outer)
            if story is not None:
                key = f"{story.part} {story.label}"
                if key not in self._places:
                    self._places[key] = Places(story, self._levels)
                return story.kind, self._places[key].of(element)
        name = part.removeprefix("word/").removesuffix(".xml")
        return name, Place(story=name, paragraph=0)
