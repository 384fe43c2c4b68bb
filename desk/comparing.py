"""`docx compare`, `reconcile`, `combine`: what differs between Word files, and who wants what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import chapters
from desk.screen import as_json, counted, say
from desk.word_files import (
    Author,
    Json,
    Out,
    Unclear,
    When,
    Word,
    Yes,
    moment_of,
    person_of,
    tell,
    write,
)

if TYPE_CHECKING:
    from chapters import Combined, Conflict, Revision

__all__ = ["combine", "compare", "reconcile"]


def compare(  # noqa: PLR0913 -- options of a command
    base: Word,
    revised: Word,
    *,
    out: Out,
    author: Author,
    when: When = "",
    formatting: Annotated[
        bool, typer.Option("--formatting", help="changes of formatting too")
    ] = False,
    json: Json = False,
    yes: Yes = False,
) -> None:
    """Write BASE with tracked changes that make it REVISED.

    Example: `gci-review docx compare sent.docx new.docx -o marked.docx --author WCO`
    """
    made = chapters.compare(
        base.read_bytes(),
        revised.read_bytes(),
        author=person_of(author),
        when=moment_of(when),
        formatting=formatting,
    )
    write(out, made, sources=[base, revised], yes=yes)
    ours = {r.fingerprint for r in chapters.read_revisions(base.read_bytes())}
    found = [r for r in chapters.read_revisions(made) if r.fingerprint not in ours]
    if json:
        as_json({"out": out, "changes": _changes(found), "revisions": found})
        return
    say(f"{_said(found)}; the result is {out}.")


def reconcile(  # noqa: PLR0913 -- options of a command
    base: Word,
    returned: Word,
    *,
    out: Out,
    author: Author,
    when: When = "",
    json: Json = False,
    yes: Yes = False,
) -> None:
    """Write a return as tracked changes against BASE, those that were not tracked too.

    Example: `gci-review docx reconcile sent.docx returned.docx -o full.docx --author WCO`
    """
    made = chapters.reconcile(
        base.read_bytes(), returned.read_bytes(), author=person_of(author), when=moment_of(when)
    )
    write(out, made.data, sources=[base, returned], yes=yes)
    ours = {r.fingerprint for r in chapters.read_revisions(base.read_bytes())}
    found = chapters.read_revisions(made.data)
    kinds = {
        "untracked": [r for r in found if r.id in made.untracked],
        "base": [r for r in found if r.fingerprint in ours],
    }
    known = {r.id for some in kinds.values() for r in some}
    kinds["tracked"] = [r for r in found if r.id not in known]
    if json:
        counts = {name: _changes(some) for name, some in kinds.items()}
        as_json({"out": out, "counts": counts, **kinds, "findings": made.findings})
        return
    tell(made.findings)
    old = counted(_changes(kinds["base"]), "mark")
    say(
        f"{counted(_changes(kinds['tracked']), 'tracked change')}, "
        f"{counted(_changes(kinds['untracked']), 'change')} without tracking"
        f"{f', {old} that BASE had itself' if kinds['base'] else ''}; the result is {out}."
    )


def combine(
    base: Word,
    returns: Annotated[list[str], typer.Argument(help="FILE, or NAME=FILE, of each reviewer")],
    *,
    out: Out,
    when: When = "",
    json: Json = False,
    yes: Yes = False,
) -> None:
    """Write one file with the changes of several returns of BASE, and list the conflicts.

    Example: `gci-review docx combine sent.docx WCO=one.docx BRS=two.docx -o all.docx`
    """
    given = [_given(one) for one in returns]
    twice = [name for name, times in Counter(name for name, _ in given).items() if times > 1]
    if twice:
        raise Unclear(f"Two returns are called {twice[0]!r}: name them, as in NAME=FILE.")
    contributions = [
        chapters.Contribution(reviewer=person_of(name), data=path.read_bytes())
        for name, path in given
    ]
    made = chapters.combine(base.read_bytes(), contributions, when=moment_of(when))
    write(out, made.data, sources=[base, *(path for _, path in given)], yes=yes)
    found = [r for r in chapters.read_revisions(made.data) if made.reviewers[r.id]]
    if json:
        as_json(
            {
                "out": out,
                "changes": _changes(found),
                "revisions": found,
                "reviewers": dict(made.reviewers),
                "conflicts": made.conflicts,
                "findings": made.findings,
            }
        )
        return
    tell(made.findings)
    for conflict in made.conflicts:
        _tell_conflict(conflict)
    say(f"{_said(found)}{_by_whom(found, made)}.")
    say(f"{counted(len(made.conflicts), 'conflict').capitalize()}; the result is {out}.")


def _given(written: str) -> tuple[str, Path]:
    """The reviewer's name and the file: "WCO=one.docx", or the file alone, whose name serves."""
    name, equals, file = written.partition("=")
    path = Path(file) if equals and not Path(written).exists() else Path(written)
    return (path.stem if path == Path(written) or not name.strip() else name), path


def _changes(revisions: Sequence[Revision]) -> int:
    """How many changes these are, those that stand or fall together counted once."""
    return len({r.group for r in revisions})


def _said(revisions: Sequence[Revision]) -> str:
    return counted(_changes(revisions), "change").capitalize()


def _by_whom(revisions: Sequence[Revision], made: Combined) -> str:
    """How many of the changes each reviewer wants; those that several want count for each."""
    groups: dict[str, set[str]] = {}
    for revision in revisions:
        for name in made.reviewers[revision.id]:
            groups.setdefault(name, set()).add(revision.group)
    said = ", ".join(f"{len(some)} by {name}" for name, some in groups.items())
    return f": {said}" if said else ""


def _tell_conflict(conflict: Conflict) -> None:
    """A conflict: where, over which words, and what each reviewer wants there instead."""
    over = f": “{conflict.base.strip()}”" if conflict.base.strip() else ""
    if conflict.repeats:
        say(f"Said by several in {conflict.place}; all of it can stand")
    elif conflict.follows:
        say(f"Changed by several in {conflict.place}; all of it can stand{over}")
    else:
        say(f"Conflict in {conflict.place}{over}")
    for side in conflict.sides:
        wish = f"“{side.text.strip()}”" if side.text.strip() else "takes it away"
        moves = conflict.follows and side.text == conflict.base
        say(f"    {side.reviewer}: {'moves it elsewhere' if moves else wish}")
