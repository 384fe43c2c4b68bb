"""`gci-review docx`: what people at a terminal see of the document tools."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from chapters import read_revisions
from desk.documents import app
from tests.resolving import body
from tests.wordml import comment, commented, dele, docx, ins, p


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "chapter.docx"
    path.write_bytes(
        docx(
            p("Labels", style="Heading1"),
            p("a ", ins("new", by="WCO"), dele("old", by="BRS"), commented(" b")),
            p("Fines", style="Heading1"),
            p("c ", ins("more", by="WCO")),
            comments=[comment("Why?", by="BRS")],
        )
    )
    return path


def run(*arguments: object):
    return CliRunner().invoke(app, [str(one) for one in arguments])


def test_changes_lists_changes_and_comments_with_their_place(file):
    result = run("changes", file)

    assert result.exit_code == 0
    assert "3 tracked changes, 1 comment." in result.output
    for words in ("“new”", "“old”", "Why?", "Labels"):
        assert words in result.output


def test_changes_for_programs_have_every_field(file):
    said = json.loads(run("changes", file, "--json").output)

    assert [one["author"] for one in said["revisions"]] == ["WCO", "BRS", "WCO"]
    assert said["revisions"][0]["place"]["headings"] == ["Labels"]
    assert said["revisions"][0]["time"] == "2017-10-12T09:00:00+00:00"
    assert [one["quoted"] for one in said["comments"]] == [" b"]


def test_accept_and_reject_write_a_new_file(file, tmp_path):
    out = tmp_path / "out.docx"

    assert run("accept", file, "-o", out).exit_code == 0
    assert body(out.read_bytes()) == ["Labels", "a new b", "Fines", "c more"]
    assert run("reject", file, "-o", out, "--yes").exit_code == 0
    assert body(out.read_bytes()) == ["Labels", "a old b", "Fines", "c"]


@pytest.mark.parametrize(
    ("options", "left"),
    [
        (["--author", "wco"], ["old"]),
        (["--kind", "deletion"], ["new", "more"]),
        (["--in", "fines"], ["new", "old"]),
        (["--author", "WCO", "--in", "Labels"], ["old", "more"]),
    ],
)
def test_changes_are_chosen_by_author_kind_and_heading(file, tmp_path, options, left):
    out = tmp_path / "out.docx"

    result = run("accept", file, "-o", out, *options)

    assert result.exit_code == 0
    assert [one.before or one.after for one in read_revisions(out.read_bytes())] == left


@pytest.mark.parametrize("author", ["wco", "Smith, John"])
def test_a_change_that_several_share_is_one_of_each_of_them(tmp_path, author):
    file, out = tmp_path / "all.docx", tmp_path / "out.docx"
    shared = ins("new", by="Smith, John, WCO")
    file.write_bytes(docx(p("a ", shared, ins(" more", by="WCO Europe"))))

    assert run("accept", file, "-o", out, "--author", author).exit_code == 0
    assert [one.after for one in read_revisions(out.read_bytes())] == [" more"]


def test_one_change_is_chosen_by_its_id(file, tmp_path):
    out = tmp_path / "out.docx"
    first, *rest = [one.id for one in read_revisions(file.read_bytes())]

    result = run("reject", file, "-o", out, "--id", first)

    assert "Rejected 1 tracked change" in result.output
    assert [one.id for one in read_revisions(out.read_bytes())] == rest


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--id", "nonsense"], "no tracked change with the id 'nonsense'"),
        (["--kind", "nonsense"], "There is no kind 'nonsense'; the kinds are: insertion"),
        (
            ["--in", "Nowhere"],
            "No tracked change is under a heading “Nowhere”; there are some under “Labels”, “Fine",
        ),
        (["--author", "Nobody"], "No tracked change in this file is what you asked for."),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(file, tmp_path, options, said):
    out = tmp_path / "out.docx"

    result = run("accept", file, "-o", out, *options)

    assert result.exit_code == 1
    assert said in " ".join(result.output.split())
    assert not out.exists()


def test_a_file_that_is_no_word_file_is_refused_in_one_sentence(tmp_path):
    path = tmp_path / "notes.docx"
    path.write_bytes(b"%PDF-1.7")

    result = run("changes", path)

    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert "Word file" in result.output


def test_a_missing_file_is_said(tmp_path):
    result = run("changes", tmp_path / "none.docx")

    assert result.exit_code == 1
    assert "No such file" in " ".join(result.output.split())


def test_a_file_is_never_replaced_by_its_own_result(file):
    before = file.read_bytes()

    result = run("accept", file, "-o", file)

    assert result.exit_code == 1
    assert file.read_bytes() == before


VERBS = (
    ("accept", "chapter.docx"),
    ("reject", "chapter.docx"),
    ("scrub", "chapter.docx"),
    ("compile", "chapter.docx"),
    ("compare", "chapter.docx", "new.docx", "--author", "x"),
    ("reconcile", "chapter.docx", "new.docx", "--author", "x"),
    ("combine", "chapter.docx", "WCO=new.docx"),
)


@pytest.mark.parametrize("verb", VERBS)
def test_a_file_that_is_there_is_replaced_on_a_yes_only(file, tmp_path, monkeypatch, verb):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "new.docx").write_bytes(file.read_bytes())
    mine = tmp_path / "mine.docx"
    mine.write_bytes(b"mine")

    refused = run(*verb, "-o", "mine.docx")
    kept = mine.read_bytes()
    done = run(*verb, "-o", "mine.docx", "--yes")

    assert (refused.exit_code, kept) == (1, b"mine")
    assert "mine.docx is there already: give another name with -o, or --yes" in " ".join(
        refused.output.split()
    )
    assert done.exit_code == 0
    assert mine.read_bytes() != b"mine"


def test_a_folder_that_is_not_there_is_named(file, tmp_path):
    result = run("accept", file, "-o", tmp_path / "results" / "out.docx")

    said = re.sub(r"\s", "", result.output)  # a path breaks where a line ends
    assert result.exit_code == 1
    assert re.sub(r"\s", "", f"There is no folder {tmp_path / 'results'} to write") in said
    assert "No such file" not in result.output


def test_inspect_says_how_much_was_found(file):
    result = run("inspect", file)

    assert result.exit_code == 0
    assert "finding" in result.output


def test_a_time_that_is_none_is_refused(file, tmp_path):
    result = run(
        "compare", file, file, "-o", tmp_path / "o.docx", "--author", "x", "--when", "10/11/2017"
    )

    assert result.exit_code == 1
    assert "write it like 2017-10-12T09:00Z" in " ".join(result.output.split())
