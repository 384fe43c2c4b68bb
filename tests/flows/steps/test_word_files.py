"""A chapter decided in Word: the file that the officer gets, and what it says when it is back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from chapters import plain_text, read_revisions, read_stamp, resolve, stamp
from chapters.package import Package
from flows.rendering.pdf import LibreOfficeRenderer
from flows.steps.acts import decide_on
from flows.steps.delivering import deliver_letters
from flows.steps.publishing import publish
from flows.steps.settling import settle_chapters, to_settle
from flows.steps.word_files import is_unread, write_copy
from flows.steps.word_verdicts import Reading, read_copy, take_copy
from review.amendments import SECRETARIAT
from review.decisions import Outcome, Selection
from review.errors import NotAllowed
from review.letters import LetterKind
from review.publications import ChapterId
from review.rounds import RoundId
from review.verdicts import LOST, NO_REASON
from tests import builders
from tests.flows.steps.homes import Home, home_at
from tests.flows.steps.returns import answers, copy_of, proposals
from tests.servers.office import Office, comment, insert_after, new_paragraph, tracking
from tests.servers.office import accept_all as accept_every
from tests.servers.office import reject_all as reject_every
from tests.servers.office import replace as reworded
from tests.wordml import Xml, dele, docx, ins, p

LABELS = "Officers check the label of every cylinder."
NOTES = "They note what it says in the register of the port."
KEPT = "A cylinder without a label is kept until it is known what is in it."
NAMES = "Refrigerants come under many names."
PLAN = builders.plan(
    builders.planned("1", "WCO", file="1 Labels.docx", everybody=True), owner_applies=False
)


def wco() -> bytes:
    """WCO: each for every (1), logbook for register (2), two words more (3)."""
    return docx(
        p("Officers check the label of ", *swap("every", "each", "WCO"), " cylinder."),
        p("They note what it says in the ", *swap("register", "logbook", "WCO"), " of the port."),
        p(KEPT),
        p("Refrigerants come under many names", ins(" and marks", by="WCO One"), "."),
    )


def brs() -> bytes:
    """BRS: database for register, against WCO (4); a sentence goes (5)."""
    return docx(
        p(LABELS),
        p("They note what it says in the ", *swap("register", "database", "BRS"), " of the port."),
        p(dele(KEPT, by="BRS One")),
        p(NAMES),
    )


def swap(before: str, after: str, who: str) -> tuple[Xml, Xml]:
    return dele(before, by=f"{who} One"), ins(after, by=f"{who} One")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with home_at(tmp_path) as made:
        made.launch(PLAN, {"1 Labels.docx": docx(p(LABELS), p(NOTES), p(KEPT), p(NAMES))})
        deliver_letters(made.parts)
        for who, data in (("WCO", wco()), ("BRS", brs())):
            answers(made, who, stamp(data, read_stamp(copy_of(made, who)) or ""))
        made.pass_time(hours=1)
        yield made


def test_the_file_has_every_open_change_under_its_partners_name(home):
    copy = write_copy(home.parts, round_of(home), chapter_of(home))

    marks = read_revisions(copy.data)
    assert copy.open == (1, 2, 3, 4, 5)
    assert {one.author for one in marks} == {"WCO", "BRS", "WCO, BRS"}
    assert {one.after for one in marks} == {"", "each", "logbook", " and marks", "database"}


def test_what_was_decided_is_in_the_file_and_no_mark_of_it(home):
    decide_on(home.parts, round_of(home), Selection(numbers=(1,)), Outcome.ACCEPTED, by="Ana")

    copy = write_copy(home.parts, round_of(home), chapter_of(home))

    assert copy.open == (2, 3, 4, 5)
    assert "label of each cylinder" in plain_text(copy.data)
    assert "each" not in {one.after for one in read_revisions(copy.data)}


def test_marks_that_vanished_were_decided_by_what_the_text_says(home):
    file = edited(home, accept={1, 3}, reject={5})

    said = read(home, file)

    assert outcomes(said) == {1: "accepted", 3: "accepted", 5: "rejected"}
    assert [x.number for x in said.open] == [2, 4]
    assert reasons(said)[5] == NO_REASON
    assert said.amendment is None


def test_of_a_conflict_one_side_is_accepted_and_the_other_rejected(home):
    said = read(home, edited(home, accept={2}, reject={4}))

    assert outcomes(said) == {2: "accepted", 4: "rejected"}
    assert reasons(said) == {2: "", 4: LOST}
    assert said.problems == ()


def test_both_sides_of_a_conflict_accepted_are_refused_and_nothing_is_recorded(home):
    said = read(home, edited(home, accept={2, 4}))

    assert " ".join(said.problems) == (
        "Chapter 1: changes 2 and 4 are over the same words and both were accepted;"
        " reject one of them."
    )
    with pytest.raises(NotAllowed, match="reject one of them"):
        take_copy(home.parts, said)
    assert decided(home) == {}


def test_other_words_in_the_place_of_an_insertion_are_a_reworded_acceptance(home):
    file = rewritten(edited(home, accept={1}), ">each<", ">any single<")

    said = read(home, file)

    assert outcomes(said) == {1: "accepted with other words"}
    assert said.decisions[0][1].words == "any single"
    assert said.amendment is None


def test_own_words_are_the_secretariats_and_are_in_the_merged_chapter(home):
    file = rewritten(edited(home, accept={1}), "many names", "many other names")

    said = taken(home, file)

    assert outcomes(said) == {1: "accepted"}
    assert said.amendment is not None
    assert [(one.author, one.after.strip()) for one in said.amendment.revisions] == [
        (SECRETARIAT, "other")
    ]
    assert merged(home) == [
        "Officers check the label of each cylinder.",
        NOTES,
        KEPT,
        "Refrigerants come under many other names.",
    ]


def test_what_is_decided_later_goes_into_the_chapter_beside_own_words(home):
    taken(home, rewritten(edited(home, accept={1}), "many names", "many other names"))

    decide_on(home.parts, round_of(home), Selection(numbers=(2, 3)), Outcome.ACCEPTED, by="Ana")

    assert merged(home) == [
        "Officers check the label of each cylinder.",
        "They note what it says in the logbook of the port.",
        KEPT,
        "Refrigerants come under many other names and marks.",
    ]


def test_the_next_file_has_own_words_as_they_are_and_builds_on_them(home):
    taken(home, rewritten(edited(home, accept={1}), "many names", "many other names"))
    second = edited(home, accept={2}, reject={4})

    said = taken(home, rewritten(second, ">other ", ">different "))

    assert outcomes(said) == {2: "accepted", 4: "rejected"}
    assert merged(home)[3] == "Refrigerants come under many different names."


def test_the_same_file_read_again_says_nothing_new(home):
    file = rewritten(edited(home, accept={1}), "many names", "many other names")
    taken(home, file)

    again = read(home, file)

    assert (again.decisions, again.known, again.amendment) == ((), 1, None)
    assert again.problems == ()


def test_a_file_that_decides_otherwise_than_was_decided_meanwhile_says_so(home):
    file = edited(home, accept={3}, reject={1})
    decide_on(home.parts, round_of(home), Selection(numbers=(1, 3)), Outcome.ACCEPTED, by="Ana")

    said = read(home, file)

    assert outcomes(said) == {1: "rejected"}
    assert said.known == 1
    assert said.notices == ("Change 1 of WCO was accepted before: this file says rejected.",)


def test_a_file_that_is_edited_further_takes_the_place_of_what_it_said_before(home):
    file = edited(home, accept={1})
    taken(home, rewritten(file, "many names", "many other names"))

    taken(home, rewritten(file, "many names", "many more names"))

    assert merged(home)[3] == "Refrigerants come under many more names."


def test_own_words_that_another_file_of_the_same_copy_has_not_are_named_before_they_go(home):
    file = edited(home, accept={1})
    taken(home, rewritten(file, "many names", "many other names"))

    said = read(home, file)

    assert said.amendment is not None
    assert said.notices == ("Own changes that were recorded from this copy go again: “other ”.",)


def test_a_second_return_after_the_file_was_written_leaves_the_rest_decided(home):
    file = edited(home, accept={1, 2}, reject={4})
    home.pass_time(hours=1)
    second = rewritten(wco(), " and marks", " and many marks")
    answers(home, "WCO", stamp(second, read_stamp(copy_of(home, "WCO")) or ""))
    numbers = {p.number for p in proposals(home)}

    said = taken(home, file)

    assert numbers == {4, 5, 6, 7, 8}
    assert outcomes(said) == {4: "rejected", 6: "accepted", 7: "accepted"}
    assert merged(home)[:2] == [
        "Officers check the label of each cylinder.",
        "They note what it says in the logbook of the port.",
    ]


def test_a_change_that_is_decided_in_one_piece_only_is_named_and_nothing_is_taken(home):
    copy = write_copy(home.parts, round_of(home), chapter_of(home)).data
    [half] = [one.id for one in read_revisions(copy) if one.after == "each"]

    said = read(home, resolve(copy, accept=[half]))

    assert " ".join(said.problems) == (
        "Chapter 1, change 1 of WCO: one piece of it is decided and another is still marked."
        " Accept or reject the rest of it, save, and run this again."
    )


def test_a_file_that_is_none_of_ours_is_refused_with_a_sentence(home):
    with pytest.raises(NotAllowed, match="none that decide --word wrote"):
        read(home, wco())


def test_only_a_file_in_which_nobody_wrote_may_be_replaced(home):
    copy = write_copy(home.parts, round_of(home), chapter_of(home)).data

    assert is_unread(home.parts, copy)
    assert not is_unread(home.parts, rewritten(copy, "many names", "some names"))
    assert not is_unread(home.parts, wco())


def test_an_officer_decides_in_a_word_processor(home, office: Office):
    copy = write_copy(home.parts, round_of(home), chapter_of(home)).data

    resaved = read(home, office.resave(copy))
    accepted = read(home, office.edit(copy, by="Ana", edits=[reject_every()]))

    assert outcomes(resaved) == {}
    assert resaved.amendment is None
    assert [x.number for x in resaved.open] == [1, 2, 3, 4, 5]
    assert outcomes(accepted) == dict.fromkeys((1, 2, 3, 4, 5), "rejected")
    assert accepted.amendment is None
    assert accepted.problems == ()


def test_edits_and_comments_of_the_officer_in_a_word_processor(home, office: Office):
    file = edited(home, accept={1}, reject={5})
    edits = [
        comment("without a label", "We keep this sentence: Annex B needs it."),
        tracking(on=True),
        reworded("many names", "a number of names"),
        new_paragraph("A cylinder", "It is not opened."),
        tracking(on=False),
        insert_after("Officers", " always"),
    ]

    said = taken(home, office.edit(file, by="Ana Officer", edits=edits))

    assert outcomes(said) == {1: "accepted", 5: "rejected"}
    assert reasons(said)[5] == "We keep this sentence: Annex B needs it."
    assert merged(home) == [
        "Officers always check the label of each cylinder.",
        NOTES,
        KEPT,
        "It is not opened.",
        "Refrigerants come under a number of names.",
    ]


@pytest.mark.parametrize("ending", [".odt", ".doc"])
def test_a_file_that_was_saved_in_another_format_is_converted(home, office: Office, ending: str):
    if shutil.which("soffice") is None:
        pytest.skip("soffice is not on the path")
    home.parts = replace(home.parts, make_renderer=LibreOfficeRenderer)
    file = office.convert(edited(home, accept={1, 3}, reject={5}), ending)

    said = read(home, file)

    assert outcomes(said) == {1: "accepted", 3: "accepted", 5: "rejected"}
    assert ([x.number for x in said.open], said.amendment) == ([2, 4], None)
    assert (said.problems, said.notices) == ((), ())


def test_own_changes_in_a_converted_file_are_to_be_looked_at(home, office: Office):
    if shutil.which("soffice") is None:
        pytest.skip("soffice is not on the path")
    home.parts = replace(home.parts, make_renderer=LibreOfficeRenderer)
    file = rewritten(edited(home, accept={1}), "many names", "many other names")

    said = read(home, office.convert(file, ".odt"))

    assert said.amendment is not None
    assert " ".join(said.notices) == (
        "It was saved as .odt, which may lose what Word can do: look whether every own change that"
        " is listed is yours."
    )


def test_a_file_in_another_format_is_asked_for_as_a_word_file_where_nothing_can_convert_it(home):
    with pytest.raises(NotAllowed) as refusal:
        read(home, rb"{\rtf1\ansi Officers check}")

    assert str(refusal.value) == (
        "Cannot read this file: LibreOffice, which could convert it, is not installed here;"
        " save it as a Word file (.docx) and run this again."
    )


def test_writing_inside_a_change_that_is_still_marked_accepts_it_with_these_words(
    home, office: Office
):
    copy = write_copy(home.parts, round_of(home), chapter_of(home)).data

    said = taken(home, office.edit(copy, by="Ana", edits=[reworded("and marks", "and numbers")]))

    assert outcomes(said) == {3: "accepted with other words"}
    assert merged(home)[3] == "Refrigerants come under many names and numbers."


def test_everything_accepted_names_the_conflict(home, office: Office):
    copy = write_copy(home.parts, round_of(home), chapter_of(home)).data

    said = read(home, office.edit(copy, by="Ana", edits=[accept_every()]))

    assert [s.partition(":")[2][:17] for s in said.problems] == [" changes 2 and 4 "]


def test_what_was_decided_in_word_is_published_word_for_word(home, office: Office):
    file = edited(home, accept={1, 2, 3}, reject={4, 5})
    edits = [
        reworded("of the port", "of that port"),
        new_paragraph("A cylinder", "Nobody opens it."),
    ]
    taken(home, office.edit(file, by="Ana", edits=edits))
    text = merged(home)

    edition = publish(home.parts, round_of(home))

    folder = Path(edition.folder)
    assert text == [
        "Officers check the label of each cylinder.",
        "They note what it says in the logbook of that port.",
        KEPT,
        "Nobody opens it.",
        "Refrigerants come under many names and marks.",
    ]
    assert "\n".join(text) in plain_text((folder / "guide.docx").read_bytes())
    told = json.loads((folder / "record.json").read_text())
    own = [(x["decision"], x["after"]) for x in told["changes"] if x["partner"] == SECRETARIAT]
    assert {decision for decision, _ in own} == {"accepted"}
    assert "that" in {after for _, after in own}


def test_partners_get_the_secretariats_own_changes_as_a_file_and_only_their_own_decisions(home):
    taken(home, rewritten(edited(home, accept={1}, reject={5}), "many names", "many other names"))
    text = merged(home)

    publish(home.parts, round_of(home))

    with home.parts.storage.reading() as work:
        letters = work.letters.of_round(round_of(home))
    [closing] = [x for x in letters if (x.kind, x.partner) == (LetterKind.CLOSING, "WCO")]
    files = {x.name: home.parts.storage.files.get(x.sha256) for x in closing.files}
    own = files["1 Labels - changes of the secretariat.docx"]
    assert plain_text(own).splitlines() == text
    assert {one.author for one in read_revisions(own)} == {SECRETARIAT}
    assert [x.number for x in closing.facts.decided] == [1, 2, 3]


def round_of(home: Home) -> RoundId:
    with home.parts.storage.reading() as work:
        return work.rounds.all()[-1].id


def chapter_of(home: Home) -> ChapterId:
    with home.parts.storage.reading() as work:
        return work.chapters.of_round(round_of(home))[0].id


def edited(home: Home, *, accept: Collection[int] = (), reject: Collection[int] = ()) -> bytes:
    """The file that the officer gets, with these changes accepted and rejected as Word does."""
    data = write_copy(home.parts, round_of(home), chapter_of(home)).data
    words = {p.number: {(r.before, r.after) for r in p.revisions} for p in proposals(home)}
    partners = {p.number: p.partner for p in proposals(home)}

    def of(numbers: Collection[int]) -> list[str]:
        return [
            one.id
            for one in read_revisions(data)
            for number in numbers
            if (one.before, one.after) in words[number] and partners[number] in one.author
        ]

    taken = of(accept)
    return resolve(data, accept=taken, reject=[x for x in of(reject) if x not in taken])


def rewritten(data: bytes, before: str, after: str) -> bytes:
    """The file with other words, written without tracking."""
    package = Package.open(data)
    text = package.read(package.main).decode()
    assert text.count(before) == 1
    package.write(package.main, text.replace(before, after).encode())
    return package.save()


def read(home: Home, data: bytes) -> Reading:
    return read_copy(home.parts, round_of(home), data, by="Ana")


def taken(home: Home, data: bytes) -> Reading:
    said = read(home, data)
    assert said.problems == ()
    take_copy(home.parts, said)
    return said


def outcomes(said: Reading) -> dict[int, str]:
    return {p.number: d.outcome.value for p, d in said.decisions}


def reasons(said: Reading) -> dict[int, str]:
    return {p.number: d.reason for p, d in said.decisions}


def decided(home: Home) -> Mapping[str, object]:
    with home.parts.storage.reading() as work:
        return work.decisions.latest(round_of(home))


def merged(home: Home) -> list[str]:
    """The paragraphs of the merged chapter."""
    [settled] = settle_chapters(home.parts, round_of(home), to_settle(home.parts, round_of(home)))
    assert settled.problem == ""
    assert settled.merged is not None
    data = home.parts.storage.files.get(settled.merged)
    assert read_revisions(data) == []
    return plain_text(data).splitlines()
