"""Which paragraph styles are headings, and of which level."""

from __future__ import annotations

import re

from lxml import etree

from chapters.oxml.markup import children
from chapters.oxml.namespaces import W

__all__ = ["BODY_LEVEL", "caption_styles", "heading_levels", "outline_level"]

BODY_LEVEL = 9
"""The outline level of ordinary text; 0 to 8 are headings 1 to 9 (ECMA-376 part 1, §17.3.1.20)."""

# Word writes "heading 1" whatever its language; other programs write the name that people see.
_HEADING = re.compile(
    r"(?:heading|überschrift|titre|título|títol|titolo|titlu|kop|rubrik|overskrift|otsikko|"
    r"nagłówek|nadpis|címsor|naslov|başlık|pealkiri|virsraksts|antraštė|judul|encabezado|"
    r"заголовок|заглавие|наслов|επικεφαλίδα|标题|標題|見出し|제목|عنوان|العنوان|כותרת)\s*([1-9])",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"caption|beschriftung|légende|epígrafe|leyenda|legenda|didascalia|bijschrift|"
    r"название объекта|table title|title of table|题注|標號|تسمية",
    re.IGNORECASE,
)
# LibreOffice bases "Figure" and "Illustration" upon "Caption", and "Table" too
_OF_PICTURES = re.compile(r"figure|illustration|drawing|picture|photo|abbildung", re.IGNORECASE)


def heading_levels(styles: etree._Element | None) -> dict[str, int]:
    """The outline level of each paragraph style that has one, by its own word, by its name, or by
    the style that it is based on; 9 where a style says that it is no heading.
    """
    if styles is None:
        return {}
    found = {
        style.get(f"{W}styleId", ""): style
        for style in styles.iter(f"{W}style")
        if style.get(f"{W}type", "paragraph") == "paragraph"
    }
    levels: dict[str, int | None] = {}
    for name in found:
        _settle(name, found, levels)
    return {name: level for name, level in levels.items() if level is not None}


def _settle(name: str, styles: dict[str, etree._Element], levels: dict[str, int | None]) -> None:
    """Add the level of a style and of those it is based on, each looked at once."""
    chain: list[str] = []
    level: int | None = None
    while name in styles and name not in levels:
        levels[name] = None  # a circle ends here
        chain.append(name)
        level = _own_level(styles[name])
        above = _child(styles[name], f"{W}basedOn")
        if level is not None or above is None:
            break
        name = above.get(f"{W}val", "")
    else:
        level = levels.get(name)
    levels.update(dict.fromkeys(chain, level))


def _own_level(style: etree._Element) -> int | None:
    properties = _child(style, f"{W}pPr")
    said = outline_level(properties) if properties is not None else None
    if said is not None:
        return said
    name = _child(style, f"{W}name")
    match = _HEADING.fullmatch((name.get(f"{W}val", "") if name is not None else "").strip())
    return int(match[1]) - 1 if match else None


def caption_styles(styles: etree._Element | None) -> frozenset[str]:
    """The paragraph styles for captions, by name or by the style that they are based on; without
    those for pictures.
    """
    names: dict[str, str] = {}
    above: dict[str, str] = {}
    for style in () if styles is None else styles.iter(f"{W}style"):
        key = style.get(f"{W}styleId", "")
        for found, tag in ((names, "name"), (above, "basedOn")):
            node = _child(style, f"{W}{tag}")
            found[key] = "" if node is None else node.get(f"{W}val", "")
    return frozenset(key for key in names if _is_caption(key, names, above))


def _is_caption(key: str, names: dict[str, str], above: dict[str, str]) -> bool:
    seen: set[str] = set()
    while key in names and key not in seen:
        if _OF_PICTURES.search(names[key]):
            return False
        if _CAPTION.search(names[key]):
            return True
        seen.add(key)
        key = above[key]
    return False


def outline_level(properties: etree._Element) -> int | None:
    """The outline level that paragraph properties state themselves, 0 to 9; none where silent."""
    node = _child(properties, f"{W}outlineLvl")
    value = "" if node is None else node.get(f"{W}val", "")
    return min(int(value), BODY_LEVEL) if value.isascii() and value.isdigit() else None


def _child(node: etree._Element, tag: str) -> etree._Element | None:
    """The first child of a kind: as `find`, in a fifth of the time."""
    for child in children(node):
        if child.tag == tag:
            return child
    return None
