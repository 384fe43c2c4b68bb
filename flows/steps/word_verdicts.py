"""What a chapter's Word file says when the officer has decided in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chapters import (
    Finding,
    RevisionId,
    RevisionKind,
    Verdicts,
    accept_all,
    compare,
    read_revisions,
    read_stamp,
    read_verdicts,
    reject_all,
    resolve,
    same,
)
from flows.parts import Parts
from flows.steps.acts import note_decision
from flows.steps.files import as_word, look_at
from flows.steps.gathering import check_chapter
from flows.steps.settling import text_of
from flows.steps.weighing import Weighed, contradiction, weigh
from flows.steps.word_files import Sent, by_persons, sent_copy
from review.amendments import SECRETARIAT, Amendment
from review.carrying import carry_over
from review.decisions import Decision, Proposal
from review.errors import NotAllowed
from review.events import Event, What
from review.inbounds import MailFile
from review.publications import Chapter
from review.rounds import RoundId
from review.verdicts import Judgement, judge

__all__ = ["Reading", "read_copy", "take_copy"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a file of the officer's says, not recorded yet. `decisions` are the new ones, each with
    its proposal; `known` counts those that were taken before. `amendment` is what the secretariat
    wrote itself, none where nothing changes there. `open` are left as they are. `problems` are
    sentences: where there is one, nothing can be taken. `notices` inform.
    """

    chapter: Chapter
    decisions: tuple[tuple[Proposal, Decision], ...]
    known: int
    amendment: Amendment | None
    open: tuple[Proposal, ...]
    problems: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


def read_copy(
    parts: Parts,
    round_id: RoundId,
    data: bytes,
    *,
    by: str,
    reason: str = "",
    name: str = "this file",
) -> Reading:
    """What a copy that the officer edited decides; also one that was saved as .odt, .doc or .rtf,
    where LibreOffice can convert it. Raises `NotAllowed` for a file that is none.
    """
    data, converted = _word_file(parts, data, name)
    sent = sent_copy(parts, read_stamp(data) or "")
    if sent is None:
        why = "it is none that decide --word wrote here; use one, whatever you call it"
        raise NotAllowed("read", name, why)
    if sent.round != round_id:
        raise NotAllowed("read", name, f"it belongs to round {sent.round}; say --round")
    with parts.storage.reading() as work:
        check_chapter(work, round_id, sent.chapter)
    weighed = by_persons(weigh(parts, round_id, sent.chapter))
    with parts.storage.reading() as work:
        asked = [p for p in work.proposals.of_chapter(sent.chapter) if p.id in sent.marks]
    verdicts = read_verdicts(sent.data, data)
    said = judge(
        asked,
        sent.marks,
        verdicts,
        weighed.conflicts,
        by=by,
        now=parts.now(),
        reason=reason.strip(),
    )
    reading = _reading(parts, weighed, sent, asked, verdicts, said, by=by)
    if not (converted and reading.amendment):
        return reading
    notice = (
        f"It was saved as {converted}, which may lose what Word can do: look whether every own"
        " change that is listed is yours."
    )
    return replace(reading, notices=(*reading.notices, notice))


def _word_file(parts: Parts, data: bytes, name: str) -> tuple[bytes, str]:
    """The bytes of a Word file, and the ending of the format that it was converted from, empty
    where it is one.
    """
    seen = as_word(parts, look_at(parts, MailFile(name=name, media_type="", data=data)))
    if not seen.refused:
        return seen.word, seen.converted
    why = seen.refused.removesuffix("; please ask for it as a Word file (.docx).").rstrip(".")
    raise NotAllowed("read", name, f"{why}; save it as a Word file (.docx) and run this again")


def take_copy(parts: Parts, reading: Reading) -> None:
    """Record what a copy says, in one transaction. Raises `NotAllowed` where it has problems."""
    if reading.problems:
        raise NotAllowed("take", f"chapter {reading.chapter.number}", reading.problems[0])
    now, round_id = parts.now(), RoundId(reading.chapter.round)
    with parts.storage.unit_of_work() as work:
        for _, decision in reading.decisions:
            note_decision(work, round_id, decision, at=now)
        if reading.amendment is not None:
            work.amendments.add(reading.amendment)
            work.events.add(
                Event(
                    at=now,
                    what=What.CHAPTER_AMENDED,
                    about=f"chapter:{reading.chapter.id}",
                    round=round_id,
                    facts={
                        "file": reading.amendment.file,
                        "changes": str(len(reading.amendment.revisions)),
                        "by": reading.amendment.by,
                    },
                )
            )
        work.commit()


def _reading(  # noqa: PLR0913 -- what was sent, what came, and what is known
    parts: Parts,
    weighed: Weighed,
    sent: Sent,
    asked: Sequence[Proposal],
    verdicts: Verdicts,
    said: Judgement,
    *,
    by: str,
) -> Reading:
    decided = _as_sent(sent, asked, said)
    wanted = _as_edited(sent, verdicts, said)
    redline = compare(decided, wanted, author=SECRETARIAT, when=parts.now())
    wrong = [*same(decided, reject_all(redline)), *same(wanted, accept_all(redline))]
    amendment = _amendment(parts, weighed, sent, redline, by)
    now_open, new, gone = _today(weighed, asked, said)
    after = replace(
        weighed,
        decisions={**weighed.decisions, **{d.proposal: d for _, d in new}},
        amendments=_with(weighed.amendments, amendment),
    )
    problems = _problems(weighed, asked, said, wrong)
    if not problems and (sentence := contradiction(parts, after)):
        problems = (sentence,)
    if not problems:
        problems = _unproven(parts, after, wanted, stale=bool(gone) or _moved_on(sent, weighed))
    before = len(said.decisions) - len(gone) - len(new)
    return Reading(
        chapter=weighed.chapter,
        decisions=tuple(new),
        known=max(before, 0),
        amendment=amendment,
        open=now_open,
        problems=problems,
        notices=(
            *_otherwise(weighed, new),
            *_taken_back(weighed, amendment),
            *_notices(asked, said, gone, verdicts),
        ),
    )


def _as_sent(sent: Sent, asked: Sequence[Proposal], said: Judgement) -> bytes:
    """The copy as these decisions make it; what is open counts as not accepted."""
    outcomes = {d.proposal: d for d in said.decisions}
    kinds = {one.id: one.kind for one in read_revisions(sent.data)}
    accept: set[RevisionId] = set()
    reword: dict[RevisionId, str] = {}
    for proposal in asked:
        decision = outcomes.get(proposal.id)
        if decision is None or not decision.outcome.accepts:
            continue
        for one in sent.marks[proposal.id]:
            if decision.words is not None and kinds[one] is RevisionKind.INSERTION:
                reword[one] = decision.words
            else:
                accept.add(one)
    accept -= reword.keys()
    reject = kinds.keys() - accept - reword.keys()
    return resolve(sent.data, accept=accept, reject=reject, reword=reword)


def _as_edited(sent: Sent, verdicts: Verdicts, said: Judgement) -> bytes:
    """The edited file as the officer wants it; what is still open counts as not accepted."""
    accept = {
        left
        for decision in said.decisions
        if decision.outcome.accepts
        for one in sent.marks[decision.proposal]
        for left in verdicts.left.get(one, ())
    }
    others = {one.id for one in read_revisions(verdicts.data)} - accept
    return resolve(verdicts.data, accept=accept, reject=others)


def _amendment(
    parts: Parts, weighed: Weighed, sent: Sent, redline: bytes, by: str
) -> Amendment | None:
    """What the secretariat wrote itself; none where it is nothing, or what is known already."""
    revisions = tuple(read_revisions(redline))
    before = next((a for a in weighed.amendments if a.source == sent.name), None)
    if not revisions and before is None:
        return None
    if before is not None and [r.wish for r in before.revisions] == [r.wish for r in revisions]:
        return None
    return Amendment(
        round=sent.round,
        chapter=sent.chapter,
        at=parts.now(),
        by=by,
        source=sent.name,
        file=parts.storage.files.put(redline),
        revisions=revisions,
    )


def _with(known: Sequence[Amendment], new: Amendment | None) -> tuple[Amendment, ...]:
    if new is None:
        return tuple(known)
    replaced = [new if a.source == new.source else a for a in known]
    every = replaced if new in replaced else [*replaced, new]
    return tuple(a for a in every if a.revisions)


New = list[tuple[Proposal, Decision]]


def _today(
    weighed: Weighed, asked: Sequence[Proposal], said: Judgement
) -> tuple[tuple[Proposal, ...], New, list[Proposal]]:
    """What is open still, what is newly decided, and what is wanted no more or otherwise, since a
    partner has sent another file after the copy was written.
    """
    here = {p.id: p for p in weighed.proposals}
    stale = [p for p in asked if p.id not in here]
    carried = [
        d
        for one in {p.assignment for p in stale}
        for d in carry_over(
            [p for p in stale if p.assignment == one],
            said.decisions,
            [p for p in weighed.proposals if p.assignment == one],
        ).decisions
    ]
    straight = [d for d in said.decisions if d.proposal in here]
    taken = {d.proposal: d for d in [*carried, *straight]}
    new = [
        (here[p], d)
        for p, d in taken.items()
        if (before := weighed.decisions.get(p)) is None
        or (before.outcome, before.words) != (d.outcome, d.words)
    ]
    known = weighed.decisions.keys() | taken.keys()
    still = tuple(p for p in weighed.proposals if p.id not in known)
    decided_stale = [p for p in stale if any(d.proposal == p.id for d in said.decisions)]
    gone = decided_stale[len(carried) :] if len(carried) < len(decided_stale) else []
    return still, new, gone


def _moved_on(sent: Sent, weighed: Weighed) -> bool:
    """Whether other decisions or changes, or another order of them, came since the copy was
    written.
    """
    here = {p.id for p in weighed.proposals if p.id not in weighed.decisions}
    return here != set(sent.marks) or sent.first != weighed.chapter.first


def _problems(
    weighed: Weighed, asked: Sequence[Proposal], said: Judgement, wrong: Sequence[Finding]
) -> tuple[str, ...]:
    by_id = {p.id: p for p in asked}
    chapter = weighed.chapter.number
    divided = [
        f"Chapter {chapter}, {_named(by_id[p])}: one piece of it is decided and another is still"
        " marked. Accept or reject the rest of it, save, and run this again."
        for p in said.divided
    ]
    return tuple(divided) or tuple(f"Chapter {chapter}, {f.where}: {f.text}" for f in wrong)


def _unproven(parts: Parts, after: Weighed, wanted: bytes, *, stale: bool) -> tuple[str, ...]:
    """Why what would be merged is not what the file says; nothing where it is."""
    text = text_of(parts, after)
    if text.problem:
        return (f"Chapter {after.chapter.number}: {text.problem}",)
    if stale:
        return ()
    wrong = same(wanted, text.data)
    return tuple(f"Chapter {after.chapter.number}, {f.where}: {f.text}" for f in wrong)


def _otherwise(weighed: Weighed, new: New) -> tuple[str, ...]:
    """What was decided before, by a command or in another file, and is decided otherwise here."""
    return tuple(
        f"Change {proposal.number} of {proposal.partner} was {before.outcome.value} before:"
        f" this file says {decision.outcome.value}."
        for proposal, decision in new
        if (before := weighed.decisions.get(proposal.id)) is not None
    )


def _taken_back(weighed: Weighed, amendment: Amendment | None) -> tuple[str, ...]:
    """The secretariat's own words that another file of the same copy had, and this one has not."""
    before = next(
        (a for a in weighed.amendments if amendment and a.source == amendment.source), None
    )
    if before is None or amendment is None:
        return ()
    kept = {one.wish for one in amendment.revisions}
    words = [r.after or r.before for r in before.revisions if r.wish not in kept]
    said = ", ".join(f"“{one[:_SHOWN]}”" for one in words if one)
    return (f"Own changes that were recorded from this copy go again: {said}.",) if said else ()


_SHOWN = 60  # signs of a change in a sentence


def _notices(
    asked: Sequence[Proposal], said: Judgement, gone: Sequence[Proposal], verdicts: Verdicts
) -> tuple[str, ...]:
    by_id = {p.id: p for p in asked}
    untold = [
        f"No mark of {_named(by_id[p])} is left, and the file cannot say what you decided:"
        f" it stays open. gci-review decide {by_id[p].number} --accept"
        for p in said.untold
    ]
    later = [f"{_named(p)} has changed in a later return: decide on it anew." for p in gone]
    silent = [f"Your comment “{text}” stands beside nothing decided." for text in said.silent]
    looks = [f"{verdicts.looks} tracked changes of formatting of your own are not taken over."]
    return (*untold, *later, *silent, *(looks if verdicts.looks else ()))


def _named(proposal: Proposal) -> str:
    return f"change {proposal.number} of {proposal.partner}"
