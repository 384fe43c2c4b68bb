"""The stamp: a custom document property that names the assignment of a copy."""

from __future__ import annotations

from lxml import etree

from chapters.oxml.markup import to_strict
from chapters.oxml.namespaces import CP, NS, VT
from chapters.package import Package

__all__ = ["read_stamp", "stamp", "unstamp"]

_NAME = "gci-review-assignment"
_KIND = "custom-properties"
_PART = "docProps/custom.xml"
_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # the one id that Word reads properties under
_FIRST = 2  # ids 0 and 1 are reserved (MS-OLEPS 2.18)
_EMPTY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<Properties xmlns="{NS["cp"]}" xmlns:vt="{NS["vt"]}"/>'
).encode()


def stamp(data: bytes, assignment: str) -> bytes:
    """The file with the name of its assignment written into it; every other part stays
    byte-identical.

    A stamp that is there is replaced. Custom document properties (ECMA-376 part 1, §22.3) survive
    Word and LibreOffice, and nobody sees them while writing.
    """
    package = Package.open(data)
    part = _part(package) or _add(package)
    root = package.tree(part)
    nodes = _stamps(root)
    node = nodes[0] if nodes else _new(root)
    for extra in nodes[1:]:
        root.remove(extra)
    for child in list(node):
        node.remove(child)
    etree.SubElement(node, f"{VT}lpwstr").text = assignment
    package.changed(part)
    return package.save()


def read_stamp(data: bytes) -> str | None:
    """The assignment that a file was stamped for; none where it has no stamp."""
    package = Package.open(data)
    part = _part(package)
    nodes = _stamps(package.tree(part)) if part else []
    values = ["".join(str(text) for text in node.itertext()).strip() for node in nodes]
    return next((value for value in values if value), None)


def unstamp(data: bytes) -> bytes:
    """The file without its stamp, as it must be before anybody publishes it."""
    package = Package.open(data)
    part = _part(package)
    nodes = _stamps(package.tree(part)) if part else []
    if not nodes:
        return data
    root = package.tree(part)
    for node in nodes:
        root.remove(node)
    package.changed(part)
    if len(root) == 0:
        _remove(package, part)
    return package.save()


def _part(package: Package) -> str:
    """The part with the custom properties; empty where there is none."""
    return next(iter(package.related("", _KIND)), "")


def _add(package: Package) -> str:
    """A new part without properties; one that was there and that nothing referred to gives way."""
    package.write(_PART, to_strict(_EMPTY) if package.strict else _EMPTY, _TYPE)
    package.relate("", _KIND, _PART)
    return _PART


def _remove(package: Package, part: str) -> None:
    package.drop(part)
    for one in package.relationships(""):
        if one.kind == _KIND:
            package.unrelate("", one.id)


def _stamps(root: etree._Element) -> list[etree._Element]:
    return [node for node in root.iterchildren(f"{CP}property") if node.get("name") == _NAME]


def _new(root: etree._Element) -> etree._Element:
    ids = [node.get("pid", "") for node in root.iterchildren(f"{CP}property")]
    numbers = [int(number) for number in ids if number.isascii() and number.isdigit()]
    node = etree.SubElement(root, f"{CP}property")
    node.set("fmtid", _FORMAT)
    node.set("pid", str(max([_FIRST - 1, *numbers]) + 1))
    node.set("name", _NAME)
    return node
