"""What a return does besides changing words, and what weight its changes have, once it is taken."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from chapters import Weight, read_stamp, stamp
from flows.steps.acts import decide_on
from flows.steps.delivering import deliver_letters
from flows.steps.gathering import opening_of, work_of
from flows.steps.noticing import NOT_LOOKED, seen_beside
from flows.steps.previewing import preview
from review.decisions import Outcome, Selection
from review.gates import work_of_members
from review.hands import SAYS_BOTH
from review.partners import Standing
from review.returns import Answer
from storage.queries import noticed, open_proposals, status
from tests import builders
from tests.flows.steps.homes import Home, home_at
from tests.flows.steps.returns import answers, copy_of, returns
from tests.flows.steps.test_comparing import newest, told
from tests.servers.office import Office
from tests.wordml import dele, docx, hyperlink, ins, p

LISTED = "https://list.example.org/2012"


def chapter(*content: str, address: str = LISTED) -> bytes:
    return docx(
        p("The goods are on ", hyperlink("the list", rid="rIdList"), " of the Convention."),
        p(*content),
        relationships=(("rIdList", "hyperlink", address),),
    )


FINE = "The fine is 500 dollars - each day; it is paid at the port."
PLAN = builders.plan(builders.planned("1", "WCO", file="1 Labels.docx", everybody=True))


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A round of three members about one chapter of WCO; its letters have gone."""
    with home_at(tmp_path) as made:
        made.launch(PLAN, {"1 Labels.docx": chapter(FINE)})
        deliver_letters(made.parts)
        yield made


def returned(home: Home, who: str, *content: str, address: str = LISTED) -> str:
    """A partner sends its copy back with this content; the line that says so."""
    sign = read_stamp(copy_of(home, who)) or ""
    return answers(home, who, stamp(chapter(*content, address=address), sign))


def seen(home: Home) -> list[tuple[str, str]]:
    with home.parts.storage.reading() as work:
        rows = noticed(work, newest(home))
    return [(row.partner, finding.code) for row in rows for finding in row.findings]


def undecided(home: Home) -> list[tuple[str, Weight]]:
    """The words that each open change brings, and its weight."""
    with home.parts.storage.reading() as work:
        rows = open_proposals(work, newest(home))
    return [(row.after, row.proposal.weight) for row in rows]


MARKED = (
    "The fine is ",
    dele("500", by="Nine"),
    ins("600", by="Nine"),
    " dollars ",
    dele("-", by="Nine"),
    ins("–", by="Nine"),
    " each day; it is paid at the ",
    dele("port", by="Nine"),
    ins("border", by="Nine"),
    ".",
)


def test_a_link_that_leads_elsewhere_is_kept_with_the_return_and_counted(home: Home) -> None:
    returned(home, "BRS", *MARKED, address="https://list.example.org/2017")

    assert seen(home) == [("BRS", "link-changed")]
    with home.parts.storage.reading() as work:
        rows = status(work, newest(home), home.now).rows
    assert {row.partner: row.noticed for row in rows} == {"BRS": 1, "CBD": 0, "WCO": 0}


def test_a_file_with_another_link_and_the_same_words_is_not_without_changes(home: Home) -> None:
    returned(home, "BRS", FINE, address="https://list.example.org/2017")

    assert [r.answer for r in returns(home)] == [Answer.FILE]
    assert seen(home) == [("BRS", "link-changed")]
    assert "there is no change in it" not in told(home).files[0].note


def test_a_file_that_was_only_saved_again_says_nothing(home: Home, office: Office) -> None:
    answers(home, "BRS", office.edit(copy_of(home, "BRS"), by="Nine", edits=[]))

    assert [r.answer for r in returns(home)] == [Answer.NO_CHANGES]
    assert seen(home) == []


def test_each_change_has_its_weight_from_the_day_it_is_taken(home: Home) -> None:
    returned(home, "BRS", *MARKED)

    assert undecided(home) == [
        ("600", Weight.FIGURE),
        ("–", Weight.TYPOGRAPHIC),
        ("border", Weight.WORDS),
    ]


def test_accepting_all_leaves_the_figures_open_and_says_which(home: Home) -> None:
    returned(home, "BRS", *MARKED)

    taken = decide_on(home.parts, newest(home), Selection(), Outcome.ACCEPTED, by="Ana")

    assert (len(taken.decisions), taken.figures) == (2, (1,))
    assert undecided(home) == [("600", Weight.FIGURE)]
    named = Selection(numbers=taken.figures)
    decide_on(home.parts, newest(home), named, Outcome.ACCEPTED, by="Ana")
    assert undecided(home) == []


def test_nothing_but_figures_selected_is_no_error(home: Home) -> None:
    returned(home, "BRS", *MARKED)
    decide_on(home.parts, newest(home), Selection(), Outcome.ACCEPTED, by="Ana")

    taken = decide_on(home.parts, newest(home), Selection(), Outcome.ACCEPTED, by="Ana")

    assert (taken.decisions, taken.figures) == ((), (1,))


def test_accepting_all_leaves_what_was_rejected(home: Home) -> None:
    returned(home, "BRS", *MARKED)
    third = Selection(numbers=(3,))
    decide_on(home.parts, newest(home), third, Outcome.REJECTED, by="Ana", reason="it is a port")

    taken = decide_on(home.parts, newest(home), Selection(), Outcome.ACCEPTED, by="Ana")

    assert len(taken.decisions) == 1
    with home.parts.storage.reading() as work:
        outcomes = [d.outcome for d in work.decisions.latest(newest(home)).values()]
    assert sorted(outcomes) == [Outcome.ACCEPTED, Outcome.REJECTED]


def test_what_was_typed_and_taken_back_is_nothing_to_decide(home: Home) -> None:
    again = (dele("port", by="Nine"), ins("port", by="Nine"))
    returned(home, "BRS", "The fine is 500 dollars - each day; it is paid at the ", *again, ".")

    assert undecided(home) == []
    with home.parts.storage.reading() as work:
        kept = work.proposals.of_round(newest(home))
        rows = status(work, newest(home), home.now).rows
    assert [p.weight for p in kept] == [Weight.NOTHING]
    assert sum(row.proposals for row in rows) == 0


def test_two_colleagues_who_want_the_opposite_are_asked_in_the_receipt(home: Home) -> None:
    both = ins("or at the border", dele(" in winter", by="Ten"), by="Nine")
    returned(home, "BRS", "The fine is 500 dollars - each day; it is paid at the port ", both, ".")

    assert seen(home) == [("BRS", SAYS_BOTH)]
    [file] = told(home).files
    assert file.note == (
        "Your organisation says both: Nine wrote “in winter”, and Ten took it away again."
        " (paragraph 2) Which do you mean?"
    )


def test_what_one_deleted_and_a_colleague_wrote_again_is_asked_too(home: Home) -> None:
    words = (dele(" each day", by="Nine"), ins(" each day", by="Ten"))
    returned(home, "BRS", "The fine is 500 dollars -", *words, "; it is paid at the port.")

    assert seen(home) == [("BRS", SAYS_BOTH)]
    assert told(home).files[0].note == (
        "Your organisation says both: Nine took “each day” away, and Ten put it back."
        " (paragraph 2) Which do you mean?"
    )


def test_what_cannot_be_looked_at_is_said_and_stops_nothing() -> None:
    [finding] = seen_beside(chapter(FINE), b"no Word file")

    assert finding.code == NOT_LOOKED


def test_what_names_people_stays_between_the_partner_and_the_secretariat(home: Home) -> None:
    both = ins("or at the border", dele(" in winter", by="Ten"), by="Nine")
    words = ("The fine is 500 dollars - each day; it is paid at the port ", both, ".")
    returned(home, "BRS", *words, address="https://list.example.org/2017")

    made = preview(home.parts, newest(home))

    assert sorted(code for _, code in seen(home)) == ["link-changed", SAYS_BOTH]
    record = json.loads((Path(made.folder) / "record.json").read_bytes())
    assert [n["text"].split()[0] for n in record["noticed"]] == ["Link"]
    assert "Nine" not in json.dumps(record["noticed"])


def test_what_comes_to_nothing_and_what_was_noticed_stand_in_the_record(home: Home) -> None:
    again = (dele("port", by="Nine"), ins("port", by="Nine"))
    words = ("The fine is 500 dollars - each day; it is paid at the ", *again, ".")
    returned(home, "BRS", *words, address="https://list.example.org/2017")

    made = preview(home.parts, newest(home))

    record = json.loads((Path(made.folder) / "record.json").read_bytes())
    assert [(c["before"], c["after"], c["decision"]) for c in record["changes"]] == [
        ("the list", "the list", "open"),
        ("port", "port", "no effect"),
    ]
    assert [(n["partner"], n["chapter"]) for n in record["noticed"]] == [("BRS", "1")]
    assert len(record["deferred"]) == 1


def test_what_a_non_member_does_besides_words_is_in_no_record(home: Home) -> None:
    returned(home, "BRS", FINE, address="https://list.example.org/2017")
    with home.parts.storage.unit_of_work() as work:
        done, opening = work_of(work, newest(home)), opening_of(work, newest(home))
    outside = replace(
        opening,
        participants=tuple(
            replace(one, standing=Standing.APPLICANT) if one.partner == "BRS" else one
            for one in opening.participants
        ),
    )

    kept = [work_of_members(one, done).returns for one in (opening, outside)]

    assert [[r.noticed != () for r in one] for one in kept] == [[True], []]


def test_a_heading_of_another_level_without_a_mark_is_an_answer_with_nothing_to_decide(
    home: Home,
) -> None:
    sign = read_stamp(copy_of(home, "BRS")) or ""
    link = p("The goods are on ", hyperlink("the list", rid="rIdList"), " of the Convention.")
    lifted = docx(
        link, p(FINE, style="Heading2"), relationships=(("rIdList", "hyperlink", LISTED),)
    )

    answers(home, "BRS", stamp(lifted, sign))

    assert [r.answer for r in returns(home)] == [Answer.FILE]
    assert undecided(home) == []
    assert seen(home) == [("BRS", "heading-changed")]
