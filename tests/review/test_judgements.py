from __future__ import annotations

from dataclasses import replace

import pytest

from review.judgements import FileSeen, judge_files
from review.reasons import asked_of_sender, explain
from review.returns import Answer, Method, Reason
from tests.builders import digest, of, opening, plan, planned

OPENED = opening(
    plan(
        planned("1", "WCO"),
        planned("2", "WCO"),
        planned("3", "BRS", reviewers=("WCO",)),
        planned("4", "BRS"),
    )
)
MINE = [a for a in OPENED.assignments if a.partner == "WCO"]
FIRST, SECOND = of(OPENED, "WCO", "1"), of(OPENED, "WCO", "2")
CHAPTERS = {c.number: c.id for c in OPENED.chapters}


def file(name: str = "x.docx", **more: object) -> FileSeen:
    return replace(FileSeen(name=name, sha256=digest(name)), **more)


def like(**scores: float) -> dict:
    return {CHAPTERS[n.strip("_")]: s for n, s in scores.items()}


def judge(*files: FileSeen):
    return judge_files(files, MINE, OPENED)


def test_the_stamp_names_the_chapter_whatever_the_file_is_called():  # T1, T27
    (one,) = judge(file("Copy of ch3 FINAL (2).docx", stamp=FIRST.id, likeness=like(_2=0.9)))

    assert (one.assignment, one.answer, one.by) == (FIRST.id, Answer.FILE, Method.STAMP)
    assert one.mergeable


def test_without_a_stamp_the_file_is_the_chapter_it_resembles():
    (one,) = judge(file(likeness=like(_1=0.4, _2=0.9, _3=0.2)))

    assert (one.assignment, one.by, one.mergeable) == (SECOND.id, Method.LIKENESS, True)


def test_a_stamp_of_another_round_is_no_stamp():
    (one,) = judge(file(stamp="of another round", likeness=like(_2=0.9)))

    assert (one.assignment, one.by) == (SECOND.id, Method.LIKENESS)


@pytest.mark.parametrize("scores", [like(_1=0.3, _2=0.2), like(_1=0.8, _2=0.79), {}])
def test_a_file_that_may_be_several_chapters_or_none_waits(scores):
    (one,) = judge(file(likeness=scores))

    assert (one.answer, one.reason) == (None, Reason.WHICH_CHAPTER)
    assert set(one.candidates) == {a.id for a in MINE}


def test_a_chapter_of_somebody_else_is_the_wrong_one():  # T28
    (by_stamp,) = judge(file(stamp=of(OPENED, "BRS", "4").id))
    (by_likeness,) = judge(file(likeness=like(_4=0.9)))

    for one in (by_stamp, by_likeness):
        assert (one.answer, one.reason) == (None, Reason.WRONG_CHAPTER)
        assert one.note == "It looks like chapter 4, Chapter of BRS no. 4."
        assert one.candidates == (of(OPENED, "BRS", "4").id,)


def test_another_chapters_text_in_a_stamped_file_is_the_wrong_chapter():
    (one,) = judge(file(stamp=FIRST.id, likeness=like(_1=0.1, _4=0.9)))

    assert one.reason is Reason.WRONG_CHAPTER


def test_a_rewritten_chapter_keeps_its_stamp():
    (one,) = judge(file(stamp=FIRST.id, likeness=like(_1=0.3, _4=0.4)))

    assert (one.assignment, one.reason) == (FIRST.id, None)


def test_the_file_as_we_sent_it_says_no_changes():  # T29
    (one,) = judge(file(stamp=FIRST.id, unchanged=True))

    assert (one.answer, one.reason) == (Answer.NO_CHANGES, None)
    assert not one.mergeable


def test_a_file_whose_changes_cannot_be_told_is_an_answer_and_waits():  # T30
    (failed,) = judge(file(stamp=FIRST.id, failed="A change cannot be shown as tracked."))
    (told,) = judge(file(stamp=FIRST.id))

    assert (failed.answer, failed.reason, failed.mergeable) == (
        Answer.FILE,
        Reason.NOT_COMPARABLE,
        False,
    )
    assert (told.answer, told.reason, told.mergeable) == (Answer.FILE, None, True)


def test_a_stamped_file_with_nothing_of_its_chapter_waits_until_a_person_gives_it():
    other = {"stamp": FIRST.id, "likeness": like(_1=0.1)}
    (waits,) = judge(file(**other))
    (given,) = judge(file(given_to=FIRST.id, **other))

    assert (waits.answer, waits.reason, waits.mergeable) == (Answer.FILE, Reason.OTHER_TEXT, False)
    assert (given.answer, given.reason, given.mergeable) == (Answer.FILE, None, True)


def test_a_person_outvotes_the_stamp_and_the_stamp_stays_known():
    (moved,) = judge(file(given_to=FIRST.id, stamp=of(OPENED, "BRS", "4").id))
    (right,) = judge(file(given_to=FIRST.id, stamp=FIRST.id))

    assert (moved.assignment, moved.by) == (FIRST.id, Method.PERSON)
    assert (right.assignment, right.by) == (FIRST.id, Method.STAMP)


def test_who_worked_on_a_file_without_a_change_in_it_is_asked():  # edits 69, 79
    (untouched,) = judge(file(stamp=FIRST.id, unchanged=True))
    (saved,) = judge(file(stamp=FIRST.id, unchanged=True, saved=True))
    (older,) = judge(file(stamp=FIRST.id, unchanged=True, saved=True, older=True))

    assert [j.answer for j in (untouched, saved, older)] == [Answer.NO_CHANGES] * 3
    assert untouched.note == "It is the file as we sent it, without changes."
    asked = "If you meant to change something, please send us your changes."
    assert saved.note == (
        f"It was saved again, and says what we sent: there is no change in it. {asked}"
    )
    assert older.note == f"It is an older draft of ours, without changes. {asked}"


def test_two_chapters_in_one_mail_are_two_returns():  # T15
    one, other = judge(file("a", stamp=FIRST.id), file("b", stamp=SECOND.id))

    assert [one.assignment, other.assignment] == [FIRST.id, SECOND.id]
    assert one.mergeable
    assert other.mergeable


def test_of_two_edits_of_one_chapter_a_person_says_which_is_final():  # T16
    judged = judge(file("a", stamp=FIRST.id), file("b", stamp=FIRST.id))

    assert [(j.answer, j.reason) for j in judged] == [(None, Reason.WHICH_IS_FINAL)] * 2


def test_the_same_bytes_twice_count_once():
    same = digest("same")
    first, again = judge(
        file("a", sha256=same, stamp=FIRST.id), file("b", sha256=same, stamp=FIRST.id)
    )

    assert (first.answer, again.answer, again.supporting) == (Answer.FILE, None, True)


def test_an_edited_file_beats_the_file_as_we_sent_it():
    original, edited = judge(file("a", stamp=FIRST.id, unchanged=True), file("b", stamp=FIRST.id))

    assert (original.answer, original.supporting) == (None, True)
    assert edited.answer is Answer.FILE


def test_an_annex_or_a_print_beside_a_chapter_supports_it():  # T14, T17
    chapter, annex, print_ = judge(
        file("a", stamp=FIRST.id),
        file("annex.docx", likeness=like(_1=0.2)),
        file("a.pdf", word=False),
    )

    assert chapter.mergeable
    assert (annex.supporting, annex.reason) == (True, None)
    assert (print_.supporting, print_.reason) == (True, None)


def test_what_may_be_another_chapter_is_no_annex():
    _, maybe = judge(file("a", stamp=FIRST.id), file("b", likeness=like(_2=0.8, _3=0.79)))

    assert (maybe.supporting, maybe.reason) == (False, Reason.WHICH_CHAPTER)


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ({"word": False}, Reason.NOT_WORD),  # T18
        ({"word": False, "refused": "It is empty."}, Reason.UNREADABLE_FILE),  # T25
        ({"word": False, "refused": "A password.", "encrypted": True}, Reason.ENCRYPTED),  # T21
        ({"word": False, "too_large": True}, Reason.TOO_LARGE),  # T35
        ({"word": False, "refused": "RTF.", "other_format": True}, Reason.OTHER_FORMAT),  # T19
    ],
)
def test_a_file_that_cannot_be_read_waits_with_its_reason(what, reason):
    (one,) = judge(file(**what))

    assert (one.answer, one.reason) == (None, reason)


def test_a_damaged_file_waits_even_beside_a_chapter():  # T37
    _, damaged = judge(file("a", stamp=FIRST.id), file("b", word=False, refused="It is damaged."))

    assert damaged.reason is Reason.UNREADABLE_FILE


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_sentences_that_are_true_without_any_fact(reason):
    why, what_to_do = explain(reason)

    for sentence in (why, what_to_do, asked_of_sender(reason) or "None."):
        assert sentence.endswith(".")
        assert sentence[0].isupper() or sentence[0] == "“"
        assert "{" not in sentence


def test_a_sentence_says_the_facts_it_is_given():
    why, _ = explain(Reason.WRONG_CHAPTER, file="x.docx", other="chapter 4", partner="WCO")

    assert why == "“x.docx” is chapter 4, which WCO was not asked about."
