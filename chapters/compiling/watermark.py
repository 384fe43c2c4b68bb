"""The word that lies across each page of a preview, as Word itself writes one."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from lxml import etree

from chapters.oxml.namespaces import NS, W

__all__ = ["lay_across"]

_FORMULAS = "".join(
    f'<v:f eqn="{one}"/>'
    for one in (
        "sum #0 0 10800",
        "prod #0 2 1",
        "sum 21600 0 @1",
        "sum 0 0 @2",
        "sum 21600 0 @3",
        "if @0 @3 0",
        "if @0 21600 @1",
        "if @0 0 @2",
        "if @0 @4 21600",
        "mid @5 @6",
        "mid @8 @5",
        "mid @7 @8",
        "mid @6 @7",
        "sum @6 0 @5",
    )
)
_WORDART = (
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
    'path="m@7,l@8,m@5,21600l@6,21600e">'
    f"<v:formulas>{_FORMULAS}</v:formulas>"
    '<v:path textpathok="t" o:connecttype="custom" '
    'o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/>'
    '<v:textpath on="t" fitshape="t"/></v:shapetype>'
)
_STYLE = (
    "position:absolute;margin-left:0;margin-top:0;width:{width}pt;height:{height}pt;rotation:315;"
    "z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
    "mso-position-vertical:center;mso-position-vertical-relative:margin"
)
_HEIGHT = 130  # points
_WIDTH = 75  # points of each letter


def lay_across(header: etree._Element, words: str, number: str) -> None:
    """Put words across every page that shows a header; `number` is unique in the guide."""
    style = _STYLE.format(width=_WIDTH * len(words), height=_HEIGHT)
    run = etree.fromstring(
        f'<w:r xmlns:w="{NS["w"]}" xmlns:v="{NS["v"]}" xmlns:o="{NS["o"]}">'
        f"<w:rPr><w:noProof/></w:rPr><w:pict>{_WORDART}"
        f'<v:shape id="PowerPlusWaterMarkObject{number}" type="#_x0000_t136" style="{style}" '
        f'alt={quoteattr(words)} o:allowincell="f" fillcolor="silver" stroked="f">'
        '<v:fill opacity=".5"/><v:textpath style="font-family:&quot;Arial&quot;;font-size:1pt" '
        f"string={quoteattr(words)}/></v:shape></w:pict></w:r>"
    )
    paragraph = header.find(f"{W}p")
    if paragraph is None:
        paragraph = etree.SubElement(header, f"{W}p")
    paragraph.append(run)
