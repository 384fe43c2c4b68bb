"""Who sent it: how sure we are, and what may be done on that word alone."""

from __future__ import annotations

from review.inbounds import Mail
from review.partners import Partner
from review.returns import Answer, Method, Reason, Trust

__all__ = ["acts", "owner_trusted", "sender_of", "trust_of"]


def sender_of(mail: Mail) -> str:
    """The one address in From, empty where there is none or more than one."""
    raise NotImplementedError


def trust_of(partner: Partner, mail: Mail) -> Trust:
    """How sure we are that the mail speaks for the partner: its address against the partner's
    contacts and domains, and our own server's verdict. A mail with no verdict is at most listed.
    """
    raise NotImplementedError


def acts(trust: Trust, answer: Answer) -> Reason | None:
    """Why an answer cannot be taken on this trust, none where it can.

    A file is taken from a listed address; words only from a verified or confirmed sender. Nothing
    is taken from a forged or unknown one; it is kept and waits.
    """
    raise NotImplementedError


def owner_trusted(trust: Trust, method: Method) -> bool:
    """Whether an owner's own changes may be applied without a decision: verified or confirmed, or
    from a listed address in a copy that carries the owner's stamp.
    """
    raise NotImplementedError
