"""References in an address, a subject, a body and a Message-ID: written and read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from review.partners import PartnerId
from review.rounds import Round, RoundId

__all__ = [
    "Reference",
    "bare_subject",
    "is_reply",
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


_REFERENCE = re.compile(
    r"([A-Z][A-Z0-9]*)\s*-\s*([0-9]{4}\s?R\s?[0-9]+)\s*-\s*([A-Z0-9]+(?:\s*-\s*[A-Z0-9]+)*)(?=\s*\])"
    # Ticket systems and web mail take the brackets away: then the reference ends with its word.
    r"|([A-Z][A-Z0-9]*)-([0-9]{4}R[0-9]+)-([A-Z0-9]+(?:-[A-Z0-9]+)*)"
)
_BRACKETED = re.compile(r"\[[^\[\]]*\b[0-9]{4}\s?R\s?[0-9]+\b[^\[\]]*\]", re.IGNORECASE)

_PREFIX = re.compile(
    r"^(?:(?:re|fwd?|fw|aw|wg|antw|tr|ref|rif|rv|r|i|res|enc|sv|vs|vb|vl|odp|ynt|отв|на|пересл|ha)"
    r"(?:\s*\[\d+\]|\s*\(\d+\))?|رد|إعادة توجيه|تحويل|回复|答复|转发|回覆|轉寄|返信|转寄)\s*:\s*",
    re.IGNORECASE,
)

_PLUS = re.compile(r"\+([A-Za-z0-9_-]+)[@=]")

_MARK = "gci-review-letter:"
_MARKER = re.compile(r"gci-review-letter:\s*<?([a-z-]+\.[A-Za-z0-9_-]+@[A-Za-z0-9.-]*[A-Za-z0-9])")

_LONGEST = 500
"""Characters of a subject that are looked at."""

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_INVISIBLE = dict.fromkeys(
    map(ord, "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff\u00ad")
)


def _plain(subject: str) -> str:
    """The subject on one line, with plain brackets, dashes and colons."""
    folded = (
        unicodedata.normalize("NFKC", subject[:_LONGEST]).translate(_DASHES).translate(_INVISIBLE)
    )
    brackets = folded.translate(str.maketrans("【】〔〕「」", "[][][]"))
    return " ".join(brackets.split())


def slug(partner: PartnerId) -> str:
    """The partner's short name as references and keys hold it: "Ozone Secretariat" is
    "OZONE-SECRETARIAT". A name with no Latin letter gives "P" and 8 digits of its hash.
    """
    plain = unicodedata.normalize("NFKD", partner)
    words = re.findall(r"[A-Z0-9]+", re.sub(r"[\u0300-\u036f]", "", plain).upper())
    if any(c.isalpha() for word in words for c in word):
        return "-".join(words)
    return "P" + sha256(partner.encode()).hexdigest()[:8].upper()


def subject_reference(in_round: Round, partner: PartnerId) -> str:
    """The reference with brackets that opens a subject: "[GCI-2017R1-BRS]"."""
    return f"[{in_round.reference}-{in_round.id}-{slug(partner)}]"


def read_references(subject: str) -> tuple[Reference, ...]:
    """The references in a subject, in order, each once; tolerant of what mail programs do to it:
    prefixes of replies, case, spaces, line folding, other brackets and dashes.
    """
    found = (
        Reference(prefix=prefix, round=RoundId(round_id), slug=name)
        for m in _REFERENCE.finditer(_plain(subject).upper())
        for prefix, round_id, name in [["".join(word.split()) for word in m.groups() if word]]
    )
    return tuple(dict.fromkeys(found))


def bare_subject(subject: str) -> str:
    """The subject without references and without "Re:", "AW:", "TR:", "رد:", "答复:" and their
    like.
    """
    rest = " ".join(_BRACKETED.sub(" ", _plain(subject)).split())
    while (shorter := _PREFIX.sub("", rest, count=1)) != rest:
        rest = shorter
    return rest.strip()


def is_reply(subject: str) -> bool:
    """Whether the subject begins with "Re:", "AW:", "رد:" or their like."""
    return _PREFIX.match(_plain(subject)) is not None


def plus_address(address: str, token: str) -> str:
    """`address` with the token in it: "gci+token@example.org"."""
    local, _, domain = address.rpartition("@")
    return f"{local}+{token}@{domain}"


def read_tokens(addresses: Iterable[str]) -> tuple[str, ...]:
    """The tokens in plus addresses, lower case, in order, each once; also inside rewritten
    addresses (SRS, BATV).
    """
    found = (m[1].lower() for address in addresses for m in _PLUS.finditer(address))
    return tuple(dict.fromkeys(found))


def write_marker(message_id: str) -> str:
    """One line for the body that carries the letter's Message-ID where a relay rewrites it."""
    return f"{_MARK}{message_id.strip('<>')}"


def read_markers(text: str) -> tuple[str, ...]:
    """The Message-IDs that markers in a body name, with angle brackets, in order, each once."""
    return tuple(dict.fromkeys(f"<{m[1]}>" for m in _MARKER.finditer(text)))


def message_id(kind: str, opaque: str, address: str) -> str:
    """A Message-ID of ours at the domain of `address`: "<launch.3f9a@example.org>"."""
    return f"<{kind}.{opaque}@{address.rpartition('@')[2].strip(' >').lower()}>"


def looks_ours(message_id: str, address: str) -> bool:
    """Whether a Message-ID has the form of ours at the domain of `address`; one that does and is
    unknown was forged or comes from a lost database.
    """
    form = re.fullmatch(r"<[a-z-]+\.[A-Za-z0-9_-]+@([^@<>]+)>", message_id.strip())
    return form is not None and form[1].lower() == address.rpartition("@")[2].strip(" >").lower()
