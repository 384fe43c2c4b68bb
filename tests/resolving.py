"""Accept and reject with every output asserted sound: no rule of `inspection` newly broken, and no
mark left where all is decided.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Collection, Mapping

from lxml import etree

from chapters import Revision, RevisionKind, accept_all, read_revisions, reject_all, resolve
from chapters.oxml.marks import may_hold_marks
from chapters.oxml.namespaces import W
from chapters.oxml.settling import LEFTOVERS
from chapters.package import Package
from tests.judge import reading
from tests.schema import new_breakage

__all__ = ["accepted", "body", "find", "ids_of", "parts_of", "rejected", "resolved", "xml"]


def accepted(data: bytes) -> bytes:
    return _all(data, accept_all)


def rejected(data: bytes) -> bytes:
    return _all(data, reject_all)


def _all(data: bytes, decide: Callable[[bytes], bytes]) -> bytes:
    made = decide(data)
    assert new_breakage(data, made) == []
    assert marks_in(made) == []
    assert decide(made) == made
    return made


def resolved(
    data: bytes,
    *,
    accept: Collection[str] = (),
    reject: Collection[str] = (),
    reword: Mapping[str, str] | None = None,
) -> bytes:
    made = resolve(data, accept=accept, reject=reject, reword=reword)
    assert new_breakage(data, made) == []
    return made


def marks_in(data: bytes) -> list[str]:
    """What is left of tracking in any part of a file."""
    package = Package.open(data)
    return [
        f"{name}: {one.tag}"
        for name in package.names
        if name.startswith("word/") and may_hold_marks(package.read(name))
        for one in package.tree(name).iter(*LEFTOVERS)
    ]


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def body(data: bytes) -> list[str]:
    """What the body says: its paragraphs, "table", "row", "cell 1" …, without their places."""
    return [
        what.removeprefix("paragraph").strip()
        for where, what in reading(data)
        if where.startswith("body")
    ]


def xml(data: bytes, path: str, part: str = "") -> list[etree._Element]:
    """The elements at a path such as "w:body/w:p" of a part, else of the document."""
    package = Package.open(data)
    return package.tree(part or package.main).findall(path, {"w": W[1:-1]})


def ids_of(data: bytes) -> list[str]:
    return [one.id for one in read_revisions(data)]


def find(data: bytes, kind: RevisionKind, by: str = "alpha") -> Revision:
    """The first revision of a kind and author."""
    return next(one for one in read_revisions(data) if one.kind is kind and one.author == by)
