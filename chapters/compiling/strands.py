"""Strands: XML parts that are spun out of pieces of many chapters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.sax.saxutils import quoteattr

from lxml import etree

from chapters.oxml.namespaces import MC, NS

__all__ = ["Strand"]

_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EXTENSIONS = {
    prefix: NS[prefix]
    for prefix in ("mc", "r", "m", "wp", "a", "pic", "v", "o", "w10", "w14", "w15", "wps", "wpg")
}
"""Declared in any case; those of Word 2010 and later are ignorable for older programs."""
_IGNORABLE = ("w14", "w15")
_DECLARED = re.compile(rb' xmlns:([\w.-]+)="([^"]*)"')


class Strand:
    """The content of one XML part, as bytes, from the elements of many sources.

    Each source declares its own prefixes and calls some of them ignorable (ECMA-376 part 3, §10);
    the part declares them all. Serialising at once keeps one chapter's tree in memory, not 500.
    """

    def __init__(self, tag: str) -> None:
        self._tag = tag  # "w:document"
        self._prefixes: dict[str, str] = {"w": NS["w"], **_EXTENSIONS}
        self._ignorable: dict[str, None] = dict.fromkeys(_IGNORABLE)
        self._pieces: list[bytes] = []
        self._last: etree._Element | None = None

    def declare(self, root: etree._Element) -> bool:
        """Take the prefixes of a source over; false where one of them means something else here."""
        clear = True
        for prefix, uri in root.nsmap.items():
            if prefix is None or self._prefixes.setdefault(prefix, uri) != uri:
                clear = False
        for prefix in root.get(f"{MC}Ignorable", "").split():
            if root.nsmap.get(prefix) == self._prefixes.get(prefix):
                self._ignorable[prefix] = None
        return clear

    def add_inner(self, parent: etree._Element, root: etree._Element) -> None:
        """Append all children of `parent`, an element of a story with this root."""
        if not self.declare(root):
            self.add(parent, root)
            return
        content = etree.tostring(parent, encoding="UTF-8", with_tail=False)
        start = content.index(b">")
        if content[start - 1 : start] != b"/":
            self._pieces.append(content[start + 1 : content.rindex(b"</")])

    def add(self, elements: Iterable[etree._Element], root: etree._Element) -> None:
        """Append elements of a story with this root, each with the prefixes it needs."""
        if self._last is not root:  # many notes have one root
            self.declare(root)
            self._last = root
        for element in elements:
            content = etree.tostring(element, encoding="UTF-8", with_tail=False)
            start = content.index(b">")
            self._pieces.append(_DECLARED.sub(self._needed, content[:start]) + content[start:])

    def _needed(self, match: re.Match[bytes]) -> bytes:
        """A declaration that the part does not make itself."""
        known = self._prefixes.get(match.group(1).decode())
        return b"" if known == match.group(2).decode() else match.group()

    def add_bytes(self, content: bytes) -> None:
        """Append markup in the prefixes that every strand declares."""
        self._pieces.append(content)

    def slot(self) -> int:
        """Keep a place for what is not known yet; `fill` puts it there."""
        self._pieces.append(b"")
        return len(self._pieces) - 1

    def fill(self, slot: int, content: bytes) -> None:
        """Put markup, in the prefixes that every strand declares, into a kept place."""
        self._pieces[slot] = content

    def __len__(self) -> int:
        return len(self._pieces)

    def content(self, before: bytes = b"", after: bytes = b"") -> bytes:
        """The part; `before` and `after` stand inside its root, around the pieces."""
        attributes = [
            f"xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in sorted(self._prefixes.items())
        ]
        attributes.append(f'mc:Ignorable="{" ".join(self._ignorable)}"')
        opening = f"<{self._tag} {' '.join(attributes)}>".encode()
        closing = f"</{self._tag}>".encode()
        return b"".join([_DECLARATION, opening, before, *self._pieces, after, closing])
