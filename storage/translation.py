"""Row ⇄ value: one pair of `to_row` and `from_row` per table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from enum import StrEnum
from functools import cached_property
from typing import Generic, TypeVar, cast, get_args, get_type_hints

from sqlalchemy import JSON, RowMapping, Table

from review.amendments import Amendment
from review.decisions import Decision, Proposal
from review.editions import Edition
from review.events import Event
from review.letters import (
    AnnouncementFacts,
    ClosingFacts,
    Facts,
    HeldFacts,
    LaunchFacts,
    Letter,
    LetterKind,
    ReceiptFacts,
    ReminderFacts,
)
from review.partners import Partner
from review.publications import Chapter
from review.remarks import Remark
from review.returns import Held, Inbound, Return
from review.rounds import Assignment, Participant, Round
from storage import tables
from storage.errors import StorageError
from storage.notation import Reader, plain, reader

__all__ = [
    "AMENDMENTS",
    "ASSIGNMENTS",
    "CHAPTERS",
    "DECISIONS",
    "EDITIONS",
    "EVENTS",
    "FACTS",
    "HELD",
    "INBOUNDS",
    "LETTERS",
    "PARTICIPANTS",
    "PARTNERS",
    "PROPOSALS",
    "REMARKS",
    "RETURNS",
    "ROUNDS",
    "Translation",
]

V = TypeVar("V")

Row = dict[str, object]


class Translation(Generic[V]):
    """How the values of one kind stand in their table.

    A field stands in the column of its name: tuples, mappings and nested values as JSON, an enum
    by its value, everything else as it is. Columns without a field (`seq`) are the database's own.
    """

    def __init__(self, kind: Callable[..., V], table: Table) -> None:
        self._kind = kind
        self.table = table

    def to_row(self, value: V) -> Row:
        """The row of a value."""
        return {
            name: plain(getattr(value, name)) if as_json else getattr(value, name)
            for name, (as_json, _) in self._columns.items()
        }

    def from_row(self, row: RowMapping) -> V:
        """The value that the row was made of."""
        return self._kind(**{name: read(row[name]) for name, (_, read) in self._columns.items()})

    @cached_property
    def _columns(self) -> dict[str, tuple[bool, Reader]]:
        """For each field: whether it is JSON, and what reads it back."""
        hints = get_type_hints(self._kind)
        found: dict[str, tuple[bool, Reader]] = {}
        for field in fields(self._kind):  # type: ignore[arg-type]  # the kinds are dataclasses
            as_json = isinstance(self.table.c[field.name].type, JSON)
            hint = hints[field.name]
            read = self._json_reader(field.name, hint) if as_json else _cell_reader(hint)
            found[field.name] = (as_json, read)
        return found

    def _json_reader(self, name: str, hint: object) -> Reader:  # noqa: ARG002 -- letters look at it
        return reader(hint)


def _cell_reader(hint: object) -> Reader:
    """What a cell becomes: an enum its member; the column type has done the rest."""
    for kind in (hint, *get_args(hint)):  # X, or X | None
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            return _member(kind)
    return _as_it_is


def _member(kind: type[StrEnum]) -> Reader:
    read = reader(kind)
    return lambda cell: None if cell is None else read(cell)


def _as_it_is(cell: object) -> object:
    return cell


class _LetterTranslation(Translation[Letter]):
    """A letter's facts are of the class that belongs to its kind."""

    def to_row(self, value: Letter) -> Row:
        """The row of a letter; one whose facts are another letter's is refused."""
        if type(value.facts) is not FACTS[value.kind]:
            raise StorageError(
                f"A {value.kind} letter cannot be written with {type(value.facts).__name__}."
            )
        return super().to_row(value)

    def from_row(self, row: RowMapping) -> Letter:
        """The letter that the row was made of."""
        letter = super().from_row(row)
        facts = cast("Facts", reader(FACTS[letter.kind])(letter.facts))
        return replace(letter, facts=facts)

    def _json_reader(self, name: str, hint: object) -> Reader:
        return _as_it_is if name == "facts" else super()._json_reader(name, hint)


FACTS: dict[LetterKind, type] = {
    LetterKind.LAUNCH: LaunchFacts,
    LetterKind.REMINDER: ReminderFacts,
    LetterKind.LAST_REMINDER: ReminderFacts,
    LetterKind.RECEIPT: ReceiptFacts,
    LetterKind.HELD: HeldFacts,
    LetterKind.CLOSING: ClosingFacts,
    LetterKind.ANNOUNCEMENT: AnnouncementFacts,
}
"""What the letters of each kind say."""

PARTNERS = Translation(Partner, tables.partners)
ROUNDS = Translation(Round, tables.rounds)
PARTICIPANTS = Translation(Participant, tables.participants)
CHAPTERS = Translation(Chapter, tables.chapters)
ASSIGNMENTS = Translation(Assignment, tables.assignments)
LETTERS = _LetterTranslation(Letter, tables.letters)
INBOUNDS = Translation(Inbound, tables.inbounds)
RETURNS = Translation(Return, tables.returns)
HELD = Translation(Held, tables.held)
PROPOSALS = Translation(Proposal, tables.proposals)
REMARKS = Translation(Remark, tables.remarks)
AMENDMENTS = Translation(Amendment, tables.amendments)
DECISIONS = Translation(Decision, tables.decisions)
EDITIONS = Translation(Edition, tables.editions)
EVENTS = Translation(Event, tables.events)
