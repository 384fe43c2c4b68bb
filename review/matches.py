"""Whose it is: the signals of an inbound, strongest first; what disagrees is held."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from review.partners import PartnerId
from review.returns import Method, Reason
from review.rounds import RoundId

__all__ = ["Evidence", "Hold", "Matched", "Party", "match"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A partner in a round: what a token, a letter or an assignment names."""

    round: RoundId
    partner: PartnerId


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What each signal of one inbound names, likeliest first; all may be empty.

    `tokens`: of any delivery address that is known. `threads`: of In-Reply-To, then of References
    newest first, then of the marker. `stamps`: of every Word file's stamp that is known.
    `subjects`: of the subject's references. `senders`: of every partner that has the address, or
    its domain, and open chapters. `likely`: of the chapters that a file resembles. `open` are the
    rounds that still take answers.
    """

    tokens: tuple[Party, ...] = ()
    threads: tuple[Party, ...] = ()
    stamps: tuple[Party, ...] = ()
    subjects: tuple[Party, ...] = ()
    senders: tuple[Party, ...] = ()
    likely: tuple[Party, ...] = ()
    open: Collection[RoundId] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """The party and the strongest signal that named it; `notes` say what weaker signals said
    otherwise.
    """

    party: Party
    method: Method
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Why nobody can be named for sure, and who it may be, likeliest first."""

    reason: Reason
    candidates: tuple[Party, ...]
    text: str


def match(evidence: Evidence) -> Matched | Hold:
    """Whose an inbound is: token, thread, stamp, subject, sender (with the file's likeness
    between several rounds), in this order; two strong signals that disagree are held.
    """
    raise NotImplementedError
