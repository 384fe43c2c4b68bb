"""What the terminal shows: tables for people, JSON for programs."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

__all__ = ["as_json", "complain", "confirm", "console", "counted", "day_of", "say", "table"]

console = Console(highlight=False, soft_wrap=False)
_errors = Console(stderr=True, highlight=False)


_ROOMY = 80
"""Columns of a terminal from which on a table has air between its columns."""


def say(line: str = "", *, style: str = "") -> None:
    """One line for people."""
    console.print(Text(line, style=style))


def complain(sentence: str) -> None:
    """One sentence about what is wrong, on the error stream."""
    _errors.print(Text(sentence, style="red"))


def confirm(question: str) -> bool:
    """Whether the person at the terminal says yes; no where nobody is there."""
    if not sys.stdin.isatty():
        complain(f"{question} Nobody is at the terminal to ask: run it again with --yes.")
        return False
    return console.input(Text(f"{question} [y/N] ")).strip().casefold() in {"y", "yes"}


def counted(number: int, thing: str, things: str = "") -> str:
    """A number with its noun: “1 letter”, “3 letters”, “no letters”."""
    return f"{number or 'no'} {thing if number == 1 else things or thing + 's'}"


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
        padding=(0, 1) if not short and console.width >= _ROOMY else (0, 1, 0, 0),
        expand=bool(short),
    )
    for column in columns:
        if not short:
            made.add_column(column, overflow="fold")
        elif column == short:
            made.add_column(column, overflow="ellipsis", no_wrap=True, ratio=1)
        else:
            made.add_column(column, no_wrap=True)
    for row in rows:
        made.add_row(*(Text(cell, style=styles.get(cell, "")) for cell in row))
    console.print(made)


def as_json(value: object) -> None:
    """A value for programs: dataclasses as objects, instants in ISO 8601."""
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
