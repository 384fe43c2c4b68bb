"""How much two texts are alike."""

from __future__ import annotations

from rapidfuzz import fuzz

__all__ = ["likeness"]

LONGEST = 40_000
"""Characters that are looked at: enough to tell chapters apart, and milliseconds at any size."""


def likeness(one: str, other: str) -> float:
    """How alike two plain texts are, from 0 (nothing in common) to 1 (the same)."""
    return fuzz.ratio(one[:LONGEST], other[:LONGEST]) / 100
