"""Who signed: the sender's name under, or behind, what a mail says."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from review.inbounds import Mail
from review.partners import Partner
from review.words import LETTERS, plain

__all__ = ["names_in", "unsigned"]


def unsigned(mail: Mail, partner: Partner) -> Mail:
    """The mail without the name of who signed it: a last line of it, with addresses and telephone
    numbers below, or what stands behind the last sentence ("No comments on chapter 3. Ida").

    Only names that are known are taken away: those of the sender and of the partner's contacts.
    Whatever else stands there may matter, and stays.
    """
    persons = names_in([mail.sender_name, partner.id, *(c.name for c in partner.contacts)])
    persons |= {n for s in mail.senders for n in names_in([s.partition("@")[0]]) if len(n) > _SHORT}
    lines = mail.words.rstrip().split("\n")
    others = names_in([partner.name])
    for number, line in enumerate(lines):
        below = (x for x in lines[number + 1 :] if x.strip())
        if _is_signature(line, persons, others) and all(
            _REACHED.fullmatch(x) or _is_signature(x, {*persons, *others}, others) for x in below
        ):
            lines = lines[:number]
            break
    if lines:
        lines[-1] = _without_name(lines[-1], persons, others)
    words = "\n".join(lines).strip()
    # A mail of nothing but a name says that name.
    return replace(mail, words=words) if words else mail


_REACHED = re.compile(
    r"\W*(?:(?:tel|phone|telephone|fax|mobile|cell|mob|t|m|e-?mail|skype)\b[\W_]*)?"
    r"(?:[\d\s()+./-]{6,}|\S+@\S+|(?:https?://|www\.)\S+)\W*",
    re.IGNORECASE,
)
"""Where somebody is reached, below a name."""

_SHORT = 2
"""Letters of a piece of an address that may be no name."""


def names_in(texts: Iterable[str]) -> set[str]:
    """The words of names, in lower case."""
    return {word for text in texts for word in LETTERS.findall(plain(text))}


def _is_signature(words: str, persons: Collection[str], others: Collection[str]) -> bool:
    """Whether words are a person's name, with or without its organisation."""
    if re.search(r"[?？؟\d]", words):
        return False
    said = names_in([words])
    return bool(said) and not said.isdisjoint(persons) and said <= {*persons, *others}


def _without_name(line: str, persons: Collection[str], others: Collection[str]) -> str:
    """A line without the name behind its last sentence."""
    for end in _ENDS.finditer(line):
        if line[: end.start()].strip() and _is_signature(line[end.end() :], persons, others):
            return line[: end.start()].rstrip()
    return line


_ENDS = re.compile(r"(?<=[.!。])\s+|,\s+|\s+[-–—]+\s*|(?<=[。])")
"""What may part a name from the sentence before it."""
