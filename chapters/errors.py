"""What `chapters` raises.

ChapterError
├── Refused           what the one door does not open: `code` says why, the message is one sentence
├── UnknownRevision   an id that never was in these bytes
├── Contradiction     one change is both accepted and rejected
└── NotSupported      an engine cannot do this yet; the caller holds the file for a person
"""

from __future__ import annotations

__all__ = ["ChapterError", "Contradiction", "NotSupported", "Refused", "UnknownRevision"]


class ChapterError(Exception):
    """Anything a Word file is refused for; the message is one sentence for a person."""


class Refused(ChapterError):
    """A file that must not be opened, or is no Word file."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        super().__init__(sentence)


class UnknownRevision(ChapterError):
    """A revision id that never was in these bytes."""

    def __init__(self, revision: str) -> None:
        self.revision = revision
        super().__init__(f"This file has no tracked change with the id {revision!r}.")


class Contradiction(ChapterError):
    """One change is both accepted and rejected, or the two halves of one move are."""

    def __init__(self, revision: str) -> None:
        self.revision = revision
        super().__init__(f"The tracked change {revision!r} is both accepted and rejected.")


class NotSupported(ChapterError):
    """Something that this version cannot do without guessing."""
