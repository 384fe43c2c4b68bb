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
from pathlib import Path
from types import TracebackType
from typing import Self

from flows.engine import ADDRESS_FILE, running_server
from flows.errors import Misconfigured, NotReachable

__all__ = ["Server"]

START = 120.0
"""Seconds for the first start, which migrates the engine's database."""
_PR_SET_PDEATHSIG = 1

# Services that a server without schedules, automations or work pools has no use for: together
# they are most of an idle server's processor time.
_UNUSED = {
    f"PREFECT_SERVER_SERVICES_{name}_ENABLED": "false"
    for name in (
        "SCHEDULER",
        "LATE_RUNS",
        "PAUSE_EXPIRATIONS",
        "CANCELLATION_CLEANUP",
        "FOREMAN",
        "EVENT_PERSISTER",
        "TRIGGERS",
        "TASK_RUN_RECORDER",
    )
}


class Server:
    """`with Server(home) as server: server.api` runs the engine's server on a free loopback
    port.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._child: subprocess.Popen[bytes] | None = None
        self.api = ""

    def __enter__(self) -> Self:
        if running_server(self._home):
            raise Misconfigured(f"`serve` already runs on {self._home}; one is enough.")
        port = _free_port()
        self.api = f"http://127.0.0.1:{port}/api"
        log = (self._home / "server.log").open("ab")
        with log:
            self._child = subprocess.Popen(  # noqa: S603 -- our own interpreter and fixed words
                [
                    sys.executable,
                    "-m",
                    "uvicorn",
                    "--factory",
                    "prefect.server.api.server:create_app",
                    "--host",
                    "127.0.0.1",
                    "--port",
                    str(port),
                    "--log-level",
                    "warning",
                ],
                env={**os.environ, **_UNUSED, "PREFECT_API_URL": self.api},
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 -- `serve` starts it before any thread
            )
        try:
            self._wait()
            address = self._home / ADDRESS_FILE
            address.write_text(json.dumps({"api": self.api, "pid": os.getpid()}), encoding="utf-8")
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def _wait(self) -> None:
        end = time.monotonic() + START
        while time.monotonic() < end:
            if self._child is None or self._child.poll() is not None:
                break
            if _healthy(self.api):
                return
            time.sleep(0.2)
        raise NotReachable(
            f"The workflow server did not start; {self._home / 'server.log'} says why."
        )

    def _stop(self) -> None:
        with contextlib.suppress(OSError):
            (self._home / ADDRESS_FILE).unlink()
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


def _die_with_parent() -> None:
    """Ask the kernel to end this child when its parent dies, however it dies (Linux prctl)."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
