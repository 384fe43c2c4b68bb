"""The notation of the sample's texts → blocks: one line is one paragraph.

    # ## ###      headings                  § words, §key: words     a numbered paragraph
    - words       a bullet                  (a) words                a lettered item
    !glance, !table KEY WIDTHS, !box KEY TITLE, !figure KEY KIND  … !end

Within a line: **bold**, *italic*, ~subscript~, ^[a footnote], [words](address), {key} for the
number of a table, figure, box or paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

__all__ = ["Block", "Piece", "pieces", "read_blocks"]

_LINE = re.compile(r"(?P<mark>#{1,3}|§(?:[\w-]+:)?|-|\([a-z]\)) (?P<words>.*)")
_PIECE = re.compile(
    r"\*\*(?P<bold>.+?)\*\*|\*(?P<italic>.+?)\*|~(?P<sub>.+?)~|\^\[(?P<note>.+?)\]"
    r"|\[(?P<link>.+?)\]\((?P<address>.+?)\)|\{(?P<ref>[\w-]+)\}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph, table, box or figure. `rows` of a table, heading first; `inside` of a box;
    `facts` are what a line such as "source: …" says.
    """

    kind: str
    words: str = ""
    key: str = ""
    option: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    inside: tuple[Block, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a paragraph: plain, bold, italic, sub, note, link or ref."""

    kind: str
    words: str
    address: str = ""


def pieces(words: str) -> Iterator[Piece]:
    """The stretches of one paragraph."""
    at = 0
    for found in _PIECE.finditer(words):
        if found.start() > at:
            yield Piece(kind="plain", words=words[at : found.start()])
        kind = next(k for k in ("bold", "italic", "sub", "note", "link", "ref") if found[k])
        yield Piece(kind=kind, words=found[kind], address=found["address"] or "")
        at = found.end()
    if at < len(words):
        yield Piece(kind="plain", words=words[at:])


def read_blocks(text: str) -> list[Block]:
    """The blocks of one chapter."""
    lines = iter(text.splitlines())
    blocks = []
    for line in lines:
        if line.startswith("!"):
            blocks.append(_environment(line, list(_until_end(lines))))
        elif line.strip():
            blocks.append(_paragraph(line))
    return blocks


def _until_end(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if line.strip() == "!end":
            return
        if line.strip():
            yield line


def _paragraph(line: str) -> Block:
    found = _LINE.fullmatch(line)
    if found is None:
        return Block(kind="body", words=line)
    mark, words = found["mark"], found["words"]
    if mark.startswith("§"):
        return Block(kind="numbered", words=words, key=mark[1:].rstrip(":"))
    if mark.startswith("("):
        return Block(kind="lettered", words=words, option=mark)
    return Block(kind="bullet" if mark == "-" else f"heading{len(mark)}", words=words)


def _environment(line: str, lines: list[str]) -> Block:
    kind, key, option = (*line[1:].split(" ", 2), "", "")[:3]
    if kind == "box":
        return Block(kind="box", key=key, words=option, inside=tuple(_paragraph(x) for x in lines))
    told = [re.fullmatch(r"(caption|source|alt|credit|steps): (.*)", x) for x in lines]
    facts = {found[1]: found[2] for found in told if found}
    rows = tuple(
        tuple(cell.strip() for cell in x.split("|"))
        for x, found in zip(lines, told, strict=True)
        if not found
    )
    return Block(
        kind=kind, key=key, option=option, words=facts.get("caption", ""), rows=rows, facts=facts
    )
