"""The files of an inbound, opened: what `chapters` sees in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from chapters import (
    ChapterError,
    Comment,
    Finding,
    Quarrel,
    Refused,
    Revision,
    RevisionId,
    Weight,
    likeness,
    plain_text,
    read_stamp,
)
from flows.errors import NoRenderer, NotReachable
from flows.parts import Parts
from flows.steps.pdf_notes import NO_NOTES, about_pdf
from review.inbounds import MailFile
from review.judgements import OTHER, FileSeen
from review.publications import Chapter, ChapterId, Sha256
from review.rounds import AssignmentId

__all__ = ["SeenFile", "as_word", "compare_texts", "how_read", "look_at"]

_FORMATS = {"odt": ".odt", "rtf": ".rtf", "old-word": ".doc"}
"""The refusals of the door that LibreOffice can do something about, with the format's ending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenFile:
    """A file and what was seen in it.

    `word` are the bytes of the Word file: those of `file`, or what LibreOffice made of them, with
    `converted` the ending of the format that it came in. `given_to` is the assignment that a
    person gave it to. `reading` names the file with every change tracked, from which `revisions`
    were read; `untracked` are those of them that the partner had not tracked, `weights` what is at
    stake in each group of them. `noticed` is what else the file does, `quarrels` where two people
    in it want the opposite. `older`: it was made
    from an older draft; of `lost` of its changes our draft does not have the words any more, and
    they are among `comments`. `failed` is the sentence why its changes cannot be told.
    """

    file: MailFile
    sha256: Sha256
    word: bytes = b""
    converted: str = ""
    text: str = ""
    refused: str = ""
    code: str = ""
    stamp: AssignmentId | None = None
    given_to: AssignmentId | None = None
    likeness: Mapping[ChapterId, float] = field(default_factory=dict)
    reading: Sha256 | None = None
    revisions: tuple[Revision, ...] = ()
    untracked: frozenset[RevisionId] = frozenset()
    weights: Mapping[str, Weight] = field(default_factory=dict)
    noticed: tuple[Finding, ...] = ()
    quarrels: tuple[Quarrel, ...] = ()
    comments: tuple[Comment, ...] = ()
    unchanged: bool = False
    saved: bool = False
    older: bool = False
    lost: int = 0
    failed: str = ""
    findings: tuple[str, ...] = ()
    pdf: str = ""

    @property
    def seen(self) -> FileSeen:
        """The same as the rules want it."""
        return FileSeen(
            name=self.file.name,
            sha256=self.sha256,
            word=not self.refused,
            refused="" if self.pdf else self.refused,
            encrypted=self.code == "password",
            too_large=self.code == "too-large",
            other_format=self.code in _FORMATS,
            stamp=self.stamp,
            given_to=self.given_to,
            likeness=self.likeness,
            unchanged=self.unchanged,
            saved=self.saved,
            older=self.older,
            failed=self.failed,
            inside=self.file.inside,
            noted=self.pdf not in {"", NO_NOTES},
        )

    @property
    def tracked_groups(self) -> int:
        """How many changes were tracked, those that stand or fall together counted once."""
        return len({r.group for r in self.revisions}) - self.untracked_groups

    @property
    def untracked_groups(self) -> int:
        """How many changes were not tracked, or not wholly."""
        return len({r.group for r in self.revisions if r.id in self.untracked})

    def exact(self, chapter: ChapterId) -> bool:
        """Whether it is a Word file that was made from the draft of this chapter in this round."""
        alike = self.likeness.get(chapter, 1.0) >= OTHER
        return alike and not self.converted and not self.older


def how_read(file: SeenFile) -> list[str]:
    """Sentences about a file that is not the copy that we sent, edited."""
    rows = (
        (bool(file.converted), f"It came as {file.converted}, and we read it by converting it."),
        (
            file.older,
            "It was made from an older draft: its changes were carried over to the new one.",
        ),
    )
    return [text for holds, text in rows if holds]


def look_at(parts: Parts, file: MailFile) -> SeenFile:
    """Keep one file of a mail and open it: its text and its stamp, or the sentence why not."""
    seen = SeenFile(file=file, sha256=parts.storage.files.put(file.data))
    if file.damaged:
        sentence = f"{file.name} arrived damaged: the mail says more than could be decoded."
        return replace(seen, refused=sentence, code="damaged")
    opened = _opened(seen, file.data)
    return replace(opened, pdf=about_pdf(file.data)) if opened.code == "pdf" else opened


def as_word(parts: Parts, seen: SeenFile) -> SeenFile:
    """The same file, converted where it is a text of another program (.doc, .odt, .rtf).

    The original stays as it is; what LibreOffice makes of it is a new file in the store. Where
    that is not possible the file stays refused, with the sentence why.
    """
    ending = _FORMATS.get(seen.code)
    if ending is None:
        return seen
    try:
        made = parts.renderer.convert(seen.file.data, source=ending, target=".docx")
    except NoRenderer:
        sentence = "LibreOffice, which could convert it, is not installed here."
        return replace(seen, refused=sentence)
    except NotReachable as exc:
        return replace(seen, refused=str(exc))
    opened = _opened(replace(seen, refused="", code=""), made)
    if opened.refused:
        return replace(seen, refused=opened.refused)
    parts.storage.files.put(made)
    return replace(opened, converted=ending)


def _opened(seen: SeenFile, word: bytes) -> SeenFile:
    try:
        stamp = read_stamp(word)
        return replace(
            seen,
            word=word,
            text=plain_text(word),
            stamp=AssignmentId(stamp) if stamp else None,
        )
    except Refused as exc:
        return replace(seen, refused=str(exc), code=exc.code)
    except ChapterError as exc:
        return replace(seen, refused=str(exc), code="unreadable")


def compare_texts(parts: Parts, file: SeenFile, chapters: Sequence[Chapter]) -> SeenFile:
    """The same file with its likeness to each chapter, from 0 to 1."""
    if file.refused:
        return file
    scores = {
        c.id: likeness(file.text, plain_text(parts.storage.files.get(c.base))) for c in chapters
    }
    return replace(file, likeness={**file.likeness, **scores})
