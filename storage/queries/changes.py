"""What partners want changed, beside what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from review.carrying import same_edits
from review.decisions import Decision, Proposal, effective
from review.partners import PartnerId
from review.publications import Chapter
from review.rounds import RoundId
from review.wordings import before_and_after, stands
from storage.unit_of_work import UnitOfWork

__all__ = ["ProposalRow", "open_proposals", "proposals"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRow:
    """A proposal, where it stands, and what was decided, none while open.

    `before` and `after` are the words that it takes away and brings, as people read them.
    `same` are the numbers of the same change by other partners: what is decided on one holds for
    all.
    """

    proposal: Proposal
    chapter_number: str
    chapter_title: str
    partner_name: str
    where: str
    before: str
    after: str
    decision: Decision | None
    same: tuple[int, ...] = ()


def proposals(work: UnitOfWork, round_id: RoundId) -> tuple[ProposalRow, ...]:
    """The proposals of a round that count (`review.decisions.effective`), by number, decided or
    not.
    """
    chapters = {c.id: c for c in work.chapters.of_round(round_id)}
    names = {p.id: p.name for p in work.partners.all()}
    decided = work.decisions.latest(round_id)
    counting = effective(work.proposals.of_round(round_id), work.returns.of_round(round_id))
    same = same_edits(counting)
    return tuple(
        _proposal_row(
            p, chapters[p.chapter], _named(p, names), decided.get(p.id), same.get(p.id, ())
        )
        for p in counting
    )


def open_proposals(work: UnitOfWork, round_id: RoundId) -> tuple[ProposalRow, ...]:
    """The proposals of a round that count and that nobody has decided on, by number."""
    return tuple(row for row in proposals(work, round_id) if row.decision is None)


def _named(proposal: Proposal, names: Mapping[PartnerId, str]) -> str:
    """Whose wish it is; of a mark that a partner passes on, both names."""
    if proposal.passed_on is None:
        return names[proposal.partner]
    return f"{names[proposal.passed_on]}, in the file of {names[proposal.partner]}"


def _proposal_row(
    proposal: Proposal,
    chapter: Chapter,
    partner_name: str,
    decision: Decision | None,
    same: Iterable[Proposal],
) -> ProposalRow:
    before, after = before_and_after(proposal)
    return ProposalRow(
        proposal=proposal,
        chapter_number=chapter.number,
        chapter_title=chapter.title,
        partner_name=partner_name,
        where=stands(proposal),
        before=before,
        after=after,
        decision=decision,
        same=tuple(p.number for p in same if p.id != proposal.id),
    )
