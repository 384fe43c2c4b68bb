"""`w:date` as a time (ECMA-376 part 1, §22.9.2.3 and ISO 8601)."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

__all__ = ["aware_time"]


@lru_cache(maxsize=1024)
def aware_time(written: str | None) -> datetime | None:
    """An aware time; none for what is no date, such as LibreOffice's `0-00-00T00:00:00Z`.

    A time without a zone is read as UTC: Word writes local time and labels it Z, so that nothing
    better is known.
    """
    try:
        time = datetime.fromisoformat(written or "")
    except ValueError:
        return None
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)
