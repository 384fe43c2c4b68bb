"""How the lists of a file look."""

from __future__ import annotations

from lxml import etree

from chapters.oxml.namespaces import W
from chapters.package import Package

__all__ = ["list_signatures"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type


def list_signatures(package: Package) -> dict[str, str]:
    """What each list number looks like: the kinds and texts of its first three levels."""
    parts = package.related(package.main, "numbering")
    if not parts:
        return {}
    root = package.tree(parts[0])
    looks = {str(one.get(f"{W}abstractNumId")): _look(one) for one in root.iter(f"{W}abstractNum")}
    found = {}
    for number in root.iter(f"{W}num"):
        abstract = number.find(f"{W}abstractNumId")
        if abstract is not None:
            look = looks.get(str(abstract.get(f"{W}val")), "")
            found[str(number.get(f"{W}numId"))] = look
    return found


def _look(abstract: Element) -> str:
    levels = list(abstract.iter(f"{W}lvl"))[:3]
    return "|".join(f"{_value(one, 'numFmt')}:{_value(one, 'lvlText')}" for one in levels)


def _value(level: Element, name: str) -> str:
    node = level.find(f"{W}{name}")
    return "" if node is None else str(node.get(f"{W}val", ""))
