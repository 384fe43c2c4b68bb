"""Themes and document defaults: what a chapter's look rests on beyond its styles."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from chapters.oxml.namespaces import A, W
from chapters.oxml.order import child_of, insert

__all__ = ["Defaults", "Theme"]

_FONT_ATTRIBUTES = {
    "asciiTheme": "ascii",
    "hAnsiTheme": "hAnsi",
    "eastAsiaTheme": "eastAsia",
    "cstheme": "cs",
}
_SCRIPTS = {"Ascii": "latin", "HAnsi": "latin", "EastAsia": "ea", "Bidi": "cs"}
_COLOUR_ATTRIBUTES = tuple(
    f"{W}{name}"
    for name in (
        "themeColor",
        "themeTint",
        "themeShade",
        "themeFill",
        "themeFillTint",
        "themeFillShade",
    )
)
_SCHEME_NAMES = {"tx1": "dk1", "tx2": "dk2", "bg1": "lt1", "bg2": "lt2"}


class Theme:
    """The fonts and colours that a theme part names; two equal themes compare equal."""

    def __init__(self, root: etree._Element | None) -> None:
        self._fonts: dict[str, str] = {}
        self._colours: dict[str, str] = {}
        if root is None:
            return
        for kind in ("major", "minor"):
            for scheme in root.iter(f"{A}{kind}Font"):
                for script in ("latin", "ea", "cs"):
                    face = scheme.find(f"{A}{script}")
                    self._fonts[f"{kind}/{script}"] = "" if face is None else _face(face)
        for scheme in root.iter(f"{A}clrScheme"):
            for colour in scheme:
                self._colours[etree.QName(colour).localname] = _rgb(colour)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Theme):
            return NotImplemented
        return self._fonts == other._fonts and self._colours == other._colours

    def __hash__(self) -> int:
        return hash(tuple(sorted({**self._fonts, **self._colours}.items())))

    def signature(self) -> bytes:
        """Bytes that are equal for equal themes."""
        return repr((sorted(self._fonts.items()), sorted(self._colours.items()))).encode()

    def spell_out(self, root: etree._Element) -> None:
        """Replace what names this theme by what it says, so that another theme changes nothing."""
        for fonts in root.iter(f"{W}rFonts"):
            self._spell_fonts(fonts)
        for node in root.iter(f"{W}color", f"{W}shd", f"{W}u", *_BORDERS):
            for name in _COLOUR_ATTRIBUTES:
                node.attrib.pop(name, "")
        self.spell_drawing(root)

    def spell_drawing(self, root: etree._Element) -> None:
        """The same for colours and fonts in a drawing or a chart."""
        for colour in list(root.iter(f"{A}schemeClr")):
            name = colour.get("val", "")
            rgb = self._colours.get(_SCHEME_NAMES.get(name, name))
            if rgb:
                colour.tag = f"{A}srgbClr"
                colour.set("val", rgb)
        for face in root.iter(f"{A}latin", f"{A}ea", f"{A}cs"):
            self._spell_face(face)

    def _spell_face(self, face: etree._Element) -> None:
        kind = {"+mj": "major", "+mn": "minor"}.get(face.get("typeface", "")[:3])
        script = {"lt": "latin", "ea": "ea", "cs": "cs"}.get(face.get("typeface", "")[4:])
        if kind and script and self._fonts.get(f"{kind}/{script}"):
            face.set("typeface", self._fonts[f"{kind}/{script}"])

    def _spell_fonts(self, fonts: etree._Element) -> None:
        for theme_name, plain in _FONT_ATTRIBUTES.items():
            value = fonts.attrib.pop(f"{W}{theme_name}", "")
            face = self._font(str(value)) if value else ""
            if face:
                fonts.set(f"{W}{plain}", face)

    def _font(self, name: str) -> str:
        """The face that a theme font such as "minorHAnsi" names (§17.18.96)."""
        kind, script = name[:5], _SCRIPTS.get(name[5:], "")
        return self._fonts.get(f"{kind}/{script}", "")


_BORDERS = tuple(
    f"{W}{name}"
    for name in (
        [
            "top",
            "left",
            "start",
            "bottom",
            "right",
            "end",
            "insideH",
            "insideV",
            "between",
            "bar",
            "bdr",
        ]
    )
)


def _face(node: etree._Element) -> str:
    return node.get("typeface", "")


def _rgb(colour: etree._Element) -> str:
    for value in colour:
        return value.get("lastClr", value.get("val", ""))
    return ""


_NEUTRAL = {
    "spacing": {"before": "0", "after": "0", "line": "240", "lineRule": "auto"},
    "sz": {"val": "20"},
    "szCs": {"val": "20"},
    "kern": {"val": "0"},
    "rFonts": dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), "Times New Roman"),
}
"""What Word takes where no default says anything."""


class Defaults:
    """The document defaults of a styles part (§17.7.5.1)."""

    def __init__(self, styles: etree._Element | None, theme: Theme) -> None:
        self._paragraph = _default(styles, "pPr")
        self._run = _default(styles, "rPr")
        for part in (self._paragraph, self._run):
            theme.spell_out(part)

    def signature(self) -> bytes:
        """Bytes that are equal for equal defaults."""
        return etree.tostring(self._paragraph, method="c14n") + etree.tostring(
            self._run, method="c14n"
        )

    def fold(self, style: etree._Element, guide: Defaults) -> None:
        """Write into a style without a base what it took from these defaults and would now take
        from the guide's.
        """
        for name, mine, theirs in (
            ("pPr", self._paragraph, guide._paragraph),
            ("rPr", self._run, guide._run),
        ):
            properties = child_of(style, name)
            for node in mine:
                _merge(properties, node)
            for node in theirs:
                _merge(properties, _neutral(node))
            if not len(properties):
                style.remove(properties)


def _default(styles: etree._Element | None, name: str) -> etree._Element:
    path = f"{W}docDefaults/{W}{name}Default/{W}{name}"
    found = None if styles is None else styles.find(path)
    return etree.Element(f"{W}{name}") if found is None else deepcopy(found)


def _neutral(node: etree._Element) -> etree._Element:
    values = _NEUTRAL.get(etree.QName(node).localname, {})
    copy = node.makeelement(node.tag)
    for name, value in values.items():
        if node.get(f"{W}{name}") is not None:
            copy.set(f"{W}{name}", value)
    return copy


def _merge(properties: etree._Element, node: etree._Element) -> None:
    """Add what a property says and the style does not; never override."""
    there = properties.find(str(node.tag))
    if there is None and node.attrib:
        insert(properties, deepcopy(node))
    elif there is not None:
        for name, value in node.attrib.items():
            if name not in there.attrib and name != f"{W}val":
                there.set(name, value)
