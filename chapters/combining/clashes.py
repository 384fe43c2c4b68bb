"""Returns that want different things of the same words."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

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
    """Returns that want different things of the same words; `at` is the paragraph or row."""

    at: Element
    base: str
    sides: list[SideDraft]
    part: str = ""
