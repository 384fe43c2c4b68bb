"""Whole parts that do not belong into a published file."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from chapters.oxml.namespaces import W14, W15, W
from chapters.oxml.relations import Relationship
from chapters.package import Package

__all__ = ["drop_parts", "drop_properties", "drop_unreachable", "embedded_files", "trim_settings"]

_KINDS = {
    "thumbnail": "thumbnail",
    "customXml": "custom XML",
    "comments": "comments",
    "commentsExtended": "comments",
    "commentsIds": "comments",
    "commentsExtensible": "comments",
    "people": "people",
    "glossaryDocument": "building blocks",
    "stylesWithEffects": "styles of an older program",
    "printerSettings": "printer settings",
    "attachedTemplate": "attached template",
    "mailMergeSource": "mail-merge data",
    "mailMergeHeaderSource": "mail-merge data",
    "recipientData": "mail-merge data",
    "transform": "attached transformation",
    "classificationlabels": "sensitivity labels",
    "ui/extensibility": "customized menus",
    "extensibility": "customized menus",
    "ui/userCustomization": "customized menus",
    "userCustomization": "customized menus",
    "webextensiontaskpanes": "add-ins",
    "keyMapCustomizations": "customized keys",
    "attachedToolbars": "customized toolbars",
    "digital-signature/origin": "signatures",
    "origin": "signatures",
}
"""Relationship kind → what the certificate calls it."""

_PROPERTIES = ("core-properties", "extended-properties", "custom-properties")
_EMBEDDED = ("package", "oleObject", "aFChunk", "control", "activeXControlBinary", "subDocument")
_CORE = "application/vnd.openxmlformats-package.core-properties+xml"
_CORE_REL = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_SETTINGS = {
    f"{W}rsids": "revision-save ids",
    f"{W}docVars": "document variables",
    f"{W}mailMerge": "mail-merge data",
    f"{W}attachedTemplate": "attached template",
    f"{W}saveThroughXslt": "attached transformation",
    f"{W}attachedSchema": "attached schemas",
    f"{W}documentProtection": "passwords",
    f"{W}writeProtection": "passwords",
    f"{W}activeWritingStyle": "settings of the writer",
    f"{W}proofState": "settings of the writer",
    f"{W}revisionView": "settings of the writer",
    f"{W}trackRevisions": "settings of the writer",
    f"{W}updateFields": "settings of the writer",
    f"{W14}docId": "document ids",
    f"{W15}docId": "document ids",
    f"{W15}presenceInfo": "people",
}


def drop_parts(package: Package) -> Iterator[str]:
    """Drop parts by the kind of relationship that leads to them; yields what they were."""
    for source in ["", *package.names]:
        for one in package.relationships(source) if not source or package.has(source) else []:
            kind = _KINDS.get(one.kind)
            if kind is not None:
                _cut(package, source, one)
                yield kind


def _cut(package: Package, source: str, one: Relationship) -> None:
    package.unrelate(source, one.id)
    if one.external or not package.has(one.target):
        return
    for deeper in package.relationships(one.target):
        if not deeper.external and package.has(deeper.target) and one.kind == "customXml":
            package.drop(deeper.target)
    package.drop(one.target)


def drop_properties(package: Package, *, title: str, language: str) -> Iterator[str]:
    """Drop the document properties; only the title and the language of a publication stay."""
    for one in package.relationships(""):
        if one.kind in _PROPERTIES:
            _cut(package, "", one)
            yield one.kind.replace("-", " ")
    words = f"<dc:title>{escape(title)}</dc:title>" if title else ""
    words += f"<dc:language>{escape(language)}</dc:language>" if language else ""
    if words:
        content = (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
            'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/">{words}</cp:coreProperties>'
        )
        package.write("docProps/core.xml", content.encode(), _CORE)
        package.relate("", _CORE_REL, "docProps/core.xml")


def drop_unreachable(package: Package) -> Iterator[str]:
    """Drop parts that nothing leads to: nobody sees them, and they were not reviewed."""
    reached: set[str] = set()
    waiting = [""]
    while waiting:
        source = waiting.pop()
        for one in package.relationships(source):
            target = one.target.lower()
            if not one.external and target not in reached and package.has(target):
                reached.add(target)
                waiting.append(one.target)
    for name in package.names:
        if name.lower() not in reached:
            package.drop(name)
            yield "parts that nothing refers to"


def trim_settings(package: Package) -> Iterator[str]:
    """Take out of the settings what tells how and by whom the file was made."""
    for name in package.related(package.main, "settings"):
        root = package.tree(name)
        for node in [child for child in root if child.tag in _SETTINGS]:
            root.remove(node)
            package.changed(name)
            yield _SETTINGS[str(node.tag)]


def embedded_files(package: Package) -> Iterator[str]:
    """The names of files inside the file; a person decides whether they may be published."""
    for source in package.names:
        for one in package.relationships(source):
            if one.kind in _EMBEDDED and not one.external:
                yield one.target
