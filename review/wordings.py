"""What a change takes away and what it brings, as people read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chapters import Revision, RevisionKind
from review.decisions import Proposal

__all__ = ["MOVED_FROM", "MOVED_TO", "before_and_after", "is_moved", "moved_to", "stands"]

MOVED_FROM = frozenset({RevisionKind.MOVE_FROM, RevisionKind.PARAGRAPH_MOVE_FROM})
MOVED_TO = frozenset({RevisionKind.MOVE_TO, RevisionKind.PARAGRAPH_MOVE_TO})
"""What marks words at the place that they leave, and at the one where they come."""
_ROWS = {RevisionKind.ROW_DELETION, RevisionKind.ROW_INSERTION}


def before_and_after(proposal: Proposal, *, between: str = " … ") -> tuple[str, str]:
    """The words that a change takes away and those that it brings, either may be empty.

    A row of a table says its cells once, with lines between them. Of rows that stand elsewhere now
    their order is said, and what else changed in them; of other words that are only moved, where
    they stand now.
    """
    rows = [r for r in proposal.told if r.kind in _ROWS]
    gone = [_cells(r.before) for r in rows if r.kind is RevisionKind.ROW_DELETION]
    come = [_cells(r.after) for r in rows if r.kind is RevisionKind.ROW_INSERTION]
    if _are_moved(rows, gone, come):
        return _order(gone), f"rows re-ordered: {_order(come)}{_changed(gone, come)}"
    said = [r for r in proposal.told if r.kind in _ROWS or not _is_within(r, rows)]
    before = between.join(_shown(r, r.before) for r in said if r.before)
    after = between.join(_shown(r, r.after) for r in said if r.after)
    moved = moved_to(proposal)
    return before, f"moved to {moved}" if moved else after


def moved_to(proposal: Proposal) -> str:
    """Where words stand now that a change moves as they are; empty where it does anything else.

    What is edited inside of them is a change of its own: there the words of one side have holes.
    """
    came = [r for r in proposal.told if r.after]
    gone = [r.before for r in proposal.told if r.before]
    if not is_moved(proposal) or not came or not _say_the_same(gone, [r.after for r in came]):
        return ""
    return str(came[0].place)


def _say_the_same(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two sides of a move have the same words, but for holes in one of them."""
    return _is_within_text(one, "".join(other)) or _is_within_text(other, "".join(one))


def _is_within_text(pieces: Sequence[str], text: str) -> bool:
    """Whether the pieces stand in the text, in their order."""
    at = 0
    for piece in pieces:
        found = text.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def _is_within(one: Revision, rows: Sequence[Revision]) -> bool:
    """Whether what a revision says is said by its row."""
    return any(
        (one.place.story, one.place.table, one.place.row)
        == (row.place.story, row.place.table, row.place.row)
        and one.before in row.before
        and one.after in row.after
        for row in rows
    )


def _shown(revision: Revision, words: str) -> str:
    return " | ".join(_cells(words)) if revision.kind in _ROWS else words


def _cells(words: str) -> list[str]:
    return [" ".join(cell.split()) for cell in words.split("\t")]


def _are_moved(
    rows: Sequence[Revision], gone: Sequence[list[str]], come: Sequence[list[str]]
) -> bool:
    """Whether the same rows go and come, known by their first cells, and not in their place."""
    keys = [[cells[0] for cells in side] for side in (gone, come)]
    if not rows or not all(keys[0]) or sorted(keys[0]) != sorted(keys[1]):
        return False
    numbers = [r.place.row or 0 for r in rows]
    return keys[0] != keys[1] or max(numbers) - min(numbers) >= len(rows)


def _order(rows: Iterable[list[str]]) -> str:
    return ", ".join(cells[0] for cells in rows)


def _changed(gone: Iterable[list[str]], come: Iterable[list[str]]) -> str:
    """What changed in the cells of rows that stand elsewhere."""
    old = {cells[0]: cells for cells in gone}
    said = [
        f"; in {cells[0]}: {before} → {after}"
        for cells in come
        for before, after in zip(old[cells[0]], cells, strict=False)
        if before != after
    ]
    return "".join(said)


def stands(proposal: Proposal) -> str:
    """Where a change stands, of what is moved where it stood; empty where it has no revisions."""
    first = next((r for r in proposal.revisions if r.before and is_moved(proposal)), None)
    first = first or next(iter(proposal.revisions), None)
    return str(first.place) if first else ""


def is_moved(proposal: Proposal) -> bool:
    """Whether a change does nothing but move words, both halves in one."""
    kinds = {r.kind for r in proposal.revisions}
    return kinds <= MOVED_FROM | MOVED_TO and bool(kinds & MOVED_FROM) and bool(kinds & MOVED_TO)
