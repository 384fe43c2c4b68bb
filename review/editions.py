"""The publish gate; Edition: number, contents, what it replaces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from review.partners import PartnerId
from review.publications import ChapterId, Sha256
from review.rounds import RoundId

__all__ = ["Edition", "EditionKind", "Fate", "Line"]


class EditionKind(StrEnum):
    """What an edition is to the one before it."""

    FULL = "full"
    ADDENDUM = "addendum"
    CORRIGENDUM = "corrigendum"


class Fate(StrEnum):
    """What an edition did with a chapter."""

    PUBLISHED = "published"
    WITHHELD = "withheld"
    CARRIED = "carried over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one edition did with one chapter, and why. `draft` is none where the chapter is
    withheld.
    """

    chapter: ChapterId
    number: str
    title: str
    owner: PartnerId
    fate: Fate
    draft: Sha256 | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The published guide, numbered ("1", addendum "1-A1"); never edited in place.

    `files` maps the path inside the edition's folder to the bytes' SHA-256.
    """

    number: str
    round: RoundId
    kind: EditionKind
    published_at: datetime
    lines: tuple[Line, ...]
    adds_to: str | None = None
    files: Mapping[str, Sha256] = field(default_factory=dict)
