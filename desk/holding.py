"""`held`: what could not be matched or trusted, and the acts on it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from desk.at_home import given
from desk.screen import as_json, counted, day_of, say, shortened
from desk.screen import confirm as ask_person
from desk.sending import send_queued
from review.errors import NotAllowed
from review.reasons import explain
from review.returns import Inbound, Reason, Return
from review.rounds import Round
from storage.queries import HeldRow, held_items

__all__ = ["mount", "show_held"]

held_app = typer.Typer(
    help="What could not be matched or trusted; without a verb: the list.",
    invoke_without_command=True,
)


def mount(app: typer.Typer) -> None:
    """Add the verbs of this module."""
    app.add_typer(held_app, name="held")


@held_app.callback()
def held(context: typer.Context) -> None:
    """List what waits for a person, and how to act on it."""
    if context.invoked_subcommand is not None:
        return
    at_home = given(context)
    parts = at_home.parts()
    with parts.storage.reading() as work:
        waiting = held_items(work, at_home.chosen(parts).id if at_home.round else None)
    if at_home.programs:
        as_json(waiting)
        return
    show_held(waiting, whole=True)
    if not waiting:
        say("Nothing is held.")


@held_app.command("give")
def give(
    context: typer.Context,
    number: int,
    partner: Annotated[str, typer.Argument(help="Whose answer it is.")],
    chapter: Annotated[str, typer.Argument(help="The chapter's number.")],
    yes: Annotated[
        bool, typer.Option("--yes", help="Also where it takes the place of an answer.")
    ] = False,
) -> None:
    """Take what is held as a partner's answer about a chapter; asks where it takes another's place.

    Example: `gci-review held give 3 BRS 3.1`
    """
    from flows.steps import holding  # noqa: PLC0415 -- slow import

    at_home = given(context)
    parts = at_home.parts()
    opened = at_home.chosen(parts)
    known = holding.displaced(parts, number, opened.id, partner=partner, chapter=chapter)
    if known and not yes and not ask_person(_displaces(opened, *known)):
        raise typer.Exit(1)
    say(holding.give(parts, number, opened.id, partner=partner, chapter=chapter))
    send_queued(parts)


def _displaces(opened: Round, known: Return, inbound: Inbound) -> str:
    """What giving a file to a chapter does to the answer that counts there now."""
    zone = ZoneInfo(opened.zone)
    before, now = (day_of(x.received_at.astimezone(zone).date()) for x in (known, inbound))
    older = f", although it came before that, on {now}" * (inbound.received_at < known.received_at)
    return (
        f"It takes the place of the answer of {before}, “{known.name}”{older}. What both want stays"
        " as decided. Take it?"
    )


@held_app.command("confirm")
def confirm(
    context: typer.Context,
    number: int,
    partner: Annotated[str, typer.Option(help="Only where it is not known whose it is.")] = "",
) -> None:
    """Say that the sender speaks for the partner, and take what was sent.

    Example: `gci-review held confirm 3`
    """
    from flows.steps import holding  # noqa: PLC0415 -- slow import

    parts = given(context).parts()
    say(holding.confirm_sender(parts, number, partner=partner))
    send_queued(parts)


@held_app.command("again")
def again(context: typer.Context, number: int) -> None:
    """Read a held mail again, as if it had just arrived.

    Example: `gci-review held again 3`
    """
    from flows.steps import holding  # noqa: PLC0415 -- slow import

    parts = given(context).parts()
    say(holding.read_anew(parts, number))
    send_queued(parts)


@held_app.command("aside")
def aside(
    context: typer.Context,
    numbers: Annotated[list[str], typer.Argument(help="A number, several, or 3-9 for a row.")],
    reason: Annotated[str, typer.Option(help="Why; it is kept.")],
) -> None:
    """Put what is held aside; it stays readable.

    Example: `gci-review held aside 3 --reason advertisement`
    """
    from flows.steps import holding  # noqa: PLC0415 -- slow import

    parts = given(context).parts()
    wanted = [number for word in numbers for number in _counted_out(word)]
    for number in wanted:
        holding.set_aside(parts, number, reason=reason)
    if len(wanted) == 1:
        say(f"Item {wanted[0]} is set aside.")
    else:
        say(f"{counted(len(wanted), 'item')} are set aside.")


def _counted_out(word: str) -> range:
    """The numbers that "3" or "3-9" names."""
    first, _, last = word.partition("-")
    if not (first.isascii() and first.isdigit() and (last or first).isdigit()):
        raise typer.BadParameter(f"{word!r} is no number, nor a row of them as in 3-9.")
    return range(int(first), int(last or first) + 1)


@held_app.command("save")
def save(
    context: typer.Context,
    number: int,
    folder: Annotated[Path, typer.Argument(help="Where to put it.", file_okay=False)] = Path(),
) -> None:
    """Write what is held into a folder, to look at it: the file, or the whole mail.

    Example: `gci-review held save 3 .`
    """
    parts = given(context).parts()
    with parts.storage.reading() as work:
        row = next((r for r in held_items(work, None) if r.number == number), None)
    if row is None:
        why = "there is none; see `gci-review held`"
        raise NotAllowed("save", f"held item {number}", why)
    # The sender wrote the name: only its last part, and only plain letters, become a path.
    plain = "".join(c for c in Path(row.name or "mail.eml").name if c.isalnum() or c in " ._-")
    path = folder / f"held {number} {plain.strip('. ') or 'file'}"
    path.write_bytes(parts.storage.files.get(row.file or row.raw))
    say(f"{path} is written. It came from {row.sender or 'an unknown sender'}.")


def show_held(waiting: Sequence[HeldRow], *, whole: bool = False) -> None:
    """What is held: number, from whom, why, and what to do; without `whole` the first few of it.

    Files of one mail that wait for the same reason are told together.
    """
    if not waiting:
        return
    say("Held for you", style="bold")
    alike: dict[tuple[str, Reason, str], list[HeldRow]] = {}
    for row in waiting:
        why = row.text.replace(row.name, "") if row.name else row.text
        alike.setdefault((row.inbound, row.reason, why), []).append(row)
    shown = list(alike.values())[: None if whole else _FEW]
    for rows in shown:
        _show_alike(rows, whole=whole)
    if more := len(waiting) - sum(map(len, shown)):
        say(f"And {more} more: gci-review held")
    say(
        "Act: gci-review held give NO PARTNER CHAPTER | confirm NO | save NO"
        " | aside NO --reason WHY"
    )


_FEW = 8
"""Held items that `status` shows; all of them would push the round out of the screen."""


def _show_alike(rows: Sequence[HeldRow], *, whole: bool) -> None:
    """Held items that differ in nothing but the name of the file: from whom, what, why, and what
    to do.
    """
    row = rows[0]
    names = {"partner": row.partner_name, "sender": row.sender, "file": row.name}
    todo = explain(row.reason, **names)[1]
    words = " ".join(row.words.split())
    said = words if whole else shortened(words, 120)
    likely = ", ".join(f"{c.partner} {c.number}" for c in row.candidates[:3])
    origin = row.sender or "a file dragged in"
    lines = [
        f"{_numbers(rows)}. {row.name or row.subject} from {origin}",
        f"   And {counted(len(rows) - 1, 'other file')} in the same mail, for the same reason."
        if len(rows) > 1
        else "",
        f"   Why: {row.text}",
        f"   Said: “{said}”" if said else "",
        f"   Do: {todo}" + (f" Likely: {likely}." if likely else ""),
    ]
    for line in filter(None, lines):
        say(line.strip(), indent=0 if line == lines[0] else 3)


def _numbers(rows: Sequence[HeldRow]) -> str:
    """The numbers of held items as `held aside` takes them: "3", "3-9", or "3 5 9"."""
    numbers = [row.number for row in rows]
    if len(numbers) > 1 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"{numbers[0]}-{numbers[-1]}"
    return " ".join(map(str, numbers))
