"""Content controls (ECMA-376 part 1, §17.5.2): which of a return's is the base's, filled anew.

A box that is ticked, an entry that is chosen, words that take the place of those that ask for them:
nothing of what stood in the control stays, and it is the same control.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lxml import etree

from chapters.comparing.flow import Paragraph
from chapters.comparing.pairing import NEW, Mapping
from chapters.oxml.namespaces import W

__all__ = ["filled_anew"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type
_Held = list[tuple[Element, int, int]]

_IDLE = frozenset({f"{W}id", f"{W}rPr", f"{W}showingPlcHdr", f"{W}lock", f"{W}placeholder"})


def filled_anew(
    mine: Sequence[Paragraph], theirs: Sequence[Paragraph], mapping: Mapping
) -> set[Element]:
    """The controls of a return in which all words are new, at the place of one of the base of the
    same kind from which all words went.
    """
    found: set[Element] = set()
    gone = _held(mine, lambda start, end: any(a <= start and end <= b for a, b in mapping.gone))
    come = _held(theirs, lambda start, end: set(mapping.state[start:end]) == {NEW}) if gone else []
    for control, start, _ in come:
        for number, (own, first, last) in enumerate(gone):
            if first <= mapping.slots[start] <= last and _kind(own) == _kind(control):
                found.add(control)
                del gone[number]
                break
    return found


def _held(paragraphs: Sequence[Paragraph], wanted: Callable[[int, int], bool]) -> _Held:
    """The innermost controls around words, with where these begin and end, of the wanted ones."""
    places: dict[Element, tuple[int, int]] = {}
    at = 0
    for piece in (one for paragraph in paragraphs for one in paragraph.pieces if one.before):
        size = 1 if piece.role == "end" else len(piece.text)
        controls = [wrap for wrap in piece.wraps if wrap.tag == f"{W}sdt"]
        if size and controls:
            start, _ = places.get(controls[-1], (at, 0))
            places[controls[-1]] = start, at + size
        at += size
    return [(control, *place) for control, place in places.items() if wanted(*place)]


def _kind(control: Element) -> list[tuple[str, str]]:
    """What a control is: its name, and what it is filled with."""
    properties = control.find(f"{W}sdtPr")
    found = () if properties is None else properties
    return [(str(one.tag), str(one.get(f"{W}val", ""))) for one in found if one.tag not in _IDLE]
