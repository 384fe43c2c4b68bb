"""The judge: what differs between two Word files for a reader, and in their formatting.

`differences(got, wanted)` compares text and structure story by story, paragraph by paragraph, row
and cell by cell; `formatting_differences` also the properties of runs, paragraphs, tables, rows,
cells and sections. Both give sentences; none where the files say the same. How words are cut into
runs, ids, bookmarks, revision session ids and notes that nothing refers to make no difference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby, zip_longest

from lxml import etree

from chapters.oxml.namespaces import MC, M, W
from chapters.package import Package
from chapters.stories import Story, stories

__all__ = ["differences", "formatting_differences", "reading"]

_P, _TBL, _TR, _TC, _SDT = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}sdt"
_KEPT_KINDS = frozenset({"body", "footnote", "endnote", "header", "footer", "text box"})
_OPEN = frozenset({f"{W}sdtContent", f"{W}customXml", f"{W}body", f"{W}smartTag"})
_WRAPS = frozenset({f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo"})
_SAYS = {
    f"{W}tab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "\u2011",
    f"{W}softHyphen": "\u00ad",
    f"{W}drawing": "[picture]",
    f"{W}pict": "[picture]",
    f"{W}object": "[object]",
    f"{W}footnoteReference": "[note]",
    f"{W}endnoteReference": "[note]",
    f"{W}sym": "[symbol]",
}
_WORDS = frozenset({f"{W}t", f"{M}t"})
_DELETED = frozenset({f"{W}delText", f"{W}delInstrText"})
_CODE = frozenset({f"{W}instrText"})
_SESSION = "rsid"


def differences(got: bytes, wanted: bytes) -> list[str]:
    """What reads differently: a sentence for each difference, in order."""
    return _compare(reading(got), reading(wanted))


def formatting_differences(got: bytes, wanted: bytes) -> list[str]:
    """What reads or looks differently."""
    return _compare(reading(got, formatting=True), reading(wanted, formatting=True))


def reading(data: bytes, *, formatting: bool = False) -> list[tuple[str, str]]:
    """A file as lines (where, what): one for each paragraph, row, cell, table and section."""
    package = Package.open(data)
    lines: list[tuple[str, str]] = []
    referred = _referred(package)
    found = [one for one in stories(package) if one.kind in _KEPT_KINDS and one.number]
    read = [one for one in found if _is_read(one, referred)]
    numbers: Counter[str] = Counter()
    for story in sorted(read, key=lambda one: referred.get(_note(one), -1)):
        numbers[story.kind] += 1
        label = story.kind if story.kind == "body" else f"{story.kind} {numbers[story.kind]}"
        _blocks(story.root, label, lines, formatting=formatting)
    return lines


def _referred(package: Package) -> dict[tuple[str, str | None], int]:
    """The notes that the body refers to, in its order: that of the part makes no difference."""
    root = package.tree(package.main)
    notes = root.iter(f"{W}footnoteReference", f"{W}endnoteReference")
    found = [
        (etree.QName(one).localname.removesuffix("Reference"), one.get(f"{W}id")) for one in notes
    ]
    return {note: number for number, note in reversed(list(enumerate(found)))}


def _note(story: Story) -> tuple[str, str | None]:
    return story.kind, story.root.get(f"{W}id")


def _is_read(story: Story, referred: dict[tuple[str, str | None], int]) -> bool:
    """Whether a reader of the file sees a story: nobody sees an empty header or footer."""
    if story.kind in {"header", "footer"}:
        return any(list(_texts(run)) for run in story.root.iter(f"{W}r", f"{M}r"))
    return story.kind not in {"footnote", "endnote"} or _note(story) in referred


def _compare(got: list[tuple[str, str]], wanted: list[tuple[str, str]]) -> list[str]:
    return [
        f"got {one} where {other} is wanted"
        for one, other in zip_longest(got, wanted)
        if one != other
    ]


def _blocks(holder, where: str, lines: list[tuple[str, str]], *, formatting: bool) -> None:
    for number, block in enumerate(_flat(holder), 1):
        at = f"{where}/{number}"
        if block.tag == _P:
            lines.append((at, _paragraph(block, formatting=formatting)))
        elif block.tag == f"{W}sectPr":
            if formatting:
                lines.append((at, f"section {_properties(block)}"))
        else:
            _table(block, at, lines, formatting=formatting)


def _flat(holder) -> Iterator:
    """Paragraphs, tables and the last section, also those in controls and wrappers."""
    for child in holder:
        if child.tag in {_P, _TBL, f"{W}sectPr"}:
            yield child
        elif child.tag in _OPEN | _WRAPS | {_SDT}:
            yield from _flat(child)


def _table(table, at: str, lines: list[tuple[str, str]], *, formatting: bool) -> None:
    said = ""
    if formatting:
        grid = [one.get(f"{W}w") for one in table.findall(f"{W}tblGrid/{W}gridCol")]
        said = f"{_properties(table.find(f'{W}tblPr'))} {grid}"
    lines.append((at, f"table {said}"))
    for number, row in enumerate(_own(table, _TR), 1):
        props = _properties(row.find(f"{W}trPr")) if formatting else ""
        extra = _properties(row.find(f"{W}tblPrEx")) if formatting else ""
        lines.append((f"{at}/row {number}", f"row {props} {extra}"))
        for column, cell in enumerate(_own(row, _TC), 1):
            here = f"{at}/row {number}/cell {column}"
            lines.append((here, f"cell {_shape(cell, formatting=formatting)}"))
            _blocks(cell, here, lines, formatting=formatting)


def _shape(cell, *, formatting: bool) -> str:
    properties = cell.find(f"{W}tcPr")
    if formatting:
        return str(_properties(properties))
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return (
        f"{'1' if span is None else span.get(f'{W}val')} "
        f"{'' if merge is None else merge.get(f'{W}val', 'continue')}"
    )


def _own(holder, tag: str) -> Iterator:
    for child in holder:
        if child.tag == tag:
            yield child
        elif child.tag in _OPEN or child.tag == _SDT:
            yield from _own(child, tag)


def _paragraph(paragraph, *, formatting: bool) -> str:
    pieces = list(_pieces(paragraph, "", formatting=formatting))
    runs = [
        (look, "".join(text for _, text in group))
        for look, group in groupby(pieces, key=lambda piece: piece[0])
    ]
    if not formatting:
        return f"paragraph {_merged(runs)}"
    properties = paragraph.find(f"{W}pPr")
    return f"paragraph {_properties(properties)} {runs}"


def _merged(runs: list[tuple[str, str]]) -> str:
    return "".join(f"<{look}>{text}</>" if look else text for look, text in runs)


def _pieces(holder, inside: str, *, formatting: bool) -> Iterator[tuple[str, str]]:
    """(look, text) of everything in a paragraph: the look names links, controls and properties."""
    for child in holder:
        tag = child.tag
        if tag in {f"{W}hyperlink", _SDT, f"{W}fldSimple"}:
            name = tag.rpartition("}")[2]
            yield from _pieces(child, f"{inside}{name} ", formatting=formatting)
        elif tag == f"{W}r":
            look = f"{_properties(child.find(f'{W}rPr'))}" if formatting else ""
            for text in _texts(child):
                yield f"{inside}{look}".strip(), text
        elif tag == f"{M}r":
            yield from ((f"{inside}math", one.text or "") for one in child.iter(*_WORDS))
        elif tag not in {f"{W}pPr", f"{W}sdtPr", f"{W}rPr", f"{MC}Fallback"} and len(child):
            mark = tag.rpartition("}")[2] + " " if tag in _WRAPS else ""
            yield from _pieces(child, inside + mark, formatting=formatting)


def _texts(run) -> Iterator[str]:
    for one in run.iter():
        if one.tag in _WORDS:
            yield one.text or ""
        elif one.tag in _DELETED:
            yield f"[deleted {one.text or ''}]"
        elif one.tag in _CODE:
            yield f"[code {one.text or ''}]"
        elif one.tag in _SAYS and next(one.iterancestors(f"{W}txbxContent"), None) is None:
            yield _SAYS[one.tag]
        if one.tag in {f"{W}drawing", f"{W}pict"}:
            return


def _properties(element) -> list[str]:
    """Properties as sorted lines; an empty set is the same as none."""
    if element is None:
        return []
    return sorted(line for child in element for line in _property(child))


def _property(element) -> list[str]:
    if not isinstance(element.tag, str):
        return []
    name = etree.QName(element).localname
    values = [
        f"{etree.QName(key).localname}={value}"
        for key, value in sorted(element.attrib.items())
        if not etree.QName(key).localname.startswith(_SESSION)
    ]
    inner = [line for child in element for line in _property(child)]
    if name in {"rPr", "pPr", "trPr", "numPr"} and not inner and not values:
        return []
    return [" ".join([name, *values, *([f"({'; '.join(inner)})"] if inner else [])])]
