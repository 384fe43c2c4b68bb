"""What an inbound turned out to be: ours, a delivery report, automatic, a duplicate, or human."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from review.inbounds import Mail, Report
from review.returns import Nature, Reason

__all__ = ["Classified", "is_ours", "lasting", "nature_of", "same_content"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified:
    """What an inbound is, and why in words. `hold` is set where it must wait for a person before
    anything else is done with it.
    """

    nature: Nature
    why: str
    hold: Reason | None = None


def is_ours(mail: Mail, *, letters: Collection[str], addresses: Collection[str]) -> bool:
    """Whether a mail is a letter of ours that came back.

    `letters` are the Message-IDs of our letters among those the mail names (its own and its
    marker's); `addresses` our own. The address alone never decides: the secretariat's own returns
    come from it. A marker counts only where nobody wrote above it.
    """
    raise NotImplementedError


def nature_of(mail: Mail, *, ours: bool, earlier: Sequence[Mail] = ()) -> Classified:
    """The nature of a mail, first rule first: ours, delivery report, automatic, duplicate.

    `earlier` are the mails taken before with the same Message-ID, or, for one that has none, those
    of the same sender that have none.
    """
    raise NotImplementedError


def same_content(one: Mail, other: Mail) -> bool:
    """Whether two mails say the same: sender, subject, words and files, not the way they came."""
    raise NotImplementedError


def lasting(report: Report) -> bool:
    """Whether a failed delivery will fail again: not for a full mailbox or a 4.x.x status."""
    raise NotImplementedError
