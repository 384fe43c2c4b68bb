"""Where the workflow engine's server is. Read before Prefect is imported: its settings are fixed
then.
"""

from __future__ import annotations

import json
import logging
import os
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

__all__ = ["ADDRESS_FILE", "answers", "prepare", "running_server"]

ADDRESS_FILE = "server.json"
"""In the home folder, while `serve` runs: {"api": address, "pid": number}."""

_ALWAYS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
}
_UNLESS_SET = {
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
    "PREFECT_CLI_PROMPT": "false",
}


def prepare(home: Path) -> str:
    """Set the engine's environment for this process; where its server is, in words.

    A shared server (`PREFECT_API_URL`) wins, then that of a running `serve`, else
    `flows.server.at_hand` starts a temporary one that keeps its migrated database in the home
    folder.
    """
    for handler in logging.getLogger().handlers:
        handler.addFilter(_not_of_the_engine)
    os.environ.update(_ALWAYS)
    for name, value in _UNLESS_SET.items():
        os.environ.setdefault(name, value)
    if os.environ.get("PREFECT_API_URL"):
        return "the shared workflow server"
    os.environ.setdefault("PREFECT_HOME", str(home / "prefect"))
    api = running_server(home)
    if api:
        os.environ["PREFECT_API_URL"] = api
        return "the workflow server of the running `serve`"
    return "a temporary workflow server"


def _not_of_the_engine(record: logging.LogRecord) -> bool:
    """Whether a record is for the terminal: the engine's are on its pages, and say in a page of
    traces what we say in a sentence.
    """
    return not record.name.startswith("prefect")


def running_server(home: Path) -> str | None:
    """The API address of the `serve` that runs on this home and answers; none where there is
    none.
    """
    try:
        api = str(json.loads((home / ADDRESS_FILE).read_text(encoding="utf-8"))["api"])
    except (OSError, ValueError, KeyError):
        return None
    return api if answers(api, seconds=1) else None


def answers(api: str, *, seconds: float = 10) -> bool:
    """Whether anything answers at this address, be it that it wants a password."""
    try:
        # The address is one that our own `serve` or the officer's IT wrote.
        with urlopen(f"{api}/health", timeout=seconds):  # noqa: S310 -- see above
            return True
    except HTTPError as answer:
        answer.close()
        return True
    except (OSError, ValueError, HTTPException):
        return False
