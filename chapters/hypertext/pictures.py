"""Pictures of a file as HTML: the ones that a browser shows, with their alternative text."""

from __future__ import annotations

import hashlib
import posixpath
from html import escape

from lxml import etree

from chapters.oxml.namespaces import WP, A, M, R, V
from chapters.package import Package

__all__ = ["Media", "equation"]

_SHOWN = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/jpg": "jpg",
    "image/gif": "gif",
    "image/svg+xml": "svg",
    "image/webp": "webp",
    "image/bmp": "bmp",
}
_SVG = "{http://schemas.microsoft.com/office/drawing/2016/SVG/main}svgBlip"
_EMU = 9525  # English Metric Units in a pixel at 96 per inch


class Media:
    """The pictures that the pages use, by file name; one that is used twice is kept once."""

    def __init__(self, package: Package, folder: str) -> None:
        self.files: dict[str, bytes] = {}
        self._package = package
        self._folder = folder

    def drawing(self, node: etree._Element, part: str) -> str:
        """An `img` for a DrawingML picture; its alternative text where none can be shown."""
        inline = node.find(f"{WP}inline")
        frame = node.find(f"{WP}anchor") if inline is None else inline
        properties = None if frame is None else frame.find(f"{WP}docPr")
        text = "" if properties is None else properties.get("descr", properties.get("title", ""))
        size = None if frame is None else frame.find(f"{WP}extent")
        for name in self._blips(node):
            file = self._file(name, part)
            if file:
                return self._img(file, text, size)
        return _instead(text or _chart_title(node))

    def shape(self, node: etree._Element, part: str) -> str:
        """The same for a picture in VML (`w:pict`, `w:object`)."""
        for data in node.iter(f"{V}imagedata"):
            shape = data.getparent()
            text = "" if shape is None else shape.get("alt", "")
            file = self._file(data.get(f"{R}id", ""), part)
            return self._img(file, text, None) if file else _instead(text)
        return ""

    def _blips(self, node: etree._Element) -> list[str]:
        drawn = [blip.get(f"{R}embed", "") for blip in node.iter(_SVG)]
        plain = [blip.get(f"{R}embed", "") for blip in node.iter(f"{A}blip")]
        return [name for name in (*drawn, *plain) if name]

    def _file(self, name: str, part: str) -> str:
        for one in self._package.relationships(part):
            if one.id == name and not one.external and self._package.has(one.target):
                extension = _SHOWN.get(self._package.content_type(one.target).lower())
                if extension is None:
                    return ""
                content = self._package.read(one.target)
                file = f"{hashlib.sha256(content).hexdigest()[:16]}.{extension}"
                self.files[file] = content
                return posixpath.join(self._folder, file)
        return ""

    @staticmethod
    def _img(file: str, text: str, size: etree._Element | None) -> str:
        measures = ""
        if size is not None and size.get("cx", "").isdigit() and size.get("cy", "").isdigit():
            width, height = (round(int(size.get(side, "0")) / _EMU) for side in ("cx", "cy"))
            measures = f' width="{width}" height="{height}"' if width and height else ""
        return f'<img src="{escape(file)}" alt="{escape(text)}"{measures}>'


def _instead(text: str) -> str:
    return f'<span class="picture">[{escape(text)}]</span>' if text else ""


def _chart_title(node: etree._Element) -> str:
    for kind, said in (("chart", "Chart"), ("diagram", "Diagram")):
        if (
            next(node.iter(f"{{http://schemas.openxmlformats.org/drawingml/2006/{kind}}}*"), None)
            is not None
        ):
            return said
    return ""


def equation(node: etree._Element) -> str:
    """An equation as a line of text."""
    said = "".join(text.text or "" for text in node.iter(f"{M}t"))
    return f'<span class="math">{escape(said)}</span>'
