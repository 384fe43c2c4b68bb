"""Mail without a server: letters as drafts in a folder, answers dragged into another."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.mime.application import MIMEApplication
from email.parser import BytesHeaderParser
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from flows.errors import NotDelivered, NotReachable
from flows.mail.headers import (
    TOO_LARGE_HEADER,
    clean,
    field_values,
    first_value,
    instant,
    message_ids,
)
from flows.ports import Arrival, Delivery, Sought

__all__ = ["FolderInbox", "FolderOutbox", "arrival_of"]

# What Windows, macOS or a mail program does not take in a file name.
_UNSAFE = re.compile(r'[\x00-\x1f<>:"/\\|?*\[\]]+')
_LONGEST_NAME = 120
_LONGEST_IN_BYTES = 200  # of the 255 that a disk takes; one character may need four
_SENT = "Sent"
_PROCESSED = "Processed"
_QUARANTINE = "Quarantine"

# Office's lock files, downloads in progress, and what desktops put into every folder.
_NOT_ARRIVED = re.compile(
    r"^(?:~\$|\.|~)|\.(?:crdownload|part|partial|tmp|temp|download|opdownload|lnk|url)$"
    r"|^(?:thumbs\.db|desktop\.ini|icon\r?)$",
    re.IGNORECASE,
)
_YOUNG = 10.0
"""Seconds since its last change within which a file may still be growing."""


class FolderOutbox:
    """Writes letters as drafts (.eml with `X-Unsent: 1`), which a person opens and sends.

    A letter is WRITTEN until its file lies in `Sent/`: mail programs that open a draft do not tell
    anybody that they sent it.
    """

    outcome = Delivery.WRITTEN

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def deliver(
        self,
        message: bytes,
        *,
        message_id: str,
        to: tuple[str, ...],  # noqa: ARG002 -- the port's signature
    ) -> Delivery:
        """Write one letter; nothing where its file lies in Sent. A draft that was handed over
        again is written over: a receipt may say more while nobody has sent it.
        """
        name = _file_name(message, message_id)
        try:
            (self.folder / _SENT).mkdir(parents=True, exist_ok=True)
            if not any((self.folder / _SENT).glob(f"*{_short(message_id)}.eml")):
                self._free_name(name, message_id)
                _write(self.folder / name, b"X-Unsent: 1\r\n" + message)
        except OSError as exc:
            why = exc.strerror or "it cannot be written"
            sentence = f"The letter could not be written to {self.folder}: {why}."
            raise NotDelivered(sentence, down=True) from exc
        return Delivery.WRITTEN

    def _free_name(self, name: str, message_id: str) -> None:
        """Let an earlier draft of the letter, under another subject, be written over too."""
        for draft in self.folder.glob(f"*{_short(message_id)}.eml"):
            draft.rename(self.folder / name)

    def seek(self, message_id: str) -> Sought:
        """Whether the draft is there, sent or not, also where a person renamed it."""
        ending = f"*{_short(message_id)}.eml"
        try:
            there = any(any(f.glob(ending)) for f in (self.folder, self.folder / _SENT))
            found = there or message_id in self.posted()
        except OSError:
            return Sought.UNREADABLE
        return Sought.FOUND if found else Sought.ABSENT

    def posted(self, since: datetime | None = None) -> frozenset[str]:
        """The Message-IDs of the letters whose files a person moved to `Sent/`.

        `since`: only files changed at or after it. A file that a mail program saved anew is known
        by our marker header if it kept that.
        """
        sent = self.folder / _SENT
        if not sent.is_dir():
            return frozenset()
        files = [f for f in sent.iterdir() if f.suffix.lower() == ".eml" and f.is_file()]
        if since:
            files = [f for f in files if f.stat().st_mtime >= since.timestamp()]
        return frozenset(i for file in files for i in _ids_in(file))


class FolderInbox:
    """Takes mails (.eml, .msg) and files of any kind that a person dragged into a folder.

    A file that is no mail becomes a mail without sender, so that there is one way for all. What
    was taken moves to `Processed/` or `Quarantine/`. `settle` is how long (seconds) to wait to see
    whether a young file still grows; `largest` is the size (bytes) above which only a mail's head
    is taken.
    """

    def __init__(self, folder: Path, *, settle: float = 0.3, largest: int = 100_000_000) -> None:
        self.folder = folder
        self.settle = settle
        self.largest = largest
        self._known: dict[str, list[Path]] = {}

    def arrivals(self) -> Iterator[Arrival]:
        """What lies there now, oldest first; the same bytes under two names are one arrival."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            files = self._complete()
        except OSError as exc:
            raise NotReachable(f"The folder {self.folder} cannot be read: {exc.strerror}.") from exc
        found = [taken for file in files if (taken := self._taken(file))]
        self._known = {}
        for one in found:
            self._known.setdefault(one.source, []).append(one.path)
        for one in sorted(found, key=lambda f: (f.received_at, f.path.name)):
            if self._known.get(one.source, [None])[0] == one.path:
                yield one.arrival()

    def file(self, source: str, *, quarantine: bool = False) -> None:
        """Move every file with these bytes away; nothing happens where there is none."""
        if source not in self._known:
            for file in self._complete():
                if (taken := self._taken(file)) and taken.source == source:
                    self._known.setdefault(source, []).append(file)
        target = self.folder / (_QUARANTINE if quarantine else _PROCESSED)
        for file in self._known.pop(source, []):
            if file.exists():
                target.mkdir(exist_ok=True)
                file.rename(_free(target / file.name))

    def _complete(self) -> list[Path]:
        """The files that nobody is still writing."""
        files = {
            file: file.stat()
            for file in self.folder.iterdir()
            if not _NOT_ARRIVED.search(file.name) and file.is_file() and not file.is_symlink()
        }
        now = time.time()
        young = [f for f, s in files.items() if now - s.st_ctime < min(_YOUNG, self.settle * 10)]
        if young and self.settle:
            time.sleep(self.settle)
        growing = {f for f in young if not f.exists() or f.stat().st_size != files[f].st_size}
        empty = {f for f, s in files.items() if not s.st_size and now - s.st_ctime < _YOUNG}
        return sorted(files.keys() - growing - empty)

    def _taken(self, file: Path) -> _Taken | None:
        try:
            return _Taken.look(file, largest=self.largest)
        except OSError:
            return None  # open in another program, or gone: next time


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taken:
    """A file in the inbox: known by its bytes, dated by the server that took it."""

    path: Path
    source: str
    received_at: datetime
    largest: int

    @classmethod
    def look(cls, path: Path, *, largest: int) -> _Taken:
        """What there is to know of a file without keeping its bytes."""
        with path.open("rb") as opened:
            digest = sha256()
            while piece := opened.read(1 << 20):
                digest.update(piece)
        return cls(
            path=path,
            source=f"folder:{digest.hexdigest()}",
            received_at=_received_at(path),
            largest=largest,
        )

    def arrival(self) -> Arrival:
        """The file as it is handed to the pipeline."""
        return Arrival(source=self.source, data=self.data(), received_at=self.received_at)

    def data(self) -> bytes:
        """The arrival's bytes: the mail itself, or a mail made around a file."""
        size = self.path.stat().st_size
        if size > self.largest:
            return f"{TOO_LARGE_HEADER}: {size}\nSubject: {_plain(self.path.name)}\n\n".encode()
        data = self.path.read_bytes()
        return data if _is_mail(self.path) else _wrapped(self.path.name, data)


def arrival_of(path: Path, *, largest: int = 100_000_000) -> Arrival:
    """A mail or a file that a person names, as the inbox folder would give it; raises `OSError`."""
    return _Taken.look(path, largest=largest).arrival()


def _is_mail(path: Path) -> bool:
    return path.suffix.lower() in {".eml", ".msg"}


def _wrapped(name: str, data: bytes) -> bytes:
    """A mail around a file: no sender, no date, the same bytes each time."""
    mail = MIMEApplication(data, "octet-stream")
    mail.add_header("Content-Disposition", "attachment", filename=("utf-8", "", clean(name)))
    return mail.as_bytes()


def _received_at(path: Path) -> datetime:
    """When a server took the mail: its topmost Received field, never later than the file itself.

    A person may drag it here after the deadline; it was on time if our server had it in time.
    """
    changed = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
    taken = None
    if path.suffix.lower() == ".eml":
        received = field_values(_head(path), "Received")[:1]
        taken = instant("".join(received).rpartition(";")[2])
    elif path.suffix.lower() == ".msg":
        from flows.mail import outlook  # noqa: PLC0415 -- slow import

        taken = outlook.delivered_at(path.read_bytes())
    return min(taken, changed) if taken else changed


def _head(path: Path) -> Message:
    with path.open("rb") as opened:
        return BytesHeaderParser().parsebytes(opened.read(256_000))


def _ids_in(path: Path) -> tuple[str, ...]:
    head = _head(path)
    return message_ids(field_values(head, "Message-ID") + field_values(head, "X-Review-Letter"))


def _file_name(message: bytes, message_id: str) -> str:
    """A name safe on every system: "GCI-2017R1-BRS For your review (3f9ac21b).eml".

    The end is drawn from the Message-ID, so two letters never share a name.
    """
    head = BytesHeaderParser().parsebytes(message[:256_000])
    title = _plain(first_value(head, "Subject"))[:_LONGEST_NAME]
    title = title.encode()[:_LONGEST_IN_BYTES].decode(errors="ignore").strip(". ")
    return f"{title or 'Letter'} {_short(message_id)}.eml"


def _short(message_id: str) -> str:
    return f"({sha256(message_id.encode()).hexdigest()[:8]})"


def _plain(text: str) -> str:
    return " ".join(_UNSAFE.sub(" ", clean(text)).split())


def _write(path: Path, data: bytes) -> None:
    """All or nothing, and on the disk: a half-written draft could be sent by somebody."""
    with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".tmp", delete=False) as temporary:
        try:
            temporary.write(data)
            temporary.flush()
            os.fsync(temporary.fileno())
            Path(temporary.name).rename(path)
        except BaseException:
            Path(temporary.name).unlink(missing_ok=True)
            raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _free(path: Path) -> Path:
    """`path`, or the same with a number where another file has that name."""
    number = 2
    free = path
    while free.exists():
        free = path.with_stem(f"{path.stem} ({number})")
        number += 1
    return free
