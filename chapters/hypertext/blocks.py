"""Paragraphs, lists, tables and boxes as HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape

from lxml import etree

from chapters.hypertext.inlines import Inlines
from chapters.hypertext.outline import Outline, heading_level
from chapters.hypertext.tables import table_rows
from chapters.oxml.counting import Label, Labels
from chapters.oxml.namespaces import W

__all__ = ["Blocks"]

_VAL = f"{W}val"
_WRAPPERS = {f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}smartTag", f"{W}ins", f"{W}moveTo"}
_DEEPEST = 6  # h6
_STEP = 150  # twentieths of a point; less is no indent that a reader sees


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """An open list: its element, and where its items stand."""

    tag: str
    indent: int
    num: str
    level: int

    def fits_below(self, other: _List) -> bool:
        """Whether this one lies inside an item of the other."""
        if self.num == other.num:
            return self.level > other.level
        return self.indent > other.indent + _STEP

    def goes_on(self, other: _List) -> bool:
        """Whether an item of this one continues the other."""
        if self.tag != other.tag:
            return False
        same = self.num == other.num and self.level == other.level
        return same or (self.num != other.num and abs(self.indent - other.indent) <= _STEP)


class Blocks:
    """Turns the blocks of a page into HTML. `styles` gives the folded name of a paragraph style."""

    def __init__(
        self,
        outline: Outline,
        levels: dict[str, int],
        labels: Labels,
        styles: Callable[[str], str],
    ) -> None:
        self._outline, self._levels, self._labels, self._styles = outline, levels, labels, styles
        self.inlines: Inlines
        self.top = 0

    def html(self, blocks: Iterable[etree._Element]) -> str:
        """Blocks in order: lists are opened and closed by the labels of their paragraphs."""
        out: list[str] = []
        lists: list[_List] = []
        for block in _flat(blocks):
            if block.tag == f"{W}tbl":
                _close(out, lists)
                out.append(self._table(block))
                continue
            self._paragraph(block, out, lists)
        _close(out, lists)
        return "\n".join(piece for piece in out if piece)

    def box(self, content: etree._Element) -> str:
        """A text box: a note, no landmark, since a page may have many."""
        inner = self.html(content)
        return f'<div class="box" role="note">\n{inner}\n</div>' if inner else ""

    def _paragraph(self, block: etree._Element, out: list[str], lists: list[_List]) -> None:
        label = self._labels.label(block)
        level = heading_level(block, self._levels)
        said = self.inlines.paragraph(block)
        after, self.inlines.after = self.inlines.after, []
        if level is not None and said:
            _close(out, lists)
            out.append(self._heading(block, level, label, said))
        elif said and label is not None:
            _item(out, lists, label, said)
        elif said:
            if not _goes_on(block, lists):
                _close(out, lists)
            out.append(self._plain(block, said))
        if after:
            _close(out, lists)
            out += after

    def _heading(self, block: etree._Element, level: int, label: Label | None, said: str) -> str:
        depth = min(max(level - self.top, 0) + 1, _DEEPEST)
        anchor = self._outline.ids.get(block, "")
        number = f'<span class="label">{escape(label.text)}</span> ' if label and label.text else ""
        return f'<h{depth} id="{escape(anchor)}">{number}{said}</h{depth}>'

    def _plain(self, block: etree._Element, said: str) -> str:
        style = block.find(f"{W}pPr/{W}pStyle")
        name = self._styles("" if style is None else style.get(_VAL, ""))
        kind = next((kind for word, kind in _KINDS if word in name), "")
        if kind == "quote":
            return f"<blockquote><p>{said}</p></blockquote>"
        if _is_boxed(block):
            return f'<p class="box">{said}</p>'
        return f'<p class="{kind}">{said}</p>' if kind else f"<p>{said}</p>"

    def _table(self, table: etree._Element) -> str:
        rows = table_rows(table)
        if len(rows) == 1 and len(rows[0].cells) == 1:
            return f'<div class="box" role="note">\n{self.html(rows[0].cells[0].blocks)}\n</div>'
        out = ['<div class="table" tabindex="0" role="group" aria-label="Table"><table>']
        heads = 0
        while heads < len(rows) - 1 and rows[heads].is_header:
            heads += 1
        for number, row in enumerate(rows):
            if number == 0:
                out.append("<thead>" if heads else "<tbody>")
            elif number == heads:
                out.append("</thead><tbody>")
            out.append("<tr>")
            for cell in row.cells:
                tag = "th" if number < heads else "td"
                spans = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
                spans += f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
                scope = ' scope="col"' if tag == "th" else ""
                out.append(f"<{tag}{scope}{spans}>{self._cell(cell.blocks)}</{tag}>")
            out.append("</tr>")
        out.append("</tbody></table></div>" if rows else "</table></div>")
        return "".join(out)

    def _cell(self, blocks: list[etree._Element]) -> str:
        inner = self.html(blocks)
        if inner.startswith("<p>") and inner.count("<p>") == 1 and inner.endswith("</p>"):
            return inner[3:-4]
        return inner


_KINDS = (("caption", "caption"), ("quote", "quote"), ("title", "title"), ("source", "source"))


def _flat(blocks: Iterable[etree._Element]) -> Iterable[etree._Element]:
    """Paragraphs and tables, also inside controls; the file's own table of contents is left out."""
    for block in blocks:
        if block.tag in {f"{W}p", f"{W}tbl"}:
            if not _is_contents(block):
                yield block
        elif block.tag == f"{W}sdt":
            gallery = block.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
            if gallery is None or gallery.get(_VAL) != "Table of Contents":
                yield from _flat(block.iterchildren(f"{W}sdtContent"))
        elif block.tag in _WRAPPERS:
            yield from _flat(block)


def _is_contents(block: etree._Element) -> bool:
    style = block.find(f"{W}pPr/{W}pStyle")
    name = "" if style is None else style.get(_VAL, "")
    return name.upper().startswith("TOC") or name.casefold() == "tableoffigures"


def _is_boxed(block: etree._Element) -> bool:
    properties = block.find(f"{W}pPr")
    borders = None if properties is None else properties.find(f"{W}pBdr")
    return borders is not None and all(
        borders.find(f"{W}{side}") is not None for side in ("top", "bottom", "left", "right")
    )


def _goes_on(block: etree._Element, lists: list[_List]) -> bool:
    """Whether an unnumbered paragraph belongs to the list item before it, by style and indent."""
    if not lists:
        return False
    indent = block.find(f"{W}pPr/{W}ind")
    style = block.find(f"{W}pPr/{W}pStyle")
    name = "" if style is None else style.get(_VAL, "").casefold()
    return indent is not None and "list" in name


def _item(out: list[str], lists: list[_List], label: Label, said: str) -> None:
    """Add an item: to the list that is open, to one inside it, or to one around it.

    How far an item is indented says what it belongs to: Word's "(a)" below "5." may be a list of
    its own.
    """
    bullet = label.format in {"bullet", "none"}
    new = _List(tag="ul" if bullet else "ol", indent=label.indent, num=label.num, level=label.level)
    while lists and not new.fits_below(lists[-1]):
        if new.goes_on(lists[-1]):
            break
        out.append(f"</li></{lists.pop().tag}>")
    if lists and new.goes_on(lists[-1]):
        out.append("</li>")
    else:
        out.append("<ul>" if bullet else '<ol class="labels">')
        lists.append(new)
    number = "" if bullet else f'<span class="label">{escape(label.text)}</span> '
    out.append(f"<li>{number}{said}")


def _close(out: list[str], lists: list[_List]) -> None:
    while lists:
        out.append(f"</li></{lists.pop().tag}>")
