"""`reconcile`: our base against what came back, tracked, untracked, or half and half."""

from collections import Counter
from datetime import UTC, datetime
from random import Random

import pytest

from chapters import (
    Reconciled,
    accept_all,
    read_comments,
    read_revisions,
    reconcile,
    reject_all,
    resolve,
)
from chapters.oxml.namespaces import W
from chapters.package import Package
from chapters.reconciliation import same
from tests.corpora import every_file
from tests.judge import differences
from tests.redlines import redline
from tests.resolving import body
from tests.schema import new_breakage, new_schema_errors
from tests.wordml import (
    cell,
    comment,
    commented,
    control,
    del_mark,
    dele,
    docx,
    field,
    footnote,
    hyperlink,
    ins,
    ins_mark,
    p,
    r,
    raw,
    row,
    table,
)

WHEN = datetime(2017, 10, 12, 9, tzinfo=UTC)
_LINK = (("rIdLink", "hyperlink", "https://example.org/guide"),)


def reconciled(base: bytes, returned: bytes) -> Reconciled:
    """The return over the base; what must hold of every reconciliation is asserted here."""
    result = reconcile(base, returned, author="WCO", when=WHEN)
    assert differences(reject_all(result.data), reject_all(base)) == []
    assert differences(accept_all(result.data), accept_all(returned)) == []
    assert new_breakage(base, result.data) == []
    return result


def marks(data: bytes, among=None) -> list[tuple[str, str, str, str]]:
    return [
        (one.author, str(one.kind), one.before, one.after)
        for one in read_revisions(data)
        if among is None or one.id in among
    ]


def test_a_return_that_is_all_tracked_comes_back_as_it_is():
    base = docx(p("within 24 hours"), p("end"))
    returned = docx(p("within ", dele("24"), ins("48"), " hours"), p("end"))

    result = reconciled(base, returned)

    assert result.data == returned
    assert result.untracked == frozenset()
    assert result.findings == ()


def test_a_return_without_tracking_has_every_change_found():
    base = docx(p("within 24 hours"), p("second"), p("third one"))
    returned = docx(p("within 48 hours"), p("third one"), p("and a fourth"))

    result = reconciled(base, returned)

    assert {author for author, *_ in marks(result.data)} == {"WCO"}
    assert result.untracked == {one.id for one in read_revisions(result.data)}
    assert [one.code for one in result.findings] == ["untracked-change"] * 3


def test_tracking_switched_off_half_way_tells_the_two_apart():
    base = docx(p("within 24 hours of arrival"), p("by post"))
    returned = docx(p("within ", dele("24"), ins("48"), " hours of arrival"), p("by email"))

    result = reconciled(base, returned)

    assert marks(result.data, result.untracked) == [
        ("WCO", "deletion", "post", ""),
        ("WCO", "insertion", "", "email"),
    ]
    assert [one for one in marks(result.data) if one[0] == "alpha"] == [
        ("alpha", "deletion", "24", ""),
        ("alpha", "insertion", "", "48"),
    ]


def test_an_accepted_insertion_of_somebody_elses_mark_is_still_found():
    base = docx(p("one two three"), p("end"))
    returned = docx(p("one ", ins("and ", by="beta"), "two plus three"), p("end"))

    result = reconciled(base, returned)

    assert ("beta", "insertion", "", "and ") in marks(result.data)
    assert [one[3].strip() for one in marks(result.data, result.untracked)] == ["plus"]


def test_words_typed_silently_and_then_deleted_with_tracking_are_in_neither_text():
    base = docx(p("kept words"))
    returned = docx(p("kept ", dele("silly "), "words"))

    result = reconciled(base, returned)

    assert body(reject_all(result.data)) == body(accept_all(result.data)) == ["kept words"]


def test_our_own_old_marks_keep_their_author():
    base = docx(p("old ", ins("inserted ", by="us"), "text ", dele("gone ", by="us"), "end"))
    returned = docx(p("old inserted text new end"))

    result = reconciled(base, returned)

    assert marks(result.data, result.own) == [
        ("us", "insertion", "", "inserted "),
        ("us", "deletion", "gone ", ""),
    ]
    assert marks(result.data, result.untracked) == [("WCO", "insertion", "", "new ")]


_OLD = {
    "blank words": [p("one", ins(" ", by="us"), "two"), p("end")],
    "the same words twice": [
        p("a ", ins("very ", by="us"), ins("very ", by="them"), "b"),
        p("end"),
    ],
    "a paragraph": [p("one"), p(ins("new", by="us"), mark=ins_mark(by="us")), p("end")],
    "a split": [p("one ", mark=ins_mark(by="us")), p("two"), p("end")],
    "a join": [p("one ", mark=del_mark(by="us")), p("two"), p("end")],
    "a paragraph that went": [p("one"), p(dele("old", by="us"), mark=del_mark(by="us")), p("end")],
    "a cascade": [
        p("a ", mark=del_mark(by="us")),
        p("b ", mark=del_mark(by="us")),
        p("c"),
        p("end"),
    ],
    "the paragraph before a table": [
        p("one"),
        p(dele("old", by="us"), mark=del_mark(by="us")),
        table(row(cell("2903"))),
        p("end"),
    ],
    "words in a paragraph before a table": [
        p("one", mark=del_mark(by="us")),
        table(row(cell("2903"))),
        p("end"),
    ],
    "a row": [
        table(row(cell("2903")), row(cell(p(ins("1", by="us"))), mark=ins_mark(by="us"))),
        p("end"),
    ],
    "a row that went": [
        table(row(cell("2903")), row(cell(p(dele("1", by="us"))), mark=del_mark(by="us"))),
        p("end"),
    ],
    "a table that went": [
        p("one"),
        table(row(cell(p(dele("1", by="us"))), mark=del_mark(by="us"))),
        p("two"),
        p("end"),
    ],
    "what was written and struck": [
        p("one ", ins(dele("not ", by="them"), "two ", by="us"), "three"),
        p("end"),
    ],
    "a link": [p("see ", ins(hyperlink("the guide", anchor="top"), by="us"), " here"), p("end")],
    "a field": [p("page ", ins(field(" PAGE ", "7"), by="us"), " here"), p("end")],
    "a field that went": [p("page ", dele(field(" PAGE ", "7"), by="us"), " here"), p("end")],
}


def _old(name: str) -> bytes:
    return docx(*_OLD[name])


@pytest.mark.parametrize("name", _OLD)
def test_whoever_accepts_or_rejects_our_old_marks_has_changed_nothing(name):
    for decided in (accept_all, reject_all):
        result = reconciled(_old(name), decided(_old(name)))

        assert marks(result.data, result.untracked) == []
    assert {
        one.author for one in read_revisions(reconciled(_old(name), accept_all(_old(name))).data)
    } <= {"us", "them"}


@pytest.mark.parametrize("name", _OLD)
def test_an_edit_beside_old_marks_that_were_accepted_is_the_only_change(name):
    base = _old(name)
    edited = accept_all(docx(*_OLD[name][:-1], p("the end")))

    result = reconciled(base, edited)

    assert marks(result.data, result.untracked) == [("WCO", "insertion", "", "the ")]
    if name != "words in a paragraph before a table":  # which no decision changes
        assert len(result.own) == len(read_revisions(base))


def test_words_changed_inside_an_old_insertion_are_struck_inside_it():
    base = docx(p("old ", ins("inserted words ", by="us"), "end"), p("end"))
    returned = docx(p("old inserted signs end"), p("end"))

    result = reconciled(base, returned)

    assert body(resolve(result.data, accept=result.own, reject=result.untracked)) == [
        "old inserted words end",
        "end",
    ]
    assert {one.author for one in read_revisions(result.data) if one.id in result.own} == {"us"}
    assert marks(result.data, result.untracked) == [
        ("WCO", "deletion", "words", ""),
        ("WCO", "insertion", "", "signs"),
    ]


def test_of_our_old_marks_one_accepted_one_rejected_and_one_left_are_told_apart():
    base = docx(
        p("one ", ins("two ", by="us"), "three ", ins("four ", by="us"), "five"),
        p("six ", ins("seven ", by="us"), "eight"),
    )
    returned = docx(p("one two three five"), p("six ", ins("seven ", by="us"), "eight and nine"))

    result = reconciled(base, returned)

    assert marks(result.data, result.own) == [
        ("us", "insertion", "", "two "),
        ("us", "insertion", "", "seven "),
    ]
    assert marks(result.data, result.untracked) == [("WCO", "insertion", "", " and nine")]


def test_comments_come_along_with_their_words():
    base = docx(p("valid for six months"), p("end"))
    returned = docx(
        p("valid for ", commented("six", id=3), " months"),
        p("the end"),
        comments=[comment(p("why six?"), id=3, by="CITES")],
    )

    result = reconciled(base, returned)

    assert [(one.author, one.text, one.quoted) for one in read_comments(result.data)] == [
        ("CITES", "why six?", "six")
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (docx(p("a"), p("b")), docx(p("a", mark=del_mark()), p("b"))),
        (docx(p("ab"), p("c")), docx(p("a", mark=ins_mark()), p("b"), p("c"))),
        (docx(p("a")), docx(p("a", mark=ins_mark()), p(ins("b")))),
        (
            docx(table(row(cell("1"))), p("e")),
            docx(table(row(cell("1")), row(cell(p(ins("2"))), mark=ins_mark())), p("e")),
        ),
    ],
    ids=["join", "split", "added at the end", "row"],
)
def test_marks_on_ends_and_rows_are_no_untracked_changes(before, after):
    assert same(before, after) == []
    assert same(after, before) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (p("one word"), p(r("one"), r(" wo"), r("rd"))),
        (p("cell"), p("ce\u200dll")),
        (p(field("PAGE", "3")), p(field(" PAGE ", "17"))),
        (p(field("DOCPROPERTY Owner", "x")), p(field('DOCPROPERTY "Owner" \\* MERGEFORMAT', "y"))),
    ],
    ids=["runs", "joiners", "page numbers", "properties"],
)
def test_how_a_program_writes_a_thing_is_no_change(one, other):
    assert same(docx(one, p("end")), docx(other, p("end"))) == []


def test_a_field_with_an_address_and_a_link_are_the_same_link():
    fielded = docx(p("see ", field('HYPERLINK "https://example.org/guide"', "the guide")))
    linked = docx(p("see ", hyperlink("the guide", rid="rIdLink")), relationships=_LINK)

    assert same(fielded, linked) == []


def test_a_changed_address_is_a_change_though_the_words_stay():
    base = docx(p("see ", hyperlink("the guide", rid="rIdLink")), relationships=_LINK)
    other = (("rIdLink", "hyperlink", "https://example.org/other"),)
    returned = docx(p("see ", hyperlink("the guide", rid="rIdLink")), relationships=other)

    result = reconciled(base, returned)

    assert [one[1:] for one in marks(result.data)] == [
        ("deletion", "the guide", ""),
        ("insertion", "", "the guide"),
    ]


def test_a_note_that_was_added_silently_is_added_with_its_words():
    base = docx(p("text"), p("end"), footnotes={1: p("first")})
    returned = docx(p("text", footnote(2)), p("end"), footnotes={1: p("first"), 2: p("second")})

    result = reconciled(base, returned)

    assert len(result.untracked) == 1


def test_a_content_control_that_is_gone_is_a_finding():
    base = docx(p("name: ", control("WCO")))
    returned = docx(p("name: WCO"))

    result = reconcile(base, returned, author="WCO", when=WHEN)

    assert [one.code for one in result.findings] == ["controls-changed"]
    assert differences(result.data, base) == []


_TRACKED = [path for path in every_file() if path.parent.name != "compile"]


@pytest.mark.parametrize("path", _TRACKED, ids=lambda path: path.stem)
def test_half_of_the_marks_stripped_the_base_comes_back_and_the_others_stay(path):
    data = path.read_bytes()
    revisions = [one.id for one in read_revisions(data)]
    half = Random(path.stem).sample(revisions, (len(revisions) + 1) // 2)
    base, returned = reject_all(data), resolve(data, accept=half)

    result = reconcile(base, returned, author="untracked", when=WHEN)

    assert differences(reject_all(result.data), base) == []
    if path.stem not in _CONTROLS:
        assert differences(accept_all(result.data), accept_all(returned)) == []
    kept = Counter((one.author, one.time, one.kind) for one in read_revisions(returned))
    found = Counter((one.author, one.time, one.kind) for one in read_revisions(result.data))
    if path.stem not in _REBUILT:
        assert set(kept) <= set(found)
    said = [(one.author, one.text, one.quoted) for one in read_comments(returned)]
    assert [one for one in said if one not in _said(result.data)] == []


_CONTROLS = {"RP016-Deleted-CC", "RP017-Inserted-CC"}
"""A content control was added or taken away and nothing else: a finding, for no words changed."""

_REBUILT = {"T009-tracked", "T051-tracked"}
"""A mark stands on what cannot carry it any more: in a row of other cells, on a joined end."""


def _said(data: bytes) -> list[tuple[str, str, str]]:
    return [(one.author, one.text, one.quoted) for one in read_comments(data)]


_MARKED = [path for path in _TRACKED if read_revisions(path.read_bytes())]
_WAYS = {
    "rejected one by one": lambda data, half: (reject_all(data), resolve(data, reject=half)),
    "our old ones accepted": lambda data, half: (data, resolve(data, accept=half)),
    "our old ones rejected": lambda data, half: (data, resolve(data, reject=half)),
    "all our old ones accepted": lambda data, _: (data, accept_all(data)),
}


@pytest.mark.parametrize("way", _WAYS)
@pytest.mark.parametrize("path", _MARKED, ids=lambda path: path.stem)
def test_whatever_a_partner_did_with_marks_both_texts_come_back(path, way):
    data = path.read_bytes()
    revisions = [one.id for one in read_revisions(data)]
    half = Random(path.stem).sample(revisions, (len(revisions) + 1) // 2)
    base, returned = _WAYS[way](data, half)
    result = reconcile(base, returned, author="untracked", when=WHEN)

    assert differences(reject_all(result.data), reject_all(data)) == []
    if path.stem not in _CONTROLS:
        assert differences(accept_all(result.data), accept_all(returned)) == []
    assert new_breakage(data, result.data) == []
    assert new_schema_errors(data, result.data) == []
    kept = {(one.author, one.time, one.kind) for one in read_revisions(returned)}
    found = {(one.author, one.time, one.kind) for one in read_revisions(result.data)}
    if path.stem not in _REBUILT:
        assert kept <= found
    said = [(one.author, one.text, one.quoted) for one in read_comments(returned)]
    assert [one for one in said if one not in _said(result.data)] == []


@pytest.mark.parametrize("path", _MARKED, ids=lambda path: path.stem)
def test_a_partner_who_decides_all_our_old_marks_has_changed_nothing(path):
    base = path.read_bytes()
    for decided in (accept_all(base), reject_all(base)):
        result = reconcile(base, decided, author="untracked", when=WHEN)

        changes = [one for one in read_revisions(result.data) if one.id in result.untracked]
        assert [one for one in changes if one.before or one.after] == []
        assert len(changes) <= (path.stem in _BROKEN_CODE)


_BROKEN_CODE = {"T056-tracked", "T057-tracked"}
"""Accepting leaves a piece of a field's code without its field."""

_ROWS = table(row(cell("Code")), row(cell(p(ins("2903", by="us"))), mark=ins_mark(by="us")))


def test_an_old_row_of_ours_that_a_partner_accepted_is_there_once_and_ours():
    base = docx(p("before"), _ROWS, p("within 24 hours"))
    returned = docx(p("before"), table(row(cell("Code")), row(cell("2903"))), p("within 48 hours"))

    result = reconciled(base, returned)

    assert ("us", "row inserted", "", "2903") in marks(result.data, result.own)
    assert marks(result.data, result.untracked) == [
        ("WCO", "deletion", "24", ""),
        ("WCO", "insertion", "", "48"),
    ]


def test_an_old_row_of_ours_that_came_back_marked_is_there_once():
    base = docx(p("before"), _ROWS, p("within 24 hours"))
    returned = docx(p("before"), _ROWS, p("within 48 hours"))

    result = reconciled(base, returned)

    assert [one for one in marks(result.data) if one[1] == "row inserted"] == [
        ("us", "row inserted", "", "2903")
    ]
    assert [one.id for one in read_revisions(result.data) if one.author == "us"] == [
        one.id for one in read_revisions(result.data) if one.id in result.own
    ]


def test_old_marks_of_the_base_are_told_from_those_of_the_partner():
    base = docx(p("one ", ins("old ", by="us"), "two"), p("end"))
    returned = docx(p("one ", ins("old ", by="us"), "two", ins(" new", by="WCO")), p("end"))

    result = reconciled(base, returned)

    assert result.data == returned
    assert marks(result.data, result.own) == [("us", "insertion", "", "old ")]


def test_marks_that_another_reviewer_had_sent_before_are_named():
    base = docx(p("one two three"), p("end"))
    unep = docx(p("one ", ins("and ", by="A. Person"), "two three"), p("end"))
    returned = docx(
        p("one ", ins("and ", by="A. Person"), "two ", dele("three", by="WCO")), p("end")
    )
    sent = {"UNEP": [one.fingerprint for one in read_revisions(unep)]}

    result = reconcile(base, returned, author="WCO", when=WHEN, others=sent)

    assert marks(result.data, result.others) == [("A. Person", "insertion", "", "and ")]
    assert set(result.others.values()) == {"UNEP"}
    assert result.own == frozenset()


def test_a_header_that_came_without_tracking_is_tracked_and_said():
    base, returned = docx(p("text")), docx(p("text"), headers=[p("Draft of WCO")])

    result = reconciled(base, returned)

    assert marks(result.data, result.untracked) == [("WCO", "insertion", "", "Draft of WCO")]
    assert [one.text for one in result.findings if one.code == "header-added"] == [
        'Section 1 has a header that was not there before: "Draft of WCO".'
    ]


def test_a_header_that_went_without_tracking_is_tracked_and_said():
    base, returned = docx(p("text"), headers=[p("Draft of WCO")]), docx(p("text"))

    result = reconciled(base, returned)

    assert marks(result.data, result.untracked) == [("WCO", "deletion", "Draft of WCO", "")]
    assert [one.code for one in result.findings] == ["header-gone"]


_SECTION = p(raw("<w:pPr><w:sectPr/></w:pPr>"))


def test_where_a_program_puts_the_end_of_a_section_is_no_change():
    base = docx(p("first"), _SECTION, p("second"))
    saved = docx(p(raw("<w:pPr><w:sectPr/></w:pPr>"), r("first")), p("second"))

    assert same(base, saved) == []
    assert same(saved, base) == []


def test_a_section_that_a_partner_ends_is_no_change_of_the_words_around_it():
    base = docx(p("first"), p(), table(row(cell("x"))), p("second"))
    returned = docx(p("first"), _SECTION, table(row(cell("x"))), p("second words"))

    result = reconciled(base, returned)

    assert [one[3].strip() for one in marks(result.data)] == ["words"]


@pytest.mark.parametrize("seed", range(25))
def test_a_made_up_redline_decided_at_random_and_edited_gives_both_texts_back(seed):
    random = Random(seed)
    base = redline(random)
    ids = [one.id for one in read_revisions(base)]
    returned = random.choice((accept_all, reject_all, partly(random, ids)))(base)
    edits = edited(returned, random)

    for data in (returned, edits):
        result = reconcile(base, data, author="WCO", when=WHEN)

        assert differences(reject_all(result.data), reject_all(base)) == []
        other = same(accept_all(data), accept_all(result.data))
        assert [one for one in other if one.code != "controls-changed"] == []
        assert new_breakage(base, result.data) == []
    if returned in (accept_all(base), reject_all(base)):
        assert reconcile(base, returned, author="WCO", when=WHEN).untracked == frozenset()


def partly(random: Random, ids):
    """Accepts half of the changes; a move that is taken by halves is taken whole."""
    chosen = [one for one in ids if random.random() < 0.5]
    return lambda data: resolve(data, accept=chosen)


def edited(data: bytes, random: Random) -> bytes:
    """The file with some of its words taken out, added or replaced, and nothing tracked."""
    package = Package.open(data)
    for text in list(package.tree(package.main).iter(f"{W}t")):
        words = (text.text or "").split(" ")
        if len(words) > 1 and random.random() < 0.15:
            at = random.randrange(len(words))
            words[at : at + random.randint(0, 1)] = random.choice(([], ["edited"]))
            text.text = " ".join(words)
    package.changed(package.main)
    return package.save()


def test_what_differs_is_quoted_from_where_it_begins_to():
    long = "The first paragraph describes how officers verify declarations that arrive"
    texts = [f"{long} by sea.", "each word here"], [f"{long} by air.", "any word here"]

    found = [one.text for one in same(*(docx(*map(p, each)) for each in texts))]

    assert found == [
        'Without tracking, "…that arrive by sea." became "…that arrive by air.".',
        'Without tracking, "each word here" became "any word here".',
    ]


@pytest.mark.parametrize("before", [(), (p(ins("New:"), mark=ins_mark()), p("and"))])
def test_a_new_table_before_a_paragraph_whose_first_words_went_unseen_keeps_its_marks(before):
    rest = "the licence is valid for one year."
    base = docx(p("start"), p("5 In practice ", rest), p("end"))
    new = table(row(cell(p(ins("CFC-11"))), mark=ins_mark()))
    returned = docx(p("start"), *before, new, p(rest), p("end"))

    result = reconcile(base, returned, author="B", when=WHEN)

    assert differences(reject_all(result.data), base) == []
    assert differences(accept_all(result.data), accept_all(returned)) == []
    assert "mark-dropped" not in [one.code for one in result.findings]
