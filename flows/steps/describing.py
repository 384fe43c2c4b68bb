"""What an edition says: values of the review as the plain words that are rendered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from chapters import Comment, Weight
from flows.rendering import contents
from flows.rendering.contents import EditionContents
from review.amendments import SECRETARIAT, Amendment, OwnChange
from review.decisions import (
    Decision,
    Outcome,
    Proposal,
    effective,
    noticed_in,
    without_effect,
)
from review.editions import EditionKind, Fate, Line
from review.gates import Work, members, work_of_members
from review.hands import BETWEEN_US
from review.partners import Partner
from review.publications import ChapterId
from review.questions import Question, questions_of
from review.records import AnswerLine, Counts
from review.remarks import Remark, kept
from review.rounds import Opening, Silence
from review.wordings import before_and_after, stands

__all__ = ["LeftOpen", "contents_of", "day"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOpen:
    """What is said of a change that nobody decided on, and of a comment of ours; by default what an
    edition says.
    """

    decision: str = Outcome.DEFERRED.value
    reason: str = "not decided in time; kept for the next edition"
    said: str = "was not decided in time"
    question: str = "; closed with this edition"


_NO_EFFECT = LeftOpen(
    decision=Weight.NOTHING.value, reason="typed and taken back: it comes to nothing"
)


def contents_of(  # noqa: PLR0913 -- everything that an edition says
    opening: Opening,
    done: Work,
    lines: Sequence[Line],
    *,
    partners: Iterable[Partner],
    number: str,
    kind: EditionKind,
    answers: Sequence[AnswerLine],
    counts: Counts,
    adds_to: str,
    now: datetime,
    left_open: LeftOpen = LeftOpen(),
    asked: Mapping[ChapterId, Sequence[Comment]] = MappingProxyType({}),
) -> EditionContents:
    """The contents of an edition; of members and of the chapters that are in it, and no others.
    `asked` are our own comments in the chapters as they were sent.
    """
    zone = ZoneInfo(opening.round.zone)
    inside = {x.chapter for x in lines if x.fate is not Fate.WITHHELD}
    ours = work_of_members(opening, done)
    proposals = [p for p in effective(ours.proposals, ours.returns) if p.chapter in inside]
    idle = [p for p in without_effect(ours.proposals, ours.returns) if p.chapter in inside]
    decided = {d.proposal: d for d in ours.decisions}
    numbers = {c.id: c.number for c in opening.chapters}
    changes = (
        # Numbered anew: those that the officer types run over what non-members sent, too.
        *(
            _change(n, p, decided.get(p.id), numbers[p.chapter], left_open)
            for n, p in enumerate(proposals, 1)
        ),
        *_own_changes(ours, inside, numbers, first=len(proposals) + 1),
        *(
            _change(n, p, None, numbers[p.chapter], _NO_EFFECT)
            for n, p in enumerate(idle, len(proposals) + 1 + len(_own(ours, inside)))
        ),
    )
    comments = _remarks(opening, ours, inside, asked, left_open)
    return EditionContents(
        title=opening.round.publication,
        number=number,
        kind=kind.value,
        published=day(now.astimezone(zone)),
        language=opening.round.language,
        adds_to=adds_to,
        round_title=f"{opening.round.title} ({opening.round.id})",
        deadline=f"{opening.round.due_on:%A} {day(opening.round.due_on)}, {opening.round.zone}",
        silence=_SILENCE[opening.round.silence],
        chapters=tuple(_chapter(x) for x in lines),
        partners=_partners(opening, lines, partners),
        answers=tuple(_answer(x, zone) for x in answers),
        changes=changes,
        remarks=comments,
        noticed=tuple(_noticed(opening, ours, inside, numbers)),
        deferred=tuple(_kept_open(changes, comments, left_open)),
        carried=tuple(f"{x.number} {x.title}: {x.why}" for x in lines if x.fate is Fate.CARRIED),
        counts=contents.Counts(
            letters=counts.letters,
            reminders=counts.reminders,
            returns=counts.returns,
            revisions=counts.revisions,
            decisions=counts.decisions,
            comments=counts.comments,
        ),
    )


def _remarks(
    opening: Opening,
    ours: Work,
    inside: Collection[ChapterId],
    asked: Mapping[ChapterId, Sequence[Comment]],
    left_open: LeftOpen,
) -> tuple[contents.Remark, ...]:
    """Chapter by chapter our own comments, with what partners did about them, and then theirs, with
    what we answered.
    """
    rows: list[contents.Remark] = []
    said = kept(ours.remarks, ours.returns)
    assignments = {a.id: a for a in opening.assignments}
    for chapter in sorted(opening.chapters, key=lambda c: c.place):
        if chapter.id not in inside:
            continue
        seen = [
            (assignments[r.assignment].partner, r.noticed)
            for r in noticed_in(ours.returns)
            if assignments[r.assignment].chapter == chapter.id
        ]
        seen.sort(key=lambda pair: pair[0])
        for question in questions_of(chapter.id, asked.get(chapter.id, ()), seen):
            rows.append(_question(len(rows) + 1, chapter.number, question, left_open))
        for remark in (r for r in said if r.chapter == chapter.id):
            rows.append(_remark(len(rows) + 1, chapter.number, remark, left_open))
    return tuple(rows)


def _question(order: int, number: str, question: Question, left_open: LeftOpen) -> contents.Remark:
    fates = "; ".join(question.fates) or "not answered"
    return contents.Remark(
        number=order,
        chapter=number,
        place=question.place,
        partner=SECRETARIAT,
        author=question.author,
        quoted=question.quoted,
        text=question.text,
        answer=f"{fates}{left_open.question}",
    )


def _remark(order: int, number: str, remark: Remark, left_open: LeftOpen) -> contents.Remark:
    undecided = f"{left_open.decision}: {left_open.reason}" if remark.asks else ""
    return contents.Remark(
        number=order,
        chapter=number,
        place=remark.place,
        partner=remark.partner,
        author=remark.author,
        quoted=remark.quoted,
        text=remark.text,
        answer=remark.answer or undecided,
    )


_SILENCE = {
    Silence.NO_OBJECTION: "A member that did not answer is counted as having no objection.",
    Silence.NO_ANSWER: "A member that did not answer is counted as not having answered.",
}


def _chapter(line: Line) -> contents.Chapter:
    return contents.Chapter(
        number=line.number,
        title=line.title,
        owner=line.owner,
        fate=line.fate.value,
        why=line.why,
        draft=line.draft or "",
        replaces=line.replaces or "",
    )


def _partners(
    opening: Opening, lines: Sequence[Line], partners: Iterable[Partner]
) -> tuple[contents.PartnerEntry, ...]:
    """The members at launch, and the owners of what is in; nobody else is named."""
    named = members(opening) | {x.owner for x in lines if x.fate is not Fate.WITHHELD}
    return tuple(contents.PartnerEntry(short=p.id, name=p.name) for p in partners if p.id in named)


def _answer(line: AnswerLine, zone: ZoneInfo) -> contents.Answer:
    said = line.answer
    if line.answered_at is not None:
        said = f"{said}, {day(line.answered_at.astimezone(zone))}"
    return contents.Answer(
        chapter=line.number,
        partner=line.partner,
        duty=line.duty.value,
        answer=said,
        late=line.late,
    )


def _change(
    order: int, proposal: Proposal, decision: Decision | None, number: str, left_open: LeftOpen
) -> contents.Change:
    before, after = before_and_after(proposal)
    reworded = decision.words if decision and decision.outcome is Outcome.REWORDED else None
    outcome = decision.outcome.value if decision else left_open.decision
    reason = decision.reason if decision else left_open.reason
    return contents.Change(
        number=order,
        chapter=number,
        place=stands(proposal),
        partner=proposal.asked_by,
        before=before,
        after=after,
        decision=outcome + (f": {reworded}" if reworded else ""),
        reason=reason,
    )


def _own_changes(
    done: Work, inside: Collection[ChapterId], numbers: Mapping[ChapterId, str], *, first: int
) -> Iterator[contents.Change]:
    """What the secretariat itself wrote into the chapters that are in."""
    for order, (amendment, change) in enumerate(_own(done, inside), first):
        yield contents.Change(
            number=order,
            chapter=numbers[amendment.chapter],
            place=change.place,
            partner=SECRETARIAT,
            before=change.before,
            after=change.after,
            decision=Outcome.ACCEPTED.value,
            reason="the secretariat's own change",
        )


def _own(done: Work, inside: Collection[ChapterId]) -> list[tuple[Amendment, OwnChange]]:
    return [(a, one) for a in done.amendments if a.chapter in inside for one in a.changes]


def _noticed(
    opening: Opening, ours: Work, inside: Collection[ChapterId], numbers: Mapping[ChapterId, str]
) -> Iterator[contents.Noticed]:
    """What else the members' files did to the chapters that are in, in the order of the guide; but
    for what stays between a partner and the secretariat.
    """
    asked = {a.id: a for a in opening.assignments}
    place = {c.id: c.place for c in opening.chapters}
    found = [(asked[r.assignment], r.noticed) for r in noticed_in(ours.returns)]
    found.sort(key=lambda pair: (place[pair[0].chapter], pair[0].partner))
    for assignment, findings in found:
        if assignment.chapter in inside:
            for one in findings:
                if one.code in BETWEEN_US:
                    continue
                yield contents.Noticed(
                    chapter=numbers[assignment.chapter],
                    place=one.where,
                    partner=assignment.partner,
                    text=one.text,
                )


def _kept_open(
    changes: Iterable[contents.Change], comments: Iterable[contents.Remark], left_open: LeftOpen
) -> Iterator[str]:
    """What stays for the next edition: what nobody decided on, and what a person deferred."""
    fates: list[tuple[str, contents.Change | contents.Remark, str, str]] = [
        *(("Change", c, c.decision, c.reason) for c in changes),
        *(("Comment", c, *_parted(c.answer)) for c in comments if c.partner != SECRETARIAT),
    ]
    for kind, one, decision, reason in fates:
        if decision == left_open.decision:
            told = "was kept for it" + (f": {reason.rstrip('.')}" if reason else "")
            said = left_open.said if reason == left_open.reason else told
            yield f"{kind} {one.number} of {one.partner} in chapter {one.chapter} {said}."


def _parted(answer: str) -> tuple[str, str]:
    """The word and the reason of an answer to a comment."""
    decision, _, reason = answer.partition(": ")
    return decision, reason


def day(value: object) -> str:
    """A day without a leading zero: "8 October 2017"."""
    return f"{value:%d %B %Y}".lstrip("0")
