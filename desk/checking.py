"""Form → Plan: every fault of a round, in plain words, before anything is sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import TypeVar
from zoneinfo import ZoneInfo, available_timezones

from desk.dates import AmbiguousDate, NotADate, read_date
from desk.forms import FACTS, Form, Line
from desk.problems import Problem
from desk.screen import counted
from review.rounds import Open, RoundKind, Silence

__all__ = ["Facts", "Words", "check_facts", "chosen", "close_to"]

_T = TypeVar("_T")

Words = Mapping[str, _T]
"""What each word means; the ones people write without being told come after the ones we list."""

_KINDS: Words[RoundKind] = {"edit": RoundKind.EDIT, "approval": RoundKind.APPROVAL}
_SILENCES: Words[Silence] = {
    "no objection": Silence.NO_OBJECTION,
    "no answer": Silence.NO_ANSWER,
    "unknown": Silence.NO_ANSWER,
}
_OPENS: Words[Open] = {
    "wait": Open.WAIT,
    "publish": Open.PUBLISH,
    "finish without them": Open.PUBLISH,
}
_OWNERS: Words[bool] = {
    "applied": True,
    "decided": False,
    "yes": True,
    "no": False,
}
_ADDRESS = re.compile(r"[^@\s<>,;:\"()]+@\w[\w-]*(\.\w[\w-]*)+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_REFERENCE = re.compile(r"[A-Za-z][A-Za-z0-9]{1,11}")
_DAYS = re.compile(r"\d{1,3}(?:[\s.,;]+(?:and\s+)?\d{1,3})*(?:\s*days?(?: before)?)?")
_BETWEEN_DATES = re.compile(r"[;\n]|,(?! *\d{4} *(?:[;,\n]|$))")  # not in "Oct 11, 2017"
_LONGEST_LADDER = 365
_SEATS = {
    "geneva": "Europe/Zurich",
    "bonn": "Europe/Berlin",
    "the_hague": "Europe/Amsterdam",
    "lyon": "Europe/Paris",
    "montreal": "America/Toronto",
    "washington": "America/New_York",
    "beijing": "Asia/Shanghai",
}
"""Where secretariats sit whose town has no time zone of its own name."""
_SATURDAY = 5


@dataclass(slots=True, kw_only=True)
class Facts:
    """What the sheet Round says, as far as it could be read; `due_on` and `zone` may be missing."""

    title: str = ""
    publication: str = ""
    kind: RoundKind = RoundKind.EDIT
    due_on: date | None = None
    zone: str = ""
    ladder: tuple[int, ...] = (7, 1)
    silence: Silence = Silence.NO_OBJECTION
    at_deadline: Open = Open.WAIT
    owner_applies: bool = True
    reply_to: str = ""
    reference: str = "GCI"
    language: str = "en-GB"
    problems: list[Problem] = field(default_factory=list)


def check_facts(form: Form, *, today: date | None) -> Facts:
    """The facts of the round and their problems. Without `today` (a round that is launched) no date
    is too late.
    """
    facts = Facts()
    lines = {column.key: _line(form, column.key) for column in FACTS}
    for column in FACTS:
        line = lines[column.key]
        if column.needed and not line.words(column.key):
            text = f"{column.heading!r} is not filled in."
            facts.problems.append(
                line.problem("missing-value", column.key, text, column.hint + ".")
            )
        elif line.words(column.key):
            _READERS[column.key](facts, line)
    if facts.due_on is not None:
        _check_days(facts, lines, today)
    return facts


def chosen(line: Line, key: str, words: Words[_T], default: _T, problems: list[Problem]) -> _T:
    """What the word in a cell means; the default where it is empty or means nothing, which is a
    problem that lists the words.
    """
    said = line.words(key).casefold()
    if said in words:
        return words[said]
    if said:
        listed = dict.fromkeys(words.values())
        allowed = [next(word for word in words if words[word] == value) for value in listed]
        text = f"{line.words(key)!r} is no word that can stand here."
        problems.append(
            line.problem("unknown-word", key, text, f"Write one of: {', '.join(allowed)}.")
        )
    return default


def close_to(said: str, known: Iterable[str]) -> str:
    """A question with the known word that somebody may have meant; empty where none is near."""
    by_case = {word.casefold(): word for word in known}
    found = get_close_matches(said.casefold(), by_case, n=1, cutoff=0.6)
    return f"Did you mean {by_case[found[0]]!r}?" if found else ""


def is_address(said: str) -> bool:
    """Whether this is a bare mail address."""
    return bool(_ADDRESS.fullmatch(said)) and ".." not in said


def _line(form: Form, key: str) -> Line:
    heading = next(column.heading for column in FACTS if column.key == key)
    empty = Line(sheet=form.round_sheet, row=None, cells={}, headings={key: heading})
    return form.facts.get(key, empty)


def _title(facts: Facts, line: Line) -> None:
    facts.title = line.words("title")


def _publication(facts: Facts, line: Line) -> None:
    facts.publication = line.words("publication")


def _kind(facts: Facts, line: Line) -> None:
    facts.kind = chosen(line, "kind", _KINDS, facts.kind, facts.problems)


def _silence(facts: Facts, line: Line) -> None:
    facts.silence = chosen(line, "silence", _SILENCES, facts.silence, facts.problems)


def _at_deadline(facts: Facts, line: Line) -> None:
    facts.at_deadline = chosen(line, "at_deadline", _OPENS, facts.at_deadline, facts.problems)


def _owner_applies(facts: Facts, line: Line) -> None:
    facts.owner_applies = chosen(
        line, "owner_applies", _OWNERS, facts.owner_applies, facts.problems
    )


def _due_on(facts: Facts, line: Line) -> None:
    try:
        facts.due_on = read_date(line.cells["due_on"])
    except AmbiguousDate as exc:
        one, two = (f"{day.day} {day:%B %Y}" for day in exc.readings)
        text = f"{line.words('due_on')} can be read as {one} or as {two}."
        facts.problems.append(
            line.problem("ambiguous-date", "due_on", text, "Write the month as a word.")
        )
    except NotADate:
        text = f"{line.words('due_on')!r} is no date."
        facts.problems.append(
            line.problem(
                "not-a-date", "due_on", text, "Write day, month and year: 18 October 2017."
            )
        )


def _zone(facts: Facts, line: Line) -> None:
    said = line.words("zone").replace(" ", "_")
    by_case = {name.casefold(): name for name in available_timezones()}
    name = by_case.get(said.casefold())
    if name is not None:
        facts.zone = ZoneInfo(name).key
        return
    city = said.casefold().rpartition("/")[2]
    near = next((known for low, known in sorted(by_case.items()) if low.endswith("/" + city)), None)
    near = near or _SEATS.get(city)
    hint = f"Did you mean {near!r}?" if near else close_to(said, by_case.values())
    text = f"{line.words('zone')!r} is no time zone."
    facts.problems.append(
        line.problem("unknown-zone", "zone", text, hint or "Write it like Africa/Nairobi.")
    )


def _ladder(facts: Facts, line: Line) -> None:
    said = line.words("ladder").casefold()
    if said in {"none", "no", "no reminders", "-", "–"}:
        facts.ladder = ()
        return
    days = _days_before(line, facts.due_on)
    if days is None or max(days) > _LONGEST_LADDER:
        text = f"{line.words('ladder')!r} is no list of days."
        instead = "Write how many days before the last day: 7, 1. Or none."
        facts.problems.append(line.problem("bad-ladder", "ladder", text, instead))
        return
    facts.ladder = tuple(sorted(set(days), reverse=True))


def _days_before(line: Line, due_on: date | None) -> list[int] | None:
    """Numbers as they are; dates as how long before the last day they are; none for neither."""
    value, said = line.cells["ladder"], line.words("ladder")
    if _DAYS.fullmatch(said):  # Excel makes 7.1 of "7,1" where the comma is the decimal sign
        return [int(number) for number in re.findall(r"\d+", said)]
    pieces = [value] if isinstance(value, date) else _BETWEEN_DATES.split(str(value))
    try:
        days = [(due_on - read_date(piece)).days for piece in pieces] if due_on else None
    except NotADate:
        return None
    return days if days and min(days) >= 0 else None


def _reply_to(facts: Facts, line: Line) -> None:
    said = line.words("reply_to")
    said = said.rpartition("<")[2].rstrip("> ") if "<" in said else said
    if is_address(said):
        facts.reply_to = said
        return
    text = f"{line.words('reply_to')!r} is no mail address."
    facts.problems.append(
        line.problem("bad-address", "reply_to", text, "Write the one address that answers go to.")
    )


def _reference(facts: Facts, line: Line) -> None:
    said = line.words("reference").strip("[]")
    if _REFERENCE.fullmatch(said):
        facts.reference = said
        return
    text = f"{said!r} cannot stand in a subject as a reference."
    instead = "Write 2 to 12 letters and digits that begin with a letter, such as GCI."
    facts.problems.append(line.problem("bad-reference", "reference", text, instead))


def _language(facts: Facts, line: Line) -> None:
    said = line.words("language")
    if _LANGUAGE.fullmatch(said):
        facts.language = said
        return
    text = f"{said!r} is no language as programs write it."
    facts.problems.append(
        line.problem("bad-language", "language", text, "Write en-GB, or fr, or es.")
    )


_READERS: dict[str, Callable[[Facts, Line], None]] = {
    "title": _title,
    "publication": _publication,
    "kind": _kind,
    "due_on": _due_on,
    "zone": _zone,
    "ladder": _ladder,
    "silence": _silence,
    "at_deadline": _at_deadline,
    "owner_applies": _owner_applies,
    "reply_to": _reply_to,
    "reference": _reference,
    "language": _language,
}


def _check_days(facts: Facts, lines: Mapping[str, Line], today: date | None) -> None:
    due_on = facts.due_on
    assert due_on is not None  # noqa: S101 -- the caller's condition
    day = f"{due_on:%A} {due_on.day} {due_on:%B %Y}"
    line = lines["due_on"]
    if today is not None and due_on < today:
        facts.problems.append(
            line.problem("deadline-past", "due_on", f"{day} is over.", "Write a later day.")
        )
        return
    if due_on.weekday() >= _SATURDAY:
        facts.problems.append(
            line.problem("deadline-weekend", "due_on", f"The last day is a weekend day: {day}.")
        )
    if today is not None and facts.ladder and facts.ladder[0] > (due_on - today).days:
        left = (due_on - today).days
        text = (
            f"A reminder {counted(facts.ladder[0], 'day')} before the last day would go out before"
            f" today: {day} is {'in ' + counted(left, 'day') if left else 'today'}."
        )
        facts.problems.append(
            lines["ladder"].problem("ladder-too-long", "ladder", text, "Write fewer days.")
        )


def listed(values: Sequence[str]) -> str:
    """Words one after the other: "a, b and c"."""
    return " and ".join(filter(None, [", ".join(values[:-1]), *values[-1:]]))
