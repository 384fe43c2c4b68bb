"""A second return of the same partner: what was decided stays, what it touches is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from chapters import plain_text, read_stamp, stamp
from flows.steps.acts import decide_on
from flows.steps.delivering import deliver_letters
from flows.steps.settling import settle_chapters, to_settle
from flows.steps.weighing import weigh
from review.decisions import BY_RULE, Decision, Outcome, Proposal, Selection
from review.rounds import State
from storage.queries import proposals as listed
from storage.queries import status
from tests import builders
from tests.flows.steps.homes import Home, home_at
from tests.flows.steps.returns import answers, copy_of, proposals, receipts, returns
from tests.flows.steps.test_comparing import newest
from tests.servers.office import Edit, Office, insert_after, new_paragraph
from tests.servers.office import replace as reworded
from tests.wordml import docx, ins, p

DRAFT = docx(
    p("Officers check the label of every cylinder."),
    p("They note what it says in the register of the port."),
    p("A cylinder without a label is kept until it is known what is in it."),
    p("Refrigerants come under many names."),
)
PLAN = builders.plan(
    builders.planned("1", "WCO", file="1 Labels.docx", everybody=True), owner_applies=False
)
LOGBOOK = reworded("register", "logbook")
MARKS = insert_after("many names", " and marks")
PARAGRAPH = new_paragraph("A cylinder", "It is not opened.")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with home_at(tmp_path) as made:
        made.launch(PLAN, {"1 Labels.docx": DRAFT})
        deliver_letters(made.parts)
        yield made


def edited(home: Home, office: Office, who: str, *edits: Edit, tracked: bool = True) -> None:
    """A partner edits the copy that it got, and sends it."""
    answers(
        home, who, office.edit(copy_of(home, who), by=f"{who} One", edits=edits, tracked=tracked)
    )


def wanting(home: Home, after: str) -> Proposal:
    """The proposal that brings these words."""
    [found] = [x for x in proposals(home) if "".join(r.after for r in x.revisions) == after]
    return found


def decide(home: Home, outcome: Outcome, *numbers: int, reason: str = "") -> tuple[Decision, ...]:
    return decide_on(
        home.parts, newest(home), Selection(numbers=numbers), outcome, by="Officer", reason=reason
    ).decisions


def decided(home: Home) -> dict[str, Outcome | None]:
    """The words that each proposal brings, and what was decided on it."""
    with home.parts.storage.reading() as work:
        rows = listed(work, newest(home))
    return {r.after: r.decision.outcome if r.decision else None for r in rows}


@pytest.mark.parametrize("first", [True, False])
def test_decisions_stay_whether_a_change_is_tracked_now_or_was_before(
    home: Home, office: Office, *, first: bool
) -> None:
    edited(home, office, "WCO", LOGBOOK, PARAGRAPH, tracked=first)
    decide(home, Outcome.REJECTED, wanting(home, "logbook").number, reason="the law says register")
    decide(home, Outcome.ACCEPTED, wanting(home, "It is not opened.").number)

    edited(home, office, "WCO", LOGBOOK, PARAGRAPH, MARKS, tracked=not first)

    assert decided(home) == {
        "logbook": Outcome.REJECTED,
        "It is not opened.": Outcome.ACCEPTED,
        " and marks": None,
    }
    assert [x.again for x in proposals(home)] == [False] * 3
    assert [x.untracked for x in proposals(home)] == [first] * 3
    assert receipts(home)[-1].facts.files[0].note == ""


def test_only_what_the_second_return_touches_is_looked_at_again(home: Home, office: Office) -> None:
    edited(home, office, "WCO", LOGBOOK, MARKS)
    decide(home, Outcome.ACCEPTED, *(x.number for x in proposals(home)))

    edited(home, office, "WCO", reworded("register", "ledger"), MARKS, PARAGRAPH)

    assert decided(home) == {
        "ledger": None,
        "It is not opened.": None,
        " and marks": Outcome.ACCEPTED,
    }
    assert [x for x in proposals(home) if x.again] == [wanting(home, "ledger")]
    assert receipts(home)[-1].facts.files[0].note == (
        "One change of your earlier file is not in this one, and no longer counted."
    )
    with home.parts.storage.reading() as work:
        last = work.inbounds.of_round(newest(home))[-1]
    assert last.reason == (
        "answers its chapter, 3 tracked changes; one change of the earlier file (it was accepted)"
        " is not in it, and no longer counted"
    )


def test_the_same_edit_by_two_partners_is_decided_once_and_made_once(
    home: Home, office: Office
) -> None:
    edited(home, office, "WCO", LOGBOOK)
    edited(home, office, "BRS", LOGBOOK, tracked=False)
    with home.parts.storage.reading() as work:
        rows = listed(work, newest(home))
    assert [(r.proposal.number, r.same) for r in rows] == [(1, (2,)), (2, (1,))]
    weighed = weigh(home.parts, newest(home), to_settle(home.parts, newest(home))[0])
    assert weighed.conflicts == ()

    taken = decide(home, Outcome.ACCEPTED, 1)

    assert len(taken) == 2
    assert text(home) == ("They note what it says in the logbook of the port.")


def test_two_wishes_for_the_same_words_are_a_conflict_and_none_is_chosen(
    home: Home, office: Office
) -> None:
    edited(home, office, "WCO", LOGBOOK)
    edited(home, office, "BRS", reworded("register", "ledger"), tracked=False)

    [chapter] = to_settle(home.parts, newest(home))
    weighed = weigh(home.parts, newest(home), chapter)

    [conflict] = weighed.conflicts
    both = {wanting(home, "logbook").id, wanting(home, "ledger").id}
    assert set(conflict.proposals) == both
    [settled] = settle_chapters(home.parts, newest(home), [chapter])
    assert (settled.merged, settled.open) == (None, (1, 2))


def test_an_owners_wish_that_a_reviewer_shares_is_settled_for_both_by_the_rule(
    tmp_path: Path, office: Office
) -> None:
    plan = builders.plan(builders.planned("1", "WCO", file="1 Labels.docx", everybody=True))
    with home_at(tmp_path) as home:
        home.launch(plan, {"1 Labels.docx": DRAFT})
        deliver_letters(home.parts)
        edited(home, office, "BRS", LOGBOOK)
        edited(home, office, "WCO", LOGBOOK)

        text(home)

        with home.parts.storage.reading() as work:
            rows = listed(work, newest(home))
        assert [(r.proposal.partner, r.decision.by) for r in rows if r.decision] == [
            ("BRS", BY_RULE),
            ("WCO", BY_RULE),
        ]


def test_the_status_counts_what_was_tracked_and_what_was_not(home: Home, office: Office) -> None:
    edited(home, office, "WCO", LOGBOOK, PARAGRAPH)
    edited(home, office, "BRS", MARKS, tracked=False)

    with home.parts.storage.reading() as work:
        rows = status(work, newest(home), home.now).rows

    assert [(r.partner, r.proposals, r.untracked, r.open) for r in rows] == [
        ("BRS", 1, 1, 1),
        ("CBD", 0, 0, 0),
        ("WCO", 2, 0, 2),
    ]


def text(home: Home) -> str:
    """The second paragraph, as it is decided now."""
    [chapter] = to_settle(home.parts, newest(home))
    [settled] = settle_chapters(home.parts, newest(home), [chapter])
    assert settled.merged is not None
    return plain_text(home.parts.storage.files.get(settled.merged)).splitlines()[1]


def test_a_file_that_came_before_changes_nothing_and_its_sender_is_told(home: Home) -> None:
    sign = read_stamp(copy_of(home, "WCO")) or ""
    first, second = (
        stamp(docx(p("Officers check the ", ins(word), "label of every cylinder.")), sign)
        for word in ("red ", "blue ")
    )
    answers(home, "WCO", first)
    decide(home, Outcome.ACCEPTED, proposals(home)[0].number)
    before = proposals(home)

    again = answers(home, "WCO", first, name="1 Labels (2).docx")
    same = proposals(home)
    answers(home, "WCO", second)
    back = answers(home, "WCO", first)

    since = "4 October 2017"
    assert again == f"“1 Labels (2).docx” came before, on {since}, and changes nothing"
    assert same == before
    (told,) = receipts(home)[1].facts.files
    assert told.note == f"We have this file already, since {since}. This one changes nothing."
    assert [r.ordinal for r in returns(home)] == [1, 2, 3]
    assert back.startswith("answers its chapter")


def test_a_file_that_came_before_answers_a_chapter_that_was_opened_again(home: Home) -> None:
    sign = read_stamp(copy_of(home, "WCO")) or ""
    file = stamp(docx(p("Officers check the ", ins("red "), "label of every cylinder.")), sign)
    answers(home, "WCO", file)
    with home.parts.storage.unit_of_work() as work:
        (asked,) = [a for a in work.assignments.of_round(newest(home)) if a.partner == "WCO"]
        work.assignments.put(replace(asked, state=State.SENT))
        work.commit()

    line = answers(home, "WCO", file)

    assert line.startswith("answers its chapter, 1 tracked change")
    assert len(returns(home)) == 2
