"""Returns that want different things of the same words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from chapters.combining.atoms import wanted_by
from chapters.combining.changes import Change, clusters, takes_all
from chapters.combining.following import Moved
from chapters.comparing.flow import Mark

__all__ = ["Clash", "SideDraft", "goes_along"]

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

    `repeats`: they say the same at two places, and each of them can stand. `follows`: what one
    does takes along what the others do (a paragraph that they edit is moved, a row to which they
    add a cell goes), and all of it can stand.
    """

    at: Element
    base: str
    sides: list[SideDraft]
    part: str = ""
    repeats: bool = False
    follows: bool = False

    def share(self) -> None:
        """Count what stands for several returns with what each of them wants."""
        for mark in [mark for side in self.sides for mark in side.marks]:
            wanted = wanted_by(mark)
            for side in self.sides:
                if side.label in wanted and mark not in side.marks:
                    side.marks.append(mark)


def goes_along(moved: Moved, changes: Sequence[Change]) -> bool:
    """Whether all of these can stand: one moves the paragraph as it is, to one place, and what the
    others want of its words goes along, and is nowhere over the same words.
    """
    others = [one for one in changes if one.label not in moved.movers]
    as_it_is = [one.alone and one.text == moved.block.text for one in moved.standings]
    return (
        as_it_is == [True]
        and len(moved.movers) == 1
        and not any(one.inserts for one in moved.movers.values())
        and all(one in moved.changes and not takes_all(one, moved.block) for one in others)
        and len(list(clusters(others, moved.block))) == len(others)
    )
