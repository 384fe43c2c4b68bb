"""Marks that came along in the file of a partner who worked on what another had marked."""

import pytest

from chapters import Combined, accept_all, plain_text, read_revisions, reject_all, resolve
from tests import reviewers
from tests.chapters.test_combination import combined, only, sides
from tests.judge import differences
from tests.reviewers import text
from tests.wordml import dele, docx, ins, ins_mark, moved, moved_from, moved_to, p

BASE = docx(p("Officers report each case within 24 hours."), p("Beta is second."), p("end"))


def handed(by: str, *more: str) -> bytes:
    """The base with the hours changed by somebody, and maybe another second paragraph."""
    words = p(
        "Officers report each case within ", dele("24 hours", by=by), ins("two days", by=by), "."
    )
    return docx(words, p(*(more or ("Beta is second.",))), p("end"))


ALICE = handed("Alice")
CHAINED = handed("Alice", "Beta is ", ins("the ", by="Bob"), "second.")


def test_what_a_partner_passes_on_is_the_change_of_whoever_made_it():
    results = [combined(BASE, A=ALICE, B=CHAINED), combined(BASE, B=CHAINED, A=ALICE)]

    for result in results:
        found = read_revisions(result.data)
        wanted = {one.before + one.after: result.reviewers[one.id] for one in found}
        assert wanted == {"24 hours": ("A",), "two days": ("A",), "the ": ("B",)}
        assert {one.author for one in found} == {"A", "B"}
        assert result.conflicts == ()
        assert sorted(map(len, result.origins.values())) == [1, 2, 2]


def test_a_reviewer_named_in_the_mark_made_it_whoever_else_sends_it():
    one = handed("B")

    result = combined(BASE, A=one, B=one)

    assert set(result.reviewers.values()) == {("B",)}


def test_two_who_send_the_same_marks_of_a_third_both_want_them():
    result = combined(BASE, A=ALICE, B=ALICE)

    assert set(result.reviewers.values()) == {("A", "B")}


def test_the_same_words_of_two_hands_are_the_change_of_both():
    result = combined(BASE, A=ALICE, B=handed("Bob"))

    assert set(result.reviewers.values()) == {("A", "B")}


def test_a_conflict_names_who_made_a_mark_and_not_who_passed_it_on():
    third = docx(p("Officers report each case within one week."), p("Beta is second."), p("end"))

    result = combined(BASE, A=ALICE, B=CHAINED, C=third)

    assert sides(result) == [[("A", "two days"), ("C", "one week")]]
    assert plain_text(only(result, "A")) == plain_text(accept_all(ALICE))


_OURS = ins("new words by us ", by="us")
_OF_US = docx(
    p("Aaa bbb ", _OURS, "ccc ddd."),
    p(ins("A rule of us.", by="us"), mark=ins_mark("us")),
    p("end"),
)


def _settled(result: Combined, reviewer: str) -> bytes:
    """The file with our old marks and what one reviewer wants accepted, the rest rejected."""
    ids = [one.id for one in read_revisions(result.data)]
    theirs = [one for one in ids if not result.reviewers[one] or reviewer in result.reviewers[one]]
    return resolve(result.data, accept=theirs, reject=[one for one in ids if one not in theirs])


@pytest.mark.parametrize("decide", [None, accept_all], ids=["left", "accepted"])
def test_our_own_old_marks_stay_ours_whether_they_came_back_or_were_accepted(decide):
    returned = decide(_OF_US) if decide else _OF_US

    result = combined(_OF_US, A=returned, B=_OF_US)

    assert {one.author for one in read_revisions(result.data)} == {"us"}
    assert set(result.reviewers.values()) == {()}


def test_what_two_do_to_words_that_we_had_inserted_is_theirs_and_stands_once():
    struck = docx(
        p("Aaa bbb ", _OURS, "ccc ddd."),
        p(
            ins("A ", by="us"),
            ins(dele("rule ", by="B"), by="us"),
            ins("of us.", by="us"),
            mark=ins_mark("us"),
        ),
        p("end"),
    )

    result = combined(_OF_US, A=_OF_US, B=struck)

    assert text(result.data) == ["Aaa bbb new words by us ccc ddd.", "A of us.", "end"]
    assert differences(reject_all(result.data), reject_all(_OF_US)) == []
    assert differences(_settled(result, "B"), accept_all(struck)) == []


def test_who_edits_and_who_rejects_words_that_we_had_inserted_are_in_conflict():
    edited = docx(p("Aaa bbb new words by us ccc ddd."), p("A rule of them."), p("end"))

    result = combined(_OF_US, A=edited, B=reject_all(_OF_US))

    assert reviewers.sides(result) == {"A", "B"}
    assert differences(reject_all(result.data), reject_all(_OF_US)) == []
    assert differences(_settled(result, "A"), edited) == []
    assert differences(_settled(result, "B"), reject_all(_OF_US)) == []


def test_who_takes_a_move_of_ours_back_leaves_our_move_whole():
    base = docx(
        p("first"),
        p(
            moved_from("Records of it are kept.", by="us", name="m1"),
            mark=moved("moveFrom", by="us"),
        ),
        p("second words here"),
        p(moved_to("Records of it are kept.", by="us", name="m1"), mark=moved("moveTo", by="us")),
        p("end"),
    )

    result = combined(base, A=base, C=reject_all(base))

    assert differences(_settled(result, "A"), accept_all(base)) == []
    assert differences(_settled(result, "C"), reject_all(base)) == []
    assert differences(reject_all(result.data), reject_all(base)) == []
