"""What is edited in a text box is an edit of its words, and no new box."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from chapters import (
    Contribution,
    accept_all,
    combine,
    compare,
    plain_text,
    read_revisions,
    reconcile,
    reject_all,
    resolve,
)
from tests.judge import differences
from tests.resolving import parts_of
from tests.schema import new_breakage
from tests.wordml import Xml, dele, docx, ins, p, text_box

_WHEN = datetime(2027, 1, 11, 9, tzinfo=UTC)
_LINES = ("A case study of drums", "that were found in a port")
_OTHER = text_box("Another box, which stays")


def chapter(*lines: str | Xml, lead: str = "Before it ", other: Xml = _OTHER) -> bytes:
    box = text_box(*(one if isinstance(one, Xml) else p(one) for one in lines or _LINES))
    return docx(p(lead, box), p("between"), p("and ", other), p("end"))


def said(data: bytes) -> list[tuple[str, str, str, str]]:
    return [(one.author, one.before, one.after, one.place.story) for one in read_revisions(data)]


def test_words_changed_in_a_box_are_tracked_in_it_also_where_its_paragraph_changes():
    base, revised = chapter(), chapter("A case study of barrels", _LINES[1], lead="Just before it ")

    made = compare(base, revised, author="WCO", when=_WHEN)

    assert said(made) == [
        ("WCO", "Before", "", "body"),
        ("WCO", "", "Just before", "body"),
        ("WCO", "drums", "", "text box 1"),
        ("WCO", "", "barrels", "text box 1"),
    ]
    assert differences(reject_all(made), base) == []
    assert differences(accept_all(made), revised) == []
    assert new_breakage(base, made) == []


def test_both_branches_of_a_box_say_what_was_decided_on_it():
    made = compare(chapter(), chapter("A case study of barrels", _LINES[1]), author="W", when=_WHEN)

    document = parts_of(resolve(made, accept=[one.id for one in read_revisions(made)]))

    assert document["word/document.xml"].count(b"barrels") == 2
    assert b"drums" not in document["word/document.xml"]


def test_a_change_tracked_in_a_box_comes_back_as_it_is():
    tracked = p("A case study of ", dele("drums", by="WCO"), ins("barrels", by="WCO"))
    returned = chapter(tracked, _LINES[1], lead="Now before it ")

    made = reconcile(chapter(), returned, author="returned by WCO", when=_WHEN)

    kept = [one for one in read_revisions(made.data) if one.id not in made.untracked]
    assert [(one.author, one.before, one.after) for one in kept] == [
        ("WCO", "drums", ""),
        ("WCO", "", "barrels"),
    ]
    assert [one.place.story for one in kept] == ["text box 1", "text box 1"]


def test_several_edit_one_box_under_their_names_and_clash_over_the_same_words_only():
    base = chapter()
    returns = {
        "WCO": chapter("A case study of barrels", _LINES[1]),
        "BRS": chapter("A case study of tanks", "that were found in a port last year"),
    }

    made = combine(base, [Contribution(reviewer=n, data=d) for n, d in returns.items()], when=_WHEN)

    assert {(one.after, *made.reviewers[one.id]) for one in read_revisions(made.data)} >= {
        ("barrels", "WCO"),
        ("tanks", "BRS"),
        (" last year", "BRS"),
    }
    [conflict] = made.conflicts
    assert {side.text for side in conflict.sides} == {"barrels", "tanks"}
    assert conflict.place.story == "text box 1"
    assert differences(reject_all(made.data), base) == []
    assert new_breakage(base, made.data) == []


@pytest.mark.parametrize("tracked", [False, True])
def test_who_edits_a_box_that_another_deletes_clashes_with_them(tracked):
    base = chapter()
    gone = docx(p("Before it "), p("between"), p("and ", _OTHER), p("end"))
    if tracked:
        gone = reconcile(base, gone, author="BRS", when=_WHEN).data
    edited = reconcile(
        base, chapter("A case study of barrels", _LINES[1]), author="WCO", when=_WHEN
    )

    made = combine(
        base,
        [Contribution(reviewer="WCO", data=edited.data), Contribution(reviewer="BRS", data=gone)],
        when=_WHEN,
    )

    assert [{side.reviewer for side in one.sides} for one in made.conflicts] == [{"WCO", "BRS"}]
    assert "barrels" in plain_text(accept_all(made.data))
    assert differences(reject_all(made.data), base) == []


def test_a_box_whose_words_are_all_new_is_rewritten_and_one_that_moves_is_one_thing():
    anew = chapter("Quite other words", "in every line")
    moved = docx(
        p("Before it "), p("between"), p("and ", _OTHER), p("end", text_box(*map(p, _LINES)))
    )

    written, put = (compare(chapter(), one, author="WCO", when=_WHEN) for one in (anew, moved))

    assert {story for *_, story in said(written)} == {"text box 1"}
    assert differences(accept_all(written), anew) == []
    assert said(put) == [
        ("WCO", "[picture]", "", "body"),
        ("WCO", "", "[picture]", "body"),
    ]
    assert differences(accept_all(put), moved) == []
