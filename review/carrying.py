"""What a second return of the same partner keeps of the first: decisions, by what was wanted."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from chapters import Revision, RevisionKind
from review.decisions import BY_RULE, Decision, Proposal, ProposalId, counting, effective, latest
from review.returns import Answer, Return
from review.rounds import Assignment, AssignmentId, State
from review.senders import owner_trusted

__all__ = ["Carried", "carry_over", "not_taken_back", "repeated", "same_edits", "shared"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What a second return keeps of the first.

    `decisions` are those on the same changes, carried over to the new proposals. `again` are new
    proposals that a person must look at again, because what a person decided there is wanted
    otherwise now. `gone` are proposals of the first return that the second has no more.
    """

    decisions: tuple[Decision, ...] = ()
    again: frozenset[ProposalId] = frozenset()
    gone: tuple[ProposalId, ...] = ()


def repeated(assignment: Assignment, before: Sequence[Return], again: Return) -> Return | None:
    """The return of an assignment that `again` would only repeat, byte for byte: the one whose
    changes count, or the last file that came, without changes. None where there is none.

    It is a return all the same where the assignment was opened again since, where a person has the
    mail read anew, where the first was read by a version that did not compare, and where only now
    it is proven who sent it.
    """
    files = sorted((r for r in before if r.file is not None), key=lambda r: r.ordinal)
    counted = counting(before).get(assignment.id)
    silent = [r for r in files[-1:] if r.answer is Answer.NO_CHANGES]
    known = next((r for r in (counted, *silent) if r and r.file == again.file), None)
    if known is None or assignment.state not in {State.RETURNED, State.CLOSED}:
        return None
    read = known.answer is Answer.NO_CHANGES or known.reading is not None
    proven = owner_trusted(known.trust, known.method) or not owner_trusted(
        again.trust, again.method
    )
    same = known.answer is again.answer and known.mergeable == again.mergeable
    return known if same and read and proven and known.inbound != again.inbound else None


def not_taken_back(
    returns: Iterable[Return], proposals: Iterable[Proposal]
) -> dict[AssignmentId, Return]:
    """The file of each assignment whose changes count although the last answer, which came after
    it, says that there are none: only a file takes the place of a file.
    """
    returns = sorted(returns, key=lambda r: r.ordinal)
    last, counts = {r.assignment: r for r in returns}, counting(returns)
    wanted = {p.returned for p in effective(proposals, returns)}
    return {
        id_: file
        for id_, file in counts.items()
        if last[id_].answer is Answer.NO_CHANGES and file.id in wanted
    }


def carry_over(
    old: Sequence[Proposal], decisions: Iterable[Decision], new: Sequence[Proposal]
) -> Carried:
    """What decisions on a return mean for the next return of the same assignment.

    `old` are the proposals of the return that counted until now. A proposal that wants the same
    keeps its decision: it has the same marks; or the same marks by another hand, as where a change
    was tracked in one return and not in the other; or it changes the same words into the same. One
    that shares some marks, or wants something else of the same words or in the paragraph of a
    change that is gone, is to be looked at again.
    """
    held = latest(decisions)
    pairs = dict(_pairs(old, new))
    kept = {p.id for p in pairs.values()}
    gone = [p for p in old if p.id not in kept]
    carried = [
        replace(held[was.id], proposal=now.id)
        for now in new
        if (was := pairs.get(now.id)) is not None and was.id in held
    ]
    undone = [p for p in gone if p.id in held and held[p.id].by != BY_RULE]
    return Carried(
        decisions=tuple(carried),
        again=frozenset(p.id for p in new if p.id not in pairs and _touches(p, undone)),
        gone=tuple(p.id for p in gone),
    )


def same_edits(proposals: Iterable[Proposal]) -> dict[ProposalId, tuple[Proposal, ...]]:
    """For each proposal that several partners make alike: all of them, in the order given, itself
    too.
    """
    alike: dict[tuple[object, ...], list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        wishes = _wishes(proposal)
        if wishes:
            alike[proposal.chapter, wishes].append(proposal)
    return {
        proposal.id: tuple(group)
        for group in alike.values()
        if len({p.partner for p in group}) > 1
        for proposal in group
    }


def shared(
    decisions: Sequence[Decision], proposals: Iterable[Proposal], decided: Iterable[ProposalId]
) -> list[Decision]:
    """The same decisions on the same changes by other partners, where nobody has decided: one edit
    has one fate, however many ask for it.
    """
    alike = same_edits(proposals)
    taken = {*decided, *(d.proposal for d in decisions)}
    also: dict[ProposalId, Decision] = {}
    for decision in decisions:
        for twin in alike.get(decision.proposal, ()):
            if twin.id not in taken:
                also.setdefault(twin.id, replace(decision, proposal=twin.id))
    return list(also.values())


Key = object
"""What two proposals are compared by; false where nothing can be said."""


def _pairs(
    old: Sequence[Proposal], new: Sequence[Proposal]
) -> Iterator[tuple[ProposalId, Proposal]]:
    """Each new proposal with the old one that wants the same, the surest likeness first."""
    keys: tuple[Callable[[Proposal], Key], ...] = (_told, _wishes, _effect)
    for key in keys:
        before, after = _by(key, old), _by(key, new)
        found = [
            pair
            for wanted, these in after.items()
            # As many as before: of 23 equal changes of which one is gone, none can be told apart.
            if len(before.get(wanted, ())) == len(these)
            for pair in zip(these, before[wanted], strict=True)
        ]
        yield from ((now.id, was) for now, was in found)
        was_there, is_there = {p.id for _, p in found}, {p.id for p, _ in found}
        old = [p for p in old if p.id not in was_there]
        new = [p for p in new if p.id not in is_there]


def _by(
    key: Callable[[Proposal], Key], proposals: Sequence[Proposal]
) -> Mapping[Key, list[Proposal]]:
    found: dict[Key, list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        if wanted := key(proposal):
            found[wanted].append(proposal)
    return found


def _marks(proposal: Proposal) -> frozenset[str]:
    return frozenset(r.fingerprint for r in proposal.told)


def _told(proposal: Proposal) -> frozenset[str]:
    return _marks(proposal) | _looks(proposal)


_OF_LOOKS = {
    *(RevisionKind.RUN_FORMAT, RevisionKind.PARAGRAPH_FORMAT, RevisionKind.SECTION_FORMAT),
    *(RevisionKind.TABLE_FORMAT, RevisionKind.ROW_FORMAT, RevisionKind.CELL_FORMAT),
    RevisionKind.EXCEPTION_FORMAT,
}


def _looks(proposal: Proposal) -> frozenset[str]:
    """How words, paragraphs or tables are to look: the names of such marks do not say it."""
    return frozenset(f"{r.kind.value}: {r.after}" for r in proposal.told if r.kind in _OF_LOOKS)


def _wishes(proposal: Proposal) -> frozenset[str]:
    """The marks, whoever made them. Of a replacement what goes says where it is, since programs put
    what comes before it or after it.
    """
    if any(not r.wish for r in proposal.told):
        return frozenset()
    if not any(r.before for r in proposal.told):
        return frozenset(r.wish for r in proposal.told) | _looks(proposal)
    comes = " ".join(r.after for r in proposal.told if r.kind is RevisionKind.INSERTION)
    rest = {r.wish for r in proposal.told if r.kind is not RevisionKind.INSERTION}
    return frozenset({*rest, *_looks(proposal), " ".join(_WORD.findall(comes))})


_WORDS = {RevisionKind.INSERTION, RevisionKind.DELETION}
_ENDS = {
    RevisionKind.PARAGRAPH_INSERTION,
    RevisionKind.PARAGRAPH_DELETION,
}
_WORD = re.compile(r"\w+|[^\w\s]")


def _effect(proposal: Proposal) -> tuple[object, ...]:
    """Where, of what kind, and which words give way to which: a phrase that one program marks whole
    and another word by word has the same effect. Nothing where it takes and brings no words.
    """
    kinds = {r.kind for r in proposal.revisions}
    before, after = _net(proposal.told)
    if not proposal.revisions or not (before or after):
        return ()
    place = proposal.revisions[0].place
    return (place.story, place.headings, frozenset(kinds - _WORDS - _ENDS), before, after)


def _net(revisions: Sequence[Revision]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words that go and the words that come, without those that are in both."""
    before = _WORD.findall(" ".join(r.before for r in revisions))
    after = _WORD.findall(" ".join(r.after for r in revisions))
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    changed = [step for step in steps if step[0] != "equal"]
    return (
        tuple(word for _, start, end, _, _ in changed for word in before[start:end]),
        tuple(word for _, _, _, start, end in changed for word in after[start:end]),
    )


def _touches(proposal: Proposal, undone: Sequence[Proposal]) -> bool:
    """Whether a proposal stands where one was decided that is wanted no more."""
    return any(
        _marks(proposal) & _marks(was)
        or _taken(proposal) & _taken(was)
        or _paragraphs(proposal) & _paragraphs(was)
        for was in undone
    )


def _taken(proposal: Proposal) -> set[tuple[str, str]]:
    """The words that a proposal takes away, with their story: another proposal for the same words
    is a new answer to the same question.
    """
    return {(r.place.story, r.before) for r in proposal.revisions if r.before.strip()}


def _paragraphs(proposal: Proposal) -> set[tuple[object, ...]]:
    return {(r.place.story, r.place.headings, r.place.paragraph) for r in proposal.revisions}
