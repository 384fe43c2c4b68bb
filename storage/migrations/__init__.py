"""The tables' history: one Alembic revision per change, run by `storage.engine`."""

from __future__ import annotations

__all__ = ["REVISIONS"]

REVISIONS = (
    "20261123_first_tables",
    "20261125_what_was_compared",
    "20261125_amendments",
    "20261125_what_was_noticed",
    "20261129_whose_words_first",
    "20261129_words_of_mails",
)
"""Every revision, oldest first: tells "older" from "newer" without loading Alembic."""
