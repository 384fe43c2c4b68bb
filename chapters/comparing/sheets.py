"""Pieces → paragraphs: links, controls, marks and runs opened and closed as the pieces want."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from chapters.comparing.flow import Mark, Piece, goes_with, is_mark
from chapters.comparing.importing import Importer
from chapters.comparing.marking import Pen, bare, delete_text, end_marks, holds_marks
from chapters.comparing.properties import changed_properties
from chapters.errors import NotSupported
from chapters.oxml.namespaces import XML, W
from chapters.oxml.ranges import MARKERS

__all__ = ["Sheet"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type

_WORDS = frozenset({f"{W}t", f"{W}delText"})
_GOING = MARKERS | {f"{W}del", f"{W}moveFrom"}
_PROPERTIES = tuple(
    f"{W}{name}" for name in ("sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "fldData")
)
_SPACE = f"{XML}space"


@dataclass(slots=True)
class _Open:
    """Something that is open in the paragraph being written; `inner` takes what comes next."""

    key: object
    inner: Element


class Sheet:
    """A paragraph being written, and the finished paragraphs and tables before it.

    `kept` are controls of returns that hold words of the base: they do not come anew.
    """

    def __init__(
        self, pen: Pen, importers: Mapping[str, Importer], kept: Collection[Element] = ()
    ) -> None:
        self._pen = pen
        self._kept = kept
        self._importers = importers
        self.done: list[Element] = []
        self._paragraph = etree.Element(f"{W}p")
        self._open: list[_Open] = []
        self._used: set[int] = set()
        self._source: Element | None = None

    def put(self, piece: Piece, wraps: Sequence[Element], look: Piece | None = None) -> None:
        """Write a piece under its marks, inside these wraps of the base; `look` is how a marked
        change of format wants it to look.
        """
        if piece.role in ("end", "joint"):
            self.end(piece, look)
        elif piece.role == "table":
            self._table(piece)
        else:
            self._reach(self._path(piece, wraps))
            gone = goes_with(wraps) or any(mark.removes for mark in piece.marks)
            for run, node in piece.nodes:
                self._node(piece, run, node, look, gone=gone)

    def _path(self, piece: Piece, wraps: Sequence[Element]) -> list[tuple[object, object]]:
        path: list[tuple[object, object]] = [(id(wrap), wrap) for wrap in wraps]
        if piece.home and piece.link and not any(one.tag == f"{W}hyperlink" for one in wraps):
            path.append((("link", piece.home, piece.link), piece))
        path.extend((("mark", id(mark)), mark) for mark in piece.marks)
        if piece.home and not any(one.tag == f"{W}sdt" for one in wraps):
            path.extend((id(one), one) for one in piece.wraps if self._comes(one))
        return path

    def _comes(self, wrap: Element) -> bool:
        """Whether a wrap of a return is a control that comes whole, with its words."""
        return wrap.tag == f"{W}sdt" and wrap not in self._kept

    def _reach(self, path: list[tuple[object, object]]) -> None:
        """Close what is open and not wanted, open what is wanted and not open."""
        same = 0
        for one, (key, _) in zip(self._open, path, strict=False):
            if one.key != key:
                break
            same += 1
        if same < len(self._open):
            del self._open[same:]
        for key, what in path[same:]:
            self._enter(key, what)

    def _inner(self) -> Element:
        return self._open[-1].inner if self._open else self._paragraph

    def _enter(self, key: object, what: object) -> None:
        node = self._made(what)
        self._inner().append(node)
        content = node.find(f"{W}sdtContent")
        self._open.append(_Open(key, node if content is None else content))
        self._source = None

    def _made(self, what: object) -> Element:
        if isinstance(what, Mark):
            return self._pen.mark(what)
        if isinstance(what, Piece):
            links = (one for one in what.wraps if one.tag == f"{W}hyperlink")
            named = next((str(one.get(f"{W}anchor", "")) for one in links), "")
            return self._importers[what.home].link(what.link, named)
        assert isinstance(what, etree._Element)  # noqa: SLF001, S101 -- the third kind
        return self._wrap(what)

    def _wrap(self, wrap: Element) -> Element:
        """A link or control of the base once more, without its content."""
        node = etree.Element(str(wrap.tag))
        _copy_attributes(wrap, node)
        for child in wrap:
            if child.tag in _PROPERTIES:
                node.append(deepcopy(child))
        if wrap.tag == f"{W}sdt":
            etree.SubElement(node, f"{W}sdtContent")
        if id(wrap) in self._used:
            _drop(node, *node.iter(f"{W}id"))
            if is_mark(wrap):
                self._pen.renew(node)
        self._used.add(id(wrap))
        return node

    def _node(
        self, piece: Piece, run: Element | None, node: Element, look: Piece | None, *, gone: bool
    ) -> None:
        if piece.home and not self._importers[piece.home].takes(node):
            return
        thing = look if look is not None and holds_marks(look) else piece
        if look is not None and not _looks_changed(look):
            look = None
        inner = self._inner() if run is None else self._run(piece, run, look)
        if run is None:
            self._source = None
        elif node.tag in _WORDS:
            # the result of a field has no text in the flow, but is written as it was
            _say(inner, node.text or "" if piece.role == "pin" else piece.text, gone=gone)
            return
        source = node if thing is piece else thing.nodes[0][1]
        inner.append(self._thing(thing, source, gone=gone and run is not None))

    def _thing(self, piece: Piece, node: Element, *, gone: bool) -> Element:
        """What is no words: from the base, or as a return has it, with the marks inside."""
        copy = self._copy(piece, node)
        if piece.home and any(len(mark.sharers) > 1 for mark in piece.marks):
            bare(copy)  # one return's own marks would make what is in it that one's alone
        if gone:
            delete_text(copy)
        elif copy.tag == f"{W}delInstrText":
            copy.tag = f"{W}instrText"
        return copy

    def _copy(self, piece: Piece, node: Element) -> Element:
        if piece.home:
            return self._importers[piece.home].adopt(node)
        copy = deepcopy(node)
        copy.tail = None
        if piece.role == "object":
            self._pen.follow(node, copy)
        return copy

    def _run(self, piece: Piece, run: Element, look: Piece | None) -> Element:
        """The run that takes a node from this run of the source."""
        inner = self._inner()
        last = inner[-1] if len(inner) else None
        again = look is None and self._source is run
        if again and last is not None and last.tag == f"{W}r":
            return last
        new = etree.SubElement(inner, f"{W}r")
        if not piece.home:
            _copy_attributes(run, new)
        looks = self._looks(piece, run, look)
        if looks is not None:
            new.append(looks)
        self._source = None if look is not None else run
        return new

    def _looks(self, piece: Piece, run: Element, look: Piece | None) -> Element | None:
        own = run.find(f"{W}rPr")
        if look is not None:
            return self._changed_looks(own, look)
        if own is None:
            return None
        looks = self._copy(piece, own)
        if piece.home:
            _strip(looks, f"{W}rPrChange")
        for change in looks.findall(f"{W}rPrChange") if id(run) in self._used else ():
            self._pen.renew(change)  # the run is written in several pieces
        self._used.add(id(run))
        return looks if len(looks) else None

    def _changed_looks(self, own: Element | None, look: Piece) -> Element:
        """How a marked change wants a run to look, with how the base has it (§17.13.5.31)."""
        run = look.nodes[0][0]
        theirs = None if run is None else run.find(f"{W}rPr")
        looks = etree.Element(f"{W}rPr")
        if theirs is not None:
            looks = self._importers[look.home].adopt(theirs) if look.home else deepcopy(theirs)
        if (mark := _new_change(look)) is not None:
            _strip(looks, f"{W}rPrChange")
            looks.append(self._pen.mark(mark))
        change = looks.find(f"{W}rPrChange")
        if change is not None:
            for old in list(change):
                change.remove(old)
            former = etree.SubElement(change, f"{W}rPr") if own is None else deepcopy(own)
            for nested in former.findall(f"{W}rPrChange"):
                former.remove(nested)
            change.append(former)
        return looks

    def end(self, piece: Piece, look: Piece | None = None) -> None:
        """End the paragraph; its properties are those of the piece, or as a mark wants them."""
        source = piece.nodes[0][1]
        paragraph = self._paragraph
        properties = source.find(f"{W}pPr")
        added = any(mark.adds for mark in piece.marks)
        copy = None if properties is None else self._copy(piece, properties)
        if look is not None:
            copy = self._changed_properties(copy, look)
        if copy is not None:
            if piece.home or added:
                _drop(copy, *end_marks(copy))
            if added and not piece.home:
                _strip(copy, f"{W}sectPr", f"{W}pPrChange")
            paragraph.insert(0, copy)
        if not piece.home and not added:
            _copy_attributes(source, paragraph)
        self._pen.end(paragraph, piece.marks)
        self._finish()

    def _changed_properties(self, own: Element | None, look: Piece) -> Element:
        """How a marked change wants a paragraph, with how the base has it."""
        theirs = look.nodes[0][1].find(f"{W}pPr")
        mark = _new_change(look)
        change = None if mark is None else self._pen.mark(mark)
        importer = self._importers[look.home] if look.home else None
        return changed_properties(own, theirs, importer, change)

    def _finish(self) -> None:
        self.done.append(self._paragraph)
        self._paragraph = etree.Element(f"{W}p")
        self._open = []
        self._source = None

    def _table(self, piece: Piece) -> None:
        """A new table; words that go may as well stand behind it in their paragraph."""
        if any(node.tag not in _GOING for node in self._paragraph):
            raise NotSupported("A table was put in the middle of a paragraph.")
        table = self._copy(piece, piece.nodes[0][1])
        if any(len(mark.sharers) > 1 for mark in piece.marks):
            bare(table)
        for row in table.iter(f"{W}tr"):
            for mark in piece.marks:
                self._pen.row(row, mark)
        self.done.append(table)


def _looks_changed(look: Piece) -> bool:
    """Whether a mark says that a run looks otherwise."""
    run = look.nodes[0][0]
    tracked = run is not None and run.find(f"{W}rPr/{W}rPrChange") is not None
    return tracked or _new_change(look) is not None


def _new_change(look: Piece) -> Mark | None:
    """The mark of formatting to write, where it is not the one that the return has: of what nobody
    tracked, or of several returns.
    """
    return next((mark for mark in look.marks if mark.kind.endswith("PrChange")), None)


def _copy_attributes(source: Element, target: Element) -> None:
    for name, value in source.attrib.items():
        target.set(str(name), str(value))


def _drop(top: Element, *nodes: Element) -> None:
    """Take nodes out of what stands under `top`."""
    for node in nodes:
        parent = node.getparent()
        if parent is not None and node is not top:
            parent.remove(node)


def _strip(properties: Element, *tags: str) -> None:
    for tag in tags:
        for node in properties.findall(tag):
            properties.remove(node)


def _say(run: Element, text: str, *, gone: bool) -> None:
    """Put words into a run, into the element that is last there if it takes words."""
    tag = f"{W}delText" if gone else f"{W}t"
    last = run[-1] if len(run) else None
    if last is None or last.tag != tag:
        last = etree.SubElement(run, tag)
        last.text = ""
    last.text = (last.text or "") + text
    if last.text != last.text.strip() or "  " in last.text:
        last.set(_SPACE, "preserve")
