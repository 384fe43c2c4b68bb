"""Rows that a vertical merge keeps together are written anew together, or it would be cut."""

from datetime import UTC, datetime

import pytest

from chapters import accept_all, combine, compare, reject_all
from chapters.combination import Contribution
from tests.judge import differences
from tests.reviewers import only, sides
from tests.schema import new_breakage
from tests.wordml import cell, docx, p, row, table

WHEN = datetime(2017, 10, 12, 9, tzinfo=UTC)
GROUP, MORE = cell("Drums", vmerge="restart"), cell(vmerge="continue")
LAST = row(cell("Cylinders"), cell("five"), cell("six"))
FIRST = row(GROUP, cell("one"), cell("two"))
SECOND = row(MORE, cell("three"), cell("four"))
BASE = docx(table(FIRST, SECOND, LAST), p("end"))
WIDER = docx(table(row(GROUP, cell("one and two", span=2)), SECOND, LAST), p("end"))
WIDER_BELOW = docx(table(FIRST, row(MORE, cell("three and four", span=2)), LAST), p("end"))
NEW = docx(
    table(row(GROUP, cell("one and two", span=2)), row(MORE, cell("new"), cell("too")), LAST),
    p("end"),
)
PARTED = docx(
    table(
        row(cell("Drums"), cell("one"), cell("two")), row(cell(), cell("three"), cell("4")), LAST
    ),
    p("end"),
)


@pytest.mark.parametrize("after", [WIDER, WIDER_BELOW, NEW, PARTED])
def test_cells_that_are_joined_beside_a_vertical_merge_leave_it_whole(after):
    for one, other in ((BASE, after), (after, BASE)):
        result = compare(one, other, author="WCO", when=WHEN)

        assert differences(reject_all(result), one) == []
        assert differences(accept_all(result), other) == []
        assert new_breakage(one, result) == []


def test_a_word_in_a_row_that_another_writes_anew_with_those_it_is_merged_with_is_a_conflict():
    edited = docx(table(FIRST, row(MORE, cell("3"), cell("four")), LAST), p("end"))
    asked = [Contribution(reviewer="A", data=WIDER), Contribution(reviewer="B", data=edited)]

    result = combine(BASE, asked, when=WHEN)

    assert sides(result) == {"A", "B"}
    assert differences(reject_all(result.data), BASE) == []
    assert differences(only(result, "A"), WIDER) == []
    assert differences(only(result, "B"), edited) == []
