"""Relationships and content types: how the parts of a package know each other (ECMA-376 part 2)."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import Any

from lxml import etree

from chapters.oxml.markup import parse_as_written, serialise, to_strict
from chapters.oxml.namespaces import CT, NS, PR

__all__ = [
    "ContentTypes",
    "Relationship",
    "read_relationships",
    "rels_name",
    "strict_type",
    "write_relationships",
]

_PLAIN: Any = {None: NS["pr"]}  # lxml-stubs know no default namespace


_STRICT_KINDS = {
    "customProperties": "custom-properties",
    "extendedProperties": "extended-properties",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """One relationship of a part (ECMA-376 part 2, §9.3).

    `kind` is the last segment of `type`, the same in strict and transitional files; `target` a
    part name without leading slash, or, where `external`, the address as written; `raw` the target
    as written.
    """

    id: str
    kind: str
    type: str
    target: str
    external: bool
    raw: str


def rels_name(name: str) -> str:
    """The name of the part that holds the relationships of a part ("" is the package)."""
    folder, slash, file = name.rpartition("/")
    return f"{folder}{slash}_rels/{file}.rels"


def read_relationships(source: str, content: bytes) -> list[Relationship]:
    """The relationships in a rels part of the part `source`, in their order."""
    root = parse_as_written(content, rels_name(source))
    return [_relationship(source, node) for node in root.iter(f"{PR}Relationship")]


def _relationship(source: str, node: etree._Element) -> Relationship:
    kind = node.get("Type", "")
    raw = node.get("Target", "")
    external = node.get("TargetMode", "").lower() == "external"
    return Relationship(
        id=node.get("Id", ""),
        kind=_kind(kind),
        type=kind,
        target=raw if external else resolved(source, raw),
        external=external,
        raw=raw,
    )


def _kind(type_: str) -> str:
    """The last segment of a type, in the spelling of transitional files."""
    last = type_.rstrip("/").rpartition("/")[2]
    return _STRICT_KINDS.get(last, last)


def resolved(source: str, target: str) -> str:
    """The part name that a target means, seen from a part; absolute and relative, "" stays ""."""
    path = target.partition("#")[0].replace("\\", "/")
    if not path:
        return target
    folder = posixpath.dirname(source)
    return posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")


def strict_type(type_: str) -> str:
    """The type of a relationship as a strict file writes it."""
    start, _, kind = type_.rpartition("/")
    for strict, transitional in _STRICT_KINDS.items():
        kind = strict if kind == transitional else kind
    return to_strict(f"{start}/".encode()).decode() + kind


def write_relationships(relationships: list[Relationship]) -> bytes:
    """The bytes of a rels part."""
    root = etree.Element(f"{PR}Relationships", nsmap=_PLAIN)
    for one in relationships:
        node = etree.SubElement(root, f"{PR}Relationship")
        node.set("Id", one.id)
        node.set("Type", one.type)
        node.set("Target", one.raw)
        if one.external:
            node.set("TargetMode", "External")
    return serialise(root)


class ContentTypes:
    """The content types of a package: by part name first, else by extension (part 2, §10.1.2)."""

    def __init__(self, content: bytes) -> None:
        self._root = parse_as_written(content, "[Content_Types].xml")
        self._defaults: dict[str, str] = {}
        self._overrides: dict[str, str] = {}
        self.changed = False
        for node in self._root.iter(f"{CT}Default"):
            self._defaults[node.get("Extension", "").lower()] = node.get("ContentType", "")
        for node in self._root.iter(f"{CT}Override"):
            self._overrides[_key(node.get("PartName", ""))] = node.get("ContentType", "")

    def of(self, name: str) -> str:
        """The content type of a part; empty where none is declared."""
        own = self._overrides.get(_key(name))
        return own or self._defaults.get(posixpath.splitext(name)[1][1:].lower(), "")

    def overrides(self) -> dict[str, str]:
        """Content types declared by part name; the names in lower case, without leading slash."""
        return dict(self._overrides)

    def set(self, name: str, content_type: str) -> None:
        """Declare the content type of a part."""
        if self.of(name) == content_type:
            return
        self.drop(name)
        node = etree.SubElement(self._root, f"{CT}Override")
        node.set("PartName", f"/{name}")
        node.set("ContentType", content_type)
        self._overrides[_key(name)] = content_type
        self.changed = True

    def drop(self, name: str) -> None:
        """Forget what was declared for a part by its name."""
        if self._overrides.pop(_key(name), None) is None:
            return
        for node in self._root.findall(f"{CT}Override"):
            if _key(node.get("PartName", "")) == _key(name):
                self._root.remove(node)
        self.changed = True

    def content(self) -> bytes:
        """The bytes of `[Content_Types].xml`."""
        return serialise(self._root)


def _key(name: str) -> str:
    return name.lstrip("/").lower()
