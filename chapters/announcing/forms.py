"""Headings, lists and layouts that changed: noted, since the master rules them."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from chapters.announcing.laying import Laid
from chapters.findings import Finding
from chapters.oxml.namespaces import W
from chapters.oxml.styles import BODY_LEVEL
from chapters.oxml.words import words
from chapters.package import Package
from chapters.places import Places, style_levels
from chapters.stories import stories

__all__ = ["RULES"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type

_SHOWN = 60
_TWIPS = 100  # two files that differ by less than 2 mm were saved by two programs


def _levels(laid: Laid) -> Iterator[Finding]:
    mine, theirs = _places(laid.base), _places(laid.other)
    for before, after in laid.pairs:
        old, new = mine.level(before), theirs.level(after)
        if old != new and words(after).strip():
            text = f"{_level(old)} → {_level(new)}: “{_short(after)}”"
            yield Finding(code="heading-changed", where=laid.where(after), text=text)


def _places(package: Package) -> Places:
    return Places(stories(package)[0], style_levels(package))


def _level(level: int) -> str:
    return "text" if level == BODY_LEVEL else f"heading {level + 1}"


def _lists(laid: Laid) -> Iterator[Finding]:
    mine, theirs = _Lists(laid.base), _Lists(laid.other)
    for before, after in laid.pairs:
        old, new = mine.kind(before), theirs.kind(after)
        if old != new and words(after).strip():
            text = f"{old} → {new}: “{_short(after)}”"
            yield Finding(code="list-changed", where=laid.where(after), text=text)


class _Lists:
    """What kind of list a paragraph is in: "numbers", "bullets" or "no list" (§17.9)."""

    def __init__(self, package: Package) -> None:
        self._numbering = package.related_tree("numbering")
        styles = package.related_tree("styles")
        nodes = [] if styles is None else styles.iterchildren(f"{W}style")
        self._styles = {node.get(f"{W}styleId", ""): node for node in nodes}

    def kind(self, paragraph: Element) -> str:
        """The kind of list of a paragraph, by its own word or by its style's."""
        own = paragraph.find(f"{W}pPr")
        number, level = self._said(own)
        style = _value(own, "pStyle")
        seen: set[str] = set()
        while not number and style in self._styles and style not in seen:
            seen.add(style)
            number, level = self._said(self._styles[style].find(f"{W}pPr"))
            style = _value(self._styles[style], "basedOn")
        return self._format(number, level) if number not in ("", "0") else "no list"

    def _said(self, properties: Element | None) -> tuple[str, str]:
        node = None if properties is None else properties.find(f"{W}numPr")
        return _value(node, "numId"), _value(node, "ilvl") or "0"

    def _format(self, number: str, level: str) -> str:
        if self._numbering is None:
            return "no list"
        for one in self._numbering.iterchildren(f"{W}num"):
            if one.get(f"{W}numId") == number:
                abstract = _value(one, "abstractNumId")
                return self._level(abstract, level)
        return "no list"

    def _level(self, abstract: str, level: str) -> str:
        assert self._numbering is not None  # noqa: S101 -- asked before
        for one in self._numbering.iterchildren(f"{W}abstractNum"):
            if one.get(f"{W}abstractNumId") == abstract:
                for node in one.iterchildren(f"{W}lvl"):
                    if node.get(f"{W}ilvl") == level:
                        said = _value(node, "numFmt") or "decimal"
                        return {"bullet": "bullets", "none": "no list"}.get(said, "numbers")
        return "no list"


def _breaks(laid: Laid) -> Iterator[Finding]:
    for before, after in laid.paragraphs():
        if _starts_page(after) > _starts_page(before):
            text = "A page break was added; the guide breaks its pages itself."
            yield Finding(code="page-break", where=laid.where(after), text=text)


def _starts_page(paragraph: Element | None) -> int:
    if paragraph is None:
        return 0
    own = paragraph.find(f"{W}pPr/{W}pageBreakBefore")
    before = own is not None and own.get(f"{W}val", "1") not in ("0", "false", "off")
    pages = sum(1 for one in paragraph.iter(f"{W}br") if one.get(f"{W}type") == "page")
    return pages + before


def _layouts(laid: Laid) -> Iterator[Finding]:
    mine, theirs = _sections(laid.base), _sections(laid.other)
    if len(mine) == len(theirs) and all(map(_alike, mine, theirs)):
        return
    text = "Pages have another size, other margins or other columns; the guide keeps its own."
    yield Finding(code="page-layout", where="page layout", text=text)


def _sections(package: Package) -> list[tuple[int, ...]]:
    """Width, height, side margins and columns of each section, in twips."""
    found: list[tuple[int, ...]] = []
    for section in package.tree(package.main).iter(f"{W}sectPr"):
        size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
        columns = section.find(f"{W}cols")
        found.append(
            (
                _measure(size, "w"),
                _measure(size, "h"),
                _measure(margins, "left"),
                _measure(margins, "right"),
                max(1, _measure(columns, "num")) * 10 * _TWIPS,
            )
        )
    return found


def _measure(node: Element | None, name: str) -> int:
    value = "" if node is None else node.get(f"{W}{name}", "")
    return int(value) if value.isdigit() else 0


def _alike(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(not a or not b or abs(a - b) <= _TWIPS for a, b in zip(one, other, strict=True))


def _value(parent: Element | None, name: str) -> str:
    node = None if parent is None else parent.find(f"{W}{name}")
    return "" if node is None else node.get(f"{W}val", "")


def _short(paragraph: Element) -> str:
    said = words(paragraph).strip()
    return said if len(said) <= _SHOWN else said[:_SHOWN] + "…"


RULES = (_levels, _lists, _breaks, _layouts)
