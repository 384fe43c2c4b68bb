"""Revision: tracked changes as values, in document order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from lxml import etree

from chapters.fingerprints import Surroundings, fingerprints
from chapters.grouping import group_of, with_notes
from chapters.marked import MarkedPart, sketched_parts
from chapters.oxml.dates import aware_time
from chapters.oxml.marks import FORMER, Mark, attribute
from chapters.oxml.namespaces import W
from chapters.oxml.styles import BODY_LEVEL
from chapters.oxml.tracked_words import describe, lasting_words, words_of
from chapters.package import Package
from chapters.places import style_levels
from chapters.stories import Place
from chapters.whereabouts import Whereabouts

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


_KINDS = {
    "ins": RevisionKind.INSERTION,
    "del": RevisionKind.DELETION,
    "from": RevisionKind.MOVE_FROM,
    "to": RevisionKind.MOVE_TO,
    "pins": RevisionKind.PARAGRAPH_INSERTION,
    "pdel": RevisionKind.PARAGRAPH_DELETION,
    "pfrom": RevisionKind.PARAGRAPH_MOVE_FROM,
    "pto": RevisionKind.PARAGRAPH_MOVE_TO,
    "rins": RevisionKind.ROW_INSERTION,
    "rdel": RevisionKind.ROW_DELETION,
    "cins": RevisionKind.CELL_INSERTION,
    "cdel": RevisionKind.CELL_DELETION,
    "cmerge": RevisionKind.CELL_MERGE,
    "rpr": RevisionKind.RUN_FORMAT,
    "ppr": RevisionKind.PARAGRAPH_FORMAT,
    "tblpr": RevisionKind.TABLE_FORMAT,
    "trpr": RevisionKind.ROW_FORMAT,
    "tcpr": RevisionKind.CELL_FORMAT,
    "sectpr": RevisionKind.SECTION_FORMAT,
    "grid": RevisionKind.GRID_FORMAT,
    "tblprex": RevisionKind.EXCEPTION_FORMAT,
    "num": RevisionKind.NUMBERING,
    "numins": RevisionKind.NUMBERING_INSERTION,
    "sdtins": RevisionKind.CONTROL_INSERTION,
    "sdtdel": RevisionKind.CONTROL_DELETION,
    "sdtfrom": RevisionKind.CONTROL_MOVE_FROM,
    "sdtto": RevisionKind.CONTROL_MOVE_TO,
    "mins": RevisionKind.MATH_INSERTION,
    "mdel": RevisionKind.MATH_DELETION,
}
_HOLDERS = {"r": f"{W}tr", "c": f"{W}tc"}
_DESCRIBED = frozenset(FORMER.values())
_SAYS_NOTHING = frozenset(
    {"pins", "pdel", "pfrom", "pto", "cmerge", "numins", "sdtins", "sdtdel", "sdtfrom", "sdtto"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One tracked change.

    `id` addresses the mark within these bytes and survives `resolve`; `fingerprint` survives a
    re-save by another program and a second return of the same partner. `time` is aware, or none
    where `w:date` is missing or no date. `before` and `after` are the words it takes away and
    brings, either may be empty. Revisions that stand or fall together share `group`: a
    replacement, a rewritten, moved or added paragraph, an added row.

    `wish` is a fingerprint without the author: the same for the same change by another hand, or
    made without tracking. Empty where it was kept by a version that did not know it.
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
    wish: str = ""


def read_revisions(data: bytes) -> list[Revision]:
    """The tracked changes of a Word file, in document order, all stories.

    Adjacent marks of one kind, author and time are one revision. Insertions that hold nothing but
    the reference of a comment are none.
    """
    package = Package.open(data)
    levels = style_levels(package)
    headings = [style for style, level in levels.items() if level < BODY_LEVEL]
    parts = [part for part in sketched_parts(package, headings) if part.marks]
    if not parts:
        return []
    whereabouts = Whereabouts(package, levels)
    groups = with_notes((part.marks, group_of(part.marks)) for part in parts)
    rows = [row for part in parts for row in _rows(part, whereabouts, groups)]
    names = fingerprints(row.facts for row in rows)
    wishes = fingerprints(row.wanted for row in rows)
    return [row.revision(name, wish) for row, name, wish in zip(rows, names, wishes, strict=True)]


@dataclass(slots=True)  # not frozen: made by the thousand, used at once
class _Row:
    """A revision before it has its fingerprint, and the facts that this is made of."""

    id: str
    mark: Mark
    place: Place
    before: str
    after: str
    group: str
    facts: tuple[str, ...]

    @property
    def wanted(self) -> tuple[str, ...]:
        """The facts without the author."""
        kind, code, _, *rest = self.facts
        return (kind, code, *rest)

    def revision(self, fingerprint: str, wish: str) -> Revision:
        return Revision(
            id=RevisionId(self.id),
            fingerprint=fingerprint,
            kind=_KINDS[self.mark.code],
            author=self.mark.author or "",
            time=aware_time(attribute(self.mark.first, "date")),
            place=self.place,
            before=self.before,
            after=self.after,
            group=self.group,
            wish=wish,
        )


def _rows(part: MarkedPart, whereabouts: Whereabouts, groups: Mapping[str, str]) -> Iterator[_Row]:
    for holder in {_holder(mark) for mark in part.marks.values()}:
        part.fill(holder)
    surroundings = Surroundings(part.marks.values(), part.fill)
    for name, mark in part.marks.items():
        kind, place = whereabouts.of(part.name, mark.first, mark.home)
        before, after = _words(mark)
        facts = (
            kind,
            mark.code,
            mark.author or "",
            lasting_words(mark, before) if before else "",
            lasting_words(mark, after) if after else "",
            surroundings.around(mark),
        )
        yield _Row(
            id=name,
            mark=mark,
            place=place,
            before=before,
            after=after,
            group=groups[name],
            facts=facts if mark.code not in _DESCRIBED else (*facts[:3], "", "", facts[5]),
        )


def _holder(mark: Mark) -> etree._Element:
    """The element whose words a mark, its place and its surroundings are described by."""
    if mark.home is not None:
        return mark.home
    around = _HOLDERS.get(mark.code[0])
    return mark.first if around is None else next(mark.first.iterancestors(around), mark.first)


def _words(mark: Mark) -> tuple[str, str]:
    """What a mark takes away and what it brings; for properties, what they were and are."""
    if mark.code in _DESCRIBED:
        return describe(mark.first)
    if mark.code in _SAYS_NOTHING:
        return "", ""
    text = words_of(mark)
    return ("", text) if mark.code.endswith(("ins", "to")) else (text, "")
