"""Sketches of blocks and rows, made when alignment asks for them."""

from __future__ import annotations

from collections.abc import Sequence

from chapters.comparing.aligning import Sketch, sketch
from chapters.comparing.flow import Container, Row

__all__ = ["Look", "RowLook"]


class Look:
    """Sketches of the blocks of two containers, made when asked for."""

    def __init__(self, base: Container, other: Container) -> None:
        self._blocks = (base.blocks, other.blocks)

    def __call__(self, i: int, j: int) -> tuple[Sketch, Sketch]:
        """The sketches of two blocks; of nothing where a number is negative."""
        return self._sketch(0, i), self._sketch(1, j)

    def _sketch(self, side: int, number: int) -> Sketch:
        if number < 0:
            return Sketch("", "", ())
        block = self._blocks[side][number]
        return sketch(type(block).__name__, block.fingerprint)


class RowLook:
    """Sketches of the rows of two tables."""

    def __init__(self, base: Sequence[Row], other: Sequence[Row]) -> None:
        self._rows = (base, other)

    def __call__(self, i: int, j: int) -> tuple[Sketch, Sketch]:
        """The sketches of two blocks; of nothing where a number is negative."""
        return self._sketch(0, i), self._sketch(1, j)

    def _sketch(self, side: int, number: int) -> Sketch:
        if number < 0:
            return Sketch("", "", ())
        return sketch("row", self._rows[side][number].fingerprint)
