"""Fixtures that three or more files use; the servers live in tests/servers."""

from __future__ import annotations

pytest_plugins = (
    "tests.servers.mail",
    "tests.servers.databases",
    "tests.servers.office",
    "tests.servers.browser",
    "tests.servers.engine",
)
