"""Which file is which chapter, and what is to be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from review.publications import ChapterId, Sha256
from review.returns import Answer, Reason
from review.rounds import Assignment, AssignmentId, Opening

__all__ = ["FileSeen", "Judged", "judge_files"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSeen:
    """What `chapters` found in one file of an inbound.

    `word`: it opened as a Word file; else `refused` is the sentence why not, empty for a file of
    another kind, and `encrypted` says it asks for a password. `stamp` is the assignment it carries,
    none or unknown to us possibly. `likeness` is from 0 to 1 for every chapter of the round.
    `unchanged`: equal to the copy that the stamped (or likeliest) assignment was sent. `untracked`
    counts changes made without tracking, 0 where none or not known.
    """

    name: str
    sha256: Sha256
    word: bool = True
    refused: str = ""
    encrypted: bool = False
    too_large: bool = False
    stamp: AssignmentId | None = None
    likeness: Mapping[ChapterId, float] = field(default_factory=dict)
    unchanged: bool = False
    untracked: int = 0
    inside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What becomes of one file.

    `answer` is none where no return is made of it: a supporting file (`supporting`), or one that
    only waits. `reason` is set where something waits for a person: alone, the file is held; beside
    an answer, the return is taken and not merged before a person has looked. `candidates` are the
    assignments it may belong to. `note` is one sentence for the receipt.
    """

    file: FileSeen
    assignment: AssignmentId | None = None
    answer: Answer | None = None
    supporting: bool = False
    reason: Reason | None = None
    candidates: tuple[AssignmentId, ...] = ()
    note: str = ""

    @property
    def mergeable(self) -> bool:
        """Whether its changes may be merged without a person looking at the file first."""
        return self.answer is Answer.FILE and self.reason is None


def judge_files(
    files: Sequence[FileSeen],
    mine: Sequence[Assignment],
    opened: Opening,
    *,
    reconciles: bool,
) -> list[Judged]:
    """What becomes of each file of one inbound, in the order of `files`.

    `mine` are the assignments of the matched partner in the matched round `opened`. The stamp
    names the chapter, else likeness; `reconciles` says whether untracked changes can be trusted to
    `chapters.reconcile`.
    """
    raise NotImplementedError
