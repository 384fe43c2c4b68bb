"""One of everything that storage keeps, fitting together; change a field with keywords."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from chapters import Place, Revision, RevisionId, RevisionKind
from review.decisions import Decision, Outcome, Proposal, ProposalId
from review.editions import Edition, EditionKind, Fate, Line
from review.events import Event, What
from review.letters import (
    Attachment,
    DeadlineFacts,
    Letter,
    LetterId,
    LetterKind,
    ReminderFacts,
)
from review.partners import Contact, Partner, PartnerId, Standing
from review.publications import Chapter, ChapterId, Sha256
from review.remarks import Remark
from review.returns import (
    Answer,
    Held,
    HeldId,
    Inbound,
    InboundId,
    Method,
    Reason,
    Return,
    ReturnId,
    Trust,
)
from review.rounds import Assignment, AssignmentId, Duty, Participant, Round, RoundId, Silence
from storage import UnitOfWork

NOW = datetime(2017, 10, 18, 9, 30, tzinfo=UTC)
DUE = datetime(2017, 10, 25, 22, 0, tzinfo=UTC)
ROUND = RoundId("2017R1")
BRS = PartnerId("BRS")
WCO = PartnerId("WCO")
DRAFT = Sha256("d" * 64)
COPY = Sha256("c" * 64)
FILE = Sha256("f" * 64)
MAIL = Sha256("e" * 64)

Changes = Any
"""Fields of the value, by keyword."""


def partner(id: PartnerId = BRS, **changes: Changes) -> Partner:  # noqa: A002 -- the field's name
    contact = Contact(name="Focal Point", address=f"focal@{id.lower()}.example.org")
    fields = {"id": id, "name": f"Secretariat {id}", "contacts": (contact,)}
    return Partner(**fields | changes)


def a_round(**changes: Changes) -> Round:
    fields = {
        "id": ROUND,
        "title": "First round 2017",
        "publication": "Green Customs Guide",
        "zone": "Europe/Paris",
        "due_on": date(2017, 10, 25),
        "due": DUE,
        "reply_to": "guide@example.org",
        "launched_at": NOW - timedelta(days=20),
        "manifest": DRAFT,
    }
    return Round(**fields | changes)


def participant(partner: PartnerId = BRS, **changes: Changes) -> Participant:
    fields = {
        "round": ROUND,
        "partner": partner,
        "standing": Standing.MEMBER,
        "token": f"t-{partner}",
    }
    return Participant(**fields | changes)


def chapter(number: str = "3.1", **changes: Changes) -> Chapter:
    fields = {
        "id": ChapterId(f"chapter-{number}"),
        "round": ROUND,
        "number": number,
        "place": 1,
        "title": f"Chapter {number}",
        "file": f"{number}.docx",
        "owner": BRS,
        "reviewers": (WCO,),
        "base": DRAFT,
    }
    return Chapter(**fields | changes)


def assignment(partner: PartnerId = BRS, number: str = "3.1", **changes: Changes) -> Assignment:
    fields = {
        "id": AssignmentId(f"{partner}-{number}"),
        "round": ROUND,
        "chapter": ChapterId(f"chapter-{number}"),
        "partner": partner,
        "duty": Duty.OWNER if partner == BRS else Duty.REVIEWER,
        "copy": COPY,
    }
    return Assignment(**fields | changes)


def letter(key: str = "reminder:2017R1:BRS:7d", **changes: Changes) -> Letter:
    facts = ReminderFacts(
        reference="GCI-2017R1-BRS",
        partner="Secretariat BRS",
        contacts=("Focal Point",),
        round_title="First round 2017",
        publication="Green Customs Guide",
        chapters=(),
        deadline=DeadlineFacts(due_on=date(2017, 10, 25), zone="Europe/Paris", due=DUE),
        days_left=7,
        silence=Silence.NO_OBJECTION,
        reply_to="guide@example.org",
    )
    fields = {
        "id": LetterId(f"letter-{key}"),
        "key": key,
        "kind": LetterKind.REMINDER,
        "round": ROUND,
        "partner": BRS,
        "to": ("Focal Point <focal@brs.example.org>",),
        "message_id": f"<{key}@example.org>",
        "facts": facts,
        "files": (Attachment(name="3.1.docx", sha256=COPY),),
        "assignments": (AssignmentId("BRS-3.1"),),
        "queued_at": NOW,
    }
    return Letter(**fields | changes)


def inbound(source: str = "imap:INBOX:1:17", **changes: Changes) -> Inbound:
    fields = {
        "id": InboundId(f"inbound-{source}"),
        "source": source,
        "sha256": MAIL,
        "stored_at": NOW,
        "received_at": NOW - timedelta(minutes=3),
    }
    return Inbound(**fields | changes)


def returned(ordinal: int = 1, **changes: Changes) -> Return:
    fields = {
        "id": ReturnId(f"return-{ordinal}"),
        "inbound": inbound().id,
        "assignment": AssignmentId("BRS-3.1"),
        "ordinal": ordinal,
        "answer": Answer.FILE,
        "received_at": NOW,
        "sender": "focal@brs.example.org",
        "method": Method.STAMP,
        "trust": Trust.LISTED,
        "file": FILE,
        "name": "3.1 (BRS).docx",
    }
    return Return(**fields | changes)


def held(**changes: Changes) -> Held:
    fields = {
        "id": HeldId("held-1"),
        "number": 0,
        "inbound": inbound().id,
        "reason": Reason.WHICH_CHAPTER,
        "text": "This file may be chapter 3.1 or 3.2.",
        "held_at": NOW,
    }
    return Held(**fields | changes)


def revision(id: str = "r1", **changes: Changes) -> Revision:  # noqa: A002 -- the field's name
    fields = {
        "id": RevisionId(id),
        "fingerprint": f"print-{id}",
        "kind": RevisionKind.INSERTION,
        "author": "Focal Point",
        "time": NOW,
        "place": Place(story="body", headings=("Inspection", "Labels"), paragraph=12),
        "before": "",
        "after": "and labels",
        "group": "g1",
    }
    return Revision(**fields | changes)


def proposal(name: str = "p1", **changes: Changes) -> Proposal:
    fields = {
        "id": ProposalId(name),
        "number": 0,
        "round": ROUND,
        "chapter": ChapterId("chapter-3.1"),
        "partner": BRS,
        "duty": Duty.OWNER,
        "assignment": AssignmentId("BRS-3.1"),
        "returned": ReturnId("return-1"),
        "revisions": (revision(name),),
    }
    return Proposal(**fields | changes)


def remark(text: str = "Please check the code.", **changes: Changes) -> Remark:
    fields = {
        "number": 0,
        "round": ROUND,
        "chapter": ChapterId("chapter-3.1"),
        "partner": BRS,
        "returned": ReturnId("return-1"),
        "author": "Focal Point",
        "at": NOW,
        "place": "Inspection, paragraph 12",
        "quoted": "labels",
        "text": text,
    }
    return Remark(**fields | changes)


def decision(proposal: str = "p1", **changes: Changes) -> Decision:
    fields = {
        "proposal": ProposalId(proposal),
        "outcome": Outcome.ACCEPTED,
        "at": NOW,
        "by": "The officer",
    }
    return Decision(**fields | changes)


def edition(number: str = "1", **changes: Changes) -> Edition:
    line = Line(
        chapter=ChapterId("chapter-3.1"),
        number="3.1",
        title="Chapter 3.1",
        owner=BRS,
        fate=Fate.PUBLISHED,
        draft=DRAFT,
        why="settled",
    )
    fields = {
        "number": number,
        "round": ROUND,
        "kind": EditionKind.FULL,
        "published_at": NOW,
        "lines": (line,),
        "files": {"guide.docx": FILE},
    }
    return Edition(**fields | changes)


def event(**changes: Changes) -> Event:
    fields = {"at": NOW, "what": What.LETTER_SENT, "about": "letter:1", "round": ROUND}
    return Event(**fields | changes)


def fill(work: UnitOfWork) -> None:
    """A round of one chapter, asked of two partners, one of whom has returned its file."""
    work.partners.put(partner(BRS))
    work.partners.put(partner(WCO))
    work.rounds.add(a_round())
    work.participants.add(participant(BRS))
    work.participants.add(participant(WCO))
    work.chapters.add(chapter())
    work.assignments.add(assignment(BRS))
    work.assignments.add(assignment(WCO))
    work.inbounds.store(inbound())
    work.returns.add(returned())
