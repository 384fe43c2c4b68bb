"""`combine`: everybody's revisions over one base; shared once, clashing ones listed."""

import re
from datetime import UTC, datetime
from itertools import permutations

import pytest

from chapters import (
    Combined,
    Contribution,
    accept_all,
    combine,
    plain_text,
    read_comments,
    read_revisions,
    reject_all,
    resolve,
)
from chapters.oxml.namespaces import W
from chapters.package import Package
from tests.corpora import cases, corpora
from tests.judge import differences
from tests.resolving import body
from tests.schema import new_breakage
from tests.wordml import (
    cell,
    comment,
    commented,
    dele,
    docx,
    field,
    footnote,
    ins,
    ins_mark,
    p,
    r,
    raw,
    row,
    table,
)

WHEN = datetime(2017, 10, 12, 9, tzinfo=UTC)


def combined(base: bytes, **returns: bytes) -> Combined:
    """The returns over the base; what must hold of every combination is asserted here."""
    asked = [Contribution(reviewer=name, data=data) for name, data in returns.items()]
    result = combine(base, asked, when=WHEN)
    assert differences(reject_all(result.data), reject_all(base)) == []
    assert new_breakage(base, result.data) == []
    assert {one.id for one in read_revisions(result.data)} == set(result.reviewers)
    return result


def only(result: Combined, reviewer: str) -> bytes:
    """The file with only what one reviewer wants."""
    ids = [one.id for one in read_revisions(result.data)]
    theirs = [one for one in ids if reviewer in result.reviewers[one]]
    return resolve(result.data, accept=theirs, reject=[one for one in ids if one not in theirs])


def sides(result: Combined) -> list[list[tuple[str, str]]]:
    return [[(side.reviewer, side.text) for side in one.sides] for one in result.conflicts]


@pytest.mark.parametrize("case", cases("combine"), ids=lambda case: case["id"])
def test_the_corpus_comes_out_as_expected(case):
    folder = corpora("combine")
    base = (folder / case["base"]).read_bytes()
    returns = {one["reviewer"]: (folder / one["file"]).read_bytes() for one in case["returns"]}

    result = combined(base, **returns)

    if case["expected_conflicts"] is not None:
        assert len(result.conflicts) == case["expected_conflicts"]
    if case["accept_all"] is not None:
        assert body(accept_all(result.data)) == case["accept_all"]
    for reviewer, data in returns.items():
        assert differences(only(result, reviewer), accept_all(data)) == []


def test_one_word_and_three_wishes_is_one_conflict_of_three():
    base = docx(p("cases within 24 hours"))
    returns = {
        name: docx(p("cases within ", dele("24", by=name), ins(text, by=name), " hours"))
        for name, text in (("A", "48"), ("B", "12"), ("C", "36"))
    }

    result = combined(base, **returns)

    assert sides(result) == [[("A", "48"), ("B", "12"), ("C", "36")]]
    assert result.conflicts[0].base == "24"
    assert body(accept_all(result.data)) == ["cases within 481236 hours"]
    assert body(only(result, "B")) == ["cases within 12 hours"]


def test_the_same_edit_by_three_is_one_revision_with_three_names():
    base = docx(p("the colour of the drum"))
    same = docx(p("the color of the drum"))
    tracked = docx(p("the ", ins("color"), dele("colour"), " of the drum"))

    result = combined(base, A=same, B=tracked, C=same)

    assert set(result.reviewers.values()) == {("A", "B", "C")}
    assert len(result.reviewers) == 2
    assert result.conflicts == ()
    assert {name for origins in result.origins.values() for name, _ in origins} == {"B"}
    assert {one for origins in result.origins.values() for _, one in origins} == {
        one.id for one in read_revisions(tracked)
    }


def test_a_split_against_an_edit_is_listed_and_doubles_nothing():
    base = docx(p("One sentence here. Another sentence there."))
    split = docx(p("One sentence here."), p(" Another sentence there."))
    edit = docx(p("One sentence here. Another sentence everywhere."))

    result = combined(base, A=split, B=edit)

    assert len(result.conflicts) == 1
    assert body(accept_all(result.data)) == ["One sentence here.", "Another sentence everywhere."]


def test_a_join_leaves_an_edit_of_the_next_paragraph_alone():
    base = docx(p("First part"), p("second part"), p("end"))
    joined = docx(p("First partsecond part"), p("end"))
    edit = docx(p("First part"), p("second piece"), p("end"))

    result = combined(base, A=joined, B=edit)

    assert body(accept_all(result.data)) == ["First partsecond piece", "end"]
    assert body(only(result, "A")) == ["First partsecond part", "end"]
    assert body(only(result, "B")) == ["First part", "second piece", "end"]


def test_a_move_against_an_edit_is_a_conflict():
    texts = ["Alpha is the first letter.", "Beta is the second letter.", "Gamma is the third one."]
    base = docx(*map(p, texts))
    moved = docx(p(texts[1]), p(texts[2]), p(texts[0]))
    edit = docx(p("Alpha is the very first letter."), p(texts[1]), p(texts[2]))

    result = combined(base, A=moved, B=edit)

    assert len(result.conflicts) == 1
    assert body(only(result, "A")) == [texts[1], texts[2], texts[0]]


def test_a_deleted_row_against_a_cell_edit_is_a_conflict():
    rows = [row(cell("CFC-11"), cell("2903.77")), row(cell("CFC-12"), cell("2903.42"))]
    base = docx(table(*rows), p("end"))
    deleted = docx(table(rows[0]), p("end"))
    edit = docx(table(rows[0], row(cell("CFC-12"), cell("2903.99"))), p("end"))

    result = combined(base, A=deleted, B=edit)

    assert sides(result) == [[("A", ""), ("B", "CFC-12\t2903.99")]]
    assert result.conflicts[0].place.row == 2
    assert all(side.revisions for side in result.conflicts[0].sides)
    assert differences(only(result, "A"), deleted) == []
    assert differences(only(result, "B"), edit) == []


def test_different_wishes_for_one_cell_are_a_conflict():
    base = docx(table(row(cell("a fine of 500 dollars"), cell("x"))), p("end"))
    one = docx(table(row(cell("a fine of 900 dollars"), cell("x"))), p("end"))
    other = docx(table(row(cell("a fine of 500 francs"), cell("x"))), p("end"))

    result = combined(base, A=one, B=other)

    assert sides(result) == [[("A", "a fine of 900 dollars"), ("B", "a fine of 500 francs")]]
    assert body(accept_all(result.data))[0] != ""


def test_rows_added_at_one_place_are_both_kept_and_equal_ones_once():
    base = docx(table(row(cell("1"), cell("one")), row(cell("9"), cell("nine"))), p("end"))

    def with_row(number: str, name: str) -> bytes:
        new = row(cell(number), cell(name))
        return docx(table(row(cell("1"), cell("one")), new, row(cell("9"), cell("nine"))), p("end"))

    result = combined(base, A=with_row("2", "two"), B=with_row("3", "three"))
    again = combined(base, A=with_row("2", "two"), B=with_row("2", "two"))

    assert result.conflicts == ()
    assert differences(only(result, "B"), with_row("3", "three")) == []
    assert differences(accept_all(again.data), with_row("2", "two")) == []


@pytest.mark.parametrize("more", [("2", "3"), ("3", "2")], ids=["behind", "before"])
def test_a_row_that_two_add_stands_once_where_one_of_them_adds_more_beside_it(more):
    def with_rows(*numbers: str) -> bytes:
        rows = [row(cell(one), cell(f"number {one}")) for one in ("1", *numbers, "9")]
        return docx(table(*rows), p("end"))

    returns = {"A": with_rows("2"), "B": with_rows(*more)}

    result = combined(with_rows(), **returns)

    assert differences(accept_all(result.data), returns["B"]) == []
    assert {("A", "B"), ("B",)} <= set(result.reviewers.values())
    assert differences(only(result, "A"), returns["A"]) == []


def test_two_insertions_at_one_place_are_an_order_not_a_conflict():
    base = docx(p("customs officers"))
    one, other = docx(p("customs and border officers")), docx(p("customs or police officers"))

    result = combined(base, A=one, B=other)

    assert result.conflicts == ()
    assert body(accept_all(result.data)) == ["customs and border or police officers"]


def test_everybodys_comments_are_kept():
    base = docx(p("A permit is valid for six months."))
    returns = {
        name: docx(
            p("A permit is ", commented("valid", id=0), " for six months."),
            comments=[comment(p(f"{name} asks why"), id=0, by=name)],
        )
        for name in ("A", "B")
    }

    result = combined(base, **returns)

    assert [(one.author, one.text, one.quoted) for one in read_comments(result.data)] == [
        ("A", "A asks why", "valid"),
        ("B", "B asks why", "valid"),
    ]


def test_the_same_comment_by_two_files_is_kept_twice():
    base = docx(p("A permit is valid for six months."))
    returned = docx(
        p("A permit is ", commented("valid", id=0), " for six months."),
        comments=[comment(p("why?"), id=0, by="WCO")],
    )

    result = combined(base, A=returned, B=returned)

    assert [one.text for one in read_comments(result.data)] == ["why?", "why?"]


def test_the_order_of_the_returns_makes_no_difference_but_to_insertions_at_one_place():
    base = docx(p("one two three four five six seven"), p("eight nine ten"))
    returns = {
        "A": docx(p("one 2 three four five six seven"), p("eight nine ten")),
        "B": docx(p("one two three 4 five six seven"), p("eight nine ten eleven")),
        "C": docx(p("one two three four five six seven")),
    }

    results = [
        combined(base, **{name: returns[name] for name in order}) for order in permutations(returns)
    ]

    texts = {tuple(body(accept_all(one.data))) for one in results}
    assert len(texts) == 1
    assert {len(one.conflicts) for one in results} == {1}


@pytest.mark.parametrize("behind", [["end"], []], ids=["inside", "at the end"])
def test_a_new_paragraph_by_two_is_one_however_its_words_are_cut_into_runs(behind):
    base = docx(p("first"), *map(p, behind))
    one = docx(p("first"), p("A new paragraph about seals."), *map(p, behind))
    other = docx(p("first"), p(r("A new "), r("paragraph about seals.")), *map(p, behind))

    result = combined(base, A=one, B=other)

    assert body(accept_all(result.data)) == ["first", "A new paragraph about seals.", *behind]
    assert result.conflicts == ()
    assert {*result.reviewers.values()} == {("A", "B")}
    assert body(reject_all(result.data)) == ["first", *behind]


def test_a_field_that_is_deleted_but_for_a_piece_of_its_code_takes_its_result_with_it():
    """As Word writes it: one run of the code stays outside the deletion, and is seen nowhere."""
    base = docx(p("before ", field(" NOTEREF _Ref1 ", "12"), " behind"))
    half = re.sub(
        r"(<w:r><w:fldChar [^>]*begin.*?)(<w:r><w:instrText.*?</w:r>)(.*end\"/></w:r>)",
        lambda one: f"{_del(one[1])}{one[2]}{_del(one[3])}",
        p("before ", field(" NOTEREF _Ref1 ", "12"), " behind"),
    )

    result = combined(base, A=docx(raw(half)))

    assert plain_text(accept_all(result.data)) == "before  behind"
    assert body(accept_all(result.data)) == body(accept_all(docx(raw(half))))
    assert body(reject_all(result.data)) == body(base)


def test_the_base_s_own_marks_on_a_part_of_a_field_are_nobody_s():
    half = re.sub(
        r"(<w:r><w:fldChar [^>]*begin.*?)(<w:r><w:instrText.*?</w:r>)(.*end\"/></w:r>)",
        lambda one: f"{_del(one[1])}{one[2]}{_del(one[3])}",
        p("before ", field(" NOTEREF _Ref1 ", "12"), " behind"),
    )
    number = '<w:numberingChange w:id="9" w:author="alpha" w:original="1)"/>'
    numbered = field(" LISTNUM ").replace('"end"/>', f'"end">{number}</w:fldChar>')
    base = docx(raw(half), p(raw(numbered), "one"))

    result = combined(base, A=base, B=accept_all(base))

    assert set(result.reviewers.values()) == {()}
    assert result.conflicts == ()


def _del(runs: str) -> str:
    marked = runs.replace("<w:t ", "<w:delText ").replace("</w:t>", "</w:delText>")
    return f'<w:del w:id="1" w:author="A" w:date="2017-10-12T09:00:00Z">{marked}</w:del>'


def test_a_comment_that_a_second_one_has_on_the_same_new_paragraph_is_kept():
    new = "A new paragraph about seals."
    base = docx(p("first"), p("end"))
    one = docx(p("first"), p(new), p("end"))
    other = docx(
        p("first"),
        p(ins(commented(new)), mark=ins_mark()),
        p("end"),
        comments=[comment("Why?", by="BRS")],
    )

    result = combined(base, A=one, B=other)

    assert body(accept_all(result.data)) == ["first", new, "end"]
    assert [one.text for one in read_comments(accept_all(result.data))] == ["Why?"]
    assert result.conflicts == ()


def test_words_that_one_wrote_and_struck_are_not_in_what_another_wrote_alike():
    base = docx(p("Officers report."))
    struck = docx(p("Officers", ins(" always", dele(" nearly")), ins(" and only"), " report."))
    plain = docx(p("Officers always and only report."))

    for returns in ({"A": struck, "B": plain}, {"B": plain, "A": struck}):
        result = combined(base, **returns)
        theirs = [one for one, who in result.reviewers.items() if "B" in who]
        others = [one for one in result.reviewers if one not in theirs]

        assert body(resolve(result.data, accept=theirs, reject=others)) == body(plain)


def test_words_that_were_struck_again_do_not_make_a_new_paragraph_another_one():
    base, new = docx(p("first"), p("end")), "A new paragraph about seals."
    struck = p(ins("A new "), ins(dele("old ")), ins("paragraph about seals."), mark=ins_mark())

    result = combined(
        base, A=docx(p("first"), p(new), p("end")), B=docx(p("first"), struck, p("end"))
    )

    assert body(accept_all(result.data)) == ["first", new, "end"]


def test_new_last_paragraphs_that_differ_in_a_sign_are_asked_about():
    base = docx(p("first"), p("last"))
    new = "Licences shall be shown to the customs officer."

    result = combined(
        base, A=docx(p("first"), p("last"), p(new)), B=docx(p("first"), p("last"), p(new[:-1]))
    )

    assert [(one.repeats, [side.text for side in one.sides]) for one in result.conflicts] == [
        (True, [new, new[:-1]])
    ]


def test_two_columns_that_differ_in_one_cell_are_two_and_no_row_has_fewer():
    def grid(*third: str) -> bytes:
        cells = [["k1", *third[:1], "k2"], ["k3", *third[1:], "k4"]]
        return docx(table(*[row(*map(cell, one)) for one in cells]), p("end"))

    result = combined(grid(), A=grid("HS", "29.03"), B=grid("HS", "29.04"))

    assert differences(reject_all(result.data), grid()) == []
    both = Package.open(accept_all(result.data)).tree("word/document.xml")
    assert [len(one.findall(f"{W}tc")) for one in both.iter(f"{W}tr")] == [4, 4]
    assert [(one.repeats, [side.text for side in one.sides]) for one in result.conflicts] == [
        (True, ["HS\n29.03", "HS\n29.04"])
    ]


def test_a_new_row_or_table_that_one_tracked_and_another_did_not_is_wanted_by_both():
    plain = row(cell("Bromine"), cell("29.03"))
    tracked = row(
        cell(p(ins("Bromine"), mark=ins_mark())),
        cell(p(ins("29.03"), mark=ins_mark())),
        mark=ins_mark(),
    )
    head = row(cell("k1"), cell("k2"))
    base = docx(table(head), p("first"), p("end"))

    for one, other in (
        (
            docx(table(head, tracked), p("first"), p("end")),
            docx(table(head, plain), p("first"), p("end")),
        ),
        (
            docx(table(head), p("first"), table(tracked), p("end")),
            docx(table(head), p("first"), table(plain), p("end")),
        ),
    ):
        for returns in ({"A": one, "B": other}, {"B": other, "A": one}):
            result = combined(base, **returns)

            assert result.conflicts == ()
            assert {frozenset(who) for who in result.reviewers.values()} == {frozenset("AB")}
            assert differences(accept_all(result.data), accept_all(one)) == []
            assert differences(reject_all(result.data), base) == []


def test_the_same_new_note_by_two_is_one_also_in_a_paragraph_that_both_move():
    def noted(*texts: str) -> bytes:
        paragraphs = [p(text, footnote(1)) if "cases" in text else p(text) for text in texts]
        return docx(*paragraphs, footnotes={1: p("See the annex.")})

    base = docx(p("Officers report all cases."), p("first"), p("second"), p("end"))
    here = noted("Officers report all cases.", "first", "second", "end")
    moved = noted("first", "second", "Officers report all cases.", "end")

    for one in (here, moved):
        result = combined(base, A=one, B=one)

        assert result.conflicts == ()
        assert plain_text(accept_all(result.data)).count("See the annex.") == 1
        assert differences(accept_all(result.data), one) == []


def test_a_row_that_one_moves_and_another_takes_away_is_a_conflict():
    def grid(*names: str) -> bytes:
        return docx(table(*[row(cell(name), cell(f"of {name}")) for name in names]), p("end"))

    result = combined(
        grid("one", "two", "three"), A=grid("three", "one", "two"), B=grid("one", "two")
    )

    assert [[(side.reviewer, side.text) for side in one.sides] for one in result.conflicts] == [
        [("B", ""), ("A", "three\tof three")]
    ]
    assert differences(reject_all(result.data), grid("one", "two", "three")) == []
