"""The last paragraph of a container, and of a section: its end can be neither inserted nor deleted.

A body, a cell, a note and a text box must end with a paragraph, and no mark on that end is ever
carried out by Word. So what is added after the last paragraph is written as Word writes it: the
end before it is the new one; and what is deleted there takes the end before it.

The last paragraph of a section holds what the section looks like (§17.6.17): who deletes its words
in a word processor has the section end on the paragraph before.
"""

from __future__ import annotations

from chapters.comparing.edits import Edits, Marks
from chapters.comparing.flow import Block, Container, Paragraph, Piece, Table
from chapters.comparing.properties import has_marked_looks
from chapters.oxml.namespaces import W

__all__ = ["settle_end", "settle_sections"]


def settle_end(base: Container, edits: Edits) -> None:
    """Rewrite edits that insert after the last paragraph, or delete its end."""
    if not base.blocks or not isinstance(base.blocks[-1], Paragraph):
        return
    number = len(base.blocks) - 1
    last = base.blocks[-1]
    flow = edits.inserts.pop((number + 1, 0), [])
    marks = _kept_end(edits, number, last)
    slot = (number, len(last.text))
    if flow:
        tail, end = _without_last_end(flow)
        if end is None:
            edits.inserts[number + 1, 0] = flow
            return
        if not marks:
            tail = [_end_like(last, end), *tail]
        elif any(piece.role == "table" for piece in tail):
            slot = (number, 0)  # a table cannot stand behind deleted words in one paragraph
        if marks and has_marked_looks(end.nodes[0][1].find(f"{W}pPr")):
            edits.formats[number].append((len(last.text), last.length, end))
        edits.inserts[slot].extend(tail)
    elif marks and not _take_end_before(base, edits, number, marks) and marks[0].known:
        edits.delete(number, len(last.text), last.length, marks)  # vain, but somebody's mark


def settle_sections(base: Container, other: Container, edits: Edits) -> None:
    """Rewrite edits that insert after the last paragraph of a section, or delete its end, though
    the return has the same sections. What somebody tracked stays as it is.
    """
    touched = {*edits.deletes, *(number - 1 for number, offset in edits.inserts if not offset)}
    ends = [
        (number, block)
        for number, block in enumerate(base.blocks)
        if number in touched and isinstance(block, Paragraph) and _ends_section(block)
    ]
    if not ends or _sections(other) != _sections(base):
        return
    for number, block in reversed(ends):
        if not any(mark.known for mark in _marks_of_end(edits, number, block)):
            _settle_section(base, edits, number, block)


def _settle_section(base: Container, edits: Edits, number: int, block: Paragraph) -> None:
    flow = edits.inserts.get((number + 1, 0), [])
    new = next((at for at, one in enumerate(flow, 1) if _is_end_of_section(one)), 0)
    marks = _kept_end(edits, number, block)
    if new:
        edits.inserts[number + 1, 0] = flow[new:]
        if not flow[new:]:
            del edits.inserts[number + 1, 0]
        edits.inserts[number, len(block.text)].extend(_before_end(flow[:new], block, marks))
    elif marks:
        _take_end_before(base, edits, number, marks)


def _before_end(flow: list[Piece], last: Paragraph, marks: Marks) -> list[Piece]:
    """Paragraphs behind the last one, as they are written before its end: with the end that it had,
    unless that goes.
    """
    *tail, end = flow
    return tail if marks else [_end_like(last, end), *tail]


def _end_like(last: Paragraph, end: Piece) -> Piece:
    return Piece("end", "", ((None, last.elements[-1]),), marks=end.marks)


def _sections(container: Container) -> int:
    return sum(_ends_section(block) for block in container.blocks)


def _ends_section(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.elements[-1].find(f"{W}pPr/{W}sectPr") is not None


def _is_end_of_section(piece: Piece) -> bool:
    return piece.role == "end" and piece.nodes[0][1].find(f"{W}pPr/{W}sectPr") is not None


def _marks_of_end(edits: Edits, number: int, last: Paragraph) -> Marks:
    """The marks that the end of a paragraph is to be deleted under."""
    spans = edits.deletes.get(number, [])
    return next((span.marks for span in spans if span.end == last.length), ())


def _kept_end(edits: Edits, number: int, last: Paragraph) -> Marks:
    """Keep the end of the last paragraph; returns the marks that it was to be deleted under."""
    for span in edits.deletes.get(number, []):
        if span.end == last.length:
            span.end -= 1
            edits.deletes[number] = [one for one in edits.deletes[number] if one.start < one.end]
            if not edits.deletes[number]:
                del edits.deletes[number]
            return span.marks
    return ()


def _without_last_end(flow: list[Piece]) -> tuple[list[Piece], Piece | None]:
    for at in range(len(flow) - 1, -1, -1):
        if flow[at].role == "end":
            return flow[:at] + flow[at + 1 :], flow[at]
        if flow[at].role == "table":
            break
    return flow, None


def _take_end_before(base: Container, edits: Edits, number: int, marks: Marks) -> bool:
    """Delete, for the last end, the one that then stands last; false where there is none."""
    for block in range(number, -1, -1):
        here = base.blocks[block]
        if isinstance(here, Table):
            if not _goes(edits, block, here):
                return False
            continue
        if block < number and _ends_section(here):
            return False
        if block < number and not _end_goes(edits, block, here):
            edits.delete(block, len(here.text), here.length, marks)
            return True
        if (marks[0].known or block < number) and _says(edits, block, here):
            return not marks[0].known  # what stands in the last paragraph keeps it
        if _take_new_end(edits, block):
            return True
    return False


def _goes(edits: Edits, block: int, table: Table) -> bool:
    """Whether all rows of a table go."""
    wanted = edits.tables.get(block)
    rows = {number for number, row in enumerate(table.rows) if row.before}
    return wanted is not None and not wanted.rows_in and rows <= set(wanted.rows_out)


def _says(edits: Edits, block: int, paragraph: Paragraph) -> bool:
    """Whether words of a paragraph stay, or come."""
    gone = sum(
        min(span.end, len(paragraph.text)) - span.start for span in edits.deletes.get(block, [])
    )
    return gone < len(paragraph.text) or any(
        piece.text and not any(mark.removes for mark in piece.marks)
        for (number, _), pieces in edits.inserts.items()
        if number == block
        for piece in pieces
    )


def _end_goes(edits: Edits, block: int, paragraph: Paragraph) -> bool:
    return any(span.end == paragraph.length for span in edits.deletes.get(block, []))


def _take_new_end(edits: Edits, block: int) -> bool:
    """Take away the last inserted end in a block, if there is one."""
    slots = sorted((slot for slot in edits.inserts if slot[0] == block), reverse=True)
    for slot in slots:
        pieces = edits.inserts[slot]
        for at in range(len(pieces) - 1, -1, -1):
            if pieces[at].role == "end" and not any(mark.removes for mark in pieces[at].marks):
                edits.inserts[slot] = pieces[:at] + pieces[at + 1 :]
                return True
    return False
