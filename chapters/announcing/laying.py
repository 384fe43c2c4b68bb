"""A return laid beside what was sent: which paragraph, table and word of it was there before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from lxml import etree
from rapidfuzz.distance import Indel

from chapters.comparing.aligning import align
from chapters.comparing.files import File
from chapters.comparing.flow import Container, Paragraph, Table
from chapters.comparing.sketching import Look, RowLook
from chapters.marked import marked_parts
from chapters.oxml.namespaces import W
from chapters.package import Package
from chapters.resolution import accept_all
from chapters.whereabouts import Whereabouts

__all__ = ["Laid", "Stretch", "lay", "stretches", "switched", "text_of"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type

_OFF = frozenset({"0", "false", "off", "none"})
_SEEN = ("strike", "dstrike", "b", "u", "color", "highlight")
_WORDS = re.compile(r"\w+|\W")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of one run; `new` where the base does not have them."""

    run: Element
    text: str
    new: bool


@dataclass(slots=True, eq=False)
class Laid:
    """Base and return, all changes accepted: bodies only.

    `pairs` are paragraphs of both; `new` those that only the return has, with the number of the
    block that each is, so that neighbours are known; `tables` are tables of both, `flows` the
    paragraphs of `pairs` as pieces.
    """

    base: Package
    other: Package
    pairs: list[tuple[Element, Element]] = field(default_factory=list)
    new: list[tuple[int, Element]] = field(default_factory=list)
    tables: list[tuple[Table, Table]] = field(default_factory=list)
    flows: list[tuple[Paragraph, Paragraph]] = field(default_factory=list)
    _whereabouts: Whereabouts | None = None

    def where(self, element: Element) -> str:
        """Where in the return an element sits, as people say it."""
        if self._whereabouts is None:
            self._whereabouts = Whereabouts(self.other)
        return str(self._whereabouts.of(self.other.main, element)[1])

    def paragraphs(self) -> Iterator[tuple[Element | None, Element]]:
        """Every paragraph of the return with what it was; none where it is new."""
        yield from self.pairs
        for _, paragraph in self.new:
            yield None, paragraph


def lay(base: bytes, returned: bytes) -> Laid:
    """A return laid beside the base."""
    laid = Laid(_accepted(base), _accepted(returned))
    _lay(laid, File(laid.base).body(), File(laid.other, "returned").body())
    return laid


def _accepted(data: bytes) -> Package:
    package = Package.open(data)
    if any(part.marks for part in marked_parts(package)):
        package = Package.open(accept_all(data))
    return package


def _lay(laid: Laid, base: Container, other: Container) -> None:
    steps = align(
        [block.fingerprint for block in base.blocks],
        [block.fingerprint for block in other.blocks],
        Look(base, other),
    )
    for step in steps:
        if step.after is None:
            continue
        theirs = other.blocks[step.after]
        mine = None if step.before is None else base.blocks[step.before]
        if isinstance(theirs, Paragraph):
            if isinstance(mine, Paragraph):
                laid.pairs.append((mine.elements[-1], theirs.elements[-1]))
                laid.flows.append((mine, theirs))
            else:
                laid.new.append((step.after, theirs.elements[-1]))
        elif isinstance(mine, Table):
            laid.tables.append((mine, theirs))
            _lay_table(laid, mine, theirs)


def _lay_table(laid: Laid, base: Table, other: Table) -> None:
    steps = align(
        [row.fingerprint for row in base.rows],
        [row.fingerprint for row in other.rows],
        RowLook(base.rows, other.rows),
    )
    for step in steps:
        if step.before is not None and step.after is not None:
            cells = zip(base.rows[step.before].cells, other.rows[step.after].cells, strict=False)
            for mine, theirs in cells:
                _lay(laid, mine.content, theirs.content)


def text_of(paragraph: Element | None) -> str:
    """The text elements of a paragraph as one; empty for none."""
    if paragraph is None:
        return ""
    return "".join(node.text or "" for _, node in _texts(paragraph))


def stretches(before: Element | None, after: Element) -> Iterator[Stretch]:
    """The words of a paragraph run by run, each cut where new words begin and end.

    A word ends where its look does: who strikes a word by hand types the new one behind it.
    """
    pieces = list(_texts(after))
    old = [] if before is None else list(_texts(before))
    fresh = _fresh(list(_tokens(old)), list(_tokens(pieces)))
    at = 0
    for run, node in pieces:
        text = node.text or ""
        start = 0
        for here in range(1, len(text) + 1):
            if here == len(text) or fresh[at + here] != fresh[at + start]:
                yield Stretch(run, text[start:here], fresh[at + start])
                start = here
        at += len(text)


def _tokens(pieces: Sequence[tuple[Element, Element]]) -> Iterator[str]:
    for _, group in groupby(pieces, key=lambda one: _look(one[0])):
        yield from _WORDS.findall("".join(node.text or "" for _, node in group))


def _look(run: Element) -> tuple[str, ...]:
    properties = run.find(f"{W}rPr")
    nodes = [] if properties is None else [properties.find(f"{W}{name}") for name in _SEEN]
    return tuple("" if node is None else f"{node.get(f'{W}val', '1')}" for node in nodes)


def _fresh(before: Sequence[str], after: Sequence[str]) -> list[bool]:
    """For each letter whether its word is new."""
    new: list[bool] = []
    for step in Indel.opcodes(before, after):
        for word in after[step.dest_start : step.dest_end]:
            new += [step.tag != "equal"] * len(word)
    return new


def _texts(paragraph: Element) -> Iterator[tuple[Element, Element]]:
    for node in paragraph.iter(f"{W}t"):
        run = node.getparent()
        if run is not None and run.tag == f"{W}r":
            yield run, node


def switched(run: Element, *names: str) -> bool:
    """Whether a run has one of these properties on."""
    properties = run.find(f"{W}rPr")
    nodes = [] if properties is None else [properties.find(f"{W}{name}") for name in names]
    return any(node is not None and node.get(f"{W}val", "1") not in _OFF for node in nodes)
