"""A return that was made from another state of a chapter, as if it were made from ours."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from chapters.combination import Conflict, Contribution, combine
from chapters.errors import NotSupported
from chapters.findings import Finding
from chapters.reconciliation import reconcile
from chapters.resolution import resolve
from chapters.revisions import RevisionId, read_revisions

__all__ = ["Rebased", "rebase"]

_OURS = "\ue000"  # no partner has a name of the private use area


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebased:
    """A return over our base: reject-all is the base; accept-all is the base with what the return
    changed in the state that it was made from.

    `untracked` are ids (in `data`) of revisions made without tracking. Where both changed the same
    words, the wish of the return stands beside ours. `lost` are the places where it cannot, because
    what it is about is not in our base any more: a person must read what was wanted.
    """

    data: bytes
    untracked: frozenset[RevisionId]
    lost: tuple[Conflict, ...]
    findings: tuple[Finding, ...]


def rebase(old: bytes, base: bytes, returned: bytes, *, author: str, when: datetime) -> Rebased:
    """What `returned` changes in `old`, as tracked changes of `base`; marks carry `author`.

    `old` is what the return was made from: an older draft of `base`, or `base` as another program
    saves it. Raises `NotSupported` where the changes cannot be carried over without changing what
    the base says.
    """
    traced = reconcile(old, returned, author=author, when=when)
    both = [
        Contribution(reviewer=_OURS, data=base),
        Contribution(reviewer=author, data=traced.data),
    ]
    combined = combine(old, both, when=when)
    ours = {one for one, reviewers in combined.reviewers.items() if _OURS in reviewers}
    untracked = {
        one
        for one, origins in combined.origins.items()
        if one not in ours and any(found in traced.untracked for _, found in origins)
    }
    moved = resolve(combined.data, accept=ours)
    over = reconcile(base, moved, author=author, when=when)
    if over.untracked:
        raise NotSupported("It was made from another state of the chapter, and cannot be told.")
    return Rebased(
        data=over.data,
        untracked=_same(untracked, moved, over.data),
        lost=tuple(one for one in combined.conflicts if _lost(one, author, moved, ours)),
        findings=traced.findings,
    )


def _lost(conflict: Conflict, author: str, moved: bytes, ours: Collection[RevisionId]) -> bool:
    """Whether something that the return wants in a conflict went with what we took away."""
    there = {r.id for r in read_revisions(moved)}
    wanted = {
        one
        for side in conflict.sides
        if side.reviewer == author
        for one in side.revisions
        if one not in ours
    }
    return not wanted <= there


def _same(ids: Collection[RevisionId], here: bytes, there: bytes) -> frozenset[RevisionId]:
    """The ids in one file of revisions in another, by what lasts of them."""
    if here == there:
        return frozenset(ids)
    names = {r.fingerprint for r in read_revisions(here) if r.id in ids}
    return frozenset(r.id for r in read_revisions(there) if r.fingerprint in names)
