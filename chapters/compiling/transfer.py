"""Taking parts of one chapter over into the guide, with all that they need."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Protocol, cast

from lxml import etree

from chapters.compiling.looks import Theme
from chapters.compiling.shelf import Shelf
from chapters.findings import Finding
from chapters.oxml.archive import Entry, deflated
from chapters.oxml.markup import is_strict, serialise
from chapters.oxml.namespaces import O, R, W
from chapters.oxml.relations import Relationship
from chapters.package import Package

__all__ = ["Transfer"]

_POINTERS = etree.XPath(
    "descendant-or-self::*/@r:* | descendant-or-self::*/@o:relid",
    namespaces={"r": R[1:-1], "o": O[1:-1]},
)
"""The relationship ids of a story: asking for attributes is four times as fast as for elements."""

_SMALL = {f"{W}footnote", f"{W}endnote", f"{W}comment"}  # many in a part, and most without ids
_DRAWN = re.compile(r"drawingml\.(chart|diagram\w*|chartshapes)\+xml$|ms-office\.drawingml")
"""Parts that take colours and fonts from the theme."""

_DIAGRAM_DATA = "diagramData"
_NEVER = {"vbaProject", "wordVbaData", "keyMapCustomizations", "attachedToolbars"}


class Transfer:
    """Copies parts of one package on demand; each at most once for each of its users."""

    def __init__(self, package: Package, shelf: Shelf, findings: list[Finding], where: str) -> None:
        self.theme: Theme | None = None  # the chapter's, where the guide has another
        self._package = package
        self._shelf = shelf
        self._findings = findings
        self._where = where
        self._copies: dict[str, str] = {}
        self._ids: dict[tuple[str, str, str], str | None] = {}
        self._pointing: dict[str, bool] = {}
        self._index: dict[str, dict[str, Relationship]] = {}

    def relationship(self, source: str, name: str) -> Relationship | None:
        """The relationship with this id of a part of the chapter; none where there is none."""
        if source not in self._index:
            self._index[source] = {one.id: one for one in self._package.relationships(source)}
        return self._index[source].get(name)

    def retarget(self, root: etree._Element, source: str, into: str) -> None:
        """Make every relationship id below `root`, read from part `source`, one of part `into`.

        An id that means nothing is removed and reported: in the guide it could mean another thing.
        """
        if root.tag in _SMALL and not self._points(source):
            return
        for node in _pointing(root):
            for attribute, value in [(str(k), str(v)) for k, v in node.attrib.items()]:
                if value and (attribute.startswith(R) or attribute == f"{O}relid"):
                    new = self.pointer(source, value, into)
                    if new is None:
                        del node.attrib[attribute]
                    else:
                        node.set(attribute, new)

    def _points(self, source: str) -> bool:
        """Whether anything in a part is named by a relationship id (most parts of notes: no)."""
        if source not in self._pointing:
            self._pointing[source] = bool(_POINTERS(self._package.tree(source)))
        return self._pointing[source]

    def pointer(self, source: str, name: str, into: str) -> str | None:
        """The id by which `into` knows what `source` knew as `name`; none where that is nothing."""
        key = (source, name, into)
        if key not in self._ids:
            self._ids[key] = self._point(source, name, into)
        return self._ids[key]

    def _point(self, source: str, name: str, into: str) -> str | None:
        one = self.relationship(source, name)
        if one is None or not self._reachable(one):
            self._lost(source, name)
            return None
        if one.external:
            return self._shelf.relate(into, one.type, one.target, external=True)
        if not one.target or one.raw.startswith("#"):
            return self._shelf.relate(into, one.type, one.raw, external=True)
        target = self._data(one, source, into) if one.kind == _DIAGRAM_DATA else self.copy(one)
        return self._shelf.relate(into, one.type, target)

    def _reachable(self, one: Relationship) -> bool:
        return one.external or one.raw.startswith("#") or self._package.has(one.target)

    def _lost(self, source: str, name: str) -> None:
        text = f"Something that {self._where} refers to as {name} is not in its file."
        self._findings.append(
            Finding(code="dangling-reference", where=f"{self._where}: {source}", text=text)
        )

    def copy(self, one: Relationship) -> str:
        """The name in the guide of the part that a relationship points to, copied if need be."""
        name = one.target
        if name.lower() not in self._copies:
            needs = self._package.relationships(name)
            entry = self._entry(name)
            kind = self._package.content_type(name)
            if not needs and kind.startswith("image/"):
                self._copies[name.lower()] = self._shelf.share(name, entry, kind)
            else:
                self._copies[name.lower()] = self._new(name, entry, kind)
                self._take_along(name, needs)
        return self._copies[name.lower()]

    def _entry(self, name: str) -> Entry:
        """A part as it is; of a strict file in transitional namespaces, as all of the guide."""
        if self.theme is not None and _DRAWN.search(self._package.content_type(name)):
            root = deepcopy(self._package.tree(name))
            self.theme.spell_drawing(root)
            return deflated(name, serialise(root))
        if self._package.strict and is_strict(self._package.read(name)):
            return deflated(name, serialise(self._package.tree(name)))
        return self._package.packed(name)

    def _new(self, name: str, entry: Entry, content_type: str) -> str:
        new = self._shelf.reserve(name)
        self._shelf.put(new, entry, content_type)
        return new

    def _take_along(self, name: str, needs: list[Relationship]) -> None:
        """What a copied part needs; ids stay, as its own content names them."""
        new = self._copies[name.lower()]
        for one in needs:
            if one.external:
                self._shelf.relate_as(new, one.id, one.type, one.target, external=True)
            elif self._package.has(one.target) and one.kind not in _NEVER:
                self._shelf.relate_as(new, one.id, one.type, self.copy(one))

    def _data(self, one: Relationship, source: str, into: str) -> str:
        """A SmartArt data part: it names the drawing made of it by an id of the *document*.

        (`dsp:dataModelExt/@relId`, [MS-ODRAWXML] 2.6.2.1), so the copy must name the new id.
        """
        root = self._package.tree(one.target)
        for node in root.iter(
            "{http://schemas.microsoft.com/office/drawing/2008/diagram}dataModelExt"
        ):
            if node.get("relId"):
                node.set("relId", self.pointer(source, node.get("relId", ""), into) or "")
        new = self._new(
            one.target,
            deflated(one.target, serialise(root)),
            self._package.content_type(one.target),
        )
        self._copies[one.target.lower()] = new
        self._take_along(one.target, self._package.relationships(one.target))
        return new


def _pointing(root: etree._Element) -> list[etree._Element]:
    """The elements at or below `root` that name a relationship, in order."""
    found = cast("list[_Attribute]", _POINTERS(root))
    return list(dict.fromkeys(value.getparent() for value in found))


class _Attribute(Protocol):
    """An attribute's value as lxml gives it, which knows its element."""

    def getparent(self) -> etree._Element: ...
