"""`decide --word`: each chapter with open changes as a Word file, and what such a file says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from chapters import ChapterError
from desk.screen import as_json, complain, confirm, counted, say, table
from review.decisions import Outcome
from review.errors import NotAllowed
from review.wordings import before_and_after

if TYPE_CHECKING:
    from flows.parts import Parts
    from flows.steps.word_files import Copy
    from flows.steps.word_verdicts import Reading
    from review.publications import Chapter
    from review.rounds import Round

__all__ = ["read_files", "write_files"]

_LONGEST = 60  # signs of a title in a file's name
_SHOWN = 60  # signs of a change in a line


def write_files(parts: Parts, opened: Round, chapter: str, *, programs: bool) -> None:
    """Write a file for each chapter with open changes, or for the chapter that is named."""
    from flows.steps.word_files import write_copy  # noqa: PLC0415 -- slow import

    written: list[tuple[Path, Copy]] = []
    for one in _chapters(parts, opened, chapter):
        copy = write_copy(parts, opened.id, one.id)
        path = _free(parts, one)
        path.write_bytes(copy.data)
        written.append((path, copy))
    if programs:
        as_json(
            [
                {"file": p.absolute(), "chapter": c.chapter.number, "open": c.open}
                for p, c in written
            ]
        )
        return
    if not written:
        say("No change is open: there is nothing to decide. A chapter as it is: --chapter NUMBER.")
        return
    for path, copy in written:
        say(f"{path}: {counted(len(copy.open), 'open change')}.")
        for notice in copy.notices:
            complain(notice)
    say(
        "Open it in Word; accept, reject, edit; a comment beside a change is your reason."
        " Save it, and run:"
    )
    say(f'gci-review decide --word "{written[0][0]}"', style="bold")


def read_files(  # noqa: PLR0913 -- the options of the command
    parts: Parts,
    opened: Round,
    names: Sequence[str],
    *,
    by: str,
    reason: str,
    yes: bool,
    programs: bool,
) -> None:
    """Show what each file says, ask, and record it; the end is 2 where a file was not taken."""
    readings: list[Reading] = []
    for name in names:  # one after the other: two may be about one chapter
        reading = _read(parts, opened, name, by=by, reason=reason)
        readings.append(reading)
        if not programs:
            _show(name, reading)
        _take(parts, reading, yes=yes)
    if programs:
        pairs = zip(names, readings, strict=True)
        as_json([_told(name, reading) for name, reading in pairs])
    if any(reading.problems for reading in readings):
        complain("Nothing of what has a problem was recorded: mend it in Word and run this again.")
        raise typer.Exit(2)


def _take(parts: Parts, reading: Reading, *, yes: bool) -> None:
    """Record what a file says, after a question; nothing where it has a problem."""
    from flows.steps.word_verdicts import take_copy  # noqa: PLC0415 -- slow import

    for problem in reading.problems:
        complain(problem)
    if reading.problems or not (reading.decisions or reading.amendment):
        return
    if not yes and not confirm(f"Record this for chapter {reading.chapter.number}?"):
        raise typer.Exit(1)
    take_copy(parts, reading)


def _chapters(parts: Parts, opened: Round, named: str) -> list[Chapter]:
    """The chapter that was named; else those with changes that nobody has decided."""
    from flows.steps.acts import find_chapter  # noqa: PLC0415 -- slow import
    from storage.queries import open_proposals  # noqa: PLC0415 -- slow import

    with parts.storage.reading() as work:
        if named:
            return [find_chapter(work, opened.id, named)]
        waiting = {row.proposal.chapter for row in open_proposals(work, opened.id)}
        return [c for c in work.chapters.of_round(opened.id) if c.id in waiting]


def _free(parts: Parts, chapter: Chapter) -> Path:
    """A name in this folder that is free, or taken by a file in which nobody has written yet."""
    from flows.steps.word_files import is_unread  # noqa: PLC0415 -- slow import

    title = "".join(c if c.isalnum() or c in " -" else " " for c in chapter.title)
    stem = " ".join(f"Decide {chapter.number} {title}".split())[:_LONGEST].strip()
    path, number = Path(f"{stem}.docx"), 1
    while path.exists() and not is_unread(parts, path.read_bytes()):
        number += 1
        path = Path(f"{stem} ({number}).docx")
    return path


def _read(parts: Parts, opened: Round, name: str, *, by: str, reason: str) -> Reading:
    from flows.steps.word_verdicts import read_copy  # noqa: PLC0415 -- slow import

    path = Path(name)
    if not path.is_file():
        raise NotAllowed("read", name, "there is no such file here; give the Word file you saved")
    try:
        return read_copy(parts, opened.id, path.read_bytes(), by=by, reason=reason, name=path.name)
    except ChapterError as refusal:
        raise NotAllowed("read", path.name, str(refusal)) from refusal


def _show(name: str, reading: Reading) -> None:
    """What a file decides, change by change, and how many of each."""
    rows = list(_rows(reading))
    if rows:
        table(f"What {Path(name).name} says", ("No.", "Partner", "Decision", "Change"), rows)
    say(_summary(reading))
    for notice in reading.notices:
        say(notice, style="yellow")


def _rows(reading: Reading) -> Iterator[tuple[str, str, str, str]]:
    for proposal, decision in reading.decisions:
        before, after = before_and_after(proposal)
        after = decision.words or after
        said = f"{_short(before)} → {_short(after)}" if before else f"+ {_short(after)}"
        if decision.reason:
            said += f"\n{decision.reason}"
        yield str(proposal.number), proposal.partner, decision.outcome.value, said
    for own in reading.amendment.changes if reading.amendment else ():
        yield "", "Secretariat", "own change", _own_words(own.before, own.after)


def _own_words(before: str, after: str) -> str:
    if not (before or after):
        return "(the end of a paragraph)"
    if not before:
        return f"+ {_short(after)}"
    return f"{_short(before)} → {_short(after)}" if after else f"− {_short(before)}"


def _short(text: str) -> str:
    if len(text) <= _SHOWN:
        return text
    # Between two words, where the script has spaces.
    return f"{text[: _SHOWN + 1].rpartition(' ')[0] or text[:_SHOWN]} …"


def _summary(reading: Reading) -> str:
    """How many of each, with their numbers where they are still open."""
    outcomes = [decision.outcome for _, decision in reading.decisions]
    own = len(reading.amendment.changes) if reading.amendment else 0
    counts = (
        (outcomes.count(Outcome.ACCEPTED), "accepted"),
        (outcomes.count(Outcome.REJECTED), "rejected"),
        (outcomes.count(Outcome.REWORDED), "accepted with other words"),
        (reading.known, "known already"),
    )
    said = [f"{number} {what}" for number, what in counts if number]
    said += [counted(own, "own change")] if own else []
    numbers = ", ".join(str(p.number) for p in reading.open)
    still = f"{len(reading.open)} still open ({numbers})" if numbers else "none open"
    return f"Chapter {reading.chapter.number}: {', '.join([*said, still])}."


def _told(name: str, reading: Reading) -> dict[str, object]:
    """What a file says, for programs."""
    return {
        "file": name,
        "chapter": reading.chapter.number,
        "decisions": [
            {
                "number": proposal.number,
                "partner": proposal.partner,
                "outcome": decision.outcome.value,
                "words": decision.words,
                "reason": decision.reason,
            }
            for proposal, decision in reading.decisions
        ],
        "known": reading.known,
        "own": [
            {"place": own.place, "before": own.before, "after": own.after}
            for own in (reading.amendment.changes if reading.amendment else ())
        ],
        "open": [proposal.number for proposal in reading.open],
        "problems": reading.problems,
        "notices": reading.notices,
    }
