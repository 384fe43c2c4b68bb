"""Fields stay whole: the start of one goes or stays with its end."""

from __future__ import annotations

from collections.abc import Sequence

from chapters.comparing.wording import Token

__all__ = ["whole_fields"]

_OPENS, _CLOSES = "\x04field:", "\x04field end"
Hunk = tuple[int, int, int, int]


def whole_fields(hunks: list[Hunk], before: Sequence[Token], after: Sequence[Token]) -> list[Hunk]:
    """The hunks, widened until each field of either text is changed at both its ends or at none."""
    kept = _kept(hunks, len(before), len(after))
    mates, other_mates = _mates(before), _mates(after)
    changed = True
    while changed:
        both = dict(kept)
        reverse = {j: i for i, j in both.items()}
        kept = [
            (i, j)
            for i, j in kept
            if mates.get(i, i) in both
            and other_mates.get(j, j) in reverse
            and (i not in mates or both[mates[i]] == other_mates.get(j))
        ]
        changed = len(kept) != len(both)
    return _hunks(kept, len(before), len(after))


def _kept(hunks: list[Hunk], size: int, other_size: int) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    i = j = 0
    for start, end, other_start, other_end in [*hunks, (size, size, other_size, other_size)]:
        kept.extend(zip(range(i, start), range(j, other_start), strict=True))
        i, j = end, other_end
    return kept


def _hunks(kept: list[tuple[int, int]], size: int, other_size: int) -> list[Hunk]:
    hunks: list[Hunk] = []
    i = j = 0
    for a, b in [*kept, (size, other_size)]:
        if a > i or b > j:
            hunks.append((i, a, j, b))
        i, j = a + 1, b + 1
    return hunks


def _mates(tokens: Sequence[Token]) -> dict[int, int]:
    """The end of each field by its start, and its start by its end."""
    mates: dict[int, int] = {}
    open_: list[int] = []
    for number, token in enumerate(tokens):
        if token.key[0].startswith(_OPENS):
            open_.append(number)
        elif token.key[0] == _CLOSES and open_:
            start = open_.pop()
            mates[start], mates[number] = number, start
    return mates
