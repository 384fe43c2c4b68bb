"""Twins: what stands in `mc:Fallback` and says once more what stands in `mc:Choice` beside it.

ECMA-376 part 3, §7.6. A box in a box is there four times: in the choice and in the fallback of the
outer one, each with a choice and a fallback of its own; the first of them speaks for all.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from lxml import etree

from chapters.oxml.namespaces import MC

__all__ = ["originals"]

_CHOICE, _FALLBACK = f"{MC}Choice", f"{MC}Fallback"


def originals(marked: Sequence[tuple[etree._Element, Hashable]]) -> dict[int, int]:
    """For each element that is a twin, by its place in the list, the place of its original.

    Elements come in document order, each with what its twin must have in common with it. One in a
    fallback without an equal one in the choice is no twin.
    """
    above: dict[int, int] = {}
    for chosen, spare in _sides(element for element, _ in marked):
        waiting: dict[Hashable, list[int]] = {}
        for number in reversed(spare):
            waiting.setdefault(marked[number][1], []).append(number)
        for number in chosen:
            there = waiting.get(marked[number][1])
            if there:
                above[there.pop()] = number
    return {number: _first(number, above) for number in above}


def _sides(elements: Iterable[etree._Element]) -> Iterable[tuple[list[int], list[int]]]:
    """What stands in the choice and in the fallback of each alternative, without what is in the
    fallback of another one inside it: that is the twin of something else there.
    """
    sides: dict[etree._Element | None, tuple[list[int], list[int]]] = {}
    for number, element in enumerate(elements):
        for branch in element.iterancestors(_CHOICE, _FALLBACK):
            is_spare = branch.tag == _FALLBACK
            sides.setdefault(branch.getparent(), ([], []))[is_spare].append(number)
            if is_spare:
                break
    return sides.values()


def _first(number: int, above: dict[int, int]) -> int:
    while number in above:
        number = above[number]
    return number
