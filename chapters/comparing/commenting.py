"""Comments of a return that the base does not have: found, and brought with their threads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from chapters.comparing.importing import Ids, Importer
from chapters.oxml.namespaces import NS, W14, W15, W
from chapters.oxml.words import words
from chapters.package import Package

__all__ = ["bring_comments", "comment_ids", "new_comments"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type

_WORDML = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_THREADS_TYPE = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"


def new_comments(base: Package, other: Package) -> list[Element]:
    """The comments of a return that are not in the base, by author and words."""
    there = Counter(map(_look, _comments(base)))
    new = []
    for comment in _comments(other):
        look = _look(comment)
        if there[look]:
            there[look] -= 1
        else:
            new.append(comment)
    return new


def comment_ids(comments: Sequence[Element]) -> list[str]:
    """The ids of these comments in their file."""
    return [str(one.get(f"{W}id", "")) for one in comments]


def bring_comments(
    base: Package, other: Package, ids: Ids, new: Sequence[Element]
) -> dict[str, str]:
    """Bring these comments of a return into the base; their ids there by their ids here.

    Who answers whom, and what is settled, comes along. `new` is found before anybody's comments
    are brought: two people may say the same.
    """
    if not new:
        return {}
    threads = _Threads(base, other)
    part = _part(base, "comments", "comments")
    importer = Importer(
        (base, part),
        (other, other.related(other.main, "comments")[0]),
        ids,
        comments={},
        note=_no_note,
    )
    known: dict[str, str] = {}
    for comment in new:
        copy = importer.adopt(comment)
        number = ids.next()
        copy.set(f"{W}id", number)
        known[str(comment.get(f"{W}id", ""))] = number
        threads.take(comment, copy, number)
        base.tree(part).append(copy)
    base.changed(part)
    threads.write()
    return known


@dataclass(slots=True)
class _Threads:
    """Who answers whom, by the id of a comment's last paragraph (`commentsExtended`)."""

    base: Package
    other: Package
    _names: dict[str, str] = field(default_factory=dict)

    def take(self, comment: Element, copy: Element, number: str) -> None:
        """Give the copy of a comment the paragraph id by which its thread will know it."""
        old, paragraphs = _last_id(comment), list(copy.iter(f"{W}p"))
        if old and paragraphs:
            self._names[old] = f"{0x10000000 + int(number):08X}"
            paragraphs[-1].set(f"{W14}paraId", self._names[old])

    def write(self) -> None:
        """Add the entries of the comments that were brought."""
        entries = [
            entry
            for part in self.other.related(self.other.main, "commentsExtended")
            for entry in self.other.tree(part)
            if str(entry.get(f"{W15}paraId", "")).upper() in self._names
        ]
        if not entries:
            return
        part = _part(self.base, "commentsExtended", _THREADS_TYPE)
        own = self._shared()
        for entry in entries:
            node = etree.SubElement(self.base.tree(part), f"{W15}commentEx")
            node.set(f"{W15}paraId", self._names[str(entry.get(f"{W15}paraId", "")).upper()])
            above = str(entry.get(f"{W15}paraIdParent", "")).upper()
            above = self._names.get(above) or own.get(above, "")
            if above:
                node.set(f"{W15}paraIdParent", above)
            node.set(f"{W15}done", str(entry.get(f"{W15}done", "0")))
        self.base.changed(part)

    def _shared(self) -> dict[str, str]:
        """Paragraph ids of the return's copies of the base's comments → those in the base."""
        mine = {_look(comment): _last_id(comment) for comment in _comments(self.base)}
        found = {_last_id(one): mine.get(_look(one), "") for one in _comments(self.other)}
        return {key: value for key, value in found.items() if key and value}


def _comments(package: Package) -> list[Element]:
    return [
        comment
        for part in package.related(package.main, "comments")
        for comment in package.tree(part).iterchildren(f"{W}comment")
    ]


def _look(comment: Element) -> tuple[str, str]:
    said = "\n".join(words(one) for one in comment.iter(f"{W}p")).strip()
    return str(comment.get(f"{W}author", "")), said


def _last_id(comment: Element) -> str:
    paragraphs = list(comment.iter(f"{W}p"))
    return str(paragraphs[-1].get(f"{W14}paraId", "")).upper() if paragraphs else ""


def _part(package: Package, kind: str, relation: str) -> str:
    """The part of this kind in the base, made where there is none."""
    there = package.related(package.main, kind)
    if there:
        return there[0]
    tag = f"{W}comments" if kind == "comments" else f"{W15}commentsEx"
    root = etree.Element(tag, nsmap={name: NS[name] for name in ("w", "w14", "w15")})
    name = f"word/{kind}.xml"
    package.write(name, etree.tostring(root, encoding="UTF-8"), f"{_WORDML}{kind}+xml")
    package.relate(package.main, relation, name)
    return name


def _no_note(kind: str, number: str) -> str:
    """A comment has no notes."""
    return f"{kind} {number}"
