"""Base against a return that is part tracked, part not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from lxml import etree

from chapters.comparing.checking import check, check_rejected
from chapters.comparing.commenting import bring_comments, comment_ids, new_comments
from chapters.comparing.hands import Hand
from chapters.comparing.redlining import Redline, is_outer, revision_ids
from chapters.comparing.sameness import same
from chapters.comparing.standing import Laid, first_written, ways_laid
from chapters.comparing.times import stamp_of
from chapters.comparing.tracing import Tracer
from chapters.errors import NotSupported
from chapters.findings import Finding
from chapters.oxml.namespaces import W
from chapters.resolution import accept_all
from chapters.revisions import Revision, RevisionId, RevisionKind, read_revisions

__all__ = ["Reconciled", "reconcile", "same"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type

_LABEL = "returned"
_WHOLE = frozenset(
    {RevisionKind.SECTION_FORMAT, RevisionKind.PARAGRAPH_FORMAT, RevisionKind.NUMBERING}
    | {RevisionKind.NUMBERING_INSERTION, RevisionKind.CONTROL_INSERTION}
    | {RevisionKind.CONTROL_DELETION, RevisionKind.CONTROL_MOVE_FROM, RevisionKind.CONTROL_MOVE_TO}
)
"""Marks that are never written as several, nor as one with their neighbours: they are counted."""

_VAIN = frozenset({RevisionKind.PARAGRAPH_INSERTION, RevisionKind.PARAGRAPH_DELETION})
"""Marks that decide nothing on a last end; on any other, one of ours says the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """One file whose reject-all is the base and whose accept-all is the return.

    Of the revisions in `data`, by id: `untracked` are those that the partner made without
    tracking; `own` the base's old ones, which nobody made in this round; `others` those that
    another reviewer had already sent, with that reviewer. The rest the partner tracked.
    """

    data: bytes
    untracked: frozenset[RevisionId]
    findings: tuple[Finding, ...]
    own: frozenset[RevisionId] = frozenset()
    others: Mapping[RevisionId, str] = field(default_factory=dict)


def reconcile(
    base: bytes,
    returned: bytes,
    *,
    author: str,
    when: datetime,
    others: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> Reconciled:
    """The return as tracked changes against our own base; surviving marks keep author, date and
    comments.

    A return that says what the base says when its marks are rejected comes back as it is. Else
    the base is written anew, with the marks that are there and, under `author` at `when`, with
    those that are not. `others` are the fingerprints of what other reviewers sent, by reviewer:
    people pass marked files on. Where that cannot be written, marks are given up, and each is a
    finding; raises `NotSupported` where the result cannot be proved even so.
    """
    sent = read_revisions(base)
    hand = Hand(author, stamp_of(when), _LABEL)
    try:
        done = _first(base, returned, returned, sent, hand)
    except NotSupported:  # what is lost so is who made a change, never the change
        done = _first(base, returned, accept_all(returned), sent, hand)
    own, known = _older(sent, others, done.data)
    own |= done.own
    return replace(
        done,
        untracked=done.untracked - own,
        own=own,
        others={name: who for name, who in known.items() if name not in own},
    )


def _first(
    base: bytes, returned: bytes, read: bytes, sent: Sequence[Revision], hand: Hand
) -> Reconciled:
    """The first way to lay a return, `read` with its marks or without, that can be proved."""

    def write(laid: Laid) -> Reconciled:
        if not laid.findings and not laid.taken:
            if sent:
                check_rejected(read, base)
            return Reconciled(data=read, untracked=frozenset(), findings=(), own=laid.left)
        written = _written(laid, hand)
        check(written.data, base, returned)
        return replace(written, findings=(*written.findings, *_dropped(returned, written.data)))

    return first_written(ways_laid(base, sent, read, _LABEL), write, lambda one: one.untracked)


def _written(laid: Laid, hand: Hand) -> Reconciled:
    """The base with the changes of a return, and the revisions that nobody tracked."""
    mine, other = laid.against.base.package, laid.against.other.package
    kept = {str(element.get(f"{W}id")) for element in revision_ids(mine)}
    new = new_comments(mine, other)
    traced = laid.against.traced(Tracer(hand, comment_ids(new)))
    redline = Redline(mine, {_LABEL: other})
    redline.comments = {_LABEL: bring_comments(mine, other, redline.ids, new)}
    for story in sorted(traced.values(), key=is_outer):
        redline.write(story, {_LABEL: story.other_part})
    redline.settle_notes()
    ids = revision_ids(mine)
    untracked = {
        ids[element] for element, mark in redline.pen.drawn if not mark.known and element in ids
    }
    kept |= redline.pen.renewed
    own = {name for element, name in ids.items() if element.get(f"{W}id") in kept}
    own |= {ids[element] for element in _left(redline, laid) if element in ids}
    return Reconciled(
        data=mine.save(),
        untracked=frozenset(untracked),
        findings=laid.findings,
        own=frozenset(own),
    )


def _dropped(returned: bytes, written: bytes) -> Iterator[Finding]:
    """What somebody tracked in the return and no mark of the result says: a mark of a kind that we
    cannot write around other words, such as a content control's. A person must look.
    """
    there = Counter(map(_made, read_revisions(written)))
    for one in read_revisions(returned):
        made = _made(one)
        left = there[made]
        there[made] -= one.kind in _WHOLE
        if left <= 0 and one.kind not in _VAIN:
            said = one.before or one.after
            what = f"{one.kind.value}{f': {said.strip()!r}' if said.strip() else ''}"
            text = f"A tracked change of {one.author or 'somebody'} could not be kept ({what})."
            yield Finding(code="mark-dropped", where=str(one.place), text=text)


def _made(one: Revision) -> tuple[str, datetime | None, str]:
    return one.author, one.time, one.kind.value


def _left(redline: Redline, laid: Laid) -> Iterator[Element]:
    """The marks that were written for what the return still has of the base's old ones."""
    if not laid.left:
        return
    names = revision_ids(laid.against.other.package)
    pairs = [(new, mark.source) for new, mark in redline.pen.drawn if mark.source is not None]
    pairs += [(copy, source) for _, copy, source in redline.carried()]
    yield from (new for new, source in pairs if names.get(source) in laid.left)


def _older(
    sent: Sequence[Revision], others: Mapping[str, Collection[str]], data: bytes
) -> tuple[frozenset[RevisionId], dict[RevisionId, str]]:
    """The revisions that were in the base, and those that other reviewers sent before."""
    if not sent and not others:
        return frozenset(), {}
    ours = {one.fingerprint for one in sent}
    by_fingerprint = {name: who for who, names in others.items() for name in names}
    found = read_revisions(data)
    own = frozenset(one.id for one in found if one.fingerprint in ours)
    known = {
        one.id: by_fingerprint[one.fingerprint]
        for one in found
        if one.id not in own and one.fingerprint in by_fingerprint
    }
    return own, known
