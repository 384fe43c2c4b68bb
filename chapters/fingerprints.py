"""Names of revisions that last: the same after a re-save, and in a partner's second return."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import blake2b

from lxml import etree

from chapters.oxml.marks import Mark
from chapters.oxml.namespaces import W
from chapters.oxml.tracked_words import original_words, plainly

__all__ = ["Fingerprints", "Surroundings"]

_APART = "\x1f"  # no XML holds it
_P = f"{W}p"
_ENDS = frozenset({"pins", "pdel", "pfrom", "pto"})
_NEAR = 24
"""How many letters before and after count as context: few, so that a second return may differ."""

_WIDE = 4 * _NEAR
"""How many letters are looked at for them: among them are spaces that do not count."""

_MOSTLY = _NEAR + 8
"""How many letters hold as many without those spaces, mostly."""

_FAR = 8
"""How many paragraphs back to look for words where a paragraph is wholly new."""

_NAMELESS = blake2b(digest_size=10)  # copied: making one takes longer than what it is made for


class Surroundings:
    """The words around marks as they were before anybody changed them.

    `fill` is called with each paragraph without marks before it is read.
    """

    def __init__(self, marks: Iterable[Mark], fill: Callable[[etree._Element], None]) -> None:
        self._fill = fill
        self._wanted = {mark.elements[0] for mark in marks}
        self._read: dict[etree._Element, tuple[str, dict[etree._Element, int]]] = {}
        self._over: dict[etree._Element, str] = {}

    def around(self, mark: Mark) -> str:
        """The last letters before and the first after a mark, in the original words."""
        home = mark.home
        if home is None:
            return ""
        text, places = self._words(home)
        at = len(text) if mark.code in _ENDS else places.get(mark.elements[0], 0)
        before, after = _last(text[max(0, at - _WIDE) : at]), _first(text[at : at + _WIDE])
        if before or after:
            return f"{before}|{after}"
        if home not in self._over:  # words of a new paragraph, and its mark
            self._over[home] = self._above(home)
        return f"{self._over[home]}|"

    def _words(self, paragraph: etree._Element) -> tuple[str, dict[etree._Element, int]]:
        read = self._read.get(paragraph)
        if read is None:
            read = self._read[paragraph] = original_words(paragraph, self._wanted)
        return read

    def _above(self, paragraph: etree._Element) -> str:
        for count, other in enumerate(paragraph.itersiblings(_P, preceding=True)):
            self._fill(other)
            text = _last(self._words(other)[0])
            if text or count == _FAR:
                return text
        return ""


def _first(text: str) -> str:
    """The first letters of a text as they compare: the rest is seldom looked at."""
    first = plainly(text[:_MOSTLY])
    return (first if len(first) >= _NEAR else plainly(text))[:_NEAR]


def _last(text: str) -> str:
    last = plainly(text[-_MOSTLY:])
    return (last if len(last) >= _NEAR else plainly(text))[-_NEAR:]


class Fingerprints:
    """Names of changes by their facts; of equal facts those that come later have other names."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def of(self, kind: tuple[str, str], author: str, words: tuple[str, ...]) -> tuple[str, str]:
        """The fingerprint of the next change, and the same without its author."""
        head, tail = _APART.join(kind), _APART.join(words)
        return (
            self._named(f"{head}{_APART}{author}{_APART}{tail}"),
            self._named(f"{head}{_APART}{tail}"),  # with a fact less: never equal to one above
        )

    def _named(self, facts: str) -> str:
        ordinal = self._seen.get(facts, 0)
        self._seen[facts] = ordinal + 1
        name = _NAMELESS.copy()
        name.update(f"{facts}{_APART}{ordinal}".encode())
        return name.hexdigest()
