"""Opening a round from its plan, and launching again on a changed workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from review.partners import Partner
from review.publications import Sha256
from review.rounds import Opening, Plan, RoundId

__all__ = ["Relaunch", "open_round", "relaunch"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaunch:
    """What a second launch of a changed workbook does: partners whose name, contacts or domains
    change, and what is refused, one sentence each, because launching froze it.
    """

    contacts: tuple[Partner, ...] = ()
    refused: tuple[str, ...] = ()


def open_round(
    plan: Plan,
    *,
    drafts: Mapping[str, Sha256],
    round_id: RoundId,
    now: datetime,
    new_id: Callable[[], str],
) -> Opening:
    """The round that `plan` describes, launched `now`, every assignment still planned.

    `drafts` maps the file name of every chapter to its bytes in the store. Raises `NotAllowed`
    where a chapter's owner is unknown, is no member although the chapter is not withheld, where a
    file is missing, two partners have one reference, or the deadline has passed.
    """
    raise NotImplementedError


def relaunch(
    plan: Plan, opened: Opening, partners: Sequence[Partner], drafts: Mapping[str, Sha256]
) -> Relaunch:
    """What a changed workbook may still change in an open round, and what it may not.

    `partners` are those stored. A new address, name or domain is taken; a new deadline, chapter,
    owner, standing or file is refused by name.
    """
    raise NotImplementedError
