"""A returned file beside what we sent: every change in it, tracked or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chapters import (
    Comment,
    Conflict,
    Finding,
    NotSupported,
    RevisionId,
    idle_groups,
    read_comments,
    read_revisions,
    rebase,
    reconcile,
    same,
    silent_groups,
    weights,
)
from flows.errors import NoRenderer, NotReachable
from flows.parts import Parts
from flows.steps.files import SeenFile, compare_texts
from flows.steps.gathering import older_drafts
from flows.steps.noticing import has_wish, quarrels_in, seen_beside
from review.judgements import OTHER
from review.publications import Chapter
from review.rounds import Assignment, Opening

__all__ = ["look_closer"]


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

    Compared with the chapter that a person gave it to or its stamp names, else with the one it
    resembles most. `author` and `when` are written on changes that were made without tracking.
    """
    if file.refused:
        return file
    file = _with_likeness(parts, file, opening)
    chapter = _chapter(file, opening, asked)
    if chapter is None:
        return file
    base = parts.storage.files.get(chapter.base)
    copies = {a.copy for a in opening.assignments if a.chapter == chapter.id}
    file = replace(file, saved=file.sha256 not in {chapter.base, *copies})
    try:
        read = _read(file, base, _Earlier(parts, file, opening, chapter, base), author, when)
    except NotSupported as exc:
        return replace(file, failed=str(exc), findings=(*file.findings, str(exc)))
    return _with_changes(parts, file, base, read)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A return with every change tracked against the draft of this round; `beside` is the state
    that it was made from.
    """

    data: bytes
    beside: bytes
    untracked: frozenset[RevisionId]
    findings: tuple[str, ...]
    lost: tuple[Comment, ...] = ()
    older: bool = False


def _with_likeness(parts: Parts, file: SeenFile, opening: Opening) -> SeenFile:
    """The likeness to its own chapter, if a stamp names one; to all where that is small, or none
    does.
    """
    known = _assignment(file, opening)
    own = [c for c in opening.chapters if known is not None and c.id == known.chapter]
    file = compare_texts(parts, file, [c for c in own if c.id not in file.likeness])
    if own and file.likeness[own[0].id] >= OTHER:
        return file
    return compare_texts(parts, file, [c for c in opening.chapters if c.id not in file.likeness])


def _assignment(file: SeenFile, opening: Opening) -> Assignment | None:
    named = file.given_to or file.stamp
    return next((a for a in opening.assignments if a.id == named), None)


def _chapter(file: SeenFile, opening: Opening, asked: Sequence[Assignment]) -> Chapter | None:
    known = _assignment(file, opening)
    if known is not None:
        return next(c for c in opening.chapters if c.id == known.chapter)
    mine = {a.chapter for a in asked}
    among = [c for c in opening.chapters if c.id in mine] or list(opening.chapters)
    return max(among, key=lambda c: file.likeness.get(c.id, 0.0), default=None)


@dataclass(frozen=True, slots=True)
class _Earlier:
    """The other states of a chapter that a return may have been made from; made when asked for."""

    parts: Parts
    file: SeenFile
    opening: Opening
    chapter: Chapter
    base: bytes

    def __iter__(self) -> Iterator[bytes]:
        with self.parts.storage.reading() as work:
            older = older_drafts(work, self.opening, self.chapter)
        yield from map(self.parts.storage.files.get, older)
        if self.file.converted:
            yield from self._converted()

    def _converted(self) -> Iterator[bytes]:
        """Our own draft on the same way: what a format loses is not what the partner did."""
        convert = self.parts.renderer.convert
        try:
            there = convert(self.base, source=".docx", target=self.file.converted)
            yield convert(there, source=self.file.converted, target=".docx")
        except (NoRenderer, NotReachable):
            return


def _read(
    file: SeenFile, base: bytes, earlier: Iterable[bytes], author: str, when: datetime
) -> _Read:
    """The return against our draft; raises `NotSupported` where its changes cannot be told."""
    found: _Read | None = None
    refusal: NotSupported | None = None
    try:
        reconciled = reconcile(base, file.word, author=author, when=when)
        texts = tuple(f.text for f in reconciled.findings)
        found = _Read(
            data=reconciled.data, beside=base, untracked=reconciled.untracked, findings=texts
        )
    except NotSupported as exc:
        refusal = exc
    if found is not None and not found.untracked:
        return found
    old = _nearest(file.word, base, earlier)
    if old is not None:
        moved = rebase(old, base, file.word, author=author, when=when)
        texts = tuple(f.text for f in moved.findings)
        lost = tuple(_lost(one, author, when) for one in moved.lost)
        return _Read(
            data=moved.data,
            beside=old,
            untracked=moved.untracked,
            findings=texts,
            lost=lost,
            older=True,
        )
    if found is None:
        raise refusal or NotSupported("Its changes cannot be told.")
    return found


def _lost(conflict: Conflict, author: str, when: datetime) -> Comment:
    """What a return wants of words that our draft does not have, as a remark for a person."""
    wanted = " / ".join(side.text for side in conflict.sides if side.reviewer == author)
    return Comment(
        id=f"lost {conflict.place}",
        author=author,
        time=when,
        text=f"Wants “{wanted}” here; our text has changed since the draft that was edited.",
        quoted=conflict.base,
        place=conflict.place,
        parent=None,
        resolved=False,
    )


def _nearest(word: bytes, base: bytes, earlier: Iterable[bytes]) -> bytes | None:
    """The state that a return differs least from, none where that is our draft itself."""
    nearest, least = None, len(same(base, word))
    for state in earlier:
        distance = len(same(state, word))
        if distance < least:
            nearest, least = state, distance
    return nearest


def _with_changes(parts: Parts, file: SeenFile, base: bytes, read: _Read) -> SeenFile:
    sent = {r.fingerprint for r in read_revisions(base)}
    known = {(c.author, c.text) for c in read_comments(base)}
    silent = silent_groups(read.data)
    revisions = tuple(
        r for r in read_revisions(read.data) if r.fingerprint not in sent and r.group not in silent
    )
    comments = tuple(c for c in read_comments(file.word) if (c.author, c.text) not in known)
    noticed = _noticed(file, base, read)
    return replace(
        file,
        reading=parts.storage.files.put(read.data),
        revisions=revisions,
        untracked=read.untracked & {r.id for r in revisions},
        weights=weights(revisions, idle=idle_groups(read.data)),
        noticed=noticed,
        quarrels=quarrels_in(file.word) if revisions else (),
        comments=(*comments, *read.lost),
        lost=len(read.lost),
        unchanged=not (revisions or comments or read.lost or has_wish(noticed)),
        older=read.older and not file.converted,
        findings=(*file.findings, *read.findings),
    )


def _noticed(file: SeenFile, base: bytes, read: _Read) -> tuple[Finding, ...]:
    """What else the file does; nothing is said of one that came as we sent it, nor of one that was
    converted and that no converted draft of ours stands beside: a format loses much.
    """
    if not file.saved or (file.converted and read.beside == base):
        return ()
    return seen_beside(read.beside, file.word)
