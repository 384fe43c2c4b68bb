"""How several returns want the same words to look: alike once, otherwise each in words of its own.

A run has one mark of formatting (ECMA-376 part 1, §17.13.5.31): of two wishes one would be lost. So
has a paragraph, which cannot stand twice: there the wish of the first is written, the other named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from lxml import etree

from chapters.combining.sharing import Sharing
from chapters.combining.things import Wish, mark_like
from chapters.comparing.edits import Span
from chapters.comparing.flow import OBJECT, Paragraph, Piece
from chapters.comparing.reading import is_change
from chapters.oxml.namespaces import W
from chapters.oxml.tracked_words import describe

__all__ = ["Formats"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type
_Format = tuple[int, int, Piece]
_Look = tuple[Element, Element, str]
_Labelled = tuple[str, Element]

_PROPERTIES = frozenset({"tblPr", "tblGrid", "tblPrEx", "trPr", "tcPr"})
_WHOSE = frozenset(f"{W}{name}" for name in ("id", "author", "date"))
_CHANGE, _OF_PARAGRAPH = f"{W}rPr/{W}rPrChange", f"{W}pPr/{W}pPrChange"


@dataclass(slots=True, eq=False)
class Formats:
    """Settles how words and tables look; `left` are the marks, with their labels, that cannot be
    written, each with the one that is written instead; `same` those of other returns that say what
    one says which is written.
    """

    sharing: Sharing
    left: list[tuple[_Labelled, _Labelled]] = field(default_factory=list)
    same: dict[Element, list[_Labelled]] = field(default_factory=dict)

    def once(self, looks: Iterable[_Look]) -> Iterator[_Look]:
        """How tables, rows, cells and sections are to look, of each only the first wish: written
        upon one another, the former properties would be those that the first wants.
        """
        first: dict[Element, tuple[str, list[Element]]] = {}
        for mine, theirs, label in looks:
            changes = list(_changes(theirs))
            if mine not in first:
                first[mine] = label, changes
                yield mine, theirs, label
                continue
            whose, written = first[mine]
            for change in changes:
                same = next((one for one in written if _said(one) == _said(change)), None)
                if same is not None:
                    self.same.setdefault(same, []).append((label, change))
                    continue
                instead = next((one for one in written if one.tag == change.tag), written[0])
                self.left.append(((label, change), (whose, instead)))

    def settled(self, block: Paragraph, wishes: Sequence[Wish]) -> Iterator[Wish]:
        """The wishes, of which no two want the same words to look otherwise by marks on them."""
        marked = [
            one for one in wishes if any(_change(piece) is not None for *_, piece in one.formats)
        ]
        if len(marked) < 2:  # noqa: PLR2004 -- two to differ
            yield from wishes
            return
        cut = {one.label: _cut(one.formats, marked) for one in marked}
        for wish in wishes:
            yield self._with(block, wish, cut) if wish.label in cut else wish

    def _with(self, block: Paragraph, wish: Wish, cut: Mapping[str, Sequence[_Format]]) -> Wish:
        spans, comes, looks = list(wish.spans), dict(wish.inserts), []
        for start, end, piece in cut[wish.label]:
            change = _change(piece)
            words = block.text[start:end]
            here = _at(start, end, cut) if change is not None else {}
            said = {describe(one) for one in here.values()}
            whole = not words or OBJECT in words  # a paragraph, a picture: it cannot stand twice
            if change is None or len(here) < 2:  # noqa: PLR2004 -- several
                looks.append((start, end, piece))
            elif whole or len(said) == 1:
                same = {one: its for one, its in here.items() if describe(its) == describe(change)}
                label, instead = next(iter(here.items()))
                if len(same) < len(here) and change is not instead:
                    self.left.append(((wish.label, change), (label, instead)))
                elif change is next(iter(same.values())):
                    marks = [
                        (one, mark_like(its, its.tag.removeprefix(W), one))
                        for one, its in same.items()
                    ]
                    looks.append((start, end, piece.under((self.sharing.joined(marks),))))
            elif not any(one.start < end and start < one.end for one in wish.spans):
                gone, new = (mark_like(change, kind, wish.label) for kind in ("del", "ins"))
                copy = replace(piece, text=words, marks=(new,), key=f"look:{describe(change)[1]}")
                spans.append(Span(start, end, (gone,)))
                comes[end] = [copy, *comes.get(end, [])]
        return Wish(wish.label, sorted(spans, key=lambda one: one.start), comes, looks)


def _changes(theirs: Element) -> Iterator[Element]:
    """The marks of a table, a row, a cell or a section itself."""
    for child in theirs:
        if is_change(child):
            yield child
        elif str(child.tag).rpartition("}")[2] in _PROPERTIES:
            yield from (one for one in child if is_change(one))


def _said(change: Element) -> tuple[object, ...]:
    """What a mark says, whoever made it and when."""
    own = [(name, value) for name, value in sorted(change.items()) if name not in _WHOSE]
    return change.tag, describe(change), own


def _at(start: int, end: int, cut: Mapping[str, Sequence[_Format]]) -> dict[str, Element]:
    """The marks of each return on these words."""
    return {
        label: change
        for label, formats in cut.items()
        for first, last, piece in formats
        if (first, last) == (start, end) and (change := _change(piece)) is not None
    }


def _cut(formats: Sequence[_Format], wishes: Sequence[Wish]) -> list[_Format]:
    """The formats of one return, cut where those of another begin or end."""
    edges = {edge for one in wishes for start, end, _ in one.formats for edge in (start, end)}
    found: list[_Format] = []
    for start, end, piece in formats:
        inner = sorted(edge for edge in edges if start < edge < end)
        found += [(a, b, piece) for a, b in pairwise([start, *inner, end])]
    return found


def _change(piece: Piece) -> Element | None:
    """The mark that says that words, or a paragraph, looked otherwise."""
    run, node = piece.nodes[0]
    return node.find(_OF_PARAGRAPH) if run is None else run.find(_CHANGE)
