"""The files of an inbound, opened: what `chapters` sees in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from chapters import (
    ChapterError,
    Comment,
    NotSupported,
    Refused,
    Revision,
    RevisionId,
    likeness,
    plain_text,
    read_comments,
    read_revisions,
    read_stamp,
    reconcile,
)
from flows.parts import Parts
from review.inbounds import MailFile
from review.judgements import FileSeen
from review.publications import Chapter, ChapterId, Sha256
from review.rounds import Assignment, AssignmentId, Opening

__all__ = ["SeenFile", "compare_texts", "look_at", "look_closer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenFile:
    """A file and what was seen in it. `reading` is the file with every change tracked, from which
    `revisions` were read; `base_comments` are ids of comments that were there when we sent it.
    """

    file: MailFile
    sha256: Sha256
    text: str = ""
    refused: str = ""
    code: str = ""
    stamp: AssignmentId | None = None
    likeness: Mapping[ChapterId, float] = field(default_factory=dict)
    reading: bytes = b""
    revisions: tuple[Revision, ...] = ()
    untracked: frozenset[RevisionId] = frozenset()
    comments: tuple[Comment, ...] = ()
    unchanged: bool = False
    findings: tuple[str, ...] = ()

    @property
    def seen(self) -> FileSeen:
        """The same as the rules want it."""
        return FileSeen(
            name=self.file.name,
            sha256=self.sha256,
            word=not self.refused,
            refused=self.refused,
            encrypted=self.code == "password",
            too_large=self.code == "too-large",
            stamp=self.stamp,
            likeness=self.likeness,
            unchanged=self.unchanged,
            untracked=len(self.untracked),
            inside=self.file.inside,
        )


def look_at(parts: Parts, file: MailFile) -> SeenFile:
    """Keep one file of a mail and open it: its text and its stamp, or the sentence why not."""
    sha256 = parts.storage.files.put(file.data)
    if file.damaged:
        sentence = f"{file.name} arrived damaged: the mail says more than could be decoded."
        return SeenFile(file=file, sha256=sha256, refused=sentence, code="damaged")
    try:
        stamp = read_stamp(file.data)
        return SeenFile(
            file=file,
            sha256=sha256,
            text=plain_text(file.data),
            stamp=AssignmentId(stamp) if stamp else None,
        )
    except Refused as exc:
        return SeenFile(file=file, sha256=sha256, refused=str(exc), code=exc.code)
    except ChapterError as exc:
        return SeenFile(file=file, sha256=sha256, refused=str(exc), code="unreadable")


def compare_texts(parts: Parts, file: SeenFile, chapters: Sequence[Chapter]) -> SeenFile:
    """The same file with its likeness to each chapter, from 0 to 1."""
    if file.refused:
        return file
    scores = {
        c.id: likeness(file.text, plain_text(parts.storage.files.get(c.base))) for c in chapters
    }
    return replace(file, likeness=scores)


def look_closer(
    parts: Parts,
    file: SeenFile,
    opening: Opening,
    asked: Sequence[Assignment],
    *,
    author: str,
    when: datetime,
) -> SeenFile:
    """The same file beside what we sent: its changes and comments, and whether there are any.

    Compared with the chapter that its stamp names, else with the one it resembles most. `author`
    and `when` are written on changes that were made without tracking.
    """
    base = _base(parts, file, opening, asked)
    if file.refused or base is None:
        return file
    try:
        return _beside(file, base, author, when)
    except NotSupported as exc:
        findings = (*file.findings, str(exc))
        return replace(file, findings=findings, untracked=frozenset([RevisionId("unknown")]))


def _beside(file: SeenFile, base: bytes, author: str, when: datetime) -> SeenFile:
    reconciled = reconcile(base, file.file.data, author=author, when=when)
    sent = {r.fingerprint for r in read_revisions(base)}
    known = {(c.author, c.text) for c in read_comments(base)}
    revisions = tuple(r for r in read_revisions(reconciled.data) if r.fingerprint not in sent)
    comments = tuple(c for c in read_comments(file.file.data) if (c.author, c.text) not in known)
    return replace(
        file,
        reading=reconciled.data,
        revisions=revisions,
        untracked=reconciled.untracked,
        comments=comments,
        unchanged=not revisions and not comments and not reconciled.untracked,
        findings=tuple(f.text for f in reconciled.findings),
    )


def _base(
    parts: Parts, file: SeenFile, opening: Opening, asked: Sequence[Assignment]
) -> bytes | None:
    drafts = {c.id: c.base for c in opening.chapters}
    stamped = next((a for a in opening.assignments if a.id == file.stamp), None)
    if stamped is not None:
        return parts.storage.files.get(drafts[stamped.chapter])
    mine = {a.chapter for a in asked} or set(drafts)
    scores = {c: s for c, s in file.likeness.items() if c in mine} or dict(file.likeness)
    best = max(scores, key=lambda c: scores[c], default=None)
    return parts.storage.files.get(drafts[best]) if best in drafts else None
