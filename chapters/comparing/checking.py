"""The proof of a redline: rejected it is the base, accepted it is the other file."""

from __future__ import annotations

from chapters.comparing.sameness import same
from chapters.errors import NotSupported
from chapters.findings import Finding
from chapters.resolution import accept_all, reject_all

__all__ = ["check", "check_base", "check_rejected"]


def check(redline: bytes, base: bytes, other: bytes) -> None:
    """Nothing where a redline is right; raises `NotSupported` where it is not.

    A wrong redline would lose a partner's words or invent some: then a person must look.
    """
    check_base(redline, base)
    wrong = _words_differ(accept_all(other), accept_all(redline))
    if wrong:
        raise NotSupported(f"A change in this file cannot be shown as tracked: {wrong[0].text}")


def check_base(redline: bytes, base: bytes) -> None:
    """Nothing where a redline is the base when it is rejected; raises `NotSupported` where not."""
    wrong = _words_differ(base, redline)
    if wrong:  # equations and cells with marks inside are told apart only when they are resolved
        wrong = _words_differ(reject_all(base), reject_all(redline))
    if wrong:
        raise NotSupported(f"The changes in this file cannot all be undone: {wrong[0].text}")


def check_rejected(returned: bytes, base: bytes) -> None:
    """Nothing where two files are the same when all their marks are rejected, as `resolve` does it;
    raises `NotSupported` where not: a mark that was accepted in one of them may change what
    becomes of those around it.
    """
    wrong = _words_differ(reject_all(base), reject_all(returned))
    if wrong:
        raise NotSupported(f"What was accepted in this file cannot be undone: {wrong[0].text}")


def _words_differ(one: bytes, other: bytes) -> list[Finding]:
    """The differences, without those of form that no mark can express."""
    return [found for found in same(one, other) if found.code == "untracked-change"]
