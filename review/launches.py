"""The letters that open a round, and those sent again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from review.facts import ChapterFacts
from review.letters import Letter
from review.partners import Partner
from review.publications import Sha256
from review.rounds import Assignment, Opening

__all__ = ["LARGEST", "chapter_facts", "launch_letters", "resend"]

LARGEST = 10_000_000
"""Bytes of files in one letter; more are split over numbered letters."""


def launch_letters(
    opened: Opening,
    partners: Sequence[Partner],
    sizes: Mapping[Sha256, int],
    *,
    now: datetime,
    new_id: Callable[[], str],
    largest: int = LARGEST,
) -> list[Letter]:
    """The opening letters: one per partner with all its copies, own chapters first; more than
    `largest` bytes are split and numbered.

    Takes the planned assignments, each with its `copy`; `sizes` are those of the copies in bytes.
    Key: "launch:2017R1:BRS:1" (the last number is the part). Letter.assignments and
    facts.chapters are parallel.
    """
    raise NotImplementedError


def resend(
    letter: Letter, partner: Partner, *, time: int, now: datetime, new_id: Callable[[], str]
) -> Letter:
    """An opening letter once more, to today's contacts; `time` counts the sendings from 2 and is
    in its key.
    """
    raise NotImplementedError


def chapter_facts(
    opened: Opening, partners: Sequence[Partner], assignments: Sequence[Assignment]
) -> tuple[ChapterFacts, ...]:
    """The chapters of assignments as letters print them, in the order given."""
    raise NotImplementedError
