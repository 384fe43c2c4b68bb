"""Comments: words, place, thread, settled or not; none is dropped."""

from __future__ import annotations

import pytest

from chapters import read_comments
from tests.resolving import accepted, parts_of, rejected
from tests.wordml import cell, comment, commented, dele, docx, footnote, ins, p, raw, row, table

_EXTENDED = (
    "word/commentsExtended.xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.commentsExtended+xml",
    "http://schemas.microsoft.com/office/2011/relationships/commentsExtended",
)
_SPACES = (
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)


def with_id(words: str, key: str) -> str:
    return raw(f'<w:p w14:paraId="{key}"><w:r><w:t>{words}</w:t></w:r></w:p>')


def threaded(entries: str, *comments: str) -> bytes:
    name, kind, relation = _EXTENDED
    part = f"<w15:commentsEx {_SPACES}>{entries}</w15:commentsEx>".encode()
    places = [commented("here", id=number) for number in range(len(comments))]
    return docx(
        p(*places),
        comments=list(comments),
        parts={name: (part, kind)},
        relationships=(("rIdX", relation, "commentsExtended.xml"),),
    )


def test_a_comment_says_who_what_where_and_on_which_words():
    data = docx(
        p("Labels", style="Heading1"),
        table(row(cell(p("the ", commented("ozone layer"), " is")))),
        p(),
        comments=[comment(p("Which?"), p("Say so."), by="beta")],
    )

    (only,) = read_comments(data)

    assert (only.author, only.text, only.quoted) == ("beta", "Which?\nSay so.", "ozone layer")
    assert only.place.headings == ("Labels",)
    assert (only.place.table, only.parent, only.resolved) == (1, None, False)


def test_a_reply_comes_after_what_it_answers_and_is_settled_with_it():
    data = threaded(
        '<w15:commentEx w15:paraId="00000001" w15:done="1"/>'
        '<w15:commentEx w15:paraId="00000003" w15:paraIdParent="00000001" w15:done="0"/>',
        comment(with_id("question", "00000001"), id=0),
        comment(with_id("other", "00000002"), id=1),
        comment(with_id("answer", "00000003"), id=2),
    )

    read = read_comments(data)

    assert [one.text for one in read] == ["question", "answer", "other"]
    assert [one.parent for one in read] == [None, "0", None]
    assert [one.resolved for one in read] == [True, True, False]


def test_without_links_a_comment_right_behind_another_answers_it():
    flat = raw('<w:r><w:commentReference w:id="1"/></w:r>')
    data = docx(
        p(commented("words"), flat, " more ", commented("other", id=2)),
        comments=[comment("question"), comment("answer", id=1), comment("new", id=2)],
    )

    assert [one.parent for one in read_comments(data)] == [None, "0", None]


def test_quoted_words_are_those_a_reader_sees_and_deleted_ones_where_there_is_nothing_else():
    data = docx(
        p(commented("a ", dele("b "), ins("c"), id=0)),
        p(commented(dele("gone"), id=1)),
        comments=[comment("x"), comment("y", id=1)],
    )

    assert [one.quoted for one in read_comments(data)] == ["a c", "gone"]


@pytest.mark.parametrize(
    "place",
    [
        raw('<w:r><w:commentReference w:id="0"/></w:r>'),
        raw('<w:commentRangeStart w:id="0"/>'),
        raw('<w:commentRangeEnd w:id="0"/><w:commentRangeStart w:id="0"/>'),
        raw(""),
    ],
)
def test_a_comment_with_an_odd_range_or_none_is_read(place):
    (only,) = read_comments(docx(p("one"), p("x", place), comments=[comment("said")]))

    assert (only.text, only.quoted) == ("said", "")
    assert only.place.story == "body"


def test_a_comment_over_paragraphs_and_between_them_is_placed():
    start, end = raw('<w:commentRangeStart w:id="0"/>'), raw('<w:commentRangeEnd w:id="0"/>')
    reference = raw('<w:r><w:commentReference w:id="0"/></w:r>')
    data = docx(p("one"), start, p("two"), p("three", end, reference), comments=[comment("x")])

    (only,) = read_comments(data)

    assert only.quoted == "two\nthree"


@pytest.mark.parametrize("when", [None, "0-00-00T00:00:00Z"])
def test_a_comment_without_a_usable_date_has_no_time(when):
    (only,) = read_comments(docx(p(commented("x")), comments=[comment("y", when=when)]))

    assert only.time is None


def test_a_comment_on_a_note_is_placed_in_the_note():
    data = docx(p("x", footnote(1)), footnotes={1: p(commented("note"))}, comments=[comment("y")])

    (only,) = read_comments(data)

    assert (only.place.story, only.quoted) == ("footnote 1", "note")


def test_a_file_without_comments_has_none():
    assert read_comments(docx(p("x"))) == []


def test_a_reply_whose_question_goes_begins_a_thread_of_its_own():
    name, kind, relation = _EXTENDED
    entries = (
        '<w15:commentEx w15:paraId="00000001" w15:done="0"/>'
        '<w15:commentEx w15:paraId="00000002" w15:paraIdParent="00000001" w15:done="0"/>'
    )
    part = f"<w15:commentsEx {_SPACES}>{entries}</w15:commentsEx>".encode()
    data = docx(
        p("a ", ins(commented("b", id=0)), commented(" c", id=1)),
        comments=[
            comment(with_id("question", "00000001"), id=0),
            comment(with_id("answer", "00000002"), id=1),
        ],
        parts={name: (part, kind)},
        relationships=(("rIdX", relation, "commentsExtended.xml"),),
    )

    (answer,) = read_comments(rejected(data))

    assert (answer.text, answer.parent) == ("answer", None)
    assert b"00000001" not in parts_of(rejected(data))[name]
    assert [one.parent for one in read_comments(accepted(data))] == [None, "0"]
