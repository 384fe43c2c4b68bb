"""The cheapest way through marked signs that gives a text: what was kept, dropped, or edited.

Marked signs are a net: what stands in a mark may be there or not, at no cost; every other
difference from the text is an edit, and costs its letters. So what a person decided is told from
what the text now says, and not from the marks, which are gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from chapters.judging.signs import END_OF_PARAGRAPH, Sign

__all__ = ["DELETED", "DROPPED", "Names", "way"]

DROPPED, DELETED = -1, -2
"""What became of a sign that is not there: gone with its mark; or taken out by an edit."""

_SURE = 24
"""How many equal letters outside any mark show that two places are one."""

_TOO_MANY = 4_000_000
"""How many pairs of signs are walked one by one; above, words are."""

_WORD = re.compile(r"\w+|\s+|[^\w\s]")


class Names(NamedTuple):
    """What marks are called that both files may know, by their names in the one and in the other:
    a name in one file says nothing of the same name in the other.
    """

    sent: Mapping[str, str]
    now: Mapping[str, str]


Box = tuple[int, int, int, int]


def way(sent: Sequence[Sign], now: Sequence[Sign], names: Names) -> list[int]:
    """For each sign that was sent, the index of the sign that it is now; or `DROPPED`, `DELETED`.

    Indices rise.
    """
    found = [DELETED] * len(sent)
    for box in _boxes(sent, now):
        a, b, c, d = box
        if b - a == d - c and _plainly_equal(sent[a:b], now[c:d]):
            found[a:b] = range(c, d)
        else:
            _walk(sent, now, box, names, found)
    _slide(sent, now, found)
    return found


def _plainly_equal(sent: Sequence[Sign], now: Sequence[Sign]) -> bool:
    return all(
        one.text == other.text and not one.marks and not other.marks
        for one, other in zip(sent, now, strict=True)
    )


def _boxes(sent: Sequence[Sign], now: Sequence[Sign]) -> Iterator[Box]:
    """Pieces of both that belong together: equal paragraphs, and what is between them."""
    mine, theirs = _paragraphs(sent), _paragraphs(now)
    known: dict[object, int] = {}
    keys = [
        [known.setdefault(_key(row, piece, side), len(known)) for piece in pieces]
        for side, (row, pieces) in enumerate(((sent, mine), (now, theirs)))
    ]
    waiting: list[Box] = []
    for step in LCSseq.opcodes(*keys):
        box = (
            *_span(mine, step.src_start, step.src_end, len(sent)),
            *_span(theirs, step.dest_start, step.dest_end, len(now)),
        )
        if step.tag != "equal":
            waiting.append(box)
            continue
        yield from _between(sent, now, waiting)
        waiting = []
        yield box
    yield from _between(sent, now, waiting)


Span = tuple[int, int]


def _paragraphs(row: Sequence[Sign]) -> list[Span]:
    ends = [at + 1 for at, sign in enumerate(row) if sign.text == END_OF_PARAGRAPH]
    edges = sorted({0, *ends, len(row)})
    return list(pairwise(edges))


def _key(row: Sequence[Sign], piece: Span, side: int) -> object:
    """A paragraph without marks is its words; one with marks is like no other."""
    signs = row[slice(*piece)]
    if any(sign.marks for sign in signs):
        return side, piece
    return "".join(sign.text for sign in signs)


def _span(pieces: Sequence[Span], start: int, end: int, length: int) -> Span:
    if start < end:
        return pieces[start][0], pieces[end - 1][1]
    at = pieces[start][0] if start < len(pieces) else length
    return at, at


def _between(sent: Sequence[Sign], now: Sequence[Sign], waiting: Sequence[Box]) -> Iterator[Box]:
    """What stands between equal paragraphs, cut where words outside marks are surely the same."""
    if not waiting:
        return
    a, c = waiting[0][0], waiting[0][2]
    b, d = waiting[-1][1], waiting[-1][3]
    mine, theirs = _words(sent, a, b), _words(now, c, d)
    known: dict[str, int] = {}
    keys = [
        [known.setdefault(_text(row, word), len(known)) for word in words]
        for row, words in ((sent, mine), (now, theirs))
    ]
    for step in LCSseq.opcodes(*keys):
        if step.tag == "equal":
            pairs = zip(
                mine[step.src_start : step.src_end],
                theirs[step.dest_start : step.dest_end],
                strict=True,
            )
            for sure, group in groupby(pairs, lambda pair: _bare(sent, now, pair)):
                run = list(group)
                start, end = run[0][0][0] + _SURE // 2, run[-1][0][1] - _SURE // 2
                if sure and end > start:
                    shift = run[0][1][0] - run[0][0][0]
                    yield a, start, c, start + shift
                    yield start, end, start + shift, end + shift
                    a, c = end, end + shift
    yield a, b, c, d


def _bare(sent: Sequence[Sign], now: Sequence[Sign], pair: tuple[Span, Span]) -> bool:
    return not sent[pair[0][0]].marks and not now[pair[1][0]].marks


def _words(row: Sequence[Sign], start: int, end: int) -> list[Span]:
    """The words between two places; none reaches over the edge of a mark."""
    found: list[Span] = []
    at = start
    for _, group in groupby(row[start:end], lambda sign: sign.marks):
        text = "".join(sign.text for sign in group)
        found += [(at + one.start(), at + one.end()) for one in _WORD.finditer(text)]
        at += len(text)
    return found


def _text(row: Sequence[Sign], span: Span) -> str:
    return "".join(sign.text for sign in row[slice(*span)])


def _slide(sent: Sequence[Sign], now: Sequence[Sign], found: list[int]) -> None:
    """Move what was added beside a mark where it may as well stand there: of "the any" between two
    equal spaces nobody can say which space was there before.
    """
    was = {at: index for index, at in enumerate(found) if at >= 0}
    runs = [list(run) for added, run in groupby(range(len(now)), lambda at: at not in was) if added]
    for run in runs:
        start, end = run[0], run[-1] + 1
        steps = _steps(sent, now, was, (start, end))
        for step in range(steps):
            _rematch(found, was, end + step, start + step)
        for step in range(-1, steps - 1, -1):
            _rematch(found, was, start + step, end + step)


def _rematch(found: list[int], was: dict[int, int], before: int, after: int) -> None:
    index = was.pop(before)
    was[after] = index
    found[index] = after


def _steps(sent: Sequence[Sign], now: Sequence[Sign], was: Mapping[int, int], run: Span) -> int:
    """By how much an added run moves to stand beside a mark: to the right, or, below 0, left."""
    start, end = run
    for way_ in (1, -1):
        for step in range(end - start + 1):
            edge = end + step if way_ > 0 else start - 1 - step
            index = was.get(edge)
            if index is None or sent[index].marks:
                return way_ * step if 0 <= edge < len(now) else 0
            neighbour = index - 1 if way_ > 0 else index + 1
            if 0 <= neighbour < len(sent) and sent[neighbour].marks:
                return way_ * step
            other = start + step if way_ > 0 else end - 1 - step
            if now[edge].text != now[other].text or now[edge].marks:
                break
    return 0


@dataclass(slots=True)
class _Token:
    """A letter or word to walk: where it begins and ends, what it says, the marks around it."""

    start: int
    end: int
    text: str
    marks: tuple[str, ...]


_DIAGONAL, _UP, _LEFT, _KEPT, _DROPPED = range(5)


def _walk(
    sent: Sequence[Sign], now: Sequence[Sign], box: Box, names: Names, found: list[int]
) -> None:
    """Find the cheapest way through one piece, and note where it leads."""
    a, b, c, d = box
    fine = _cuts_words(sent, a, b) and (b - a) * (d - c) <= _TOO_MANY
    mine, theirs = _tokens(sent, a, b, fine=fine), _tokens(now, c, d, fine=fine)
    layers = _layers(mine, theirs, names)
    at, layer = len(theirs), len(layers) - 1
    while layer > 0:
        kind, token, back, choices = layers[layer]
        choice = choices[at]
        if choice == _LEFT:
            at -= 1
        elif choice == _DROPPED:
            for gone in mine[layers[back][1] : token]:
                found[gone.start : gone.end] = [DROPPED] * (gone.end - gone.start)
            layer = back
        elif kind:  # the end of a mark that was kept
            layer -= 1
        else:
            one = mine[token - 1]
            if choice == _DIAGONAL:
                at -= 1
                found[one.start : one.end] = range(theirs[at].start, theirs[at].end)
            layer -= 1


Layer = tuple[bool, int, int, bytearray]
"""Whether it is the end of a mark; how many tokens were walked; the layer before the mark; and for
each place in the text now how one came there.
"""


def _layers(mine: Sequence[_Token], theirs: Sequence[_Token], names: Names) -> list[Layer]:
    costs = [0]
    for other in theirs:
        costs.append(costs[-1] + len(other.text))
    layers: list[Layer] = [(False, 0, 0, bytearray([_LEFT] * (len(theirs) + 1)))]
    done = 0
    for marks, group in groupby(mine, lambda token: token.marks):
        before, back = costs, len(layers) - 1
        wanted = {names.sent[mark] for mark in marks}
        fits = [{names.now[mark] for mark in other.marks} <= wanted for other in theirs]
        for token in group:
            costs, choices = _row(token, theirs, fits, costs)
            done += 1
            layers.append((False, done, 0, choices))
        if marks:
            choices = bytearray(
                _KEPT if k <= b else _DROPPED for k, b in zip(costs, before, strict=True)
            )
            costs = [min(k, b) for k, b in zip(costs, before, strict=True)]
            layers.append((True, done, back, choices))
    return layers


def _row(
    token: _Token, theirs: Sequence[_Token], fits: Sequence[bool], above: Sequence[int]
) -> tuple[list[int], bytearray]:
    """The costs behind one more sign that was sent, and how each is reached."""
    weight, text = len(token.text), token.text
    costs, choices = [above[0] + weight], bytearray([_UP])
    for at, other in enumerate(theirs):
        best, choice = above[at + 1] + weight, _UP
        left = costs[at] + len(other.text)
        if left < best:
            best, choice = left, _LEFT
        if fits[at] and other.text == text and above[at] <= best:
            best, choice = above[at], _DIAGONAL
        costs.append(best)
        choices.append(choice)
    return costs, choices


def _tokens(row: Sequence[Sign], start: int, end: int, *, fine: bool) -> list[_Token]:
    spans = [(at, at + 1) for at in range(start, end)] if fine else _words(row, start, end)
    return [_Token(x, y, _text(row, (x, y)), row[x].marks) for x, y in spans]


def _cuts_words(row: Sequence[Sign], start: int, end: int) -> bool:
    """Whether a mark begins or ends inside a word: then words are not what was written."""
    return any(
        one.marks != other.marks and one.text.isalnum() and other.text.isalnum()
        for one, other in pairwise(row[start:end])
    )
