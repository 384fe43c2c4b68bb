"""Own changes of an editor, put into a chapter that may have gone on since they were written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chapters.combination import Contribution, combine
from chapters.comparing.sameness import same
from chapters.rebasing import rebase
from chapters.resolution import accept_all, reject_all, resolve
from chapters.revisions import RevisionId, read_revisions

__all__ = ["Amended", "amend"]

_OWN = "\ue002"  # nobody has a name of the private use area


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """A chapter with an editor's own changes in it, without marks of their own.

    `names` are the ids of the marks that the chapter has still, by those that they had before.
    `disputed` are sentences: where what the editor changed is not what the chapter says any more.
    """

    data: bytes
    names: Mapping[RevisionId, RevisionId]
    disputed: tuple[str, ...] = ()


def amend(data: bytes, redline: bytes, *, author: str, when: datetime) -> Amended:
    """The chapter `data`, whose marks stay, with what `redline` changes accepted.

    `redline` is the chapter as it was when the editor wrote, with the editor's changes tracked; the
    same words as `data` with its marks rejected, or an older state of them. Raises `NotSupported`
    where the changes cannot be carried over.
    """
    marks = read_revisions(data)
    base = reject_all(data) if marks else data
    disputed: tuple[str, ...] = ()
    if same(base, redline):
        moved = rebase(reject_all(redline), base, redline, author=author, when=when)
        disputed = tuple(f.text for f in moved.findings if f.code == "changed-since")
        redline = moved.data
    if not marks:
        return Amended(data=accept_all(redline, follow=True), names={}, disputed=disputed)
    # Each author's marks by themselves: a combination writes marks under the name of who sent them.
    authors = {one.author: [x.id for x in marks if x.author != one.author] for one in marks}
    every = [
        Contribution(reviewer=name, data=resolve(data, reject=others))
        for name, others in authors.items()
    ]
    every.append(Contribution(reviewer=_OWN, data=redline))
    combined = combine(base, every, when=when)
    own = [one for one, names in combined.reviewers.items() if _OWN in names]
    return Amended(
        data=resolve(combined.data, accept=own, follow=True),
        names={
            before: after
            for after, origins in combined.origins.items()
            if after not in own
            for _, before in origins
        },
        disputed=disputed,
    )
