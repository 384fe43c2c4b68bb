"""What reading a Word file yields, as plain values: rules and lists need no more of `chapters`.

Nothing but the standard library is loaded for them: the commands that only look stay quick.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

__all__ = [
    "Beside",
    "Comment",
    "Fate",
    "Place",
    "Revision",
    "RevisionId",
    "RevisionKind",
    "Verdict",
    "Verdicts",
    "Weight",
    "in_copies",
]

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
class Place:
    """Where in a file something sits, so that a person can find it.

    `story` is "body", "footnote 3", "header 1", "text box 2", …; `headings` the path of headings
    above it, outermost first, may be empty; `paragraph` counts the paragraphs of its story from 1;
    `table`, `row`, `column` count from 1 and are none outside a table.

    `table_title` are the words of the table's caption, `row_name` those of the row's first cell,
    `column_name` those of the header above it, shortened; empty where there are none, or where they
    do not tell it from others. `box` is what the text box, or the table of one cell, is called:
    "Box 5"; empty where it is none.
    """

    story: str
    headings: tuple[str, ...] = ()
    paragraph: int
    table: int | None = None
    row: int | None = None
    column: int | None = None
    table_title: str = ""
    row_name: str = ""
    column_name: str = ""
    box: str = ""

    def __str__(self) -> str:
        """One line for people: "Labels > Sizes, paragraph 12, table 2, row 3, column 1"; where
        there are words for it "Labels > Sizes, Table “HS codes”, row CFC-12, column HS code", or
        "Box 5".
        """
        is_text_box = self.story.startswith("text box")
        where = [" > ".join(self.headings)] if self.headings else []
        if self.box and is_text_box:
            where.append(self.box)
        elif self.story != "body":
            where.append(self.story)
        if self.box and not is_text_box:
            return ", ".join([*where, self.box])
        is_table = self.table is not None and self.row is None
        if not (is_table or self.table_title or self.row_name or self.column_name):
            where.append(f"paragraph {self.paragraph}")
        return ", ".join([*where, *self._cell()])

    def _cell(self) -> Iterator[str]:
        if self.table_title:
            label = "" if _LABELLED.match(self.table_title) else "Table "
            yield f"{label}“{self.table_title}”"
        elif self.table is not None:
            yield f"table {self.table}"
        parts = (("row", self.row, self.row_name), ("column", self.column, self.column_name))
        for word, number, name in parts:
            if number is not None:
                yield f"{word} {_plain(name) if name else number}"


_LABELLED = re.compile(r"\w+\.? ?\d|\w+ [IVXL]+\b")
"""A title that says itself what it is the title of: "Table 3: HS codes"."""
_PLAIN = re.compile(r"[^,;:>]*[^\W\d_][^,;:>]*")
"""Words that nobody takes for a number, or for several places."""


def _plain(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else f"“{name}”"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One tracked change.

    `id` addresses the mark within these bytes and survives `resolve`; `fingerprint` survives a
    re-save by another program and a second return of the same partner. `time` is aware, or none
    where `w:date` is missing or no date. `before` and `after` are the words it takes away and
    brings, either may be empty. Revisions that stand or fall together share `group`: a
    replacement, a rewritten, moved or added paragraph, an added row; copies of one header.

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


def in_copies(group: Sequence[Revision]) -> tuple[tuple[Revision, ...], ...]:
    """The revisions of one group copy by copy: programs write one header three times, and an edit
    of it is one group. All together where they are in no header or footer.
    """
    if not group or not group[0].place.story.startswith(("header", "footer")):
        return (tuple(group),)
    copies: dict[str, list[Revision]] = {}
    for one in group:
        copies.setdefault(one.place.story, []).append(one)
    return tuple(map(tuple, copies.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A Word comment. `quoted` are the words it is attached to, may be empty; `parent` the id of
    the comment it answers, none at the head of a thread; `time` is aware, or none where the file
    has no usable date.
    """

    id: str
    author: str
    time: datetime | None
    text: str
    quoted: str
    place: Place
    parent: str | None
    resolved: bool


class Weight(StrEnum):
    """What is at stake in a group of revisions, the heaviest that fits."""

    FIGURE = "figure"  # a fine, a date, a tariff code: never decided by a rule
    REWRITE = "rewrite"
    WORDS = "words"
    LOOK = "link or look"  # the same words with another link, or set otherwise
    STRUCTURE = "structure"  # heading level, style, list; the order of rows, merged cells
    SPELLING = "spelling"  # American or British
    TYPOGRAPHIC = "typographic"  # capitals, dashes, quotation marks, spaces
    FORMATTING = "formatting"
    NOTHING = "no effect"  # typed and taken back


class Fate(StrEnum):
    """What became of a mark."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    OPEN = "open"
    DIVIDED = "divided"  # one piece is marked still, another is not
    UNTOLD = "untold"  # the mark is gone, and the text cannot say which way


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of one revision. `words` are other words that stand in the place of what it
    inserted, none where there are none. `edited`: somebody wrote inside it. `consumed`: what one
    inserts and another deletes is gone, which says of neither what became.
    """

    fate: Fate
    words: str | None = None
    edited: bool = False
    consumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A comment that somebody wrote while deciding, and the revisions that it stands beside: at the
    same words or, failing those, in the same paragraph; may be empty.
    """

    text: str
    author: str
    revisions: tuple[RevisionId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """What an edited file says of the revisions that it was sent with, by their ids there.

    `data` is the edited file, with the editor's own tracked changes accepted. `left` are the ids,
    in `data`, of what is still marked of each revision. `looks` counts the editor's own tracked
    changes of formatting, which say nothing of the text.
    """

    by_revision: Mapping[RevisionId, Verdict]
    data: bytes
    left: Mapping[RevisionId, frozenset[RevisionId]]
    comments: tuple[Beside, ...] = ()
    looks: int = 0
