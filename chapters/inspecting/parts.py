"""Whether the parts of a package hold together: relationships, content types, well-formedness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from chapters.errors import Refused
from chapters.findings import Finding
from chapters.oxml.namespaces import CT, NS, A, V, W
from chapters.oxml.relations import rels_name
from chapters.package import Package

__all__ = ["RULES", "texts", "trees"]

_NOT_XML = ("image/", "text/", "application/xhtml", "application/html")
_TYPES = "[Content_Types].xml"
_ALL_IDS: Callable[[etree._Element], Any] = etree.XPath(
    "//@r:* | //@o:relid", namespaces={"r": NS["r"], "o": NS["o"]}
)
_TOLERATED = frozenset({"", "#", "NULL", "about:blank"})
_REFERENCES = {
    f"{W}headerReference": "header",
    f"{W}footerReference": "footer",
    f"{A}blip": "image",
    f"{V}imagedata": "image",
}


def trees(package: Package) -> Iterator[tuple[str, etree._Element]]:
    """Every XML part that can be read, with its root."""
    for name in package.names:
        if package.is_xml(name):
            try:
                yield name, package.tree(name)
            except Refused:
                continue


def texts(package: Package) -> Iterator[tuple[str, etree._Element]]:
    """Every part of WordprocessingML: text, styles, numbering, settings."""
    return ((name, root) for name, root in trees(package) if str(root.tag).startswith(W))


def _well_formed(package: Package) -> Iterator[Finding]:
    for name in package.names:
        try:
            if package.is_xml(name):
                package.tree(name)
        except Refused:
            text = "This part is no well-formed XML."
            yield Finding(code="part-damaged", where=name, text=text)


def _typed(package: Package) -> Iterator[Finding]:
    """Every part has a content type, and nothing has two (ECMA-376 part 2, §10.1.2.2)."""
    for name in package.names:
        if not package.content_type(name) and not name.endswith("/"):
            text = "Nothing says what kind of content this part has."
            yield Finding(code="content-type-missing", where=name, text=text)
    root = package.tree(_TYPES)
    declared = [str(node.get("PartName", "")).lower() for node in root.iter(f"{CT}Override")]
    declared += [str(node.get("Extension", "")).lower() for node in root.iter(f"{CT}Default")]
    for name in _twice(declared):
        text = f"The content type of {name} is declared twice."
        yield Finding(code="content-type-twice", where=_TYPES, text=text)


def _related(package: Package) -> Iterator[Finding]:
    """Every relationship leads to a part, under an id of its own (ECMA-376 part 2, §9.3)."""
    for source in ("", *package.names):
        there = package.relationships(source)
        for one in there:
            if not one.external and one.raw not in _TOLERATED and not package.has(one.target):
                if one.raw.startswith("#"):
                    continue
                text = f"Relationship {one.id} leads to {one.target}, which is not there."
                yield Finding(code="relationship-lost", where=source, text=text)
        for id_ in _twice(one.id for one in there):
            text = f"Two relationships have the id {id_}."
            yield Finding(code="relationship-id-twice", where=source, text=text)


def _referred(package: Package) -> Iterator[Finding]:
    """Every relationship id in a part is one of that part, and of the kind that fits."""
    for name, root in trees(package):
        kinds = {one.id: one.kind for one in package.relationships(name)}
        for node, id_ in _ids(root):
            wanted = _REFERENCES.get(str(node.tag))
            if id_ not in kinds:
                text = f"{_name(node)} refers to relationship {id_}, which is not there."
                yield Finding(code="relationship-unknown", where=name, text=text)
            elif wanted is not None and kinds[id_] != wanted:
                text = f"{_name(node)} refers to relationship {id_}, which is of kind {kinds[id_]}."
                yield Finding(code="relationship-kind", where=name, text=text)


def _ids(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """The relationship ids that the elements of a part use."""
    for value in _ALL_IDS(root):
        if value:
            yield value.getparent(), str(value)


def _owned(package: Package) -> Iterator[Finding]:
    """No relationships are left over of a part that is gone."""
    there = {rels_name(name).lower() for name in ("", *package.names)}
    for name in package.plumbing:
        if name.lower() not in there:
            text = "These are the relationships of a part that is not there."
            yield Finding(code="relationships-left-over", where=name, text=text)


def _twice(values: Iterator[str] | list[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def _name(node: etree._Element) -> str:
    return etree.QName(node).localname


RULES = (_well_formed, _typed, _related, _referred, _owned)
