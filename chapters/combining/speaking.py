"""What edits read like: for people, and for telling whether two wishes are the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from heapq import heappop, heappush
from typing import TypeVar

from lxml import etree
from rapidfuzz.distance import Indel

from chapters.combining.changes import Result, changes_of, result
from chapters.combining.resettling import Standing
from chapters.comparing.edits import Edits, TableEdits
from chapters.comparing.flow import Container, Mark, Paragraph, Piece, Row, Table
from chapters.oxml.namespaces import W
from chapters.oxml.words import words

__all__ = [
    "container_text",
    "marks_of",
    "of_return",
    "reads",
    "row_text",
    "row_wish",
    "said_at",
    "table_text",
    "woven",
    "woven_parts",
]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type
_Part = TypeVar("_Part")


def woven(flows: Mapping[str, Sequence[Piece]]) -> list[dict[str, Sequence[Piece]]]:
    """What several returns put at one place, paragraph by paragraph: equal ones together."""
    return woven_parts(
        {
            label: [(_signature(part), part) for part in _parts(flow)]
            for label, flow in flows.items()
        }
    )


def woven_parts(
    flows: Mapping[str, Sequence[tuple[str, _Part]]],
) -> list[dict[str, _Part]]:
    """What several returns put at one place, part by part, each with what it says: equal ones
    together.

    Each keeps its own order; where that leaves a choice, the return that comes first is first.
    """
    together: dict[tuple[str, int], dict[str, _Part]] = {}
    before: TopologicalSorter[tuple[str, int]] = TopologicalSorter()
    for label, flow in flows.items():
        times: Counter[str] = Counter()
        last: list[tuple[str, int]] = []
        for said, part in flow:
            key = said, times[said]
            together.setdefault(key, {})[label] = part
            before.add(key, *last)
            times[said], last = times[said] + 1, [key]
    try:
        before.prepare()
    except CycleError:  # two have them in different orders
        return _woven_in_turn(flows)
    rank = {key: number for number, key in enumerate(together)}
    ready: list[tuple[int, tuple[str, int]]] = []
    found: list[dict[str, _Part]] = []
    while before.is_active():
        for key in before.get_ready():
            heappush(ready, (rank[key], key))
        _, key = heappop(ready)
        found.append(together[key])
        before.done(key)
    return found


def _woven_in_turn(
    flows: Mapping[str, Sequence[tuple[str, _Part]]],
) -> list[dict[str, _Part]]:
    """The same for returns that have equal parts in different orders: one after the other, with as
    many together as keep the order; the others stand twice.
    """
    done: list[tuple[str, dict[str, _Part]]] = []
    for label, flow in flows.items():
        mine = [(said, {label: part}) for said, part in flow]
        merged: list[tuple[str, dict[str, _Part]]] = []
        later: list[tuple[str, dict[str, _Part]]] = []
        # steps name what is new before what is not, at one place
        for step in Indel.opcodes([one for one, _ in done], [one for one, _ in mine]):
            old = done[step.src_start : step.src_end]
            new = mine[step.dest_start : step.dest_end]
            if step.tag == "equal":
                merged += later
                merged += [(a[0], a[1] | b[1]) for a, b in zip(old, new, strict=True)]
                later = []
            else:
                merged += old
                later += new
        done = [*merged, *later]
    return [part for _, part in done]


def _parts(flow: Sequence[Piece]) -> Iterator[list[Piece]]:
    part: list[Piece] = []
    for piece in flow:
        part.append(piece)
        if piece.role in ("end", "table"):
            yield part
            part = []
    if part:
        yield part


def _signature(flow: Sequence[Piece]) -> str:
    """What pieces say, the same however programs cut the words into runs."""
    said: list[tuple[str, str]] = []
    for piece in flow:
        if piece.role == "pin" or not piece.marks or any(mark.removes for mark in piece.marks):
            continue
        kind, text = f"{piece.role}\x1e{piece.key}\x1e{piece.link}", piece.text
        if piece.role == "table":
            text = reads(piece.nodes[0][1])
        if piece.role == "text" and not piece.key and said and said[-1][0] == kind:
            text = said.pop()[1] + text
        said.append((kind, text))
    return "\x1f".join(f"{kind}\x1d{text}" for kind, text in said)


def reads(element: Element) -> str:
    """What an added table, row or cell says when its marks are accepted."""
    cells = element.iter(f"{W}tc")
    return "\x1c".join("\x1e".join(words(one) for one in cell.iter(f"{W}p")) for cell in cells)


def container_text(base: Container, edits: Edits) -> str:
    """The paragraphs of a container after these edits, one a line."""
    lines = []
    inserts = edits.by_block()
    for number, block in enumerate(base.blocks):
        if isinstance(block, Paragraph):
            changes = changes_of("", block, edits.deletes.get(number, []), inserts.get(number, {}))
            lines.append(result(block, 0, block.length, changes).text.rstrip("\n"))
    return "\n".join(lines)


def marks_of(merged: Edits, label: str) -> list[Mark]:
    """The marks in merged edits that are also this return's."""
    marks = [mark for pieces in merged.inserts.values() for one in pieces for mark in one.marks]
    marks += [mark for spans in merged.deletes.values() for span in spans for mark in span.marks]
    return of_return(marks, label)


def of_return(marks: Iterable[Mark], label: str) -> list[Mark]:
    """Those of the marks that are also this return's, each once."""
    return [
        mark for mark in dict.fromkeys(marks) if any(one.label == label for one in mark.sharers)
    ]


def row_wish(
    merged: TableEdits, row: Row, i: int, label: str, edits: TableEdits
) -> Iterator[tuple[list[Mark], str]]:
    """The marks and the words of what a return wants changed in a row; nothing where nothing."""
    cells = {j: one for (number, j), one in edits.cells.items() if number == i and one}
    if cells:
        marks = [mark for j in cells for mark in marks_of(merged.cells[i, j], label)]
        yield marks, row_text(row, cells)


def row_text(row: Row, cells: Mapping[int, Edits]) -> str:
    """The cells of a row after these edits, with tabs between them."""
    return "\t".join(
        container_text(cell.content, cells.get(j, Edits())) for j, cell in enumerate(row.cells)
    )


def table_text(base: Table, edits: TableEdits) -> str:
    """The rows of a table that are there after these edits, one a line."""
    lines = []
    for i in range(len(base.rows) + 1):
        lines += [row_text(row, {}) for row, _ in edits.rows_in.get(i, [])]
        if i < len(base.rows) and i not in edits.rows_out:
            lines.append("\t".join(_cells_after(base.rows[i], i, edits)))
    return "\n".join(lines)


def _cells_after(row: Row, i: int, edits: TableEdits) -> Iterator[str]:
    for j in range(len(row.cells) + 1):
        for cell, _ in edits.cells_in.get((i, j), []):
            yield reads(cell.element).replace("\x1e", "\n").replace("\x1c", "\t")
        if j < len(row.cells) and (i, j) not in edits.cells_out:
            yield container_text(row.cells[j].content, edits.cells.get((i, j), Edits()))


def said_at(standings: Sequence[Standing] | None, base: Result, wanted: str) -> str:
    """What a paragraph says in a return, wherever it stands there; with its end, where it has one
    there.
    """
    if not standings:
        return wanted
    end = "\n" if base.text.endswith("\n") and standings[-1].whole else ""
    rest = [wanted.strip("\n")] if wanted.strip() else []
    return "\n".join(dict.fromkeys([*rest, *(one.text for one in standings)])) + end
