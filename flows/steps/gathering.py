"""What steps read before they decide: a round with everything that belongs to it."""

from __future__ import annotations

from collections.abc import Iterable

from chapters import Comment, read_comments
from flows.parts import Parts
from review.amendments import standing
from review.editions import Work, check_decides
from review.errors import NotAllowed
from review.publications import Chapter, ChapterId, Sha256
from review.rounds import Opening, RoundId
from storage import UnitOfWork

__all__ = ["check_chapter", "comments_sent", "older_drafts", "opening_of", "work_of"]


def opening_of(work: UnitOfWork, round_id: RoundId) -> Opening:
    """A round as it stands; raises `NotAllowed` where there is none of that id."""
    opened = work.rounds.get(round_id)
    if opened is None:
        raise NotAllowed("work on", f"round {round_id}", "there is no such round")
    return Opening(
        round=opened,
        participants=tuple(work.participants.of_round(round_id)),
        chapters=tuple(work.chapters.of_round(round_id)),
        assignments=tuple(work.assignments.of_round(round_id)),
    )


def check_chapter(work: UnitOfWork, round_id: RoundId, *chapters: ChapterId) -> None:
    """Nothing where decisions on these chapters can still be printed; else raises `NotAllowed`."""
    check_decides(opening_of(work, round_id).round, work.editions.of_round(round_id), chapters)


def older_drafts(work: UnitOfWork, opening: Opening, chapter: Chapter) -> list[Sha256]:
    """The drafts of a chapter that earlier rounds of the same publication sent, newest first.

    The same chapter is one of the same number or title; a draft that is sent again is not older.
    """
    earlier = [
        other.id
        for other in work.rounds.all()
        if other.publication == opening.round.publication
        and other.launched_at < opening.round.launched_at
    ]
    sent = [
        one.base
        for round_id in reversed(earlier)
        for one in work.chapters.of_round(round_id)
        if one.number == chapter.number or one.title == chapter.title
    ]
    return [base for base in dict.fromkeys(sent) if base != chapter.base]


def work_of(work: UnitOfWork, round_id: RoundId) -> Work:
    """Everything that happened in a round."""
    return Work(
        returns=tuple(work.returns.of_round(round_id)),
        proposals=tuple(work.proposals.of_round(round_id)),
        decisions=tuple(work.decisions.latest(round_id).values()),
        remarks=tuple(work.remarks.of_round(round_id)),
        amendments=standing(work.amendments.of_round(round_id)),
        letters=tuple(work.letters.of_round(round_id)),
    )


def comments_sent(parts: Parts, chapters: Iterable[Chapter]) -> dict[ChapterId, list[Comment]]:
    """Our own comments in chapters as they were sent."""
    return {c.id: read_comments(parts.storage.files.get(c.base)) for c in chapters}
