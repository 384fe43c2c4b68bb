"""What the officer sees of open changes in a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from chapters import Finding, Weight
from desk.screen import console
from desk.side_by_side import show_noticed, show_open
from review.conflicts import Conflict
from review.decisions import Outcome, Proposal
from review.partners import PartnerId
from review.rounds import Duty
from storage.queries import NoticedRow, ProposalRow
from tests.builders import assignment, decision, proposal


@pytest.fixture(autouse=True)
def _narrow() -> Iterator[None]:
    width, console.width = console.width, 80
    yield
    console.width = width


def wish(number: int, partner: str, after: str, **more: object) -> Proposal:
    duty = Duty.OWNER if partner == "BRS" else Duty.REVIEWER
    return proposal(assignment(f"a{number}", partner=partner, duty=duty), number, **more)


def row(of: Proposal, after: str, *, before: str = "", **more: object) -> ProposalRow:
    return ProposalRow(
        proposal=of,
        chapter_number="3.1",
        chapter_title="Basel Convention",
        partner_name=of.partner,
        where="Labels, paragraph 2",
        before=before,
        after=after,
        **{"decision": None, **more},
    )


def shown(
    capsys: pytest.CaptureFixture[str],
    rows: list[ProposalRow],
    *clashing: Proposal,
    **kind: bool,
):
    conflicts = []
    if clashing:
        ids = tuple(p.id for p in clashing)
        place = "Labels, paragraph 2"
        chapter = clashing[0].chapter
        conflicts = [Conflict(chapter=chapter, proposals=ids, place=place, **kind)]
    show_open(rows, conflicts)
    lines = capsys.readouterr().out.splitlines()
    return [" ".join(line.split()) for line in lines if line.strip() and "──" not in line]


def test_a_conflict_shows_each_wish_under_its_name_also_one_that_is_decided(capsys) -> None:
    ours, theirs = wish(3, "BRS", "ledger"), wish(7, "WCO", "logbook")
    rows = [
        row(ours, "ledger", before="register", decision=decision(ours, Outcome.REJECTED)),
        row(theirs, "logbook", before="register"),
    ]

    lines = shown(capsys, rows, ours, theirs)

    assert lines == [
        "Conflict in 3.1, Labels, paragraph 2: choose one",
        "3: BRS, owner 7: WCO",
        "before register register",
        "after ledger logbook",
        "decided rejected open",
        "Open changes",
        "No. Chapter Partner Where Before After",
        "7* 3.1 WCO Labels, paragraph 2 register logbook",
        "* is in a conflict that is shown above.",
    ]


@pytest.mark.parametrize(("other", "shows"), [(Outcome.ACCEPTED, True), (Outcome.REJECTED, False)])
def test_a_conflict_of_which_every_side_was_accepted_stays_till_one_is_not(
    capsys, other, shows
) -> None:
    ours, theirs = wish(3, "BRS", "ledger"), wish(7, "WCO", "logbook")
    rows = [
        row(ours, "ledger", before="register", decision=decision(ours, Outcome.ACCEPTED)),
        row(theirs, "logbook", before="register", decision=decision(theirs, other)),
    ]

    lines = shown(capsys, rows, ours, theirs)

    assert ("Conflict in 3.1, Labels, paragraph 2: choose one" in lines) is shows
    assert ("decided accepted accepted" in lines) is shows


def test_what_two_put_in_alike_is_shown_with_the_place_of_each(capsys) -> None:
    ours, theirs = wish(3, "BRS", ""), wish(7, "WCO", "")
    rows = [
        row(ours, "Records are kept."),
        replace(row(theirs, "Records are kept."), where="Contacts, paragraph 9"),
    ]

    lines = shown(capsys, rows, ours, theirs, repeats=True)

    assert lines[:3] == [
        "Said by several in 3.1, Labels, paragraph 2: choose one or keep all",
        "3: BRS, owner 7: WCO",
        "where Labels, paragraph 2 Contacts, paragraph 9",
    ]


def test_what_one_moves_and_another_edits_may_all_be_kept(capsys) -> None:
    ours, theirs = wish(3, "BRS", ""), wish(7, "WCO", "")
    rows = [
        row(ours, "moved to Contacts, paragraph 9", before="Records are kept."),
        row(theirs, "held", before="kept"),
    ]

    lines = shown(capsys, rows, ours, theirs, follows=True)

    assert lines[0] == "Changed by several in 3.1, Labels, paragraph 2: choose one or keep all"


def test_the_same_change_by_several_is_one_line_with_their_names(capsys) -> None:
    one, other, third = wish(1, "WCO", ""), wish(4, "CBD", ""), wish(5, "BRS", "")
    rows = [
        row(one, "each", same=(4, 5)),
        row(other, "each", same=(1, 5)),
        row(third, "each", same=(1, 4), decision=decision(third)),
    ]

    assert shown(capsys, rows)[2:] == ["1, 4 3.1 WCO, CBD Labels, paragraph 2 each"]


def test_a_change_says_that_it_was_not_tracked_must_be_looked_at_again_or_is_anothers(
    capsys,
) -> None:
    marked = replace(wish(1, "WCO", ""), untracked=True, again=True)
    passed = replace(wish(2, "WCO", ""), passed_on="BRS")

    lines = shown(capsys, [row(marked, "each"), row(passed, "any")])

    assert lines[2:] == [
        "1 3.1 WCO Labels, paragraph 2 each",
        "not tracked",
        "look again",
        "2 3.1 BRS, in the file of Labels, paragraph 2 any",
        "WCO",
    ]


def test_the_weight_of_a_change_stands_under_its_partner_where_it_is_not_plain_words(
    capsys,
) -> None:
    fine, words = replace(wish(1, "WCO", ""), weight=Weight.FIGURE), wish(2, "WCO", "")

    lines = shown(capsys, [row(fine, "600", before="500"), row(words, "each")])

    assert lines[2:] == [
        "1 3.1 WCO Labels, paragraph 2 500 600",
        "figure",
        "2 3.1 WCO Labels, paragraph 2 each",
    ]


def test_what_was_noticed_is_short_and_the_sheet_has_the_rest(capsys) -> None:
    findings = tuple(
        Finding(code="picture-added", where=f"paragraph {n}", text="A picture was added. " * n)
        for n in range(1, 15)
    )

    show_noticed(
        [
            NoticedRow(
                chapter_number="3.1",
                chapter_title="Basel Convention",
                partner=PartnerId("WCO"),
                findings=findings,
            )
        ]
    )

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Also noticed in the file of WCO, chapter 3.1:"
    assert lines[1].rstrip() == "  - paragraph 1: A picture was added."
    assert lines[-1] == "  and 9 more: gci-review decide --sheet lists all."
    assert max(len(line) for line in lines) <= 80


LONG = "The administration responsible for environmental enforcement must be informed."


def test_no_word_is_broken_in_a_terminal_of_80_columns(capsys) -> None:
    one = wish(12, "Basel Rotterdam Stockholm", "")
    changed = row(one, LONG, before=LONG.replace("informed", "notified immediately"))

    words = set(" ".join(shown(capsys, [changed])).split())

    headings = "Open changes No. Chapter Partner Where Before After"
    cells = f"12 3.1 Labels, paragraph 2 {one.partner} {LONG} {changed.before}"
    assert words == {*headings.split(), *cells.split()}


def test_in_a_narrow_terminal_changes_stand_below_one_another(capsys) -> None:
    console.width = 60
    one, two = wish(3, "BRS", ""), wish(7, "WCO", "", untracked=True)

    lines = shown(capsys, [row(one, "ledger", before="register"), row(two, LONG)], one, two)

    assert lines[lines.index("Open changes") :] == [
        "Open changes",
        "3*. Chapter 3.1, Labels, paragraph 2",
        "BRS",
        "before: register",
        "after: ledger",
        "7*. Chapter 3.1, Labels, paragraph 2",
        "WCO, not tracked",
        "after: The administration responsible for environmental",
        "enforcement must be informed.",
        "* is in a conflict that is shown above.",
    ]
