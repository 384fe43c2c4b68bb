"""The parts of a home: made once in a process, and nothing slow before it is needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from flows.wiring import parts_at, random_id


def test_flows_of_one_home_share_its_parts_and_homes_do_not(tmp_path: Path) -> None:
    one, two = str(tmp_path / "one"), str(tmp_path / "two")

    assert parts_at(one) is parts_at(one)
    assert parts_at(one) is not parts_at(two)
    parts_at(one).storage.close()
    parts_at(two).storage.close()


def test_ids_are_never_the_same_and_fit_into_an_address() -> None:
    made = {random_id() for _ in range(1000)}

    assert len(made) == 1000
    assert {len(one) for one in made} == {16}


def test_parts_load_neither_the_engine_nor_mail_nor_rendering(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from flows.wiring import parts_of; from flows.settings import *;"
        f"parts_of(read_settings(pathlib.Path({str(tmp_path)!r})));"
        "slow = {'prefect', 'apscheduler', 'imap_tools', 'jinja2', 'openpyxl', 'pikepdf'};"
        "print([m for m in sys.modules if m in slow])"
    )

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "[]"
