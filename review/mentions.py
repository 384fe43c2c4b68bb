"""Which chapters a partner's words are about: those they name, “the other ones”, or all."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from review.phrases import BUT, CHAPTER_WORDS, FOLLOWS, REST
from review.publications import Chapter, ChapterId
from review.returns import Reason
from review.rounds import Assignment, AssignmentId, Opening, State
from review.states import awaited, takes_answers
from review.words import FILLER, MOST, Said, kind_of, plain, sentences

__all__ = ["agreed_apart", "assignments_meant", "chapters_named", "rest_left", "why_none"]


def assignments_meant(
    words: str,
    opened: Opening,
    mine: Sequence[Assignment],
    *,
    waiting: Collection[AssignmentId] = (),
) -> tuple[Assignment, ...]:
    """The assignments of a partner that its words are about: of the chapters they name, else all
    that are still awaited, and those that lapsed while the words waited for a person.

    “The other chapters” are those that are awaited, and to which no file may belong that is
    `waiting` for a person. Empty where the words name only chapters the partner was not asked
    about, where nothing is awaited, or not as many as they say: then they wait for a person.
    """
    taking = [a for a in mine if takes_answers(a, opened.round)]
    named = chapters_named(words, opened.chapters)
    free = [a for a in taking if _may_answer(a, opened)]
    said = [m for s in sentences(words[:MOST]) if (m := _of_rest(s, opened))]
    if said:
        rest = [a for a in free if a.chapter not in named and a.id not in waiting]
        return tuple(a for a in taking if a.chapter in named or a in _as_many(rest, said))
    return tuple(a for a in taking if a.chapter in named) if named else tuple(free)


def why_none(words: str, opened: Opening, mine: Sequence[Assignment]) -> Reason:
    """Why agreement that means none of a partner's assignments waits for a person."""
    rest = any(_of_rest(s, opened) for s in sentences(words[:MOST]))
    return Reason.QUESTION if rest and any(map(awaited, mine)) else Reason.NOT_AWAITED


def agreed_apart(
    words: str,
    opened: Opening,
    mine: Sequence[Assignment],
    *,
    has_file: bool,
    busy: Collection[AssignmentId] = (),
    waiting: Collection[AssignmentId] = (),
) -> tuple[Assignment, ...]:
    """The awaited assignments of whose chapters a whole sentence says that there is nothing to
    change, in a mail that says more: “no comments on chapter 0” with a file of another chapter,
    or “no comments on the other chapters”. None is `busy`, answered by the file of the mail or that
    of a file which waits; to the other chapters no file may belong that is `waiting`, of any mail.

    Empty where anything else in it may be about them: then a person reads it.
    """
    agreed, others = set[ChapterId](), set[ChapterId]()
    title: tuple[ChapterId, ...] = ()
    rest: list[re.Match[str]] = []
    head: re.Match[str] | None = None
    of_file = False
    for sentence in sentences(words[:MOST]):
        kind, named = kind_of(sentence), chapters_named(sentence, opened.chapters)
        others_said = _of_rest(sentence, opened)
        if kind is Said.NO_CHANGES:
            # Beside what is said of a file, “the rest” may be the rest of that file.
            rest += [m for m in (others_said or head,) if m and not (of_file and _is_bare(m))]
            agreed.update(named or (() if others_said or head else title))
        elif kind is FILLER:
            if named or others_said:  # “Chapter 0: no comments.”
                title, head = named, others_said
        elif named:
            others.update(named)
            title, head = (), None
        elif kind not in {Said.ATTACHED, Said.EXTENSION}:
            others.update(title)
            of_file = has_file and not agreed and not rest
            if head or not _is_apart(kind, sentence, of_file=of_file):
                return ()
    free = [a for a in mine if _may_answer(a, opened) and a.id not in busy]
    left = [a for a in free if a.chapter not in agreed | others and a.id not in waiting]
    return tuple(
        a for a in free if a.chapter in agreed - others or (rest and a in _as_many(left, rest))
    )


def rest_left(
    words: str, opened: Opening, mine: Sequence[Assignment], *, taken: Collection[AssignmentId]
) -> tuple[Assignment, ...]:
    """The awaited assignments, but for those `taken`, that “no comments on the rest” may mean."""
    agreed = (s for s in sentences(words[:MOST]) if kind_of(s) is Said.NO_CHANGES)
    if not any(_of_rest(s, opened) for s in agreed):
        return ()
    return tuple(a for a in mine if _may_answer(a, opened) and a.id not in taken)


def _of_rest(sentence: str, opened: Opening) -> re.Match[str] | None:
    """Where a sentence that names no chapter speaks of the other ones."""
    return None if chapters_named(sentence, opened.chapters) else REST.search(sentence)


_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5}


def _as_many(rest: Sequence[Assignment], said: Sequence[re.Match[str]]) -> Sequence[Assignment]:
    """The other chapters, if there are as many as is said; else none."""
    counts = {_NUMBERS[m["n"]] for m in said if m["n"]} | {1 for m in said if m["one"]}
    return rest if counts <= {len(rest)} else ()


def _is_bare(said: re.Match[str]) -> bool:
    """Whether what is said of the rest may be about the rest of one chapter as well."""
    return bool(said["rest"] or said["rest_of_it"])


def _may_answer(assignment: Assignment, opened: Opening) -> bool:
    """Whether words can answer it: still awaited, or lapsed while they waited for a person."""
    waits = awaited(assignment) or assignment.state is State.LAPSED
    return waits and takes_answers(assignment, opened.round)


def _is_apart(kind: Said | str, sentence: str, *, of_file: bool) -> bool:
    """Whether what names no chapter is not about one that another sentence agrees to: before it,
    beside a file, it is about the file.
    """
    remark = kind is Said.REMARKS and not BUT.search(sentence)
    return remark and (of_file or FOLLOWS.search(sentence) is not None)


def chapters_named(words: str, chapters: Sequence[Chapter]) -> tuple[ChapterId, ...]:
    """The chapters that words name by number or title, in the order of the guide."""
    text = plain(words[:MOST])
    return tuple(c.id for c in chapters if _names(text, c))


_LONG_TITLE = 10


def _names(text: str, chapter: Chapter) -> bool:
    """Whether a text names a chapter: by a number such as 3.1, by "chapter 3", or by its title
    (short ones are partners' names as well).
    """
    number = re.escape(plain(chapter.number))
    word = "" if "." in chapter.number else rf"{CHAPTER_WORDS}\s?(?:[\d.]+(?:,|\sand)\s)*"
    title = plain(chapter.title)
    return bool(
        re.search(rf"(?<![\d.]){word}{number}(?!\.?\d)", text)
        or (len(title) >= _LONG_TITLE and title in text)
    )
