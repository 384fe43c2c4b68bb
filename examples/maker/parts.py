"""The parts of a Word file that are the same in each chapter: styles, numbering, settings."""

from __future__ import annotations

__all__ = ["CONTENT_TYPES", "NAMESPACES", "NUMBERING", "PACKAGE_RELS", "SETTINGS", "STYLES"]

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
NAMESPACES = (
    f'xmlns:w="{_W}" xmlns:r="{_R}"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_PARTS = {
    "document": "document.main",
    "styles": "styles",
    "numbering": "numbering",
    "settings": "settings",
    "footnotes": "footnotes",
    "fontTable": "fontTable",
    "header1": "header",
    "header2": "header",
    "footer1": "footer",
    "footer2": "footer",
}

CONTENT_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="png" ContentType="image/png"/>'
    + "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_MAIN}{kind}+xml"/>'
        for name, kind in _PARTS.items()
    )
    + '<Override PartName="/docProps/core.xml"'
    ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    '<Override PartName="/docProps/app.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>'
    "</Types>"
)

PACKAGE_RELS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_R}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties"'
    ' Target="docProps/core.xml"/>'
    f'<Relationship Id="rId3" Type="{_R}/extended-properties" Target="docProps/app.xml"/>'
    "</Relationships>"
)

SETTINGS = (
    f'{_HEAD}<w:settings xmlns:w="{_W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="567"/>'
    '<w:characterSpacingControl w:val="doNotCompress"/>'
    '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
    "<w:compat>"
    '<w:compatSetting w:name="compatibilityMode"'
    ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    "</w:compat>"
    '<w:themeFontLang w:val="en-GB"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
    "</w:settings>"
)


def _level(shape: str, text: str, left: int, hanging: int, run: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{shape}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr><w:tabs>'
        f'<w:tab w:val="num" w:pos="{left}"/></w:tabs><w:ind w:left="{left}"'
        f' w:hanging="{hanging}"/></w:pPr>{run}</w:lvl>'
    )


_BULLET = '<w:rPr><w:rFonts w:ascii="Symbol" w:hAnsi="Symbol" w:hint="default"/></w:rPr>'
_ABSTRACT = (
    _level("decimal", "%1.", 567, 567),
    _level("bullet", "\uf0b7", 964, 397, _BULLET),
    _level("lowerLetter", "(%1)", 1077, 510),
)


def NUMBERING(lists: int) -> str:  # noqa: N802 -- one of the parts, with a number in it
    """The numbering part for a chapter with this many lettered lists: each begins with (a)."""
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{number}">'
        f'<w:multiLevelType w:val="singleLevel"/>{level}</w:abstractNum>'
        for number, level in enumerate(_ABSTRACT)
    )
    fixed = "".join(
        f'<w:num w:numId="{number + 1}"><w:abstractNumId w:val="{number}"/></w:num>'
        for number in range(3)
    )
    more = "".join(
        f'<w:num w:numId="{number + 4}"><w:abstractNumId w:val="2"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        for number in range(lists)
    )
    return f'{_HEAD}<w:numbering xmlns:w="{_W}">{abstract}{fixed}{more}</w:numbering>'


def _style(
    id_: str, name: str, *, p: str = "", r: str = "", based: str = "Normal", next_: str = ""
) -> str:
    after = f'<w:next w:val="{next_}"/>' if next_ else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{id_}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based}"/>{after}<w:qFormat/>'
        + (f"<w:pPr>{p}</w:pPr>" if p else "")
        + (f"<w:rPr>{r}</w:rPr>" if r else "")
        + "</w:style>"
    )


def _heading(level: int, size: int, before: int) -> str:
    page = "<w:pageBreakBefore/>" if level == 0 else ""
    return _style(
        f"Heading{level}",
        f"heading {level}",
        p=f'<w:keepNext/><w:keepLines/>{page}<w:spacing w:before="{before}" w:after="120"'
        f' w:line="240" w:lineRule="auto"/><w:outlineLvl w:val="{level - 1}"/>',
        r=f'<w:b/><w:color w:val="1F3B57"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>',
        next_="NumberedParagraph",
    )


_SMALL = '<w:sz w:val="19"/><w:szCs w:val="19"/>'
_TIGHT = '<w:spacing w:before="50" w:after="50" w:line="240" w:lineRule="auto"/>'
_EDGES = "".join(
    f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="9DB2C7"/>'
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_CELL = (
    '<w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>'
)

STYLES = (
    f'{_HEAD}<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr>'
    '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/>'
    '<w:sz w:val="22"/><w:szCs w:val="22"/>'
    '<w:lang w:val="en-GB" w:eastAsia="en-US" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:spacing w:after="160" w:line="324" w:lineRule="auto"/></w:pPr>'
    "</w:pPrDefault></w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
    "<w:qFormat/></w:style>"
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
    '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr>'
    '<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
    '<w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    + _heading(1, 40, 0)
    + _heading(2, 28, 320)
    + _heading(3, 23, 240)
    + _style(
        "NumberedParagraph",
        "Numbered Paragraph",
        p='<w:numPr><w:numId w:val="1"/></w:numPr><w:jc w:val="left"/>',
    )
    + _style(
        "ListBullet",
        "List Bullet",
        p='<w:numPr><w:numId w:val="2"/></w:numPr><w:spacing w:after="80"/>',
    )
    + _style(
        "ListLetter",
        "List Letter",
        p='<w:numPr><w:numId w:val="3"/></w:numPr><w:spacing w:after="80"/>',
    )
    + _style(
        "Caption",
        "caption",
        p='<w:keepNext/><w:spacing w:before="200" w:after="80" w:line="240" w:lineRule="auto"/>',
        r='<w:b/><w:color w:val="1F3B57"/><w:sz w:val="19"/><w:szCs w:val="19"/>',
    )
    + _style(
        "Source",
        "Source",
        p='<w:spacing w:before="60" w:after="220" w:line="240" w:lineRule="auto"/>',
        r='<w:i/><w:color w:val="595959"/><w:sz w:val="17"/><w:szCs w:val="17"/>',
    )
    + _style("Figure", "Figure", p='<w:keepNext/><w:spacing w:after="0"/><w:jc w:val="center"/>')
    + _style("TableText", "Table Text", p=_TIGHT, r=_SMALL)
    + _style(
        "TableHeading",
        "Table Heading",
        p="<w:keepNext/>",
        r='<w:b/><w:color w:val="FFFFFF"/>',
        based="TableText",
    )
    + _style(
        "BoxTitle",
        "Box Title",
        p='<w:keepNext/><w:spacing w:before="100" w:after="80"/>',
        r='<w:b/><w:color w:val="1F3B57"/>',
    )
    + _style(
        "BoxText",
        "Box Text",
        p='<w:spacing w:after="100" w:line="264" w:lineRule="auto"/>',
        r='<w:sz w:val="20"/><w:szCs w:val="20"/>',
    )
    + _style(
        "BoxBullet",
        "Box Bullet",
        p='<w:numPr><w:numId w:val="2"/></w:numPr><w:ind w:left="397" w:hanging="284"/>',
        based="BoxText",
    )
    + _style(
        "FootnoteText",
        "footnote text",
        p='<w:spacing w:after="40" w:line="240" w:lineRule="auto"/>',
        r='<w:sz w:val="17"/><w:szCs w:val="17"/>',
    )
    + _style(
        "Header",
        "header",
        p='<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="4" w:color="9DB2C7"/></w:pBdr>'
        '<w:tabs><w:tab w:val="right" w:pos="8958"/></w:tabs><w:spacing w:after="0"/>',
        r='<w:color w:val="595959"/><w:sz w:val="17"/><w:szCs w:val="17"/>',
    )
    + _style(
        "Footer",
        "footer",
        p='<w:tabs><w:tab w:val="right" w:pos="8958"/></w:tabs><w:spacing w:after="0"/>',
        r='<w:color w:val="595959"/><w:sz w:val="17"/><w:szCs w:val="17"/>',
    )
    + '<w:style w:type="character" w:styleId="FootnoteReference">'
    '<w:name w:val="footnote reference"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
    "</w:style>"
    '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>'
    '<w:rPr><w:color w:val="0563C1"/><w:u w:val="single"/></w:rPr></w:style>'
    '<w:style w:type="table" w:styleId="GuideTable"><w:name w:val="Guide Table"/>'
    f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{_EDGES}</w:tblBorders>{_CELL}'
    '</w:tblPr><w:tblStylePr w:type="firstRow"><w:tcPr>'
    '<w:shd w:val="clear" w:color="auto" w:fill="1F3B57"/></w:tcPr></w:tblStylePr></w:style>'
    '<w:style w:type="table" w:styleId="GuideBox"><w:name w:val="Guide Box"/>'
    f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{_EDGES}</w:tblBorders>'
    '<w:tblCellMar><w:left w:w="170" w:type="dxa"/><w:right w:w="170" w:type="dxa"/>'
    '</w:tblCellMar></w:tblPr><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="EAF1E1"/>'
    "</w:tcPr></w:style></w:styles>"
)
