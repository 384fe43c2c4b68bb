"""What became of each mark, from its own signs and from the marks it stands or falls with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from chapters.judging.looks import LOOKS
from chapters.judging.signs import END_OF_CELL, END_OF_PARAGRAPH, ROW, Marked, Sign
from chapters.judging.traces import BRINGS, TAKES, Trace
from chapters.judging.walking import DROPPED, Names
from chapters.oxml.marks import Mark
from chapters.values import Fate

__all__ = ["Walked", "fates"]

Told = Mapping[str, Fate]


class Walked(NamedTuple):
    """The signs of a story as they were sent, as they are now, and the way from those to these."""

    sent: Sequence[Sign]
    now: Sequence[Sign]
    became: Sequence[int]


def fates(
    mine: Marked, names: Names, traces: Mapping[str, Trace], stories: Sequence[Walked]
) -> dict[str, Fate]:
    """The fate of each mark of `mine`, by name."""
    told = {name: _fate(trace) for name, trace in traces.items()}
    told |= _without_signs(mine, names, traces, stories)
    told |= _in_rows(mine, told)
    told |= _moved(mine.marks, told)
    told |= _consumed(mine, _Families(mine.groups, told), traces, stories)
    told |= _last_of_all(mine, _Families(mine.groups, told), stories)
    return told


def _fate(trace: Trace) -> Fate:
    if not _is_seen(trace):
        return Fate.UNTOLD
    if trace.open or trace.left:
        whole = not (trace.plain or trace.gone) or (trace.edited and trace.mark.code in BRINGS)
        return Fate.OPEN if whole else Fate.DIVIDED
    stays = trace.plain >= trace.gone + trace.cut
    return Fate.ACCEPTED if stays == (trace.mark.code in BRINGS) else Fate.REJECTED


def _is_seen(trace: Trace) -> bool:
    return bool(trace.open + trace.plain + trace.gone + trace.cut)


def _without_signs(
    mine: Marked, names: Names, traces: Mapping[str, Trace], stories: Sequence[Walked]
) -> Told:
    """The marks that change no sign, such as those of formatting or around nothing but the code of
    a field: open where as many are there.
    """
    silent = {name: names.sent[name] for name, trace in traces.items() if not _is_seen(trace)}
    if not silent:
        return {}
    seen = {name for story in stories for sign in story.now for name in sign.marks}
    there: dict[str, list[str]] = {}
    for name, called in names.now.items():
        if name not in seen:
            there.setdefault(called, []).append(name)
    sent = Counter(silent.values())
    found: dict[str, Fate] = {}
    for name, called in silent.items():
        left = there.get(called, [])
        is_open = len(left) >= sent[called]
        found[name] = Fate.OPEN if is_open else Fate.UNTOLD
        if is_open and mine.marks[name].code not in LOOKS:
            traces[name].left.add(left.pop(0))
            sent[called] -= 1
    return found


def _in_rows(mine: Marked, told: Told) -> Told:
    """The fate of ends of paragraphs in a row or cell that comes or goes itself: that of the row.

    LibreOffice 7.4 writes no marks of such ends, so that they look accepted in a row still marked.
    """
    found: dict[str, Fate] = {}
    for sign in (one for signs in mine.stories.values() for one in signs if len(one.marks) > 1):
        outer, *inner = sign.marks
        for name in inner if mine.marks[outer].code in _OF_ROWS else ():
            if mine.marks[name].code == _OF_ROWS[mine.marks[outer].code]:
                found[name] = told[outer]
    return found


_OF_ROWS = {"rins": "pins", "cins": "pins", "rdel": "pdel", "cdel": "pdel"}


def _moved(marks: Mapping[str, Mark], told: Told) -> Told:
    """The fate of both halves of each move: that of the words at their new place, if any."""
    halves: dict[str, list[str]] = {}
    for name, mark in marks.items():
        if mark.move is not None:
            halves.setdefault(mark.move, []).append(name)
    return {
        name: told[min(names, key=lambda one: _SUREST.index(marks[one].code))]
        for names in halves.values()
        for name in names
    }


_SUREST = ("to", "ins", "from", "del", "pto", "pfrom", "sdtto", "sdtfrom")
"""Words that LibreOffice moves are `ins` and `del` between ends that are `moveTo`, `moveFrom`."""


class _Families:
    """What became of the marks that stand or fall together."""

    def __init__(self, groups: Mapping[str, str], told: Told) -> None:
        self.told = told
        self._groups = groups
        self._members: dict[str, list[str]] = {}
        for name, group in groups.items():
            self._members.setdefault(group, []).append(name)

    def rest(self, name: str, but: Collection[str] = ()) -> set[Fate]:
        """The fates of the others that a mark belongs to, without those that say nothing."""
        others = (one for one in self._members[self._groups[name]] if one != name)
        return {self.told[one] for one in others if one not in but} - {Fate.UNTOLD}


def _consumed(
    mine: Marked, families: _Families, traces: Mapping[str, Trace], stories: Sequence[Walked]
) -> Told:
    """Of what one inserts and another deletes, and which is gone: the one who is contradicted by
    what became of the rest of the same change says nothing.

    Whether the insertion was rejected or the deletion in it accepted, the text is the same; with
    the rest silent too, both are told, as neither has been refused what it wanted of that place.
    """
    pairs = {
        (outer, sign.marks[-1]): None
        for story in stories
        for sign, at in zip(story.sent, story.became, strict=True)
        if at == DROPPED
        for outer in sign.marks[:-1]
        if mine.marks[outer].code in BRINGS and mine.marks[sign.marks[-1]].code in TAKES
    }
    shared = {name for pair in pairs for name in pair if not traces[name].alone}
    for name in shared:
        traces[name].consumed = True
    found: dict[str, Fate] = {}
    for outer, inner in pairs:
        around = families.rest(outer, shared) if outer in shared else {families.told[outer]}
        within = families.rest(inner, shared)
        if outer in shared and around and Fate.REJECTED not in around:
            found[outer] = _silent(traces[outer])
        elif inner in shared and within and Fate.ACCEPTED not in within:
            found[inner] = _silent(traces[inner])
    return found


def _silent(trace: Trace) -> Fate:
    """The fate of a change of which what is gone says nothing: open if something is left of it."""
    return Fate.OPEN if trace.open or trace.left else Fate.UNTOLD


def _last_of_all(mine: Marked, families: _Families, stories: Sequence[Walked]) -> Told:
    """The fate of ends of paragraphs that are there because nothing follows which their paragraph
    could be joined with, as before a table: that of the words that they belong to.
    """
    found: dict[str, Fate] = {}
    for name in (one for story in stories for one in _unjoined(story)):
        if mine.marks[name].code in {"pins", "pdel", "pfrom", "pto"}:
            rest = families.rest(name)
            if len(rest) == 1 and rest <= {Fate.ACCEPTED, Fate.REJECTED}:
                [found[name]] = rest
    return found


def _unjoined(story: Walked) -> Iterator[str]:
    """The marks of ends of paragraphs that are plain now and the last before a row or of a cell."""
    for sign, at in zip(story.sent, story.became, strict=True):
        if sign.marks and sign.text == END_OF_PARAGRAPH and at >= 0 and not story.now[at].marks:
            following = story.now[at + 1].text if at + 1 < len(story.now) else END_OF_CELL
            if following in {ROW, END_OF_CELL}:
                yield from sign.marks
