"""A round of three members and an applicant, from its launch to its edition, by the real steps."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from chapters import read_stamp, stamp
from flows.ports import Arrival
from flows.steps import closing, collecting, delivering, launching, publishing, settling
from flows.steps.publishing import Published
from review.rounds import Plan, RoundId
from tests import builders
from tests.homes import Home
from tests.stories.killing import LAUNCHED, seeded
from tests.wordml import dele, docx, ins, p

ANSWERED = datetime(2017, 10, 9, 6, tzinfo=UTC)
OVER = datetime(2017, 10, 19, 6, tzinfo=UTC)
PUBLISHED = datetime(2017, 10, 20, 8, 5, tzinfo=UTC)
"""11:05 in Nairobi."""

SERVER = "mx.secretariat.example.org"
"""Our own mail server, whose word on a sender counts."""

_WORD = "vnd.openxmlformats-officedocument.wordprocessingml.document"


def chapter(title: str, *blocks: str) -> bytes:
    return docx(p(title, style="Heading1"), *blocks)


DRAFTS = {
    "1 Labels.docx": chapter("Labels", p("Officers shall check the label."), p("They keep it.")),
    "3.1 Basel.docx": chapter("Basel", p("A permit is needed."), p("It names the goods.")),
    "3.2 Cartagena.docx": chapter("Cartagena", p("Living things are named.")),
    "3.5 Minamata.docx": chapter("Minamata", p("Mercury is a metal.")),
}


def plan() -> Plan:
    """BRS, CBD and WCO; the applicant Minamata has a chapter of its own, which is withheld."""
    return builders.plan(
        builders.planned("1", "WCO", file="1 Labels.docx", title="Labels", everybody=True),
        builders.planned(
            "3.1", "BRS", file="3.1 Basel.docx", title="Basel", reviewers=("WCO", "CBD")
        ),
        builders.planned("3.2", "CBD", file="3.2 Cartagena.docx", title="Cartagena"),
        builders.planned(
            "3.5", "Minamata", file="3.5 Minamata.docx", title="Minamata", withheld="not yet"
        ),
    )


class Circulation:
    """A home, its clock, and the mail that goes and comes."""

    def __init__(self, folder: Path, *, seed: str = "same") -> None:
        self.home = Home(folder, new_id=seeded(seed), authserv_id=SERVER)
        self.parts = self.home.parts
        self.round = RoundId("")
        self.arrived: set[str] = set()

    def launch(self) -> None:
        """Open the round and send every letter."""
        self.home.now = LAUNCHED
        opened = launching.open_planned(
            self.parts, launching.plan_launch(self.parts, plan(), DRAFTS)
        )
        self.round = opened.id
        for batch in launching.batches(launching.waiting_partners(self.parts, opened.id)):
            launching.send_copies(self.parts, opened.id, batch)
        delivering.deliver_letters(self.parts)

    def letter(self, partner: str) -> EmailMessage:
        """The opening letter of a partner."""
        found = [message_from_bytes(x, policy=default) for x in self.home.ledger.letters()]
        return next(x for x in found if f"-{partner.upper()}]" in x["Subject"])

    def answer(
        self, partner: str, files: dict[str, bytes], *, words: str = "Our changes.", **more: str
    ) -> None:
        """A partner answers its letter, with these files stamped as its copies were."""
        letter = self.letter(partner)
        copies = {a.get_filename(): a.get_payload(decode=True) for a in letter.iter_attachments()}
        domain = letter["To"].addresses[0].domain
        verdict = f"{SERVER}; dmarc=pass header.from={domain}"
        reply = mail(
            letter["To"], f"Re: {letter['Subject']}", words, Authentication_Results=verdict, **more
        )
        reply["In-Reply-To"] = letter["Message-ID"]
        for name, data in files.items():
            attach(reply, name, stamp(data, read_stamp(copies[name]) or ""))
        self.arrive(reply)

    def arrive(self, message: EmailMessage, *, at: datetime | None = None) -> None:
        """Put a mail into the mailbox and read it."""
        self.home.now = at or self.home.now
        source = str(message["Message-ID"])
        if source in self.arrived:  # the same words on another day are another mail
            source = f"<{len(self.arrived)}.{source[1:]}"
            message.replace_header("Message-ID", source)
        self.arrived.add(source)
        self.home.mail.append(
            Arrival(source=source, data=message.as_bytes(), received_at=self.home.now)
        )
        collecting.store_arrivals(self.parts)
        collecting.process_stored(self.parts)
        delivering.deliver_letters(self.parts)

    def close(self) -> None:
        """The deadline passes."""
        self.home.now = OVER
        closing.close_rounds(self.parts)

    def publish(self) -> Published:
        """What `gci-review publish` does."""
        self.home.now = PUBLISHED
        chapters = settling.to_settle(self.parts, self.round)
        settling.settle_chapters(self.parts, self.round, chapters)
        published = publishing.publish(self.parts, self.round)
        delivering.deliver_letters(self.parts)
        return published


def mail(sender: str, subject: str, words: str, **more: str) -> EmailMessage:
    """A mail to the secretariat; its id comes from what it says."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, builders.REPLY_TO, subject
    name = builders.digest(f"{sender} {subject} {words}")[:12]
    message["Message-ID"] = f"<{name}@mail.example.org>"
    for field, value in more.items():
        message[field.replace("_", "-")] = value
    message.set_content(words)
    return message


def attach(message: EmailMessage, name: str, data: bytes) -> None:
    message.add_attachment(data, maintype="application", subtype=_WORD, filename=name)


def members_answer(circulation: Circulation, *, edit: str = " and the weight") -> None:
    """WCO and BRS want different words in both of their chapters, CBD agrees, some is undisputed.

    `edit` is what WCO adds where nobody else does.
    """
    circulation.home.now = ANSWERED
    circulation.answer(
        "WCO",
        {
            "1 Labels.docx": chapter(
                "Labels",
                p("Officers ", dele("shall"), ins("must"), " check the label."),
                p("They keep it."),
            ),
            "3.1 Basel.docx": chapter(
                "Basel",
                p("A ", dele("permit"), ins("licence"), " is needed."),
                p("It names the goods", ins(edit), "."),
            ),
        },
    )
    circulation.answer(
        "BRS",
        {
            "1 Labels.docx": chapter(
                "Labels",
                p("Officers ", dele("shall", by="b"), ins("should", by="b"), " check the label."),
                p("They keep it", ins(" safe", by="b"), "."),
            ),
            "3.1 Basel.docx": chapter(
                "Basel",
                p("A ", dele("permit", by="b"), ins("consent", by="b"), " is needed."),
                p("It names ", ins("all ", by="b"), "the goods."),
            ),
        },
    )
    circulation.answer("CBD", {}, words="We have no comments.")
