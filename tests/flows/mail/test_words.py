# ruff: noqa: E501 -- a row of a table, as a program wrote it
from __future__ import annotations

from textwrap import dedent

import pytest

from flows.mail.mime import read_mail
from flows.mail.wording import word
from flows.mail.words import own_words, urls_in
from tests.flows.mail.letters import letter
from tests.flows.mail.mails import mail, message, multi, text

MARKER = "<launch.0192ab34cd@secretariat.example.org>"
OURS = word(letter(), sender_name="GCI secretariat")


def words_of(body: str) -> str:
    return own_words(dedent(body).strip("\n")).own


# One row per program and language that partners use: what stands between words and quote.
DIVIDERS = {
    "outlook en": "From: GCI <gci@s.example.org>\nSent: Wednesday, 4 October 2017 09:30\nTo: A <a@p.example.org>\nSubject: x",
    "outlook en bold": "*From:* GCI <gci@s.example.org>\n*Sent:* Wednesday, 4 October 2017\n*To:* A\n*Subject:* x",
    "outlook underscores": "________________________________\nFrom: GCI <gci@s.example.org>\nSent: 04 October 2017\nTo: A\nSubject: x",
    "outlook old": "-----Original Message-----\nFrom: GCI",
    "outlook fr": "De : GCI <gci@s.example.org>\nEnvoyé : mercredi 4 octobre 2017 09:30\nÀ : A\nObjet : x",
    "outlook fr old": "-----Message d'origine-----\nDe : GCI",
    "outlook es": "De: GCI <gci@s.example.org>\nEnviado el: miércoles, 4 de octubre de 2017\nPara: A\nAsunto: x",
    "outlook de": "Von: GCI <gci@s.example.org>\nGesendet: Mittwoch, 4. Oktober 2017 09:30\nAn: A\nBetreff: x",
    "outlook de old": "-----Ursprüngliche Nachricht-----\nVon: GCI",
    "outlook ru": "От: GCI <gci@s.example.org>\nОтправлено: 4 октября 2017 г. 9:30\nКому: A\nТема: x",
    "outlook zh": "发件人: GCI <gci@s.example.org>\n发送时间: 2017年10月4日 9:30\n收件人: A\n主题: x",
    "outlook ar": "من: GCI <gci@s.example.org>\nتاريخ الإرسال: 4 أكتوبر 2017\nإلى: A\nالموضوع: x",
    "forward": "---------- Forwarded message ---------\nFrom: GCI",
    "apple forward": "Begin forwarded message:\n\nFrom: GCI",
    "gmail en": "On Wed, Oct 4, 2017 at 9:30 AM GCI secretariat <gci@s.example.org> wrote:\n",
    "gmail en wrapped": "On Wed, Oct 4, 2017 at 9:30 AM GCI secretariat <\ngci@s.example.org> wrote:\n",
    "apple en": "On 4 Oct 2017, at 09:30, GCI <gci@s.example.org> wrote:\n",
    "gmail fr": "Le mer. 4 oct. 2017 à 09:30, GCI <gci@s.example.org> a écrit :\n",
    "gmail es": "El mié, 4 oct 2017 a las 9:30, GCI (<gci@s.example.org>) escribió:\n",
    "gmail de": "Am Mi., 4. Okt. 2017 um 09:30 Uhr schrieb GCI <gci@s.example.org>:\n",
    "thunderbird de": "Am 04.10.17 um 09:30 schrieb GCI:\n",
    "gmail ru": "ср, 4 окт. 2017 г. в 09:30, GCI <gci@s.example.org>:\n",
    "thunderbird ru": "04.10.2017 09:30, GCI пишет:\n",
    "mail.ru": "Среда, 4 октября 2017, 9:30 +03:00 от GCI <gci@s.example.org>:\n",
    "gmail zh": "GCI <gci@s.example.org> 于2017年10月4日周三 上午9:30写道：\n",
    "apple zh": "在 2017年10月4日，09:30，GCI <gci@s.example.org> 写道：\n",
    "gmail ar": "في الأربعاء، 4 أكتوبر 2017 في 9:30 ص تمت كتابة ما يلي بواسطة GCI <gci@s.example.org>:\n",
    "apple ar": "في 4 أكتوبر 2017، كتب GCI <gci@s.example.org>:\n",
    "name only": "GCI secretariat <gci@s.example.org> wrote:\n",
}


@pytest.mark.parametrize("mark", ["", "> "], ids=["unmarked", "marked"])
@pytest.mark.parametrize("program", DIVIDERS)
def test_w2_what_stands_below_a_divider_is_not_the_senders(program: str, mark: str) -> None:
    quote = "\n".join(f"{mark}{line}".rstrip() for line in OURS.text.splitlines())
    body = f"No comments from our side.\n\n{DIVIDERS[program]}\n{quote}"

    read = read_mail(mail(body=body))

    assert read.words == "No comments from our side."
    assert "Please review the 2 attached chapters" in read.quoted
    assert read.marker == MARKER


def test_w2_our_letter_quoted_without_any_mark_is_not_the_senders() -> None:
    read = read_mail(mail(body=f"Approved.\n\n{OURS.text}"))

    assert read.words == "Approved."
    assert read.marker == MARKER


def test_answers_between_quoted_lines_are_kept() -> None:
    said = words_of(
        """
        Please see below.

        On 4 Oct 2017, at 09:30, GCI <gci@s.example.org> wrote:

        > Which chapter?
        The third.
        > Which paragraph?
        The last.
        """
    )

    assert said == "Please see below.\n\nThe third.\nThe last."


@pytest.mark.parametrize(
    "sign_off",
    [
        "-- \nJane Doe\nLegal Officer",
        "--\nJane Doe\nLegal Officer",
        "Kind regards,\nJane Doe\nLegal Officer",
        "Best,\nJane",
        "Cordialement,\nJane",
        "Bien à vous\nJane",
        "Saludos cordiales,\nJane",
        "Mit freundlichen Grüßen\nJane",
        "С уважением,\nЯна",
        "此致\n王",
        "مع أطيب التحيات،\nأمينة",
        "Sent from my iPhone",
        "Get Outlook for Android",
        "Envoyé de mon iPhone",
    ],
)
def test_a_signature_is_not_the_senders_words(sign_off: str) -> None:
    assert words_of(f"No comments.\n\n{sign_off}") == "No comments."


@pytest.mark.parametrize(
    "more",
    [
        "PS: table 2 is missing.",
        "NB table 2 is missing.",
        "Note: table 2 is missing.",
        "Please correct table 2.",
        "However, table 2 is missing.",
        "Veuillez corriger le tableau 2.",
        "Bitte Tabelle 2 ändern.",
        "Пожалуйста, исправьте таблицу 2.",
        "请修改表2。",
    ],
)
def test_w4_what_stands_below_a_signature_is_read_again(more: str) -> None:
    assert words_of(f"Approved.\n\nRegards,\nJane\n\n{more}") == f"Approved.\n\n{more}"


def test_a_footer_about_printing_is_not_the_senders_words() -> None:
    footer = "Please consider the environment before printing this e-mail."

    assert words_of(f"Approved.\n\nRegards,\nJane\n\n{footer}") == "Approved."


@pytest.mark.parametrize(
    "banner",
    [
        "CAUTION: This email originated from outside of the organization. Do not click\nlinks unless you know the sender.",
        "[EXTERNAL] This message is from an outside sender.",
        "⚠️ External email: take care.",
        "You don't often get email from jane@brs.example.org. Learn why this is important",
        "ATTENTION : expéditeur externe",
        "Внимание: внешний отправитель",
    ],
)
def test_a_servers_warning_above_a_mail_is_not_the_senders_words(banner: str) -> None:
    assert words_of(f"{banner}\n\nNo comments.\n\nJane") == "No comments.\n\nJane"
    assert own_words(f"{banner}\n\nNo comments.").quoted == banner


def test_a_warning_with_nothing_below_is_what_the_sender_wrote() -> None:
    for said in ("Caution: external links.", "Caution: table 2 is wrong.\n\nElse approved."):
        assert words_of(said) == said


@pytest.mark.parametrize(
    "words",
    [
        "From: what we see, nothing needs to change.",
        "Best practice is described in box 2.",
        "On page 4 the committee wrote: approved.",
        "To: and Cc: fields are fine.",
        "We have comments:\nfirst, table 2.",
        "Regards are due to the authors of chapter 3.",
    ],
)
def test_words_that_only_look_like_a_divider_stay(words: str) -> None:
    assert words_of(words) == words


def test_nothing_of_a_body_is_lost() -> None:
    body = f"Line one.\n\nRegards,\nJane\n\n{DIVIDERS['gmail en']}\n> quoted\n> more"

    parted = own_words(body)

    for line in body.split("\n"):
        assert line in (parted.own + "\n" + parted.quoted).split("\n")


HTML_REPLIES = {
    "gmail": '<div dir="ltr">No comments.</div><br><div class="gmail_quote"><div class="gmail_attr">On Wed, GCI wrote:</div><blockquote class="gmail_quote">{}</blockquote></div>',
    "outlook": '<div class=WordSection1><p class=MsoNormal>No comments.<o:p></o:p></p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm"><p><b>From:</b> GCI</p></div></div>{}</div>',
    "outlook web": '<div>No comments.</div><hr><div id="divRplyFwdMsg"><b>From:</b> GCI<br><b>Sent:</b> x</div>{}',
    "apple": '<html><body>No comments.<br><div><blockquote type="cite"><div>On 4 Oct 2017, GCI wrote:</div>{}</blockquote></div></body></html>',
    "thunderbird": '<p>No comments.</p><div class="moz-cite-prefix">On 04/10/17, GCI wrote:<br></div><blockquote type="cite">{}</blockquote>',
    "yahoo": '<div>No comments.</div><div class="yahoo_quoted">{}</div>',
    "unknown": "<p>No comments.</p>{}",
}


@pytest.mark.parametrize("program", HTML_REPLIES)
def test_an_answer_that_is_html_only_gives_the_same_words(program: str) -> None:
    ours = OURS.html[OURS.html.index("<div") : OURS.html.rindex("</div>") + 6]

    read = read_mail(message(text(HTML_REPLIES[program].format(ours), "html")))

    assert read.words == "No comments."
    assert read.marker == MARKER


def test_m8_the_marker_survives_when_programs_hide_and_break_it() -> None:
    hidden = f'<p>Yes.</p><div style="display:none">gci-review-letter:{MARKER.strip("<>")}</div>'
    broken = f"> gci-review-letter:\n> {MARKER.strip('<>')}"

    assert read_mail(message(text(hidden, "html"))).marker == MARKER
    assert read_mail(message(text(hidden, "html"))).words == "Yes."
    assert read_mail(mail(body=f"Yes.\n{broken}")).marker == MARKER


def test_m9_of_two_letters_quoted_in_one_another_the_newer_is_the_marker() -> None:
    older = OURS.text.replace("0192ab34cd", "000000older")
    quote = "\n".join(f"> {line}" for line in OURS.text.splitlines())
    deeper = "\n".join(f">> {line}" for line in older.splitlines())

    read = read_mail(mail(body=f"Yes.\n\n{quote}\n{deeper}"))

    assert read.marker == MARKER


def test_html_is_read_as_a_browser_shows_it() -> None:
    html = (
        "<style>p {color:red}</style><p>One\n line</p><ul><li>first</li><li>second</li></ul>"
        "<table><tr><td>a</td><td>b</td></tr></table>x<br>y &amp; z<!-- note --><script>1</script>"
    )

    assert read_mail(message(text(html, "html"))).words.split("\n") == [
        "One line",
        "",
        "first",
        "",
        "second",
        "",
        "a b",
        "",
        "x",
        "y & z",
    ]


def test_an_empty_text_part_gives_way_to_the_html_part() -> None:
    body = multi("alternative", text("  \n"), text("<p>Approved</p>", "html"))

    assert read_mail(message(body)).words == "Approved"


def test_addresses_in_a_text_lose_the_full_stop_behind_them() -> None:
    assert urls_in("See https://a.example.org/x, (http://b.example.org/y).") == (
        "https://a.example.org/x",
        "http://b.example.org/y",
    )


def test_a_signature_in_html_is_kept_apart() -> None:
    html = '<div>Approved.</div><div class="gmail_signature">Jane, table editor</div>'

    read = read_mail(message(text(html, "html")))

    assert (read.words, read.quoted) == ("Approved.", "> Jane, table editor")
