"""Read models for the desk: frozen, a few statements each, however long the round."""

from __future__ import annotations

from storage.queries.changes import ProposalRow, open_proposals, proposals
from storage.queries.noticing import NoticedRow, noticed
from storage.queries.remarking import RemarkRow, remarks
from storage.queries.statuses import LetterRow, StatusRow, StatusRows, status
from storage.queries.waiting import Candidate, HeldRow, held_items

__all__ = [
    "Candidate",
    "HeldRow",
    "LetterRow",
    "NoticedRow",
    "ProposalRow",
    "RemarkRow",
    "StatusRow",
    "StatusRows",
    "held_items",
    "noticed",
    "open_proposals",
    "proposals",
    "remarks",
    "status",
]
