"""`gci-review docx …`: the document tools alone, for one file or a few.

Every verb reads whole files and writes a new one; nothing is changed in place. What cannot be done
is said in one sentence, and the command ends with 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import chapters
from desk import comparing
from desk.screen import as_json, counted, say, table
from desk.word_files import Json, Out, Unclear, Word, Yes, tell, told, write

if TYPE_CHECKING:
    from chapters import Comment, Revision, RevisionId

__all__ = ["app", "mount"]

app = typer.Typer(help="Tracked changes and comments in Word files.", no_args_is_help=True)
for _verb in (comparing.compare, comparing.reconcile, comparing.combine):
    app.command()(told(_verb))


def mount(program: typer.Typer) -> None:
    """Add the verbs of this module, and those that compare, under `docx`."""
    program.add_typer(app, name="docx")


Ids = Annotated[list[str], typer.Option("--id", help="only this change; may be given again")]
Authors = Annotated[
    list[str], typer.Option("--author", help="only changes of this author, shared ones too")
]
Kinds = Annotated[list[str], typer.Option("--kind", help="only changes of this kind")]
Headings = Annotated[list[str], typer.Option("--in", help="only changes under this heading")]


@app.command()
@told
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
    say(f"{counted(len(revisions), 'tracked change')}, {counted(len(comments), 'comment')}.")


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


@app.command()
@told
def accept(
    file: Word,
    *,
    out: Out,
    ids: Ids = [],  # noqa: B006 -- Typer copies it
    author: Authors = [],  # noqa: B006 -- the same
    kind: Kinds = [],  # noqa: B006 -- the same
    under: Headings = [],  # noqa: B006 -- the same
    yes: Yes = False,
) -> None:
    """Accept all tracked changes, or those that are chosen."""
    data = file.read_bytes()
    chosen = _chosen(data, ids=ids, authors=author, kinds=kind, headings=under)
    if chosen is None:
        made = chapters.accept_all(data, follow=True)
    else:
        made = chapters.resolve(data, accept=chosen, follow=True)
    write(out, made, sources=[file], yes=yes)
    say(f"Accepted {_how_many(data, chosen)}; the result is {out}.")


@app.command()
@told
def reject(
    file: Word,
    *,
    out: Out,
    ids: Ids = [],  # noqa: B006 -- Typer copies it
    author: Authors = [],  # noqa: B006 -- the same
    kind: Kinds = [],  # noqa: B006 -- the same
    under: Headings = [],  # noqa: B006 -- the same
    yes: Yes = False,
) -> None:
    """Reject all tracked changes, or those that are chosen."""
    data = file.read_bytes()
    chosen = _chosen(data, ids=ids, authors=author, kinds=kind, headings=under)
    made = chapters.reject_all(data) if chosen is None else chapters.resolve(data, reject=chosen)
    write(out, made, sources=[file], yes=yes)
    say(f"Rejected {_how_many(data, chosen)}; the result is {out}.")


def _how_many(data: bytes, chosen: Sequence[str] | None) -> str:
    if chosen is not None:
        return counted(len(chosen), "tracked change")
    every = len(chapters.read_revisions(data))
    return (
        f"all {counted(every, 'tracked change')}" if every else "nothing, for it tracks no change"
    )


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
    _check_headings(headings, revisions)
    found = [
        one.id
        for one in revisions
        if (not ids or one.id in ids)
        and (not authors or any(_is_by(name, one.author) for name in authors))
        and (not kinds or _matches(one.kind, kinds))
        and (not headings or any(_matches(name, headings) for name in one.place.headings))
    ]
    if not found:
        raise Unclear("No tracked change in this file is what you asked for.")
    return found


def _matches(value: str, wanted: Sequence[str]) -> bool:
    return value.strip().casefold() in {one.strip().casefold() for one in wanted}


def _is_by(name: str, author: str) -> bool:
    """Whether somebody is the author of a change, or one of several (“WCO, BRS”)."""
    return f", {name.strip()}, ".casefold() in f", {author.strip()}, ".casefold()


def _check_ids(ids: Sequence[str], revisions: Sequence[Revision]) -> None:
    known = {one.id for one in revisions}
    for one in ids:
        if one not in known:
            raise chapters.UnknownRevision(one)


def _check_kinds(kinds: Sequence[str]) -> None:
    known = [kind.value for kind in chapters.RevisionKind]
    for one in kinds:
        if not _matches(one, known):
            raise Unclear(f"There is no kind {one!r}; the kinds are: {', '.join(known)}.")


def _check_headings(wanted: Sequence[str], revisions: Sequence[Revision]) -> None:
    there = list(dict.fromkeys(name for one in revisions for name in one.place.headings))
    for one in wanted:
        if not any(_matches(name, [one]) for name in there):
            raise Unclear(f"No tracked change is under a heading “{one}”{_where(there)}.")


def _where(headings: Sequence[str]) -> str:
    """Under which headings there are changes; not all, where they are many."""
    named = [f"“{name}”" for name in headings[:_MOST]]
    more = ["…"] if len(headings) > _MOST else []
    return f"; there are some under {', '.join([*named, *more])}" if headings else ""


_MOST = 8
"""Headings that a sentence names."""


@app.command("compile")
@told
def compile_(
    files: Annotated[list[Path], typer.Argument(help="the chapters, in their order")],
    *,
    out: Out,
    template: Annotated[Path | None, typer.Option(help="a Word file whose styles win")] = None,
    yes: Yes = False,
) -> None:
    """Write one guide of several chapters."""
    made = chapters.compile_guide(
        [one.read_bytes() for one in files],
        template=None if template is None else template.read_bytes(),
    )
    write(out, made.data, sources=files, yes=yes)
    tell(made.findings)
    say(f"{counted(len(files), 'chapter')}; the result is {out}.")


@app.command()
@told
def inspect(file: Word, *, json: Json = False) -> None:
    """Say what Word would stumble over in a file, and what somebody should know about it."""
    found = chapters.inspect(file.read_bytes())
    if json:
        as_json(found)
        return
    if found:
        table("", ("what", "where", "that is"), ((one.code, one.where, one.text) for one in found))
    say(f"{counted(len(found), 'finding')}.")


@app.command()
@told
def scrub(file: Word, *, out: Out, yes: Yes = False) -> None:
    """Write a file without what names people, machines or the way it was made."""
    made = chapters.scrub(file.read_bytes())
    write(out, made.data, sources=[file], yes=yes)
    tell(made.removed)
    say(f"{counted(len(made.removed), 'kind')} of thing removed; the result is {out}.")
