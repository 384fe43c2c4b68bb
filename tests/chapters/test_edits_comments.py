"""Section D of the edits that partners make, rows 53 to 61: comments.

What the program makes of them is in `tests/desk/test_answering.py` and, of row 61, in
`tests/flows/steps/test_marks_beside_the_text.py`.
"""

import pytest

from chapters import accept_all, plain_text, read_comments, read_revisions
from tests.chapters.returning import CHAPTER, chapter, read
from tests.servers.office import comment as remark
from tests.servers.office import delete_comment, edit_comment, reply, settle_comment
from tests.wordml import comment, commented, docx, ins, p, picture, raw


def test_row_53_a_comment_alone_is_a_comment_with_its_words_and_no_change(office):
    returned = office.edit(CHAPTER, by="WCO", edits=[remark("24 hours", "Why 24?")])

    reading = read(CHAPTER, returned)

    assert [(one.author, one.text, one.quoted) for one in reading.new] == [
        ("WCO", "Why 24?", "24 hours")
    ]
    assert (reading.groups, reading.told()) == ([], [])


def test_row_54_a_reply_is_threaded_by_its_place_where_the_program_lost_the_thread(office):
    returned = office.edit(CHAPTER, by="WCO", edits=[reply("still true", "Yes, it is.")])

    reading = read(CHAPTER, returned)

    [question] = [one for one in read_comments(returned) if one.author == "Secretariat"]
    assert [(one.text, one.parent) for one in reading.new] == [("Yes, it is.", question.id)]
    assert reading.told() == ["Our comment “Is this still true?” is answered: “Yes, it is.”"]


def test_row_55_a_settled_comment_is_shown_as_the_partners_view(office):
    returned = office.edit(CHAPTER, by="WCO", edits=[settle_comment("still true")])

    reading = read(CHAPTER, returned)

    assert reading.told() == [
        "The partner thinks that our comment “Is this still true?” is settled."
    ]
    assert [one.resolved for one in read_comments(CHAPTER)] == [False]


@pytest.mark.parametrize("tracked", [True, False])
def test_row_56_our_comment_deleted_or_edited_is_said_with_who_did_it(office, tracked):
    gone = office.edit(CHAPTER, by="WCO", edits=[delete_comment("still true")], tracked=tracked)
    edited = office.edit(
        CHAPTER, by="WCO", edits=[edit_comment("still true", "Nobody knows.")], tracked=tracked
    )

    by = "was deleted by WCO" if tracked else "is not in the return"
    assert read(CHAPTER, gone).told() == [f"Our comment “Is this still true?” {by}."]
    assert read(CHAPTER, edited).told() == [
        "Our comment “Is this still true?” was changed to “Nobody knows.”."
    ]


def test_row_57_comments_on_nothing_and_on_a_picture_stand_at_the_nearest_paragraph():
    reference = raw('<w:r><w:commentReference w:id="1"/></w:r>')
    base = docx(p("First words."), p(picture()), p("Last words."))
    returned = docx(
        p("First words."),
        p(commented(picture(), id=0)),
        p("Last words.", reference),
        comments=[
            comment(p("On a picture"), id=0, by="WCO"),
            comment(p("On nothing"), id=1, by="WCO"),
            comment(p("Nowhere"), id=2, by="WCO"),
        ],
    )

    reading = read(base, returned)

    assert [(one.text, one.quoted, one.place.paragraph) for one in reading.new] == [
        ("On a picture", "", 2),
        ("On nothing", "", 3),
        ("Nowhere", "", 1),
    ]


@pytest.mark.parametrize("when", ["0-00-00T00:00:00Z", None, "yesterday", "2017-10-12T09:00:00"])
def test_row_58_a_comment_with_a_strange_date_is_read(when):
    dated = comment(p("Why?"), id=0, by="WCO", when=when)
    returned = docx(p("Words ", commented("here", id=0), "."), comments=[dated])

    [one] = read_comments(returned)

    assert (one.author, one.text, one.quoted) == ("WCO", "Why?", "here")
    assert one.time is None or one.time.tzinfo is not None


def test_row_59_a_comment_that_points_to_another_is_kept_as_it_is():
    words = "See my comment on chapter 3.1 / same as WCO"
    base = docx(p("Words here."))
    returned = docx(
        p("Words ", commented("here", id=0), "."), comments=[comment(p(words), id=0, by="UNEP")]
    )

    assert [one.text for one in read(base, returned).new] == [words]


def test_row_60_a_comment_that_is_an_order_is_not_carried_out():
    base = docx(p("This section says something."), p("end"))
    returned = docx(
        p(commented("This section says something.", id=0)),
        p("end"),
        comments=[comment(p("Delete this section."), id=0, by="WCO")],
    )

    reading = read(base, returned)

    assert [(one.text, one.quoted) for one in reading.new] == [
        ("Delete this section.", "This section says something.")
    ]
    assert reading.groups == []
    assert plain_text(accept_all(reading.data)) == plain_text(base)


def test_row_61_ink_and_voice_are_announced_and_asked_for_in_words():
    def with_part(name: str, kind: str) -> bytes:
        return docx(
            p("Words."),
            parts={f"word/{name}": (b"<ink/>", kind)},
            relationships=(("rIdInk", "customXml", name),),
        )

    ink = read(docx(p("Words.")), with_part("ink/ink1.xml", "application/inkml+xml"))
    voice = read(docx(p("Words.")), with_part("media/note.wav", "audio/x-wav"))

    assert [one.told() for one in (ink, voice)] == [
        ["Ink or a recording (application/inkml+xml) is in this file; please say it in words."],
        ["Ink or a recording (audio/x-wav) is in this file; please say it in words."],
    ]
    assert read(with_part("media/note.wav", "audio/x-wav"), docx(p("Words."))).told() == []


def test_an_empty_insertion_beside_a_comment_is_no_change_and_one_with_words_is():
    reference = raw('<w:r><w:commentReference w:id="0"/></w:r>')
    marked = [comment(p("Why?"), id=0, by="WCO")]

    empty = docx(p("Words", ins(reference, by="WCO"), "."), comments=marked)
    wordy = docx(p("Words", ins(" here", reference, by="WCO"), "."), comments=marked)

    assert read_revisions(empty) == []
    assert [one.after.strip() for one in read_revisions(wordy)] == ["here"]
    assert read(chapter(), chapter()).told() == []
