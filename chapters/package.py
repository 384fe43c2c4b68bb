"""The one door: DOCX bytes ⇄ parts; limits; refusals."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the door lets in: bytes of the file, bytes unpacked, number of parts, bytes of one XML
    part.
    """

    file: int = 100_000_000
    unpacked: int = 250_000_000
    parts: int = 5_000
    xml: int = 120_000_000
