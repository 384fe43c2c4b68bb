"""`publish`: the edition, after a look at what it would leave open; a draft of it; one again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from desk.at_home import given
from desk.running import engine, flow_of
from desk.screen import as_json, confirm, counted, day_of, say, table
from desk.sending import show_outgoing
from desk.touching import half_moved
from review.gates import Waiting
from storage.queries import held_items, proposals, remarks

if TYPE_CHECKING:
    from desk.at_home import AtHome
    from flows.parts import Parts
    from flows.steps.final import LeftOpen
    from flows.steps.publishing import Correction, Published, Standing
    from review.rounds import Round, RoundId

__all__ = ["mount", "show_edition"]


def mount(app: typer.Typer) -> None:
    """Add the verb of this module."""
    app.command("publish")(publish)


def publish(
    context: typer.Context,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    draft: Annotated[
        bool,
        typer.Option(
            "--preview", help="Only write a draft to circulate; the round stays as it is."
        ),
    ] = False,
    again: Annotated[
        str,
        typer.Option(
            help="Make this edition again from its record, compare, and put its folder right.",
            metavar="NUMBER",
        ),
    ] = "",
    correct: Annotated[
        list[str] | None,
        typer.Option(
            help="A chapter and its corrected file; may be given again.", metavar="CHAPTER=FILE"
        ),
    ] = None,
    reason: Annotated[str, typer.Option(help="Why chapters are corrected; printed.")] = "",
) -> None:
    """Make the edition: Word, PDF, web pages, comment matrix, record; and announce it.

    What nobody decided is deferred, what nobody answered is carried over; both are listed first.
    After an edition, it makes an addendum of the chapters released since, or, with `--correct`, a
    corrigendum with chapters that replace printed ones.

    With `--preview`, a draft: every page says so, and what partners dispute stands in brackets.

    With `--again`, nothing is published: an edition is proven, and brought back.

    Example: `gci-review publish`, `gci-review publish --preview`, `gci-review publish --again 1`,
    `gci-review publish --correct "3.1=Basel corrected.docx" --reason "a code was wrong"`
    """
    from flows.steps.publishing import keep_correction, stand  # noqa: PLC0415 -- slow import

    at_home = given(context)
    if bool(correct) != bool(reason) or (again and correct) or (draft and (again or correct)):
        raise typer.BadParameter(
            "Give --correct with --reason; --preview, --again and --correct exclude each other."
        )
    files = dict(_corrected(one) for one in correct or ())
    parts = at_home.parts()
    opened = at_home.chosen(parts)
    if draft:
        _preview(at_home, parts, opened.id)
        return
    if again:
        _again(at_home, parts, opened.id, again)
        return
    correction = keep_correction(parts, files, reason) if files else None
    standing = stand(parts, opened.id, correction)
    if not at_home.programs:
        _show_before(parts, opened, standing, correction)
    if not yes and not confirm(f"Publish edition {standing.number} now?"):
        raise typer.Exit(1)
    with engine(at_home, parts):
        published = asyncio.run(
            flow_of("publish_edition", "publish_edition")(
                home=str(parts.settings.home),
                round_id=opened.id,
                corrected=dict(correction.chapters) if correction else None,
                reason=reason,
            )
        )
    if at_home.programs:
        as_json(published)
        return
    show_edition(published)
    show_outgoing(parts, opened.id)


def _corrected(word: str) -> tuple[str, bytes]:
    """A chapter's number and the bytes of its corrected file, of "3.1=Basel.docx"."""
    number, equals, file = word.partition("=")
    if not (number and equals and Path(file).is_file()):
        raise typer.BadParameter(
            f"{word!r} does not name a chapter and a Word file, as in 3.1=Basel.docx."
        )
    return number, Path(file).read_bytes()


def _again(at_home: AtHome, parts: Parts, round_id: RoundId, number: str) -> None:
    """Make an edition again and say what came out as it was published."""
    from flows.steps.rebuilding import rebuild  # noqa: PLC0415 -- slow import

    if not at_home.programs:
        say("starting…")
    made = rebuild(parts, round_id, number)
    if at_home.programs:
        as_json(made)
    else:
        total = len(made.proven) + len(made.taken) + len(made.lost)
        say(f"Made again from the record, the same bytes: {len(made.proven)} of {total} files.")
        for title, names in (
            (
                "Made otherwise here (another version of a program), taken from the store:",
                made.taken,
            ),
            ("Lost, neither made nor in the store:", made.lost),
            ("Put back into the folder, where they were missing or changed:", made.restored),
        ):
            if names:
                say(f"{title} {', '.join(names)}", style="yellow")
        say(f"Edition {number} is in {made.folder}", style="green")
    if made.lost:
        raise typer.Exit(1)


def _preview(at_home: AtHome, parts: Parts, round_id: RoundId) -> None:
    """Write a draft and say what is not in it."""
    from flows.steps.previewing import preview  # noqa: PLC0415 -- slow import

    if not at_home.programs:
        say("starting…")
    made = preview(parts, round_id)
    if at_home.programs:
        as_json(made)
        return
    for title, lines in (
        ("In brackets, because partners want different words:", made.bracketed),
        ("Left out, because nobody decided on it:", made.left_out),
    ):
        if lines:
            say(title, style="bold")
        for line in lines:
            say(f"  {line}")
    for notice in made.notices:
        say(notice, style="yellow")
    say(f"{counted(len(made.files), 'file')} in {made.folder}", style="green")


def show_edition(published: Published) -> None:
    """What is in the edition, what is not and why, and where it lies."""
    rows = [(x.number, x.title, x.fate.value, x.why) for x in published.lines]
    title = f"Edition {published.number} ({published.kind})"
    table(title, ("No.", "Chapter", "In it", "Why"), rows)
    for notice in published.notices:
        say(notice, style="yellow")
    say(f"{counted(len(published.files), 'file')} in {published.folder}", style="green")


def _show_before(
    parts: Parts, opened: Round, standing: Standing, correction: Correction | None
) -> None:
    """What a person should know before saying yes."""
    from flows.steps.final import left_open  # noqa: PLC0415 -- slow import

    with parts.storage.unit_of_work() as work:
        waiting = held_items(work, opened.id)
        asking = [r for r in remarks(work, opened.id) if r.asks and not r.remark.answer]
        rows = proposals(work, opened.id)
    _show_standing(standing)
    _show_time(opened, standing, parts.now())
    _show_left_open(left_open(parts, opened.id, standing, correction))
    for sentence in half_moved(rows):
        say(sentence, style="yellow")
    if asking and not standing.adds:
        numbers = ", ".join(f"c{row.remark.number}" for row in asking)
        say(f"Comments that ask for a change, without an answer: {numbers}.", style="yellow")
    if waiting and correction is None:
        say(
            f"{counted(len(waiting), 'thing')} still held, and not in the edition: gci-review held",
            style="yellow",
        )


def _show_time(opened: Round, standing: Standing, now: datetime) -> None:
    """That the partners still have time, where they do: a letter promised it to them."""
    if not standing.adds and now < opened.due:
        due = (opened.due - timedelta(seconds=1)).astimezone(ZoneInfo(opened.zone))
        say(f"The partners have until {day_of(due)}: the deadline is not over.", style="yellow")


def _show_left_open(left: Sequence[LeftOpen]) -> None:
    """What the text says is not final: a person may have forgotten it."""
    if not left:
        return
    say(f"{counted(len(left), 'place')} in the text left open by its own words:", style="yellow")
    for one in left[:_SHOWN]:
        say(f"  Chapter {one.number}, {one.point.where}: {one.point.text}", style="yellow")
    if len(left) > _SHOWN:
        say(f"  and {len(left) - _SHOWN} more.", style="yellow")


_SHOWN = 10
"""Places left open that are listed on screen."""


def _show_standing(standing: Standing) -> None:
    """What publishing now would mean."""
    waiting = standing.gate
    if not isinstance(waiting, Waiting):
        for line in standing.lines if standing.adds else ():
            say(f"  Chapter {line.number} {line.title}. {line.why}")
        return
    say("Publishing now means:", style="bold")
    for reason in waiting.reasons:
        say(f"  {reason}")
    if standing.undecided:
        numbers = ", ".join(str(n) for n in standing.undecided)
        say(f"  Deferred to the next edition unless the owner's rule applies: {numbers}.")
    if waiting.instead.carried:
        say(f"  Printed as they were sent: {', '.join(waiting.instead.carried)}.")
