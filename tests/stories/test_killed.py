"""A launch and a collection, killed anywhere, come out the same after a restart."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable

import pytest

STRIDE = {"launch": "3", "collect": "2"} if not os.environ.get("KILL_EVERY_POINT") else {}
"""In every run about 50 points; with KILL_EVERY_POINT all of them."""

ASKED = [f"launch focal@{who}.example.org" for who in ("brs", "cbd", "wco")]
ANSWERED = [f"receipt focal@{who}.example.org" for who in ("brs", "wco")]


def killed(phase: str, note: Callable[[str, object], None]) -> list[dict[str, object]]:
    """What stood at the end of each run that was killed; `note` lists the points in the output."""
    said = subprocess.run(
        [sys.executable, "-m", "tests.stories.killing", phase, STRIDE.get(phase, "1")],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [json.loads(line) for line in said.stdout.splitlines()]
    where = ", ".join(f"{line['point']} {line['at']}" for line in lines)
    note("points", f"killed during {phase} at: {where}")
    return lines


@pytest.mark.timeout(600)
def test_a_launch_killed_anywhere_sends_every_partner_one_letter(
    record_property: Callable[[str, object], None],
) -> None:
    ends = killed("launch", record_property)

    reached = [end for end in ends if end["at"]]
    assert len({end["point"] for end in reached}) >= 20
    assert {str(end["at"]).split()[-1] for end in reached} == {"commit", "deliver", "fsync"}
    assert not any(end["failed"] for end in ends)
    assert {(end["rounds"], *end["mails"]) for end in ends} == {(1, *ASKED)}


@pytest.mark.timeout(600)
def test_a_collection_killed_anywhere_keeps_every_return_once_and_answers_it_once(
    record_property: Callable[[str, object], None],
) -> None:
    ends = killed("collect", record_property)

    reached = [end for end in ends if end["at"]]
    assert len({end["point"] for end in reached}) >= 20
    assert not any(end["failed"] for end in ends)
    assert {tuple(end["mails"]) for end in ends} == {(*ASKED, *ANSWERED)}
    assert {tuple(end["returns"]) for end in ends} == {
        ("focal@brs.example.org 1", "focal@wco.example.org 1")
    }
    assert {end["proposals"] for end in ends} == {2}
    assert {tuple(end["held"]) for end in ends} == {()}
    assert {tuple(end["filed"]) for end in ends} == {("processed", "processed")}
