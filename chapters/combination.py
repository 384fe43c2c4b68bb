"""Several returns over one base; conflicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chapters.findings import Finding
from chapters.revisions import RevisionId
from chapters.stories import Place

__all__ = ["Combined", "Conflict", "Contribution", "Side", "combine"]


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
    """Revisions of several reviewers over the same words. `base` is the text they fight over."""

    place: Place
    base: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Combined:
    """One file with everybody's revisions.

    `reviewers` names, for each revision id in `data`, who wants it. `origins` maps each revision
    id in `data` to the (reviewer, id in that reviewer's return) pairs that it came from.
    """

    data: bytes
    conflicts: tuple[Conflict, ...]
    reviewers: Mapping[RevisionId, tuple[str, ...]]
    origins: Mapping[RevisionId, tuple[tuple[str, RevisionId], ...]]
    findings: tuple[Finding, ...] = ()


def combine(base: bytes, returns: Sequence[Contribution], *, when: datetime) -> Combined:
    """The base with the tracked changes of all returns; reject-all of it gives the base."""
    raise NotImplementedError
