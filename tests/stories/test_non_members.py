"""What a non-member does never changes a byte of the edition; what a member does may."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest

from chapters import read_stamp, stamp
from flows.steps import acts, publishing
from review.decisions import Outcome, Selection
from tests.builders import digest
from tests.stories.circulating import (
    ANSWERED,
    DRAFTS,
    OVER,
    PUBLISHED,
    SERVER,
    Circulation,
    attach,
    chapter,
    mail,
    members_answer,
)
from tests.wordml import comment, commented, dele, docx, ins, p

FOCAL = "Focal Minamata <focal@minamata.example.org>"
COMPARED = {"guide.docx", "comments.xlsx", "record.json", "record.md"}
FORGED = f"{SERVER}; dmarc=fail header.from=minamata.example.org"
GENUINE = f"{SERVER}; dmarc=pass header.from=minamata.example.org"

Deeds = Mapping[str, Callable[[Circulation], None]]
"""What happens besides, by when: "first", "answered", "late", "published"."""


def run(folder: Path, deeds: Deeds, *, seed: str = "same") -> dict[str, bytes]:
    """The files of edition 1 of a round in which three members answer and these deeds happen."""
    circulation = Circulation(folder, seed=seed)
    circulation.launch()
    circulation.home.now = ANSWERED - timedelta(hours=2)
    deeds.get("first", nothing)(circulation)
    members_answer(circulation)
    deeds.get("answered", nothing)(circulation)
    decide(circulation)
    circulation.close()
    circulation.home.now = OVER + timedelta(hours=1)
    deeds.get("late", nothing)(circulation)
    published = circulation.publish()
    before = edition(published.folder)
    circulation.home.now = PUBLISHED + timedelta(days=3)
    deeds.get("published", nothing)(circulation)
    assert edition(published.folder) == before
    return before


def nothing(_: Circulation) -> None:
    """Nobody does anything."""


def decide(circulation: Circulation) -> None:
    """The officer takes what WCO wants, and leaves some of it open."""
    for partner, outcome in (("WCO", Outcome.ACCEPTED), ("BRS", Outcome.REJECTED)):
        with circulation.parts.storage.unit_of_work() as work:
            open_ = [
                x.number
                for x in work.proposals.of_round(circulation.round)
                if x.partner == partner and x.revisions[0].after.strip() not in {"safe", "all"}
            ]
        acts.decide_on(
            circulation.parts,
            circulation.round,
            Selection(numbers=tuple(open_)),
            outcome,
            by="Officer",
            reason="As WCO says.",
        )


def edition(folder: str) -> dict[str, bytes]:
    """Every file of an edition that must be the same."""
    root = Path(folder)
    files = {str(x.relative_to(root)): x.read_bytes() for x in root.rglob("*") if x.is_file()}
    return {name: data for name, data in files.items() if name in COMPARED or "site/" in name}


def own_chapter(*, tracked: bool = True) -> bytes:
    """Minamata's chapter as it would like it."""
    words = [ins(" and a poison")] if tracked else [" and a poison"]
    return docx(
        p("Minamata", style="Heading1"),
        p("Mercury is ", dele("a "), commented("metal"), *words, "."),
        comments=[comment(p("Say more."))],
    )


def returns(circulation: Circulation, *, tracked: bool = True) -> None:
    """It sends its chapter, that nobody asked for, and one of a member without its stamp."""
    message = mail(FOCAL, "Minamata chapter", f"Please find it attached. {tracked}")
    attach(message, "3.5 Minamata.docx", own_chapter(tracked=tracked))
    circulation.arrive(message)
    message = mail(FOCAL, "And on labels", f"Our comments. {tracked}")
    edited = chapter(
        "Labels",
        p("Officers shall ", ins("never "), "check the label."),
        p("They keep it."),
    )
    attach(message, "1 Labels.docx", edited)
    circulation.arrive(message)
    with circulation.parts.storage.unit_of_work() as work:
        waiting = {x.name for x in work.held.waiting() if x.partner == "Minamata"}
    assert waiting >= {"3.5 Minamata.docx", "1 Labels.docx"}  # kept, and outside the guide


def passed_on(circulation: Circulation) -> None:
    """Somebody at WCO gave it WCO's copy; it sends that back, edited."""
    letter = circulation.letter("WCO")
    copies = [x for x in letter.iter_attachments() if x.get_filename() == "1 Labels.docx"]
    mark = read_stamp(copies[0].get_payload(decode=True)) or ""
    edited = chapter(
        "Labels", p("Officers shall ", ins("hardly "), "check the label."), p("They keep it.")
    )
    for subject in ("Labels", f"Re: {letter['Subject']}"):
        message = mail(FOCAL, subject, "What we think of it.", Authentication_Results=GENUINE)
        attach(message, "1 Labels.docx", stamp(edited, mark))
        circulation.arrive(message)


def words(circulation: Circulation) -> None:
    """It objects, agrees, asks for time; in its own name, in no round's and in its round's."""
    subject = "[GCI-2017R1-MINAMATA] Your chapters"
    for text in ("We object to chapter 1.", "We have no comments.", "We need two more weeks."):
        circulation.arrive(mail(FOCAL, subject, text))
        circulation.arrive(mail(FOCAL, "The guide", text))


def forged(circulation: Circulation) -> None:
    """Somebody writes in its name, with and without a file."""
    message = mail(FOCAL, "Chapter", "Take this.", Authentication_Results=FORGED)
    attach(message, "3.5 Minamata.docx", own_chapter())
    circulation.arrive(message)
    circulation.arrive(
        mail(FOCAL, "[GCI-2017R1-MINAMATA] x", "Approved.", Authentication_Results=FORGED)
    )


def programs(circulation: Circulation) -> None:
    """Its mail programs say that it is away, and that letters to it came back."""
    away = {"Auto_Submitted": "auto-replied"}
    circulation.arrive(mail(FOCAL, "Automatic reply: chapters", "I am away.", **away))
    circulation.arrive(mail(FOCAL, "Out of office", "Until Monday."))
    circulation.arrive(bounce("<unknown@secretariat.example.org>"))
    letters = [message_from_bytes(x, policy=default) for x in circulation.home.ledger.letters()]
    for letter in letters:
        if "minamata" in letter["To"]:
            circulation.arrive(bounce(letter["Message-ID"]))


def bounce(about: str, who: str = "minamata") -> EmailMessage:
    """A delivery report of its mail server about a letter (RFC 3464)."""
    report = _BOUNCE.format(about=about, number=digest(about)[:12], who=who)
    return message_from_bytes(report.encode(), policy=default)


_BOUNCE = """From: Mailer-Daemon <mailer-daemon@{who}.example.org>
Subject: Undelivered
Message-ID: <{number}@{who}.example.org>
Return-Path: <>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

--=_b
Content-Type: text/plain

It did not arrive.
--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.{who}.example.org

Final-Recipient: rfc822; focal@{who}.example.org
Action: failed
Status: 5.1.1

--=_b
Content-Type: text/rfc822-headers

Message-ID: {about}
--=_b--
"""


def admitted(circulation: Circulation) -> None:
    """It becomes a member; its chapter is released and comes out as an addendum."""
    acts.admit(circulation.parts, "Minamata", reason="The council said so.")
    acts.release(circulation.parts, circulation.round, "3.5", reason="It is a member.")
    circulation.home.now = PUBLISHED + timedelta(days=4)
    assert publishing.publish(circulation.parts, circulation.round).number == "1-A1"


def withdraws(circulation: Circulation) -> None:
    acts.withdraw(circulation.parts, "Minamata", reason="It has left.")


def everything(*deeds: Callable[[Circulation], None]) -> Callable[[Circulation], None]:
    """One deed after the other."""

    def all_of_it(circulation: Circulation) -> None:
        for deed in deeds:
            deed(circulation)

    return all_of_it


DEEDS: dict[str, Deeds] = {
    "mail": {
        "first": everything(returns, words, forged, programs),
        "answered": everything(partial(returns, tracked=False), programs),
        "late": everything(partial(returns, tracked=False), words, forged, programs),
        "published": everything(returns, words, programs),
    },
    "a member's copy": {"first": passed_on, "answered": passed_on, "late": passed_on},
    "a late admission": {"answered": returns, "published": everything(admitted, returns)},
    "an early admission": {
        "first": lambda c: acts.admit(c.parts, "Minamata", reason="The council said so."),
        "answered": everything(returns, words),
        "late": returns,
    },
    "a withdrawal": {"first": returns, "answered": withdraws, "late": everything(returns, words)},
    "a release before it is a member": {
        "answered": lambda c: acts.release(c.parts, c.round, "3.5", reason="By mistake."),
        "late": returns,
    },
}


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The edition of a round in which no non-member does anything."""
    return run(tmp_path_factory.mktemp("quiet") / "home", {})


@pytest.mark.parametrize("what", DEEDS)
def test_nothing_that_a_non_member_does_changes_a_byte_of_the_edition(
    tmp_path: Path, quiet: dict[str, bytes], what: str
) -> None:
    noisy = run(tmp_path / "home", DEEDS[what])

    assert differing(quiet, noisy) == []
    assert COMPARED | {"site/index.html", "site/1-labels.html"} <= noisy.keys()


def test_the_comparison_notices_one_more_word_of_a_member(
    tmp_path: Path, quiet: dict[str, bytes]
) -> None:
    def once_more(circulation: Circulation) -> None:
        edited = chapter("Cartagena", p("Living things are named", ins(" and numbered"), "."))
        circulation.answer("CBD", {"3.2 Cartagena.docx": edited})

    mutant = run(tmp_path / "home", {"answered": once_more})

    assert differing(quiet, mutant) == [
        "comments.xlsx",
        "guide.docx",
        "record.json",
        "record.md",
        "site/3-2-cartagena.html",
    ]


def test_the_comparison_notices_a_mail_of_a_member_without_any_change(
    tmp_path: Path, quiet: dict[str, bytes]
) -> None:
    def again(circulation: Circulation) -> None:
        circulation.answer("CBD", {"3.2 Cartagena.docx": DRAFTS["3.2 Cartagena.docx"]})

    mutant = run(tmp_path / "home", {"late": again})

    assert differing(quiet, mutant) == ["record.json", "record.md"]


def test_the_same_round_in_another_home_with_other_ids_gives_the_same_bytes(
    tmp_path: Path, quiet: dict[str, bytes]
) -> None:
    other = run(tmp_path / "elsewhere", {}, seed="other")

    assert differing(quiet, other) == []
    assert sha256(other["guide.docx"]).digest() == sha256(quiet["guide.docx"]).digest()


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """The paths of the files that are not the same in both."""
    return sorted(x for x in one.keys() | other.keys() if one.get(x) != other.get(x))
