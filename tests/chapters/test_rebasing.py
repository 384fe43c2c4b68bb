"""A return that was made from another draft: its changes on ours, and nothing else."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from random import Random

import pytest

from chapters import (
    Rebased,
    accept_all,
    plain_text,
    read_revisions,
    rebase,
    reject_all,
)
from chapters.reconciliation import same
from tests.judge import differences
from tests.reviewers import Reviewer, numbered
from tests.wordml import cell, control, docx, ins, p, row, table

WHEN = datetime(2017, 10, 12, 9, tzinfo=UTC)
OLD = docx(p("Officers check labels."), p("Ozone is a gas."), p("The end."))
NEW = docx(p("Officers shall check labels."), p("Ozone is a gas."), p("Added."), p("The end."))


def moved(returned: bytes, *, old: bytes = OLD, new: bytes = NEW) -> Rebased:
    return rebase(old, new, returned, author="WCO", when=WHEN)


def wanted(result: Rebased) -> list[tuple[str, str, bool]]:
    return [(r.before, r.after, r.id in result.untracked) for r in read_revisions(result.data)]


def test_tracked_and_untracked_changes_of_an_old_draft_stand_in_the_new_one() -> None:
    returned = docx(
        p("Officers check labels", ins(" daily", by="Focal"), "."),
        p("Ozone is a pale gas."),
        p("The end."),
    )

    result = moved(returned)

    assert wanted(result) == [("", " daily", False), ("", "pale ", True)]
    assert plain_text(reject_all(result.data)) == plain_text(NEW)
    assert plain_text(accept_all(result.data)) == (
        "Officers shall check labels daily.\nOzone is a pale gas.\nAdded.\nThe end."
    )
    assert result.lost == ()


def test_what_we_changed_too_stands_beside_ours() -> None:
    ours = docx(p("Officers check labels."), p("Ozone is a heavy gas."), p("The end."))
    returned = docx(p("Officers check labels."), p("Ozone is a pale gas."), p("The end."))

    result = moved(returned, new=ours)

    assert plain_text(reject_all(result.data)) == plain_text(ours)
    assert "pale" in plain_text(accept_all(result.data))
    assert result.lost == ()


def test_a_change_in_what_we_took_away_is_listed_with_its_words() -> None:
    rows = [row(cell(p("Name")), cell(p("Code"))), row(cell(p("CFC")), cell(p("2903")))]
    old, ours = docx(table(*rows), p("The end.")), docx(table(rows[0]), p("The end."))
    returned = docx(
        table(rows[0], row(cell(p("CFC")), cell(p("2903 and more")))), p("The end, at last.")
    )

    result = moved(returned, old=old, new=ours)

    assert wanted(result) == [("", ", at last", True)]
    [lost] = result.lost
    assert [side.text for side in lost.sides if side.reviewer == "WCO"] == ["CFC\t2903 and more"]


def test_the_same_correction_on_both_sides_is_no_change_any_more() -> None:
    returned = docx(p("Officers shall check labels."), p("Ozone is a gas."), p("The end."))

    assert wanted(moved(returned)) == []


def test_what_the_old_state_had_lost_of_our_draft_stays_in_it() -> None:
    whole = docx(p("See ", control("the form", props='<w:tag w:val="x"/>'), "."), p("The end."))
    lossy = docx(p("See the form."), p("The end."))
    returned = docx(p("See the form."), p("The end", ins(" of it", by="Focal"), "."))

    result = moved(returned, old=lossy, new=whole)

    assert wanted(result) == [("", " of it", False)]
    assert same(whole, result.data) == []


@pytest.mark.parametrize("seed", range(40))
def test_no_word_of_a_return_is_lost_and_ours_stay_whatever_both_did(seed: int) -> None:
    random = Random(seed)
    old = numbered(random)
    ours = Reviewer("O", random).edit(old, edits=3)
    returned = Reviewer("P", random).edit(old, edits=3)

    result = moved(returned, old=old, new=ours)

    assert same(ours, result.data) == []
    assert differences(reject_all(result.data), ours) == []
    there = re.findall(r"P\d+x", plain_text(accept_all(result.data)))
    beside = [s.text for one in result.lost for s in one.sides if s.reviewer == "WCO"]
    assert len(there) == len(set(there))
    assert set(there) | set(re.findall(r"P\d+x", " ".join(beside))) == set(
        re.findall(r"P\d+x", plain_text(returned))
    )
