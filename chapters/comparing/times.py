"""Times as Word files have them."""

from __future__ import annotations

from datetime import UTC, datetime

__all__ = ["stamp_of"]


def stamp_of(when: datetime) -> str:
    """A time as `w:date` has it: UTC, to the second."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
