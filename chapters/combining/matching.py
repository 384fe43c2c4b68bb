"""Where the letters of a paragraph are in what somebody has made of it."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import Indel

from chapters.comparing.flow import Paragraph, Piece
from chapters.comparing.wording import Token, tokens

__all__ = ["aligned"]


def aligned(block: Paragraph, pieces: Sequence[Piece]) -> tuple[dict[int, int], list[int], int]:
    """Where the letters of a paragraph are in what it has become, and where its gaps are; the
    length of that.
    """
    there = [one for one in pieces if one.marks and not any(mark.removes for mark in one.marks)]
    there = [one for one in there if one.role != "end"]
    length = sum(len(one.text) for one in there)
    if "".join(one.text for one in there) == block.text:
        numbers = list(range(len(block.text) + 1))
        return dict(zip(numbers, numbers, strict=True)), numbers, length
    here = tokens([one.under(()) for one in there])
    mine = tokens([one for one in block.pieces if one.before and one.role != "end"])
    kept: dict[int, int] = {len(block.text): length}
    for i, j in _close(mine, here):
        size = min(mine[i].end - mine[i].start, here[j].end - here[j].start)
        kept |= {mine[i].start + n: here[j].start + n for n in range(size)}
    slots = [0] * (len(block.text) + 1)
    for at in range(len(slots)):
        before = kept[at - 1] + 1 if at - 1 in kept else slots[at - 1] if at else 0
        slots[at] = kept[at] if at in kept and at - 1 not in kept else before
    return kept, slots, length


def _close(mine: Sequence[Token], here: Sequence[Token]) -> list[tuple[int, int]]:
    """The tokens that both have, as close together as they stand: a full stop behind all of it may
    be that of the words that somebody joined to these.
    """
    codes = Indel.opcodes([one.key for one in mine], [one.key for one in here])
    same = [n for one in codes if one.tag == "equal" for n in range(one.src_start, one.src_end)]
    last = -1
    for i in same:
        last = next(j for j in range(last + 1, len(here)) if here[j].key == mine[i].key)
    found: list[tuple[int, int]] = []
    last += 1
    for i in reversed(same):
        last = next(j for j in range(last - 1, -1, -1) if here[j].key == mine[i].key)
        found.append((i, last))
    return found[::-1]
