"""Marks that came along in the file of a partner who worked on what another had marked."""

from chapters import accept_all, plain_text, read_revisions
from tests.chapters.test_combination import combined, only, sides
from tests.wordml import dele, docx, ins, p

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
