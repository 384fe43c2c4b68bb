"""What `storage` raises.

StorageError
├── Missing           bytes that the file store does not have
├── Damaged           bytes, or a row, that are not what was put there
├── StoreFull         no room left where rows or files are kept
├── Unreachable       a database or a file store that does not answer, or may not be written
├── Busy              another process kept the database to itself for too long
├── Contradiction     a row that breaks a constraint: one like it is there, or none to refer to
├── Unknown           an act on something that was never added
├── SchemaBehind      tables older than this program
└── SchemaAhead       tables newer than this program
"""

from __future__ import annotations

__all__ = [
    "Busy",
    "Contradiction",
    "Damaged",
    "Missing",
    "SchemaAhead",
    "SchemaBehind",
    "StorageError",
    "StoreFull",
    "Unknown",
    "Unreachable",
]


class StorageError(Exception):
    """Anything that keeps storage from doing what it was asked; the message is one sentence."""


class Missing(StorageError):
    """Bytes that the file store does not have."""

    def __init__(self, sha256: str) -> None:
        self.sha256 = sha256
        super().__init__(f"The file store has no file {sha256[:12]}.")


class Damaged(StorageError):
    """Bytes, or a row, that are not what was put there. `what` is "file 0123…" or "table …"."""

    def __init__(self, what: str, why: str) -> None:
        self.what, self.why = what, why
        super().__init__(f"The stored {what} is damaged: {why}.")


class StoreFull(StorageError):
    """No room left; what was being written is not there at all."""

    def __init__(self, where: str) -> None:
        self.where = where
        super().__init__(
            f"There is no room left on the disk of {where}: make room and try again; "
            "nothing was lost."
        )


class Unreachable(StorageError):
    """A database or a file store that does not answer, or may not be written."""

    def __init__(self, where: str, why: str) -> None:
        self.where, self.why = where, why
        super().__init__(f"Cannot reach {where}: {why}.")


class Busy(StorageError):
    """Another process kept the database to itself for longer than we wait."""

    def __init__(self, where: str) -> None:
        self.where = where
        super().__init__(
            f"Another program has been writing to {where} for too long: try again in a minute."
        )


class Contradiction(StorageError):
    """A row that breaks a constraint, so nothing of its unit of work was kept."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"This contradicts what is stored already: {why}.")


class Unknown(StorageError):
    """An act on something that was never added."""

    def __init__(self, what: str, key: str) -> None:
        self.what, self.key = what, key
        super().__init__(f"There is no row {key!r} in {what}.")


class SchemaBehind(StorageError):
    """Tables older than this program, in a database that is not upgraded by itself."""

    def __init__(self, where: str) -> None:
        self.where = where
        super().__init__(
            f"The tables of {where} are older than this program: run `gci-review db upgrade`."
        )


class SchemaAhead(StorageError):
    """Tables newer than this program."""

    def __init__(self, where: str) -> None:
        self.where = where
        super().__init__(
            f"The tables of {where} are newer than this program: install the newer gci-review."
        )
