"""How a round stands: one row per assignment, and the letters that a person must look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, Select, case, func, or_, select

from chapters import Finding, Weight
from review.decisions import counting, effective, noticed_in
from review.letters import LetterId, LetterKind, LetterState
from review.partners import PartnerId, Standing
from review.publications import ChapterId
from review.questions import ANSWERED
from review.returns import Answer, Return, ReturnId
from review.rounds import AssignmentId, Duty, RoundId, State
from storage import tables
from storage.notation import readable
from storage.queries.waiting import still_waiting
from storage.unit_of_work import UnitOfWork

__all__ = ["LetterRow", "StatusRow", "StatusRows", "status"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRow:
    """How one assignment stands.

    `due` is its own deadline where it was extended, else the round's (UTC instant, exclusive).
    `answer` and `late` are those of the last return, none where nothing came. `proposals` counts
    those that count (`review.decisions.effective`), `untracked` those of them that were made
    without tracking, `open` the undecided ones. `noticed` counts what else the return that counts
    does, `answers` the answers to comments of ours among it. `held` counts what waits for a person
    and may belong here.
    """

    assignment: AssignmentId
    partner: PartnerId
    partner_name: str
    standing: Standing
    chapter: ChapterId
    number: str
    place: int
    title: str
    withheld: str | None
    duty: Duty
    state: State
    sent_at: datetime | None
    answered_at: datetime | None
    due: datetime
    extended: bool
    note: str
    answer: Answer | None
    late: bool
    returns: int
    proposals: int
    untracked: int
    open: int
    noticed: int
    held: int
    answers: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRow:
    """A letter that a person must look at."""

    id: LetterId
    key: str
    kind: LetterKind
    partner: PartnerId | None
    to: tuple[str, ...]
    state: LetterState
    queued_at: datetime
    failure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRows:
    """How a round stands at `at`.

    `rows` by partner, then place in the guide. `letters` counts those of the round by state;
    `troubled` are the failed and uncertain ones, and those whose sender has not been heard of
    since its lease ran out; `written` those that a person must send. `held` counts what waits in
    this round or in none.
    """

    round: RoundId
    at: datetime
    rows: tuple[StatusRow, ...]
    letters: Mapping[LetterState, int]
    troubled: tuple[LetterRow, ...]
    written: tuple[LetterRow, ...]
    held: int


def status(work: UnitOfWork, round_id: RoundId, now: datetime) -> StatusRows:
    """How the round stands now; empty for a round that is not there."""
    returns = work.returns.of_round(round_id)
    gathered = _Gathered(
        returns=_by_assignment(returns),
        counting=counting(returns),
        proposals=_proposal_counts(work, round_id, returns),
        noticed={r.assignment: r.noticed for r in noticed_in(returns)},
        held=_held_counts(work, round_id),
    )
    rows = work.connection.execute(_assignments(round_id)).mappings()
    letters = _letters_in_trouble(work, round_id, now)
    return StatusRows(
        round=round_id,
        at=now,
        rows=tuple(_status_row(row, gathered) for row in rows),
        letters=_letter_counts(work, round_id),
        troubled=tuple(x for x in letters if x.state is not LetterState.WRITTEN),
        written=tuple(x for x in letters if x.state is LetterState.WRITTEN),
        held=gathered.held.total,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counts:
    """The proposals of a return: all, those without tracking, those that nobody has decided on."""

    proposals: int = 0
    untracked: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _HeldCounts:
    total: int
    by_assignment: Mapping[AssignmentId, int]
    by_partner: Mapping[PartnerId, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gathered:
    returns: Mapping[AssignmentId, list[Return]]
    counting: Mapping[AssignmentId, Return]
    proposals: Mapping[ReturnId, _Counts]
    noticed: Mapping[AssignmentId, tuple[Finding, ...]]
    held: _HeldCounts


def _assignments(round_id: RoundId) -> Select[tuple[object, ...]]:
    asked, chapters, partners = tables.assignments, tables.chapters, tables.partners
    frozen = tables.participants
    return (
        select(
            asked,
            partners.c.name.label("partner_name"),
            func.coalesce(frozen.c.standing, partners.c.standing).label("standing"),
            chapters.c.number,
            chapters.c.place,
            chapters.c.title,
            chapters.c.withheld,
            tables.rounds.c.due.label("round_due"),
        )
        .join(tables.rounds, tables.rounds.c.id == asked.c.round)
        .join(chapters, chapters.c.id == asked.c.chapter)
        .join(partners, partners.c.id == asked.c.partner)
        .outerjoin(
            frozen, (frozen.c.round == asked.c.round) & (frozen.c.partner == asked.c.partner)
        )
        .where(asked.c.round == round_id)
        .order_by(asked.c.partner, chapters.c.place, asked.c.id)
    )


def _status_row(row: RowMapping, gathered: _Gathered) -> StatusRow:
    returns = gathered.returns.get(row["id"], [])
    last = returns[-1] if returns else None
    counts = gathered.counting.get(row["id"])
    number = gathered.proposals.get(counts.id, _Counts()) if counts else _Counts()
    held, noticed = gathered.held, gathered.noticed.get(row["id"], ())
    return StatusRow(
        assignment=row["id"],
        partner=row["partner"],
        partner_name=row["partner_name"],
        standing=Standing(row["standing"]),
        chapter=row["chapter"],
        number=row["number"],
        place=row["place"],
        title=row["title"],
        withheld=row["withheld"],
        duty=Duty(row["duty"]),
        state=State(row["state"]),
        sent_at=row["sent_at"],
        answered_at=row["answered_at"],
        due=row["extended_to"] or row["round_due"],
        extended=row["extended_to"] is not None,
        note=row["note"],
        answer=last.answer if last else None,
        late=last.late if last else False,
        returns=len(returns),
        proposals=number.proposals,
        untracked=number.untracked,
        open=number.open,
        noticed=len(noticed),
        held=held.by_assignment.get(row["id"], 0) + held.by_partner.get(row["partner"], 0),
        answers=sum(finding.code == ANSWERED for finding in noticed),
    )


def _by_assignment(returns: Iterable[Return]) -> dict[AssignmentId, list[Return]]:
    """The returns of each assignment, the last one last."""
    found: dict[AssignmentId, list[Return]] = {}
    for returned in returns:
        found.setdefault(returned.assignment, []).append(returned)
    return found


def _proposal_counts(
    work: UnitOfWork, round_id: RoundId, returns: Iterable[Return]
) -> Mapping[ReturnId, _Counts]:
    columns = tables.proposals.c
    foreign = select(func.count()).where(columns.round == round_id, columns.passed_on.is_not(None))
    if work.connection.scalar(foreign):
        return _weighed_counts(work, round_id, returns)
    decided = select(tables.decisions.c.proposal).distinct().subquery()
    counts = (
        select(
            columns.returned,
            func.count(),
            func.sum(case((columns.untracked, 1), else_=0)),
            func.count() - func.count(decided.c.proposal),
        )
        .outerjoin(decided, decided.c.proposal == columns.id)
        .where(columns.round == round_id, columns.weight != Weight.NOTHING)
        .group_by(columns.returned)
    )
    return {
        returned: _Counts(proposals=number, untracked=untracked, open=still)
        for returned, number, untracked, still in work.connection.execute(counts)
    }


def _weighed_counts(
    work: UnitOfWork, round_id: RoundId, returns: Iterable[Return]
) -> Mapping[ReturnId, _Counts]:
    """The same where partners pass each other's marks on: those count once, which no count of rows
    can tell.
    """
    decided = work.decisions.latest(round_id)
    counts: dict[ReturnId, _Counts] = {}
    for one in effective(work.proposals.of_round(round_id), returns):
        before = counts.get(one.returned, _Counts())
        counts[one.returned] = _Counts(
            proposals=before.proposals + 1,
            untracked=before.untracked + one.untracked,
            open=before.open + (one.id not in decided),
        )
    return counts


def _held_counts(work: UnitOfWork, round_id: RoundId) -> _HeldCounts:
    columns = tables.held.c
    waiting = select(columns.partner, columns.candidates).where(still_waiting(round_id))
    rows = work.connection.execute(waiting).all()
    return _HeldCounts(
        total=len(rows),
        by_assignment=Counter(
            AssignmentId(readable(one)) for _, candidates in rows for one in set(candidates)
        ),
        by_partner=Counter(
            partner for partner, candidates in rows if partner is not None and not candidates
        ),
    )


def _letter_counts(work: UnitOfWork, round_id: RoundId) -> dict[LetterState, int]:
    columns = tables.letters.c
    counts = (
        select(columns.state, func.count()).where(columns.round == round_id).group_by(columns.state)
    )
    return {LetterState(state): number for state, number in work.connection.execute(counts)}


_FOR_A_PERSON = (LetterState.FAILED, LetterState.UNCERTAIN, LetterState.WRITTEN)


def _letters_in_trouble(work: UnitOfWork, round_id: RoundId, now: datetime) -> list[LetterRow]:
    columns = tables.letters.c
    stuck = (columns.state == LetterState.SENDING) & (columns.lease_until < now)
    found = (
        select(
            columns.id,
            columns.key,
            columns.kind,
            columns.partner,
            columns.to,
            columns.state,
            columns.queued_at,
            columns.failure,
        )
        .where(columns.round == round_id, or_(columns.state.in_(_FOR_A_PERSON), stuck))
        .order_by(columns.queued_at, columns.id)
    )
    return [_letter_row(row) for row in work.connection.execute(found).mappings()]


def _letter_row(row: RowMapping) -> LetterRow:
    return LetterRow(
        id=row["id"],
        key=row["key"],
        kind=LetterKind(row["kind"]),
        partner=row["partner"],
        to=tuple(readable(address) for address in row["to"]),
        state=LetterState(row["state"]),
        queued_at=row["queued_at"],
        failure=row["failure"],
    )
