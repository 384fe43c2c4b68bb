from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from review.errors import NotAllowed
from review.openings import open_round, relaunch
from review.partners import Standing
from review.rounds import Open, RoundId, Silence, State, next_round_id
from review.states import released
from tests.builders import LAUNCH, contact, drafts, ids, opening, partner, plan, planned


def launch(the_plan):
    return open_round(
        the_plan,
        drafts=drafts(the_plan),
        round_id=RoundId("2017R1"),
        now=LAUNCH,
        new_id=ids(),
    )


def test_a_round_opens_with_its_deadline_as_an_instant_and_every_assignment_planned():
    opened = launch(plan())

    assert opened.round.due == datetime(2017, 10, 18, 21, tzinfo=UTC)
    assert {a.state for a in opened.assignments} == {State.PLANNED}
    assert [c.place for c in opened.chapters] == [1, 2, 3, 4]


def test_all_means_the_members_at_launch_without_the_owner():
    opened = launch(plan())

    first = opened.chapters[0]

    assert first.reviewers == ("BRS", "CBD")


def test_nobody_but_members_is_asked_and_nothing_withheld_is_sent():
    partners = (
        partner("WCO"),
        partner("BRS"),
        partner("Watcher", Standing.OBSERVER),
        partner("Gone", Standing.WITHDRAWN),
        partner("Minamata", Standing.APPLICANT),
    )
    chapters = (
        planned("1", "WCO", everybody=True),
        planned("2", "BRS", reviewers=("Watcher", "Gone", "Minamata", "WCO")),
        planned("3", "BRS", reviewers=("WCO",), withheld="with the lawyers"),
        planned("4", "Minamata", withheld="not a partner yet"),
    )

    opened = launch(plan(*chapters, partners=partners))

    numbers = {c.id: c.number for c in opened.chapters}
    asked = [(a.partner, numbers[a.chapter], a.duty.value) for a in opened.assignments]
    assert asked == [
        ("WCO", "1", "owner"),
        ("BRS", "1", "reviewer"),
        ("BRS", "2", "owner"),
        ("WCO", "2", "reviewer"),
    ]
    assert len(opened.participants) == 5


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"due_on": date(2017, 10, 3)}, "has passed"),
        ({"zone": "Africa/Nirobi"}, "Africa/Nirobi"),
        ({"partners": (partner("A B"), partner("a-b"))}, "A-B"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(change, said):
    with pytest.raises(NotAllowed) as refusal:
        launch(plan(**change))

    assert said in str(refusal.value)


@pytest.mark.parametrize(
    ("chapters", "said"),
    [
        ((planned("1", "Minamata"),), "withheld"),
        ((planned("1", "Nobody"),), "Nobody"),
        ((planned("1", "WCO", reviewers=("Nobody",)),), "Nobody"),
        ((planned("1", "WCO"), planned("1", "BRS", file="other.docx")), "chapter number"),
        ((planned("1", "WCO", file="a.docx"), planned("2", "BRS", file="a.docx")), "a.docx"),
    ],
)
def test_a_chapter_that_cannot_be_is_refused(chapters, said):
    with pytest.raises(NotAllowed) as refusal:
        launch(plan(*chapters))

    assert said in str(refusal.value)


def test_a_missing_file_is_refused_by_name():
    with pytest.raises(NotAllowed, match=r"1 Chapter\.docx"):
        open_round(plan(), drafts={}, round_id=RoundId("2017R1"), now=LAUNCH, new_id=ids())


def test_the_manifest_names_what_is_frozen_and_not_the_contacts():
    same = plan(partners=(*(replace(p, contacts=(contact(),)) for p in plan().partners),))
    other = plan(silence=Silence.NO_ANSWER)

    assert launch(same).round.manifest == launch(plan()).round.manifest
    assert launch(other).round.manifest != launch(plan()).round.manifest


def test_the_same_workbook_again_changes_nothing():
    the_plan = plan()

    again = relaunch(the_plan, opening(the_plan), the_plan.partners, drafts(the_plan))

    assert (again.contacts, again.refused) == ((), ())


def test_new_contacts_are_taken_and_who_is_silent_stays_silent():
    stored = partner("WCO", contacts=(contact("Old", "old@wco.example.org", silent=True),))
    new = (contact("Older", "OLD@wco.example.org"), contact("New", "new@wco.example.org"))
    now = plan(partners=(*plan().partners[:2], partner("WCO", contacts=new), plan().partners[3]))
    partners = (*plan().partners[:2], stored, plan().partners[3])

    again = relaunch(now, opening(), partners, drafts(now))

    assert [(p.id, [c.silent for c in p.contacts]) for p in again.contacts] == [
        ("WCO", [True, False])
    ]
    assert again.refused == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"due_on": date(2017, 10, 20)}, "The deadline"),
        ({"title": "Other"}, "The title"),
        ({"ladder": (3,)}, "The days of the reminders"),
        ({"at_deadline": Open.PUBLISH}, "What happens at the deadline"),
        ({"partners": (*plan().partners, partner("New"))}, "New was no partner"),
        ({"partners": plan().partners[:3]}, "Minamata stays"),
        ({"partners": (*plan().partners[:3], partner("Minamata"))}, "standing of Minamata"),
        ({"chapters": (*plan().chapters, planned("9", "WCO"))}, "9 Chapter.docx” is new"),
        ({"chapters": plan().chapters[:3]}, "3.5 Chapter.docx” stays"),
        ({"chapters": (planned("1", "BRS", everybody=True), *plan().chapters[1:])}, "The owner"),
        ({"chapters": (planned("1", "WCO"), *plan().chapters[1:])}, "The reviewers"),
    ],
)
def test_what_launching_froze_is_refused_by_name(change, said):
    now = plan(**change)

    again = relaunch(now, opening(), plan().partners, drafts(now))

    assert any(said in sentence for sentence in again.refused), again.refused
    assert again.contacts == ()


def test_a_changed_file_is_refused_and_a_released_chapter_is_pointed_at():
    opened, now = opening(), plan()
    opened = replace(opened, chapters=(*opened.chapters[:3], released(opened.chapters[3])))
    files = drafts(now) | {"1 Chapter.docx": drafts(now)["3.1 Chapter.docx"]}

    refused = relaunch(now, opened, now.partners, files).refused

    assert ["changed since" in s for s in refused] == [True, False]
    assert "gci-review" in refused[1]


def test_round_ids_count_within_a_year():
    existing = [RoundId("2016R4"), RoundId("2017R1"), RoundId("2017R2")]

    assert next_round_id(existing, date(2017, 5, 1)) == "2017R3"
    assert next_round_id(existing, date(2018, 1, 1)) == "2018R1"


def test_reviewers_in_another_order_are_the_same_reviewers():
    now, then = (
        plan(planned("1", "WCO", reviewers=names), *plan().chapters[1:])
        for names in (("BRS", "CBD"), ("CBD", "BRS"))
    )

    again = relaunch(now, opening(then), now.partners, drafts(now))

    assert again.refused == ()
