"""Partner and Contact; which addresses may speak for a partner."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

__all__ = ["Contact", "Partner", "PartnerId", "Role", "Standing", "Voice", "voice_of"]

PartnerId = NewType("PartnerId", str)
"""The partner's short name, as the officer writes it in the workbook: "BRS", "Ozone
Secretariat".
"""


class Standing(StrEnum):
    """How a partner stands to the initiative; frozen per round at launch."""

    MEMBER = "member"
    APPLICANT = "applicant"
    OBSERVER = "observer"
    WITHDRAWN = "withdrawn"


class Role(StrEnum):
    """What a contact does for its partner."""

    LEAD = "lead"
    REVIEWER = "reviewer"
    EDITOR = "editor"


class Voice(StrEnum):
    """How an address stands to a partner."""

    CONTACT = "contact"
    COLLEAGUE = "colleague"  # same mail domain, not listed
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person at a partner, with an address. `also` are other addresses of the same person."""

    name: str
    address: str
    role: Role = Role.REVIEWER
    also: tuple[str, ...] = ()
    silent: bool = False  # asked not to be reminded, or the address bounced for good


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """An organisation that reviews. `domains` are mail domains that may speak for it, lower
    case.
    """

    id: PartnerId
    name: str
    standing: Standing = Standing.MEMBER
    contacts: tuple[Contact, ...] = ()
    domains: tuple[str, ...] = ()

    @property
    def leads(self) -> tuple[Contact, ...]:
        """The contacts that letters go to: the leads, or everybody where no lead is named."""
        return tuple(c for c in self.contacts if c.role is Role.LEAD) or self.contacts


def voice_of(partner: Partner, address: str) -> Voice:
    """How `address` may speak for `partner`: as a listed contact, as a colleague by domain, or
    not.
    """
    address = address.strip().casefold()
    listed = {a.casefold() for c in partner.contacts for a in (c.address, *c.also)}
    if address in listed:
        return Voice.CONTACT
    domain = address.rpartition("@")[2]
    if domain and domain in {d.casefold() for d in partner.domains}:
        return Voice.COLLEAGUE
    return Voice.STRANGER
