"""Headings and captions of a chapter, each given a bookmark that the contents can point to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from chapters.compiling.guide import Guide
from chapters.oxml.fields import fields_in, words_of
from chapters.oxml.namespaces import W
from chapters.oxml.order import child_of
from chapters.oxml.styles import outline_level
from chapters.oxml.words import words

__all__ = ["ContentsEntry", "Headings"]

_VAL = f"{W}val"
_PLACED = (f"{W}numPr", f"{W}outlineLvl")
_STYLE = f"{W}pStyle"
_BOXED = f"{W}txbxContent"
_TITLE = "title"
_DEEPEST = 8  # levels 0 to 8 are headings 1 to 9
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentsEntry:
    """A line of the contents. `list` is "contents", or the series of a caption ("Table", "Figure",
    "Box"); `level` counts from 1; `label` is the number as printed, may be empty. `anchor` is the
    bookmark, none for a withheld chapter; `page` is none until a PDF is made. `chapter` is the
    chapter's place among all that were given, from 0.
    """

    list: str = "contents"
    level: int
    label: str
    text: str
    anchor: str | None
    chapter: int
    page: int | None = None


class Headings:
    """Finds the headings and captions of one chapter after another."""

    def __init__(self, guide: Guide) -> None:
        self._guide = guide
        self._labels = guide.styles.labels()
        self._count = 0
        default = guide.styles.default("paragraph") or ""
        self._default_is_plain = not self._is_placed(default)

    def of(
        self, body: etree._Element, chapter: int, *, number: str = "", anchor: str = ""
    ) -> list[ContentsEntry]:
        """The entries of a chapter, in order. `number` is fixed for its first heading, which
        is written there where it does not show; `anchor` a bookmark for its start.
        """
        found: list[ContentsEntry] = []
        opened = False
        counting, placed = _with_fields(body), self._placed(body)
        for paragraph in _paragraphs(body):
            plain = opened and paragraph not in placed and self._is_plain(paragraph)
            level = None if plain else self._level(paragraph, opened=opened)
            if level is not None:
                entry = self._entry(paragraph, level, chapter)
                if entry is not None and not opened:
                    entry = _fixed(paragraph, entry, number)
                    self._mark(paragraph, anchor)
                    opened = True
                found += [] if entry is None else [self._anchored(paragraph, entry)]
                continue
            if not plain:
                self._labels.count(paragraph)
            if paragraph in counting:
                found += self._captions(paragraph, chapter, number)
        if not opened and anchor:
            self._mark(next(_paragraphs(body), None), anchor)
        return found

    def _entry(self, paragraph: etree._Element, level: int, chapter: int) -> ContentsEntry | None:
        """The entry of a heading, which is counted; none for an empty one."""
        label = self._labels.label(paragraph)
        said = _said(paragraph)
        if not said:
            return None
        return ContentsEntry(
            level=level + 1,
            label=label.text if label is not None else "",
            text=said,
            anchor="",
            chapter=chapter,
        )

    def _placed(self, body: etree._Element) -> set[etree._Element]:
        """The paragraphs that are a heading or in a list, by their style or by themselves."""
        found: set[etree._Element] = set()
        for node in body.iter(*_PLACED, _STYLE):
            if node.tag != _STYLE or self._is_placed(node.get(_VAL, "")):
                found.update(node.iterancestors(f"{W}p"))
        return found

    def _is_placed(self, style: str) -> bool:
        styles = self._guide.styles
        return styles.num(style) is not None or styles.outline(style) is not None

    def _is_plain(self, paragraph: etree._Element) -> bool:
        """Whether a paragraph that is not placed is not placed by the default style either."""
        return self._default_is_plain or paragraph.find(f"{W}pPr/{W}pStyle") is not None

    def _level(self, paragraph: etree._Element, *, opened: bool) -> int | None:
        """The outline level of a paragraph from 0, none for text. A chapter that opens with a title
        has that for its first heading.
        """
        properties = paragraph.find(f"{W}pPr")
        direct = None if properties is None else outline_level(properties)
        if direct is not None:
            return direct if direct <= _DEEPEST else None
        style = None if properties is None else properties.find(f"{W}pStyle")
        name = (
            self._guide.styles.default("paragraph") if style is None else style.get(_VAL, "")
        ) or ""
        level = self._guide.styles.outline(name)
        if level is None and not opened and self._is_title(name) and _said(paragraph):
            child_of(child_of(paragraph, "pPr"), "outlineLvl").set(_VAL, "0")
            return 0
        return level

    def _is_title(self, style: str) -> bool:
        node = self._guide.styles.by_id.get(style)
        name = None if node is None else node.find(f"{W}name")
        return name is not None and name.get(_VAL, "").casefold() == _TITLE

    def _captions(
        self, paragraph: etree._Element, chapter: int, number: str
    ) -> Iterator[ContentsEntry]:
        """A paragraph that counts a series is a caption (§17.16.5.56). Each chapter counts its own,
        so the chapter's number stands before it in a list.
        """
        for one in fields_in(paragraph):
            names = words_of(one.instruction)
            if one.verb == "SEQ" and len(names) > 1 and not {"\\h", "\\c"} & set(names):
                entry = ContentsEntry(
                    list=names[1],
                    level=1,
                    label=number,
                    text=_said(paragraph),
                    anchor="",
                    chapter=chapter,
                )
                yield self._anchored(paragraph, entry)
                return

    def _anchored(self, paragraph: etree._Element, entry: ContentsEntry) -> ContentsEntry:
        self._count += 1
        anchor = f"_Toc{700_000_000 + self._count}"
        self._mark(paragraph, anchor)
        return replace(entry, anchor=anchor)

    def _mark(self, paragraph: etree._Element | None, anchor: str) -> None:
        if paragraph is None or not anchor:
            return
        number = self._guide.ids.next("mark")
        start = paragraph.makeelement(f"{W}bookmarkStart")
        start.set(f"{W}id", number)
        start.set(f"{W}name", anchor)
        has_properties = len(paragraph) and paragraph[0].tag == f"{W}pPr"
        paragraph.insert(1 if has_properties else 0, start)
        etree.SubElement(paragraph, f"{W}bookmarkEnd").set(f"{W}id", number)


def _with_fields(body: etree._Element) -> set[etree._Element]:
    """The paragraphs that hold a field."""
    codes = body.iter(f"{W}instrText", f"{W}fldSimple")
    return {one for code in codes for one in code.iterancestors(f"{W}p")}


def _paragraphs(body: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs of a body in order, without those in text boxes."""
    boxed = {paragraph for box in body.iter(_BOXED) for paragraph in box.iter(f"{W}p")}
    for paragraph in body.iter(f"{W}p"):
        if paragraph not in boxed:
            yield paragraph


def _said(paragraph: etree._Element) -> str:
    return _SPACE.sub(" ", words(paragraph)).strip()


def _fixed(paragraph: etree._Element, entry: ContentsEntry, number: str) -> ContentsEntry:
    """The first heading of a chapter with its fixed number, written there unless it shows already.

    A heading that Word numbers shows it: `ChapterNumbering.restart` put it into the list.
    """
    if not number:
        return entry
    if entry.label:
        return entry
    shown = re.match(rf"{re.escape(number)}(?![\w.]*\d)[\s.:)–—-]*", entry.text)
    if shown:
        return replace(entry, label=number, text=entry.text[shown.end() :] or entry.text)
    run = paragraph.makeelement(f"{W}r")
    text = etree.SubElement(run, f"{W}t")
    text.text = f"{number}  "
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    has_properties = len(paragraph) and paragraph[0].tag == f"{W}pPr"
    paragraph.insert(1 if has_properties else 0, run)
    return replace(entry, label=number)
