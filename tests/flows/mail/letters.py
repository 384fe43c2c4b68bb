"""One honest letter of each kind; every test of letters starts from these."""

from __future__ import annotations

from datetime import UTC, date, datetime
from hashlib import sha256

from review.letters import (
    AnnouncementFacts,
    AnsweredFacts,
    Attachment,
    ChapterFacts,
    ClosingFacts,
    DeadlineFacts,
    DecidedFacts,
    FileFacts,
    HeldFacts,
    LaunchFacts,
    Letter,
    LetterId,
    LetterKind,
    ReceiptFacts,
    ReminderFacts,
)
from review.partners import PartnerId
from review.publications import Sha256
from review.rounds import Duty, RoundId, Silence

QUEUED_AT = datetime(2017, 10, 4, 6, 30, tzinfo=UTC)
REPLY_TO = "gci-secretariat@secretariat.example.org"
SENDER = f"GCI secretariat <{REPLY_TO}>"
PUBLICATION = "Green Customs Guide to Multilateral Environmental Agreements"
BRS = "Secretariat of the Basel, Rotterdam and Stockholm Conventions"
DUE = DeadlineFacts(
    due_on=date(2017, 10, 18),
    zone="Africa/Nairobi",
    due=datetime(2017, 10, 18, 21, tzinfo=UTC),
)
SHARED = {
    "reference": "GCI-2017R1-BRS",
    "partner": BRS,
    "contacts": ("Amina Wanjiru", "José Núñez"),
    "reply_to": REPLY_TO,
}
BASEL = ChapterFacts(
    number="3.1",
    title="Basel Convention",
    file="03.1 Basel Convention.docx",
    duty=Duty.OWNER,
    owner=BRS,
    deadline=DUE,
)
CUSTOMS = ChapterFacts(
    number="4",
    title="Practical information for customs officers",
    file="04 Practical information for customs officers.docx",
    duty=Duty.REVIEWER,
    owner="World Customs Organization",
    deadline=DUE,
)
LAUNCH = LaunchFacts(
    **SHARED,
    round_title="GCI Guide 2017, final comments",
    publication=PUBLICATION,
    chapters=(BASEL, CUSTOMS),
    deadline=DUE,
    silence=Silence.NO_OBJECTION,
    owner_applies=True,
)
REMINDER = ReminderFacts(
    **SHARED,
    round_title=LAUNCH.round_title,
    publication=PUBLICATION,
    chapters=(BASEL, CUSTOMS),
    deadline=DUE,
    days_left=7,
    silence=Silence.NO_OBJECTION,
)
LAST_REMINDER = ReminderFacts(
    **SHARED,
    round_title=LAUNCH.round_title,
    publication=PUBLICATION,
    chapters=(CUSTOMS,),
    deadline=DUE,
    days_left=1,
    silence=Silence.NO_ANSWER,
)
RECEIPT = ReceiptFacts(
    **SHARED,
    round_title=LAUNCH.round_title,
    received_at=datetime(2017, 10, 12, 8, 3, tzinfo=UTC),
    zone="Africa/Nairobi",
    late=False,
    files=(
        FileFacts(
            name="Copy of ch3 FINAL (2) JD.docx",
            size=38_412,
            sha256="9f2b41c07ad3",
            chapter="3.1 Basel Convention",
            tracked=12,
            untracked=1,
            comments=3,
            note="",
        ),
    ),
    ignored=(("image001.png", "picture in the mail's text"),),
    words="Dear all, please find our edits attached.",
    no_changes=False,
    next_steps=(
        "Your changes to your own chapter are applied unless another partner disagrees.",
        "When the chapter is settled you get a letter with each decision and its reason.",
    ),
    still_open=(CUSTOMS,),
    deadline=DUE,
)
HELD = HeldFacts(
    **SHARED,
    stranger=False,
    round_title=LAUNCH.round_title,
    received_at=datetime(2017, 10, 12, 8, 3, tzinfo=UTC),
    zone="Africa/Nairobi",
    files=("edits.docx",),
    why="The file looks like chapter 3.7 Rotterdam Convention, but you answered about 3.1.",
    what_to_do="Reply and name the chapter that the file belongs to.",
)
CLOSING = ClosingFacts(
    **SHARED,
    round_title=LAUNCH.round_title,
    publication=PUBLICATION,
    chapters=(BASEL,),
    decided=(
        DecidedFacts(
            number=1,
            chapter="3.1 Basel Convention",
            place="Key provisions, paragraph 4",
            before="may be refused",
            after="shall be refused",
            outcome="accepted",
            words="",
            reason="",
        ),
        DecidedFacts(
            number=2,
            chapter="3.1 Basel Convention",
            place="Table 2, row 3",
            before="",
            after="HS 2620.40 <slag> & ash",
            outcome="accepted with other words",
            words="HS 2620.40, ash and residues",
            reason="Wording of the nomenclature",
        ),
        DecidedFacts(
            number=3,
            chapter="3.1 Basel Convention",
            place="Contacts, paragraph 1",
            before="The regional centres are listed on the web site.",
            after="",
            outcome="rejected",
            words="",
            reason="The centres asked to stay in the guide",
        ),
        DecidedFacts(
            number=4,
            chapter="3.1 Basel Convention",
            place="Heading 2",
            before="",
            after="",
            outcome="open",
            words="",
            reason="",
        ),
        DecidedFacts(
            number=5,
            chapter="3.1 Basel Convention",
            place="Key provisions, paragraph 8",
            before="",
            after="",
            outcome="accepted",
            words="",
            reason="",
            kind="paragraph deleted",
        ),
        DecidedFacts(
            number=6,
            chapter="3.1 Basel Convention",
            place="Contacts, paragraph 2",
            before="Samples are sealed in three equal parts.",
            after="",
            outcome="accepted",
            words="",
            reason="",
            kind="move from",
            moved_to="chapter 4, paragraph 2",
            others=(7, 8, 9, 11),
            behind=5,
        ),
    ),
    answered=True,
    silence=Silence.NO_OBJECTION,
    answers=(
        AnsweredFacts(
            number=2,
            chapter="3.1",
            place="Key provisions, paragraph 9",
            comment="Please delete this section.",
            answer="Not accepted: Customs officers ask for it.",
        ),
    ),
)
ANNOUNCEMENT = AnnouncementFacts(
    **SHARED,
    publication=PUBLICATION,
    edition="Edition 1",
    addendum=False,
    chapters=(
        ("3.1", "Basel Convention", "published, with your changes"),
        ("3.5", "Minamata Convention", "follows in an addendum"),
        ("4", "Practical information for customs officers", "published"),
    ),
    files=("guide.pdf", "guide.docx"),
)
FACTS = {
    LetterKind.LAUNCH: LAUNCH,
    LetterKind.REMINDER: REMINDER,
    LetterKind.LAST_REMINDER: LAST_REMINDER,
    LetterKind.RECEIPT: RECEIPT,
    LetterKind.HELD: HELD,
    LetterKind.CLOSING: CLOSING,
    LetterKind.ANNOUNCEMENT: ANNOUNCEMENT,
}
STORE = {
    Sha256(sha256(data).hexdigest()): data
    for data in (b"PK\x03\x04 basel", b"PK\x03\x04 customs officers")
}


def letter(kind: LetterKind = LetterKind.LAUNCH, **changed: object) -> Letter:
    """A letter of `kind` with its facts; the launch and the closing have two files."""
    names = {
        LetterKind.LAUNCH: (BASEL.file, CUSTOMS.file),
        LetterKind.CLOSING: ("03.1 Basel Convention, clean.docx", "03.1 Basel Convention.docx"),
    }.get(kind, ())
    given = {
        "id": LetterId("L1"),
        "key": f"{kind.value}:2017R1:BRS",
        "kind": kind,
        "round": RoundId("2017R1"),
        "partner": PartnerId("BRS"),
        "to": ("Amina Wanjiru <amina@brs.example.org>", "José Núñez <jose@brs.example.org>"),
        "message_id": "<launch.0192ab34cd@secretariat.example.org>",
        "facts": FACTS[kind],
        "files": tuple(
            Attachment(name=name, sha256=digest) for name, digest in zip(names, STORE, strict=False)
        ),
        "queued_at": QUEUED_AT,
    }
    return Letter(**{**given, **changed})
