"""The letters at the end: what was decided, and that the edition is out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath
from types import MappingProxyType

from review.deadlines import deadline_of
from review.decisions import Decision, Outcome, Proposal, ProposalId
from review.editions import Edition, EditionKind
from review.facts import AnnouncementFacts, AnsweredFacts, ClosingFacts, DecidedFacts, Facts
from review.launches import chapter_facts, in_order
from review.letters import Attachment, Letter, LetterId, LetterKind, mailbox
from review.moves import Move, moves
from review.partners import Partner, Standing
from review.publications import ChapterId
from review.references import message_id, slug, subject_reference
from review.remarks import Remark
from review.rounds import Assignment, Opening, State
from review.wordings import before_and_after, moved_to, stands

__all__ = ["announcement", "closing"]


def closing(  # noqa: PLR0913 -- what these letters say
    opened: Opening,
    partners: Sequence[Partner],
    decided: Sequence[tuple[Proposal, Decision | None]],
    files: Sequence[Attachment],
    *,
    remarks: Sequence[Remark] = (),
    reached: Mapping[str, bool] = MappingProxyType({}),
    now: datetime,
    new_id: Callable[[], str],
) -> list[Letter]:
    """The closing letters of a round: one per partner that was asked, with what was decided on
    each of its changes, and answered to its comments. Key: "closing:2017R1:BRS".

    `decided` holds the effective proposals of all partners with their latest decision, none where
    it is open; `remarks` those of their comments that count; `reached` says for assignment ids
    whether a letter provably got there (`letters.reached`), as in the record. `files` are all clean
    and marked chapters; their names begin with the chapter's file name without ".docx", by which
    each partner gets those of its own chapters.
    """
    letters = []
    for partner in partners:
        mine = in_order(opened, [a for a in opened.assignments if a.partner == partner.id])
        if mine:
            own = [(p, d) for p, d in decided if p.partner == partner.id]
            facts = _closing_facts(opened, partners, partner, mine, own)
            said = tuple(
                _answered(r, opened)
                for r in remarks
                if r.partner == partner.id and (r.answer or r.asks)
            )
            got = any(reached.get(a.id, True) for a in mine)
            early = any(now < deadline_of(a, opened.round) for a in mine)
            facts = replace(facts, answers=said, reached=got, early=early)
            letter = _letter(opened, partner, LetterKind.CLOSING, facts, now, new_id())
            stems = tuple(PurePosixPath(chapter.file).stem for chapter in facts.chapters)
            letters.append(
                replace(
                    letter,
                    key=f"closing:{opened.round.id}:{slug(partner.id)}",
                    files=tuple(f for f in files if f.name.startswith(stems)),
                    assignments=tuple(a.id for a in mine),
                )
            )
    return letters


def announcement(
    opened: Opening,
    partners: Sequence[Partner],
    edition: Edition,
    files: Sequence[Attachment],
    *,
    now: datetime,
    new_id: Callable[[], str],
) -> list[Letter]:
    """The announcements of an edition: one per partner that is a member today. Key:
    "announcement:2017R1:1:BRS". `files` are of the edition, and go with each.
    """
    letters = []
    for partner in (p for p in partners if p.standing is Standing.MEMBER):
        facts = AnnouncementFacts(
            reference=subject_reference(opened.round, partner.id),
            partner=partner.name,
            contacts=tuple(c.name for c in partner.leads),
            publication=opened.round.publication,
            edition=f"edition {edition.number}",
            addendum=edition.kind is EditionKind.ADDENDUM,
            chapters=tuple((n.number, n.title, n.fate.value) for n in edition.lines),
            files=tuple(f.name for f in files),
            reply_to=opened.round.reply_to,
            corrects=edition.adds_to or "" if edition.kind is EditionKind.CORRIGENDUM else "",
        )
        letter = _letter(opened, partner, LetterKind.ANNOUNCEMENT, facts, now, new_id())
        key = f"announcement:{opened.round.id}:{edition.number}:{slug(partner.id)}"
        letters.append(replace(letter, key=key, files=tuple(files)))
    return letters


def _closing_facts(
    opened: Opening,
    partners: Sequence[Partner],
    partner: Partner,
    mine: Sequence[Assignment],
    own: Sequence[tuple[Proposal, Decision | None]],
) -> ClosingFacts:
    numbers = {c.id: c.number for c in opened.chapters}
    return ClosingFacts(
        reference=subject_reference(opened.round, partner.id),
        partner=partner.name,
        contacts=tuple(c.name for c in partner.leads),
        round_title=opened.round.title,
        publication=opened.round.publication,
        chapters=chapter_facts(opened, partners, mine),
        decided=tuple(_all_decided(own, numbers)),
        answered=any(a.answered_at is not None or a.state is State.DECLINED for a in mine),
        silence=opened.round.silence,
        reply_to=opened.round.reply_to,
    )


def _all_decided(
    own: Sequence[tuple[Proposal, Decision | None]], numbers: Mapping[ChapterId, str]
) -> Iterator[DecidedFacts]:
    """Change by change; what was moved by several of them, and came out as one, is told as one."""
    fates = {p.id: (d.outcome, d.words, d.reason) if d else None for p, d in own}
    as_one: dict[ProposalId, Move] = {}
    for move in moves([p for p, _ in own]):
        came_out = {fates[p.id] for p in move.proposals}
        if not move.reworded and len(came_out) == 1:
            as_one |= {p.id: move for p in move.proposals}
    for proposal, decision in own:
        told = _decided(proposal, decision, numbers[proposal.chapter])
        if proposal.id not in as_one:
            yield told
        elif proposal is as_one[proposal.id].proposals[0]:
            yield _moved(told, as_one[proposal.id], numbers)


def _moved(told: DecidedFacts, move: Move, numbers: Mapping[ChapterId, str]) -> DecidedFacts:
    """The first change of a move as all of it."""
    revisions = [r for p in move.proposals for r in p.told]
    goes = next(r for r in revisions if r.before)
    comes = next(r for r in revisions if r.after)
    inside = move.source == move.target
    return replace(
        told,
        chapter=numbers[move.source],
        place=str(goes.place),
        before=move.words,
        after="",
        moved_to=str(comes.place) if inside else f"chapter {numbers[move.target]}, {comes.place}",
        others=tuple(p.number for p in move.proposals[1:]),
        behind=move.length - 1,
    )


def _decided(proposal: Proposal, decision: Decision | None, chapter: str) -> DecidedFacts:
    before, after = before_and_after(proposal, between=" ")
    return DecidedFacts(
        number=proposal.number,
        chapter=chapter,
        place=stands(proposal),
        before=before,
        after=after,
        outcome=decision.outcome.value if decision else "open",
        words=(decision.words or "") if decision and decision.outcome is Outcome.REWORDED else "",
        reason=decision.reason if decision else "",
        kind=proposal.revisions[0].kind.value,
        moved_to=moved_to(proposal),
    )


def _answered(remark: Remark, opened: Opening) -> AnsweredFacts:
    number = next(c.number for c in opened.chapters if c.id == remark.chapter)
    return AnsweredFacts(
        number=remark.number,
        chapter=number,
        place=remark.place,
        comment=remark.text,
        answer=_told(remark.answer),
    )


_WORDS = {
    Outcome.ACCEPTED: "Accepted",
    Outcome.REJECTED: "Not accepted",
    Outcome.DEFERRED: "Kept for the next edition",
}


def _told(answer: str) -> str:
    """An answer in the words of a letter; one that asked for a change and got none says so."""
    if not answer:
        return "Not decided in time; kept for the next edition"
    outcome, colon, reason = answer.partition(":")
    words = {known.value: said for known, said in _WORDS.items()}
    return f"{words[outcome]}{colon}{reason}" if outcome in words else answer


def _letter(
    opened: Opening,
    partner: Partner,
    kind: LetterKind,
    facts: Facts,
    now: datetime,
    opaque: str,
) -> Letter:
    return Letter(
        id=LetterId(opaque),
        key="",
        kind=kind,
        round=opened.round.id,
        partner=partner.id,
        to=tuple(mailbox(c) for c in partner.leads),
        message_id=message_id(kind, opaque, opened.round.reply_to),
        facts=facts,
        queued_at=now,
    )
