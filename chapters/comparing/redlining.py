"""Whole files: every story of a return traced, every story of the base written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree

from chapters.comparing.bands import counterparts
from chapters.comparing.boxes import Twin
from chapters.comparing.edits import Edits
from chapters.comparing.files import File, Note, StoryKey, note_labels, section_reading
from chapters.comparing.flow import Container
from chapters.comparing.importing import Ids, Importer
from chapters.comparing.marking import Pen
from chapters.comparing.tracing import Tracer
from chapters.comparing.writing import Writer
from chapters.findings import Finding
from chapters.marked import marked_parts
from chapters.oxml.namespaces import W
from chapters.package import Package
from chapters.revisions import RevisionId

__all__ = [
    "Against",
    "Redline",
    "Stories",
    "Traced",
    "against",
    "is_outer",
    "revision_ids",
    "stories_of",
]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type

Stories = dict[StoryKey, tuple[str, Container]]
"""The stories of a file by key: the part, and what is there."""

_NOTE_TYPES = {
    kind: (
        f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}s+xml",
        f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}s",
    )
    for kind in ("footnote", "endnote")
}


@dataclass(slots=True, eq=False)
class Traced:
    """One story of the base, and what a return wants of it."""

    part: str
    other_part: str
    base: Container
    edits: Edits


def stories_of(base: File) -> Stories:
    """The stories of the base by key: (part, container), body first."""
    found: dict[StoryKey, tuple[str, Container]] = {("body", ""): (base.package.main, base.body())}
    for kind, number in dict.fromkeys(base.notes()):
        content = base.note((kind, number))
        if content is not None:
            found[kind, number] = base.note_element((kind, number))[0], content
    for name, box in base.boxes.values():
        found["box", name] = base.package.main, base.box(box)
    for part in dict.fromkeys(base.bands().values()):
        found["band", part] = part, base.band(part)
    return found


@dataclass(slots=True, eq=False)
class Against:
    """A return laid against the base: each story of the base with the one that it has become.

    `pairs` are (key, part of the return, content there), with no part for a header that is gone;
    `findings` name the stories that only one of the two has.
    """

    base: File
    stories: Stories
    other: File
    pairs: list[tuple[StoryKey, str, Container]]
    findings: list[Finding]

    def traced(self, tracer: Tracer) -> dict[StoryKey, Traced]:
        """What the return wants of each story of the base; only where it wants something."""
        traced: dict[StoryKey, Traced] = {}
        for key, other_part, content in self.pairs:
            part, mine = self.stories[key]
            edits = tracer.container(mine, content)
            if edits:
                traced[key] = Traced(part, other_part, mine, edits)
        return traced


def against(base: File, stories: Stories, other: File) -> Against:
    """A return laid against the base; reads every story of the return once.

    A header or footer that only the return has gets an empty one in the base, and a story.
    """
    other.sections = section_reading(base, other)
    other.labels = note_labels(base, other)
    findings: list[Finding] = []
    pairs = list(_counterparts(base, other, stories, findings))
    return Against(base, stories, other, pairs, findings)


def _counterparts(
    base: File, other: File, stories: Stories, findings: list[Finding]
) -> Iterator[tuple[StoryKey, str, Container]]:
    yield ("body", ""), other.package.main, other.body()
    for note, label in other.labels.items():
        kind, _, number = label.split(":", 2)
        content = other.note(note)
        if content is not None and (kind, number) in stories:
            yield (kind, number), other.note_element(note)[0], content
    for name, box in other.boxes.values():
        yield ("box", name), other.package.main, other.box(box)
    for part, other_part, content in counterparts(base, other, findings):
        stories.setdefault(("band", part), (part, base.band(part)))
        yield ("band", part), other_part, content


def is_outer(story: Traced) -> bool:
    """Whether a story may hold others: these are written first, and come along in it."""
    return story.base.element.tag != f"{W}txbxContent"


def revision_ids(package: Package) -> dict[Element, RevisionId]:
    """The ids of the revisions of a package by the elements that they are written in."""
    return {
        element: RevisionId(revision)
        for part in marked_parts(package)
        for revision, mark in part.marks.items()
        for element in (*mark.elements, *(one for twin in mark.twins for one in twin.elements))
    }


@dataclass(slots=True, eq=False)
class Redline:
    """The base being written: one pen, one counter of ids, importers for each return.

    `names` are the reviewers by the returns' labels, empty where marks keep the names they have.
    """

    base: Package
    others: Mapping[str, Package]
    comments: Mapping[str, dict[str, str]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    _carried: list[tuple[str, list[tuple[Element, Element]]]] = field(default_factory=list)
    ids: Ids = field(init=False)
    pen: Pen = field(init=False)
    _notes: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ids = Ids(self.base)
        self.pen = Pen(self.ids.next)

    def carried(self) -> Iterator[tuple[str, Element, Element]]:
        """The marks that came along inside rows, tables and formats: the return's label, the mark,
        and the one that it is a copy of.
        """
        for label, pairs in self._carried:
            yield from ((label, self.pen.now(copy), source) for copy, source in pairs)

    def write(self, story: Traced, parts: Mapping[str, str]) -> None:
        """Write the edits of one story; `parts` are the parts of the returns that bring them."""
        twin = Twin(story.base.element)
        importers = {
            label: self._importer(label, story.part, part) for label, part in parts.items()
        }
        Writer(self.pen, importers).write(story.base, story.edits)
        twin.write(self.ids)
        self.base.changed(story.part)

    def settle_notes(self) -> None:
        """Put the notes that were added where they stand in the text, among the others."""
        for kind in ("footnote", "endnote"):
            added = {number for (_, one, _), number in self._notes.items() if one == kind}
            order = [number for one, number in File(self.base).notes(added=True) if one == kind]
            for place, number in enumerate(order):
                if number in added and place:
                    self._put_after(kind, number, order[place - 1])
                elif number in added and len(order) > 1:
                    self._put_after(kind, order[1], number)

    def _put_after(self, kind: str, number: str, before: str) -> None:
        """Move the one of two notes that was added so that they are in this order."""
        _, node = File(self.base).note_element((kind, number))
        _, first = File(self.base).note_element((kind, before))
        if node is None or first is None:
            return
        if number in self._notes.values():
            first.addnext(node)
        else:
            node.addprevious(first)

    def _importer(self, label: str, part: str, other_part: str) -> Importer:
        importer = Importer(
            (self.base, part),
            (self.others[label], other_part),
            self.ids,
            comments=self.comments.get(label, {}),
            note=self._note_of(label),
            author=self.names.get(label, ""),
        )
        self._carried.append((label, importer.marks))
        return importer

    def _note_of(self, label: str) -> Callable[[str, str], str]:
        return lambda kind, number: self._note(label, (kind, number))

    def _note(self, label: str, note: Note) -> str:
        """The id, in the base, of a note that a return adds; brought when first asked for."""
        if (label, *note) in self._notes:
            return self._notes[label, *note]
        part, element = File(self.others[label], label).note_element(note)
        if element is None:
            return note[1]
        mine = self._notes_part(note[0], self.others[label], part)
        root = self.base.tree(mine)
        taken = [int(str(one.get(f"{W}id", "0"))) for one in root.iterchildren(f"{W}{note[0]}")]
        number = str(max([0, *taken]) + 1)
        copy = self._importer(label, mine, part).adopt(element)
        copy.set(f"{W}id", number)
        root.append(copy)
        self.base.changed(mine)
        self._notes[label, *note] = number
        return number

    def _notes_part(self, kind: str, other: Package, part: str) -> str:
        """The notes part of the base; a new one has the separators of the return's (§17.11.23)."""
        parts = self.base.related(self.base.main, f"{kind}s")
        if parts:
            return parts[0]
        content_type, relation = _NOTE_TYPES[kind]
        theirs = other.tree(part)
        root = etree.Element(str(theirs.tag))
        for node in theirs.iterchildren(f"{W}{kind}"):
            if node.get(f"{W}type", "normal") != "normal":
                root.append(deepcopy(node))
        name = f"word/{kind}s.xml"
        self.base.write(name, etree.tostring(root, encoding="UTF-8"), content_type)
        self.base.relate(self.base.main, relation, name)
        return name
