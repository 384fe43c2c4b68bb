"""The way through marked signs that gives a text: what was kept, dropped, or edited.

Marked signs are a net; what a person decided is told from what the text now says, and not from the
marks, which are gone. Equal paragraphs and words outside marks cut both into pieces, which are
walked one by one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from rapidfuzz.distance import LCSseq

from chapters.judging.signs import END_OF_PARAGRAPH, Sign
from chapters.judging.walking import DELETED, Names, Token, walk

__all__ = ["way"]

_SURE = 24
"""How many equal letters outside any mark show that two places are one."""

_TOO_MANY = 4_000_000
"""How many pairs of signs are walked one by one; above, words are."""

_WORD = re.compile(r"\w+|\s+|[^\w\s]")


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
    runs = [(one + 1, other) for one, other in pairwise([-1, *was, len(now)]) if other > one + 1]
    for start, end in runs:
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


def _walk(
    sent: Sequence[Sign], now: Sequence[Sign], box: Box, names: Names, found: list[int]
) -> None:
    """Find the cheapest way through one piece, and note where it leads."""
    a, b, c, d = box
    mine, theirs = _tokens(sent, _words(sent, a, b)), _tokens(now, _words(now, c, d))
    cut = _cuts_words(sent, a, b) or _joins_words(mine, theirs)
    if cut and (b - a) * (d - c) <= _TOO_MANY:
        mine, theirs = _tokens(sent, _letters(a, b)), _tokens(now, _letters(c, d))
    for one, at in walk(mine, theirs, names):
        if at >= 0:
            found[one.start : one.end] = range(theirs[at].start, theirs[at].end)
        else:
            found[one.start : one.end] = [at] * (one.end - one.start)


def _letters(start: int, end: int) -> list[Span]:
    return [(at, at + 1) for at in range(start, end)]


def _tokens(row: Sequence[Sign], spans: Sequence[Span]) -> list[Token]:
    return [Token(x, y, _text(row, (x, y)), row[x].marks) for x, y in spans]


def _cuts_words(row: Sequence[Sign], start: int, end: int) -> bool:
    """Whether a mark begins or ends inside a word: then words are not what was written."""
    return any(
        one.marks != other.marks and one.text.isalnum() and other.text.isalnum()
        for one, other in pairwise(row[start:end])
    )


def _joins_words(mine: Sequence[Token], theirs: Sequence[Token]) -> bool:
    """Whether words have become one, as where what stood between them went with its mark."""
    known = {token.text for token in mine}
    return any(_is_made_of(word, known) for word in {token.text for token in theirs} - known)


def _is_made_of(word: str, known: Collection[str]) -> bool:
    """Whether a word is nothing but others, one after another."""
    reached = {0}
    for end in range(1, len(word) + 1):
        if any(word[start:end] in known for start in reached):
            reached.add(end)
    return len(word) in reached
