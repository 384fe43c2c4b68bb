"""Returns as partners make them: from the copy that went out, in a mail of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from types import MappingProxyType

from flows.ports import Arrival
from flows.steps.collecting import process_stored, store_arrivals
from review.decisions import Proposal, effective
from review.letters import Letter, LetterKind
from review.returns import Held, Return
from review.rounds import RoundId
from tests.flows.steps.homes import Home

__all__ = ["answers", "copy_of", "held", "proposals", "receipts", "returns", "writes"]


def copy_of(home: Home, partner: str, number: str = "1") -> bytes:
    """The Word file that a partner got, with its stamp."""
    with home.parts.storage.reading() as work:
        newest = work.rounds.all()[-1].id
        chapters = {c.id: c.number for c in work.chapters.of_round(newest)}
        [copy] = [
            a.copy
            for a in work.assignments.of_round(newest)
            if (a.partner, chapters[a.chapter]) == (partner, number)
        ]
    assert copy is not None
    return home.parts.storage.files.get(copy)


def answers(
    home: Home, partner: str, data: bytes, *, name: str = "1 Labels.docx", to: str = ""
) -> str:
    """A partner's focal point sends this file, and it is collected; the line that says so.

    `to` is the Message-ID of the letter that it replies to, empty for a mail of its own.
    """
    return writes(home, partner, "Dear all, here is our file.", {name: data}, to=to)


def writes(
    home: Home,
    partner: str,
    words: str,
    files: Mapping[str, bytes] = MappingProxyType({}),
    *,
    to: str = "",
) -> str:
    """A partner's focal point writes this, with these files; the line that `collect` says."""
    home.pass_time(minutes=1)
    mail = EmailMessage()
    mail["From"] = f"Focal <focal@{partner.lower()}.example.org>"
    mail["To"], mail["Subject"] = "gci@secretariat.example.org", "About the guide"
    mail["Message-ID"] = f"<{len(home.mail)}@{partner.lower()}.example.org>"
    if to:
        mail["In-Reply-To"] = to
    mail.set_content(words)
    for name, data in files.items():
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    source = f"test:{len(home.mail)}"
    home.mail.append(Arrival(source=source, data=mail.as_bytes(), received_at=home.now))
    store_arrivals(home.parts)
    [line] = process_stored(home.parts).lines
    return line.partition(": ")[2]


def returns(home: Home) -> list[Return]:
    """The returns of the newest round, in order."""
    with home.parts.storage.reading() as work:
        return work.returns.of_round(_newest(home))


def proposals(home: Home) -> list[Proposal]:
    """The proposals of the newest round that count."""
    with home.parts.storage.reading() as work:
        newest = _newest(home)
        return effective(work.proposals.of_round(newest), work.returns.of_round(newest))


def held(home: Home) -> Sequence[Held]:
    """What waits for a person."""
    with home.parts.storage.reading() as work:
        return work.held.waiting()


def receipts(home: Home) -> list[Letter]:
    """The receipts of the newest round, in order."""
    with home.parts.storage.reading() as work:
        return [x for x in work.letters.of_round(_newest(home)) if x.kind is LetterKind.RECEIPT]


def _newest(home: Home) -> RoundId:
    with home.parts.storage.reading() as work:
        return work.rounds.all()[-1].id
