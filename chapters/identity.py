"""The ids of revisions: what addresses a mark within these bytes, also after others are resolved.

An id names the part, the kind and the number of a mark, and ends with a check that also knows the
file: so an id that a mark had before it was resolved can be told from one that never was.
"""

from __future__ import annotations

import re
from binascii import crc32
from functools import lru_cache

from chapters.errors import UnknownRevision
from chapters.oxml.marks import Mark
from chapters.package import Package

__all__ = ["check_id", "file_sign", "id_of"]

_LASTING = re.compile(rb'<w:(?:rsidRoot w:val|docId w:val)="([^"]*)"|docId [^>]*val="([^"]*)"')
_MAIN = "document"
_ID = re.compile(r"(?P<named>(?:.+-)?[a-z]+-\d+)-(?P<check>[0-9a-f]{5})")


def file_sign(package: Package) -> int:
    """What tells this file from others and stays while revisions are resolved."""
    parts = [name for name in package.names if not name.startswith(("docProps/", "customXml/"))]
    settings = package.related(package.main, "settings")
    lasting = [one for name in settings for one in _LASTING.findall(package.read(name))]
    return crc32("|".join(parts).encode() + b"".join(b"|".join(one) for one in lasting))


def id_of(part: str, mark: Mark, sign: int) -> str:
    """The id of a mark: `ins-12-3fa0c` in the document, `header1-ins-12-0d2c1` elsewhere."""
    named = f"{_before(part)}{mark.code}-{mark.number}"
    return f"{named}-{_check(named, sign)}"


@lru_cache(maxsize=64)
def _before(part: str) -> str:
    """What an id says of the part; nothing for the document."""
    short = part.removeprefix("word/").removesuffix(".xml").replace("/", ".")
    return "" if short == _MAIN else f"{short}-"


def _check(named: str, sign: int) -> str:
    return f"{crc32(named.encode(), sign) & 0xFFFFF:05x}"


def check_id(revision: str, sign: int) -> None:
    """Nothing for an id that this file had; raises `UnknownRevision` for one that never was."""
    match = _ID.fullmatch(revision)
    if match is None or match["check"] != _check(match["named"], sign):
        raise UnknownRevision(revision)
