"""`status`, `collect`, `remind`, `held`: how a round stands, and what waits for a person."""

from __future__ import annotations

import asyncio
import textwrap
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer
from rich.padding import Padding
from rich.text import Text

from desk.at_home import given
from desk.running import engine, flow_of
from desk.screen import as_json, console, counted, day_of, say, table
from desk.sending import send_queued, show_outgoing
from flows.steps.outgoing import Outgoing, as_sent, outgoing
from review.reasons import explain
from review.returns import Reason
from review.rounds import Round, RoundState, State
from storage.queries import HeldRow, StatusRow, StatusRows, held_items, status

if TYPE_CHECKING:
    from flows.parts import Parts

__all__ = ["mount", "show_held", "show_status", "show_waiting"]

held_app = typer.Typer(
    help="What could not be matched or trusted; without a verb: the list.",
    invoke_without_command=True,
)


def mount(app: typer.Typer) -> None:
    """Add the verbs of this module."""
    app.command("status")(show)
    app.command("collect")(collect)
    app.command("remind")(remind)
    app.add_typer(held_app, name="held")


def show(
    context: typer.Context,
    long: Annotated[
        bool, typer.Option("--long", help="Every chapter in a line of its own, with its title.")
    ] = False,
) -> None:
    """Who has answered, who has not, what waits for a decision, what is held.

    Example: `gci-review status`
    """
    at_home = given(context)
    parts = at_home.parts()
    opened = at_home.chosen(parts)
    with parts.storage.reading() as work:
        seen = status(work, opened.id, parts.now())
        waiting = held_items(work, opened.id)
    out = outgoing(parts, opened.id)
    seen = as_sent(seen, out)
    if at_home.programs:
        as_json({"round": opened, "status": seen, "held": waiting})
        return
    show_status(opened, seen, long=long)
    show_held(waiting)
    show_waiting(out)
    _show_next(opened, seen, waiting, out)


def collect(
    context: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(help=".eml, .msg or .docx files; none: the mailbox.", exists=True),
    ] = None,
) -> None:
    """Take in what arrived: from the mailbox, or from these files.

    Example: `gci-review collect` or `gci-review collect "Re Basel chapter.msg"`
    """
    at_home = given(context)
    parts = at_home.parts()
    _store_files(parts, files or [])
    with engine(at_home, parts):
        collected = asyncio.run(
            flow_of("collect_returns", "collect_returns")(home=str(parts.settings.home))
        )
    if at_home.programs:
        as_json(collected)
        return
    for line in collected.lines:
        say(line)
    number = len(collected.lines)
    say(f"{counted(number, 'mail or file', 'mails or files')} read." if number else "Nothing new.")
    show_outgoing(parts)


def remind(context: typer.Context) -> None:
    """Send the reminders that are due now; none is sent twice, and none after an answer.

    Example: `gci-review remind`
    """
    at_home = given(context)
    parts = at_home.parts()
    with engine(at_home, parts):
        queued = asyncio.run(
            flow_of("remind_partners", "remind_partners")(home=str(parts.settings.home))
        )
    say(f"{counted(queued, 'reminder')}." if queued else "No reminder is due now.")
    show_outgoing(parts)


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
) -> None:
    """Take what is held as a partner's answer about a chapter.

    Example: `gci-review held give 3 BRS 3.1`
    """
    from flows.steps import holding  # noqa: PLC0415 -- slow import

    at_home = given(context)
    parts = at_home.parts()
    opened = at_home.chosen(parts)
    say(holding.give(parts, number, opened.id, partner=partner, chapter=chapter))
    send_queued(parts)


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
        say(f"There is no held item {number}.")
        raise typer.Exit(3)
    # The sender wrote the name: only its last part, and only plain letters, become a path.
    plain = "".join(c for c in Path(row.name or "mail.eml").name if c.isalnum() or c in " ._-")
    path = folder / f"held {number} {plain.strip('. ') or 'file'}"
    path.write_bytes(parts.storage.files.get(row.file or row.raw))
    say(f"{path} is written. It came from {row.sender or 'an unknown sender'}.")


def show_status(opened: Round, seen: StatusRows, *, long: bool = False) -> None:
    """How a round stands: in one line, then by partner, then what is wrong with letters."""
    due = _local(opened.due - timedelta(seconds=1), opened)
    say(f"{opened.title} ({opened.id}), {opened.state.value}", style="bold")
    say(f"Answers until {day_of(due)}, end of the day in {opened.zone}.")
    say(_summary(opened, seen))
    if changes := _changes(seen):
        say(changes)
    if long:
        _show_chapters(opened, seen)
    else:
        _show_partners(opened, seen)
    for letter in seen.troubled:
        say(
            f"Letter {letter.key} to {', '.join(letter.to)} is {letter.state.value}:"
            f" {letter.failure}",
            style="red",
        )


_STYLES = {
    "answered": "green",
    "no changes": "green",
    "overdue": "bold red",
    "not reached": "bold red",
    "waiting": "yellow",
}


def _summary(opened: Round, seen: StatusRows) -> str:
    """The round in a sentence: how many asked, and how many in each state."""
    partners = len({row.partner for row in seen.rows})
    states = Counter(_state(opened, row, seen.at) for row in seen.rows)
    ordered = [s for s in (*_STYLES, *_WORDS.values()) if s in states]
    said = ", ".join(f"{states[s]} {s}" for s in dict.fromkeys(ordered))
    asked = f"{counted(partners, 'partner')}, {counted(len(seen.rows), 'chapter')} to review"
    return f"{asked}: {said}." if said else f"{asked}."


def _changes(seen: StatusRows) -> str:
    """What has come in so far, in a sentence; nothing before the first change."""
    wanted = sum(row.proposals for row in seen.rows)
    untracked = sum(row.untracked for row in seen.rows)
    undecided = sum(row.open for row in seen.rows)
    noticed = sum(row.noticed for row in seen.rows)
    if not (wanted or noticed):
        return ""
    kinds = f": {wanted - untracked} tracked, {untracked} not tracked" if untracked else ""
    beside = f" {noticed} noticed beside them." if noticed else ""
    return f"{counted(wanted, 'change')} so far{kinds}; {undecided or 'none'} to decide.{beside}"


def _show_partners(opened: Round, seen: StatusRows) -> None:
    """The chapters of a partner that stand alike, in one line."""
    alike: dict[tuple[str, str, str], list[StatusRow]] = {}
    for row in seen.rows:
        key = (row.partner, _state(opened, row, seen.at), _when(opened, row, seen.at))
        alike.setdefault(key, []).append(row)
    lines, last = [], ""
    for (partner, state, when), rows in alike.items():
        numbers = ", ".join(row.number for row in rows)
        lines.append(("" if partner == last else partner, numbers, state, when, _todo(rows)))
        last = partner
    table("", ("Partner", "Chapters", "State", "When", "To do"), lines, styles=_STYLES)


def _show_chapters(opened: Round, seen: StatusRows) -> None:
    """Every chapter of every partner, with its title, in a line of its own."""
    lines, last = [], ""
    for row in seen.rows:
        partner = "" if row.partner == last else row.partner
        last = row.partner
        title = f"{row.number} {row.title}"
        state, when = _state(opened, row, seen.at), _when(opened, row, seen.at)
        lines.append((partner, title, state, when, _counts(row), _todo([row])))
    columns = ("Partner", "Chapter", "State", "When", "Changes", "To do")
    table("", columns, lines, styles=_STYLES, short="Chapter")


def _counts(row: StatusRow) -> str:
    """How many changes were tracked, and how many were not: "6+2"."""
    tracked = row.proposals - row.untracked
    return f"{tracked}+{row.untracked}" if row.untracked else str(tracked or "")


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
    said = words if whole else textwrap.shorten(words, 120, placeholder=" …")
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
        console.print(Padding(Text(line.strip()), (0, 0, 0, 0 if line == lines[0] else 3)))


def _numbers(rows: Sequence[HeldRow]) -> str:
    """The numbers of held items as `held aside` takes them: "3", "3-9", or "3 5 9"."""
    numbers = [row.number for row in rows]
    if len(numbers) > 1 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"{numbers[0]}-{numbers[-1]}"
    return " ".join(map(str, numbers))


def show_waiting(out: Outgoing) -> None:
    """How many letters could not go, and why; nothing where none was tried in vain."""
    if out.failure:
        say(f"{counted(len(out.waiting), 'letter')} not sent yet: {out.failure}", style="red")


def _show_next(opened: Round, seen: StatusRows, waiting: Sequence[HeldRow], out: Outgoing) -> None:
    """One line: what the officer would do now."""
    undecided = sum(row.open for row in seen.rows)
    missing = sum(1 for row in seen.rows if row.state in {State.PLANNED, State.SENT})
    unsent = sum(1 for row in seen.rows if row.state is State.PLANNED)
    going = opened.state in {RoundState.OPEN, RoundState.CLOSED}
    steps = (
        (out.waiting, f"{_letters(len(out.waiting))} gci-review collect tries again, and sends."),
        (seen.written, _drafts(len(seen.written))),
        (seen.troubled, "look at the letters above: gci-review letter sent KEY | again KEY"),
        (
            opened.state is RoundState.OPEN and unsent,
            f"{counted(unsent, 'chapter')} not sent yet: run gci-review launch FOLDER again.",
        ),
        (waiting, "look at what is held: gci-review held"),
        (going and undecided, f"decide on {counted(undecided, 'change')}: gci-review decide"),
        (
            opened.state is RoundState.OPEN and missing,
            f"{counted(missing, 'answer')} to come. {_REMINDERS}",
        ),
        (going, "publish: gci-review publish"),
    )
    step = next((words for needed, words in steps if needed), "")
    if step:
        say(f"Next: {step}", style="bold")


_REMINDERS = "Reminders go out while gci-review serve runs, or with gci-review remind."


def _letters(number: int) -> str:
    return f"{counted(number, 'letter')} {'waits' if number == 1 else 'wait'} to go:"


def _drafts(number: int) -> str:
    if number == 1:
        return "send the draft in Outbox from your mail program, then move it to Outbox/Sent."
    drafts = f"the {number} drafts in Outbox"
    return f"send {drafts} from your mail program, then move each to Outbox/Sent."


_WORDS = {
    State.PLANNED: "not sent",
    State.SENT: "waiting",
    State.RETURNED: "answered",
    State.DECLINED: "declined",
    State.UNREACHABLE: "not reached",
    State.LAPSED: "no answer",
    State.CLOSED: "closed",
}


def _state(opened: Round, row: StatusRow, now: datetime) -> str:
    if row.state is State.SENT and opened.state is RoundState.PUBLISHED:
        return _WORDS[State.LAPSED]
    if row.state is State.SENT and now >= row.due:
        return "overdue"
    if row.answer is not None and row.answer.value == "no changes":
        return "no changes"
    return _WORDS[row.state]


def _when(opened: Round, row: StatusRow, now: datetime) -> str:
    """The day of the answer, or the time that is left for it."""
    if row.answered_at is not None:
        return _day(row.answered_at, opened) + (", late" if row.late else "")
    if row.state is not State.SENT or opened.state is not RoundState.OPEN:
        return ""
    if row.extended and now < row.due:
        return f"till {_day(row.due - timedelta(seconds=1), opened)}"
    days = (_local(row.due - timedelta(seconds=1), opened).date() - _local(now, opened).date()).days
    if days < 0:
        return f"{counted(-days, 'day')} over"
    return f"{counted(days, 'day')} left" if days else "today"


def _todo(rows: Sequence[StatusRow]) -> str:
    """What waits for the officer in these lines of a partner."""
    undecided = sum(row.open for row in rows)
    # A thing that is held may belong to several chapters: how many there are, the list says.
    held = any(row.held for row in rows)
    said = (f"{undecided} to decide" if undecided else "", "held" if held else "")
    return ", ".join(filter(None, said))


def _day(instant: datetime | None, opened: Round) -> str:
    return f"{_local(instant, opened):%d %b}" if instant else ""


def _local(instant: datetime, opened: Round) -> datetime:
    return instant.astimezone(ZoneInfo(opened.zone))


def _store_files(parts: Parts, files: Sequence[Path]) -> None:
    if not files:
        return
    from flows.mail.folder import arrival_of  # noqa: PLC0415 -- slow import
    from flows.steps.collecting import store  # noqa: PLC0415 -- slow import

    for path in files:
        if not store(parts, arrival_of(path)):
            say(f"{path.name} was taken in before.")
