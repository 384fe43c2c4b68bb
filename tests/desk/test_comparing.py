"""`gci-review docx compare`, `reconcile` and `combine`, as people and programs see them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from chapters import accept_all, plain_text, read_revisions, reject_all
from desk.documents import app
from tests.wordml import docx, ins, p, r

BASE = ("Officers check every label.", "They keep a register.", "A permit names the goods.")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file("base.docx", *BASE)


def file(name: str, *words: str) -> Path:
    path = Path(name)
    path.write_bytes(docx(*(w if w.startswith("<") else p(w) for w in words)))
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def said(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def test_compare_says_how_many_changes_there_are_and_dates_them() -> None:
    file("new.docx", "Officers check each label.", *BASE[1:], "It is new.")

    words = said("compare", "base.docx", "new.docx", "-o", "o.docx", "--author", "WCO")

    assert words == "2 changes; the result is o.docx."
    made = Path("o.docx").read_bytes()
    assert plain_text(reject_all(made)) == "\n".join(BASE)
    assert plain_text(accept_all(made)).endswith("It is new.")
    assert {one.author for one in read_revisions(made)} == {"WCO"}


def test_compare_counts_neither_the_old_marks_of_the_base_nor_formatting_unless_asked() -> None:
    file("marked.docx", p("Officers check ", ins("every ", by="Old"), "label."))
    file("bold.docx", p("Officers check every ", r("label.", props="<w:b/>")))
    both = ("compare", "marked.docx", "bold.docx", "-o", "o.docx", "--author", "WCO")

    assert said(*both) == "No changes; the result is o.docx."
    assert said(*both, "--formatting", "--yes") == "1 change; the result is o.docx."


def test_reconcile_tells_tracked_untracked_and_old_marks_apart() -> None:
    file("sent.docx", p("Officers check ", ins("every ", by="Old"), "label."), *BASE[1:])
    file(
        "back.docx",
        p("Officers check ", ins("every ", by="Old"), "label."),
        p("They keep a register", ins(" daily", by="Focal"), "."),
        "A permit names all goods.",
    )
    given = ("reconcile", "sent.docx", "back.docx", "-o", "o.docx", "--author", "WCO")

    words = said(*given)
    told = json.loads(said(*given, "--json", "--yes"))

    assert words.endswith(
        "1 tracked change, 1 change without tracking, 1 mark that BASE had itself; the result is"
        " o.docx."
    )
    assert told["counts"] == {"untracked": 1, "base": 1, "tracked": 1}
    assert [one["after"] for one in told["tracked"]] == [" daily"]
    assert {one["author"] for one in told["untracked"]} == {"WCO"}


def test_combine_names_everybody_and_lists_each_conflict_with_what_each_wants() -> None:
    file("one.docx", "Officers check each label.", BASE[1], "A permit names all goods.")
    file("two.docx", "Officers check any label.", BASE[1], "A permit names all goods.")

    result = run("combine", "base.docx", "WCO=one.docx", "BRS=two.docx", "-o", "o.docx")

    assert result.output.splitlines() == [
        "Conflict in paragraph 1: “every”",
        "    WCO: “each”",
        "    BRS: “any”",
        "4 changes: 3 by WCO, 3 by BRS.",
        "1 conflict; the result is o.docx.",
    ]


def test_combine_says_what_can_all_stand() -> None:
    new = "A clerk keeps a record of each drum."
    file("one.docx", *BASE[1:], BASE[0], new)
    file("two.docx", BASE[0].replace("every", "each"), new, *BASE[1:])

    result = run("combine", "base.docx", "WCO=one.docx", "BRS=two.docx", "-o", "o.docx")

    told = " ".join(result.output.split())
    assert told.startswith(
        "Changed by several in paragraph 1; all of it can stand: “Officers check every label.”"
        " WCO: moves it elsewhere BRS: “Officers check each label.”"
        f" Said by several in paragraph 2; all of it can stand BRS: “{new}” WCO: “{new}”"
    )


def test_combine_for_programs_says_whose_each_change_is() -> None:
    file("one.docx", "Officers check each label.", *BASE[1:])
    file("two.docx", "Officers check each label.", *BASE[1:2], "A permit names all goods.")

    told = json.loads(
        said("combine", "base.docx", "one.docx", "B=two.docx", "-o", "o.docx", "--json")
    )

    whose = told["reviewers"]
    names = {(one["before"], one["after"]): whose[one["id"]] for one in told["revisions"]}
    assert names == {
        ("every", ""): ["one", "B"],
        ("", "each"): ["one", "B"],
        ("the", ""): ["B"],
        ("", "all"): ["B"],
    }
    assert told["conflicts"] == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("combine", "base.docx", "base.docx", "base.docx", "-o", "o.docx"),
            "Two returns are called 'base': name them, as in NAME=FILE.",
        ),
        (
            ("combine", "base.docx", "WCO=none.docx", "-o", "o.docx"),
            "none.docx: No such file or directory.",
        ),
        (
            ("compare", "base.docx", "new.docx", "-o", "new.docx", "--author", "x"),
            "The result would replace the file itself: give another name with -o.",
        ),
        (
            ("reconcile", "base.docx", "notes.docx", "-o", "o.docx", "--author", "x"),
            "This file is a PDF, whatever its name says; please ask for it as a Word file (.docx).",
        ),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_writes_nothing(
    arguments: tuple[str, ...], sentence: str
) -> None:
    Path("notes.docx").write_bytes(b"%PDF-1.7")
    new = file("new.docx", *BASE, "More.").read_bytes()

    result = run(*arguments)

    assert (result.exit_code, " ".join(result.output.split())) == (1, sentence)
    assert not Path("o.docx").exists()
    assert Path("new.docx").read_bytes() == new


@pytest.mark.parametrize(
    "given",
    [
        ("compare", "base.docx", "one.docx", "--author", ""),
        ("compare", "base.docx", "one.docx", "--author", "a\x01b"),
        ("reconcile", "base.docx", "one.docx", "--author", "a\x01b"),
        ("combine", "base.docx", "a\x01b=one.docx"),
    ],
)
def test_a_name_that_no_word_file_can_hold_is_refused_in_one_sentence(given) -> None:
    file("one.docx", "Officers check each label.", *BASE[1:])

    result = run(*given, "-o", "o.docx")

    assert (result.exit_code, Path("o.docx").exists()) == (1, False)
    assert result.output.endswith("is no name: write it in letters.\n")
