"""Comments: what partners ask for, what they say to ours, and what is answered (54-56, 60)."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from chapters import plain_text, read_stamp, stamp
from desk.cli import app, mount
from flows.mail.wording import word
from flows.steps.delivering import deliver_letters
from flows.steps.holding import give
from flows.steps.previewing import preview
from flows.steps.publishing import publish
from flows.steps.rebuilding import rebuild
from review.letters import LetterKind
from tests import builders
from tests.flows.steps.homes import Home, home_at
from tests.flows.steps.returns import answers, copy_of, returns, writes
from tests.flows.steps.test_comparing import newest, told
from tests.servers.office import Edit, Office, delete_comment, reply, settle_comment
from tests.wordml import comment, commented, docx, p

mount([])

PLAN = builders.plan(builders.planned("1", "WCO", file="1 Labels.docx", everybody=True))
OURS = comment(p("Is this still true?"), id=0, by="Secretariat")
DRAFT = docx(
    p("Officers report each case within ", commented("24 hours", id=0), "."),
    p("A cylinder without a label is kept."),
    comments=[OURS],
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A round of three members about one chapter, in which the secretariat asks something."""
    monkeypatch.chdir(tmp_path)
    with home_at(tmp_path) as made:
        made.launch(PLAN, {"1 Labels.docx": DRAFT})
        deliver_letters(made.parts)
        yield made


def said(*words: str, refused: bool = False) -> str:
    done = CliRunner().invoke(app, ["--home", ".", *words])
    assert (done.exit_code != 0) == refused, done.output
    return " ".join(f"{done.output} {done.exception or ''}".split())


def edited(home: Home, office: Office, who: str, *edits: Edit) -> None:
    answers(home, who, office.edit(copy_of(home, who), by=f"{who} One", edits=edits))


def commenting(home: Home, who: str, *texts: str) -> None:
    """A partner comments on the second paragraph of its copy, and sends it."""
    about = "A cylinder without a label is kept."
    for number in range(len(texts), 0, -1):  # the outermost comes first
        about = commented(about, id=number)
    data = docx(
        p("Officers report each case within ", commented("24 hours", id=0), "."),
        p(about),
        comments=[OURS, *(comment(p(x), id=n, by="Nine") for n, x in enumerate(texts, 1))],
    )
    answers(home, who, stamp(data, read_stamp(copy_of(home, who)) or ""))


def comments_of(folder: str) -> list[tuple[str, str, str]]:
    """Partner, comment and answer of each line in the matrix of an edition."""
    book = openpyxl.load_workbook(io.BytesIO((Path(folder) / "comments.xlsx").read_bytes()))
    rows = book["Comments"].iter_rows(min_row=2, values_only=True)
    return [(str(row[3]), str(row[6]), str(row[7])) for row in rows]


def test_a_question_counts_as_answered_wherever_one_looks(home: Home, office: Office) -> None:
    edited(home, office, "BRS", reply("still true", "Yes, since 2012."))

    shown = said("decide")
    assert "Our comment “Is this still true?” is answered: “Yes, since 2012.”" in shown
    assert "Other comments" not in shown
    assert "1 noticed beside them, 1 answer to our comments among it." in said("status")
    assert told(home).files[0].note == "Thank you for the answer to our comment."
    assert comments_of(preview(home.parts, newest(home)).folder) == [
        ("Secretariat", "Is this still true?", "answered by BRS: “Yes, since 2012.”"),
        ("BRS", "Yes, since 2012.", "None"),
    ]


def test_a_comment_on_the_very_same_words_answers_too(home: Home) -> None:
    data = docx(
        p("Officers report each case within ", commented(commented("24 hours", id=0), id=1), "."),
        p("A cylinder without a label is kept."),
        comments=[OURS, comment(p("It is 48 now."), id=1, by="Nine")],
    )
    answers(home, "BRS", stamp(data, read_stamp(copy_of(home, "BRS")) or ""))

    assert "Our comment “Is this still true?” is answered: “It is 48 now.”" in said("decide")


def test_our_comment_stays_in_the_record_whatever_partners_do_to_it_and_is_closed_with_the_edition(
    home: Home, office: Office
) -> None:
    edited(home, office, "BRS", settle_comment("still true"))
    edited(home, office, "CBD", delete_comment("still true"))
    edited(home, office, "WCO", reply("still true", "Yes."))
    shown = said("decide")

    made = publish(home.parts, newest(home))

    assert "The partner thinks that our comment “Is this still true?” is settled." in shown
    assert "Our comment “Is this still true?” was deleted by CBD One." in shown
    ours = "settled, thinks BRS; deleted by CBD; answered by WCO: “Yes.”; closed with this edition"
    assert comments_of(made.folder)[0] == ("Secretariat", "Is this still true?", ours)
    assert "CBD One" not in (Path(made.folder) / "record.json").read_text()
    again = rebuild(home.parts, newest(home), made.number)
    assert not {"comments.xlsx", "record.json"} & {*again.taken, *again.lost}


def test_a_comment_of_ours_that_nobody_touched_is_in_the_matrix_as_not_answered(home: Home) -> None:
    made = publish(home.parts, newest(home))

    assert comments_of(made.folder) == [
        ("Secretariat", "Is this still true?", "not answered; closed with this edition")
    ]


def test_a_comment_that_is_an_order_is_listed_to_decide_and_nothing_of_it_is_applied(
    home: Home,
) -> None:
    commenting(home, "WCO", "Please delete this sentence.", "We like this one.")

    shown = said("decide")

    assert "1 comment asks for a change: gci-review decide" in said("status")
    asking, _, others = shown.partition("Other comments")
    assert "Comments that ask for a change; nothing is changed by them" in asking
    assert "c1. Chapter 1, paragraph 2: WCO, Nine" in asking
    assert "“Please delete this sentence.”" in asking
    assert "“We like this one.”" in others
    assert "Comments that ask for a change, without an answer: c1." in said("publish", refused=True)
    made = publish(home.parts, newest(home))
    guide = (Path(made.folder) / "guide.docx").read_bytes()
    assert "A cylinder without a label is kept." in plain_text(guide)
    assert comments_of(made.folder)[1:] == [
        (
            "WCO",
            "Please delete this sentence.",
            "deferred: not decided in time; kept for the next edition",
        ),
        ("WCO", "We like this one.", "None"),
    ]
    record = (Path(made.folder) / "record.md").read_text()
    assert "- Comment 2 of WCO in chapter 1 was not decided in time.\n\n" in record


def test_what_is_answered_to_a_comment_is_in_the_list_no_more_and_in_the_closing_letter(
    home: Home,
) -> None:
    commenting(home, "WCO", "Please delete this sentence.", "Which code?", "Move this up.")

    accepted = said("decide", "c1", "--accept")
    answered = said("decide", "c2", "--reason", "See Annex B.")
    rejected = said("decide", "c3", "--reject", "--reason", "The order is that of the law.")

    assert accepted == (
        "1 comment accepted. The text is as it was: write the change yourself, with gci-review"
        " decide --word."
    )
    assert (answered, rejected) == ("1 comment answered.", "1 comment rejected.")
    assert "comments" not in said("decide").casefold()
    assert "for a change" not in said("status")
    made = publish(home.parts, newest(home))
    lines = [
        ("WCO", "Please delete this sentence.", "accepted"),
        ("WCO", "Which code?", "See Annex B."),
        ("WCO", "Move this up.", "rejected: The order is that of the law."),
    ]
    assert comments_of(made.folder)[1:] == lines
    with home.parts.storage.reading() as work:
        letters = work.letters.of_round(newest(home))
    [closing] = [x for x in letters if (x.kind, x.partner) == (LetterKind.CLOSING, "WCO")]
    text = " ".join(word(closing, sender_name="GCI").text.split())
    assert (
        'What we answer to your comments c1. 1, paragraph 2 You wrote: "Please delete this'
        ' sentence." Answer: Accepted c2.'
    ) in text
    others = [x for x in letters if (x.kind, x.partner) == (LetterKind.CLOSING, "BRS")]
    assert "your comments" not in word(others[0], sender_name="GCI").text


def test_an_answer_stays_with_the_same_comment_in_a_second_return(home: Home) -> None:
    commenting(home, "WCO", "Please delete this sentence.")
    said("decide", "c1", "--reject", "--reason", "It is the law.")

    commenting(home, "WCO", "Please delete this sentence.", "Add the code.")

    shown = said("decide")
    assert "Please delete this sentence." not in shown
    assert "c3. Chapter 1, paragraph 2: WCO, Nine about “A cylinder" in shown
    assert comments_of(preview(home.parts, newest(home)).folder)[1:] == [
        ("WCO", "Please delete this sentence.", "rejected: It is the law."),
        ("WCO", "Add the code.", "open: not decided yet"),
    ]


def test_what_cannot_be_answered_is_said_in_a_sentence(home: Home) -> None:
    commenting(home, "WCO", "Please delete this sentence.")

    assert "no comment of this round that counts has this number" in said(
        "decide", "c7", "--accept", refused=True
    )
    assert "its partner will ask why: give a reason" in said(
        "decide", "c1", "--reject", refused=True
    )
    assert "a comment has no words of the text" in said(
        "decide", "c1", "--reword", "x", refused=True
    )
    assert "accept, reject or defer it, or answer" in said("decide", "c1", refused=True)
    assert "it is no number of the list" in said("decide", "cx", "--accept", refused=True)


def test_the_sheet_and_programs_are_told_the_comments_too(home: Home) -> None:
    commenting(home, "WCO", "Please delete this sentence.", "=1+1")
    said("decide", "--sheet")

    told_them = json.loads(CliRunner().invoke(app, ["--home", ".", "--json", "decide"]).output)

    sheet = openpyxl.load_workbook("Decisions.xlsx")["Comments"]
    rows = [(row[0].value, row[6].value, row[7].value) for row in sheet.iter_rows(min_row=2)]
    assert rows[0] == ("c1", "Please delete this sentence.", "a change")
    assert str(rows[1][1]).endswith("=1+1")
    assert sheet["G3"].data_type == "s"
    assert [(one["remark"]["number"], one["asks"]) for one in told_them["comments"]] == [
        (1, True),
        (2, False),
    ]


def test_a_comment_of_ours_that_was_deleted_with_tracking_on_is_no_change_to_decide(
    home: Home, office: Office
) -> None:
    edited(home, office, "CBD", delete_comment("still true"))

    shown = said("decide")

    assert "0 open, 0 decided." in shown
    assert "Open changes" not in shown
    assert "was deleted by CBD One" in shown
    assert "1 noticed beside them." in said("status")


ONE_MORE = (
    "Dear colleagues,\n\nOur file is attached. One more point: the label of 2012 is obsolete."
)


def told_in_mail(home: Home, who: str, words: str, text: str) -> str:
    """A partner sends the copy with this second paragraph, and writes this; what `collect` says."""
    data = docx(p("Officers report each case within ", commented("24 hours", id=0), "."), p(text))
    return writes(home, who, words, {"1 Labels.docx": stamp(data, read_stamp(copy_of(home, who)))})


def test_what_a_mail_says_besides_its_file_is_told_wherever_the_officer_looks(home: Home) -> None:
    line = told_in_mail(home, "BRS", f"{ONE_MORE}\n\nBest regards,\nIda", "A cylinder is kept.")

    text = "Our file is attached. One more point: the label of 2012 is obsolete."
    assert line.endswith(f"its mail says besides: “{text}” (c1, chapter 1: gci-review decide)")
    assert f"c1. BRS, chapter 1, mail of 4 October 2017: “{text}”" in said("status")
    shown = said("decide")
    assert "Said in mails, beside their files c1. Chapter 1, mail of 4 October 2017: BRS," in shown
    assert f"“{text}”" in shown
    assert json.loads(said("--json", "status"))["mails"][0]["remark"]["text"] == text
    said("decide", "c1", "--reason", "The label goes with the next edition.")
    assert text not in said("decide")
    published = publish(home.parts, newest(home))
    answer = "The label goes with the next edition."
    assert ("BRS", text, answer) in comments_of(published.folder)
    assert "focal@" not in (Path(published.folder) / "record.json").read_text()


def test_what_a_mail_says_stays_when_a_later_file_comes_and_with_the_same_file(home: Home) -> None:
    told_in_mail(home, "BRS", ONE_MORE, "A cylinder is kept.")
    told_in_mail(home, "BRS", "The box on page 2 is obsolete too.", "A cylinder is kept.")
    told_in_mail(home, "BRS", "Here is our final file.", "A cylinder is destroyed.")

    shown = said("decide")

    assert "One more point: the label of 2012 is obsolete." in shown
    assert "“The box on page 2 is obsolete too.”" in shown
    assert [r.ordinal for r in returns(home)] == [1, 2]


def test_a_long_mail_is_shortened_and_says_where_all_of_it_is(home: Home) -> None:
    long = " ".join(f"Row {n} of the list is obsolete." for n in range(40))
    line = told_in_mail(home, "BRS", long, "A cylinder is kept.")

    shown = said("decide")

    assert len(line) < 400
    assert "Row 39" not in shown
    kept = shown.partition("the mail as it came: ")[2].split()[0]
    assert Path(kept).read_bytes() == home.mail[0].data


def test_courtesy_beside_a_file_is_no_comment(home: Home) -> None:
    courtesy = "Dear all,\n\nPlease find attached our comments on the chapter.\n\nIda Two"
    line = told_in_mail(home, "BRS", courtesy, "A cylinder is kept.")

    assert "says besides" not in line
    assert "mail of" not in said("decide")


def test_no_changes_after_a_file_takes_nothing_back_and_everybody_is_told(home: Home) -> None:
    told_in_mail(home, "BRS", "Here is our file.", "A cylinder is kept.")
    before = home.mail[-1]
    writes(home, "BRS", "No comments on chapter 1.")
    with home.parts.storage.reading() as work:
        [waits] = work.held.waiting()
    line = give(home.parts, waits.number, newest(home), partner="BRS", chapter="1")

    day = "4 October 2017"
    assert before.received_at < home.now
    assert line.endswith(
        f"it says that there are no changes in chapter 1; those of its file of {day} stand until"
        " you reject them"
    )
    receipt = told(home)
    stands = f"What you changed in chapter 1, in your file of {day}, stands as before."
    assert receipt.next_steps == (f"{stands} If you want to take it back, please tell us.",)
    assert not receipt.no_changes
    shown = said("status")
    assert "1 no changes" not in shown
    assert "BRS said “no changes” in chapter 1 after a file with 1 change: what is not" in shown
    assert "rejected stands. gci-review decide --partner BRS --chapter 1" in shown
    made = publish(home.parts, newest(home))
    record = (Path(made.folder) / "record.md").read_text()
    assert "changes (a later “no changes” does not take them back), 4 October 2017" in record
