"""Footnotes, endnotes and comments of all chapters (ECMA-376 part 1, §17.11 and §17.13.4)."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

from lxml import etree

from chapters.compiling.shelf import Shelf
from chapters.compiling.strands import Strand
from chapters.findings import Finding
from chapters.oxml.namespaces import NS, W14, W15, W16CEX, W16CID, W
from chapters.package import Package

__all__ = ["COMMENTS", "Comments", "Notes", "Telling"]

_ID, _TYPE, _VAL = f"{W}id", f"{W}type", f"{W}val"
_SEPARATORS = {"separator", "continuationSeparator", "continuationNotice"}
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml."
COMMENTS = "word/comments.xml"

Telling = Callable[[etree._Element, str, str], None]  # noqa: SLF001 -- the type of lxml
"""Makes a story of a chapter's part one of the guide's: (element, part there, part here)."""


class Notes:
    """The guide's footnotes or endnotes."""

    def __init__(self, kind: str) -> None:
        self.kind = kind  # "footnote" or "endnote"
        self.part = f"word/{kind}s.xml"
        self.separators: list[str] = []
        self._strand = Strand(f"w:{kind}s")
        self._count = 0

    def merge(
        self, story: etree._Element, package: Package, tell: Telling, findings: list[Finding]
    ) -> None:
        """Bring the notes over that a story refers to; each reference gets a note of its own."""
        parts = package.related(package.main, f"{self.kind}s")
        references = list(story.iter(f"{W}{self.kind}Reference"))
        if not parts:
            self._without(references, findings)
            return
        root = package.tree(parts[0])
        notes = {node.get(_ID, ""): node for node in root.iterchildren(f"{W}{self.kind}")}
        if references and not self.separators:
            self._separate(root, lambda node: tell(node, parts[0], self.part))
        for reference in references:
            note = notes.get(reference.get(_ID, ""))
            if note is None or note.get(_TYPE) in _SEPARATORS:
                self._without([reference], findings)
                continue
            copy = _adrift(note)
            tell(copy, parts[0], self.part)
            self._count += 1
            copy.set(_ID, str(self._count))
            reference.set(_ID, str(self._count))
            self._strand.add([copy], root)

    def _separate(self, root: etree._Element, tell: Callable[[etree._Element], None]) -> None:
        """Take the lines above notes from the first file that has notes: -1, 0, then the rest."""
        for note in root.iterchildren(f"{W}{self.kind}"):
            if note.get(_TYPE) in _SEPARATORS:
                copy = _adrift(note)
                tell(copy)
                number = str(len(self.separators) - 1)
                if int(number) > 0:  # a third and fourth kind stand after the notes' own numbers
                    number = str(self._next())
                copy.set(_ID, number)
                self.separators.append(number)
                self._strand.add([copy], root)

    def _next(self) -> int:
        self._count += 1
        return self._count

    def _without(self, references: list[etree._Element], findings: list[Finding]) -> None:
        for reference in references:
            parent = reference.getparent()
            if parent is not None:
                parent.remove(reference)
            text = f"A {self.kind} that the text refers to is not in its file."
            findings.append(Finding(code="missing-note", where=f"{self.kind}s", text=text))

    def shelve(self, shelf: Shelf, main: str) -> None:
        """Store the part, if any chapter has such notes."""
        if len(self._strand):
            shelf.put(shelf.reserve(self.part), self._strand.content(), f"{_MAIN}{self.kind}s+xml")
            shelf.relate(main, f"{self.kind}s", self.part)


def _adrift(node: etree._Element) -> etree._Element:
    copy = deepcopy(node)
    copy.tail = None
    return copy


class Comments:
    """The guide's comments, with their threads, times and authors."""

    def __init__(self) -> None:
        self._strand = Strand("w:comments")
        self._count = 0
        self._paragraph_ids: set[str] = set()
        self._durable: set[str] = set()
        self._authors: set[str] = set()
        self._more = {
            kind: Strand(tag)
            for kind, tag in (
                ("commentsExtended", "w15:commentsEx"),
                ("commentsIds", "w16cid:commentsIds"),
                ("commentsExtensible", "w16cex:commentsExtensible"),
                ("people", "w15:people"),
            )
        }

    def merge(self, story: etree._Element, package: Package, tell: Telling) -> None:
        """Bring over the comments that a story is marked with, and the answers to them."""
        marks = list(
            story.iter(f"{W}commentReference", f"{W}commentRangeStart", f"{W}commentRangeEnd")
        )
        if not marks:
            return
        parts = package.related(package.main, "comments")
        root = package.tree(parts[0]) if parts else None
        comments = (
            {}
            if root is None
            else {node.get(_ID, ""): node for node in root.iterchildren(f"{W}comment")}
        )
        marked = {mark.get(_ID, "") for mark in marks if mark.tag == f"{W}commentReference"}
        numbers: dict[str, str] = {}
        threads: dict[str, str] = {}
        for name, comment in comments.items():
            if name in marked:
                numbers[name] = self._take(comment, parts[0], root, tell, threads)
        for mark in marks:
            _renumber(mark, numbers)
        if threads:
            self._threads(package, threads)

    def _take(
        self,
        comment: etree._Element,
        part: str,
        root: etree._Element | None,
        tell: Telling,
        threads: dict[str, str],
    ) -> str:
        copy = _adrift(comment)
        old = [paragraph.get(f"{W14}paraId", "") for paragraph in copy.iter(f"{W}p")]
        tell(copy, part, COMMENTS)
        for paragraph, name in zip(copy.iter(f"{W}p"), old, strict=True):
            if name:
                threads[name] = self._free(name, self._paragraph_ids)
                paragraph.set(f"{W14}paraId", threads[name])
        new = str(self._count)
        self._count += 1
        copy.set(_ID, new)
        self._strand.add([copy], copy if root is None else root)
        return new

    @staticmethod
    def _free(wanted: str, taken: set[str]) -> str:
        while wanted in taken:
            wanted = f"{(int(wanted, 16) + 0x01000193) % 0x7FFFFFFF or 1:08X}"
        taken.add(wanted)
        return wanted

    def _threads(self, package: Package, threads: dict[str, str]) -> None:
        for root, node in _extra(package, "commentsExtended", f"{W15}commentEx"):
            if _rename(node, (f"{W15}paraId", f"{W15}paraIdParent"), threads):
                self._more["commentsExtended"].add([node], root)
        durable = self._ids(package, threads)
        for root, node in _extra(package, "commentsExtensible", f"{W16CEX}commentExtensible"):
            if _rename(node, (f"{W16CEX}durableId",), durable):
                self._more["commentsExtensible"].add([node], root)
        for root, node in _extra(package, "people", f"{W15}person"):
            author = node.get(f"{W15}author", "")
            if author not in self._authors:
                self._authors.add(author)
                self._more["people"].add([node], root)

    def _ids(self, package: Package, threads: dict[str, str]) -> dict[str, str]:
        """Bring over the ids that last ([MS-DOCX] 2.7.3); old → new."""
        durable: dict[str, str] = {}
        for root, node in _extra(package, "commentsIds", f"{W16CID}commentId"):
            if _rename(node, (f"{W16CID}paraId",), threads):
                old = node.get(f"{W16CID}durableId", "")
                durable[old] = self._free(old, self._durable) if _is_hex(old) else old
                node.set(f"{W16CID}durableId", durable[old])
                self._more["commentsIds"].add([node], root)
        return durable

    def shelve(self, shelf: Shelf, main: str) -> None:
        """Store the parts, if any chapter has comments."""
        if not self._count:
            return
        shelf.put(shelf.reserve(COMMENTS), self._strand.content(), f"{_MAIN}comments+xml")
        shelf.relate(main, "comments", COMMENTS)
        for kind, (address, relationship) in _MORE.items():
            strand = self._more[kind]
            if len(strand):
                strand.declare(etree.Element("root", nsmap={address: NS[address]}))
                name = f"word/{kind}.xml"
                shelf.put(shelf.reserve(name), strand.content(), f"{_MAIN}{kind}+xml")
                shelf.relate(main, relationship, name)


_MICROSOFT = "http://schemas.microsoft.com/office"
_MORE = {
    "commentsExtended": ("w15", f"{_MICROSOFT}/2011/relationships/commentsExtended"),
    "commentsIds": ("w16cid", f"{_MICROSOFT}/2016/09/relationships/commentsIds"),
    "commentsExtensible": ("w16cex", f"{_MICROSOFT}/2018/08/relationships/commentsExtensible"),
    "people": ("w15", f"{_MICROSOFT}/2011/relationships/people"),
}


def _renumber(mark: etree._Element, numbers: dict[str, str]) -> None:
    new = numbers.get(mark.get(_ID, ""))
    if new is not None:
        mark.set(_ID, new)
        return
    parent = mark.getparent()
    if parent is not None:
        parent.remove(mark)


def _extra(package: Package, kind: str, tag: str) -> list[tuple[etree._Element, etree._Element]]:
    """Copies of the entries of a part about comments, each with the root it stood in."""
    found = []
    for part in package.related(package.main, kind):
        root = package.tree(part)
        found += [(root, _adrift(node)) for node in root.iter(tag)]
    return found


def _rename(node: etree._Element, names: tuple[str, ...], new: dict[str, str]) -> bool:
    for name in names:
        if node.get(name):
            if node.get(name) not in new:
                return False
            node.set(name, new[node.get(name, "")])
    return True


def _is_hex(text: str) -> bool:
    try:
        int(text, 16)
    except ValueError:
        return False
    return True
