"""Two partners who insert at one place: both are kept, and the order is asked (row 9)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from chapters import plain_text, read_stamp, stamp
from desk.cli import app, mount
from flows.steps.delivering import deliver_letters
from flows.steps.settling import settle_chapters, to_settle
from flows.steps.word_files import write_copy
from flows.steps.word_verdicts import read_copy
from tests import builders
from tests.flows.steps.homes import Home, home_at
from tests.flows.steps.returns import answers, copy_of, proposals
from tests.flows.steps.test_comparing import newest
from tests.servers.office import Office, accept_all, new_paragraph
from tests.wordml import dele, docx, ins, ins_mark, p

mount([])

FIRST, SECOND = "Officers check the label.", "They note it in the register."
PLAN = builders.plan(builders.planned("1", "CBD", file="1 Labels.docx", everybody=True))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A round of three members about one chapter of CBD."""
    monkeypatch.chdir(tmp_path)
    with home_at(tmp_path) as made:
        made.launch(PLAN, {"1 Labels.docx": docx(p(FIRST), p(SECOND))})
        deliver_letters(made.parts)
        yield made


def said(*words: str, refused: bool = False) -> str:
    done = CliRunner().invoke(app, ["--home", ".", *words])
    assert (done.exit_code != 0) == refused, done.output
    return " ".join(f"{done.output} {done.exception or ''}".split())


def returned(home: Home, who: str, *content: str) -> None:
    answers(home, who, stamp(docx(*content), read_stamp(copy_of(home, who)) or ""))


def paragraph(home: Home, who: str, *texts: str) -> None:
    """A partner adds paragraphs behind the first one."""
    new = (p(ins(x, by=who), mark=ins_mark(by=who)) for x in texts)
    returned(home, who, p(FIRST), *new, p(SECOND))


def both(home: Home) -> None:
    paragraph(home, "WCO", "A cylinder is not opened.")
    paragraph(home, "BRS", "A drum is weighed.")


def text(home: Home) -> str:
    [done] = settle_chapters(home.parts, newest(home), to_settle(home.parts, newest(home)))
    assert (done.problem, done.merged is None) == ("", False)
    assert done.merged is not None
    return plain_text(home.parts.storage.files.get(done.merged))


BRS_FIRST = f"{FIRST}\nA drum is weighed.\nA cylinder is not opened.\n{SECOND}"
WCO_FIRST = f"{FIRST}\nA cylinder is not opened.\nA drum is weighed.\n{SECOND}"


def test_what_stands_at_one_place_is_shown_together_with_names_and_how_to_turn_it_round(
    home: Home,
) -> None:
    both(home)

    shown = said("decide")

    assert (
        "At one place in 1, paragraph 2: which first? 2 BRS: “A drum is weighed.”"
        " 1 WCO: “A cylinder is not opened.” To turn them round: gci-review decide 1 --first"
    ) in shown
    assert "Conflict" not in shown
    [one] = json.loads(CliRunner().invoke(app, ["--home", ".", "--json", "decide"]).output)[
        "one_place"
    ]
    assert (len(one["proposals"]), one["chosen"]) == (2, False)


def test_the_order_that_was_chosen_holds_in_the_text_and_is_asked_no_more(home: Home) -> None:
    both(home)
    said("decide", "--all", "--accept")
    assert "which first?" in said("decide")
    assert text(home) == BRS_FIRST

    turned = said("decide", "1", "--first")

    assert turned == "WCO comes first in chapter 1, at 1 place now."
    assert text(home) == WCO_FIRST
    assert "At one place" not in said("decide")
    said("decide", "2", "--first")
    assert text(home) == BRS_FIRST


def test_the_order_holds_through_a_second_return_and_is_shown_while_one_is_open(home: Home) -> None:
    both(home)
    said("decide", "1", "--first")
    paragraph(home, "BRS", "A drum is weighed.", "It is sealed.")

    shown = said("decide")

    assert "At one place in 1, paragraph 2: as you chose 1 WCO:" in shown
    said("decide", "--all", "--accept")
    assert text(home) == (
        f"{FIRST}\nA cylinder is not opened.\nA drum is weighed.\nIt is sealed.\n{SECOND}"
    )


def test_what_is_in_conflict_has_no_order_and_the_refusal_says_what_decides_it(home: Home) -> None:
    for who, word in (("WCO", "tag"), ("BRS", "seal")):
        edit = (dele("label", by=who), ins(word, by=who))
        returned(home, who, p("Officers check the ", *edit, "."), p(SECOND))

    refused = said("decide", "1", "--first", refused=True)

    assert refused == (
        "Cannot put first change 1: it is in conflict with 2 of BRS, so that only one of them can"
        " stand. Say which: gci-review decide 1 --accept, and gci-review decide 2 --reject --reason"
        " WHY."
    )


@pytest.mark.parametrize("turned", [False, True])
def test_words_at_one_place_have_an_order_too(home: Home, *, turned: bool) -> None:
    returned(home, "WCO", p(FIRST, ins(" Always.", by="WCO")), p(SECOND))
    returned(home, "BRS", p(FIRST, ins(" Daily.", by="BRS")), p(SECOND))
    said("decide", "--all", "--accept")

    if turned:
        said("decide", "1", "--first")

    added = " Always. Daily." if turned else " Daily. Always."
    assert text(home) == f"{FIRST}{added}\n{SECOND}"


def test_three_at_one_place_stand_in_any_order(home: Home) -> None:
    both(home)
    paragraph(home, "CBD", "A box is opened.")
    said("decide", "--all", "--accept")
    assert text(home).split("\n")[1:4] == [
        "A box is opened.",
        "A drum is weighed.",
        "A cylinder is not opened.",
    ]

    said("decide", "2", "--first")
    said("decide", "1", "--first")

    assert text(home).split("\n")[1:4] == [
        "A cylinder is not opened.",
        "A drum is weighed.",
        "A box is opened.",
    ]


def test_what_stands_apart_has_no_order(home: Home) -> None:
    returned(home, "WCO", p(ins("Now: ", by="WCO"), FIRST), p(SECOND))
    returned(home, "BRS", p(FIRST, ins(" Daily.", by="BRS")), p(SECOND))

    assert "At one place" not in said("decide")
    assert "no other partner inserts at its place" in said("decide", "1", "--first", refused=True)
    assert "no change of this round" in said("decide", "9", "--first", refused=True)
    assert "give the number of one" in said("decide", "1", "2", "--first", refused=True)


def test_the_same_words_by_two_stand_once_and_have_no_order(home: Home) -> None:
    paragraph(home, "WCO", "A drum is weighed.")
    paragraph(home, "BRS", "A drum is weighed.")

    assert "At one place" not in said("decide")


def test_one_of_two_that_was_rejected_leaves_nothing_to_order(home: Home) -> None:
    both(home)
    said("decide", "2", "--reject", "--reason", "drums are in chapter 2")

    assert "At one place" not in said("decide")


def test_the_file_for_word_has_the_order_and_is_read_back_also_where_it_was_turned_since(
    home: Home, office: Office
) -> None:
    both(home)
    said("decide", "1", "--first")
    chapter = proposals(home)[0].chapter
    copy = write_copy(home.parts, newest(home), chapter)
    said("decide", "2", "--first")

    accepted = office.edit(copy.data, by="Officer", edits=[accept_all()], tracked=False)
    reading = read_copy(home.parts, newest(home), accepted, by="Officer")

    assert plain_text(accepted) == WCO_FIRST
    assert (reading.problems, reading.amendment) == ((), None)
    assert len(reading.decisions) == 2


def test_a_paragraph_that_the_office_adds_at_the_same_place_is_seen_there(
    home: Home, office: Office
) -> None:
    for who, words in (("WCO", "A cylinder is not opened."), ("BRS", "A drum is weighed.")):
        edits = [new_paragraph("Officers check", words)]
        answers(home, who, office.edit(copy_of(home, who), by=f"{who} One", edits=edits))

    assert (
        "At one place in 1, paragraph 1: which first? 2 BRS: “A drum is weighed.”"
        " 1 WCO: “A cylinder is not opened.” To turn them round: gci-review decide 1 --first"
    ) in said("decide")
    said("decide", "--all", "--accept")
    assert text(home) == BRS_FIRST
    orders = []
    for number in ("1", "2", "1"):
        said("decide", number, "--first")
        orders.append(text(home))
    assert orders == [WCO_FIRST, BRS_FIRST, WCO_FIRST]
