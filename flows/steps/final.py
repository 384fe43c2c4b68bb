"""What a text that is about to be published still leaves open."""

from __future__ import annotations

from dataclasses import dataclass

from chapters import Finding, open_points
from flows.parts import Parts
from flows.steps.gathering import opening_of
from flows.steps.publishing import Correction, Standing
from flows.steps.settling import text_of
from flows.steps.weighing import contradiction, weigh
from review.gates import in_gate
from review.publications import Chapter, Sha256
from review.rounds import RoundId

__all__ = ["LeftOpen", "left_open"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOpen:
    """Words that wait for others in the text of a chapter: “[to be confirmed]”, “TBC”."""

    number: str
    point: Finding


def left_open(
    parts: Parts, round_id: RoundId, standing: Standing, correction: Correction | None = None
) -> list[LeftOpen]:
    """What the next edition would leave open, in the order of the guide; it says that the text is
    not final, and holds up nothing.
    """
    if correction is not None:
        corrected = correction.chapters.items()
        texts = {number: parts.storage.files.get(Sha256(sha)) for number, sha in corrected}
    else:
        with parts.storage.reading() as work:
            opening = opening_of(work, round_id)
        added = {line.number for line in standing.lines}
        chapters = [c for c in in_gate(opening) if not standing.adds or c.number in added]
        texts = {c.number: _text(parts, round_id, c) for c in chapters}
    return [
        LeftOpen(number=number, point=point)
        for number, data in texts.items()
        for point in open_points(data)
    ]


def _text(parts: Parts, round_id: RoundId, chapter: Chapter) -> bytes:
    """A chapter as it would go out; as it was merged last, where decisions contradict."""
    weighed = weigh(parts, round_id, chapter.id)
    text = text_of(parts, weighed) if not contradiction(parts, weighed) else None
    if text is None or text.problem:
        return parts.storage.files.get(chapter.merged or chapter.base)
    return text.data
