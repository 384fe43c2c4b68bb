"""The officer's other acts: more time, less, in or out, and letters in trouble."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from desk.at_home import given
from desk.dates import AmbiguousDate, NotADate, read_date
from desk.screen import confirm, counted, day_of, say
from desk.sending import NOT_SENT, send_queued
from flows.steps.outgoing import Outgoing, outgoing
from review.errors import NotAllowed
from review.letters import LetterKind
from review.partners import PartnerId
from review.returns import Held

__all__ = ["mount"]

Reason = Annotated[str, typer.Option(help="Why; it is kept.")]
Chapter = Annotated[
    str, typer.Option(help="Only this chapter, by its number; default: all that is open.")
]
Partner = Annotated[str, typer.Argument(help="The partner's short name.")]

letter_app = typer.Typer(
    help="Letters that failed, or of which nobody knows.", no_args_is_help=True
)


def mount(app: typer.Typer) -> None:
    """Add the verbs of this module."""
    for verb in (resend, extend, decline, withhold, release, admit, cancel):
        app.command(verb.__name__)(verb)
    app.add_typer(letter_app, name="letter")


def resend(
    context: typer.Context,
    partner: Partner,
    reason: Reason,
    yes: Annotated[bool, typer.Option("--yes", help="Also where one waits to go.")] = False,
) -> None:
    """Send a partner its opening letter again, to today's contacts; asks where one has not gone.

    Example: `gci-review resend OPCW --reason "new focal point"`
    """
    from flows.steps import acts  # noqa: PLC0415 -- slow import

    at_home = given(context)
    parts = at_home.parts()
    opened = at_home.chosen(parts)
    with parts.storage.reading() as work:
        known = acts.find_partner(work, partner)
    waiting = _waits(outgoing(parts, opened.id), known.id)
    if waiting and not yes and not confirm(_TWICE.format(known.id)):
        raise typer.Exit(1)
    queued = acts.send_again(parts, opened.id, partner, reason=reason)
    say(f"{counted(queued, 'letter')} to {partner} again.")
    if not send_queued(parts):
        raise typer.Exit(NOT_SENT)


_TWICE = "An opening letter to {} waits to be sent already, and it would get two. Write another?"


def _waits(out: Outgoing, partner: PartnerId) -> bool:
    """Whether an opening letter to a partner has not gone."""
    unsent = (*out.drafts, *out.waiting)
    return any((x.kind, x.partner) == (LetterKind.LAUNCH, partner) for x in unsent)


def extend(
    context: typer.Context,
    partner: Partner,
    until: Annotated[str, typer.Argument(help="The last day, as in 2017-10-25 or “25 Oct 2017”.")],
    reason: Reason,
    chapter: Chapter = "",
) -> None:
    """Give a partner more time; its reminders move with it.

    Example: `gci-review extend CBD 2017-10-25 --reason "meeting of the parties"`
    """
    from flows.steps import acts  # noqa: PLC0415 -- slow import

    at_home = given(context)
    parts = at_home.parts()
    try:
        day = read_date(until)
    except AmbiguousDate as exc:
        one, two = (day_of(day) for day in exc.readings)
        why = f"it may be {one} or {two}; write the month as a word"
        raise NotAllowed("read", f"the date {until!r}", why) from exc
    except NotADate as exc:
        raise NotAllowed("read", f"the date {until!r}", "write it as 2017-10-25") from exc
    done = acts.extend(
        parts, at_home.chosen(parts).id, partner, day, chapter=chapter, reason=reason
    )
    chapters = counted(len(done.assignments), "chapter")
    say(f"{partner} has until {day_of(day)} for {chapters}.")
    _say_answered(done.answered)


def decline(
    context: typer.Context, partner: Partner, reason: Reason, chapter: Chapter = ""
) -> None:
    """Note that a partner will not review this time.

    Example: `gci-review decline UNODC --reason "no capacity this year"`
    """
    from flows.steps import acts  # noqa: PLC0415 -- slow import

    at_home = given(context)
    parts = at_home.parts()
    done = acts.decline(parts, at_home.chosen(parts).id, partner, chapter=chapter, reason=reason)
    say(f"{partner} is asked no more about {counted(len(done.assignments), 'chapter')}.")
    _say_answered(done.answered)


def _say_answered(held: Sequence[Held]) -> None:
    """Which held items an act answered: they wait no more."""
    for one in held:
        say(f"That answers what was held as {one.number}: {one.text}")


def withhold(context: typer.Context, chapter: str, reason: Reason) -> None:
    """Keep a chapter out of the edition; its number stays reserved.

    Example: `gci-review withhold 3.5 --reason "its owner is not a member yet"`
    """
    from flows.steps import acts  # noqa: PLC0415 -- slow import

    at_home = given(context)
    parts = at_home.parts()
    done = acts.withhold(parts, at_home.chosen(parts).id, chapter, reason=reason)
    say(f"{done.number} {done.title} stays out: {reason}.")


def release(context: typer.Context, chapter: str, reason: Reason) -> None:
    """Let a withheld chapter go out: in the edition, or, if that is out, in an addendum.

    Example: `gci-review release 3.5 --reason "admitted on 6 November"`
    """
    from flows.steps import acts  # noqa: PLC0415 -- slow import

    at_home = given(context)
    parts = at_home.parts()
    done = acts.release(parts, at_home.chosen(parts).id, chapter, reason=reason)
    say(f"{done.number} {done.title} is released.")


def admit(context: typer.Context, partner: Partner, reason: Reason) -> None:
    """Make an applicant a member. Rounds that are open stay as they were launched.

    Example: `gci-review admit Minamata --reason "partners' decision of 6 November"`
    """
    from flows.steps import acts  # noqa: PLC0415 -- slow import

    done = acts.admit(given(context).parts(), partner, reason=reason)
    say(f"{done.name} is a member.")


def cancel(
    context: typer.Context,
    reason: Reason,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Give a round up: nothing more is sent; everything is kept.

    Example: `gci-review cancel --reason "the meeting was postponed"`
    """
    from flows.steps import acts  # noqa: PLC0415 -- slow import

    at_home = given(context)
    parts = at_home.parts()
    opened = at_home.chosen(parts)
    if not yes and not confirm(f"Cancel round {opened.id}, {opened.title}?"):
        raise typer.Exit(1)
    acts.cancel(parts, opened.id, reason=reason)
    say(f"Round {opened.id} is cancelled.")


@letter_app.command("sent")
def letter_sent(context: typer.Context, key: str) -> None:
    """Say that a letter has gone, by its key from `status`.

    Example: `gci-review letter sent launch:2017R1:BRS:1`
    """
    from flows.steps import acts  # noqa: PLC0415 -- slow import

    acts.mark_sent(given(context).parts(), key)
    say("Noted.")


@letter_app.command("again")
def letter_again(context: typer.Context, key: str) -> None:
    """Send a letter that failed, or of which nobody knows, by its key from `status`.

    Example: `gci-review letter again launch:2017R1:BRS:1`
    """
    from flows.steps import acts  # noqa: PLC0415 -- slow import

    parts = given(context).parts()
    acts.requeue(parts, key)
    if not send_queued(parts):
        raise typer.Exit(NOT_SENT)
    say("It is on its way.")
