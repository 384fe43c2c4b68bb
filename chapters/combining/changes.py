"""One change of one return in one paragraph: where it is, what it leaves, what it clashes with."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chapters.comparing.edits import Span
from chapters.comparing.flow import END, OBJECT, Mark, Paragraph, Piece
from chapters.comparing.objects import spoken

__all__ = [
    "Change",
    "Result",
    "alike",
    "changes_of",
    "clash",
    "clusters",
    "drawn_in",
    "result",
    "takes_all",
]

_WORD = re.compile(r"\w+")


@dataclass(slots=True, eq=False)
class Change:
    """Words that go and words that come at one place; `splits` where a paragraph is parted."""

    label: str
    start: int
    end: int
    spans: list[Span] = field(default_factory=list)
    inserts: list[tuple[int, list[Piece]]] = field(default_factory=list)
    splits: bool = False

    def marks(self) -> Iterator[Mark]:
        """The marks of this change."""
        seen = [mark for span in self.spans for mark in span.marks]
        seen += [mark for _, pieces in self.inserts for one in pieces for mark in one.marks]
        yield from dict.fromkeys(seen)


@dataclass(frozen=True, slots=True)
class Result:
    """What words read like after changes: for people, and for telling whether two are the same."""

    text: str
    signature: tuple[tuple[str, str, str], ...]

    def linked(self) -> str:
        """The text with the addresses of its links."""
        return "".join(
            _spoken((text, key, "")) + (f" ({link})" if link else "")
            for text, key, link in self.signature
        )


def changes_of(
    label: str, block: Paragraph, spans: Sequence[Span], inserts: Mapping[int, list[Piece]]
) -> list[Change]:
    """The changes of one return in one base paragraph, in order; what touches is one change.

    Words that come before words that go are put behind them: programs differ in the order.
    """
    parts: list[tuple[int, int, Span | None, list[Piece]]] = [
        (span.start, span.end, span, []) for span in spans
    ]
    ends = {span.start: span.end for span in spans}
    for offset, pieces in inserts.items():
        to = offset
        if not any(one.role in ("end", "table") for one in pieces):
            to = min(_after(ends, offset), len(block.text))
        parts.append((to, to, None, pieces))
    parts.sort(key=lambda part: (part[0], part[1]))
    changes: list[Change] = []
    for start, end, span, pieces in parts:
        if not changes or changes[-1].end < start or _apart(changes[-1], start, pieces):
            changes.append(Change(label, start, end))
        change = changes[-1]
        change.end = max(change.end, end)
        if span is not None:
            change.spans.append(span)
        else:
            change.inserts.append((start, pieces))
            parted = any(piece.role == "end" for piece in pieces)
            change.splits = change.splits or (parted and 0 < start < len(block.text))
    return changes


def drawn_in(changes: Sequence[Change], block: Paragraph) -> None:
    """Let a word go with that blank around it which another takes away as well, where the text
    reads the same: with the blank on the other side, what comes there would touch the next word.
    """
    for change in changes:
        if len(change.spans) != 1 or change.inserts:
            continue
        span = change.spans[0]
        others = [one for one in changes if one.label != change.label]
        for other in (one for theirs in others for one in theirs.spans):
            by = _shift(span, other, block.text)
            if by:
                change.spans = [Span(span.start + by, span.end + by, span.marks)]
                change.start, change.end = span.start + by, span.end + by
                break


def _shift(span: Span, other: Span, text: str) -> int:
    """How far words that reach out of what another takes away can move into it."""
    start, end = span.start, span.end
    over = end - other.end
    if start < other.end < end and other.start <= start - over:
        return -over if text[start - over : start] == text[other.end : end] else 0
    over = other.start - start
    if start < other.start < end and end + over <= other.end:
        return over if text[start : other.start] == text[end : end + over] else 0
    return 0


def _after(ends: dict[int, int], offset: int) -> int:
    while offset in ends and ends[offset] > offset:
        offset = ends[offset]
    return offset


def _apart(change: Change, start: int, pieces: list[Piece]) -> bool:
    """Whether whole paragraphs before this one have nothing to do with its first words."""
    return start == 0 and not pieces and not change.spans and change.end == 0


def clash(one: Change, other: Change, block: Paragraph) -> bool:
    """Whether changes of two returns are about the same words."""
    if one.label == other.label:
        return False
    if one.splits or other.splits:
        return True
    if takes_all(one, block) or takes_all(other, block):
        return _inside(one, block) and _inside(other, block)
    if _says_again(one, other, block):
        return True
    if one.start == one.end and other.start == other.end:
        # an empty paragraph is like a cell: who fills it, says what it says
        return not block.text or _comes(one, block) == _comes(other, block)
    a, b = _words(one, block)
    c, d = _words(other, block)
    if one.start == one.end:
        return c < one.start < d or (a < other.end and other.start < b and a < b)
    if other.start == other.end:
        return a < other.start < b or (c < one.end and one.start < d and c < d)
    return max(a, c) < min(b, d)


def clusters(changes: list[Change], block: Paragraph) -> Iterator[list[Change]]:
    """Changes that touch the same words, in order; those of one return never join by themselves."""
    groups: list[list[Change]] = []
    for change in sorted(changes, key=lambda one: (one.start, one.end)):
        near = [group for group in groups if any(clash(change, one, block) for one in group)]
        joined = [one for group in near for one in group] + [change]
        groups = [group for group in groups if group not in near] + [joined]
    order = {id(change): number for number, change in enumerate(changes)}
    for group in sorted(groups, key=lambda one: (min(c.start for c in one), order[id(one[0])])):
        yield sorted(group, key=lambda one: order[id(one)])


def alike(
    changes: Sequence[Change], apart: Collection[str], block: Paragraph
) -> Iterator[list[Change]]:
    """Changes that are one and the same, together; those of some returns each by itself."""
    groups: dict[object, list[Change]] = {}
    for change in changes:
        wish = _goes(change, block), _comes(change, block)
        key = id(change) if change.label in apart else wish
        groups.setdefault(key, []).append(change)
    yield from groups.values()


def takes_all(change: Change, block: Paragraph) -> bool:
    """Whether no word of the paragraph stays."""
    return (
        bool(block.text)
        and change.start == 0
        and change.end >= len(block.text) > 0
        and sum(min(one.end, len(block.text)) - one.start for one in change.spans)
        >= len(block.text)
    )


def _inside(change: Change, block: Paragraph) -> bool:
    """Whether a change is about the words of the paragraph, not only about what stands around."""
    if change.spans:
        return min(span.start for span in change.spans) < len(block.text)
    return not any(one.role in ("end", "table") for _, pieces in change.inserts for one in pieces)


def _says_again(one: Change, other: Change, block: Paragraph) -> bool:
    """Whether one puts words at a place that the other puts there too, alone, with more, or for
    others: with both they would be there twice.
    """
    first, second = sorted((one, other), key=lambda change: (change.start, change.end))
    if block.text[first.end : second.start].strip():
        return False
    mine, theirs = (_WORD.findall(_text(change)) for change in (first, second))
    few, many = sorted((mine, theirs), key=len)
    places = range(len(many) - len(few) + 1)
    if few and any(many[at : at + len(few)] == few for at in places):
        return True
    return any(mine[-size:] == theirs[:size] for size in range(1, len(few)))


def _text(change: Change) -> str:
    return "".join(text for _, pieces in change.inserts for text, *_ in _looks(pieces))


def _goes(change: Change, block: Paragraph) -> object:
    """Where words go, the same for the same text: a word with the space before it, or behind it."""
    spans = [(one.start, one.end) for one in change.spans]
    if len(spans) == 1 and not change.inserts:
        start, end = spans[0]
        while end < len(block.text) and block.text[start] == block.text[end]:
            start, end = start + 1, end + 1
        return ((start, end),)
    return tuple(spans)


def _comes(change: Change, block: Paragraph) -> object:
    """What a change puts where, the same for the same text: “ and” before a space is “and ” behind
    it, so an insertion counts as far to the right as the text reads the same.
    """
    if len(change.inserts) == 1 and not change.spans:
        at, pieces = change.inserts[0]
        looks = list(_looks(pieces))
        text = "".join(text for text, *_ in looks)
        if text and END not in text and not any(key or link for _, key, link in looks):
            while at < len(block.text) and block.text[at] == text[0]:
                at, text = at + 1, text[1:] + text[0]
            return at, text
    return tuple((at, _signature([(at, pieces)])) for at, pieces in change.inserts)


def _signature(inserts: Sequence[tuple[int, list[Piece]]]) -> tuple[tuple[str, str, str], ...]:
    return _merged(_looks([piece for _, pieces in inserts for piece in pieces]))


def _words(change: Change, block: Paragraph) -> tuple[int, int]:
    """The place of a change, widened to whole words where it is inside one."""
    start, end, text = change.start, change.end, block.text
    while 0 < start < len(text) and _lettered(text, start - 1) and _lettered(text, start):
        start -= 1
    while 0 < end < len(text) and _lettered(text, end - 1) and _lettered(text, end):
        end += 1
    return start, end


def _lettered(text: str, at: int) -> bool:
    return text[at].isalnum()


def result(block: Paragraph, start: int, end: int, changes: Sequence[Change]) -> Result:
    """How the words of a paragraph from `start` to `end` read after these changes."""
    gone = {at for change in changes for span in change.spans for at in range(span.start, span.end)}
    comes: dict[int, list[Piece]] = {}
    for change in changes:
        for offset, pieces in change.inserts:
            comes.setdefault(offset, []).extend(pieces)
    looks: list[tuple[str, str, str]] = []
    letters = list(_letters(block))
    for at in range(start, end + 1):
        looks.extend(_looks(comes.get(at, [])))
        if at < end and at not in gone:
            looks.append(letters[at])
    return Result("".join(_spoken(one) for one in looks), _merged(looks))


def _letters(block: Paragraph) -> Iterator[tuple[str, str, str]]:
    for piece in block.pieces:
        if piece.before and piece.role == "end":
            yield END, "", ""
        elif piece.before:
            for letter in piece.text:
                yield letter, piece.key, piece.link


def _looks(pieces: Sequence[Piece]) -> Iterator[tuple[str, str, str]]:
    """What pieces add to the text: what is inserted and not deleted again."""
    for piece in pieces:
        if not piece.marks or any(mark.removes for mark in piece.marks):
            continue
        if piece.role in ("end", "table"):
            yield END, "".join(map(str, piece.nodes[0][1].itertext())) * (piece.role != "end"), ""
        elif piece.text:
            yield piece.text, piece.key, piece.link


def _merged(
    looks: Sequence[tuple[str, str, str]] | Iterator[tuple[str, str, str]],
) -> tuple[tuple[str, str, str], ...]:
    merged: list[tuple[str, str, str]] = []
    for text, key, link in looks:
        if merged and not key and merged[-1][1:] == ("", link):
            merged[-1] = (merged[-1][0] + text, "", link)
        else:
            merged.append((text, key, link))
    return tuple(merged)


def _spoken(look: tuple[str, str, str]) -> str:
    text, key, _ = look
    if text == END:
        return f"{key}\n"
    if key.startswith("look:"):
        return f"{text} ({key.removeprefix('look:')})"
    return spoken(key) if text == OBJECT else text
