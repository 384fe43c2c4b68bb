"""Headers and footers that a program wrote several times over: an edit of all of them is one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

from lxml import etree

from chapters.marked import MarkedPart
from chapters.oxml.namespaces import W
from chapters.oxml.tracked_words import describe, original_words, words_of
from chapters.oxml.words import words

__all__ = ["with_copies"]

_BANDS = frozenset({f"{W}hdr", f"{W}ftr"})


def with_copies(parts: Iterable[MarkedPart], groups: Mapping[str, str]) -> dict[str, str]:
    """The groups, with those of further copies of a header or footer as those of the first.

    LibreOffice 25.2 makes three headers of one (the first page, even and odd ones) and repeats
    every mark in them. Copies are equal in all their words, before and after, and in their marks.
    """
    whole = dict(groups)
    first: dict[Hashable, list[str]] = {}
    for part in parts:
        if part.root.tag not in _BANDS:
            continue
        names = list(part.marks)
        like = first.setdefault(_reads(part), names)
        same = {groups[mine]: groups[other] for mine, other in zip(names, like, strict=True)}
        whole |= {name: same[groups[name]] for name in names}
    return whole


def _reads(part: MarkedPart) -> Hashable:
    """What a header says before and after its changes, and what these are and whose."""
    part.fill(part.root)
    paragraphs: list[etree._Element] = list(part.root.iter(f"{W}p"))
    return (
        part.root.tag,
        tuple((original_words(one, ())[0], words(one)) for one in paragraphs),
        tuple(
            (mark.code, mark.author, words_of(mark), describe(mark.first))
            for mark in part.marks.values()
        ),
    )
