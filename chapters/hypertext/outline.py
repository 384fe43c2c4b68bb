"""The pages of a file: where each starts, and the anchors on it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from chapters.oxml.fields import fields_in, words_of
from chapters.oxml.namespaces import W
from chapters.oxml.styles import BODY_LEVEL, outline_level
from chapters.oxml.words import words

__all__ = ["Leaf", "Outline", "heading_level", "outline_of", "slug"]

_CHAPTER = re.compile(r"chapter_\w+")
_NOT_A_SLUG = re.compile(r"[^a-z0-9]+")
_LONGEST = 60


@dataclass(slots=True, kw_only=True)
class Leaf:
    """One page: its anchor, its title, the blocks of the body that stand on it."""

    anchor: str
    title: str
    blocks: list[etree._Element] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Outline:
    """The pages of a body. `ids` gives the HTML id of a heading paragraph; `places` the page and id
    of each bookmark; `needed` the bookmarks that something refers to.
    """

    leaves: list[Leaf]
    ids: dict[etree._Element, str]
    places: dict[str, tuple[str, str]]
    needed: set[str]


def outline_of(body: etree._Element, levels: dict[str, int]) -> Outline:
    """The body cut into pages: at the bookmarks of chapters where it has any, else at its top
    headings. What stands before the first is a page without an anchor.
    """
    starts = _chapter_starts(body) or _top_headings(body, levels)
    taken: set[str] = set()
    leaves = [Leaf(anchor="", title="")]
    for block in body:
        if block.tag == f"{W}sectPr":
            continue
        if block in starts:
            title = starts[block]
            leaves.append(Leaf(anchor=_unique(slug(title) or "page", taken), title=title))
        leaves[-1].blocks.append(block)
    ids: dict[etree._Element, str] = {}
    places: dict[str, tuple[str, str]] = {}
    for leaf in leaves:
        _place(leaf, levels, ids, places)
    return Outline(leaves=leaves, ids=ids, places=places, needed=_needed(body))


def _chapter_starts(body: etree._Element) -> dict[etree._Element, str]:
    found: dict[etree._Element, str] = {}
    for start in body.iter(f"{W}bookmarkStart"):
        if _CHAPTER.fullmatch(start.get(f"{W}name", "")):
            block = _block_of(start, body)
            if block is not None:
                found[block] = _first_words(block)
    return found


def _top_headings(body: etree._Element, levels: dict[str, int]) -> dict[etree._Element, str]:
    found = [
        (level, paragraph)
        for paragraph in body.iterchildren(f"{W}p")
        if (level := heading_level(paragraph, levels)) is not None and words(paragraph).strip()
    ]
    top = min((level for level, _ in found), default=0)
    return {paragraph: _first_words(paragraph) for level, paragraph in found if level == top}


def _block_of(node: etree._Element, body: etree._Element) -> etree._Element | None:
    at: etree._Element | None = node
    while at is not None and at.getparent() is not body:
        at = at.getparent()
    return at


def _first_words(block: etree._Element) -> str:
    for paragraph in block.iter(f"{W}p"):
        said = " ".join(words(paragraph).split())
        if said:
            return said
    return ""


def heading_level(paragraph: etree._Element, levels: dict[str, int]) -> int | None:
    """The outline level of a paragraph from 0; none for ordinary text."""
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        return None
    level = outline_level(properties)
    if level is None:
        style = properties.find(f"{W}pStyle")
        level = levels.get("" if style is None else style.get(f"{W}val", ""))
    return None if level is None or level >= BODY_LEVEL else level


def _place(
    leaf: Leaf,
    levels: dict[str, int],
    ids: dict[etree._Element, str],
    places: dict[str, tuple[str, str]],
) -> None:
    taken: set[str] = set()
    for paragraph in _all_paragraphs(leaf.blocks):
        if heading_level(paragraph, levels) is not None:
            said = slug(words(paragraph))
            if said:
                ids[paragraph] = _unique(said, taken)
        for start in paragraph.iter(f"{W}bookmarkStart"):
            name = start.get(f"{W}name", "")
            places[name] = (leaf.anchor, ids.get(paragraph) or _unique(f"b-{slug(name)}", taken))
    for block in leaf.blocks:
        for start in block.iter(f"{W}bookmarkStart"):
            places.setdefault(start.get(f"{W}name", ""), (leaf.anchor, ""))
        if block.tag == f"{W}bookmarkStart":
            places.setdefault(block.get(f"{W}name", ""), (leaf.anchor, ""))


def _all_paragraphs(blocks: list[etree._Element]) -> Iterator[etree._Element]:
    for block in blocks:
        yield from block.iter(f"{W}p")


def _needed(body: etree._Element) -> set[str]:
    needed = {link.get(f"{W}anchor", "") for link in body.iter(f"{W}hyperlink")}
    for one in fields_in(body):
        needed.update(words_of(one.instruction)[1:])
    return needed


def slug(text: str) -> str:
    """Words as an anchor: "3.1 Basel Convention" is "3-1-basel-convention"."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _NOT_A_SLUG.sub("-", plain).strip("-")[:_LONGEST].strip("-")


def _unique(wanted: str, taken: set[str]) -> str:
    candidate, number = wanted, 2
    while candidate in taken:
        candidate = f"{wanted}-{number}"
        number += 1
    taken.add(candidate)
    return candidate
