"""Accepted changes over the same words: what cannot be printed, and what only looks like it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from chapters import accept_all, plain_text
from chapters.oxml.namespaces import W
from flows.steps.acts import decide_on
from flows.steps.delivering import deliver_letters
from flows.steps.previewing import preview
from flows.steps.settling import settle_chapters
from flows.steps.weighing import contradiction, said_twice, weigh
from flows.steps.word_files import write_copy
from flows.steps.word_verdicts import read_copy
from review.decisions import Outcome, Selection
from tests.flows.steps.homes import Home, home_at
from tests.flows.steps.returns import answers, proposals
from tests.flows.steps.test_comparing import PLAN, WORDS, chapter, newest, stamped
from tests.resolving import xml
from tests.wordml import changed, dele, docx, ins, p

LABELS, NOTE, KEPT, NAMES = WORDS
REWORDED = KEPT.replace("kept", "stored")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with home_at(tmp_path) as made:
        made.launch(PLAN, {"1 Labels.docx": docx(*map(p, WORDS))})
        deliver_letters(made.parts)
        yield made


def returned(home: Home, **texts: tuple[str, ...]) -> None:
    for who, paragraphs in texts.items():
        answers(home, who, stamped(home, who, *map(p, paragraphs)))


def decided(home: Home, outcome: Outcome, *partners: str) -> None:
    numbers = tuple(one.number for one in proposals(home) if one.partner in partners)
    chosen = Selection(numbers=numbers)
    decide_on(home.parts, newest(home), chosen, outcome, by="Officer", reason="so")


def told(home: Home) -> str:
    return contradiction(home.parts, weigh(home.parts, newest(home), chapter(home)))


def text(home: Home) -> list[str]:
    [done] = settle_chapters(home.parts, newest(home), [chapter(home)])
    assert done.problem == ""
    with home.parts.storage.reading() as work:
        merged = work.chapters.of_round(newest(home))[0].merged
    return plain_text(home.parts.storage.files.get(merged or "")).split("\n")


def previewed(home: Home) -> list[str]:
    made = preview(home.parts, newest(home))
    lines = plain_text((Path(made.folder) / "guide.docx").read_bytes()).split("\n")
    return [one for one in lines if any(word in one for word in ("label", "note", "names"))]


def test_the_same_change_by_two_is_none_where_a_third_one_was_rejected(home: Home) -> None:
    returned(
        home,
        WCO=(LABELS, KEPT, NAMES, NOTE),
        BRS=(LABELS, NOTE, REWORDED, NAMES),
        CBD=(LABELS, NOTE, REWORDED, NAMES),
    )
    decided(home, Outcome.REJECTED, "WCO")
    decided(home, Outcome.ACCEPTED, "BRS", "CBD")

    assert told(home) == ""
    assert text(home) == [LABELS, NOTE, REWORDED, NAMES]


def test_changes_of_two_that_conflict_only_with_a_third_are_none_without_it(home: Home) -> None:
    returned(
        home,
        WCO=(LABELS, NOTE, NAMES),
        BRS=(LABELS, NOTE, REWORDED, NAMES),
        CBD=(LABELS, NOTE, KEPT.replace("in it", "inside"), NAMES),
    )
    decided(home, Outcome.REJECTED, "WCO")
    decided(home, Outcome.ACCEPTED, "BRS", "CBD")

    assert told(home) == ""
    assert text(home) == [LABELS, NOTE, REWORDED.replace("in it", "inside"), NAMES]


def test_two_wishes_for_the_same_words_that_were_both_accepted_are_one(home: Home) -> None:
    returned(
        home,
        BRS=(LABELS, NOTE, REWORDED, NAMES),
        CBD=(LABELS, NOTE, KEPT.replace("kept", "held"), NAMES),
    )
    decided(home, Outcome.ACCEPTED, "BRS", "CBD")

    assert told(home) == (
        "Chapter 1: changes 1 and 2 are over the same words and both were accepted;"
        " reject one of them."
    )


def test_both_halves_of_a_reworded_move_are_none_where_another_edit_was_rejected(
    home: Home,
) -> None:
    moved = KEPT.replace("until it is known", "as long as nobody knows")
    returned(
        home,
        WCO=(moved, LABELS, NOTE, NAMES),
        BRS=(LABELS, NOTE, REWORDED, NAMES),
    )
    decided(home, Outcome.REJECTED, "BRS")
    decided(home, Outcome.ACCEPTED, "WCO")

    assert told(home) == ""
    assert text(home) == [moved, LABELS, NOTE, NAMES]


def test_what_two_put_in_alike_may_stand_twice_where_a_person_says_so(home: Home) -> None:
    new = "Officers keep a record of each drum."
    returned(
        home,
        BRS=(LABELS, new, NOTE, KEPT, NAMES),
        CBD=(LABELS, NOTE, KEPT, NAMES, new),
    )
    weighed = weigh(home.parts, newest(home), chapter(home))
    assert [one.repeats for one in weighed.conflicts] == [True]
    assert list(said_twice(weighed)) == []
    decided(home, Outcome.ACCEPTED, "BRS", "CBD")

    assert list(said_twice(weigh(home.parts, newest(home), chapter(home)))) == [
        "Chapter 1: changes 1 and 2 say about the same, and were accepted: it stands there twice."
    ]
    assert told(home) == ""
    assert text(home) == [LABELS, new, NOTE, KEPT, NAMES, new]


def test_a_moved_paragraph_and_an_edit_of_it_can_both_be_accepted(home: Home) -> None:
    returned(home, WCO=(KEPT, LABELS, NOTE, NAMES), BRS=(LABELS, NOTE, REWORDED, NAMES))
    assert [one.follows for one in weigh(home.parts, newest(home), chapter(home)).conflicts] == [
        True
    ]
    decided(home, Outcome.ACCEPTED, "WCO", "BRS")

    assert told(home) == ""
    assert text(home) == [REWORDED, LABELS, NOTE, NAMES]


def test_a_preview_says_who_moves_and_who_edits_till_both_are_accepted(home: Home) -> None:
    returned(home, WCO=(KEPT, LABELS, NOTE, NAMES), BRS=(LABELS, NOTE, REWORDED, NAMES))

    open_yet = previewed(home)
    decided(home, Outcome.ACCEPTED, "WCO", "BRS")

    assert open_yet[2] == f"{KEPT} [WCO: move it elsewhere] [BRS: {REWORDED}]"
    assert previewed(home) == [REWORDED, LABELS, NOTE, NAMES]


def test_both_accepted_in_word_where_one_moves_what_another_edits_are_both_accepted(
    home: Home,
) -> None:
    returned(home, WCO=(KEPT, LABELS, NOTE, NAMES), BRS=(LABELS, NOTE, REWORDED, NAMES))
    copy = write_copy(home.parts, newest(home), chapter(home)).data

    said = read_copy(home.parts, newest(home), accept_all(copy), by="Officer")

    assert {one.partner: decision.outcome for one, decision in said.decisions} == {
        "BRS": Outcome.ACCEPTED,
        "WCO": Outcome.ACCEPTED,
    }
    assert (said.amendment, said.problems) == (None, ())


def test_an_edit_in_a_moved_paragraph_has_no_place_where_the_move_is_rejected(home: Home) -> None:
    first, rest = KEPT.split("kept")
    moved = p(first, dele("kept", by="Wanda"), ins("stored", by="Wanda"), rest)
    answers(home, "WCO", stamped(home, "WCO", moved, *map(p, (LABELS, NOTE, NAMES))))
    move, *_, edit = proposals(home)
    for one, outcome in ((move, Outcome.REJECTED), (edit, Outcome.ACCEPTED)):
        number = Selection(numbers=(one.number,))
        decide_on(home.parts, newest(home), number, outcome, by="Officer", reason="so")

    assert told(home) == (
        f"Chapter 1: change {edit.number} was accepted, but it is in what change {move.number}"
        f" moves, which is not; accept both or reject {edit.number}."
    )
    decided(home, Outcome.ACCEPTED, "WCO")
    assert told(home) == ""
    assert text(home) == [REWORDED, LABELS, NOTE, NAMES]


def _centred(home: Home, who: str, side: str) -> bytes:
    """The chapter with its first paragraph placed otherwise, tracked."""
    look = f'<w:jc w:val="{side}"/>{changed("pPr", by=who)}'
    return stamped(home, who, p(LABELS, props=look), *map(p, (NOTE, KEPT, NAMES)))


def looks(home: Home) -> list[str]:
    """How paragraphs are placed in the chapter as it is decided."""
    settle_chapters(home.parts, newest(home), [chapter(home)])
    with home.parts.storage.reading() as work:
        merged = work.chapters.of_round(newest(home))[0].merged
    found = xml(home.parts.storage.files.get(merged or ""), ".//w:p/w:pPr/w:jc")
    return [one.get(f"{W}val") for one in found]


@pytest.mark.parametrize(("accepted", "there"), [(("BRS",), ["center"]), (("CBD",), ["right"])])
def test_how_one_of_two_wants_a_paragraph_to_look_is_in_the_text_whoever_it_is(
    home: Home, accepted: tuple[str, ...], there: list[str]
) -> None:
    """The file with everybody's changes has a place for one of the two only."""
    for who, side in (("BRS", "center"), ("CBD", "right")):
        answers(home, who, _centred(home, who, side))
    [conflict] = weigh(home.parts, newest(home), chapter(home)).conflicts
    decided(home, Outcome.ACCEPTED, *accepted)
    decided(home, Outcome.REJECTED, *{"BRS", "CBD"}.difference(accepted))

    assert len(conflict.proposals) == 2
    assert told(home) == ""
    assert looks(home) == there


def test_how_two_want_a_paragraph_to_look_is_refused_where_both_were_accepted(home: Home) -> None:
    for who, side in (("BRS", "center"), ("CBD", "right")):
        answers(home, who, _centred(home, who, side))
    decided(home, Outcome.ACCEPTED, "BRS", "CBD")

    assert told(home) == (
        "Chapter 1: changes 1 and 2 are over the same words and both were accepted;"
        " reject one of them."
    )


def test_of_three_that_want_a_paragraph_to_look_otherwise_one_can_be_accepted(home: Home) -> None:
    for who, side in (("WCO", "center"), ("BRS", "right"), ("CBD", "left")):
        answers(home, who, _centred(home, who, side))
    [conflict] = weigh(home.parts, newest(home), chapter(home)).conflicts
    decided(home, Outcome.REJECTED, "WCO")
    decided(home, Outcome.ACCEPTED, "BRS", "CBD")

    assert len(conflict.proposals) == 3
    assert told(home).startswith("Chapter 1: changes 2 and 3 are over the same words")
    decided(home, Outcome.REJECTED, "BRS")
    assert told(home) == ""
    assert looks(home) == ["left"]
