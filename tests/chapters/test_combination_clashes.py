"""Who wants what of the same place: splits, joins, moves, rows, columns, notes and comments."""

from itertools import permutations

import pytest

from chapters import (
    accept_all,
    plain_text,
    read_comments,
    read_revisions,
    reject_all,
    resolve,
)
from chapters.reconciliation import same
from tests.chapters.test_combination import combined
from tests.judge import differences
from tests.resolving import parts_of
from tests.reviewers import everybody, sides, text
from tests.wordml import (
    cell,
    changed,
    comment,
    commented,
    dele,
    docx,
    field,
    footnote,
    hyperlink,
    ins,
    math,
    p,
    r,
    raw,
    row,
    table,
)

WORDS = ["Alpha is the first letter.", "Beta is the second letter.", "Gamma is the third one."]
BASE = docx(*map(p, WORDS), p("end"))


@pytest.mark.parametrize(
    ("edited", "accepted"),
    [
        ("A is the very first. It leads.", ["A is the very first.", " It leads."]),
        ("A is the first. It always leads.", ["A is the first.", " It always leads."]),
    ],
)
def test_a_split_and_an_edit_in_either_half_are_listed_and_both_read_well(edited, accepted):
    base = docx(p("A is the first. It leads."), p("end"))
    split = docx(p("A is the first."), p(" It leads."), p("end"))
    returns = {"A": split, "B": docx(p(edited), p("end"))}

    result = combined(base, **returns)

    assert text(result.data) == [*accepted, "end"]
    assert len(result.conflicts) == 1
    everybody(result, **returns)


def test_a_join_and_an_edit_of_the_next_paragraph_are_both_taken():
    joined = docx(p(WORDS[0] + WORDS[1]), p(WORDS[2]), p("end"))
    edited = docx(p(WORDS[0]), p("Beta is the 2nd letter."), p(WORDS[2]), p("end"))

    result = combined(BASE, A=joined, B=edited)

    assert text(result.data)[0] == "Alpha is the first letter.Beta is the 2nd letter."
    everybody(result, A=joined, B=edited)


def test_a_join_and_the_deletion_of_the_same_paragraph_share_its_end():
    joined = docx(p(WORDS[0] + WORDS[1]), p(WORDS[2]), p("end"))
    deleted = docx(*map(p, WORDS[1:]), p("end"))

    result = combined(BASE, A=joined, B=deleted)

    assert text(result.data) == [*WORDS[1:], "end"]
    assert ("A", "B") in result.reviewers.values()
    everybody(result, A=joined, B=deleted)


def test_an_edit_follows_the_paragraph_that_another_moves_and_is_listed():
    moved = docx(p(WORDS[1]), p(WORDS[2]), p(WORDS[0]), p("end"))
    edited = docx(p("Alpha is the very first sign."), *map(p, WORDS[1:]), p("end"))

    result = combined(BASE, A=moved, B=edited)

    assert text(result.data) == [*WORDS[1:], "Alpha is the very first sign.", "end"]
    assert [[(s.reviewer, s.text.strip()) for s in one.sides] for one in result.conflicts] == [
        [("A", WORDS[0]), ("B", "Alpha is the very first sign.")]
    ]
    assert all(side.revisions for one in result.conflicts for side in one.sides)
    assert [one.follows for one in result.conflicts] == [True]
    everybody(result, A=moved, B=edited)


@pytest.mark.parametrize(
    ("mover", "others"),
    [
        (WORDS[0], {"B": "Alpha is the very first sign.", "C": "Alpha is the very last sign."}),
        ("Alpha is the very first letter.", {"B": "Alpha is the first sign."}),
        ("Alpha is the very first letter.", {"B": "Alpha is the 1st letter."}),
        (WORDS[0], {"B": ""}),
    ],
    ids=["two edits of one word", "moved and reworded", "same words", "deleted"],
)
def test_what_cannot_all_stand_where_a_paragraph_is_moved_is_a_choice(mover, others):
    moved = docx(p(WORDS[1]), p(WORDS[2]), p(mover), p("end"))
    edited = {
        k: docx(*([p(t)] if t else []), *map(p, WORDS[1:]), p("end")) for k, t in others.items()
    }

    result = combined(BASE, A=moved, **edited)

    assert [one.follows for one in result.conflicts] == [False]


def test_a_split_follows_the_paragraph_that_another_moves():
    moved = docx(p(WORDS[1]), p(WORDS[2]), p(WORDS[0]), p("end"))
    split = docx(p("Alpha is the"), p(" first letter."), *map(p, WORDS[1:]), p("end"))

    result = combined(BASE, A=moved, B=split)

    assert text(result.data) == [*WORDS[1:], "Alpha is the", " first letter.", "end"]
    everybody(result, A=moved, B=split)


def test_one_paragraph_moved_to_two_places_stands_once_and_the_place_is_a_conflict():
    base = docx(*map(p, WORDS), p("Delta is the fourth of them."), p("end"))
    last = p("Delta is the fourth of them.")
    one = docx(p(WORDS[1]), p(WORDS[0]), p(WORDS[2]), last, p("end"))
    other = docx(p(WORDS[1]), p(WORDS[2]), last, p(WORDS[0]), p("end"))

    results = [combined(base, **dict(order)) for order in permutations([("A", one), ("B", other)])]

    for result in results:
        assert text(result.data).count(WORDS[0]) == 1
        assert len(result.conflicts) == 1
        everybody(result, A=one, B=other)
    assert text(results[0].data) == text(results[1].data)


def test_a_move_and_a_deletion_of_the_same_paragraph_are_a_conflict():
    moved = docx(p(WORDS[1]), p(WORDS[2]), p(WORDS[0]), p("end"))
    deleted = docx(*map(p, WORDS[1:]), p("end"))

    result = combined(BASE, A=moved, B=deleted)

    assert [[(s.reviewer, s.text.strip()) for s in one.sides] for one in result.conflicts] == [
        [("A", WORDS[0]), ("B", "")]
    ]
    everybody(result, A=moved, B=deleted)


def test_the_same_move_by_two_is_one_move_with_two_names():
    moved = docx(p(WORDS[1]), p(WORDS[2]), p(WORDS[0]), p("end"))

    result = combined(BASE, A=moved, B=moved)

    assert result.conflicts == ()
    assert set(result.reviewers.values()) == {("A", "B")}
    assert len({one.group for one in read_revisions(result.data)}) == 1
    assert differences(accept_all(result.data), moved) == []


def test_paragraphs_that_several_write_at_one_place_stand_once():
    def written(*new: str) -> bytes:
        return docx(p(WORDS[0]), *map(p, new), *map(p, WORDS[1:]), p("end"))

    one, other = written("New words.", "More words."), written("Some words.", "New words.")

    result = combined(BASE, A=one, B=other)

    assert text(result.data)[1:4] == ["Some words.", "New words.", "More words."]
    assert result.conflicts == ()
    everybody(result, A=one, B=other)


def test_a_word_at_the_start_and_a_paragraph_before_it_do_not_run_together():
    word = docx(p(WORDS[0]), p("Now " + WORDS[1]), p(WORDS[2]), p("end"))
    paragraph = docx(p(WORDS[0]), p("A new one."), *map(p, WORDS[1:]), p("end"))

    for order in permutations([("A", word), ("B", paragraph)]):
        result = combined(BASE, **dict(order))

        assert text(result.data)[1:3] == ["A new one.", "Now " + WORDS[1]]
        everybody(result, A=word, B=paragraph)


def test_a_column_and_a_row_that_two_add_are_both_there():
    def grid(*rows: list[str]) -> bytes:
        return docx(table(*[row(*map(cell, one)) for one in rows]), p("end"))

    base = grid(["Name", "Code"], ["CFC-11", "2903.41"], ["CFC-12", "2903.42"])
    column = grid(["Name", "Code", "Annex"], ["CFC-11", "2903.41", "A"], ["CFC-12", "2903.42", "A"])
    new = grid(
        ["Name", "Code"], ["CFC-11", "2903.41"], ["CFC-113", "2903.43"], ["CFC-12", "2903.42"]
    )

    result = combined(base, A=column, B=new)

    assert text(result.data)[:4] == [
        "Name\tCode\tAnnex",
        "CFC-11\t2903.41\tA",
        "CFC-113\t2903.43\t",
        "CFC-12\t2903.42\tA",
    ]
    everybody(result, A=column, B=new)


def test_a_footnote_in_a_paragraph_that_another_deletes_is_a_conflict_and_not_lost():
    noted = docx(
        p("Alpha is the first", footnote(1), " letter."),
        *map(p, WORDS[1:]),
        p("end"),
        footnotes={1: p("Of the Greeks.")},
    )
    deleted = docx(*map(p, WORDS[1:]), p("end"))

    result = combined(BASE, A=noted, B=deleted)

    assert len(result.conflicts) == 1
    assert "Of the Greeks." in plain_text(result.data)
    everybody(result, A=noted, B=deleted)


def test_a_footnote_that_one_edits_and_another_takes_out_of_the_text_or_a_row_is_a_conflict():
    def noted(words: str, *before: str) -> bytes:
        first = p("Alpha is the first", footnote(1), " letter.")
        in_row = table(row(cell("Beta"), cell("b")), row(cell(p("Gamma", footnote(2))), cell("g")))
        notes = {1: p(words), 2: p(words)}
        return docx(*map(p, before), first, in_row, p("end"), footnotes=notes)

    base, edited = noted("Of the Greeks."), noted("Of the old Greeks.")
    gone = docx(p("Alpha is the first letter."), table(row(cell("Beta"), cell("b"))), p("end"))

    result = combined(base, A=edited, B=gone)

    assert [[(one.reviewer, one.text) for one in c.sides] for c in result.conflicts] == [
        [("A", "Of the old Greeks."), ("B", "")]
    ] * 2
    assert [one.base for one in result.conflicts] == ["Of the Greeks."] * 2
    assert all(one.revisions for c in result.conflicts for one in c.sides)
    assert combined(base, A=edited, B=noted("Of the Greeks.", "New.")).conflicts == ()
    everybody(result, A=edited, B=gone)


def test_a_comment_in_a_paragraph_that_another_deletes_or_moves_is_kept():
    asked = docx(
        p("Alpha is the ", commented("first", id=0), " letter."),
        *map(p, WORDS[1:]),
        p("end"),
        comments=[comment(p("Why first?"), id=0, by="A")],
    )
    deleted = docx(*map(p, WORDS[1:]), p("end"))
    moved = docx(p(WORDS[1]), p(WORDS[2]), p(WORDS[0]), p("end"))

    results = [combined(BASE, A=asked, B=other) for other in (deleted, moved)]

    for result in results:
        for data in (result.data, accept_all(result.data)):
            assert [one.text for one in read_comments(data)] == ["Why first?"]


def test_nested_marks_of_two_people_in_one_return_keep_their_net_effect():
    nested = docx(
        p("Alpha is the ", ins("very ", dele("old ", by="B1"), by="B2"), "first letter."),
        *map(p, WORDS[1:]),
        p("end"),
    )
    other = docx(p(WORDS[0]), p("Beta is the 2nd letter."), p(WORDS[2]), p("end"))

    result = combined(BASE, A=nested, B=other)

    assert text(result.data)[:2] == ["Alpha is the very first letter.", "Beta is the 2nd letter."]
    everybody(result, A=nested, B=other)


def test_four_reviewers_can_be_decided_one_by_one_in_any_order():
    returns = {
        "A": docx(p(WORDS[1]), p(WORDS[2]), p(WORDS[0]), p("end")),
        "B": docx(p("Alpha is the very first letter."), *map(p, WORDS[1:]), p("end")),
        "C": docx(p("Alpha is the"), p(" first letter."), *map(p, WORDS[1:]), p("end")),
        "D": docx(p(WORDS[0] + WORDS[1]), p(WORDS[2]), p("end")),
    }

    result = combined(BASE, **returns)

    assert sides(result) == set(returns)
    everybody(result, **returns)
    whole = accept_all(result.data)
    for order in permutations(returns):
        data = result.data
        for name in order:
            mine = [one for one, who in result.reviewers.items() if name in who]
            data = resolve(data, accept=mine)
        assert same(whole, data) == []


_ROWS = [
    ("Code", "Name"),
    ("2903", "CFC-12 and its many blends"),
    ("2904", "Halon in old extinguishers"),
    ("2905", "Methyl bromide for fumigation"),
]
_LONG = [f"Paragraph number {one} says something of its own about {one} things." for one in "12345"]


def _table(*rows: tuple[str, str]) -> str:
    return table(*[row(*map(cell, one)) for one in rows])


@pytest.mark.parametrize("order", ["AB", "BA"])
@pytest.mark.parametrize(
    ("other", "wanted"),
    [
        pytest.param(_ROWS[:2] + _ROWS[3:], _ROWS[:2] + _ROWS[3:], id="a row goes"),
        pytest.param([*_ROWS, ("2906", "New")], [*_ROWS, ("2906", "New")], id="a row comes"),
        pytest.param([], [], id="the table goes"),
    ],
)
def test_a_table_that_one_moves_and_another_changes_is_a_conflict(other, wanted, order):
    base = docx(p("first"), _table(*_ROWS), *map(p, _LONG), p("end"))
    moved = docx(p("first"), *map(p, _LONG), _table(*_ROWS), p("end"))
    changed = docx(p("first"), *([_table(*other)] if other else []), *map(p, _LONG), p("end"))
    returns = {name: {"A": moved, "B": changed}[name] for name in order}

    result = combined(base, **returns)

    [conflict] = result.conflicts
    said = {side.reviewer: side.text for side in conflict.sides}
    assert said["B"] == "\n".join("\t".join(one) for one in wanted)
    assert said["A"] == conflict.base == "\n".join("\t".join(one) for one in _ROWS)
    assert all(side.revisions for side in conflict.sides)
    everybody(result, **returns)


def test_a_row_that_comes_into_a_table_which_another_takes_away_is_a_conflict():
    base = docx(p("first"), _table(*_ROWS), p("end"))
    returns = {
        "A": docx(p("first"), p("end")),
        "B": docx(p("first"), _table(*_ROWS, ("2906", "New")), p("end")),
    }

    result = combined(base, **returns)

    [conflict] = result.conflicts
    assert {side.reviewer for side in conflict.sides} == {"A", "B"}
    everybody(result, **returns)


CASES = "Officers shall report each case within 24 hours to the office."
ALIKE = "Officers shall report each incident within 24 hours to the office."


@pytest.mark.parametrize(
    "third",
    [
        pytest.param([*WORDS, CASES], id="moves the paragraph"),
        pytest.param([*WORDS], id="deletes it"),
        pytest.param([CASES.replace("each case", "at once"), *WORDS], id="rewords it"),
    ],
)
@pytest.mark.parametrize("order", ["ABC", "BCA", "BAC"])
def test_the_same_edit_by_two_stands_once_under_both_names_against_a_third(third, order):
    edited = docx(p(ALIKE), *map(p, WORDS), p("end"))
    wishes = {"A": docx(*map(p, third), p("end")), "B": edited, "C": edited}
    returns = {name: wishes[name] for name in order}

    result = combined(docx(p(CASES), *map(p, WORDS), p("end")), **returns)

    assert "\n".join(text(result.data)).count("incident") == 1
    assert any(set(names) == {"B", "C"} for names in result.reviewers.values())
    [conflict] = result.conflicts
    held = {side.reviewer: set(side.revisions) for side in conflict.sides}
    assert held["B"] == held["C"] != set()
    everybody(result, **returns)


def test_the_same_split_by_two_leaves_no_empty_paragraph_where_a_third_edits():
    base = docx(p("One sentence here. Another sentence there."), p("end"))
    parted = docx(p("One sentence here. "), p("Another sentence there."), p("end"))
    edited = docx(p("One sentence here. Some sentence there."), p("end"))

    result = combined(base, A=edited, B=parted, C=parted)

    assert text(result.data) == ["One sentence here. ", "Some sentence there.", "end"]
    everybody(result, A=edited, B=parted, C=parted)


KEYS = [("Substance", "Code"), ("CFC-11", "41"), ("CFC-12", "42"), ("CFC-13", "43")]


def of_rows(*rows: tuple[str, str]) -> bytes:
    return docx(table(*(row(*map(cell, one)) for one in rows)), p("end"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([*KEYS, ("CFC-115", "77")], [*KEYS, ("CFC-115", "44")]),
        ([*KEYS, ("CFC-115", "77")], [*KEYS[:2], ("CFC-115", "77"), *KEYS[2:]]),
        ([KEYS[0], *KEYS[2:], KEYS[1]], [KEYS[0], KEYS[2], KEYS[1], KEYS[3]]),
        ([*KEYS[:2], ("CFC-115", "77"), *KEYS[2:]], [*KEYS[:3], ("CFC-115", "44")]),
    ],
    ids=[
        "with other words",
        "at another place",
        "moved apart",
        "a new one and one made of another",
    ],
)
def test_rows_about_one_thing_that_two_put_in_are_a_conflict(one, other):
    returns = {"A": of_rows(*one), "B": of_rows(*other)}

    result = combined(of_rows(*KEYS), **returns)

    [conflict] = result.conflicts
    assert [side.reviewer for side in conflict.sides] == ["A", "B"]
    assert all(side.text and side.revisions for side in conflict.sides)
    everybody(result, **returns)


_GRID = [["a one", "b two"], ["c three", "d four"]]
_NARROW = [[one] for one, _ in _GRID]
_WIDER = [["a one", "new", "b two"], ["c three", "newer", "d four"]]


@pytest.mark.parametrize("order", ["AB", "BA"])
@pytest.mark.parametrize(
    ("theirs", "others", "follows"),
    [
        pytest.param(
            _NARROW, [["a one", "b two"], ["c three", "d four, or five"]], False, id="cell"
        ),
        pytest.param(_NARROW, [_GRID[0], ["x", "y"], _GRID[1]], False, id="column, and a new row"),
        pytest.param([], _WIDER, False, id="table, and a new column"),
        pytest.param(_GRID[:1], _WIDER, True, id="row, and a new column"),
    ],
)
def test_what_goes_with_a_column_a_row_or_a_table_is_listed(theirs, others, follows, order):
    def grid(cells: list[list[str]]) -> bytes:
        rows = [row(*map(cell, one)) for one in cells]
        return docx(p("first"), *([table(*rows)] if rows else []), p("end"))

    wanted = {"A": grid(theirs), "B": grid(others)}
    returns = {name: wanted[name] for name in order}

    result = combined(grid(_GRID), **returns)

    [conflict] = result.conflicts
    assert {side.reviewer for side in conflict.sides if side.revisions} == {"A", "B"}
    said = {side.reviewer: side.text for side in conflict.sides}
    assert any(words in said["B"] for words in ("or five", "x\ty", "newer"))
    assert conflict.follows is follows
    everybody(result, **returns)


_NEW = ["Wholly unlike words arrive from elsewhere now.", "Another sentence replaces all of it."]


@pytest.mark.parametrize("order", ["AB", "BA"])
@pytest.mark.parametrize(
    ("theirs", "others", "follows"),
    [
        pytest.param([], _NEW, True, id="gone, and written anew"),
        pytest.param(_NEW[:1], _NEW[1:], False, id="written anew by both"),
        pytest.param([WORDS[2]], _NEW, True, id="one of them gone"),
    ],
)
def test_paragraphs_that_several_take_away_and_one_writes_anew_are_listed(
    theirs, others, follows, order
):
    wanted = {
        name: docx(p(WORDS[0]), *map(p, texts), p("end"))
        for name, texts in (("A", theirs), ("B", others))
    }
    returns = {name: wanted[name] for name in order}

    result = combined(BASE, **returns)

    [conflict] = result.conflicts
    said = {side.reviewer: side.text for side in conflict.sides if side.revisions}
    assert said == {"A": "\n".join(one for one in theirs if one in _NEW), "B": "\n".join(others)}
    assert conflict.base == "\n".join(WORDS[1:])
    assert conflict.follows is follows
    everybody(result, **returns)


def test_paragraphs_that_both_write_anew_alike_are_none() -> None:
    anew = docx(p(WORDS[0]), *map(p, _NEW), p("end"))

    result = combined(BASE, A=anew, B=anew)

    assert result.conflicts == ()
    everybody(result, A=anew, B=anew)


def test_a_table_that_one_takes_away_and_another_writes_anew_is_listed() -> None:
    def holding(*rows: str) -> bytes:
        return docx(p("first"), *rows, p("end"))

    anew = [row(cell("q1"), cell("q2")), row(cell("q3"), cell("q4"))]
    gone, new = holding(), holding(table(*anew))

    result = combined(holding(_table(*_ROWS)), A=gone, B=new)

    wishes = [[(one.reviewer, one.text) for one in each.sides] for each in result.conflicts]
    assert [("A", ""), ("B", "q1\tq2\nq3\tq4")] in wishes
    everybody(result, A=gone, B=new)


def test_an_empty_paragraph_that_two_fill_otherwise_is_a_conflict():
    def filled(words: str) -> bytes:
        return docx(p("Shown by:"), p(words) if words else p(), p("end"))

    returns = {"A": filled("officers at the port."), "B": filled("the owner of the goods.")}

    result = combined(filled(""), **returns)

    assert [[side.text.strip() for side in one.sides] for one in result.conflicts] == [
        ["officers at the port.", "the owner of the goods."]
    ]
    everybody(result, **returns)


@pytest.mark.parametrize(
    ("base", "one", "other", "said"),
    [
        (math("x+y"), math("x+z"), math("x+w"), ("x+y", "x+z", "x+w")),
        (
            field("REF one", "1"),
            field("REF two", "1"),
            field("REF three", "1"),
            ("[REF one]", "[REF two]", "[REF three]"),
        ),
        (
            "the site",
            hyperlink("the site", anchor="one"),
            hyperlink("the site", anchor="two"),
            ("the site", "the site (#one)", "the site (#two)"),
        ),
    ],
)
def test_a_conflict_says_what_each_wants_of_an_equation_a_field_and_a_link(base, one, other, said):
    base, *returned = (docx(p("See ", thing, " first."), p("end")) for thing in (base, one, other))

    result = combined(base, **dict(zip("AB", returned, strict=True)))

    [conflict] = result.conflicts
    assert (conflict.base.strip(), *(side.text.strip() for side in conflict.sides)) == said


def _equation(by: str = "", new: str = "") -> bytes:
    """A paragraph with “ab” in an equation, of which somebody makes the second letter another."""

    def letters(words: str, kind: str = "") -> str:
        inner = f"<m:r><m:t>{words}</m:t></m:r>"
        mark = (
            f'<w:{kind} w:id="?" w:author="{by}" w:date="2017-10-12T09:00:00Z">{inner}</w:{kind}>'
        )
        return mark if kind else inner

    edit = letters("b", "del") + letters(new, "ins") if by else letters("b")
    return docx(p("so ", raw(f"<m:oMath>{letters('a')}{edit}</m:oMath>"), " holds"), p("end"))


@pytest.mark.parametrize("order", ["AB", "BA"])
def test_edits_of_two_inside_one_equation_are_a_conflict_and_both_there(order):
    returns = {"A": _equation("A", "c"), "B": _equation("B", "d")}

    result = combined(_equation(), **{label: returns[label] for label in order})

    [conflict] = result.conflicts
    assert {side.reviewer: side.text for side in conflict.sides} == {"A": "ac", "B": "ad"}
    everybody(result, **returns)
    assert {origin for origins in result.origins.values() for origin in origins} == {
        (label, one.id) for label, data in returns.items() for one in read_revisions(data)
    }


def test_the_same_edit_of_two_inside_one_equation_is_one():
    returns = {"A": _equation("A", "c"), "B": _equation("B", "c")}

    result = combined(_equation(), **returns)

    assert result.conflicts == ()
    assert set(result.reviewers.values()) == {("A", "B")}
    everybody(result, **returns)


def test_an_edit_inside_an_equation_that_another_takes_away_is_a_conflict():
    returns = {"A": _equation("A", "c"), "B": docx(p("so it holds"), p("end"))}

    result = combined(_equation(), **returns)

    assert len(result.conflicts) == 1
    everybody(result, **returns)


def test_marks_inside_an_equation_stay_in_it_where_another_edits_beside_it():
    other = docx(p("so ", raw("<m:oMath><m:r><m:t>ab</m:t></m:r></m:oMath>"), " fails"), p("end"))
    returns = {"A": _equation("A", "c"), "B": other}

    result = combined(_equation(), **returns)

    assert result.conflicts == ()
    assert sorted(one.before + one.after for one in read_revisions(result.data)) == [
        "b",
        "c",
        "fails",
        "holds",
    ]
    everybody(result, **returns)


def _looking(words: str, by: str, looks: str) -> bytes:
    """A paragraph in which somebody makes some words look otherwise."""
    before, after = f" {BASE_WORDS} ".split(f" {words} ")
    run = r(words, props=f"{looks}{changed('rPr', by=by)}")
    return docx(p(f"{before} ".lstrip(), run, f" {after}".rstrip()), p("end"))


BASE_WORDS = "Officers report each case within a day."


@pytest.mark.parametrize("order", ["AB", "BA"])
def test_words_that_two_want_to_look_otherwise_are_a_conflict_and_neither_is_lost(order):
    base = docx(p(BASE_WORDS), p("end"))
    returns = {"A": _looking("each case", "A", "<w:b/>"), "B": _looking("each case", "B", "<w:i/>")}

    result = combined(base, **{label: returns[label] for label in order})

    [conflict] = result.conflicts
    assert conflict.base == "each case"
    assert {side.reviewer: side.text for side in conflict.sides} == {
        "A": "each case (bold)",
        "B": "each case (italic)",
    }
    everybody(result, **returns)


def test_words_that_two_want_to_look_alike_have_one_mark_of_both():
    base = docx(p(BASE_WORDS), p("end"))
    returns = {
        "A": _looking("each case", "A", "<w:b/>"),
        "B": _looking("report each", "B", "<w:b/>"),
    }

    result = combined(base, **returns)

    assert result.conflicts == ()
    wanted = [(one.kind.value, result.reviewers[one.id]) for one in read_revisions(result.data)]
    assert wanted == [
        ("text formatting", ("B",)),
        ("text formatting", ("A", "B")),
        ("text formatting", ("A",)),
    ]
    everybody(result, **returns)


def test_a_paragraph_that_two_want_to_look_otherwise_has_the_wish_of_one_and_names_the_other():
    def looking(by: str, side: str) -> bytes:
        props = f'<w:jc w:val="{side}"/>{changed("pPr", by=by)}'
        return docx(p(BASE_WORDS, props=props), p("end"))

    base = docx(p(BASE_WORDS), p("end"))

    result = combined(base, A=looking("A", "center"), B=looking("B", "right"))
    alike = combined(base, A=looking("A", "center"), B=looking("B", "center"))

    assert [one.text for one in result.findings] == [
        "B wants something to look otherwise than another does (alignment right); it is left out."
    ]
    [(lost, instead)] = result.left_out.items()
    assert (lost[0], instead[0]) == ("B", "A")
    assert instead in {origin for origins in result.origins.values() for origin in origins}
    assert lost not in {origin for origins in result.origins.values() for origin in origins}
    assert alike.left_out == {}
    assert set(alike.reviewers.values()) == {("A", "B")}
    assert alike.findings == ()


def _table_of(by: str, side: str, page: str = "") -> bytes:
    """A table that somebody wants to stand elsewhere on the page, and a page of another size."""
    looks = f'<w:jc w:val="{side}"/>{changed("tblPr", by=by)}' if side else ""
    size = f'<w:sectPr><w:pgSz w:w="{page}" w:h="9"/>{changed("sectPr", by=by)}</w:sectPr>'
    plain = '<w:sectPr><w:pgSz w:w="7" w:h="9"/></w:sectPr>'
    rows = row(cell("one"), cell("two")), row(cell("three"), cell("four"))
    return docx(table(*rows, props=looks), p("end"), end=size if page else plain)


def test_how_two_want_a_table_and_a_page_to_look_is_written_once_and_can_be_taken_back():
    base = _table_of("", "")
    alike = combined(base, A=_table_of("A", "center", "8"), B=_table_of("B", "center", "8"))
    other = combined(base, A=_table_of("A", "center", "8"), B=_table_of("B", "right", "6"))

    assert set(alike.reviewers.values()) == {("A", "B")}
    assert alike.findings == ()
    assert set(other.reviewers.values()) == {("A",)}
    assert len(other.findings) == 2
    assert {lost[0] for lost in other.left_out} == {"B"}
    for result in (alike, other):
        back = reject_all(result.data)
        assert b"w:jc" not in parts_of(back)["word/document.xml"]
        assert b'w:pgSz w:w="7"' in parts_of(back)["word/document.xml"]
