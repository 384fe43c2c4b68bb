"""What became of marks that somebody decided on in Word, told by what the text says."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

from chapters import (
    Contribution,
    Fate,
    RevisionId,
    accept_all,
    combine,
    read_revisions,
    read_verdicts,
    reject_all,
    resolve,
)
from chapters.judging.signs import marked
from chapters.package import Package
from tests.judge import differences
from tests.reviewers import Reviewer, numbered
from tests.servers.office import Office
from tests.servers.office import accept_all as accept_every
from tests.servers.office import reject_all as reject_every
from tests.wordml import (
    cell,
    changed,
    comment,
    commented,
    del_mark,
    dele,
    docx,
    ins,
    ins_mark,
    moved,
    p,
    r,
    row,
    section,
    table,
)

WHEN = datetime(2017, 10, 12, 9, tzinfo=UTC)
SENT = docx(
    p("cases within ", dele("24", by="A"), ins("48", by="A"), " hours"),
    p("seize ", ins("at once ", by="B"), "the goods"),
    p(dele("a sentence that goes", by="B")),
)


def fates(sent: bytes, edited: bytes) -> dict[str, str]:
    """What became of each change, by its words."""
    said = read_verdicts(sent, edited).by_revision
    return {
        one.before or one.after or one.kind.value: said[one.id].fate.value
        for one in read_revisions(sent)
    }


def ids(data: bytes, *words: str) -> list[RevisionId]:
    return [one.id for one in read_revisions(data) if (one.before or one.after) in words]


def test_a_file_that_nobody_touched_leaves_everything_open():
    assert set(fates(SENT, SENT).values()) == {"open"}


def test_accept_all_and_reject_all_are_told_apart():
    assert set(fates(SENT, accept_all(SENT)).values()) == {"accepted"}
    assert set(fates(SENT, reject_all(SENT)).values()) == {"rejected"}


def test_some_accepted_some_rejected_some_left():
    edited = resolve(SENT, accept=ids(SENT, "24", "48"), reject=ids(SENT, "at once "))

    assert fates(SENT, edited) == {
        "24": "accepted",
        "48": "accepted",
        "at once ": "rejected",
        "a sentence that goes": "open",
    }


def test_half_of_a_replacement_is_told_by_each_half():
    edited = resolve(SENT, accept=ids(SENT, "24"), reject=ids(SENT, "48"))

    assert fates(SENT, edited) | {"a sentence that goes": "", "at once ": ""} == {
        "24": "accepted",
        "48": "rejected",
        "at once ": "",
        "a sentence that goes": "",
    }


def test_marks_cut_into_pieces_with_other_ids_by_another_program_are_the_same_marks():
    resaved = docx(
        p("cases ", "within ", dele("2", by="A"), dele("4", by="A"), ins("48", by="A"), " hours"),
        p("seize ", ins("at ", by="B"), ins("once ", by="B"), "the goods"),
        p(dele("a sentence that goes", by="B")),
    )

    assert set(fates(SENT, resaved).values()) == {"open"}


def test_other_words_in_the_place_of_an_insertion_are_given():
    edited = docx(p("cases within 36 hours"), p("seize the goods"), p("a sentence that goes"))

    said = read_verdicts(SENT, edited)

    [inserted] = ids(SENT, "48")
    assert said.by_revision[inserted].words == "36"
    assert fates(SENT, edited)["24"] == "accepted"


def test_a_letter_changed_by_a_partner_inside_a_word_is_told_by_its_letters():
    sent = docx(p("the colo", ins("u", by="A"), "r of the drums", dele("s", by="B"), " here"))

    assert fates(sent, docx(p("the colour of the drumss here"))) == {
        "u": "accepted",
        "s": "rejected",
    }
    assert fates(sent, docx(p("the color of the drums here"))) == {"u": "rejected", "s": "accepted"}


def test_own_tracked_edits_are_no_marks_of_a_partner():
    edited = docx(
        p("cases within ", dele("24", by="A"), ins("48", by="A"), " working", " hours"),
        p("seize ", ins("at once ", by="B"), dele("the", by="Me"), ins("all", by="Me"), " goods"),
        p(dele("a sentence that goes", by="B")),
    )

    said = read_verdicts(SENT, edited)

    assert {one.fate for one in said.by_revision.values()} == {Fate.OPEN}
    assert {one.author for one in read_revisions(said.data)} == {"A", "B"}


def test_who_writes_inside_an_open_insertion_is_known_to_have_done_so():
    edited = docx(
        p("cases within ", dele("24", by="A"), ins("48", by="A"), " hours"),
        p(
            "seize ",
            ins("at ", by="B"),
            ins("the very ", by="Me"),
            ins("once ", by="B"),
            "the goods",
        ),
        p(dele("a sentence that goes", by="B")),
    )

    [inserted] = ids(SENT, "at once ")
    said = read_verdicts(SENT, edited).by_revision[inserted]

    assert (said.fate, said.edited, said.words) == (Fate.OPEN, True, "at the very once ")


def test_a_deletion_of_which_a_piece_is_marked_still_is_divided():
    edited = docx(
        p("cases within 48 hours"),
        p("seize at once the goods"),
        p("a sentence ", dele("that goes", by="B")),
    )

    assert fates(SENT, edited)["a sentence that goes"] == "divided"


def test_paragraphs_rows_and_moves_are_told():
    sent = docx(
        p("First", mark=ins_mark(by="A")),
        p(" and second"),
        p("joined ", mark=del_mark(by="A")),
        p("with this"),
        table(
            row(cell(p("kept"))),
            row(cell(p("new")), mark=ins_mark(by="A")),
        ),
        p("last"),
    )

    assert set(fates(sent, accept_all(sent)).values()) == {"accepted"}
    assert set(fates(sent, reject_all(sent)).values()) == {"rejected"}


def test_a_move_whose_ends_alone_are_called_moved_is_told():
    """As LibreOffice 25.2 writes it: words deleted and inserted between ends that move."""
    gone = p(dele("some words that move"), mark=moved("moveFrom"))
    here = p(ins("some words that move"), mark=moved("moveTo"))
    sent = docx(p("first"), gone, p("middle"), here, p("end"))

    assert set(fates(sent, sent).values()) == {"open"}
    assert set(fates(sent, accept_all(sent)).values()) == {"accepted"}
    assert set(fates(sent, reject_all(sent)).values()) == {"rejected"}


def test_a_row_still_marked_of_which_a_program_dropped_the_ends_of_paragraphs_is_open():
    def chapter(mark: str) -> bytes:
        cells = cell(p(ins("lead", by="A"), mark=mark)), cell(p(ins("7802", by="A"), mark=mark))
        return docx(
            p("before"),
            table(row(cell(p("kept")), cell(p("7801"))), row(*cells, mark=ins_mark(by="A"))),
            p("after"),
        )

    assert set(fates(chapter(ins_mark(by="A")), chapter("")).values()) == {"open"}


def test_a_new_comment_stands_beside_the_change_at_its_words():
    edited = docx(
        p("cases within 24 hours"),
        p("seize ", ins("at once ", by="B"), "the goods"),
        p(commented("a sentence that goes", id=7)),
        comments=[comment("We need it.", id=7, by="Me")],
    )

    said = read_verdicts(SENT, edited)

    assert [(one.text, list(one.revisions)) for one in said.comments] == [
        ("We need it.", ids(SENT, "a sentence that goes"))
    ]


def test_own_formatting_is_counted():
    edited = docx(
        p("cases within 24 hours"),
        p("seize the ", r("goods", props="<w:b/>" + changed("rPr", by="Me"))),
        p("a sentence that goes"),
    )

    assert read_verdicts(SENT, edited).looks == 1


def test_an_end_of_paragraph_that_is_left_belongs_to_the_words_that_are_left():
    sent = docx(
        p("kept"),
        p(dele("one goes", by="A"), mark=del_mark(by="A")),
        p(dele("another goes", by="B"), mark=del_mark(by="B")),
        p("last"),
    )
    [first, first_end, second, second_end] = [one.id for one in read_revisions(sent)]

    above = resolve(sent, accept=[first, first_end])
    below = resolve(sent, reject=[first, first_end], accept=[second, second_end])

    assert told(sent, above) == ["accepted", "accepted", "open", "open"]
    assert told(sent, below) == ["rejected", "rejected", "accepted", "accepted"]


def test_words_that_became_one_where_a_deletion_between_them_was_accepted_are_told():
    sent = docx(p("w7", ins(" seals", by="A"), dele(" and tags.", by="B"), "9 drums"))

    assert fates(sent, docx(p("w7 seals9 drums"))) == {
        " seals": "accepted",
        " and tags.": "accepted",
    }


def test_an_end_of_paragraph_that_stays_only_as_a_table_follows_went_with_its_words():
    sent = docx(
        p("before ", ins("and after", by="B")),
        p(dele("A sentence that goes.", by="A"), mark=del_mark(by="A")),
        table(row(cell(p("kept")))),
        p("last"),
    )
    edited = docx(p("before and after"), p(), table(row(cell(p("kept")))), p("last"))

    assert told(sent, edited) == ["accepted", "accepted", "accepted"]


def test_of_words_that_one_wrote_and_another_deleted_the_text_cannot_say_whose_wish_it_was():
    """Rejecting the insertion and accepting both give the same bytes: the words are not there, as
    the one asked who wanted them gone.
    """
    sent = docx(p("hold ", ins(dele("safely", by="B"), by="A"), "the goods"))
    [wrote, took] = [one.id for one in read_revisions(sent)]

    without = resolve(sent, reject=[wrote])

    assert without == resolve(sent, accept=[wrote, took])
    assert told(sent, without) == ["rejected", "accepted"]


def test_of_words_that_one_wrote_and_another_deleted_the_rest_of_each_change_tells():
    sent = docx(
        p("first"),
        p(ins("written anew", by="A"), mark=ins_mark(by="A") + del_mark(by="B")),
        p("hold the goods"),
    )
    [_, joined, words] = [one.id for one in read_revisions(sent)]

    kept = resolve(sent, accept=[words, joined])

    assert told(sent, kept) == ["untold", "accepted", "accepted"]


FORMATTED = docx(
    p("seize ", r("the goods", props="<w:b/>" + changed("rPr", "<w:i/>", by="A")), " at once"),
    p("a list", props='<w:ind w:left="720"/>', change=changed("pPr", by="A")),
    table(
        row(
            cell(p("wide"), props="<w:noWrap/>" + changed("tcPr", "", by="B")),
            props="<w:cantSplit/>" + changed("trPr", "", by="B"),
        ),
        props='<w:tblLayout w:type="fixed"/>' + changed("tblPr", "", by="B"),
    ),
    p("last", section=section(change=changed("sectPr", '<w:pgSz w:w="16838"/>', by="A"))),
    p("end"),
)


def test_formatting_that_was_accepted_rejected_or_left_is_told_by_what_the_properties_are():
    kinds = [one.kind.value for one in read_revisions(FORMATTED)]
    some, others = ids_of(FORMATTED, 0, 2, 4), ids_of(FORMATTED, 1, 3)

    divided = resolve(FORMATTED, accept=some, reject=others)

    assert kinds == [
        "text formatting",
        "paragraph formatting",
        "table formatting",
        "row formatting",
        "cell formatting",
        "section formatting",
    ]
    assert told(FORMATTED, FORMATTED) == ["open"] * 6
    assert told(FORMATTED, accept_all(FORMATTED)) == ["accepted"] * 6
    assert told(FORMATTED, reject_all(FORMATTED)) == ["rejected"] * 6
    assert told(FORMATTED, divided) == [*["accepted", "rejected"] * 2, "accepted", "open"]


def test_formatting_of_words_that_are_gone_or_set_a_third_way_is_untold():
    sent = docx(p("seize ", r("the goods", props="<w:b/>" + changed("rPr", by="A")), " at once"))
    coloured = changed("rPr", '<w:color w:val="FF0000"/>', by="A")
    red = docx(p("seize ", r("the goods", props='<w:color w:val="0000FF"/>' + coloured)))
    green = docx(p("seize ", r("the goods", props='<w:color w:val="00FF00"/>')))

    assert told(sent, docx(p("seize at once"))) == ["untold"]
    assert told(red, green) == ["untold"]


def test_a_word_processor_that_drops_marks_of_tables_decides_nothing_about_them(office: Office):
    resaved = office.resave(FORMATTED)
    accepted = office.edit(FORMATTED, by="Ana", edits=[accept_every()])
    rejected = office.edit(FORMATTED, by="Ana", edits=[reject_every()])

    assert told(FORMATTED, resaved) == ["open"] * 2 + ["untold"] * 4
    assert told(FORMATTED, accepted) == ["accepted"] * 2 + ["untold"] * 4
    assert told(FORMATTED, rejected) == ["rejected"] * 2 + ["untold"] * 4


def test_a_comment_stands_beside_formatting_at_its_words():
    sent = docx(p("seize ", r("the goods", props="<w:b/>" + changed("rPr", by="A")), " at once"))
    edited = docx(
        p("seize ", commented("the goods", id=7), " at once"),
        comments=[comment("We never use bold.", id=7, by="Me")],
    )

    said = read_verdicts(sent, edited)

    assert told(sent, edited) == ["rejected"]
    assert [(one.text, list(one.revisions)) for one in said.comments] == [
        ("We never use bold.", ids_of(sent, 0))
    ]


def test_formatting_of_which_one_half_is_decided_is_divided():
    marked_bold = "<w:b/>" + changed("rPr", by="A")
    sent = docx(p("seize ", r("the goods", props=marked_bold)))
    edited = docx(p("seize ", r("the ", props="<w:b/>"), r("goods", props=marked_bold)))

    assert told(sent, edited) == ["divided"]


def ids_of(data: bytes, *places: int) -> list[RevisionId]:
    return [one.id for place, one in enumerate(read_revisions(data)) if place in places]


def test_what_was_decided_at_random_is_read_back_exactly():
    """Each change as it was decided, but for what two wish of the same words, of which only the
    text can be proved (see the test of words that one wrote and another deleted).
    """
    told = [read_back(seed) for seed in range(60)]

    assert [seed for seed, (exact, _) in enumerate(told) if not exact] == []
    assert [seed for seed, (_, misread) in enumerate(told) if misread] == []


def told(sent: bytes, edited: bytes) -> list[str]:
    """What became of each change, in the order of the text."""
    said = read_verdicts(sent, edited).by_revision
    return [said[one.id].fate.value for one in read_revisions(sent)]


def read_back(seed: int) -> tuple[bool, set[str]]:
    """Whether the decisions on a made-up chapter of two reviewers give the decided text, and as
    many marks are open as were left; and the changes that stand in no other, and of which another
    decision is told than was taken.
    """
    random = Random(seed)
    base = numbered(random)
    returns = [
        Contribution(reviewer=name, data=Reviewer(name, random).edit(base, edits=4))
        for name in ("A", "B")
    ]
    sent = combine(base, returns, when=WHEN).data
    found = read_revisions(sent)
    wanted = {group: random.choice("aro") for group in sorted({one.group for one in found})}
    accept = [one.id for one in found if wanted[one.group] == "a"]
    reject = [one.id for one in found if wanted[one.group] == "r"]
    edited = resolve(sent, accept=accept, reject=reject)

    said = read_verdicts(sent, edited).by_revision

    taken = [name for name, one in said.items() if one.fate is Fate.ACCEPTED]
    back = resolve(sent, accept=taken, reject=[name for name in said if name not in taken])
    still_open = [one for one in said.values() if one.fate is Fate.OPEN]
    as_many = len(still_open) == len(read_revisions(edited))
    misread = {x.group for x in found if said[x.id].fate not in {FATES[wanted[x.group]], UNTOLD}}
    return as_many and not differences(back, reject_all(edited)), misread - nested(sent)


FATES, UNTOLD = {"a": Fate.ACCEPTED, "r": Fate.REJECTED, "o": Fate.OPEN}, Fate.UNTOLD


def nested(sent: bytes) -> set[str]:
    """The groups of marks that stand in another mark, or hold one."""
    rows = marked(Package.open(sent)).stories.values()
    inside = {
        name for signs in rows for sign in signs if len(sign.marks) > 1 for name in sign.marks
    }
    return {one.group for one in read_revisions(sent) if one.id in inside}
