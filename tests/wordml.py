r"""Word files in one line of notation: `docx(p("kept ", ins("new", by="alpha")))`.

Every function returns XML, and takes XML or words: a plain string becomes a run, XML stays as it
is (`raw` makes XML of a string). An id written "?" becomes unique in the file, "?name" the same
number wherever the name stands. Text: "\t" is a tab, "\n" a line break.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from html import escape
from itertools import count
from typing import Self

from chapters.oxml.namespaces import NS

__all__ = [
    "DATE",
    "PNG",
    "Xml",
    "bookmark",
    "cell",
    "cell_mark",
    "cell_merge",
    "changed",
    "comment",
    "commented",
    "control",
    "del_mark",
    "dele",
    "docx",
    "endnote",
    "field",
    "footnote",
    "header_reference",
    "hyperlink",
    "ins",
    "ins_mark",
    "math",
    "moved",
    "moved_from",
    "moved_to",
    "p",
    "package",
    "picture",
    "r",
    "raw",
    "row",
    "section",
    "simple_field",
    "table",
    "text_box",
]

DATE = "2017-10-12T09:00:00Z"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
_DECLARED = " ".join(
    f'xmlns:{prefix}="{uri}"' for prefix, uri in NS.items() if prefix not in {"xml", "ct", "pr"}
)
_IGNORABLE = 'mc:Ignorable="w14 w15 w16cid w16se wp14"'
_REL = NS["r"]
_CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml."


class Xml(str):  # noqa: SLOT000 -- a string cannot have slots of its own
    """A piece of XML; `columns` is how many grid columns a cell or row takes."""

    def __new__(cls, xml: str, columns: int = 1) -> Self:
        made = super().__new__(cls, xml)
        made.columns = columns
        return made

    def __add__(self, other: str) -> str:
        """Two pieces of XML are one; with words they are words."""
        both = super().__add__(other)
        return Xml(both) if isinstance(other, Xml) else both


def raw(xml: str) -> Xml:
    return Xml(xml)


def _runs(content) -> str:
    return "".join(one if isinstance(one, Xml) else r(one) for one in content)


def _blocks(content) -> str:
    return "".join(one if isinstance(one, Xml) else p(one) for one in content)


def _text(words: str) -> str:
    pieces = re.split(r"([\t\n])", words)
    marks = {"\t": "<w:tab/>", "\n": "<w:br/>"}
    return "".join(
        marks.get(piece) or f'<w:t xml:space="preserve">{escape(piece, quote=False)}</w:t>'
        for piece in pieces
        if piece
    )


def _by(by: str, when: str | None) -> str:
    date = f' w:date="{when}"' if when else ""
    return f'w:id="?" w:author="{escape(by)}"{date}'


# A run, a paragraph, a table


def r(*content: str, props: str = "") -> Xml:
    """A run: words, or XML that belongs inside one."""
    inner = "".join(one if isinstance(one, Xml) else _text(one) for one in content)
    return Xml(f"<w:r>{f'<w:rPr>{props}</w:rPr>' if props else ''}{inner}</w:r>")


def p(
    *content: str,
    style: str = "",
    numbered: tuple[int, int] | None = None,
    props: str = "",
    mark: str = "",
    section: str = "",
    change: str = "",
) -> Xml:
    """A paragraph; `mark` stands in the properties of its mark, `numbered` is list and level."""
    number = ""
    if numbered:
        number = (
            f'<w:numPr><w:ilvl w:val="{numbered[1]}"/><w:numId w:val="{numbered[0]}"/></w:numPr>'
        )
    inside = (
        (f'<w:pStyle w:val="{style}"/>' if style else "")
        + number
        + props
        + (f"<w:rPr>{mark}</w:rPr>" if mark else "")
        + section
        + change
    )
    return Xml(f"<w:p>{f'<w:pPr>{inside}</w:pPr>' if inside else ''}{_runs(content)}</w:p>")


def table(*rows: Xml, props: str = "", grid_change: str = "") -> Xml:
    columns = max((one.columns for one in rows), default=1)
    grid = '<w:gridCol w:w="2000"/>' * columns
    return Xml(
        f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/>{props}</w:tblPr>'
        f"<w:tblGrid>{grid}{grid_change}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def row(*cells: Xml, mark: str = "", props: str = "") -> Xml:
    """A table row; `mark` is `ins_mark()` or `del_mark()`, `props` other row properties."""
    inside = f"<w:trPr>{props}{mark}</w:trPr>" if props or mark else ""
    columns = sum(one.columns for one in cells)
    return Xml(f"<w:tr>{inside}{''.join(cells)}</w:tr>", columns)


def cell(*content: str, span: int = 1, vmerge: str = "", mark: str = "", props: str = "") -> Xml:
    """A table cell; words become a paragraph. `vmerge` is "restart" or "continue"."""
    inside = (
        f'<w:tcW w:w="{2000 * span}" w:type="dxa"/>'
        + (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "")
        + (f'<w:vMerge w:val="{vmerge}"/>' if vmerge else "")
        + props
        + mark
    )
    return Xml(f"<w:tc><w:tcPr>{inside}</w:tcPr>{_blocks(content) or p()}</w:tc>", span)


# Tracked changes


def ins(*content: str, by: str = "alpha", when: str | None = DATE) -> Xml:
    return Xml(f"<w:ins {_by(by, when)}>{_runs(content)}</w:ins>")


def dele(*content: str, by: str = "alpha", when: str | None = DATE) -> Xml:
    return Xml(f"<w:del {_by(by, when)}>{_deleted(_runs(content))}</w:del>")


def _deleted(xml: str) -> str:
    xml = re.sub(r"<(/?)w:t(?=[ >])", r"<\1w:delText", xml)
    return re.sub(r"<(/?)w:instrText(?=[ >])", r"<\1w:delInstrText", xml)


def moved_from(*content: str, by: str = "alpha", when: str | None = DATE, name: str = "") -> Xml:
    """Words moved away; with `name` between the markers of a move range of that name."""
    inner = f"<w:moveFrom {_by(by, when)}>{_runs(content)}</w:moveFrom>"
    return _move_range("moveFrom", inner, by, when, name)


def moved_to(*content: str, by: str = "alpha", when: str | None = DATE, name: str = "") -> Xml:
    inner = f"<w:moveTo {_by(by, when)}>{_runs(content)}</w:moveTo>"
    return _move_range("moveTo", inner, by, when, name)


def _move_range(kind: str, inner: str, by: str, when: str | None, name: str) -> Xml:
    if not name:
        return Xml(inner)
    named = _by(by, when).replace('"?"', f'"?{kind}{name}"')
    return Xml(
        f'<w:{kind}RangeStart {named} w:name="{name}"/>{inner}'
        f'<w:{kind}RangeEnd w:id="?{kind}{name}"/>'
    )


def moved(kind: str, by: str = "alpha", when: str | None = DATE) -> Xml:
    """A bare mark of kind "moveFrom" or "moveTo", for a paragraph mark."""
    return Xml(f"<w:{kind} {_by(by, when)}/>")


def ins_mark(by: str = "alpha", when: str | None = DATE) -> Xml:
    """The mark of an inserted paragraph mark or row."""
    return Xml(f"<w:ins {_by(by, when)}/>")


def del_mark(by: str = "alpha", when: str | None = DATE) -> Xml:
    return Xml(f"<w:del {_by(by, when)}/>")


def cell_mark(kind: str, by: str = "alpha", when: str | None = DATE) -> Xml:
    """The mark of a cell; `kind` is "cellIns" or "cellDel"."""
    return Xml(f"<w:{kind} {_by(by, when)}/>")


def cell_merge(now: str = "", before: str = "", by: str = "alpha") -> Xml:
    """A tracked vertical merge; `now` and `before` are "rest", "cont" or empty."""
    kinds = (f' w:vMerge="{now}"' if now else "") + (f' w:vMergeOrig="{before}"' if before else "")
    return Xml(f"<w:cellMerge {_by(by, DATE)}{kinds}/>")


def changed(kind: str, former: str = "", by: str = "alpha", when: str | None = DATE) -> Xml:
    """A tracked change of properties: `changed("rPr", "<w:i/>")` has the former set."""
    return Xml(f"<w:{kind}Change {_by(by, when)}><w:{kind}>{former}</w:{kind}></w:{kind}Change>")


# What else stands in a paragraph


def bookmark(name: str, *content: str) -> Xml:
    return Xml(
        f'<w:bookmarkStart w:id="?b{name}" w:name="{name}"/>{_runs(content)}'
        f'<w:bookmarkEnd w:id="?b{name}"/>'
    )


def commented(*content: str, id: int = 0) -> Xml:  # noqa: A002 -- the word of the standard
    """Words with a comment on them; its words go to `docx(comments=[comment(…)])`."""
    return Xml(
        f'<w:commentRangeStart w:id="{id}"/>{_runs(content)}<w:commentRangeEnd w:id="{id}"/>'
        f'<w:r><w:commentReference w:id="{id}"/></w:r>'
    )


def comment(*content: str, id: int = 0, by: str = "alpha", when: str | None = DATE) -> Xml:  # noqa: A002 -- the word of the standard
    author = _by(by, when).replace('"?"', f'"{id}"')
    return Xml(f'<w:comment {author} w:initials="{by[:1]}">{_blocks(content)}</w:comment>')


def footnote(id: int = 1) -> Xml:  # noqa: A002 -- the word of the standard
    """A reference to a footnote; its words go to `docx(footnotes={1: p("note")})`."""
    return Xml(f'<w:r><w:footnoteReference w:id="{id}"/></w:r>')


def endnote(id: int = 1) -> Xml:  # noqa: A002 -- the word of the standard
    return Xml(f'<w:r><w:endnoteReference w:id="{id}"/></w:r>')


def field(code: str, *result: str) -> Xml:
    """A complex field."""
    return Xml(
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{escape(code)}</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'{_runs(result)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def simple_field(code: str, *result: str) -> Xml:
    return Xml(f'<w:fldSimple w:instr="{escape(code)}">{_runs(result)}</w:fldSimple>')


def hyperlink(*content: str, anchor: str = "", rid: str = "") -> Xml:
    to = f'r:id="{rid}"' if rid else f'w:anchor="{anchor}"'
    return Xml(f"<w:hyperlink {to}>{_runs(content)}</w:hyperlink>")


def control(*content: str, props: str = "", block: bool = False) -> Xml:
    """A content control, around runs, or around blocks."""
    inner = _blocks(content) if block else _runs(content)
    return Xml(
        f'<w:sdt><w:sdtPr>{props}<w:id w:val="?"/></w:sdtPr>'
        f"<w:sdtContent>{inner}</w:sdtContent></w:sdt>"
    )


def math(words: str) -> Xml:
    return Xml(f"<m:oMath><m:r><m:t>{escape(words)}</m:t></m:r></m:oMath>")


def picture(rid: str = "rIdPicture") -> Xml:
    """A picture of one pixel; its part is added where `docx` sees it."""
    return Xml(
        '<w:r><w:drawing><wp:inline><wp:extent cx="9525" cy="9525"/>'
        '<wp:docPr id="?" name="Picture"/><a:graphic>'
        f'<a:graphicData uri="{NS["pic"]}"><pic:pic><pic:nvPicPr>'
        '<pic:cNvPr id="0" name="Picture"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{rid}"/><a:stretch><a:fillRect/></a:stretch>'
        '</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="9525" cy="9525"/>'
        '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def text_box(*content: str, fallback: str | None = None) -> Xml:
    """A run with a text box in DrawingML and in VML, as Word writes it (both say the same)."""
    inner = _blocks(content)
    shape = (
        '<w:drawing><wp:inline><wp:extent cx="914400" cy="914400"/><wp:docPr id="?" name="Box"/>'
        f'<a:graphic><a:graphicData uri="{NS["wps"]}"><wps:wsp><wps:cNvSpPr txBox="1"/>'
        '<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="914400" cy="914400"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr>'
        f"<wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>"
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    old = (
        '<w:pict><v:shape style="width:72pt;height:72pt"><v:textbox><w:txbxContent>'
        f"{inner if fallback is None else fallback}"
        "</w:txbxContent></v:textbox></v:shape></w:pict>"
    )
    return Xml(
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{shape}</mc:Choice>'
        f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def section(*references: str, change: str = "") -> Xml:
    """Section properties, with `header_reference` elements."""
    return Xml(
        f"<w:sectPr>{''.join(references)}"
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" '
        f'w:left="1440" w:header="708" w:footer="708" w:gutter="0"/>{change}</w:sectPr>'
    )


def header_reference(rid: str, kind: str = "default", what: str = "header") -> Xml:
    return Xml(f'<w:{what}Reference w:type="{kind}" r:id="{rid}"/>')


# The file


def docx(  # noqa: PLR0913 -- one name for each thing a file may have
    *blocks: str,
    headers: tuple[str, ...] | list[str] = (),
    footers: tuple[str, ...] | list[str] = (),
    footnotes: dict[int, str] | None = None,
    endnotes: dict[int, str] | None = None,
    comments: tuple[Xml, ...] | list[Xml] = (),
    end: str | None = None,
    styles: str = "",
    numbering: str = "",
    settings: str = "",
    parts: dict[str, tuple[bytes, str]] | None = None,
    relationships: tuple[tuple[str, str, str], ...] = (),
) -> bytes:
    """The bytes of a Word file with these blocks as its body; words become paragraphs.

    `headers`, `footers`: content of rIdheader1 …, referred to by the last section unless `end`
    gives another. `styles`, `numbering`, `settings`: XML added to those parts. `parts`: further
    parts, name → (bytes, content type). `relationships` of the body: (id, kind or type, target),
    external where the target has a scheme.
    """
    stories = {
        **{f"header{n}": ("hdr", _blocks([one])) for n, one in enumerate(headers, 1)},
        **{f"footer{n}": ("ftr", _blocks([one])) for n, one in enumerate(footers, 1)},
    }
    if footnotes is not None:
        stories["footnotes"] = ("footnotes", _notes("footnote", footnotes))
    if endnotes is not None:
        stories["endnotes"] = ("endnotes", _notes("endnote", endnotes))
    if comments:
        stories["comments"] = ("comments", "".join(comments))
    referred = [
        header_reference(f"rId{name}", what=name.rstrip("0123456789"))
        for name in stories
        if name[:6] in {"header", "footer"} and name[6:] == "1"
    ]
    last = section(*referred) if end is None else end
    stories = {
        "document": ("document", f"<w:body>{_blocks(blocks)}{last}</w:body>"),
        "styles": ("styles", _STYLES + styles),
        "numbering": ("numbering", _LISTS + numbering + _NUMBERS),
        "settings": ("settings", settings),
        **stories,
    }
    return package(stories, parts or {}, relationships)


def package(
    stories: dict[str, tuple[str, str]],
    parts: dict[str, tuple[bytes, str]],
    relationships: tuple[tuple[str, str, str], ...] = (),
) -> bytes:
    """A package of word/NAME.xml for each NAME → (root, content), all related to the document."""
    number = _numbering()
    files: dict[str, bytes] = {}
    types, rels = [], []
    for name, (root, content) in stories.items():
        kind = name.rstrip("0123456789")
        whole = f"<w:{root} {_DECLARED} {_IGNORABLE}>{number(content)}</w:{root}>"
        files[f"word/{name}.xml"] = f"{_XML}{whole}".encode()
        main = "document.main" if kind == "document" else kind
        types.append((f"word/{name}.xml", f"{_CONTENT}{main}+xml"))
        if kind != "document":
            rels.append((f"rId{name}", kind, f"{name}.xml"))
    everything = "".join(content for _, content in stories.values())
    if '"rIdPicture"' in everything:
        files["word/media/picture.png"] = PNG
        rels.append(("rIdPicture", "image", "media/picture.png"))
    for name, (content, content_type) in parts.items():
        files[name] = content
        types.append((name, content_type))
    files["word/_rels/document.xml.rels"] = _rels([*rels, *relationships])
    first = {
        "[Content_Types].xml": _types(types),
        "_rels/.rels": _rels([("rId1", "officeDocument", "word/document.xml")]),
    }
    return zipped({**first, **files})


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip file of these files in this order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _numbering() -> Callable[[str], str]:
    """A function that gives ids written "?" a number: "?name" the same one for the same name."""
    fresh = count(1)
    known: dict[str, str] = {}

    def one(match: re.Match[str]) -> str:
        name = match[2]
        value = known.setdefault(name, str(next(fresh))) if name else str(next(fresh))
        return f'{match[1]}="{value}"'

    return lambda xml: re.sub(r'( w:id| id|<w:id w:val)="\?([^"]*)"', one, xml)


def _notes(kind: str, notes: dict[int, str]) -> str:
    marks = "".join(
        f'<w:{kind} w:type="{name}" w:id="{id_}"><w:p><w:r><w:{mark}/></w:r></w:p></w:{kind}>'
        for name, id_, mark in (
            ("separator", -1, "separator"),
            ("continuationSeparator", 0, "continuationSeparator"),
        )
    )
    return marks + "".join(
        f'<w:{kind} w:id="{id_}">{_blocks([one])}</w:{kind}>' for id_, one in notes.items()
    )


def _types(types) -> bytes:
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{content_type}"/>'
        for name, content_type in types
    )
    return (
        f'{_XML}<Types xmlns="{NS["ct"]}">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="png" ContentType="image/png"/>{overrides}</Types>'
    ).encode()


def _rels(rels) -> bytes:
    inner = "".join(
        f'<Relationship Id="{id_}" Type="{kind if ":" in kind else f"{_REL}/{kind}"}" '
        f'Target="{escape(target)}"'
        f"{_EXTERNAL if re.match(r'[a-z]+:', target) else ''}/>"
        for id_, kind, target in rels
    )
    return f'{_XML}<Relationships xmlns="{NS["pr"]}">{inner}</Relationships>'.encode()


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EXTERNAL = ' TargetMode="External"'
_STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
    "</w:style>"
    + "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{n}"><w:name w:val="heading {n}"/>'
        f'<w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="{n - 1}"/></w:pPr></w:style>'
        for n in (1, 2, 3)
    )
)
_LISTS = "".join(
    f'<w:abstractNum w:abstractNumId="{n}"><w:multiLevelType w:val="multilevel"/>'
    + "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{mark or f"%{level + 1}."}"/><w:lvlJc w:val="left"/></w:lvl>'
        for level in range(3)
    )
    + "</w:abstractNum>"
    for n, form, mark in ((1, "decimal", ""), (2, "bullet", "•"))
)
_NUMBERS = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (1, 2))
