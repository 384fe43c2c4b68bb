"""What a return brings, made fit for the base: styles, lists, pictures, links, notes, ids."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from itertools import count

from lxml import etree

from chapters.comparing.numbers import list_signatures
from chapters.comparing.objects import TABLE_OF_CONTENTS
from chapters.oxml.namespaces import WP, O, R, W
from chapters.oxml.ranges import OF_COMMENTS, SIGN
from chapters.oxml.styles import heading_levels
from chapters.package import Package, Relationship

__all__ = ["Ids", "Importer", "style_names"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type

_RELATED = tuple(f"{R}{name}" for name in ("id", "embed", "link", "pict", "dm", "lo", "qs", "cs"))
_STYLES = {f"{W}pStyle": "paragraph", f"{W}rStyle": "character", f"{W}tblStyle": "table"}
_DROPPED = (
    *(f"{W}{name}" for name in ("bookmarkStart", "bookmarkEnd", "proofErr", "sectPr", "lang")),
    *(f"{W}{name}" for name in ("permStart", "permEnd", "lastRenderedPageBreak", "noProof")),
    *(f"{W}{name}" for name in ("moveFromRangeStart", "moveFromRangeEnd")),
    *(f"{W}{name}" for name in ("moveToRangeStart", "moveToRangeEnd")),
)
_MARKS = frozenset(
    {f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo", f"{W}rPrChange", f"{W}cellIns"}
    | {f"{W}cellDel", f"{W}cellMerge", f"{W}tcPrChange", f"{W}trPrChange", f"{W}tblPrChange"}
    | {f"{W}pPrChange", f"{W}tblPrExChange", f"{W}tblGridChange", f"{W}sectPrChange"}
    | {f"{W}numberingChange"}
)
_NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
_FADING = re.compile(r"rsid|paraId|textId")
_QUOTED = re.compile(rb'"([^"<>]*)"')
_ID = re.compile(rb'(?:w:id|[^:]id)="(\d{1,9})"')


class Ids:
    """Numbers that no element of the package has as its id."""

    def __init__(self, package: Package) -> None:
        highest = 0
        for name in package.names:
            if package.content_type(name).endswith("+xml") and name.startswith("word/"):
                found = (int(one) for one in _ID.findall(package.read(name)))
                highest = max(highest, *(one for one in found if one < 1 << 28), 0)
        self._numbers = count(highest + 1)

    def next(self) -> str:
        """A number that nobody has yet."""
        return str(next(self._numbers))


class Importer:
    """Brings elements of one part of a return into one part of the base.

    `comments` maps the ids of its new comments to theirs in the base; `note` brings a note and
    returns its new id; `author` is whom marks inside what is brought are put under, empty for
    whom they name. `marks` are the marks that came along, each with the one it is a copy of.
    """

    def __init__(
        self,
        base: tuple[Package, str],
        other: tuple[Package, str],
        ids: Ids,
        *,
        comments: dict[str, str],
        note: Callable[[str, str], str],
        author: str = "",
    ) -> None:
        self._base, self._part = base
        self._other, self._other_part = other
        self._ids = ids
        self._comments = comments
        self._note = note
        self._author = author
        self._relations = {one.id: one for one in self._other.relationships(self._other_part)}
        self._brought: dict[str, str] = {}
        self.marks: list[tuple[Element, Element]] = []
        self._styles = _style_map(self._base, self._other)
        self._lists = _list_map(self._base, self._other)

    def takes(self, node: Element) -> bool:
        """Whether an element by itself comes along: bookmarks and old comments are not."""
        return node.tag not in _DROPPED and not self._is_old_comment(node)

    def adopt(self, node: Element) -> Element:
        """A copy of an element that fits into the base."""
        copy = deepcopy(node)
        copy.tail = None
        for one, source in zip(list(copy.iter()), node.iter(), strict=True):
            if one is not copy and not _within(one, copy):
                continue  # it went with what it stood in
            if one.tag in _MARKS:
                self.marks.append((one, source))
            self._fit(one, copy)
        return copy

    def link(self, target: str, named: str = "") -> Element:
        """An empty `w:hyperlink` to an address, as `Keys.link` spells it; to the place that is
        named so, where that does not say which.
        """
        address, _, anchor = target.partition("#")
        anchor = named if named and anchor == TABLE_OF_CONTENTS else anchor
        node = etree.Element(f"{W}hyperlink")
        if address:
            node.set(f"{R}id", self._external(address, "hyperlink"))
        if anchor:
            node.set(f"{W}anchor", anchor)
        return node

    def _fit(self, node: Element, top: Element) -> None:
        parent = node.getparent()
        for name, value in node.items():
            if _FADING.search(str(name)) and value != SIGN:
                del node.attrib[name]
        if node is not top and parent is not None and self._unwanted(node):
            parent.remove(node)
            return
        for name in _RELATED:
            if node.get(name):
                node.set(name, self._bring(str(node.get(name))))
        if node.get(f"{O}relid"):
            node.set(f"{O}relid", self._bring(str(node.get(f"{O}relid"))))
        self._renumber(node)

    def _unwanted(self, node: Element) -> bool:
        tag = node.tag
        if tag in _DROPPED:
            return True
        if tag in _STYLES:
            return not self._restyle(node, _STYLES[tag])
        if tag == f"{W}numPr":
            return not self._relist(node)
        return self._is_old_comment(node)

    def _is_old_comment(self, node: Element) -> bool:
        return node.tag in OF_COMMENTS and node.get(f"{W}id") not in self._comments

    def _restyle(self, node: Element, kind: str) -> bool:
        style = self._styles.get((kind, str(node.get(f"{W}val", ""))))
        if style:
            node.set(f"{W}val", style)
        return bool(style)

    def _relist(self, node: Element) -> bool:
        number = node.find(f"{W}numId")
        if number is None:
            return True
        mine = self._lists.get(str(number.get(f"{W}val", "")))
        if mine:
            number.set(f"{W}val", mine)
        return bool(mine)

    def _renumber(self, node: Element) -> None:
        tag = node.tag
        if tag in OF_COMMENTS:
            node.set(f"{W}id", self._comments[str(node.get(f"{W}id"))])
        elif tag in _NOTES:
            node.set(f"{W}id", self._note(_NOTES[tag], str(node.get(f"{W}id"))))
        elif tag in _MARKS and node.get(f"{W}id") is not None:
            node.set(f"{W}id", self._ids.next())
            if self._author:
                node.set(f"{W}author", self._author)
        elif tag == f"{WP}docPr":
            node.set("id", self._ids.next())
        elif tag == f"{W}id" and node.getparent() is not None:
            node.set(f"{W}val", self._ids.next())

    def _bring(self, relation_id: str) -> str:
        """The id, in the base, of a relationship of the return."""
        if relation_id not in self._brought:
            relation = self._relations.get(relation_id)
            self._brought[relation_id] = "" if relation is None else self._relate(relation)
        return self._brought[relation_id]

    def _relate(self, relation: Relationship) -> str:
        if relation.external:
            return self._external(relation.raw, relation.type)
        if not self._other.has(relation.target):
            return ""
        name = self._carry(relation.target, {})
        return self._known(relation.kind, name) or self._base.relate(
            self._part, relation.type, name
        )

    def _known(self, kind: str, target: str) -> str:
        for one in self._base.relationships(self._part):
            if one.kind == kind and one.target == target:
                return one.id
        return ""

    def _external(self, address: str, kind: str) -> str:
        for one in self._base.relationships(self._part):
            if one.external and one.raw == address:
                return one.id
        return self._base.relate(self._part, kind, address, external=True)

    def _carry(self, name: str, seen: dict[str, str]) -> str:
        """The name, in the base, of a part of the return with the parts that it needs."""
        if name in seen:
            return seen[name]
        content = self._other.read(name)
        needs = self._other.relationships(name)
        there = None if needs else self._same_part(name, content)
        if there is not None:
            return there
        new = self._free_name(name)
        seen[name] = new
        self._base.write(new, content, self._other.content_type(name))
        names: dict[bytes, bytes] = {}
        for one in needs:
            target = one.raw if one.external else self._carry(one.target, seen)
            mine = self._base.relate(new, one.type, target, external=one.external)
            names[one.id.encode()] = mine.encode()
        self._rename(new, names)
        return new

    def _same_part(self, name: str, content: bytes) -> str | None:
        digest = hashlib.sha256(content).digest()
        for mine in self._base.names:
            if posixpath.splitext(mine)[1] == posixpath.splitext(name)[1] and "media" in mine:
                same = self._base.read(mine)
                if len(same) == len(content) and hashlib.sha256(same).digest() == digest:
                    return mine
        return None

    def _free_name(self, name: str) -> str:
        stem, ending = posixpath.splitext(name)
        names = (f"{stem}-{number}{ending}" for number in count(2))
        return (
            name
            if not self._base.has(name)
            else next(one for one in names if not self._base.has(one))
        )

    def _rename(self, part: str, names: Mapping[bytes, bytes]) -> None:
        """Point what refers to the relationships of a carried part to their new ids; all at once,
        since a new id may be another's old one.
        """
        if all(old == new for old, new in names.items()):
            return
        changed = _QUOTED.sub(
            lambda found: b'"%b"' % names.get(found[1], found[1]), self._base.read(part)
        )
        self._base.write(part, changed)


def _within(node: Element, top: Element) -> bool:
    return any(above is top for above in node.iterancestors())


def style_names(base: Package, other: Package) -> Callable[[str, str], str]:
    """A function from the element that names a style and its id in the return to that here."""
    found = _style_map(base, other)
    return lambda tag, style: found.get((_STYLES[tag], style), "")


def _style_map(base: Package, other: Package) -> dict[tuple[str, str], str]:
    """(kind, id in the return) → id in the base: by name, and headings by their level."""
    mine, theirs = _styles(base), _styles(other)
    by_name = {(kind, name): style for (kind, style), (name, _) in mine.items()}
    by_level = {
        level: style for (kind, style), (_, level) in reversed(mine.items()) if level is not None
    }
    found: dict[tuple[str, str], str] = {}
    for (kind, style), (name, level) in theirs.items():
        match = by_name.get((kind, name))
        if match is None and level is not None and kind == "paragraph":
            match = by_level.get(level)
        if match is not None:
            found[kind, style] = match
    return found


def _styles(package: Package) -> dict[tuple[str, str], tuple[str, int | None]]:
    parts = package.related(package.main, "styles")
    if not parts:
        return {}
    root = package.tree(parts[0])
    levels = heading_levels(root)
    found = {}
    for style in root.iter(f"{W}style"):
        name = style.find(f"{W}name")
        key = str(style.get(f"{W}type", "paragraph")), str(style.get(f"{W}styleId", ""))
        said = "" if name is None else str(name.get(f"{W}val", "")).lower()
        found[key] = said, levels.get(key[1]) if key[0] == "paragraph" else None
    return found


def _list_map(base: Package, other: Package) -> dict[str, str]:
    """List number in the return → a list of the base that looks the same, first its number's."""
    mine, theirs = list_signatures(base), list_signatures(other)
    by_look: dict[str, str] = {}
    for number, look in mine.items():
        by_look.setdefault(look, number)
    return {
        number: number if mine.get(number) == look else by_look[look]
        for number, look in theirs.items()
        if look in by_look
    } | {"0": "0"}
