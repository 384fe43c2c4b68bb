"""Chapters → one guide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from chapters.compiling.contents import Front, Titles, text_width
from chapters.compiling.graft import Graft
from chapters.compiling.guide import Guide
from chapters.compiling.headings import ContentsEntry, Headings
from chapters.compiling.identities import undescribed_pictures
from chapters.compiling.names import Names, Scope, chapter_anchor, declared_names
from chapters.compiling.references import References, Target
from chapters.compiling.sections import (
    Furniture,
    final_section,
    is_on,
    like_pages_of,
    sections_of,
    tuck_in,
)
from chapters.findings import Finding
from chapters.oxml.fields import fields_in, set_result, words_of
from chapters.oxml.namespaces import NS, W
from chapters.package import Package

__all__ = [
    "ChapterFile",
    "Compiled",
    "ContentsEntry",
    "Reserved",
    "compile_guide",
    "fill_pages",
    "wanted_pages",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterFile:
    """A chapter with what the guide says about it: its fixed number ("3.1"), its title, and the
    name of its file, by which other chapters may link to it. All may be empty.
    """

    data: bytes
    number: str = ""
    title: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserved:
    """A withheld chapter: its number stays its own, its title is printed without a page."""

    number: str
    title: str
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """The guide, what was noticed on the way, and the lines of its contents."""

    data: bytes
    findings: tuple[Finding, ...]
    entries: tuple[ContentsEntry, ...] = ()


def compile_guide(  # noqa: PLR0913 -- what a guide is, said once
    chapters: Sequence[bytes | ChapterFile | Reserved],
    *,
    template: bytes | None = None,
    title: str = "",
    subtitle: str = "",
    language: str = "",
    contents: str = "",
    across: str = "",
) -> Compiled:
    """One Word file of all chapters in the order given; the template's styles win.

    The template's own text stands in front. Without a template every chapter keeps its look.
    `title` and `subtitle` stand on a page of their own, unless the template has text. `contents` is
    the heading of a table of contents ("Contents"); empty: none is made. Page
    numbers in it are written by `fill_pages`, once a PDF says what they are. A chapter that opens
    with a heading of its own number keeps it; else the number is written before the heading.
    `across` is a word that lies on each page of a preview ("DRAFT").
    """
    titles = Titles(title=title, subtitle=subtitle, contents=contents)
    return _Compilation(chapters, template, across).run(titles, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """The slot of the front pages, the width of their text, whether the template has text."""

    slot: int
    width: int
    written: bool


class _Compilation:
    def __init__(
        self,
        chapters: Sequence[bytes | ChapterFile | Reserved],
        template: bytes | None,
        across: str,
    ) -> None:
        self._slots = [ChapterFile(data=one) if isinstance(one, bytes) else one for one in chapters]
        self._findings: list[Finding] = []
        self._template = None if template is None else Package.open(template)
        self._packages: list[Package | None] = [
            Package.open(one.data) if isinstance(one, ChapterFile) else None for one in self._slots
        ]
        everything = [self._template, *self._packages]
        self._scopes = [
            None if package is None else Scope(key=key, declared=_names_in(package))
            for key, package in zip(self._keys(), everything, strict=True)
        ]
        self._targets = _targets(self._slots)
        anchors = [one.anchor for one in self._targets.values() if one.anchor]
        self._names = Names([one for one in self._scopes if one is not None], anchors)
        base = next((one for one in everything if one is not None), None)
        if base is None:
            raise ValueError("a guide needs a template or at least one chapter")
        self._base = base
        self._guide = Guide(base, self._findings, firm=template is not None, across=across)
        self._guide.even_and_odd = any(
            is_on(one.related_tree("settings"), "evenAndOddHeaders")
            for one in everything
            if one is not None
        )
        self._headings = Headings(self._guide)
        self._entries: list[ContentsEntry] = []

    def _keys(self) -> list[str]:
        """A short key for the template and each chapter: by number where it is fixed."""
        keys = ["t"]
        for place, slot in enumerate(self._slots, 1):
            wanted = chapter_anchor(slot.number)[8:] if slot.number else ""
            key = f"c{wanted}" if wanted else f"f{place}"
            keys.append(f"{key}_{place}" if key in keys else key)
        return keys

    def run(self, titles: Titles, language: str) -> Compiled:
        wants_front = self._template is not None or bool(titles.title or titles.contents)
        front = self._open() if wants_front else None
        last = max(
            (place for place, one in enumerate(self._packages) if one is not None), default=-1
        )
        for place, slot in enumerate(self._slots):
            package = self._packages[place]
            if package is None:
                self._reserve(place, slot)
            else:
                self._append(place, package, last=place == last)
            self._packages[place] = None  # a long guide must not hold all its chapters
        if front is not None:
            self._fill(front, titles)
        background = self._base.tree(self._base.main).find(f"{W}background")
        data = self._guide.finish(title=titles.title, language=language, background=background)
        return Compiled(data=data, findings=tuple(self._findings), entries=tuple(self._entries))

    def _open(self) -> _Opened:
        """Start with the template's text, and keep a slot for the front pages."""
        body = None if self._template is None else self._graft(self._template, -1, "").body()
        pages = self._base.tree(self._base.main).find(f"{W}body")
        section = final_section(body if body is not None else etree.Element(f"{W}body"))
        if body is None and pages is not None:
            section = like_pages_of(sections_of(pages)[0])
        root = self._base.tree(self._base.main)
        self._guide.furniture = _copy_of_furniture(section)
        own = body is not None and _says_something(body)
        if body is not None:
            body.remove(section)
            if own:
                self._headings.of(body, -1)
                self._guide.body.add_inner(body, root)
        slot = self._guide.body.slot()
        self._close(section, root)
        return _Opened(slot=slot, width=text_width(section), written=own)

    def _close(self, section: etree._Element, root: etree._Element) -> None:
        if not self._guide.furniture.by_type:
            Furniture(
                {(kind, "default"): self._guide.empty_band(kind) for kind in ("header", "footer")}
            ).put_into(section)
        end = etree.Element(f"{W}body", nsmap={"w": NS["w"]})
        end.append(section)
        if any(one is not None for one in self._packages):
            tuck_in(end)
        self._guide.body.add(list(end), root)

    def _fill(self, opened: _Opened, titles: Titles) -> None:
        front = Front(self._guide.styles, opened.width)
        pieces = b""
        if titles.title and not opened.written:
            pieces += front.title(titles.title, titles.subtitle)
        if titles.contents:
            pieces += front.contents(self._entries, titles.contents)
        self._guide.body.fill(opened.slot, pieces)

    def _append(self, place: int, package: Package, *, last: bool) -> None:
        slot = self._slots[place]
        body = self._graft(package, place, slot.number).body()
        anchor = _anchor(slot)
        found = self._headings.of(body, place, number=slot.number, anchor=anchor)
        self._entries += found
        if not found and isinstance(slot, ChapterFile) and slot.title and anchor:
            self._entries.append(
                ContentsEntry(
                    level=1, label=slot.number, text=slot.title, anchor=anchor, chapter=place
                )
            )
        self._note_pictures(body, _called(slot, place))
        if not last:
            tuck_in(body)
        self._guide.body.add_inner(body, package.tree(package.main))

    def _note_pictures(self, body: etree._Element, where: str) -> None:
        count = undescribed_pictures(body)
        if count:
            text = f"In {where}, pictures without alternative text: {count}."
            self._findings.append(Finding(code="no-alternative-text", where=where, text=text))

    def _graft(self, package: Package, place: int, number: str) -> Graft:
        scope = self._scopes[place + 1]
        slot = self._slots[place] if place >= 0 else None
        where = "the template" if slot is None else _called(slot, place)
        self._findings += [replace(one, where=f"{where}: {one.where}") for one in package.findings]
        assert scope is not None  # noqa: S101 -- a package has a scope; for the type checker
        references = References(self._names, scope, self._targets, self._findings, where)
        return Graft(
            self._guide,
            package,
            references,
            key=scope.key.lstrip("c").replace("_", "."),
            where=where,
            rooted=package is self._base,
            number=number,
        )

    def _reserve(self, place: int, slot: ChapterFile | Reserved) -> None:
        self._entries.append(
            ContentsEntry(level=1, label=slot.number, text=slot.title, anchor=None, chapter=place)
        )
        text = f"Chapter {slot.number} ({slot.title}) is withheld; its number stays reserved."
        self._findings.append(Finding(code="withheld", where="contents", text=text))


def _names_in(package: Package) -> set[str]:
    parts = [package.main]
    for kind in ("footnotes", "endnotes", "comments", "header", "footer"):
        parts += package.related(package.main, kind)
    return declared_names([package.read(part) for part in parts])


def _targets(slots: Sequence[ChapterFile | Reserved]) -> dict[str, Target]:
    """What other chapters may call a chapter: the name of its file, its anchor."""
    found: dict[str, Target] = {}
    for slot in slots:
        anchor = _anchor(slot) or None
        lasting = anchor if isinstance(slot, ChapterFile) else None
        target = Target(number=slot.number, title=slot.title, anchor=lasting)
        if slot.file and (anchor or isinstance(slot, Reserved)):
            found[slot.file.casefold()] = target
        if anchor:
            found[anchor] = target
    return found


def _anchor(slot: ChapterFile | Reserved) -> str:
    """The bookmark at the start of a chapter, by its number, else its title; empty without both."""
    return chapter_anchor(slot.number or slot.title) if slot.number or slot.title else ""


def _called(slot: ChapterFile | Reserved, place: int) -> str:
    return f"chapter {slot.number}" if slot.number else slot.file or f"file {place + 1}"


def _copy_of_furniture(section: etree._Element) -> Furniture:
    found = Furniture.taken_from(section)
    found.put_into(section)
    return found


def _says_something(body: etree._Element) -> bool:
    """Whether a template has text or anything else to show, not only styles."""
    shown = body.iter(f"{W}t", f"{W}drawing", f"{W}pict", f"{W}tbl", f"{W}object", f"{W}sdt")
    return next(shown, None) is not None


def wanted_pages(data: bytes) -> list[str]:
    """The bookmarks whose pages a guide asks for, in its contents and in cross-references."""
    package = Package.open(data)
    asked = [words_of(one.instruction) for one in fields_in(package.tree(package.main))]
    names = [one[1] for one in asked if len(one) > 1 and one[0].upper() == "PAGEREF"]
    return list(dict.fromkeys(names))


def fill_pages(data: bytes, pages: Mapping[str, int]) -> bytes:
    """The guide with the page of each bookmark in `pages` written where a field asks for it."""
    package = Package.open(data)
    root = package.tree(package.main)
    for one in list(fields_in(root)):
        names = words_of(one.instruction)
        if one.verb == "PAGEREF" and len(names) > 1 and names[1] in pages:
            set_result(one, str(pages[names[1]]))
    package.changed(package.main)
    return package.save()
