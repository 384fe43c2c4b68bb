"""An open storage, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import Folder, Storage, open_storage


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Storage]:
    opened = open_storage(database_url, files=Folder(tmp_path / "files"))
    yield opened
    opened.close()
