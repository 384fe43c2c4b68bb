"""Amendment: what the secretariat itself wrote into a chapter while it decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from chapters import Revision
from review.publications import ChapterId, Sha256

__all__ = ["SECRETARIAT", "Amendment", "OwnChange", "standing"]

SECRETARIAT = "Secretariat"
"""Under which name its own changes stand in files, in the comment matrix and in the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """The secretariat's own changes to one chapter, as they came from one Word file of an officer.

    `file` names the chapter as it was decided, with these changes tracked; `revisions` are the
    changes, may be empty. `source` names the file that the officer was given: what the same file
    says later stands in place of what it said before.
    """

    round: str
    chapter: ChapterId
    at: datetime
    by: str
    source: Sha256
    file: Sha256
    revisions: tuple[Revision, ...]

    @property
    def changes(self) -> tuple[OwnChange, ...]:
        """Its changes as people are told of them: revisions that stand or fall together are one."""
        groups: dict[str, list[Revision]] = {}
        for one in self.revisions:
            groups.setdefault(one.group, []).append(one)
        return tuple(
            OwnChange(
                place=str(next((r for r in some if r.before or r.after), some[0]).place),
                before=" … ".join(r.before for r in some if r.before),
                after=" … ".join(r.after for r in some if r.after),
            )
            for some in groups.values()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnChange:
    """One change of the secretariat's: where, what goes, what comes; both are empty where it is the
    end of a paragraph alone.
    """

    place: str
    before: str
    after: str


def standing(amendments: Iterable[Amendment]) -> tuple[Amendment, ...]:
    """The amendments that hold, in the order in which they build on one another.

    Given in the order in which they were taken: the last of each source, at the place of its first.
    """
    last = {(a.chapter, a.source): a for a in amendments}
    return tuple(a for a in last.values() if a.revisions)
