"""Paragraphs that one moves and joins to others there, or parts, against what others do to them."""

from collections import Counter
from itertools import permutations

import pytest

from tests.chapters.test_combination import combined
from tests.reviewers import everybody, sides, text
from tests.wordml import cell, docx, p, row, table

ONE = "Officers shall report each case within the day."
TWO = "Seizures go to the register of every office."
LAST = "Gamma ends it."
REST = ["Beta comes second here.", "Delta comes fourth by now."]
BASE = docx(p(ONE), p(TWO), *map(p, REST), p(LAST))
ANY, EVERY = ONE.replace("each", "any"), TWO.replace("every", "one")
JOINED = docx(*map(p, REST), p(ANY + TWO), p(LAST))


@pytest.mark.parametrize(
    ("one", "other", "accepted"),
    [
        pytest.param(
            JOINED,
            docx(p(ONE), *map(p, REST), p(LAST)),
            [*REST, ANY, LAST],
            id="two joined and moved, and the second of them goes",
        ),
        pytest.param(
            JOINED,
            docx(p(ONE), p(EVERY), *map(p, REST), p(LAST)),
            [*REST, ANY + EVERY, LAST],
            id="two joined and moved, and a word in the second of them",
        ),
        pytest.param(
            JOINED,
            docx(p(ONE), p(REST[0]), p(EVERY), p(REST[1]), p(LAST)),
            [REST[0], EVERY, REST[1], ANY, LAST],
            id="two joined and moved, and the second of them moves elsewhere",
        ),
        pytest.param(
            docx(p(TWO), *map(p, REST), p(ANY + LAST)),
            docx(p(TWO), p(ONE.replace("day", "hour")), *map(p, REST), p(LAST)),
            [TWO, ONE.replace("day", "hour"), *REST, LAST],
            id="one moved and joined to the last, and moved elsewhere",
        ),
        pytest.param(
            docx(*map(p, REST), p("Officers shall report"), p(ANY[21:]), p(TWO), p(LAST)),
            docx(p(ONE.replace("day", "hour")), p(TWO), *map(p, REST), p(LAST)),
            [*REST, "Officers shall report", ANY[21:].replace("day", "hour"), TWO, LAST],
            id="one moved and parted, and a word in it",
        ),
        pytest.param(
            docx(p(TWO), p(REST[0]), p("Officers shall report"), p(ANY[21:]), p(REST[1]), p(LAST)),
            docx(p(TWO), *map(p, REST), p(ONE.replace("day", "hour")), p(LAST)),
            [TWO, REST[0], "Officers shall report", ANY[21:], REST[1], LAST],
            id="one moved and parted, and moved elsewhere",
        ),
        pytest.param(
            docx(p("Officers shall report"), p(TWO), p(REST[0]), p(ONE[21:]), p(REST[1]), p(LAST)),
            docx(p(TWO), *map(p, REST), p(ONE), p(LAST)),
            [TWO, REST[0], ONE[21:], REST[1], "Officers shall report", LAST],
            id="the half of one moved, and the whole moved elsewhere",
        ),
    ],
)
def test_no_word_stands_twice_and_the_clash_is_listed(one, other, accepted):
    for order in permutations([("A", one), ("B", other)]):
        result = combined(BASE, **dict(order))

        assert text(result.data) == accepted
        assert sides(result) == {"A", "B"}
        everybody(result, A=one, B=other)


def test_what_is_written_where_a_paragraph_was_parted_is_there_once():
    one = docx(*map(p, REST), p("Officers shall report"), p(ANY[21:]), p(TWO), p(LAST))
    other = docx(p(ONE.replace("report ", "report now ")), p(TWO), *map(p, REST), p(LAST))

    result = combined(BASE, A=one, B=other)

    assert Counter(" ".join(text(result.data)).split())["now"] == 1
    everybody(result, A=one, B=other)


def test_what_a_third_writes_in_a_paragraph_that_two_move_to_one_place_is_there_once():
    returns = {
        "A": docx(p(TWO), p(REST[0]), p(ANY), p(REST[1]), p(LAST)),
        "B": docx(p(TWO), p(REST[0]), p(ONE), p(REST[1]), p(LAST)),
        "C": docx(p(ONE.replace("report ", "report now ")), p(TWO), *map(p, REST), p(LAST)),
    }

    for order in permutations(returns):
        result = combined(BASE, **{name: returns[name] for name in order})

        assert Counter(" ".join(text(result.data)).split())["now"] == 1
        assert sides(result) == {"A", "B", "C"}
        everybody(result, **returns)


def test_a_table_stays_where_it_is_when_a_long_paragraph_moves_across_it_and_a_word_in_it_changes():
    def grid(*rows: str) -> str:
        return table(*[row(*map(cell, one.split("|"))) for one in rows])

    rows = ["Name|Code", "CFC-11|2903.77", "CFC-12|2903.42"]
    base = docx(p(TWO), p(LAST), grid(*rows), p(ONE), p("end"))
    moved = docx(p(TWO), p(ONE), p(LAST), grid(*rows[:2], "CFC-12|2903.99"), p("end"))
    dropped = docx(p(TWO), p(LAST), grid(rows[0], rows[2]), p(ONE), p("end"))

    result = combined(base, A=moved, B=dropped)

    lines = [TWO, ONE, LAST, "Name\tCode", "CFC-12\t2903.99", "end"]
    assert text(result.data) == lines
    assert result.conflicts == ()
    everybody(result, A=moved, B=dropped)


def test_one_word_that_is_parted_from_a_paragraph_is_not_a_new_one():
    parted = docx(p("Officers"), p(ONE[8:]), p(TWO), *map(p, REST), p(LAST))
    deleted = docx(p(ONE[9:]), p(TWO), *map(p, REST), p(LAST))

    result = combined(BASE, A=parted, B=deleted)

    assert "Officers" not in text(result.data)
    assert sides(result) == {"A", "B"}
    everybody(result, A=parted, B=deleted)
