"""Marks of tracked changes: where they stand in a part and which of them are one revision.

ECMA-376 part 1, §17.13.5. A mark has a code: "ins", "del", "from", "to" for words; the same with
"p" (paragraph mark), "r" (row), "c" (cell), "m" (equation) or "sdt" (content control) before it;
"rpr", "ppr", "sectpr", "tblpr", "tblprex", "trpr", "tcpr", "grid", "num" for former properties.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from lxml import etree

from chapters.oxml.markup import children, is_wide
from chapters.oxml.namespaces import MC, W14, M, W
from chapters.oxml.ranges import MARKERS, REFERENCE_ONLY
from chapters.oxml.twins import originals

__all__ = [
    "ALONE",
    "APART",
    "CONTROL_RANGES",
    "FORMER",
    "RUN_MARKS",
    "Mark",
    "attribute",
    "continued",
    "find_marks",
    "holds_reference_only",
    "is_alone",
    "may_hold_marks",
    "paragraph_around",
    "renumber",
]

RUN_MARKS = {
    f"{W}ins": "ins",
    f"{W}del": "del",
    f"{W}moveFrom": "from",
    f"{W}moveTo": "to",
    f"{W14}conflictIns": "ins",
    f"{W14}conflictDel": "del",
}
FORMER = {
    f"{W}rPrChange": "rpr",
    f"{W}pPrChange": "ppr",
    f"{W}sectPrChange": "sectpr",
    f"{W}tblPrChange": "tblpr",
    f"{W}tblPrExChange": "tblprex",
    f"{W}trPrChange": "trpr",
    f"{W}tcPrChange": "tcpr",
    f"{W}tblGridChange": "grid",
    f"{W}numberingChange": "num",
}
_CELLS = {f"{W}cellIns": "cins", f"{W}cellDel": "cdel", f"{W}cellMerge": "cmerge"}
CONTROL_RANGES = {
    f"{W}customXmlInsRange": "sdtins",
    f"{W}customXmlDelRange": "sdtdel",
    f"{W}customXmlMoveFromRange": "sdtfrom",
    f"{W}customXmlMoveToRange": "sdtto",
}
_STARTS = {f"{name}Start": code for name, code in CONTROL_RANGES.items()}
_ENDS = {f"{name}End" for name in CONTROL_RANGES}
_PLAIN = [*RUN_MARKS, *FORMER, *_CELLS, *_STARTS]
_HOMES = {f"{W}rPr": "p", f"{W}trPr": "r", f"{W}numPr": "num", f"{M}ctrlPr": "m", f"{M}r": "m"}
_ELSEWHERE = frozenset({"rins", "rdel", "numins", "mins", "mdel"})
_CONTROLS = (f"{W}sdt", f"{W}customXml", f"{W}smartTag")
_NEEDLES = (b":ins", b":del", b"Change", b":move", b":cell", b":customXml", b":conflict")
_SURE = re.compile(
    rb"[:<](?:ins|del|move(?:From|To)(?:Range(?:Start|End))?|cell(?:Ins|Del|Merge)"
    rb"|conflict(?:Ins|Del)|customXml(?:Ins|Del|MoveFrom|MoveTo)Range(?:Start|End)"
    rb"|(?:[rp]Pr|sectPr|tblPr|tblPrEx|t[rc]Pr|tblGrid|numbering)Change)[\s/>]"
)
_OF_WORDS = frozenset({"ins", "del", "from", "to"})
_BRINGING = frozenset({"ins", "to"})
_P, _RUN, _RPR, _PPR, _ID = f"{W}p", f"{W}r", f"{W}rPr", f"{W}pPr", f"{W}id"
_TEXTS = (f"{W}t", f"{W}delText")
_NO_WORDS = frozenset({_RPR})

_SPELT = {name: (W + name, W14 + name) for name in ("id", "author", "date", "name")}
_LONGEST = 11  # digits of a number that Word still reads

APART = 1 << 30
"""A bit of `w:id` that says: not one revision with the equal mark before it (`resolve` sets it)."""

ALONE = 1 << 29
"""A bit of `w:id` that says: a half of a move without a name that had no other half when `resolve`
first met it; it is not paired later, when words around it have been settled."""

_FLAGS = APART | ALONE


@dataclass(slots=True, eq=False)
class Mark:
    """The elements of one revision: adjacent equal ones are one (a re-save cuts them anew).

    `number` is unique for its code in its part and mostly the `w:id` of the first element;
    `targets` are the content controls that a range is about; `twins` the same revision in the
    other branch of mc:AlternateContent; `move` names what is moved, none where nothing is; `home`
    is the paragraph around it when it was found.
    """

    code: str
    elements: list[etree._Element]
    number: int = -1
    targets: tuple[etree._Element, ...] = ()
    twins: tuple[Mark, ...] = ()
    move: str | None = None
    vacant: bool = False
    author: str | None = None
    home: etree._Element | None = None

    @property
    def first(self) -> etree._Element:
        """The element that bears author, date and id."""
        return self.elements[0]


def may_hold_marks(content: bytes) -> bool:
    """Whether XML bytes may hold a mark; false is certain. No parsing: most parts hold none."""
    if is_wide(content):
        return True
    if b":ins " in content or b":del " in content:  # much faster to look for than the expression
        return True
    bare = b'xmlns="http://' in content[:4096]  # the namespace of Word may have no prefix
    if not bare and not any(needle in content for needle in _NEEDLES):
        return False
    return _SURE.search(content) is not None


def attribute(element: etree._Element, name: str) -> str | None:
    """An attribute in the namespace of the element (`w:author` of `w:ins`)."""
    usual, other = _SPELT[name]
    value = element.get(usual)
    return value if value is not None else element.get(other)


def paragraph_around(element: etree._Element) -> etree._Element | None:
    """The innermost paragraph that an element is in; none for rows, cells, sections."""
    outer = element.getparent()
    while outer is not None and outer.tag != _P:
        outer = outer.getparent()
    return outer


def find_marks(root: etree._Element) -> list[Mark]:
    """The marks of a part in document order, vacant ones too; numbered."""
    found: list[Mark] = []
    owners: dict[etree._Element, Mark] = {}
    ranges: list[Mark] = []
    for element in root.iter(*_PLAIN):
        code = _code(element)
        if code is None:
            continue
        if code.startswith("sdt"):
            ranges.append(_mark(code, element))
            found.append(ranges[-1])
            continue
        before = _joined_to(element, code)
        mark = owners.get(before) if before is not None else None
        if mark is None:
            mark = _mark(code, element)
            found.append(mark)
        else:
            mark.elements.append(element)
        owners[element] = mark
    if ranges:
        found = _controls(root, found, ranges)
    _empty_ones(found)
    found = _without_twins(root, found)
    _number(found)
    return found


def _mark(code: str, element: etree._Element) -> Mark:
    return Mark(
        code, [element], author=attribute(element, "author"), home=paragraph_around(element)
    )


def _code(element: etree._Element) -> str | None:
    """The code of a mark by where it stands; none inside a former set or where it means nothing."""
    tag = element.tag
    if tag in _STARTS:
        return _STARTS[tag]
    parent = element.getparent()
    if parent is None:
        return None
    code = RUN_MARKS.get(tag)
    if code is not None:
        return _code_of_change(code, parent)
    if _in_former_set(parent):
        return None
    return FORMER.get(tag) or _CELLS[tag]


def _code_of_change(code: str, parent: etree._Element) -> str | None:
    home = _HOMES.get(parent.tag)
    if home is None:
        return code
    if _in_former_set(parent):
        return None
    if home == "p":
        outer = parent.getparent()
        return f"p{code}" if outer is not None and outer.tag == _PPR else None
    return f"{home}{code}" if f"{home}{code}" in _ELSEWHERE else None


def _in_former_set(properties: etree._Element) -> bool:
    outer = properties.getparent()
    if outer is None:
        return False
    if outer.tag in FORMER:
        return True
    return properties.tag == f"{W}numPr" and _in_former_set(outer)


def continued(mark: Mark) -> etree._Element | None:
    """The equal mark of words just before a mark, which reading would take for its beginning."""
    if mark.code == "rpr":
        return _preceding_format(mark.first)
    return _preceding(mark.first) if mark.code in _OF_WORDS else None


def _joined_to(element: etree._Element, code: str) -> etree._Element | None:
    """The equal mark just before, of which this one is the continuation; none where it begins."""
    if code in _OF_WORDS:
        return _preceding(element)
    if code == "rpr":
        return _preceding_format(element)
    return None


def _preceding(element: etree._Element) -> etree._Element | None:
    """The element of the same kind, author and time that words of the same revision stand in."""
    before = _before(element)
    return before if before is not None and _same(before, element) else None


def _before(element: etree._Element) -> etree._Element | None:
    before = element.getprevious()
    while before is not None:
        tag = before.tag  # not a function of its own: asked of every mark
        if tag not in MARKERS and not (tag == _RUN and holds_reference_only(before)):
            return before
        before = before.getprevious()
    return None


def holds_reference_only(element: etree._Element) -> bool:
    """Whether nothing is in an element but the reference of a comment, or nothing at all."""
    for child in children(element):  # noqa: SIM110 -- asked of every run beside a mark
        if child.tag not in REFERENCE_ONLY:
            return False
    return True


def _same(one: etree._Element, other: etree._Element) -> bool:
    if one.tag != other.tag or _number_of(other) & APART:
        return False
    return all(attribute(one, name) == attribute(other, name) for name in ("author", "date"))


def _preceding_format(change: etree._Element) -> etree._Element | None:
    properties = change.getparent()
    run = None if properties is None else properties.getparent()
    if run is None or run.tag != _RUN:
        return None
    before = _before(run)
    if before is None or before.tag != _RUN:
        return None
    there = before.find(f"{_RPR}/{change.tag}")
    return there if there is not None and _same(there, change) else None


def _number_of(element: etree._Element) -> int:
    """`w:id` as a number; 0 where it is none."""
    return _as_number(attribute(element, "id")) or 0


def is_alone(mark: Mark) -> bool:
    """Whether a half of a move is known to have no other half."""
    return bool(_number_of(mark.first) & ALONE)


def _as_number(written: str | None) -> int | None:
    text = (written or "").strip()
    if not text.isdecimal():
        return None
    return int(text) if len(text) < _LONGEST else 0


def _number(marks: list[Mark]) -> None:
    """Unique numbers: `w:id` where it is, else the next free ones, in document order."""
    taken: defaultdict[str, set[int]] = defaultdict(set)
    again: list[Mark] = []
    for mark in marks:
        written = _as_number(attribute(mark.elements[0], "id"))
        there = taken[mark.code]
        if written is None or written & ~_FLAGS in there:
            again.append(mark)
            continue
        mark.number = written & ~_FLAGS
        there.add(mark.number)
    if again:
        every = (
            element for mark in marks for one in (mark, *mark.twins) for element in one.elements
        )
        highest = max(_number_of(element) & ~_FLAGS for element in every)
        for number, mark in enumerate(again, highest + 1):  # no number of another kind either
            mark.number = number


def renumber(mark: Mark, *, apart: bool = False, alone: bool = False) -> None:
    """Write the number of a mark into its first elements, so that reading finds it again."""
    flags = _number_of(mark.first) & APART
    flags |= (APART if apart else 0) | (ALONE if alone else 0)
    value = str(mark.number | flags)
    for one in [mark, *mark.twins]:
        if one.code.startswith("sdt"):
            continue  # start and end share an id; changing one would part them
        name = f"{W14}id" if one.first.tag.startswith(W14) else _ID
        if one.first.get(name) != value:
            one.first.set(name, value)


def _empty_ones(marks: list[Mark]) -> None:
    """Note which insertions and deletions hold nothing that a reader sees.

    LibreOffice 7.4 writes an empty one beside each comment; it also puts the comment's own
    reference into an insertion. Neither is a change of the text. A *deleted* reference is.
    """
    for mark in marks:
        if mark.code in _OF_WORDS:
            passing = REFERENCE_ONLY if mark.code in _BRINGING else _NO_WORDS
            mark.vacant = True
            for element in mark.elements:  # no `any(…)`: asked of every mark
                if _says_something(element, passing):
                    mark.vacant = False
                    break


def _says_something(element: etree._Element, passing: frozenset[str]) -> bool:
    for run in children(element):  # the usual case, quickly
        for child in children(run) if run.tag == _RUN else ():
            if child.tag in _TEXTS and child.text:
                return True
    for run in element.iter(_RUN, f"{M}r", f"{M}oMath", f"{W}fldSimple", f"{W}p"):
        if run.tag != _RUN:
            return True
        for child in run:
            if child.tag not in passing and not (child.tag in _TEXTS and not child.text):
                return True
    return False


def _without_twins(root: etree._Element, marks: list[Mark]) -> list[Mark]:
    """The marks without those in mc:Fallback that say the same as those in mc:Choice."""
    if next(root.iter(f"{MC}Fallback"), None) is None:
        return marks
    found = originals([(mark.first, (mark.code, mark.author)) for mark in marks])
    for twin, original in found.items():
        marks[original].twins += (marks[twin],)
    return [mark for number, mark in enumerate(marks) if number not in found]


def _controls(root: etree._Element, found: list[Mark], ranges: list[Mark]) -> list[Mark]:
    """Bring the two ranges of a content control (around its start and around its end) together."""
    by_start = {mark.first: mark for mark in ranges}
    still_open: dict[str, Mark] = {}
    for element in root.iter(*_STARTS, *_ENDS, *_CONTROLS):
        key = f"{element.tag.removesuffix('Start').removesuffix('End')}{attribute(element, 'id')}"
        if element in by_start:
            still_open[key] = by_start[element]
        elif element.tag in _ENDS:
            mark = still_open.pop(key, None)
            if mark is not None:
                mark.elements.append(element)
        else:
            for mark in still_open.values():
                mark.targets += (element,)
    merged: dict[tuple[str, etree._Element], Mark] = {
        (mark.code, target): mark for mark in ranges for target in mark.targets
    }
    gone: set[Mark] = set()
    for mark in ranges:
        home = next(mark.first.iterancestors(*_CONTROLS), None)
        whole = merged.get((mark.code, home)) if home is not None else None
        if not mark.targets and whole is not None and whole is not mark:
            whole.elements.extend(mark.elements)
            gone.add(mark)
    return [mark for mark in found if mark not in gone]
