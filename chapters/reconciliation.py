"""Base against a return that is part tracked, part not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chapters.comparing.sameness import same
from chapters.findings import Finding
from chapters.revisions import RevisionId

__all__ = ["Reconciled", "reconcile", "same"]


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
    """
    raise NotImplementedError
