"""Chapters → one guide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chapters.findings import Finding

__all__ = ["Compiled", "compile_guide"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """The guide, and what was noticed on the way."""

    data: bytes
    findings: tuple[Finding, ...]


def compile_guide(chapters: Sequence[bytes], *, template: bytes | None = None) -> Compiled:
    """One Word file of all chapters in the order given; the template's styles win."""
    raise NotImplementedError
