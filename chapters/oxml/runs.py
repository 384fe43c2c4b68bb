"""Tracked words: kept or removed, with all that stands in them.

ECMA-376 part 1, §17.13.5.14 (del), .18 (ins), .22 (moveFrom), .25 (moveTo); §17.3.3.7 delText,
§17.16.13 delInstrText; equations §17.13.5.13 and .16 and §22.1.
"""

from __future__ import annotations

from lxml import etree

from chapters.oxml.namespaces import M, W
from chapters.oxml.ranges import Loss, prune, remove

__all__ = ["drop_math", "drop_words", "keep_math", "keep_words", "unwrap"]

_LIVE = {f"{W}delText": f"{W}t", f"{W}delInstrText": f"{W}instrText"}
_TAKES_AWAY = (f"{W}del",)
_MATH = (f"{M}oMath", f"{M}oMathPara")
_MATH_RUN = f"{M}r"
_ARGUMENTS = frozenset(
    f"{M}{name}" for name in ("e", "num", "den", "deg", "sub", "sup", "fName", "lim")
)


def keep_words(element: etree._Element) -> None:
    """The words stay and are no longer marked; deleted ones become text again."""
    held = list(element)
    outer = element.getparent()
    unwrap(element)
    if outer is not None and not _within_deletion(outer):
        for child in held:
            _revive(child)


def drop_words(element: etree._Element, loss: Loss) -> None:
    """The words go, and so does a link or wrapper that held nothing else."""
    outer = element.getparent()
    remove(element, loss)
    prune(outer, loss)


def unwrap(element: etree._Element) -> None:
    """Put the children of an element in its place."""
    outer = element.getparent()
    if outer is None:
        return
    for child in list(element):
        element.addprevious(child)
    outer.remove(element)


def _within_deletion(element: etree._Element) -> bool:
    if element.tag in _TAKES_AWAY:
        return True
    return next(element.iterancestors(*_TAKES_AWAY), None) is not None


def _revive(element: etree._Element) -> None:
    for text in list(element.iter(*_LIVE)):
        if next(text.iterancestors(*_TAKES_AWAY), None) is None:
            text.tag = _LIVE[text.tag]


def keep_math(mark: etree._Element) -> None:
    """An equation's character or control stays, unmarked."""
    held = list(mark)
    unwrap(mark)
    for child in held:
        _revive(child)


def drop_math(mark: etree._Element, loss: Loss) -> None:
    """An equation's character goes; of a control, such as a fraction, only its arguments stay."""
    outer = mark.getparent()
    if outer is None:
        return
    if outer.tag == _MATH_RUN:
        remove(mark, loss)
        if not len(outer) or all(
            child.tag.endswith("rPr") for child in outer.iterchildren(etree.Element)
        ):
            _drop_hollow(outer, loss)
        return
    properties = outer.getparent()
    control = None if properties is None else properties.getparent()
    if control is not None and control.getparent() is not None:
        _dissolve(control, loss)


def _dissolve(control: etree._Element, loss: Loss) -> None:
    outer = control.getparent()
    for argument in control.iter(*_ARGUMENTS):
        if next(argument.iterancestors(*_ARGUMENTS, control.tag), None) is control:
            for child in list(argument):
                if child.tag not in {f"{M}argPr", f"{M}ctrlPr"}:
                    control.addprevious(child)
    remove(control, loss)
    if outer is not None:
        _drop_hollow(outer, loss, only_if_empty=True)


def _drop_hollow(element: etree._Element, loss: Loss, *, only_if_empty: bool = False) -> None:
    """Remove an empty run of an equation, then the equation itself where nothing is left."""
    outer = element.getparent()
    if outer is None or (only_if_empty and (len(element) or element.tag not in _MATH)):
        return
    remove(element, loss)
    if outer.tag in _MATH and not any(
        child.tag.startswith(M) for child in outer.iterchildren(etree.Element)
    ):
        _drop_hollow(outer, loss, only_if_empty=len(outer) > 0)
    else:
        prune(outer, loss)
