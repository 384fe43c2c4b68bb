"""Fields of which a mark holds only a part: they are read piece by piece, by base and return.

Word leaves a switch of some deleted fields unmarked, and who accepts one of two marks on a field
leaves half of it (ECMA-376 part 1, §17.16.18). Read as one thing, such a field could only be
written under one mark. So that base and return still agree, what has the same code is read so in
both; their results then count as words, also of those that any program computes anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from chapters.comparing.files import File
from chapters.oxml.marks import RUN_MARKS
from chapters.oxml.namespaces import W

__all__ = ["pair_halves"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type
Codes = tuple[str, ...]
"""The pieces of a field's code, as they are cut."""

_P, _CHAR, _KIND = f"{W}p", f"{W}fldChar", f"{W}fldCharType"
_CODES = (f"{W}instrText", f"{W}delInstrText")


@dataclass(slots=True)
class _Field:
    """A field; without its beginning a piece that is left over of one. `is_nested` where it stands
    in another or around one, `is_cut` where its end is not there.
    """

    pieces: list[Element] = field(default_factory=list)
    is_nested: bool = False
    is_cut: bool = False

    @property
    def codes(self) -> Codes:
        return tuple(one.text or "" for one in self.pieces if one.tag in _CODES)

    @property
    def has_result(self) -> bool:
        return any(one.get(_KIND) == "separate" for one in self.pieces)

    @property
    def is_whole(self) -> bool:
        return self.pieces[0].get(_KIND) == "begin"

    @property
    def is_halved(self) -> bool:
        """Whether its pieces are under different marks, or what is not there may have been."""
        if self.is_whole and not self.is_cut:
            return len({_marks(one) for one in self.pieces}) > 1
        paragraph = next(self.pieces[0].iterancestors(_P), None)
        return paragraph is not None and next(paragraph.iter(*RUN_MARKS), None) is not None


def pair_halves(base: File, others: Sequence[File]) -> None:
    """Say which fields are read piece by piece, before anything is read."""
    theirs = [_fields(other) for other in others]
    mine = _fields(base)
    if not any(one.is_halved for fields in (mine, *theirs) for one in fields):
        return
    wanted = {one.codes for fields in (mine, *theirs) for one in fields if one.is_halved}
    for fields in theirs:
        wanted |= set(_broken(mine, fields))
    for file, fields in zip((base, *others), (mine, *theirs), strict=True):
        file.halves = frozenset(
            one.pieces[0] for one in fields if one.codes in wanted or not one.is_whole
        )


def _broken(mine: Sequence[_Field], theirs: Sequence[_Field]) -> Iterator[Codes]:
    """The codes of fields of the base of which a return has only a piece of the code."""
    left = {code for one in theirs if not one.is_whole for code in one.codes}
    missing = Counter(one.codes for one in mine) - Counter(one.codes for one in theirs)
    return (codes for codes in missing if len(codes) > 1 and left.intersection(codes))


def _fields(file: File) -> list[_Field]:
    """The fields of the body and the notes that stand alone, and what is left over of others."""
    found: list[_Field] = []
    for part in (file.package.main, *file.parts("footnotes"), *file.parts("endnotes")):
        found += _in_part(file.package.tree(part))
    return [one for one in found if not one.is_nested]


def _in_part(root: Element) -> Iterator[_Field]:
    still_open: list[_Field] = []
    for piece in root.iter(_P, _CHAR, *_CODES):
        kind = piece.get(_KIND) if piece.tag == _CHAR else ""
        if piece.tag == _P:  # no code runs over paragraphs
            while still_open and not still_open[-1].has_result:
                still_open[-1].is_cut = True
                yield still_open.pop()
            continue
        if kind == "begin":
            still_open.append(_Field())
            for one in still_open if len(still_open) > 1 else ():
                one.is_nested = True
        if not still_open:
            yield _Field([piece])
            continue
        still_open[-1].pieces.append(piece)
        if kind == "end":
            yield still_open.pop()


def _marks(piece: Element) -> Codes:
    """The marks around a piece, by what they do and whose they are."""
    return tuple(
        f"{above.tag} {above.get(f'{W}author')}"
        for above in piece.iterancestors()
        if above.tag in RUN_MARKS
    )
