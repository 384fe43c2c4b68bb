"""A launch on the workflow engine, killed in the middle, goes on in another process."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest

from flows.steps import launching
from review.letters import LetterState
from tests.homes import Home
from tests.servers.engine import ON_ENGINE
from tests.stories.killing import LAUNCHED, plan

pytestmark = ON_ENGINE


@pytest.mark.parametrize(
    ("point", "number"),
    [("before commit", 2), ("before deliver", 2), ("after deliver", 1)],
)
def test_every_partner_has_one_letter_after_a_kill_and_a_restart(
    tmp_path: Path, point: str, number: int
) -> None:
    folder = tmp_path / "home"
    with subprocess.Popen(
        [sys.executable, "-m", "tests.stories.killed_flow", folder, point, str(number)],
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        said = child.stdout.readline()
        child.kill()

    home = Home(folder, now=LAUNCHED + timedelta(hours=1))
    before = len(home.ledger.taken())
    opened = launching.find_round(home.parts, plan())
    assert opened is not None
    launch = import_module("flows.launch_round").launch_round
    asyncio.run(launch(home=home.name, round_id=opened.id))

    assert said == "here\n"
    assert before < 3
    assert len(set(home.ledger.taken())) == len(home.ledger.taken()) == 3
    with home.parts.storage.reading() as work:
        letters = work.letters.of_round(opened.id)
    assert [letter.state for letter in letters] == [LetterState.SENT] * 3
    home.parts.storage.close()
