"""References in an address, a subject, a body and a Message-ID: written and read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from review.partners import PartnerId
from review.rounds import Round, RoundId

__all__ = [
    "Reference",
    "bare_subject",
    "looks_ours",
    "message_id",
    "plus_address",
    "read_markers",
    "read_references",
    "read_tokens",
    "slug",
    "subject_reference",
    "write_marker",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A subject reference as read: "[GCI-2017R1-BRS]"; `slug` is upper case, see `slug()`."""

    prefix: str
    round: RoundId
    slug: str


def slug(partner: PartnerId) -> str:
    """The partner's short name as references and keys hold it: "Ozone Secretariat" is
    "OZONE-SECRETARIAT". A name with no Latin letter gives "P" and 8 digits of its hash.
    """
    raise NotImplementedError


def subject_reference(in_round: Round, partner: PartnerId) -> str:
    """The reference with brackets that opens a subject: "[GCI-2017R1-BRS]"."""
    raise NotImplementedError


def read_references(subject: str) -> tuple[Reference, ...]:
    """The references in a subject, in order, each once; tolerant of what mail programs do to it:
    prefixes of replies, case, spaces, line folding, other brackets and dashes.
    """
    raise NotImplementedError


def bare_subject(subject: str) -> str:
    """The subject without references and without "Re:", "AW:", "TR:", "رد:", "答复:" and their
    like.
    """
    raise NotImplementedError


def plus_address(address: str, token: str) -> str:
    """`address` with the token in it: "gci+token@example.org"."""
    raise NotImplementedError


def read_tokens(addresses: Iterable[str]) -> tuple[str, ...]:
    """The tokens in plus addresses, lower case, in order, each once; also inside rewritten
    addresses (SRS, BATV).
    """
    raise NotImplementedError


def write_marker(message_id: str) -> str:
    """One line for the body that carries the letter's Message-ID where a relay rewrites it."""
    raise NotImplementedError


def read_markers(text: str) -> tuple[str, ...]:
    """The Message-IDs that markers in a body name, with angle brackets, in order, each once."""
    raise NotImplementedError


def message_id(kind: str, opaque: str, address: str) -> str:
    """A Message-ID of ours at the domain of `address`: "<launch.3f9a@example.org>"."""
    raise NotImplementedError


def looks_ours(message_id: str, address: str) -> bool:
    """Whether a Message-ID has the form of ours at the domain of `address`; one that does and is
    unknown was forged or comes from a lost database.
    """
    raise NotImplementedError
