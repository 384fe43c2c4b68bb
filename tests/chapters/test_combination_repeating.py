"""What two write alike: one change where it is the same, a conflict where it would stand twice."""

from itertools import permutations

import pytest

from tests.chapters.test_combination import combined
from tests.reviewers import everybody, text
from tests.wordml import cell, dele, docx, ins, p, row, table, text_box

WORDS = ["Alpha is the first letter.", "Beta is the second letter.", "Gamma is the third one."]
NEW = "Records of it are kept."
BASE = docx(*map(p, WORDS), p("end"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("must only report", "shall only report"),
        ("shall always only report", "shall only report"),
        ("shall report, in writing,", "shall report in writing"),
        ("shall report the same", "shall report the"),
        ("must, at once, report", "shall, at once, report"),
        ("shall report in full and", "in full and shall report"),
    ],
)
def test_words_that_two_put_at_one_place_otherwise_are_a_conflict_and_never_there_twice_unseen(
    one, other
):
    base, *returned = (
        docx(p(f"Officers {said} each case."), p("end")) for said in ("shall report", one, other)
    )
    returns = dict(zip("AB", returned, strict=True))

    result = combined(base, **returns)

    assert len(result.conflicts) == 1
    everybody(result, **returns)


def test_a_word_before_a_space_and_the_same_word_behind_it_are_one_change():
    base = docx(p("Officers shall report each case."), p("end"))
    before = docx(p("Officers shall", ins(" only", by="Nine"), " report each case."), p("end"))
    behind = docx(p("Officers shall ", ins("only ", by="Ten"), "report each case."), p("end"))

    result = combined(base, A=before, B=behind)

    assert text(result.data) == ["Officers shall only report each case.", "end"]
    assert set(result.reviewers.values()) == {("A", "B")}
    everybody(result, A=before, B=behind)


def test_a_word_taken_out_with_the_space_before_it_or_behind_it_is_one_change():
    base = docx(p("Officers shall only report each case."), p("end"))
    behind = docx(p("Officers shall ", dele("only "), "report each case."), p("end"))
    before = docx(p("Officers "), p("shall", dele(" only"), " report each case."), p("end"))

    result = combined(base, A=behind, B=before)

    assert text(result.data) == ["Officers ", "shall report each case.", "end"]
    everybody(result, A=behind, B=before)


@pytest.mark.parametrize("order", ["AB", "BA"])
def test_a_sentence_that_one_puts_behind_a_paragraph_and_another_at_its_end_is_a_conflict(order):
    wishes = {
        "A": docx(p(WORDS[0]), p(NEW), *map(p, WORDS[1:]), p("end")),
        "B": docx(p(f"{WORDS[0]} {NEW}"), *map(p, WORDS[1:]), p("end")),
    }
    returns = {name: wishes[name] for name in order}

    result = combined(BASE, **returns)

    [conflict] = result.conflicts
    assert {side.reviewer for side in conflict.sides} == {"A", "B"}
    assert all(NEW in side.text and side.revisions for side in conflict.sides)
    everybody(result, **returns)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param([WORDS[0], NEW, *WORDS[1:]], [*WORDS, NEW], id="far apart"),
        pytest.param(
            [WORDS[0], "Further reading", *WORDS[1:]],
            [*WORDS, "Further reading"],
            id="far apart, a heading",
        ),
        pytest.param(
            [WORDS[0], "Records of it are always kept.", *WORDS[1:]],
            [*WORDS, NEW],
            id="far apart, with a word more",
        ),
        pytest.param(
            [WORDS[0], "Permits to import need stamps.", *WORDS[1:]],
            [WORDS[0], "Permits to import always need stamps.", *WORDS[1:]],
            id="at one place, with more",
        ),
    ],
)
@pytest.mark.parametrize("order", ["AB", "BA"])
def test_a_paragraph_that_two_put_in_alike_is_a_conflict_wherever_it_is(one, other, order):
    wishes = {"A": docx(*map(p, one), p("end")), "B": docx(*map(p, other), p("end"))}
    returns = {name: wishes[name] for name in order}

    result = combined(BASE, **returns)

    [conflict] = result.conflicts
    assert {side.reviewer for side in conflict.sides} == {"A", "B"}
    assert all(side.text and side.revisions for side in conflict.sides)
    everybody(result, **returns)


def test_other_paragraphs_by_two_are_no_conflict_though_they_share_words_of_the_chapter():
    first = docx(p(WORDS[0]), p("Alpha is the Greek one."), *map(p, WORDS[1:]), p("end"))
    last = docx(*map(p, WORDS), p("Gamma is the Greek third."), p("end"))

    assert combined(BASE, A=first, B=last).conflicts == ()


def test_paragraphs_that_only_sound_alike_at_one_place_have_an_order_and_are_no_conflict():
    first = docx(p(WORDS[0]), p("A drum is weighed here."), *map(p, WORDS[1:]), p("end"))
    other = docx(p(WORDS[0]), p("A box is weighed daily."), *map(p, WORDS[1:]), p("end"))

    assert combined(BASE, A=first, B=other).conflicts == ()


@pytest.mark.parametrize("order", ["AB", "BA"])
def test_words_that_two_take_over_an_end_and_change_otherwise_are_a_conflict(order):
    base = docx(p("Permits go by mail."), p("Copies stay here for five years."), p("end"))
    kept = docx(p("Permits go by mail.Copies stay "), p("here for five years."), p("end"))
    changed = docx(p("Permits go by mail.Copies remain "), p("here for five years."), p("end"))
    wishes = {"A": kept, "B": changed}
    returns = {name: wishes[name] for name in order}

    result = combined(base, **returns)

    assert "Copies" in str(result.conflicts)
    everybody(result, **returns)


@pytest.mark.parametrize("order", ["AB", "BA"])
def test_a_word_that_one_takes_out_leaves_a_blank_where_another_writes_its_neighbour_anew(order):
    base = docx(p("Officers shall only report each case."), p("end"))
    anew = dele("Officers shall only", by="Nine"), ins("shall", by="Nine")
    wishes = {
        "A": docx(p(*anew, " report each case."), p("end")),
        "B": docx(p("Officers shall ", dele("only ", by="Ten"), "report each case."), p("end")),
    }
    returns = {name: wishes[name] for name in order}

    result = combined(base, **returns)

    assert text(result.data) == ["shall report each case.", "end"]
    everybody(result, **returns)


@pytest.mark.parametrize("beside", [False, True], ids=["at one place", "far apart"])
def test_a_new_table_that_two_put_in_but_for_a_sign_is_asked_about(beside):
    def grid(last: str) -> str:
        return table(row(cell("Bromine"), cell("29.03")), row(cell("Chlorine"), cell(last)))

    first, *rest = map(p, WORDS)
    one = docx(first, grid("28.01"), *rest, p("end"))
    other = docx(first, *rest, grid("28.01."), p("end"))
    here = docx(first, grid("28.01."), *rest, p("end"))

    result = combined(BASE, A=one, B=other if beside else here)

    assert [one.repeats for one in result.conflicts] == [True]
    everybody(result, A=one, B=other if beside else here)


def test_words_that_two_put_in_but_for_a_capital_are_asked_about():
    base, one, other = (
        docx(p(f"Officers {words}report each case."), p("end"))
        for words in ("", "Always and only ", "always and only ")
    )

    result = combined(base, A=one, B=other)

    assert [len(one.sides) for one in result.conflicts] == [2]
    everybody(result, A=one, B=other)


@pytest.mark.parametrize("order", list(permutations("ABC")))
def test_paragraphs_that_a_third_has_in_an_order_stand_once_whoever_sends_first(order):
    base = docx(p(WORDS[0]))
    returns = {"A": docx(p(WORDS[0]), p(NEW)), "B": docx(p(WORDS[0]), p(WORDS[1]))}
    returns["C"] = docx(p(WORDS[0]), p(WORDS[1]), p(NEW))

    result = combined(base, **{label: returns[label] for label in order})

    assert text(result.data) == [WORDS[0], WORDS[1], NEW]
    assert result.conflicts == ()
    everybody(result, **returns)


@pytest.mark.parametrize("order", ["AB", "BA"])
def test_paragraphs_that_two_have_in_different_orders_are_asked_about(order):
    base = docx(p(WORDS[0]))
    returns = {
        "A": docx(p(WORDS[0]), p(NEW), p(WORDS[1])),
        "B": docx(p(WORDS[0]), p(WORDS[1]), p(NEW)),
    }

    result = combined(base, **{label: returns[label] for label in order})

    assert [one.repeats for one in result.conflicts] == [True]
    everybody(result, **returns)


def test_new_text_boxes_by_two_that_differ_in_a_word_are_asked_about():
    base = docx(p(WORDS[0]), p("end"))
    returns = {
        label: docx(p(WORDS[0]), p("end", text_box(p(f"Officers must keep every licence {word}."))))
        for label, word in (("A", "here"), ("B", "there"))
    }

    result = combined(base, **returns)

    [conflict] = result.conflicts
    assert conflict.repeats
    assert [side.text for side in conflict.sides] == [
        "Officers must keep every licence here.",
        "Officers must keep every licence there.",
    ]


def test_new_text_boxes_by_two_who_tracked_them_are_asked_about_where_a_word_differs():
    base = docx(p(WORDS[0]), p("end"))
    boxes = {
        label: text_box(p(f"Officers must keep every licence {word}."))
        for label, word in (("A", "here"), ("B", "there"))
    }
    returns = {
        label: docx(p(WORDS[0]), p("end", ins(box, by=label))) for label, box in boxes.items()
    }

    result = combined(base, **returns)

    assert [one.repeats for one in result.conflicts] == [True]
    everybody(result, **returns)
