from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from review.deadlines import due_instant
from review.launches import launch_letters, resend
from review.letters import LetterKind, LetterState, mailbox, reached, wanted
from review.reminders import reminders_due
from review.rounds import Duty, RoundState, State
from tests.builders import (
    LAUNCH,
    REPLY_TO,
    ZONE,
    answer,
    assignment,
    changed,
    contact,
    ids,
    opening,
    partner,
    plan,
)


def letters(opened=None, *, size=1000):
    opened = opened or opening(state=State.PLANNED)
    sizes = {a.copy: size for a in opened.assignments}
    return launch_letters(opened, plan().partners, sizes, now=LAUNCH, new_id=ids("n"))


def test_each_member_gets_one_letter_with_all_its_files_own_chapters_first():
    brs, cbd, wco = letters()

    assert [(x.key, x.partner) for x in (brs, cbd, wco)] == [
        ("launch:2017R1:BRS:1", "BRS"),
        ("launch:2017R1:CBD:1", "CBD"),
        ("launch:2017R1:WCO:1", "WCO"),
    ]
    assert [(c.number, c.duty) for c in brs.facts.chapters] == [
        ("3.1", Duty.OWNER),
        ("1", Duty.REVIEWER),
    ]
    assert [f.name for f in brs.files] == ["3.1 Chapter.docx", "1 Chapter.docx"]
    assert brs.facts.reference == "[GCI-2017R1-BRS]"
    assert brs.facts.chapters[1].owner == "WCO in full"
    assert brs.message_id == "<launch.n1@secretariat.example.org>"
    assert brs.facts.reply_to == REPLY_TO


def test_the_copies_attached_are_those_of_the_assignments():
    opened = opening(state=State.PLANNED)
    copies = {a.id: a.copy for a in opened.assignments}

    for letter in letters(opened):
        assert [f.sha256 for f in letter.files] == [copies[a] for a in letter.assignments]


def test_files_too_large_for_one_mail_are_split_and_numbered():
    wco = [x for x in letters(size=4_000_000) if x.partner == "WCO"]

    assert [(x.key, x.facts.part, x.facts.parts, len(x.files)) for x in wco] == [
        ("launch:2017R1:WCO:1", 1, 2, 2),
        ("launch:2017R1:WCO:2", 2, 2, 1),
    ]
    assert len({x.message_id for x in wco}) == 2


def test_a_file_larger_than_a_mail_may_be_goes_alone():
    wco = [x for x in letters(size=11_000_000) if x.partner == "WCO"]

    assert [len(x.files) for x in wco] == [1, 1, 1]


def test_what_was_sent_is_not_sent_again_by_a_second_launch():
    assert letters(opening(state=State.SENT)) == []


def test_sending_again_makes_a_new_letter_to_todays_contacts():
    first = letters()[0]
    moved = partner("BRS", contacts=(contact("New", "new@brs.example.org"),))

    again = resend(
        replace(first, state=LetterState.SENT, attempts=2),
        moved,
        time=2,
        now=LAUNCH,
        new_id=ids("z"),
    )

    assert again.key == "launch:2017R1:BRS:1:again:2"
    assert again.to == ("New <new@brs.example.org>",)
    assert again.message_id == "<launch.z1@secretariat.example.org>"
    assert (again.state, again.attempts, again.facts.again) == (LetterState.QUEUED, 0, True)
    assert again.files == first.files


@pytest.mark.parametrize("state", [s for s in RoundState if s is not RoundState.OPEN])
def test_an_opening_letter_is_wanted_in_an_open_round_only(state):
    opened = opening(state=State.PLANNED)
    letter = letters(opened)[0]
    later = replace(opened.round, state=state)

    assert wanted(letter, opened.round, opened.assignments, now=LAUNCH) is None
    assert wanted(letter, later, opened.assignments, now=LAUNCH) == f"The round is {state}."


def test_what_the_officer_sends_again_may_go_after_the_close():
    opened = opening()
    letter = letters(opening(state=State.PLANNED))[0]
    again = resend(letter, partner("BRS"), time=2, now=LAUNCH, new_id=ids())
    later = replace(opened.round, state=RoundState.CLOSED)

    assert wanted(again, later, opened.assignments, now=LAUNCH) is None


def test_receipts_are_wanted_whatever_happens():
    receipt = replace(letters()[0], kind=LetterKind.RECEIPT)

    assert wanted(receipt, None, [], now=LAUNCH) is None


def test_names_are_quoted_where_an_address_needs_it():
    assert mailbox(contact("Focal Nine", "n@x.test")) == "Focal Nine <n@x.test>"
    assert mailbox(contact("Nine, Focal", "n@x.test")) == '"Nine, Focal" <n@x.test>'
    assert mailbox(contact('The "Nine"', "n@x.test")) == r'"The \"Nine\"" <n@x.test>'
    assert mailbox(contact("Évaluée\nBcc: x", "n@x.test")) == '"Évaluée Bcc: x" <n@x.test>'
    assert mailbox(contact("", "n@x.test")) == "n@x.test"


class TestReached:
    """Silence counts only where the letter provably did not bounce."""

    def letter(self, state=LetterState.SENT):
        to = ("A <a@x.test>", "b@x.test")
        return replace(letters()[0], to=to, state=state, assignments=("a1",))

    def got(self, letter, back=None):
        bounced = {} if back is None else {letter.message_id: back}
        return reached(assignment("a1"), [letter], bounced)

    def test_a_letter_that_was_sent_and_did_not_come_back_arrived(self):
        assert self.got(self.letter())
        assert not reached(assignment("a2"), [self.letter()], {})

    @pytest.mark.parametrize("state", [s for s in LetterState if s is not LetterState.SENT])
    def test_a_letter_that_nobody_knows_to_have_gone_proves_nothing(self, state):
        assert not self.got(self.letter(state=state))

    def test_one_dead_address_of_two_leaves_the_other(self):
        assert self.got(self.letter(), {"A@x.test"})
        assert not self.got(self.letter(), {"a@x.test", "b@x.test"})

    def test_a_report_about_nobody_or_about_a_forward_leaves_it_unproven(self):
        assert not self.got(self.letter(), set())
        assert not self.got(self.letter(), {"elsewhere@y.test"})


def test_a_reminder_that_gives_an_old_date_is_unwanted():
    opened = opening()
    now = opened.round.due - timedelta(hours=20)
    reminder = reminders_due(opened, plan().partners, already=(), now=now, new_id=ids("n"))[1]
    until = due_instant(date(2017, 10, 27), ZONE)
    longer = changed(opened, *(replace(a, extended_to=until) for a in opened.assignments))

    assert wanted(reminder, opened.round, opened.assignments, now=now) is None
    assert wanted(reminder, longer.round, longer.assignments, now=now) is not None
    assert wanted(reminder, opened.round, answer(opened, "CBD", "1").assignments, now=now) is None
