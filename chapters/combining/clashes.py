"""Returns that want different things of the same words."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from chapters.combining.atoms import wanted_by
from chapters.comparing.flow import Mark

__all__ = ["Clash", "SideDraft"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type


@dataclass(slots=True, eq=False)
class SideDraft:
    """What one return wants in a clash: the marks that it is written under, and its words."""

    label: str
    marks: list[Mark]
    text: str


@dataclass(slots=True, eq=False)
class Clash:
    """Returns that want different things of the same words; `at` is the paragraph or row.

    `repeats`: they say the same at two places, and each of them can stand.
    """

    at: Element
    base: str
    sides: list[SideDraft]
    part: str = ""
    repeats: bool = False

    def share(self) -> None:
        """Count what stands for several returns with what each of them wants."""
        for mark in [mark for side in self.sides for mark in side.marks]:
            wanted = wanted_by(mark)
            for side in self.sides:
                if side.label in wanted and mark not in side.marks:
                    side.marks.append(mark)
