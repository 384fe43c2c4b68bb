"""The publish gate; Edition: number, contents, what it replaces."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from review.errors import NotAllowed
from review.gates import GateChapter, Ready, Waiting, Work, gate, gate_chapters, members
from review.partners import Partner, PartnerId, Standing
from review.publications import Chapter, ChapterId, Sha256
from review.records import AnswerLine, Counts, answers, count
from review.rounds import Assignment, Opening, Round, RoundId, RoundState

__all__ = [
    "GIVEN_UP",
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
    "check_asks",
    "check_decides",
    "check_withholds",
    "corrected_lines",
    "count",
    "decidable",
    "edition_number",
    "gate",
    "gate_chapters",
    "lines",
    "printed",
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
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one edition did with one chapter, and why. `draft` is none where the chapter is
    withheld; `replaces` is the draft that a corrigendum replaces, none elsewhere.
    """

    chapter: ChapterId
    number: str
    title: str
    owner: PartnerId
    fate: Fate
    draft: Sha256 | None
    why: str
    replaces: Sha256 | None = None


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


def lines(opened: Opening, chapters: Sequence[GateChapter]) -> tuple[Line, ...]:
    """What the edition does with every chapter of the guide, in its order; chapters outside the
    gate keep their number and are withheld.
    """
    gated = {c.chapter: c for c in chapters}
    ours = members(opened)
    return tuple(
        _line(gated[chapter.id])
        if chapter.id in gated
        else _withheld(chapter, chapter.owner in ours)
        for chapter in sorted(opened.chapters, key=lambda c: c.place)
    )


GIVEN_UP = "it was cancelled, and all of it is kept; gci-review launch FOLDER opens a new round"
"""Why nothing happens in a round any more that was given up, and what can be done."""


def check_decides(
    in_round: Round, editions: Sequence[Edition], wanted: Collection[ChapterId]
) -> None:
    """Nothing where a decision on these chapters can still be printed; else raises `NotAllowed`:
    the round was cancelled, or an edition of it has printed one of them.
    """
    if in_round.state is RoundState.CANCELLED:
        raise NotAllowed("decide in", f"round {in_round.id}", GIVEN_UP)
    out = printed(editions)
    if done := [out[chapter] for chapter in wanted if chapter in out]:
        number, edition = min(done)
        why = f"edition {edition} has printed it, and what was open is kept for the next one"
        raise NotAllowed("decide on", f"chapter {number}", f"{why}; {_correct(number)}")


def decidable(
    in_round: Round, editions: Sequence[Edition], chapters: Collection[ChapterId]
) -> set[ChapterId]:
    """Those of the chapters in which something can still be decided (`check_decides`)."""
    if in_round.state is RoundState.CANCELLED:
        return set()
    out = printed(editions)
    return {chapter for chapter in chapters if chapter not in out}


def check_withholds(editions: Sequence[Edition], wanted: Chapter) -> None:
    """Nothing where no edition has printed a chapter; else raises `NotAllowed`."""
    if known := printed(editions).get(wanted.id):
        number, edition = known
        why = f"edition {edition} has printed it; {_correct(number)}"
        raise NotAllowed("withhold", f"chapter {number}", why)


def check_asks(
    act: str, editions: Sequence[Edition], asked: Sequence[Assignment]
) -> list[Assignment]:
    """Those of one partner's assignments whose chapters no edition has printed; raises `NotAllowed`
    where there are none. `act` says what was to be done to them.
    """
    out = printed(editions)
    left = [a for a in asked if a.chapter not in out]
    if asked and not left:
        numbers = sorted({out[a.chapter] for a in asked})
        chapters = ", ".join(number for number, _ in numbers)
        why = (
            f"edition {numbers[0][1]} has printed chapter{'s' * (len(numbers) > 1)} {chapters};"
            " an answer that still comes is taken, and kept for the next one"
        )
        raise NotAllowed(act, asked[0].partner, why)
    return left


def printed(editions: Iterable[Edition]) -> dict[ChapterId, tuple[str, str]]:
    """The chapters that editions of a round have printed: the number of each, and of the first
    edition that has it.
    """
    return {
        line.chapter: (line.number, edition.number)
        for edition in reversed(list(editions))
        for line in edition.lines
        if line.fate is not Fate.WITHHELD
    }


def _correct(number: str) -> str:
    return f'to change printed words: gci-review publish --correct "{number}=FILE" --reason WHY'


def addendum_lines(
    opened: Opening, partners: Iterable[Partner], editions: Sequence[Edition]
) -> tuple[Line, ...]:
    """What an addendum adds: chapters released since, whose owner is a member today, and which no
    edition of the round has published. May be empty.
    """
    out = {line.chapter for e in editions for line in e.lines if line.fate is not Fate.WITHHELD}
    today = {p.id for p in partners if p.standing is Standing.MEMBER}
    return tuple(
        Line(
            chapter=chapter.id,
            number=chapter.number,
            title=chapter.title,
            owner=chapter.owner,
            fate=Fate.PUBLISHED,
            draft=chapter.merged or chapter.base,
            why=f"Released after edition {editions[0].number}, where its number was kept for it.",
        )
        for chapter in sorted(opened.chapters, key=lambda c: c.place)
        if editions
        and chapter.withheld is None
        and chapter.id not in out
        and chapter.owner in today
    )


def corrected_lines(
    opened: Opening, editions: Sequence[Edition], corrected: Mapping[str, Sha256], *, reason: str
) -> tuple[Line, ...]:
    """What a corrigendum replaces: the chapters of these numbers, by these drafts.

    Raises `NotAllowed` for a chapter that no edition of the round has published, and for a draft
    that is the one already published.
    """
    printed = {
        line.number: (edition, line)
        for edition in editions
        for line in edition.lines
        if line.draft is not None
    }
    for number, draft in corrected.items():
        if number not in printed:
            raise NotAllowed("correct", f"chapter {number}", "no edition of this round has it")
        if printed[number][1].draft == draft:
            raise NotAllowed("correct", f"chapter {number}", "that file is what is published")
    places = {chapter.number: chapter.place for chapter in opened.chapters}
    return tuple(
        _corrected(*printed[number], corrected[number], reason)
        for number in sorted(corrected, key=lambda one: places[one])
    )


def edition_number(existing: Iterable[Edition], kind: EditionKind, *, to: str = "") -> str:
    """The number of the next edition: "1", "2"; of an addendum "1-A1"; of a corrigendum "1.1".

    `to` is the edition that it adds to or corrects; by default the last full one. Raises
    `NotAllowed` for an addendum or corrigendum to nothing.
    """
    editions = list(existing)
    full = [e.number for e in editions if e.kind is EditionKind.FULL]
    if kind is EditionKind.FULL:
        return str(len(full) + 1)
    if not full:
        raise NotAllowed("publish", f"this {kind}", "there is no edition yet that it belongs to")
    whole = to or full[-1]
    of_kind = sum(e.kind is kind and e.adds_to == whole for e in editions) + 1
    return f"{whole}-A{of_kind}" if kind is EditionKind.ADDENDUM else f"{whole}.{of_kind}"


def _corrected(edition: Edition, line: Line, draft: Sha256, reason: str) -> Line:
    where = f"Replaces the chapter as printed in edition {edition.number}"
    return replace(
        line,
        fate=Fate.CORRECTED,
        draft=draft,
        replaces=line.draft,
        why=f"{where} (draft {(line.draft or '')[:12]}): {reason.rstrip('.')}.",
    )


def _line(chapter: GateChapter) -> Line:
    return Line(
        chapter=chapter.chapter,
        number=chapter.number,
        title=chapter.title,
        owner=chapter.owner,
        fate=Fate.CARRIED if chapter.carried else Fate.PUBLISHED,
        draft=chapter.draft,
        why=_why(chapter),
    )


def _why(chapter: GateChapter) -> str:
    open_ones = len(chapter.undecided)
    if not chapter.answered:
        return "Printed as it was sent: nobody answered."
    unread = ", ".join(chapter.unmerged)
    waits = (
        f"The changes in the file of {unread} are not in: it waits for a person." if unread else ""
    )
    if chapter.carried and chapter.undecided:
        said = f"Printed as it was sent: nobody decided on its changes ({open_ones})."
    elif chapter.carried:
        said = "Printed as it was sent."
    elif not chapter.decided:
        silent = ", ".join(chapter.silent)
        still = f" by those who answered; no answer from {silent}" if silent else ""
        said = f"Returned without changes{still}."
    else:
        deferred = f", {open_ones} deferred to the next edition" if open_ones else ""
        said = f"Changes decided: {chapter.decided}{deferred}."
    return f"{said} {waits}".rstrip()


def _withheld(chapter: Chapter, owner_was_member: bool) -> Line:  # noqa: FBT001 -- private
    # For a chapter of a non-member the sentence is always the same: nothing that happens to the
    # chapter before the edition may change a byte of it.
    why = chapter.withheld if owner_was_member else None
    return Line(
        chapter=chapter.id,
        number=chapter.number,
        title=chapter.title,
        owner=chapter.owner,
        fate=Fate.WITHHELD,
        draft=None,
        why=why or f"{chapter.owner} was not a member when the round was launched.",
    )
