"""The workflow engine's server, where it does not start."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.errors import NotReachable
from flows.server import TRIES, Server


def test_a_server_that_ends_at_once_is_started_again_and_then_named_with_its_log(
    tmp_path: Path,
) -> None:
    broken = {"PYTHONHOME": str(tmp_path / "nowhere")}
    log = tmp_path / "prefect" / "server.log"

    with (
        pytest.raises(NotReachable, match="did not start") as caught,
        Server(tmp_path, broken),
    ):
        pass

    assert str(log) in str(caught.value)
    assert log.read_text().count("Fatal Python error") == TRIES
