"""round.toml ⇄ Form: the same round for people who would rather edit text."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import cast

from desk.forms import CHAPTERS, FACTS, PARTNERS, Column, Form, Line
from desk.problems import Problem

__all__ = ["NotToml", "form_of_toml", "toml_of_form"]

_PERSON = {"person": "name", "mail": "mail", "role": "role"}
_PARTNER = {column.key: column.toml for column in PARTNERS if column.key not in _PERSON}
_CHAPTER = {column.key: column.toml for column in CHAPTERS}
_FACT = {column.key: column.toml for column in FACTS}


class NotToml(Exception):
    """Text that is not TOML; the message is one sentence with the line."""


def form_of_toml(text: str) -> Form:
    """What round.toml says, as the same lines that the workbook has; raises `NotToml`."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        raise NotToml(f"round.toml cannot be read: {exc}.") from exc
    problems = [
        Problem(
            code="unknown-line",
            text=f"[{name}] in round.toml means nothing to this program, so it is left alone.",
            sheet="round.toml",
        )
        for name in told
        if name not in {"round", "partner", "chapter"}
    ]
    facts = dict(_table(told.get("round")))
    if facts.get("reminders") == []:
        facts["reminders"] = "none"  # an empty cell would mean the usual ones
    return Form(
        facts={key: _line("[round]", None, facts, {key: name}) for key, name in _FACT.items()},
        partners=tuple(_people(_tables(told.get("partner")))),
        chapters=tuple(
            _line("[[chapter]]", number, chapter, _CHAPTER)
            for number, chapter in enumerate(_tables(told.get("chapter")), 1)
        ),
        round_sheet="[round]",
        partners_sheet="[[partner]]",
        chapters_sheet="[[chapter]]",
        problems=tuple(problems),
    )


def toml_of_form(form: Form) -> str:
    """The text that says what the form says."""
    return "\n\n".join([_round(form), *_partners(form.partners), *_chapters(form.chapters)]) + "\n"


def _table(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}


def _tables(value: object) -> list[Mapping[str, object]]:
    return [_table(item) for item in value] if isinstance(value, list) else []


def _people(partners: Sequence[Mapping[str, object]]) -> Iterator[Line]:
    """A line per person; a partner without people is a line too, so that `check` can say it."""
    for number, partner in enumerate(partners, 1):
        for person in _tables(partner.get("people")) or [{}]:
            of_partner = {k: v for k, v in partner.items() if k in _PARTNER.values()}
            first = _line("[[partner]]", number, of_partner, _PARTNER)
            second = _line("[[partner]]", number, person, _PERSON)
            yield Line(
                sheet="[[partner]]",
                row=number,
                cells={**first.cells, **second.cells},
                headings={**first.headings, **second.headings},
            )


def _line(
    sheet: str, row: int | None, told: Mapping[str, object], names: Mapping[str, str]
) -> Line:
    """A line of what one table says; lists become the words people write in a cell."""
    cells = {key: _cell(told[name]) for key, name in names.items() if name in told}
    filled = {key: value for key, value in cells.items() if value not in (None, "")}
    return Line(sheet=sheet, row=row, cells=filled, headings=names)


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(_cell(item)) for item in value)
    return value


def _round(form: Form) -> str:
    lines = ["[round]"]
    for column in FACTS:
        line = form.facts.get(column.key)
        if line and column.key in line.cells:
            lines.append(_assign(column.toml, _fact(column, line.cells[column.key])))
    return "\n".join(lines)


def _fact(column: Column, value: object) -> object:
    """Reminders as numbers, everything else as it is."""
    if column.key == "ladder":
        return [int(number) for number in re.findall(r"\d+", str(value))]
    return value


def _partners(lines: Sequence[Line]) -> Iterator[str]:
    grouped = dict[str, list[Line]]()
    for line in lines:
        grouped.setdefault(line.words("short"), []).append(line)
    for of_partner in grouped.values():
        cells = {k: v for line in reversed(of_partner) for k, v in line.cells.items()}
        said = ["[[partner]]", *_cells(cells, _PARTNER, lists={"domains"}), "people = ["]
        for line in of_partner:
            told = ", ".join(_cells(line.cells, _PERSON))
            said.append(f"  {{ {told} }},")
        yield "\n".join([*said, "]"])


def _chapters(lines: Sequence[Line]) -> Iterator[str]:
    for line in lines:
        lists = set() if line.words("reviewers").casefold() == "all" else {"reviewers"}
        yield "\n".join(["[[chapter]]", *_cells(line.cells, _CHAPTER, lists=lists)])


def _cells(
    cells: Mapping[str, object], names: Mapping[str, str], lists: set[str] | None = None
) -> list[str]:
    return [
        _assign(name, str(cells[key]).split(", ") if key in (lists or ()) else cells[key])
        for key, name in names.items()
        if key in cells
    ]


def _assign(name: str, value: object) -> str:
    return f"{name} = {_value(value)}"


def _value(value: object) -> str:
    """A TOML value. A basic string is a JSON string but for DEL, which TOML wants escaped."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, int):
        return str(value)
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
