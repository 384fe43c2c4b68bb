"""`publish`: the edition, after a look at what it would leave open; or a draft of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from desk.at_home import given
from desk.running import engine, flow_of
from desk.screen import as_json, confirm, counted, say, table
from review.gates import Waiting
from storage.queries import held_items

if TYPE_CHECKING:
    from desk.at_home import AtHome
    from flows.parts import Parts
    from flows.steps.publishing import Published, Standing
    from review.rounds import RoundId

__all__ = ["mount", "show_edition"]


def mount(app: typer.Typer) -> None:
    """Add the verb of this module."""
    app.command("publish")(publish)


def publish(
    context: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    draft: Annotated[
        bool,
        typer.Option(
            "--preview", help="Only write a draft to circulate; the round stays as it is."
        ),
    ] = False,
) -> None:
    """Make the edition: Word, PDF, web pages, comment matrix, record; and announce it.

    What nobody decided is deferred, what nobody answered is carried over; both are listed first.
    After an edition, it makes an addendum of the chapters released since.

    With `--preview`, a draft: every page says so, and what partners dispute stands in brackets.

    Example: `gci-review publish`, `gci-review publish --preview`
    """
    from flows.steps.publishing import stand  # noqa: PLC0415 -- slow import

    at_home = given(context)
    parts = at_home.parts()
    opened = at_home.chosen(parts)
    if draft:
        _preview(at_home, parts, opened.id)
        return
    standing = stand(parts, opened.id)
    if not at_home.programs:
        with parts.storage.unit_of_work() as work:
            waiting = held_items(work, opened.id)
        _show_standing(standing)
        if waiting:
            say(
                f"{counted(len(waiting), 'thing')} still held, and not in the edition: "
                "gci-review held",
                style="yellow",
            )
    if not yes and not confirm(f"Publish edition {standing.number} now?"):
        raise typer.Exit(1)
    with engine(at_home, parts):
        published = asyncio.run(
            flow_of("publish_edition", "publish_edition")(
                home=str(parts.settings.home), round_id=opened.id
            )
        )
    if at_home.programs:
        as_json(published)
        return
    show_edition(published)


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


def _show_standing(standing: Standing) -> None:
    """What publishing now would mean."""
    waiting = standing.gate
    if not isinstance(waiting, Waiting):
        return
    say("Publishing now means:", style="bold")
    for reason in waiting.reasons:
        say(f"  {reason}")
    if standing.undecided:
        numbers = ", ".join(str(n) for n in standing.undecided)
        say(f"  Deferred to the next edition unless the owner's rule applies: {numbers}.")
    if waiting.instead.carried:
        say(f"  Printed as they were sent: {', '.join(waiting.instead.carried)}.")
