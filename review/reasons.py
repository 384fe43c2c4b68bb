"""Why something waits for a person, in one sentence, and what that person can do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from review.returns import Reason

__all__ = ["asked_of_sender", "explain", "for_sender", "told_to_sender"]


def explain(reason: Reason, **facts: str) -> tuple[str, str]:
    """Why it waits, and what the officer can do: one sentence each.

    `facts` name what the sentence can say: partner, chapter, other (another chapter or partner),
    file, sender, detail (a sentence of the program that refused), over (why no answer is awaited).
    A fact that is missing is replaced by words that are always true ("this partner", "the file").
    A `sender` that is empty is nobody: a file that came without a mail.
    """
    nobody = reason is Reason.CONFIRM_SENDER and facts.get("sender") == ""
    row, known = _NOBODY if nobody else _ROWS[reason], _known(facts)
    return _sentence(row.why, known), _sentence(row.do, known)


def told_to_sender(reason: Reason, **facts: str) -> str:
    """Why it waits, as its sender reads it, who is “you” there; facts as for `explain`."""
    row = _ROWS[reason]
    return _sentence(row.told or row.why, _known(facts))


def _known(facts: Mapping[str, str]) -> dict[str, str]:
    known = _UNKNOWN | {name: text for name, text in facts.items() if text}
    if facts.get("file"):
        known["file"] = f"“{facts['file']}”"
    return known


def asked_of_sender(reason: Reason, files: Sequence[str] = ()) -> str:
    """What the sender of something held is asked to do, in one sentence; empty for nothing.
    `files` are the names of what it is about, where that is not clear.
    """
    several = len(files) > 1
    facts = {"it": "them" if several else "it", "it_is": "they are" if several else "it is"}
    ask = _ROWS[reason].ask.format_map(facts)
    if not ask or not files:
        return ask
    return f"{', '.join(f'“{name}”' for name in files)}: {ask[:1].lower()}{ask[1:]}"


def for_sender(refusal: str) -> str:
    """What is wrong with a file as its sender reads it: without what the officer is told to ask."""
    wrong, please, _ = refusal.partition("; please ")
    return (f"{wrong}." if please else wrong).replace("This file ", "It ", 1)


@dataclass(frozen=True, slots=True)
class _Row:
    """Why it waits; what the officer can do; what the sender is asked; and why it waits in words
    for the sender, where the officer's would speak of the sender as of somebody else.
    """

    why: str
    do: str
    ask: str = ""
    told: str = ""


_UNKNOWN = {
    "partner": "this partner",
    "chapter": "the chapter",
    "other": "another chapter",
    "file": "the file",
    "sender": "the sender",
    "detail": "",
    "over": "its round or its chapter is closed",
}

_GIVE = "Look at it and give it to a partner’s chapter, or set it aside."

_NOBODY = _Row(
    "{file} came without a mail, so nobody is seen to have sent it.",
    "If you know that it is from {partner}, confirm it; else ask them, or set it aside.",
)

_ROWS = {
    Reason.UNMATCHED: _Row("We cannot tell which partner and chapter this is about.", _GIVE),
    Reason.CONFLICTING_SIGNALS: _Row(
        "It names {partner} in one place and {other} in another.", _GIVE
    ),
    Reason.CONFIRM_SENDER: _Row(
        "It came from {sender}, an address that {partner} has not listed.",
        "Ask the focal point, then confirm the sender or set it aside.",
        "Please ask your focal point to send {it}, or to confirm that you speak for the partner.",
    ),
    Reason.FORGED: _Row(
        "Our mail server says that it was not sent by {sender}.",
        "Ask the focal point by telephone or a new mail before you confirm it.",
    ),
    Reason.WRONG_CHAPTER: _Row(
        "{file} is {other}, which {partner} was not asked about.",
        "Ask {partner} for the right file, or give this one to the chapter it belongs to.",
        "Please send the file that we sent you, with your changes in it.",
    ),
    Reason.WHICH_CHAPTER: _Row(
        "We cannot tell which chapter {file} is.",
        "Give it to a chapter.",
        "Please tell us which chapter {it_is}.",
    ),
    Reason.WHICH_IS_FINAL: _Row(
        "There are several edited files of {chapter}, and we cannot tell which one counts.",
        "Ask {partner}, or give the right one to the chapter and set the others aside.",
        "Please tell us which of the files counts.",
    ),
    Reason.UNTRACKED: _Row(
        "{file} has changes that were made without track changes.",
        "Read it again, since such changes are found now: held again.",
    ),
    Reason.NOT_COMPARABLE: _Row(
        "{file} has changes that we could not show as tracked changes. {detail}",
        "Save it, look at it beside our chapter and ask for the changes with tracking on, or enter "
        "them by hand; then set it aside.",
        "Please make your changes once more in the Word file that we sent you, with track changes "
        "on, and send it again.",
    ),
    Reason.OTHER_TEXT: _Row(
        "{file} has almost no text in common with {chapter}, as which it was sent.",
        "Look at it: if that is what {partner} means, give it to the chapter, so that its changes"
        " count; else set it aside.",
        "Please look whether that is the right file, and send the right one if it is not.",
    ),
    Reason.OTHER_FORMAT: _Row(
        "{file} is not a .docx file, and we could not make one of it. {detail}",
        "Open and save it as .docx and collect that file, or ask the sender to.",
        "Please save {it} in Word’s own format (.docx) and send {it} again.",
    ),
    Reason.UNREADABLE_FILE: _Row(
        "{file} cannot be opened. {detail}",
        "Ask the sender to save it once more in Word and send it again.",
        "Please save {it} once more in Word as .docx and send {it} again.",
    ),
    Reason.NOT_WORD: _Row(
        "{file} is not a Word file. {detail}",
        "Read it, and enter its changes by hand or ask for a Word file.",
        "A person reads it. If you can, please send your changes in the Word file that we sent"
        " you, or tell us in words.",
    ),
    Reason.NO_FILE: _Row(
        "The mail speaks of a file, and none came with it.",
        "Ask the sender to attach the file and send it again.",
        "Please attach the Word file and send it again.",
    ),
    Reason.UNVERIFIED_WORDS: _Row(
        "The answer is in words, and nothing proves that {sender} wrote them.",
        "Confirm the sender if you know that the mail is real.",
        told="What you say in words counts as soon as we have made sure that it is yours.",
    ),
    Reason.CONDITIONAL_WORDS: _Row(
        "Part of the mail agrees, and part of it says something else.",
        "Read it, and count it as no changes or ask for the file.",
        "If you want changes, please make them in the Word file with track changes on.",
        told="You agree, and you say something else that a person reads first.",
    ),
    Reason.QUESTION: _Row(
        "The mail has words that a person must read.",
        "Read it and answer it.",
        told="A person reads what you wrote.",
    ),
    Reason.EXTENSION_ASKED: _Row(
        "{partner} asks for more time.",
        "Extend the deadline or say no; reminders wait until then.",
        told="You ask for more time. A person decides on it; until then you get no reminder.",
    ),
    Reason.DECLINE_ASKED: _Row(
        "{partner} says that it will not review this time.",
        "Record that it declines, or ask.",
        told="You say that you will not review this time. A person notes that.",
    ),
    Reason.DELEGATE_ASKED: _Row(
        "{partner} asks us to write to somebody else.",
        "Add the person to the workbook and launch again, or set it aside.",
        told="You ask us to write to somebody else. A person looks at that.",
    ),
    Reason.NOT_AWAITED: _Row(
        "No answer is awaited there: {over}.",
        "Ask again for the chapter and give it the file, or set it aside.",
    ),
    Reason.NON_MEMBER: _Row(
        "{partner} is not a member, so its text waits outside the guide.",
        "Keep it until the partners have decided about {partner}; then take it into a round.",
        "You need do nothing: we keep it until the partners have decided.",
    ),
    Reason.SAME_ID_OTHER_BYTES: _Row(
        "Another mail with the same identification came before, and says something else.",
        "Look at both; give this one to a chapter if it is a real answer.",
    ),
    Reason.SUSPECTED_BOUNCE: _Row(
        "It looks as if a program had sent it, not a person.",
        "Look whether a letter of ours failed to arrive, or give its file to a chapter.",
    ),
    Reason.ENCRYPTED: _Row(
        "{file} is encrypted, and we cannot read it.",
        "Ask the sender to send it without a password or encryption.",
        "Please send {it} again without a password or encryption.",
    ),
    Reason.TOO_LARGE: _Row(
        "{file} is too large for us. {detail}",
        "Ask the sender to make the pictures smaller, or take the file another way.",
        "Please make the pictures in {it} smaller and send {it} again.",
    ),
    Reason.FAILED: _Row(
        "Our program failed on this mail. {detail}",
        "The mail is kept as it came; open it in a mail program and give its file to a chapter.",
    ),
}


def _sentence(template: str, facts: dict[str, str]) -> str:
    text = template.format_map(facts).strip()
    return text[:1].upper() + text[1:]
