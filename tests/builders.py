"""Honest defaults for every value of `review`: a test names only what it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import count as counting
from typing import Any

from chapters import Comment, Place, Revision, RevisionId, RevisionKind
from review.decisions import Decision, Outcome, Proposal, ProposalId
from review.inbounds import Mail, MailFile
from review.openings import open_round
from review.partners import Contact, Partner, PartnerId, Role, Standing
from review.publications import ChapterId, Sha256
from review.returns import (
    Answer,
    Held,
    HeldId,
    Inbound,
    InboundId,
    Method,
    Nature,
    Reason,
    Return,
    ReturnId,
    Trust,
)
from review.rounds import (
    Assignment,
    AssignmentId,
    Duty,
    Opening,
    Plan,
    PlannedChapter,
    RoundId,
    State,
)
from review.states import answered

LAUNCH = datetime(2017, 10, 4, 8, 0, tzinfo=UTC)
"""A Wednesday, 11:00 in Nairobi."""

DUE_ON = date(2017, 10, 18)
ZONE = "Africa/Nairobi"
ROUND = RoundId("2017R1")
REPLY_TO = "gci@secretariat.example.org"


def ids(prefix: str = "id") -> Callable[[], str]:
    """A source of ids: id1, id2, …"""
    numbers = counting(1)
    return lambda: f"{prefix}{next(numbers)}"


def digest(text: str) -> Sha256:
    """A name of bytes in the store, the same for the same text."""
    return Sha256(sha256(text.encode()).hexdigest())


def contact(name: str = "Focal Nine", address: str = "focal.nine@wco.example.org", **more: Any):
    return Contact(name=name, address=address, role=more.pop("role", Role.LEAD), **more)


def partner(id_: str = "WCO", standing: Standing = Standing.MEMBER, **more: Any) -> Partner:
    """A partner with one lead at <id>.example.org; several words become one domain."""
    domain = f"{id_.lower().replace(' ', '')}.example.org"
    values = {
        "name": f"{id_} in full",
        "contacts": (contact(f"Focal {id_}", f"focal@{domain}"),),
        "domains": (domain,),
    }
    return Partner(id=PartnerId(id_), standing=standing, **{**values, **more})


def planned(number: str = "1", owner: str = "WCO", **more: Any) -> PlannedChapter:
    values = {"file": f"{number} Chapter.docx", "title": f"Chapter of {owner} no. {number}"}
    reviewers = tuple(PartnerId(r) for r in more.pop("reviewers", ()))
    return PlannedChapter(
        number=number, owner=PartnerId(owner), reviewers=reviewers, **{**values, **more}
    )


def plan(*chapters: PlannedChapter, **more: Any) -> Plan:
    """A round of BRS, CBD and WCO with the applicant Minamata, whose chapter is withheld."""
    values = {
        "title": "GCI Guide 2017, final comments",
        "publication": "Green Customs Guide",
        "due_on": DUE_ON,
        "zone": ZONE,
        "reply_to": REPLY_TO,
        "partners": (
            partner("BRS"),
            partner("CBD"),
            partner("WCO"),
            partner("Minamata", Standing.APPLICANT),
        ),
        "chapters": chapters
        or (
            planned("1", "WCO", everybody=True),
            planned("3.1", "BRS", reviewers=("WCO",)),
            planned("3.2", "CBD", reviewers=("WCO",)),
            planned("3.5", "Minamata", withheld="not a partner yet"),
        ),
    }
    return Plan(**{**values, **more})


def drafts(of: Plan) -> dict[str, Sha256]:
    return {c.file: digest(c.file) for c in of.chapters}


def opening(of: Plan | None = None, *, state: State = State.SENT, **more: Any) -> Opening:
    """A round that is open, its letters sent and every copy stamped; `more` changes the plan."""
    of = of or plan(**more)
    opened = open_round(of, drafts=drafts(of), round_id=ROUND, now=LAUNCH, new_id=ids())
    sent_at = None if state is State.PLANNED else LAUNCH
    return replace(
        opened,
        assignments=tuple(
            replace(a, state=state, sent_at=sent_at, copy=digest(f"copy {a.id}"))
            for a in opened.assignments
        ),
    )


def of(opened: Opening, partner_: str, number: str) -> Assignment:
    """The assignment of a partner on the chapter with this number."""
    chapter = next(c.id for c in opened.chapters if c.number == number)
    return next(a for a in opened.assignments if a.partner == partner_ and a.chapter == chapter)


def changed(opened: Opening, *assignments: Assignment) -> Opening:
    """The round with these assignments in place of what they were."""
    new = {a.id: a for a in assignments}
    return replace(opened, assignments=tuple(new.get(a.id, a) for a in opened.assignments))


def answer(opened: Opening, partner_: str, number: str, *, at: datetime | None = None) -> Opening:
    """The round once a partner has answered on a chapter."""
    at = at or LAUNCH + timedelta(days=2)
    return changed(opened, answered(of(opened, partner_, number), at=at))


def assignment(id_: str = "a1", **more: Any) -> Assignment:
    values = {
        "round": ROUND,
        "chapter": ChapterId("c1"),
        "partner": PartnerId("WCO"),
        "duty": Duty.OWNER,
        "state": State.SENT,
    }
    return Assignment(id=AssignmentId(id_), **{**values, **more})


def mail(words: str = "", **more: Any) -> Mail:
    values = {
        "message_id": "<m1@wco.example.org>",
        "senders": ("focal@wco.example.org",),
        "subject": "Re: [GCI-2017R1-WCO] Your chapters",
    }
    return Mail(words=words, **{**values, **more})


def mail_file(name: str = "1 Chapter.docx", data: bytes = b"docx", **more: Any) -> MailFile:
    return MailFile(name=name, media_type="application/octet-stream", data=data, **more)


def inbound(id_: str = "i1", **more: Any) -> Inbound:
    at = LAUNCH + timedelta(days=3)
    values = {
        "source": f"imap:INBOX:1:{id_}",
        "sha256": digest(id_),
        "stored_at": at,
        "received_at": at,
        "nature": Nature.HUMAN,
        "sender": "focal@wco.example.org",
        "message_id": f"<{id_}@wco.example.org>",
        "round": ROUND,
        "partner": PartnerId("WCO"),
        "trust": Trust.VERIFIED,
    }
    return Inbound(id=InboundId(id_), **{**values, **more})


def returned(to: Assignment, id_: str = "r1", **more: Any) -> Return:
    values = {
        "inbound": InboundId("i1"),
        "ordinal": 1,
        "answer": Answer.FILE,
        "received_at": LAUNCH + timedelta(days=3),
        "sender": "focal@wco.example.org",
        "method": Method.STAMP,
        "trust": Trust.VERIFIED,
        "file": digest(id_),
    }
    return Return(id=ReturnId(id_), assignment=to.id, **{**values, **more})


def held(reason: Reason = Reason.UNMATCHED, **more: Any) -> Held:
    values = {"number": 1, "inbound": InboundId("i1"), "text": "why", "held_at": LAUNCH}
    return Held(**{"id": HeldId("h1"), "reason": reason, **values, **more})


def revision(id_: str = "1", **more: Any) -> Revision:
    values = {
        "fingerprint": f"f{id_}",
        "kind": RevisionKind.INSERTION,
        "author": "Focal Nine",
        "time": LAUNCH,
        "place": Place(story="body", headings=("Inspection", "Labels"), paragraph=12),
        "before": "",
        "after": "new words",
        "group": f"g{id_}",
    }
    return Revision(id=RevisionId(id_), **{**values, **more})


def comment(id_: str = "0", **more: Any) -> Comment:
    values = {
        "author": "Focal Nine",
        "time": LAUNCH,
        "text": "Is this still so?",
        "quoted": "the labels",
        "place": Place(story="body", paragraph=3),
        "parent": None,
        "resolved": False,
    }
    return Comment(id=id_, **{**values, **more})


def proposal(to: Assignment, number: int = 1, **more: Any) -> Proposal:
    values = {
        "id": ProposalId(f"p{number}"),
        "round": to.round,
        "chapter": to.chapter,
        "partner": to.partner,
        "duty": to.duty,
        "assignment": to.id,
        "returned": ReturnId("r1"),
        "revisions": (revision(str(number)),),
    }
    return Proposal(number=number, **{**values, **more})


def decision(on: Proposal, outcome: Outcome = Outcome.ACCEPTED, **more: Any) -> Decision:
    values = {"at": LAUNCH + timedelta(days=5), "by": "Officer"}
    return Decision(proposal=on.id, outcome=outcome, **{**values, **more})
