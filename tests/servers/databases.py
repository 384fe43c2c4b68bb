"""PostgreSQL and an S3 store on loopback, started once per test process, stopped at its end."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import NoReturn

import pytest

_MOTO = """
import sys
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()  # until the tests are gone, however they went
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectStoreAddress:
    """Where an empty bucket is, and how to open it."""

    url: str
    options: dict[str, str]


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a running server, without a database name: "postgresql://…:port"."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    ctl = found[-1] if found else Path(shutil.which("pg_ctl") or "")
    if not ctl.is_file():
        _absent("PostgreSQL is not installed")
    # not pytest's own folder: the server runs as somebody else, who may not walk into that
    folder = Path(tempfile.mkdtemp(prefix="gci-postgresql-", dir="/tmp"))
    try:
        yield from _running(ctl.parent, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _running(programs: Path, folder: Path) -> Iterator[str]:
    data = folder / "data"
    as_somebody: list[str] = []
    if os.geteuid() == 0:  # the server refuses root
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        as_somebody = ["runuser", "-u", "postgres", "--"]

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [*as_somebody, programs / program, "-D", data, *arguments],
            check=True,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            timeout=200,
        )

    run("initdb", "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C")
    options = (
        f"-c listen_addresses=127.0.0.1 -k {folder} -c max_connections=40 "
        # a test never pulls the server's own plug
        "-c fsync=off -c full_page_writes=off -c shared_buffers=16MB"
    )
    for tries_left in reversed(range(5)):
        port = _free_port()
        try:
            run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", f"-p {port} {options}", "start")
        except subprocess.CalledProcessError:
            # another program may have taken the port since: then the server ends, and tries again
            if not tries_left:
                raise
        else:
            break
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}"
    finally:
        run("pg_ctl", "-w", "-m", "immediate", "stop")


_numbers = count(1)


@pytest.fixture
def empty_postgresql_url(postgresql_server: str) -> str:
    """A new database without tables."""
    return _create(postgresql_server, f"empty{next(_numbers)}")


@pytest.fixture(scope="session")
def _with_tables(postgresql_server: str) -> str:
    from storage import upgrade  # noqa: PLC0415 -- slow import, for every other test too

    url = _create(postgresql_server, "review")
    upgrade(url)
    return url


@pytest.fixture
def postgresql_url(_with_tables: str) -> str:
    """A database with our tables and nothing in them. Emptied, since a new one takes 0.4 s."""
    from psycopg import connect  # noqa: PLC0415 -- slow import, for every other test too

    with connect(_with_tables) as connection:
        connection.execute(_HANG_UP)
        connection.execute("SET session_replication_role = replica")  # in any order
        tables = [name for (name,) in connection.execute(_TABLES).fetchall()]
        connection.execute("; ".join(f"DELETE FROM {name}" for name in tables))  # noqa: S608 -- our own names
    return _with_tables


_HANG_UP = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_TABLES = """
SELECT quote_ident(tablename) FROM pg_tables
WHERE schemaname = 'public' AND tablename <> 'alembic_version'
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A new database of each kind; the one on SQLite has no tables before it is opened."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'review.sqlite'}"
    url: str = request.getfixturevalue("postgresql_url")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A new database of each kind without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'review.sqlite'}"
    url: str = request.getfixturevalue("empty_postgresql_url")
    return url


@pytest.fixture(scope="session")
def _s3() -> Iterator[str]:
    server = subprocess.Popen(
        [sys.executable, "-c", _MOTO],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert server.stdout is not None
    port = server.stdout.readline().strip()
    if not port:
        _absent("moto is not installed")
    yield f"http://127.0.0.1:{port}"
    server.communicate()  # closes its input, and so ends it


@pytest.fixture
def object_store(_s3: str) -> ObjectStoreAddress:
    """A new, empty bucket in a real S3 protocol server."""
    bucket = f"files{next(_numbers)}"
    host, _, port = _s3.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=60) as s3:
        request = f"PUT /{bucket} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n"
        s3.sendall(f"{request}Connection: close\r\n\r\n".encode())
        assert s3.recv(64).startswith(b"HTTP/1.1 200")
    keys = {"access_key_id": "testing", "secret_access_key": "testing", "region": "us-east-1"}
    return ObjectStoreAddress(url=f"s3://{bucket}/gci", options={**keys, "endpoint": _s3})


def _create(server: str, name: str) -> str:
    from psycopg import connect  # noqa: PLC0415 -- slow import, for every other test too

    with connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{server}/{name}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _absent(why: str) -> NoReturn:
    """Skip what needs the server; where the tests must be complete, fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{why}, and CI=true")
    pytest.skip(why)
