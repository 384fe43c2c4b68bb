"""A chapter as a Word file for the officer to decide in: written, kept, and known again."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from chapters import RevisionId, read_revisions, read_stamp, stamp
from flows.parts import Parts
from flows.steps.amending import with_own
from flows.steps.gathering import check_chapter
from flows.steps.settling import as_decided
from flows.steps.weighing import Weighed, weigh
from review.decisions import Proposal, ProposalId
from review.partners import PartnerId
from review.publications import Chapter, ChapterId, Sha256
from review.rounds import RoundId

__all__ = ["Copy", "Sent", "by_persons", "is_unread", "sent_copy", "write_copy"]

_SIGN = "decide:"
"""What a stamp begins with that names no assignment but a file for the officer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A chapter for the officer: with every open change tracked under its partner's name, and the
    rest as it was decided. `open` are the numbers of the changes in it.
    """

    chapter: Chapter
    data: bytes
    open: tuple[int, ...]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a copy was when it was written: its bytes, the revisions in it by proposal, and whose
    words came first.
    """

    name: Sha256
    round: RoundId
    chapter: ChapterId
    data: bytes
    marks: Mapping[ProposalId, tuple[RevisionId, ...]]
    first: tuple[PartnerId, ...] = ()


def write_copy(parts: Parts, round_id: RoundId, chapter: ChapterId) -> Copy:
    """A chapter's file for the officer, stamped, and kept to be known again."""
    with parts.storage.reading() as work:
        check_chapter(work, round_id, chapter)
    weighed = by_persons(weigh(parts, round_id, chapter))
    undecided = [p for p in weighed.proposals if p.id not in weighed.decisions]
    data, marks, problem = _marked(parts, weighed, undecided)
    told = {
        "round": round_id,
        "chapter": chapter,
        "file": parts.storage.files.put(data),
        "marks": marks,
        "first": weighed.chapter.first,
    }
    name = parts.storage.files.put(json.dumps(told, sort_keys=True).encode())
    return Copy(
        chapter=weighed.chapter,
        data=stamp(data, _SIGN + name),
        open=tuple(p.number for p in undecided),
        notices=(problem,) if problem else (),
    )


def is_unread(parts: Parts, data: bytes) -> bool:
    """Whether a file is a copy of ours in which nobody has written: one that may be replaced."""
    sign = read_stamp(data) or ""
    sent = sent_copy(parts, sign)
    return sent is not None and stamp(sent.data, sign) == data


def by_persons(weighed: Weighed) -> Weighed:
    """The chapter by what persons decided: what the rule would decide, is open to an officer."""
    ruled = {d.proposal for d in weighed.by_rule}
    kept = {p: d for p, d in weighed.decisions.items() if p not in ruled}
    return replace(weighed, decisions=kept, by_rule=())


Marks = dict[ProposalId, list[RevisionId]]


def _marked(
    parts: Parts, weighed: Weighed, undecided: Sequence[Proposal]
) -> tuple[bytes, Marks, str]:
    """The chapter with the open changes marked, their revisions by proposal, and a problem."""
    if weighed.combined is None:
        base = parts.storage.files.get(weighed.chapter.base)
        own = with_own(parts, base, weighed.amendments)
        return own.data, {}, own.problem
    marks = _marks_of(weighed, undecided)
    done = {
        one
        for p in weighed.proposals
        if (d := weighed.decisions.get(p.id)) and d.outcome.accepts
        for one in _marks_of(weighed, [p])[p.id]
    }
    leave = {one for ids in marks.values() for one in ids} - done
    text = as_decided(weighed.combined, weighed, leave=leave)
    own = with_own(parts, text, weighed.amendments)
    names = own.names if weighed.amendments and not own.problem else {one: one for one in leave}
    there = {one.id for one in read_revisions(own.data)}
    kept = {
        p: [names[one] for one in ids if one in names and names[one] in there]
        for p, ids in marks.items()
    }
    return own.data, kept, own.problem


def _marks_of(weighed: Weighed, proposals: Collection[Proposal]) -> Marks:
    chosen: dict[tuple[PartnerId, RevisionId], list[ProposalId]] = {}
    for proposal in proposals:
        for revision in proposal.revisions:
            chosen.setdefault((proposal.partner, revision.id), []).append(proposal.id)
    marks: Marks = {p.id: [] for p in proposals}
    for mark, origins in weighed.combined.origins.items() if weighed.combined else ():
        for reviewer, original in origins:
            for proposal_id in chosen.get((PartnerId(reviewer), original), ()):
                if mark not in marks[proposal_id]:
                    marks[proposal_id].append(mark)
    return marks


def sent_copy(parts: Parts, sign: str) -> Sent | None:
    """The copy that a stamp names, none where it names none of this home."""
    name = Sha256(sign.removeprefix(_SIGN))
    if not sign.startswith(_SIGN) or not parts.storage.files.has(name):
        return None
    told = json.loads(parts.storage.files.get(name))
    return Sent(
        name=name,
        round=RoundId(told["round"]),
        chapter=ChapterId(told["chapter"]),
        data=parts.storage.files.get(Sha256(told["file"])),
        marks={ProposalId(p): tuple(map(RevisionId, ids)) for p, ids in told["marks"].items()},
        first=tuple(map(PartnerId, told.get("first", ()))),
    )
