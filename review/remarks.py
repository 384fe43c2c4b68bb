"""Remarks: what partners say in Word comments, and in mails beside their files; which of it asks
for a change, and what was answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from chapters import Comment
from review.decisions import Outcome, shown
from review.errors import NotAllowed
from review.orders import asks_for_change
from review.partners import PartnerId
from review.publications import ChapterId
from review.returns import Inbound, InboundId, Return, ReturnId
from review.rounds import Assignment

__all__ = [
    "Remark",
    "answered",
    "in_force",
    "kept",
    "remark_of_mail",
    "remarks_of",
    "still_asking",
    "with_answers",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A comment of a return, kept for the comment matrix, with what the secretariat answered: a
    Word comment of its file, or what was said of the text in the `mail` that it came in.
    """

    number: int
    round: str
    chapter: ChapterId
    partner: PartnerId
    returned: ReturnId
    author: str
    at: datetime | None
    place: str
    quoted: str
    text: str
    parent: str | None = None
    resolved: bool = False
    answer: str = ""
    mail: InboundId | None = None

    @property
    def asks(self) -> bool:
        """Whether it asks for a change of the text, which nobody makes but a person."""
        return asks_for_change(self.text)


def remarks_of(
    returned: Return, comments: Sequence[Comment], assignment: Assignment, *, first: int
) -> list[Remark]:
    """The remarks of a return, one per Word comment, in document order, numbered from `first`."""
    return [
        Remark(
            number=number,
            round=assignment.round,
            chapter=assignment.chapter,
            partner=assignment.partner,
            returned=returned.id,
            author=comment.author,
            at=comment.time,
            place=str(comment.place),
            quoted=comment.quoted,
            text=comment.text,
            parent=comment.parent,
            resolved=comment.resolved,
        )
        for number, comment in enumerate(comments, start=first)
    ]


def remark_of_mail(
    returned: Return,
    inbound: Inbound,
    assignment: Assignment,
    words: str,
    *,
    author: str,
    on: date,
) -> Remark:
    """What a mail says of the text beside a return, as one remark; not numbered yet. `author` is
    a name, since the comment matrix prints it, and never an address; `on` the local day on which
    the mail came.
    """
    return Remark(
        number=0,
        round=assignment.round,
        chapter=assignment.chapter,
        partner=assignment.partner,
        returned=returned.id,
        author=author,
        at=inbound.received_at,
        place=f"mail of {on.day} {on:%B %Y}",
        quoted="",
        text=words,
        mail=inbound.id,
    )


def in_force(remarks: Iterable[Remark], returns: Iterable[Return]) -> list[Remark]:
    """The remarks of the files that a person looks at (`review.decisions.shown`), and those of
    mails, which no later file takes back; in the order given.
    """
    looked_at = {r.id for r in shown(returns)}
    return [r for r in remarks if r.mail is not None or r.returned in looked_at]


def kept(remarks: Iterable[Remark], returns: Iterable[Return]) -> list[Remark]:
    """All remarks for the record, in the order given: one that a partner sent twice is one, the
    later one; one that its later file has no more is kept.
    """
    order = {r.id: (r.assignment, r.ordinal) for r in returns}
    last: dict[tuple[object, ...], Remark] = {}
    for one in sorted(remarks, key=lambda r: order.get(r.returned, ("", 0))[1]):
        last[order.get(one.returned, ("", 0))[0], *_said(one)] = one
    there = {r.number for r in last.values()}
    return [r for r in remarks if r.number in there]


def with_answers(new: Sequence[Remark], before: Iterable[Remark]) -> list[Remark]:
    """The remarks of a later return with what was answered to the same ones in an earlier one."""
    known = {_said(r): r.answer for r in before if r.answer}
    return [replace(r, answer=known.get(_said(r), r.answer)) for r in new]


def _said(remark: Remark) -> tuple[str, str, str]:
    return remark.author, remark.quoted, remark.text


def still_asking(remarks: Iterable[Remark], returns: Iterable[Return]) -> list[Remark]:
    """The remarks that ask for a change and that nobody has answered."""
    return [r for r in in_force(remarks, returns) if r.asks and not r.answer]


def answered(remark: Remark, outcome: Outcome | None, *, reason: str = "") -> Remark:
    """The remark with what the secretariat says to it: an outcome, a reason, or words alone.

    Raises `NotAllowed` for an answer of nothing, and for what only a change can have.
    """
    what, said = f"on comment c{remark.number}", reason.strip()
    if outcome is Outcome.REWORDED:
        why = "a comment has no words of the text: accept it, and write yours in decide --word"
        raise NotAllowed("decide", what, why)
    if outcome is Outcome.REJECTED and not said:
        raise NotAllowed("decide", what, "its partner will ask why: give a reason")
    if outcome is None and not said:
        raise NotAllowed("decide", what, "accept, reject or defer it, or answer with --reason")
    return replace(remark, answer=": ".join(filter(None, (outcome and outcome.value, said))))
