"""The parts of a guide under construction: names, content types, relationships."""

from __future__ import annotations

import mimetypes
import posixpath
import re
from collections import defaultdict
from dataclasses import replace

from lxml import etree

from chapters.oxml.archive import Entry, deflated, write_archive
from chapters.oxml.markup import serialise, to_transitional
from chapters.oxml.namespaces import CT, NS, REL
from chapters.oxml.relations import Relationship, rels_name, write_relationships

__all__ = ["Shelf"]

_RELS = "application/vnd.openxmlformats-package.relationships+xml"
_BY_EXTENSION = {"xml": "application/xml", "rels": _RELS}
_NUMBER = re.compile(r"\d*$")


class Shelf:
    """Parts by unique name. Whatever is added is packed at once, so that a long guide stays small.

    Relationship ids are numbered per part; copies of a chapter's parts keep the ids they had.
    """

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._types: dict[str, str] = {}
        self._taken: set[str] = set()
        self._stems: dict[str, int] = {}
        self._relationships: defaultdict[str, list[Relationship]] = defaultdict(list)
        self._same: dict[tuple[str, int, bytes], str] = {}

    def reserve(self, name: str) -> str:
        """A part name that nothing else has: this one, or with another number."""
        if name.lower() not in self._taken:
            self._taken.add(name.lower())
            return name
        stem, extension = posixpath.splitext(name)
        stem = _NUMBER.sub("", stem)
        number = self._stems.get(stem.lower(), 0) + 1
        while f"{stem}{number}{extension}".lower() in self._taken:
            number += 1
        self._stems[stem.lower()] = number
        return self.reserve(f"{stem}{number}{extension}")

    def put(self, name: str, content: bytes | Entry, content_type: str) -> None:
        """Store a part under a reserved name."""
        entry = content if isinstance(content, Entry) else deflated(name, content)
        self._entries[name] = replace(entry, name=name)
        self._types[name] = content_type or _guess(name)

    def share(self, name: str, entry: Entry, content_type: str) -> str:
        """The name of a part with these bytes, which may be there already (a logo in each file)."""
        key = (content_type, entry.size, bytes(entry.packed))
        if key not in self._same:
            self._same[key] = self.reserve(name)
            self.put(self._same[key], entry, content_type)
        return self._same[key]

    def relate(self, source: str, kind: str, target: str, *, external: bool = False) -> str:
        """A new relationship of a part ("" is the package); returns its id."""
        return self.relate_as(
            source, f"rId{len(self._relationships[source]) + 1}", kind, target, external=external
        )

    def relate_as(
        self,
        source: str,
        name: str,
        kind: str,
        target: str,
        *,
        external: bool = False,
    ) -> str:
        """A relationship with a given id; `kind` is a kind such as "footnotes" or a whole type."""
        whole = kind if ":" in kind else REL + kind
        whole = to_transitional(whole.encode()).decode()
        self._relationships[source].append(
            Relationship(
                id=name,
                kind=whole.rpartition("/")[2],
                type=whole,
                target=target,
                external=external,
                raw=target if external else _relative(source, target),
            )
        )
        return name

    def save(self) -> bytes:
        """The package as a file, content types first."""
        parts = [deflated("[Content_Types].xml", self._content_types())]
        parts.append(self._rels_entry(""))
        for name, entry in self._entries.items():
            parts.append(entry)
            if self._relationships.get(name):
                parts.append(self._rels_entry(name))
        return write_archive(parts)

    def _rels_entry(self, source: str) -> Entry:
        return deflated(rels_name(source), write_relationships(self._relationships[source]))

    def _content_types(self) -> bytes:
        root = etree.Element(f"{CT}Types", nsmap={None: NS["ct"]})  # type: ignore[dict-item]
        defaults = dict(_BY_EXTENSION)
        for name, content_type in self._types.items():
            extension = posixpath.splitext(name)[1][1:].lower()
            if extension and content_type.startswith("image/"):
                defaults.setdefault(extension, content_type)
        for extension, content_type in sorted(defaults.items()):
            etree.SubElement(root, f"{CT}Default", Extension=extension, ContentType=content_type)
        for name, content_type in self._types.items():
            if defaults.get(posixpath.splitext(name)[1][1:].lower()) != content_type:
                etree.SubElement(
                    root, f"{CT}Override", PartName=f"/{name}", ContentType=content_type
                )
        return serialise(root)


def _relative(source: str, target: str) -> str:
    """The target as Word writes it: relative where it lies below the source's folder."""
    folder = posixpath.dirname(source)
    if not folder:
        return target
    return target[len(folder) + 1 :] if target.startswith(f"{folder}/") else f"/{target}"


def _guess(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
