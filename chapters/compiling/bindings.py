"""Custom XML that content controls show, and custom properties that fields show."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from copy import deepcopy

from lxml import etree

from chapters.compiling.shelf import Shelf
from chapters.oxml.archive import deflated
from chapters.oxml.markup import serialise
from chapters.oxml.namespaces import CP, NS, VT, W
from chapters.package import Package

__all__ = ["Bindings", "Properties"]

_DS = "{http://schemas.openxmlformats.org/officeDocument/2006/customXml}"
_STORE = f"{W}storeItemID"
_OURS = "gci-review"  # the stamp of a copy never gets into a guide
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


class Bindings:
    """The custom XML items of the guide; one that differs from another of its name gets its own."""

    def __init__(self, shelf: Shelf, main: str) -> None:
        self._shelf, self._main = shelf, main
        self._items: dict[str, bytes] = {}

    def bind(self, package: Package, stories: list[etree._Element]) -> None:
        """Bring over the items that controls of these stories show; others lose their binding.

        A control that shows a property of its own file (its title, its author) is cut loose: it
        would show the guide's.
        """
        controls = [node for story in stories for node in story.iter(f"{W}dataBinding")]
        if not controls:
            return
        there = _items_of(package)
        new: dict[str, str] = {}
        for node in controls:
            store = node.get(_STORE, "").upper()
            if store in there:
                if store not in new:
                    new[store] = self._take(package, store, there[store])
                node.set(_STORE, new[store])
            else:
                node.getparent().remove(node)  # type: ignore[union-attr]

    def _take(self, package: Package, store: str, part: str) -> str:
        content = package.read(part)
        name, number = store, 0
        while self._items.get(name, content) != content:
            number += 1
            name = "{" + str(uuid.uuid5(uuid.NAMESPACE_OID, f"{store}{number}")).upper() + "}"
        if name not in self._items:
            self._items[name] = content
            self._put(package, part, name)
        return name

    def _put(self, package: Package, part: str, store: str) -> None:
        new = self._shelf.reserve(part)
        self._shelf.put(new, package.packed(part), package.content_type(part) or "application/xml")
        self._shelf.relate(self._main, "customXml", new)
        for name in package.related(part, "customXmlProps"):
            root = deepcopy(package.tree(name))
            root.set(f"{_DS}itemID", store)
            beside = self._shelf.reserve(name)
            entry = deflated(beside, serialise(root))
            self._shelf.put(beside, entry, package.content_type(name))
            self._shelf.relate(new, "customXmlProps", beside)


def _items_of(package: Package) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in package.related(package.main, "customXml"):
        for name in package.related(part, "customXmlProps"):
            found[package.tree(name).get(f"{_DS}itemID", "").upper()] = part
    return found


class Properties:
    """The custom properties of the guide; a name that is taken by another value gets a number."""

    def __init__(self) -> None:
        self._values: dict[str, tuple[str, etree._Element]] = {}

    def merge(self, package: Package) -> Mapping[str, str]:
        """Bring a chapter's properties over; folded name → name in the guide."""
        names: dict[str, str] = {}
        for part in package.related("", "custom-properties"):
            for node in package.tree(part).iterchildren(f"{CP}property"):
                name = node.get("name", "")
                if not name.casefold().startswith(_OURS):
                    names[name.casefold()] = self._take(name, node)
        return names

    def _take(self, name: str, node: etree._Element) -> str:
        value = b"".join(etree.tostring(child, method="c14n", with_tail=False) for child in node)
        candidate, number = name, 1
        while candidate.casefold() in self._values:
            there = self._values[candidate.casefold()][1]
            if value == b"".join(
                etree.tostring(child, method="c14n", with_tail=False) for child in there
            ):
                return self._values[candidate.casefold()][0]
            number += 1
            candidate = f"{name} {number}"
        self._values[candidate.casefold()] = (candidate, node)
        return candidate

    def shelve(self, shelf: Shelf) -> None:
        """Store the part, if any chapter has such properties."""
        if not self._values:
            return
        root = etree.Element(f"{CP}Properties", nsmap={None: NS["cp"], "vt": VT[1:-1]})  # type: ignore[dict-item]
        for number, (name, node) in enumerate(self._values.values(), 2):
            copy = deepcopy(node)
            copy.tail = None
            copy.set("name", name)
            copy.set("pid", str(number))
            copy.set("fmtid", _FORMAT)
            copy.attrib.pop("linkTarget", "")
            root.append(copy)
        part = shelf.reserve("docProps/custom.xml")
        kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
        shelf.put(part, serialise(root), kind)
        shelf.relate("", "custom-properties", part)
