"""An edition made again from its record and the store, to prove it or to bring it back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from flows.errors import NoRenderer, NotReachable
from flows.parts import Parts
from flows.ports import Renderer
from flows.rendering.edition import records, render_edition
from flows.rendering.pdf import page_numbers
from flows.rendering.record import Record, read_record
from flows.steps.folders import write_folder
from flows.steps.publishing import folder_of
from review.editions import Edition
from review.errors import NotAllowed
from review.publications import Sha256
from review.rounds import RoundId
from storage import Damaged, Missing, name_of

__all__ = ["Rebuilt", "rebuild"]

_PDF, _RECORD = "guide.pdf", "record.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """An edition that was made again. `proven` are the files that came out as they were published,
    byte for byte; `taken` those that did not, or could not be made here, and were taken from the
    store; `lost` those that the store does not have either. `restored` are the files of its folder
    that were missing or changed, and are now as published.
    """

    number: str
    folder: str
    proven: tuple[str, ...]
    taken: tuple[str, ...]
    lost: tuple[str, ...]
    restored: tuple[str, ...]


def rebuild(parts: Parts, round_id: RoundId, number: str) -> Rebuilt:
    """Make an edition again from what its record names, compare it with what was published, and
    put its folder right. Nothing of the round changes.

    The pages in the Word file and on the web are those of the published PDF, so that both can be
    proven with another LibreOffice too, or with none. Raises `NotAllowed` where the round has no
    such edition, and where a draft does not fit the record.
    """
    with parts.storage.reading() as work:
        opened = work.rounds.get(round_id)
        edition = next((e for e in work.editions.of_round(round_id) if e.number == number), None)
    if opened is None or edition is None:
        raise NotAllowed(
            "rebuild", f"edition {number}", f"round {round_id} has none of that number"
        )
    published = {path: _kept(parts, sha256) for path, sha256 in edition.files.items()}
    made = _made(parts, _record(number, published.get(_RECORD)), published)
    proven = {path for path, sha256 in edition.files.items() if _is(made.get(path), sha256)}
    files = {
        path: data
        for path in edition.files
        if (data := made[path] if path in proven else published[path]) is not None
    }
    folder = folder_of(parts, opened, edition)
    wrong = tuple(sorted(_wrong(folder, edition)))
    if wrong:
        write_folder(folder, files)
    return Rebuilt(
        number=number,
        folder=str(folder),
        proven=tuple(sorted(proven)),
        taken=tuple(sorted(files.keys() - proven)),
        lost=tuple(sorted(edition.files.keys() - files.keys())),
        restored=wrong,
    )


def _made(parts: Parts, record: Record, published: Mapping[str, bytes | None]) -> dict[str, bytes]:
    """The files of the edition as this program makes them today."""
    drafts = {
        one.number: parts.storage.files.get(Sha256(one.draft))
        for one in record.contents.chapters
        if one.is_in
    }
    there = _There(published.get(_PDF), parts.renderer if _PDF in record.files else None)
    again = render_edition(record.contents, drafts, there, file_names=record.names)
    files = {path: data for path, data in again.files.items() if path != _PDF}
    with suppress(NoRenderer, NotReachable):
        if _PDF in record.files:
            about = {"title": record.contents.title, "language": record.contents.language}
            files[_PDF] = parts.renderer.pdf(files["guide.docx"], **about)
    # The record names the bytes of all others: of those that were published, where it differs.
    others = {path: published.get(path) or files.get(path) for path in record.files}
    whole = {path: data for path, data in others.items() if data is not None}
    return files | records(again.told, whole, record.names)


class _There:
    """Gives the PDF that was published, whose pages are in the Word file; else makes one."""

    def __init__(self, pdf: bytes | None, renderer: Renderer | None) -> None:
        self._pdf, self._renderer = pdf, renderer

    def pdf(self, docx: bytes, *, title: str, language: str) -> bytes:
        if self._pdf is not None:
            return self._pdf
        if self._renderer is None:
            raise NoRenderer
        return self._renderer.pdf(docx, title=title, language=language)

    def pages(self, docx: bytes, bookmarks: Sequence[str]) -> Mapping[str, int]:
        if self._pdf is not None:
            return page_numbers(self._pdf, bookmarks)
        if self._renderer is None:
            raise NoRenderer
        return self._renderer.pages(docx, bookmarks)


def _kept(parts: Parts, sha256: Sha256) -> bytes | None:
    try:
        return parts.storage.files.get(sha256)
    except (Damaged, Missing):
        return None


def _record(number: str, data: bytes | None) -> Record:
    if data is None:
        raise NotAllowed("rebuild", f"edition {number}", f"the store does not have its {_RECORD}")
    try:
        return read_record(data)
    except ValueError as wrong:
        raise NotAllowed("rebuild", f"edition {number}", str(wrong)) from wrong


def _is(data: bytes | None, sha256: Sha256) -> bool:
    return data is not None and name_of(data) == sha256


def _wrong(folder: Path, edition: Edition) -> Iterator[str]:
    """The files of an edition's folder that are missing, or are not as they were published."""
    for path, sha256 in edition.files.items():
        file = folder / path
        if not file.is_file() or name_of(file.read_bytes()) != sha256:
            yield path
