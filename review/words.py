"""What a partner's own words mean, in the six languages of the United Nations."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from review.orders import asks_for_change
from review.phrases import (
    AGREEING,
    AGREES,
    ASKS,
    ASSURES,
    BUT,
    COURTESY,
    FAREWELL,
    FILLERS,
    MONTHS,
    NOTHING,
    OF_FILES,
    REST,
)
from review.returns import Answer, Reason, Trust
from review.senders import acts

__all__ = [
    "LETTERS",
    "FILLER",
    "MOST",
    "Meaning",
    "Said",
    "beyond_courtesy",
    "kind_of",
    "meaning_of",
    "plain",
    "reason_of",
    "sentences",
    "words_wait",
]


class Said(StrEnum):
    """What words can ask or say."""

    NOTHING = "nothing"  # no words at all
    NO_CHANGES = "no changes"  # "no comments", "approved": and nothing else
    CONDITIONAL = "conditional"  # agreement with a but, or words we are not sure of beside it
    NOT_APPROVED = "not approved"
    EXTENSION = "extension"
    DECLINE = "decline"
    DELEGATE = "delegate"
    STOP = "stop"  # no more reminders, please
    ATTACHED = "attached"  # "please find attached"
    QUESTION = "question"
    REMARKS = "remarks"  # anything else


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What words say. `until` is the date an extension asks for, none where it names none;
    `delegate` the address of the colleague who should get it, may be empty; `sentence` the one
    that decided.
    """

    said: Said
    until: date | None = None
    delegate: str = ""
    sentence: str = ""


def meaning_of(words: str, *, today: date) -> Meaning:
    """What the sender's own words mean; when in doubt, something that a person must read.

    Agreement counts only where every sentence is agreement, greeting or thanks. `today` gives the
    year of a date without one.
    """
    found = [(kind_of(sentence), sentence) for sentence in sentences(words[:MOST])]
    if len(words) > MOST:
        found.append((Said.REMARKS, ""))
    kinds = {kind for kind, _ in found}
    said = next((said for said in _FIRST if said in kinds), None)
    if said is None:
        said = _rest(kinds)
    sentence = next((s for kind, s in found if kind is said), "")
    return Meaning(
        said=said,
        sentence=sentence,
        until=_until(plain(words[:MOST]), today) if said is Said.EXTENSION else None,
        delegate=_delegate(sentence) if said is Said.DELEGATE else "",
    )


def reason_of(said: Said, *, has_file: bool) -> Reason | None:
    """Why words wait for a person; none for agreement, and for words beside a file that ask for
    nothing.
    """
    return (_BESIDE_A_FILE if has_file else _ALONE).get(said)


def words_wait(said: Said, trust: Trust, *, has_file: bool) -> Reason | None:
    """Why words wait for a person on this trust; none where they act (agreement alone, from a
    verified sender) or ask for nothing.

    Who is unknown or forged asks for nothing either: its wish would stop the partner's reminders.
    """
    reason = reason_of(said, has_file=has_file)
    agrees = said is Said.NO_CHANGES and not has_file
    blocked = acts(trust, Answer.WORDS)
    if agrees or (reason is not None and blocked is not Reason.UNVERIFIED_WORDS):
        return blocked or reason
    return reason


_FIRST = (
    Said.STOP,
    Said.EXTENSION,
    Said.DECLINE,
    Said.DELEGATE,
    Said.NOT_APPROVED,
    Said.CONDITIONAL,
)
"""What a mail means as soon as one sentence says it, first wins."""

_ALONE = {
    Said.NOTHING: Reason.NO_FILE,
    Said.ATTACHED: Reason.NO_FILE,
    Said.CONDITIONAL: Reason.CONDITIONAL_WORDS,
    Said.NOT_APPROVED: Reason.QUESTION,
    Said.EXTENSION: Reason.EXTENSION_ASKED,
    Said.DECLINE: Reason.DECLINE_ASKED,
    Said.DELEGATE: Reason.DELEGATE_ASKED,
    Said.STOP: Reason.QUESTION,
    Said.QUESTION: Reason.QUESTION,
    Said.REMARKS: Reason.QUESTION,
}
_BESIDE_A_FILE = {
    said: _ALONE[said]
    for said in (Said.EXTENSION, Said.DECLINE, Said.DELEGATE, Said.STOP, Said.QUESTION)
}
"""Beside a file, agreement and remarks are kept with it and ask for nothing."""

FILLER = "filler"
"""A greeting, thanks, or what a sentence after it is about."""


def _rest(kinds: set[Said | str]) -> Said:
    """What a mail means in which no sentence asks for anything."""
    spoken = kinds - {FILLER}
    if not spoken:
        return Said.REMARKS if kinds else Said.NOTHING
    if Said.NO_CHANGES in spoken:
        return Said.NO_CHANGES if spoken == {Said.NO_CHANGES} else Said.CONDITIONAL
    return next(said for said in (Said.QUESTION, Said.ATTACHED, Said.REMARKS) if said in spoken)


MOST = 20_000
"""Characters of a mail that are read; agreement is shorter."""
_LONGEST = 300
"""Characters of a sentence that can be agreement; what is longer says something."""


def kind_of(sentence: str) -> Said | str:
    """What one sentence says; agreement only where every piece of it is agreement or courtesy."""
    bare = sentence[:_LONGEST].rstrip("?？؟ ")
    meant = bare
    while (shorter := ASSURES.sub("", meant, count=1)) != meant:
        meant = shorter
    if FAREWELL.search(meant) and not _speaks(meant):
        return FILLER
    # A question, and what goes on beyond the longest agreement, is none.
    agreed = _agreed(meant) if bare == sentence and not BUT.search(meant) else None
    return agreed or _asked(meant, question=sentence.endswith(("?", "？", "؟")))


def _asked(meant: str, *, question: bool) -> Said:
    """What a sentence asks, or what it is where it asks for nothing."""
    for name, pattern in ASKS:
        if pattern.search(meant):
            return Said(name)
    if AGREEING.search(meant):
        return Said.CONDITIONAL
    return Said.QUESTION if question else Said.REMARKS


def _agreed(meant: str) -> Said | str | None:
    """Agreement or courtesy where a sentence, whole or piece by piece, is nothing else."""
    if REST.search(meant):
        meant = _without_rest(meant)
        if meant in {"", "the chapters"}:
            return FILLER
        if NOTHING.fullmatch(meant):
            return Said.NO_CHANGES
    if AGREES.fullmatch(meant):
        return Said.NO_CHANGES
    pieces = [p for p in re.split(r"\s*[,،、—–-]\s+|\s*[，،、]\s*|\s(?:and|et|y|и)\s", meant) if p]
    agreed = [AGREES.fullmatch(piece) is not None for piece in pieces]
    if all(a or FILLERS.fullmatch(p) for a, p in zip(agreed, pieces, strict=True)):
        return Said.NO_CHANGES if any(agreed) else FILLER
    return None


def _without_rest(sentence: str) -> str:
    """A sentence about the other chapters as if it were about all: what it says is the same."""
    said = REST.sub(lambda m: "the chapters" if m["english"] and not m["lead"] else " ", sentence)
    return " ".join(said.split()).strip(" ,،，")


def beyond_courtesy(words: str, names: Collection[str] = ()) -> str:
    """The paragraphs of a mail that say something of the text itself; empty where it only greets,
    thanks, agrees, or says that a file is attached. When in doubt, it says something.

    `names` are words in lower case that say no more than whose file it is. What asks for time, to
    decline or to write to others is not of the text: it waits by itself (`reason_of`).
    """
    paragraphs = [p.strip() for p in re.split(r"\n\s*\n", words.strip())]
    if len(paragraphs) > 1 and _may_be_a_name(paragraphs[-1]):
        paragraphs.pop()
    known = OF_FILES | set(names)
    return "\n\n".join(p for p in paragraphs if any(_tells(s, known) for s in sentences(p)))


def _may_be_a_name(text: str) -> bool:
    """Whether the end of a mail looks like somebody's name: "Jane Nine"."""
    words = text.split()
    capital = all(word[0].isupper() and word.isalpha() for word in words)
    return capital and len(words) <= _LONGEST_NAME and not asks_for_change(text)


_LONGEST_NAME = 4

_NOT_OF_THE_TEXT = {
    FILLER,
    Said.NO_CHANGES,
    Said.STOP,
    Said.EXTENSION,
    Said.DECLINE,
    Said.DELEGATE,
}


def _tells(sentence: str, known: Collection[str]) -> bool:
    """Whether a sentence says something of the text."""
    if kind_of(sentence) in _NOT_OF_THE_TEXT:
        return False
    if sentence.endswith(("?", "？", "؟")):
        return True
    pieces = re.split(r"\s*[,;:—–]\s*|\s-\s", sentence)
    spoken = [w for p in pieces if not COURTESY.fullmatch(p) for w in LETTERS.findall(p)]
    # Bare figures may be a correction: "2012, not 2017" has a word, "2012 -> 2017" has none.
    bare = not LETTERS.search(sentence)
    return bare or not all(word.removesuffix("'s") in known for word in spoken)


LETTERS = re.compile(r"[^\W\d_][\w'-]*")
"""A word that begins with a letter."""


_MOST_WORDS_OF_A_SIGNATURE = 8


def sentences(words: str) -> Iterator[str]:
    """The sentences of a mail in lower case, without what follows a farewell, if that is only
    names and numbers.
    """
    lines = [plain(line) for line in words.splitlines()]
    for number, line in enumerate(lines):
        if FAREWELL.search(line) and not any(map(_speaks, lines[number + 1 :])):
            lines = [*lines[:number], *([] if not _speaks(line) else [line])]
            break
    # A sentence may run over lines; an empty line, or one that ends like a salutation, ends it.
    text = "\n".join(line or "." for line in lines)
    text = re.sub(r",\n|\n(?=[-*•·])", ".\n", text)
    for part in re.split(r"(?<=[?？؟])|[.!;:](?=\s|$)|[。！；：؛]|\.\n", text):
        sentence = " ".join(part.split()).strip(" -*•·,.")
        if sentence:
            yield sentence


def _speaks(line: str) -> bool:
    """Whether a line under a farewell says something that may matter."""
    return bool(
        len(line.split()) > _MOST_WORDS_OF_A_SIGNATURE
        or line.startswith(("ps", "p.s", "nb", "n.b", "p. s"))
        or BUT.search(line)
        or any(pattern.search(line) for _, pattern in ASKS)
        or line.endswith(("?", "？", "؟"))
    )


def plain(text: str) -> str:
    """Lower case, one space, plain quotes, digits of any script as 0–9, no marks that only steer
    the direction or the vowels.
    """
    kept = (
        str(unicodedata.digit(c)) if c.isdigit() else c
        for c in unicodedata.normalize("NFKC", text)
        if unicodedata.category(c) != "Cf" and not "\u064b" <= c <= "\u0652" and c != "\u0640"
    )
    return " ".join("".join(kept).casefold().replace("’", "'").replace("‘", "'").split())


_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATES = (
    re.compile(r"(?P<y>20\d\d)[-/年]\s?(?P<m>\d{1,2})[-/月]\s?(?P<d>\d{1,2})"),
    re.compile(r"(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]"),
    re.compile(
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th|er)?\.?(?:\s(?:of|de|du))?\s(?P<w>{_MONTH})\b"
        r"(?:,?\s(?:de\s)?(?P<y>20\d\d))?"
    ),
    re.compile(rf"\b(?P<w>{_MONTH})\.?\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s(?P<y>20\d\d))?"),
    re.compile(r"\b(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>20\d\d)"),
    re.compile(r"(?<![\d/])(?P<d>1[3-9]|2\d|3[01])/(?P<m>\d{1,2})(?:/(?P<y>20\d\d))?(?![\d/])"),
    re.compile(r"(?<![\d/])(?P<m>\d{1,2})/(?P<d>1[3-9]|2\d|3[01])(?:/(?P<y>20\d\d))?(?![\d/])"),
)
"""Dates as people write them; 10/11 is none, because nobody knows which is the month."""

_LONG_AGO = timedelta(days=180)


def _until(text: str, today: date) -> date | None:
    """The last date that a text names, none where it names none that is sure."""
    found = [
        day
        for pattern in _DATES
        for match in pattern.finditer(text)
        if (day := _date(match.groupdict(), today)) is not None
    ]
    return max(found, default=None)


def _date(parts: dict[str, str | None], today: date) -> date | None:
    month = MONTHS.get(parts.get("w") or "") or int(parts.get("m") or 0)
    year = int(parts.get("y") or today.year)
    try:
        day = date(year, month, int(parts["d"] or 0))
        # "until 10 January", written in December
        past = not parts.get("y") and today - day > _LONG_AGO
        return day.replace(year=year + 1) if past else day
    except ValueError:
        return None


def _delegate(sentence: str) -> str:
    found = re.search(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", sentence)
    return found[0] if found else ""
