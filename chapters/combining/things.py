"""Things with marks inside, as in an equation: one return's marks stand in the base's thing, those
of several each in a copy, since what two want of it may not go together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from lxml import etree

from chapters.comparing.edits import Edits, Span
from chapters.comparing.flow import Mark, Piece
from chapters.comparing.marking import holds_marks, marks_in
from chapters.comparing.objects import accepted_key
from chapters.oxml.namespaces import W

__all__ = ["Wish", "mark_like", "wishes_at"]


Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type


class Wish(NamedTuple):
    """What one return wants of a paragraph: what goes, what comes where, and how it looks."""

    label: str
    spans: Sequence[Span]
    inserts: Mapping[int, list[Piece]]
    formats: Sequence[tuple[int, int, Piece]]

    def touches(self, at: int) -> bool:
        """Whether it takes away what stands at a place, or has marks in it."""
        return any(one.start <= at < one.end for one in self.spans) or any(
            start == at and holds_marks(piece) for start, _, piece in self.formats
        )


def wishes_at(
    number: int, wishes: Mapping[str, Edits], inserts: Mapping[str, dict[int, list[Piece]]]
) -> Iterator[Wish]:
    """What each return wants of a paragraph, of those that want something. A thing that several
    touch is replaced by that of each who has marks in it.
    """
    here = [
        Wish(
            label,
            edits.deletes.get(number, []),
            inserts.get(label, {}),
            edits.formats.get(number, []),
        )
        for label, edits in wishes.items()
        if number in edits.deletes or number in edits.formats or label in inserts
    ]
    for wish in here:
        yield _with_copies(wish, [one for one in here if one is not wish])


def mark_like(source: Element, kind: str, label: str) -> Mark:
    """A mark by the hand of another of a return, from which it comes: who decides on that one
    decides on it.
    """
    author, date = str(source.get(f"{W}author", "")), str(source.get(f"{W}date", ""))
    return Mark(kind, author, date, source, label=label)


def _with_copies(wish: Wish, others: Sequence[Wish]) -> Wish:
    spans, comes, looks = list(wish.spans), dict(wish.inserts), []
    for start, end, piece in wish.formats:
        inside = next(marks_in(piece), None)
        own = any(one.start <= start < one.end for one in wish.spans)
        if inside is None or own or not any(one.touches(start) for one in others):
            looks.append((start, end, piece))
            continue
        gone, new = (mark_like(inside, kind, wish.label) for kind in ("del", "ins"))
        copy = replace(piece, key=accepted_key(piece.nodes[0][1]), marks=(new,))
        spans.append(Span(start, end, (gone,)))
        comes[end] = [copy, *comes.get(end, [])]
    return Wish(wish.label, sorted(spans, key=lambda one: one.start), comes, looks)
