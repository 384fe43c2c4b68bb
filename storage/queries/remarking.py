"""What partners say in Word comments and in mails, beside what was answered."""

from __future__ import annotations

from dataclasses import dataclass

from review.decisions import noticed_in
from review.publications import Sha256
from review.questions import ANSWERED
from review.remarks import Remark, in_force
from review.rounds import RoundId
from storage.unit_of_work import UnitOfWork

__all__ = ["RemarkRow", "remarks"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkRow:
    """A comment of a partner and its chapter. `asks`: it asks for a change of the text.
    `answers`: it answers a comment of ours. `raw` names the bytes of the mail that it was written
    in, none for a Word comment.
    """

    remark: Remark
    chapter_number: str
    chapter_title: str
    asks: bool
    answers: bool
    raw: Sha256 | None = None


def remarks(work: UnitOfWork, round_id: RoundId) -> tuple[RemarkRow, ...]:
    """The comments in the files that a person looks at (`review.remarks.in_force`), by number."""
    chapters = {c.id: c for c in work.chapters.of_round(round_id)}
    returns = work.returns.of_round(round_id)
    replies = {
        (one.id, finding.text)
        for one in noticed_in(returns)
        for finding in one.noticed
        if finding.code == ANSWERED
    }
    return tuple(
        RemarkRow(
            remark=one,
            chapter_number=chapters[one.chapter].number,
            chapter_title=chapters[one.chapter].title,
            asks=one.asks,
            answers=any(
                id_ == one.returned and text.endswith(f"is answered: “{one.text}”")
                for id_, text in replies
            ),
            raw=_raw(work, one),
        )
        for one in in_force(work.remarks.of_round(round_id), returns)
    )


def _raw(work: UnitOfWork, remark: Remark) -> Sha256 | None:
    found = work.inbounds.get(remark.mail) if remark.mail else None
    return found.sha256 if found else None
