"""Accept and reject, applied to bytes."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from chapters.revisions import RevisionId

__all__ = ["accept_all", "reject_all", "resolve"]


def accept_all(data: bytes) -> bytes:
    """The file with every tracked change accepted."""
    raise NotImplementedError


def reject_all(data: bytes) -> bytes:
    """The file with every tracked change rejected."""
    raise NotImplementedError


def resolve(
    data: bytes,
    *,
    accept: Collection[RevisionId] = (),
    reject: Collection[RevisionId] = (),
    reword: Mapping[RevisionId, str] | None = None,
) -> bytes:
    """The file with some tracked changes accepted, rejected or accepted with other words; the rest
    stays marked.
    """
    raise NotImplementedError
