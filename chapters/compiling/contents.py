"""The front of a guide: title, table of contents, lists of tables, figures and boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from chapters.compiling.headings import ContentsEntry
from chapters.compiling.styles import Styles
from chapters.oxml.namespaces import NS, W

__all__ = ["Front", "Titles", "text_width"]

_DEEPEST = 3  # levels that the contents show
_NAMES = {
    "Table": "Tables",
    "Figure": "Figures",
    "Box": "Boxes",
    "Chart": "Charts",
    "Map": "Maps",
    "Photo": "Photographs",
}
_NOWHERE = "–"  # stands for a page until a PDF says which
_A4_WIDTH = 9026  # twentieths of a point between margins of 2.54 cm

_TITLE_STYLE = """<w:style xmlns:w="{w}" w:type="paragraph" w:styleId="{id}"><w:name w:val="Title"/>
<w:basedOn w:val="{base}"/><w:next w:val="{base}"/><w:uiPriority w:val="10"/><w:qFormat/>
<w:pPr><w:spacing w:before="3600" w:after="480"/><w:jc w:val="left"/></w:pPr>
<w:rPr><w:b/><w:sz w:val="56"/><w:szCs w:val="56"/></w:rPr></w:style>"""
_SUBTITLE_STYLE = """<w:style xmlns:w="{w}" w:type="paragraph" w:styleId="{id}">
<w:name w:val="Subtitle"/><w:basedOn w:val="{base}"/><w:next w:val="{base}"/>
<w:uiPriority w:val="11"/><w:qFormat/><w:pPr><w:spacing w:after="240"/><w:jc w:val="left"/></w:pPr>
<w:rPr><w:color w:val="44546A"/><w:sz w:val="28"/><w:szCs w:val="28"/></w:rPr></w:style>"""
_HEADING_STYLE = """<w:style xmlns:w="{w}" w:type="paragraph" w:styleId="{id}">
<w:name w:val="TOC Heading"/><w:basedOn w:val="{base}"/><w:next w:val="{base}"/>
<w:uiPriority w:val="39"/><w:qFormat/>
<w:pPr><w:keepNext/><w:spacing w:before="360" w:after="160"/><w:jc w:val="left"/></w:pPr>
<w:rPr><w:b/><w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr></w:style>"""
# No right indent: LibreOffice shows no page number then.
_LINE_STYLE = """<w:style xmlns:w="{w}" w:type="paragraph" w:styleId="{id}">
<w:name w:val="{name}"/><w:basedOn w:val="{base}"/><w:next w:val="{base}"/>
<w:uiPriority w:val="39"/>
<w:pPr>{before}<w:ind w:left="{left}" w:hanging="284"/><w:jc w:val="left"/></w:pPr>
{bold}</w:style>"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Titles:
    """The words of the front pages: the title, what stands below it, and the heading of the
    contents. Each may be empty.
    """

    title: str = ""
    subtitle: str = ""
    contents: str = ""


class Front:
    """Makes the front pages. `width` is that of the text, in twentieths of a point."""

    def __init__(self, styles: Styles, width: int = _A4_WIDTH) -> None:
        self._styles = styles
        self._width = width
        self._base = styles.default("paragraph") or ""

    def title(self, title: str, subtitle: str = "") -> bytes:
        """The title on a page of its own (the contents start a new one)."""
        shown = _paragraph(self._style("Title", _TITLE_STYLE), _run(title))
        if subtitle:
            shown += _paragraph(self._style("Subtitle", _SUBTITLE_STYLE), _run(subtitle))
        return shown

    def contents(self, entries: Sequence[ContentsEntry], heading: str) -> bytes:
        """The contents and the lists, each entry a link with its page.

        Fields are filled in and not marked as dirty: Word shows them as they are and asks nothing.
        """
        shown = [one for one in entries if one.list == "contents" and one.level <= _DEEPEST]
        pieces = [self._table(heading, shown, "TOC \\o &quot;1-3&quot; \\h \\z \\u", first=True)]
        for series in dict.fromkeys(one.list for one in entries if one.list != "contents"):
            several = [one for one in entries if one.list == series]
            name = _NAMES.get(series.capitalize(), f"{series}s")
            code = f"TOC \\h \\z \\c &quot;{escape(series)}&quot;"
            pieces.append(self._table(name, several, code, first=False))
        return b"".join(pieces)

    def _table(
        self, heading: str, entries: Sequence[ContentsEntry], code: str, *, first: bool
    ) -> bytes:
        if not entries:
            return b""
        style = self._style("TOC Heading", _HEADING_STYLE)
        break_before = "<w:pageBreakBefore/>" if first else ""
        title = _paragraph(style, _run(heading), break_before)
        begin = (
            _char("begin")
            + f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
            + _char("separate")
        )
        lines = []
        for number, entry in enumerate(entries):
            before = begin if number == 0 else ""
            after = _char("end") if number == len(entries) - 1 else ""
            lines.append(self._line(entry, before, after))
        body = title + b"".join(lines)
        if not first:
            return body
        gallery = '<w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/>'
        opening = f"<w:sdt><w:sdtPr><w:docPartObj>{gallery}</w:docPartObj></w:sdtPr><w:sdtContent>"
        return opening.encode() + body + b"</w:sdtContent></w:sdt>"

    def _line(self, entry: ContentsEntry, before: str, after: str) -> bytes:
        name = f"toc {entry.level}" if entry.list == "contents" else "table of figures"
        style = self._style(name, _LINE_STYLE)
        label = f"{entry.label}\u2002" if entry.label else ""
        inner = _run(label + entry.text)
        tabs = ""
        if entry.anchor is not None:
            inner += "<w:r><w:tab/></w:r>" + _page(entry.anchor, entry.page)
            inner = (
                f'<w:hyperlink w:anchor={quoteattr(entry.anchor)} w:history="1">{inner}'
                "</w:hyperlink>"
            )
            tabs = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{self._width}"/></w:tabs>'
        return _paragraph(style, before + inner + after, tabs)

    def _style(self, name: str, pattern: str) -> str:
        found = self._styles.named(name)
        if found is not None:
            return found.get(f"{W}styleId", "")
        level = int(name[4:]) if name.startswith("toc ") and name[4:].isdigit() else 1
        xml = pattern.format(
            w=NS["w"],
            id=self._styles.free_id(name.title().replace(" ", "").replace("Toc", "TOC"), "guide"),
            name=name,
            base=self._base,
            left=level * 284,
            before='<w:spacing w:before="120" w:after="0"/>'
            if name == "toc 1"
            else '<w:spacing w:before="20" w:after="0"/>',
            bold="<w:rPr><w:b/></w:rPr>" if name == "toc 1" else "",
        )
        if not self._base:
            xml = xml.replace('<w:basedOn w:val=""/>', "").replace('<w:next w:val=""/>', "")
        return self._styles.add(etree.fromstring(xml))


def _paragraph(style: str, inner: str, more: str = "") -> bytes:
    properties = f"<w:pPr><w:pStyle w:val={quoteattr(style)}/>{more}</w:pPr>"
    return f"<w:p>{properties}{inner}</w:p>".encode()


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _char(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _page(anchor: str, page: int | None) -> str:
    shown = _NOWHERE if page is None else str(page)
    code = f'<w:r><w:instrText xml:space="preserve"> PAGEREF {anchor} \\h </w:instrText></w:r>'
    return _char("begin") + code + _char("separate") + _run(shown) + _char("end")


def text_width(section: etree._Element) -> int:
    """The width between the margins of a section, in twentieths of a point."""
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    if size is None or margins is None:
        return _A4_WIDTH
    try:
        left, right = (abs(int(margins.get(f"{W}{side}", "1440"))) for side in ("left", "right"))
        return int(size.get(f"{W}w", "0")) - left - right
    except ValueError:
        return _A4_WIDTH
