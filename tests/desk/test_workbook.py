"""The workbook of a round: what is read, what is refused, and how it comes back."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from desk.problems import FAULTS, NOTICES, Problem
from desk.workbook import (
    AlreadyStarted,
    plan_of_toml,
    plan_of_workbook,
    read_plan,
    start,
    toml_of_plan,
    workbook_of_plan,
)
from review.partners import Role, Standing
from review.rounds import Open, Plan, RoundKind, Silence
from tests.desk.folders import FILES, TODAY, GoodBook, good_book, good_files, lay_out, word_file
from tests.wordml import docx, ins, p

Spoil = Callable[[GoodBook, dict[str, bytes]], object]
"""What an officer did to a good workbook or its folder."""


def _set(sheet: str, cell: str, value: object) -> Spoil:
    def spoil(book: GoodBook, _files: dict[str, bytes]) -> None:
        book[sheet][cell] = value

    return spoil


def _both(*spoils: Spoil) -> Spoil:
    def spoil(book: GoodBook, files: dict[str, bytes]) -> None:
        for each in spoils:
            each(book, files)

    return spoil


def _file(name: str, data: bytes | None) -> Spoil:
    def spoil(_book: GoodBook, files: dict[str, bytes]) -> None:
        files.pop(name, None)
        if data is not None:
            files[name] = data

    return spoil


def _drop(sheet: str) -> Spoil:
    return lambda book, _files: book.remove(book[sheet])


def _keep_headings(sheet: str) -> Spoil:
    return lambda book, _files: book[sheet].delete_rows(2, 20)


_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)

SPOILED: dict[str, tuple[Spoil, str]] = {
    "missing-sheet": (_drop("Partners"), "Partners"),
    "missing-column": (_set("Partners", "D1", "Telephone"), "Partners"),
    "missing-value": (_set("Round", "B5", None), "Round, row 5, Comments due by"),
    "not-a-date": (_set("Round", "B5", "soon"), "Round, row 5, Comments due by"),
    "ambiguous-date": (_set("Round", "B5", "10/11/2017"), "Round, row 5, Comments due by"),
    "deadline-past": (_set("Round", "B5", "3 Oct 2017"), "Round, row 5, Comments due by"),
    "unknown-zone": (_set("Round", "B6", "Nairobi time"), "Round, row 6, Time zone"),
    "bad-ladder": (_set("Round", "B7", "weekly"), "Round, row 7, Reminders, days before"),
    "ladder-too-long": (_set("Round", "B7", "21, 7"), "Round, row 7, Reminders, days before"),
    "unknown-word": (_set("Round", "B8", "consent"), "Round, row 8, If a partner says nothing"),
    "bad-reference": (_set("Round", "B12", "GCI 2017!"), "Round, row 12, Reference in subjects"),
    "bad-language": (_set("Round", "B13", "UN English"), "Round, row 13, Language"),
    "bad-address": (_set("Partners", "D3", "legal at brs"), "Partners, row 3, Email"),
    "free-mail-domain": (_set("Partners", "G2", "gmail.com"), "Partners, row 2, Mail domains"),
    "bad-domain": (_set("Partners", "G2", "brs"), "Partners, row 2, Mail domains"),
    "no-partners": (_keep_headings("Partners"), "Partners"),
    "partner-unnamed": (_set("Partners", "A2", None), "Partners, row 2, Short name"),
    "partner-twice": (_set("Partners", "B3", "British"), "Partners, row 3, Organisation"),
    "partner-slug": (_set("Partners", "A3", "b.r.s"), "Partners, row 3, Short name"),
    "partner-signs": (_set("Partners", "A3", "?"), "Partners, row 3, Short name"),
    "no-contacts": (_set("Partners", "D4", None), "Partners, row 4, Email"),
    "address-twice": (_set("Partners", "D4", "ONE@brs.example.org"), "Partners, row 4, Email"),
    "no-chapters": (_keep_headings("Chapters"), "Chapters"),
    "chapter-without-file": (_set("Chapters", "C3", None), "Chapters, row 3, File"),
    "number-missing": (
        _both(_set("Chapters", "A3", None), _set("Chapters", "C3", "Basel.docx")),
        "Chapters, row 3, Number",
    ),
    "number-is-date": (_set("Chapters", "A3", datetime(2017, 1, 3)), "Chapters, row 3, Number"),  # noqa: DTZ001
    "number-twice": (_set("Chapters", "A4", 3.1), "Chapters, row 4, Number"),
    "title-missing": (
        _both(
            _set("Chapters", "B3", None),
            _set("Chapters", "C3", "03.1.docx"),
            _file("03.1.docx", word_file()),
        ),
        "Chapters, row 3, Title",
    ),
    "file-twice": (_set("Chapters", "C4", FILES[1]), "Chapters, row 4, File"),
    "file-missing": (_file(FILES[1], None), "Chapters, row 3, File"),
    "file-not-named": (_file("06 Annex.docx", word_file()), "Chapters"),
    "file-refused": (_file(FILES[1], _OLD_WORD), "Chapters, row 3, File"),
    "file-with-changes": (_file(FILES[1], docx(p(ins("new")))), "Chapters, row 3, File"),
    "unknown-owner": (_set("Chapters", "D3", "Basel"), "Chapters, row 3, Owner"),
    "unknown-reviewer": (_set("Chapters", "E3", "WCO; OMD"), "Chapters, row 3, Also review"),
    "owner-missing": (_set("Chapters", "D3", None), "Chapters, row 3, Owner"),
    "owner-not-member": (_set("Chapters", "F5", None), "Chapters, row 5, Owner"),
    "reviewer-not-member": (_set("Chapters", "E3", "Minamata"), "Chapters, row 3, Also review"),
    "deadline-weekend": (_set("Round", "B5", "Oct 21, 2017"), "Round, row 5, Comments due by"),
    "no-lead": (_set("Partners", "E2", "reviewer"), "Partners, row 2, Role"),
    "nothing-to-do": (
        _both(
            _set("Chapters", "E2", None),
            _set("Chapters", "E3", None),
            _set("Chapters", "E4", None),
        ),
        "Partners",
    ),
    "unknown-line": (_set("Round", "A14", "Colour"), "Round, row 14"),
    "owner-as-reviewer": (_set("Chapters", "E3", "WCO, BRS"), "Chapters, row 3, Also review"),
}
_OF_THE_FILE = {
    "no-workbook",
    "two-workbooks",
    "workbook-encrypted",
    "workbook-damaged",
    "toml-damaged",
}


def test_a_good_workbook_has_no_problem() -> None:
    plan, problems = _read(good_book(), good_files())

    assert problems == []
    assert plan is not None
    assert (plan.due_on, plan.zone, plan.ladder) == (date(2017, 10, 18), "Africa/Nairobi", (7, 1))
    assert [p.id for p in plan.partners] == ["BRS", "CITES", "WCO", "UNEP Law", "Minamata"]
    assert [c.number for c in plan.chapters] == ["0", "3.1", "3.4", "3.5"]
    assert plan.partners[-1].standing is Standing.APPLICANT
    assert plan.chapters[2].reviewers == ("WCO", "BRS")
    assert plan.chapters[3].withheld == "not a partner yet"


@pytest.mark.parametrize("code", SPOILED)
def test_each_fault_is_found_where_it_is(code: str) -> None:
    spoil, where = SPOILED[code]
    book, files = good_book(), good_files()
    if code == "unknown-line":
        book["Round"]["B14"] = "blue"
    spoil(book, files)

    plan, problems = _read(book, files)

    found = [problem for problem in problems if problem.code == code]
    assert [problem.where for problem in found][:1] == [where], problems
    assert all(problem.text.endswith((".", "?")) for problem in problems)
    assert (plan is None) == any(problem.stops for problem in problems)
    assert found[0].stops == (code in FAULTS)
    assert found[0].instead or code in NOTICES


def test_every_code_has_its_bad_workbook() -> None:
    assert {*SPOILED, *_OF_THE_FILE} == {*FAULTS, *NOTICES}


def test_all_problems_are_named_at_once() -> None:
    book, files = good_book(), good_files()
    for code in ("ambiguous-date", "unknown-zone", "bad-address", "unknown-owner", "file-missing"):
        SPOILED[code][0](book, files)

    _, problems = _read(book, files)

    assert {problem.code for problem in problems} >= {
        "ambiguous-date",
        "unknown-zone",
        "bad-address",
        "file-missing",
        "unknown-owner",
    }


def test_a_problem_says_what_to_write_instead() -> None:
    book, files = good_book(), good_files()
    SPOILED["ambiguous-date"][0](book, files)
    book["Chapters"]["D3"] = "BSR"
    book["Round"]["B6"] = "Nairobi"

    _, problems = _read(book, files)

    assert [str(problem) for problem in problems] == [
        (
            "Round, row 5, Comments due by: 10/11/2017 can be read as 10 November 2017 or as"
            " 11 October 2017. Write the month as a word."
        ),
        "Round, row 6, Time zone: 'Nairobi' is no time zone. Did you mean 'Africa/Nairobi'?",
        "Chapters, row 3, Owner: 'BSR' is no partner on the sheet Partners. Did you mean 'BRS'?",
    ]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Oct 18 2017", date(2017, 10, 18)),
        ("18th of October 2017", date(2017, 10, 18)),
        ("Wednesday, 18 October 2017", date(2017, 10, 18)),
        ("18.10.2017", date(2017, 10, 18)),
        ("10/18/2017", date(2017, 10, 18)),
        ("2017-10-18", date(2017, 10, 18)),
        ("11/11/2017", date(2017, 11, 11)),
        (43026, date(2017, 10, 18)),
        (datetime(2017, 10, 18, 15, 0), date(2017, 10, 18)),  # noqa: DTZ001 -- an Excel cell
    ],
)
def test_a_day_is_read_as_people_write_it(written: object, day: date) -> None:
    plan, _ = _read_with("Round", "B5", written)

    assert plan is not None
    assert plan.due_on == day


@pytest.mark.parametrize(
    "written", ["October 2017", "18 October", "31.02.2017", "10.11.17", "2017"]
)
def test_half_a_day_is_no_day(written: object) -> None:
    plan, problems = _read_with("Round", "B5", written)

    assert plan is None
    assert problems[0].code in {"not-a-date", "ambiguous-date"}


@pytest.mark.parametrize(
    ("written", "ladder"),
    [
        ("7, 1", (7, 1)),
        ("1 and 7 days before", (7, 1)),
        (7, (7,)),
        (7.1, (7, 1)),
        ("none", ()),
        (None, (7, 1)),
        (datetime(2017, 10, 11), (7,)),  # noqa: DTZ001 -- an Excel cell
        ("Oct 11, 2017; Oct 17, 2017", (7, 1)),
        ("2017-10-11, 2017-10-17", (7, 1)),
    ],
)
def test_reminders_are_days_before_the_last_day_or_dates(
    written: object, ladder: tuple[int, ...]
) -> None:
    plan, problems = _read_with("Round", "B7", written)

    assert plan is not None, problems
    assert plan.ladder == ladder


def test_people_write_a_name_with_its_address() -> None:
    book = good_book()
    book["Partners"]["C3"] = None
    book["Partners"]["D3"] = "Legal Officer <legal@brs.example.org>; legal.officer@brs.example.org"

    plan, _ = _read(book, good_files())

    assert plan is not None
    contact = plan.partners[0].contacts[1]
    assert (contact.name, contact.address) == ("Legal Officer", "legal@brs.example.org")
    assert contact.also == ("legal.officer@brs.example.org",)
    assert contact.role is Role.REVIEWER


def test_an_empty_short_name_repeats_the_one_above_as_in_merged_cells() -> None:
    plan, problems = _read_with("Partners", "A3", None)

    assert problems == []
    assert plan is not None
    assert len(plan.partners[0].contacts) == 2


def test_numbers_and_titles_come_from_the_files_where_the_cells_are_empty() -> None:
    book = good_book()
    for row in range(2, 6):
        book["Chapters"].cell(row=row, column=1).value = None
        book["Chapters"].cell(row=row, column=2).value = None

    plan, problems = _read(book, good_files())

    assert problems == []
    assert plan is not None
    assert [(c.number, c.title) for c in plan.chapters[:2]] == [
        ("0", "Foreword"),
        ("3.1", "Basel Convention"),
    ]


def test_notes_above_the_headings_and_the_example_in_brackets_are_no_lines() -> None:
    book = good_book()
    book["Partners"].insert_rows(1, 2)
    book["Partners"]["A1"] = "One line per person"
    book["Partners"].append(("(XYZ)", "An example", "Somebody", "somebody@xyz.example.org"))

    plan, problems = _read(book, good_files())

    assert problems == []
    assert plan is not None
    assert len(plan.partners) == 5


def test_word_and_excel_may_have_files_open(tmp_path: Path) -> None:
    lay_out(tmp_path, good_book(), good_files())
    for name in (f"~${FILES[0][2:]}", "~$Round.xlsx", ".~lock.Round.xlsx#"):
        (tmp_path / name).write_bytes(b"\x05Officer")

    plan, problems = read_plan(tmp_path, today=TODAY)

    assert problems == []
    assert plan is not None


@pytest.mark.parametrize(
    ("code", "files"),
    [
        ("no-workbook", {}),
        ("two-workbooks", {"Round.xlsx": b"", "round.toml": b""}),
        ("workbook-encrypted", {"Round.xlsx": _OLD_WORD}),
        ("workbook-damaged", {"Round.xlsx": b"PK\x03\x04 and nothing more"}),
        ("workbook-damaged", {"Round.xlsx": word_file()}),
        ("toml-damaged", {"round.toml": b"[round\ntitle = 1"}),
        ("toml-damaged", {"round.toml": "title = 'é'".encode("latin-1")}),
    ],
)
def test_a_workbook_that_cannot_be_read_is_one_sentence(
    code: str, files: dict[str, bytes], tmp_path: Path
) -> None:
    lay_out(tmp_path, None, files)

    plan, problems = read_plan(tmp_path, today=TODAY)

    assert plan is None
    assert [problem.code for problem in problems] == [code]
    assert "\n" not in problems[0].text


def test_a_round_that_is_launched_is_read_after_its_deadline() -> None:
    book = _saved(good_book())

    late, problems = plan_of_workbook(book, good_files(), today=date(2017, 12, 1))
    plan, _ = plan_of_workbook(book, good_files())

    assert late is None
    assert [problem.code for problem in problems] == ["deadline-past"]
    assert plan is not None


@pytest.mark.parametrize("number", range(3))
def test_workbook_and_toml_say_the_same_without_loss(number: int) -> None:
    plan = _plans()[number]
    files = good_files()

    from_workbook, in_workbook = plan_of_workbook(workbook_of_plan(plan), files)
    from_toml, in_toml = plan_of_toml(toml_of_plan(plan), files)

    assert [p for p in in_workbook + in_toml if p.stops] == []
    assert from_workbook == plan
    assert from_toml == plan


def test_what_begins_like_a_formula_is_kept_as_text() -> None:
    plan = replace(_plans()[0], title="=HYPERLINK(1)")

    book = openpyxl.load_workbook(io.BytesIO(workbook_of_plan(plan)))
    again, _ = plan_of_workbook(workbook_of_plan(plan), good_files())

    assert book["Round"]["B2"].data_type == "s"
    assert again == plan


def test_start_fills_in_what_the_files_say(tmp_path: Path) -> None:
    files = {"03.1 Basel.docx": word_file("The Basel Convention"), "Annex.docx": word_file()}
    lay_out(tmp_path, None, {**files, "~$.1 Basel.docx": b"", "notes.txt": b""})

    path = start(tmp_path)

    chapters = openpyxl.load_workbook(path)["Chapters"]
    rows = list(chapters.iter_rows(min_row=4, max_col=3, values_only=True))
    assert rows == [
        ("3.1", "The Basel Convention", "03.1 Basel.docx"),
        (None, "Annex", "Annex.docx"),
    ]
    _, problems = read_plan(tmp_path, today=TODAY)
    assert {problem.code for problem in problems} == {
        "missing-value",
        "no-partners",
        "number-missing",
        "owner-missing",
    }


def test_start_lists_chapter_two_before_chapter_ten(tmp_path: Path) -> None:
    names = ["1 One.docx", "2 Two.docx", "2.2 Next.docx", "2.10 Last.docx", "10 Ten.docx"]
    for name in names:
        (tmp_path / name).write_bytes(word_file())

    path = start(tmp_path)

    chapters = openpyxl.load_workbook(path)["Chapters"]
    assert [chapters.cell(row, 3).value for row in range(4, 9)] == names


def test_start_never_writes_over_a_workbook(tmp_path: Path) -> None:
    lay_out(tmp_path, good_book(), {})
    before = (tmp_path / "Round.xlsx").read_bytes()

    with pytest.raises(AlreadyStarted):
        start(tmp_path)

    assert (tmp_path / "Round.xlsx").read_bytes() == before


def _plans() -> list[Plan]:
    plan, _ = _read(good_book(), good_files())
    assert plan is not None
    other = replace(
        plan,
        title='Quotes "and" back\\slashes, 3 × 4',
        kind=RoundKind.APPROVAL,
        ladder=(),
        silence=Silence.NO_ANSWER,
        at_deadline=Open.PUBLISH,
        owner_applies=False,
        reference="UNEA",
        language="fr",
    )
    contact = replace(plan.partners[0].contacts[0], also=("a@brs.example.org",), name="Ámbar O’N.")
    third = replace(
        plan,
        ladder=(14, 3, 0),
        partners=(
            replace(plan.partners[0], contacts=(contact,), domains=("x.example.org", "y.test")),
            *plan.partners[1:],
        ),
    )
    return [plan, other, third]


def _read(book: GoodBook, files: dict[str, bytes]) -> tuple[Plan | None, list[Problem]]:
    return plan_of_workbook(_saved(book), files, today=TODAY)


def _read_with(sheet: str, cell: str, value: object) -> tuple[Plan | None, list[Problem]]:
    book = good_book()
    book[sheet][cell] = value
    return _read(book, good_files())


def _saved(book: GoodBook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(("today", "when"), [(17, "in 1 day"), (16, "in 2 days"), (18, "today")])
def test_a_ladder_that_is_too_long_names_the_time_that_is_left(
    tmp_path: Path, today: int, when: str
) -> None:
    folder = lay_out(tmp_path, good_book(), good_files())

    _, problems = read_plan(folder, today=date(2017, 10, today))

    [told] = [one.text for one in problems if one.code == "ladder-too-long"]
    assert told == (
        "A reminder 7 days before the last day would go out before today: Wednesday 18 October 2017"
        f" is {when}."
    )
