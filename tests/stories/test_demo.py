"""The demo, as `make demo` runs it: the sample guide's whole round, in folder transport."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]


def demo(folder: Path, *more: str) -> str:
    said = subprocess.run(
        [sys.executable, "-c", "from desk.cli import main; main()", "demo", str(folder), *more],
        capture_output=True,
        text=True,
        check=False,
        cwd=PROJECT,
        env={**os.environ, "HOME": str(folder.parent), "COLUMNS": "100"},
    )
    assert (said.returncode, said.stderr) == (0, "")
    return said.stdout


def first_edition(output: str) -> Path:
    key, _, path = output.splitlines()[-1].partition(": ")
    assert key == "edition"
    return Path(path)


@pytest.mark.timeout(400)
def test_the_sample_round_ends_in_an_edition_and_an_addendum(tmp_path: Path) -> None:
    said = demo(tmp_path / "demo")
    edition = first_edition(said)

    assert "6 tracked changes and 8 without tracking" in said  # BRS; nothing of it is held
    assert "36 changes so far: 28 tracked, 8 not tracked; " in said
    made = {str(p.relative_to(edition)) for p in edition.rglob("*") if p.is_file()}
    wanted = {"guide.docx", "site/index.html", "comments.xlsx", "record.json", "record.md"}
    assert made >= wanted | ({"guide.pdf"} if shutil.which("soffice") else set())
    record = json.loads((edition / "record.json").read_text(encoding="utf-8"))
    fates = {c["number"]: c["fate"] for c in record["chapters"]}
    assert len(fates) == 13
    assert fates["3.5"] == "withheld"
    assert set(fates.values()) <= {"published", "carried over", "withheld"}
    assert fates["3.1"] == fates["4"] == "published"
    assert record["counts"]["returns"] >= 10
    addendum = edition.with_name(edition.name.replace("edition 1", "edition 1-A1"))
    added = json.loads((addendum / "record.json").read_text(encoding="utf-8"))
    assert [(c["number"], c["fate"]) for c in added["chapters"]] == [("3.5", "published")]


@pytest.mark.timeout(400)
def test_without_the_returns_nobody_answered(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()

    edition = first_edition(demo(tmp_path / "demo", "--returns", str(tmp_path / "none")))

    record = json.loads((edition / "record.json").read_text(encoding="utf-8"))
    assert record["counts"]["returns"] == 0
    said = {a["answer"] for c in record["chapters"] for a in c.get("answers", [])}
    assert said == {"no answer, counted as no objection under this round's rule"}
    assert {c["fate"] for c in record["chapters"]} == {"carried over", "withheld"}
