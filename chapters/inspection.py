"""Findings about a file."""

from __future__ import annotations

from chapters.findings import Finding

__all__ = ["inspect"]


def inspect(data: bytes) -> list[Finding]:
    """Everything about a Word file that Word would stumble over or a secretariat should know;
    empty when clean.
    """
    raise NotImplementedError
