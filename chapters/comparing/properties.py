"""The properties of the base's paragraphs and sections as marks of a return want them.

ECMA-376 part 1, §17.13.5.29 (paragraph), .30 (letters of its end), .32 (section), .19 (numbering).
What the base has becomes what it was before.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from chapters.comparing.importing import Importer
from chapters.oxml.namespaces import W
from chapters.oxml.order import insert

__all__ = ["change_section", "changed_properties", "has_marked_looks", "marked_sections"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type

_RPR, _SECTION, _NUMBERING = f"{W}rPr", f"{W}sectPr", f"{W}numPr"
_OF_PARAGRAPH, _OF_END = f"{W}pPrChange", f"{W}rPrChange"
_OF_SECTION = f"{W}sectPrChange"
_OF_NUMBERING = (f"{W}ins", f"{W}numberingChange")
_APART = frozenset({_RPR, _SECTION, _OF_PARAGRAPH})
_END_MARKS = frozenset(f"{W}{name}" for name in ("ins", "del", "moveFrom", "moveTo"))
_BANDS = frozenset({f"{W}headerReference", f"{W}footerReference"})


def has_marked_looks(properties: Element | None) -> bool:
    """Whether a mark says that a paragraph, its end, its numbering or its section looked otherwise
    before, or had none.
    """
    for child in () if properties is None else properties:
        tag, last = child.tag, child[-1].tag if len(child) else None
        if tag == _OF_PARAGRAPH or (tag == _RPR and last == _OF_END):
            return True
        if (tag == _SECTION and last == _OF_SECTION) or (tag == _NUMBERING and _numbered(child)):
            return True
    return False


def changed_properties(
    own: Element | None, theirs: Element | None, importer: Importer | None, change: Element | None
) -> Element:
    """The properties of a paragraph of the base with what the marks of a return want of them;
    `change` is the mark of the whole, where it is not the return's own. The importer is none where
    both are the base's.
    """
    wanted = etree.Element(f"{W}pPr")
    if theirs is not None:
        wanted = deepcopy(theirs) if importer is None else importer.adopt(theirs)
    properties = etree.Element(f"{W}pPr") if own is None else deepcopy(own)
    mark = wanted.find(_OF_PARAGRAPH) if change is None else change
    if mark is not None:
        properties = _whole(properties, wanted, mark)
    elif (numbering := wanted.find(_NUMBERING)) is not None and _numbered(numbering):
        _put(properties, numbering)
    looks = wanted.find(_RPR)
    if looks is not None and looks.find(_OF_END) is not None:
        _put(properties, _end(properties.find(_RPR), looks))
    mine = properties.find(_SECTION)
    section = None if theirs is None else theirs.find(_SECTION)
    if mine is not None and section is not None and importer is not None:
        change_section(mine, section, importer)
    return properties


def change_section(own: Element, theirs: Element, importer: Importer) -> None:
    """Give a section of the base the page that a mark of the return wants; headers and footers, of
    which a mark says nothing, stay.
    """
    source = theirs.find(_OF_SECTION)
    if source is None:
        return
    change = importer.adopt(source)
    former = etree.Element(_SECTION)
    for child in list(own):
        if child.tag not in _BANDS:
            own.remove(child)
            former.extend([] if child.tag == _OF_SECTION else [child])
    own.extend(deepcopy(one) for one in theirs if one.tag not in _BANDS and one is not source)
    _fill(change, former)
    own.append(change)


def marked_sections(body: Element, theirs: Element) -> Iterator[tuple[Element, Element]]:
    """The section that ends with a body and that of a return, where a mark of it says something."""
    mine, other = (one[-1] if len(one) else one for one in (body, theirs))
    if mine.tag == other.tag == _SECTION and other.find(_OF_SECTION) is not None:
        yield mine, other


def _numbered(numbering: Element) -> bool:
    return any(child.tag in _OF_NUMBERING for child in numbering)


def _whole(own: Element, wanted: Element, change: Element) -> Element:
    """All properties as wanted, but for what a mark of the whole says nothing of."""
    properties = etree.Element(f"{W}pPr")
    properties.extend(deepcopy(one) for one in wanted if one.tag not in _APART)
    properties.extend(deepcopy(one) for one in own if one.tag in (_RPR, _SECTION))
    former = etree.Element(f"{W}pPr")
    former.extend(deepcopy(one) for one in own if one.tag not in _APART)
    _fill(change, former)
    properties.append(change)
    return properties


def _end(own: Element | None, wanted: Element) -> Element:
    """The letters of an end as wanted; its own marks, that it comes or goes, stay."""
    change = wanted.find(_OF_END)
    assert change is not None  # noqa: S101 -- asked for before
    former = etree.Element(_RPR)
    marks: list[Element] = []
    for child in () if own is None else deepcopy(own):
        (marks if child.tag in _END_MARKS else former).append(child)
    for old in former.findall(_OF_END):
        former.remove(old)
    for mark in [one for one in wanted if one.tag in _END_MARKS]:
        wanted.remove(mark)
    _fill(change, former)
    for place, mark in enumerate(marks):
        wanted.insert(place, mark)
    return wanted


def _fill(change: Element, former: Element) -> None:
    for old in list(change):
        change.remove(old)
    change.append(former)


def _put(properties: Element, new: Element) -> None:
    """Put an element in the place of the one of its kind, or where the schema wants it."""
    old = properties.find(new.tag)
    if old is not None:
        properties.remove(old)
    insert(properties, new)
