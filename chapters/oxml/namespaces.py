"""Namespaces of WordprocessingML and its neighbours, as prefixes for lxml tags."""

from __future__ import annotations

__all__ = [
    "A",
    "CP",
    "CT",
    "M",
    "MC",
    "NS",
    "O",
    "PIC",
    "PR",
    "R",
    "REL",
    "V",
    "VT",
    "W",
    "W10",
    "W14",
    "W15",
    "W16",
    "W16CEX",
    "W16CID",
    "W16SE",
    "WNE",
    "WP",
    "WP14",
    "WPC",
    "WPG",
    "WPS",
    "XML",
    "qn",
]

_OPEN = "http://schemas.openxmlformats.org"
_WORD = "http://schemas.microsoft.com/office/word"

NS = {
    "a": f"{_OPEN}/drawingml/2006/main",
    "a14": "http://schemas.microsoft.com/office/drawing/2010/main",
    "c": f"{_OPEN}/drawingml/2006/chart",
    "cp": f"{_OPEN}/officeDocument/2006/custom-properties",
    "ct": f"{_OPEN}/package/2006/content-types",
    "dgm": f"{_OPEN}/drawingml/2006/diagram",
    "m": f"{_OPEN}/officeDocument/2006/math",
    "mc": f"{_OPEN}/markup-compatibility/2006",
    "o": "urn:schemas-microsoft-com:office:office",
    "pic": f"{_OPEN}/drawingml/2006/picture",
    "pr": f"{_OPEN}/package/2006/relationships",
    "r": f"{_OPEN}/officeDocument/2006/relationships",
    "sl": f"{_OPEN}/schemaLibrary/2006/main",
    "v": "urn:schemas-microsoft-com:vml",
    "vt": f"{_OPEN}/officeDocument/2006/docPropsVTypes",
    "w": f"{_OPEN}/wordprocessingml/2006/main",
    "w10": "urn:schemas-microsoft-com:office:word",
    "w14": f"{_WORD}/2010/wordml",
    "w15": f"{_WORD}/2012/wordml",
    "w16": f"{_WORD}/2018/wordml",
    "w16cex": f"{_WORD}/2018/wordml/cex",
    "w16cid": f"{_WORD}/2016/wordml/cid",
    "w16se": f"{_WORD}/2015/wordml/symex",
    "wne": f"{_WORD}/2006/wordml",
    "wp": f"{_OPEN}/drawingml/2006/wordprocessingDrawing",
    "wp14": f"{_WORD}/2010/wordprocessingDrawing",
    "wpc": f"{_WORD}/2010/wordprocessingCanvas",
    "wpg": f"{_WORD}/2010/wordprocessingGroup",
    "wps": f"{_WORD}/2010/wordprocessingShape",
    "xml": "http://www.w3.org/XML/1998/namespace",
}

A = f"{{{NS['a']}}}"
CP = f"{{{NS['cp']}}}"
CT = f"{{{NS['ct']}}}"
M = f"{{{NS['m']}}}"
MC = f"{{{NS['mc']}}}"
O = f"{{{NS['o']}}}"  # noqa: E741 -- the prefix that Office itself uses
PIC = f"{{{NS['pic']}}}"
PR = f"{{{NS['pr']}}}"
R = f"{{{NS['r']}}}"
V = f"{{{NS['v']}}}"
VT = f"{{{NS['vt']}}}"
W = f"{{{NS['w']}}}"
W10 = f"{{{NS['w10']}}}"
W14 = f"{{{NS['w14']}}}"
W15 = f"{{{NS['w15']}}}"
W16 = f"{{{NS['w16']}}}"
W16CEX = f"{{{NS['w16cex']}}}"
W16CID = f"{{{NS['w16cid']}}}"
W16SE = f"{{{NS['w16se']}}}"
WNE = f"{{{NS['wne']}}}"
WP = f"{{{NS['wp']}}}"
WP14 = f"{{{NS['wp14']}}}"
WPC = f"{{{NS['wpc']}}}"
WPG = f"{{{NS['wpg']}}}"
WPS = f"{{{NS['wps']}}}"
XML = f"{{{NS['xml']}}}"

REL = f"{NS['r']}/"
"""What the type of an ordinary relationship starts with; its last segment is the kind."""


def qn(name: str) -> str:
    """The lxml tag of a prefixed name: `qn("w:p")` is `{…/wordprocessingml/2006/main}p`."""
    prefix, _, local = name.partition(":")
    return f"{{{NS[prefix]}}}{local}"
