from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review import states
from review.errors import NotAllowed
from review.partners import Standing
from review.rounds import RoundState, State
from tests.builders import LAUNCH, answer, assignment, changed, of, opening, partner

LATER = LAUNCH + timedelta(days=1)

ACTS = {
    "sent": lambda a: states.sent(a, at=LATER),
    "answered": lambda a: states.answered(a, at=LATER),
    "declined": lambda a: states.declined(a, reason="no time"),
    "extended": lambda a: states.extended(a, until=LATER, reason="asked", now=LAUNCH),
    "unreachable": lambda a: states.unreachable(a, reason="5.1.1"),
    "lapsed": states.lapsed,
    "closed": states.closed,
    "reopened": lambda a: states.reopened(a, reason="once more"),
}


@pytest.mark.parametrize(
    ("act", "allowed"),
    [
        ("sent", "planned:sent sent:sent unreachable:sent"),
        (
            "answered",
            """planned:returned sent:returned returned:returned unreachable:returned
            lapsed:returned closed:closed""",
        ),
        ("declined", "planned:declined sent:declined unreachable:declined lapsed:declined"),
        (
            "extended",
            "planned:planned sent:sent returned:returned unreachable:unreachable lapsed:sent",
        ),
        ("unreachable", "planned:unreachable sent:unreachable unreachable:unreachable"),
        ("lapsed", "planned:lapsed sent:lapsed"),
        ("closed", "returned:closed"),
        (
            "reopened",
            "returned:sent declined:sent unreachable:sent lapsed:sent closed:sent",
        ),
    ],
)
def test_an_act_moves_exactly_the_states_it_may(act, allowed):
    moves = {}
    for state in State:
        try:
            moves[state] = ACTS[act](assignment(state=state)).state
        except NotAllowed:
            continue

    assert {f"{old}:{new}" for old, new in moves.items()} == set(allowed.split())


def test_a_refused_act_says_what_and_why():
    with pytest.raises(NotAllowed) as refusal:
        states.declined(assignment(state=State.RETURNED), reason="no time")

    assert str(refusal.value) == "Cannot decline the assignment of WCO: it has been answered."


def test_an_extension_into_the_past_is_refused():
    with pytest.raises(NotAllowed):
        states.extended(assignment(), until=LAUNCH, reason="", now=LAUNCH)


def test_asking_again_forgets_no_time_but_that_of_the_answer():
    before = assignment(state=State.RETURNED, sent_at=LAUNCH, answered_at=LATER)

    after = states.reopened(before, reason="the wrong file")

    assert (after.sent_at, after.answered_at, after.note) == (LAUNCH, None, "the wrong file")


def test_a_letter_sent_again_does_not_move_the_time_of_the_first():
    assert states.sent(assignment(sent_at=LAUNCH), at=LATER).sent_at == LAUNCH


def test_a_round_closes_when_its_deadline_and_every_extension_still_awaited_has_passed():
    opened = opening()
    until = opened.round.due + timedelta(days=3)
    longer = states.extended(of(opened, "BRS", "3.1"), until=until, reason="", now=LAUNCH)
    opened = changed(opened, longer)
    due = opened.round.due

    assert not states.closes(opened.round, opened.assignments, due - timedelta(seconds=1))
    assert not states.closes(opened.round, opened.assignments, due)
    assert states.closes(opened.round, opened.assignments, until)
    opened = answer(opened, "BRS", "3.1")
    assert states.closes(opened.round, opened.assignments, due)


def test_at_the_close_what_is_awaited_lapses_and_the_unreachable_stay_what_they_are():
    them = [assignment(f"a{n}", state=s) for n, s in enumerate(State)]

    assert [(a.id, a.state) for a in states.lapses(them)] == [
        ("a0", State.LAPSED),
        ("a1", State.LAPSED),
    ]


@pytest.mark.parametrize("state", list(RoundState))
def test_answers_are_taken_late_but_not_of_a_cancelled_round_or_a_declined_assignment(state):
    in_round = replace(opening().round, state=state)

    taken = {s for s in State if states.takes_answers(assignment(state=s), in_round)}

    late = set(State) - {State.DECLINED}
    assert taken == (set() if state is RoundState.CANCELLED else late)


def test_rounds_move_forward_only():
    in_round = opening().round

    assert states.published(states.round_closed(in_round)).state is RoundState.PUBLISHED
    with pytest.raises(NotAllowed):
        states.cancelled(states.published(in_round))
    with pytest.raises(NotAllowed):
        states.round_closed(states.cancelled(in_round))


def test_withholding_needs_a_reason_and_is_undone_by_releasing():
    chapter = opening().chapters[0]

    assert states.released(states.withheld(chapter, reason=" legal ")) == chapter
    with pytest.raises(NotAllowed, match="reason"):
        states.withheld(chapter, reason=" ")
    with pytest.raises(NotAllowed):
        states.released(chapter)
    with pytest.raises(NotAllowed, match="legal"):
        states.withheld(states.withheld(chapter, reason="legal"), reason="again")


def test_only_who_is_no_member_is_admitted():
    assert states.admitted(partner(standing=Standing.APPLICANT)).standing is Standing.MEMBER
    assert states.withdrawn(partner()).standing is Standing.WITHDRAWN
    with pytest.raises(NotAllowed):
        states.admitted(partner())
    with pytest.raises(NotAllowed):
        states.withdrawn(partner(standing=Standing.WITHDRAWN))


@given(st.lists(st.sampled_from(sorted(ACTS)), max_size=12))
def test_whatever_happens_an_answer_once_taken_is_never_counted_as_silence(acts):
    now = assignment(state=State.PLANNED)
    for act in acts:
        try:
            now = ACTS[act](now)
        except NotAllowed:
            continue

    assert now.answered_at is None or now.state in {State.RETURNED, State.CLOSED}
    assert states.awaited(now) <= (now.answered_at is None)
