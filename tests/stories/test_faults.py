"""What goes wrong is one sentence with an exit code, and nothing is half done."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from storage import Folder, open_storage
from tests.desk.folders import FILES, good_book, good_files, lay_out

pytestmark = pytest.mark.timeout(400)
"""Each command is a process with a workflow server that it starts: slow where others work too."""

COMMAND = [sys.executable, "-c", "from desk.cli import main; main()"]


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    """A folder that could be launched, were it not for one thing."""
    folder = tmp_path / "Guide"
    folder.mkdir()
    book = good_book()
    book["Round"]["B5"] = "18 Oct 2037"
    return lay_out(folder, book, good_files())


def gci(
    home: Path, *words: object, prepare: Callable[[], None] | None = None, **settings: str
) -> tuple[int, str, str]:
    """The exit code of a command, what it printed, and what it complained of."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "GCI_"))}
    done = subprocess.run(
        [*COMMAND, "--home", home, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        env={**plain, "COLUMNS": "300", **settings},
        preexec_fn=prepare,
    )
    return done.returncode, done.stdout, done.stderr


def rounds(home: Path) -> int:
    """How many rounds a home has."""
    store = open_storage(f"sqlite:///{home / 'review.db'}", files=Folder(home / "files"))
    with store.reading() as work:
        found = len(work.rounds.all())
    store.close()
    return found


def test_a_workbook_with_a_fault_opens_nothing(tmp_path: Path, guide: Path) -> None:
    book = good_book()
    book["Round"]["B5"] = "10/11/2037"
    book.save(guide / "Round.xlsx")

    code, printed, complained = gci(tmp_path / "home", "launch", guide, "--yes")

    assert code == 2
    assert "10/11/2037" in printed
    assert complained.startswith("Nothing was sent.")
    assert rounds(tmp_path / "home") == 0


def test_a_word_file_that_is_missing_opens_nothing(tmp_path: Path, guide: Path) -> None:
    (guide / FILES[1]).unlink()

    code, printed, _ = gci(tmp_path / "home", "launch", guide, "--yes")

    assert code == 2
    assert FILES[1] in printed
    assert rounds(tmp_path / "home") == 0


def test_a_word_file_that_is_damaged_opens_nothing(tmp_path: Path, guide: Path) -> None:
    (guide / FILES[1]).write_bytes(b"PK\x03\x04 and nothing else")

    code, printed, _ = gci(tmp_path / "home", "launch", guide, "--yes")

    assert code == 2
    assert FILES[1] in printed
    assert rounds(tmp_path / "home") == 0


def test_a_round_that_nobody_opened_is_named(tmp_path: Path) -> None:
    code, printed, complained = gci(tmp_path, "--round", "2017R9", "status")

    assert (code, printed) == (3, "")
    assert complained.count("\n") == 1
    assert "2017R9" in complained


def test_a_home_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    in_the_way = tmp_path / "home"
    in_the_way.write_text("a file where a folder should be")

    code, printed, complained = gci(in_the_way, "status")

    assert (code, printed) == (6, "")
    assert complained.count("\n") == 1
    assert str(in_the_way) in complained


def test_a_store_of_files_that_cannot_be_written_opens_nothing(tmp_path: Path, guide: Path) -> None:
    home = tmp_path / "home"
    gci(home, "status")  # the tables are made
    (home / "files").write_text("a file where a folder should be")

    code, _, complained = gci(home, "launch", guide, "--yes")

    assert (code, complained.count("\n")) == (6, 1)
    assert str(home / "files") in complained
    assert rounds(home) == 0


def test_a_place_for_editions_that_cannot_be_written_publishes_nothing(
    tmp_path: Path, guide: Path
) -> None:
    home = tmp_path / "home"
    gci(home, "launch", guide, "--yes")
    (home / "Editions").write_text("a file where a folder should be")

    code, _, complained = gci(home, "publish", "--yes")

    assert (code, complained.count("\n")) == (6, 1)
    assert str(home / "Editions") in complained
    assert ", open" in gci(home, "status")[1]


def test_a_disk_that_is_full_opens_nothing(tmp_path: Path, guide: Path) -> None:
    home = tmp_path / "home"
    gci(home, "status")  # the tables are made
    drafts = [(guide / name).stat().st_size for name in FILES]

    def small_disk() -> None:
        """No file may grow: what a full disk says, without one."""
        size = min(drafts) - 1
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    code, _, complained = gci(home, "launch", guide, "--yes", prepare=small_disk)

    assert code == 6
    assert complained.count("\n") == 1
    assert rounds(home) == 0


def test_a_mailbox_that_does_not_answer_is_one_sentence(tmp_path: Path) -> None:
    unreachable = {
        "GCI_TRANSPORT": "smtp",
        "GCI_SMTP_HOST": "127.0.0.1",
        "GCI_IMAP_HOST": "127.0.0.1",
        "GCI_IMAP_PORT": "9",
        "GCI_IMAP_USER": "gci",
    }

    code, _, complained = gci(tmp_path, "collect", **unreachable)

    assert code == 4
    assert complained.count("\n") == 1
    assert "127.0.0.1" in complained


def test_a_shared_workflow_server_that_is_away_is_one_sentence(tmp_path: Path) -> None:
    away = "http://127.0.0.1:9/api"

    collected = gci(tmp_path, "collect", PREFECT_API_URL=away)
    served = gci(tmp_path, "serve", PREFECT_API_URL=away)
    deployed = gci(tmp_path, "deploy", "--pool", "reviews", PREFECT_API_URL=away)
    nowhere = gci(tmp_path, "deploy", "--pool", "reviews")

    for code, _, complained in (collected, served, deployed):
        assert (code, complained.count("\n")) == (4, 1)
        assert f"The workflow server {away} does not answer" in complained
    assert nowhere[0] == 4
    assert nowhere[2].startswith("Set PREFECT_API_URL")


def test_a_mail_server_that_is_away_at_the_launch_is_one_sentence_and_no_letter_is_lost(
    tmp_path: Path, guide: Path
) -> None:
    away = {
        "GCI_TRANSPORT": "smtp",
        "GCI_SMTP_HOST": "127.0.0.1",
        "GCI_SMTP_PORT": "9",
        "GCI_IMAP_HOST": "127.0.0.1",
        "GCI_IMAP_PORT": "9",
    }
    home = tmp_path / "home"

    code, _, complained = gci(home, "launch", guide, "--yes", **away)

    assert (code, complained.count("\n")) == (4, 1)
    assert "127.0.0.1" in complained
    stood = gci(home, "status", **away)[1]
    assert "not sent yet" in stood
    assert "waiting" not in stood
