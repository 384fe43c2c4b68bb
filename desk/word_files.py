"""Word files that a person names: read, written, and what goes wrong, in one sentence."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ParamSpec

import typer

import chapters
from desk.screen import complain, for_programs, one_value, say

if TYPE_CHECKING:
    from chapters import Finding

__all__ = [
    "Author",
    "Json",
    "Out",
    "Unclear",
    "When",
    "Word",
    "Yes",
    "moment_of",
    "person_of",
    "tell",
    "told",
    "write",
]

Word = Annotated[Path, typer.Argument(metavar="FILE", help="a Word file")]
Out = Annotated[Path, typer.Option("--out", "-o", help="the file to write")]
Yes = Annotated[bool, typer.Option("--yes", help="replace a file that is there")]
Json = Annotated[bool, typer.Option("--json", help="for programs")]
Author = Annotated[str, typer.Option("--author", help="who made the changes")]
When = Annotated[str, typer.Option("--when", help="time of the changes; now, if not given")]

_P = ParamSpec("_P")


class Unclear(Exception):
    """What was asked for cannot be done; the message says what to do instead."""


def told(verb: Callable[_P, None]) -> Callable[_P, None]:
    """The verb, with what goes wrong said in one sentence instead of a traceback."""

    @functools.wraps(verb)
    def run(*args: _P.args, **kwargs: _P.kwargs) -> None:
        if "json" in kwargs and for_programs():  # said before the verb
            kwargs["json"] = True
        with one_value(programs=bool(kwargs.get("json")) and not for_programs()):
            _run(verb, *args, **kwargs)

    return run


def _run(verb: Callable[_P, None], *args: _P.args, **kwargs: _P.kwargs) -> None:
    try:
        verb(*args, **kwargs)
    except (chapters.ChapterError, Unclear) as refused:
        complain(str(refused))
        raise typer.Exit(1) from None
    except NotImplementedError:
        complain("This version cannot do that yet.")
        raise typer.Exit(1) from None
    except BrokenPipeError:  # `| head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit from None
    except OSError as failed:
        complain(f"{failed.filename or 'The file'}: {failed.strerror or failed}.")
        raise typer.Exit(1) from None


def write(out: Path, data: bytes, *, sources: Sequence[Path], yes: bool) -> None:
    """Write a result: never over one of the files that it was made of, over another with `yes`."""
    if not out.parent.is_dir():
        raise Unclear(f"There is no folder {out.parent} to write {out.name} into: make it first.")
    if out.exists() and any(source.exists() and out.samefile(source) for source in sources):
        raise Unclear("The result would replace the file itself: give another name with -o.")
    if out.exists() and not yes:
        raise Unclear(f"{out} is there already: give another name with -o, or --yes to replace it.")
    out.write_bytes(data)


def moment_of(written: str) -> datetime:
    """The time of the changes, aware; now where none is given."""
    if not written:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise Unclear(f"{written!r} is no time: write it like 2017-10-12T09:00Z.") from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def person_of(written: str) -> str:
    """A name that can stand in a Word file."""
    name = written.strip()
    if not name or not name.isprintable():
        raise Unclear(f"{written!r} is no name: write it in letters.")
    return name


def tell(findings: Sequence[Finding]) -> None:
    """Say each finding, with where it is unless it says so itself."""
    for one in findings:
        there = one.where and one.where not in one.text
        say(f"{one.where}: {one.text}" if there else one.text)
