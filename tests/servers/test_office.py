"""The partner's word processor does what a story asks of it."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from tests.servers.office import (
    Office,
    OfficeFailed,
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


@pytest.fixture(scope="module")
def chapter() -> bytes:
    document = docx.Document()
    for words in ("The list of wastes.", "Parties shall report.", "This goes.", "It ends here."):
        document.add_paragraph(words)
    table = document.add_table(rows=3, cols=2)
    for number, cell in enumerate(c for row in table.rows for c in row.cells):
        cell.text = f"cell {number}"
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_every_edit_that_stories_use_is_tracked_under_the_partners_name(
    office: Office, chapter: bytes
) -> None:
    edits = [
        replace("shall", "should"),
        insert_after("list of", " hazardous"),
        delete(" here"),
        new_paragraph("Parties", "A new sentence."),
        delete_paragraph("This goes"),
        set_cell(1, "B1", "other"),
        add_row(1, after=2, values=["new", "row"]),
        delete_row(1, 4),
        comment("wastes", "Which?"),
    ]

    marked = _body(office.edit(chapter, by="Legal Officer", edits=edits))

    assert marked.count('w:author="Legal Officer"') >= 10
    for words in ("should", " hazardous", "A new sentence.", "other"):
        assert f">{words}</w:t>" in marked
    for words in ("shall", "This goes.", " here"):
        assert f">{words}</w:delText>" in marked
    assert marked.count("<w:trPr>") >= 2
    assert "commentRangeStart" in marked


def test_what_is_edited_with_tracking_off_carries_no_mark(office: Office, chapter: bytes) -> None:
    edits = [replace("shall", "should"), tracking(on=False), replace("ends", "stops")]

    marked = _body(office.edit(chapter, by="Legal Officer", edits=edits))

    assert "w:delText" in marked
    assert ">ends<" not in marked
    assert "It stops here." in marked


def test_an_edit_that_finds_nothing_fails_the_test(office: Office, chapter: bytes) -> None:
    with pytest.raises(OfficeFailed, match="'Minamata' stands 0 times"):
        office.edit(chapter, by="Legal Officer", edits=[replace("Minamata", "mercury")])


def test_a_plain_save_marks_nothing(office: Office, chapter: bytes) -> None:
    saved = _body(office.resave(chapter))

    assert "w:ins " not in saved
    assert "Parties shall report." in saved


def _body(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read("word/document.xml").decode()
