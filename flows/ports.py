"""Inbox, Outbox, Renderer: where the caller has a choice of outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

__all__ = ["Arrival", "Delivery", "Inbox", "Outbox", "Renderer", "Sought"]


class Delivery(StrEnum):
    """What became of a letter that was handed over."""

    SENT = "sent"
    WRITTEN = "written"  # as a draft; a person sends it


class Sought(StrEnum):
    """What the archive says of a letter."""

    FOUND = "found"
    ABSENT = "absent"
    UNREADABLE = "unreadable"  # no archive, or it does not answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Raw bytes that arrived. `source` is unique and lasting; `received_at` (UTC) is our own
    server's instant.
    """

    source: str
    data: bytes
    received_at: datetime


class Outbox(Protocol):
    """Takes finished letters. `outcome` is what becomes of a letter that it took."""

    outcome: Delivery

    def deliver(self, message: bytes, *, message_id: str, to: tuple[str, ...]) -> Delivery:
        """Hand one letter (RFC 5322 bytes) over; raises `NotDelivered`."""

    def seek(self, message_id: str) -> Sought:
        """Whether a letter with this Message-ID went out, by the archive."""

    def posted(self) -> frozenset[str]:
        """The Message-IDs of drafts that a person has sent; empty where no drafts are written."""


class Inbox(Protocol):
    """Gives mail and files that arrived."""

    def arrivals(self) -> Iterator[Arrival]:
        """What lies there now, oldest first; the same again until it is filed. Raises
        `NotReachable`.
        """

    def file(self, source: str, *, quarantine: bool = False) -> None:
        """Move one arrival to Processed, or to Quarantine; only after what it says is committed."""


class Renderer(Protocol):
    """Makes a PDF of a Word file, and Word files of other texts."""

    def pdf(self, docx: bytes, *, title: str, language: str) -> bytes:
        """The tagged PDF; raises `NoRenderer`, `NotReachable`."""

    def pages(self, docx: bytes, bookmarks: Sequence[str]) -> Mapping[str, int]:
        """The page of each bookmark in the PDF that `pdf` would make; raises as `pdf` does."""

    def convert(self, data: bytes, *, source: str, target: str) -> bytes:
        """A text in another format, by endings: ".docx", ".odt", ".doc", ".rtf"; raises
        `NoRenderer`, `NotReachable`.
        """
