"""`status`, `collect`, `remind`: how a round stands, and what came in."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from desk.at_home import given
from desk.holding import show_held
from desk.running import engine, flow_of
from desk.screen import as_json, counted, day_of, say, shortened, table
from desk.sending import show_outgoing
from flows.steps.outgoing import Outgoing, as_sent, outgoing
from review.editions import decidable
from review.returns import Answer
from review.rounds import Round, RoundState, State
from storage.queries import (
    HeldRow,
    RemarkRow,
    StatusRow,
    StatusRows,
    held_items,
    remarks,
    status,
)

if TYPE_CHECKING:
    from flows.parts import Parts

__all__ = ["mount", "show_status", "show_waiting"]


def mount(app: typer.Typer) -> None:
    """Add the verbs of this module."""
    app.command("status")(show)
    app.command("collect")(collect)
    app.command("remind")(remind)


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
        said = [r for r in remarks(work, opened.id) if not r.remark.answer]
        editions = work.editions.of_round(opened.id)
    out = outgoing(parts, opened.id)
    seen = as_sent(seen, out)
    if at_home.programs:
        asking = [row for row in said if row.asks]
        mails = [row for row in said if row.remark.mail]
        as_json(
            {"round": opened, "status": seen, "held": waiting, "asking": asking, "mails": mails}
        )
        return
    left = decidable(opened, editions, {row.chapter for row in seen.rows})
    kept = sum(row.open for row in seen.rows if row.chapter not in left)
    rows = (row if row.chapter in left else replace(row, open=0) for row in seen.rows)
    seen = replace(seen, rows=tuple(rows))
    show_status(opened, seen, long=long, kept=kept)
    show_said([row for row in said if row.remark.chapter in left])
    show_held(waiting)
    show_waiting(out)
    _show_next(opened, seen, waiting, out)


def show_said(said: Sequence[RemarkRow]) -> None:
    """How many comments ask for a change, and what mails say besides their files; of the comments
    that nobody has answered.
    """
    if asking := sum(row.asks and not row.remark.mail for row in said):
        ask = "comment asks" if asking == 1 else "comments ask"
        say(f"{asking} {ask} for a change: gci-review decide")
    mails = [row for row in said if row.remark.mail]
    if mails:
        say("Said in mails, beside their files: gci-review decide")
    for row in mails[:_FEW]:
        one = row.remark
        where = f"{one.partner}, chapter {row.chapter_number}, {one.place}"
        say(f"  c{one.number}. {where}: “{shortened(one.text, _BRIEF)}”")
    if len(mails) > _FEW:
        say(f"  and {len(mails) - _FEW} more.")


_FEW = 8
_BRIEF = 120  # signs of what a mail says


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


def show_status(opened: Round, seen: StatusRows, *, long: bool = False, kept: int = 0) -> None:
    """How a round stands: in one line, then by partner, then what is wrong with letters.

    `kept` is how many changes nobody decided on while it was possible; they are not among the open.
    """
    due = _local(opened.due - timedelta(seconds=1), opened)
    say(f"{opened.title} ({opened.id}), {opened.state.value}", style="bold")
    if sent := _sent(opened, seen):
        say(sent)
    say(f"Answers until {day_of(due)}, end of the day in {opened.zone}.")
    say(_summary(opened, seen))
    if changes := _changes(opened, seen, kept):
        say(changes)
    if long:
        _show_chapters(opened, seen)
    else:
        _show_partners(opened, seen)
    for row in seen.rows:
        if row.answer is Answer.NO_CHANGES and row.proposals and opened.state in _GOING:
            say(_stands(row))
    for letter in seen.troubled:
        say(
            f"Letter {letter.key} to {', '.join(letter.to)} is {letter.state.value}:"
            f" {letter.failure}",
            style="red",
        )


_GOING = {RoundState.OPEN, RoundState.CLOSED}


def _stands(row: StatusRow) -> str:
    """That a later “no changes” takes nothing back, and what shows what does stand."""
    changes = counted(row.proposals, "change")
    short = f'"{row.partner}"' if " " in row.partner else row.partner
    return (
        f"{row.partner} said “no changes” in chapter {row.number} after a file with {changes}:"
        f" what is not rejected stands. gci-review decide --partner {short} --chapter {row.number}"
    )


_STYLES = {
    "answered": "green",
    "no changes": "green",
    "overdue": "bold red",
    "not reached": "bold red",
    "waiting": "yellow",
}


def _sent(opened: Round, seen: StatusRows) -> str:
    """When the chapters went out: one day for nearly all, which costs no column; who got theirs
    on another is named.
    """
    days: dict[date, set[str]] = defaultdict(set)
    for row in seen.rows:
        if row.sent_at is not None:
            days[_local(row.sent_at, opened).date()].add(row.partner)
    if not days:
        return ""
    first, *others = sorted(days, key=lambda day: (-len(days[day]), day))
    also = "".join(f"; {', '.join(sorted(days[day]))} on {day:%-d %B}" for day in sorted(others))
    return f"Sent on {day_of(first)}{also}."


def _summary(opened: Round, seen: StatusRows) -> str:
    """The round in a sentence: how many asked, and how many in each state."""
    partners = len({row.partner for row in seen.rows})
    states = Counter(_state(opened, row, seen.at) for row in seen.rows)
    ordered = [s for s in (*_STYLES, *_WORDS.values()) if s in states]
    said = ", ".join(f"{states[s]} {s}" for s in dict.fromkeys(ordered))
    asked = f"{counted(partners, 'partner')}, {counted(len(seen.rows), 'chapter')} to review"
    return f"{asked}: {said}." if said else f"{asked}."


def _changes(opened: Round, seen: StatusRows, kept: int) -> str:
    """What has come in so far, in a sentence; nothing before the first change."""
    wanted = sum(row.proposals for row in seen.rows)
    untracked = sum(row.untracked for row in seen.rows)
    undecided = sum(row.open for row in seen.rows)
    noticed = sum(row.noticed for row in seen.rows)
    if not (wanted or noticed):
        return ""
    kinds = f": {wanted - untracked} tracked, {untracked} not tracked" if untracked else ""
    kinds = ", not tracked" if untracked and untracked == wanted else kinds
    beside = f" {noticed} noticed beside them" if noticed else ""
    if answers := sum(row.answers for row in seen.rows):
        beside += f", {counted(answers, 'answer')} to our comments among it"
    beside += "." if noticed else ""
    waiting = f"{undecided or 'none'} to decide"
    if kept:
        fate = " and kept for the next edition" if opened.state is RoundState.PUBLISHED else ""
        left = f"{kept} left undecided{fate}"
        waiting = f"{undecided} to decide, {left}" if undecided else left
    return f"{counted(wanted, 'change')} so far{kinds}; {waiting}.{beside}"


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


def show_waiting(out: Outgoing) -> None:
    """How many letters could not go, and why; nothing where none was tried in vain."""
    if out.failure:
        say(f"{counted(len(out.waiting), 'letter')} not sent yet: {out.failure}", style="red")


def _show_next(opened: Round, seen: StatusRows, waiting: Sequence[HeldRow], out: Outgoing) -> None:
    """One line: what the officer would do now."""
    undecided = sum(row.open for row in seen.rows)
    missing = sum(1 for row in seen.rows if row.state in {State.PLANNED, State.SENT})
    unsent = sum(1 for row in seen.rows if row.state is State.PLANNED)
    going = opened.state in _GOING
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
    if row.answer is Answer.NO_CHANGES and not row.proposals:
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
