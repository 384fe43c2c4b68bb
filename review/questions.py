"""Questions: the secretariat's own comments in what was sent, and what partners did about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chapters import Comment, Finding
from review.partners import PartnerId
from review.publications import ChapterId

__all__ = ["ABOUT_OURS", "ANSWERED", "Question", "questions_of"]

ANSWERED = "comment-answered"
ABOUT_OURS = frozenset({ANSWERED, "comment-gone", "comment-edited", "comment-resolved"})
"""Codes of findings that tell what became of a comment of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A comment of ours as it was sent: it stays in the record, whatever a partner did to its own
    copy. `fates` say what that was, partner by partner; none where nobody touched it.
    """

    chapter: ChapterId
    author: str
    place: str
    quoted: str
    text: str
    fates: tuple[str, ...] = ()


def questions_of(
    chapter: ChapterId,
    sent: Sequence[Comment],
    seen: Iterable[tuple[PartnerId, Sequence[Finding]]],
) -> list[Question]:
    """The comments of a chapter as it was sent, in its order; `seen` is what was noticed in the
    returns of each partner.
    """
    seen = list(seen)
    texts = [comment.text for comment in sent]
    return [
        Question(
            chapter=chapter,
            author=comment.author,
            place=str(comment.place),
            quoted=comment.quoted,
            text=comment.text,
            fates=tuple(
                _fate(finding, comment, partner)
                for partner, findings in seen
                for finding in findings
                if _about(finding, comment, alone=texts.count(comment.text) == 1)
            ),
        )
        for comment in sent
    ]


def _about(finding: Finding, comment: Comment, *, alone: bool) -> bool:
    """Whether a finding is about this comment; by its place where two have the same words."""
    return (
        finding.code in ABOUT_OURS
        and f"ur comment “{comment.text}” " in finding.text
        and (alone or finding.where == str(comment.place))
    )


def _fate(finding: Finding, comment: Comment, partner: PartnerId) -> str:
    """What a partner did, without the names of persons."""
    words = finding.text.partition(f"“{comment.text}” ")[2]
    said = words.removeprefix("is answered: ").removeprefix("was changed to ")
    gone = "deleted by" if words.startswith("was deleted") else "not in the file of"
    rows = {
        ANSWERED: f"answered by {partner}: {said}",
        "comment-edited": f"changed by {partner} to {said}",
        "comment-resolved": f"settled, thinks {partner}",
        "comment-gone": f"{gone} {partner}",
    }
    return rows[finding.code].removesuffix(".")
