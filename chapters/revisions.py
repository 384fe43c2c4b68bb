"""The tracked changes of a file as values, in document order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from chapters.copies import with_copies
from chapters.fingerprints import Fingerprints, Surroundings
from chapters.grouping import group_of, with_notes
from chapters.marked import MarkedPart, sketched_parts
from chapters.oxml.dates import aware_time
from chapters.oxml.marks import FORMER, Mark, attribute
from chapters.oxml.namespaces import W
from chapters.oxml.styles import BODY_LEVEL
from chapters.oxml.tracked_words import describe, holds_field, lasting_words, words_of
from chapters.package import Package
from chapters.places import style_levels
from chapters.values import Revision, RevisionId, RevisionKind
from chapters.whereabouts import Whereabouts

__all__ = ["Revision", "RevisionId", "RevisionKind", "read_revisions"]

_KINDS = {
    "ins": RevisionKind.INSERTION,
    "del": RevisionKind.DELETION,
    "from": RevisionKind.MOVE_FROM,
    "to": RevisionKind.MOVE_TO,
    "pins": RevisionKind.PARAGRAPH_INSERTION,
    "pdel": RevisionKind.PARAGRAPH_DELETION,
    "pfrom": RevisionKind.PARAGRAPH_MOVE_FROM,
    "pto": RevisionKind.PARAGRAPH_MOVE_TO,
    "rins": RevisionKind.ROW_INSERTION,
    "rdel": RevisionKind.ROW_DELETION,
    "cins": RevisionKind.CELL_INSERTION,
    "cdel": RevisionKind.CELL_DELETION,
    "cmerge": RevisionKind.CELL_MERGE,
    "rpr": RevisionKind.RUN_FORMAT,
    "ppr": RevisionKind.PARAGRAPH_FORMAT,
    "tblpr": RevisionKind.TABLE_FORMAT,
    "trpr": RevisionKind.ROW_FORMAT,
    "tcpr": RevisionKind.CELL_FORMAT,
    "sectpr": RevisionKind.SECTION_FORMAT,
    "grid": RevisionKind.GRID_FORMAT,
    "tblprex": RevisionKind.EXCEPTION_FORMAT,
    "num": RevisionKind.NUMBERING,
    "numins": RevisionKind.NUMBERING_INSERTION,
    "sdtins": RevisionKind.CONTROL_INSERTION,
    "sdtdel": RevisionKind.CONTROL_DELETION,
    "sdtfrom": RevisionKind.CONTROL_MOVE_FROM,
    "sdtto": RevisionKind.CONTROL_MOVE_TO,
    "mins": RevisionKind.MATH_INSERTION,
    "mdel": RevisionKind.MATH_DELETION,
}
_HOLDERS = {"r": f"{W}tr", "c": f"{W}tc"}
_DESCRIBED = frozenset(FORMER.values())
_SAYS_NOTHING = frozenset(
    {"pins", "pdel", "pfrom", "pto", "cmerge", "numins", "sdtins", "sdtdel", "sdtfrom", "sdtto"}
)


def read_revisions(data: bytes) -> list[Revision]:
    """The tracked changes of a Word file, in document order, all stories.

    Adjacent marks of one kind, author and time are one revision. Insertions that hold nothing but
    the reference of a comment are none.
    """
    package = Package.open(data)
    levels = style_levels(package)
    headings = [style for style, level in levels.items() if level < BODY_LEVEL]
    parts = [part for part in sketched_parts(package, headings) if part.marks]
    if not parts:
        return []
    homes = {mark.home for part in parts for mark in part.marks.values() if mark.home is not None}
    fills = {part.name: part.fill for part in parts}
    whereabouts = Whereabouts(package, levels, homes, fills)
    groups = with_notes((part.marks, group_of(part.marks)) for part in parts)
    groups = with_copies(parts, groups)
    names = Fingerprints()
    return [one for part in parts for one in _revisions(part, whereabouts, groups, names)]


def _revisions(
    part: MarkedPart, whereabouts: Whereabouts, groups: Mapping[str, str], names: Fingerprints
) -> Iterator[Revision]:
    for holder in {_holder(mark) for mark in part.marks.values()}:
        part.fill(holder)
    surroundings = Surroundings(part.marks.values(), part.fill)
    is_fielded = holds_field(part.root)
    for name, mark in part.marks.items():
        first, code, author = mark.elements[0], mark.code, mark.author or ""
        story, place = whereabouts.of(part.name, first, mark.home)
        before, after = _words(mark)
        lasting = (
            ("", "")
            if code in _DESCRIBED
            else lasting_words(mark, before, after, is_fielded=is_fielded)
        )
        fingerprint, wish = names.of((story, code), author, (*lasting, surroundings.around(mark)))
        yield Revision(
            id=RevisionId(name),
            fingerprint=fingerprint,
            kind=_KINDS[code],
            author=author,
            time=aware_time(attribute(first, "date")),
            place=place,
            before=before,
            after=after,
            group=groups[name],
            wish=wish,
        )


def _holder(mark: Mark) -> etree._Element:
    """The element whose words a mark, its place and its surroundings are described by."""
    if mark.home is not None:
        return mark.home
    around = _HOLDERS.get(mark.code[0])
    return mark.first if around is None else next(mark.first.iterancestors(around), mark.first)


def _words(mark: Mark) -> tuple[str, str]:
    """What a mark takes away and what it brings; for properties, what they were and are."""
    if mark.code in _DESCRIBED:
        return describe(mark.first)
    if mark.code in _SAYS_NOTHING:
        return "", ""
    text = words_of(mark)
    return ("", text) if mark.code.endswith(("ins", "to")) else (text, "")
