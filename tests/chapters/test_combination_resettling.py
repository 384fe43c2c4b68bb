"""A paragraph that somebody moves and rewords, and what the others want of it."""

import pytest

from chapters import accept_all, plain_text
from tests.chapters.test_combination import combined, sides
from tests.judge import differences
from tests.reviewers import everybody, text
from tests.wordml import del_mark, dele, docx, ins, ins_mark, p

CASES = "Officers shall report each case within 24 hours to the office."
ANY = "Officers shall report any case within 24 hours to the office."
SOON = "Officers shall report each case at once to the office."
REST = ["Beta is the second letter.", "Gamma is the third one of all."]
BASE = docx(p(CASES), *map(p, REST), p("end"))
MOVED = docx(p(REST[0]), p(ANY), p(REST[1]), p("end"))
FURTHER = docx(*map(p, REST), p(SOON), p("end"))


@pytest.mark.parametrize("order", ["AB", "BA"])
def test_a_paragraph_that_two_move_and_reword_stands_once_and_is_a_conflict(order):
    returns = {name: {"A": MOVED, "B": FURTHER}[name] for name in order}

    result = combined(BASE, **returns)

    assert text(result.data) == [REST[0], ANY, REST[1], "end"]
    assert sorted(sides(result)[0]) == [("A", ANY + "\n"), ("B", SOON + "\n")]
    assert len(result.conflicts) == 1
    everybody(result, **returns)


def test_two_other_wordings_at_the_same_new_place_stand_once_and_are_a_conflict():
    other = docx(p(REST[0]), p(SOON), p(REST[1]), p("end"))

    results = [combined(BASE, A=MOVED, B=other), combined(BASE, B=other, A=MOVED)]

    for result in results:
        assert [line for line in text(result.data) if "Officers" in line] == [ANY]
        assert sorted(sides(result)[0]) == [("A", ANY + "\n"), ("B", SOON + "\n")]
        everybody(result, A=MOVED, B=other)


def test_the_same_move_with_the_same_new_words_is_one_wish_with_two_names():
    result = combined(BASE, A=MOVED, B=MOVED)

    assert result.conflicts == ()
    assert set(result.reviewers.values()) == {("A", "B")}
    assert differences(accept_all(result.data), MOVED) == []


def test_what_another_edits_goes_along_into_the_new_words():
    edited = docx(p(CASES.replace("office", "ministry")), *map(p, REST), p("end"))

    result = combined(BASE, A=MOVED, B=edited)

    assert text(result.data) == [REST[0], ANY.replace("office", "ministry"), REST[1], "end"]
    assert sides(result) == [[("A", ANY + "\n"), ("B", CASES.replace("office", "ministry") + "\n")]]
    assert all(side.revisions for one in result.conflicts for side in one.sides)
    everybody(result, A=MOVED, B=edited)


def test_a_split_by_another_goes_along_and_is_listed_and_either_choice_reads_well():
    split = docx(p("Officers shall report"), p(CASES[21:]), *map(p, REST), p("end"))

    result = combined(BASE, A=MOVED, B=split)

    assert text(result.data) == [REST[0], "Officers shall report", ANY[21:], REST[1], "end"]
    assert len(result.conflicts) == 1
    assert all(side.revisions for side in result.conflicts[0].sides)
    everybody(result, A=MOVED, B=split)


def test_a_split_does_not_go_along_where_one_half_is_not_there():
    shorter = "report any case within 24 hours to the office."
    moved = docx(p(REST[0]), p(shorter), p(REST[1]), p("end"))
    split = docx(p("Officers shall"), p(CASES[14:]), *map(p, REST), p("end"))

    result = combined(BASE, A=moved, B=split)

    assert text(result.data) == [REST[0], shorter, REST[1], "end"]
    assert len(result.conflicts) == 1
    everybody(result, A=moved, B=split)


def test_what_another_writes_in_place_of_it_stands_at_the_new_place_too_and_is_not_lost():
    other = "Nothing like it stays here."
    rewritten = docx(p(other), *map(p, REST), p("end"))

    result = combined(BASE, A=MOVED, B=rewritten)

    assert text(result.data) == [REST[0], other, REST[1], "end"]
    assert len(result.conflicts) == 1
    everybody(result, A=MOVED, B=rewritten)


def test_a_paragraph_that_two_move_apart_and_a_third_splits_is_whole_for_those_who_move_it():
    near = docx(p(REST[0]), p(CASES), p(REST[1]), p("end"))
    far = docx(*map(p, REST), p(CASES), p("end"))
    split = docx(p("Officers shall report"), p(CASES[21:]), *map(p, REST), p("end"))

    result = combined(BASE, A=near, B=far, C=split)

    assert len(result.conflicts) == 1
    everybody(result, A=near, B=far, C=split)


def test_a_deletion_by_another_takes_the_new_words_along_and_is_a_conflict():
    deleted = docx(*map(p, REST), p("end"))

    result = combined(BASE, A=MOVED, B=deleted)

    assert "Officers" not in plain_text(accept_all(result.data))
    assert sides(result) == [[("A", ANY + "\n"), ("B", "")]]
    everybody(result, A=MOVED, B=deleted)


def test_a_move_of_the_same_words_and_one_with_other_words_are_a_conflict():
    plainly = docx(*map(p, REST), p(CASES), p("end"))

    result = combined(BASE, A=MOVED, B=plainly)

    assert [line for line in text(result.data) if "Officers" in line] == [ANY]
    assert sides(result) == [[("A", ANY + "\n"), ("B", CASES + "\n")]]
    everybody(result, A=MOVED, B=plainly)


def test_a_new_place_at_the_very_end_counts_too():
    last = docx(*map(p, REST), p("end"), p(SOON))

    result = combined(BASE, A=MOVED, B=last)

    assert [line for line in text(result.data) if "Officers" in line] == [ANY]
    assert len(result.conflicts) == 1
    everybody(result, A=MOVED, B=last)


def test_a_tracked_deletion_and_insertion_is_known_for_the_move_that_it_is():
    tracked = docx(
        p(dele(CASES, by="A"), mark=del_mark(by="A")),
        p(REST[0]),
        p(ins(ANY, by="A"), mark=ins_mark(by="A")),
        *map(p, [REST[1], "end"]),
    )

    result = combined(BASE, A=tracked, B=FURTHER)

    assert [line for line in text(result.data) if "Officers" in line] == [ANY]
    assert sides(result) == [[("A", ANY + "\n"), ("B", SOON + "\n")]]
    everybody(result, A=tracked, B=FURTHER)


@pytest.mark.parametrize("heading", ["Dates", "Key dates"])
def test_a_heading_of_a_word_or_two_that_two_move_apart_stands_once(heading):
    base = docx(p(heading), *map(p, REST), p("end"))
    near = docx(p(REST[0]), p(heading), p(REST[1]), p("end"))
    far = docx(*map(p, REST), p(heading), p("end"))

    result = combined(base, A=near, B=far)

    assert text(result.data).count(heading) == 1
    assert len(result.conflicts) == 1
    everybody(result, A=near, B=far)


def test_a_new_paragraph_that_is_unlike_what_went_is_no_move():
    other = docx(p(REST[0]), p("Customs officers keep a register."), p(REST[1]), p("end"))
    deleted = docx(*map(p, REST), p("end"))

    result = combined(BASE, A=other, B=deleted)

    assert result.conflicts == ()
    assert differences(accept_all(result.data), other) == []


@pytest.mark.parametrize("order", ["AB", "BA"])
@pytest.mark.parametrize("words", [CASES, ANY])
def test_a_paragraph_that_two_move_one_of_them_into_what_the_other_moves_stands_once(words, order):
    last = "Delta comes fourth."
    base = docx(p(CASES), p("first"), *map(p, REST), p(last), p("end"))
    moved = docx(p("first"), p(CASES), p(last), *map(p, REST), p("end"))
    joined = docx(p("first"), *map(p, REST), p(last + " " + words), p("end"))
    returns = {name: {"A": moved, "B": joined}[name] for name in order}

    result = combined(base, **returns)

    assert "\n".join(text(result.data)).count("Officers") == 1
    assert "\n".join(text(result.data)).count(last) == 1
    assert {side.reviewer for one in result.conflicts for side in one.sides} == {"A", "B"}
    everybody(result, **returns)


@pytest.mark.parametrize("order", ["AB", "BA"])
def test_a_paragraph_that_two_move_and_one_parts_with_another_in_between_stands_once(order):
    base = docx(p("Officers count each case twice."), *map(p, REST), p("end"))
    between = "New words of somebody."
    parted = docx(*map(p, REST), p("Officers count"), p(between), p("each case daily."), p("end"))
    moved = docx(p(REST[0]), p("Officers count every case twice."), p(REST[1]), p("end"))
    returns = {name: {"A": parted, "B": moved}[name] for name in order}

    result = combined(base, **returns)

    accepted = [REST[0], "Officers count every case twice.", REST[1], between, "end"]
    assert text(result.data) == accepted
    assert {side.reviewer for one in result.conflicts for side in one.sides} == {"A", "B"}
    everybody(result, **returns)


@pytest.mark.parametrize("order", ["AB", "BA"])
def test_a_paragraph_that_two_move_to_one_place_and_one_joins_to_the_next_stands_once(order):
    more = p("Delta is a letter that comes after them, and it is a long way to the last one.")
    base = docx(*map(p, REST), more, p(CASES), p("end"))
    joined = docx(p(REST[0]), p(CASES + " " + REST[1]), more, p("end"))
    moved = docx(p(REST[0]), p(CASES), p(REST[1]), more, p("end"))
    returns = {name: {"A": moved, "B": joined}[name] for name in order}

    result = combined(base, **returns)

    assert "\n".join(text(result.data)).count(CASES) == 1
    assert sorted(sides(result)[0]) == [("A", CASES + "\n"), ("B", CASES + " ")]
    assert len(result.conflicts) == 1
    everybody(result, **returns)


@pytest.mark.parametrize("order", ["ABC", "CBA", "BCA"])
def test_a_word_gone_from_a_moved_paragraph_takes_no_blank_along_of_what_a_third_writes(order):
    base = docx(p("Officers must count old boxes twice a day here."), *map(p, REST), p("end"))
    wishes = {
        "A": docx(p("Officers must count old cases twice a day here."), *map(p, REST), p("end")),
        "B": docx(*map(p, REST), p("Officers shall count boxes twice a day here."), p("end")),
        "C": docx(p("Officers must count boxes twice a day here."), *map(p, REST), p("end")),
    }
    returns = {name: wishes[name] for name in order}

    result = combined(base, **returns)

    assert text(result.data) == [*REST, "Officers shall count cases twice a day here.", "end"]
    everybody(result, **returns)
