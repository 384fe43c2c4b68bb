"""What must not be published, removed."""

from __future__ import annotations

from dataclasses import dataclass

from chapters.findings import Finding

__all__ = ["Scrubbed", "scrub"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scrubbed:
    """The file fit to publish, and the certificate: one finding for each kind of thing that was
    removed.
    """

    data: bytes
    removed: tuple[Finding, ...]


def scrub(data: bytes) -> Scrubbed:
    """The file without what names people, machines or the way it was made."""
    raise NotImplementedError
