"""A section that a partner moves within a chapter, or to another: one wish in two files, for two
owners (12).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from chapters import plain_text, read_stamp, stamp
from desk.cli import app, mount
from flows.steps.delivering import deliver_letters
from flows.steps.settling import settle_chapters, to_settle
from review.facts import ReceiptFacts
from review.letters import LetterKind
from tests import builders
from tests.flows.steps.homes import Home, home_at
from tests.flows.steps.returns import answers, copy_of
from tests.flows.steps.test_comparing import newest
from tests.wordml import cell, del_mark, dele, docx, ins, ins_mark, p, row, table

mount([])

SECTION = (
    "A cylinder without a label is kept until it is known what is in it.",
    "Officers report each such case within 24 hours to the district office.",
)
PORTS = (
    "Ports keep a register of all cylinders that come in by sea or by land.",
    *SECTION,
    "It shows who sent them, and what the papers say about their contents.",
)
LABELS = (
    "Officers check the label of every cylinder before it leaves the port.",
    "Refrigerants come under many names, of which some are trade marks.",
)
PLAN = builders.plan(
    builders.planned("1", "WCO", file="1 Ports.docx", everybody=True),
    builders.planned("2", "BRS", file="2 Labels.docx", everybody=True),
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    monkeypatch.chdir(tmp_path)
    with home_at(tmp_path) as made:
        drafts = {"1 Ports.docx": docx(*map(p, PORTS)), "2 Labels.docx": docx(*map(p, LABELS))}
        made.launch(PLAN, drafts)
        deliver_letters(made.parts)
        yield made


def said(*words: str) -> str:
    done = CliRunner().invoke(app, ["--home", ".", *words])
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def returned(home: Home, who: str, number: str, *content: str) -> None:
    sign = read_stamp(copy_of(home, who, number)) or ""
    name = "1 Ports.docx" if number == "1" else "2 Labels.docx"
    answers(home, who, stamp(docx(*content), sign), name=name)


def moves(home: Home, who: str = "WCO") -> None:
    """A partner moves the section from the first chapter to the second, file by file."""
    gone = (p(dele(x, by="Nine"), mark=del_mark(by="Nine")) for x in SECTION)
    come = (p(ins(x, by="Nine"), mark=ins_mark(by="Nine")) for x in SECTION)
    returned(home, who, "1", p(PORTS[0]), *gone, p(PORTS[3]))
    returned(home, who, "2", p(LABELS[0]), *come, p(LABELS[1]))


def steps(home: Home, who: str) -> tuple[str, ...]:
    """What the newest receipt of a partner says of what happens next."""
    with home.parts.storage.reading() as work:
        letters = work.letters.of_round(newest(home))
    mine = [x for x in letters if (x.kind, x.partner) == (LetterKind.RECEIPT, who)]
    facts = mine[-1].facts
    assert isinstance(facts, ReceiptFacts)
    return facts.next_steps


def texts(home: Home) -> list[str]:
    """Both chapters as they are decided now."""
    done = settle_chapters(home.parts, newest(home), to_settle(home.parts, newest(home)))
    assert [one.problem for one in done] == ["", ""]
    with home.parts.storage.reading() as work:
        chapters = work.chapters.of_round(newest(home))
    return [plain_text(home.parts.storage.files.get(c.merged or c.base)) for c in chapters]


BEGINS = "“A cylinder without a label is kept until it is known what is in it”"


def test_the_officer_is_told_which_changes_are_one_move_and_who_must_agree(home: Home) -> None:
    moves(home)

    shown = said("decide")

    assert (
        f"Moved by WCO from chapter 1 to chapter 2: “{SECTION[0]}”, changes 1, 2, 3, 4."
        " WCO and BRS must agree. Decide on all of them alike: gci-review decide 1 2 3 4"
    ) in shown


def test_half_of_a_move_is_not_applied_by_the_rule_of_its_owner(home: Home) -> None:
    moves(home)

    assert texts(home) == ["\n".join(PORTS), "\n".join(LABELS)]

    said("decide", "1", "2", "3", "4", "--accept")
    assert texts(home) == [
        "\n".join((PORTS[0], PORTS[3])),
        "\n".join((LABELS[0], *SECTION, LABELS[1])),
    ]
    assert "Moved by" not in said("decide")


def test_half_of_a_move_that_was_accepted_is_told_before_it_is_printed(home: Home) -> None:
    moves(home)
    said("decide", "1", "2", "--accept")
    said("decide", "3", "4", "--reject", "--reason", "not there")

    assert "Decide on all of them alike" in said("decide")
    published = CliRunner().invoke(app, ["--home", ".", "publish"]).output
    assert (
        "Only half of what WCO moves to another chapter is accepted: 1 without 3, so that"
        " “A cylinder without a label is kept …” is lost; 2 without 4, so that"
    ) in " ".join(published.split())
    said("decide", "3", "4", "--accept")
    assert "of them alike" not in said("decide")


def test_a_deletion_of_the_owner_that_is_no_move_is_applied(home: Home) -> None:
    gone = (p(dele(x, by="Nine"), mark=del_mark(by="Nine")) for x in SECTION)

    returned(home, "WCO", "1", p(PORTS[0]), *gone, p(PORTS[3]))

    assert texts(home)[0] == "\n".join((PORTS[0], PORTS[3]))


def test_who_moves_reads_in_the_receipt_who_has_to_agree_first(home: Home) -> None:
    moves(home)

    assert (
        f"You move text from chapter 1 to chapter 2: {BEGINS}. BRS has to agree first."
    ) in steps(home, "WCO")


def test_the_owner_of_the_other_chapter_is_asked_in_the_mail_that_it_gets_anyway(
    home: Home,
) -> None:
    moves(home)
    with home.parts.storage.reading() as work:
        before = len(work.letters.of_round(newest(home)))

    returned(home, "BRS", "2", p(LABELS[0], ins(" Always.", by="Ten")), p(LABELS[1]))

    asked = (
        f"WCO would like to move text from chapter 1 to chapter 2: {BEGINS}."
        " Please tell us whether you agree."
    )
    assert asked in steps(home, "BRS")
    with home.parts.storage.reading() as work:
        assert len(work.letters.of_round(newest(home))) == before + 1
    said("decide", "1", "2", "3", "4", "--accept")
    returned(home, "BRS", "2", p(LABELS[0], ins(" Always!", by="Ten")), p(LABELS[1]))
    assert asked not in steps(home, "BRS")


def test_who_moves_text_between_chapters_of_others_needs_both(home: Home) -> None:
    moves(home, "CBD")

    assert any("WCO and BRS have to agree first." in step for step in steps(home, "CBD"))


BOX = table(row(cell("Box 1. A form shows, without a gap, who had each cylinder and when.")))
OTHERS = tuple(p(f"Record {number} is kept for five years by the port.") for number in range(7))
FRAME = (p(PORTS[0]), *OTHERS, p("End."))


@pytest.fixture
def section(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A round in which WCO has moved a section with a heading and a box, with tracking off."""
    monkeypatch.chdir(tmp_path)
    moved = (p("Sampling"), *map(p, SECTION), BOX)
    with home_at(tmp_path) as made:
        sent = docx(*FRAME[:1], *moved, *FRAME[1:])
        made.launch(PLAN, {"1 Ports.docx": sent, "2 Labels.docx": docx(*map(p, LABELS))})
        deliver_letters(made.parts)
        returned(made, "WCO", "1", *FRAME[:-1], *moved, FRAME[-1])
        yield made


def test_a_section_that_was_moved_is_told_as_one_move_and_nothing_as_reworded(
    section: Home,
) -> None:
    shown = said("decide")

    assert (
        "Moved by WCO within chapter 1: “Sampling”, changes 1, 2, 3, 4, 5. Decide on all of them"
        " alike: gci-review decide 1 2 3 4 5"
    ) in shown
    assert "reworded" not in shown
    assert shown.count("moved to") == 3


def test_a_piece_of_a_moved_section_that_is_rejected_is_told_to_stay_behind(
    section: Home,
) -> None:
    assert "stays behind" not in said("decide", "1", "3", "4", "5", "--accept")

    told = said("decide", "2", "--reject", "--reason", "no")

    assert f"Of what WCO moves together, 2 is not accepted, so that “{SECTION[0][:20]}" in told
    assert "stays behind" in told
    assert "stays behind" not in said("decide", "2", "--accept")


def test_a_box_of_which_only_the_new_place_is_accepted_is_told_at_once_and_before_printing(
    section: Home,
) -> None:
    told = said("decide", "1", "2", "3", "5", "--accept")

    assert (
        "Only half of what WCO moves within a chapter is accepted: 5 without 4, so that"
        " “Box 1. A form shows, without a gap, …” stands there twice."
    ) in told
    published = CliRunner().invoke(app, ["--home", ".", "publish"]).output
    assert "Only half of what WCO moves within a chapter" in " ".join(published.split())
    assert "Only half" not in said("decide", "4", "--accept")
    assert texts(section)[0] == plain_text(
        docx(*FRAME[:-1], p("Sampling"), *map(p, SECTION), BOX, FRAME[-1])
    )
