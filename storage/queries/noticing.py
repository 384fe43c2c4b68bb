"""What was noticed in returns besides changed words, chapter by chapter."""

from __future__ import annotations

from dataclasses import dataclass

from chapters import Finding
from review.decisions import noticed_in
from review.partners import PartnerId
from review.rounds import RoundId
from storage.unit_of_work import UnitOfWork

__all__ = ["NoticedRow", "noticed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticedRow:
    """What else a partner's file does to a chapter; `findings` in the order in which they were
    made, never empty.
    """

    chapter_number: str
    chapter_title: str
    partner: PartnerId
    findings: tuple[Finding, ...]


def noticed(work: UnitOfWork, round_id: RoundId) -> tuple[NoticedRow, ...]:
    """What was noticed in the returns of a round (`review.decisions.noticed_in`), by place in the
    guide, then by partner.
    """
    chapters = {c.id: c for c in work.chapters.of_round(round_id)}
    asked = {a.id: a for a in work.assignments.of_round(round_id)}
    found = [(asked[r.assignment], r) for r in noticed_in(work.returns.of_round(round_id))]
    found.sort(key=lambda pair: (chapters[pair[0].chapter].place, pair[0].partner))
    return tuple(
        NoticedRow(
            chapter_number=chapters[assignment.chapter].number,
            chapter_title=chapters[assignment.chapter].title,
            partner=assignment.partner,
            findings=returned.noticed,
        )
        for assignment, returned in found
    )
