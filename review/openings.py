"""Opening a round from its plan, and launching again on a changed workbook."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from review.deadlines import due_instant
from review.errors import NotAllowed
from review.partners import Contact, Partner, PartnerId, Standing
from review.publications import Chapter, ChapterId, Sha256
from review.references import slug
from review.rounds import (
    Assignment,
    AssignmentId,
    Duty,
    Opening,
    Participant,
    Plan,
    PlannedChapter,
    Round,
    RoundId,
)

__all__ = ["Relaunch", "assignments_on", "open_round", "relaunch"]


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
    standings = {p.id: p.standing for p in plan.partners}
    due = due_instant(plan.due_on, plan.zone)
    for why in _faults(plan, drafts, due, now):
        raise NotAllowed("open", "the round", why)
    chapters = tuple(
        Chapter(
            id=ChapterId(new_id()),
            round=round_id,
            number=planned.number,
            place=place,
            title=planned.title,
            file=planned.file,
            owner=planned.owner,
            reviewers=_reviewers(planned, standings),
            withheld=planned.withheld,
            base=drafts[planned.file],
        )
        for place, planned in enumerate(plan.chapters, start=1)
    )
    return Opening(
        round=_round(plan, drafts, round_id, now),
        participants=tuple(
            Participant(
                # Mail programs lower the case of addresses, and the token stands in one.
                round=round_id,
                partner=partner.id,
                standing=partner.standing,
                token=new_id().lower(),
            )
            for partner in plan.partners
        ),
        chapters=chapters,
        assignments=tuple(a for c in chapters for a in assignments_on(c, standings, new_id)),
    )


def assignments_on(
    chapter: Chapter, standings: Mapping[PartnerId, Standing], new_id: Callable[[], str]
) -> list[Assignment]:
    """The assignments of a chapter, owner first: members only, none while it is withheld."""
    if chapter.withheld is not None:
        return []
    asked = [(chapter.owner, Duty.OWNER), *((r, Duty.REVIEWER) for r in chapter.reviewers)]
    return [
        Assignment(
            id=AssignmentId(new_id()),
            round=RoundId(chapter.round),
            chapter=chapter.id,
            partner=partner,
            duty=duty,
        )
        for partner, duty in asked
        if standings.get(partner) is Standing.MEMBER
    ]


def _round(plan: Plan, drafts: Mapping[str, Sha256], round_id: RoundId, now: datetime) -> Round:
    return Round(
        id=round_id,
        title=plan.title,
        publication=plan.publication,
        kind=plan.kind,
        zone=plan.zone,
        due_on=plan.due_on,
        due=due_instant(plan.due_on, plan.zone),
        ladder=tuple(sorted(set(plan.ladder), reverse=True)),
        silence=plan.silence,
        at_deadline=plan.at_deadline,
        owner_applies=plan.owner_applies,
        reply_to=plan.reply_to,
        reference=plan.reference,
        language=plan.language,
        launched_at=now,
        manifest=_manifest(plan, drafts, round_id),
    )


def _manifest(plan: Plan, drafts: Mapping[str, Sha256], round_id: RoundId) -> Sha256:
    """Over everything that launching freezes: the facts of the round, of each chapter with its
    draft, and each partner's standing; not the contacts, which may change.
    """
    frozen = {
        "round": [round_id, *(str(in_plan) for _, in_plan, _ in _round_facts(plan, None))],
        "partners": [[p.id, p.standing] for p in plan.partners],
        "chapters": [
            [c.number, c.title, c.file, c.owner, sorted(c.reviewers), c.everybody, c.withheld]
            for c in plan.chapters
        ],
        "drafts": [drafts[c.file] for c in plan.chapters],
    }
    return Sha256(sha256(json.dumps(frozen, ensure_ascii=True).encode()).hexdigest())


def _reviewers(
    planned: PlannedChapter, standings: Mapping[PartnerId, Standing]
) -> tuple[PartnerId, ...]:
    """The members that review a chapter besides its owner, in the order of the workbook."""
    named = {*planned.reviewers} if not planned.everybody else {*standings}
    return tuple(
        partner
        for partner, standing in standings.items()
        if partner in named and partner != planned.owner and standing is Standing.MEMBER
    )


def _faults(
    plan: Plan, drafts: Mapping[str, Sha256], due: datetime, now: datetime
) -> Iterable[str]:
    if due <= now:
        yield f"its deadline, {plan.due_on:%d %B %Y}, has passed"
    yield from _twice("reference", (slug(p.id) for p in plan.partners))
    yield from _twice("file", (c.file for c in plan.chapters))
    yield from _twice("chapter number", (c.number for c in plan.chapters))
    standings = {p.id: p.standing for p in plan.partners}
    for chapter in plan.chapters:
        if chapter.file not in drafts:
            yield f"the file “{chapter.file}” is missing"
        for partner in (chapter.owner, *chapter.reviewers):
            if partner not in standings:
                yield f"{partner} of chapter {chapter.number} is not among the partners"
        if chapter.withheld is None and standings.get(chapter.owner) is not Standing.MEMBER:
            yield (
                f"{chapter.owner} is not a member, so its chapter {chapter.number} must be "
                "withheld, with a reason"
            )


def _twice(what: str, words: Iterable[str]) -> Iterable[str]:
    for word, times in Counter(words).items():
        if times > 1:
            yield f"the {what} “{word}” is there {times} times"


def relaunch(
    plan: Plan, opened: Opening, partners: Sequence[Partner], drafts: Mapping[str, Sha256]
) -> Relaunch:
    """What a changed workbook may still change in an open round, and what it may not.

    `partners` are those stored. A new address, name or domain is taken; a new deadline, chapter,
    owner, standing or file is refused by name.
    """
    changed, refused = _partners(plan, opened, partners)
    return Relaunch(
        contacts=changed,
        refused=(
            *(
                _stays(what, old, new)
                for what, new, old in _round_facts(plan, opened.round)
                if new != old
            ),
            *refused,
            *_chapters(plan, opened, drafts),
        ),
    )


def _stays(what: str, old: object, new: object) -> str:
    return f"{what} was fixed at the launch: it stays “{old}”; the workbook now says “{new}”."


def _round_facts(plan: Plan, opened: Round | None) -> list[tuple[str, object, object]]:
    """What launching freezes of the round itself: name, in the plan, in the round."""
    names = {
        "The title": "title",
        "The publication": "publication",
        "The kind of the round": "kind",
        "The deadline": "due_on",
        "The time zone": "zone",
        "What silence means": "silence",
        "What happens at the deadline": "at_deadline",
        "Whether owners' changes are applied": "owner_applies",
        "The reply address": "reply_to",
        "The reference": "reference",
        "The language": "language",
    }
    ladder = tuple(sorted(set(plan.ladder), reverse=True))
    return [
        *(
            (name, getattr(plan, field), getattr(opened, field, ""))
            for name, field in names.items()
        ),
        ("The days of the reminders", ladder, opened.ladder if opened else ()),
    ]


def _partners(
    plan: Plan, opened: Opening, partners: Sequence[Partner]
) -> tuple[tuple[Partner, ...], list[str]]:
    stored = {p.id: p for p in partners}
    frozen = {p.partner: p.standing for p in opened.participants}
    planned = {p.id: p for p in plan.partners}
    refused = [
        f"{id_} was no partner at the launch; it can take part in the next round."
        for id_ in planned
        if id_ not in frozen
    ]
    refused += [f"{id_} stays in this round." for id_ in frozen if id_ not in planned]
    changed = []
    for id_ in (i for i in planned if i in frozen and i in stored):
        now, was = planned[id_], stored[id_]
        if now.standing not in {was.standing, frozen[id_]}:
            refused.append(_stays(f"The standing of {id_}", frozen[id_], now.standing))
        new = replace(
            was, name=now.name, contacts=_kept_silent(now.contacts, was), domains=now.domains
        )
        changed += [new] if new != was else []
    return tuple(changed), refused


def _kept_silent(contacts: Sequence[Contact], was: Partner) -> tuple[Contact, ...]:
    """The workbook's contacts; who asked not to be reminded, or whose address is dead, stays
    silent under that address.
    """
    silent = {c.address.casefold() for c in was.contacts if c.silent}
    return tuple(replace(c, silent=c.silent or c.address.casefold() in silent) for c in contacts)


def _listed(partners: Iterable[PartnerId]) -> str:
    """Partners in an order that says nothing: the sheet has one, the round another."""
    return ", ".join(sorted(partners))


def _chapters(plan: Plan, opened: Opening, drafts: Mapping[str, Sha256]) -> list[str]:
    frozen = {c.file: c for c in opened.chapters}
    planned = {c.file: (place, c) for place, c in enumerate(plan.chapters, start=1)}
    standings = {p.partner: p.standing for p in opened.participants}
    refused = [
        f"“{f}” is new; it can be circulated in another round." for f in planned if f not in frozen
    ]
    refused += [f"“{f}” stays in this round." for f in frozen if f not in planned]
    for file in (f for f in planned if f in frozen):
        (place, new), old = planned[file], frozen[file]
        pairs = [
            ("The number", old.number, new.number),
            ("The place", old.place, place),
            ("The title", old.title, new.title),
            ("The owner", old.owner, new.owner),
            ("The reviewers", _listed(old.reviewers), _listed(_reviewers(new, standings))),
        ]
        refused += [_stays(f"{what} of “{file}”", a, b) for what, a, b in pairs if a != b]
        if (old.withheld is None) != (new.withheld is None):
            refused.append(
                f"Chapter {old.number} is {'not ' if old.withheld is None else ''}withheld in "
                "this round; use “gci-review withhold” or “gci-review release” to change it."
            )
        if drafts.get(file, old.base) != old.base:
            refused.append(f"“{file}” changed since the launch; the partners have the one sent.")
    return refused
