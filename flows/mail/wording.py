"""The words of letters: templates filled with a letter's frozen facts."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from chapters import RevisionKind
from review.letters import DeadlineFacts, Letter
from review.references import write_marker

__all__ = ["Wording", "word"]

FOLDER = Path(__file__).resolve().parents[1] / "templates" / "letters"
WIDTH = 76

# Not strftime: its names change with the locale of the machine, and letters must not.
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_OUTCOMES = {
    "accepted": "Accepted",
    "accepted with other words": "Accepted with other words",
    "rejected": "Not accepted",
    "deferred": "Kept for the next edition",
    "open": "Not decided in time; kept for the next edition",
}

_WORDLESS: Mapping[str, str] = {
    RevisionKind.INSERTION: "added what has no words, such as a picture",
    RevisionKind.DELETION: "deleted what has no words, such as a picture",
    RevisionKind.PARAGRAPH_INSERTION: "added an empty paragraph, or parted one in two",
    RevisionKind.PARAGRAPH_DELETION: "deleted an empty paragraph, or joined two",
    RevisionKind.PARAGRAPH_MOVE_FROM: "moved an empty paragraph away",
    RevisionKind.PARAGRAPH_MOVE_TO: "moved an empty paragraph here",
    RevisionKind.ROW_INSERTION: "added an empty row to a table",
    RevisionKind.ROW_DELETION: "deleted an empty row of a table",
    RevisionKind.CELL_INSERTION: "added empty cells to a table",
    RevisionKind.CELL_DELETION: "deleted empty cells of a table",
    RevisionKind.CELL_MERGE: "merged or split cells of a table",
    RevisionKind.NUMBERING: "changed the numbering",
    RevisionKind.NUMBERING_INSERTION: "changed the numbering",
    RevisionKind.MATH_INSERTION: "added an equation",
    RevisionKind.MATH_DELETION: "deleted an equation",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A letter in words: one line of subject, the text, the same as HTML."""

    subject: str
    text: str
    html: str


def word(letter: Letter, *, sender_name: str) -> Wording:
    """The words of `letter`, from the templates of its kind; the same letter gives the same words.

    `sender_name` signs it. Raises `jinja2.UndefinedError` where a template asks for a fact that
    this kind of letter does not have.
    """
    folder = letter.kind.value.replace("-", "_")
    facts: dict[str, object] = {
        "facts": letter.facts,
        "reference": letter.facts.reference.strip("[] "),
        "marker": write_marker(letter.message_id),
        "files": tuple(file.name for file in letter.files),
        "sender_name": sender_name,
    }
    return Wording(
        subject=" ".join(_fill(f"{folder}/subject.txt", facts).split()),
        text=wrapped(_fill(f"{folder}/body.txt", facts)),
        html=_fill(f"{folder}/body.html", facts),
    )


def day(value: date) -> str:
    """A day with its weekday: "Wednesday 18 October 2017"."""
    return f"{_WEEKDAYS[value.weekday()]} {short_day(value)}"


def short_day(value: date) -> str:
    """A day without its weekday: "18 October 2017"."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def deadline(value: DeadlineFacts) -> str:
    """A deadline that nobody can read wrongly: weekday, date, zone, and the instant in UTC."""
    return f"{local_deadline(value)} ({utc(value.due)})"


def local_deadline(value: DeadlineFacts) -> str:
    """The first half of `deadline`, where the instant in UTC stands on a line of its own."""
    return f"{day(value.due_on)}, end of day, {value.zone}"


def utc(value: datetime) -> str:
    """An instant in UTC: "18 October 2017 21:00 UTC"."""
    there = value.astimezone(UTC)
    return f"{short_day(there)} {there:%H:%M} UTC"


def instant(value: datetime, zone: str) -> str:
    """An instant as people in `zone` read their clock: "Tuesday 17 October 2017, 14:03, …"."""
    local = value.astimezone(ZoneInfo(zone))
    return f"{day(local)}, {local:%H:%M}, {zone}"


def outcome(value: str) -> str:
    """What was settled for a change, as its author reads it."""
    return _OUTCOMES.get(value, value)


def wordless(kind: str) -> str:
    """What somebody did who changed no words, after "You"; `kind` is one of `RevisionKind`."""
    return _WORDLESS.get(kind, "changed the formatting")


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 chapter", "3 chapters", "no chapters"."""
    noun = one if number == 1 else many or f"{one}s"
    return f"{number or 'no'} {noun}"


def numbers(first: int, others: tuple[int, ...]) -> str:
    """Numbers in order, those that follow one another by the first and the last: "2, 4–6"."""
    runs: list[list[int]] = []
    for number in (first, *others):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    pair = 2
    return ", ".join(
        f"{run[0]}–{run[-1]}" if len(run) > pair else ", ".join(map(str, run)) for run in runs
    )


def listed(names: tuple[str, ...]) -> str:
    """Names as a sentence lists them: "A", "A and B", "A, B and C"."""
    if len(names) < 2:  # noqa: PLR2004 -- one name needs no "and"
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def brief(text: str, most: int = 220) -> str:
    """A text on one line, cut between two words in its middle where it is longer than `most`
    characters.
    """
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    half = (most - 5) // 2
    # Scripts without spaces, and an address, are cut where they are.
    first, last = line[: half + 1].rpartition(" ")[0], line[-half - 1 :].partition(" ")[2]
    return f"{(first or line[:half]).rstrip()} […] {(last or line[-half:]).lstrip()}"


def size(number: int) -> str:
    """A size in bytes as people read it: "14 bytes", "38 KB", "2.4 MB" (thousands, as Explorer)."""
    if number < 1000:  # noqa: PLR2004 -- below a kilobyte
        return f"{number} bytes"
    if number < 1_000_000:  # noqa: PLR2004 -- below a megabyte
        return f"{round(number / 1000)} KB"
    return f"{number / 1_000_000:.1f} MB"


def wrapped(text: str) -> str:
    """Text with its lines broken at 76 columns; a list item goes on below its first word.

    Templates write a paragraph on one line. A mail program that does not wrap plain text is met
    more often than one that does it well.
    """
    lines = "\n".join(_broken(line.rstrip()) for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"


def _broken(line: str) -> str:
    indent = " " * (len(line) - len(line.lstrip(" ")))
    first = line.split(maxsplit=1)[0] if line.strip() else ""
    if first == "-" or (first.endswith(".") and first[:-1].isdigit()):
        indent += " " * (len(first) + 1)
    return textwrap.fill(
        line,
        WIDTH,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
    )


def _fill(name: str, facts: Mapping[str, object]) -> str:
    return _templates(html=name.endswith(".html")).get_template(name).render(facts)


@cache
def _templates(*, html: bool) -> Environment:
    templates = Environment(
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        autoescape=html,  # noqa: S701 -- plain text is not HTML
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {
        "day": day,
        "short_day": short_day,
        "deadline": deadline,
        "local_deadline": local_deadline,
        "utc": utc,
        "outcome": outcome,
        "wordless": wordless,
        "instant": instant,
        "count": count,
        "listed": listed,
        "numbers": numbers,
        "brief": brief,
        "size": size,
    }
    return templates
