"""The words of a paragraph as HTML: emphasis, links, notes, pictures, fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from lxml import etree

from chapters.hypertext.outline import Outline
from chapters.hypertext.pictures import Media, equation
from chapters.oxml.fields import words_of
from chapters.oxml.namespaces import MC, WPS, M, R, W
from chapters.package import Package

__all__ = ["Inlines", "NoteList"]

_VAL = f"{W}val"
_OFF = {"0", "false", "off", "none"}
_MARKS = (
    (f"{W}b", "strong"),
    (f"{W}i", "em"),
    (f"{W}strike", "s"),
    (f"{W}dstrike", "s"),
)
_RAISED = {"superscript": "sup", "subscript": "sub"}
_SAFE = ("http://", "https://", "mailto:", "tel:")
_TEXTS = {
    f"{W}tab": "\u2003",
    f"{W}ptab": "\u2003",
    f"{W}cr": "<br>",
    f"{W}noBreakHyphen": "\u2011",
    f"{W}softHyphen": "\u00ad",
}
_GONE = {f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", f"{W}sdtPr", f"{W}rt"}


@dataclass(slots=True)
class NoteList:
    """The notes of one page in the order of their references: (kind, id in the file, number)."""

    notes: list[tuple[str, str, int]] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    """A field that has begun: its instruction so far, whether its result has, where its link is."""

    instruction: str = ""
    showing: bool = False
    linked: bool = False


class Inlines:
    """Turns runs into HTML for one page after another. `box(text box)` gives what it holds."""

    def __init__(
        self,
        package: Package,
        outline: Outline,
        media: Media,
        box: Callable[[etree._Element], str],
    ) -> None:
        self._package, self._outline, self._media, self._box = package, outline, media, box
        self._fields: list[_Open] = []
        self._count = {"footnote": 0, "endnote": 0}
        self.part = package.main
        self.page = ""
        self.notes = NoteList()
        self.after: list[str] = []

    def paragraph(self, paragraph: etree._Element) -> str:
        """The words of a paragraph."""
        return "".join(self._node(child) for child in paragraph).strip()

    def _node(self, node: etree._Element) -> str:
        tag = str(node.tag)
        if tag in _GONE:
            return ""
        known = _NODES.get(tag)
        if known is not None:
            return known(self, node)
        return "".join(self._node(child) for child in node)

    def _run(self, run: etree._Element) -> str:
        properties = run.find(f"{W}rPr")
        if properties is not None and _is_on(properties, "vanish"):
            for node in run.iter(f"{W}fldChar", f"{W}instrText"):
                self._in_run(node)
            return ""
        inner = "".join(self._in_run(child) for child in run)
        return _formatted(inner, properties) if inner.strip() else inner

    def _in_run(self, node: etree._Element) -> str:
        tag = str(node.tag)
        if tag == f"{W}fldChar":
            return self._field_char(node)
        if tag == f"{W}instrText":
            if self._fields and not self._fields[-1].showing:
                self._fields[-1].instruction += node.text or ""
            return ""
        if self._fields and not all(one.showing for one in self._fields):
            return ""
        if tag == f"{W}t":
            return escape(node.text or "", quote=False)
        if tag in _TEXTS:
            return _TEXTS[tag]
        known = _IN_RUN.get(tag)
        return known(self, node) if known is not None else ""

    def _break(self, node: etree._Element) -> str:
        return "" if node.get(f"{W}type") in {"page", "column"} else "<br>"

    def _symbol(self, node: etree._Element) -> str:
        try:
            code = int(node.get(f"{W}char", ""), 16)
        except ValueError:
            return ""
        return "•" if 0xF000 <= code <= 0xF0FF else escape(chr(code))  # noqa: PLR2004 -- private use

    def _reference(self, node: etree._Element) -> str:
        kind = str(node.tag).rpartition("}")[2].removesuffix("Reference")
        self._count[kind] += 1
        number = self._count[kind]
        self.notes.notes.append((kind, node.get(f"{W}id", ""), number))
        mark = f"{kind[0]}{number}"
        return (
            f'<sup><a id="ref-{mark}" href="#note-{mark}" role="doc-noteref" '
            f'aria-label="Note {number}">{number}</a></sup>'
        )

    def _drawing(self, node: etree._Element) -> str:
        self._boxes(node)
        return self._media.drawing(node, self.part)

    def _pict(self, node: etree._Element) -> str:
        self._boxes(node)
        return self._media.shape(node, self.part)

    def _boxes(self, node: etree._Element) -> None:
        """Keep the text boxes of a drawing until its paragraph is done: they stand after it."""
        made = [self._box(text) for text in node.iter(f"{W}txbxContent")]
        self.after += made

    def _either(self, node: etree._Element) -> str:
        """The branch that we can show: the newer one where it has a text box or a picture."""
        choice, fallback = node.find(f"{MC}Choice"), node.find(f"{MC}Fallback")
        shown = choice is not None and (
            next(choice.iter(f"{W}txbxContent", f"{WPS}wsp"), None) is not None
            or bool(list(self._pictures(choice)))
        )
        branch = choice if shown or fallback is None else fallback
        if branch is None:
            return ""
        return "".join(self._in_run(child) or self._wrapped(child) for child in branch)

    def _wrapped(self, node: etree._Element) -> str:
        return self._node(node) if node.tag == f"{W}r" else ""

    @staticmethod
    def _pictures(node: etree._Element) -> list[str]:
        return [str(blip.tag) for blip in node.iter() if str(blip.tag).endswith("}blip")]

    def _link(self, node: etree._Element) -> str:
        inner = "".join(self._node(child) for child in node)
        anchor = node.get(f"{W}anchor", "")
        address = ""
        for one in self._package.relationships(self.part):
            if one.external and one.id == node.get(f"{R}id"):
                address = one.target
        if address:
            return _a(address + (f"#{anchor}" if anchor else ""), inner)
        return self._to_bookmark(anchor, inner)

    def _to_bookmark(self, name: str, inner: str) -> str:
        place = self._outline.places.get(name)
        if place is None or not inner:
            return inner
        page, anchor = place
        file = "" if page == self.page else f"{page or 'index'}.html"
        target = f"{file}#{anchor}" if anchor else file or "#"
        return f'<a href="{escape(target)}">{inner}</a>'

    def _bookmark(self, node: etree._Element) -> str:
        name = node.get(f"{W}name", "")
        place = self._outline.places.get(name)
        if name not in self._outline.needed or place is None:
            return ""
        if not place[1] or place[1] in self._outline.ids.values():
            return ""
        return f'<span id="{escape(place[1])}"></span>'

    def _simple(self, node: etree._Element) -> str:
        inner = "".join(self._node(child) for child in node)
        return self._field(node.get(f"{W}instr", ""), inner)

    def _field_char(self, node: etree._Element) -> str:
        kind = node.get(f"{W}fldCharType")
        if kind == "begin":
            self._fields.append(_Open())
        elif kind == "separate" and self._fields:
            self._fields[-1].showing = True
            opening = self._opening(self._fields[-1].instruction)
            self._fields[-1].linked = bool(opening)
            return opening
        elif kind == "end" and self._fields:
            return "</a>" if self._fields.pop().linked else ""
        return ""

    def _opening(self, instruction: str) -> str:
        return self._field(instruction, "\0").partition("\0")[0]

    def _field(self, instruction: str, inner: str) -> str:
        """The result of a field, linked where it points somewhere (§17.16.5)."""
        names = words_of(instruction)
        verb = names[0].upper() if names else ""
        if verb == "HYPERLINK" and len(names) > 1:
            if "\\l" in names[:-1]:
                return self._to_bookmark(names[names.index("\\l") + 1], inner)
            return _a(names[1], inner)
        if verb in {"REF", "PAGEREF", "NOTEREF"} and len(names) > 1 and "\\h" in names:
            return self._to_bookmark(names[1], inner)
        return inner

    def _math(self, node: etree._Element) -> str:
        return equation(node)


_NODES: dict[str, Callable[[Inlines, etree._Element], str]] = {
    f"{W}r": Inlines._run,  # noqa: SLF001 -- its own table
    f"{W}hyperlink": Inlines._link,  # noqa: SLF001 -- its own table
    f"{W}fldSimple": Inlines._simple,  # noqa: SLF001 -- its own table
    f"{W}bookmarkStart": Inlines._bookmark,  # noqa: SLF001 -- its own table
    f"{M}oMath": Inlines._math,  # noqa: SLF001 -- its own table
    f"{MC}AlternateContent": Inlines._either,  # noqa: SLF001 -- its own table
}
_IN_RUN: dict[str, Callable[[Inlines, etree._Element], str]] = {
    f"{W}br": Inlines._break,  # noqa: SLF001 -- its own table
    f"{W}sym": Inlines._symbol,  # noqa: SLF001 -- its own table
    f"{W}footnoteReference": Inlines._reference,  # noqa: SLF001 -- its own table
    f"{W}endnoteReference": Inlines._reference,  # noqa: SLF001 -- its own table
    f"{W}drawing": Inlines._drawing,  # noqa: SLF001 -- its own table
    f"{W}pict": Inlines._pict,  # noqa: SLF001 -- its own table
    f"{W}object": Inlines._pict,  # noqa: SLF001 -- its own table
    f"{MC}AlternateContent": Inlines._either,  # noqa: SLF001 -- its own table
    f"{W}ruby": Inlines._node,  # noqa: SLF001 -- its own table
}


def _formatted(inner: str, properties: etree._Element | None) -> str:
    if properties is None or inner.startswith("<img"):
        return inner
    for tag, mark in _MARKS:
        if _is_on(properties, tag.rpartition("}")[2]):
            inner = f"<{mark}>{inner}</{mark}>"
    raised = properties.find(f"{W}vertAlign")
    mark = _RAISED.get("" if raised is None else raised.get(_VAL, ""), "")
    if mark and not inner.startswith("<sup>"):
        inner = f"<{mark}>{inner}</{mark}>"
    return inner


def _is_on(properties: etree._Element, name: str) -> bool:
    node = properties.find(f"{W}{name}")
    return node is not None and node.get(_VAL, "1") not in _OFF


def _a(address: str, inner: str) -> str:
    if not inner or not address.lower().startswith(_SAFE):
        return inner
    return f'<a href="{escape(address)}">{inner}</a>'
