"""What is told of tables, boxes and headers: by their words, each change once, in every list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from chapters import accept_all, plain_text, read_stamp, reject_all, stamp
from desk.cli import app, mount
from desk.screen import console
from flows.steps.delivering import deliver_letters
from flows.steps.settling import settle_chapters
from review.facts import FileFacts, ReceiptFacts
from review.publications import ChapterId
from storage.queries import open_proposals
from tests import builders
from tests.flows.steps.homes import Home, home_at
from tests.flows.steps.returns import answers, copy_of, receipts
from tests.wordml import cell, dele, docx, header_reference, ins, p, row, section, table

mount([])

PLAN = builders.plan(builders.planned("1", "WCO", file="1 Labels.docx", everybody=True))
HEADER = row(cell("Name"), cell("HS code"), cell("Annex"))
ELEVEN = row(cell("CFC-11"), cell("2903.41"), cell("A"))
TWELVE = row(cell("CFC-12"), cell("2903.42"), cell("A"))
OTHERS = (row(cell("HCFC-22"), cell("2903.71"), cell("C")), row(cell("HFC-23"), cell("x"), cell()))
COPIES = section(
    header_reference("rIdheader1"),
    header_reference("rIdheader2", "first"),
    header_reference("rIdheader3", "even"),
    "<w:titlePg/>",
)


def chapter(codes: str, order: str, shapes: str, box: str, *, header: str) -> bytes:
    return docx(
        p("Labels", style="Heading1"),
        p("Table 3. HS codes"),
        codes,
        p("In order"),
        order,
        p("Shapes"),
        shapes,
        p("Box 5. A case in a port"),
        table(row(cell(box))),
        p("Last words"),
        headers=[header] * 3,
        settings="<w:evenAndOddHeaders/>",
        end=COPIES,
    )


SENT = chapter(
    table(HEADER, ELEVEN, TWELVE),
    table(HEADER, ELEVEN, TWELVE, *OTHERS),
    table(HEADER, ELEVEN, TWELVE),
    "The drum was full.",
    header=p("Chapter 1, draft"),
)
BACK = chapter(
    table(HEADER, ELEVEN, row(cell("CFC-12"), cell("2903.77"), cell("A"))),
    table(HEADER, *OTHERS, TWELVE, row(cell("CFC-11"), cell("2903.99"), cell("A"))),
    table(HEADER, row(cell("CFC-11", "2903.41", span=2), cell("A")), TWELVE),
    "The drum was empty.",
    header=p("Chapter 1, ", dele("draft", by="Nine"), ins("seen", by="Nine")),
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A home with an open round in which BRS has answered."""
    width = console.width
    with home_at(tmp_path) as made:
        made.launch(PLAN, {"1 Labels.docx": SENT})
        deliver_letters(made.parts)
        answers(made, "BRS", stamp(BACK, read_stamp(copy_of(made, "BRS")) or ""))
        monkeypatch.chdir(tmp_path)
        yield made
    console.width = width


def said(home: Home, *words: str, width: int = 80) -> str:
    console.width = width
    done = CliRunner().invoke(app, ["--home", str(Path.cwd()), *words])
    assert done.exit_code == 0, done.output
    return done.output


def received(home: Home) -> FileFacts:
    facts = receipts(home)[-1].facts
    assert isinstance(facts, ReceiptFacts)
    return facts.files[0]


PLACES = [
    "Labels, “Table 3. HS codes”, row CFC-12, column HS code",
    "Labels, table 2, row CFC-11",
    "Labels, table 3, row CFC-11",
    "Labels, Box 5",
    "header 1, paragraph 1",
]
CHANGES = [
    ("2903.42", "2903.77"),
    ("CFC-11, CFC-12", "rows re-ordered: CFC-12, CFC-11; in CFC-11: 2903.41 → 2903.99"),
    ("CFC-11 | 2903.41 | A", "CFC-11 2903.41 | A"),
    ("full", "empty"),
    ("draft", "seen"),
]


def test_each_change_is_one_line_with_a_place_that_a_person_would_say(home: Home) -> None:
    with home.parts.storage.reading() as work:
        rows = open_proposals(work, work.rounds.all()[-1].id)

    assert [one.where for one in rows] == PLACES
    assert [(one.before, one.after) for one in rows] == CHANGES
    assert "5 changes so far: 1 tracked, 4 not tracked" in said(home, "status")
    assert (received(home).tracked, received(home).untracked) == (1, 4)


@pytest.mark.parametrize("width", [60, 80])
def test_the_grid_before_and_after_stands_in_the_terminal(home: Home, width: int) -> None:
    shown = said(home, "decide", width=width).splitlines()

    at = shown.index("    | CFC-11 | 2903.41 | A   |")
    assert shown[at + 1 : at + 3] == ["    After:", "    | CFC-11 2903.41   | A   |"]
    assert max(map(len, shown)) <= width


def test_the_sheet_the_matrix_and_the_receipt_say_the_same(home: Home) -> None:
    said(home, "decide", "--sheet")

    sheet = openpyxl.load_workbook("Decisions.xlsx").worksheets[0]
    cells = [str(one.value) for line in sheet.iter_rows() for one in line]
    assert [one for one in cells if one in PLACES] == PLACES
    assert received(home).note.endswith(
        "Noted in Labels, table 3: Cells were merged or split. Before: | CFC-11 | 2903.41 | A |"
        " After: | CFC-11 2903.41 | A |"
        " Noted in Labels, table 2: Rows re-ordered: HCFC-22, HFC-23, CFC-12, CFC-11"
        " (they were CFC-11, CFC-12, HCFC-22, HFC-23)."
    )


@pytest.mark.parametrize(
    ("how", "header"),
    [
        (("--accept",), "Chapter 1, seen"),
        (("--reject", "--reason", "ours"), "Chapter 1, draft"),
        (("--reword", "final"), "Chapter 1, final"),
    ],
)
def test_what_is_decided_on_a_header_holds_for_all_its_copies(
    home: Home, how: tuple[str, ...], header: str
) -> None:
    said(home, "decide", "5", *how)
    said(home, "decide", "4", "--accept")

    with home.parts.storage.reading() as work:
        newest = work.rounds.all()[-1].id
        chapters = [ChapterId(c.id) for c in work.chapters.of_round(newest)]
    [settled] = settle_chapters(home.parts, newest, chapters)

    assert settled.merged is not None
    text = plain_text(home.parts.storage.files.get(settled.merged))
    assert "The drum was empty." in text
    assert text.count(header) == 3
    assert text.count("Chapter 1, ") == 3


@pytest.mark.parametrize(("do", "outcome"), [(accept_all, "accepted"), (reject_all, "rejected")])
def test_word_decides_on_all_copies_of_a_header_at_once(
    home: Home, do: Callable[[bytes], bytes], outcome: str
) -> None:
    said(home, "decide", "--word")
    [path] = Path.cwd().glob("Decide*.docx")
    path.write_bytes(do(path.read_bytes()))

    said(home, "decide", "--word", path.name, "--yes", "--reason", "as it was")

    with home.parts.storage.reading() as work:
        held = work.decisions.latest(work.rounds.all()[-1].id)
    assert [one.outcome.value for one in held.values()] == [outcome] * 5
