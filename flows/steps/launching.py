"""A round, opened: plan and drafts become rows; copies are stamped, letters queued, in batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from chapters import stamp
from flows.parts import Parts
from flows.steps.gathering import opening_of
from flows.steps.queueing import queue
from review.events import Event, What
from review.launches import launch_letters
from review.letters import Letter
from review.openings import Relaunch, open_round, relaunch
from review.partners import Partner, PartnerId
from review.publications import Sha256
from review.rounds import (
    Assignment,
    AssignmentId,
    Opening,
    Plan,
    Round,
    RoundId,
    RoundState,
    State,
    next_round_id,
)
from review.states import sent
from storage import name_of

__all__ = [
    "BATCH",
    "Launch",
    "apply_workbook",
    "batches",
    "cut_off",
    "find_round",
    "open_planned",
    "plan_launch",
    "preview_letters",
    "send_copies",
    "waiting_partners",
]

BATCH = 25
"""Assignments a batch: a task for each costs the engine more than the work, 25 about one per
cent.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """A round as it would open: its values, and the bytes of its drafts by file name."""

    opening: Opening
    partners: tuple[Partner, ...]
    drafts: Mapping[str, bytes]


def plan_launch(parts: Parts, plan: Plan, drafts: Mapping[str, bytes]) -> Launch:
    """The round that a plan would open now; nothing is stored. Raises `NotAllowed`."""
    with parts.storage.reading() as work:
        existing = [r.id for r in work.rounds.all()]
    now = parts.now()
    opening = open_round(
        plan,
        drafts=_names(drafts),
        round_id=next_round_id(existing, now.date()),
        now=now,
        new_id=parts.new_id,
    )
    return Launch(opening=opening, partners=plan.partners, drafts=drafts)


def preview_letters(parts: Parts, launch: Launch) -> list[Letter]:
    """The letters that a launch would send; their copies are not stamped yet."""
    drafts = {c.id: c.base for c in launch.opening.chapters}
    planned = tuple(replace(a, copy=drafts[a.chapter]) for a in launch.opening.assignments)
    sizes = {name_of(data): len(data) for data in launch.drafts.values()}
    return launch_letters(
        replace(launch.opening, assignments=planned),
        launch.partners,
        sizes,
        now=parts.now(),
        new_id=parts.new_id,
        largest=parts.settings.largest_letter,
    )


def find_round(parts: Parts, plan: Plan) -> Round | None:
    """The round that this workbook opened before, by publication and title; none for a new one."""
    with parts.storage.reading() as work:
        same = [
            r
            for r in work.rounds.all()
            if (r.publication, r.title) == (plan.publication, plan.title)
            and r.state is not RoundState.CANCELLED
        ]
    return same[-1] if same else None


def open_planned(parts: Parts, launch: Launch) -> Round:
    """Store the drafts, then the round with everything it froze in one transaction. Where answers
    come into a folder, it is there from now on.
    """
    if parts.settings.transport == "folder":
        parts.settings.inbox_folder.mkdir(parents=True, exist_ok=True)
    for data in launch.drafts.values():
        parts.storage.files.put(data)
    opening = launch.opening
    with parts.storage.unit_of_work() as work:
        for partner in launch.partners:
            work.partners.put(partner)
        work.rounds.add(opening.round)
        for participant in opening.participants:
            work.participants.add(participant)
        for chapter in opening.chapters:
            work.chapters.add(chapter)
        for assignment in opening.assignments:
            work.assignments.add(assignment)
        work.events.add(
            Event(
                at=opening.round.launched_at,
                what=What.ROUND_OPENED,
                about=f"round:{opening.round.id}",
                round=opening.round.id,
                facts={"manifest": opening.round.manifest},
            )
        )
        work.commit()
    return opening.round


def apply_workbook(
    parts: Parts, plan: Plan, opened: Round, drafts: Mapping[str, bytes]
) -> Relaunch:
    """Take what a changed workbook may change (contacts), and name what it may not."""
    with parts.storage.unit_of_work() as work:
        known = work.partners.all()
        differs = relaunch(plan, opening_of(work, opened.id), known, _names(drafts))
        if differs.refused:
            return differs
        for partner in differs.contacts:
            work.partners.put(partner)
            work.events.add(
                Event(
                    at=parts.now(),
                    what=What.CONTACTS_CHANGED,
                    about=f"partner:{partner.id}",
                    round=opened.id,
                    partner=partner.id,
                )
            )
        work.commit()
    return differs


def cut_off(parts: Parts) -> list[RoundId]:
    """The open rounds of which copies are still to be sent."""
    with parts.storage.reading() as work:
        rounds = [r.id for r in work.rounds.all() if r.state is RoundState.OPEN]
    return [r for r in rounds if waiting_partners(parts, r)]


def waiting_partners(parts: Parts, round_id: RoundId) -> list[tuple[PartnerId, int]]:
    """The partners whose copies are still to be sent, with the number of their assignments."""
    with parts.storage.reading() as work:
        planned = [a for a in work.assignments.of_round(round_id) if a.state is State.PLANNED]
    counts: dict[PartnerId, int] = {}
    for assignment in planned:
        counts[assignment.partner] = counts.get(assignment.partner, 0) + 1
    return list(counts.items())


def batches(waiting: Sequence[tuple[PartnerId, int]]) -> list[list[PartnerId]]:
    """Partners in batches of about `BATCH` assignments."""
    made: list[list[PartnerId]] = []
    size = BATCH
    for partner, count in waiting:
        if size >= BATCH:
            made.append([])
            size = 0
        made[-1].append(partner)
        size += count
    return made


def send_copies(parts: Parts, round_id: RoundId, partners: Sequence[PartnerId]) -> int:
    """Stamp the copies of these partners and queue their opening letters; how many letters.

    A partner's assignments and letters change in one transaction: after a crash it is asked
    wholly or not at all, and asked again it gets nothing twice.
    """
    return sum(_send_to(parts, round_id, partner) for partner in partners)


def _send_to(parts: Parts, round_id: RoundId, partner: PartnerId) -> int:
    with parts.storage.reading() as work:
        opening = opening_of(work, round_id)
    planned = _planned(opening, partner)
    if not planned:
        return 0
    # Stamping is slow, and harmless to repeat: it stays outside the transaction.
    copies, sizes = _stamped(parts, planned, opening)
    now = parts.now()
    with parts.storage.unit_of_work() as work:
        opening = opening_of(work, round_id)
        planned = _planned(opening, partner)
        copied = tuple(replace(a, copy=copies[a.id]) for a in planned if a.id in copies)
        letters = launch_letters(
            replace(opening, assignments=copied),
            work.partners.all(),
            sizes,
            now=now,
            new_id=parts.new_id,
            largest=parts.settings.largest_letter,
        )
        queued = queue(work, letters, now)
        for assignment in copied:
            work.assignments.put(sent(assignment, at=now))
            work.events.add(
                Event(
                    at=now,
                    what=What.ASSIGNMENT_SENT,
                    about=f"assignment:{assignment.id}",
                    round=round_id,
                    partner=partner,
                    facts={"copy": assignment.copy or "", "chapter": assignment.chapter},
                )
            )
        work.commit()
    return queued


def _planned(opening: Opening, partner: PartnerId) -> list[Assignment]:
    return [a for a in opening.assignments if a.partner == partner and a.state is State.PLANNED]


def _stamped(
    parts: Parts, planned: Sequence[Assignment], opening: Opening
) -> tuple[dict[AssignmentId, Sha256], dict[Sha256, int]]:
    bases = {c.id: c.base for c in opening.chapters}
    copies: dict[AssignmentId, Sha256] = {}
    sizes: dict[Sha256, int] = {}
    for assignment in planned:
        copy = stamp(parts.storage.files.get(bases[assignment.chapter]), assignment.id)
        copies[assignment.id] = parts.storage.files.put(copy)
        sizes[copies[assignment.id]] = len(copy)
    return copies, sizes


def _names(drafts: Mapping[str, bytes]) -> dict[str, Sha256]:
    return {name: name_of(data) for name, data in drafts.items()}
