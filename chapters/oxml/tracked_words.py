"""The words that a mark brings or takes away, and the words of a paragraph before any change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from lxml import etree

from chapters.oxml.marks import Mark
from chapters.oxml.markup import children
from chapters.oxml.namespaces import MC, M, W
from chapters.oxml.tables import cells_of
from chapters.oxml.words import SIGNS, sign

__all__ = [
    "describe",
    "holds_field",
    "lasting_words",
    "original_words",
    "plainly",
    "words_between",
    "words_of",
]

_SAYS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "\u2011",
}
_TEXTS = frozenset({f"{W}t", f"{W}delText", f"{M}t"})
_STANDS_FOR = {
    f"{W}drawing": "[picture]",
    f"{W}pict": "[picture]",
    f"{W}object": "[object]",
    f"{W}footnoteReference": "[footnote]",
    f"{W}endnoteReference": "[endnote]",
    f"{W}commentReference": "[comment]",
    f"{W}fldChar": "[field]",
}
_SAYING = (*_TEXTS, *_SAYS, *SIGNS)
_GONE = frozenset({f"{W}del", f"{W}moveFrom"})
_NEW = (f"{W}ins", f"{W}moveTo")
_CHAR, _CHAR_TYPE = f"{W}fldChar", f"{W}fldCharType"
_OF_CELLS = frozenset({"rins", "rdel", "cins", "cdel", "cmerge"})
_NOTHING: frozenset[str] = frozenset()
_DEPTH = {"begin": 1, "end": -1}
_TEXT, _NEW_WORDS, _FIELD = object(), object(), object()
_ROLES: dict[str, object] = {
    **_SAYS,
    **dict.fromkeys(_TEXTS, _TEXT),
    **dict.fromkeys(_NEW, _NEW_WORDS),
    _CHAR: _FIELD,
}
"""What an element is to the words of a paragraph: what it says, or one of these three."""

_APART = frozenset({f"{W}rPr", f"{W}pPr", f"{W}txbxContent", f"{MC}Fallback", f"{W}instrText"})
_NAMES = {
    "b": "bold",
    "i": "italic",
    "u": "underline",
    "strike": "strike-through",
    "sz": "size",
    "rFonts": "font",
    "color": "colour",
    "pStyle": "style",
    "rStyle": "style",
    "tblStyle": "style",
    "jc": "alignment",
    "ind": "indent",
    "numPr": "numbering",
    "pgSz": "page size",
    "pgMar": "margins",
    "cols": "columns",
    "pgNumType": "page numbers",
    "dstrike": "double strike-through",
    "caps": "capitals",
    "smallCaps": "small capitals",
    "vanish": "hidden",
    "vertAlign": "set as",
    "shd": "shading",
    "outlineLvl": "outline level",
    "keepNext": "kept with the next paragraph",
    "keepLines": "kept on one page",
    "pageBreakBefore": "page break before",
    "pBdr": "borders",
    "tabs": "tab stops",
    "tblW": "width",
    "tcW": "width",
    "tblInd": "indent",
    "tblLayout": "layout",
    "tblBorders": "borders",
    "tcBorders": "borders",
    "trHeight": "row height",
    "tblHeader": "header row",
    "cantSplit": "kept on one page",
    "vAlign": "vertical alignment",
    "gridSpan": "columns covered",
    "vMerge": "merged downwards",
}
_SKIPPED = frozenset({"bCs", "iCs", "szCs", "rPr", "sectPr", "lang"})
_SKIPPED_QUOTES = (f"{MC}Fallback",)
_SMALL = 60


def plainly(text: str) -> str:
    """Text for comparing: single spaces, none of the marks that programs leave in words."""
    if not text:
        return ""
    if not text.isascii():
        text = text.replace("\u200d", "").replace("\u00ad", "")
    return " ".join(text.split())


def words_of(mark: Mark) -> str:
    """The words in an insertion, without what is deleted again in it; or in a deletion or row."""
    if mark.code in _OF_CELLS:
        return _cells(mark)
    said: list[str] = []
    for element in mark.elements:
        _gather(element, said, skip=_GONE if mark.code in {"ins", "to"} else _NOTHING)
    text = "".join(said)
    return text.strip("\u200d") if text else _stand_in(mark)


def lasting_words(
    mark: Mark, before: str, after: str, *, is_fielded: bool = True
) -> tuple[str, str]:
    """The words that a mark takes away and brings as they compare: without results of fields, of
    which there are none in its part unless it `is_fielded`.
    """
    if not (before or after):
        return "", ""
    if not (is_fielded and any(holds_field(element) for element in mark.elements)):
        return plainly(before), plainly(after)
    text = _outside_fields(mark)
    return text if before else "", text if after else ""


def _outside_fields(mark: Mark) -> str:
    fields = 0
    said: list[str] = []
    for element in mark.elements:
        for one in element.iter(*_TEXTS, _CHAR):
            if one.tag == _CHAR:
                fields += _DEPTH.get(one.get(_CHAR_TYPE, ""), 0)
            elif fields <= 0:
                said.append(one.text or "")
    return plainly("".join(said))


def holds_field(node: etree._Element) -> bool:
    """Whether a field begins or ends in an element."""
    return next(node.iter(_CHAR), None) is not None


def _stand_in(mark: Mark) -> str:
    found = (one for element in mark.elements for one in element.iter(*_STANDS_FOR))
    first = next(found, None)
    return "" if first is None else _STANDS_FOR[first.tag]


def _cells(mark: Mark) -> str:
    """The words of a row with a tab between cells, or of a cell."""
    around = f"{W}tr" if mark.code[0] == "r" else f"{W}tc"
    holder = next(mark.first.iterancestors(around), None)
    if holder is None:
        return ""
    skip = _GONE if mark.code.endswith("ins") else frozenset(_NEW)
    return "\t".join(
        "\n".join(_paragraph(one, skip) for one in cell.iter(f"{W}p"))
        for cell in (cells_of(holder) if around == f"{W}tr" else [holder])
    )


def _paragraph(paragraph: etree._Element, skip: Collection[str]) -> str:
    said: list[str] = []
    _gather(paragraph, said, skip=skip)
    return "".join(said).strip("\u200d")


def _gather(node: etree._Element, said: list[str], *, skip: Collection[str]) -> None:
    for child in children(node):
        tag = child.tag
        if tag in _TEXTS:
            said.append(child.text or "")
        elif tag in _SAYS:
            said.append(_SAYS[tag])
        elif tag in SIGNS:
            said.append(sign(child))
        elif tag not in _APART and tag not in skip and len(child):
            _gather(child, said, skip=skip)


def original_words(
    paragraph: etree._Element, wanted: Collection[etree._Element]
) -> tuple[str, dict[etree._Element, int]]:
    """The words of a paragraph with all changes rejected, and where in them each element begins.

    Without results of fields, which any program may compute anew.
    """
    fields = 0
    skip: set[etree._Element] = set()
    said: list[str] = []
    places: dict[etree._Element, int] = {}
    at = 0
    for element in paragraph.iter():  # asking for some tags only takes twice as long here
        role = _ROLES.get(element.tag)
        if role is None or role is _NEW_WORDS:
            if element in wanted:  # a mark, which says nothing itself
                places[element] = at
            if role is _NEW_WORDS:
                skip.update(element.iter())
        elif role is _FIELD:
            fields += _DEPTH.get(element.get(_CHAR_TYPE, ""), 0)
        elif fields <= 0 and element not in skip:
            text = (element.text or "") if role is _TEXT else str(role)
            said.append(text)
            at += len(text)
    return "".join(said), places


def describe(change: etree._Element) -> tuple[str, str]:
    """Former and new properties that differ, in words: ("style Normal", "style Heading2")."""
    properties = change.getparent()
    inner = change[0] if len(change) else None
    if properties is None or not change.tag.endswith("PrChange"):
        return "", ""
    new = _set([one for one in properties if one is not change])
    old = _set([] if inner is None else list(inner))
    return _listed(old, new), _listed(new, old)


def _set(properties: list[etree._Element]) -> dict[str, str]:
    found = {}
    for one in properties:
        if isinstance(one.tag, str):
            name = one.tag.rpartition("}")[2]
            values = [*one.attrib.values(), *(v for sub in one for v in sub.attrib.values())]
            if name not in _SKIPPED and not one.tag.endswith(("ins", "del", "From", "To")):
                found[name] = " ".join(map(str, values))[:_SMALL]
    return found


def _listed(these: dict[str, str], others: dict[str, str]) -> str:
    return ", ".join(
        f"{_NAMES.get(name, name)} {value}".strip()
        for name, value in these.items()
        if others.get(name) != value
    )


def words_between(start: etree._Element, end: etree._Element) -> str:
    """The words between two markers of one part, a line for each paragraph.

    Without deleted words, but for a range that holds nothing else; empty where the end never comes.
    Walks from the start, not from the beginning of the part, whose comments would cost its square.
    """
    lines: list[str] = []
    deleted: list[str] = []
    for element in _following(start, (f"{W}p", *_SAYING, end.tag)):
        if element is end:
            return _as_one(lines) or _as_one(deleted)
        if element.tag == f"{W}p":
            lines.append("\n")
        elif element.tag in _SAYING and next(element.iterancestors(*_SKIPPED_QUOTES), None) is None:
            gone = next(element.iterancestors(*_GONE), None) is not None
            (deleted if gone else lines).append(_said(element))
    return ""


def _said(element: etree._Element) -> str:
    return sign(element) if element.tag in SIGNS else _SAYS.get(element.tag) or element.text or ""


def _following(start: etree._Element, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    """The elements behind a marker, in document order."""
    for node in (start, *start.iterancestors()):
        for after in node.itersiblings():
            yield from after.iter(*tags)


def _as_one(pieces: Iterable[str]) -> str:
    """Pieces of text as one, without empty lines around."""
    return "".join(pieces).replace("\u200d", "").strip("\n")
