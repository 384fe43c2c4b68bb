"""The comment matrix reads well, keeps what was written, and is the same bytes each time."""

from __future__ import annotations

import io
import time
import zipfile

from openpyxl import load_workbook

from flows.rendering.contents import Noticed
from flows.rendering.matrix import comment_matrix
from tests.flows.rendering.editions import contents


def test_every_change_and_comment_is_a_row_with_what_was_decided() -> None:
    book = load_workbook(io.BytesIO(comment_matrix(contents())))

    changes, comments = book["Changes"], book["Comments"]
    assert [cell.value for cell in changes[1]] == [
        "No.",
        "Chapter",
        "Place",
        "Partner",
        "Text before",
        "Text after",
        "Decision",
        "Reason",
    ]
    assert [cell.value for cell in changes[2]] == [
        1,
        "3.1 Basel Convention",
        "Labels, paragraph 12",
        "WCO",
        "shall",
        "=should",
        "rejected",
        "The Convention says shall.",
    ]
    assert changes["F2"].data_type == "s"
    assert [cell.value for cell in comments[2]][-2:] == ["Annex IX", "Which edition?"]
    assert changes.freeze_panes == "A2"
    assert changes["E2"].alignment.wrap_text


def test_a_round_without_changes_says_so() -> None:
    book = load_workbook(io.BytesIO(comment_matrix(contents(changes=(), remarks=()))))

    assert book["Changes"]["B2"].value == "No partner proposed a change."
    assert book["Comments"]["B2"].value == "No partner made a comment."


def test_the_same_contents_give_the_same_bytes_at_any_time() -> None:
    first = comment_matrix(contents())
    time.sleep(2.1)  # a zip file counts in steps of two seconds

    second = comment_matrix(contents())

    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    change = contents().changes[0]
    long = type(change)(
        number=1,
        chapter="3.1",
        place="",
        partner="WCO",
        before="x" * 40_000,
        after="",
        decision="accepted",
    )

    book = load_workbook(io.BytesIO(comment_matrix(contents(changes=(long,)))))

    assert book["Changes"]["E2"].value.endswith("x […]")


def test_what_was_noticed_beside_the_changes_has_a_sheet_of_its_own() -> None:
    seen = Noticed(chapter="3.1", place="Labels", partner="WCO", text="Heading 2 → Heading 3")

    book = load_workbook(io.BytesIO(comment_matrix(contents(noticed=(seen,)))))

    assert book.sheetnames == ["Changes", "Comments", "Noticed"]
    assert [cell.value for cell in book["Noticed"][2]] == [
        "3.1 Basel Convention",
        "Labels",
        "WCO",
        "Heading 2 → Heading 3",
    ]
    assert load_workbook(io.BytesIO(comment_matrix(contents()))).sheetnames == [
        "Changes",
        "Comments",
    ]
