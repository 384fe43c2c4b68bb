"""The one door: DOCX bytes ⇄ parts; limits; refusals."""

from __future__ import annotations

import re
from itertools import chain

from lxml import etree

from chapters.errors import Refused
from chapters.findings import Finding
from chapters.oxml.archive import (
    Entry,
    Limits,
    deflated,
    inflate,
    read_archive,
    weigh_inside,
    write_archive,
)
from chapters.oxml.dangers import external_targets, is_macro, without_macros
from chapters.oxml.foreign import (
    no_word_file,
    other_zip,
    refuse_foreign,
    refuse_other_office,
)
from chapters.oxml.markup import (
    doctype_refused,
    has_crowded_tag,
    has_doctype,
    is_document,
    is_strict,
    parse,
    serialise,
    to_strict,
)
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
_APP = "docProps/app.xml"
_MAIN = re.compile(r"word(processingml)?\.(document|template)\..*main\+xml$", re.IGNORECASE)


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
        self._ids: dict[str, set[str]] = {}
        self._unwritten: dict[str, str] = {}  # sources whose relationships changed, by rels part
        self._types = ContentTypes(self.read(_TYPES))

    @classmethod
    def open(cls, data: bytes, *, limits: Limits = Limits()) -> Package:  # noqa: B008 -- frozen
        """The package in these bytes; raises `Refused` for what must not be opened."""
        if len(data) > limits.file:
            raise Refused("too-large", "This file is larger than any chapter may be.")
        refuse_foreign(data)
        entries = read_archive(data, limits)
        if _TYPES.lower() not in {entry.name.lower() for entry in entries}:
            raise _other_zip(entries)
        package = cls(entries)
        package._screen(limits)
        package.main = package._find_main()
        package._leave_macros()
        package._note_externals()
        return package

    def _screen(self, limits: Limits) -> None:
        """Unpack every XML part once, under the limits, and weigh the archives among the others."""
        inside = 0
        for name, entry in self._entries.items():
            if not isinstance(entry, Entry) or name.endswith("/"):
                continue
            if not self.is_xml(name):
                inside += weigh_inside(entry, limits)
                continue
            if entry.size > limits.xml:
                raise Refused("unpacks-too-large", "This file has a part that is far too large.")
            self._content[name] = inflate(entry)
            if has_doctype(self._content[name]):
                raise doctype_refused()
            if has_crowded_tag(self._content[name]):
                raise Refused("crowded-tag", "This file holds a tag that no program writes.")
        if inside > limits.unpacked:
            raise Refused("unpacks-too-large", "This file holds archives that are far too large.")

    def is_xml(self, name: str) -> bool:
        """Whether a part is XML that Word reads; a drawing or a web page may have a DOCTYPE."""
        content_type = self.content_type(name)
        if content_type.startswith("image/") or "html" in content_type:
            return False
        return content_type.endswith("xml") or name.lower().endswith((".xml", ".rels"))

    def _find_main(self) -> str:
        """The main part: by its relationship, else by its content type."""
        typed = (name for name in self.names if _MAIN.search(self.content_type(name)))
        for name in chain(self.related("", "officeDocument"), typed):
            refuse_other_office(self.content_type(name))
            if is_document(self._content.get(name, b"")):
                return name
        raise no_word_file()

    def _leave_macros(self) -> None:
        """Drop what runs by itself; the file is then an ordinary one, under any name."""
        self._types.set(self.main, without_macros(self.content_type(self.main)))
        sources = [name for name in self.names if self.has(rels_name(name))]
        for source in sources:
            for one in self.relationships(source):
                if is_macro(self.content_type(one.target), one.kind):
                    self.unrelate(source, one.id)
        for name in [name for name in self.names if is_macro(self.content_type(name))]:
            self.drop(name)
            text = "The file carries macros; it is read and written without them."
            self.findings.append(Finding(code="macros", where=name, text=text))

    def _note_externals(self) -> None:
        for name in ("", *self.names):
            if self.has(rels_name(name)):
                self.findings += external_targets(name, self.relationships(name))

    @property
    def names(self) -> list[str]:
        """All parts in the order of the file, without content types, relationships, folders."""
        return [
            name
            for name in self._entries
            if name.lower() != _TYPES.lower() and not name.endswith((".rels", "/"))
        ]

    @property
    def plumbing(self) -> list[str]:
        """The parts that hold relationships."""
        self._write_relationships()
        return [name for name in self._entries if name.lower().endswith(".rels")]

    @property
    def strict(self) -> bool:
        """Whether this is a strict file (ISO/IEC 29500-1), not a transitional one."""
        return any("purl.oclc.org" in one.type for one in self.relationships(""))

    def content_type(self, name: str) -> str:
        """The content type of a part, by its name or its extension; empty where none is known."""
        return self._types.of(name)

    @property
    def is_of_libreoffice(self) -> bool:
        """Whether LibreOffice saved the file, as it says itself (§22.2.2.2)."""
        return self.has(_APP) and b"<Application>LibreOffice" in self.read(_APP)

    def has(self, name: str) -> bool:
        """Whether there is such a part; case does not matter (ECMA-376 part 2, §9.1.1)."""
        if name.lower() in self._unwritten:
            self._write_relationships()
        return name.lower() in self._spelling

    def read(self, name: str) -> bytes:
        """The bytes of a part as they would be saved now; raises `KeyError` where there is none."""
        if name.lower() in self._unwritten:
            self._write_relationships()
        name = self._spelling[name.lower()]
        if name in self._changed:
            self._settle(name)
        if name in self._content:
            return self._content[name]
        entry = self._entries[name]
        return entry if isinstance(entry, bytes) else inflate(entry)

    def packed(self, name: str) -> Entry:
        """A part as it would stand in the zip: packed bytes as read where nobody changed it."""
        if name.lower() in self._unwritten:
            self._write_relationships()
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

    def related_tree(self, kind: str) -> etree._Element | None:
        """The root of the main part's one part of a kind; none where the file has none."""
        parts = self.related(self.main, kind)
        return self.tree(parts[0]) if parts else None

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
        """The parts that a part has a relationship of this kind to, as they are spelt, each once;
        without those that the package lacks (`relationships` has them).
        """
        found = [
            self._spelling[one.target.lower()]
            for one in self.relationships(name)
            if one.kind == kind and not one.external and self.has(one.target)
        ]
        return list(dict.fromkeys(found))

    def write(self, name: str, data: bytes, content_type: str | None = None) -> None:
        """Add a part, or replace its bytes."""
        self._put(name, data)
        if content_type is not None:
            self._types.set(name, content_type)
        for source in [
            one for one in self._relationships if rels_name(one).lower() == name.lower()
        ]:
            del self._relationships[source]
            self._ids.pop(source, None)

    def _put(self, name: str, data: bytes) -> None:
        name = self._spelling.setdefault(name.lower(), name)
        self._entries[name] = data
        self._content.pop(name, None)
        self._trees.pop(name, None)
        self._changed.discard(name)

    def drop(self, name: str) -> None:
        """Remove a part, its relationships and its content type; none where there is no such."""
        for gone in (name, rels_name(name)):
            spelt = self._spelling.pop(gone.lower(), gone)
            self._entries.pop(spelt, None)
            self._content.pop(spelt, None)
            self._trees.pop(spelt, None)
            self._changed.discard(spelt)
        self._relationships.pop(name.lower(), None)
        self._ids.pop(name.lower(), None)
        self._unwritten.pop(rels_name(name).lower(), None)
        self._types.drop(name)

    def relate(self, source: str, type: str, target: str, *, external: bool = False) -> str:  # noqa: A002 -- the word of the standard
        """A new relationship of a part ("" is the package); returns its id.

        `type` is a kind such as "footnotes", or a whole type; `target` a part name, or an address.
        """
        there = self.relationships(source)
        if source.lower() not in self._ids:
            self._ids[source.lower()] = {one.id for one in there}
        taken = self._ids[source.lower()]
        number = len(there) + 1
        while f"rId{number}" in taken:
            number += 1
        taken.add(f"rId{number}")
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
            self._ids.get(source.lower(), set()).discard(id)
            self._rewrite(source, left)

    def _rewrite(self, source: str, relationships: list[Relationship]) -> None:
        """Keep relationships until somebody asks for their bytes: relating stays linear."""
        self._relationships[source.lower()] = relationships
        self._unwritten[rels_name(source).lower()] = source

    def _write_relationships(self) -> None:
        while self._unwritten:
            source = self._unwritten.popitem()[1]
            relationships = self._relationships.get(source.lower())
            if relationships or not source:
                self._put(rels_name(source), write_relationships(relationships or []))
            elif relationships is not None:
                spelt = self._spelling.pop(rels_name(source).lower(), "")
                self._entries.pop(spelt, None)

    def save(self) -> bytes:
        """The file as it is now: unchanged parts byte for byte, in the same order, fixed times."""
        self._write_relationships()
        for name in list(self._changed):
            self._settle(name)
        if self._types.changed:
            self._put(_TYPES, self._types.content())
            self._types.changed = False
        return write_archive(
            entry if isinstance(entry, Entry) else deflated(name, entry)
            for name, entry in self._entries.items()
        )


def _other_zip(entries: list[Entry]) -> Refused:
    """The refusal of a zip file without content types, which no Office program writes."""
    mime = next((inflate(entry, 100) for entry in entries if entry.name == "mimetype"), b"")
    return other_zip({entry.name for entry in entries}, mime)
