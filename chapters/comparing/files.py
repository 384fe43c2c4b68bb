"""A Word file read for comparison: its stories as containers, and its notes by their words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from chapters.comparing import walking
from chapters.comparing.aligning import Sketch, align, sketch
from chapters.comparing.flow import Container
from chapters.comparing.objects import Keys
from chapters.comparing.reading import Reader
from chapters.oxml.namespaces import R, W
from chapters.oxml.words import words
from chapters.package import Package

__all__ = ["Band", "File", "Note", "StoryKey", "note_labels", "section_reading"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type
StoryKey = tuple[str, str]
"""The story of a file: its kind, and which of its kind ("body", ""), ("footnote", id), …"""

Note = tuple[str, str]
Band = tuple[int, str, str]
"""Section (from 0), "header" or "footer", type ("default", "first", "even")."""

_ADDED = frozenset({f"{W}ins", f"{W}moveTo"})
_REMOVED = frozenset({f"{W}del", f"{W}moveFrom"})


@dataclass(slots=True, eq=False)
class File:
    """A package with its stories; `home` is its label, empty for the base.

    `labels` say which note is which note of the base; a note without one is its own. `sections`
    say which paragraphs that end a section are read as "none" or "two", as the base has them.
    `boxes` are the text boxes of the body that are read as stories, each with its name and what is
    in it; `halves` the first pieces of fields that are read piece by piece. With `accepted` it is
    read as it is when its marks are accepted, else when rejected.
    """

    package: Package
    home: str = ""
    labels: Mapping[Note, str] = field(default_factory=dict)
    sections: Mapping[Element, str] = field(default_factory=dict)
    boxes: Mapping[Element, tuple[str, Element]] = field(default_factory=dict)
    halves: frozenset[Element] = frozenset()
    accepted: bool = False
    _readers: dict[str, Reader] = field(default_factory=dict)

    @property
    def absent(self) -> frozenset[str]:
        """The marks whose content is not there in the state that is read."""
        return _REMOVED if self.accepted else _ADDED

    def body(self) -> Container:
        """The body of the document."""
        root = self.package.tree(self.package.main)
        body = root.find(f"{W}body")
        return self._reader(self.package.main).container(root if body is None else body)

    def note(self, note: Note) -> Container | None:
        """A footnote or endnote; none where the file refers to one that it does not have."""
        part, element = self.note_element(note)
        return None if element is None else self._reader(part).container(element)

    def note_element(self, note: Note) -> tuple[str, Element | None]:
        """The part and the element of a note."""
        kind, number = note
        for part in self.parts(f"{kind}s"):
            for element in self.package.tree(part).iterchildren(f"{W}{kind}"):
                if element.get(f"{W}id") == number:
                    return part, element
        return "", None

    def notes(self, *, added: bool = False) -> list[Note]:
        """The notes in the order in which the body refers to them in the state that is read; with
        those that are added, where asked for.
        """
        kinds = {f"{W}{kind}Reference": kind for kind in ("footnote", "endnote")}
        if not any(self.parts(f"{kind}s") for kind in kinds.values()):
            return []
        root = self.package.tree(self.package.main)
        return [
            (kinds[str(node.tag)], str(node.get(f"{W}id", "")))
            for node in root.iter(*kinds)
            if added or not any(above.tag in self.absent for above in node.iterancestors())
        ]

    def bands(self) -> dict[Band, str]:
        """The parts of headers and footers, by where they are seen.

        A section without its own takes those of the section before; the ones for first and even
        pages are seen only where the section or the file asks for them (§17.10.1, .6).
        """
        relations = {one.id: one for one in self.package.relationships(self.package.main)}
        found: dict[Band, str] = {}
        now: dict[tuple[str, str], str] = {}
        for number, section in enumerate(self.sections_of()):
            for reference in section.iterchildren(f"{W}headerReference", f"{W}footerReference"):
                relation = relations.get(str(reference.get(f"{R}id", "")))
                kind = "header" if reference.tag == f"{W}headerReference" else "footer"
                if relation is not None and self.package.has(relation.target):
                    now[kind, str(reference.get(f"{W}type", "default"))] = relation.target
            for (kind, use), part in now.items():
                if self.shows(use, section):
                    found[number, kind, use] = part
        return found

    def sections_of(self) -> list[Element]:
        """The properties of the sections in order; not former ones."""
        sections = self.package.tree(self.package.main).iter(f"{W}sectPr")
        return [
            one
            for one in sections
            if (above := one.getparent()) is None or above.tag != f"{W}sectPrChange"
        ]

    def shows(self, pages: str, section: Element) -> bool:
        """Whether a section has pages of its own for "first" or "even" (§17.10.1, .6)."""
        if pages == "first":
            return _on(section.find(f"{W}titlePg"))
        return pages == "default" or self._even_pages()

    def _even_pages(self) -> bool:
        return any(
            _on(self.package.tree(part).find(f"{W}evenAndOddHeaders"))
            for part in self.parts("settings")
        )

    def box(self, content: Element) -> Container:
        """What is in a text box of the body."""
        return self._reader(self.package.main).container(content)

    def band(self, part: str) -> Container:
        """A header or footer."""
        return self._reader(part).container(self.package.tree(part))

    def parts(self, kind: str) -> list[str]:
        """The parts of this kind that the document has."""
        return self.package.related(self.package.main, kind)

    def _reader(self, part: str) -> Reader:
        if part not in self._readers:
            boxes = self.boxes if part == self.package.main else {}
            self._readers[part] = Reader(
                Keys(self.package, part, accepted=self.accepted, boxes=boxes),
                self._label,
                self.home,
                self.sections,
                self.halves,
                accepted=self.accepted,
            )
        return self._readers[part]

    def _label(self, kind: str, number: str) -> str:
        known = self.labels.get((kind, number))
        if known or not self.home:
            return known or f"{kind}::{number}"
        _, note = self.note_element((kind, number))
        said = [] if note is None else [words(one) for one in note.iter(f"{W}p")]
        return f"{kind}:new:{' '.join(said)}"  # the same by two is one


def section_reading(base: File, other: File) -> dict[Element, str]:
    """How the ends of sections of a return are read so that they are the base's.

    LibreOffice 7.4 puts the end of a section on the paragraph before, an empty one too, and leaves
    the one out that was there for it only. Where there are more or fewer sections than in the base,
    somebody has edited them, and nothing can be said.
    """
    mine, theirs = (
        walking.section_ends(one.package.tree(one.package.main)) for one in (base, other)
    )
    if len(mine) != len(theirs):
        return {}
    moved = other.package.is_of_libreoffice
    return {
        paragraph: "none" if only and not alone else "two"
        for (own, alone), (paragraph, only) in zip(mine, theirs, strict=True)
        if alone != only
        or (moved and only and walking.empty_before(own) == walking.empty_before(paragraph) + 1)
    }


def note_labels(base: File, other: File) -> dict[Note, str]:
    """The labels for the notes of a return: those of the base's notes that they are."""
    mine, theirs = base.notes(), other.notes()
    if not mine or not theirs:
        return {}
    looks = ([_look(base, note) for note in mine], [_look(other, note) for note in theirs])

    def look(i: int, j: int) -> tuple[Sketch, Sketch]:
        return (looks[0][i] if i >= 0 else _NOTHING), (looks[1][j] if j >= 0 else _NOTHING)

    prints = [[one.kind + one.fingerprint for one in side] for side in looks]
    return {
        theirs[step.after]: f"{mine[step.before][0]}::{mine[step.before][1]}"
        for step in align(prints[0], prints[1], look)
        if step.before is not None and step.after is not None
    }


_NOTHING = Sketch("", "", ())


def _look(file: File, note: Note) -> Sketch:
    content = file.note(note)
    return sketch(note[0], "" if content is None else content.fingerprint)


def _on(switch: Element | None) -> bool:
    return switch is not None and switch.get(f"{W}val", "true") not in ("0", "false", "off")
