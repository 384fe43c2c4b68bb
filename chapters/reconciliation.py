"""Base against a return that is part tracked, part not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chapters.comparing.checking import check
from chapters.comparing.commenting import bring_comments, comment_ids, new_comments
from chapters.comparing.files import File
from chapters.comparing.hands import Hand
from chapters.comparing.redlining import Redline, against, revision_ids
from chapters.comparing.sameness import differences, same
from chapters.comparing.standing import standing
from chapters.comparing.times import stamp_of
from chapters.comparing.tracing import Tracer
from chapters.findings import Finding
from chapters.package import Package
from chapters.revisions import RevisionId

__all__ = ["Reconciled", "reconcile", "same"]

_LABEL = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """One file whose reject-all is the base and whose accept-all is the return.

    `untracked` are ids (in `data`) of the revisions that the partner made without tracking.
    """

    data: bytes
    untracked: frozenset[RevisionId]
    findings: tuple[Finding, ...]


def reconcile(base: bytes, returned: bytes, *, author: str, when: datetime) -> Reconciled:
    """The return as tracked changes against our own base; surviving marks keep author, date and
    comments.

    A return that says what the base says when its marks are rejected comes back as it is. Else
    the base is written anew, with the marks that are there and, under `author` at `when`, with
    those that are not.
    """
    mine, stories = standing(base)
    laid = against(mine, stories, File(Package.open(returned), _LABEL))
    findings = list(differences(laid))
    if not findings:
        return Reconciled(data=returned, untracked=frozenset(), findings=())
    other = laid.other
    new = new_comments(mine.package, other.package)
    tracer = Tracer(Hand(author, stamp_of(when), _LABEL), comment_ids(new))
    traced = laid.traced(tracer)
    redline = Redline(mine.package, {_LABEL: other.package})
    redline.comments = {_LABEL: bring_comments(mine.package, other.package, redline.ids, new)}
    for story in traced.values():
        redline.write(story, {_LABEL: story.other_part})
    redline.settle_notes()
    ids = revision_ids(mine.package)
    untracked = {
        ids[element] for element, mark in redline.pen.drawn if not mark.known and element in ids
    }
    data = mine.package.save()
    check(data, base, returned)
    return Reconciled(data=data, untracked=frozenset(untracked), findings=tuple(findings))
