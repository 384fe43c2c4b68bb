"""The workflow engine's own server, as a child of `serve` that never outlives it."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Self

from flows.engine import ADDRESS_FILE, answers
from flows.errors import NotReachable

__all__ = ["PAGES", "TEMPORARY", "Server", "announced", "at_hand"]

START = 180.0
"""Seconds for the first start, which migrates the engine's database."""
TRIES = 3
"""Starts of a server that ends at once: another program may take its port before it does."""
DRAIN = 10.0
"""Seconds that the engine gets to hand in its last records."""
_PR_SET_PDEATHSIG = 1

# Services that have nothing to do where no deployment is scheduled, paused, cancelled or watched:
# together they are most of an idle server's processor time. What records runs stays on.
_UNUSED = {
    f"PREFECT_SERVER_SERVICES_{name}_ENABLED": "false"
    for name in (
        "CANCELLATION_CLEANUP",
        "CLEANUP_RECONCILER",
        "FOREMAN",
        "LATE_RUNS",
        "PAUSE_EXPIRATIONS",
        "REPOSSESSOR",
        "SCHEDULER",
        "TRIGGERS",
    )
}
PAGES: Mapping[str, str] = _UNUSED
"""The environment of the server of `serve`: with its pages."""
TEMPORARY: Mapping[str, str] = {
    **_UNUSED,
    "PREFECT_SERVER_UI_ENABLED": "false",
    "PREFECT__SERVER_EPHEMERAL": "1",
}
"""The environment of the server of one command: the engine's own settings for its temporary one."""


@contextmanager
def at_hand(home: Path) -> Iterator[None]:
    """A workflow server for the flows inside, after `flows.engine.prepare`: the one it found, else
    a temporary one of our own.

    The engine's own temporary server outlives a command that is killed, and says so on the
    terminal when it ends; ours does neither. Raises `NotReachable` where a server stops answering.
    """
    shared = os.environ.get("PREFECT_API_URL")
    if shared:
        with _answering(shared):
            yield
        return
    with Server(home, TEMPORARY) as server:
        os.environ["PREFECT_API_URL"] = server.api
        try:
            yield
            _hand_in()
        finally:
            del os.environ["PREFECT_API_URL"]


@contextmanager
def announced(home: Path, api: str) -> Iterator[None]:
    """While the block runs, other commands on this home find the server by its address file."""
    address = home / ADDRESS_FILE
    address.write_text(json.dumps({"api": api, "pid": os.getpid()}), encoding="utf-8")
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            address.unlink()


@contextmanager
def _answering(api: str) -> Iterator[None]:
    """A server that is not ours, while the block runs: gone, it is one sentence."""
    gone = f"The workflow server {api} does not answer: run the command again when it does."
    if not answers(api):
        raise NotReachable(gone)
    try:
        yield
    except Exception as exc:
        # The engine raises its HTTP client's errors as they are, or as the cause of its own.
        if any(type(e).__module__.startswith(("httpx", "httpcore")) for e in (exc, exc.__cause__)):
            raise NotReachable(f"{gone} Nothing is done twice.") from exc
        raise


def _hand_in() -> None:
    """Wait until what the engine records of its runs is with the server, which ends next."""
    if "prefect.events.worker" in sys.modules:
        worker = import_module("prefect.events.worker").EventsWorker
        worker.drain_all(timeout=DRAIN)


class Server:
    """`with Server(home, PAGES) as server: server.api` runs the engine's server on a free loopback
    port.
    """

    def __init__(self, home: Path, environment: Mapping[str, str]) -> None:
        self._log = home / "prefect" / "server.log"
        self._environment = environment
        self._child: subprocess.Popen[bytes] | None = None
        self.api = ""

    def __enter__(self) -> Self:
        try:
            for _ in range(TRIES):
                self._begin()
                if self._answers():
                    return self
        except BaseException:
            self._stop()
            raise
        raise self._not_started()

    def _begin(self) -> None:
        port = _free_port()
        self.api = f"http://127.0.0.1:{port}/api"
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            self._child = subprocess.Popen(  # noqa: S603 -- our own interpreter and fixed words
                [
                    sys.executable,
                    *("-m", "uvicorn", "--factory", "prefect.server.api.server:create_app"),
                    *("--host", "127.0.0.1", "--port", str(port)),
                    *("--log-level", "warning", "--timeout-graceful-shutdown", "3"),
                ],
                env={**os.environ, **self._environment, "PREFECT_API_URL": self.api},
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                # Ctrl-C is for us: the server must live until the last flow has ended.
                start_new_session=True,
                # Commands start it before any thread; it takes no lock.
                preexec_fn=partial(_die_with, os.getpid()),  # noqa: PLW1509 -- see above
            )

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def _answers(self) -> bool:
        """Whether it answers, as soon as it does; not where it ended before."""
        end = time.monotonic() + START
        while time.monotonic() < end:
            if self._child is None or self._child.poll() is not None:
                return False
            if _healthy(self.api):
                return True
            time.sleep(0.2)
        raise self._not_started()

    def _not_started(self) -> NotReachable:
        return NotReachable(f"The workflow server did not start; {self._log} says why.")

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is None or child.poll() is not None:
            return
        child.terminate()
        try:
            child.wait(5)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait(5)


def _healthy(api: str) -> bool:
    host, _, port = api.removeprefix("http://").removesuffix("/api").partition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=1) as link:
            link.sendall(
                b"GET /api/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            )
            return b" 200 " in link.recv(64)
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _die_with(parent: int) -> None:
    """Ask the kernel to kill this child when its parent dies, however it dies (Linux prctl).

    Killed, not asked to end: a server that waits for its connections would outlive us, and nothing
    in its database is ours.
    """
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the kernel was told
        os._exit(1)
