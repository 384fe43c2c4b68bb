"""Who sent it: how sure we are, and what may be done on that word alone."""

from __future__ import annotations

from review.inbounds import Mail, Verdict
from review.partners import Partner, Voice, voice_of
from review.returns import Answer, Method, Reason, Trust

__all__ = ["acts", "owner_trusted", "sender_of", "sender_said", "trust_of"]


def sender_of(mail: Mail) -> str:
    """The one address in From, empty where there is none or more than one."""
    return mail.senders[0] if len(set(mail.senders)) == 1 else ""


def sender_said(mail: Mail) -> str:
    """Who sent it, in words; empty for a file that came without a mail around it."""
    if mail.senders:
        return " and ".join(dict.fromkeys(mail.senders))
    bare = mail.message_id is None and not mail.words
    return "" if bare else "a sender who is not named"


def trust_of(partner: Partner, mail: Mail) -> Trust:
    """How sure we are that the mail speaks for the partner: its address against the partner's
    contacts and domains, and our own server's verdict. A mail with no verdict is at most listed.
    """
    if mail.verdict is Verdict.FAIL:
        return Trust.FAILED
    voice = voice_of(partner, sender_of(mail))
    return _TRUST.get((voice, mail.verdict), Trust.UNKNOWN)


def acts(trust: Trust, answer: Answer) -> Reason | None:
    """Why an answer cannot be taken on this trust, none where it can.

    A file is taken from a listed address; words only from a verified or confirmed sender. Nothing
    is taken from a forged or unknown one; it is kept and waits.
    """
    return _WAITS.get((trust, answer is Answer.WORDS))


def owner_trusted(trust: Trust, method: Method) -> bool:
    """Whether an owner's own changes may be applied without a decision: verified or confirmed, or
    from a listed address in a copy that carries the owner's stamp (`Return.method` is `STAMP`
    wherever the file's stamp named its assignment, whatever signal matched the mail).
    """
    if trust is Trust.LISTED:
        return method is Method.STAMP
    return trust in {Trust.VERIFIED, Trust.CONFIRMED}


_TRUST = {
    (Voice.CONTACT, Verdict.PASS): Trust.VERIFIED,
    (Voice.COLLEAGUE, Verdict.PASS): Trust.VERIFIED,
    (Voice.CONTACT, Verdict.NONE): Trust.LISTED,
    (Voice.COLLEAGUE, Verdict.NONE): Trust.LISTED,
}

_WAITS = {
    (Trust.LISTED, True): Reason.UNVERIFIED_WORDS,
    (Trust.UNKNOWN, True): Reason.CONFIRM_SENDER,
    (Trust.UNKNOWN, False): Reason.CONFIRM_SENDER,
    (Trust.FAILED, True): Reason.FORGED,
    (Trust.FAILED, False): Reason.FORGED,
}
"""(trust, is it words) → why it waits; what is not there is taken."""
