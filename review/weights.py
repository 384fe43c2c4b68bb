"""What the weight of a change means for deciding: figures by name, equal changes together, and the
two halves of a paragraph that was moved and reworded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from chapters import Revision, Weight, alike, reworded_moves
from review.decisions import Outcome, Proposal, Selection

__all__ = ["Together", "alike_changes", "moved_changes", "unnamed_figures"]


def unnamed_figures(
    chosen: Iterable[Proposal], selection: Selection, outcome: Outcome
) -> list[Proposal]:
    """The figures among `chosen` that a selection would accept without naming them: a fine, a
    date or a tariff code is accepted by its number, or where figures were asked for.
    """
    if not outcome.accepts or selection.numbers or selection.weight is Weight.FIGURE:
        return []
    return [p for p in chosen if p.weight is Weight.FIGURE]


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Changes that belong together: what they do, and their numbers in order."""

    what: str
    numbers: tuple[int, ...]


def alike_changes(
    proposals: Sequence[Proposal], shown: Iterable[Collection[int]] = ()
) -> list[Together]:
    """The changes that make the same replacement, or follow the same rule of spelling, whichever
    file they are in: one command could decide them.

    `shown` are numbers that are one line for the officer already (the same change by several
    partners): such a line counts once.
    """
    line = {number: min(numbers) for numbers in shown for number in numbers}
    by_id: dict[str, Proposal] = {p.id: p for p in proposals}
    # Groups are named within a file; here they must differ from file to file.
    revisions = [replace(r, group=p.id) for p in proposals for r in p.revisions]
    found = []
    for one in alike(revisions):
        numbers = tuple(sorted(by_id[p].number for p in one.groups))
        if len({line.get(n, n) for n in numbers}) > 1:
            found.append(Together(what=one.what, numbers=numbers))
    return found


def moved_changes(proposals: Sequence[Proposal]) -> list[Together]:
    """A paragraph that a partner takes away and one much like it that the same partner brings, in
    the same chapter or in another: whoever decides on one must see the other.
    """
    by_id: dict[str, Proposal] = {p.id: p for p in proposals}
    files: dict[str, dict[str, list[Revision]]] = defaultdict(lambda: defaultdict(list))
    for one in proposals:
        mine = files[one.partner][one.chapter]
        mine += [replace(r, group=one.id) for r in one.revisions]
    found = []
    for chapters in files.values():
        for (gone_from, gone), (come_to, come) in reworded_moves(chapters):
            what = "moved to another chapter" if gone_from != come_to else "moved and reworded"
            numbers = (by_id[gone].number, by_id[come].number)
            found.append(Together(what=what, numbers=tuple(sorted(numbers))))
    return found
