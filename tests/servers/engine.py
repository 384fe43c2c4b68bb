"""A real workflow server on loopback, started once per test process by our own code."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from flows.engine import prepare
from flows.server import TEMPORARY, Server

ON_ENGINE = [
    pytest.mark.usefixtures("engine"),
    # The engine's client leaves a socket to the garbage collector when its event loop ends.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.timeout(300),  # the first one waits for the server, which makes its database
]
"""Marks of tests that run flows."""


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The home of the server that flows in this process run on. Flows are imported after it."""
    home = tmp_path_factory.mktemp("engine")
    before = dict(os.environ)
    os.environ.pop("PREFECT_API_URL", None)
    os.environ["PREFECT_HOME"] = str(home / "prefect")
    prepare(home)
    with Server(home, TEMPORARY) as server:
        os.environ["PREFECT_API_URL"] = server.api
        import_module("prefect.context").refresh_global_settings_context()
        yield home
        sys.modules["prefect.events.worker"].EventsWorker.drain_all(timeout=10)
    os.environ.clear()
    os.environ.update(before)
