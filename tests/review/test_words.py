from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.returns import Reason, Trust
from review.words import Said, beyond_courtesy, meaning_of, reason_of, words_wait

TODAY = date(2017, 10, 10)


def said(words: str) -> Said:
    return meaning_of(words, today=TODAY).said


AGREEMENT = [
    "Approved.",
    "No comments from our side",
    "no changes",
    "No changes needed.",
    "no comments or changes",
    "No objection",
    "Nothing to add from us",
    "We do not have any comments.",
    "CITES has no comments.",
    "Please note that INTERPOL has no comments.",
    "On behalf of UNODC, we confirm that we have no comments.",
    "We have no further comments and approve the chapter as it stands.",
    "We agree with the proposed text.",
    "The chapter is fine with us.",
    "Looks good to us.",
    "OK, approved",
    "Chapter 3.1: no comments.",
    "Thank you for sending the draft. We approve the text as it is. Kind regards, X",
    "Dear colleagues,\n\nWe have no comments on chapter 3.1.\n\nBest regards,\nJane\nLegal\n+41 22",
    "NO COMMENTS",
    "d’accord sans modification",
    "Nous n'avons pas de commentaires.",
    "Aucune observation de notre part.",
    "sin cambios",
    "No tenemos comentarios.",
    "Нет замечаний.",
    "У нас нет замечаний",
    "Мы согласны с текстом",
    "No comments on the rest.",
    "Dear colleagues,\n\nNo comments on the rest of the chapters.\n\nKind regards,\nJane",
    "No further comments.",
    "Nothing on the others",
    "No comments on the other chapters",
    "We have no comments on the other two chapters.",
    "Other chapters: no comments.",
    "As for the rest, we have no comments.",
    "The remaining chapters are fine.",
    "Pas de commentaires sur les autres chapitres.",
    "Pour le reste, aucune observation.",
    "Rien sur les autres",
    "Ningún comentario sobre los demás capítulos.",
    "Sin cambios en el resto de los capítulos",
    "Больше замечаний нет.",
    "По остальным главам замечаний нет.",
    "其他章节没有意见。",
    "其余无意见",
    "ليس لدينا تعليقات على الفصول الأخرى.",
    "لا ملاحظات على باقي الفصول",
    "没有意见。",
    "我们对此没有意见",
    "我们同意",
    "ليس لدينا تعليقات.",
    "نوافق على النص",
]

NO_AGREEMENT = [
    "OK",
    "ok, thanks",
    "Noted, thank you",
    "Agreed",
    "d'accord, merci",
    "de acuerdo",
    "согласен",
    "This is fine",
    "No, changes needed",
    "not approved",
    "Not good",
    "The text is not good",
    "We do not approve the text",
    "We cannot approve",
    "we never agreed",
    "nobody approves the text",
    "Do you approve?",
    "No comments? We have many.",
    "approved, but please fix table 2",
    "Approved if table 2 is fixed",
    "approved subject to legal clearance",
    "Approved. Table 2 still has a wrong HS code.",
    "We have no comments except on table 2",
    "We have no comments on the first part",
    "I have no comments on chapter 3.1 but 3.2 is wrong",
    "No comments for now, more next week",
    "no comments yet",
    "No comments from legal; the technical team will reply",
    "No changes should be made without our consent",
    "We accept all changes",
    "I approve the deletion of the chapter",
    "I agree to review the text",
    "No comments.\n\nBest regards,\nJane\nPS: but fix table 2",
    "No comments.\nBest regards\nThe second table on page four has the wrong codes in it",
    "No comments on the rest of the chapter",
    "No comments on the rest of the text",
    "No comments on the other sections",
    "Everything else is fine",
    "No comments on the other chapters yet",
    "No comments from the others",
    "The others have no comments",
    "We approve the rest of the changes",
    "The other chapters",
    "Nothing",
    "Aucun commentaire sur le reste du chapitre",
    "Sin comentarios sobre el resto del capítulo",
    "По остальному тексту замечаний нет",
    "Rien",
    "nous ne sommes pas d'accord",
    "d'accord sauf le tableau 2",
    "no estamos de acuerdo",
    "de acuerdo, pero falta el cuadro 2",
    "не согласны",
    "Согласны с текстом, однако просим исправить таблицу",
    "我们不同意",
    "我们同意，但表2需要修改",
    "لا نوافق",
    "نوافق بشرط",
]


@pytest.mark.parametrize("words", AGREEMENT)
def test_a_clean_sentence_is_agreement(words):
    assert said(words) is Said.NO_CHANGES


@pytest.mark.parametrize("words", NO_AGREEMENT)
def test_anything_else_is_never_agreement(words):
    assert said(words) is not Said.NO_CHANGES


@pytest.mark.parametrize("agreed", AGREEMENT)
@pytest.mark.parametrize(
    "more",
    [
        "But table 2 is wrong.",
        "Please correct the spelling of our name.",
        "Table 2 shows the wrong code.",
        "Is that all?",
        "表2有错误。",
    ],
)
def test_agreement_with_anything_beside_it_waits_for_a_person(agreed, more):
    assert said(f"{more}\n\n{agreed}") is not Said.NO_CHANGES


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("No, changes needed", Said.NOT_APPROVED),
        ("approved, but please fix table 2", Said.CONDITIONAL),
        ("we will not review this time", Said.DECLINE),
        ("Unfortunately we are unable to comment this year.", Said.DECLINE),
        ("Nous ne pourrons pas participer.", Said.DECLINE),
        ("stop these mails", Said.STOP),
        ("Unsubscribe", Said.STOP),
        ("Please find attached our comments", Said.ATTACHED),
        ("Veuillez trouver ci-joint le chapitre", Said.ATTACHED),
        ("Where should table 2 go?", Said.QUESTION),
        ("para 3: replace shall by should", Said.REMARKS),
        ("Thank you very much", Said.REMARKS),
        ("", Said.NOTHING),
        (" \n\n ", Said.NOTHING),
    ],
)
def test_words_mean_what_a_person_would_take_them_for(words, meaning):
    assert said(words) is meaning


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("please give us until 25 October", date(2017, 10, 25)),
        ("Could we get an extension until 25/10/2017?", date(2017, 10, 25)),
        ("we need more time, until October 25th, 2017", date(2017, 10, 25)),
        ("extension to 2017-10-25 please", date(2017, 10, 25)),
        ("Nous demandons une prolongation jusqu'au 25 octobre.", date(2017, 10, 25)),
        ("Solicitamos una prórroga hasta el 25 de octubre de 2017", date(2017, 10, 25)),
        ("Просим продлить срок до 25 октября", date(2017, 10, 25)),
        ("请延期至10月25日", date(2017, 10, 25)),
        ("نطلب تمديد المهلة حتى ٢٥ أكتوبر", date(2017, 10, 25)),
        ("we need more time: until 10/11/2017", None),  # which is the month?
        ("we need another two weeks", None),
        ("more time until 31 February please", None),
        ("could you extend it to 10 January", date(2017, 1, 10).replace(year=2018)),
    ],
)
def test_an_extension_is_asked_with_its_date(words, until):
    meaning = meaning_of(words, today=TODAY)

    assert (meaning.said, meaning.until) == (Said.EXTENSION, until)


def test_a_colleague_is_named_by_address():
    meaning = meaning_of("Please send it to my colleague y@cites.example.org.", today=TODAY)

    assert (meaning.said, meaning.delegate) == (Said.DELEGATE, "y@cites.example.org")


def test_beside_a_file_only_what_asks_for_something_waits():
    waits = {s: reason_of(s, has_file=True) for s in Said if reason_of(s, has_file=True)}

    assert set(waits) == {
        Said.EXTENSION,
        Said.DECLINE,
        Said.DELEGATE,
        Said.STOP,
        Said.QUESTION,
    }


def test_alone_everything_but_agreement_waits():
    free = [s for s in Said if reason_of(s, has_file=False) is None]

    assert free == [Said.NO_CHANGES]
    assert reason_of(Said.ATTACHED, has_file=False) is Reason.NO_FILE


@pytest.mark.parametrize(
    ("said_", "trust", "has_file", "reason"),
    [
        (Said.NO_CHANGES, Trust.VERIFIED, False, None),
        (Said.NO_CHANGES, Trust.CONFIRMED, False, None),
        (Said.NO_CHANGES, Trust.LISTED, False, Reason.UNVERIFIED_WORDS),
        (Said.NO_CHANGES, Trust.FAILED, False, Reason.FORGED),
        (Said.NO_CHANGES, Trust.LISTED, True, None),
        (Said.EXTENSION, Trust.VERIFIED, False, Reason.EXTENSION_ASKED),
        (Said.EXTENSION, Trust.LISTED, True, Reason.EXTENSION_ASKED),
        (Said.EXTENSION, Trust.UNKNOWN, True, Reason.CONFIRM_SENDER),
        (Said.DECLINE, Trust.FAILED, False, Reason.FORGED),
        (Said.REMARKS, Trust.FAILED, True, None),
        (Said.REMARKS, Trust.VERIFIED, False, Reason.QUESTION),
    ],
)
def test_words_act_on_proof_only(said_, trust, has_file, reason):
    assert words_wait(said_, trust, has_file=has_file) is reason


@pytest.mark.parametrize(
    "piece", ["no comments ", "thank you very much ", "until ", "1.", "\n", "regards\nbut x\n", "a"]
)
def test_a_mail_of_any_length_is_read_at_once_and_never_agrees(piece):
    assert said(piece * 20_000) is not Said.NO_CHANGES


def test_agreement_that_is_cut_off_is_none():
    assert said("No comments." + " " * 30_000 + "But table 2 is wrong.") is not Said.NO_CHANGES
    assert said("no comments" + " or comments" * 40 + ", if you fix it") is not Said.NO_CHANGES


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(words):
    assert meaning_of(words, today=TODAY).said in Said


COURTEOUS = [
    "Dear colleagues,\n\nPlease find attached our changes to chapters 4, 3.1 with track changes.",
    "Dear all, here is our file.",
    "Apologies for the late reply, that was the wrong file. Here is the right one.",
    "Attached is our chapter with tracked changes and one comment.",
    "Please find attached the file of WCO.\n\nNo further comments. Many thanks.",
    "Veuillez trouver ci-joint notre chapitre avec nos commentaires.",
    "Adjunto el capítulo 3.1 con nuestros comentarios.",
    "Here is chapter 1. We need more time for chapter 3.1.",
    "Please let us know if you have any questions.",
    "",
]


@pytest.mark.parametrize("words", COURTEOUS)
def test_courtesy_around_a_file_says_nothing_of_the_text(words: str) -> None:
    assert beyond_courtesy(words, {"wco"}) == ""


TELLING = [
    "We have one more remark: table 2 is of 2012.",
    "Attached with a question on table 2.",
    "Please find attached our file, and please delete section 4.",
    "Please find attached our file. The foreword is fine as it is.",
    "Here is our file. Should the list of codes stay?",
    "Please change the title.",
    "Please share the draft with WCO.",
    "2012 -> 2017",
    "Le tableau 2 date de 2012.",
    "表2的数据是2012年的。",
]


@pytest.mark.parametrize("words", TELLING)
def test_what_is_said_of_the_text_is_found_among_courtesy(words: str) -> None:
    mail = f"Dear colleagues,\n\n{words}\n\nMany thanks."

    assert beyond_courtesy(mail, {"wco"}) == words
