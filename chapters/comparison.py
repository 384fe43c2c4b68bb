"""Base against revised → tracked changes."""

from __future__ import annotations

from datetime import datetime

from chapters.comparing.boxes import pair_boxes
from chapters.comparing.checking import check
from chapters.comparing.files import File
from chapters.comparing.hands import Hand
from chapters.comparing.importing import style_names
from chapters.comparing.looks import Looks
from chapters.comparing.redlining import Against, Redline, against, is_outer, stories_of
from chapters.comparing.standing import Laid, first_written, ways_laid
from chapters.comparing.times import stamp_of
from chapters.comparing.tracing import Tracer
from chapters.package import Package
from chapters.resolution import accept_all
from chapters.revisions import read_revisions

__all__ = ["compare"]

_LABEL = "revised"


def compare(
    base: bytes, revised: bytes, *, author: str, when: datetime, formatting: bool = False
) -> bytes:
    """The base with tracked changes that give the revised text when accepted, the base when
    rejected.

    Marks that the revised file has count as accepted; old marks of the base stay. Raises
    `NotSupported` where these cannot.
    """
    if read_revisions(revised):
        revised = accept_all(revised)
    hand = Hand(author, stamp_of(when), _LABEL)
    old = read_revisions(base)
    if not old:
        mine, other = File(Package.open(base)), File(Package.open(revised), _LABEL)
        pair_boxes(mine, [other])
        laid = against(mine, stories_of(mine), other)
        return _written(laid, hand, formatting=formatting)

    def write(laid: Laid) -> bytes:
        redline = _written(laid.against, hand, formatting=formatting)
        check(redline, base, revised)
        return redline

    return first_written(ways_laid(base, old, revised, _LABEL), write)


def _written(laid: Against, hand: Hand, *, formatting: bool) -> bytes:
    package, other = laid.base.package, laid.other.package
    looks = Looks(style_names(package, other)) if formatting else None
    traced = laid.traced(Tracer(hand, looks=looks))
    redline = Redline(package, {_LABEL: other})
    for story in sorted(traced.values(), key=is_outer):
        redline.write(story, {_LABEL: story.other_part})
    redline.settle_notes()
    return package.save()
