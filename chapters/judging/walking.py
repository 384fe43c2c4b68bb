"""The cheapest walk through marked signs that gives a piece of text.

What stands in a mark may be there or not, at no cost; every other difference from the text is an
edit, and costs its letters. Of equally cheap walks the one in which changes that stand or fall
together do so: of two ends of paragraphs the one that is left belongs to the words that are left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

__all__ = ["DELETED", "DROPPED", "Kin", "Names", "Token", "walk"]

DROPPED, DELETED = -1, -2
"""What became of a sign that is not there: gone with its mark; or taken out by an edit."""

_LETTER = 1 << 24
"""The cost of a letter: more than that of all the changes in a piece that fell apart."""

_STRAY = 8


class Kin(NamedTuple):
    """With which marks one stands or falls, and whether it brings something."""

    group: str
    brings: bool


class Names(NamedTuple):
    """What marks are called that both files may know, by their names in the one and in the other:
    a name in one file says nothing of the same name in the other. `kin` are those that were sent.
    """

    sent: Mapping[str, str]
    now: Mapping[str, str]
    kin: Mapping[str, Kin]


@dataclass(slots=True)
class Token:
    """A letter or word to walk: where it begins and ends, what it says, the marks around it."""

    start: int
    end: int
    text: str
    marks: tuple[str, ...]


_PLAIN, _MARKED, _MIXED, _GONE = range(4)
"""What became of a run of signs in the same marks; one without marks is plain."""

_DIAGONAL, _UP, _LEFT = range(3)

Costs = list[int]


@dataclass(slots=True)
class _Run:
    """Signs in the same marks, and how one comes through them: for each fate and each place in the
    text now, the fate of the run before, and a row of steps for each token.
    """

    tokens: Sequence[Token]
    entries: dict[int, bytearray] = field(default_factory=dict)
    steps: dict[int, list[bytearray]] = field(default_factory=dict)


def walk(sent: Sequence[Token], now: Sequence[Token], names: Names) -> Iterator[tuple[Token, int]]:
    """For each token that was sent the index of the token that it is now; or `DROPPED`,
    `DELETED`. Last tokens first.
    """
    costs = [0]
    for other in now:
        costs.append(costs[-1] + _price(other))
    runs: list[_Run] = []
    ends = {_PLAIN: costs}
    before: tuple[str, ...] = ()
    for marks, group in groupby(sent, lambda token: token.marks):
        run = _Run(list(group))
        ends = _through(run, now, names, ends, before)
        runs.append(run)
        before = marks
    yield from _back(runs, now, ends)


def _back(
    runs: Sequence[_Run], now: Sequence[Token], ends: Mapping[int, Costs]
) -> Iterator[tuple[Token, int]]:
    """The way that was cheapest, from its end."""
    at = len(now)
    fate = min(ends, key=lambda one: ends[one][at])
    for run in reversed(runs):
        rows = run.steps.get(fate, ())
        if not rows:
            yield from ((token, DROPPED) for token in reversed(run.tokens))
        for token, steps in zip(reversed(run.tokens), reversed(rows), strict=False):
            while steps[at] == _LEFT:
                at -= 1
            kept = steps[at] == _DIAGONAL
            at -= kept
            yield token, at if kept else DELETED
        fate = run.entries[fate][at]


def _price(written: Token) -> int:
    """What it costs that somebody wrote this; what is marked still was more likely there."""
    return (_LETTER + (_STRAY if written.marks else 0)) * len(written.text)


def _through(
    run: _Run,
    now: Sequence[Token],
    names: Names,
    ends: Mapping[int, Costs],
    before: tuple[str, ...],
) -> dict[int, Costs]:
    """The costs behind a run, for each thing that may have become of it."""
    marks = run.tokens[0].marks
    wanted = {names.sent[mark] for mark in marks}
    marked = [
        bool(other.marks) and {names.now[mark] for mark in other.marks} <= wanted for other in now
    ]
    plain = [not other.marks for other in now]
    ways = {_PLAIN: plain}
    if any(marked):
        either = [one or other for one, other in zip(marked, plain, strict=True)]
        ways |= {_MARKED: marked, _MIXED: either}
    prices = [_price(other) for other in now]
    found: dict[int, Costs] = {}
    for fate, fits in ways.items():
        costs = _entered(run, fate, ends, before, names)
        rows = run.steps[fate] = []
        for token in run.tokens:
            costs, steps = _row(token, now, prices, fits, costs)
            rows.append(steps)
        found[fate] = costs
    if marks:
        found[_GONE] = _entered(run, _GONE, ends, before, names)
    return found


def _entered(
    run: _Run, fate: int, ends: Mapping[int, Costs], before: tuple[str, ...], names: Names
) -> Costs:
    """The costs at the beginning of a run with this fate, and which fate before it is cheapest."""
    marks = run.tokens[0].marks
    prices = {one: _apart(before, one, marks, fate, names) for one in ends}
    if len(ends) == 1:
        [(one, costs)] = ends.items()
        run.entries[fate] = bytearray([one]) * len(costs)
        return [cost + prices[one] for cost in costs] if prices[one] else list(costs)
    entries = run.entries[fate] = bytearray()
    found: Costs = []
    order = list(ends)
    for each in zip(*(ends[one] for one in order), strict=True):
        cost, one = min((each[i] + prices[one], one) for i, one in enumerate(order))
        found.append(cost)
        entries.append(one)
    return found


def _apart(before: Sequence[str], then: int, marks: Sequence[str], fate: int, names: Names) -> int:
    """What it costs that two runs side by side, which belong together, have these fates."""
    price = int(fate == _MIXED)
    if not before or not marks:
        return price
    one, other = names.kin[before[-1]], names.kin[marks[-1]]
    if one.group == other.group:
        turned = one.brings != other.brings
        return price + (then != (_TURNED[fate] if turned else fate))
    return price + (then != fate and not {*before}.isdisjoint(marks))


_TURNED = {_PLAIN: _GONE, _GONE: _PLAIN, _MARKED: _MARKED, _MIXED: _MIXED}


def _row(
    token: Token,
    now: Sequence[Token],
    prices: Sequence[int],
    fits: Sequence[bool],
    above: Sequence[int],
) -> tuple[Costs, bytearray]:
    """The costs behind one more sign that was sent, and how each is reached."""
    weight, text = _LETTER * len(token.text), token.text
    costs, steps = [above[0] + weight], bytearray([_UP])
    for at, other in enumerate(now):
        best, step = above[at + 1] + weight, _UP
        left = costs[at] + prices[at]
        if left < best:
            best, step = left, _LEFT
        if fits[at] and other.text == text and above[at] <= best:
            best, step = above[at], _DIAGONAL
        costs.append(best)
        steps.append(step)
    return costs, steps
