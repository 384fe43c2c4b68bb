"""What a partner's own words mean, in the six languages of the United Nations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from review.publications import Chapter, ChapterId
from review.returns import Reason

__all__ = ["Meaning", "Said", "chapters_named", "meaning_of", "reason_of"]


class Said(StrEnum):
    """What words can ask or say."""

    NOTHING = "nothing"  # no words at all
    NO_CHANGES = "no changes"  # "no comments", "approved": and nothing else
    CONDITIONAL = "conditional"  # agreement with a but, or words we are not sure of beside it
    NOT_APPROVED = "not approved"
    EXTENSION = "extension"
    DECLINE = "decline"
    DELEGATE = "delegate"
    STOP = "stop"  # no more reminders, please
    ATTACHED = "attached"  # "please find attached"
    QUESTION = "question"  # or anything else that a person must read


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What words say. `until` is the date an extension asks for, none where it names none;
    `delegate` the address of the colleague who should get it, may be empty; `sentence` the one
    that decided.
    """

    said: Said
    until: date | None = None
    delegate: str = ""
    sentence: str = ""


def meaning_of(words: str, *, today: date) -> Meaning:
    """What the sender's own words mean; when in doubt, something that a person must read.

    Agreement counts only where every sentence is agreement, greeting or thanks. `today` gives the
    year of a date without one.
    """
    raise NotImplementedError


def reason_of(said: Said, *, has_file: bool) -> Reason | None:
    """Why words wait for a person; none for agreement, and for words beside a file that ask for
    nothing.
    """
    raise NotImplementedError


def chapters_named(words: str, chapters: Sequence[Chapter]) -> tuple[ChapterId, ...]:
    """The chapters that words name by number or title, in the order of the guide."""
    raise NotImplementedError
