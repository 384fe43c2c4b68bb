"""How values are kept and found again."""

from __future__ import annotations

from storage.engine import Storage, open_storage, upgrade
from storage.errors import (
    Busy,
    Contradiction,
    Damaged,
    Missing,
    SchemaAhead,
    SchemaBehind,
    StorageError,
    StoreFull,
    Unknown,
    Unreachable,
)
from storage.files import Files, Folder, ObjectStore, name_of, open_files
from storage.unit_of_work import UnitOfWork

__all__ = [
    "Busy",
    "Contradiction",
    "Damaged",
    "Files",
    "Folder",
    "Missing",
    "ObjectStore",
    "SchemaAhead",
    "SchemaBehind",
    "Storage",
    "StorageError",
    "StoreFull",
    "UnitOfWork",
    "Unknown",
    "Unreachable",
    "name_of",
    "open_files",
    "open_storage",
    "upgrade",
]
