"""Several returns over one base; conflicts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree

from chapters.combining.chains import hands_in, makers
from chapters.combining.clashes import Clash
from chapters.combining.merging import Merger
from chapters.combining.notes import note_clashes
from chapters.comparing.boxes import pair_boxes
from chapters.comparing.checking import check_base
from chapters.comparing.commenting import bring_comments, comment_ids, new_comments
from chapters.comparing.files import File, StoryKey
from chapters.comparing.flow import Container
from chapters.comparing.halves import pair_halves
from chapters.comparing.hands import Hand
from chapters.comparing.redlining import (
    Redline,
    Traced,
    against,
    is_outer,
    revision_ids,
    stories_of,
)
from chapters.comparing.standing import standing
from chapters.comparing.times import stamp_of
from chapters.comparing.tracing import Tracer
from chapters.errors import NotSupported
from chapters.findings import Finding
from chapters.oxml.tracked_words import describe
from chapters.package import Package
from chapters.reconciliation import reconcile
from chapters.resolution import resolve
from chapters.revisions import Revision, RevisionId, read_revisions
from chapters.stories import Place
from chapters.verdicts import read_verdicts
from chapters.whereabouts import Whereabouts

__all__ = ["Combined", "Conflict", "Contribution", "Side", "combine"]


Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type
Origin = tuple[str, RevisionId]
"""A reviewer, and the id of a revision in that reviewer's return."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """A reviewer's return: tracked, untracked or mixed; `combine` reconciles each."""

    reviewer: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one reviewer wants in a conflict: the ids in the combined file, and the text as that
    reviewer wants it.
    """

    reviewer: str
    revisions: tuple[RevisionId, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Revisions of several reviewers over the same words. `base` is the text they fight over.

    `repeats`: they put in what is about the same, each somewhere: both can stand, and the text says
    it twice then. `follows`: one moves what the others edit, or takes a row away to which they add
    a column: all of it can stand, the edited words at the new place.
    """

    place: Place
    base: str
    sides: tuple[Side, ...]
    repeats: bool = False
    follows: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Combined:
    """One file with everybody's revisions.

    `reviewers` names, for each revision id in `data`, who wants it: nobody for the base's own old
    marks, and not who only passed on what another had marked in the file. `origins` maps each
    revision id in `data` to the (reviewer, id in that reviewer's return) pairs that it came from.
    `left_out` are such pairs of which `data` has nothing, each with the one that is there instead:
    a paragraph, a table and a page can say only once how else they are to look.
    """

    data: bytes
    conflicts: tuple[Conflict, ...]
    reviewers: Mapping[RevisionId, tuple[str, ...]]
    origins: Mapping[RevisionId, tuple[Origin, ...]]
    findings: tuple[Finding, ...] = ()
    left_out: Mapping[Origin, Origin] = field(default_factory=dict)


def combine(base: bytes, returns: Sequence[Contribution], *, when: datetime) -> Combined:
    """The base with the tracked changes of all returns; reject-all of it gives the base.

    What a return changes without tracking is found too, but has no id there: `origins` name it
    only where what `reconcile` made of the return is given. Old marks of the base stay as they are,
    and what a return has accepted or rejected of them is the reviewer's only where its words say
    otherwise than with the marks accepted. The same change by several is one
    revision under all their names; where returns want different things of the same words, both
    are there, and the conflict is listed.
    """
    old = read_revisions(base)
    if old:
        try:
            return _upon_marks(base, returns, old, when)
        except NotSupported:  # marked by halves, or in what cannot be written around
            pass
    sent = [_upon_old_marks(base, one, when) if old else one.data for one in returns]
    return _combine(base, standing(base, old), returns, sent, when)


def _upon_marks(
    base: bytes, returns: Sequence[Contribution], old: Collection[Revision], when: datetime
) -> Combined:
    """The returns upon the base with its old marks in it, whose words count as the base's."""
    mine = standing(base, old, [one.id for one in old])
    sent = []
    for one in returns:
        left = read_verdicts(base, one.data).left.values()
        known = frozenset(name for names in left for name in names)
        sent.append(resolve(one.data, accept=known) if known else one.data)
    return _combine(base, mine, returns, sent, when)


def _upon_old_marks(base: bytes, one: Contribution, when: datetime) -> bytes:
    """A return in which the base's old marks that it has accepted are marked again: they are not
    the reviewer's. As it is where that cannot be told.
    """
    try:
        return reconcile(base, one.data, author=one.reviewer, when=when).data
    except NotSupported:
        return one.data


def _combine(
    base: bytes, mine: File, returns: Sequence[Contribution], sent: Sequence[bytes], when: datetime
) -> Combined:
    """The returns, as they are `sent`, upon the base as it stands for them."""
    labels = {f"r{number}": one for number, one in enumerate(returns, 1)}
    names = {label: one.reviewer for label, one in labels.items()}
    others = {label: Package.open(data) for label, data in zip(labels, sent, strict=True)}
    wishes: dict[str, dict[StoryKey, Traced]] = {}
    findings: list[Finding] = []
    comments: dict[str, dict[str, str]] = {}
    new: dict[str, list[Element]] = {}
    redline = Redline(mine.package, others, comments, names)
    files = {label: File(other, label) for label, other in others.items()}
    pair_boxes(mine, list(files.values()))
    pair_halves(mine, list(files.values()))
    stories = stories_of(mine)
    for label, one in labels.items():
        new[label] = new_comments(mine.package, others[label])
        tracer = Tracer(Hand(one.reviewer, stamp_of(when), label), comment_ids(new[label]))
        laid = against(mine, stories, files[label])
        wishes[label] = laid.traced(tracer)
        findings.extend(laid.findings)
    hands = {label: hands_in(other) for label, other in others.items()}
    merger = Merger(names, makers(hands, names, hands_in(Package.open(base))))
    merged = {key: _merged(merger, key, stories[key], wishes) for key in stories}
    merger.clashes += note_clashes({key: one for key, (one, _) in merged.items()}, wishes)
    places = _places(mine.package, merger.clashes)
    for label in labels:
        comments[label] = bring_comments(mine.package, others[label], redline.ids, new[label])
    for story, parts in sorted(merged.values(), key=lambda one: is_outer(one[0])):
        if story.edits:
            redline.write(story, parts)
    redline.settle_notes()
    findings += [_left_out(names[label], change) for (label, change), _ in merger.formats.left]
    return _combined(base, redline, merger, places, findings)


def _left_out(name: str, change: Element) -> Finding:
    said = describe(change)[1] or "as it was"
    text = f"{name} wants something to look otherwise than another does ({said}); it is left out."
    return Finding(code="format-left-out", where="body", text=text)


def _merged(
    merger: Merger,
    key: StoryKey,
    story: tuple[str, Container],
    wishes: Mapping[str, Mapping[StoryKey, Traced]],
) -> tuple[Traced, dict[str, str]]:
    """One story as all returns want it, and the parts of the returns that bring it."""
    part, base = story
    wanted = {label: traced[key] for label, traced in wishes.items() if key in traced}
    edits = merger.container(base, {label: one.edits for label, one in wanted.items()})
    parts = {label: one.other_part for label, one in wanted.items()}
    for clash in merger.clashes:
        clash.part = clash.part or part
    return Traced(part, "", base, edits), parts


def _places(package: Package, clashes: Sequence[Clash]) -> list[Place]:
    """Where the clashes are; looked up before anything is written."""
    if not clashes:
        return []
    whereabouts = Whereabouts(package)
    return [whereabouts.of(clash.part, clash.at)[1] for clash in clashes]


def _combined(
    base: bytes,
    redline: Redline,
    merger: Merger,
    places: Sequence[Place],
    findings: list[Finding],
) -> Combined:
    ids = revision_ids(redline.base)
    reviewers: dict[RevisionId, list[str]] = {one: [] for one in ids.values()}
    origins: dict[RevisionId, list[tuple[str, RevisionId]]] = {}
    by_mark: dict[int, list[RevisionId]] = {}
    theirs = {label: revision_ids(other) for label, other in redline.others.items()}
    for element, mark in redline.pen.drawn:
        if element in ids:
            by_mark.setdefault(id(mark), []).append(ids[element])
            for one in mark.sharers:
                wanted = reviewers if one.label in (mark.owners or (one.label,)) else {}
                _credit(redline, (wanted, origins), ids[element], one.label, one.source, theirs)
    for label, copy, source in redline.carried():
        for one, its in [(label, source), *merger.formats.same.get(source, ())]:
            if copy in ids:
                _credit(redline, (reviewers, origins), ids[copy], one, its, theirs)
    conflicts = tuple(
        Conflict(
            place=place,
            base=clash.base,
            sides=tuple(_sides(redline, clash, by_mark)),
            repeats=clash.repeats,
            follows=clash.follows,
        )
        for clash, place in zip(merger.clashes, places, strict=True)
    )
    left_out = {
        (redline.names[loser], own): (redline.names[label], other)
        for (loser, lost), (label, instead) in merger.formats.left
        if (own := theirs[loser].get(lost)) and (other := theirs[label].get(instead))
    }
    data = redline.base.save()
    check_base(data, base)
    return Combined(
        data=data,
        conflicts=conflicts,
        reviewers={key: tuple(value) for key, value in reviewers.items()},
        origins={key: tuple(value) for key, value in origins.items()},
        findings=tuple(findings),
        left_out=left_out,
    )


def _credit(
    redline: Redline,
    noted: tuple[dict[RevisionId, list[str]], dict[RevisionId, list[tuple[str, RevisionId]]]],
    revision: RevisionId,
    label: str,
    source: Element | None,
    theirs: Mapping[str, Mapping[Element, RevisionId]],
) -> None:
    """Note who wants a revision, and which of theirs it is."""
    reviewers, origins = noted
    if not label:  # an old mark of the base itself
        return
    name = redline.names[label]
    if name not in reviewers.setdefault(revision, []):
        reviewers[revision].append(name)
    own = theirs[label].get(source) if source is not None else None
    if own is not None and (name, own) not in origins.setdefault(revision, []):
        origins[revision].append((name, own))


def _sides(
    redline: Redline, clash: Clash, by_mark: Mapping[int, Sequence[RevisionId]]
) -> Iterator[Side]:
    for side in clash.sides:
        revisions = [one for mark in side.marks for one in by_mark.get(id(mark), ())]
        yield Side(
            reviewer=redline.names[side.label],
            revisions=tuple(dict.fromkeys(revisions)),
            text=side.text,
        )
