"""Content controls that were tracked: the control goes or stays, its content never goes with it.

ECMA-376 part 1, §17.13.5.4 to .11 (customXml…Range): the ranges are about the control alone.
"""

from __future__ import annotations

from lxml import etree

from chapters.oxml.namespaces import W
from chapters.oxml.ranges import Loss, remove

__all__ = ["clear_ranges", "drop_control"]

_HELD = {f"{W}sdt": f"{W}sdtContent"}
_OWN = frozenset(f"{W}{name}" for name in ("customXmlPr", "smartTagPr", "sdtPr", "sdtEndPr"))


def clear_ranges(elements: list[etree._Element]) -> None:
    """Remove the range markers themselves."""
    for element in elements:
        outer = element.getparent()
        if outer is not None:
            outer.remove(element)


def drop_control(control: etree._Element, loss: Loss) -> None:
    """Put the content of a control in its place."""
    if control.getparent() is None:
        return
    inner = control.find(_HELD[control.tag]) if control.tag in _HELD else control
    for child in [] if inner is None else list(inner):
        if child.tag not in _OWN:
            control.addprevious(child)
    remove(control, loss)
