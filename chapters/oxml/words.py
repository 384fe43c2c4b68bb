"""The words of a paragraph as they read when every tracked change is accepted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from chapters.oxml.markup import children
from chapters.oxml.namespaces import MC, W16SE, A, M, W

__all__ = ["SIGNS", "blocks", "cell_goes", "mark_goes", "row_goes", "rows", "sign", "words"]

_P, _TBL, _TR, _TC = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"
_T = (f"{W}t", f"{M}t", f"{A}t")
_DUMMY = "\u200d"

SIGNS = frozenset({f"{W}sym", f"{W16SE}symEx"})
"""Signs that are named by their code."""

_LETTER = re.compile("[ -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_SAYS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "\u2011",
}
_SILENT = frozenset(
    {
        f"{W}pPr",
        f"{W}rPr",
        f"{W}sdtPr",
        f"{W}del",
        f"{W}moveFrom",
        f"{W}delText",
        f"{W}instrText",
        f"{W}delInstrText",
        f"{W}rt",  # the reading above a word (ECMA-376 part 1, §17.3.3.24)
        f"{W}txbxContent",  # a story of its own
        f"{MC}Fallback",  # says the same as the choice before it
        f"{M}ctrlPr",
    }
)


def words(paragraph: etree._Element) -> str:
    """What a paragraph says: inserted and moved-in words, without deleted and moved-out ones.

    Hidden text is part of it; codes of fields and text boxes are not.
    """
    said: list[str] = []
    _gather(paragraph, said)
    return "".join(said)


def _gather(node: etree._Element, said: list[str]) -> None:
    for child in children(node):
        tag = child.tag
        if tag in _T:
            text = child.text or ""
            # LibreOffice 7.4 tracks the insertion of a row with empty cells by a lone U+200D
            said.append("" if text.strip(_DUMMY) == "" else text)
        elif tag in _SAYS:
            said.append(_SAYS[tag])
        elif tag in SIGNS:
            said.append(sign(child))
        elif tag not in _SILENT and len(child):
            _gather(child, said)


def sign(node: etree._Element) -> str:
    """The letter of a `w:sym` (§17.3.3.30), or of an emoji as Word writes it (`w16se:symEx`); empty
    where the code is of no letter that a file may hold (XML 1.0, §2.2).
    """
    code = next((value for name, value in node.items() if str(name).endswith("}char")), "")
    try:
        letter = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return letter if _LETTER.fullmatch(letter) else ""


def mark_goes(paragraph: etree._Element) -> bool:
    """Whether the mark of a paragraph is deleted or moved away: it then joins what follows it
    (ECMA-376 part 1, §17.13.5.15 and §17.13.5.21).
    """
    return _marked(paragraph, f"{W}pPr", f"{W}rPr")


def row_goes(row: etree._Element) -> bool:
    """Whether a table row is a tracked deletion (ECMA-376 part 1, §17.13.5.12)."""
    return _marked(row, f"{W}trPr")


def cell_goes(cell: etree._Element) -> bool:
    """Whether a table cell is a tracked deletion (ECMA-376 part 1, §17.13.5.2)."""
    properties = cell.find(f"{W}tcPr")
    return properties is not None and properties.find(f"{W}cellDel") is not None


def _marked(node: etree._Element, *path: str) -> bool:
    found: etree._Element | None = node
    for tag in path:
        found = found.find(tag) if found is not None else None
    if found is None:
        return False
    return found.find(f"{W}del") is not None or found.find(f"{W}moveFrom") is not None


def blocks(container: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs and tables of a story or cell in order, also inside controls and wrappers."""
    yield from _inside(container, (_P, _TBL))


def rows(table: etree._Element) -> Iterator[tuple[etree._Element, list[etree._Element]]]:
    """The rows of a table with their cells, also inside controls and wrappers."""
    for row in _inside(table, (_TR,)):
        yield row, list(_inside(row, (_TC,)))


_OPAQUE = frozenset({_P, _TBL, _TR, _TC}) | _SILENT


def _inside(container: etree._Element, wanted: tuple[str, ...]) -> Iterator[etree._Element]:
    for child in container:
        if child.tag in wanted:
            yield child
        elif child.tag not in _OPAQUE and len(child):
            yield from _inside(child, wanted)
