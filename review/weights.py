"""What the weight of a change means for deciding: figures by name, equal changes together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from chapters import Weight, alike
from review.decisions import Outcome, Proposal, Selection

__all__ = ["Together", "alike_changes", "unnamed_figures"]


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
