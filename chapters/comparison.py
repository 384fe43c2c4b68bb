"""Base against revised → tracked changes."""

from __future__ import annotations

from datetime import datetime

from chapters.comparing.files import File
from chapters.comparing.hands import Hand
from chapters.comparing.importing import style_names
from chapters.comparing.looks import Looks
from chapters.comparing.redlining import Redline, against
from chapters.comparing.standing import standing
from chapters.comparing.times import stamp_of
from chapters.comparing.tracing import Tracer
from chapters.marked import marked_parts
from chapters.package import Package
from chapters.resolution import accept_all

__all__ = ["compare"]

_LABEL = "revised"


def compare(
    base: bytes, revised: bytes, *, author: str, when: datetime, formatting: bool = False
) -> bytes:
    """The base with tracked changes that give the revised text when accepted, the base when
    rejected.

    Marks that the revised file has count as accepted; old marks of the base stay.
    """
    other = Package.open(revised)
    if any(part.marks for part in marked_parts(other)):
        other = Package.open(accept_all(revised))
    mine, stories = standing(base)
    package = mine.package
    looks = Looks(style_names(package, other)) if formatting else None
    tracer = Tracer(Hand(author, stamp_of(when), _LABEL), looks=looks)
    traced = against(mine, stories, File(other, _LABEL)).traced(tracer)
    redline = Redline(package, {_LABEL: other})
    for story in traced.values():
        redline.write(story, {_LABEL: story.other_part})
    redline.settle_notes()
    return package.save()
