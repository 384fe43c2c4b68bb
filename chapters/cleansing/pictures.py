"""What pictures carry beside the picture: places, cameras, names, texts."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator

__all__ = ["without_metadata"]

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_GONE = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}
_JPEG = b"\xff\xd8"
_JPEG_KEPT = {0xE0, 0xE2, 0xEE}  # JFIF, colour profile, Adobe's colour transform
_SCAN = 0xDA
_GIF = b"GIF8"
_SVG_GONE = re.compile(
    rb"<!--.*?-->|<metadata\b.*?</metadata>"
    rb"|<sodipodi:namedview\b.*?(?:/>|</sodipodi:namedview>)"
    rb"|\s(?:sodipodi|inkscape):[\w-]+=(?:\"[^\"]*\"|'[^']*')",
    re.DOTALL,
)
"""What drawing programs write into an SVG beside the drawing: file names, paths, windows."""


def without_metadata(content: bytes) -> bytes:
    """The picture without EXIF, XMP, comments and text chunks; the same bytes where it has none.

    What shows stays: pixels, colour profile, transparency. A kind that is not known stays as it is.
    """
    for start, clean in _KINDS.items():
        if content.startswith(start):
            try:
                return clean(content)
            except (struct.error, IndexError):
                return content
    if b"<svg" in content[:2000]:
        return _SVG_GONE.sub(b"", content)
    return content


def _png(content: bytes) -> bytes:
    """Chunks but those with text (W3C PNG, 11.3)."""
    kept = [_PNG]
    kept += [chunk for kind, chunk in _chunks(content) if kind not in _PNG_GONE]
    return b"".join(kept)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG)
    while at + 8 <= len(content):
        (length,) = struct.unpack_from(">I", content, at)
        end = at + 12 + length
        yield content[at + 4 : at + 8], content[at:end]
        at = end


def _jpeg(content: bytes) -> bytes:
    """Segments up to the scan but application data and comments (ITU T.81, B.1.1.3)."""
    kept = [_JPEG]
    at = 2
    while content[at] == 0xFF and content[at + 1] != _SCAN:  # noqa: PLR2004 -- a marker's first byte
        marker = content[at + 1]
        (length,) = struct.unpack_from(">H", content, at + 2)
        segment = content[at : at + 2 + length]
        application = 0xE0 <= marker <= 0xEF or marker == 0xFE  # noqa: PLR2004 -- APPn, COM
        profile = marker != 0xE2 or segment[4:15] == b"ICC_PROFILE"  # noqa: PLR2004 -- APP2
        if not application or (marker in _JPEG_KEPT and profile):
            kept.append(segment)
        at += 2 + length
    return b"".join([*kept, content[at:]])


def _gif(content: bytes) -> bytes:
    """Blocks but comments and application data other than the loop count (GIF89a, 24 and 26)."""
    flags = content[10]
    at = 13 + (3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0)
    kept = [content[:at]]
    while at < len(content):
        start = at
        if content[at] == 0x2C:  # noqa: PLR2004 -- a picture
            local = content[at + 9]
            at += 11 + (3 * 2 ** ((local & 7) + 1) if local & 0x80 else 0)
        elif content[at] == 0x21:  # noqa: PLR2004 -- an extension
            at += 2
        else:  # the trailer
            kept.append(content[at : at + 1])
            break
        while content[at]:
            at += 1 + content[at]
        at += 1
        if not _is_remark(content[start:at]):
            kept.append(content[start:at])
    return b"".join(kept)


def _is_remark(block: bytes) -> bool:
    if block[:2] == b"\x21\xfe":
        return True
    return block[:2] == b"\x21\xff" and block[3:14] != b"NETSCAPE2.0"


_KINDS: dict[bytes, Callable[[bytes], bytes]] = {_PNG: _png, _JPEG: _jpeg, _GIF: _gif}
