"""What a secretariat should know about a file, though Word opens it without a word."""

from __future__ import annotations

from collections.abc import Iterator

from chapters.findings import Finding
from chapters.inspecting.parts import texts
from chapters.oxml.dangers import linking_fields
from chapters.oxml.namespaces import W
from chapters.package import Package

__all__ = ["NOTICES"]

_MARKS = tuple(
    f"{W}{name}"
    for name in [
        "ins",
        "del",
        "moveFrom",
        "moveTo",
        "cellIns",
        "cellDel",
        "cellMerge",
        "rPrChange",
        "pPrChange",
        "sectPrChange",
        "tblPrChange",
        "trPrChange",
        "tcPrChange",
        "tblPrExChange",
        "tblGridChange",
        "numberingChange",
    ]
)
_KINDS = (
    ("aFChunk", "foreign-content", "Word will take another file that lies inside into the text."),
    ("oleObject", "embedded-object", "An object of another program lies in the file."),
    ("package", "embedded-object", "A file of another program lies in the file."),
    ("control", "active-content", "The file holds a control that can run a program."),
)
_SIGNED = "digital-signature/origin"
_OFF = frozenset({"0", "false", "off"})


def _door(package: Package) -> Iterator[Finding]:
    yield from package.findings


def _fields(package: Package) -> Iterator[Finding]:
    for name, root in texts(package):
        yield from linking_fields(name, root)


def _pending(package: Package) -> Iterator[Finding]:
    for name, root in texts(package):
        marks = sum(1 for _ in root.iter(*_MARKS))
        if marks:
            text = f"This part holds {marks} marks of tracked changes."
            yield Finding(code="tracked-changes", where=name, text=text)
        comments = sum(1 for _ in root.iter(f"{W}comment"))
        if comments:
            text = f"The file holds {comments} comments."
            yield Finding(code="comments", where=name, text=text)


def _hidden(package: Package) -> Iterator[Finding]:
    for name, root in texts(package):
        hidden = [
            node
            for node in root.iter(f"{W}vanish")
            if node.get(f"{W}val", "1") not in _OFF
            and next(node.iterancestors(f"{W}r"), None) is not None
        ]
        if hidden:
            text = f"{len(hidden)} runs of text are hidden."
            yield Finding(code="hidden-text", where=name, text=text)


def _guests(package: Package) -> Iterator[Finding]:
    for name in package.names:
        for one in package.relationships(name):
            for kind, code, text in _KINDS:
                if one.kind == kind and not one.external:
                    yield Finding(code=code, where=one.target, text=text)
    if any(one.type.endswith(_SIGNED) for one in package.relationships("")):
        text = "The file is signed; the signature ends with the first change."
        yield Finding(code="signature", where="", text=text)


def _protected(package: Package) -> Iterator[Finding]:
    for name in package.related(package.main, "settings"):
        node = package.tree(name).find(f"{W}documentProtection")
        if node is not None and node.get(f"{W}enforcement", "0") not in _OFF:
            text = f"The file is protected: Word allows {node.get(f'{W}edit', 'nothing')} only."
            yield Finding(code="protection", where=name, text=text)


NOTICES = (_door, _pending, _hidden, _fields, _guests, _protected)
