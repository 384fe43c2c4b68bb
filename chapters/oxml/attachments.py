"""Comments and notes whose reference went with the words: they go too.

ECMA-376 part 1, §17.11 (notes) and §17.13.4 (comments); threads: [MS-DOCX] §2.5.4.
"""

from __future__ import annotations

from lxml import etree

from chapters.oxml.namespaces import W14, W15, W16CEX, W16CID, W
from chapters.oxml.ranges import Loss, remove
from chapters.package import Package

__all__ = ["drop_lost"]

_ID = f"{W}id"


def drop_lost(package: Package, part: str, loss: Loss) -> None:
    """Remove the notes and comments that nothing in `part` refers to any more."""
    root = package.tree(part)
    for kind, lost in (("footnote", loss.footnotes), ("endnote", loss.endnotes)):
        still = {one.get(_ID) for one in root.iter(f"{W}{kind}Reference")}
        _drop_notes(package, part, kind, lost - still, loss)
    if loss.comments:
        home = part if package.related(part, "comments") else package.main
        _drop_comments(package, home, loss.comments)


def _drop_notes(package: Package, part: str, kind: str, lost: set[str], loss: Loss) -> None:
    for name in package.related(part, f"{kind}s") if lost else []:
        for note in list(package.tree(name).iterchildren(f"{W}{kind}")):
            if note.get(_ID) in lost and note.get(f"{W}type", "normal") == "normal":
                remove(note, loss)
                package.changed(name)


def _drop_comments(package: Package, part: str, lost: set[str]) -> None:
    paragraphs: set[str] = set()
    for name in package.related(part, "comments"):
        for comment in list(package.tree(name).iterchildren(f"{W}comment")):
            if comment.get(_ID) in lost:
                paragraphs |= {one.get(f"{W14}paraId", "") for one in comment.iter(f"{W}p")}
                _take_out(comment)
                package.changed(name)
    paragraphs.discard("")
    if not paragraphs:
        return
    lasting = _drop_listed(package, part, "commentsIds", f"{W16CID}paraId", paragraphs)
    _drop_listed(package, part, "commentsExtensible", f"{W16CEX}durableId", lasting)
    _drop_listed(package, part, "commentsExtended", f"{W15}paraId", paragraphs)
    _close_threads(package, part, paragraphs)


def _drop_listed(package: Package, part: str, kind: str, key: str, gone: set[str]) -> set[str]:
    """Remove entries of an auxiliary comment part; returns the durable ids they named."""
    durable: set[str] = set()
    for name in package.related(part, kind):
        for entry in list(package.tree(name)):
            if entry.get(key, "") in gone:
                durable.add(entry.get(f"{W16CID}durableId", ""))
                _take_out(entry)
                package.changed(name)
    return durable - {""}


def _close_threads(package: Package, part: str, gone: set[str]) -> None:
    """A reply whose question went begins a thread of its own."""
    for name in package.related(part, "commentsExtended"):
        for entry in package.tree(name):
            if entry.get(f"{W15}paraIdParent") in gone:
                del entry.attrib[f"{W15}paraIdParent"]
                package.changed(name)


def _take_out(element: etree._Element) -> None:
    outer = element.getparent()
    if outer is not None:
        outer.remove(element)
