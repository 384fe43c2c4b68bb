"""What becomes of a returned file, however it was edited: `cases/edits.md`, rows 62 to 71, 78."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from chapters import accept_all, plain_text, read_revisions, reject_all, stamp
from flows.mail.wording import word
from flows.rendering.pdf import LibreOfficeRenderer
from flows.steps.delivering import deliver_letters
from flows.steps.holding import give
from flows.steps.settling import settle_chapters, to_settle
from flows.steps.weighing import weigh
from review.facts import ReceiptFacts
from review.publications import ChapterId
from review.returns import Answer, Method, Reason
from review.rounds import RoundId, RoundState
from tests import builders
from tests.flows.steps.homes import Home, home_at
from tests.flows.steps.returns import answers, copy_of, held, proposals, receipts, returns
from tests.servers.office import Office, insert_after, new_paragraph, tracking
from tests.servers.office import reject_all as reject_everything
from tests.servers.office import replace as reworded
from tests.wordml import del_mark, dele, docx, ins, math, p

WORDS = (
    "Officers check the label of every cylinder.",
    "They note what it says in the register of the port.",
    "A cylinder without a label is kept until it is known what is in it.",
    "Refrigerants come under many names.",
)
DRAFT = docx(*map(p, WORDS))
PLAN = builders.plan(builders.planned("1", "WCO", file="1 Labels.docx", everybody=True))


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A round of three members about one chapter of WCO; its letters have gone."""
    with home_at(tmp_path) as made:
        made.launch(PLAN, {"1 Labels.docx": DRAFT})
        deliver_letters(made.parts)
        yield made


def said(home: Home) -> list[tuple[str, str, str, bool]]:
    """Who wants what in place of what, and whether it was untracked."""
    return [
        (
            p.revisions[0].author,
            "".join(r.before for r in p.revisions),
            "".join(r.after for r in p.revisions),
            p.untracked,
        )
        for p in proposals(home)
    ]


def told(home: Home) -> ReceiptFacts:
    """What the newest receipt says."""
    facts = receipts(home)[-1].facts
    assert isinstance(facts, ReceiptFacts)
    return facts


def stamped(home: Home, who: str, *content: str) -> bytes:
    """A file with this content, carrying the stamp of the copy that a partner got."""
    with home.parts.storage.reading() as work:
        [asked] = work.assignments.of_partner(work.rounds.all()[-1].id, builders.PartnerId(who))
    return stamp(docx(*content), asked.id)


def settled(home: Home) -> str:
    """The chapter's text, merged as it is decided now."""
    round_id = newest(home)
    [done] = settle_chapters(home.parts, round_id, [chapter(home)])
    assert done.problem == ""
    assert done.merged is not None
    return plain_text(home.parts.storage.files.get(done.merged))


def newest(home: Home) -> RoundId:
    with home.parts.storage.reading() as work:
        return work.rounds.all()[-1].id


def chapter(home: Home) -> ChapterId:
    [found] = to_settle(home.parts, newest(home))
    return found


def test_tracking_switched_off_part_way_is_told_and_nothing_is_held(  # 66
    home: Home, office: Office
) -> None:
    edits = [
        reworded("register", "logbook"),
        tracking(on=False),
        insert_after("many names", " and marks"),
    ]
    edited = office.edit(copy_of(home, "WCO"), by="Focal Nine", edits=edits)

    line = answers(home, "WCO", edited)

    assert said(home) == [
        ("Focal Nine", "register", "logbook", False),
        ("WCO in full", "", " and marks", True),
    ]
    assert line == "answers its chapter, 1 tracked change and 1 without tracking"
    assert held(home) == []
    [file] = told(home).files
    assert (file.tracked, file.untracked, file.note) == (1, 1, "")
    assert (
        "Track changes was off for part of your work. That does no harm: we found the rest by"
        " comparing your file with ours."
    ) in " ".join(word(receipts(home)[-1], sender_name="GCI").text.split())


def test_a_file_edited_without_tracking_and_one_with_all_accepted_want_the_same(  # 67, 68
    home: Home, office: Office
) -> None:
    edits = [reworded("register", "logbook"), new_paragraph("A cylinder", "It is not opened.")]
    silent = office.edit(copy_of(home, "WCO"), by="Focal", edits=edits, tracked=False)
    clean = accept_all(office.edit(copy_of(home, "BRS"), by="Focal", edits=edits))

    answers(home, "WCO", silent)
    answers(home, "BRS", clean)

    wanted = said(home)
    assert {who for who, *_ in wanted} == {"WCO in full", "BRS in full"}
    assert all(untracked for *_, untracked in wanted)
    ours = [(before, after) for who, before, after, _ in wanted if who == "WCO in full"]
    theirs = [(before, after) for who, before, after, _ in wanted if who == "BRS in full"]
    assert ours == theirs == [("register", "logbook"), ("", "It is not opened.")]


@pytest.mark.parametrize("by", ["us", "the office"])
def test_a_file_with_everything_rejected_says_no_changes_and_its_sender_is_asked(  # 69
    home: Home, office: Office, by: str
) -> None:
    edits = [reworded("register", "logbook"), new_paragraph("A cylinder", "It is not opened.")]
    taken_back = [*edits, reject_everything()] if by == "the office" else edits
    edited = office.edit(copy_of(home, "WCO"), by="Focal", edits=taken_back)

    answers(home, "WCO", edited if by == "the office" else reject_all(edited))

    assert [r.answer for r in returns(home)] == [Answer.NO_CHANGES]
    assert told(home).files[0].note == (
        "It was saved again, and says what we sent: there is no change in it. If you meant to"
        " change something, please send us your changes."
    )


def test_marks_of_a_colleague_are_the_partners_under_their_own_names(home: Home) -> None:  # 62, 63
    file = stamped(
        home,
        "WCO",
        p(WORDS[0], ins(" Always.", by="A Colleague")),
        p(WORDS[1], ins(" Daily.", by="Author")),
        *map(p, WORDS[2:]),
    )

    answers(home, "WCO", file)

    assert [(author, after) for author, _, after, _ in said(home)] == [
        ("A Colleague", " Always."),
        ("Author", " Daily."),
    ]
    assert {x.passed_on for x in proposals(home)} == {None}


def marked(home: Home, who: str, *more: str) -> bytes:
    """A return with the mark of BRS's focal point in its first paragraph."""
    first = p(WORDS[0], ins(" Always.", by="Focal BRS"))
    return stamped(home, who, first, *(more or map(p, WORDS[1:])))


@pytest.mark.parametrize("order", [("BRS", "WCO"), ("WCO", "BRS")])
def test_marks_that_came_back_in_another_partners_file_count_once(  # 65
    home: Home, order: tuple[str, str]
) -> None:
    both = marked(home, "WCO", p(WORDS[1], ins(" Daily.", by="Focal WCO")), *map(p, WORDS[2:]))
    files = {"BRS": marked(home, "BRS"), "WCO": both}

    for who in order:
        answers(home, who, files[who])

    wanted = {(x.partner, x.revisions[0].after, x.passed_on) for x in proposals(home)}
    assert wanted == {("BRS", " Always.", None), ("WCO", " Daily.", None)}
    assert len(proposals(home)) == 2
    assert settled(home).count("Daily.") == 1
    note = next(f.note for x in receipts(home) if x.partner == "WCO" for f in x.facts.files)
    assert note == "One change in it is marked by BRS and counted as theirs."


def test_a_mark_whose_partner_has_not_answered_counts_as_theirs_and_waits(home: Home) -> None:
    answers(home, "WCO", marked(home, "WCO"))

    [found] = proposals(home)
    weighed = weigh(home.parts, newest(home), chapter(home))

    assert (found.partner, found.passed_on) == ("WCO", "BRS")
    assert weighed.by_rule == ()


def test_a_mark_that_another_partner_has_edited_is_in_conflict_with_what_it_was(  # 16, 65
    home: Home,
) -> None:
    inside = ins(" Always, ", dele("and daily", by="Focal WCO"), by="Focal BRS")
    theirs = p(WORDS[0], ins(" Always, and daily", by="Focal BRS"))
    answers(home, "BRS", stamped(home, "BRS", theirs, *map(p, WORDS[1:])))

    answers(home, "WCO", stamped(home, "WCO", p(WORDS[0], inside), *map(p, WORDS[1:])))

    weighed = weigh(home.parts, newest(home), chapter(home))
    words = {x.id: (x.partner, x.revisions[0].after) for x in weighed.proposals}
    [conflict] = weighed.conflicts
    assert sorted(words[one] for one in conflict.proposals) == [
        ("BRS", " Always, and daily"),
        ("WCO", ""),  # what it takes out of that
        ("WCO", " Always, "),
    ]


def test_old_marks_of_our_own_draft_are_nobodys_changes(tmp_path: Path) -> None:  # 70
    ours = docx(p(WORDS[0], ins(" Old.", by="Secretariat")), *map(p, WORDS[1:]))
    kept = (p(WORDS[0], ins(" Old.", by="Secretariat")), p(WORDS[1], ins(" New.", by="Focal")))
    accepted = (p(f"{WORDS[0]} Old."), p(WORDS[1], ins(" New.", by="Focal")))
    for number, content in enumerate((kept, accepted)):
        with home_at(tmp_path / str(number)) as home:
            home.launch(PLAN, {"1 Labels.docx": ours})
            deliver_letters(home.parts)

            answers(home, "WCO", stamped(home, "WCO", *content, *map(p, WORDS[2:])))

            assert [after for _, _, after, _ in said(home)] == [" New."]
            assert settled(home).startswith(f"{WORDS[0]} Old.\n{WORDS[1]} New.\n")


def test_an_old_draft_that_was_edited_is_carried_over_to_the_new_one(tmp_path: Path) -> None:  # 78
    older = docx(p("Officers look at the label of each bottle."), *map(p, WORDS[1:]))
    with home_at(tmp_path) as home:
        home.launch(PLAN, {"1 Labels.docx": older})
        home.pass_time(days=1)
        home.launch(PLAN, {"1 Labels.docx": DRAFT})
        deliver_letters(home.parts)
        old = [p("Officers look at the label of each bottle."), *map(p, WORDS[1:3])]

        answers(home, "WCO", stamped(home, "WCO", *old, p(WORDS[3], ins(" Look.", by="Focal"))))

        assert [(after, untracked) for _, _, after, untracked in said(home)] == [(" Look.", False)]
        assert settled(home) == plain_text(DRAFT) + " Look."
        [returned] = returns(home)
        assert not returned.exact
        assert told(home).files[0].note == (
            "It was made from an older draft: its changes were carried over to the new one."
        )


def test_a_copy_of_a_published_round_that_comes_back_in_the_next_one_is_carried_over(
    tmp_path: Path,
) -> None:
    older = docx(p("Officers look at the label of each bottle."), *map(p, WORDS[1:]))
    with home_at(tmp_path) as home:
        home.launch(PLAN, {"1 Labels.docx": older})
        edited = stamped(
            home,
            "WCO",
            p("Officers look at the label of each bottle."),
            *map(p, WORDS[1:3]),
            p(WORDS[3], ins(" Look.", by="Focal")),
        )
        with home.parts.storage.unit_of_work() as work:
            work.rounds.put(replace(work.rounds.all()[0], state=RoundState.PUBLISHED))
            work.commit()
        home.pass_time(days=1)
        home.launch(PLAN, {"1 Labels.docx": DRAFT})
        deliver_letters(home.parts)

        with home.parts.storage.reading() as work:
            letters = [x for x in work.letters.of_round(newest(home)) if x.partner == "WCO"]

        answers(home, "WCO", edited, to=letters[0].message_id)

        assert [(after, untracked) for _, _, after, untracked in said(home)] == [(" Look.", False)]
        assert held(home) == []
        assert returns(home)[0].method is not Method.STAMP


def test_a_file_with_nothing_of_its_chapter_waits_and_can_be_given_to_it(home: Home) -> None:
    other = stamped(home, "WCO", p("Dear colleagues, we wish you all a very happy new year."))

    answers(home, "WCO", other)

    [item] = held(home)
    assert item.reason is Reason.OTHER_TEXT
    assert item.text == (
        "“1 Labels.docx” has almost no text in common with 1 Chapter of WCO no. 1, as which it was"
        " sent."
    )
    assert proposals(home) == []

    give(home.parts, item.number, newest(home), partner="WCO", chapter="1")

    assert held(home) == []
    assert len(proposals(home)) > 0
    assert returns(home)[-1].method is Method.STAMP
    assert weigh(home.parts, newest(home), chapter(home)).by_rule == ()


def test_where_a_paragraph_is_missing_without_a_mark_all_that_was_not_tracked_waits(
    home: Home,
) -> None:
    shorter = (p(WORDS[0].replace("every", "each")), p(WORDS[1]), p(WORDS[3]))

    answers(home, "WCO", stamped(home, "WCO", *shorter))

    weighed = weigh(home.parts, newest(home), chapter(home))
    assert len(weighed.proposals) == 2
    assert weighed.by_rule == ()


def test_what_the_owner_did_without_tracking_in_our_copy_is_applied(home: Home) -> None:
    changed = (
        p(WORDS[0].replace("every", "each")),
        *map(p, WORDS[1:3]),
        p(f"{WORDS[3]} They leak."),
    )

    answers(home, "WCO", stamped(home, "WCO", *changed))

    weighed = weigh(home.parts, newest(home), chapter(home))
    applied = {d.proposal for d in weighed.by_rule}
    assert len(weighed.proposals) == len(applied) == 2
    assert settled(home) == "\n".join(WORDS).replace("every", "each") + " They leak."


def test_a_paragraph_that_the_owner_deleted_with_tracking_is_gone(home: Home) -> None:
    gone = p(dele(WORDS[2], by="Focal"), mark=del_mark(by="Focal"))

    answers(home, "WCO", stamped(home, "WCO", p(WORDS[0]), p(WORDS[1]), gone, p(WORDS[3])))

    assert settled(home) == "\n".join((*WORDS[:2], WORDS[3]))


@pytest.mark.parametrize("ending", [".odt", ".doc", ".rtf"])
def test_a_file_of_another_program_becomes_proposals_under_its_authors(  # 71
    home: Home, office: Office, ending: str
) -> None:
    home.parts = replace(home.parts, make_renderer=LibreOfficeRenderer)
    edits = [reworded("register", "logbook"), insert_after("many names", " and marks")]
    edited = office.edit(copy_of(home, "WCO"), by="Focal Nine", edits=edits)
    theirs = office.convert(edited, ending)

    answers(home, "WCO", theirs, name=f"Labels{ending}")

    assert said(home) == [
        ("Focal Nine", "register", "logbook", False),
        ("Focal Nine", "", " and marks", False),
    ]
    [returned] = returns(home)
    assert home.parts.storage.files.get(returned.file) == theirs
    assert (returned.name, returned.exact, returned.reading != returned.file) == (
        f"Labels{ending}",
        False,
        True,
    )
    assert told(home).files[0].note == f"It came as {ending}, and we read it by converting it."
    assert settled(home) == plain_text(accept_all(edited))


def test_what_a_format_loses_is_not_what_the_partner_did(tmp_path: Path, office: Office) -> None:
    """Equations go on the way through OpenDocument, the old Word format and RTF."""
    rich = docx(p("The dose is ", math("x+1"), " at most."), *map(p, WORDS))
    with home_at(tmp_path) as home:
        home.parts = replace(home.parts, make_renderer=LibreOfficeRenderer)
        home.launch(PLAN, {"1 Labels.docx": rich})
        deliver_letters(home.parts)
        edits = [reworded("register", "logbook")]
        edited = office.edit(copy_of(home, "WCO"), by="Focal", edits=edits)

        answers(home, "WCO", office.convert(edited, ".rtf"), name="Labels.rtf")

        assert [(before, after) for _, before, after, _ in said(home)] == [("register", "logbook")]
        assert settled(home) == plain_text(rich).replace("register", "logbook")


def test_without_libreoffice_a_file_of_another_program_waits(home: Home, office: Office) -> None:
    answers(home, "WCO", office.convert(copy_of(home, "WCO"), ".odt"), name="Labels.odt")

    [item] = held(home)

    assert (item.reason, item.text) == (
        Reason.OTHER_FORMAT,
        (
            "“Labels.odt” is not a .docx file, and we could not make one of it. LibreOffice, which"
            " could convert it, is not installed here."
        ),
    )
    assert returns(home) == []


def test_what_is_read_of_a_return_stays_what_its_decisions_are_about(home: Home) -> None:
    """The file with every change tracked is kept: a later version may find changes otherwise."""
    changed = (p(WORDS[0].replace("every", "each")), *map(p, WORDS[1:]))
    answers(home, "WCO", stamped(home, "WCO", *changed))

    [returned] = returns(home)
    assert returned.reading is not None
    kept = read_revisions(home.parts.storage.files.get(returned.reading))

    assert [r.id for r in kept] == [r.id for x in proposals(home) for r in x.revisions]
    assert settled(home) == "\n".join(WORDS).replace("every", "each")
