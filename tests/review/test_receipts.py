from __future__ import annotations

from dataclasses import replace

import pytest

from review.closings import announcement, closing
from review.decisions import Outcome
from review.editions import Edition, EditionKind, Fate, Line
from review.facts import ClosingFacts, FileFacts
from review.letters import Attachment
from review.partners import Standing
from review.reasons import for_sender
from review.receipts import Taken, held_letter, receipt
from review.returns import HeldId, Reason, Trust
from review.rounds import RoundState
from review.states import admitted
from tests.builders import (
    LAUNCH,
    ROUND,
    answer,
    contact,
    decision,
    digest,
    held,
    ids,
    inbound,
    of,
    opening,
    partner,
    plan,
    proposal,
    revision,
)
from tests.review.test_moves import moves

WCO = partner(
    "WCO",
    contacts=(
        contact("Nine", "nine@wco.example.org", also=("nine@home.test",)),
        contact("Ten", "t@wco.example.org"),
    ),
)
PARTNERS = (*plan().partners[:2], WCO, plan().partners[3])
FILE = FileFacts(
    name="x.docx",
    size=10,
    sha256="ab",
    chapter="1",
    tracked=3,
    untracked=0,
    comments=1,
    note="",
)


def received(mail=None, opened=None, **taken: object):
    opened = opened or answer(opening(), "WCO", "1")
    taken = {"answered": (of(opened, "WCO", "1"),), "files": (FILE,)} | taken
    return receipt(opened, PARTNERS, mail or inbound(), Taken(**taken), now=LAUNCH, new_id=ids("n"))


def test_a_receipt_answers_the_senders_mail_and_lists_what_is_still_open():
    letter = received(inbound(sender="nine@home.test"))

    assert letter.key == "receipt:i1"
    assert letter.to == ("Nine <nine@wco.example.org>",)
    assert letter.cc == ("Ten <t@wco.example.org>",)
    assert letter.in_reply_to == "<i1@wco.example.org>"
    assert [c.number for c in letter.facts.still_open] == ["3.1", "3.2"]
    assert len(letter.facts.next_steps) == 2


@pytest.mark.parametrize(
    ("sender", "greeted"),
    [("t@wco.example.org", ("Ten",)), ("new@wco.example.org", ())],
)
def test_a_receipt_greets_the_person_it_goes_to(sender, greeted):
    taken = received(inbound(sender=sender))
    waiting = waits(Reason.WRONG_CHAPTER, inbound(sender=sender))

    assert taken.facts.contacts == greeted
    assert waiting.facts.contacts == greeted


def test_a_closing_letter_knows_whether_the_time_of_its_partner_was_over():
    opened = opening()

    before = closing(opened, PARTNERS, [], [], now=LAUNCH, new_id=ids("n"))
    after = closing(opened, PARTNERS, [], [], now=opened.round.due, new_id=ids("n"))

    assert {letter.facts.early for letter in before} == {True}
    assert {letter.facts.early for letter in after} == {False}


def test_chapters_are_named_own_ones_first_then_as_in_the_guide():
    opened = opening()
    mixed = replace(opened, assignments=tuple(reversed(opened.assignments)))

    taken = received(opened=mixed, answered=(of(mixed, "WCO", "3.2"),))
    wco = closing(mixed, PARTNERS, [], [], now=LAUNCH, new_id=ids("n"))[2]

    assert [c.number for c in taken.facts.still_open] == ["1", "3.1", "3.2"]
    assert [c.number for c in wco.facts.chapters] == ["1", "3.1", "3.2"]


@pytest.mark.parametrize(
    ("mail", "to", "cc"),
    [
        (
            {"sender": "Colleague@wco.example.org"},  # S8: the focal points read it as well
            ("Colleague@wco.example.org",),
            ("Nine <nine@wco.example.org>", "Ten <t@wco.example.org>"),
        ),
        (
            {"sender": "x@free.test", "trust": Trust.CONFIRMED},  # S13: nothing leaves the partner
            ("Nine <nine@wco.example.org>", "Ten <t@wco.example.org>"),
            (),
        ),
        (
            {"sender": "nine@wco.example.org", "trust": Trust.FAILED},
            ("Nine <nine@wco.example.org>", "Ten <t@wco.example.org>"),
            (),
        ),
    ],
)
def test_a_receipt_goes_to_addresses_of_the_partner_only(mail, to, cc):
    letter = received(inbound(**mail))

    assert (letter.to, letter.cc) == (to, cc)


def test_the_next_steps_say_what_is_true():
    late = received(late=True).facts.next_steps
    silent = received(files=(), no_changes=True).facts.next_steps
    published = answer(opening(), "WCO", "1")
    published = replace(published, round=replace(published.round, state=RoundState.PUBLISHED))
    after = received(opened=published, late=True).facts.next_steps
    waits = received(held=(held(Reason.NOT_COMPARABLE, name="x.docx"),)).facts.next_steps

    assert late[0].startswith("It came after the deadline")
    assert silent == ("The chapter counts as returned without changes.",)
    assert any("secretariat decides on" in step for step in late)
    assert after == ("The edition is out already; what you sent is kept for the next one.",)
    assert waits[0] == (
        "“x.docx”: please make your changes once more in the Word file that we sent you, with"
        " track changes on, and send it again."
    )


def test_an_owner_reads_that_its_own_changes_are_applied_and_a_reviewer_who_decides():
    opened = answer(answer(opening(), "WCO", "1"), "WCO", "3.1")
    strict = replace(opened, round=replace(opened.round, owner_applies=False))
    own, other = ((of(opened, "WCO", number),) for number in ("1", "3.1"))

    owner = received(opened=opened, answered=own).facts.next_steps
    reviewer = received(opened=opened, answered=other).facts.next_steps
    without_the_rule = received(opened=strict, answered=own).facts.next_steps

    decides = "The secretariat decides on each change, and tells you what was decided."
    assert owner[0].startswith("What you change in your own chapter is applied, unless another")
    assert reviewer[0] == without_the_rule[0] == decides


def test_what_a_partner_asks_for_is_told_to_it_as_its_own_wish():
    beside = received(held=(held(Reason.EXTENSION_ASKED),)).facts
    alone = waits(Reason.CONDITIONAL_WORDS).facts

    assert beside.waits == (
        "You ask for more time. A person decides on it; until then you get no reminder.",
    )
    assert not any(step.startswith("You ask") for step in beside.next_steps)
    assert alone.why == "You agree, and you say something else that a person reads first."


def test_what_is_asked_for_several_files_is_asked_once_and_names_them():
    three = [
        held(Reason.UNREADABLE_FILE, id=HeldId(name), name=f"{name}.docx", file=digest(name))
        for name in "abc"
    ]
    mail = inbound(sender="nine@wco.example.org")
    wrong = {HeldId("a"): "It is empty."}

    beside = received(held=tuple(three)).facts
    alone = held_letter(opening(), WCO, mail, three, now=LAUNCH, new_id=ids("n"), wrong=wrong).facts

    ask = (
        "“a.docx”, “b.docx”, “c.docx”: please save them once more in Word as .docx and send them"
        " again."
    )
    assert beside.next_steps[0] == alone.what_to_do == ask
    assert alone.why == (
        "“a.docx” cannot be opened. It is empty. “b.docx” cannot be opened. “c.docx” cannot be"
        " opened."
    )
    assert beside.waits == ()


@pytest.mark.parametrize(
    ("refusal", "told"),
    [
        ("This file is empty; please ask for it to be sent again.", "It is empty."),
        ("This file is a program, not a text, and was not opened.", None),
    ],
)
def test_what_the_officer_is_told_to_ask_is_not_told_to_the_sender(refusal, told):
    assert for_sender(refusal) == (told or refusal.replace("This file", "It"))


def waits(reason=Reason.WRONG_CHAPTER, mail=None, to=WCO, **more: object):
    return held_letter(
        opening(),
        to,
        mail or inbound(sender="nine@wco.example.org"),
        [held(reason, **more)],
        now=LAUNCH,
        new_id=ids("n"),
    )


def test_a_partner_reads_why_its_mail_waits_and_what_it_can_do():
    letter = waits(name="x.docx")

    assert letter.key == "held:i1"
    assert letter.facts.why == (
        "“x.docx” is another chapter, which WCO in full was not asked about."
    )
    assert letter.facts.what_to_do.startswith("Please send the file that we sent you")
    assert letter.facts.files == ("x.docx",)


@pytest.mark.parametrize("to", [None, WCO])
def test_a_stranger_gets_one_line_once_and_nothing_of_the_partners(to):
    letter = waits(Reason.CONFIRM_SENDER, inbound(sender="X@free.test"), to, name="x.docx")

    assert (letter.key, letter.partner, letter.to, letter.cc) == (
        "held:x@free.test",
        None,
        ("X@free.test",),
        (),
    )
    assert letter.facts.stranger
    assert "WCO" not in str(letter.facts)
    assert "x.docx" not in str(letter.facts)


@pytest.mark.parametrize(
    "reason",
    [Reason.FORGED, Reason.SUSPECTED_BOUNCE, Reason.FAILED, Reason.SAME_ID_OTHER_BYTES],
)
def test_nobody_is_written_to_at_a_forged_or_a_programs_address(reason):
    assert waits(reason) is None
    assert waits(Reason.WRONG_CHAPTER) is not None
    assert waits(Reason.WRONG_CHAPTER, inbound(sender="")) is None


def test_the_closing_letter_says_what_was_decided_on_each_change():
    opened = answer(opening(), "WCO", "1")
    mine = proposal(
        of(opened, "WCO", "1"), 4, revisions=(revision("1", before="shall", after="should"),)
    )
    no = decision(mine, Outcome.REJECTED, reason="legal text")
    open_one = proposal(of(opened, "WCO", "1"), 5)
    files = [
        Attachment(name="1 Chapter, clean.docx", sha256=digest("c")),
        Attachment(name="3.1 Chapter, marked.docx", sha256=digest("m")),
    ]

    brs, cbd, wco = closing(
        opened, PARTNERS, [(mine, no), (open_one, None)], files, now=LAUNCH, new_id=ids("n")
    )

    assert [x.key for x in (brs, cbd, wco)] == [
        "closing:2017R1:BRS",
        "closing:2017R1:CBD",
        "closing:2017R1:WCO",
    ]
    assert [(d.number, d.outcome, d.reason) for d in wco.facts.decided] == [
        (4, "rejected", "legal text"),
        (5, "open", ""),
    ]
    assert (wco.facts.answered, brs.facts.answered) == (True, False)
    assert [f.name for f in cbd.files] == ["1 Chapter, clean.docx"]
    assert len(wco.files) == 2


def test_the_closing_letter_tells_a_moved_section_once_where_all_of_it_came_out_alike():
    opened = answer(opening(), "WCO", "1")
    chapter = of(opened, "WCO", "1").chapter
    words = "Samples are taken by trained persons under national rules."
    section = [
        moves(2, "Sampling", 40, 10, chapter=chapter),
        moves(3, words, 41, 11, chapter=chapter),
        moves(4, "They are kept for a year.", 42, 12, chapter=chapter),
    ]
    alone = proposal(of(opened, "WCO", "1"), 7)

    def told(*outcomes: Outcome) -> ClosingFacts:
        decided = [(p, decision(p, o)) for p, o in zip(section, outcomes, strict=True)]
        every = [*decided, (alone, None)]
        facts = closing(opened, PARTNERS, every, [], now=LAUNCH, new_id=ids("n"))[2].facts
        assert isinstance(facts, ClosingFacts)
        return facts

    whole = told(*[Outcome.ACCEPTED] * 3)
    parted = told(Outcome.ACCEPTED, Outcome.REJECTED, Outcome.ACCEPTED)

    assert whole.changes == parted.changes == 4
    assert [(d.number, d.others, d.behind) for d in whole.decided] == [(2, (3, 4), 2), (7, (), 0)]
    first = whole.decided[0]
    assert (first.before, first.place) == ("Sampling", "paragraph 40")
    assert (first.moved_to, first.outcome) == ("paragraph 10", "accepted")
    assert [(d.number, d.others) for d in parted.decided] == [(n, ()) for n in (2, 3, 4, 7)]


def edition(number="1", kind=EditionKind.FULL) -> Edition:
    line = Line(
        chapter="c",
        number="1",
        title="One",
        owner="WCO",
        fate=Fate.PUBLISHED,
        draft=digest("d"),
        why="",
    )
    return Edition(number=number, round=ROUND, kind=kind, published_at=LAUNCH, lines=(line,))


def test_the_announcement_goes_to_todays_members():
    partners = (*PARTNERS[:3], admitted(PARTNERS[3]), partner("Gone", Standing.WITHDRAWN))

    letters = announcement(
        opening(),
        partners,
        edition("1-A1", EditionKind.ADDENDUM),
        [Attachment(name="guide.pdf", sha256=digest("g"), media_type="application/pdf")],
        now=LAUNCH,
        new_id=ids("n"),
    )
    before = announcement(opening(), PARTNERS, edition(), [], now=LAUNCH, new_id=ids("n"))

    assert [x.key for x in letters] == [
        "announcement:2017R1:1-A1:BRS",
        "announcement:2017R1:1-A1:CBD",
        "announcement:2017R1:1-A1:WCO",
        "announcement:2017R1:1-A1:MINAMATA",
    ]
    assert letters[0].facts.addendum
    assert letters[0].facts.edition == "edition 1-A1"
    assert [f.name for f in letters[0].files] == ["guide.pdf"]
    assert letters[0].facts.chapters == (("1", "One", "published"),)
    assert len(before) == 3


def test_a_file_of_another_chapter_is_not_told_as_one_of_the_own_that_words_agree_to():
    before = opening()
    both = answer(answer(before, "WCO", "1"), "WCO", "3.1")

    letter = received(
        opened=both,
        answered=(of(both, "WCO", "3.1"), of(both, "WCO", "1")),
        agreed=(of(before, "WCO", "1"),),  # as it was when its words were read
    )

    assert letter.facts.next_steps[:2] == (
        "Chapter 1 counts as returned without changes.",
        "The secretariat decides on each change, and tells you what was decided.",
    )
