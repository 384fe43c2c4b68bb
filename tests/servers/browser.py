"""A browser that a reader might use: Chromium without a window, asked through its DevTools.

    def test_…(browser):
        browser.open(site / "index.html", width=390)
        assert browser.faults() == []

One Chromium per test module, with a profile of its own and without a way to the network.
"""

from __future__ import annotations

import base64
import importlib.resources
import importlib.util
import itertools
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest
from websockets.sync.client import ClientConnection, connect

__all__ = ["Browser", "Fault", "browser", "missing_browser"]

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_AXE = "axe_core_python"  # only for the script in it
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--remote-debugging-port=0",
)
_START_SECONDS = 60
_ANSWER_SECONDS = 60
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What axe-core finds wrong: the rule, what it asks for, and the elements, as selectors."""

    rule: str
    help: str
    elements: tuple[str, ...]


class Browser:
    """A running Chromium; `with Browser() as browser:` ends it whatever happens."""

    def __init__(self) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="browser-"))
        self._numbers = itertools.count(1)
        self._asked: list[str] = []
        self._stack = ExitStack()
        self._session = ""

    def __enter__(self) -> Self:
        self._stack.callback(shutil.rmtree, self._home, ignore_errors=True)
        try:
            self._process = self._stack.enter_context(self._spawn())
            self._stack.callback(self._kill)
            self._socket = self._stack.enter_context(self._connected())
            target = self._ask("Target.createTarget", url="about:blank")["targetId"]
            attached = self._ask("Target.attachToTarget", targetId=target, flatten=True)
            self._session = attached["sessionId"]
            for domain in ("Page", "Network"):
                self._ask(f"{domain}.enable")
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._stack.close()

    def open(self, page: Path, *, width: int = 1280, height: int = 900) -> None:
        """Show a page of this machine, so many pixels wide, and wait until it is whole."""
        self._asked.clear()
        self._ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        self._ask("Page.navigate", url=page.resolve().as_uri())
        self._wait_for("Page.loadEventFired")

    def says(self, script: str) -> Any:
        """What a line of JavaScript gives in the page."""
        answer = self._ask(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def faults(self) -> list[Fault]:
        """What axe-core finds wrong with the page (WCAG 2.1 A and AA, and best practice)."""
        self.says(_axe())
        rules = json.dumps({"runOnly": {"type": "tag", "values": _RULES}})
        found = self.says(f"axe.run(document, {rules}).then(all => all.violations)")
        return [
            Fault(
                rule=one["id"],
                help=one["help"],
                elements=tuple(" ".join(map(str, node["target"])) for node in one["nodes"]),
            )
            for one in found
        ]

    def requests(self) -> list[str]:
        """The addresses that the page asked for since it was opened, its own included."""
        self.says("1")  # what came in between is read before the answer
        return list(self._asked)

    def picture(self) -> bytes:
        """The whole page as a PNG, for a person to look at."""
        shot = self._ask("Page.captureScreenshot", captureBeyondViewport=True)
        return base64.b64decode(shot["data"])

    def _ask(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self._numbers)
        asked: dict[str, Any] = {"id": number, "method": method, "params": params}
        if self._session:
            asked["sessionId"] = self._session
        self._socket.send(json.dumps(asked))
        while True:
            told = self._hear()
            if told.get("id") == number:
                assert "error" not in told, told["error"]
                result: dict[str, Any] = told["result"]
                return result

    def _wait_for(self, event: str) -> None:
        while self._hear().get("method") != event:
            pass

    def _hear(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self._socket.recv(_ANSWER_SECONDS))
        if told.get("method") == "Network.requestWillBeSent":
            self._asked.append(told["params"]["request"]["url"])
        return told

    def _spawn(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [_program(), *_FLAGS, f"--user-data-dir={self._home}", "about:blank"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": str(self._home)},
            start_new_session=True,
        )

    def _connected(self) -> ClientConnection:
        told = self._home / "DevToolsActivePort"
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            if told.exists() and len(lines := told.read_text().split()) > 1:
                address = f"ws://127.0.0.1:{lines[0]}{lines[1]}"
                return connect(address, max_size=None, open_timeout=_START_SECONDS)
            time.sleep(0.05)
        raise AssertionError(f"Chromium did not answer within {_START_SECONDS} seconds")

    def _kill(self) -> None:
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return


def _program() -> str:
    return next((path for name in _NAMES if (path := shutil.which(name))), "")


def _axe() -> str:
    return (importlib.resources.files(_AXE) / "axe.min.js").read_text(encoding="utf-8")


def missing_browser() -> str:
    """What is not installed, as a reason to skip; empty where all is there."""
    if not _program():
        return "Chromium is not installed"
    if importlib.util.find_spec(_AXE) is None:
        return "axe-core-python is not installed"
    return ""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The browser; where it is missing the test is skipped, with CI=true it fails."""
    if reason := missing_browser():
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with Browser() as running:
        yield running
