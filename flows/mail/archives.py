"""Files in a zip archive, unpacked within bounds."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

__all__ = ["Unsafe", "is_archive", "unpack"]

MOST_FILES = 100
MOST_BYTES = 100_000_000
MOST_RATIO = 200
_MARK_OF_OFFICE = ("[Content_Types].xml", "mimetype")  # OOXML, OpenDocument: files, not archives


class Unsafe(Exception):
    """An archive that is damaged, has a password, or would grow beyond the bounds."""

    def __init__(self, *, why: str) -> None:
        self.why = why
        super().__init__(f"the archive was not unpacked: {why}")


def is_archive(data: bytes) -> bool:
    """Whether these bytes are a zip archive with files in it, not an office document."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RecursionError):
        return False
    return bool(names) and not any(name in _MARK_OF_OFFICE for name in names)


def unpack(data: bytes) -> list[tuple[str, bytes]]:
    """The files of an archive as (name without folders, bytes); raises `Unsafe`.

    Sizes are counted while unpacking: what the archive says of them may be a lie.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = [m for m in archive.infolist() if _wanted(m)]
            if len(members) > MOST_FILES:
                raise Unsafe(why=f"it holds {len(members)} files")
            return _read_all(archive, members, most=min(MOST_BYTES, len(data) * MOST_RATIO))
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError) as exc:
        raise Unsafe(why="it is damaged") from exc
    except (RuntimeError, NotImplementedError) as exc:
        raise Unsafe(why="it has a password or an unusual compression") from exc


def _wanted(member: zipfile.ZipInfo) -> bool:
    name = member.filename
    return not (member.is_dir() or name.startswith("__MACOSX/") or name.endswith(".DS_Store"))


def _read_all(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], *, most: int
) -> list[tuple[str, bytes]]:
    files = []
    left = most
    for member in members:
        with archive.open(member) as opened:
            content = opened.read(left + 1)
        left -= len(content)
        if left < 0:
            raise Unsafe(why="it is far larger unpacked than packed")
        files.append((member.filename.replace("\\", "/").rpartition("/")[2], content))
    return files
