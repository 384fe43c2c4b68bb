"""Blocks → a Word file, as a secretariat's template would make it; the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from examples.maker.notation import Block, Piece, pieces
from examples.maker.parts import (
    CONTENT_TYPES,
    NAMESPACES,
    NUMBERING,
    PACKAGE_RELS,
    SETTINGS,
    STYLES,
)
from examples.maker.pictures import draw

__all__ = ["word_file"]

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHORT = "Green Customs Guide"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_GUIDE = "Green Customs Guide to Multilateral Environmental Agreements"
_WIDTH = 8958  # twips between the margins
_EMU = 5_400_000  # width of a picture, 15 cm
_NAMES = {"table": "Table", "figure": "Figure", "box": "Box"}
_RUNS = {
    "plain": "",
    "bold": "<w:b/>",
    "italic": "<w:i/>",
    "sub": '<w:vertAlign w:val="subscript"/>',
}
_STYLES = {
    "body": "",
    "heading1": "Heading1",
    "heading2": "Heading2",
    "heading3": "Heading3",
    "numbered": "NumberedParagraph",
    "bullet": "ListBullet",
    "lettered": "ListLetter",
}
_CLEAN = (
    ("--", "–"),
    ("'", "’"),
)


def word_file(blocks: Sequence[Block], *, number: str, title: str) -> bytes:
    """The chapter with this number as a Word file."""
    chapter = _Chapter(blocks)
    body = "".join(chapter.block(block) for block in blocks)
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": PACKAGE_RELS,
        "docProps/core.xml": _core(title),
        "docProps/app.xml": _APP,
        "word/document.xml": f"{_HEAD}<w:document {NAMESPACES}><w:body>{body}{_SECTION}"
        "</w:body></w:document>",
        "word/styles.xml": STYLES,
        "word/numbering.xml": NUMBERING(chapter.lists),
        "word/settings.xml": SETTINGS,
        "word/fontTable.xml": _FONTS,
        "word/footnotes.xml": chapter.footnotes(),
        "word/header1.xml": _header(f"{_plain(_SHORT)}<w:r><w:tab/></w:r>{_plain(title)}"),
        "word/header2.xml": _header(_plain(_GUIDE)),
        "word/footer1.xml": _footer(number),
        "word/footer2.xml": _footer(number),
        "word/_rels/document.xml.rels": chapter.relationships(),
    }
    if chapter.note_links:
        parts["word/_rels/footnotes.xml.rels"] = _relationships(chapter.note_links)
    return _zipped(parts | dict(chapter.media))


class _Chapter:
    """What is counted while a chapter is written: notes, links, pictures, lists, captions."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.media: list[tuple[str, bytes]] = []
        self.links: list[tuple[str, str]] = []
        self.note_links: list[tuple[str, str]] = []
        self.lists = 0
        self._notes: list[str] = []
        self._bookmarks = 0
        self._lettered = False
        self._numbers = _numbers(blocks)

    def block(self, block: Block) -> str:
        self._lettered = self._lettered and block.kind == "lettered"
        if block.kind in _STYLES:
            return self._paragraph(block)
        return {
            "table": self._table,
            "glance": self._glance,
            "box": self._box,
            "figure": self._figure,
        }[block.kind](block)

    def footnotes(self) -> str:
        lines = "".join(
            f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:pPr><w:spacing w:after="0"'
            f' w:line="240" w:lineRule="auto"/></w:pPr><w:r><w:{mark}/></w:r></w:p></w:footnote>'
            for number, kind, mark in (
                (-1, "separator", "separator"),
                (0, "continuationSeparator", "continuationSeparator"),
            )
        )
        notes = "".join(
            f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
            '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
            f'<w:r><w:t xml:space="preserve"> </w:t></w:r>{words}</w:p></w:footnote>'
            for number, words in enumerate(self._notes, 1)
        )
        return f"{_HEAD}<w:footnotes {NAMESPACES}>{lines}{notes}</w:footnotes>"

    def relationships(self) -> str:
        fixed = [
            (kind, f"{name}.xml")
            for kind, name in (
                ("styles", "styles"),
                ("numbering", "numbering"),
                ("settings", "settings"),
                ("fontTable", "fontTable"),
                ("footnotes", "footnotes"),
                ("header", "header1"),
                ("header", "header2"),
                ("footer", "footer1"),
                ("footer", "footer2"),
            )
        ]
        return _relationships([*fixed, *self.links])

    def _paragraph(self, block: Block) -> str:
        style = _STYLES[block.kind]
        numbering = self._list() if block.kind == "lettered" else ""
        properties = f'<w:pPr><w:pStyle w:val="{style}"/>{numbering}</w:pPr>' if style else ""
        words = self._runs(block.words)
        if block.key:
            words = self._bookmark(block.key, words)
        return f"<w:p>{properties}{words}</w:p>"

    def _list(self) -> str:
        if not self._lettered:
            self.lists += 1
            self._lettered = True
        number = self.lists + 3
        return f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'

    def _runs(self, words: str, *, note: bool = False) -> str:
        return "".join(self._piece(piece, note=note) for piece in pieces(words))

    def _piece(self, piece: Piece, *, note: bool) -> str:
        if piece.kind == "note":
            self._notes.append(self._runs(piece.words, note=True))
            return (
                '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
                f'<w:footnoteReference w:id="{len(self._notes)}"/></w:r>'
            )
        if piece.kind == "link":
            links = self.note_links if note else self.links
            links.append(("hyperlink", piece.address))
            number = len(links) + (0 if note else 9)
            run = _run(piece.words, '<w:rStyle w:val="Hyperlink"/>')
            return f'<w:hyperlink r:id="rId{number}" w:history="1">{run}</w:hyperlink>'
        if piece.kind == "ref":
            kind, number = self._numbers[piece.words]
            shown = f"{_NAMES[kind]} {number}" if kind in _NAMES else number
            switch = "" if kind in _NAMES else r" \r"
            return _field(rf"REF {_mark(piece.words)}{switch} \h", shown)
        return _run(piece.words, _RUNS[piece.kind])

    def _bookmark(self, key: str, words: str) -> str:
        self._bookmarks += 1
        return (
            f'<w:bookmarkStart w:id="{self._bookmarks}" w:name="{_mark(key)}"/>{words}'
            f'<w:bookmarkEnd w:id="{self._bookmarks}"/>'
        )

    def _caption(self, block: Block, style: str = "Caption") -> str:
        name = _NAMES[block.kind]
        label = _run(f"{name} ") + _field(rf"SEQ {name} \* ARABIC", self._numbers[block.key][1])
        words = self._bookmark(block.key, label) + _run(". ") + self._runs(block.words)
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{words}</w:p>'

    def _source(self, block: Block) -> str:
        source = block.facts.get("source") or block.facts.get("credit") or ""
        label = "Source: " if "source" in block.facts else "Picture: "
        return (
            f'<w:p><w:pPr><w:pStyle w:val="Source"/></w:pPr>{_run(label)}{self._runs(source)}</w:p>'
        )

    def _table(self, block: Block) -> str:
        shares = [int(share) for share in block.option.split()]
        widths = [_WIDTH * share // sum(shares) for share in shares]
        rows = self._row(block.rows[0], widths, "TableHeading")
        rows += "".join(self._row(row, widths) for row in block.rows[1:-1])
        rows += self._row(block.rows[-1], widths, "TableText", keep="<w:keepNext/>")
        return self._caption(block) + _tbl("GuideTable", widths, rows, "0420") + self._source(block)

    def _row(
        self, row: Sequence[str], widths: Sequence[int], style: str = "TableText", keep: str = ""
    ) -> str:
        """A row that no page break divides; the heading's is repeated on each page, `keep` keeps
        the last one with the source below the table.
        """
        if len(row) != len(widths):
            raise ValueError(f"{len(row)} cells for {len(widths)} columns: {row}")
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
            f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}</w:pPr>{self._runs(cell)}</w:p></w:tc>'
            for cell, width in zip(row, widths, strict=True)
        )
        repeat = "<w:tblHeader/>" if style == "TableHeading" else ""
        return f"<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>{cells}</w:tr>"

    def _glance(self, block: Block) -> str:
        widths = [2600, _WIDTH - 2600]
        rows = "".join(self._row((f"**{row[0]}**", *row[1:]), widths) for row in block.rows)
        return _tbl("GuideTable", widths, rows, "0400") + "<w:p/>"

    def _box(self, block: Block) -> str:
        inside = "".join(
            f'<w:p><w:pPr><w:pStyle w:val="{_BOXED[each.kind]}"/></w:pPr>'
            f"{self._runs(each.words)}</w:p>"
            for each in block.inside
        )
        cell = (
            f'<w:tr><w:tc><w:tcPr><w:tcW w:w="{_WIDTH}" w:type="dxa"/>'
            '<w:shd w:val="clear" w:color="auto" w:fill="EAF1E1"/></w:tcPr>'
            f"{self._caption(block, 'BoxTitle')}{inside}</w:tc></w:tr>"
        )
        return _tbl("GuideBox", [_WIDTH], cell, "0400") + "<w:p/>"

    def _figure(self, block: Block) -> str:
        steps = [step.strip() for step in block.facts["steps"].split("|")]
        data, shape = draw(block.option, steps)
        number = len(self.media) + 1
        self.media.append((f"word/media/image{number}.png", data))
        self.links.append(("image", f"media/image{number}.png"))
        picture = _picture(
            number, f"rId{len(self.links) + 9}", round(_EMU * shape), block.facts["alt"]
        )
        return (
            self._caption(block)
            + f'<w:p><w:pPr><w:pStyle w:val="Figure"/></w:pPr><w:r>{picture}</w:r></w:p>'
            + self._source(block)
        )


_BOXED = {"body": "BoxText", "bullet": "BoxBullet"}


def _numbers(blocks: Sequence[Block]) -> dict[str, tuple[str, str]]:
    """Kind and number of everything that can be referred to."""
    counts = dict.fromkeys(("table", "figure", "box", "numbered"), 0)
    numbers = {}
    for block in blocks:
        if block.kind in counts:
            counts[block.kind] += 1
            if block.key and block.key in numbers:
                raise ValueError(f"two things are called {block.key!r}")
            numbers[block.key] = (block.kind, str(counts[block.kind]))
    return numbers


def _mark(key: str) -> str:
    """The name of a bookmark; one that begins with `_Ref` is hidden in Word's own list."""
    return "_Ref_" + key.replace("-", "_")


def _run(words: str, properties: str = "") -> str:
    for plain, set_ in _CLEAN:
        words = words.replace(plain, set_)
    style = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{style}<w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def _plain(words: str) -> str:
    return _run(words)


def _field(code: str, shown: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{_run(shown)}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _tbl(style: str, widths: Sequence[int], rows: str, look: str) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="{look}"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
    )


def _picture(number: int, relationship: str, height: int, alt: str) -> str:
    size = f'cx="{_EMU}" cy="{height}"'
    name = f'id="{number}" name="Figure {number}" descr={quoteattr(alt)}'
    return (
        f'<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f"<wp:docPr {name}/><wp:cNvGraphicFramePr><a:graphicFrameLocks"
        ' noChangeAspect="1"/></wp:cNvGraphicFramePr><a:graphic><a:graphicData'
        ' uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f"<pic:nvPicPr><pic:cNvPr {name}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>"
        f'<a:blip r:embed="{relationship}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing>"
    )


def _header(words: str) -> str:
    return (
        f'{_HEAD}<w:hdr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>{words}</w:p>'
        "</w:hdr>"
    )


def _footer(number: str) -> str:
    """Nothing here says that it is a draft: the round says so, and the same pages are published."""
    words = _run(f"Chapter {number}") + "<w:r><w:tab/></w:r>"
    page = f"{_run('Page ')}{_field('PAGE', '1')}"
    return (
        f'{_HEAD}<w:ftr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{words}{page}'
        "</w:p></w:ftr>"
    )


def _relationships(targets: Sequence[tuple[str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="rId{number}" Type="{_TYPES}/{kind}" Target={quoteattr(target)}'
        + (' TargetMode="External"/>' if kind == "hyperlink" else "/>")
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_RELS}">{each}</Relationships>'


def _core(title: str) -> str:
    when = "2017-10-03T08:00:00Z"
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/'
        'metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>GCI secretariat</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{when}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{when}</dcterms:modified>'
        "<dc:language>en-GB</dc:language></cp:coreProperties>"
    )


def _zipped(parts: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            data = content.encode() if isinstance(content, str) else content
            entry = zipfile.ZipInfo(name, date_time=(2017, 10, 3, 8, 0, 0))
            package.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _fonts() -> Iterator[str]:
    for name, family in (("Arial", "swiss"), ("Symbol", "roman")):
        charset = "02" if name == "Symbol" else "00"
        yield (
            f'<w:font w:name="{name}"><w:charset w:val="{charset}"/>'
            f'<w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'
        )


_FONTS = f"{_HEAD}<w:fonts {NAMESPACES}>{''.join(_fonts())}</w:fonts>"
_APP = (
    f'{_HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    'extended-properties">'
    "<Company>Green Customs Initiative</Company></Properties>"
)
_SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId6"/>'
    '<w:headerReference w:type="first" r:id="rId7"/>'
    '<w:footerReference w:type="default" r:id="rId8"/>'
    '<w:footerReference w:type="first" r:id="rId9"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1701" w:right="1474" w:bottom="1588"'
    ' w:left="1474" w:header="709" w:footer="709" w:gutter="0"/><w:titlePg/></w:sectPr>'
)
