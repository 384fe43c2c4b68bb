"""Dates as people write them; what can be read in two ways is refused."""

from __future__ import annotations

import re
from datetime import date, datetime

from dateutil import parser
from openpyxl.utils.datetime import from_excel

__all__ = ["AmbiguousDate", "NotADate", "read_date"]

_NUMBERS_ONLY = re.compile(r"\s*(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{2,4})\s*")
_YEAR_FIRST = re.compile(r"\s*(\d{4})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{1,2})\s*")
_EXCEL_DAYS = range(36_526, 73_051)  # 2000 to 2099, as a cell without a date format shows them
_ENDING = re.compile(r"(?<=\d)(st|nd|rd|th)\b", re.IGNORECASE)


class NotADate(ValueError):
    """Words that say no full date (day, month and year)."""


class AmbiguousDate(NotADate):
    """A date that is one day for one reader and another for the next; `readings` are both."""

    def __init__(self, text: str, readings: tuple[date, date]) -> None:
        self.readings = readings
        super().__init__(f"{text} can be read in two ways")


def read_date(value: object) -> date:
    """The day that a cell or some words mean: "Oct 18 2017", "18.10.2017", a date cell.

    Raises `AmbiguousDate` for 10/11/2017 and `NotADate` for what names no single day.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int) and value in _EXCEL_DAYS:
        return read_date(from_excel(value))
    text = str(value).strip()
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, found.groups())
        return _day(year, month, day, text)
    if found := _NUMBERS_ONLY.fullmatch(text):
        return _by_numbers(text, *map(int, found.groups()))
    return _by_words(text)


def _by_numbers(text: str, first: int, second: int, year: int) -> date:
    """Day and month in either order, where one of them can be no month or both are equal."""
    if year < 100:  # noqa: PLR2004 -- a year of two digits
        year += 2000
    if max(first, second) > 12:  # noqa: PLR2004 -- months
        day, month = max(first, second), min(first, second)
        return _day(year, month, day, text)
    readings = (_day(year, second, first, text), _day(year, first, second, text))
    if readings[0] != readings[1]:
        raise AmbiguousDate(text, readings)
    return readings[0]


def _by_words(text: str) -> date:
    """Read twice with different fill-ins: what differs was not written, so no day is guessed."""
    plain = _ENDING.sub("", text)
    if not re.search(r"[^\W\d_]{3}", plain):
        raise NotADate(f"{text!r} is no date")
    try:
        one = parser.parse(plain, default=datetime(2000, 1, 1))  # noqa: DTZ001 -- a day has no zone
        two = parser.parse(plain, default=datetime(2004, 2, 2))  # noqa: DTZ001 -- the same
    except (ValueError, OverflowError) as exc:
        raise NotADate(f"{text!r} is no date") from exc
    if one.date() != two.date():
        raise NotADate(f"{text!r} does not name day, month and year")
    return one.date()


def _day(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError as exc:
        raise NotADate(f"{text!r} is no date") from exc
