"""Ranges and references: removing something without leaving half of them behind.

ECMA-376 part 1: comments §17.13.4, bookmarks §17.13.6, permissions §17.13.7, notes §17.11. What
loses both ends goes; what loses one end is closed where it was cut.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from chapters.oxml.markup import is_wide
from chapters.oxml.namespaces import M, W

__all__ = [
    "MARKERS",
    "OF_COMMENTS",
    "REFERENCE_ONLY",
    "SIGN",
    "Loss",
    "balance",
    "has_content",
    "may_be_signed",
    "prune",
    "remove",
    "sign",
    "signed",
    "wanted_bookmarks",
]

_PAIRED = (
    "bookmark",
    "commentRange",
    "perm",
    "moveFromRange",
    "moveToRange",
    "customXmlInsRange",
    "customXmlDelRange",
    "customXmlMoveFromRange",
    "customXmlMoveToRange",
)
_STARTS = {f"{W}{name}Start": name for name in _PAIRED}
_ENDS = {f"{W}{name}End": name for name in _PAIRED}
MARKERS = frozenset({*_STARTS, *_ENDS, f"{W}proofErr"})
"""What stands between words, or between paragraphs, and is no content."""

REFERENCE_ONLY = frozenset({f"{W}rPr", f"{W}commentReference"})
"""What a run holds that carries nothing but the reference of a comment."""

SIGN = "0DE1E7ED"
"""A value of `w:rsidDel` ("deleted in that session") by which a part that is still partly tracked
remembers what else to do once the rest is resolved.
"""

_SIGNED = f"{W}rsidDel"
_ID, _CHAR, _RUN = f"{W}id", f"{W}fldChar", f"{W}r"
_COMMENT = f"{W}commentReference"
OF_COMMENTS = frozenset({f"{W}commentRangeStart", f"{W}commentRangeEnd", _COMMENT})
"""Where a comment begins and ends, and what refers to it."""

_NOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}
_CODES = (f"{W}instrText", f"{W}delInstrText")
_WATCHED = frozenset({*_STARTS, *_ENDS, _COMMENT, _CHAR, *_NOTES})
_HOLLOW = frozenset(
    f"{W}{name}" for name in ("ins", "del", "moveFrom", "moveTo", "hyperlink", "smartTag", "bdo")
) | {f"{W}dir", f"{W}fldSimple", f"{M}oMath", f"{M}oMathPara"}
_PROPERTIES = frozenset({f"{W}rPr", f"{W}pPr", f"{W}smartTagPr", f"{W}sdtPr", f"{W}customXmlPr"})


@dataclass(slots=True)
class Loss:
    """What went with the words: ids of comments and notes; whether fields were cut.

    `wanted` are names of bookmarks that links and fields refer to; those among the lost words are
    spared as empty ones until it is clear whether anything still refers to them. `signs` are the
    elements that were given the `SIGN`; `signed` says whether others may bear it from before.
    """

    comments: set[str] = field(default_factory=set)
    footnotes: set[str] = field(default_factory=set)
    endnotes: set[str] = field(default_factory=set)
    fields: bool = False
    wanted: frozenset[str] = frozenset()
    signed: bool = False
    signs: dict[etree._Element, None] = field(default_factory=dict)
    spared: list[tuple[etree._Element, etree._Element]] = field(default_factory=list)


def may_be_signed(content: bytes) -> bool:
    """Whether an earlier call may have left the `SIGN` in these XML bytes; false is certain."""
    return is_wide(content) or SIGN.encode() in content


def sign(element: etree._Element, loss: Loss) -> None:
    """Give an element the `SIGN`, to come back to it."""
    element.set(_SIGNED, SIGN)
    loss.signs[element] = None


def signed(root: etree._Element, tag: str, loss: Loss) -> list[etree._Element]:
    """The elements of a kind that bear the `SIGN`, in document order.

    To look at each paragraph of a long part takes as long as half of what is done to it, so that is
    done only where a sign may have been there before. Those given now are known; they were given
    from the last to the first, as marks are settled.
    """
    given = root.iter(tag) if loss.signed else reversed(loss.signs)
    return [one for one in given if one.tag == tag and one.get(_SIGNED) == SIGN]


def remove(element: etree._Element, loss: Loss) -> None:
    """Remove an element; range markers whose other end stays are left where it was."""
    parent = element.getparent()
    if parent is None:
        return
    for marker in _one_ended(element, loss):
        marker.tail = None
        element.addprevious(marker)
    parent.remove(element)


def _one_ended(element: etree._Element, loss: Loss) -> list[etree._Element]:
    starts: dict[tuple[str, str | None], etree._Element] = {}
    loose: list[etree._Element] = []
    for one in element.iter():  # not of the watched tags: lxml takes longer to prepare for them
        tag = one.tag
        if tag not in _WATCHED:
            continue
        if tag in _STARTS:
            starts[_STARTS[tag], one.get(_ID)] = one
        elif tag in _ENDS:
            start = starts.pop((_ENDS[tag], one.get(_ID)), None)
            loose += [one] if start is None else _spared(start, one, loss)
        else:
            _note_loss(one, loss)
    return [*loose, *starts.values()]


def _spared(start: etree._Element, end: etree._Element, loss: Loss) -> list[etree._Element]:
    if start.get(f"{W}name") not in loss.wanted:
        return []
    loss.spared.append((start, end))
    return [start, end]


def wanted_bookmarks(root: etree._Element) -> frozenset[str]:
    """The names of bookmarks that links and fields of a part may refer to."""
    if next(root.iter(f"{W}bookmarkStart"), None) is None:
        return frozenset()
    names = {link.get(f"{W}anchor", "") for link in root.iter(f"{W}hyperlink")}
    names |= {
        word for one in root.iter(*_CODES) for word in (one.text or "").replace('"', " ").split()
    }
    for simple in root.iter(f"{W}fldSimple"):
        names |= set(simple.get(f"{W}instr", "").replace('"', " ").split())
    return frozenset(names)


def _note_loss(one: etree._Element, loss: Loss) -> None:
    number = one.get(_ID) or ""
    if one.tag == _CHAR:
        loss.fields = True
    elif one.tag == _COMMENT:
        loss.comments.add(number)
    else:
        lost: set[str] = getattr(loss, _NOTES[one.tag])
        lost.add(number)


def has_content(element: etree._Element) -> bool:
    """Whether anything but properties and markers stands in a paragraph or container."""
    return any(
        child.tag not in MARKERS and child.tag not in _PROPERTIES
        for child in element.iterchildren(etree.Element)
    )


def prune(element: etree._Element | None, loss: Loss) -> None:
    """Remove containers that have become empty: a link, a wrapper of tracked words, a simple field.

    A content control stays when its words go (§17.5.2): it is a form field, not a word.
    """
    while element is not None and element.tag in _HOLLOW and not has_content(element):
        outer = element.getparent()
        if outer is None or outer.tag in _PROPERTIES:
            return  # a mark of a paragraph, a row or numbering, which is empty by nature
        for marker in list(element):
            if marker.tag in MARKERS:
                marker.tail = None
                element.addprevious(marker)
        remove(element, loss)
        element = outer


def balance(root: etree._Element, loss: Loss) -> None:
    """Repair what the removed words had one end of, in this part."""
    if loss.comments:
        _drop_comment_ranges(root, loss)
    if loss.spared:
        wanted = wanted_bookmarks(root)
        for start, end in loss.spared:
            if start.get(f"{W}name") not in wanted:
                _take_out(start)
                _take_out(end)


def _drop_comment_ranges(root: etree._Element, loss: Loss) -> None:
    loss.comments -= {one.get(_ID) or "" for one in root.iter(_COMMENT)}
    for marker in list(root.iter(f"{W}commentRangeStart", f"{W}commentRangeEnd")):
        if (marker.get(_ID) or "") in loss.comments:
            _take_out(marker)


def _take_out(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
