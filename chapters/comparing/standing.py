"""The base as it stands when its own old marks are rejected, with the memory of those marks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from chapters.comparing.files import File
from chapters.comparing.flow import (
    Container,
    Mark,
    Paragraph,
    Piece,
    Row,
    Table,
    all_words,
    end_key,
)
from chapters.comparing.redlining import Stories, stories_of
from chapters.marked import marked_parts
from chapters.package import Package
from chapters.resolution import reject_all

__all__ = ["standing"]


def standing(base: bytes) -> tuple[File, Stories]:
    """The base with its old marks rejected, and its stories, in which they are remembered.

    A redline is written upon this: what a return still has of those marks comes back from there,
    and what it silently accepted gets them from memory. Written upon the marked file, words that
    base and return both insert would be there twice.
    """
    marked = File(Package.open(base))
    if not any(part.marks for part in marked_parts(marked.package)):
        return marked, stories_of(marked)
    plain = File(Package.open(reject_all(base)))
    stories, before = stories_of(plain), stories_of(marked)
    for key, (_, content) in stories.items():
        if key in before:
            _remember(content, before[key][1])
    return plain, stories


def _remember(plain: Container, marked: Container) -> None:
    """Note the marks of a container on the same container without them."""
    plain.accepted.update(_insertions(marked))
    if len(plain.blocks) != len(marked.blocks):
        return
    for block, old in zip(plain.blocks, marked.blocks, strict=True):
        if isinstance(block, Paragraph) and isinstance(old, Paragraph):
            if old.marked and block.text == old.text:
                block.pieces = list(_cut(block.pieces, _deletions(old)))
        elif isinstance(block, Table) and isinstance(old, Table) and old.marked:
            _remember_rows(block, old)


def _insertions(marked: Container) -> Mapping[str, Mark]:
    """What a file has as tracked insertions, with the marks: words, rows, ends of paragraphs."""
    found: dict[str, Mark] = {}
    for block in marked.blocks:
        found.update(_inserted(block.pieces if isinstance(block, Paragraph) else block.lead))
        for row in block.rows if isinstance(block, Table) else ():
            if row.mark is not None and row.mark.adds:
                found[all_words(row.element)] = row.mark
    found.update(_inserted(marked.tail))
    return found


def _inserted(pieces: list[Piece]) -> Iterator[tuple[str, Mark]]:
    before = ""
    for piece in pieces:
        new = not piece.before and len(piece.marks) == 1
        if piece.role == "end":
            if new and before.strip():
                yield end_key(before), piece.marks[0]
            before = before if any(mark.removes for mark in piece.marks) else ""
            continue
        words = all_words(piece.nodes[0][1]) if piece.role == "table" else piece.text.strip()
        if new and words:
            yield words, piece.marks[0]
        if not any(mark.removes for mark in piece.marks):
            before += piece.text


def _deletions(paragraph: Paragraph) -> list[tuple[int, int, tuple[Mark, ...]]]:
    """The stretches of a paragraph that are deleted in its file, its end included."""
    found = []
    at = 0
    for piece in paragraph.pieces:
        size = 1 if piece.role == "end" else len(piece.text)
        if piece.before:
            if size and piece.marks:
                found.append((at, at + size, piece.marks))
            at += size
    return found


def _cut(pieces: list[Piece], deletions: list[tuple[int, int, tuple[Mark, ...]]]) -> list[Piece]:
    """The pieces, cut where deletions begin and end, under their marks."""
    result: list[Piece] = []
    at = 0
    for piece in pieces:
        size = 1 if piece.role == "end" else len(piece.text)
        cuts = {0, size}
        for start, end, _ in deletions:
            cuts |= {place - at for place in (start, end) if at < place < at + size}
        places = sorted(cuts)
        for start, end in pairwise(places) if size else [(0, 0)]:
            marks = next((m for a, b, m in deletions if size and a <= at + start < b), ())
            whole = piece.role != "text"
            result.append(piece.under(marks) if whole else piece.cut(start, end, marks))
        at += size
    return result


def _remember_rows(plain: Table, marked: Table) -> None:
    old = [row for row in marked.rows if row.before]
    if len(old) != len(plain.rows):
        return
    for row, mate in zip(plain.rows, old, strict=True):
        _remember_row(row, mate)


def _remember_row(plain: Row, marked: Row) -> None:
    cells = [cell for cell in marked.cells if cell.mark is None or cell.mark.kind != "cellIns"]
    if len(cells) == len(plain.cells):
        for cell, old in zip(plain.cells, cells, strict=True):
            _remember(cell.content, old.content)
            cell.mark = old.mark
    plain.mark = marked.mark
