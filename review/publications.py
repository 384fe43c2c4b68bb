"""Publication and Chapter; what is withheld and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

from review.partners import PartnerId

__all__ = ["Chapter", "ChapterId", "Sha256"]

ChapterId = NewType("ChapterId", str)
"""Opaque; unique over all rounds."""

Sha256 = NewType("Sha256", str)
"""Names bytes in the file store: 64 lower-case hexadecimal digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A chapter of the publication as one round circulates it.

    `number` is fixed by the workbook ("3.1") and stays reserved while the chapter is withheld;
    `place` is its position in the guide, from 1. `base` names the draft that was circulated,
    without any stamp; `merged` the draft that decisions made of it, none until it is settled.
    `reviewers` never holds the owner. `withheld` is the reason. `first` are the partners whose
    words stand before those of others at one place, in this order, where a person said so.
    """

    id: ChapterId
    round: str
    number: str
    place: int
    title: str
    file: str
    owner: PartnerId
    reviewers: tuple[PartnerId, ...] = ()
    withheld: str | None = None
    base: Sha256
    merged: Sha256 | None = None
    first: tuple[PartnerId, ...] = ()
