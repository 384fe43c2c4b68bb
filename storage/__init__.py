"""How values are kept and found again. Parts are loaded when first asked for: a command that keeps
nothing does not load the database library.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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

_HOMES = {
    "Storage": "engine",
    "open_storage": "engine",
    "upgrade": "engine",
    "Busy": "errors",
    "Contradiction": "errors",
    "Damaged": "errors",
    "Missing": "errors",
    "SchemaAhead": "errors",
    "SchemaBehind": "errors",
    "StorageError": "errors",
    "StoreFull": "errors",
    "Unknown": "errors",
    "Unreachable": "errors",
    "Files": "files",
    "Folder": "files",
    "ObjectStore": "files",
    "name_of": "files",
    "open_files": "files",
    "UnitOfWork": "unit_of_work",
}

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


def __getattr__(name: str) -> object:
    """Load the part that `name` lives in."""
    if name not in _HOMES:
        raise AttributeError(f"module 'storage' has no attribute {name!r}")
    value: object = getattr(import_module(f"storage.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
