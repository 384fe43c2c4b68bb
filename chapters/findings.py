"""Finding: something noticed about a file, as a value."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Finding"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something noticed about a file. `code` is stable and kebab-case; `where` a part or place;
    `text` a sentence.
    """

    code: str
    where: str
    text: str
