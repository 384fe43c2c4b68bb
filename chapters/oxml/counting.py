"""List labels: the "3.1", "(a)" or bullet that Word writes before a paragraph (§17.9)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
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
_ANY = 9  # levels are 0 to 8: a level starts anew after any above it

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
        self._lists: dict[str, _List] = {}
        self._started: set[tuple[str, int]] = set()

    def label(self, paragraph: etree._Element) -> Label | None:
        """The label of the next paragraph; none where it is in no list."""
        place = self.count(paragraph)
        if place is None:
            return None
        num, at = place
        level, counts = self._of(num).levels[at], self._counts[self._of(num).key]
        return Label(
            num=num,
            level=at,
            format=level.format,
            count=counts[at],
            text=self._text(num, at),
            indent=_indent(paragraph.find(f"{W}pPr")) or level.indent,
        )

    def count(self, paragraph: etree._Element) -> tuple[str, int] | None:
        """Count the next paragraph; returns its list and level, none where it is in no list."""
        place = self._place(paragraph)
        if place is None or place[1] not in self._of(place[0]).levels:
            return None
        num, at = place
        found = self._of(num)
        counts = self._counts[found.key]
        self._restart(num, at, counts)
        for above in range(at):
            if above in found.levels:
                counts.setdefault(above, found.levels[above].start)
        counts[at] = counts.get(at, found.levels[at].start - 1) + 1
        for below in [one for one in counts if one > at]:
            if below not in found.levels or at < found.levels[below].restart:
                del counts[below]
        return place

    def _place(self, paragraph: etree._Element) -> tuple[str, int] | None:
        properties = paragraph.find(f"{W}pPr")
        direct = None if properties is None else properties.find(f"{W}numPr")
        num, level = _child(direct, "numId"), _child(direct, "ilvl")
        if not num:
            inherited = self._numbered(_child(properties, "pStyle") or self._default or "")
            if inherited is None:
                return None
            num, level = inherited[0], level or inherited[1]
        if num == "0" or num not in self._nums:
            return None
        return num, int(level) if level.isdigit() else 0

    def _of(self, num: str) -> _List:
        if num not in self._lists:
            node = self._nums[num]
            definition = self._definition(node)
            overrides = list(node.iterchildren(f"{W}lvlOverride"))
            levels = [
                *definition.iterchildren(f"{W}lvl"),
                *(one.find(f"{W}lvl") for one in overrides),
            ]
            starts = [
                (int(one.get(f"{W}ilvl", "0")), _child(one, "startOverride")) for one in overrides
            ]
            self._lists[num] = _List(
                key=definition.get(f"{W}abstractNumId", ""),
                levels={
                    int(one.get(f"{W}ilvl", "0")): _level(one) for one in levels if one is not None
                },
                starts=[(at, int(start)) for at, start in starts if start.isdigit()],
            )
        return self._lists[num]

    def _restart(self, num: str, level: int, counts: dict[int, int]) -> None:
        """Apply the start that an instance sets, the first time that it is used (§17.9.8)."""
        for at, start in self._of(num).starts:
            if at <= level and (num, at) not in self._started:
                self._started.add((num, at))
                counts[at] = start - 1 if at == level else start

    def _text(self, num: str, level: int) -> str:
        levels, counts = self._of(num).levels, self._counts[self._of(num).key]
        if levels[level].format == "none":
            return ""

        def number(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            if at not in levels:
                return ""
            form = "decimal" if levels[level].legal else levels[at].format
            return spelt(counts.get(at, levels[at].start), form)

        return _PLACE.sub(number, levels[level].text)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    """A level of a list. It starts anew after a paragraph of a level below `restart` (§17.9.10)."""

    start: int
    format: str
    text: str
    legal: bool
    restart: int
    indent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """A list: `key` names the counts, `starts` are those that an instance sets, (level, start)."""

    key: str
    levels: Mapping[int, _Level]
    starts: Sequence[tuple[int, int]]


def _level(node: etree._Element) -> _Level:
    start, restart = _child(node, "start"), _child(node, "lvlRestart")
    return _Level(
        start=int(start) if start.isdigit() else 0,
        format=_child(node, "numFmt") or "decimal",
        text=_child(node, "lvlText"),
        legal=node.find(f"{W}isLgl") is not None,
        restart=int(restart) if restart.isdigit() else _ANY,
        indent=_indent(node.find(f"{W}pPr")) or 0,
    )


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


def _child(parent: etree._Element | None, name: str) -> str:
    node = None if parent is None else parent.find(f"{W}{name}")
    return "" if node is None else node.get(_VAL, "")
