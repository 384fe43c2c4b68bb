"""“No comments on chapter 3.1” beside the file of another chapter, or beside other words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from chapters import read_stamp, stamp
from flows.mail.wording import word
from flows.steps.delivering import deliver_letters
from flows.steps.holding import confirm_sender, give
from review.errors import NotAllowed
from review.letters import LetterKind, ReceiptFacts
from review.partners import PartnerId
from review.returns import Answer, Reason
from review.rounds import State
from tests import builders
from tests.flows.steps.homes import Home, home_at
from tests.flows.steps.returns import copy_of, held, receipts, returns, writes
from tests.flows.steps.test_comparing import newest
from tests.stories.circulating import Circulation, chapter
from tests.wordml import docx, ins, p

LABELS = chapter("Labels", p("Officers shall check the label", ins(" first"), "."), p("They do."))


def states(of: Circulation | Home, partner: str) -> dict[str, State]:
    with of.parts.storage.reading() as work:
        newest = work.rounds.all()[-1].id
        numbers = {c.id: c.number for c in work.chapters.of_round(newest)}
        mine = work.assignments.of_partner(newest, PartnerId(partner))
        return {numbers[a.chapter]: a.state for a in mine}


def test_a_file_and_no_comments_on_another_chapter_answer_both(tmp_path: Path) -> None:
    circulation = Circulation(tmp_path / "home")
    circulation.launch()

    words = "Please find chapter 1 attached. We have no comments on chapter 3.1."
    circulation.answer("WCO", {"1 Labels.docx": LABELS}, words=words)

    assert states(circulation, "WCO") == {"1": State.RETURNED, "3.1": State.RETURNED}
    with circulation.parts.storage.reading() as work:
        letters = work.letters.of_round(circulation.round)
    (facts,) = [x.facts for x in letters if x.kind is LetterKind.RECEIPT]
    assert isinstance(facts, ReceiptFacts)
    assert "Chapter 3.1 counts as returned without changes." in facts.next_steps
    assert not facts.no_changes
    assert facts.still_open == ()


def test_a_mail_that_agrees_to_one_chapter_waits_for_the_other_only(tmp_path: Path) -> None:
    circulation = Circulation(tmp_path / "home")
    circulation.launch()

    circulation.answer("WCO", {}, words="No comments on chapter 1. Chapter 3.1 needs a map.")

    assert states(circulation, "WCO") == {"1": State.RETURNED, "3.1": State.SENT}
    with circulation.parts.storage.reading() as work:
        (waits,) = work.held.waiting()
        (left,) = [a for a in map(work.assignments.get, waits.candidates) if a]
    assert waits.reason is Reason.CONDITIONAL_WORDS
    assert left.state is State.SENT


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A round of two chapters, where no mail server proves who wrote a mail."""
    plan = builders.plan(
        builders.planned("1", "WCO", file="1 Labels.docx", everybody=True),
        builders.planned("2", "WCO", file="2 Permits.docx", everybody=True),
    )
    drafts = {
        "1 Labels.docx": docx(p("Officers check the label.")),
        "2 Permits.docx": docx(p("A permit is needed.")),
    }
    with home_at(tmp_path) as made:
        made.launch(plan, drafts)
        deliver_letters(made.parts)
        yield made


def test_words_that_nobody_proves_wait_for_their_chapter_and_count_when_confirmed(
    home: Home,
) -> None:
    sign = read_stamp(copy_of(home, "WCO")) or ""
    file = stamp(docx(p("Officers check the ", ins("red "), "label.")), sign)

    words = "Here is chapter 1. No comments on chapter 2."
    line = writes(home, "WCO", words, {"1 Labels.docx": file})
    before = states(home, "WCO")
    (waits,) = held(home)
    text = word(receipts(home)[0], sender_name="GCI").text
    confirm_sender(home.parts, waits.number)

    parts = ("What you wrote", "What you say in words counts as soon as", "What happens next")
    assert sorted(map(text.index, parts)) == list(map(text.index, parts))
    assert line.startswith("answers 1 of its 2 chapters, 1 tracked change;")
    assert before == {"1": State.RETURNED, "2": State.SENT}
    assert waits.reason is Reason.UNVERIFIED_WORDS
    assert states(home, "WCO") == {"1": State.RETURNED, "2": State.RETURNED}
    assert held(home) == []


def test_changes_that_nobody_tracked_are_not_counted_beside_none(home: Home) -> None:
    sign = read_stamp(copy_of(home, "WCO")) or ""
    file = stamp(docx(p("Officers check the red label.")), sign)

    line = writes(home, "WCO", "Here is our file.", {"1 Labels.docx": file})

    assert line == "answers 1 of its 2 chapters, 1 change without tracking"


QUOTED = """Dear colleagues,

No comments on the rest.

Kind regards,
Jane Nine
World Customs Organization

On Wed, 4 Oct 2017 at 09:00, GCI <gci@secretariat.example.org> wrote:
> Please send us your changes in chapters 1 and 3.1.
"""


def test_no_comments_on_the_rest_counts_for_what_no_file_answered(tmp_path: Path) -> None:
    circulation = Circulation(tmp_path / "home")
    circulation.launch()

    circulation.answer("WCO", {"1 Labels.docx": LABELS})
    between = states(circulation, "WCO")
    circulation.answer("WCO", {}, words=QUOTED)
    circulation.answer("BRS", {"1 Labels.docx": LABELS}, words="No comments on the other chapters.")

    assert between == {"1": State.RETURNED, "3.1": State.SENT}
    assert states(circulation, "WCO") == {"1": State.RETURNED, "3.1": State.RETURNED}
    assert states(circulation, "BRS") == {"1": State.RETURNED, "3.1": State.RETURNED}
    with circulation.parts.storage.reading() as work:
        assert work.held.waiting() == []
        files = [r for r in work.returns.of_round(circulation.round) if r.file]
    assert len(files) == 2


def test_a_file_that_waits_is_not_of_the_rest(home: Home) -> None:
    sign = read_stamp(copy_of(home, "WCO")) or ""
    edits = {
        f"1 {word}.docx": stamp(docx(p("Officers check the ", ins(word))), sign) for word in "ab"
    }

    writes(home, "WCO", "Here are two files.", edits)
    writes(home, "WCO", "No comments on the rest.")
    number = next(h.number for h in held(home) if h.reason is Reason.UNVERIFIED_WORDS)
    confirm_sender(home.parts, number)

    assert states(home, "WCO") == {"1": State.SENT, "2": State.RETURNED}
    assert [h.reason for h in held(home)] == [Reason.WHICH_IS_FINAL] * 2


def test_a_file_that_nobody_can_read_may_be_any_of_the_rest(home: Home) -> None:
    sign = read_stamp(copy_of(home, "WCO")) or ""
    file = stamp(docx(p("Officers check the ", ins("red "), "label.")), sign)

    words = "Here is our answer. No comments on the other chapters."
    writes(home, "WCO", words, {"1 Labels.docx": file, "2 Permits.docx": b""})
    writes(home, "WCO", "No comments on the rest.")
    number = next(h.number for h in held(home) if h.reason is Reason.UNVERIFIED_WORDS)
    line = confirm_sender(home.parts, number)

    assert states(home, "WCO") == {"1": State.RETURNED, "2": State.SENT}
    assert line == "WCO in full: held: The mail has words that a person must read."


def test_what_may_be_the_rest_of_the_file_is_for_a_person_to_say(home: Home) -> None:
    sign = read_stamp(copy_of(home, "WCO")) or ""
    file = stamp(docx(p("Officers check the ", ins("red "), "label.")), sign)

    writes(home, "WCO", "We changed a line. No comments on the rest.", {"1 Labels.docx": file})
    (waits,) = held(home)
    line = give(home.parts, waits.number, newest(home), partner="WCO", chapter="2")

    assert (waits.reason, len(waits.candidates)) == (Reason.QUESTION, 1)
    assert line == "WCO in full: answers 1 of its 2 chapters"
    assert states(home, "WCO") == {"1": State.RETURNED, "2": State.RETURNED}
    assert [r.answer for r in returns(home)] == [Answer.FILE, Answer.WORDS]


def test_no_comments_with_the_name_in_the_same_line_is_an_answer(tmp_path: Path) -> None:
    circulation = Circulation(tmp_path / "home")
    circulation.launch()

    circulation.answer("WCO", {}, words="No comments on chapter 3.1. Focal")
    circulation.answer("BRS", {}, words="No comments on chapter 3.1. Table 2")

    assert states(circulation, "WCO") == {"1": State.SENT, "3.1": State.RETURNED}
    assert states(circulation, "BRS") == {"1": State.SENT, "3.1": State.SENT}
    with circulation.parts.storage.reading() as work:
        assert [h.reason for h in work.held.waiting()] == [Reason.CONDITIONAL_WORDS]


def test_confirming_an_applicants_mail_says_that_it_was_asked_about_nothing(
    tmp_path: Path,
) -> None:
    own = builders.planned("3.5", "Minamata", file="3.5.docx", withheld="not a partner yet")
    labels = builders.planned("1", "WCO", file="1 Labels.docx", everybody=True)
    drafts = {"1 Labels.docx": docx(p("Officers check.")), "3.5.docx": docx(p("Mercury is."))}
    with home_at(tmp_path) as home:
        home.launch(builders.plan(labels, own), drafts)
        writes(home, "Minamata", "Our chapter.", {"3.5.docx": docx(p("Mercury is a metal."))})
        (waits,) = held(home)

        with pytest.raises(NotAllowed) as refused:
            confirm_sender(home.parts, waits.number)

        assert [h.number for h in held(home)] == [waits.number]
    assert str(refused.value) == (
        "Cannot confirm held item 1: Minamata was asked about nothing in this round, which stays as"
        " it was launched. Write it out with `gci-review held save`, and take it into a new round;"
        ' or, once 3.5 is published, print it with `gci-review publish --correct "3.5=FILE"`.'
    )
