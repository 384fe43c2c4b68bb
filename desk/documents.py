"""`gci-review docx …`: the document tools alone, for one file or a few.

Every verb reads whole files and writes a new one; nothing is changed in place. What cannot be done
is said in one sentence, and the command ends with 1.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ParamSpec

import typer

import chapters
from desk.screen import as_json, complain, say, table

if TYPE_CHECKING:
    from chapters import Comment, Finding, Revision, RevisionId

__all__ = ["app", "mount"]

app = typer.Typer(help="Tracked changes and comments in Word files.", no_args_is_help=True)


def mount(program: typer.Typer) -> None:
    """Add the verbs of this module, under `docx`."""
    program.add_typer(app, name="docx")


Word = Annotated[Path, typer.Argument(metavar="FILE", help="a Word file")]
Out = Annotated[Path, typer.Option("--out", "-o", help="the file to write")]
Json = Annotated[bool, typer.Option("--json", help="for programs")]
Ids = Annotated[list[str], typer.Option("--id", help="only this change; may be given again")]
Authors = Annotated[list[str], typer.Option("--author", help="only changes of this author")]
Kinds = Annotated[list[str], typer.Option("--kind", help="only changes of this kind")]
Headings = Annotated[list[str], typer.Option("--in", help="only changes under this heading")]
Author = Annotated[str, typer.Option("--author", help="who made the changes")]
When = Annotated[str, typer.Option("--when", help="time of the changes; now, if not given")]

_P = ParamSpec("_P")


class _Unclear(Exception):
    """What was asked for cannot be done; the message says what to do instead."""


def _told(verb: Callable[_P, None]) -> Callable[_P, None]:
    """The verb, with what goes wrong said in one sentence instead of a traceback."""

    @functools.wraps(verb)
    def run(*args: _P.args, **kwargs: _P.kwargs) -> None:
        try:
            verb(*args, **kwargs)
        except (chapters.ChapterError, _Unclear) as refused:
            complain(str(refused))
            raise typer.Exit(1) from None
        except NotImplementedError:
            complain("This version cannot do that yet.")
            raise typer.Exit(1) from None
        except OSError as failed:
            complain(f"{failed.filename or 'The file'}: {failed.strerror or failed}.")
            raise typer.Exit(1) from None

    return run


@app.command()
@_told
def changes(file: Word, *, json: Json = False) -> None:
    """List the tracked changes and comments of a file."""
    data = file.read_bytes()
    revisions, comments = chapters.read_revisions(data), chapters.read_comments(data)
    if json:
        as_json({"revisions": revisions, "comments": comments})
        return
    for one in revisions:
        typer.echo(_change(one))
    for comment in comments:
        typer.echo(_remark(comment))
    say(f"{_count(len(revisions), 'tracked change')}, {_count(len(comments), 'comment')}.")


def _change(revision: Revision) -> str:
    """Two lines: the id, which must not be cut, with what, who and where; then the words."""
    words = " → ".join(f"“{one}”" for one in (revision.before, revision.after) if one)
    head = f"{revision.id}  {revision.kind}, {revision.author or 'nobody'}: {revision.place}"
    return f"{head}\n    {words}" if words else head


def _remark(comment: Comment) -> str:
    on = f", on “{comment.quoted}”" if comment.quoted else ""
    settled = ", settled" if comment.resolved else ""
    head = f"comment {comment.id}  {comment.author or 'nobody'}: {comment.place}{on}{settled}"
    return f"{head}\n    {comment.text}"


def _count(number: int, thing: str) -> str:
    return f"{number or 'no'} {thing}{'' if number == 1 else 's'}"


@app.command()
@_told
def accept(
    file: Word,
    *,
    out: Out,
    ids: Ids = [],  # noqa: B006 -- Typer copies it
    author: Authors = [],  # noqa: B006 -- the same
    kind: Kinds = [],  # noqa: B006 -- the same
    under: Headings = [],  # noqa: B006 -- the same
) -> None:
    """Accept all tracked changes, or those that are chosen."""
    data = file.read_bytes()
    chosen = _chosen(data, ids=ids, authors=author, kinds=kind, headings=under)
    made = chapters.accept_all(data) if chosen is None else chapters.resolve(data, accept=chosen)
    _write(out, made, source=file)
    say(f"Accepted {_how_many(chosen)}; the result is {out}.")


@app.command()
@_told
def reject(
    file: Word,
    *,
    out: Out,
    ids: Ids = [],  # noqa: B006 -- Typer copies it
    author: Authors = [],  # noqa: B006 -- the same
    kind: Kinds = [],  # noqa: B006 -- the same
    under: Headings = [],  # noqa: B006 -- the same
) -> None:
    """Reject all tracked changes, or those that are chosen."""
    data = file.read_bytes()
    chosen = _chosen(data, ids=ids, authors=author, kinds=kind, headings=under)
    made = chapters.reject_all(data) if chosen is None else chapters.resolve(data, reject=chosen)
    _write(out, made, source=file)
    say(f"Rejected {_how_many(chosen)}; the result is {out}.")


def _how_many(chosen: Sequence[str] | None) -> str:
    return "all tracked changes" if chosen is None else _count(len(chosen), "tracked change")


def _chosen(
    data: bytes,
    *,
    ids: Sequence[str],
    authors: Sequence[str],
    kinds: Sequence[str],
    headings: Sequence[str],
) -> list[RevisionId] | None:
    """The ids that all given options agree on; none where nothing was asked for: that means all."""
    if not (ids or authors or kinds or headings):
        return None
    revisions = chapters.read_revisions(data)
    _check_ids(ids, revisions)
    _check_kinds(kinds)
    found = [
        one.id
        for one in revisions
        if (not ids or one.id in ids)
        and (not authors or _matches(one.author, authors))
        and (not kinds or _matches(one.kind, kinds))
        and (not headings or any(_matches(name, headings) for name in one.place.headings))
    ]
    if not found:
        raise _Unclear("No tracked change in this file is what you asked for.")
    return found


def _matches(value: str, wanted: Sequence[str]) -> bool:
    return value.strip().casefold() in {one.strip().casefold() for one in wanted}


def _check_ids(ids: Sequence[str], revisions: Sequence[Revision]) -> None:
    known = {one.id for one in revisions}
    for one in ids:
        if one not in known:
            raise chapters.UnknownRevision(one)


def _check_kinds(kinds: Sequence[str]) -> None:
    known = [kind.value for kind in chapters.RevisionKind]
    for one in kinds:
        if not _matches(one, known):
            raise _Unclear(f"There is no kind {one!r}; the kinds are: {', '.join(known)}.")


def _write(out: Path, data: bytes, *, source: Path | None = None) -> None:
    if source is not None and out.exists() and out.samefile(source):
        raise _Unclear("The result would replace the file itself: give another name with -o.")
    out.write_bytes(data)


def _moment(written: str) -> datetime:
    """The time of the changes, aware; now where none is given."""
    if not written:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise _Unclear(f"{written!r} is no time: write it like 2017-10-12T09:00Z.") from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _tell(findings: Sequence[Finding]) -> None:
    for one in findings:
        say(f"{one.where}: {one.text}" if one.where else one.text)


@app.command()
@_told
def compare(base: Word, revised: Word, *, out: Out, author: Author, when: When = "") -> None:
    """Write BASE with tracked changes that make it REVISED."""
    moment = _moment(when)
    made = chapters.compare(base.read_bytes(), revised.read_bytes(), author=author, when=moment)
    _write(out, made, source=base)
    say(f"{_count(len(chapters.read_revisions(made)), 'tracked change')}; the result is {out}.")


@app.command()
@_told
def reconcile(base: Word, returned: Word, *, out: Out, author: Author, when: When = "") -> None:
    """Write a return as tracked changes against BASE, those that were not tracked too."""
    moment = _moment(when)
    made = chapters.reconcile(base.read_bytes(), returned.read_bytes(), author=author, when=moment)
    _write(out, made.data, source=base)
    _tell(made.findings)
    say(f"{_count(len(made.untracked), 'change')} without tracking; the result is {out}.")


@app.command()
@_told
def combine(
    base: Word,
    returns: Annotated[list[str], typer.Argument(help="FILE, or NAME=FILE, of each reviewer")],
    *,
    out: Out,
    when: When = "",
) -> None:
    """Write one file with the changes of several returns of BASE."""
    given = [_contribution(one) for one in returns]
    made = chapters.combine(base.read_bytes(), given, when=_moment(when))
    _write(out, made.data, source=base)
    _tell(made.findings)
    for conflict in made.conflicts:
        wishes = "; ".join(f"{side.reviewer}: “{side.text}”" for side in conflict.sides)
        say(f"{conflict.place}: “{conflict.base}”: {wishes}")
    say(f"{_count(len(made.conflicts), 'conflict')}; the result is {out}.")


def _contribution(given: str) -> chapters.Contribution:
    name, equals, file = given.partition("=")
    path = Path(file) if equals and not Path(given).exists() else Path(given)
    reviewer = name if path != Path(given) else path.stem
    return chapters.Contribution(reviewer=reviewer, data=path.read_bytes())


@app.command("compile")
@_told
def compile_(
    files: Annotated[list[Path], typer.Argument(help="the chapters, in their order")],
    *,
    out: Out,
    template: Annotated[Path | None, typer.Option(help="a Word file whose styles win")] = None,
) -> None:
    """Write one guide of several chapters."""
    made = chapters.compile_guide(
        [one.read_bytes() for one in files],
        template=None if template is None else template.read_bytes(),
    )
    _write(out, made.data)
    _tell(made.findings)
    say(f"{_count(len(files), 'chapter')}; the result is {out}.")


@app.command()
@_told
def inspect(file: Word, *, json: Json = False) -> None:
    """Say what Word would stumble over in a file, and what somebody should know about it."""
    found = chapters.inspect(file.read_bytes())
    if json:
        as_json(found)
        return
    if found:
        table("", ("what", "where", "that is"), ((one.code, one.where, one.text) for one in found))
    say(f"{_count(len(found), 'finding')}.")


@app.command()
@_told
def scrub(file: Word, *, out: Out) -> None:
    """Write a file without what names people, machines or the way it was made."""
    made = chapters.scrub(file.read_bytes())
    _write(out, made.data, source=file)
    _tell(made.removed)
    say(f"{_count(len(made.removed), 'kind')} of thing removed; the result is {out}.")
