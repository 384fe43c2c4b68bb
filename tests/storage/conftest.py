"""An open storage, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import Folder, Storage, open_storage
from tests.storage import sample


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Storage]:
    """An open storage with nothing in it."""
    opened = open_storage(database_url, files=Folder(tmp_path / "files"))
    yield opened
    opened.close()


@pytest.fixture
def running(store: Storage) -> Storage:
    """A storage with a round in it (`sample.fill`)."""
    with store.unit_of_work() as work:
        sample.fill(work)
        work.commit()
    return store
