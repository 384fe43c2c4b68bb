"""Reading tracked changes: kinds, places, words, groups, and names that last."""

from __future__ import annotations

import gc
from datetime import UTC, datetime

import pytest

from chapters import RevisionKind, compare, read_revisions, reconcile
from chapters.oxml.namespaces import W
from chapters.package import Package
from chapters.places import Places, style_levels
from chapters.stories import stories
from tests.resolving import ids_of, resolved
from tests.wordml import (
    cell,
    cell_mark,
    cell_merge,
    changed,
    commented,
    del_mark,
    dele,
    docx,
    footnote,
    ins,
    ins_mark,
    moved,
    moved_from,
    moved_to,
    p,
    r,
    raw,
    row,
    section,
    table,
    text_box,
)

WHEN = datetime(2017, 10, 12, 9, tzinfo=UTC)
_MARK = 'w:id="8" w:author="alpha"'
_NUMBERED = f'<w:numPr><w:numId w:val="1"/><w:ins {_MARK}/></w:numPr>'
_RENUMBERED = f'<w:numPr><w:numId w:val="1"/><w:numberingChange {_MARK} w:original="1"/></w:numPr>'
_EQUATION = f"<m:oMath><m:r><w:ins {_MARK}><m:t>x</m:t></w:ins></m:r></m:oMath>"


def by_words(data: bytes) -> dict[str, str]:
    """The group of each revision that has words, by its words."""
    return {one.before or one.after: one.group for one in read_revisions(data)}


def one_cell(mark: str) -> bytes:
    return docx(table(row(cell("x", mark=mark), cell("y"))), p("end"))


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (docx(p(ins("x"))), RevisionKind.INSERTION),
        (docx(p(dele("x"))), RevisionKind.DELETION),
        (docx(p(moved_from("x", name="m"))), RevisionKind.MOVE_FROM),
        (docx(p(moved_to("x", name="m"))), RevisionKind.MOVE_TO),
        (docx(p("x", mark=ins_mark()), p("y")), RevisionKind.PARAGRAPH_INSERTION),
        (docx(p("x", mark=del_mark()), p("y")), RevisionKind.PARAGRAPH_DELETION),
        (docx(p("x", mark=moved("moveFrom")), p("y")), RevisionKind.PARAGRAPH_MOVE_FROM),
        (docx(p("x", mark=moved("moveTo")), p("y")), RevisionKind.PARAGRAPH_MOVE_TO),
        (docx(table(row(cell("x"), mark=ins_mark())), p()), RevisionKind.ROW_INSERTION),
        (docx(table(row(cell("x"), mark=del_mark())), p()), RevisionKind.ROW_DELETION),
        (one_cell(cell_mark("cellIns")), RevisionKind.CELL_INSERTION),
        (one_cell(cell_mark("cellDel")), RevisionKind.CELL_DELETION),
        (one_cell(cell_merge("rest")), RevisionKind.CELL_MERGE),
        (docx(p(r("x", props=f"<w:b/>{changed('rPr')}"))), RevisionKind.RUN_FORMAT),
        (docx(p("x", mark=f"<w:b/>{changed('rPr')}"), p()), RevisionKind.RUN_FORMAT),
        (docx(p("x", change=changed("pPr"))), RevisionKind.PARAGRAPH_FORMAT),
        (docx(table(row(cell("x")), props=changed("tblPr")), p()), RevisionKind.TABLE_FORMAT),
        (docx(table(row(cell("x"), props=changed("trPr"))), p()), RevisionKind.ROW_FORMAT),
        (one_cell(changed("tcPr")), RevisionKind.CELL_FORMAT),
        (docx(p("x"), end=section(change=changed("sectPr"))), RevisionKind.SECTION_FORMAT),
        (
            docx(table(row(cell("x")), grid_change=changed("tblGrid")), p()),
            RevisionKind.GRID_FORMAT,
        ),
        (docx(p("x", props=_NUMBERED)), RevisionKind.NUMBERING_INSERTION),
        (docx(p("x", props=_RENUMBERED)), RevisionKind.NUMBERING),
        (docx(p(raw(_EQUATION))), RevisionKind.MATH_INSERTION),
    ],
)
def test_every_kind_of_mark_is_a_revision(data, kind):
    (only,) = read_revisions(data)

    assert (only.kind, only.author) == (kind, "alpha")


def test_a_revision_says_who_when_where_and_what():
    data = docx(
        p("Inspection", style="Heading1"),
        p("Labels", style="Heading2"),
        table(row(cell("a"), cell("b", p("price ", dele("4"), ins("5", by="beta"))))),
        p("end"),
    )

    gone, new = read_revisions(data)

    assert (gone.before, gone.after, gone.author) == ("4", "", "alpha")
    assert (new.before, new.after, new.author) == ("", "5", "beta")
    assert new.time == datetime(2017, 10, 12, 9, tzinfo=UTC)
    assert new.place.headings == ("Inspection", "Labels")
    assert (new.place.table, new.place.row, new.place.column) == (1, 1, 2)


@pytest.mark.parametrize("when", [None, "0-00-00T00:00:00Z", "yesterday", ""])
def test_a_mark_without_a_usable_date_has_no_time(when):
    (only,) = read_revisions(docx(p(ins("x", when=when))))

    assert only.time is None


def test_a_time_without_a_zone_is_aware():
    (only,) = read_revisions(docx(p(ins("x", when="2017-10-12T09:00:00"))))

    assert only.time == datetime(2017, 10, 12, 9, tzinfo=UTC)


def test_revisions_come_in_document_order_from_all_stories():
    data = docx(
        p("a ", ins("1"), footnote(1)),
        p(text_box(p("b ", ins("2")))),
        p("c ", ins("3")),
        headers=[p(ins("4"))],
        footnotes={1: p(ins("5"))},
    )

    said = {one.after: one.place.story for one in read_revisions(data)}

    assert said == {
        "1": "body",
        "2": "text box 1",
        "3": "body",
        "4": "header 1",
        "5": "footnote 1",
    }
    assert [one.after for one in read_revisions(data)][:3] == ["1", "2", "3"]


def test_a_place_is_the_same_whichever_paragraphs_are_asked_for():
    inner = table(row(cell("in", p("it"))))
    package = Package.open(
        docx(
            p("Sizes", style="Heading1"), p("a", text_box("b")), table(row(cell(inner), cell("d")))
        )
    )
    levels, story = style_levels(package), stories(package)[0]
    every = list(story.root.iter(f"{W}p", f"{W}tr", f"{W}tc"))

    usual = Places(story, levels)
    others = [Places(story, levels, {one}) for one in every]

    for places in others:
        assert [places.of(one) for one in every] == [usual.of(one) for one in every]


def test_adjacent_marks_of_one_author_and_time_are_one_revision():
    data = docx(p("a ", ins("b "), ins(r("c ", props="<w:b/>")), ins("d", by="beta"), " e"))

    assert [one.after for one in read_revisions(data)] == ["b c ", "d"]


def test_marks_that_become_neighbours_stay_two_revisions():
    data = docx(p(ins("a "), dele("b ", by="beta"), ins("c ")))
    first, gone, last = ids_of(data)

    closer = resolved(data, accept=[gone])

    assert ids_of(closer) == [first, last]
    assert ids_of(resolved(closer, accept=[first])) == [last]


def test_ids_are_unique_where_a_program_repeats_or_leaves_out_its_own():
    again = '<w:r><w:rPr><w:b/><w:rPrChange w:id="0" w:author="alpha"/></w:rPr><w:t>x</w:t></w:r>'
    none = '<w:ins w:author="alpha"><w:r><w:t>y</w:t></w:r></w:ins>'
    data = docx(p(raw(again), " ", raw(again), " ", raw(again)), p(raw(none), " ", raw(none)))
    ids = ids_of(data)

    assert len(set(ids)) == 5
    assert ids_of(resolved(data, accept=ids[:2])) == ids[2:]
    assert ids_of(resolved(data, accept=ids[3:4])) == [*ids[:3], ids[4]]


def test_a_replacement_is_one_group_in_either_order():
    for pair in ((dele("old"), ins("new")), (ins("new"), dele("old"))):
        groups = by_words(docx(p("a ", *pair, " b ", ins("other"))))

        assert groups["old"] == groups["new"] != groups["other"]


def test_replacements_by_two_authors_are_two_groups():
    groups = by_words(docx(p("a ", dele("old"), ins("new", by="beta"), " b")))

    assert groups["old"] != groups["new"]


def test_a_rewritten_paragraph_is_one_group():
    groups = by_words(docx(p(dele("one "), dele("two", when=None), ins("three"))))

    assert len(set(groups.values())) == 1


def test_new_paragraphs_are_a_group_each_with_their_mark():
    data = docx(p("old", mark=ins_mark()), p(ins("one"), mark=ins_mark()), p(ins("two")), p("old"))

    marks = [one.group for one in read_revisions(data) if one.kind == "paragraph inserted"]
    words = by_words(data)

    assert marks == [words["one"], words["two"]]
    assert words["one"] != words["two"]


def test_deleted_paragraphs_are_a_group_each_with_their_mark():
    data = docx(p(dele("one"), mark=del_mark()), p(dele("two"), mark=del_mark()), p("old"))

    revisions = read_revisions(data)

    assert len({one.group for one in revisions}) == 2
    assert len(revisions) == 4


@pytest.mark.parametrize("name", ["m", ""])
def test_a_moved_paragraph_is_one_group_by_its_name_or_by_its_words(name):
    data = docx(
        p(moved_from("the moved one", name=name), mark=moved("moveFrom")),
        p("kept"),
        p(moved_to("the moved one", name=name), mark=moved("moveTo")),
        p(ins("other")),
    )

    groups = [one.group for one in read_revisions(data)]

    assert len(groups) == 5
    assert len(set(groups[:4])) == 1 != groups[4]


def test_a_last_paragraph_that_was_moved_is_one_group_with_the_end_before_it():
    one, other = p("Officers count every parcel."), p("Records of it are kept for years.")
    last = p("A cylinder without a label is kept until it is known what is in it.")
    redline = compare(docx(one, other, last), docx(last, one, other), author="WCO", when=WHEN)

    revisions = read_revisions(redline)

    assert {one.kind for one in revisions} >= {"paragraph moved from", "paragraph moved to"}
    assert len({one.group for one in revisions}) == 1


def test_a_replacement_in_a_moved_paragraph_is_one_group_beside_the_move():
    first, last = "A cylinder is ", " until it is known what is in it."
    rest = [p(f"Officers count every parcel of kind {number}.") for number in range(4)]
    edited = p(first, dele("kept", by="Wanda"), ins("stored", by="Wanda"), last)
    base = docx(*rest, p(f"{first}kept{last}"), p("end"))
    returned = docx(edited, *rest, p("end"))
    redline = reconcile(base, returned, author="WCO", when=WHEN).data

    groups = by_words(redline)

    assert groups["kept"] == groups["stored"] != groups[first] == groups[last]


def test_an_added_row_is_one_group_with_what_is_in_it():
    new = row(cell(p(ins("a"))), cell(p(ins("b"), ins("c", by="beta"))), mark=ins_mark())
    revisions = read_revisions(docx(table(row(cell("x"), cell("y")), new), p()))

    assert revisions[0].after == "a\tbc"
    assert len({one.group for one in revisions if one.author == "alpha"}) == 1
    assert len({one.group for one in revisions}) == 2


def test_an_added_note_is_one_group_with_its_words():
    data = docx(
        p("a ", ins(footnote(1)), " b ", footnote(2)),
        footnotes={1: p(ins("new note")), 2: p("old note ", ins("more"))},
    )

    reference, words, more = read_revisions(data)

    assert reference.after == "[footnote]"
    assert reference.group == words.group != more.group


def test_an_added_column_is_one_group():
    rows = [row(cell("x"), cell(p(ins(one)), mark=cell_mark("cellIns"))) for one in "ab"]
    revisions = read_revisions(docx(table(*rows), p()))

    assert len(revisions) == 4
    assert len({one.group for one in revisions}) == 1


def test_format_changes_say_what_was_and_what_is():
    change = changed("pPr", '<w:pStyle w:val="Normal"/>')
    (only,) = read_revisions(docx(p("x", style="Heading2", change=change)))

    assert (only.before, only.after) == ("style Normal", "style Heading2")


def test_the_joiner_that_libreoffice_leaves_in_a_new_row_is_no_word():
    (only,) = read_revisions(docx(p("a ", ins("new\u200d"))))

    assert only.after == "new"


def test_a_fingerprint_is_the_same_when_words_are_cut_into_other_runs_with_other_ids():
    once = docx(p("kept ", ins("some words"), " end", dele("x"), " more"))
    again = docx(
        p(
            r("ke"),
            r("pt "),
            ins("some"),
            ins(r(" words", props="<w:b/>")),
            " end",
            dele("x"),
            " more",
        )
    )

    prints = [one.fingerprint for one in read_revisions(once)]

    assert prints == [one.fingerprint for one in read_revisions(again)]


def test_a_fingerprint_is_the_same_in_a_second_return_with_more_changes():
    first = docx(p("The quick fox ", ins("red "), "jumps over the lazy dog"))
    second = docx(
        p(ins("New.", when=None), mark=ins_mark()),
        p("The ", dele("quick "), "fox ", ins("red "), "jumps over the ", ins("very "), "lazy dog"),
    )
    (one,) = read_revisions(first)

    assert one.fingerprint in {other.fingerprint for other in read_revisions(second)}


def test_equal_changes_in_equal_places_have_different_fingerprints():
    data = docx(p("same ", ins("x")), p("same ", ins("x")))

    one, other = (revision.fingerprint for revision in read_revisions(data))

    assert one != other


def test_a_comment_inside_an_insertion_does_not_cut_it():
    data = docx(p(ins("a "), commented(), ins("b")))

    assert [one.after for one in read_revisions(data)] == ["a b"]


def test_nothing_of_a_file_is_kept_once_it_is_read():
    data = docx(p("kept ", ins("new")), table(row(cell("of ", dele("a cell")))))
    read_revisions(data)
    gc.collect()
    gc.disable()

    try:
        read_revisions(data)

        assert gc.collect() == 0  # no circle that only the collector would find
    finally:
        gc.enable()
