"""Headers and footers: which of a return's is which of the base's, and places for new ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

from lxml import etree

from chapters.comparing.files import Band, File
from chapters.comparing.flow import Container, Paragraph, Piece
from chapters.findings import Finding
from chapters.oxml.namespaces import NS, R, W

__all__ = ["Counterpart", "counterparts"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
_SIGNS = re.compile("\x04[^\x05]*\x05|\x02[^\x03]*\x03|[\x1b-\x1f]")
_SHOWN = 60  # letters of a header in a sentence
_ROOTS = {"header": f"{W}hdr", "footer": f"{W}ftr"}
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}"


class Counterpart(NamedTuple):
    """A header or footer of the base with what it has become; no part where it is gone."""

    part: str
    other_part: str
    other: Container


def counterparts(base: File, other: File, findings: list[Finding]) -> Iterator[Counterpart]:
    """The headers and footers of the base with those of the return.

    One that the return has no more is paired with nothing. One that only the return has gets an
    empty one in the base, where a reader of the base would not notice that; else it is a finding
    only.
    """
    mine, theirs = base.bands(), other.bands()
    said = {part: other.band(part).fingerprint for part in dict.fromkeys(theirs.values())}
    parts = {part: use for use, part in reversed(mine.items())}
    known = {base.band(part).fingerprint for part in parts}
    shifted = len(base.sections_of()) != len(other.sections_of())
    for part in dict.fromkeys(mine.values()):
        words = base.band(part).fingerprint
        same = next((one for one, print_ in said.items() if shifted and print_ == words), None)
        mate = same or theirs.get(parts[part])
        if mate is not None:
            yield Counterpart(part, mate, other.band(mate))
        elif _says(words):
            number, kind, _ = parts[part]
            text = f"The {kind} of section {number + 1} is not in this file any more."
            findings.append(Finding(code=f"{kind}-gone", where=part, text=text))
            yield Counterpart(part, "", _nothing(other.home))
    yield from _added(base, other, known, findings)


def _added(
    base: File, other: File, known: set[str], findings: list[Finding]
) -> Iterator[Counterpart]:
    """The headers and footers whose place the base has not, and whose words are not there; one of
    which all words are tracked says nothing untracked.
    """
    mine = base.bands()
    tracked: set[str] = set()
    for use, part in other.bands().items():
        band = other.band(part)
        words = band.fingerprint
        if use in mine or part in tracked or (words in known if _says(words) else not band.marked):
            continue
        if _says(words):
            known.add(words)
            text = f"Section {use[0] + 1} has a {use[1]} that was not there before: "
            text += f"{_shown(words)}."
            findings.append(Finding(code=f"{use[1]}-added", where=part, text=text))
        else:
            tracked.add(part)
        new = _room(base, use)
        if new:
            yield Counterpart(new, part, band)


def _says(words: str) -> bool:
    return bool(words.strip("\x1e"))


def _shown(words: str) -> str:
    """The words of a fingerprint, as a sentence quotes them."""
    plain = " ".join(_SIGNS.sub(" ", words).split())
    return f'"{plain[:_SHOWN]}…"' if len(plain) > _SHOWN else f'"{plain}"'


def _nothing(home: str) -> Container:
    paragraph = etree.Element(f"{W}p")
    end = Piece("end", "", ((None, paragraph),), home=home)
    only = Paragraph(elements=[paragraph], pieces=[end], text="", fingerprint="", marked=False)
    return Container(element=paragraph, blocks=[only])


def _room(base: File, use: Band) -> str:
    """The name of a new, empty header or footer; none where making one would change the base.

    What first and even pages show depends on switches that no mark can track (§17.10.1, .6).
    """
    number, kind, pages = use
    sections = base.sections_of()
    if number >= len(sections) or not base.shows(pages, sections[number]):
        return ""
    names = (f"word/{kind}{one}.xml" for one in count(1))
    name = next(one for one in names if not base.package.has(one))
    root = etree.Element(_ROOTS[kind], nsmap={name: NS[name] for name in ("w", "r")})
    etree.SubElement(root, f"{W}p")
    base.package.write(name, etree.tostring(root, encoding="UTF-8"), _TYPE.format(kind))
    reference = etree.Element(f"{W}{kind}Reference")
    reference.set(f"{W}type", pages)
    reference.set(f"{R}id", base.package.relate(base.package.main, _RELATION.format(kind), name))
    sections[number].insert(0, reference)
    base.package.changed(base.package.main)
    return name
