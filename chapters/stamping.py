"""The stamp: a custom document property that names the assignment of a copy."""

from __future__ import annotations

__all__ = ["read_stamp", "stamp"]


def stamp(data: bytes, assignment: str) -> bytes:
    """The file with the name of its assignment written into it; every other part stays
    byte-identical.
    """
    raise NotImplementedError


def read_stamp(data: bytes) -> str | None:
    """The assignment that a file was stamped for; none where it has no stamp."""
    raise NotImplementedError
