"""Word files: bytes in, values or bytes out. Parts are loaded when first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chapters.amending import Amended, amend
    from chapters.announcement import announce, open_points
    from chapters.combination import Combined, Conflict, Contribution, Side, combine
    from chapters.comments import read_comments
    from chapters.comparison import compare
    from chapters.compilation import Compiled, compile_guide
    from chapters.drafting import Aside, Bracketed, bracket, mark_draft
    from chapters.errors import ChapterError, Contradiction, NotSupported, Refused, UnknownRevision
    from chapters.findings import Finding
    from chapters.hands import Quarrel, quarrels
    from chapters.html import Html, to_html
    from chapters.idling import idle_groups, silent_groups
    from chapters.inspection import inspect
    from chapters.likeness import likeness
    from chapters.neighbours import side_by_side
    from chapters.package import Limits
    from chapters.rebasing import Rebased, rebase
    from chapters.reconciliation import Reconciled, reconcile, same
    from chapters.renumbering import renumber
    from chapters.resolution import accept_all, reject_all, resolve
    from chapters.revisions import read_revisions
    from chapters.scrubbing import Scrubbed, scrub
    from chapters.stamping import read_stamp, stamp
    from chapters.text import Heading, headings, plain_text
    from chapters.values import (
        Beside,
        Comment,
        Fate,
        Place,
        Revision,
        RevisionId,
        RevisionKind,
        Verdict,
        Verdicts,
        Weight,
        in_copies,
    )
    from chapters.verdicts import read_verdicts
    from chapters.weighing import Alike, alike, reworded_moves, weights

_HOMES = {
    "announce": "announcement",
    "open_points": "announcement",
    "idle_groups": "idling",
    "silent_groups": "idling",
    "side_by_side": "neighbours",
    "Quarrel": "hands",
    "quarrels": "hands",
    "Alike": "weighing",
    "Weight": "values",
    "alike": "weighing",
    "reworded_moves": "weighing",
    "weights": "weighing",
    "Amended": "amending",
    "amend": "amending",
    "Aside": "drafting",
    "Bracketed": "drafting",
    "bracket": "drafting",
    "mark_draft": "drafting",
    "ChapterError": "errors",
    "Contradiction": "errors",
    "NotSupported": "errors",
    "Refused": "errors",
    "UnknownRevision": "errors",
    "Combined": "combination",
    "Contribution": "combination",
    "Conflict": "combination",
    "Side": "combination",
    "combine": "combination",
    "Comment": "values",
    "read_comments": "comments",
    "compare": "comparison",
    "Compiled": "compilation",
    "compile_guide": "compilation",
    "Finding": "findings",
    "Html": "html",
    "to_html": "html",
    "inspect": "inspection",
    "likeness": "likeness",
    "Limits": "package",
    "Rebased": "rebasing",
    "rebase": "rebasing",
    "renumber": "renumbering",
    "Reconciled": "reconciliation",
    "reconcile": "reconciliation",
    "same": "reconciliation",
    "accept_all": "resolution",
    "reject_all": "resolution",
    "resolve": "resolution",
    "Revision": "values",
    "RevisionId": "values",
    "RevisionKind": "values",
    "read_revisions": "revisions",
    "Scrubbed": "scrubbing",
    "scrub": "scrubbing",
    "read_stamp": "stamping",
    "stamp": "stamping",
    "Place": "values",
    "in_copies": "values",
    "Heading": "text",
    "headings": "text",
    "plain_text": "text",
    "Beside": "values",
    "Fate": "values",
    "Verdict": "values",
    "Verdicts": "values",
    "read_verdicts": "verdicts",
}

__all__ = [
    "Alike",
    "Amended",
    "Aside",
    "Beside",
    "Bracketed",
    "ChapterError",
    "Combined",
    "Comment",
    "Compiled",
    "Conflict",
    "Contradiction",
    "Contribution",
    "Fate",
    "Finding",
    "Heading",
    "Html",
    "Limits",
    "NotSupported",
    "Place",
    "Quarrel",
    "Rebased",
    "Reconciled",
    "Refused",
    "Revision",
    "RevisionId",
    "RevisionKind",
    "Scrubbed",
    "Side",
    "UnknownRevision",
    "Verdict",
    "Verdicts",
    "Weight",
    "accept_all",
    "alike",
    "amend",
    "announce",
    "bracket",
    "combine",
    "compare",
    "compile_guide",
    "headings",
    "idle_groups",
    "in_copies",
    "silent_groups",
    "side_by_side",
    "inspect",
    "likeness",
    "mark_draft",
    "open_points",
    "plain_text",
    "quarrels",
    "read_comments",
    "read_revisions",
    "read_stamp",
    "read_verdicts",
    "rebase",
    "reconcile",
    "renumber",
    "reject_all",
    "resolve",
    "reworded_moves",
    "same",
    "scrub",
    "stamp",
    "to_html",
    "weights",
]


def __getattr__(name: str) -> object:
    """Load the part that `name` lives in (`docx changes` need not pay for docxcompose)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'chapters' has no attribute {name!r}")
    value: object = getattr(import_module(f"chapters.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
