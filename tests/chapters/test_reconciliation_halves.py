"""`reconcile` where a partner decided some of our own old marks one way and some the other."""

from itertools import combinations, product
from random import Random

import pytest

from chapters import (
    RevisionKind,
    accept_all,
    read_revisions,
    reconcile,
    reject_all,
    resolve,
)
from tests.chapters.test_reconciliation import WHEN, marks, reconciled
from tests.judge import differences
from tests.wordml import (
    bookmark,
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


_BEGIN = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
_CODE = '<w:r><w:instrText xml:space="preserve">{}</w:instrText></w:r>'
_SWITCH = _CODE.format(r" \* MERGEFORMAT ")
_RESULT = f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("*")}'
_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
_DECIDED = [
    [dele(raw(_BEGIN + _CODE.format(" NOTEREF x "))), raw(_SWITCH), dele(raw(_RESULT + _END))],
    [dele(raw(_BEGIN + _CODE.format(" NOTEREF x "))), raw(_SWITCH), raw(_END)],
    [dele(raw(_BEGIN + _CODE.format(" NOTEREF x "))), raw(_SWITCH)],
    [raw(_SWITCH), dele(raw(_RESULT + _END))],
    [raw(_SWITCH), dele(r("*"))],
    [raw(_BEGIN), dele(raw(_CODE.format(" NOTEREF x "))), raw(_SWITCH + _RESULT + _END)],
]


@pytest.mark.parametrize("left", range(len(_DECIDED)))
def test_a_field_of_which_marks_hold_only_a_part_keeps_what_is_left_of_them(left):
    whole = raw(_BEGIN + _CODE.format(" NOTEREF x ") + _SWITCH + _RESULT + _END)
    base = docx(p("See ", whole, " of the annex."), p("end"))
    returned = docx(p("See ", *_DECIDED[left], " of the annex", ins(" A"), "."), p("the end"))

    result = reconcile(base, returned, author="B", when=WHEN)

    assert differences(reject_all(result.data), base) == []
    assert differences(accept_all(result.data), accept_all(returned)) == []
    there = {(one.author, one.before) for one in read_revisions(result.data)}
    kept = {(one.author, one.before) for one in read_revisions(returned)}
    assert kept <= there
    assert "mark-dropped" not in [one.code for one in result.findings]


def test_the_former_number_of_a_list_field_is_kept_beside_an_edit_that_nobody_tracked():
    number = '<w:numberingChange w:id="9" w:author="alpha" w:original="1)"/>'
    marked = _END.replace('"end"/>', f'"end">{number}</w:fldChar>')
    base = docx(p(raw(_BEGIN + _CODE.format(" LISTNUM ") + _END), " one"), p("two"))
    returned = docx(p(raw(_BEGIN + _CODE.format(" LISTNUM ") + marked), " one"), p("three"))

    result = reconcile(base, returned, author="B", when=WHEN)

    assert (RevisionKind.NUMBERING, "alpha") in {
        (one.kind, one.author) for one in read_revisions(result.data)
    }


_WAYS = 20
"""How many of the ways to decide are tried of each pattern."""

_FAR = "The border agency keeps a record of it."
_BEFORE_TABLE = {
    "a deleted bookmark": p(bookmark("here"), mark=del_mark()),
    "deleted": p(bookmark("here"), dele("fine goods"), mark=del_mark()),
    "inserted": p(bookmark("here"), ins("fine goods"), mark=ins_mark()),
    "inserted and deleted": p(ins(dele("fine goods")), mark=ins_mark()),
    "the words of another paragraph": p(ins(dele(_FAR)), mark=ins_mark()),
}


@pytest.mark.parametrize("row_goes", [True, False])
@pytest.mark.parametrize("name", _BEFORE_TABLE)
def test_an_end_before_a_table_that_was_decided_before_the_rest_comes_back(name, row_goes):
    """What waits for the table, or for words, is only there for that."""
    rows = row(cell("2903"), mark=del_mark() if row_goes else "")
    _comes_back(
        docx(
            *(p("one"), _BEFORE_TABLE[name], table(rows), p("two")),
            *(p(dele(_FAR), mark=del_mark()), p("3")),
        )
    )


def test_an_end_in_a_cell_that_was_decided_before_its_row_comes_back():
    new = row(cell(p("a"), p(mark=ins_mark()), p(mark=ins_mark())), cell("b"), mark=ins_mark())
    old = row(cell("1"), cell(p(dele("2"))))
    _comes_back(docx(p("one"), table(new, old), p(ins("end"))))


def test_the_look_of_a_last_paragraph_whose_words_went_with_those_before_it_comes_back():
    look = f'<w:jc w:val="center"/>{changed("pPr")}'
    _comes_back(
        docx(
            p("one", mark=del_mark()),
            p(dele("When goods cross a border."), mark=del_mark()),
            p(dele("An officer may keep them."), props=look),
        )
    )


def test_who_inserted_a_last_paragraph_is_kept_where_only_its_words_were_accepted():
    base = docx(p("one"))
    returned = docx(p("one"), p("and two", mark=ins_mark(by="zeta")))

    result = reconcile(base, returned, author="B", when=WHEN)

    there = [(one.kind.value, one.author) for one in read_revisions(result.data)]
    assert there == [("paragraph inserted", "zeta"), ("insertion", "B")]
    assert differences(reject_all(result.data), base) == []
    assert differences(accept_all(result.data), accept_all(returned)) == []


def test_a_new_column_of_which_some_cells_were_rejected_is_the_base_when_all_are():
    new = cell_mark("cellIns")
    lines = [[cell(f"{i}{j}") for j in range(2)] for i in range(3)]
    base = docx(table(*[row(*line) for line in lines]), p("end"))
    added = [row(cell(p(ins("new")), mark=new), *line) for line in lines]
    marked = docx(table(*added), p("end"))
    names = [one.id for one in read_revisions(marked) if one.kind is RevisionKind.CELL_INSERTION]

    for number in range(len(names)):
        returned = resolve(marked, reject=names[:number])
        result = reconcile(base, returned, author="B", when=WHEN)
        assert differences(reject_all(result.data), base) == []
        assert differences(accept_all(result.data), accept_all(returned)) == []


def _comes_back(marked: bytes) -> None:
    """Whatever is decided of some marks and left of others, both texts are told, with the marks."""
    base = reject_all(marked)
    ids = [one.id for one in read_revisions(marked)]
    every = list(product("arl", repeat=len(ids)))
    for fates in Random(len(marked)).sample(every, min(len(every), _WAYS)):
        said = list(zip(ids, fates, strict=True))
        returned = resolve(
            marked,
            accept=[one for one, fate in said if fate == "a"],
            reject=[one for one, fate in said if fate == "r"],
        )

        result = reconcile(base, returned, author="B", when=WHEN)

        assert differences(reject_all(result.data), base) == []
        assert differences(accept_all(result.data), accept_all(returned)) == []
        assert "mark-dropped" not in [one.code for one in result.findings]


@pytest.mark.parametrize("tracked", [(), (0,), (1,), (0, 1)])
def test_a_merge_that_begins_in_a_row_that_somebody_added_is_the_same_both_ways(tracked):
    begins, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    base = docx(
        table(
            row(cell("CFC-11"), cell("2903", props=begins)),
            row(cell("CFC-12"), cell("", props=goes_on)),
        ),
        p("end"),
    )
    new = [("Halon", begins), ("CFC-11 and all", goes_on)]
    rows = [
        row(
            cell(words),
            cell("" if at else "2903", props=merge),
            mark=ins_mark() if at in tracked else "",
        )
        for at, (words, merge) in enumerate(new)
    ]
    returned = docx(table(*rows, row(cell("CFC-12"), cell("", props=goes_on))), p("end"))

    result = reconcile(base, returned, author="B", when=WHEN)

    assert differences(reject_all(result.data), base) == []
    assert differences(accept_all(result.data), accept_all(returned)) == []
    assert "mark-dropped" not in [one.code for one in result.findings]
