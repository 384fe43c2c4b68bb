"""The base as a return is laid against it: what became of its own old marks.

What cannot be told: which of two marks was accepted and which rejected where both readings give
the same text, as of two equal rows or of equal words one of which goes. Neither is then told as the
partner's, but either may be the one that is kept. What a rejected or accepted mark leaves of a
field that Word cut through its code is no words of anybody, and is told as a change without words.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from lxml import etree

from chapters.comparing.aligning import align
from chapters.comparing.boxes import pair_boxes
from chapters.comparing.files import File
from chapters.comparing.halves import pair_halves
from chapters.comparing.redlining import Against, against, revision_ids, stories_of
from chapters.comparing.refining import Refiner, apart
from chapters.comparing.sameness import differences
from chapters.comparing.sketching import Look
from chapters.errors import NotSupported
from chapters.findings import Finding
from chapters.oxml.namespaces import W
from chapters.package import Package
from chapters.resolution import resolve
from chapters.values import Fate, Revision, RevisionId
from chapters.verdicts import read_verdicts

__all__ = ["Laid", "first_written", "standing", "ways_laid"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type

Written = TypeVar("Written")

_NONE = frozenset[RevisionId]()
_THERE = (Fate.OPEN, Fate.DIVIDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A return laid against the base, and how they differ. `taken`: which old marks of the base
    count as accepted; `left`: which revisions of the return are what it still has of them; `sent`:
    the return, with or without these.
    """

    against: Against
    findings: tuple[Finding, ...]
    taken: frozenset[RevisionId]
    left: frozenset[RevisionId]
    sent: bytes


def standing(base: bytes, old: Collection[Revision], taken: Collection[RevisionId] = ()) -> File:
    """The base with its old marks rejected, but for those that somebody has taken over.

    Those stay marked and their words count as the base's: a redline is written around them, and
    whoever accepted them has changed nothing. What a return still has of the others comes back
    from there. Written upon the whole marked file, words that base and return both insert would be
    there twice.
    """
    others = [one.id for one in old if one.id not in taken]
    data = resolve(base, reject=others) if others else base
    return File(Package.open(data), accepted=bool(taken))


def ways_laid(
    base: bytes, old: Collection[Revision], returned: bytes, label: str
) -> Iterator[Laid]:
    """A return laid against the base, with some of its old marks taken over or others: first where
    that leaves no difference between the two, then from the fewest.
    """
    ways: list[Laid] = []
    told = _told(base, returned) if old else _Told([_NONE], _NONE, _NONE)
    for taken, sent in _tries(told, returned):
        way = _laid(base, old, (sent, label), taken, told.left)
        if way is None:
            continue
        if way.findings:
            ways.append(way)
        else:
            yield way
    ways.sort(key=_apart)
    if old and ways:
        taken = _refined(base, old, ways[0])
        sent, way = ways[0].sent, None
        if all((one.taken, one.sent) != (taken, sent) for one in ways):
            way = _laid(base, old, (sent, label), taken, told.left)
        ways = sorted([*([] if way is None else [way]), *ways], key=_apart)
    yield from ways


class _Told(NamedTuple):
    """What a return tells of the old marks: which it may have accepted, the likeliest first; which
    it still has, and which of its revisions are those.
    """

    guesses: list[frozenset[RevisionId]]
    there: frozenset[RevisionId]
    left: frozenset[RevisionId]


def _tries(told: _Told, returned: bytes) -> Iterator[tuple[frozenset[RevisionId], bytes]]:
    """Which old marks to take over, and the return to lay against what is then the base.

    What a return still has of the others stays in the base too, and is accepted in the return: in
    a field, an equation, a cell that goes or a merge a mark cannot come back alone. Failing that,
    and where nothing was accepted, it comes back from there.
    """
    back = [(taken, returned) for taken in told.guesses]
    if not told.left or not told.guesses[0]:
        yield from back
    if told.left:
        sent = resolve(returned, accept=told.left)
        yield from dict.fromkeys((taken | told.there, sent) for taken in told.guesses)
        if told.guesses[0]:
            yield from back


def _laid(
    base: bytes,
    old: Collection[Revision],
    returned: tuple[bytes, str],
    taken: frozenset[RevisionId],
    left: frozenset[RevisionId],
) -> Laid | None:
    """A return, with its label, laid against the base with these old marks taken over; none where
    it cannot be.
    """
    sent, label = returned
    mine, other = standing(base, old, taken), File(Package.open(sent), label)
    pair_boxes(mine, [other])
    pair_halves(mine, [other])
    try:
        stories = stories_of(mine)
    except NotSupported:  # never without any
        return None
    laid = against(mine, stories, other)
    found = tuple(differences(laid))
    return Laid(against=laid, findings=found, taken=taken, left=left, sent=sent)


def _apart(way: Laid) -> tuple[int, int]:
    """How far base and return are apart: in blocks, then in words."""
    words = 0
    for key, _, theirs in way.against.pairs:
        mine = way.against.stories[key][1]
        one, other = ([block.fingerprint for block in box.blocks] for box in (mine, theirs))
        for step in align(one, other, Look(mine, theirs)) if one != other else ():
            before = [] if step.before is None else [one[step.before]]
            after = [] if step.after is None else [other[step.after]]
            words += 0 if step.equal else apart(before, after)
    return len(way.findings), words


def _refined(base: bytes, old: Collection[Revision], way: Laid) -> frozenset[RevisionId]:
    """The marks that bring the base nearest to the return, looked for from one way to read it."""
    mine, theirs = File(Package.open(base), accepted=True), way.against.other
    other = File(theirs.package, theirs.home, theirs.labels, theirs.sections)
    groups = {one.id: one.group for one in old}
    try:
        return Refiner(mine, groups).refined(way.taken, other.body())
    except NotSupported:  # in a state in which neither of the two is
        return way.taken


def first_written(
    ways: Iterable[Laid],
    write: Callable[[Laid], Written],
    wrong: Callable[[Written], Collection[RevisionId]] = lambda _: (),
) -> Written:
    """What the first way gives that can be written and proved; the next, while a way that found no
    difference is written with `wrong` changes all the same. Raises `NotSupported` where none can.
    """
    failure = NotSupported("It cannot be laid against the file that was sent.")
    done: list[Written] = []
    for laid in ways:
        if done and laid.findings:
            break
        try:
            done.append(write(laid))
        except NotSupported as error:
            failure = error
            continue
        if laid.findings or not wrong(done[-1]):
            return done[-1]
    if not done:
        raise failure
    return min(done, key=lambda one: len(wrong(one)))


def _told(base: bytes, returned: bytes) -> _Told:
    """Which old marks a return may have accepted: those of which its text says so, all that are
    gone, none; and which of its revisions are what is left of the others.

    A text that repeats itself can be read in several ways, and what has no words says nothing.
    """
    read = read_verdicts(base, returned)
    fates = {name: verdict.fate for name, verdict in read.by_revision.items()}
    there = frozenset(name for name, fate in fates.items() if fate in _THERE or read.left.get(name))
    gone = frozenset(fates) - there
    vain = _vain(base)
    accepted = frozenset(name for name in gone if fates[name] is Fate.ACCEPTED)
    untold = frozenset(name for name in gone if fates[name] is Fate.UNTOLD)
    first = [accepted | untold, accepted] if accepted else [_NONE, untold]
    some = [taken | vain if taken else taken for taken in [*first, gone, _NONE]]
    left = frozenset(name for names in read.left.values() for name in names)
    return _Told(list(dict.fromkeys([*some, vain])), there, left)


def _vain(base: bytes) -> frozenset[RevisionId]:
    """The marks on the last end of a container: they change nothing, however they are decided
    (§17.13.5.20), and no redline brings them back from a return, so that they stay.
    """
    found = revision_ids(Package.open(base)).items()
    return frozenset(name for element, name in found if _is_last(element))


def _is_last(mark: Element) -> bool:
    paragraph = next(mark.iterancestors(f"{W}p"), None)
    own = None if paragraph is None else paragraph.find(f"{W}pPr/{W}rPr")
    if paragraph is None or mark.getparent() is not own:
        return False
    return next(paragraph.itersiblings(f"{W}p", f"{W}tbl", f"{W}sdt"), None) is None
