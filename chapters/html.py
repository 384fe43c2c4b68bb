"""Guide → HTML text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from chapters.compiling.guide import wardrobe_of
from chapters.compiling.numbering import Numbering
from chapters.compiling.styles import Styles
from chapters.hypertext.blocks import Blocks
from chapters.hypertext.inlines import Inlines, NoteList
from chapters.hypertext.outline import Leaf, Outline, heading_level, outline_of
from chapters.hypertext.pictures import Media
from chapters.oxml.namespaces import W
from chapters.oxml.styles import heading_levels
from chapters.package import Package

__all__ = ["Html", "Page", "to_html"]

MEDIA = "media"
"""The folder that pages look for pictures in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One top-level section of a file: its anchor, its title, and its body as an HTML fragment.

    Links between pages are to `<anchor>.html`. `chapter` is the bookmark of the chapter that it
    is ("chapter_3_1"), empty where the file has none. What stands before the first section, such
    as a title page, is a page with an empty anchor.
    """

    anchor: str
    title: str
    body: str
    chapter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Html:
    """A file as HTML fragments, one per top-level heading; `media` maps the file names they use to
    bytes (they lie in the folder `media`).
    """

    pages: tuple[Page, ...]
    media: Mapping[str, bytes]


def to_html(data: bytes) -> Html:
    """The file as HTML: headings, lists, tables, notes, pictures, links; no style, no script.

    A compiled guide has a page for each chapter, other files one for each top heading. Numbers of
    lists and headings are written out as Word shows them. Anchors are made of the words of the
    headings, so they last as long as the words do. Hidden text and tracked deletions are left out.
    """
    package = Package.open(data)
    return _Writer(package).run()


class _Writer:
    def __init__(self, package: Package) -> None:
        self._package = package
        root = package.tree(package.main)
        found = root.find(f"{W}body")
        self._body = root if found is None else found
        self._levels = heading_levels(package.related_tree("styles"))
        self._outline: Outline = outline_of(self._body, self._levels)
        self._media = Media(package, MEDIA)
        numbering = Numbering(package.related_tree("numbering"))
        self._styles = Styles(wardrobe_of(package), numbering, firm=True)
        labels = self._styles.labels()
        self._blocks = Blocks(self._outline, self._levels, labels, self._style_name)
        self._inlines = Inlines(package, self._outline, self._media, self._blocks.box)
        self._blocks.inlines = self._inlines
        self._every_note = self._read_notes()

    def run(self) -> Html:
        leaves = [leaf for leaf in self._outline.leaves if leaf.blocks]
        pages = tuple(self._page(leaf) for leaf in leaves)
        return Html(pages=tuple(one for one in pages if one.body), media=self._media.files)

    def _page(self, leaf: Leaf) -> Page:
        self._inlines.page = leaf.anchor
        self._inlines.notes = NoteList()
        levels = [
            level
            for block in leaf.blocks
            for paragraph in block.iter(f"{W}p")
            if (level := heading_level(paragraph, self._levels)) is not None
        ]
        self._blocks.top = min(levels, default=0)
        body = self._blocks.html(leaf.blocks)
        return Page(
            anchor=leaf.anchor,
            title=self._title(leaf),
            body="\n".join(part for part in (body, self._notes()) if part),
            chapter=_chapter(leaf),
        )

    @staticmethod
    def _title(leaf: Leaf) -> str:
        return leaf.title

    def _notes(self) -> str:
        """The notes of the page as a list; each leads back to where it is referred to."""
        items = []
        notes = self._inlines.notes.notes
        for kind, name, number in notes:
            part, note = self._note(kind, name)
            if note is None:
                continue
            self._inlines.part = part
            said = self._blocks.html(note)
            self._inlines.part = self._package.main
            mark = f"{kind[0]}{number}"
            back = f'<a href="#ref-{mark}" role="doc-backlink" aria-label="Back to text">\u21a9</a>'
            items.append(f'<li id="note-{mark}" value="{number}">{said} {back}</li>')
        if not items:
            return ""
        return (
            '<section class="notes" aria-label="Notes"><ol>\n'
            + "\n".join(items)
            + "\n</ol></section>"
        )

    def _note(self, kind: str, name: str) -> tuple[str, etree._Element | None]:
        return self._every_note.get((kind, name), ("", None))

    def _read_notes(self) -> dict[tuple[str, str], tuple[str, etree._Element | None]]:
        """Every note by kind and id, with the part that it stands in."""
        return {
            (kind, note.get(f"{W}id", "")): (part, note)
            for kind in ("footnote", "endnote")
            for part in self._package.related(self._package.main, f"{kind}s")
            for note in self._package.tree(part).iterchildren(f"{W}{kind}")
        }

    def _style_name(self, style: str) -> str:
        node = self._styles.by_id.get(style)
        name = None if node is None else node.find(f"{W}name")
        return style.casefold() if name is None else name.get(f"{W}val", "").casefold()


def _chapter(leaf: Leaf) -> str:
    for block in leaf.blocks[:1]:
        for start in block.iter(f"{W}bookmarkStart"):
            if start.get(f"{W}name", "").startswith("chapter_"):
                return start.get(f"{W}name", "")
    return ""
