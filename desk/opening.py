"""`start`, `check`, `launch`: from a folder of Word files to an open round."""

from __future__ import annotations

import asyncio
from datetime import date
from email.utils import parseaddr
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from desk.at_home import given
from desk.problems import Problem
from desk.running import engine, flow_of
from desk.screen import as_json, complain, confirm, console, counted, day_of, say, table
from desk.sending import NOT_SENT
from desk.workbook import AlreadyStarted, read_plan, start
from flows.steps.outgoing import outgoing
from review.deadlines import due_instant
from review.facts import LaunchFacts
from review.letters import Letter
from review.reminders import never_sent
from review.rounds import Plan, RoundState

if TYPE_CHECKING:
    from flows.parts import Parts
    from flows.steps.launching import Launch
    from review.rounds import Round

__all__ = ["mount", "show_delivered", "show_letters", "show_plan", "show_problems"]

Folder = Annotated[
    Path, typer.Argument(help="The folder with the Word files.", exists=True, file_okay=False)
]


def mount(app: typer.Typer) -> None:
    """Add the verbs of this module."""
    app.command("start")(start_round)
    app.command("check")(check)
    app.command("launch")(launch)


def start_round(folder: Folder) -> None:
    """Write Round.xlsx into a folder of Word files, filled in as far as the files say.

    Example: `gci-review start "Guide draft 3"`
    """
    try:
        made = start(folder)
    except AlreadyStarted as there:
        complain(f'{there} Fill it in, then run: gci-review check "{folder}"')
        raise typer.Exit(1) from there
    say(f'{made} is written. Fill in its three sheets, then run: gci-review check "{folder}"')


def check(context: typer.Context, folder: Folder) -> None:
    """Name every problem of a folder and its workbook, in plain words. Nothing is sent.

    Example: `gci-review check "Guide draft 3"`
    """
    from flows.settings import read_settings  # noqa: PLC0415 -- slow import

    at_home = given(context)
    settings = read_settings(at_home.home)
    plan, problems = read_plan(folder, today=_today())
    if at_home.programs:
        as_json({"clean": plan is not None, "problems": problems})
    else:
        show_problems(problems)
        if plan is not None:
            show_plan(plan)
            say(_LEAVES[settings.transport])
    if plan is None:
        raise typer.Exit(2)


_LEAVES = {
    "folder": "Letters will be drafts in Outbox: nothing leaves while nobody sends them.",
    "smtp": "Letters will be sent by the mail server in settings.toml.",
}
"""By transport: what the officer should know before a launch."""


def launch(
    context: typer.Context,
    folder: Folder,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Show every letter, ask, open the round and send. Run again on a changed workbook: new
    contacts are taken.

    Example: `gci-review launch "Guide draft 3"`
    """
    from flows.steps import launching  # noqa: PLC0415 -- slow import

    at_home = given(context)
    parts = at_home.parts()
    plan, problems = read_plan(folder)
    if plan is None or launching.find_round(parts, plan) is None:
        # A round that is open already may be launched again after its deadline.
        plan, problems = read_plan(folder, today=parts.now().date())
    if at_home.programs and plan is None:
        as_json({"round": None, "problems": problems})
    show_problems(problems)
    if plan is None:
        complain("Nothing was sent. Mend the problems above, then run `gci-review check` again.")
        raise typer.Exit(2)
    opened = _open(parts, plan, folder, yes=yes)
    if opened is None:
        raise typer.Exit(1)
    if opened.state is RoundState.PUBLISHED:
        return
    with engine(at_home, parts):
        delivered = asyncio.run(
            flow_of("launch_round", "launch_round")(
                home=str(parts.settings.home), round_id=opened.id
            )
        )
    if at_home.programs:
        as_json(
            {
                "round": opened.id,
                "delivered": delivered,
                "reminders_never_sent": never_sent(opened),
            }
        )
    is_open = "is open" if opened.state is RoundState.OPEN else "was open"
    say(f"Round {opened.id} {is_open} until {day_of(plan.due_on)}, end of the day in {plan.zone}.")
    show_delivered(parts, delivered)
    out = outgoing(parts, opened.id)
    if out.waiting:
        why = out.failure or "another command is sending them."
        complain(
            f"{counted(len(out.waiting), 'letter')} not sent yet: {why} The round is open and "
            f'nothing is lost: run gci-review launch "{folder}" again, which sends what has not '
            "gone."
        )
        raise typer.Exit(NOT_SENT)


def show_problems(problems: list[Problem]) -> None:
    """The problems one below the other: where, what, and what to write instead."""
    if not problems:
        return
    say("Problems", style="bold")
    for number, problem in enumerate(problems[:_MOST_SHOWN], start=1):
        say(f"{number}. {problem.where or 'The folder'}  [{problem.code}]")
        words = " ".join(filter(None, (problem.text, problem.instead)))
        say(words, indent=3)
    if (more := len(problems) - _MOST_SHOWN) > 0:
        say(f"And {counted(more, 'more problem')}: mend these first, then check again.")


_MOST_SHOWN = 50
"""Problems on a screen: a sheet with rubbish in it has thousands, and the first say why."""


def show_plan(plan: Plan) -> None:
    """What a clean plan would do, in four lines."""
    due = due_instant(plan.due_on, plan.zone)
    say(
        f"{plan.title}: {counted(len(plan.chapters), 'chapter')},"
        f" {counted(len(plan.partners), 'partner')}. No problems.",
        style="green",
    )
    say(
        f"Deadline: {day_of(plan.due_on)}, end of the day in {plan.zone} "
        f"({due.day} {due:%B %Y %H:%M} UTC)."
    )
    for chapter in plan.chapters:
        if chapter.withheld:
            say(f"Withheld: {chapter.number} {chapter.title} ({chapter.withheld}).")


def show_delivered(parts: Parts, delivered: object) -> None:
    """What became of the letters, and what the officer has to do in folder transport."""
    from flows.steps.delivering import Delivered  # noqa: PLC0415 -- slow import

    if not isinstance(delivered, Delivered):
        return
    if delivered.sent:
        say(f"{counted(delivered.sent, 'letter')} sent.")
    if delivered.written:
        say(
            f"{counted(delivered.written, 'letter')} written to {parts.settings.outbox_folder}, "
            "as drafts with their files. Open each in your mail program, send it, then move it "
            "to Outbox/Sent. Nothing leaves while nobody does."
        )
        say(f"Put the answers into {parts.settings.inbox_folder}, then run: gci-review collect")
    if delivered.failed:
        say(
            f"{counted(delivered.failed, 'letter')} could not be sent: gci-review status says why.",
            style="red",
        )
    if delivered == Delivered():
        say("There was nothing to send.")


def _open(parts: Parts, plan: Plan, folder: Path, *, yes: bool) -> Round | None:
    """The round of this plan: the one it opened before, with its contacts brought up to date, or a
    new one.
    """
    from flows.steps import launching  # noqa: PLC0415 -- slow import

    drafts = {c.file: (folder / c.file).read_bytes() for c in plan.chapters}
    before = launching.find_round(parts, plan)
    if before is not None:
        differs = launching.apply_workbook(parts, plan, before, drafts)
        for sentence in differs.refused:
            complain(sentence)
        if differs.refused:
            say(_STANDS[before.state].format(before.id))
            return None
        names = ", ".join(p.id for p in differs.contacts)
        say(_STANDS[before.state].format(before.id))
        if names:
            say(f"New contacts taken: {names}.")
        return before
    planned = launching.plan_launch(parts, plan, drafts)
    letters = show_letters(parts, planned)
    if sentence := _no_reminder(planned.opening.round):
        say(sentence, style="yellow")
    if not yes and not confirm(f"Open the round and send {counted(letters, 'letter')}?"):
        say("Nothing was sent.")
        return None
    return launching.open_planned(parts, planned)


def _no_reminder(planned: Round) -> str:
    """Which reminders of a round that is launched now would never go; empty where all do."""
    skipped = never_sent(planned)
    if not skipped:
        return ""
    days = " and ".join(counted(rung, "day") for rung in sorted(skipped, reverse=True))
    then = "the launch is not yet 48 hours old"
    if len(skipped) == len(planned.ladder):
        return f"No reminder will be sent at all: {days} before the deadline {then}."
    return f"No reminder will be sent {days} before the deadline: {then} by then."


_STANDS = {
    RoundState.OPEN: "Round {} is open already.",
    RoundState.CLOSED: "The deadline of round {} is over; late answers are still taken.",
    RoundState.PUBLISHED: "Round {} is published, and nothing is sent in it any more. For a new"
    " round give it another title in Round.xlsx.",
}
"""What an officer reads who launches again what was launched before."""


def show_letters(parts: Parts, planned: Launch) -> int:
    """The first letter whole, and who is asked about which chapters; how many letters there are."""
    from flows.mail.wording import word  # noqa: PLC0415 -- slow import
    from flows.steps import launching  # noqa: PLC0415 -- slow import

    letters = launching.preview_letters(parts, planned)
    if letters:
        words = word(letters[0], sender_name=parts.settings.sender or "The secretariat")
        console.rule("The first letter, whole")
        say(f"To: {', '.join(letters[0].to)}\nSubject: {words.subject}\n\n{words.text}")
    rows = [
        (letter.partner or "", _addresses(letter), _numbers(letter), str(len(letter.files)))
        for letter in letters
    ]
    table("Letters", ("Partner", "To", "Chapters", "Files"), rows)
    return len(letters)


def _addresses(letter: Letter) -> str:
    """The bare addresses a letter goes to, one below the other: names would break them in two."""
    return "\n".join(parseaddr(to)[1] or to for to in letter.to)


def _numbers(letter: Letter) -> str:
    """The numbers of the chapters that an opening letter is about, in the order of the letter."""
    if not isinstance(letter.facts, LaunchFacts):
        return ""
    return ", ".join(chapter.number for chapter in letter.facts.chapters)


def _today() -> date:
    from flows.wiring import utc_now  # noqa: PLC0415 -- slow import

    return utc_now().date()
