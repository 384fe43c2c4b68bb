"""Figures are accepted by name only; equal replacements are decided together."""

from __future__ import annotations

import pytest

from chapters import RevisionKind, Weight
from review.decisions import Outcome, Selection, effective, owner_rule, select, without_effect
from review.partners import PartnerId
from review.rounds import Duty
from review.weights import (
    Together,
    alike_changes,
    unnamed_figures,
)
from tests.builders import LAUNCH, assignment, proposal, returned, revision

IT = assignment()
FINE = proposal(IT, 1, weight=Weight.FIGURE)
DASH = proposal(IT, 2, weight=Weight.TYPOGRAPHIC)
WORDS = proposal(IT, 3)


@pytest.mark.parametrize(
    "selection",
    [
        Selection(),
        Selection(partner=IT.partner),
        Selection(chapter=IT.chapter),
        Selection(kind=RevisionKind.INSERTION),
        Selection(heading="labels"),
    ],
)
def test_a_selection_that_does_not_name_figures_leaves_them(selection: Selection) -> None:
    chosen = select([FINE, DASH, WORDS], selection)

    assert chosen == [FINE, DASH, WORDS]
    assert unnamed_figures(chosen, selection, Outcome.ACCEPTED) == [FINE]


@pytest.mark.parametrize(
    ("selection", "outcome"),
    [
        (Selection(numbers=(1,)), Outcome.ACCEPTED),
        (Selection(weight=Weight.FIGURE), Outcome.ACCEPTED),
        (Selection(), Outcome.REJECTED),
        (Selection(), Outcome.DEFERRED),
    ],
)
def test_a_figure_that_is_named_or_not_accepted_is_decided(
    selection: Selection, outcome: Outcome
) -> None:
    chosen = select([FINE, DASH, WORDS], selection)

    assert FINE in chosen
    assert unnamed_figures(chosen, selection, outcome) == []


def test_all_changes_of_one_weight_are_one_selection() -> None:
    assert select([FINE, DASH, WORDS], Selection(weight=Weight.TYPOGRAPHIC)) == [DASH]


def test_an_owners_own_figure_is_the_owners_yes() -> None:
    own = assignment(duty=Duty.OWNER)
    sent = returned(own)

    applied = owner_rule(
        [proposal(own, 1, weight=Weight.FIGURE)],
        {sent.id: sent},
        in_conflict=(),
        decided=(),
        now=LAUNCH,
    )

    assert [d.outcome for d in applied] == [Outcome.ACCEPTED]


def test_what_comes_to_nothing_is_kept_and_never_counts() -> None:
    idle = proposal(IT, 4, weight=Weight.NOTHING)

    assert effective([WORDS, idle], [returned(IT)]) == [WORDS]
    assert without_effect([WORDS, idle], [returned(IT)]) == [idle]


def replaced(number: int, before: str, after: str, partner: str = "WCO") -> object:
    """A replacement of words; its group is named the same in every file."""
    return proposal(
        assignment(f"a{number}", partner=PartnerId(partner)),
        number,
        revisions=(
            revision("1", group="g", kind=RevisionKind.DELETION, before=before, after=""),
            revision("2", group="g", before="", after=after),
        ),
    )


def test_equal_replacements_of_all_files_are_named_together() -> None:
    them = [
        replaced(4, "UNEP", "UN Environment"),
        replaced(9, "UNEP", "UN Environment", "BRS"),
        replaced(10, "permit", "licence"),
    ]

    assert alike_changes(them) == [
        Together(what="“UNEP” → “UN Environment”", numbers=(4, 9)),
    ]


def test_one_change_by_two_partners_is_one_line_already() -> None:
    them = [replaced(4, "UNEP", "UN Environment"), replaced(9, "UNEP", "UN Environment", "BRS")]

    assert alike_changes(them, [(4, 9), (9, 4)]) == []
