"""Decisions on marks, applied to one part.

The order is: former properties, merges, rows, cells, words, equations, numbering, controls, fields,
paragraph marks; inner marks before the outer ones around them (ECMA-376 part 1, §17.13.5).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from lxml import etree

from chapters.oxml.bookmarks import follow_words
from chapters.oxml.controls import clear_ranges, drop_control
from chapters.oxml.cut_fields import mend_fields, take_out_stand_ins
from chapters.oxml.marks import CONTROL_RANGES, FORMER, RUN_MARKS, Mark
from chapters.oxml.namespaces import W
from chapters.oxml.paragraphs import drop_paragraph_mark, forget_stuck, stuck_paragraphs
from chapters.oxml.properties import clear_mark, keep_new, restore_former
from chapters.oxml.ranges import Loss, balance, wanted_bookmarks
from chapters.oxml.runs import drop_math, drop_words, keep_math, keep_words, unwrap
from chapters.oxml.spans import keep_columns
from chapters.oxml.tables import (
    close_columns,
    drop_cell,
    drop_row,
    merge_cell,
)

__all__ = ["LEFTOVERS", "settle", "sweep"]

Decisions = Mapping[Mark, bool]
"""What was decided: true accepts, false rejects; a mark that is not in it stays."""

Piece = tuple[etree._Element, Mark, bool]  # noqa: SLF001 -- lxml has no public name for it

_BRINGS = ("ins", "to")
_FORMATS = frozenset(FORMER.values())
_ROWS, _CELLS = frozenset({"rins", "rdel"}), frozenset({"cins", "cdel"})
_WORDS, _MATH = frozenset({"ins", "del", "from", "to"}), frozenset({"mins", "mdel"})
_CONTROLS = frozenset(CONTROL_RANGES.values())
_PARAGRAPHS = frozenset({"pins", "pdel", "pfrom", "pto"})
_P = f"{W}p"
LEFTOVERS = (
    *RUN_MARKS,
    *FORMER,
    *(f"{W}{name}" for name in ("cellIns", "cellDel", "cellMerge")),
    *(f"{name}{end}" for name in CONTROL_RANGES for end in ("Start", "End")),
    *(f"{W}move{side}Range{end}" for side in ("From", "To") for end in ("Start", "End")),
)


def settle(
    root: etree._Element,
    decisions: Decisions,
    vacant: Iterable[Mark],
    *,
    signed: bool = True,
    follow: bool = False,
) -> Loss:
    """Apply decisions to the part, which may be signed; returns what went with the words. With
    `follow`, bookmarks go where their words go.
    """
    loss = Loss(wanted=wanted_bookmarks(root), signed=signed)
    loss.fields = signed and take_out_stand_ins(root)
    backwards = list(_pieces(decisions))[::-1]
    if follow:
        follow_words(root, _going(backwards))
    for element, _, accept in _of(backwards, _FORMATS):
        _settle_format(element, accept=accept)
    _settle_tables(root, backwards, loss)
    for element, mark, accept in _of(backwards, _WORDS):
        _settle_words(element, loss, goes=_goes(mark, accept=accept))
    for element in [x for mark in vacant for one in (mark, *mark.twins) for x in one.elements]:
        unwrap(element)
    for element, mark, accept in _of(backwards, _MATH):
        _settle_math(element, loss, goes=_goes(mark, accept=accept))
    for element, _, accept in _of(backwards, frozenset({"numins"})):
        _settle_numbering(element, accept=accept)
    _settle_controls(decisions, loss)
    if loss.fields:
        mend_fields(root, loss)  # first: what is left of a field keeps its paragraph
    _settle_paragraphs(root, backwards, loss)
    balance(root, loss)
    return loss


def _pieces(decisions: Decisions) -> Iterator[Piece]:
    for mark, accept in decisions.items():
        for one in (mark, *mark.twins):
            for element in one.elements:
                yield element, mark, accept


def _going(pieces: list[Piece]) -> set[etree._Element]:
    """The elements around the words that go."""
    words = (piece for piece in pieces if piece[1].code in _WORDS)
    return {element for element, mark, accept in words if _goes(mark, accept=accept)}


def _of(pieces: list[Piece], codes: frozenset[str]) -> list[Piece]:
    return [piece for piece in pieces if piece[1].code in codes]


def _goes(mark: Mark, *, accept: bool) -> bool:
    """Whether what is marked goes: a rejected insertion, an accepted deletion."""
    return mark.code.endswith(_BRINGS) is not accept


def _settle_format(change: etree._Element, *, accept: bool) -> None:
    settle_one: Callable[[etree._Element], None] = keep_new if accept else restore_former
    settle_one(change)


def _settle_tables(root: etree._Element, backwards: list[Piece], loss: Loss) -> None:
    for element, _, accept in _of(backwards, frozenset({"cmerge"})):
        merge_cell(element, accept=accept)  # first: a row that goes hands its merges down
    for element, mark, accept in _of(backwards, _ROWS):
        _settle_row(element, mark, loss, accept=accept)
    for element, mark, accept in _of(backwards, _CELLS):
        _settle_cell(element, mark, loss, accept=accept)
    close_columns(root, loss)


def _settle_row(element: etree._Element, mark: Mark, loss: Loss, *, accept: bool) -> None:
    row = next(element.iterancestors(f"{W}tr"), None)
    clear_mark(element)
    if row is not None and _goes(mark, accept=accept):
        drop_row(row, loss, accept=accept)


def _settle_cell(element: etree._Element, mark: Mark, loss: Loss, *, accept: bool) -> None:
    cell = next(element.iterancestors(f"{W}tc"), None)
    if cell is not None and _goes(mark, accept=accept):
        drop_cell(cell, loss, accept=accept)
    elif cell is not None:
        keep_columns(cell)
    clear_mark(element)


def _settle_words(element: etree._Element, loss: Loss, *, goes: bool) -> None:
    if goes:
        drop_words(element, loss)
    else:
        keep_words(element)


def _settle_math(element: etree._Element, loss: Loss, *, goes: bool) -> None:
    if goes:
        drop_math(element, loss)
    else:
        keep_math(element)


def _settle_numbering(mark: etree._Element, *, accept: bool) -> None:
    numbering = mark.getparent()
    clear_mark(mark)
    if not accept and numbering is not None and numbering.getparent() is not None:
        clear_mark(numbering)


def _settle_controls(decisions: Decisions, loss: Loss) -> None:
    for mark, accept in decisions.items():
        if mark.code not in _CONTROLS:
            continue
        for one in (mark, *mark.twins):
            clear_ranges(one.elements)
            if _goes(mark, accept=accept):
                for target in one.targets:
                    drop_control(target, loss)


def _settle_paragraphs(root: etree._Element, backwards: list[Piece], loss: Loss) -> None:
    """Marks from the last to the first, so that a chain of joins moves each word once."""
    for element, mark, accept in _of(backwards, _PARAGRAPHS):
        paragraph = next(element.iterancestors(_P), None)
        clear_mark(element)
        if paragraph is not None and _goes(mark, accept=accept):
            drop_paragraph_mark(paragraph, loss)
    for paragraph in reversed(stuck_paragraphs(root, loss)):
        drop_paragraph_mark(paragraph, loss)


def sweep(root: etree._Element, loss: Loss) -> bool:
    """Remove what is left of tracking in a part where everything is decided; whether there was any.

    That is: move ranges, ranges without a control, marks in places where they mean nothing.
    """
    forget_stuck(root, loss)
    left = list(root.iter(*LEFTOVERS))
    for element in left:
        if len(element) and element.tag in RUN_MARKS:
            unwrap(element)
        else:
            clear_mark(element)
    return bool(left)
