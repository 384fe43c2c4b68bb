"""`decide --word` as an officer runs it: a file for each chapter, edited, and read back."""

# ruff: noqa: F811 -- fixtures of the commands' tests are arguments here

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path

from chapters import read_revisions, resolve
from chapters.package import Package
from tests.desk.test_commands import (
    answered,  # noqa: F401 -- a fixture that `home` is made of
    home,  # noqa: F401 -- a fixture
    outcomes,
    run,
    said,
)

LABELS, PERMITS = (
    Path("Decide 1 Chapter of WCO no 1.docx"),
    Path("Decide 2 Chapter of BRS no 2.docx"),
)
OPEN = {"each": None, "any": None, "and every": None, "For a year.": None}


def test_a_file_for_each_chapter_with_open_changes_and_what_to_do_next(home):
    shown = said(run(home, "decide", "--word"))

    assert sorted(Path().glob("*.docx")) == [LABELS, PERMITS]
    assert f"{LABELS}: 3 open changes." in shown
    assert f"{PERMITS}: 1 open change." in shown
    assert f'gci-review decide --word "{LABELS}"' in shown
    assert outcomes(home) == OPEN


def test_a_file_that_somebody_wrote_in_is_never_overwritten(home):
    run(home, "decide", "--word", "--chapter", "2")
    edit(PERMITS, accept={"and every "})
    edited = PERMITS.read_bytes()

    shown = said(run(home, "decide", "--word", "--chapter", "2"))

    assert PERMITS.read_bytes() == edited
    assert "Decide 2 Chapter of BRS no 2 (2).docx: 1 open change." in shown
    assert said(run(home, "decide", "--word", "--chapter", "2")) == shown
    assert len(list(Path().glob("*.docx"))) == 2


def test_what_was_accepted_and_rejected_in_word_is_shown_and_recorded(home):
    run(home, "decide", "--word")
    edit(LABELS, accept={"each"}, reject={"any"})
    renamed = LABELS.rename("mine.docx")

    shown = said(run(home, "decide", "--word", "--yes", str(renamed)))

    assert "1 accepted, 1 rejected, 1 still open" in shown
    assert outcomes(home) == OPEN | {"each": "accepted", "any": "rejected"}


def test_nothing_is_recorded_before_somebody_says_yes(home):
    run(home, "decide", "--word")
    edit(PERMITS, accept={"and every "})

    result = run(home, "decide", "--word", str(PERMITS))

    assert result.exit_code == 1
    assert "1 accepted, none open" in said(result)
    assert outcomes(home) == OPEN


def test_both_sides_of_a_conflict_are_refused_with_the_sentence_of_settle(home):
    run(home, "decide", "--word")
    edit(LABELS, accept={"each", "any"})

    result = run(home, "decide", "--word", "--yes", str(LABELS))

    assert result.exit_code == 2
    assert "are over the same words and both were accepted; reject one of them." in said(result)
    assert outcomes(home) == OPEN


def test_programs_get_what_a_file_says_with_its_own_changes(home):
    run(home, "decide", "--word")
    edit(PERMITS, accept={"and every "}, instead=("It names", "It lists"))

    result = run(home, "--json", "decide", "--word", "--yes", str(PERMITS))

    [told] = json.loads(result.stdout)
    assert [(d["partner"], d["outcome"]) for d in told["decisions"]] == [("BRS", "accepted")]
    assert [(own["before"], own["after"]) for own in told["own"]] == [("names", "lists")]
    assert (told["open"], told["problems"]) == ([], [])


def test_a_file_of_somebody_else_is_refused_in_one_sentence(home):
    Path("notes.docx").write_bytes(b"no Word file")

    result = run(home, "decide", "--word", "notes.docx")

    assert result.exit_code != 0
    assert str(result.exception) == (
        "Cannot read notes.docx: This file is no Word file;"
        " save it as a Word file (.docx) and run this again."
    )


def test_a_word_that_is_no_number_points_to_the_option_that_reads_files(home):
    result = run(home, "decide", "Decide 1.docx", "--accept")

    assert "decide --word FILE" in str(result.exception)


def edit(
    path: Path,
    *,
    accept: Collection[str] = (),
    reject: Collection[str] = (),
    instead: tuple[str, str] = ("", ""),
) -> None:
    """The file with the changes that bring these words decided, and other words without a mark."""
    data = path.read_bytes()
    found = {one.after: one.id for one in read_revisions(data)}
    shared = [one.id for one in read_revisions(data) if one.before == "every" and accept]
    accepted = [*shared, *(found[words] for words in accept)]
    package = Package.open(
        resolve(data, accept=accepted, reject=[found[words] for words in reject])
    )
    text = package.read(package.main).decode().replace(*instead) if instead[0] else None
    if text is not None:
        package.write(package.main, text.encode())
    path.write_bytes(package.save())


def test_a_new_paragraph_of_the_secretariat_is_one_own_change_and_a_replacement_too(home):
    run(home, "decide", "--word", "--chapter", "2")
    package = Package.open(PERMITS.read_bytes())
    text = package.read(package.main).decode().replace("It names", "It lists")
    new = "<w:p><w:r><w:t>It is kept for a year.</w:t></w:r></w:p><w:sectPr"
    package.write(package.main, text.replace("<w:sectPr", new, 1).encode())
    PERMITS.write_bytes(package.save())

    shown = said(run(home, "decide", "--word", str(PERMITS)))

    assert "names → lists" in shown
    assert "+ It is kept for a year." in shown
    assert "2 own changes" in shown


def test_a_long_own_change_is_cut_between_words(home):
    run(home, "decide", "--word", "--chapter", "2")
    own = "A permit is needed and every administration that is competent must keep a copy."
    edit(PERMITS, instead=("It names the goods.", own))

    shown = said(run(home, "decide", "--word", str(PERMITS)))

    assert "administration that is …" in shown
