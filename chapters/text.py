"""What a reader sees, as plain text; the headings of a file."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Heading", "headings", "plain_text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading: its level from 1, its words, and the number of its paragraph in the body, from
    1.
    """

    level: int
    text: str
    paragraph: int


def plain_text(data: bytes) -> str:
    """What a reader sees when all tracked changes are accepted: a line per paragraph, a tab
    between cells.
    """
    raise NotImplementedError


def headings(data: bytes) -> list[Heading]:
    """The headings of the body in order, tracked changes accepted."""
    raise NotImplementedError
