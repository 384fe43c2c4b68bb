"""Whatever non-members do, before or after being admitted: the gate, the lines, the answers and
the counts stay what they are without them (cases/states.md, I1).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hypothesis import find, given, settings
from hypothesis import strategies as st

from review import states
from review.decisions import Outcome
from review.editions import lines
from review.errors import NotAllowed
from review.gates import GateChapter, Work, gate, gate_chapters
from review.letters import LetterState, reached
from review.openings import assignments_on
from review.partners import Standing
from review.records import answers, count
from review.returns import Answer
from review.rounds import Assignment, Duty, Open, Opening
from tests.builders import (
    LAUNCH,
    answer,
    decision,
    digest,
    ids,
    of,
    opening,
    partner,
    plan,
    planned,
    proposal,
    returned,
)
from tests.review.test_letters import letters

APPLICANT = "Minamata"
PARTNERS = (
    partner("BRS"),
    partner("WCO"),
    partner(APPLICANT, Standing.APPLICANT),
    partner("Watcher", Standing.OBSERVER),
)
PLAN = plan(
    planned("1", "WCO", everybody=True),
    planned("2", "BRS", reviewers=("WCO", APPLICANT, "Watcher")),
    planned("3", APPLICANT, withheld="not a partner yet", reviewers=("WCO",)),
    partners=PARTNERS,
)
SLOTS = (("WCO", "1"), ("BRS", "1"), ("BRS", "2"), ("WCO", "2"))
OUTSIDE = ((APPLICANT, "3"), ("WCO", "3"))
"""Once the applicant's chapter is released, it and its reviewer are asked."""


@dataclass(frozen=True)
class Happening:
    """Something that happens at `day` on one slot; `outside` marks what concerns non-members."""

    n: int
    act: str
    slot: tuple[str, str]
    size: int
    day: int

    @property
    def outside(self) -> bool:
        return self.slot in OUTSIDE or self.act in {"admit", "release", "withdraw", "withhold"}

    @property
    def at(self) -> datetime:
        return LAUNCH + timedelta(days=self.day)


@dataclass
class World:
    opened: Opening
    work: Work = field(default_factory=Work)
    back: dict[str, set[str]] = field(default_factory=dict)


def happen(world: World, event: Happening) -> None:
    if event.slot in OUTSIDE and event.act not in {"release", "admit"}:
        release(world, event)  # an eager officer: what is refused below is refused anyway
    try:
        ACTS[event.act](world, event)
    except (NotAllowed, StopIteration):
        return


def put(world: World, changed: Assignment) -> None:
    old = world.opened
    world.opened = replace(
        old, assignments=tuple(changed if a.id == changed.id else a for a in old.assignments)
    )


def file(world: World, event: Happening) -> None:
    to = of(world.opened, *event.slot)
    put(world, states.answered(to, at=event.at))
    before = sum(r.assignment == to.id for r in world.work.returns)
    sent = returned(
        to,
        f"r{event.n}",
        ordinal=before + 1,
        answer=Answer.FILE if event.size else Answer.NO_CHANGES,
        mergeable=event.size != 3,
    )
    wants = tuple(proposal(to, event.n * 10 + k, returned=sent.id) for k in range(event.size))
    world.work = replace(
        world.work,
        returns=(*world.work.returns, sent),
        proposals=(*world.work.proposals, *wants),
    )


def decide(world: World, event: Happening) -> None:
    on = [p for p in world.work.proposals if p.assignment == of(world.opened, *event.slot).id]
    taken = tuple(
        decision(p, list(Outcome)[event.size], at=event.at, reason="why") for p in on[: event.size]
    )
    merged = tuple(
        replace(c, merged=digest(f"merged {event.n}")) if taken and c.id == on[0].chapter else c
        for c in world.opened.chapters
    )
    world.opened = replace(world.opened, chapters=merged)
    world.work = replace(world.work, decisions=(*world.work.decisions, *taken))


def bounce(world: World, event: Happening) -> None:
    to = of(world.opened, *event.slot)
    write(world, event)
    world.back[world.work.letters[-1].message_id] = set()
    put(world, states.unreachable(to, reason="5.1.1"))


def write(world: World, event: Happening) -> None:
    to = of(world.opened, *event.slot)
    letter = replace(
        LETTER,
        id=f"l{event.n}",
        key=f"k{event.n}",
        message_id=f"<m{event.n}@x.test>",
        partner=to.partner,
        assignments=(to.id,),
        state=LetterState.SENT,
    )
    world.work = replace(world.work, letters=(*world.work.letters, letter))


def release(world: World, event: Happening) -> None:
    """The applicant is let in early: its chapter is released and everybody is asked."""
    old = world.opened
    inside = next(c for c in old.chapters if c.number == "3")
    if inside.withheld is None:
        return
    out = states.released(inside)
    everybody = {p.id: Standing.MEMBER for p in PARTNERS}
    world.opened = replace(
        old,
        chapters=tuple(out if c.id == out.id else c for c in old.chapters),
        assignments=(*old.assignments, *assignments_on(out, everybody, ids(f"late{event.n}-"))),
    )


def withhold(world: World, event: Happening) -> None:
    old = world.opened
    inside = next(c for c in old.chapters if c.number == "3")
    again = states.withheld(inside, reason=f"once more {event.n}")
    world.opened = replace(
        old, chapters=tuple(again if c.id == again.id else c for c in old.chapters)
    )


def on_slot(act: Callable) -> Callable:
    return lambda world, event: put(world, act(of(world.opened, *event.slot), event))


LETTER = letters()[0]
ACTS = {
    "file": file,
    "decide": decide,
    "bounce": bounce,
    "write": write,
    "decline": on_slot(lambda a, _: states.declined(a, reason="no")),
    "lapse": on_slot(lambda a, _: states.lapsed(a)),
    "reopen": on_slot(lambda a, _: states.reopened(a, reason="again")),
    "extend": on_slot(
        lambda a, e: states.extended(a, until=e.at + timedelta(days=9), reason="", now=e.at)
    ),
    "release": release,
    "withhold": withhold,
    # Both change the partner of today, never the participant that the launch froze.
    "admit": lambda _, __: states.admitted(PARTNERS[2]),
    "withdraw": lambda _, __: states.withdrawn(PARTNERS[2]),
}

EVENTS = st.builds(
    Happening,
    n=st.just(0),
    act=st.sampled_from(sorted(ACTS)),
    slot=st.sampled_from((*SLOTS, *OUTSIDE)),
    size=st.integers(0, 3),
    day=st.integers(0, 20),
)
HISTORIES = st.lists(EVENTS, max_size=25).map(
    lambda events: [
        replace(e, n=n) for n, e in enumerate(sorted(events, key=lambda e: e.day), start=1)
    ]
)

Look = Callable[..., list[GateChapter]]


def observed(history: list[Happening], look: Look = gate_chapters) -> list[object]:
    """Everything that the gate, the edition and the record say, before and after the deadline."""
    world = World(opened=opening(PLAN))
    for event in history:
        happen(world, event)
    opened, work = world.opened, world.work
    got = {a.id: reached(a, work.letters, world.back) for a in opened.assignments}
    seen: list[object] = [count(opened, work)]
    for day in (5, 20, 40):
        now = LAUNCH + timedelta(days=day)
        chapters = look(opened, work, now=now)
        seen += [gate(chapters, policy) for policy in Open]
        seen += [lines(opened, chapters), answers(opened, work, reached=got, now=now)]
    return seen


def of_members(history: list[Happening]) -> list[Happening]:
    return [event for event in history if not event.outside]


@settings(max_examples=150, deadline=None)
@given(HISTORIES)
def test_removing_every_event_of_a_non_member_changes_nothing(history):
    assert observed(history) == observed(of_members(history))


def members_matter(history: list[Happening]) -> bool:
    return observed(of_members(history)) != observed([])


def test_the_same_histories_do_change_the_gate_by_what_members_do():
    assert find(
        HISTORIES,
        members_matter,
        settings=settings(max_examples=500, deadline=None, derandomize=True),
    )


def looks_at_applicants(opened: Opening, work: Work, *, now: datetime) -> list[GateChapter]:
    """A mutant: an applicant counts like a member."""
    mixed = tuple(
        replace(p, standing=Standing.MEMBER) if p.standing is Standing.APPLICANT else p
        for p in opened.participants
    )
    return gate_chapters(replace(opened, participants=mixed), work, now=now)


def waits_for_applicants(opened: Opening, work: Work, *, now: datetime) -> list[GateChapter]:
    """A mutant: it keeps to members' chapters, and waits while an applicant has not answered."""
    awaited = any(
        a.partner == APPLICANT and a.duty is Duty.OWNER and states.awaited(a)
        for a in opened.assignments
    )
    chapters = gate_chapters(opened, work, now=now)
    return [replace(c, due_passed=c.due_passed and not awaited) for c in chapters]


def test_a_gate_that_looks_at_applicants_is_caught_by_the_same_test():
    for mutant in (looks_at_applicants, waits_for_applicants):

        def caught(history, mutant=mutant) -> bool:
            return observed(history, mutant) != observed(of_members(history), mutant)

        assert find(
            HISTORIES, caught, settings=settings(max_examples=2000, deadline=None, derandomize=True)
        )


@settings(max_examples=100, deadline=None)
@given(HISTORIES)
def test_an_edition_never_says_of_silence_that_it_approved(history):
    world = World(opened=opening(PLAN))
    for event in history:
        happen(world, event)
    now = LAUNCH + timedelta(days=40)
    got = {a.id: reached(a, world.work.letters, world.back) for a in world.opened.assignments}

    told = answers(world.opened, world.work, reached=got, now=now)
    chapters = gate_chapters(world.opened, world.work, now=now)

    silent = {(c.number, partner_) for c in chapters for partner_ in c.silent}
    assert {(x.number, x.partner) for x in told if x.answered_at is None} >= silent
    for line in told:
        if (line.number, line.partner) in silent:
            assert line.answer.startswith(("no answer", "not reached"))
    carried = {c.number for c in chapters if c.carried}
    assert all(
        "as it was sent" in x.why for x in lines(world.opened, chapters) if x.number in carried
    )


def test_every_chapter_of_members_that_nobody_touched_is_carried_over():
    opened = answer(opening(PLAN), "WCO", "1")

    chapters = gate_chapters(opened, Work(), now=LAUNCH + timedelta(days=40))

    assert [c.carried for c in chapters] == [False, True]
