"""Files that a person dragged into Inbox, and that name nobody."""

from __future__ import annotations

from pathlib import Path

from chapters import read_stamp, stamp
from flows.mail.folder import arrival_of
from flows.mail.wording import word
from flows.steps.collecting import process_stored, store
from flows.steps.delivering import deliver_letters
from flows.steps.holding import confirm_sender
from review.letters import ReceiptFacts
from review.reasons import explain
from review.returns import Reason
from tests import builders
from tests.flows.steps.homes import Home, home_at
from tests.flows.steps.returns import copy_of, held, receipts, writes
from tests.wordml import docx, ins, p

PLAN = builders.plan(builders.planned("1", "WCO", file="1 Labels.docx", everybody=True))


def _stamp_of(home: Home) -> str:
    return read_stamp(copy_of(home, "WCO")) or ""


DRAGGED = {
    "empty.docx": b"",
    "note.txt": b"I have read it.",
    "Round.xlsx": b"PK\x03\x04 and nothing else",
    "somebody.docx": docx(p("Words about something else.")),
}


def test_each_file_is_named_with_what_is_wrong_with_it(tmp_path: Path) -> None:
    with home_at(tmp_path / "home") as home:
        home.launch(PLAN, {"1 Labels.docx": docx(p("Officers check the label."))})
        for name, data in DRAGGED.items():
            (tmp_path / name).write_bytes(data)
            store(home.parts, arrival_of(tmp_path / name))

        lines = process_stored(home.parts).lines

        reasons = {h.name: h.reason for h in held(home)}
    starts = [line.partition(": held: ")[0] for line in lines]
    said = dict(zip(DRAGGED, lines, strict=True))
    assert starts == [f"{name}, from Inbox" for name in DRAGGED]
    assert "“empty.docx” cannot be opened. This file is empty" in said["empty.docx"]
    assert "“note.txt” cannot be opened. This file is no Word file" in said["note.txt"]
    assert "“Round.xlsx” cannot be opened." in said["Round.xlsx"]
    assert "Nothing in it names a partner" in said["somebody.docx"]
    assert list(reasons.values()) == [*[Reason.UNREADABLE_FILE] * 3, Reason.UNMATCHED]


def test_a_file_without_a_mail_was_sent_by_nobody_and_counts_when_confirmed(tmp_path: Path) -> None:
    with home_at(tmp_path / "home") as home:
        home.launch(PLAN, {"1 Labels.docx": docx(p("Officers check the label."))})
        deliver_letters(home.parts)
        file = stamp(docx(p("Officers check the ", ins("red "), "label.")), _stamp_of(home))
        (tmp_path / "ours.docx").write_bytes(file)
        store(home.parts, arrival_of(tmp_path / "ours.docx"))
        (line,) = process_stored(home.parts).lines
        (waits,) = held(home)

        said = confirm_sender(home.parts, waits.number)

        (letter,) = receipts(home)
    nobody = "“ours.docx” came without a mail, so nobody is seen to have sent it."
    assert line == f"ours.docx, from Inbox: held: {nobody}"
    assert explain(waits.reason, partner="WCO", sender="", file=waits.name) == (
        nobody,
        "If you know that it is from WCO, confirm it; else ask them, or set it aside.",
    )
    assert said == "WCO in full: answers its chapter, 1 tracked change"
    assert isinstance(letter.facts, ReceiptFacts)
    assert "We received your file on" in word(letter, sender_name="GCI").text


def test_a_partner_reads_what_is_wrong_with_each_file_and_the_officers_words_nowhere(
    tmp_path: Path,
) -> None:
    with home_at(tmp_path / "home") as home:
        home.launch(PLAN, {"1 Labels.docx": docx(p("Officers check the label."))})
        deliver_letters(home.parts)
        file = stamp(docx(p("Officers check the ", ins("red "), "label.")), _stamp_of(home))
        writes(home, "WCO", "Here.", {"1.docx": file, "2.docx": b"", "3.docx": b"what"})

        (letter,) = receipts(home)
    assert isinstance(letter.facts, ReceiptFacts)
    notes = {f.name: f.note for f in letter.facts.files}
    assert notes == {
        "1.docx": "",
        "2.docx": "The file cannot be opened. It is empty.",
        "3.docx": "The file cannot be opened. It is no Word file.",
    }
    assert letter.facts.next_steps[0] == (
        "“2.docx”, “3.docx”: please save them once more in Word as .docx and send them again."
    )
