"""`gci-review serve`, as a process: found by other commands, and gone with all of its children."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from flows.engine import ADDRESS_FILE, running_server

pytestmark = pytest.mark.timeout(400)
"""A start of the workflow engine takes seconds of processor time, and others may want it too."""

COMMAND = [sys.executable, "-c", "from desk.cli import main; main()"]


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the engine has made its database: most of a first start."""
    home = tmp_path_factory.mktemp("migrated") / "home"
    done = subprocess.run(
        [*COMMAND, "--home", home, "collect"], check=True, capture_output=True, text=True, env=env()
    )
    assert done.stdout.splitlines()[-1] == "Nothing new."
    assert done.stderr == ""
    return home


@pytest.fixture
def start(migrated: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts a command on the migrated home; none of its processes is left at the end."""
    begun: list[subprocess.Popen[str]] = []

    def starting(*words: str, **settings: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*COMMAND, "--home", migrated, *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=env(**settings),
        )
        begun.append(process)
        return process

    yield starting
    for process in begun:
        for one in (*family(process), process):
            with_pid(one.pid)
        process.communicate()


def env(**settings: str) -> dict[str, str]:
    """The environment of an officer: nothing of the engine's is set."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "GCI_"))}
    return {**plain, "COLUMNS": "300", **settings}


def family(process: subprocess.Popen[str]) -> list[psutil.Process]:
    try:
        return psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def with_pid(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def until(happened: Callable[[], object], seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_serve_leaves_no_process_behind(
    migrated: Path, start: Callable[..., subprocess.Popen[str]], how: signal.Signals
) -> None:
    serve = start("serve")
    until(lambda: running_server(migrated))
    children = family(serve)

    serve.send_signal(how)
    _, alive = psutil.wait_procs([psutil.Process(serve.pid), *children], timeout=60)

    assert len(children) == 1
    assert alive == []
    assert running_server(migrated) is None


def test_ctrl_c_while_the_engine_starts_ends_it_too(
    migrated: Path, start: Callable[..., subprocess.Popen[str]]
) -> None:
    serve = start("serve")
    until(lambda: family(serve))
    children = family(serve)

    serve.send_signal(signal.SIGINT)
    _, alive = psutil.wait_procs([psutil.Process(serve.pid), *children], timeout=60)

    assert alive == []
    assert running_server(migrated) is None


def test_ctrl_c_counts_also_where_a_shell_had_it_ignored(
    migrated: Path, start: Callable[..., subprocess.Popen[str]]
) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as for what a script puts behind it
    try:
        serve = start("serve")
    finally:
        signal.signal(signal.SIGINT, before)
    until(lambda: running_server(migrated))

    serve.send_signal(signal.SIGINT)
    _, alive = psutil.wait_procs([psutil.Process(serve.pid)], timeout=60)

    assert alive == []


def test_a_command_uses_the_server_of_serve_and_a_second_serve_is_refused(
    migrated: Path, start: Callable[..., subprocess.Popen[str]]
) -> None:
    serve = start("serve")
    until(lambda: running_server(migrated))

    collect = start("collect")
    said, _ = collect.communicate(timeout=300)
    second = start("serve")
    refused, _ = second.communicate(timeout=300)

    assert said.splitlines() == [
        "starting… (the workflow server of the running `serve`)",
        "Nothing new.",
    ]
    assert (second.returncode, refused.splitlines()[1:]) == (
        4,
        [f"`serve` already runs on {migrated}; one is enough."],
    )
    assert json.loads((migrated / ADDRESS_FILE).read_text())["pid"] == serve.pid


def test_a_command_that_is_killed_takes_its_temporary_server_with_it(
    start: Callable[..., subprocess.Popen[str]],
) -> None:
    collect = start("collect")
    until(lambda: family(collect))
    children = family(collect)

    collect.kill()
    _, alive = psutil.wait_procs(children, timeout=60)

    assert alive == []


def test_a_mail_server_that_does_not_answer_is_one_line(
    start: Callable[..., subprocess.Popen[str]],
) -> None:
    unreachable = {
        "GCI_TRANSPORT": "smtp",
        "GCI_SMTP_HOST": "127.0.0.1",
        "GCI_IMAP_HOST": "127.0.0.1",
        "GCI_IMAP_PORT": "9",
        "GCI_IMAP_USER": "gci",
        "GCI_COLLECT_EVERY": "1",
    }
    serve = start("serve", **unreachable)
    assert serve.stdout is not None
    lines = iter(serve.stdout)
    said = [next(lines)]
    while " mail: " not in said[-1]:
        said.append(next(lines))

    time.sleep(4)  # further turns, a second each
    serve.send_signal(signal.SIGINT)
    rest = list(lines)

    assert "127.0.0.1" in said[-1]
    assert rest == ["stopping…\n"]
    assert "Traceback" not in "".join(said)
