"""The letters at the end: what was decided, and that the edition is out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from review.decisions import Decision, Proposal
from review.editions import Edition
from review.letters import Attachment, Letter
from review.partners import Partner
from review.rounds import Opening

__all__ = ["announcement", "closing"]


def closing(
    opened: Opening,
    partners: Sequence[Partner],
    decided: Sequence[tuple[Proposal, Decision | None]],
    files: Sequence[Attachment],
    *,
    now: datetime,
    new_id: Callable[[], str],
) -> list[Letter]:
    """The closing letters of a round: one per partner that was asked, with what was decided on
    each of its changes. Key: "closing:2017R1:BRS".

    `decided` holds the effective proposals of all partners with their latest decision, none where
    it is open. `files` are all clean and marked chapters; their names begin with the chapter's
    file name without ".docx", by which each partner gets those of its own chapters.
    """
    raise NotImplementedError


def announcement(
    opened: Opening,
    partners: Sequence[Partner],
    edition: Edition,
    files: Sequence[str],
    *,
    now: datetime,
    new_id: Callable[[], str],
) -> list[Letter]:
    """The announcements of an edition: one per partner that is a member today. Key:
    "announcement:2017R1:1:BRS". `files` are where the edition's files lie.
    """
    raise NotImplementedError
