"""The letters that answer an inbound: what was received, and what is held."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from review.facts import FileFacts
from review.letters import Letter
from review.partners import Partner
from review.returns import Held, Inbound
from review.rounds import Assignment, Opening

__all__ = ["Taken", "held_letter", "receipt"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What was made of one inbound, for its receipt. `answered` are the assignments it answers;
    `ignored` are (name, why) of parts that are no files; `held` those of its files that wait.
    """

    answered: tuple[Assignment, ...]
    files: tuple[FileFacts, ...] = ()
    ignored: tuple[tuple[str, str], ...] = ()
    words: str = ""
    no_changes: bool = False
    late: bool = False
    held: tuple[Held, ...] = ()


def receipt(
    opened: Opening,
    partners: Sequence[Partner],
    inbound: Inbound,
    taken: Taken,
    *,
    now: datetime,
    new_id: Callable[[], str],
) -> Letter:
    """The receipt of an inbound that answered something, to its sender where the partner lists
    the address, with the leads in copy, else to the leads alone. Key: "receipt:<inbound>".

    `opened` as it is after the answer was taken.
    """
    raise NotImplementedError


def held_letter(
    opened: Opening,
    partner: Partner | None,
    inbound: Inbound,
    held: Sequence[Held],
    *,
    now: datetime,
    new_id: Callable[[], str],
) -> Letter | None:
    """What the sender reads whose mail waits; none where no word may go back (forged, a program,
    nobody's address).

    `opened` is the matched round, or any open one where none matched. A stranger (`partner` is
    none, or does not list the address) gets one line without any of the partner's data. Key:
    "held:<inbound>", for strangers "held:<address>": at most one line each, ever.
    """
    raise NotImplementedError
