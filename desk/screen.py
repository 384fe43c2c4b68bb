"""What the terminal shows: tables for people, or one JSON value for programs."""

from __future__ import annotations

import dataclasses
import json
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

__all__ = [
    "ROOMY",
    "as_json",
    "complain",
    "confirm",
    "console",
    "counted",
    "day_of",
    "finish",
    "for_programs",
    "one_value",
    "say",
    "shortened",
    "start",
    "table",
]

console = Console(highlight=False, soft_wrap=False)
_errors = Console(stderr=True, highlight=False)


ROOMY = 80
"""Columns of a terminal from which on a table has air between its columns."""


@dataclass(slots=True)
class _ForPrograms:
    """What a command says where a program reads it (`on`), until it ends; `printed`: it has printed
    a value of its own.
    """

    on: bool = False
    printed: bool = False
    said: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


_told = _ForPrograms()


def start(*, programs: bool) -> None:
    """Begin a command: for people, or for a program, which gets one value and no line beside it."""
    _told.on, _told.printed = programs, False
    _told.said, _told.wrong = [], []
    console.quiet = programs


def for_programs() -> bool:
    """Whether a program reads what the running command says."""
    return _told.on


@contextmanager
def one_value(*, programs: bool) -> Iterator[None]:
    """One verb for a program (`programs`) where the command began for people."""
    if not programs:
        yield
        return
    start(programs=True)
    try:
        yield
    finally:
        finish()


def finish(error: str = "") -> None:
    """End a command: a program that got no value yet is told what people would read, and what is
    wrong. What is run next in this process is for people.
    """
    if _told.on and not _told.printed:
        wrong = " ".join(filter(None, [*_told.wrong, error]))
        said = {"said": _told.said} if _told.said or not wrong else {}
        as_json(said | ({"error": wrong} if wrong else {}))
    start(programs=False)


def say(line: str = "", *, style: str = "", indent: int = 0) -> None:
    """One line for people, `indent` columns from the left however it wraps."""
    if line:
        _told.said.append(line)
    text = Text(line, style=style)
    console.print(Padding(text, (0, 0, 0, indent)) if indent else text)


def complain(sentence: str) -> None:
    """One sentence about what is wrong, on the error stream."""
    _told.wrong.append(sentence)
    _errors.print(Text(sentence, style="red"))


def confirm(question: str) -> bool:
    """Whether the person at the terminal says yes; no where nobody is there, or a program is."""
    if _told.on or not sys.stdin.isatty():
        complain(f"{question} Nobody is at the terminal to ask: run it again with --yes.")
        return False
    return console.input(Text(f"{question} [y/N] ")).strip().casefold() in {"y", "yes"}


def counted(number: int, thing: str, things: str = "") -> str:
    """A number with its noun: “1 letter”, “3 letters”, “no letters”."""
    return f"{number or 'no'} {thing if number == 1 else things or thing + 's'}"


def shortened(text: str, most: int) -> str:
    """A text on one line, cut behind a word where it is longer than `most` characters."""
    return textwrap.shorten(text, most, placeholder=" …")


def day_of(day: date) -> str:
    """A day as the letters write it: “Wednesday 9 December 2026”."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    styles: Mapping[str, str] | None = None,
    short: str = "",
) -> None:
    """A table that wraps its words in a narrow terminal. `styles` maps a cell's exact words to a
    style. With `short`, every line is one line: that column is cut where the others need the room.
    """
    styles = styles or {}
    made = Table(
        title=title or None,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        padding=(0, 1) if not short and console.width >= ROOMY else (0, 1, 0, 0),
        expand=bool(short),
    )
    lines = [tuple(row) for row in rows]
    widths = [] if short else _widths([tuple(columns), *lines], air=_air(made, len(columns)))
    for place, column in enumerate(columns):
        if not short:
            made.add_column(column, overflow="fold", width=widths[place])
        elif column == short:
            made.add_column(column, overflow="ellipsis", no_wrap=True, ratio=1)
        else:
            made.add_column(column, no_wrap=True)
    for row in lines:
        made.add_row(*(Text(cell, style=styles.get(cell, "")) for cell in row))
    console.print(made)


def _air(made: Table, columns: int) -> int:
    """The columns of the terminal that are taken by edges, dividers and padding."""
    _, right, _, left = made.padding
    return 2 + columns - 1 + columns * (left + right)


def _widths(lines: Sequence[Sequence[str]], *, air: int) -> list[int]:
    """The width of each column: the long ones give way first, and no word is broken while others
    have room.
    """
    room = console.width - air
    cells = list(zip(*lines, strict=True))
    natural = [max(cell_len(x) for cell in column for x in cell.split("\n")) for column in cells]
    words = [
        max((cell_len(x) for cell in column for x in cell.split()), default=0) for column in cells
    ]
    shares = (
        [max(word, min(whole, most)) for word, whole in zip(words, natural, strict=True)]
        for most in range(max(natural), 0, -1)
    )
    broken = ([max(1, min(word, most)) for word in words] for most in range(max(words), 0, -1))
    fitting = (widths for widths in chain(shares, broken) if sum(widths) <= room)
    return next(fitting, [1] * len(cells))


def as_json(value: object) -> None:
    """The value for programs: dataclasses as objects, instants in ISO 8601."""
    _told.printed = True
    sys.stdout.write(json.dumps(value, default=_plain, ensure_ascii=False, indent=1) + "\n")


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, bytes):
        return len(value)
    return str(value)
