"""The one door: DOCX bytes ⇄ parts; limits; refusals."""

from __future__ import annotations

import re

from lxml import etree

from chapters.errors import Refused
from chapters.findings import Finding
from chapters.oxml.archive import Entry, Limits, deflated, inflate, read_archive, write_archive
from chapters.oxml.markup import has_doctype, is_strict, parse, serialise, to_strict
from chapters.oxml.namespaces import REL
from chapters.oxml.relations import (
    ContentTypes,
    Relationship,
    read_relationships,
    rels_name,
    strict_type,
    write_relationships,
)

__all__ = ["Limits", "Package", "Relationship"]

_TYPES = "[Content_Types].xml"
_XML = re.compile(r"[/+]xml$|relationships\+xml$")


class Package:
    """A Word file, opened: its parts, their relationships and content types.

    Part names are as in the zip file, without leading slash. What nobody changed is written as it
    was read, packed bytes included.
    """

    def __init__(self, entries: list[Entry]) -> None:
        self.findings: list[Finding] = []
        self.main = ""
        self._entries: dict[str, Entry | bytes] = {entry.name: entry for entry in entries}
        self._spelling = {entry.name.lower(): entry.name for entry in entries}
        self._content: dict[str, bytes] = {}
        self._trees: dict[str, etree._Element] = {}
        self._strict: set[str] = set()
        self._changed: set[str] = set()
        self._relationships: dict[str, list[Relationship]] = {}
        self._types = ContentTypes(self.read(_TYPES))

    @classmethod
    def open(cls, data: bytes, *, limits: Limits = Limits()) -> Package:  # noqa: B008 -- frozen
        """The package in these bytes; raises `Refused` for what must not be opened."""
        if len(data) > limits.file:
            raise Refused("too-large", "This file is larger than any chapter may be.")
        package = cls(read_archive(data, limits))
        package._screen(limits)
        package.main = package._find_main()
        return package

    def _screen(self, limits: Limits) -> None:
        for name in self._entries:
            if not self._is_xml(name):
                continue
            content = self.read(name)
            if len(content) > limits.xml:
                raise Refused("unpacks-too-large", "This file has a part that is far too large.")
            if has_doctype(content):
                raise Refused("doctype", "This file declares a DOCTYPE, which no Word file does.")
            self._content[name] = content

    def _is_xml(self, name: str) -> bool:
        return bool(_XML.search(self.content_type(name))) or name.endswith((".xml", ".rels"))

    def _find_main(self) -> str:
        for name in self.related("", "officeDocument"):
            if self.has(name):
                return name
        raise Refused("not-word", "This file is no Word file.")

    @property
    def names(self) -> list[str]:
        """All parts in the order of the file, without content types, relationships, folders."""
        return [
            name
            for name in self._entries
            if name.lower() != _TYPES.lower() and not name.endswith((".rels", "/"))
        ]

    @property
    def strict(self) -> bool:
        """Whether this is a strict file (ISO/IEC 29500-1), not a transitional one."""
        return any("purl.oclc.org" in one.type for one in self.relationships(""))

    def content_type(self, name: str) -> str:
        """The content type of a part, by its name or its extension; empty where none is known."""
        return self._types.of(name)

    def has(self, name: str) -> bool:
        """Whether there is such a part; case does not matter (ECMA-376 part 2, §9.1.1)."""
        return name.lower() in self._spelling

    def read(self, name: str) -> bytes:
        """The bytes of a part as they would be saved now; raises `KeyError` where there is none."""
        name = self._spelling[name.lower()]
        if name in self._changed:
            self._settle(name)
        if name in self._content:
            return self._content[name]
        entry = self._entries[name]
        return entry if isinstance(entry, bytes) else inflate(entry)

    def packed(self, name: str) -> Entry:
        """A part as it would stand in the zip: packed bytes as read where nobody changed it."""
        name = self._spelling[name.lower()]
        if name in self._changed:
            self._settle(name)
        entry = self._entries[name]
        return entry if isinstance(entry, Entry) else deflated(name, entry)

    def _settle(self, name: str) -> None:
        content = serialise(self._trees[name])
        self._entries[name] = to_strict(content) if name in self._strict else content
        self._content.pop(name, None)
        self._changed.discard(name)

    def tree(self, name: str) -> etree._Element:
        """The root of a part, parsed once, always in transitional namespaces.

        Whoever alters it says so with `changed`. Raises `KeyError` where there is no such part.
        """
        name = self._spelling[name.lower()]
        if name not in self._trees:
            content = self.read(name)
            if is_strict(content):
                self._strict.add(name)
            self._trees[name] = parse(content, name)
            self._content.pop(name, None)
        return self._trees[name]

    def changed(self, name: str) -> None:
        """The caller altered `tree(name)`: write it anew when saving."""
        self._changed.add(self._spelling[name.lower()])

    def relationships(self, name: str) -> list[Relationship]:
        """The relationships of a part, in order; of the package where `name` is empty."""
        key = name.lower()
        if key not in self._relationships:
            rels = rels_name(name)
            found = read_relationships(name, self.read(rels)) if self.has(rels) else []
            self._relationships[key] = found
        return list(self._relationships[key])

    def related(self, name: str, kind: str) -> list[str]:
        """The parts that a part has a relationship of this kind to, as they are spelt."""
        return [
            self._spelling.get(one.target.lower(), one.target)
            for one in self.relationships(name)
            if one.kind == kind and not one.external
        ]

    def write(self, name: str, data: bytes, content_type: str | None = None) -> None:
        """Add a part, or replace its bytes."""
        name = self._spelling.setdefault(name.lower(), name)
        self._entries[name] = data
        self._content.pop(name, None)
        self._trees.pop(name, None)
        self._changed.discard(name)
        if content_type is not None:
            self._types.set(name, content_type)

    def drop(self, name: str) -> None:
        """Remove a part, its relationships and its content type; none where there is no such."""
        for gone in (name, rels_name(name)):
            spelt = self._spelling.pop(gone.lower(), gone)
            self._entries.pop(spelt, None)
            self._content.pop(spelt, None)
            self._trees.pop(spelt, None)
            self._changed.discard(spelt)
        self._relationships.pop(name.lower(), None)
        self._types.drop(name)

    def relate(self, source: str, type: str, target: str, *, external: bool = False) -> str:  # noqa: A002 -- the word of the standard
        """A new relationship of a part ("" is the package); returns its id.

        `type` is a kind such as "footnotes", or a whole type; `target` a part name, or an address.
        """
        there = self.relationships(source)
        taken = {one.id for one in there}
        number = len(there) + 1
        while f"rId{number}" in taken:
            number += 1
        whole = type if ":" in type else REL + type
        if self.strict:
            whole = strict_type(whole)
        new = Relationship(
            id=f"rId{number}",
            kind=type.rpartition("/")[2],
            type=whole,
            target=target,
            external=external,
            raw=target if external else f"/{target}",
        )
        self._rewrite(source, [*there, new])
        return new.id

    def unrelate(self, source: str, id: str) -> None:  # noqa: A002 -- the word of the standard
        """Remove a relationship of a part; nothing where there is none with this id."""
        there = self.relationships(source)
        left = [one for one in there if one.id != id]
        if left != there:
            self._rewrite(source, left)

    def _rewrite(self, source: str, relationships: list[Relationship]) -> None:
        self._relationships[source.lower()] = relationships
        if not relationships and source:
            spelt = self._spelling.pop(rels_name(source).lower(), "")
            self._entries.pop(spelt, None)
            return
        self.write(rels_name(source), write_relationships(relationships))

    def save(self) -> bytes:
        """The file as it is now: unchanged parts byte for byte, in the same order, fixed times."""
        for name in list(self._changed):
            self._settle(name)
        if self._types.changed:
            self.write(_TYPES, self._types.content())
            self._types.changed = False
        return write_archive(
            entry if isinstance(entry, Entry) else deflated(name, entry)
            for name, entry in self._entries.items()
        )
