"""The publish gate; Edition: number, contents, what it replaces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from review.decisions import Decision, Proposal, Remark
from review.letters import Letter
from review.partners import Partner, PartnerId
from review.publications import ChapterId, Sha256
from review.returns import Return
from review.rounds import Open, Opening, RoundId

__all__ = [
    "AnswerLine",
    "Counts",
    "Edition",
    "EditionKind",
    "Fate",
    "GateChapter",
    "Line",
    "Ready",
    "Waiting",
    "Work",
    "addendum_lines",
    "answers",
    "count",
    "edition_number",
    "gate",
    "gate_chapters",
    "lines",
]


class EditionKind(StrEnum):
    """What an edition is to the one before it."""

    FULL = "full"
    ADDENDUM = "addendum"
    CORRIGENDUM = "corrigendum"


class Fate(StrEnum):
    """What an edition did with a chapter."""

    PUBLISHED = "published"
    WITHHELD = "withheld"
    CARRIED = "carried over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one edition did with one chapter, and why. `draft` is none where the chapter is
    withheld.
    """

    chapter: ChapterId
    number: str
    title: str
    owner: PartnerId
    fate: Fate
    draft: Sha256 | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The published guide, numbered ("1", addendum "1-A1"); never edited in place.

    `files` maps the path inside the edition's folder to the bytes' SHA-256.
    """

    number: str
    round: RoundId
    kind: EditionKind
    published_at: datetime
    lines: tuple[Line, ...]
    adds_to: str | None = None
    files: Mapping[str, Sha256] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class GateChapter:
    """What the publish gate knows of a chapter: its owner was a member at launch and it is not
    withheld. There is no place here for anybody else.

    `draft` is what would be published now: merged, or the base. `settled`: every member that was
    asked has answered, declined or lapsed, and every change is decided. `awaited` are members
    whose answer is still to come; `undecided` the numbers of open proposals. `answered`: anybody
    answered at all. `due_passed`: every deadline for it has passed.
    """

    chapter: ChapterId
    number: str
    title: str
    owner: PartnerId
    draft: Sha256
    changed: bool
    awaited: tuple[PartnerId, ...] = ()
    undecided: tuple[int, ...] = ()
    answered: bool = False
    due_passed: bool = False

    @property
    def settled(self) -> bool:
        """Nothing to wait for: no answer to come, no change undecided."""
        return not self.awaited and not self.undecided


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """The edition can be made. `deferred` are numbers of proposals that stay open for the next
    edition, `carried` the chapters that go out as they were sent, `silent` those who did not
    answer, by chapter number.
    """

    deferred: tuple[int, ...] = ()
    carried: tuple[str, ...] = ()
    silent: tuple[tuple[str, PartnerId], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The edition waits; `reasons` are sentences. `instead` is what publishing now would mean."""

    reasons: tuple[str, ...]
    instead: Ready


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Everything that happened in a round, as stored; of members and of anybody else."""

    returns: tuple[Return, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    decisions: tuple[Decision, ...] = ()
    remarks: tuple[Remark, ...] = ()
    letters: tuple[Letter, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLine:
    """What one member did about one chapter, as the record prints it: "answered on …", "declined",
    "no answer", "no answer, counted as no objection under this round's rule". Never "approved" for
    silence.
    """

    number: str
    partner: PartnerId
    duty: str
    answer: str
    answered_at: datetime | None
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much a round was, counting members at launch and chapters of the gate only."""

    letters: int
    reminders: int
    returns: int
    revisions: int
    decisions: int
    comments: int


def gate_chapters(opened: Opening, work: Work, *, now: datetime) -> list[GateChapter]:
    """The chapters that the gate looks at, in the order of the guide: whose owner was a member at
    launch and that are not withheld. Everything of non-members is left out here.
    """
    raise NotImplementedError


def gate(chapters: Sequence[GateChapter], policy: Open) -> Ready | Waiting:
    """Whether the edition can be made: every chapter settled, or its deadlines passed and the
    policy is to publish. A person who publishes in spite of `Waiting` gets what `instead` says.
    """
    raise NotImplementedError


def lines(opened: Opening, chapters: Sequence[GateChapter]) -> tuple[Line, ...]:
    """What the edition does with every chapter of the guide, in its order; chapters outside the
    gate keep their number and are withheld.
    """
    raise NotImplementedError


def addendum_lines(
    opened: Opening, partners: Iterable[Partner], editions: Sequence[Edition]
) -> tuple[Line, ...]:
    """What an addendum adds: chapters released since, whose owner is a member today, and which no
    edition of the round has published. May be empty.
    """
    raise NotImplementedError


def answers(
    opened: Opening, work: Work, *, reached: Mapping[str, bool], now: datetime
) -> tuple[AnswerLine, ...]:
    """What every member did about every gate chapter, by chapter, owner first.

    `reached` says for assignment ids whether the partner provably got its letter
    (`letters.reached`); without it silence does not count.
    """
    raise NotImplementedError


def count(opened: Opening, work: Work) -> Counts:
    """The counts of the record, of gate members and gate chapters only."""
    raise NotImplementedError


def edition_number(existing: Iterable[Edition], kind: EditionKind) -> str:
    """The number of the next edition: "1", "2"; of an addendum "1-A1"; of a corrigendum "1.1".

    Raises `NotAllowed` for an addendum or corrigendum to nothing.
    """
    raise NotImplementedError
