"""A return that was made from another state of a chapter, as if it were made from ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chapters.combination import Conflict, Contribution, combine
from chapters.comparing.sameness import same
from chapters.errors import NotSupported
from chapters.findings import Finding
from chapters.reconciliation import reconcile
from chapters.resolution import resolve
from chapters.revisions import RevisionId

__all__ = ["Rebased", "rebase"]

_OURS = "\ue000"  # no partner has a name of the private use area


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebased:
    """A return over our base: reject-all is the base; accept-all is the base with what the return
    changed in the state that it was made from.

    `untracked` are ids (in `data`) of revisions made without tracking. Where both changed the same
    words, the wish of the return stands beside ours, and a finding says so.
    """

    data: bytes
    untracked: frozenset[RevisionId]
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
    ours = [one for one, reviewers in combined.reviewers.items() if _OURS in reviewers]
    data = resolve(combined.data, accept=ours)
    if wrong := same(base, data):
        raise NotSupported(f"It was made from another state of the chapter: {wrong[0].text}")
    mine = set(ours)
    return Rebased(
        data=data,
        untracked=frozenset(
            one
            for one, origins in combined.origins.items()
            if one not in mine and any(found in traced.untracked for _, found in origins)
        ),
        findings=(*traced.findings, *map(_beside, combined.conflicts)),
    )


def _beside(conflict: Conflict) -> Finding:
    text = f"“{conflict.base}” has changed since the state that this return was made from."
    return Finding(code="changed-since", where=str(conflict.place), text=text)
