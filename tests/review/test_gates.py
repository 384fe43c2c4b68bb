from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from review.decisions import Outcome
from review.editions import Edition, EditionKind, Fate, addendum_lines, edition_number, lines
from review.errors import NotAllowed
from review.gates import GateChapter, Ready, Waiting, Work, gate, gate_chapters
from review.records import NO_OBJECTION, answers, count
from review.returns import Answer
from review.rounds import Open, Silence, State
from review.states import admitted, declined, lapses, released, unreachable, withheld
from tests.builders import (
    LAUNCH,
    ROUND,
    answer,
    changed,
    decision,
    digest,
    of,
    opening,
    plan,
    planned,
    proposal,
    returned,
)

BEFORE = LAUNCH + timedelta(days=5)
AFTER = LAUNCH + timedelta(days=20)

EVERYBODY = (("WCO", "1"), ("BRS", "1"), ("CBD", "1"), ("BRS", "3.1"), ("CBD", "3.2"))
REVIEWS = (("WCO", "3.1"), ("WCO", "3.2"))


def all_answered(opened=None):
    opened = opened or opening()
    for who, number in (*EVERYBODY, *REVIEWS):
        opened = answer(opened, who, number)
    return opened


def look(opened, work=None, *, now=BEFORE, policy=Open.WAIT):
    return gate(gate_chapters(opened, work or Work(), now=now), policy)


def asked_for(opened, who, number, count_=1, **more: object):
    """The work of a return with proposals that nobody has decided."""
    to = of(opened, who, number)
    sent = returned(to, f"r {who} {number}", **more)
    return Work(
        returns=(sent,),
        proposals=tuple(
            proposal(to, n, id=f"p {who} {number} {n}", returned=sent.id)
            for n in range(1, count_ + 1)
        ),
    )


def test_the_gate_has_no_place_for_anybody_but_members():
    names = {f.name for f in fields(GateChapter)}

    assert not {n for n in names if "applicant" in n or "standing" in n or "withheld" in n}
    assert [c.number for c in gate_chapters(opening(), Work(), now=BEFORE)] == ["1", "3.1", "3.2"]


def test_an_edition_is_ready_when_all_members_have_answered_and_all_is_decided():
    opened = all_answered()
    work = asked_for(opened, "BRS", "3.1")

    assert look(opened) == Ready()
    waiting = look(opened, work)
    assert waiting == Waiting(
        reasons=("Chapter 3.1, Chapter of BRS no. 3.1: 1 change waits for a decision.",),
        instead=Ready(deferred=("p BRS 3.1 1",), carried=("3.1",)),
    )
    done = replace(work, decisions=(decision(work.proposals[0], Outcome.DEFERRED),))
    assert look(opened, done) == Ready()


def test_who_declined_is_not_waited_for():
    opened = opening()
    for who, number in EVERYBODY:
        opened = answer(opened, who, number)
    opened = changed(opened, *(declined(of(opened, w, n), reason="no") for w, n in REVIEWS))

    assert look(opened) == Ready()


def test_silence_makes_the_edition_wait_for_a_person_or_for_the_deadline():
    opened = answer(opening(), "WCO", "1")
    due = opened.round.due

    assert isinstance(look(opened, now=due - timedelta(seconds=1), policy=Open.PUBLISH), Waiting)
    assert isinstance(look(opened, now=due, policy=Open.WAIT), Waiting)
    on_time = look(opened, now=due, policy=Open.PUBLISH)
    assert isinstance(on_time, Ready)
    assert on_time.carried == ("3.1", "3.2")
    assert on_time.silent[:2] == (("1", "BRS"), ("1", "CBD"))


def test_a_lapsed_or_unreachable_member_is_still_silent():
    opened = opening()
    lapsed = changed(opened, *lapses(opened.assignments))
    dead = changed(opened, *(unreachable(a, reason="5.1.1") for a in opened.assignments))

    for state in (lapsed, dead):
        waiting = look(state, now=AFTER)
        assert isinstance(waiting, Waiting)
        assert len(waiting.instead.silent) == 7


def test_an_extension_keeps_the_unattended_edition_waiting():
    opened = opening()
    until = opened.round.due + timedelta(days=3)
    longer = changed(opened, replace(of(opened, "CBD", "3.2"), extended_to=until))

    assert isinstance(look(longer, now=opened.round.due, policy=Open.PUBLISH), Waiting)
    assert isinstance(look(longer, now=until, policy=Open.PUBLISH), Ready)


def test_a_superseded_return_asks_for_nothing_any_more():
    opened = all_answered()
    first = asked_for(opened, "BRS", "3.1")
    second = returned(of(opened, "BRS", "3.1"), "r2", ordinal=2, answer=Answer.FILE)

    assert look(opened, replace(first, returns=(*first.returns, second))) == Ready()


def test_the_lines_say_for_every_chapter_what_became_of_it_and_why():
    opened = all_answered()
    merged = replace(opened.chapters[1], merged=digest("merged"))
    opened = replace(opened, chapters=(opened.chapters[0], merged, *opened.chapters[2:]))
    brs, cbd = asked_for(opened, "BRS", "3.1", 2), asked_for(opened, "CBD", "3.2")
    work = Work(
        returns=(*brs.returns, *cbd.returns),
        proposals=(*brs.proposals, *cbd.proposals),
        decisions=(decision(brs.proposals[0]),),
    )

    found = lines(opened, gate_chapters(opened, work, now=AFTER))

    assert [(x.number, x.fate, x.why) for x in found] == [
        ("1", Fate.PUBLISHED, "Returned without changes."),
        ("3.1", Fate.PUBLISHED, "Changes decided: 1, 1 deferred to the next edition."),
        ("3.2", Fate.CARRIED, "Printed as it was sent: nobody decided on its changes (1)."),
        ("3.5", Fate.WITHHELD, "Minamata was not a member when the round was launched."),
    ]
    assert [x.draft for x in found] == [
        opened.chapters[0].base,
        digest("merged"),
        opened.chapters[2].base,
        None,
    ]


def test_a_chapter_without_changes_names_who_has_not_answered():
    opened = answer(opening(), "BRS", "3.1")

    found = lines(opened, gate_chapters(opened, Work(), now=AFTER))

    assert found[1].why == "Returned without changes by those who answered; no answer from WCO."


def test_a_file_that_waits_for_a_person_is_never_called_unchanged():
    opened = all_answered()
    held_back = returned(of(opened, "BRS", "3.1"), "r BRS 3.1", answer=Answer.FILE, mergeable=False)
    work = Work(returns=(held_back,))

    found = lines(opened, gate_chapters(opened, work, now=AFTER))[1]
    said = look(opened, work)
    answered_ = answers(opened, work, reached={}, now=AFTER)

    assert (found.fate, found.why) == (
        Fate.CARRIED,
        "Printed as it was sent. The changes in the file of BRS are not in: it waits for a person.",
    )
    assert isinstance(said, Waiting)
    assert said.reasons == (
        f"Chapter 3.1, {found.title}: the file of BRS waits for a person; see what is held.",
    )
    assert [x.answer for x in answered_ if (x.number, x.partner) == ("3.1", "BRS")] == [
        "changes, not merged"
    ]


def test_nobodys_answer_carries_a_chapter_over_and_the_record_says_so():
    found = lines(opening(), gate_chapters(opening(), Work(), now=AFTER))

    assert {x.why for x in found[:3]} == {"Printed as it was sent: nobody answered."}
    assert {x.fate for x in found[:3]} == {Fate.CARRIED}


def test_a_members_withheld_chapter_prints_its_reason_and_waits_for_nobody():
    opened = all_answered()
    legal = replace(
        opened, chapters=(withheld(opened.chapters[0], reason="legal"), *opened.chapters[1:])
    )

    assert look(legal) == Ready()
    assert lines(legal, gate_chapters(legal, Work(), now=AFTER))[0].why == "legal"


def test_silence_is_printed_as_silence_and_counts_only_where_the_letter_arrived():
    opened = answer(opening(), "WCO", "1")
    opened = changed(opened, declined(of(opened, "BRS", "1"), reason="no"))
    opened = changed(opened, *lapses(opened.assignments))
    sent = returned(of(opened, "WCO", "1"), answer=Answer.NO_CHANGES, late=True)
    reached = {a.id: a.partner != "CBD" for a in opened.assignments}

    found = answers(opened, Work(returns=(sent,)), reached=reached, now=AFTER)

    said = {(x.number, x.partner): x.answer for x in found}
    assert said == {
        ("1", "WCO"): "no changes",
        ("1", "BRS"): "declined",
        ("1", "CBD"): "not reached",
        ("3.1", "BRS"): NO_OBJECTION,
        ("3.1", "WCO"): NO_OBJECTION,
        ("3.2", "CBD"): "not reached",
        ("3.2", "WCO"): NO_OBJECTION,
    }
    assert not any("approved" in x.answer for x in found)
    assert found[0].late


def test_where_silence_means_nothing_it_says_nothing():
    opened = opening(silence=Silence.NO_ANSWER)
    reached = dict.fromkeys((a.id for a in opened.assignments), True)

    after = {x.answer for x in answers(opened, Work(), reached=reached, now=AFTER)}
    before = {x.answer for x in answers(opened, Work(), reached=reached, now=BEFORE)}

    assert (after, before) == ({"no answer"}, {"not yet"})


def test_counts_are_of_what_counts():
    opened = all_answered()
    work = asked_for(opened, "BRS", "3.1", 2)
    work = replace(work, decisions=(decision(work.proposals[0]),))

    found = count(opened, work)

    assert (found.returns, found.revisions, found.decisions) == (1, 2, 1)


def test_words_in_place_of_others_count_as_one_change():
    opened = all_answered()
    work = asked_for(opened, "BRS", "3.1", 1)
    both = work.proposals[0].revisions * 2
    work = replace(work, proposals=(replace(work.proposals[0], revisions=both),))

    assert count(opened, work).revisions == 1


def edition(number: str, kind=EditionKind.FULL, lines_=(), adds_to=None) -> Edition:
    return Edition(
        number=number, round=ROUND, kind=kind, published_at=AFTER, lines=lines_, adds_to=adds_to
    )


def test_editions_are_numbered_and_addenda_belong_to_one():
    first = edition("1")
    addendum = edition("1-A1", EditionKind.ADDENDUM, adds_to="1")
    second = edition("2")

    assert edition_number([], EditionKind.FULL) == "1"
    assert edition_number([first], EditionKind.ADDENDUM) == "1-A1"
    assert edition_number([first, addendum], EditionKind.ADDENDUM) == "1-A2"
    assert edition_number([first, addendum], EditionKind.CORRIGENDUM) == "1.1"
    assert edition_number([first, addendum], EditionKind.FULL) == "2"
    assert edition_number([first, addendum, second], EditionKind.ADDENDUM) == "2-A1"
    with pytest.raises(NotAllowed):
        edition_number([], EditionKind.ADDENDUM)


def test_an_addendum_adds_a_released_chapter_of_who_is_a_member_today():
    opened = all_answered()
    first = edition("1", lines_=lines(opened, gate_chapters(opened, Work(), now=AFTER)))
    out = replace(opened, chapters=(*opened.chapters[:3], released(opened.chapters[3])))
    partners = plan().partners
    members = (*partners[:3], admitted(partners[3]))

    (line,) = addendum_lines(out, members, [first])

    assert (line.number, line.fate, line.draft) == (
        "3.5",
        Fate.PUBLISHED,
        opened.chapters[3].base,
    )
    assert addendum_lines(out, partners, [first]) == ()  # not admitted
    assert addendum_lines(opened, members, [first]) == ()  # not released
    assert addendum_lines(out, members, []) == ()  # nothing to add to
    again = edition("1-A1", EditionKind.ADDENDUM, (line,), "1")
    assert addendum_lines(out, members, [first, again]) == ()


def test_planned_assignments_of_letters_that_never_left_are_silent_too():
    opened = opening(plan(planned("1", "WCO")), state=State.PLANNED)

    assert isinstance(look(opened, now=AFTER), Waiting)
