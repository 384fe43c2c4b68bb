"""The letters that answer an inbound: what was received, and what is held."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from review.deadlines import deadline_facts, deadline_of, local_day
from review.facts import FileFacts, HeldFacts, ReceiptFacts
from review.launches import chapter_facts, in_order
from review.letters import Letter, LetterId, LetterKind, LetterState, mailbox
from review.moves import Move
from review.partners import Contact, Partner, PartnerId, Voice, voice_of
from review.reasons import asked_of_sender, told_to_sender
from review.references import message_id, subject_reference
from review.returns import Held, HeldId, Inbound, Reason, Return, Trust
from review.rounds import Assignment, Duty, Opening, RoundState, State
from review.states import awaited

__all__ = ["Taken", "held_letter", "receipt", "receipt_key", "rewritten", "together"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What was made of one inbound, for its receipt. `answered` are the assignments it answers;
    `ignored` are (name, why) of parts that are no files; `held` those of its files that wait.
    `moves` are what it moves from chapter to chapter, and what others move out of its chapters, or
    into them, while nobody has decided on it. `agreed` are those of `answered` that its words
    answer, beside other things. `stands` are those whose file of before it does not take back,
    with that file, though it says that there are no changes.
    """

    answered: tuple[Assignment, ...]
    files: tuple[FileFacts, ...] = ()
    ignored: tuple[tuple[str, str], ...] = ()
    words: str = ""
    no_changes: bool = False
    late: bool = False
    held: tuple[Held, ...] = ()
    moves: tuple[Move, ...] = ()
    agreed: tuple[Assignment, ...] = ()
    stands: tuple[tuple[Assignment, Return], ...] = ()

    @property
    def unchanged(self) -> tuple[Assignment, ...]:
        """What it answers, but for what an earlier file changes."""
        kept = {assignment.id for assignment, _ in self.stands}
        return tuple(a for a in self.answered if a.id not in kept)


def receipt(
    opened: Opening,
    partners: Sequence[Partner],
    inbound: Inbound,
    taken: Taken,
    *,
    now: datetime,
    new_id: Callable[[], str],
) -> Letter:
    """The receipt of an inbound that answered something, to its sender where the partner lists
    the address, with the leads in copy, else to the leads alone. Key: `receipt_key`, the first.

    `opened` as it is after the answer was taken.
    """
    partner = next(p for p in partners if p.id == inbound.partner)
    in_round, opaque = opened.round, new_id()
    to, cc = _recipients(partner, inbound)
    mine = [a for a in opened.assignments if a.partner == partner.id]
    still = in_order(opened, [a for a in mine if awaited(a)])
    due = max((deadline_of(a, in_round) for a in still or taken.answered), default=in_round.due)
    return Letter(
        id=LetterId(opaque),
        key=receipt_key(inbound, 1),
        kind=LetterKind.RECEIPT,
        round=in_round.id,
        partner=partner.id,
        to=to,
        cc=cc,
        message_id=message_id(LetterKind.RECEIPT, opaque, in_round.reply_to),
        in_reply_to=inbound.message_id,
        facts=ReceiptFacts(
            reference=subject_reference(in_round, partner.id),
            partner=partner.name,
            contacts=_greeted(partner, to),
            round_title=in_round.title,
            received_at=inbound.received_at,
            zone=in_round.zone,
            late=taken.late,
            files=taken.files,
            ignored=taken.ignored,
            words=taken.words,
            no_changes=taken.no_changes and bool(taken.unchanged),
            next_steps=_next_steps(opened, taken),
            still_open=chapter_facts(opened, partners, still),
            deadline=deadline_facts(due, in_round),
            reply_to=in_round.reply_to,
            waits=tuple(dict.fromkeys(told_to_sender(h.reason) for h in taken.held if not h.file)),
            bare=not inbound.sender
            and inbound.message_id is None,  # as a file is that was dragged in
        ),
        assignments=tuple(a.id for a in taken.answered),
        queued_at=now,
    )


def receipt_key(inbound: Inbound, number: int) -> str:
    """The key of an inbound's receipt: "receipt:<inbound>", of a second "receipt:<inbound>:2"."""
    return f"receipt:{inbound.id}" + (f":{number}" if number > 1 else "")


def rewritten(before: Letter, posted: Collection[str]) -> bool:
    """Whether an earlier receipt may still say more: it waits for its turn, or is a draft that
    nobody has sent. `posted` are the Message-IDs of drafts that a person has sent.
    """
    draft = before.state is LetterState.WRITTEN and before.message_id not in posted
    return draft or before.state is LetterState.QUEUED


def together(
    before: Letter,
    taken: Taken,
    opened: Opening,
    returns: Iterable[Return],
    held: Sequence[Held],
) -> Taken:
    """What two acts made of one inbound, as one: the first is told in `before`, a receipt.

    `returns` are all that were made of the inbound; `held` is what still waits of it.
    """
    facts = before.facts
    if not isinstance(facts, ReceiptFacts):
        return taken
    new = {f.sha256 for f in taken.files}
    answered = {a.id: a for a in opened.assignments if a.id in before.assignments}
    files = (*(f for f in facts.files if f.sha256 not in new), *taken.files)
    by_words = {r.assignment for r in returns if r.file is None}
    agreed = {a.id: a for a in answered.values() if files and a.id in by_words}
    return replace(
        taken,
        answered=tuple((answered | {a.id: a for a in taken.answered}).values()),
        files=files,
        no_changes=taken.no_changes or facts.no_changes,
        late=taken.late or facts.late,
        held=tuple(held),
        agreed=tuple((agreed | {a.id: a for a in taken.agreed}).values()),
    )


def held_letter(  # noqa: PLR0913 -- everything that the sender may be told
    opened: Opening,
    partner: Partner | None,
    inbound: Inbound,
    held: Sequence[Held],
    *,
    now: datetime,
    new_id: Callable[[], str],
    wrong: Mapping[HeldId, str] = MappingProxyType({}),
) -> Letter | None:
    """What the sender reads whose mail waits; none where no word may go back (forged, a program,
    nobody's address).

    `opened` is the matched round, or any open one where none matched. A stranger (`partner` is
    none, or does not list the address) gets one line without any of the partner's data. `wrong`
    says what is wrong with those of its files that cannot be read. Key:
    "held:<inbound>", for strangers "held:<address>": at most one line each, ever.
    """
    if not held or any(h.reason in _SILENT for h in held) or "@" not in inbound.sender:
        return None
    voice = voice_of(partner, inbound.sender) if partner else Voice.STRANGER
    stranger = voice is Voice.STRANGER or partner is None
    in_round, opaque = opened.round, new_id()
    facts = _held_facts(opened, None if stranger else partner, inbound, held, wrong)
    to, cc = (
        ((inbound.sender,), ()) if stranger or partner is None else _recipients(partner, inbound)
    )
    return Letter(
        id=LetterId(opaque),
        key=f"held:{inbound.sender.casefold() if stranger else inbound.id}",
        kind=LetterKind.HELD,
        round=in_round.id,
        partner=None if stranger or partner is None else partner.id,
        to=to,
        cc=cc,
        message_id=message_id(LetterKind.HELD, opaque, in_round.reply_to),
        in_reply_to=inbound.message_id,
        facts=facts,
        queued_at=now,
    )


_SILENT = {Reason.FORGED, Reason.SUSPECTED_BOUNCE, Reason.FAILED, Reason.SAME_ID_OTHER_BYTES}
"""Nobody is written to: the address is not the sender's, or a program's, or the fault is ours."""


def _recipients(partner: Partner, inbound: Inbound) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """To and Cc of an answer to a partner's mail.

    The sender, if the partner lists the address or its domain and nothing says it is forged, with
    the leads in copy; else the leads alone. Never Reply-To: it may lead anywhere.
    """
    leads = tuple(mailbox(c) for c in partner.leads)
    own = voice_of(partner, inbound.sender) is not Voice.STRANGER
    if not own or inbound.trust is Trust.FAILED:
        return leads, ()
    person = next((c for c in partner.contacts if _is(c, inbound.sender)), None)
    to = mailbox(person) if person else inbound.sender
    return (to,), tuple(mailbox(c) for c in partner.leads if not _is(c, inbound.sender))


def _greeted(partner: Partner, to: Sequence[str]) -> tuple[str, ...]:
    """The names of those to whom a letter goes; empty where the partner does not list them."""
    return tuple(c.name for c in partner.contacts if mailbox(c) in to)


def _is(contact: Contact, address: str) -> bool:
    return address.casefold() in {a.casefold() for a in (contact.address, *contact.also)}


_UNCHANGED = "counts as returned without changes."


def _next_steps(opened: Opening, taken: Taken) -> tuple[str, ...]:
    """What happens next, as sentences."""
    # Why something waits stands with what was received; here is what its sender can do about it.
    steps = _asked(taken.held)
    after = opened.round.state is RoundState.PUBLISHED
    states = {a.state for a in taken.answered}
    kept = {a.id for a, _ in taken.stands}
    agreed = [a for a in taken.agreed if a.id not in kept]
    if taken.no_changes and taken.stands and not taken.files:
        agreed = list(taken.unchanged)
    rows = (
        (after, "The edition is out already; what you sent is kept for the next one."),
        (
            taken.late and not after,
            "It came after the deadline; it is used if the chapter is not settled yet.",
        ),
        (
            taken.no_changes and len(taken.answered) == 1 and not taken.stands,
            f"The chapter {_UNCHANGED}",
        ),
        (
            taken.no_changes and len(taken.answered) > 1 and not (taken.files or taken.stands),
            f"Each chapter {_UNCHANGED}",
        ),
        (bool(agreed), _agreed(opened, agreed)),
        (
            any((f.tracked or f.untracked) and not f.waits for f in taken.files)
            and State.CLOSED not in states
            and not after,  # what is printed is decided
            _who_decides(opened, taken),
        ),
        (
            bool(taken.files) and not after,
            "If you want to add something, send the file again: the later one replaces it.",
        ),
    )
    steps += [_stands(opened, *one) for one in taken.stands if not after]
    moved = [_moved(opened, move, taken.answered[0].partner) for move in taken.moves]
    return (*steps, *moved, *(text for holds, text in rows if holds))


def _asked(held: Sequence[Held]) -> list[str]:
    """What the sender of things that wait is asked to do, each once, with the files it is about."""
    files: dict[Reason, list[str]] = {}
    for one in held:
        files.setdefault(one.reason, []).extend([one.name] if one.name else [])
    return [ask for reason, names in files.items() if (ask := asked_of_sender(reason, names))]


def _who_decides(opened: Opening, taken: Taken) -> str:
    """Who decides on the changes that came, as the opening letter said."""
    agreed = {a.id for a in taken.agreed}
    own = any(a.duty is Duty.OWNER for a in taken.answered if a.id not in agreed)
    if not (own and opened.round.owner_applies):
        return "The secretariat decides on each change, and tells you what was decided."
    return (
        "What you change in your own chapter is applied, unless another partner wants something"
        " else at the same place. The secretariat decides on the rest, and tells you what was"
        " decided."
    )


def _stands(opened: Opening, assignment: Assignment, file: Return) -> str:
    """That an earlier file stands, though a later mail says that there are no changes."""
    number = next(c.number for c in opened.chapters if c.id == assignment.chapter)
    day = local_day(file.received_at, opened.round.zone)
    return (
        f"What you changed in chapter {number}, in your file of {day.day} {day:%B %Y}, stands as"
        " before. If you want to take it back, please tell us."
    )


def _agreed(opened: Opening, agreed: Sequence[Assignment]) -> str:
    """What becomes of the chapters that words beside other things agree to."""
    numbers = {c.id: c.number for c in opened.chapters}
    named = [numbers[a.chapter] for a in agreed]
    if len(named) == 1:
        return f"Chapter {named[0]} {_UNCHANGED}"
    first, last = ", ".join(named[:-1]), "".join(named[-1:])
    return f"Chapters {first} and {last} count as returned without changes."


def _moved(opened: Opening, move: Move, reader: PartnerId) -> str:
    """What a partner reads of a move from one chapter to another: who must agree to it."""
    chapters = {c.id: c for c in opened.chapters}
    source, target = chapters[move.source], chapters[move.target]
    way = f"from chapter {source.number} to chapter {target.number}"
    words = textwrap.shorten(move.words, _BRIEF, placeholder=" …").rstrip(".;:")
    if move.partner != reader:
        who = f"{move.partner} would like to move text {way}: “{words}”"
        return f"{who}. Please tell us whether you agree."
    others = dict.fromkeys(c.owner for c in (source, target) if c.owner != reader)
    if not others:
        return f"You move text {way}: “{words}”."
    agree = "has" if len(others) == 1 else "have"
    return f"You move text {way}: “{words}”. {' and '.join(others)} {agree} to agree first."


_BRIEF = 90  # signs of what is moved


def _held_facts(
    opened: Opening,
    partner: Partner | None,
    inbound: Inbound,
    held: Sequence[Held],
    wrong: Mapping[HeldId, str],
) -> HeldFacts:
    """What the sender is told; without `partner`, nothing that is not the sender's own."""
    in_round = opened.round
    if partner is None:
        return HeldFacts(
            stranger=True,
            reference="",
            partner="",
            contacts=(),
            round_title="",
            received_at=inbound.received_at,
            zone=in_round.zone,
            files=(),
            why="We received your message, and a person will look at it.",
            what_to_do="",
            reply_to=in_round.reply_to,
        )
    told = [
        told_to_sender(h.reason, partner=partner.name, file=h.name, detail=wrong.get(h.id, ""))
        for h in held
    ]
    # Of one thing that waits it is clear what is meant.
    asked = _asked(held) if len(held) > 1 else [asked_of_sender(held[0].reason)]
    return HeldFacts(
        stranger=False,
        reference=subject_reference(in_round, partner.id),
        partner=partner.name,
        contacts=_greeted(partner, _recipients(partner, inbound)[0]),
        round_title=in_round.title,
        received_at=inbound.received_at,
        zone=in_round.zone,
        files=tuple(h.name for h in held if h.name),
        why=" ".join(dict.fromkeys(told)),
        what_to_do=" ".join(asked),
        reply_to=in_round.reply_to,
    )
