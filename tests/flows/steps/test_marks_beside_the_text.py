"""What partners say otherwise than in words that can be merged: ink, voice, notes in a PDF (61)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pikepdf
import pytest

from chapters import read_stamp, stamp
from flows.ports import Arrival
from flows.steps.collecting import process_stored, store_arrivals
from flows.steps.delivering import deliver_letters
from flows.steps.pdf_notes import about_pdf
from review.facts import HeldFacts
from review.letters import LetterKind
from review.returns import Answer, Reason
from tests import builders
from tests.flows.steps.homes import Home, home_at
from tests.flows.steps.returns import answers, copy_of, held, returns
from tests.flows.steps.test_comparing import newest, told
from tests.wordml import docx, p

WORDS = "Officers check the label of every cylinder."
PLAN = builders.plan(builders.planned("1", "WCO", file="1 Labels.docx", everybody=True))


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with home_at(tmp_path) as made:
        made.launch(PLAN, {"1 Labels.docx": docx(p(WORDS))})
        deliver_letters(made.parts)
        yield made


def pdf(*notes: tuple[str, str, str], password: str = "") -> bytes:
    """A PDF of one page with annotations: (kind, author, words)."""
    with pikepdf.new() as made:
        page = made.add_blank_page()
        page.Annots = pikepdf.Array(
            [
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot,
                    Subtype=pikepdf.Name(f"/{kind}"),
                    Rect=[0, 0, 9, 9],
                    T=author,
                    Contents=words,
                )
                for kind, author, words in notes
            ]
        )
        out = io.BytesIO()
        lock = pikepdf.Encryption(user=password, owner=password) if password else False
        made.save(out, encryption=lock)
        return out.getvalue()


NOTED = pdf(("Text", "Ann Able", "Is this\nstill true?"), ("Ink", "", ""), ("Link", "", "a page"))


def sends(home: Home, **files: bytes) -> None:
    """WCO's focal point sends these files in one mail, and it is collected."""
    home.pass_time(minutes=1)
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Focal <focal@wco.example.org>", "About the guide"
    mail["To"], mail["Message-ID"] = "gci@secretariat.example.org", "<1@wco.example.org>"
    mail.set_content("Dear all, here is our file.")
    for name, data in files.items():
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    home.mail.append(Arrival(source="test:1", data=mail.as_bytes(), received_at=home.now))
    store_arrivals(home.parts)
    process_stored(home.parts)


def copy_with(home: Home, *words: str, name: str = "", kind: str = "") -> bytes:
    """WCO's copy with these words, and with a part that is no text."""
    parts = {f"word/{name}": (b"<ink/>", kind)} if name else {}
    linked = (("rIdInk", "customXml", name),) if name else ()
    sign = read_stamp(copy_of(home, "WCO")) or ""
    return stamp(docx(*map(p, words), parts=parts, relationships=linked), sign)


@pytest.mark.parametrize(
    ("name", "kind"), [("ink/ink1.xml", "application/inkml+xml"), ("media/n.wav", "audio/x-wav")]
)
def test_ink_and_voice_are_kept_and_the_receipt_asks_for_them_in_words(
    home: Home, name: str, kind: str
) -> None:
    answers(home, "WCO", copy_with(home, WORDS, name=name, kind=kind))

    [returned] = returns(home)
    assert (returned.answer, [f.code for f in returned.noticed]) == (Answer.FILE, ["ink-or-voice"])
    assert told(home).files[0].note == (
        "There is handwriting or a recording in it. We keep it, and cannot read it: please tell us"
        " in words what it says."
    )


def test_a_pdf_with_notes_waits_with_what_they_say_and_its_sender_is_asked_for_words(
    home: Home,
) -> None:
    sends(home, **{"1 Labels.pdf": NOTED})

    [item] = held(home)
    assert item.reason is Reason.NOT_WORD
    assert item.text == (
        "“1 Labels.pdf” is not a Word file. It is a PDF with 2 notes in it."
        " Page 1, Ann Able: “Is this still true?”. One mark has no words: look at the page."
    )
    with home.parts.storage.reading() as work:
        [letter] = [x for x in work.letters.of_round(newest(home)) if x.kind is LetterKind.HELD]
    assert isinstance(letter.facts, HeldFacts)
    assert letter.facts.why == "“1 Labels.pdf” is not a Word file."
    assert letter.facts.what_to_do == (
        "A person reads it. If you can, please send your changes in the Word file that we sent"
        " you, or tell us in words."
    )


def test_a_pdf_beside_the_chapter_waits_only_where_there_are_notes_in_it(home: Home) -> None:
    edited = copy_with(home, f"{WORDS} They note it.")

    sends(home, **{"1 Labels.docx": edited, "noted.pdf": NOTED, "annex.pdf": pdf()})

    assert [item.name for item in held(home)] == ["noted.pdf"]
    notes = {file.name: file.note for file in told(home).files}
    assert notes["annex.pdf"] == "Kept beside the chapter."
    assert "Ann Able: “Is this still true?”" in notes["noted.pdf"]
    assert [r.name for r in returns(home)] == ["1 Labels.docx"]


def test_a_pdf_that_cannot_be_read_is_said_to_be_one() -> None:
    unread = "It is a PDF, and whether there are notes in it could not be read."

    assert about_pdf(pdf(("Text", "", "secret"), password="x")) == unread
    assert about_pdf(b"%PDF-1.7 and no more") == unread


def test_of_many_notes_the_first_are_quoted() -> None:
    said = about_pdf(pdf(*(("Text", "", f"note {n}") for n in range(20))))

    assert said.startswith("It is a PDF with 20 notes in it. Page 1: “note 0”. ")
    assert said.endswith("Page 1: “note 11”. And 8 more.")
