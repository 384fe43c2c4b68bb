"""`reconcile` where a partner decided some of our own old marks one way and some the other."""

from itertools import combinations, product

import pytest

from chapters import (
    RevisionKind,
    accept_all,
    plain_text,
    read_revisions,
    reconcile,
    reject_all,
    resolve,
)
from tests.chapters.test_reconciliation import WHEN, marks, reconciled
from tests.judge import differences
from tests.wordml import (
    cell,
    cell_mark,
    cell_merge,
    changed,
    control,
    del_mark,
    dele,
    docx,
    field,
    ins,
    ins_mark,
    p,
    r,
    raw,
    row,
    table,
    text_box,
)

_BASES = {
    "words of paragraphs that were parted": [
        p("1", mark=ins_mark()),
        p(ins("4"), mark=ins_mark()),
        p(ins("7")),
        p("end"),
    ],
    "empty paragraphs among others": [
        p("one"),
        p(),
        p(mark=ins_mark()),
        p(),
        p(mark=ins_mark()),
        p(mark=del_mark()),
        p(),
        p("two"),
        p("end"),
    ],
    "cells that went": [
        table(
            row(
                cell("1"),
                cell(p(dele("2")), mark=cell_mark("cellDel")),
                cell(p(dele("2")), mark=cell_mark("cellDel")),
            ),
            row(cell("4"), cell("5"), cell("6")),
        ),
        p("end"),
    ],
    "cells that were merged": [
        table(
            row(cell("1", props=cell_merge("rest")), cell("2")),
            row(cell(p(dele("4")), props=cell_merge("cont")), cell("5")),
            row(cell(p(dele("4")), props=cell_merge("cont")), cell("5")),
        ),
        p("end"),
    ],
    "the last paragraph": [p("one"), p(dele("two"), mark=del_mark())],
    "the paragraph before a table": [
        p(ins("one"), mark=ins_mark()),
        table(row(cell("2903"))),
        p("end"),
    ],
}


def _ways(name: str) -> list[set[str]]:
    ids = [one.id for one in read_revisions(docx(*_BASES[name]))]
    return [set(some) for size in range(len(ids) + 1) for some in combinations(ids, size)]


@pytest.mark.parametrize("name", _BASES)
def test_whatever_a_partner_accepts_of_our_old_marks_nothing_was_changed(name):
    base = docx(*_BASES[name])
    ids = {one.id for one in read_revisions(base)}
    assert 2 <= len(ids) <= 8

    told = {
        tuple(sorted(some)): marks(result.data, result.untracked)
        for some in _ways(name)
        if (result := reconciled(base, resolve(base, accept=some, reject=ids - some)))
    }

    assert {some: said for some, said in told.items() if said} == {}


_CODE = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
_PLUS = "".join(
    f'<w:{kind} w:id="?" w:author="alpha"><m:r><m:t>{sign}</m:t></m:r></w:{kind}>'
    for kind, sign in (("del", "a"), ("ins", "b"))
)
_LEFT = {
    "a last paragraph that came": [
        p("one"),
        p(ins("two"), mark=ins_mark()),
        p(ins("three"), mark=ins_mark()),
    ],
    "an empty paragraph before the first table": [
        p(ins("one"), mark=ins_mark()),
        table(row(cell(p("24 ", ins("hours"))))),
        p(),
    ],
    "words before the first table": [
        p(ins("one"), mark=ins_mark()),
        table(row(cell("2903"))),
        p("end"),
    ],
    "the first row of cells that are merged": [
        table(
            row(cell("Code"), cell("Name")),
            row(cell(p(dele("1"))), cell(p("x"), vmerge="restart"), mark=del_mark()),
            row(cell("2"), cell(p(), vmerge="continue")),
            row(cell("3"), cell(p(), vmerge="continue")),
        ),
        p("end"),
    ],
    "words in a text box": [
        p("text", text_box(p("in ", ins("a "), "box", dele(" old")))),
        p("end"),
    ],
    "a paragraph in a text box": [
        p("text", text_box(p("one"), p(ins("two"), mark=ins_mark()), p("three"))),
        p("end"),
    ],
    "a column": [
        table(
            row(cell("1"), cell("2", mark=cell_mark("cellIns")), cell("3")),
            row(cell("4"), cell("5", mark=cell_mark("cellIns")), cell("6")),
        ),
        p("end"),
    ],
    "words of a control": [p("see ", control("a ", ins("b "), dele("c")), " here"), p("end")],
    "an equation": [
        p("so ", ins("that "), raw(f"<m:oMath><m:r><m:t>x</m:t></m:r>{_PLUS}</m:oMath>")),
        p("end"),
    ],
    "the result of a field": [
        p("see ", field(" REF one ", dele("3.1"), ins("3.2")), " and ", ins("more")),
        p("end"),
    ],
    "a field that Word cut": [
        p(
            "on ",
            ins(raw(_CODE.format("begin")), r(raw("<w:instrText> DATE </w:instrText>"))),
            raw(_CODE.format("separate")),
            ins("24 May", raw(_CODE.format("end"))),
        ),
        p("end"),
    ],
    "a list": [
        p(
            "one ",
            ins("two "),
            numbered=(1, 0),
            change=changed("pPr"),
        ),
        p("end"),
    ],
}


@pytest.mark.parametrize("name", _LEFT)
def test_whatever_a_partner_accepts_rejects_or_leaves_of_our_old_marks_nothing_was_changed(name):
    base = docx(*_LEFT[name])
    ids = [one.id for one in read_revisions(base)]
    assert 2 <= len(ids) <= 4

    told = {}
    for way in product("+-?", repeat=len(ids)):
        accepted, rejected = (
            {one for one, how in zip(ids, way, strict=True) if how == what} for what in "+-"
        )
        result = reconciled(base, resolve(base, accept=accepted, reject=rejected))
        told["".join(way)] = [
            one for one in read_revisions(result.data) if one.id not in result.own
        ]

    assert {way: said for way, said in told.items() if said} == {}


_ENDS = {
    "two paragraphs inserted at the end": docx(
        p("Video."), p(ins("This is inserted"), mark=ins_mark()), p(ins("too"), mark=ins_mark())
    ),
    "the last paragraph deleted": docx(
        p("Sarsat", dele(";"), ins(",")), p(dele("5 a que"), mark=del_mark())
    ),
    "the last two joined": docx(
        p("first"), p("Sarsat", ins(","), mark=del_mark()), p(dele("5 a que"), mark=del_mark())
    ),
    "two paragraphs inserted in a cell": docx(
        table(row(cell(p("a"), p(ins("b"), mark=ins_mark()), p(ins("c"), mark=ins_mark())))), p("e")
    ),
    "paragraphs and a table inserted": docx(
        p("a"),
        p(ins("w"), mark=ins_mark()),
        p(mark=ins_mark()),
        table(row(cell(p(ins("n"))), mark=ins_mark())),
        p("end"),
    ),
    "a paragraph deleted before a table": docx(
        p("a"), p(dele("w"), mark=del_mark()), table(row(cell(p("n")))), p("end")
    ),
}


@pytest.mark.parametrize("name", _ENDS)
def test_whatever_a_partner_decides_of_marks_on_last_ends_both_texts_come_back(name):
    data = _ENDS[name]
    base, ids = reject_all(data), [one.id for one in read_revisions(data)]
    for ways in product("arl", repeat=len(ids)):
        accepted = [one for one, way in zip(ids, ways, strict=True) if way == "a"]
        rejected = [one for one, way in zip(ids, ways, strict=True) if way == "r"]
        returned = resolve(data, accept=accepted, reject=rejected)

        result = reconcile(base, returned, author="untracked", when=WHEN)

        assert differences(reject_all(result.data), base) == [], ways
        assert differences(accept_all(result.data), accept_all(returned)) == [], ways


def test_an_end_of_ours_that_was_accepted_before_a_new_table_can_be_taken_back():
    def sent(end: str) -> bytes:
        row_of_ours = row(cell(p(ins("n", by="us"))), mark=ins_mark("us"))
        gone = p(dele("one two", by="us"), mark=del_mark("us"))
        return docx(gone, table(row_of_ours), p("Stamped here"), p(end))

    for end in ("end", "end now"):
        marks = read_revisions(sent(end))
        ends = [one.id for one in marks if one.kind is RevisionKind.PARAGRAPH_DELETION]
        returned = resolve(sent(end), accept=ends)

        result = reconcile(sent("end"), returned, author="WCO", when=WHEN)

        assert differences(reject_all(result.data), reject_all(sent("end"))) == []
        assert differences(accept_all(result.data), accept_all(returned)) == []


def test_rows_inserted_into_a_merge_leave_it_whole_when_they_are_rejected():
    def merged(words: str, merge: str, mark: str = "") -> str:
        inner = ins(words) if mark else words
        return row(cell(p(inner), vmerge=merge), cell("k"), mark=mark)

    base = docx(table(merged("A", "restart"), merged("", "continue"), merged("Z", "")), p("end"))
    marked = docx(
        table(
            merged("A", "restart"),
            merged("B", "restart", ins_mark()),
            merged("", "continue", ins_mark()),
            merged("", "continue"),
            merged("Z", ""),
        ),
        p("end"),
    )
    ids = [one.id for one in read_revisions(marked)]

    assert differences(reject_all(marked), base) == []
    for first in ids:  # in any order
        assert differences(reject_all(resolve(marked, reject=[first])), base) == []


@pytest.mark.parametrize("accepted", [True, False], ids=["the end accepted", "the end left"])
def test_a_field_of_which_half_a_deletion_was_accepted_is_shown_and_the_marks_given_up_are_said(
    accepted,
):
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    code = '<w:r><w:{}nstrText xml:space="preserve">{}</w:{}nstrText></w:r>'
    ends = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    last = f'{r("*")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    cut = (
        dele(raw(begin + code.format("delI", " NOTEREF x ", "delI"))),
        raw(code.format("i", r" \* MERGEFORMAT ", "i")),
    )
    tail = () if accepted else (dele(raw(ends + last)),)
    whole = raw(begin + code.format("i", " NOTEREF x ", "i") + str(cut[1]) + ends + last)
    base = docx(p("See ", whole, " of the annex."), p("end"))
    returned = docx(p("See ", *cut, *tail, " of the annexes."), p("end"))

    result = reconcile(base, returned, author="B", when=WHEN)

    assert "of the annexes." in plain_text(accept_all(result.data))
    assert "of the annex." in plain_text(reject_all(result.data))
    assert differences(accept_all(result.data), accept_all(returned)) == []
    if accepted:
        assert [one.code for one in result.findings].count("mark-dropped") == 1
