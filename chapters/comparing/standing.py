"""The base as a return is laid against it: what became of its own old marks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from lxml import etree

from chapters.comparing.aligning import align
from chapters.comparing.boxes import pair_boxes
from chapters.comparing.files import File
from chapters.comparing.redlining import Against, against, revision_ids, stories_of
from chapters.comparing.refining import Refiner, apart
from chapters.comparing.sameness import differences
from chapters.comparing.sketching import Look
from chapters.errors import NotSupported
from chapters.findings import Finding
from chapters.oxml.namespaces import M, W
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
    count as accepted; `left`: which revisions of the return are what it still has of them.
    """

    against: Against
    findings: tuple[Finding, ...]
    taken: frozenset[RevisionId]
    left: frozenset[RevisionId]


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
    guesses, left = _guesses(base, returned) if old else ([_NONE], _NONE)
    for taken in guesses:
        way = _laid(base, old, returned, label, taken)
        if way is None:
            continue
        if way.findings:
            ways.append(replace(way, left=left))
        else:
            yield replace(way, left=left)
    ways.sort(key=_apart)
    if old and ways:
        taken = _refined(base, old, ways[0])
        way = None if taken in guesses else _laid(base, old, returned, label, taken)
        if way is not None:
            ways = sorted([replace(way, left=left), *ways], key=_apart)
    yield from ways


def _laid(
    base: bytes,
    old: Collection[Revision],
    returned: bytes,
    label: str,
    taken: frozenset[RevisionId],
) -> Laid | None:
    """A return laid against the base with these old marks taken over; none where it cannot be."""
    mine, other = standing(base, old, taken), File(Package.open(returned), label)
    pair_boxes(mine, [other])
    try:
        stories = stories_of(mine)
    except NotSupported:  # never without any
        return None
    laid = against(mine, stories, other)
    return Laid(against=laid, findings=tuple(differences(laid)), taken=taken, left=_NONE)


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


def first_written(ways: Iterable[Laid], write: Callable[[Laid], Written]) -> Written:
    """What the first way gives that can be written and proved; raises `NotSupported` where none."""
    failure = NotSupported("It cannot be laid against the file that was sent.")
    for laid in ways:
        try:
            return write(laid)
        except NotSupported as error:
            failure = error
    raise failure


def _guesses(
    base: bytes, returned: bytes
) -> tuple[list[frozenset[RevisionId]], frozenset[RevisionId]]:
    """Which old marks a return may have accepted: those of which its text says so, all that are
    gone, none; and which of its revisions are what is left of the others.

    A text that repeats itself can be read in several ways, and what has no words says nothing.
    """
    told = read_verdicts(base, returned)
    fates = {name: verdict.fate for name, verdict in told.by_revision.items()}
    there = frozenset(name for name, fate in fates.items() if fate in _THERE or told.left.get(name))
    gone = frozenset(fates) - there
    fixed = _fixed(base) & there
    accepted = frozenset(name for name in gone if fates[name] is Fate.ACCEPTED)
    untold = frozenset(name for name in gone if fates[name] is Fate.UNTOLD)
    first = [accepted | untold, accepted] if accepted else [_NONE, untold]
    guesses = dict.fromkeys([*first, gone, _NONE])
    left = frozenset(name for names in told.left.values() for name in names)
    return [taken | fixed if taken else taken for taken in guesses], left


def _fixed(base: bytes) -> frozenset[RevisionId]:
    """The marks that no redline brings back from a return: those on the last end of a container,
    which change nothing (§17.13.5.20), and those inside a text box or an equation, which is one
    thing. What the return still has of them stays in the base.
    """
    found = revision_ids(Package.open(base)).items()
    return frozenset(name for element, name in found if _is_last(element) or _is_inside(element))


def _is_last(mark: Element) -> bool:
    paragraph = next(mark.iterancestors(f"{W}p"), None)
    own = None if paragraph is None else paragraph.find(f"{W}pPr/{W}rPr")
    if paragraph is None or mark.getparent() is not own:
        return False
    return next(paragraph.itersiblings(f"{W}p", f"{W}tbl", f"{W}sdt"), None) is None


def _is_inside(mark: Element) -> bool:
    return next(mark.iterancestors(f"{W}txbxContent", f"{M}oMath"), None) is not None
