"""Base against a return that is part tracked, part not."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from chapters.comparing.checking import check
from chapters.comparing.commenting import bring_comments, comment_ids, new_comments
from chapters.comparing.files import File
from chapters.comparing.hands import Hand
from chapters.comparing.redlining import Against, Redline, against, revision_ids
from chapters.comparing.sameness import differences, same
from chapters.comparing.standing import standing
from chapters.comparing.times import stamp_of
from chapters.comparing.tracing import Tracer
from chapters.findings import Finding
from chapters.package import Package
from chapters.revisions import Revision, RevisionId, read_revisions

__all__ = ["Reconciled", "reconcile", "same"]

_LABEL = "returned"


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
    people pass marked files on. Raises `NotSupported` where the result cannot be proved.
    """
    mine, stories = standing(base)
    laid = against(mine, stories, File(Package.open(returned), _LABEL))
    findings = tuple(differences(laid))
    data, untracked = returned, frozenset[RevisionId]()
    if findings:
        data, untracked = _written(laid, Hand(author, stamp_of(when), _LABEL))
        check(data, base, returned)
    own, known = _older(read_revisions(base), others, data)
    return Reconciled(
        data=data, untracked=untracked - own, findings=findings, own=own, others=known
    )


def _written(laid: Against, hand: Hand) -> tuple[bytes, frozenset[RevisionId]]:
    """The base with the changes of a return, and the revisions that nobody tracked."""
    mine, other = laid.base.package, laid.other.package
    new = new_comments(mine, other)
    traced = laid.traced(Tracer(hand, comment_ids(new)))
    redline = Redline(mine, {_LABEL: other})
    redline.comments = {_LABEL: bring_comments(mine, other, redline.ids, new)}
    for story in traced.values():
        redline.write(story, {_LABEL: story.other_part})
    redline.settle_notes()
    ids = revision_ids(mine)
    untracked = {
        ids[element] for element, mark in redline.pen.drawn if not mark.known and element in ids
    }
    return mine.save(), frozenset(untracked)


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
