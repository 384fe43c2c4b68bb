"""What changed inside a text: whole words, and a rewritten sentence as one rewriting."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

from chapters.comparing.flow import END, OBJECT, Piece, normal

__all__ = ["Token", "changes", "parted", "tokens"]

_LETTER = (
    "(?:[^\\W_]|[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0dff"
    "\u0e00-\u0eff\u1000-\u109f\u200b-\u200d])"
)
_TOKEN = re.compile(
    f"{OBJECT}|{END}|\\d+(?:[.,]\\d+)+(?!\\w)|[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]"
    f"|{_LETTER}+(?:['\u2019]{_LETTER}+)*|.",
    re.DOTALL,
)
_HAS_WORD = re.compile(r"\w")
_REWRITTEN = 0.3
"""The share of equal letters under which a sentence counts as rewritten."""

_SEVERAL = 2


class Token(NamedTuple):
    """A word, a sign, a space or a thing: where it starts and ends, and what it is equal by."""

    start: int
    end: int
    key: tuple[str, str]


def tokens(pieces: Sequence[Piece]) -> list[Token]:
    """The tokens of the pieces that are there when all is rejected; an end of a paragraph is one.

    Words run across pieces, but not across the border of a link.
    """
    found: list[Token] = []
    offset = 0
    for link, stretch in _stretches(pieces):
        text = "".join(END if piece.role == "end" else piece.text for piece in stretch)
        things = iter([piece.key for piece in stretch if piece.role == "object"])
        plain = normal(text) == text
        for match in _TOKEN.finditer(text):
            word = match.group()
            key = f"\x04{next(things, '')}" if word == OBJECT else word if plain else normal(word)
            if key:
                start, end = match.span()
                found.append(Token(offset + start, offset + end, (key, link)))
        offset += len(text)
    return found


def parted(found: list[Token], others: Sequence[Token]) -> list[Token]:
    """The tokens, each that is two words of the others with an end between them as these two: who
    joins paragraphs by taking out the end alone has changed neither word.
    """
    known = {token.key for token in others}
    glued = {
        (one.key[0] + other.key[0], one.key[1]): len(one.key[0])
        for one, end, other in zip(others, others[1:], others[2:], strict=False)
        if end.key[0] == END and one.key[1] == other.key[1]
    }
    if glued.keys().isdisjoint(token.key for token in found):
        return found
    new: list[Token] = []
    for token in found:
        word, link = token.key
        at = glued.get(token.key, 0) if token.key not in known else 0
        if at and token.end - token.start == len(word):
            middle = token.start + at
            new.append(Token(token.start, middle, (word[:at], link)))
            token = Token(middle, token.end, (word[at:], link))  # noqa: PLW2901 -- its rest
        new.append(token)
    return new


def _stretches(pieces: Sequence[Piece]) -> list[tuple[str, list[Piece]]]:
    stretches: list[tuple[str, list[Piece]]] = []
    for piece in pieces:
        if piece.before and (piece.text or piece.role == "end"):
            if not stretches or stretches[-1][0] != piece.link:
                stretches.append((piece.link, []))
            stretches[-1][1].append(piece)
    return stretches


def changes(
    before: Sequence[Token], after: Sequence[Token], *, readable: bool = True
) -> list[tuple[int, int, int, int]]:
    """The changed ranges of two token lists, as (start, end, other start, other end) of tokens.

    `readable` joins ranges until they read as a person would write them.
    """
    numbers: dict[tuple[str, str], int] = {}
    a = [numbers.setdefault(token.key, len(numbers)) for token in before]
    b = [numbers.setdefault(token.key, len(numbers)) for token in after]
    hunks = [
        (code.src_start, code.src_end, code.dest_start, code.dest_end)
        for code in Indel.opcodes(a, b)
        if code.tag != "equal"
    ]
    joined = _slid(_joined(hunks), a, b)
    return _rewritten(_readable(joined, before, after), before, after) if readable else joined


def _joined(hunks: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """A deletion and an insertion at one place are one hunk."""
    joined: list[tuple[int, int, int, int]] = []
    for hunk in hunks:
        if joined and joined[-1][1] == hunk[0] and joined[-1][3] == hunk[2]:
            joined[-1] = (joined[-1][0], hunk[1], joined[-1][2], hunk[3])
        else:
            joined.append(hunk)
    return joined


def _slid(
    hunks: list[tuple[int, int, int, int]], a: Sequence[int], b: Sequence[int]
) -> list[tuple[int, int, int, int]]:
    """The hunks, an insertion or deletion joined to the one before it where that says the same.

    "UNEP guide" → "UN Environment guide" is one replacement, not one and an added word: the space
    after the first word may as well be the one before the second.
    """
    slid: list[tuple[int, int, int, int]] = []
    for hunk in hunks:
        gap = hunk[0] - slid[-1][1] if slid else 0
        out = hunk[2] == hunk[3] and _repeats(a, hunk[0], hunk[1], gap)
        come = hunk[0] == hunk[1] and _repeats(b, hunk[2], hunk[3], gap)
        if gap and (out or come):
            slid[-1] = (slid[-1][0], hunk[1] - gap, slid[-1][2], hunk[3] - gap)
        else:
            slid.append(hunk)
    return slid


def _repeats(items: Sequence[int], start: int, end: int, size: int) -> bool:
    """Whether a stretch ends with the `size` items that stand before it."""
    return end - start >= size and list(items[end - size : end]) == list(
        items[start - size : start]
    )


def _readable(
    hunks: list[tuple[int, int, int, int]], before: Sequence[Token], after: Sequence[Token]
) -> list[tuple[int, int, int, int]]:
    """Hunks that a person can read: what stands between two that are larger joins them.

    Only hunks that both take away and bring something are joined, and never over the end of a
    paragraph or a thing.
    """
    kept: list[tuple[int, int, int, int]] = []
    for hunk in hunks:
        new = hunk
        while kept and _belong(kept[-1], new, before, after):
            last = kept.pop()
            new = (last[0], new[1], last[2], new[3])
        kept.append(new)
    return kept


def _belong(
    first: tuple[int, int, int, int],
    second: tuple[int, int, int, int],
    before: Sequence[Token],
    after: Sequence[Token],
) -> bool:
    between = before[first[1] : second[0]]
    if any(token.key[0] == END or token.key[0].startswith("\x04") for token in between):
        return False
    text = "".join(token.key[0] for token in between)
    if not _HAS_WORD.search(text):
        return _replaces(first) and _replaces(second) and len(text) <= _SEVERAL
    return len(text) <= min(_weight(first, before, after), _weight(second, before, after))


def _replaces(hunk: tuple[int, int, int, int]) -> bool:
    return hunk[1] > hunk[0] and hunk[3] > hunk[2]


def _weight(
    hunk: tuple[int, int, int, int], before: Sequence[Token], after: Sequence[Token]
) -> int:
    out = sum(token.end - token.start for token in before[hunk[0] : hunk[1]])
    come = sum(token.end - token.start for token in after[hunk[2] : hunk[3]])
    return max(out, come)


def _rewritten(
    hunks: list[tuple[int, int, int, int]], before: Sequence[Token], after: Sequence[Token]
) -> list[tuple[int, int, int, int]]:
    """Hunks, with those of one sentence joined where hardly a word of it was left."""
    result: list[tuple[int, int, int, int]] = []
    sentence: list[tuple[int, int, int, int]] = []
    for hunk in hunks:
        if sentence and _parted(before[sentence[-1][1] : hunk[0]]):
            result.extend(_one_rewriting(sentence, before, after))
            sentence = []
        sentence.append(hunk)
    result.extend(_one_rewriting(sentence, before, after))
    return result


def _parted(between: Sequence[Token]) -> bool:
    """Whether the end of a sentence or paragraph, or a thing, stands among these tokens."""
    return any(
        token.key[0] in (END, ".", "!", "?", "\u3002") or token.key[0].startswith("\x04")
        for token in between
    )


def _one_rewriting(
    sentence: list[tuple[int, int, int, int]], before: Sequence[Token], after: Sequence[Token]
) -> list[tuple[int, int, int, int]]:
    if len(sentence) < _SEVERAL or not (_takes(sentence) and _brings(sentence)):
        return sentence
    first, last = sentence[0], sentence[-1]
    whole = (first[0], last[1], first[2], last[3])
    changed = sum(_letters(before[a:b]) + _letters(after[c:d]) for a, b, c, d in sentence)
    every = _letters(before[whole[0] : whole[1]]) + _letters(after[whole[2] : whole[3]])
    return [whole] if every and (every - changed) / every < _REWRITTEN else sentence


def _takes(hunks: list[tuple[int, int, int, int]]) -> bool:
    return any(hunk[1] > hunk[0] for hunk in hunks)


def _brings(hunks: list[tuple[int, int, int, int]]) -> bool:
    return any(hunk[3] > hunk[2] for hunk in hunks)


def _letters(tokens: Sequence[Token]) -> int:
    return sum(token.end - token.start for token in tokens if _HAS_WORD.search(token.key[0]))
