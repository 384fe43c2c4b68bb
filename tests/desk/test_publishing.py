"""`publish` after an edition: made again, corrected, or refused with a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from desk.cli import app, mount
from tests.stories.circulating import Circulation

mount([])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose round has an edition."""
    folder = tmp_path_factory.mktemp("publishing") / "home"
    circulation = Circulation(folder)
    circulation.launch()
    circulation.close()
    circulation.publish()
    circulation.parts.storage.close()
    return folder


def run(home: Path, *words: str):
    return CliRunner().invoke(app, ["--home", str(home), "--json", *words])


def test_an_edition_made_again_is_compared_with_what_was_published(home: Path) -> None:
    result = run(home, "publish", "--again", "1")

    made = json.loads(result.stdout)
    assert result.exit_code == 0
    assert made["number"] == "1"
    assert "guide.docx" in made["proven"]
    assert (made["taken"], made["lost"], made["restored"]) == ([], [], [])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--correct", "3.1=nowhere.docx", "--reason", "x"), "does not name a chapter and a Word"),
        (("--correct", "3.1=nowhere.docx"), "Give --correct with --reason"),
        (("--reason", "x"), "Give --correct with --reason"),
        (("--preview", "--again", "1"), "exclude each other"),
    ],
)
def test_a_wrong_call_is_refused_with_what_to_write(
    home: Path, words: tuple[str, ...], said: str
) -> None:
    result = run(home, "publish", *words)

    assert result.exit_code == 2
    assert said in " ".join(result.output.replace("│", " ").split())


def test_an_edition_that_is_not_there_is_a_sentence(home: Path) -> None:
    result = run(home, "publish", "--again", "9")

    assert result.exit_code != 0
    assert not list((home / "Editions").glob("*edition 9"))
