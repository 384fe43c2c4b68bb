"""Which revisions stand or fall together.

A replacement in either order, a rewritten paragraph, a paragraph with its mark, a move, a row with
its cells, a column, the property changes of one table: each is one group. A group is named by the
id of its first revision.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, product
from typing import NamedTuple

from lxml import etree

from chapters.oxml.marks import Mark, holds_reference_only
from chapters.oxml.markup import children
from chapters.oxml.namespaces import W
from chapters.oxml.ranges import MARKERS
from chapters.oxml.tracked_words import plainly, words_of

__all__ = ["group_of", "with_notes"]

_P, _TR, _TC, _TBL = f"{W}p", f"{W}tr", f"{W}tc", f"{W}tbl"
_PAIR = 2
_OPEN = frozenset(
    f"{W}{name}" for name in ("hyperlink", "sdt", "sdtContent", "smartTag", "customXml", "bdo")
)
_SILENT = MARKERS | {f"{W}pPr", f"{W}sdtPr", f"{W}sdtEndPr", f"{W}smartTagPr"}
_MAY_BE_EMPTY = frozenset({f"{W}r", f"{W}ins", f"{W}del"})
_INLINE = frozenset({"ins", "del", "from", "to"})
_ENDS = frozenset({"pins", "pdel", "pfrom", "pto"})
_LINED = _INLINE | _ENDS
_TABLE = frozenset({"tblpr", "grid", "tblprex", "trpr", "tcpr"})
_IN_TABLES = _TABLE | {"rins", "rdel", "cins", "cdel", "cmerge"}


class _Token(NamedTuple):
    """One thing in a line of text: words of a mark, a paragraph's end, or unmarked words."""

    mark: Mark | None
    is_end: bool = False
    is_first: bool = False


def group_of(marks: Mapping[str, Mark]) -> dict[str, str]:
    """The group of each revision, by id."""
    groups = _Groups(list(marks.values()))
    _join_moves(groups)
    if groups.codes & {"to", "from"}:
        _join_ends_of_moves(groups)
        _join_edits_in_moves(groups)
    if groups.codes & _IN_TABLES:
        _join_rows(groups)
        _join_columns(groups)
    for line in _lines(groups):
        for chain in _chains(line):
            for unit in _units(chain):
                groups.join([token.mark for token in unit if token.mark is not None])
    if "ppr" in groups.codes:
        _join_styles(groups)
    first: dict[Mark, str] = {}
    return {name: first.setdefault(groups.root(mark), name) for name, mark in marks.items()}


def with_notes(
    parts: Iterable[tuple[Mapping[str, Mark], dict[str, str]]],
) -> dict[str, str]:
    """The groups of several parts as one: words of a new note belong to its reference."""
    found = list(parts)
    if len(found) == 1:  # notes and what refers to them are never in one part
        return found[0][1]
    heads: dict[tuple[str, str | None, str | None], str] = {}
    for marks, groups in found:
        for name, mark in marks.items():
            for reference in _references(mark):
                kind = reference.tag.removesuffix("Reference")
                heads[kind, reference.get(f"{W}id"), mark.author] = groups[name]
    whole: dict[str, str] = {}
    for marks, groups in found:
        renamed = {
            groups[name]: heads[key]
            for name, mark in marks.items()
            if heads and (key := _note_of(mark)) in heads and mark.code.endswith("ins")
        }
        whole |= {name: renamed.get(group, group) for name, group in groups.items()}
    return whole


def _references(mark: Mark) -> Iterator[etree._Element]:
    if mark.code == "ins":
        for element in mark.elements:
            yield from element.iter(f"{W}footnoteReference", f"{W}endnoteReference")


def _note_of(mark: Mark) -> tuple[str, str | None, str | None] | None:
    note = next(mark.first.iterancestors(f"{W}footnote", f"{W}endnote"), None)
    return None if note is None else (note.tag, note.get(f"{W}id"), mark.author)


class _Groups:
    """Sets of marks that grow together."""

    def __init__(self, marks: list[Mark]) -> None:
        self.marks = marks
        self.codes = {mark.code for mark in marks}
        self._above = {mark: mark for mark in marks}

    def root(self, mark: Mark) -> Mark:
        while self._above[mark] is not mark:
            self._above[mark] = self._above[self._above[mark]]
            mark = self._above[mark]
        return mark

    def join(self, together: Sequence[Mark]) -> None:
        for one in together[1:]:
            self._above[self.root(one)] = self.root(together[0])


def _join_moves(groups: _Groups) -> None:
    moves: dict[str, list[Mark]] = {}
    for mark in groups.marks:
        if mark.move is not None:
            moves.setdefault(mark.move, []).append(mark)
    for together in moves.values():
        groups.join(together)


def _join_ends_of_moves(groups: _Groups) -> None:
    """A move of a last paragraph with the end before it, which is marked in place of its own."""
    first: dict[etree._Element, Mark] = {}
    for mark in groups.marks:
        if mark.home is not None and mark.code in _INLINE:
            first.setdefault(mark.home, mark)
    for end in groups.marks:
        if end.code not in {"pto", "pfrom"} or end.move is not None or end.home in first:
            continue
        after = None if end.home is None else _next_paragraph(end.home)
        moved = None if after is None else first.get(after)
        if moved is not None and (moved.code, moved.author) == (end.code[1:], end.author):
            groups.join([moved, end])


def _join_edits_in_moves(groups: _Groups) -> None:
    """A replacement in moved words: what goes is inside the move, and what comes beside it."""
    new: dict[etree._Element | None, Mark] = {
        one: mark for mark in groups.marks if mark.code == "ins" for one in mark.elements
    }
    for mark in groups.marks if new else []:
        outer = mark.first.getparent()
        if mark.code != "del" or outer is None or outer.tag != f"{W}moveTo":
            continue
        last, start = mark.elements[-1], mark.first
        beside = [] if last.getnext() is not None else [new.get(outer.getnext())]
        beside += [] if start.getprevious() is not None else [new.get(outer.getprevious())]
        theirs = (one for one in beside if one is not None and one.author == mark.author)
        groups.join([mark, *theirs])


def _join_rows(groups: _Groups) -> None:
    """A row with everything that the same author did in it; a table with all its rows."""
    rows: dict[tuple[etree._Element, str | None], Mark] = {}
    for mark in groups.marks:
        if mark.code in {"rins", "rdel"}:
            row = next(mark.first.iterancestors(_TR), None)
            if row is not None:
                rows[row, mark.author] = mark
    inside: dict[etree._Element, list[Mark]] = {}
    for mark in groups.marks if rows else []:
        for row in mark.first.iterancestors(_TR):
            inside.setdefault(row, []).append(mark)
    for (row, author), mark in rows.items():
        everything = mark.code == "rins" and _is_made_by_another(mark, inside[row])
        groups.join([mark, *(one for one in inside[row] if everything or one.author == author)])
    _join_tables(groups, rows)
    _join_moved_rows(groups, rows)


def _is_made_by_another(row: Mark, inside: Sequence[Mark]) -> bool:
    """Whether all that is in a new row, ends of paragraphs too, is one other person's: LibreOffice
    7.4 marks that much of a new table, and the rows are marked when its file is reconciled.
    """
    within = [mark for mark in inside if mark is not row]
    return (
        len({mark.author for mark in within}) == 1
        and within[0].author != row.author
        and {mark.code for mark in within} <= {"ins", "pins"}
        and any(mark.code == "pins" for mark in within)
    )


def _join_tables(groups: _Groups, rows: Mapping[tuple[etree._Element, str | None], Mark]) -> None:
    """The rows of a table of which none stays, or all are new, or that has other columns now."""
    tables: dict[tuple[etree._Element | None, str | None, str], list[Mark]] = {}
    for (row, author), mark in rows.items():
        tables.setdefault((row.getparent(), author, mark.code), []).append(mark)
    for (table, author, code), marks in tables.items():
        if table is None:
            continue
        every = sum(1 for _ in table.iterchildren(_TR))
        new = tables.get((table, author, "rins"), []) if code == "rdel" else []
        if len(marks) == every:
            groups.join(marks)
            _join_space(groups, table, marks[0])
        elif len(marks) + len(new) == every and _widths(marks) != _widths(new):
            groups.join([*marks, *new])


def _widths(rows: Iterable[Mark]) -> set[int]:
    """How many cells these rows have: one of another width has no place among them."""
    homes = (next(row.first.iterancestors(_TR)) for row in rows)
    return {sum(1 for _ in home.iterchildren(_TC)) for home in homes}


def _join_moved_rows(
    groups: _Groups, rows: Mapping[tuple[etree._Element, str | None], Mark]
) -> None:
    """The rows that one author put elsewhere in their table, all of them together; a row that was
    written anew with the one in whose place it stands. Known by the words of their first cells,
    or by all their words where cells were merged or split.
    """
    tables: dict[tuple[etree._Element | None, str | None], dict[etree._Element, Mark]] = {}
    for (row, author), mark in rows.items():
        tables.setdefault((row.getparent(), author), {})[row] = mark
    for ((table, _), marked), key_of in product(tables.items(), (_first_cell, _all_cells)):
        gone, come = (_by_key(table, marked, code, key_of) for code in ("rdel", "rins"))
        both = [key for key in gone if key in come]
        stayed = [key for key in both if gone[key][0] == come[key][0]]
        turned = stayed != [key for key in come if key in stayed]
        moved = [key for key in both if turned or key not in stayed]
        groups.join([side[key][1] for key in moved for side in (gone, come)])
        for key in stayed:
            groups.join([gone[key][1], come[key][1]])


def _by_key(
    table: etree._Element | None,
    marked: Mapping[etree._Element, Mark],
    code: str,
    key_of: Callable[[Mark], str],
) -> dict[str, tuple[int, Mark]]:
    """The rows with one mark by their words, where no other has these; with the number of rows
    before them that stay as they are.
    """
    found: dict[str, tuple[int, Mark]] = {}
    twice = {""}
    before = 0
    for row in () if table is None else table.iterchildren(_TR):
        mark = marked.get(row)
        before += mark is None
        if mark is not None and mark.code == code:
            key = key_of(mark)
            twice |= {key} & found.keys()
            found[key] = (before, mark)
    return {key: one for key, one in found.items() if key not in twice}


def _first_cell(row: Mark) -> str:
    return plainly(words_of(row).partition("\t")[0])


def _all_cells(row: Mark) -> str:
    return plainly(words_of(row))


def _join_space(groups: _Groups, table: etree._Element, head: Mark) -> None:
    """A new table with the empty paragraph that comes with it, so that text can follow it."""
    after = _next_paragraph(table)
    if head.code != "rins" or after is None or any(child.tag != f"{W}pPr" for child in after):
        return
    for mark in groups.marks:
        if mark.code == "pins" and mark.home is after and mark.author == head.author:
            groups.join([head, mark])


def _join_columns(groups: _Groups) -> None:
    """The cells that one author added or deleted in a table, with what is in them; and the
    properties that one author changed in a table.
    """
    heads: dict[tuple[object, ...], Mark] = {}
    cells: dict[tuple[etree._Element, str | None], Mark] = {}
    for mark in groups.marks:
        kind = "format" if mark.code in _TABLE else mark.code if mark.code[:1] == "c" else ""
        table = next(mark.first.iterancestors(_TBL), None) if kind else None
        if table is None:
            continue
        head = heads.setdefault((table, kind, mark.author), mark)
        groups.join([head, mark])
        cell = next(mark.first.iterancestors(_TC), None)
        if cell is not None and kind in {"cins", "cdel"}:
            cells[cell, mark.author] = mark
    for mark in groups.marks if cells else []:
        for cell in mark.first.iterancestors(_TC):
            if (cell, mark.author) in cells and mark.code not in _TABLE:
                groups.join([cells[cell, mark.author], mark])


def _join_styles(groups: _Groups) -> None:
    """A new paragraph with the change of style that LibreOffice 7.4 marks beside it."""
    ends = {(mark.home, mark.author): mark for mark in groups.marks if mark.code in {"pins", "pto"}}
    for mark in groups.marks if ends else []:
        key = (mark.home, mark.author)
        if mark.code == "ppr" and key in ends:
            groups.join([ends[key], mark])


def _chains(line: Iterable[_Token]) -> Iterator[list[_Token]]:
    """Marks of one author with nothing unmarked between them, across paragraph ends."""
    for owner, tokens in groupby(line, key=_owner):
        if owner is not None:
            yield list(tokens)


def _owner(token: _Token) -> tuple[str | None, str | None] | None:
    """Whose words a token is part of, and of which move; none for unmarked words."""
    return None if token.mark is None else (token.mark.author, token.mark.move)


def _lines(groups: _Groups) -> Iterator[list[_Token]]:
    """The tokens of each stretch of neighbouring paragraphs that hold marks of words.

    A paragraph with one mark, which no marked end before it can join to another, is left out, and
    one that holds two side by side, which are joined here.
    """
    paragraphs: dict[etree._Element, list[Mark]] = {}
    for mark in groups.marks:
        if mark.home is not None and mark.code in _LINED:
            paragraphs.setdefault(mark.home, []).append(mark)
    line: list[_Token] = []
    before: etree._Element | None = None
    for paragraph, inside in paragraphs.items():
        ends = [mark for mark in inside if mark.code in _ENDS]
        if before is None or _next_paragraph(before) is not paragraph:
            yield line
            line = []
        if not (line or ends) and _is_replacement(paragraph, inside):
            one, other = inside
            if (one.author, one.move) == (other.author, other.move):
                groups.join(inside)
        elif line or ends or len(inside) > 1:
            owners = {element: mark for mark in inside for element in mark.elements}
            line += _tokens(paragraph, ends, owners)
        before = paragraph if ends else None
    yield line


def _is_replacement(paragraph: etree._Element, inside: list[Mark]) -> bool:
    """Whether a paragraph holds two marks, side by side: what most paragraphs with marks hold, for
    which nothing else in it need be looked at.
    """
    if len(inside) != _PAIR:
        return False
    one, other = inside[0].elements[-1], inside[1].elements[0]
    return one.getnext() is other and one.getparent() is paragraph


def _next_paragraph(paragraph: etree._Element) -> etree._Element | None:
    sibling = paragraph.getnext()
    while sibling is not None and sibling.tag in MARKERS:
        sibling = sibling.getnext()
    return sibling


def _tokens(
    paragraph: etree._Element, ends: list[Mark], owners: Mapping[etree._Element, Mark]
) -> list[_Token]:
    inline: list[Mark | None] = []
    _gather(paragraph, owners, inline)
    tokens = [_Token(mark, False, not at) for at, mark in enumerate(inline)]
    last = [_Token(mark, is_end=True, is_first=not tokens) for mark in ends]
    return [*tokens, *(last or [_Token(None, is_end=True)])]


def _gather(
    holder: etree._Element, owners: Mapping[etree._Element, Mark], inline: list[Mark | None]
) -> None:
    """Add what stands in a paragraph, each mark once and each stretch of unmarked words once."""
    for child in children(holder):
        mark = owners.get(child)
        if mark is None:
            tag = child.tag
            if tag in _OPEN:
                _gather(child, owners, inline)
                continue
            if tag in _SILENT or (tag in _MAY_BE_EMPTY and holds_reference_only(child)):
                continue
        if not inline or inline[-1] is not mark:
            inline.append(mark)


def _units(chain: list[_Token]) -> Iterator[list[_Token]]:
    """Cut a chain into paragraphs.

    One that begins with its paragraph is cut after each mark; one that begins within it (with the
    mark that Enter at the end of a line leaves) before each mark, so that a new paragraph's words
    stay with the mark that made room for them.
    """
    if len([token for token in chain if token.is_end]) <= 1:
        yield chain
        return
    cut_after = chain[0].is_first
    unit: list[_Token] = []
    for token in chain:
        if token.is_end and not cut_after and unit:
            yield unit
            unit = []
        unit.append(token)
        if token.is_end and cut_after:
            yield unit
            unit = []
    if unit:
        yield unit
