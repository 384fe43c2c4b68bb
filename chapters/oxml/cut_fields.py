"""Complex fields that lost a piece with the words around it (ECMA-376 part 1, §17.16.18).

What loses its end is closed; what loses its beginning goes, except its code: Word leaves a switch
of some deleted fields unmarked, and it stays. Which beginning belongs to which end is told from
what is left, once nothing that tells it is marked any more: what is left does not depend on the
order of decisions, so neither does the result. A story of which all is accepted, or all is
rejected, and that was sound so is never touched, even where an old and a new field share an end.

Until then stand-ins keep the story sound: runs of their own with a sign in `w:rsidDel`, which the
next call takes out before anything else. That they are there is also what tells that call that a
field was cut: a story that reads well can only be spoiled by losing another piece of a field.
Rejected: pairing as the file is before a call, which takes the shared end away with either field.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from lxml import etree

from chapters.oxml.marks import RUN_MARKS
from chapters.oxml.namespaces import W
from chapters.oxml.ranges import SIGN, Loss, prune

__all__ = ["mend_fields", "take_out_stand_ins"]

_CHAR, _KIND, _RUN = f"{W}fldChar", f"{W}fldCharType", f"{W}r"
_CODES = (f"{W}instrText", f"{W}delInstrText")
_WORDS = (f"{W}t", f"{W}delText")
_STAND_IN = f"{W}rsidDel"
_HOLDERS = (f"{W}tc", f"{W}txbxContent", f"{W}footnote", f"{W}endnote", f"{W}comment")
"""No field begins in one of these and ends outside of it."""

Place = tuple[etree._Element | None, bool]  # noqa: SLF001 -- lxml has no public name for it


@dataclass(slots=True)
class _Field:
    """A field, or what is left of one; `has_spoken` says that words came since it began, or
    separated.
    """

    begin: etree._Element | None = None
    code: list[etree._Element] = field(default_factory=list)
    separator: etree._Element | None = None
    end: etree._Element | None = None
    has_spoken: bool = False

    @property
    def takes_code(self) -> bool:
        """Whether code, or a separator, that comes next is its own."""
        return self.separator is None and not self.has_spoken

    @property
    def pieces(self) -> list[etree._Element]:
        """What is left of it, in order."""
        every = (self.begin, *self.code, self.separator, self.end)
        return [one for one in every if one is not None]


@dataclass(slots=True)
class _Story:
    """The fields of one story: `unclosed` ones lost their end, `headless` ones their beginning;
    `strays` are pieces that nothing before them can have begun, whatever is decided yet.
    """

    still_open: list[_Field] = field(default_factory=list)
    unclosed: list[_Field] = field(default_factory=list)
    headless: list[_Field] = field(default_factory=list)
    strays: list[etree._Element] = field(default_factory=list)
    is_undecided: bool = False

    @property
    def is_surely_outside(self) -> bool:
        """Whether what comes next is in no field, whatever is decided yet."""
        return not self.is_undecided and not self.still_open


def take_out_stand_ins(root: etree._Element) -> bool:
    """Leave only what the fields of a part really have; whether there were stand-ins."""
    runs = [run for char in root.iter(_CHAR) if (run := char.getparent()) is not None]
    found = [run for run in runs if run.get(_STAND_IN) == SIGN]
    for run in found:
        _take_out(run)
    return bool(found)


def mend_fields(root: etree._Element, loss: Loss) -> None:
    """Close what lost its end and remove what lost its beginning, in every story of a part."""
    for story in _stories(root):
        for stray in story.strays:
            _drop(stray, loss)
        if story.is_undecided:
            _stand_in(story)
            continue
        for one in story.unclosed:
            _put(one.pieces[-1], "end")
        for one in story.headless:
            for piece in one.pieces:
                _drop(piece, loss)


def _stories(root: etree._Element) -> Iterator[_Story]:
    stories: dict[etree._Element | None, _Story] = {}
    hearing: set[etree._Element | None] = set()
    places: dict[etree._Element | None, Place] = {}
    for node in root.iter(_CHAR, *_CODES, *_WORDS):
        is_word = node.tag in _WORDS
        if is_word and not (hearing and node.text and not node.text.isspace()):
            continue
        run = node.getparent()
        home = None if run is None else run.getparent()
        if home not in places:  # asked once for all runs of a paragraph, or of a mark
            places[home] = _place(node)
        holder, is_marked = places[home]
        story = stories.setdefault(holder, _Story())
        tells = _speak(story) if is_word else _step(story, node)
        story.is_undecided |= is_marked and tells
        if any(one.begin is not None and not one.has_spoken for one in story.still_open):
            hearing.add(holder)
        else:
            hearing.discard(holder)
    for story in stories.values():
        while story.still_open:
            _leave_open(story, story.still_open.pop())
        yield story


def _place(node: etree._Element) -> Place:
    """What holds the field that a node is a piece of, and whether it is marked there."""
    is_marked = False
    for outer in node.iterancestors(*RUN_MARKS, *_HOLDERS):
        if outer.tag not in RUN_MARKS:
            return outer, is_marked
        is_marked = True
    return None, is_marked


def _speak(story: _Story) -> bool:
    """Note words, which are in no code: what has begun and not separated is over; whether any is.

    They are so for each field around that they are in the code of, up to one whose result they are.
    """
    tells = False
    for one in reversed(story.still_open):
        if one.begin is not None:
            tells |= not one.has_spoken
            one.has_spoken = True
            if one.separator is not None:
                break
    return tells


def _step(story: _Story, node: etree._Element) -> bool:
    """Take one piece of a field; whether it tells anything about others."""
    if node.tag != _CHAR:
        return _code(story, node)
    kind = node.get(_KIND, "")
    if kind != "begin" and story.is_surely_outside:
        story.strays.append(node)
        return False
    if kind in _STEPS:
        _STEPS[kind](story, node)
    return True


def _code(story: _Story, piece: etree._Element) -> bool:
    """Take code where it is due; elsewhere it is let alone."""
    is_due = bool(story.still_open) and story.still_open[-1].takes_code
    if is_due:
        story.still_open[-1].code.append(piece)
    return is_due


def _begin(story: _Story, char: etree._Element) -> None:
    story.still_open.append(_Field(char))


def _separate(story: _Story, char: etree._Element) -> None:
    """A separator belongs to the innermost field that has none: those within it lost their ends.

    Not so if words stand between, which are in no code: then it is that of a field whose beginning
    went.
    """
    fields = story.still_open
    silent = takewhile(lambda at: not fields[at].has_spoken, range(len(fields) - 1, -1, -1))
    mine = next((at for at in silent if fields[at].separator is None), None)
    if mine is None:
        fields.append(_Field(separator=char))
        return
    fields[mine].separator = char
    while len(fields) > mine + 1:
        _leave_open(story, fields.pop())


def _end(story: _Story, char: etree._Element) -> None:
    top = story.still_open.pop() if story.still_open else _Field()
    if top.has_spoken and top.separator is None:
        story.unclosed.append(top)
        top = _Field()
    top.end = char
    if top.begin is None:
        story.headless.append(top)


def _leave_open(story: _Story, one: _Field) -> None:
    """Note what never ended. Code alone stays: nobody sees it, and Word leaves it there too."""
    if one.begin is not None:
        story.unclosed.append(one)
    elif one.separator is not None:
        story.headless.append(one)


_STEPS = {"begin": _begin, "separate": _separate, "end": _end}


def _stand_in(story: _Story) -> None:
    """Close what is open by runs that go again; nothing is removed."""
    for one in story.unclosed:
        _put(one.pieces[-1], "end", stands_in=True)
    for one in story.headless:
        pieces = one.pieces
        _put(pieces[0], "begin", stands_in=True)
        if one.end is None:
            _put(pieces[-1], "end", stands_in=True)


def _put(piece: etree._Element, kind: str, *, stands_in: bool = False) -> None:
    """Put a beginning before the run of a piece, or an end behind it."""
    run = piece.getparent()
    if run is None or run.getparent() is None:
        return
    made = etree.Element(_RUN, {_STAND_IN: SIGN} if stands_in else None)
    etree.SubElement(made, _CHAR).set(_KIND, kind)
    put = run.addprevious if kind == "begin" else run.addnext
    put(made)


def _drop(piece: etree._Element, loss: Loss) -> None:
    run = piece.getparent()
    if run is None:
        return
    _take_out(piece)
    home = run.getparent()
    if home is not None and run.tag == _RUN and all(child.tag == f"{W}rPr" for child in run):
        _take_out(run)
        prune(home, loss)


def _take_out(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
