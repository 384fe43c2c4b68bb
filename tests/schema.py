"""What the ISO/IEC 29500 transitional schemas say against the parts of a Word file.

`schema_errors(data)` is a bag of errors without line numbers, so that what a file had before can be
taken off what it has after: `new_schema_errors(before, after)` is empty where nothing got worse.
"""

from __future__ import annotations

import re
from collections import Counter
from copy import deepcopy
from functools import cache

from lxml import etree

from chapters.findings import Finding
from chapters.inspection import broken
from chapters.oxml.namespaces import MC, NS, W
from chapters.package import Package
from tests.corpora import corpora

__all__ = ["new_breakage", "new_schema_errors", "schema_errors"]

_KNOWN = frozenset(
    NS[prefix] for prefix in ("a", "c", "dgm", "m", "o", "pic", "r", "sl", "v", "w", "w10", "wp")
) | {"http://www.w3.org/XML/1998/namespace"}
_VARYING = re.compile(r"\{[^}]*\}|line \d+")


def new_schema_errors(before: bytes, after: bytes) -> list[str]:
    """Kinds of schema errors in `after` that `before` has not; part by part."""
    return sorted(set(schema_errors(after)) - set(schema_errors(before)))


def new_breakage(before: bytes, after: bytes) -> list[Finding]:
    """Rules of `chapters.inspection` broken in `after` more often than in `before`."""
    had = Counter((one.code, one.where) for one in broken(before))
    fresh = []
    for one in broken(after):
        had[one.code, one.where] -= 1
        if had[one.code, one.where] < 0:
            fresh.append(one)
    return fresh


def schema_errors(data: bytes) -> Counter[str]:
    """Errors of all WordprocessingML parts as "part: message", with how often each occurs."""
    package = Package.open(data)
    found: Counter[str] = Counter()
    for name in package.names:
        if package.is_xml(name) and package.tree(name).tag.startswith(W):
            found.update(f"{name}: {error}" for error in _errors(package.tree(name)))
    return found


def _errors(root: etree._Element) -> list[str]:
    schema = _schema()
    if schema.validate(_as_of_2006(deepcopy(root))):
        return []
    return [_VARYING.sub("", error.message) for error in schema.error_log]


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(corpora("schema") / "wml.xsd"))


def _as_of_2006(root: etree._Element) -> etree._Element:
    """A part as a program reads it that knows nothing newer (ECMA-376 part 3, §9 and §10).

    Fallbacks replace choices; elements and attributes of other namespaces go.
    """
    for either in list(root.iter(f"{MC}AlternateContent")):
        _unwrap(either, either.find(f"{MC}Fallback"))
    for node in list(root.iter(etree.Element)):
        if etree.QName(node).namespace not in _KNOWN and node is not root:
            _unwrap(node, None)
            continue
        for key in list(node.attrib):
            space = etree.QName(key).namespace
            if space is not None and space not in _KNOWN:
                del node.attrib[key]
    return root


def _unwrap(node: etree._Element, instead: etree._Element | None) -> None:
    parent = node.getparent()
    if parent is None:
        return
    at = parent.index(node)
    parent.remove(node)
    for child in reversed(instead if instead is not None else ()):
        parent.insert(at, child)
