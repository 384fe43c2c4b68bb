"""Paragraphs that were split or joined, seen among the steps of an alignment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from chapters.comparing.aligning import Step, likeness, proposed, sketch
from chapters.comparing.flow import Block, Container, Paragraph

__all__ = ["Group", "grouped"]

_WORD = re.compile(r"\w+")
_MOST = 0.6  # of the words of a part must be found in the whole
_WORDS = 2
_KNOWN = 3
_EDGE = 20  # letters
_SIDES = 2


@dataclass(slots=True)
class Group:
    """Blocks of the base and of the return that are one text; either side may be empty."""

    before: list[int]
    after: list[int]
    equal: bool = False


def grouped(steps: Sequence[Step], base: Container, other: Container) -> Iterator[Group]:
    """The steps as groups: a paragraph that became several, or several that became one, is one."""
    groups = [
        Group(
            [] if step.before is None else [step.before],
            [] if step.after is None else [step.after],
            step.equal,
        )
        for step in steps
    ]
    groups = _parted(groups, base, other)
    at = 0
    while at < len(groups):
        if groups[at].before and groups[at].after and not groups[at].equal:
            at = _grow(groups, at, base, other)
        at += 1
    yield from groups


def _parted(groups: list[Group], base: Container, other: Container) -> list[Group]:
    """Take apart what only stands at one place, where one of the two is known from elsewhere: a
    paragraph that was moved to where another one went, was joined to the one beside it, or was
    parted from that.
    """
    changed = [one for one in groups if not one.equal]
    pairs = [one for one in changed if one.before and one.after]
    unlike = {id(one) for one in pairs if not _alike(base.blocks[one.before[0]], other, one)}
    if not unlike:  # the usual case: nothing to look at closely
        return groups
    loose = [one for one in changed if id(one) in unlike or not (one.before and one.after)]
    gone, come = _elsewhere(loose, base, other)
    parted: list[Group] = []
    taken: list[Group] = []
    for number, one in enumerate(groups):
        beside = [*groups[max(number - 1, 0) : number], *groups[number + 1 : number + 2]]
        known = id(one) in unlike and (
            one.before[0] in gone
            or one.after[0] in come
            or any(_half(one, near, base, other) for near in beside)
        )
        if known:
            taken += (apart := [Group(one.before, []), Group([], one.after)])
            parted += apart
        else:
            parted.append(one)
    return _paired(parted, taken, base, other) if taken else groups


def _paired(
    groups: Sequence[Group], apart: Sequence[Group], base: Container, other: Container
) -> list[Group]:
    """The groups, what was taken apart paired with what stands beside it where these are alike."""
    loose = {id(one) for one in apart}
    found: list[Group] = []
    for one in groups:
        last = found[-1] if found else one
        goes, comes = last.before or one.before, last.after or one.after
        lone = len(last.before + last.after) == len(one.before + one.after) == 1
        if lone and goes and comes and {id(last), id(one)} & loose:
            pair = Group(goes, comes)
            if _alike(base.blocks[goes[0]], other, pair):
                found[-1] = pair
                continue
        found.append(one)
    return found


def _half(one: Group, near: Group, base: Container, other: Container) -> bool:
    """Whether either side of a pair is a part of the pair beside it."""
    if not near.before or not near.after or near.equal:
        return False
    halves = (Group(one.before, []), Group([], one.after))
    return any(_part(near, half, base, other) for half in halves)


def _elsewhere(
    groups: Sequence[Group], base: Container, other: Container
) -> tuple[set[int], set[int]]:
    """The blocks of both files, among these, that stand elsewhere in the other: word by word, or
    with some other words.
    """
    gone = {one.before[0]: base.blocks[one.before[0]] for one in groups if one.before}
    come = {one.after[0]: other.blocks[one.after[0]] for one in groups if one.after}
    before = {number: sketch("", _looks(block)) for number, block in gone.items()}
    after = {number: sketch("", _looks(block)) for number, block in come.items()}
    here = {(one.before[0], one.after[0]) for one in groups if one.before and one.after}
    alike = [
        (i, j)
        for i, j in proposed(before, after)
        if (i, j) not in here and _same_words(before[i].words, after[j].words)
    ]
    return {i for i, _ in alike}, {j for _, j in alike}


def _same_words(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    both = len(mine) + len(theirs)
    return both > 0 and 2 * LCSseq.similarity(mine, theirs) >= _MOST * both


def _alike(mine: Block, other: Container, pair: Group) -> bool:
    theirs = other.blocks[pair.after[0]]
    if not isinstance(mine, Paragraph) or not isinstance(theirs, Paragraph):
        return True
    a, b = mine.fingerprint, theirs.fingerprint
    if a[:_EDGE] == b[:_EDGE] or a[-_EDGE:] == b[-_EDGE:]:  # nearly all edits: no need to weigh
        return True
    one, two = sketch("", a), sketch("", b)
    shared, least = LCSseq.similarity(one.words, two.words), min(len(one.words), len(two.words))
    if not shared and least >= _KNOWN:  # alike by their letters alone
        return False
    return likeness(one, two) > 0 or shared >= _MOST * least > 0


def _looks(block: Block) -> str:
    """What a paragraph with a few words is known by."""
    return (
        block.fingerprint if isinstance(block, Paragraph) and len(_words([block])) >= _KNOWN else ""
    )


def _grow(groups: list[Group], at: int, base: Container, other: Container) -> int:
    """Take lone neighbours of a pair into it while they are parts of it; returns its place."""
    grown = True
    while grown:
        grown = False
        for neighbour in (*_lone(groups, at, 1), *_lone(groups, at, -1)):
            if _part(groups[at], groups[neighbour], base, other):
                lone, pair = groups[neighbour], groups[at]
                one, two = (pair, lone) if at < neighbour else (lone, pair)
                groups[at] = Group(one.before + two.before, one.after + two.after)
                del groups[neighbour]
                at, grown = at - (neighbour < at), True
                break
    return at


def _lone(groups: Sequence[Group], at: int, step: int) -> Iterator[int]:
    """The nearest lone block of each file on one side of a pair: of what goes and what comes
    between two pairs none is before the other.
    """
    seen: set[bool] = set()
    at += step
    while len(seen) < _SIDES and 0 <= at < len(groups):
        goes, comes = bool(groups[at].before), bool(groups[at].after)
        if goes and comes:
            return
        if goes not in seen:
            seen.add(goes)
            yield at
        at += step


def _part(pair: Group, lone: Group, base: Container, other: Container) -> bool:
    """Whether the words of a lone block are those that its neighbours' mate has too many."""
    if bool(lone.before) == bool(lone.after):
        return False
    side = 0 if lone.before else 1
    mine = (base, other)[side].blocks
    theirs = (other, base)[side].blocks
    near = (pair.before, pair.after)[side]
    whole = [theirs[number] for number in (pair.after, pair.before)[side]]
    part = mine[(lone.before or lone.after)[0]]
    blocks: list[Block] = [*whole, part, *(mine[number] for number in near)]
    if not all(isinstance(block, Paragraph) for block in blocks):
        return False
    words, rest = _words([part]), _words(whole)
    close = _words([mine[number] for number in near])
    both = close + words if (lone.before or lone.after)[0] > near[-1] else words + close
    if words and _begins_or_ends("".join(rest), "".join(both)):
        return True  # also where two words stand together now that an end was between
    if len(words) < _WORDS and (not words or both != rest):  # one word is known by all the others
        return False
    more = LCSseq.similarity(rest, both) - LCSseq.similarity(rest, close)
    return bool(more >= _MOST * len(words))


def _begins_or_ends(whole: str, part: str) -> bool:
    long = len(part) >= _EDGE // 2
    return long and (whole.startswith(part) or whole.endswith(part))


def _words(blocks: Sequence[Block]) -> list[str]:
    return [word for block in blocks for word in _WORD.findall(block.fingerprint)]
