"""A folder of files that appears whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp

__all__ = ["plain_name", "write_folder"]


def plain_name(title: str) -> str:
    """A title as part of a folder's name: letters, digits, spaces and hyphens, not too long."""
    plain = "".join(c if c.isalnum() or c in " -" else " " for c in title)
    return " ".join(plain.split())[:60].strip()


def write_folder(target: Path, files: Mapping[str, bytes]) -> Path:
    """The folder `target` with these files by path, made beside its place and moved there whole.

    What stood there is kept beside it under a hidden name. Raises `OSError`.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    making = Path(mkdtemp(prefix=".making-", dir=target.parent))
    try:
        for path, data in files.items():
            file = making / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        making.chmod(0o755)
        if target.exists():
            target.rename(_aside(target))
        making.rename(target)
        _flush(target.parent)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    return target


def _aside(target: Path) -> Path:
    number = 1
    while (path := target.with_name(f".{target.name}.unfinished-{number}")).exists():
        number += 1
    return path


def _flush(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
