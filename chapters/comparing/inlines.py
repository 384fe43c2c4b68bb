"""The paragraphs of a story → pieces: runs, links, controls, fields, and the marks around them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple

from lxml import etree

from chapters.comparing.codes import RECOMPUTED, field_address, field_key, field_run, form_state
from chapters.comparing.flow import OBJECT, Mark, Piece, goes_with, is_mark
from chapters.comparing.marking import holds_marks
from chapters.comparing.objects import FIELD_END, Keys, chosen
from chapters.comparing.properties import has_marked_looks
from chapters.errors import NotSupported
from chapters.oxml.namespaces import MC, M, W
from chapters.oxml.ranges import MARKERS
from chapters.oxml.words import SIGNS, sign

__all__ = ["Inlines"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type
Node = tuple[Element | None, Element]

_MARKS = {f"{W}{kind}": kind for kind in ("ins", "del", "moveFrom", "moveTo")}
_THINGS = frozenset(
    {f"{W}drawing", f"{W}pict", f"{W}object", f"{MC}AlternateContent", f"{W}ruby", f"{W}control"}
)
_BESIDE_RUNS = frozenset({f"{M}oMath", f"{M}oMathPara", f"{MC}AlternateContent"})
_LETTERS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "\u2011",
    f"{W}softHyphen": "\u00ad",
}
_NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
_WORDS = frozenset({f"{W}t", f"{W}delText"})
_CODES = frozenset({f"{W}fldChar", f"{W}instrText", f"{W}delInstrText"})
_THROUGH = frozenset({f"{W}smartTag", f"{W}customXml", f"{W}bdo", f"{W}dir", f"{W}sdtContent"})


class _Around(NamedTuple):
    """What is around a run: links and controls, marks, and the address of the link."""

    wraps: tuple[Element, ...] = ()
    marks: tuple[Mark, ...] = ()
    link: str = ""

    def within(self, wrap: Element) -> _Around:
        """The same inside one more wrap."""
        return self._replace(wraps=(*self.wraps, wrap))


@dataclass(slots=True)
class _Field:
    """A complex field that is open: what kind it is, and where in it we are."""

    opening: list[Node]
    piece: Piece | None = None
    code: str = ""
    link: str = ""
    recomputed: bool = False
    in_result: bool = False


class Inlines:
    """Reads paragraphs into `pieces`; `looks_changed` says that one has marks of formatting.

    `note` gives the label of a note by (kind, id), `home` is the label of the return that is read,
    empty for the base. `halves` are the beginnings of fields that are read piece by piece. With
    `accepted` marks are wraps, and what is deleted has no width.
    """

    def __init__(
        self,
        keys: Keys,
        note: Callable[[str, str], str],
        home: str,
        halves: Collection[Element] = (),
        *,
        accepted: bool,
    ) -> None:
        self._keys = keys
        self._note = note
        self._home = home
        self._halves = halves
        self._accepted = accepted
        self._fields: list[_Field] = []
        self._marks: dict[Element, Mark] = {}
        self.pieces: list[Piece] = []
        self.looks_changed = False
        self._special: dict[str, Callable[[Element, _Around], None]] = {
            **dict.fromkeys(_MARKS, self._tracked),
            **dict.fromkeys(_BESIDE_RUNS, self._beside_runs),
            f"{W}hyperlink": self._hyperlink,
            f"{W}sdt": self._control,
            f"{W}fldSimple": self._simple_field,
        }

    def paragraph(self, element: Element) -> None:
        """Add the pieces of a paragraph, the piece of its end last."""
        self._inline(element, _Around())
        own = element.find(f"{W}pPr")
        properties = None if own is None else own.find(f"{W}rPr")
        marks = () if properties is None else tuple(self._end_marks(properties))
        if own is not None and not self._accepted:
            self.looks_changed |= has_marked_looks(own)
        for one in self._fields:
            one.in_result = True  # a code that runs over paragraphs: no program writes one
        gone = self._accepted and any(mark.removes for mark in marks)
        marks = () if self._accepted else marks
        role = "joint" if gone else "end"
        self.pieces.append(Piece(role, "", ((None, element),), marks=marks, home=self._home))

    def markers(self, before: Element, paragraph: Element) -> None:
        """Add what stands between a paragraph and the one before, which are read as one: the end of
        a range of the base's own marks must not come to stand behind words that were not in it.
        """
        if before.getparent() is paragraph.getparent():
            between = takewhile(lambda node: node is not paragraph, before.itersiblings())
            for node in [one for one in between if one.tag in MARKERS]:
                self._add(Piece("pin", "", ((None, node),)))

    def _end_marks(self, properties: Element) -> Iterator[Mark]:
        """The marks of a paragraph's end: inserted and then deleted has both (§17.13.5.20)."""
        for kind in ("ins", "moveTo", "del", "moveFrom"):
            node = properties.find(f"{W}{kind}")
            if node is not None:
                yield self.mark(node, kind)

    def mark(self, node: Element, kind: str) -> Mark:
        """The mark that an element is; one for each element."""
        if node not in self._marks:
            author, date = str(node.get(f"{W}author", "")), str(node.get(f"{W}date", ""))
            self._marks[node] = Mark(kind, author, date, node, label=self._home)
        return self._marks[node]

    def _inline(self, parent: Element, around: _Around) -> None:
        for child in parent:
            tag = child.tag
            if tag == f"{W}r":
                self._run(child, around)
            elif tag in _THROUGH:
                self._inline(child, around.within(child))
            elif tag in self._special:
                self._special[str(tag)](child, around)
            elif tag != f"{W}pPr" and isinstance(tag, str):
                self._add(Piece("pin", "", ((None, child),), around.wraps, around.marks))

    def _tracked(self, element: Element, around: _Around) -> None:
        if self._accepted:
            self._inline(element, around.within(element))
            return
        mark = self.mark(element, _MARKS[str(element.tag)])
        self._inline(element, around._replace(marks=(*around.marks, mark)))

    def _hyperlink(self, element: Element, around: _Around) -> None:
        self._inline(element, around.within(element)._replace(link=self._keys.link(element)))

    def _control(self, element: Element, around: _Around) -> None:
        content = element.find(f"{W}sdtContent")
        if content is not None:
            self._inline(content, around.within(element))

    def _beside_runs(self, element: Element, around: _Around) -> None:
        piece = self._object(((None, element),), around, self._keys.thing(element))
        self.looks_changed |= not self._accepted and holds_marks(piece)
        self._add(piece)

    def _object(self, nodes: tuple[Node, ...], around: _Around, key: str) -> Piece:
        return Piece("object", OBJECT, nodes, around.wraps, around.marks, key, around.link)

    def _run(self, run: Element, around: _Around) -> None:
        for child in run:
            tag = child.tag
            if tag in _WORDS:
                if child.text:
                    self._add(self._text(run, child, around, child.text))
            elif tag in _CODES:
                self._field(run, child, around)
            elif tag == f"{W}rPr":
                self.looks_changed |= not self._accepted and _last_is(child, f"{W}rPrChange")
            elif isinstance(tag, str):
                text, key = self._letter(child)
                piece = self._text(run, child, around, text)
                piece.role, piece.key = "object" if key else "text" if text else "pin", key
                self.looks_changed |= bool(key) and not self._accepted and holds_marks(piece)
                self._add(piece)

    def _text(self, run: Element, child: Element, around: _Around, text: str) -> Piece:
        return Piece("text", text, ((run, child),), around.wraps, around.marks, "", around.link)

    def _letter(self, child: Element) -> tuple[str, str]:
        """The text and the key of a run's child that is no text element."""
        tag = child.tag
        if tag in _LETTERS:
            return _LETTERS[tag], ""
        if tag == f"{W}br":
            return ("", "") if child.get(f"{W}type") in ("page", "column") else ("\n", "")
        if tag == f"{W}sym":
            return sign(child) or "\ufffd", ""
        if tag in _NOTES:
            return OBJECT, self._note(_NOTES[tag], child.get(f"{W}id", ""))
        if tag == f"{MC}AlternateContent" and (letter := _emoji(child)):
            return letter, ""
        if tag in _THINGS:
            return OBJECT, self._keys.thing(child)
        return "", ""

    def _add(self, piece: Piece) -> None:
        """Add a piece, as the fields that are open want it."""
        for one in self._fields:
            if not one.in_result:
                one.opening.extend(piece.nodes)
                return
            if one.recomputed:
                piece.role, piece.text, piece.key = "pin", "", ""
            piece.link = piece.link or one.link
        if self._gone(piece):
            piece.role, piece.text, piece.key, piece.link = "pin", "", "", ""
        piece.home = self._home
        self.pieces.append(piece)

    def _gone(self, piece: Piece) -> bool:
        return self._accepted and goes_with(piece.wraps)

    def _simple_field(self, element: Element, around: _Around) -> None:
        """Read a `w:fldSimple` as the complex field that it abbreviates (§17.16.19)."""
        around = around.within(element)
        for kind in ("begin", "instr", "separate"):
            self._run(field_run(element, kind), around)
        self._inline(element, around)
        self._run(field_run(element, "end"), around)

    def _field(self, run: Element, child: Element, around: _Around) -> None:
        kind = child.get(f"{W}fldCharType")
        thing = self._object(((run, child),), around, "")
        pin = Piece("pin", "", ((run, child),), around.wraps, around.marks)
        if kind == "begin" and child not in self._halves:
            self._open_field(thing)
        elif not self._fields:  # halved, or left over from a broken one
            thing.key = f"char:{kind}" if kind else f"code:{child.text}"
            self._add(thing if self._halves or not kind else pin)
        elif kind == "end":
            self._end_field(thing)
        else:
            if self._accepted and not kind:
                self._check_marks(pin)
            self._fields[-1].code += "" if kind else child.text or ""
            self._add(pin)
            if kind:
                self._start_result()

    def _check_marks(self, code: Piece) -> None:
        """A field is written as one: beginning and code cannot stand under different old marks."""
        begin = self._fields[-1].piece
        if begin is None or self._gone(begin):
            return  # what is left of its code comes back with it
        if _said(begin) != _said(code):
            raise NotSupported("A field is marked by halves in the file that was sent.")

    def _open_field(self, piece: Piece) -> None:
        self._add(piece)
        self._fields.append(_Field(opening=[]))
        self._fields[-1].piece = piece

    def _start_result(self) -> None:
        field = self._fields[-1]
        field.in_result = True
        piece = field.piece
        if piece is None:
            return
        piece.nodes = (*piece.nodes, *field.opening)
        if self._gone(piece):
            return
        name, piece.key = field_key(field.code)
        piece.key += form_state(piece.nodes[0][1])
        if name == "HYPERLINK":
            field.link = field_address(field.code)
            piece.role, piece.text, piece.key = "pin", "", ""
        field.recomputed = name in RECOMPUTED

    def _end_field(self, piece: Piece) -> None:
        if not self._fields[-1].in_result:
            self._start_result()  # a field without a result has no separator
        field = self._fields.pop()
        self.looks_changed |= not self._accepted and holds_marks(piece)  # a LISTNUM's former number
        piece.key = FIELD_END
        if field.link:
            piece.role, piece.text, piece.key = "pin", "", ""
        self._add(piece)


def _said(piece: Piece) -> list[tuple[str, str | None]]:
    """The old marks around a piece, by what they do and whose they are."""
    return [(str(wrap.tag), wrap.get(f"{W}author")) for wrap in piece.wraps if is_mark(wrap)]


def _last_is(properties: Element, tag: str) -> bool:
    return len(properties) > 0 and properties[-1].tag == tag


def _emoji(node: Element) -> str:
    """The letter of an emoji as Word writes it: a sign that only newer versions know, and the
    letter for the others; other programs keep the letter only.
    """
    return next((sign(one) for one in chosen(node) if one.tag in SIGNS), "")
