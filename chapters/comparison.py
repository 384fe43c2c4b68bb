"""Base against revised → tracked changes."""

from __future__ import annotations

from datetime import datetime

__all__ = ["compare"]


def compare(
    base: bytes, revised: bytes, *, author: str, when: datetime, formatting: bool = False
) -> bytes:
    """The base with tracked changes that give the revised text when accepted, the base when
    rejected.
    """
    raise NotImplementedError
