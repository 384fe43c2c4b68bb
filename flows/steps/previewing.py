"""A preview: the guide as it would stand now, to circulate; nothing of the round changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from chapters import Aside, RevisionId, bracket
from chapters import Conflict as Dispute
from flows.parts import Parts
from flows.rendering.contents import EditionContents
from flows.rendering.edition import Rendered, render_edition
from flows.steps.amending import with_own
from flows.steps.describing import LeftOpen, contents_of, day
from flows.steps.folders import plain_name, write_folder
from flows.steps.gathering import comments_sent, opening_of, work_of
from flows.steps.reports import bounced_addresses
from flows.steps.settling import as_decided, combined_for_accepted, text_of
from flows.steps.weighing import Weighed, contradiction, said_twice, weigh
from review.decisions import Proposal
from review.editions import EditionKind, Fate, Line, lines
from review.errors import NotAllowed
from review.gates import Work, gate_chapters, in_gate
from review.letters import reached
from review.partners import PartnerId
from review.publications import Chapter
from review.records import answers, count
from review.rounds import Opening, RoundId, RoundState
from storage import name_of

__all__ = ["Preview", "preview"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A preview that was written: its folder and files, what is left out of its text because
    nobody decided on it, what stands in brackets, and what a person should know.
    """

    folder: str
    files: tuple[str, ...]
    left_out: tuple[str, ...]
    bracketed: tuple[str, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """A chapter as it stands, and the numbers of the proposals that are not in it."""

    chapter: Chapter
    data: bytes
    left_out: tuple[str, ...] = ()
    bracketed: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    why: str = "As it was sent."


_OPEN = LeftOpen(decision="open", reason="not decided yet", said="is not decided yet", question="")
_IN = "as it stands"


def preview(parts: Parts, round_id: RoundId) -> Preview:
    """Write the guide as the decisions of this moment make it, with what is disputed in brackets.

    Open changes that nobody disputes are left out, and listed. Nothing is recorded: no edition, no
    letter, no decision. Raises `NotAllowed` for a round that is published or was given up.
    """
    with parts.storage.unit_of_work() as work:
        opening, done = opening_of(work, round_id), work_of(work, round_id)
        partners = work.partners.all()
        bounced = bounced_addresses(work, round_id)
    if opening.round.state not in {RoundState.OPEN, RoundState.CLOSED}:
        raise NotAllowed("preview", f"round {round_id}", f"it is {opening.round.state.value}")
    now = parts.now()
    weighed = [weigh(parts, round_id, chapter.id) for chapter in in_gate(opening)]
    done = _with_rule(done, weighed)
    drafts = [_draft(parts, one) for one in weighed]
    contents = contents_of(
        opening,
        done,
        _lines(opening, done, drafts, now),
        partners=partners,
        number="",
        kind=EditionKind.FULL,
        answers=answers(
            opening,
            done,
            reached={a.id: reached(a, done.letters, bounced) for a in opening.assignments},
            now=now,
        ),
        counts=count(opening, done),
        adds_to="",
        now=now,
        left_open=_OPEN,
        asked=comments_sent(parts, opening.chapters),
    )
    rendered = render_edition(
        _as_draft(contents, drafts, now.astimezone(ZoneInfo(opening.round.zone))),
        {one.chapter.number: one.data for one in drafts},
        parts.renderer,
        file_names={c.number: c.file for c in opening.chapters},
    )
    return _said(write_folder(_free_folder(parts, opening, now), rendered.files), rendered, drafts)


def _with_rule(done: Work, weighed: Iterable[Weighed]) -> Work:
    """The work with what the owner's rule would decide now; nothing of it is kept."""
    by_rule = tuple(decision for one in weighed for decision in one.by_rule)
    return replace(done, decisions=(*done.decisions, *by_rule))


def _draft(parts: Parts, weighed: Weighed) -> _Draft:
    chapter = weighed.chapter
    combined = weighed.combined
    if combined is None:
        return _Draft(chapter=chapter, data=text_of(parts, weighed).data)
    disputes = [
        (dispute, sides)
        for dispute in combined.conflicts
        if not dispute.repeats and (sides := _sides_open(weighed, dispute))
    ]
    asides = [_aside(dispute, sides) for dispute, sides in disputes]
    leave = {revision for aside in asides for revision in aside.revisions}
    whole = combined if leave else combined_for_accepted(parts, combined, weighed)
    text = with_own(parts, as_decided(whole, weighed, leave=leave), weighed.amendments)
    made = bracket(text.data, [_in_text(aside, text.names) for aside in asides])
    fighting = {p.id for dispute, _ in disputes for p in _in(weighed, dispute)}
    undecided = [p for p in weighed.proposals if p.id not in weighed.decisions]
    problem = contradiction(parts, weighed)
    return _Draft(
        chapter=chapter,
        data=made.data,
        left_out=tuple(_called(chapter, p) for p in undecided if p.id not in fighting),
        bracketed=tuple(
            f"Chapter {chapter.number}, {dispute.place}: {aside.words}"
            for (dispute, _), aside in zip(disputes, asides, strict=True)
        ),
        notices=(
            *([problem] if problem else ()),
            *said_twice(weighed),
            *([f"Chapter {chapter.number}: {text.problem}"] if text.problem else ()),
            *(f"Chapter {chapter.number}: no place was left for {x.words}" for x in made.unplaced),
        ),
        why=_why(len(weighed.proposals) - len(undecided), len(undecided), len(disputes)),
    )


def _in_text(aside: Aside, names: Mapping[RevisionId, RevisionId]) -> Aside:
    """The same in the chapter with the secretariat's own changes, where marks have other ids."""
    return replace(aside, revisions=tuple(names.get(r, r) for r in aside.revisions))


def _sides_open(weighed: Weighed, dispute: Dispute) -> frozenset[PartnerId]:
    """The partners whose words stand in brackets; none where the dispute is settled.

    Settled is one of which one side was accepted, or of which all sides but one were rejected.
    Where two sides were accepted, merging would refuse: both are shown, but where all can stand.
    """
    accepted: set[PartnerId] = set()
    undecided: set[PartnerId] = set()
    for proposal in _in(weighed, dispute):
        decision = weighed.decisions.get(proposal.id)
        if decision is None:
            undecided.add(proposal.partner)
        elif decision.outcome.accepts:
            accepted.add(proposal.partner)
    if len(accepted) == 1 or (dispute.follows and accepted):
        return frozenset()
    shown = accepted or undecided
    return frozenset(shown) if len(shown) > 1 else frozenset()


def _in(weighed: Weighed, dispute: Dispute) -> list[Proposal]:
    """The proposals that are in a dispute."""
    origins = weighed.combined.origins if weighed.combined else {}
    ours = {
        origin
        for side in dispute.sides
        for revision in side.revisions
        for origin in origins.get(revision, ())
    }
    return [p for p in weighed.proposals if any((p.partner, r.id) in ours for r in p.revisions)]


def _aside(dispute: Dispute, partners: frozenset[PartnerId]) -> Aside:
    """Every side's words in brackets. All sides stay out of the text, shown or not."""
    shown = [s for s in dispute.sides if s.reviewer in partners]
    return Aside(
        revisions=tuple(dict.fromkeys(r for side in dispute.sides for r in side.revisions)),
        words=" ".join(f"[{s.reviewer}: {_wish(s.text, dispute)}]" for s in shown),
    )


def _wish(text: str, dispute: Dispute) -> str:
    if text == dispute.base:
        return "move it elsewhere" if dispute.follows else "the same words in another form"
    return " / ".join(line.strip() for line in text.splitlines() if line.strip()) or "leave out"


def _called(chapter: Chapter, proposal: Proposal) -> str:
    words = next((r.after or r.before for r in proposal.revisions if r.after or r.before), "")
    short = f", “{words[:60]}{'…' if len(words) > 60 else ''}”" if words else ""  # noqa: PLR2004 -- a line
    return f"Chapter {chapter.number}: change {proposal.number} of {proposal.partner}{short}"


def _why(decided: int, undecided: int, disputes: int) -> str:
    return f"Changes decided: {decided}; not decided yet: {undecided}; in brackets: {disputes}."


def _lines(
    opening: Opening, done: Work, drafts: Sequence[_Draft], now: datetime
) -> tuple[Line, ...]:
    """Every chapter of the guide; those that are in, with the bytes that they have here."""
    made = {one.chapter.id: one for one in drafts}
    planned = lines(opening, gate_chapters(opening, done, now=now))
    return tuple(
        line
        if line.fate is Fate.WITHHELD
        else replace(
            line,
            fate=Fate.PUBLISHED,
            draft=name_of(made[line.chapter].data),
            why=made[line.chapter].why,
        )
        for line in planned
    )


def _as_draft(
    contents: EditionContents, drafts: Sequence[_Draft], local: datetime
) -> EditionContents:
    """The contents, said of a preview."""
    return replace(
        contents,
        kind="preview",
        number="preview",
        published=f"{day(local)}, {local:%H:%M}",
        chapters=tuple(replace(c, fate=_IN) if c.is_in else c for c in contents.chapters),
        notices=tuple(
            [*(f"In brackets: {x}" for one in drafts for x in one.bracketed)]
            + [x for one in drafts for x in one.notices]
        ),
    )


def _free_folder(parts: Parts, opening: Opening, now: datetime) -> Path:
    """A folder named after the moment; a second one of the same minute has a number."""
    local = now.astimezone(ZoneInfo(opening.round.zone))
    named = f"{plain_name(opening.round.publication)}, preview of {day(local)} {local:%H%M}"
    path, number = parts.settings.editions_folder / named, 1
    while path.exists():
        number += 1
        path = path.with_name(f"{named} ({number})")
    return path


def _said(folder: Path, rendered: Rendered, drafts: Sequence[_Draft]) -> Preview:
    return Preview(
        folder=str(folder),
        files=tuple(sorted(rendered.files)),
        left_out=tuple(x for one in drafts for x in one.left_out),
        bracketed=tuple(x for one in drafts for x in one.bracketed),
        notices=tuple(
            dict.fromkeys([*(x for one in drafts for x in one.notices), *rendered.notices])
        ),
    )
