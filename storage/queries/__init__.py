"""Read models for the desk: frozen, a few statements each, however long the round."""

from __future__ import annotations

from storage.queries.changes import ProposalRow, open_proposals, proposals
from storage.queries.statuses import LetterRow, StatusRow, StatusRows, status
from storage.queries.waiting import Candidate, HeldRow, held_items

__all__ = [
    "Candidate",
    "HeldRow",
    "LetterRow",
    "ProposalRow",
    "StatusRow",
    "StatusRows",
    "held_items",
    "open_proposals",
    "proposals",
    "status",
]
