"""What became of tracked formatting, told by what the properties now are.

ECMA-376 part 1, §17.13.5.29 and .31 to .37. A mark of formatting stands in the properties of
something: of a run, a paragraph, a row, a cell, a table, a section. Where it was, the same thing is
found again by its signs; its properties are then those that were wanted, or the former ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lxml import etree

from chapters.judging.signs import Marked
from chapters.judging.walking import Names
from chapters.oxml.marks import FORMER
from chapters.oxml.namespaces import W
from chapters.oxml.properties import NEVER_FORMER
from chapters.values import Fate

__all__ = ["LOOKS", "Looks"]

LOOKS = frozenset(FORMER.values()) - {"num"}
"""The codes of formatting; a former number is a picture only, which decides nothing."""

_NO_SIGN_KEEPS = frozenset({"sectpr", "tblpr", "tblprex", "trpr", "tcpr", "grid"})
"""What LibreOffice drops when it saves a file: that the mark is gone, then says nothing."""

_OFF = frozenset({"0", "false", "off", "none", "auto"})
_ELSEWHERE = NEVER_FORMER | {f"{W}rPr", f"{W}sectPr", *FORMER}
"""What stands in a set of properties and is none of it, or has a mark of its own."""

_Facts = Mapping[tuple[str, ...], str]


class Looks:
    """The marks of formatting of a file that was sent, and where their things have their signs.

    `left` are the names, in the other file, of what is there of each, once its fate is told.
    """

    def __init__(self, mine: Marked) -> None:
        self._marks = {name: mark for name, mark in mine.marks.items() if mark.code in LOOKS}
        self._places = _places(mine) if self._marks else {}
        self.left: dict[str, set[str]] = {}
        self._stands: dict[str, dict[str, list[int]]] = {}
        for name, mark in self._marks.items():
            for change in mark.elements:
                story, signs = self._places.get(_holder(change)[1], ("", []))
                self._stands.setdefault(story, {}).setdefault(name, []).extend(signs)

    def among(self, story: str, became: Sequence[int]) -> dict[str, tuple[int, int]]:
        """Where the runs, paragraphs, rows and cells of the marks of a story are among its signs
        now: the first one and the one behind the last.
        """
        found: dict[str, tuple[int, int]] = {}
        for name, signs in self._stands.get(story, {}).items():
            there = [became[sign] for sign in signs if became[sign] >= 0]
            if there:
                found[name] = (min(there), max(there) + 1)
        return found

    def fates(
        self, theirs: Marked, ways: Mapping[str, Sequence[int]], names: Names, *, lossy: bool
    ) -> dict[str, Fate]:
        """The fate of each mark of which the text is there; `ways` are by story.

        `lossy`: the file was saved by a program that drops marks of tables and sections.
        """
        there: dict[etree._Element, str] = {
            element: name
            for name, mark in theirs.marks.items()
            if mark.code in LOOKS
            for element in mark.elements
        }
        found: dict[str, Fate] = {}
        for name, mark in self._marks.items():
            seen: Counter[Fate] = Counter()
            for change in mark.elements:
                for now in _now(change, self._places, theirs, ways):
                    still = _still(change, now, there)
                    if still and names.now[still] == names.sent[name]:
                        self.left.setdefault(name, set()).add(still)
                        seen[Fate.OPEN] += 1
                    else:
                        seen[_fate_at(change, now)] += 1
            fate = _of_all(seen)
            is_silent = lossy and mark.code in _NO_SIGN_KEEPS and fate is not Fate.OPEN
            if fate is not None and not is_silent:
                found[name] = fate
        return found


def _of_all(seen: Counter[Fate]) -> Fate | None:
    """The one fate of all places that say something; the more frequent one; none where none do."""
    said = seen[Fate.ACCEPTED] + seen[Fate.REJECTED]
    if seen[Fate.OPEN]:
        return Fate.DIVIDED if said else Fate.OPEN
    if not said or seen[Fate.ACCEPTED] == seen[Fate.REJECTED]:
        return None
    return max((Fate.ACCEPTED, Fate.REJECTED), key=lambda fate: seen[fate])


def _places(mine: Marked) -> dict[etree._Element, tuple[str, list[int]]]:
    """For each run, paragraph, row and cell its story and its signs."""
    places: dict[etree._Element, tuple[str, list[int]]] = {}
    for story, homes in mine.homes.items():
        for at, home in enumerate(homes):
            places.setdefault(home, (story, []))[1].append(at)
    return places


def _now(
    change: etree._Element,
    places: Mapping[etree._Element, tuple[str, Sequence[int]]],
    theirs: Marked,
    ways: Mapping[str, Sequence[int]],
) -> Iterator[etree._Element | None]:
    """The properties that are now where a mark was, for each sign there; none where there are
    none.
    """
    path, holder = _holder(change)
    if holder.tag == f"{W}body":
        root = theirs.root.find(f"{W}body")
        yield None if root is None else root.find(path)
        return
    for row in holder.iterchildren(f"{W}tr") if holder.tag == f"{W}tbl" else (holder,):
        story, signs = places.get(row, ("", ()))
        for at in signs:
            index = ways[story][at] if story else -1
            if index >= 0:
                home = theirs.homes[story][index]
                around = home.getparent() if holder.tag == f"{W}tbl" else home
                yield None if around is None else around.find(path)


def _holder(change: etree._Element) -> tuple[str, etree._Element]:
    """What a mark is about, and where its properties stand in it."""
    steps: list[str] = []
    node = change.getparent()
    while node is not None and node.tag in _SETS:
        steps.insert(0, node.tag)
        node = node.getparent()
    return "/".join(steps), change if node is None else node


_SETS = frozenset(
    f"{W}{name}"
    for name in ("rPr", "pPr", "sectPr", "tblPr", "tblPrEx", "trPr", "tcPr", "tblGrid", "numPr")
)


def _still(
    change: etree._Element, now: etree._Element | None, there: Mapping[etree._Element, str]
) -> str:
    """The name of the mark of this kind that is there now; empty where there is none."""
    marks = () if now is None else now.iterchildren(change.tag)
    return next((there[one] for one in marks if one in there), "")


def _fate_at(change: etree._Element, now: etree._Element | None) -> Fate:
    """What became of a mark that is gone, at one place."""
    holder = change.getparent()
    wanted, former = _facts(holder), _facts(change.find(change.tag.removesuffix("Change")))
    told = _facts(now)
    votes = Counter(
        told.get(what) == wanted.get(what)
        for what in wanted.keys() | former.keys()
        if wanted.get(what) != former.get(what)
        and told.get(what) in {wanted.get(what), former.get(what)}
    )
    if votes[True] == votes[False]:
        return Fate.UNTOLD
    return Fate.ACCEPTED if votes[True] > votes[False] else Fate.REJECTED


def _facts(properties: etree._Element | None) -> _Facts:
    """What a set of properties says, piece by piece: what is switched off is not said."""
    facts: dict[tuple[str, ...], str] = {}
    children = () if properties is None else properties.iterchildren(f"{W}*")
    _note_all((one for one in children if one.tag not in _ELSEWHERE), (), facts)
    return facts


def _note_all(
    nodes: Iterable[etree._Element], path: tuple[str, ...], facts: dict[tuple[str, ...], str]
) -> None:
    seen: Counter[str] = Counter()
    for node in nodes:
        seen[node.tag] += 1
        _note(node, (*path, node.tag, str(seen[node.tag])), facts)


def _note(node: etree._Element, path: tuple[str, ...], facts: dict[tuple[str, ...], str]) -> None:
    said = {str(name): str(value) for name, value in node.attrib.items()}
    for name, value in said.items():
        if value.lower() not in _OFF:
            facts[*path, name] = "on" if value in {"1", "true"} and len(said) == 1 else value
    if not said and not len(node):
        facts[*path, f"{W}val"] = "on"
    _note_all(node.iterchildren(f"{W}*"), path, facts)
