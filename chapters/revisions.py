"""Revision: tracked changes as values, in document order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from chapters.stories import Place

__all__ = ["Revision", "RevisionId", "RevisionKind", "read_revisions"]

RevisionId = NewType("RevisionId", str)


class RevisionKind(StrEnum):
    """What a revision does to the text (ECMA-376 part 1, §17.13.5)."""

    INSERTION = "insertion"
    DELETION = "deletion"
    MOVE_FROM = "move from"
    MOVE_TO = "move to"
    PARAGRAPH_INSERTION = "paragraph inserted"  # the mark: a split
    PARAGRAPH_DELETION = "paragraph deleted"  # the mark: a join
    PARAGRAPH_MOVE_FROM = "paragraph moved from"
    PARAGRAPH_MOVE_TO = "paragraph moved to"
    ROW_INSERTION = "row inserted"
    ROW_DELETION = "row deleted"
    CELL_INSERTION = "cell inserted"
    CELL_DELETION = "cell deleted"
    CELL_MERGE = "cells merged"
    RUN_FORMAT = "text formatting"
    PARAGRAPH_FORMAT = "paragraph formatting"
    TABLE_FORMAT = "table formatting"
    ROW_FORMAT = "row formatting"
    CELL_FORMAT = "cell formatting"
    SECTION_FORMAT = "section formatting"
    GRID_FORMAT = "table grid"
    EXCEPTION_FORMAT = "table exception formatting"
    NUMBERING = "numbering"
    NUMBERING_INSERTION = "numbering inserted"
    CONTROL_INSERTION = "content control inserted"
    CONTROL_DELETION = "content control deleted"
    CONTROL_MOVE_FROM = "content control moved from"
    CONTROL_MOVE_TO = "content control moved to"
    MATH_INSERTION = "equation inserted"
    MATH_DELETION = "equation deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One tracked change.

    `id` addresses the mark within these bytes and survives `resolve`; `fingerprint` survives a
    re-save by another program and a second return of the same partner. `time` is aware, or none
    where `w:date` is missing or no date. `before` and `after` are the words it takes away and
    brings, either may be empty. Revisions that stand or fall together share `group`: a
    replacement, a rewritten, moved or added paragraph, an added row.
    """

    id: RevisionId
    fingerprint: str
    kind: RevisionKind
    author: str
    time: datetime | None
    place: Place
    before: str
    after: str
    group: str


def read_revisions(data: bytes) -> list[Revision]:
    """The tracked changes of a Word file, in document order, all stories."""
    raise NotImplementedError
