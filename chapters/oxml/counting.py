"""List labels: the "3.1", "(a)" or bullet that Word writes before a paragraph (§17.9)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lxml import etree

from chapters.oxml.namespaces import W

__all__ = ["Label", "Labels", "Numbered", "spelt"]

_VAL = f"{W}val"
_PLACE = re.compile(r"%([1-9])")
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
_LETTERS = 26

Numbered = Callable[[str], tuple[str, str] | None]
"""The list and level of a paragraph style, by its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A paragraph's place in a list: the list's id, its level from 0, the number format, the count,
    the label as printed, empty where the list has none, and its indent in twentieths of a point.
    """

    num: str
    level: int
    format: str
    count: int
    text: str
    indent: int = 0


class Labels:
    """Counts the lists of a story; paragraphs must come in document order.

    `definition(num element)` is the abstract definition that counts; lists that share one go on
    counting together, as in Word, unless an instance overrides the start.
    """

    def __init__(
        self,
        nums: Mapping[str, etree._Element],
        definition: Callable[[etree._Element], etree._Element],
        numbered: Numbered,
        default_style: str | None,
    ) -> None:
        self._nums, self._definition = nums, definition
        self._numbered, self._default = numbered, default_style
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self._levels: dict[str, dict[int, etree._Element]] = {}
        self._started: set[tuple[str, int]] = set()

    def label(self, paragraph: etree._Element) -> Label | None:
        """The label of the next paragraph; none where it is in no list."""
        place = self._place(paragraph)
        if place is None:
            return None
        num, level = place
        levels = self._of(num)
        if level not in levels:
            return None
        count = self._count(num, level)
        form = _child(levels[level], "numFmt") or "decimal"
        text = self._text(num, level, form)
        indent = _indent(paragraph.find(f"{W}pPr")) or _indent(levels[level].find(f"{W}pPr")) or 0
        return Label(num=num, level=level, format=form, count=count, text=text, indent=indent)

    def _place(self, paragraph: etree._Element) -> tuple[str, int] | None:
        properties = paragraph.find(f"{W}pPr")
        style = _child(properties, "pStyle") or self._default or ""
        direct = None if properties is None else properties.find(f"{W}numPr")
        num, level = _child(direct, "numId"), _child(direct, "ilvl")
        if not num:
            inherited = self._numbered(style)
            if inherited is None:
                return None
            num, level = inherited[0], level or inherited[1]
        if num == "0" or num not in self._nums:
            return None
        return num, int(level) if level.isdigit() else 0

    def _of(self, num: str) -> dict[int, etree._Element]:
        if num not in self._levels:
            node = self._nums[num]
            overrides = [one.find(f"{W}lvl") for one in node.iterchildren(f"{W}lvlOverride")]
            found = [*self._definition(node).iterchildren(f"{W}lvl"), *overrides]
            self._levels[num] = {
                int(level.get(f"{W}ilvl", "0")): level for level in found if level is not None
            }
        return self._levels[num]

    def _key(self, num: str) -> str:
        return self._definition(self._nums[num]).get(f"{W}abstractNumId", "")

    def _count(self, num: str, level: int) -> int:
        levels, counts = self._of(num), self._counts[self._key(num)]
        self._restart(num, level, counts)
        for above in range(level):
            if above in levels:
                counts.setdefault(above, _start(levels[above]))
        counts[level] = counts.get(level, _start(levels[level]) - 1) + 1
        for below in [one for one in counts if one > level]:
            if _restarts(levels.get(below), level):
                del counts[below]
        return counts[level]

    def _restart(self, num: str, level: int, counts: dict[int, int]) -> None:
        """Apply the start that an instance sets, the first time that it is used (§17.9.8)."""
        for one in self._nums[num].iterchildren(f"{W}lvlOverride"):
            start = _child(one, "startOverride")
            at = int(one.get(f"{W}ilvl", "0"))
            if start.isdigit() and at <= level and (num, at) not in self._started:
                self._started.add((num, at))
                counts[at] = int(start) - 1 if at == level else int(start)

    def _text(self, num: str, level: int, form: str) -> str:
        levels, counts = self._of(num), self._counts[self._key(num)]
        if form == "none":
            return ""
        legal = levels[level].find(f"{W}isLgl") is not None

        def number(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            if at not in levels:
                return ""
            theirs = _child(levels[at], "numFmt") or "decimal"
            return spelt(counts.get(at, _start(levels[at])), "decimal" if legal else theirs)

        return _PLACE.sub(number, _child(levels[level], "lvlText"))


def spelt(count: int, form: str) -> str:
    """A number in one of Word's number formats (§17.18.59); unknown ones are decimal."""
    if form in ("lowerLetter", "upperLetter"):
        text = chr(ord("a") + (count - 1) % _LETTERS) * ((count - 1) // _LETTERS + 1)
    elif form in ("lowerRoman", "upperRoman"):
        text = _roman(count)
    elif form == "decimalZero":
        text = f"{count:02d}"
    elif form in ("bullet", "none"):
        text = ""
    else:
        text = str(count)
    return text.upper() if form.startswith("upper") else text


def _roman(count: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (count // value)
        count %= value
    return text


def _indent(properties: etree._Element | None) -> int | None:
    node = None if properties is None else properties.find(f"{W}ind")
    value = "" if node is None else node.get(f"{W}left", node.get(f"{W}start", ""))
    return int(value) if value.lstrip("-").isdigit() else None


def _start(level: etree._Element) -> int:
    value = _child(level, "start")
    return int(value) if value.isdigit() else 0


def _restarts(level: etree._Element | None, after: int) -> bool:
    """Whether a level starts anew after a paragraph of the level `after` (§17.9.10)."""
    value = _child(level, "lvlRestart")
    return not value.isdigit() or after < int(value)


def _child(parent: etree._Element | None, name: str) -> str:
    node = None if parent is None else parent.find(f"{W}{name}")
    return "" if node is None else node.get(_VAL, "")
