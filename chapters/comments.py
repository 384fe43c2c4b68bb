"""Comment: Word comments and their threads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chapters.stories import Place

__all__ = ["Comment", "read_comments"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A Word comment. `quoted` are the words it is attached to, may be empty; `parent` the id of
    the comment it answers, none at the head of a thread; `time` is aware, or none where the file
    has no usable date.
    """

    id: str
    author: str
    time: datetime | None
    text: str
    quoted: str
    place: Place
    parent: str | None
    resolved: bool


def read_comments(data: bytes) -> list[Comment]:
    """The comments of a Word file in document order, replies after what they answer."""
    raise NotImplementedError
