"""Whose hand a mark is: marks of other partners that came back in a partner's file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from chapters import Finding, Quarrel, Revision
from review.decisions import Proposal
from review.partners import Partner, PartnerId
from review.questions import ABOUT_OURS

__all__ = ["BETWEEN_US", "SAYS_BOTH", "attributed", "contradictions"]

SAYS_BOTH = "says-both"
"""The code of a finding: two colleagues want the opposite in one file."""

BETWEEN_US = frozenset({SAYS_BOTH, *ABOUT_OURS})
"""Codes of findings that name people, or tell what became of a comment of ours: the list of what
was noticed in an edition has none of them. What became of our comments stands beside these.
"""


def attributed(
    proposals: Iterable[Proposal],
    own: Partner,
    others: Sequence[Partner],
    there: Iterable[Proposal],
) -> list[Proposal]:
    """The proposals of a return, with whose mark each is that the partner only passes on.

    A mark is another partner's if it stands in a return of that partner (`there`), by its author
    and second; or if its author is a contact of that partner (`others`, those asked about the same
    chapter) and none of the partner's `own`. Any other name is a colleague's: the partner's.
    """
    names = _names(others)
    for contact in own.contacts:
        names.pop(_plain(contact.name), None)
    hands = {
        hand: p.partner
        for p in there
        if p.partner != own.id and p.passed_on is None and not p.untracked
        for r in p.revisions
        if (hand := _hand(r)) is not None
    }
    return [replace(p, passed_on=_whose(p, names, hands)) for p in proposals]


def contradictions(
    quarrels: Iterable[Quarrel], own: Partner, others: Sequence[Partner]
) -> list[Finding]:
    """Where two colleagues of a partner want the opposite in its file, to be asked back.

    Not where one of them is a contact of another partner (`others`): that is no contradiction of
    one organization but two wishes, and is weighed as such.
    """
    names = _names(others)
    for contact in own.contacts:
        names.pop(_plain(contact.name), None)
    return [
        Finding(
            code=SAYS_BOTH,
            where=str(one.place),
            text=_said(one),
        )
        for one in quarrels
        if one.words and not {_plain(one.author), _plain(one.other)} & names.keys()
    ]


def _said(one: Quarrel) -> str:
    if one.put_back:
        who = f"{one.other or 'Somebody'} took “{one.words}” away"
        return f"{who}, and {one.author or 'somebody else'} put it back."
    who = f"{one.author or 'Somebody'} wrote “{one.words}”"
    return f"{who}, and {one.other or 'somebody else'} took it away again."


Hand = tuple[str, datetime]


def _whose(
    proposal: Proposal, names: dict[str, PartnerId], hands: dict[Hand, PartnerId]
) -> PartnerId | None:
    """The other partner who made all marks of a proposal, none where there is no such one."""
    if proposal.untracked:
        return None
    found: set[PartnerId | None] = set()
    for revision in proposal.revisions:
        hand = _hand(revision)
        by_mark = hands.get(hand) if hand is not None else None
        found.add(by_mark or names.get(_plain(revision.author)))
    return found.pop() if len(found) == 1 else None


def _names(partners: Sequence[Partner]) -> dict[str, PartnerId]:
    """Contacts by name; a name that two partners have says nothing."""
    known: dict[str, PartnerId] = {}
    twice: set[str] = set()
    for partner in partners:
        for name in {_plain(c.name) for c in partner.contacts} - {""}:
            if known.setdefault(name, partner.id) != partner.id:
                twice.add(name)
    return {name: partner for name, partner in known.items() if name not in twice}


def _hand(revision: Revision) -> Hand | None:
    if not revision.author or revision.time is None:
        return None
    return revision.author, revision.time


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
