"""What a mail says of the text beside its file, kept as a comment for the officer to answer."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from flows.steps.returning import Sighting
from review.deadlines import local_day
from review.mentions import chapters_named
from review.remarks import remark_of_mail
from review.returns import Return
from review.rounds import Assignment
from review.signatures import names_in
from review.words import beyond_courtesy
from storage import UnitOfWork

__all__ = ["keep_words"]

_SHORT = 200  # signs of a line that `collect` says


def keep_words(
    work: UnitOfWork,
    sighting: Sighting,
    taken: Sequence[tuple[Return, Assignment]],
) -> str:
    """Keep what the mail says of the text as one comment, on the answer whose chapter it names,
    else on the first; what the officer is told of it. Empty where it says nothing of the text, or
    where that is kept already, as of a mail whose files are given one after the other.
    """
    said = beyond_courtesy(sighting.mail.words, _of_whose_file(sighting))
    if not said or not taken:
        return ""
    opening, inbound = sighting.opening, sighting.inbound
    if any(r.mail == inbound.id for r in work.remarks.of_round(opening.round.id)):
        return ""
    named = chapters_named(said, opening.chapters)
    returned, assignment = next((t for t in taken if t[1].chapter in named), taken[0])
    day = local_day(inbound.received_at, opening.round.zone)
    who = sighting.mail.sender_name
    author = "" if "@" in who else who
    remark = remark_of_mail(returned, inbound, assignment, said, author=author, on=day)
    [kept] = work.remarks.add([remark])
    number = next(c.number for c in opening.chapters if c.id == assignment.chapter)
    short = textwrap.shorten(said, _SHORT, placeholder=" …")
    return f"its mail says besides: “{short}” (c{kept.number}, chapter {number}: gci-review decide)"


def _of_whose_file(sighting: Sighting) -> set[str]:
    """The words of names that only say whose file it is, and of which chapter."""
    partner, opening = sighting.partner, sighting.opening
    return names_in(
        [
            sighting.mail.sender_name,
            partner.id,
            partner.name,
            *(c.name for c in partner.contacts),
            *(name for c in opening.chapters for name in (c.title, c.owner)),
            opening.round.publication,
        ]
    )
