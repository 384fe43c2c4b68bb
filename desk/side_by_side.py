"""Open changes on screen: what partners want, side by side where they want different things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.text import Text

from chapters import Weight
from desk.screen import ROOMY, console, say, shortened, table
from review.conflicts import Conflict
from review.decisions import Proposal, ProposalId
from review.moves import Move
from review.neighbours import Neighbours
from review.publications import Chapter, ChapterId
from review.rounds import Duty
from review.weights import Together
from storage.queries import NoticedRow, ProposalRow

__all__ = [
    "show_alike",
    "show_moved",
    "show_neighbours",
    "show_noticed",
    "show_open",
    "weight_of",
]


def show_open(
    rows: Sequence[ProposalRow],
    conflicts: Sequence[Conflict],
    every: Sequence[ProposalRow] = (),
) -> None:
    """What nobody has decided on: conflicts side by side first, then every open change by number.

    `rows` may be some of the round; the sides of a conflict are of `every` row, decided or not, by
    default of `rows`. The same change by several partners is one line with their names.
    """
    by_id = {r.proposal.id: r for r in every or rows}
    for conflict in conflicts:
        sides = [by_id[p] for p in conflict.proposals if p in by_id]
        if len(sides) > 1 and (
            any(r.decision is None for r in sides) or _is_undone(conflict, sides)
        ):
            _show_conflict(conflict, sides)
    clashing = {p for c in conflicts for p in c.proposals}
    lines = list(_lines(rows))
    starred = any(r.proposal.id in clashing for same in lines for r in same)
    _show_lines(lines, clashing)
    if starred:
        say("* is in a conflict that is shown above.")


def _is_undone(conflict: Conflict, sides: Sequence[ProposalRow]) -> bool:
    """Whether every side was accepted though they cannot all stand: nothing can be published."""
    accepted = [r for r in sides if r.decision is not None and r.decision.outcome.accepts]
    partners = {r.proposal.partner for r in accepted}
    return accepted == list(sides) and len(partners) > 1 and not conflict.stands


def _show_lines(lines: Sequence[Sequence[ProposalRow]], clashing: set[ProposalId]) -> None:
    if not lines or console.width < ROOMY:
        _show_one_by_one(lines, clashing)
        return
    table(
        "Open changes",
        ("No.", "Chapter", "Partner", "Where", "Before", "After"),
        [
            (
                _numbers(same, clashing),
                same[0].chapter_number,
                _names(same),
                same[0].where,
                same[0].before,
                _wanted(same[0]),
            )
            for same in lines
        ],
    )


def _show_one_by_one(lines: Sequence[Sequence[ProposalRow]], clashing: set[ProposalId]) -> None:
    """Open changes below one another, where six columns would break their words."""
    if lines:
        say("Open changes", style="bold")
    for same in lines:
        one = same[0]
        say(f"{_numbers(same, clashing)}. Chapter {one.chapter_number}, {one.where}", style="bold")
        who = ", ".join(_names(same).split("\n"))
        wishes = (who, one.before and f"before: {one.before}", f"after: {_wanted(one)}")
        for wish in filter(None, wishes):
            say(wish, indent=4)


def _show_conflict(conflict: Conflict, sides: Sequence[ProposalRow]) -> None:
    columns = ("", *(f"{r.proposal.number}: {_whose(r)}" for r in sides))
    lines = [("before", *(r.before for r in sides)), ("after", *map(_wanted, sides))]
    if any(r.decision for r in sides):
        decided = (r.decision.outcome.value if r.decision else "open" for r in sides)
        lines.append(("decided", *decided))
    where = f"{sides[0].chapter_number}, {conflict.place}"
    if conflict.repeats:
        say(f"Said by several in {where}: choose one or keep all", style="bold")
        lines.insert(0, ("where", *(r.where for r in sides)))
    elif conflict.follows:
        say(f"Changed by several in {where}: choose one or keep all", style="bold")
    else:
        say(f"Conflict in {where}: choose one", style="bold")
    table("", columns, lines)


def _whose(row: ProposalRow) -> str:
    return f"{row.proposal.partner}, owner" if row.proposal.duty is Duty.OWNER else _partner(row)


def _partner(row: ProposalRow) -> str:
    """The partner whose wish it is, and in whose file it came."""
    proposal = row.proposal
    if proposal.passed_on is None:
        return str(proposal.partner)
    return f"{proposal.passed_on}, in the file of {proposal.partner}"


def _lines(rows: Sequence[ProposalRow]) -> Iterator[Sequence[ProposalRow]]:
    """Open changes by number, those that several partners make alike together."""
    undecided: Mapping[int, ProposalRow] = {
        r.proposal.number: r for r in rows if r.decision is None
    }
    shown: set[int] = set()
    for number, row in undecided.items():
        if number not in shown:
            same = [row, *(undecided[other] for other in row.same if other in undecided)]
            shown.update(r.proposal.number for r in same)
            yield same


def _numbers(same: Sequence[ProposalRow], clashing: set[ProposalId]) -> str:
    return ", ".join(f"{r.proposal.number}{'*' if r.proposal.id in clashing else ''}" for r in same)


def _names(same: Sequence[ProposalRow]) -> str:
    """Who wants it; what is at stake where it is not plain words; and whether it was not tracked,
    or stands where something was decided.
    """
    notes = (
        (weight_of(same[0].proposal), bool(weight_of(same[0].proposal))),
        ("not tracked", any(r.proposal.untracked for r in same)),
        ("look again", any(r.proposal.again for r in same)),
    )
    return "\n".join((", ".join(map(_partner, same)), *(text for text, holds in notes if holds)))


def weight_of(proposal: Proposal) -> str:
    """What is at stake in a change, in a word; empty for plain words."""
    return "" if proposal.weight is Weight.WORDS else proposal.weight.value


def show_alike(together: Sequence[Together]) -> None:
    """Changes that belong together, in a line each: one command decides them."""
    for one in together:
        what = shortened(one.what, _SHORT)
        say(f"{what}: changes {', '.join(map(str, one.numbers))}")


def show_neighbours(found: Sequence[Neighbours], rows: Sequence[ProposalRow]) -> None:
    """Insertions at one place, in the order in which they would stand, and how to turn it round."""
    by_id = {r.proposal.id: r for r in rows}
    for one in found:
        there = [by_id[p] for p in one.proposals if p in by_id and _may_stand(by_id[p])]
        undecided = any(r.decision is None for r in there)
        if len({r.proposal.partner for r in there}) < _TWO or (one.chosen and not undecided):
            continue
        how = "as you chose" if one.chosen else "which first?"
        say(f"At one place in {there[0].chapter_number}, {there[0].where}: {how}", style="bold")
        for row in there:
            words = shortened(row.after, _SHORT)
            say(f"{row.proposal.number} {_whose(row)}: “{words}”", indent=4)
        last = next(r for r in reversed(there) if r.proposal.partner != there[0].proposal.partner)
        say(f"To turn them round: gci-review decide {last.proposal.number} --first")


def _may_stand(row: ProposalRow) -> bool:
    """Whether a change is in the text, or may still come into it."""
    return row.decision is None or row.decision.outcome.accepts


_TWO = 2


def show_moved(moves: Sequence[Move], chapters: Mapping[ChapterId, Chapter]) -> None:
    """What is moved, and who must agree: half of it is never wanted."""
    for move in moves:
        source, target = chapters[move.source], chapters[move.target]
        numbers = " ".join(str(p.number) for p in move.proposals)
        where, asked = f"within chapter {source.number}", ""
        if source.id != target.id:
            owners = " and ".join(dict.fromkeys((source.owner, target.owner)))
            where = f"from chapter {source.number} to chapter {target.number}"
            asked = f"{owners} must agree. "
        words = shortened(move.words, _SHORT)
        say(
            f"Moved{' and reworded' if move.reworded else ''} by {move.partner} {where}:"
            f" “{words}”, changes {numbers.replace(' ', ', ')}. {asked}Decide on all of them"
            f" alike: gci-review decide {numbers}"
        )


def show_noticed(seen: Sequence[NoticedRow]) -> None:
    """What else the partners' files do, a file at a time; the sheet has what is too long here."""
    for row in seen:
        say(
            f"Also noticed in the file of {row.partner}, chapter {row.chapter_number}:",
            style="bold",
        )
        for finding in row.findings[:_SEEN]:
            where = f"{finding.where}: " if finding.where else ""
            said, *grid = finding.text.split("\n")
            text = shortened(f"{where}{said}", 2 * _SHORT)
            say(f"- {text}", indent=2)
            for line in grid:  # of a table: a line is a row
                drawn = Text(f"    {line}", no_wrap=True, overflow="ellipsis")
                console.print(drawn)
        if len(row.findings) > _SEEN:
            say(f"  and {len(row.findings) - _SEEN} more: gci-review decide --sheet lists all.")


_SEEN = 5
"""Findings of one file that are shown on screen."""
_SHORT = 76


def _wanted(row: ProposalRow) -> str:
    return row.after or f"({row.proposal.revisions[0].kind.value})"
