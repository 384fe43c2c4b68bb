"""What a partner's word processor does to a file, tracked or not: found, and nothing else.

The rows of `cases/edits.md` that LibreOffice can make: 1, 2, 3, 5, 9, 26, 27, 28, 49, 51, 53, 66,
67 and 69 in their numbers there.
"""

import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chapters import compare, plain_text, read_comments, read_revisions, reconcile
from chapters.reconciliation import same
from tests.judge import differences
from tests.servers.office import (
    add_row,
    comment,
    delete,
    delete_paragraph,
    delete_row,
    insert_after,
    new_paragraph,
    replace,
    set_cell,
    tracking,
)
from tests.wordml import PNG, cell, docx, field, footnote, hyperlink, p, picture, row, table

WHEN = datetime(2017, 10, 12, 9, tzinfo=UTC)
CHAPTER = docx(
    p("Inspection of containers", style="Heading1"),
    p("Officers shall report each case within 24 hours to the district office."),
    p("Minimata is a town. The guide speaks of it."),
    p("First item of the list", numbered=(1, 0)),
    p("Second item of the list", numbered=(1, 0)),
    table(
        row(cell("Name"), cell("Code")),
        row(cell("CFC-11"), cell("2903.41")),
        row(cell("CFC-12"), cell("2903.42")),
    ),
    p("After the table there is a note", footnote(1), " and more."),
    p("See ", hyperlink("the guide", rid="rIdLink"), " for more, and ", picture(), "."),
    p("Last words of the chapter."),
    headers=[p("Chapter 3, draft")],
    footers=[p("Page ", field("PAGE", "1"))],
    footnotes={1: p("A note on labels.")},
    relationships=(
        ("rIdLink", "hyperlink", "https://example.org/guide"),
        ("rIdPicture", "image", "media/picture.png"),
    ),
    parts={"word/media/picture.png": (PNG, "image/png")},
)
EDITS = {
    "typo": (replace("Minimata", "Minamata"), [("Minimata", ""), ("", "Minamata")]),
    "words in": (insert_after("each case", " of fraud"), [("", "of fraud")]),
    "words out": (delete(" to the district office"), [("to the district office", "")]),
    "paragraph in": (new_paragraph("Minimata", "It is known."), [("", "It is known.")]),
    "item out": (delete_paragraph("First item"), [("First item of the list", "")]),
    "figure": (set_cell(1, "B3", "2903.77"), [("2903.42", ""), ("", "2903.77")]),
    "row in": (
        add_row(1, after=2, values=["HCFC", "2903.71"]),
        [("", "HCFC\t2903.71"), ("", "HCFC"), ("", "2903.71")],
    ),
    "row out": (delete_row(1, 2), [("CFC-11\t2903.41", ""), ("CFC-11", ""), ("2903.41", "")]),
}


def said(data: bytes, among=None) -> list[tuple[str, str]]:
    """The words of the revisions, without ends of paragraphs."""
    return [
        (one.before.strip(), one.after.strip())
        for one in read_revisions(data)
        if (one.before or one.after) and (among is None or one.id in among)
    ]


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_that_is_tracked_leaves_the_base_under_it(office, edit):
    returned = office.edit(CHAPTER, by="WCO", edits=[EDITS[edit][0]])

    result = reconcile(CHAPTER, returned, author="untracked", when=WHEN)

    assert result.data == returned
    assert result.untracked == frozenset()
    assert len(read_revisions(returned)) > 0


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_that_is_not_tracked_is_found_and_nothing_else(office, edit):
    returned = office.edit(CHAPTER, by="WCO", edits=[EDITS[edit][0]], tracked=False)

    result = reconcile(CHAPTER, returned, author="untracked", when=WHEN)

    assert said(result.data, result.untracked) == EDITS[edit][1]
    assert {one.author for one in read_revisions(result.data)} == {"untracked"}


def test_tracking_switched_off_part_way_tells_the_two_apart(office):
    edits = [replace("Minimata", "Minamata"), tracking(on=False), set_cell(1, "B3", "2903.77")]
    returned = office.edit(CHAPTER, by="WCO", edits=edits)

    result = reconcile(CHAPTER, returned, author="untracked", when=WHEN)

    tracked = {one.id for one in read_revisions(result.data)} - result.untracked
    assert sorted(said(result.data, tracked)) == [("", "Minamata"), ("Minimata", "")]
    assert said(result.data, result.untracked) == [("2903.42", ""), ("", "2903.77")]


def test_a_comment_alone_is_no_change(office):
    returned = office.edit(CHAPTER, by="WCO", edits=[comment("24 hours", "why 24?")])

    assert same(CHAPTER, returned) == []
    assert [one.text for one in read_comments(returned)] == ["why 24?"]


def test_a_resave_without_an_edit_is_no_change(office):
    saved = office.resave(CHAPTER)

    assert saved != CHAPTER
    assert same(CHAPTER, saved) == []
    assert read_revisions(compare(CHAPTER, saved, author="WCO", when=WHEN)) == []
    assert differences(compare(CHAPTER, saved, author="WCO", when=WHEN), CHAPTER) == []


_CHAPTERS = sorted(Path(__file__).resolve().parents[2].glob("examples/gci-guide/*.docx"))


@pytest.mark.parametrize("empty", [0, 1, 2])
def test_a_resave_of_a_landscape_part_behind_empty_paragraphs_is_no_change(office, empty):
    wide = '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/></w:sectPr>'
    base = docx(p("one"), p("two"), *[p()] * empty, p(section=wide), p("three"))

    result = reconcile(base, office.resave(base), author="WCO", when=WHEN)

    assert (read_revisions(result.data), result.findings) == ([], ())


@pytest.mark.parametrize("path", _CHAPTERS, ids=lambda path: path.stem)
def test_a_resave_of_a_chapter_of_the_sample_guide_is_no_change(office, path):
    data = path.read_bytes()

    saved = office.resave(data)

    assert same(data, saved) == []
    assert read_revisions(compare(data, saved, author="WCO", when=WHEN)) == []


@pytest.mark.parametrize("path", _CHAPTERS, ids=lambda path: path.stem)
def test_one_edit_planted_in_a_chapter_of_the_sample_guide_is_the_one_change(office, path):
    data = path.read_bytes()
    word = _only_once(plain_text(data))

    returned = office.edit(data, by="WCO", edits=[replace(word, "planted")], tracked=False)
    result = reconcile(data, returned, author="untracked", when=WHEN)

    assert said(result.data) == [(word, ""), ("", "planted")]
    assert len(result.untracked) == 2
    assert len(result.findings) == 1


@pytest.mark.parametrize("ending", [".odt", ".doc", ".rtf"])
def test_a_chapter_that_went_through_another_format_is_no_change(office, ending):
    data = _CHAPTERS[0].read_bytes()

    back = office.convert(office.convert(data, ending), ".docx")

    assert same(data, back) == []


def _only_once(text: str) -> str:
    """A long word that the text of a chapter has once, not in its first lines."""
    words = re.findall(r"[^\W\d_]{7,}", text)
    counts = Counter(re.findall(r"[^\W\d_]+", text.lower()))
    return next(
        one
        for one in words[len(words) // 3 :]
        if one.islower() and counts[one] == 1 and text.lower().count(one) == 1
    )
