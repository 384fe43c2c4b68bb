from __future__ import annotations

from dataclasses import replace

import pytest

from review.inbounds import Ignored, Report
from review.natures import is_ours, lasting, nature_of, same_content
from review.returns import Nature, Reason
from tests.builders import REPLY_TO, mail, mail_file

OURS = "<launch.abc@secretariat.example.org>"


def report(action: str, status: str = "5.1.1") -> Report:
    return Report(message_id=OURS, action=action, status=status, recipients=("a@x.test",))


@pytest.mark.parametrize(
    ("what", "nature", "hold"),
    [
        ({"words": "Here it is."}, Nature.HUMAN, None),
        ({"report": report("failed")}, Nature.BOUNCE, None),
        ({"report": report("delayed")}, Nature.DELAY, None),
        ({"report": report("relayed")}, Nature.DELAY, None),
        ({"report": report("failed"), "files": (mail_file(),)}, Nature.BOUNCE, None),  # B3
        ({"read_receipt": True}, Nature.READ_RECEIPT, None),
        ({"automatic": "Auto-Submitted says so."}, Nature.AUTOMATIC, None),
        ({"suspected": "Its subject says so."}, Nature.AUTOMATIC, None),
        ({"suspected": "Its subject says so.", "files": (mail_file(),)}, Nature.HUMAN, None),
        (
            {"automatic": "Auto-Submitted says so.", "files": (mail_file(),)},
            Nature.AUTOMATIC,
            Reason.SUSPECTED_BOUNCE,
        ),
        (
            {
                "automatic": "Auto-Submitted says so.",
                "files": (mail_file("logo.png", ignored=Ignored.INLINE_PICTURE),),
            },
            Nature.AUTOMATIC,
            None,
        ),
        ({"calendar_reply": True}, Nature.AUTOMATIC, None),
        ({"calendar_reply": True, "words": "no comments"}, Nature.HUMAN, None),
        ({"empty_return_path": True}, Nature.HUMAN, Reason.SUSPECTED_BOUNCE),
        ({"senders": ("mailer-daemon@x.test",)}, Nature.HUMAN, Reason.SUSPECTED_BOUNCE),
        (
            {"empty_return_path": True, "files": (mail_file(),)},
            Nature.HUMAN,
            Reason.SUSPECTED_BOUNCE,
        ),
        ({"encrypted": True}, Nature.HUMAN, Reason.ENCRYPTED),
        ({"files": (mail_file("Undelivered message.docx"),)}, Nature.HUMAN, None),  # B8
    ],
)
def test_a_mail_is_what_its_first_fitting_rule_says(what, nature, hold):
    found = nature_of(mail(**what), ours=False)

    assert (found.nature, found.hold) == (nature, hold)
    assert found.why


def test_a_letter_of_ours_is_ours_before_anything_else():
    found = nature_of(mail(automatic="x", report=report("failed")), ours=True)

    assert found.nature is Nature.OWN


def test_a_mail_is_ours_by_its_id_and_by_the_marker_only_where_nobody_wrote_above_it():
    known = {OURS}
    back = mail(message_id=OURS, senders=("relay@x.test",))
    rewritten = mail(marker=OURS, senders=(REPLY_TO,), subject="[GCI-2017R1-WCO] Your chapters")

    def ours(one) -> bool:
        return is_ours(one, letters=known, addresses={REPLY_TO.upper()})

    assert ours(back)
    assert ours(replace(rewritten, subject="Your chapters"))
    assert not ours(replace(rewritten, subject="Re: Your chapters"))
    assert not ours(replace(rewritten, subject="Your chapters", words="no comments"))
    assert not ours(replace(rewritten, subject="Your chapters", references=(OURS,)))
    assert not ours(replace(rewritten, subject="Your chapters", senders=("focal@wco.test",)))
    assert not ours(mail("no comments", senders=(REPLY_TO,), subject="Chapter 1"))


def test_a_letter_that_comes_back_keeps_its_reference():
    back = mail(marker=OURS, senders=(REPLY_TO,), subject="[GCI-2017R1-WCO] Your chapters")

    assert is_ours(back, letters={OURS}, addresses={REPLY_TO})


def test_the_same_mail_again_is_a_duplicate_however_it_came():
    first = mail("Here it is.", files=(mail_file(),))
    again = replace(first, delivered_to=("other@x.test",), words="Here  it is.\n")

    assert nature_of(again, ours=False, earlier=[first]).nature is Nature.DUPLICATE
    assert same_content(first, again)


def test_the_same_id_with_other_content_waits_for_a_person():
    first = mail("Here it is.")
    other = mail("Here it is.", files=(mail_file(),))

    found = nature_of(other, ours=False, earlier=[first])

    assert (found.nature, found.hold) == (Nature.HUMAN, Reason.SAME_ID_OTHER_BYTES)


def test_mails_without_an_id_are_told_apart_by_what_they_say():
    first, other = mail("one", message_id=None), mail("two", message_id=None)

    assert nature_of(other, ours=False, earlier=[first]).nature is Nature.HUMAN
    assert nature_of(other, ours=False, earlier=[first]).hold is None
    assert nature_of(first, ours=False, earlier=[first]).nature is Nature.DUPLICATE


def test_a_full_mailbox_and_a_4xx_status_may_pass():
    assert lasting(report("failed"))
    assert lasting(report("failed", ""))
    assert not lasting(report("failed", "5.2.2"))
    assert not lasting(report("failed", "4.4.1"))
    assert not lasting(report("delayed"))


@pytest.mark.parametrize(
    ("finding", "reason"),
    [
        ("too large: 80,000,000 bytes", Reason.TOO_LARGE),
        ("too deep: 400 parts", Reason.TOO_LARGE),
        ("unsafe archive: bomb.zip", Reason.UNREADABLE_FILE),
    ],
)
def test_what_the_reader_did_not_look_into_waits_for_a_person(finding, reason):
    found = nature_of(mail(findings=(finding,)), ours=False)

    assert (found.nature, found.hold) == (Nature.HUMAN, reason)


def test_a_file_that_could_be_read_is_judged_in_spite_of_what_could_not():
    found = nature_of(mail(findings=("unsafe archive: a.zip",), files=(mail_file(),)), ours=False)

    assert (found.nature, found.hold) == (Nature.HUMAN, None)
