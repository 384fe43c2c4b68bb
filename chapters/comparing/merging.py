"""What several returns want of one container, as one: shared wishes once, clashing ones listed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from lxml import etree

from chapters.comparing.changes import Change, changes_of, clash, result
from chapters.comparing.edits import Edits, Slot, TableEdits
from chapters.comparing.flow import Container, Mark, Paragraph, Piece, Row, Table
from chapters.oxml.namespaces import W
from chapters.oxml.words import words

__all__ = ["Clash", "Merger", "SideDraft"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type


@dataclass(slots=True, eq=False)
class SideDraft:
    """What one return wants in a clash: the marks that it is written under, and its words."""

    label: str
    marks: list[Mark]
    text: str


@dataclass(slots=True, eq=False)
class Clash:
    """Returns that want different things of the same words; `at` is the paragraph or row."""

    at: Element
    base: str
    sides: list[SideDraft]
    part: str = ""


@dataclass(slots=True, eq=False)
class Merger:
    """Merges the edits of several returns; `names` are the reviewers by the returns' labels."""

    names: Mapping[str, str]
    clashes: list[Clash] = field(default_factory=list)

    def container(self, base: Container, wishes: Mapping[str, Edits]) -> Edits:
        """One set of edits for all; the clashes are added to the list."""
        merged = Edits()
        inserts = {label: edits.by_block() for label, edits in wishes.items()}
        for number, block in enumerate(base.blocks):
            if isinstance(block, Paragraph):
                here = {label: one[number] for label, one in inserts.items() if number in one}
                self._paragraph(merged, number, block, wishes, here)
            else:
                self._places(merged, (number, 0), wishes)
                tables = {
                    label: edits.tables[number]
                    for label, edits in wishes.items()
                    if number in edits.tables
                }
                if tables:
                    merged.tables[number] = self._table(block, tables)
        self._places(merged, (len(base.blocks), 0), wishes)
        for edits in wishes.values():
            merged.kept_wraps |= edits.kept_wraps
        return merged

    def _paragraph(
        self,
        merged: Edits,
        number: int,
        block: Paragraph,
        wishes: Mapping[str, Edits],
        inserts: Mapping[str, Mapping[int, list[Piece]]],
    ) -> None:
        changes = [
            change
            for label, edits in wishes.items()
            for change in changes_of(
                label, block, edits.deletes.get(number, []), inserts.get(label, {})
            )
        ]
        for edits in wishes.values():
            merged.formats[number].extend(edits.formats.get(number, []))
            if number in edits.touched:
                merged.touched.add(number)
        if not merged.formats[number]:
            del merged.formats[number]
        for cluster in _clusters(changes, block):
            self._cluster(merged, number, block, cluster)

    def _cluster(self, merged: Edits, number: int, block: Paragraph, cluster: list[Change]) -> None:
        start = min(change.start for change in cluster)
        end = max(change.end for change in cluster)
        labels = list(dict.fromkeys(change.label for change in cluster))
        by_label = {label: [one for one in cluster if one.label == label] for label in labels}
        wanted = {label: result(block, start, end, by_label[label]) for label in labels}
        if len({one.signature for one in wanted.values()}) == 1:
            self._shared(merged, number, by_label)
            return
        marks: dict[str, list[Mark]] = defaultdict(list)
        self._spans(merged, number, cluster, marks)
        for change in cluster:
            self._inserts(merged, number, [change], marks)
        base = result(block, start, end, []).text
        sides = [SideDraft(label, marks[label], wanted[label].text) for label in labels]
        self.clashes.append(Clash(block.elements[-1], base, sides))

    def _shared(self, merged: Edits, number: int, changes: Mapping[str, list[Change]]) -> None:
        """The same change by one or several: written once, with all their names."""
        labels = list(changes)
        first = changes[labels[0]]
        sharers = {
            label: tuple(mark for change in changes[label] for mark in change.marks())
            for label in labels
        }
        new = self._renamer(sharers if len(labels) > 1 else {})
        for change in first:
            for span in change.spans:
                marks = tuple(new(mark, change.label) for mark in span.marks)
                merged.delete(number, span.start, span.end, marks)
            for offset, pieces in change.inserts:
                merged.inserts[number, offset].extend(
                    piece.under(tuple(new(mark, change.label) for mark in piece.marks))
                    for piece in pieces
                )
        for label in labels[1:]:
            for change in changes[label]:
                for offset, pieces in change.inserts:
                    pins = [piece for piece in pieces if not piece.marks]
                    if pins:
                        merged.inserts[number, offset].extend(pins)

    def _spans(
        self, merged: Edits, number: int, cluster: Sequence[Change], marks: dict[str, list[Mark]]
    ) -> None:
        """Words that several want gone, each stretch under the names of those who do."""
        spans = [(change.label, span) for change in cluster for span in change.spans]
        cuts = sorted({place for _, span in spans for place in (span.start, span.end)})
        made: dict[tuple[int, ...], Mark] = {}
        for start, end in pairwise(cuts):
            here = [(label, span) for label, span in spans if span.start <= start < span.end]
            if not here:
                continue
            key = tuple(id(mark) for _, span in here for mark in span.marks)
            if key not in made:
                made[key] = self._joined([(label, span.marks[0]) for label, span in here])
            for label, _ in here:
                if made[key] not in marks[label]:
                    marks[label].append(made[key])
            merged.delete(number, start, end, (made[key],))

    def _inserts(
        self,
        merged: Edits,
        number: int,
        changes: Sequence[Change],
        marks: dict[str, list[Mark]],
    ) -> None:
        for change in changes:
            new = self._renamer({})
            for offset, pieces in change.inserts:
                for piece in pieces:
                    own = tuple(new(mark, change.label) for mark in piece.marks)
                    marks[change.label].extend(one for one in own if one not in marks[change.label])
                    merged.inserts[number, offset].append(piece.under(own))

    def _places(self, merged: Edits, slot: Slot, wishes: Mapping[str, Edits]) -> None:
        """Whole paragraphs and tables put at one place: equal ones once, others in order."""
        flows: dict[str, dict[str, list[Piece]]] = {}
        for label, edits in wishes.items():
            if edits.inserts.get(slot):
                flow = edits.inserts[slot]
                flows.setdefault(_flow_signature(flow), {})[label] = flow
        for same in flows.values():
            sharers = {
                label: tuple(mark for piece in flow for mark in piece.marks)
                for label, flow in same.items()
            }
            first = next(iter(same))
            new = self._renamer(sharers if len(same) > 1 else {})
            merged.inserts[slot].extend(
                piece.under(tuple(new(mark, first) for mark in piece.marks))
                for piece in same[first]
            )

    def _renamer(self, sharers: Mapping[str, tuple[Mark, ...]]) -> Callable[[Mark, str], Mark]:
        """Gives each mark of a change its copy under the reviewers' names.

        Where several share the change, a mark stands for those of the others of its kind.
        """
        made: dict[int, Mark] = {}

        def new(mark: Mark, label: str) -> Mark:
            if id(mark) not in made:
                others = [
                    (other, one)
                    for other, theirs in sharers.items()
                    for one in theirs
                    if other != label and one.adds == mark.adds
                ]
                made[id(mark)] = self._joined([(label, mark), *others])
            return made[id(mark)]

        return new

    def _joined(self, marks: Sequence[tuple[str, Mark]]) -> Mark:
        """One mark that stands for those of several returns."""
        labels = list(dict.fromkeys(label for label, _ in marks))
        first = marks[0][1]
        kinds = {mark.kind for _, mark in marks}
        kind = first.kind if len(kinds) == 1 else ("ins" if first.adds else "del")
        return Mark(
            kind=kind,
            author=", ".join(dict.fromkeys(self.names[label] for label in labels)),
            date=first.date,
            movement=f"{labels[0]}-{first.movement}" if first.movement else "",
            label=labels[0],
            sharers=tuple(mark for _, mark in marks),
        )

    def _table(self, base: Table, wishes: Mapping[str, TableEdits]) -> TableEdits:
        merged = TableEdits()
        self._rows_out(merged, wishes)
        for i in sorted({i for edits in wishes.values() for i in edits.rows_in}):
            self._rows_in(merged, i, wishes)
        self._columns(merged, wishes)
        merged.looks.extend(look for edits in wishes.values() for look in edits.looks)
        places = sorted({place for edits in wishes.values() for place in edits.cells})
        for i, j in places:
            cells = {
                label: edits.cells[i, j]
                for label, edits in wishes.items()
                if (i, j) in edits.cells and i not in edits.rows_out
            }
            content = base.rows[i].cells[j].content
            known = len(self.clashes)
            merged.cells[i, j] = self.container(content, cells)
            if len(cells) > 1 and len(self.clashes) == known:
                self._one_cell(content, cells, merged.cells[i, j])
        self._row_clashes(merged, base, wishes)
        return merged

    def _one_cell(self, base: Container, wishes: Mapping[str, Edits], merged: Edits) -> None:
        """Different wishes for one cell are a clash, also where their words are not the same."""
        texts = {label: _container_text(base, edits) for label, edits in wishes.items()}
        if len(set(texts.values())) == 1:
            return
        marks = {label: _marks_of(merged, label) for label in wishes}
        sides = [SideDraft(label, marks[label], texts[label]) for label in wishes]
        at = base.element
        self.clashes.append(Clash(at, _container_text(base, Edits()), sides))

    def _rows_out(self, merged: TableEdits, wishes: Mapping[str, TableEdits]) -> None:
        for i in sorted({i for edits in wishes.values() for i in edits.rows_out}):
            out = [(label, e.rows_out[i]) for label, e in wishes.items() if i in e.rows_out]
            merged.rows_out[i] = self._joined(out)

    def _row_clashes(
        self, merged: TableEdits, base: Table, wishes: Mapping[str, TableEdits]
    ) -> None:
        """Rows that some want gone and others want changed."""
        for i, mark in merged.rows_out.items():
            row = base.rows[i]
            gone = [SideDraft(k, [mark], "") for k, e in wishes.items() if i in e.rows_out]
            kept = [
                SideDraft(label, marks, text)
                for label, edits in wishes.items()
                if i not in edits.rows_out
                for marks, text in _row_wish(merged, row, i, label, edits)
            ]
            if kept:
                self.clashes.append(Clash(row.element, _row_text(row, {}), [*gone, *kept]))

    def _rows_in(self, merged: TableEdits, i: int, wishes: Mapping[str, TableEdits]) -> None:
        same: dict[str, list[tuple[str, list[tuple[Row, Mark]]]]] = {}
        for label, edits in wishes.items():
            rows = edits.rows_in.get(i, [])
            if rows:
                look = "\x1d".join(_reads(row.element) for row, _ in rows)
                same.setdefault(look, []).append((label, rows))
        for group in same.values():
            for number, (row, mark) in enumerate(group[0][1]):
                marks = [(group[0][0], mark)]
                marks += [(label, rows[number][1]) for label, rows in group[1:]]
                merged.rows_in[i].append((row, self._joined(marks)))

    def _columns(self, merged: TableEdits, wishes: Mapping[str, TableEdits]) -> None:
        for place in sorted({p for edits in wishes.values() for p in edits.cells_out}):
            out = [(k, e.cells_out[place]) for k, e in wishes.items() if place in e.cells_out]
            merged.cells_out[place] = self._joined(out)
        for place in sorted({p for edits in wishes.values() for p in edits.cells_in}):
            looks: dict[str, list[tuple[str, int]]] = {}
            for label, edits in wishes.items():
                for number, (cell, _) in enumerate(edits.cells_in.get(place, [])):
                    looks.setdefault(_reads(cell.element), []).append((label, number))
            for group in looks.values():
                marks = [(label, wishes[label].cells_in[place][n][1]) for label, n in group]
                cell = wishes[group[0][0]].cells_in[place][group[0][1]][0]
                merged.cells_in[place].append((cell, self._joined(marks)))


def _clusters(changes: list[Change], block: Paragraph) -> Iterator[list[Change]]:
    """Changes that touch the same words, in order; those of one return never join by themselves."""
    groups: list[list[Change]] = []
    for change in sorted(changes, key=lambda one: (one.start, one.end)):
        near = [group for group in groups if any(clash(change, one, block) for one in group)]
        joined = [one for group in near for one in group] + [change]
        groups = [group for group in groups if group not in near] + [joined]
    order = {id(change): number for number, change in enumerate(changes)}
    for group in sorted(groups, key=lambda one: (min(c.start for c in one), order[id(one[0])])):
        yield sorted(group, key=lambda one: order[id(one)])


def _flow_signature(flow: Sequence[Piece]) -> str:
    return "\x1f".join(
        f"{piece.role}{piece.text}{piece.key}{piece.link}"
        if piece.role != "table"
        else _reads(piece.nodes[0][1])
        for piece in flow
        if piece.marks
    )


def _reads(element: Element) -> str:
    """What an added table, row or cell says when its marks are accepted."""
    cells = element.iter(f"{W}tc")
    return "\x1c".join("\x1e".join(words(one) for one in cell.iter(f"{W}p")) for cell in cells)


def _container_text(base: Container, edits: Edits) -> str:
    lines = []
    inserts = edits.by_block()
    for number, block in enumerate(base.blocks):
        if isinstance(block, Paragraph):
            changes = changes_of("", block, edits.deletes.get(number, []), inserts.get(number, {}))
            lines.append(result(block, 0, block.length, changes).text.rstrip("\n"))
    return "\n".join(lines)


def _marks_of(merged: Edits, label: str) -> list[Mark]:
    """The marks in merged edits that are also this return's."""
    marks = [mark for pieces in merged.inserts.values() for one in pieces for mark in one.marks]
    marks += [mark for spans in merged.deletes.values() for span in spans for mark in span.marks]
    return [
        mark for mark in dict.fromkeys(marks) if any(one.label == label for one in mark.sharers)
    ]


def _row_wish(
    merged: TableEdits, row: Row, i: int, label: str, edits: TableEdits
) -> Iterator[tuple[list[Mark], str]]:
    """The marks and the words of what a return wants changed in a row; nothing where nothing."""
    cells = {j: one for (number, j), one in edits.cells.items() if number == i and one}
    if cells:
        marks = [mark for j in cells for mark in _marks_of(merged.cells[i, j], label)]
        yield marks, _row_text(row, cells)


def _row_text(row: Row, cells: Mapping[int, Edits]) -> str:
    return "\t".join(
        _container_text(cell.content, cells.get(j, Edits())) for j, cell in enumerate(row.cells)
    )
