"""Fixtures that three or more files use; the servers live in tests/servers."""

from __future__ import annotations

import pytest

pytest_plugins = (
    "tests.servers.mail",
    "tests.servers.databases",
    "tests.servers.office",
    "tests.servers.browser",
    "tests.servers.engine",
)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List what a story says of itself, such as every point at which it was killed."""
    for report in terminalreporter.stats.get("passed", []):
        for name, words in report.user_properties:
            if name == "points":
                terminalreporter.write_line(str(words))
