"""The secretariat's own changes, put into a chapter as it was decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from chapters import NotSupported, RevisionId, amend
from flows.parts import Parts
from review.amendments import SECRETARIAT, Amendment

__all__ = ["WithOwn", "with_own"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithOwn:
    """A chapter with the secretariat's own changes. `names` are the ids of marks that it still has
    by those that they had; empty where nothing was put in. `problem` is a sentence, empty for none.
    """

    data: bytes
    names: Mapping[RevisionId, RevisionId] = field(default_factory=dict)
    problem: str = ""


def with_own(parts: Parts, data: bytes, amendments: Iterable[Amendment]) -> WithOwn:
    """The chapter with these changes in it, in their order; marks that it has stay.

    Each was written over the chapter as it was decided then; it is carried over to how it is now.
    """
    names: dict[RevisionId, RevisionId] | None = None
    for amendment in amendments:
        redline = parts.storage.files.get(amendment.file)
        try:
            done = amend(data, redline, author=SECRETARIAT, when=amendment.at)
        except NotSupported as refusal:
            return WithOwn(data=data, names=names or {}, problem=_problem(str(refusal)))
        if done.disputed:
            return WithOwn(data=data, names=names or {}, problem=_problem(done.disputed[0]))
        data = done.data
        names = _on(names, done.names)
    return WithOwn(data=data, names=names or {})


def _on(
    before: Mapping[RevisionId, RevisionId] | None, then: Mapping[RevisionId, RevisionId]
) -> dict[RevisionId, RevisionId]:
    if before is None:
        return dict(then)
    return {first: then[second] for first, second in before.items() if second in then}


def _problem(why: str) -> str:
    return (
        "The secretariat's own changes do not fit what was decided since:"
        f" {why} Write the chapter again with decide --word and look at that place."
    )
