"""Where the corpora are: real Word files that are kept outside the project."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

__all__ = ["cases", "corpora", "every_file"]

_HOME = Path(__file__).resolve().parents[1] / "../shared/corpora"


def corpora(folder: str) -> Path:
    """The folder of a corpus; skips the test, saying so, where it is absent."""
    path = _HOME / folder
    if not path.is_dir():
        pytest.skip(f"the corpus {folder!r} is not on this machine")
    return path.resolve()


def cases(folder: str) -> list[dict]:
    """The cases of a corpus, for `parametrize`; none where the corpus is absent."""
    listing = _HOME / folder / "cases.json"
    return json.loads(listing.read_text()) if listing.is_file() else []


def every_file() -> list[Path]:
    """Every Word file of the corpora in order; none where they are absent."""
    return sorted(path.resolve() for path in _HOME.glob("*/*.docx"))
