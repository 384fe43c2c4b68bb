"""Sections: each chapter keeps its pages, headers and footers (ECMA-376 part 1, §17.6)."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from chapters.oxml.namespaces import R, W
from chapters.oxml.order import child_of, insert

__all__ = [
    "Furniture",
    "final_section",
    "is_on",
    "like_pages_of",
    "sections_of",
    "start_on_new_page",
    "tuck_in",
]

_TYPES = ("default", "first", "even")
_TYPE, _VAL = f"{W}type", f"{W}val"
_OFF = {"0", "false", "off"}
_FLOWING = {"continuous", "nextColumn"}


@dataclass(slots=True)
class Furniture:
    """The headers and footers of one section: (kind, type) → relationship id.

    `kind` is "header" or "footer", `type` is "default", "first" or "even".
    """

    by_type: dict[tuple[str, str], str]

    @classmethod
    def taken_from(cls, section: etree._Element) -> Furniture:
        """The furniture of a section, taken out of it."""
        found: dict[tuple[str, str], str] = {}
        for kind in ("header", "footer"):
            for node in section.findall(f"{W}{kind}Reference"):
                found[(kind, node.get(_TYPE, "default"))] = node.get(f"{R}id", "")
                section.remove(node)
        return cls(found)

    def put_into(self, section: etree._Element) -> None:
        """Write the references back, headers before footers."""
        for kind in ("header", "footer"):
            for name in _TYPES:
                if (kind, name) in self.by_type:
                    node = section.makeelement(f"{W}{kind}Reference")
                    node.set(_TYPE, name)
                    node.set(f"{R}id", self.by_type[(kind, name)])
                    insert(section, node)

    def missing(self) -> list[tuple[str, str]]:
        """What a section would take over from the one before it, in the file before ours."""
        return [
            (kind, name)
            for kind in ("header", "footer")
            for name in _TYPES
            if (kind, name) not in self.by_type
        ]


def sections_of(body: etree._Element) -> list[etree._Element]:
    """The sections of a body in order, the final one last; it is made where there is none."""
    inner = [
        section
        for section in body.iter(f"{W}sectPr")
        if (home := section.getparent()) is not None and home.tag == f"{W}pPr"
    ]
    return [*inner, final_section(body)]


def final_section(body: etree._Element) -> etree._Element:
    """The last section of a body; Word's defaults where the file says nothing."""
    found = body.find(f"{W}sectPr")
    if found is None:
        found = etree.SubElement(body, f"{W}sectPr")
    return found


def start_on_new_page(section: etree._Element) -> None:
    """A chapter's first section starts a page; one that starts an odd or even page stays so."""
    kind = section.find(_TYPE)
    if kind is not None and kind.get(_VAL) in _FLOWING:
        section.remove(kind)


def tuck_in(body: etree._Element) -> None:
    """Move the final section of a body into its last paragraph, so that another can follow.

    A body that ends in a table, a control or the end of another section gets an empty paragraph,
    as small as one can be.
    """
    section = final_section(body)
    body.remove(section)
    section.tail = None
    last = body[-1] if len(body) else None
    if last is None or last.tag != f"{W}p" or last.find(f"{W}pPr/{W}sectPr") is not None:
        last = _sliver(body)
    insert(child_of(last, "pPr"), section)


def _sliver(body: etree._Element) -> etree._Element:
    paragraph = etree.SubElement(body, f"{W}p")
    properties = child_of(paragraph, "pPr")
    spacing = child_of(properties, "spacing")
    for name, value in (("before", "0"), ("after", "0"), ("line", "20"), ("lineRule", "exact")):
        spacing.set(f"{W}{name}", value)
    size = child_of(child_of(properties, "rPr"), "sz")
    size.set(_VAL, "2")
    return paragraph


def is_on(parent: etree._Element | None, name: str) -> bool:
    """Whether a switch such as `w:titlePg` is there and not off."""
    node = None if parent is None else parent.find(f"{W}{name}")
    return node is not None and node.get(_VAL, "1").lower() not in _OFF


def like_pages_of(section: etree._Element) -> etree._Element:
    """A section with the same paper and margins, and nothing else."""
    new = section.makeelement(f"{W}sectPr")
    for name in ("pgSz", "pgMar"):
        node = section.find(f"{W}{name}")
        if node is not None:
            insert(new, deepcopy(node))
    return new
