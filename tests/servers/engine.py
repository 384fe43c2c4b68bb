"""A real workflow server on loopback, started once per test process by our own code."""

from __future__ import annotations

import gc
import os
import sys
import warnings
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from flows.engine import prepare
from flows.server import TEMPORARY, Server

ON_ENGINE = [
    pytest.mark.usefixtures("flow_engine"),
    # The engine leaves sockets to the garbage collector when an event loop ends.
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
        _collect_sockets()
        sys.modules["prefect.events.worker"].EventsWorker.drain_all(timeout=10)
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def flow_engine(engine: Path) -> Iterator[Path]:
    """The same; what the engine leaves open is collected before anybody else is blamed for it."""
    yield engine
    _collect_sockets()


def _collect_sockets() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        gc.collect()
