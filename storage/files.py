"""Files: bytes by their SHA-256, in a folder or an object store; never altered or removed."""

from __future__ import annotations

import errno
import os
import uuid
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256 as digest
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, NotFoundError
from obstore.store import S3Store

from review.publications import Sha256
from storage.errors import Damaged, Missing, StoreFull, Unreachable

__all__ = ["Files", "Folder", "ObjectStore", "name_of", "open_files"]


class Files(Protocol):
    """Where bytes are kept. All three raise `StorageError`."""

    def put(self, data: bytes) -> Sha256:
        """The name of `data`, which is safely kept when this returns; again and again the same."""

    def get(self, sha256: Sha256) -> bytes:
        """The bytes of that name, checked against it; raises `Missing`, `Damaged`."""

    def has(self, sha256: Sha256) -> bool:
        """Whether bytes of that name are kept."""


def name_of(data: bytes) -> Sha256:
    """The SHA-256 of `data`, 64 lower-case hexadecimal digits."""
    return Sha256(digest(data).hexdigest())


def open_files(where: str, *, options: Mapping[str, str] | None = None) -> Files:
    """The file store at `where`: a folder, or "s3://bucket/prefix" with `options` of
    `ObjectStore`.
    """
    if where.startswith("s3://"):
        return ObjectStore(where, options=options)
    return Folder(Path(where))


class Folder:
    """Files in a folder: `ab/cd…` for abcd…, written under another name, flushed, then renamed.

    A crash leaves the whole file or none. obstore's local store is not used: it does not flush.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, data: bytes) -> Sha256:
        """The name of `data`; a damaged file of that name is mended."""
        name = name_of(data)
        path = self._path(name)
        try:
            if not (path.is_file() and path.read_bytes() == data):
                _write(path, data)
        except OSError as exc:
            raise _refusal(exc, self._root) from exc
        return name

    def get(self, sha256: Sha256) -> bytes:
        """The bytes of that name; raises `Missing`, `Damaged`."""
        try:
            data = self._path(sha256).read_bytes()
        except FileNotFoundError:
            raise Missing(sha256) from None
        except OSError as exc:
            raise _refusal(exc, self._root) from exc
        return _checked(data, sha256)

    def has(self, sha256: Sha256) -> bool:
        """Whether bytes of that name are kept."""
        return self._path(sha256).is_file()

    def _path(self, name: Sha256) -> Path:
        return self._root / name[:2] / name[2:]


def _write(path: Path, data: bytes) -> None:
    """Put `data` at `path` so that a crash at any point leaves all of it or nothing there."""
    _make_folder(path.parent)
    # own name: two processes that put the same bytes must not write into one file
    part = path.with_name(f".{uuid.uuid4().hex}.part")
    try:
        with part.open("xb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        part.chmod(0o444)
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def _make_folder(folder: Path) -> None:
    """Make `folder` and what is missing above it, each entry flushed in its parent."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _flush_folder(folder.parent)


def _flush_folder(folder: Path) -> None:
    """Make the names in `folder` survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def _refusal(exc: OSError, root: Path) -> StoreFull | Unreachable:
    if exc.errno in _NO_ROOM:
        return StoreFull(f"the file store {root}")
    return Unreachable(f"the file store {root}", exc.strerror or str(exc))


def _checked(data: bytes, name: Sha256) -> bytes:
    if name_of(data) != name:
        raise Damaged(f"file {name[:12]}", "its bytes have another SHA-256")
    return data


# obstore says some things with Python's own errors
_NOT_THERE = (NotFoundError, FileNotFoundError)
_NOT_DONE = (BaseError, OSError)


class ObjectStore:
    """Files in an S3 store, at "s3://bucket/prefix"; an object that is there is not written again.

    `options` are those of obstore's S3Store ("endpoint", "access_key_id", "secret_access_key",
    "region"); what is not given comes from the usual AWS variables.
    """

    def __init__(
        self, url: str, *, options: Mapping[str, str] | None = None, retries: int = 3
    ) -> None:
        parts = urlsplit(url)
        options = dict(options or {})
        self._where = f"the file store {url}"
        self._store = S3Store(
            parts.netloc,
            prefix=parts.path.strip("/") or None,
            config=options,  # type: ignore[arg-type]  # names are checked by obstore itself
            client_options={
                "timeout": timedelta(seconds=120),
                "connect_timeout": timedelta(seconds=10),
                "allow_http": options.get("endpoint", "").startswith("http://"),
            },
            retry_config={"max_retries": retries, "retry_timeout": timedelta(seconds=30)},
        )

    def put(self, data: bytes) -> Sha256:
        """The name of `data`; S3 makes an object appear whole or not at all."""
        name = name_of(data)
        try:
            self._put_at(name, data)
        except AlreadyExistsError:
            pass
        except _NOT_DONE as exc:
            raise Unreachable(self._where, _first_line(exc)) from exc
        return name

    def _put_at(self, name: Sha256, data: bytes) -> None:
        obstore.put(self._store, _key(name), data, mode="create")

    def get(self, sha256: Sha256) -> bytes:
        """The bytes of that name; raises `Missing`, `Damaged`."""
        try:
            data = obstore.get(self._store, _key(sha256)).bytes().to_bytes()
        except _NOT_DONE as exc:
            if isinstance(exc, _NOT_THERE) and "NoSuchBucket" not in str(exc):
                raise Missing(sha256) from None
            raise Unreachable(self._where, _first_line(exc)) from exc
        return _checked(data, sha256)

    def has(self, sha256: Sha256) -> bool:
        """Whether bytes of that name are kept."""
        try:
            obstore.head(self._store, _key(sha256))
        except _NOT_THERE:
            return False
        except _NOT_DONE as exc:
            raise Unreachable(self._where, _first_line(exc)) from exc
        return True


def _key(name: Sha256) -> str:
    return f"{name[:2]}/{name[2:]}"


def _first_line(exc: Exception) -> str:
    return str(exc).strip().partition("\n")[0].rstrip(".")
