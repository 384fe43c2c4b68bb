"""The command line as an officer has it: a home with a round in it, one command after another."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from chapters import read_stamp, stamp
from desk.cli import MODULES, app, mount
from desk.screen import for_programs
from flows.parts import Parts
from flows.ports import Arrival
from flows.settings import Settings
from flows.steps import collecting, delivering, launching
from review.rounds import Plan
from storage import Folder, open_storage
from storage.queries import held_items, proposals
from tests import builders
from tests.desk.folders import good_book, good_files, lay_out
from tests.fakes import LedgerOutbox, ListedInbox, NoPdf
from tests.wordml import dele, docx, ins, p

mount([])

NOW = datetime.now(UTC)
LABELS, PERMITS = "1 Labels.docx", "2 Permits.docx"
DRAFTS = {
    LABELS: docx(p("Officers check the label of every cylinder."), p("They keep it.")),
    PERMITS: docx(p("A permit is needed for each shipment."), p("It names the goods.")),
}


def instead(old: str, new: str, *, by: str) -> tuple[object, object]:
    """Words in place of others, tracked."""
    return dele(old, by=by), ins(new, by=by)


EDITED = {
    ("WCO", LABELS): docx(
        p("Officers check the label of ", *instead("every", "each", by="Nine"), " cylinder."),
        p("They keep it.", ins(" For a year.", by="Nine")),
    ),
    ("BRS", LABELS): docx(
        p("Officers check the label of ", *instead("every", "any", by="One"), " cylinder."),
        p("They keep it."),
    ),
    ("BRS", PERMITS): docx(
        p("A permit is needed for each ", ins("and every ", by="One"), "shipment."),
        p("It names the goods."),
    ),
}
REMARKS = docx(
    p("A permit is needed for each ", ins("large ", by="Someone"), "shipment."),
    p("It names the goods."),
)


def plan() -> Plan:
    return builders.plan(
        builders.planned("1", "WCO", file=LABELS, everybody=True),
        builders.planned("2", "BRS", file=PERMITS, everybody=True),
        due_on=NOW.date() + timedelta(days=14),
    )


def parts_at(home: Path, mail: list[Arrival]) -> Parts:
    settings = Settings(home=home)
    return Parts(
        settings=settings,
        storage=open_storage(settings.database_url, files=Folder(home / "files")),
        now=lambda: NOW,
        new_id=builders.ids("i"),
        make_outbox=lambda: LedgerOutbox(home / "ledger"),
        make_inbox=lambda: ListedInbox(mail, home / "filed"),
        make_renderer=NoPdf,
    )


def reply(letter: EmailMessage, partner: str) -> EmailMessage:
    """A partner's answer with the files it edited, each with the stamp of its copy."""
    mail = EmailMessage()
    mail["From"], mail["To"] = letter["To"], letter["Reply-To"]
    mail["Subject"], mail["In-Reply-To"] = f"Re: {letter['Subject']}", letter["Message-ID"]
    mail["Message-ID"] = f"<answer@{partner.lower()}.example.org>"
    mail.set_content("Please find our changes attached.")
    for file in letter.iter_attachments():
        edited = EDITED.get((partner, file.get_filename() or ""))
        if edited is not None:
            copy = file.get_payload(decode=True)
            mail.add_attachment(
                stamp(edited, read_stamp(copy) or ""),
                maintype="application",
                subtype="vnd.openxmlformats-officedocument.wordprocessingml.document",
                filename=file.get_filename(),
            )
    return mail


def stranger() -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = "someone@elsewhere.example.org", builders.REPLY_TO
    mail["Subject"], mail["Message-ID"] = "The guide", "<m@elsewhere.example.org>"
    mail.set_content("Dear all, our new focal point asked me to send this. Someone")
    mail.add_attachment(
        REMARKS,
        maintype="application",
        subtype="vnd.openxmlformats-officedocument.wordprocessingml.document",
        filename="remarks.docx",
    )
    return mail


@pytest.fixture(scope="module")
def answered(tmp_path_factory) -> Path:
    """A home with an open round: WCO and BRS have answered, CBD has not, a stranger has written."""
    home = tmp_path_factory.mktemp("answered") / "home"
    mail: list[Arrival] = []
    home.mkdir()
    parts = parts_at(home, mail)
    opened = launching.open_planned(parts, launching.plan_launch(parts, plan(), DRAFTS))
    for batch in launching.batches(launching.waiting_partners(parts, opened.id)):
        launching.send_copies(parts, opened.id, batch)
    delivering.deliver_letters(parts)
    letters = [
        message_from_bytes(x, policy=default) for x in LedgerOutbox(home / "ledger").letters()
    ]
    came = [reply(x, n) for n in ("WCO", "BRS") for x in letters if f"-{n}]" in x["Subject"]]
    mail += [
        Arrival(source=f"test:{n}", data=m.as_bytes(), received_at=NOW)
        for n, m in enumerate([*came, stranger()])
    ]
    collecting.store_arrivals(parts)
    collecting.process_stored(parts)
    delivering.deliver_letters(parts)
    parts.storage.close()
    return home


@pytest.fixture
def home(answered, tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(answered, tmp_path / "home"))


def run(home: Path, *words: str):
    """A command in this process; what it raises is what the program turns into a sentence."""
    return CliRunner().invoke(app, ["--home", str(home), *words])


def program(*words: str, columns: int = 80) -> subprocess.CompletedProcess[str]:
    """A command as a program of its own."""
    return subprocess.run(
        [sys.executable, "-c", "from desk.cli import main; main()", *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": str(columns)},
        cwd=Path(__file__).resolve().parents[2],
    )


def said(result) -> str:
    return " ".join(result.output.split())


def rows(home: Path):
    """What is proposed, by the words that are added."""
    parts = parts_at(home, [])
    with parts.storage.unit_of_work() as work:
        found = {row.after.strip(): row for row in proposals(work, work.rounds.all()[0].id)}
    parts.storage.close()
    return found


def outcomes(home: Path) -> dict[str, str | None]:
    return {
        words: row.decision.outcome.value if row.decision else None
        for words, row in rows(home).items()
    }


VERBS = [verb for verbs in MODULES.values() for verb in verbs if verb != "docx"]


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_every_command_has_an_example(verb):
    command = CliRunner().invoke(app, [verb, "--help"])
    nested = {"held": "give", "letter": "sent", "db": "upgrade", "mail": "test"}.get(verb)
    if nested:
        command = CliRunner().invoke(app, [verb, nested, "--help"])

    assert command.exit_code == 0
    assert "xample" in command.output
    assert f"gci-review {verb}" in " ".join(command.output.split())


@pytest.mark.parametrize("columns", [80, 60])
def test_status_fits_the_terminal(home, columns):
    shown = program("--home", str(home), "status", columns=columns)

    assert shown.returncode == 0, shown.stderr
    assert max(len(line) for line in shown.stdout.splitlines()) <= columns
    words = " ".join(shown.stdout.split())
    assert "3 partners, 6 chapters to review" in words
    assert "someone@elsewhere.example.org" in words
    for partner in ("BRS", "CBD", "WCO"):
        assert partner in words


def test_status_says_who_has_answered_and_what_waits(home):
    shown = run(home, "status")

    table = shown.output[: shown.output.index("Held for you")].splitlines()
    lines = {line.split()[0]: line for line in table if line.strip()}
    assert re.fullmatch(r"Sent on \w+ \d{1,2} \w+ 20\d\d\.", lines["Sent"].strip())
    assert "answered" in lines["BRS"]
    assert "2 to decide" in lines["BRS"]
    assert "waiting" in lines["CBD"]
    # In Nairobi, where the deadline is, the day may be over that still is here.
    assert re.search("1[34] days left", lines["CBD"])
    assert "Next: look at what is held: gci-review held" in said(shown)


def test_status_can_name_every_chapter(home):
    shown = run(home, "status", "--long")

    assert shown.output.count(" 2 Ch") == 3


_ONLY_LISTS = ("lxml", "docx", "rapidfuzz", "openpyxl")  # `decide` reads the chapters for conflicts


@pytest.mark.parametrize(
    ("words", "unread"), [(("status",), _ONLY_LISTS), (("held",), _ONLY_LISTS), (("decide",), ())]
)
def test_a_command_that_only_looks_loads_nothing_slow(home, words, unread):
    slow = ("prefect", "alembic", "apscheduler", "bs4", "icalendar", "jinja2", "oxmsg", *unread)
    code = (
        "import sys; from desk.cli import main\n"
        "try: main()\n"
        f"except SystemExit: print('loaded:', [m for m in {slow} if m in sys.modules])"
    )

    shown = subprocess.run(
        [sys.executable, "-c", code, "--home", str(home), *words],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parents[2],
    )

    assert shown.stdout.splitlines()[-1] == "loaded: []"


def test_status_for_programs_is_json(home):
    shown = json.loads(run(home, "--json", "status").output)

    assert len(shown["status"]["rows"]) == 6
    assert shown["held"][0]["sender"] == "someone@elsewhere.example.org"


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("status",), 3, "no round was launched in"),
        (
            ("--round", "1999R9", "status"),
            3,
            "Cannot work on round 1999R9: there is no such round.",
        ),
        (("check", "."), 2, ""),
        (("nonsense",), 2, "No such command"),
        (("docx", "changes", "none.docx"), 1, "No such file"),
    ],
)
def test_a_command_that_cannot_do_its_work_says_one_sentence_and_fails(
    tmp_path, words, code, sentence
):
    result = program("--home", str(tmp_path / "new"), *words)

    assert result.returncode == code
    assert sentence in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr + result.stdout


def test_settings_that_are_wrong_are_named_with_their_file(tmp_path):
    (tmp_path / "settings.toml").write_text('transport = "pigeon"\n')

    result = program("--home", str(tmp_path), "status")

    assert result.returncode == 4
    assert "settings.toml" in "".join(result.stderr.split())
    assert "Traceback" not in result.stderr


def test_decide_lists_the_conflict_side_by_side_and_every_open_change(home):
    shown = said(run(home, "decide"))

    assert "Conflict in 1" in shown
    for words in ("each", "any", "and every", "For a year."):
        assert words in shown
    assert "4 open, 0 decided." in shown


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--all",), {"each", "any", "and every", "For a year."}),
        (("--partner", "BRS"), {"any", "and every"}),
        (("--partner", "BRS", "--chapter", "2"), {"and every"}),
        (("--kind", "deletion"), {"each", "any"}),
    ],
)
def test_decide_takes_the_same_decision_on_a_selection(home, options, expected):
    result = run(home, "decide", "--defer", *options)

    assert result.exit_code == 0, result.exception
    assert {words for words, outcome in outcomes(home).items() if outcome} == expected
    assert set(outcomes(home).values()) <= {"deferred", None}


def test_decide_by_number_accepts_rejects_and_rewords(home):
    number = {words: str(row.proposal.number) for words, row in rows(home).items()}

    run(home, "decide", number["each"], "--accept")
    run(home, "decide", number["any"], "--reject", "--reason", "“each” says it")
    run(home, "decide", number["and every"], "--reword", "or part ")

    assert outcomes(home) == {
        "each": "accepted",
        "any": "rejected",
        "and every": "accepted with other words",
        "For a year.": None,
    }
    assert "1 open, 3 decided." in said(run(home, "decide"))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--accept",), "give numbers, a partner, a chapter, or --all"),
        (("1", "--accept", "--defer"), "say one of accept, reject, defer, reword"),
        (("1", "--reject"), "reason"),
        (("99", "--accept"), "99"),
        (("--all", "--partner", "Nobody", "--accept"), "Nobody"),
    ],
)
def test_decide_refuses_what_is_not_clear(home, options, sentence):
    result = run(home, "decide", *options)

    assert result.exit_code != 0
    assert sentence in str(result.exception)
    assert set(outcomes(home).values()) == {None}


def test_decide_goes_through_excel_and_back(home):
    written = run(home, "decide", "--sheet")
    book = openpyxl.load_workbook("Decisions.xlsx")
    sheet = book.worksheets[0]
    heading = next(r for r in sheet.iter_rows() if r[0].value == "No.")
    column = {cell.value: cell.column for cell in heading}
    for row in sheet.iter_rows(min_row=heading[0].row + 1):
        if "and every" in str(row[column["After"] - 1].value):
            sheet.cell(row[0].row, column["Decision"], "rejected")
            sheet.cell(row[0].row, column["Reason"], "one word is enough")
        elif row[0].value:
            sheet.cell(row[0].row, column["Decision"], "accepted")
    book.save("Decisions.xlsx")

    read = run(home, "decide", "--sheet")

    assert "4 changes" in said(written)
    assert "4 decisions taken from Decisions.xlsx." in said(read)
    assert outcomes(home) == {
        "each": "accepted",
        "any": "accepted",
        "and every": "rejected",
        "For a year.": "accepted",
    }


def waiting(home: Path) -> list[str]:
    parts = parts_at(home, [])
    with parts.storage.unit_of_work() as work:
        found = [row.sender for row in held_items(work, None)]
    parts.storage.close()
    return found


def test_held_shows_who_wrote_why_it_waits_and_what_to_do(home):
    shown = said(run(home, "held"))

    for words in ("someone@elsewhere.example.org", "Why:", "Said:", "Do:", "Act: gci-review held"):
        assert words in shown


def test_what_is_held_becomes_a_partners_answer_when_it_is_given(home):
    assert waiting(home) == ["someone@elsewhere.example.org"]

    result = run(home, "held", "give", "1", "CBD", "2")

    assert result.exit_code == 0, result.exception
    assert waiting(home) == []
    assert rows(home)["large"].proposal.partner == "CBD"
    assert "Nothing is held." in said(run(home, "held"))


def test_an_act_says_which_letter_lies_in_outbox_now(home):
    given = run(home, "held", "give", "1", "CBD", "2")

    assert given.exit_code == 0
    assert "1 draft lies in Outbox" in said(given)


def test_an_act_whose_letter_could_not_go_says_so_and_why(home):
    (home / "Outbox").write_text("a file where the folder should be")

    given = run(home, "held", "give", "1", "CBD", "2")
    sent = run(home, "resend", "WCO", "--reason", "new focal point")

    assert given.exit_code == 0  # the answer is taken, whatever becomes of its receipt
    assert "1 letter not sent yet" in said(given)
    assert "homeOutbox" in re.sub(r"[\s/]", "", given.output)  # a path breaks where a line ends
    assert sent.exit_code == 4
    assert "2 letters not sent yet" in said(sent)


def test_what_is_given_to_a_partner_that_was_asked_nothing_is_refused_with_what_to_do(home):
    refused = run(home, "held", "give", "1", "Minamata", "2")

    assert refused.exit_code == 1
    assert "publish --correct" in str(refused.exception)


def test_what_is_set_aside_is_held_no_more_and_changes_nothing(home):
    result = run(home, "held", "aside", "1", "--reason", "an advertisement")

    assert result.exit_code == 0, result.exception
    assert waiting(home) == []
    assert "large" not in rows(home)


def test_many_files_of_one_mail_are_told_in_one_entry_and_set_aside_in_one_act(home):
    letters = [
        message_from_bytes(x, policy=default) for x in LedgerOutbox(home / "ledger").letters()
    ]
    mail = reply(next(x for x in letters if "-CBD] For your" in x["Subject"]), "CBD")
    for number in range(12):
        mail.add_attachment(b"note", maintype="text", subtype="plain", filename=f"n{number}.txt")
    came = [Arrival(source="test:notes", data=mail.as_bytes(), received_at=NOW)]
    parts = replace(parts_at(home, came), new_id=builders.ids("n"))
    collecting.store_arrivals(parts)
    collecting.process_stored(parts)
    parts.storage.close()
    assert len(waiting(home)) == 13

    shown = run(home, "held")
    aside = run(home, "held", "aside", "2-13", "--reason", "no chapters")

    assert "2-13. n0.txt" in said(shown)
    assert "And 11 other files in the same mail" in said(shown)
    assert "n1.txt" not in said(shown)
    assert "12 items are set aside." in said(aside)
    assert waiting(home) == ["someone@elsewhere.example.org"]


def test_what_is_held_can_be_saved_and_stays_held(home, tmp_path):
    result = run(home, "held", "save", "1", str(tmp_path))

    assert result.exit_code == 0, result.exception
    assert (tmp_path / "held 1 remarks.docx").read_bytes() == REMARKS
    assert len(waiting(home)) == 1


@pytest.mark.parametrize(
    "act",
    [("give", "7", "CBD", "1"), ("confirm", "7"), ("aside", "7", "--reason", "x"), ("save", "7")],
)
def test_held_acts_on_a_number_that_is_not_there_are_refused(home, act):
    result = run(home, "held", *act)

    assert result.exit_code != 0
    assert "7" in str(result.exception) + result.output
    assert len(waiting(home)) == 1


def test_the_officers_acts_keep_their_reason_and_show_in_status(home):
    day = f"{NOW.date() + timedelta(days=20):%Y-%m-%d}"

    run(home, "extend", "CBD", day, "--chapter", "1", "--reason", "meeting of the parties")
    run(home, "decline", "CBD", "--chapter", "2", "--reason", "no capacity")
    run(home, "withhold", "2", "--reason", "not agreed")

    shown = run(home, "status").output
    assert f"till {NOW.date() + timedelta(days=20):%d %b}" in shown
    assert "declined" in shown


@pytest.mark.parametrize(
    ("days", "ladder", "sentence"),
    [
        (2, "1", "No reminder will be sent at all: 1 day before the deadline the launch is not"),
        (8, "7, 1", "No reminder will be sent 7 days before the deadline: the launch is not yet"),
        (14, "7, 1", ""),
    ],
)
def test_launch_says_which_reminders_come_too_early_to_be_sent(tmp_path, days, ladder, sentence):
    book = good_book()
    cells = {row[0].value: row[1] for row in book["Round"].iter_rows()}
    cells["Comments due by"].value = NOW.replace(tzinfo=None) + timedelta(days=days)
    cells["Reminders, days before"].value = ladder
    folder = tmp_path / "draft"
    folder.mkdir()
    lay_out(folder, book, good_files())

    shown = " ".join(run(tmp_path / "home", "launch", str(folder)).output.split())

    assert "The first letter, whole" in shown
    assert sentence in shown
    assert ("No reminder" in shown) == bool(sentence)


FOR_PROGRAMS = [
    ("start", "."),
    ("check", "draft"),
    ("launch", "draft"),
    ("status",),
    ("held",),
    ("held", "give", "1", "CBD", "1"),
    ("held", "confirm", "1"),
    ("held", "again", "1"),
    ("held", "aside", "1", "--reason", "x"),
    ("held", "save", "1", "."),
    ("held", "save", "7"),
    ("decide",),
    ("decide", "1", "--accept"),
    ("decide", "1", "--reject"),
    ("decide", "1", "--first"),
    ("decide", "--sheet"),
    ("decide", "--word"),
    ("extend", "CBD", "25 October 2099", "--reason", "x"),
    ("extend", "CBD", "10/11/2017", "--reason", "x"),
    ("decline", "CBD", "--reason", "x"),
    ("withhold", "2", "--reason", "x"),
    ("release", "2", "--reason", "x"),
    ("admit", "Minamata", "--reason", "x"),
    ("resend", "CBD", "--reason", "x"),
    ("cancel", "--reason", "x"),
    ("cancel", "--reason", "x", "--yes"),
    ("letter", "sent", "nothing"),
    ("letter", "again", "nothing"),
    ("publish",),
    ("db", "upgrade"),
    ("docx", "changes", "1 Labels.docx"),
    ("docx", "changes", "1 Labels.docx", "--json"),
    ("docx", "inspect", "nothing.docx", "--json"),
    ("docx", "accept", "1 Labels.docx", "-o", "all.docx"),
    ("remind", "--nonsense"),
    ("nonsense",),
]


@pytest.mark.parametrize("words", FOR_PROGRAMS, ids=" ".join)
def test_a_program_gets_one_json_value_from_every_command(home, words):
    lay_out(Path(), None, {LABELS: EDITED["WCO", LABELS]})
    Path("draft").mkdir()
    lay_out(Path("draft"), good_book(), good_files())

    done = run(home, "--json", *words)
    assert not for_programs()  # what is run next in this process is for people again

    told = json.loads(done.stdout)
    failed = done.exit_code != 0
    whole = "error" in told or "problems" in told
    assert failed == whole or words[0] == "check"


def test_what_people_read_is_told_to_a_program_where_there_is_no_other_value(home):
    act = ("extend", "CBD", "25 October 2099", "--reason", "x")

    for_people = said(run(home, *act))
    told = json.loads(run(home, "--json", *act).stdout)
    refused = json.loads(run(home, "--json", "cancel", "--reason", "x").stdout)

    assert " ".join(told["said"]) == for_people
    assert refused["error"].endswith("Nobody is at the terminal to ask: run it again with --yes.")
