"""Other words in place of those that a revision wanted to insert."""

from __future__ import annotations

import re
from copy import deepcopy

from lxml import etree

from chapters.oxml.marks import Mark
from chapters.oxml.namespaces import XML, W

__all__ = ["CAN_BE_REWORDED", "reword"]

CAN_BE_REWORDED = frozenset({"ins", "to", "del"})
"""Codes of marks that stand around words; other words for a deletion come in its place."""

_RUN, _RPR = f"{W}r", f"{W}rPr"
_CONTROLS = {"\t": f"{W}tab", "\n": f"{W}br"}


def reword(mark: Mark, text: str) -> None:
    """Put other words into an insertion, or behind a deletion, in the format of its first run."""
    for one in (mark, *mark.twins):
        run = _run(one, text)
        if mark.code == "del":
            one.elements[-1].addnext(run)
            continue
        for element in one.elements:
            for child in list(element):
                element.remove(child)
        one.first.append(run)


def _run(mark: Mark, text: str) -> etree._Element:
    run = etree.Element(_RUN)
    model = next((one for el in mark.elements for one in el.iter(_RUN)), None)
    properties = None if model is None else model.find(_RPR)
    if properties is not None:
        run.append(deepcopy(properties))
        for change in run.findall(f"{_RPR}/{W}rPrChange"):
            run[0].remove(change)
    for piece in re.split(r"([\t\n])", text):
        if piece in _CONTROLS:
            etree.SubElement(run, _CONTROLS[piece])
        elif piece:
            words = etree.SubElement(run, f"{W}t")
            words.text = piece
            words.set(f"{XML}space", "preserve")
    return run
