"""Whose it is: the signals of an inbound, strongest first; what disagrees is held."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from review.partners import PartnerId
from review.returns import Method, Reason
from review.rounds import RoundId, round_order

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
    strong = [(m, p) for m, parties in _strong(evidence) for p in parties]
    if strong:
        return _agreed(strong, evidence)
    for method, parties in (
        (Method.SUBJECT, evidence.subjects),
        (Method.SENDER, evidence.senders),
    ):
        if parties:
            return _weak(method, parties, evidence)
    text = "Nothing in it names a partner that we asked."
    return Hold(reason=Reason.UNMATCHED, candidates=_unique(evidence.likely), text=text)


def _strong(evidence: Evidence) -> list[tuple[Method, tuple[Party, ...]]]:
    """The strong signals, strongest first. Of a thread only the nearest letter counts: the older
    ones are quoted history.
    """
    return [
        (Method.TOKEN, _unique(evidence.tokens)),
        (Method.THREAD, evidence.threads[:1]),
        (Method.STAMP, _unique(evidence.stamps)),
    ]


def _agreed(strong: Sequence[tuple[Method, Party]], evidence: Evidence) -> Matched | Hold:
    """The party that all strong signals name, or why they do not agree."""
    parties = _unique([party for _, party in strong])
    if len({p.partner for p in parties}) > 1:
        return _conflict(strong, parties)
    # The same partner, several rounds: the newest of those that still take answers, because mail
    # programs quote old letters. But a file of an older round that is open is no old letter.
    live = [p for p in parties if p.round in evidence.open] or list(parties)
    party = max(live, key=lambda p: round_order(p.round))
    if any(m is Method.STAMP and p != party and p.round in evidence.open for m, p in strong):
        return _conflict(strong, parties)
    method = next(m for m, p in strong if p == party)
    return Matched(party=party, method=method, notes=_notes(party, strong, evidence))


def _weak(method: Method, parties: Sequence[Party], evidence: Evidence) -> Matched | Hold:
    """The one party that a weak signal names; the file's likeness chooses between several."""
    known = _unique(parties)
    chosen = known if len(known) == 1 else tuple(p for p in known if p in evidence.likely[:1])
    if len(chosen) == 1:
        by = method if len(known) == 1 else Method.LIKENESS
        return Matched(party=chosen[0], method=by, notes=_notes(chosen[0], [], evidence))
    text = f"Its {method} fits {_names(known)}."
    return Hold(reason=Reason.UNMATCHED, candidates=known, text=text)


def _conflict(strong: Sequence[tuple[Method, Party]], parties: tuple[Party, ...]) -> Hold:
    text = "; ".join(f"its {m} says {p.partner} in round {p.round}" for m, p in strong)
    return Hold(
        reason=Reason.CONFLICTING_SIGNALS,
        candidates=parties,
        text=f"{text[:1].upper()}{text[1:]}.",
    )


def _notes(
    party: Party, strong: Sequence[tuple[Method, Party]], evidence: Evidence
) -> tuple[str, ...]:
    """What other signals said otherwise; kept with the match."""
    others = [
        *strong,
        *((Method.THREAD, p) for p in evidence.threads[1:]),
        *((Method.SUBJECT, p) for p in evidence.subjects),
    ]
    return tuple(
        dict.fromkeys(
            f"Its {method} also names {p.partner} in round {p.round}."
            for method, p in others
            if p != party
        )
    )


def _names(parties: Sequence[Party]) -> str:
    return " and ".join(f"{p.partner} in round {p.round}" for p in parties)


def _unique(parties: Sequence[Party]) -> tuple[Party, ...]:
    return tuple(dict.fromkeys(parties))
