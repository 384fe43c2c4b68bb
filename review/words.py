"""What a partner's own words mean, in the six languages of the United Nations."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from review.phrases import (
    AGREEING,
    AGREES,
    ASKS,
    ASSURES,
    BUT,
    CHAPTER_WORDS,
    FAREWELL,
    FILLERS,
    FOLLOWS,
    MONTHS,
)
from review.publications import Chapter, ChapterId
from review.returns import Answer, Reason, Trust
from review.rounds import Assignment, Opening, State
from review.senders import acts
from review.states import awaited, takes_answers

__all__ = [
    "Meaning",
    "Said",
    "agreed_apart",
    "assignments_meant",
    "chapters_named",
    "meaning_of",
    "reason_of",
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
    found = [(_kind(sentence), sentence) for sentence in _sentences(words[:_MOST])]
    if len(words) > _MOST:
        found.append((Said.REMARKS, ""))
    kinds = {kind for kind, _ in found}
    said = next((said for said in _FIRST if said in kinds), None)
    if said is None:
        said = _rest(kinds)
    sentence = next((s for kind, s in found if kind is said), "")
    return Meaning(
        said=said,
        sentence=sentence,
        until=_until(_plain(words[:_MOST]), today) if said is Said.EXTENSION else None,
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


def assignments_meant(
    words: str, opened: Opening, mine: Sequence[Assignment]
) -> tuple[Assignment, ...]:
    """The assignments of a partner that its words are about: of the chapters they name, else all
    that are still awaited, and those that lapsed while the words waited for a person.

    Empty where they name only chapters the partner was not asked about, or nothing is awaited:
    then the words wait for a person.
    """
    taking = [a for a in mine if takes_answers(a, opened.round)]
    named = chapters_named(words, opened.chapters)
    if named:
        return tuple(a for a in taking if a.chapter in named)
    return tuple(a for a in taking if _may_answer(a, opened))


def agreed_apart(
    words: str, opened: Opening, mine: Sequence[Assignment], *, has_file: bool
) -> tuple[Assignment, ...]:
    """The awaited assignments of whose chapters a whole sentence says that there is nothing to
    change, in a mail that says more: “no comments on chapter 0” with a file of another chapter.

    Empty where anything else in it may be about them: then a person reads it.
    """
    agreed, others = set[ChapterId](), set[ChapterId]()
    title: tuple[ChapterId, ...] = ()
    for sentence in _sentences(words[:_MOST]):
        kind, named = _kind(sentence), chapters_named(sentence, opened.chapters)
        if kind is Said.NO_CHANGES:
            agreed.update(named or title)
        elif kind is _FILLER:
            title = named or title  # “Chapter 0: no comments.”
        elif named:
            others.update(named)
            title = ()
        elif kind not in {Said.ATTACHED, Said.EXTENSION}:
            others.update(title)
            if not _is_apart(kind, sentence, of_file=has_file and not agreed):
                return ()
    meant = agreed - others
    return tuple(a for a in mine if a.chapter in meant and _may_answer(a, opened))


def _may_answer(assignment: Assignment, opened: Opening) -> bool:
    """Whether words can answer it: still awaited, or lapsed while they waited for a person."""
    waits = awaited(assignment) or assignment.state is State.LAPSED
    return waits and takes_answers(assignment, opened.round)


def _is_apart(kind: Said | str, sentence: str, *, of_file: bool) -> bool:
    """Whether what names no chapter is not about one that another sentence agrees to: before it,
    beside a file, it is about the file.
    """
    plain = kind is Said.REMARKS and not BUT.search(sentence)
    return plain and (of_file or FOLLOWS.search(sentence) is not None)


def chapters_named(words: str, chapters: Sequence[Chapter]) -> tuple[ChapterId, ...]:
    """The chapters that words name by number or title, in the order of the guide."""
    text = _plain(words[:_MOST])
    return tuple(c.id for c in chapters if _names(text, c))


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

_FILLER = "filler"


def _rest(kinds: set[Said | str]) -> Said:
    """What a mail means in which no sentence asks for anything."""
    spoken = kinds - {_FILLER}
    if not spoken:
        return Said.REMARKS if kinds else Said.NOTHING
    if Said.NO_CHANGES in spoken:
        return Said.NO_CHANGES if spoken == {Said.NO_CHANGES} else Said.CONDITIONAL
    return next(said for said in (Said.QUESTION, Said.ATTACHED, Said.REMARKS) if said in spoken)


_MOST = 20_000
"""Characters of a mail that are read; agreement is shorter."""
_LONGEST = 300
"""Characters of a sentence that can be agreement; what is longer says something."""


def _kind(sentence: str) -> Said | str:
    """What one sentence says; agreement only where every piece of it is agreement or courtesy."""
    bare = sentence[:_LONGEST].rstrip("?？؟ ")
    meant = bare
    while (shorter := ASSURES.sub("", meant, count=1)) != meant:
        meant = shorter
    if FAREWELL.search(meant) and not _speaks(meant):
        return _FILLER
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
    if AGREES.fullmatch(meant):
        return Said.NO_CHANGES
    pieces = [p for p in re.split(r"\s*[,،、—–-]\s+|\s*[，،、]\s*|\s(?:and|et|y|и)\s", meant) if p]
    agreed = [AGREES.fullmatch(piece) is not None for piece in pieces]
    if all(a or FILLERS.fullmatch(p) for a, p in zip(agreed, pieces, strict=True)):
        return Said.NO_CHANGES if any(agreed) else _FILLER
    return None


_MOST_WORDS_OF_A_SIGNATURE = 8


def _sentences(words: str) -> Iterator[str]:
    """The sentences of a mail in lower case, without what follows a farewell, if that is only
    names and numbers.
    """
    lines = [_plain(line) for line in words.splitlines()]
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


def _plain(text: str) -> str:
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


_LONG_TITLE = 10


def _names(text: str, chapter: Chapter) -> bool:
    """Whether a text names a chapter: by a number such as 3.1, by "chapter 3", or by its title
    (short ones are partners' names as well).
    """
    number = re.escape(_plain(chapter.number))
    word = "" if "." in chapter.number else rf"{CHAPTER_WORDS}\s?(?:[\d.]+(?:,|\sand)\s)*"
    title = _plain(chapter.title)
    return bool(
        re.search(rf"(?<![\d.]){word}{number}(?!\.?\d)", text)
        or (len(title) >= _LONG_TITLE and title in text)
    )
