"""Real files: accept and reject give what the baselines say, and nothing is broken by it."""

from __future__ import annotations

import re
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from chapters import accept_all, plain_text, reject_all
from chapters.oxml.marks import may_hold_marks
from tests.corpora import cases, corpora, every_file
from tests.judge import differences, formatting_differences, reading
from tests.resolving import accepted, marks_in, rejected
from tests.schema import new_breakage, new_schema_errors

_SIDES = {"accepted": accepted, "rejected": rejected, "after": accepted, "before": rejected}
_EXPLAINED = {
    "RP001-Tracked-Revisions-01.docx",
    "RP001-Tracked-Revisions-02.docx",
    "RP015-MoveFrom-MoveTo.docx",
    "T031-tracked.docx",
    "T047-tracked.docx",
}
"""Baselines that other engines, other baselines or the rules contradict; each has a test below."""


def read(folder: str, name: str) -> bytes:
    return (corpora(folder) / name).read_bytes()


def baselines(folder: str, key: str, sides: tuple[str, ...]) -> list[tuple[str, str, str]]:
    return [
        (case[key], side, case[side])
        for case in cases(folder)
        for side in sides
        if case[side] and case[key] not in _EXPLAINED
    ]


@pytest.mark.parametrize(
    ("name", "side", "baseline"), baselines("resolve", "file", ("accepted", "rejected"))
)
def test_real_files_resolve_to_their_baseline_with_formatting(name, side, baseline):
    made = _SIDES[side](read("resolve", name))

    assert formatting_differences(made, read("resolve", baseline)) == []


@pytest.mark.parametrize(
    ("name", "side", "baseline"), baselines("pairs", "tracked", ("after", "before"))
)
def test_tracked_files_give_the_file_after_and_the_file_before(name, side, baseline):
    made = _SIDES[side](read("pairs", name))

    assert formatting_differences(made, read("pairs", baseline)) == []


@pytest.mark.parametrize("number", ["01", "02"])
def test_the_disputed_table_has_lost_its_rows_and_goes(number):
    """The baselines keep two tables without rows, which Word calls damaged; all else is equal."""
    made = accepted(read("resolve", f"RP001-Tracked-Revisions-{number}.docx"))
    baseline = read("resolve", f"RP001-Tracked-Revisions-{number}-Accepted.docx")

    lines = [what for _, what in reading(baseline, formatting=True)]
    without_rows = [
        what
        for what, following in zip(lines, [*lines[1:], ""], strict=True)
        if not (what.startswith("table") and not following.startswith("row"))
    ]

    assert [what for _, what in reading(made, formatting=True)] == without_rows


@pytest.mark.parametrize(
    ("folder", "name", "side", "baseline"),
    [
        ("resolve", "RP015-MoveFrom-MoveTo.docx", accepted, "RP015-MoveFrom-MoveTo-Accepted.docx"),
        ("resolve", "RP015-MoveFrom-MoveTo.docx", rejected, "RP015-MoveFrom-MoveTo-Rejected.docx"),
        ("pairs", "T031-tracked.docx", accepted, "T031-after.docx"),
        ("pairs", "T031-tracked.docx", rejected, "T031-before.docx"),
    ],
)
def test_the_disputed_mark_of_a_moved_paragraph_goes_with_its_words(folder, name, side, baseline):
    """The baselines keep an empty paragraph where the moved one was. Its mark is moved as well:
    T031 is the file of RP018, whose own, undisputed, baselines keep none.
    """
    made = side(read(folder, name))

    paragraphs = [
        what for _, what in reading(read(folder, baseline)) if what.strip() != "paragraph"
    ]
    assert [what for _, what in reading(made)] == paragraphs


def test_the_disputed_deleted_cells_leave_a_row_as_wide_as_before():
    """T047 is the file of RP034, whose baseline widens the cell before the deleted ones."""
    made = accepted(read("pairs", "T047-tracked.docx"))

    assert differences(made, read("resolve", "RP034-Deleted-Cells-Accepted.docx")) == []


@pytest.mark.parametrize(
    "case",
    [case for case in cases("pandoc") if case["mode"] != "AllChanges"],
    ids=lambda case: f"{case['file']}-{case['mode']}",
)
def test_texts_are_those_that_pandoc_reads(case):
    decide = accepted if case["mode"] == "AcceptChanges" else rejected

    made = plain_text(decide(read("pandoc", case["file"])))

    assert _bare(made) == _bare(case["expected_plain"])


def _bare(text: str) -> str:
    """The words alone: pandoc wraps lines, joins words without a space and drops footnote marks."""
    return re.sub(r"[\s*_]+", "", text)


def tracked_files() -> list[Path]:
    """The real files in which anything is tracked, opened without the engine."""
    found = []
    for path in every_file():
        with suppress(zipfile.BadZipFile), zipfile.ZipFile(path) as archive:
            parts = [name for name in archive.namelist() if name.startswith("word/")]
            if any(may_hold_marks(archive.read(name)) for name in parts if name.endswith(".xml")):
                found.append(path)
    return found


@pytest.mark.parametrize(
    "path", tracked_files(), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_no_real_file_is_damaged_or_keeps_a_mark(path):
    data = path.read_bytes()

    for made in (accept_all(data), reject_all(data)):
        assert marks_in(made) == []
        assert new_breakage(data, made) == []
        assert new_schema_errors(data, made) == []
