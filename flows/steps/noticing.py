"""What else a returned file does, besides the changes in it: for a person to look at."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from chapters import Finding, Quarrel, announce, quarrels

__all__ = ["NOT_LOOKED", "has_wish", "quarrels_in", "seen_beside"]

log = logging.getLogger(__name__)

NOT_LOOKED = "not-looked"
"""The code of a finding: what else changed could not be told."""


def seen_beside(base: bytes, returned: bytes) -> tuple[Finding, ...]:
    """What a return does besides changing words (`chapters.announce`); empty for equal bytes.

    Never an exception: where the looking fails, a finding says so, and the return is taken.
    """
    if base == returned:
        return ()
    try:
        return tuple(announce(base, returned))
    except Exception:  # what is only announced must not hold up what is returned
        log.exception("What else a return does could not be told.")
        text = "What else this file changes could not be told: compare its look by eye."
        return (Finding(code=NOT_LOOKED, where="", text=text),)


def has_wish(noticed: Iterable[Finding]) -> bool:
    """Whether anything that was noticed is a wish: a file with nothing else in it is an answer all
    the same. The layout is the guide's own, and our comments are ours to close.
    """
    return any(finding.code not in _NO_WISH for finding in noticed)


_NO_WISH = {
    NOT_LOOKED,
    "comment-answered",
    "comment-edited",
    "comment-gone",
    "comment-resolved",
    "foreign-style",
    "open-point",
    "page-break",
    "page-layout",
}


def quarrels_in(returned: bytes) -> tuple[Quarrel, ...]:
    """Where two people in one return want the opposite; never an exception."""
    try:
        return tuple(quarrels(returned))
    except Exception:
        log.exception("Whether two people in a return want the opposite could not be told.")
        return ()
