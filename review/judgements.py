"""Which file is which chapter, and what is to be done with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from review.publications import Chapter, ChapterId, Sha256
from review.returns import Answer, Method, Reason
from review.rounds import Assignment, AssignmentId, Opening

__all__ = ["OTHER", "FileSeen", "Judged", "judge_files", "refusal_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSeen:
    """What `chapters` found in one file of an inbound.

    `word`: it opened as a Word file; else `refused` is the sentence why not, empty for a file of
    another kind, and `encrypted` says it asks for a password; `other_format`: it is a text that
    could have been converted. `stamp` is the assignment it carries, none or unknown to us possibly;
    `given_to` the one that a person gave it to. `likeness` is from 0 to 1 for the chapters it was
    compared with. `unchanged`: it says what the draft says that was sent, `saved`: in other bytes.
    `older`: it was made from an older draft. `failed` is the sentence why its changes cannot be
    told, empty where they can. `noted`: it has notes, of a PDF, that a person must read.
    """

    name: str
    sha256: Sha256
    word: bool = True
    refused: str = ""
    encrypted: bool = False
    too_large: bool = False
    other_format: bool = False
    stamp: AssignmentId | None = None
    given_to: AssignmentId | None = None
    likeness: Mapping[ChapterId, float] = field(default_factory=dict)
    unchanged: bool = False
    saved: bool = False
    older: bool = False
    failed: str = ""
    inside: str = ""
    noted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What becomes of one file.

    `answer` is none where no return is made of it: a supporting file (`supporting`), or one that
    only waits. `reason` is set where something waits for a person: alone, the file is held; beside
    an answer, the return is taken and not merged before a person has looked. `candidates` are the
    assignments it may belong to. `by` says how its assignment was found: `STAMP`, `LIKENESS` or
    `PERSON`.
    `note` is one sentence for the receipt.
    """

    file: FileSeen
    assignment: AssignmentId | None = None
    answer: Answer | None = None
    supporting: bool = False
    reason: Reason | None = None
    candidates: tuple[AssignmentId, ...] = ()
    by: Method | None = None
    note: str = ""

    @property
    def mergeable(self) -> bool:
        """Whether its changes may be merged without a person looking at the file first."""
        return self.answer is Answer.FILE and self.reason is None


def judge_files(
    files: Sequence[FileSeen],
    mine: Sequence[Assignment],
    opened: Opening,
) -> list[Judged]:
    """What becomes of each file of one inbound, in the order of `files`.

    `mine` are the assignments of the matched partner in the matched round `opened`. A person names
    the chapter, or else the stamp, or else likeness.
    """
    seen = _Seen(mine=tuple(mine), opened=opened)
    judged = [_judge(file, seen) for file in files]
    judged = _one_each(judged)
    return [_beside(j, judged) for j in judged]


ALIKE = 0.6
"""From here on a file may be a chapter; below, it is another text."""
SURE = 0.1
"""By so much a chapter must be likelier than the next."""
OTHER = 0.3
"""A stamped file that resembles its own chapter less than this holds another text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What a file is judged against."""

    mine: tuple[Assignment, ...]
    opened: Opening

    def of(self, id_: AssignmentId | None) -> Assignment | None:
        return next((a for a in self.opened.assignments if a.id == id_), None)

    def on(self, chapter: ChapterId) -> Assignment | None:
        return next((a for a in self.mine if a.chapter == chapter), None)

    def chapter(self, id_: ChapterId) -> Chapter:
        return next(c for c in self.opened.chapters if c.id == id_)


def _judge(file: FileSeen, seen: _Seen) -> Judged:
    """What one file is, without regard to the others."""
    refusal = refusal_of(file)
    if refusal is not None:
        return Judged(file=file, reason=refusal)
    given = seen.of(file.given_to)
    if given is not None:
        by = Method.STAMP if file.stamp == given.id else Method.PERSON
        return _returned(file, given, by)
    stamped = seen.of(file.stamp)
    if stamped is None:
        return _by_likeness(file, seen)
    likely = _likeliest(file)
    away = file.likeness.get(stamped.chapter, 1.0) < OTHER and likely not in {None, stamped.chapter}
    if stamped not in seen.mine or away:
        other = likely if away and likely is not None else stamped.chapter
        return _wrong(file, seen.chapter(other), seen)
    return _returned(file, stamped, Method.STAMP)


def refusal_of(file: FileSeen) -> Reason | None:
    """Why a file cannot be read, whosoever it is; none where it can."""
    rows = (
        (file.too_large, Reason.TOO_LARGE),
        (file.encrypted, Reason.ENCRYPTED),
        (file.other_format, Reason.OTHER_FORMAT),
        (bool(file.refused), Reason.UNREADABLE_FILE),
        (not file.word, Reason.NOT_WORD),
    )
    return next((reason for holds, reason in rows if holds), None)


def _likeliest(file: FileSeen) -> ChapterId | None:
    """The chapter that a file surely resembles most; none where two are near, or all far."""
    ranked = sorted(file.likeness.items(), key=lambda pair: -pair[1])
    if not ranked or ranked[0][1] < ALIKE:
        return None
    sure = len(ranked) == 1 or ranked[0][1] - ranked[1][1] >= SURE
    return ranked[0][0] if sure else None


def _by_likeness(file: FileSeen, seen: _Seen) -> Judged:
    likely = _likeliest(file)
    if likely is None:
        ranked = sorted(seen.mine, key=lambda a: -file.likeness.get(a.chapter, 0.0))
        return Judged(
            file=file, reason=Reason.WHICH_CHAPTER, candidates=tuple(a.id for a in ranked)
        )
    assignment = seen.on(likely)
    if assignment is None:
        return _wrong(file, seen.chapter(likely), seen)
    return _returned(file, assignment, Method.LIKENESS)


def _wrong(file: FileSeen, chapter: Chapter, seen: _Seen) -> Judged:
    return Judged(
        file=file,
        reason=Reason.WRONG_CHAPTER,
        candidates=tuple(a.id for a in seen.opened.assignments if a.chapter == chapter.id),
        note=f"It looks like chapter {chapter.number}, {chapter.title}.",
    )


def _returned(file: FileSeen, assignment: Assignment, by: Method) -> Judged:
    found = Judged(file=file, assignment=assignment.id, candidates=(assignment.id,), by=by)
    if file.failed:
        return replace(found, answer=Answer.FILE, reason=Reason.NOT_COMPARABLE)
    if file.unchanged:
        return replace(found, answer=Answer.NO_CHANGES, note=_nothing(file))
    other = by is not Method.LIKENESS and file.likeness.get(assignment.chapter, 1.0) < OTHER
    if other and file.given_to is None:
        return replace(found, answer=Answer.FILE, reason=Reason.OTHER_TEXT)
    return replace(found, answer=Answer.FILE)


def _nothing(file: FileSeen) -> str:
    """What a partner is told whose file has no change in it, and asked where it was worked on."""
    again = "If you meant to change something, please send us your changes."
    if file.older:
        return f"It is an older draft of ours, without changes. {again}"
    if file.saved:
        return f"It was saved again, and says what we sent: there is no change in it. {again}"
    return "It is the file as we sent it, without changes."


def _one_each(judged: Sequence[Judged]) -> list[Judged]:
    """One return per chapter: the same bytes count once, an edited file beats the file as we sent
    it, and of several edited ones a person says which is final.
    """
    edited: dict[AssignmentId, set[Sha256]] = {}
    for j in judged:
        if j.assignment is not None and j.answer is Answer.FILE:
            edited.setdefault(j.assignment, set()).add(j.file.sha256)
    result: list[Judged] = []
    taken: Counter[AssignmentId] = Counter()
    for j in judged:
        if j.assignment is None:
            result.append(j)
            continue
        result.append(_settled(j, edited.get(j.assignment, set()), again=taken[j.assignment] > 0))
        taken[j.assignment] += result[-1].answer is not None
    return result


def _settled(j: Judged, edited: set[Sha256], *, again: bool) -> Judged:
    if j.answer is Answer.FILE and len(edited) > 1:
        return replace(j, answer=None, reason=Reason.WHICH_IS_FINAL)
    if j.answer is Answer.NO_CHANGES and edited:
        return replace(j, answer=None, supporting=True)
    if again:
        return replace(j, answer=None, reason=None, supporting=True, note="The same file, twice.")
    return j


def _beside(j: Judged, judged: Sequence[Judged]) -> Judged:
    """A file that is no chapter is a supporting file where a chapter came with it."""
    chapter_came = any(other.answer is not None for other in judged)
    other_text = max(j.file.likeness.values(), default=0.0) < ALIKE and not j.file.noted
    if chapter_came and other_text and j.reason in {Reason.NOT_WORD, Reason.WHICH_CHAPTER}:
        return replace(
            j, reason=None, supporting=True, candidates=(), note="Kept beside the chapter."
        )
    return j
