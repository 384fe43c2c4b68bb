"""Who writes what nobody tracked."""

from __future__ import annotations

from dataclasses import dataclass, field

from chapters.comparing.flow import Mark

__all__ = ["Hand"]


@dataclass(slots=True, eq=False)
class Hand:
    """Under whose name and when untracked changes are written."""

    author: str
    date: str
    label: str = ""
    moves: int = 0
    inserted: Mark = field(init=False)
    deleted: Mark = field(init=False)

    def __post_init__(self) -> None:
        self.inserted = self.mark("ins")
        self.deleted = self.mark("del")

    def mark(self, kind: str, movement: str = "") -> Mark:
        """A new mark of this hand."""
        return Mark(kind, self.author, self.date, None, movement, self.label)

    def move(self) -> str:
        """A name for the next move."""
        self.moves += 1
        return f"move{self.moves}"
