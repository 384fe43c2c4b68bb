"""Marks of how things look, or of what they are, in a return that is part tracked: they stay."""

from collections import Counter

import pytest

from chapters import (
    Contribution,
    accept_all,
    combine,
    read_revisions,
    reconcile,
    reject_all,
)
from tests.chapters.test_reconciliation import WHEN
from tests.judge import differences
from tests.wordml import (
    cell,
    cell_mark,
    changed,
    control,
    dele,
    docx,
    footnote,
    ins,
    p,
    raw,
    row,
    section,
    table,
    text_box,
)

_PAGE = section(change=changed("sectPr", '<w:pgSz w:w="100" w:h="100"/>'))
_BOLD_END = f"<w:rPr><w:b/>{changed('rPr')}</w:rPr>"
_LIST = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/>{}</w:numPr>'
_NUMBERED = _LIST.format('<w:ins w:id="?" w:author="alpha" w:date="2017-10-12T09:00:00Z"/>')
_CENTRED = f'<w:jc w:val="center"/>{changed("pPr")}'


def _marks(data: bytes) -> Counter[tuple[object, ...]]:
    return Counter((one.author, one.time, one.kind) for one in read_revisions(data))


@pytest.mark.parametrize("edited", ["there", "elsewhere"])
@pytest.mark.parametrize(
    ("plain", "marked"),
    [
        ({}, {"props": _BOLD_END}),
        ({}, {"props": _NUMBERED}),
        ({}, {"props": _CENTRED}),
        ({"section": section()}, {"section": _PAGE}),
    ],
    ids=["end of paragraph", "numbering", "paragraph", "section"],
)
def test_a_mark_of_how_a_paragraph_looks_stays_beside_an_edit_that_nobody_tracked(
    plain, marked, edited
):
    here, there = ("were", "b") if edited == "there" else ("was", "bs")
    base = docx(p("It was here.", **plain), p("b"), p("end"))
    returned = docx(p(f"It {here} here.", **marked), p(there), p("end"))

    result = reconcile(base, returned, author="B", when=WHEN)

    assert _marks(returned) <= _marks(result.data)
    assert differences(reject_all(result.data), base) == []
    assert differences(accept_all(result.data), accept_all(returned)) == []
    assert {one.author for one in read_revisions(result.data) if one.id in result.untracked} == {
        "B"
    }


def test_a_mark_of_the_page_of_the_whole_stays_beside_an_edit_that_nobody_tracked():
    base = docx(p("It was here."), p("end"), end=section())
    returned = docx(p("It is here."), p("end"), end=_PAGE)

    result = reconcile(base, returned, author="B", when=WHEN)

    assert _marks(returned) <= _marks(result.data)
    assert differences(reject_all(result.data), base) == []
    ids = [one.id for one in read_revisions(result.data)]
    assert len(ids) == len(set(ids))


def test_a_mark_that_cannot_be_kept_is_said():
    by = 'w:author="alpha" w:date="2017-10-12T09:00:00Z"'
    added = raw(
        f'<w:customXmlInsRangeStart w:id="901" {by}/>{control("the treaty")}'
        '<w:customXmlInsRangeEnd w:id="901"/>'
    )
    base = docx(p("By the treaty they act."), p("end"))
    returned = docx(p("By ", added, " they acted."), p("end"))

    result = reconcile(base, returned, author="B", when=WHEN)

    said = [one.text for one in result.findings if one.code == "mark-dropped"]
    assert said == ["A tracked change of alpha could not be kept (content control inserted)."]


def _letters(words: str, kind: str = "") -> str:
    inner = f"<m:r><m:t>{words}</m:t></m:r>"
    by = 'w:id="?" w:author="alpha" w:date="2017-10-12T09:00:00Z"'
    return f"<w:{kind} {by}>{inner}</w:{kind}>" if kind else inner


def _fraction() -> str:
    mark = '<w:ins w:id="?" w:author="alpha" w:date="2017-10-12T09:00:00Z"/>'
    return (
        f"<m:f><m:fPr><m:ctrlPr>{mark}</m:ctrlPr></m:fPr><m:num>{_letters('1', 'ins')}</m:num>"
        f"<m:den>{_letters('2', 'ins')}</m:den></m:f>"
    )


def _two_boxes(first: str) -> str:
    more = "<wps:wsp><wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx></wps:wsp>"
    return raw(
        str(text_box(p(first))).replace("</wps:wsp>", f"</wps:wsp>{more.format(p('two'))}", 1)
    )


_NEW_ROW = row(
    *(cell(p(ins(words)), mark=cell_mark("cellIns")) for words in ("c", "d")),
)
_INSIDE = {
    "equation": docx(p("so ", raw(f"<m:oMath>{_letters('a')}{_letters('b', 'ins')}</m:oMath>"))),
    "equation replaced": docx(
        p(
            "so ",
            raw(f"<m:oMath>{_letters('a', 'del')}{_letters('b', 'ins')}{_letters('c')}</m:oMath>"),
        )
    ),
    "fraction": docx(p("so ", raw(f"<m:oMath>{_letters('a')}{_fraction()}</m:oMath>"))),
    "box in a header": docx(p("x"), headers=[p("h ", text_box(p("in the ", ins("big "), "box")))]),
    "box in a note": docx(
        p("x", footnote(1)), footnotes={1: p("n ", text_box(p("in the ", dele("big "), "box")))}
    ),
    "one of two boxes": docx(p("x ", _two_boxes(f"one {ins('new ')}"))),
    "row of new cells": docx(table(row(cell("a"), cell("b")), _NEW_ROW), p("end")),
    "table of new cells": docx(p("a"), table(_NEW_ROW), p("end")),
}


@pytest.mark.parametrize("name", _INSIDE)
def test_marks_inside_a_thing_are_the_partners_and_nothing_is_untracked(name):
    returned = _INSIDE[name]
    base = reject_all(returned)

    result = reconcile(base, returned, author="B", when=WHEN)

    assert result.untracked == frozenset()
    assert _marks(result.data) == _marks(returned)
    assert differences(reject_all(result.data), base) == []
    assert differences(accept_all(result.data), accept_all(returned)) == []


def test_marks_inside_an_equation_stay_beside_an_edit_that_nobody_tracked():
    equation = raw(
        f"<m:oMath>{_letters('a', 'del')}{_letters('b', 'ins')}{_letters('c')}</m:oMath>"
    )
    base = reject_all(docx(p("so ", equation, " holds"), p("end")))
    returned = docx(p("so ", equation, " fails"), p("end"))

    result = reconcile(base, returned, author="B", when=WHEN)

    assert {
        one.before or one.after for one in read_revisions(result.data) if one.author == "B"
    } == {
        "holds",
        "fails",
    }
    assert _marks(returned) <= _marks(result.data)
    assert differences(reject_all(result.data), base) == []
    assert differences(accept_all(result.data), accept_all(returned)) == []


@pytest.mark.parametrize("edit", ["", "s"], ids=["tracked", "and an edit that was not"])
def test_a_header_that_a_partner_adds_with_tracking_is_the_partners(edit):
    base = docx(p("It was here."), p("end"))
    returned = docx(p("It was here."), p(f"end{edit}"), headers=[p(ins("Draft of June"))])

    result = reconcile(base, returned, author="B", when=WHEN)
    both = combine(base, [Contribution(reviewer="alpha", data=result.data)], when=WHEN)

    for data in (result.data, both.data):
        assert differences(reject_all(data), reject_all(base)) == []
        assert differences(accept_all(data), accept_all(returned)) == []
    assert _marks(returned) <= _marks(result.data)
    assert [one.code for one in result.findings if one.code != "untracked-change"] == []
