"""Whether elements stand where the schema lets them: order, nesting, cells, rows, sections."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from chapters.findings import Finding
from chapters.inspecting.parts import texts
from chapters.oxml.namespaces import MC, W
from chapters.oxml.order import ORDERED, REPEATED, rank
from chapters.package import Package

__all__ = ["RULES"]


def _w(names: str) -> frozenset[str]:
    return frozenset(f"{W}{name}" for name in names.split())


_P, _TBL, _TR, _TC, _SECT = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}sectPr"
_BLOCKS = _w("p tbl sdt customXml altChunk")
_WRAPPERS = _w("sdtContent customXml") | {f"{MC}Choice", f"{MC}Fallback"}
_STORIES = _w("body hdr ftr footnote endnote comment txbxContent docPartBody")
_INLINE = _w("ins del moveFrom moveTo hyperlink smartTag dir bdo fldSimple rt rubyBase")
_PARENTS = {
    _P: _STORIES | _WRAPPERS | {_TC},
    _TBL: _STORIES | _WRAPPERS | {_TC},
    _TR: _WRAPPERS | {_TBL},
    _TC: _WRAPPERS | {_TR},
    f"{W}r": _WRAPPERS | _INLINE | {_P},
    f"{W}pPr": _w("p style tblStylePr lvl pPrDefault pPrChange"),
    f"{W}tcPr": _w("tc style tblStylePr tcPrChange"),
    f"{W}trPr": _w("tr style tblStylePr trPrChange"),
    f"{W}t": _w("r"),
    f"{W}delText": _w("r"),
}
_FIRST = {
    f"{W}pPr": _w("p"),
    f"{W}rPr": _w("r"),
    f"{W}tcPr": _w("tc"),
}
_FREE = _w("rPr")  # transitional files may order run properties as they like (§17.3.2.28)
_RUN_MARKS = {
    f"{W}{name}": place
    for place, name in enumerate(("ins", "del", "moveFrom", "moveTo", "", "rPrChange"))
}
_NOTE_SETTINGS = _w("footnotePr endnotePr")
_DELETIONS = _w("del moveFrom")


def _ordered(package: Package) -> Iterator[Finding]:
    """Properties stand in the order of the schema, each once (ECMA-376 part 1, annex A)."""
    for name, root in texts(package):
        for parent in root.iter(*ORDERED):
            yield from _order_of(name, parent)


def _order_of(name: str, parent: etree._Element) -> Iterator[Finding]:
    last, seen = -1, set()
    for child in parent:
        place = _RUN_MARKS.get(str(child.tag), 4) if parent.tag in _FREE else rank(parent, child)
        if place is None:
            continue
        if place < last:
            text = f"{_local(child)} stands too late in {_local(parent)}."
            yield Finding(code="order", where=name, text=text)
        if child.tag in seen and child.tag not in REPEATED:
            text = f"{_local(child)} stands twice in {_local(parent)}."
            yield Finding(code="twice", where=name, text=text)
        last = max(last, place)
        seen.add(child.tag)


def _nested(package: Package) -> Iterator[Finding]:
    """Paragraphs, tables, rows, cells, runs and words stand only in what may hold them."""
    for name, root in texts(package):
        for node in root.iter(*_PARENTS):
            parent = node.getparent()
            if parent is not None and str(parent.tag).startswith((W, MC)):
                if parent.tag not in _PARENTS[str(node.tag)]:
                    text = f"{_local(node)} must not stand in {_local(parent)}."
                    yield Finding(code="nesting", where=name, text=text)
                elif parent.tag in _FIRST.get(str(node.tag), ()) and parent[0] is not node:
                    text = f"{_local(node)} must come first in {_local(parent)}."
                    yield Finding(code="order", where=name, text=text)


def _tables(package: Package) -> Iterator[Finding]:
    """A table has a grid and rows, a row has cells, a cell ends with a paragraph (§17.4.65)."""
    for name, root in texts(package):
        for tag, code, holds, text in _WHOLE:
            for node in root.iter(tag):
                if not holds(node):
                    yield Finding(code=code, where=name, text=text)


def _has(parent: etree._Element, tag: str) -> bool:
    """Whether a row or cell is among the children, also inside a control or a wrapper."""
    for child in parent:
        if child.tag == tag:
            return True
        if child.tag in _AROUND and next(child.iter(tag), None) is not None:
            return True
    return False


_AROUND = _w("sdt customXml ins del moveFrom moveTo") | {f"{MC}AlternateContent"}


def _ends_with_paragraph(holder: etree._Element) -> bool:
    last = next((child for child in reversed(holder) if child.tag in _BLOCKS), None)
    if last is None:
        return False
    if last.tag == f"{W}sdt":
        content = last.find(f"{W}sdtContent")
        return content is not None and _ends_with_paragraph(content)
    if last.tag == f"{W}customXml":
        return _ends_with_paragraph(last)
    return last.tag != _TBL


_WHOLE: tuple[tuple[str, str, Callable[[etree._Element], bool], str], ...] = (
    (_TBL, "table-without-row", lambda table: _has(table, _TR), "A table has no row."),
    (
        _TBL,
        "table-without-grid",
        lambda table: table.find(f"{W}tblGrid") is not None,
        "A table has no grid.",
    ),
    (_TR, "row-without-cell", lambda row: _has(row, _TC), "A table row has no cell."),
    (_TC, "cell-end", _ends_with_paragraph, "A table cell does not end with a paragraph."),
)


def _peopled(package: Package) -> Iterator[Finding]:
    """No story is empty: a note, a header, a comment, a text box holds a paragraph at least."""
    for name, root in texts(package):
        for story in root.iter(*(_STORIES - {f"{W}body", f"{W}docPartBody"})):
            parent = story.getparent()
            setting = parent is not None and parent.tag in _NOTE_SETTINGS
            if not setting and not any(child.tag in _BLOCKS for child in story):
                text = f"{_local(story)} has no paragraph."
                yield Finding(code="story-empty", where=name, text=text)


def _sectioned(package: Package) -> Iterator[Finding]:
    """Section properties end the body, or stand in a paragraph of it, not in a cell (§17.6.18)."""
    for name, root in texts(package):
        for node in root.iter(_SECT):
            parent = node.getparent()
            if parent is None or parent.tag == f"{W}sectPrChange":
                continue
            last = parent.tag == f"{W}body" and node.getnext() is None
            above = [str(one.tag) for one in node.iterancestors(_TC, *_STORIES)][:1]
            inside = parent.tag == f"{W}pPr" and above in ([f"{W}body"], [f"{W}docPartBody"])
            if not last and not inside and parent.tag != f"{W}docPartBody":
                text = f"Section properties must not stand in {_local(parent)} here."
                yield Finding(code="section-misplaced", where=name, text=text)


def _deleted(package: Package) -> Iterator[Finding]:
    """Deleted words are `w:delText` in a deletion, kept words are `w:t` outside of one
    (§17.3.3.7).
    """
    for name, root in texts(package):
        for node in root.iter(f"{W}delText", f"{W}delInstrText"):
            if next(node.iterancestors(*_DELETIONS), None) is None:
                text = "Deleted words stand outside of a deletion, so that Word loses them."
                yield Finding(code="deleted-words-loose", where=name, text=text)
        for node in root.iter(f"{W}del"):
            if next(node.iter(f"{W}t"), None) is not None and not _boxed(node):
                text = "Words stand as kept words in a deletion."
                yield Finding(code="kept-words-in-deletion", where=name, text=text)


def _boxed(deletion: etree._Element) -> bool:
    """Whether the words in a deletion are those of a text box in it, which say what they are."""
    return next(deletion.iter(f"{W}txbxContent"), None) is not None


def _local(node: etree._Element) -> str:
    return etree.QName(node).localname


RULES = (_ordered, _nested, _tables, _peopled, _sectioned, _deleted)
