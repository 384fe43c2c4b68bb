"""What only a draft shows: a line on every page, and words in brackets behind what is disputed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import count

from lxml import etree

from chapters.compiling.sections import sections_of
from chapters.marked import MarkedPart, marked_parts
from chapters.oxml.marks import RUN_MARKS, Mark
from chapters.oxml.markup import to_strict
from chapters.oxml.namespaces import NS, XML, R, W
from chapters.oxml.order import insert
from chapters.package import Package
from chapters.resolution import resolve
from chapters.revisions import RevisionId

__all__ = ["Aside", "Bracketed", "bracket", "mark_draft"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type

_HEADER_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
_PAGES = ("default", "first", "even")
_P, _RUN, _RPR, _T, _DEL_T = f"{W}p", f"{W}r", f"{W}rPr", f"{W}t", f"{W}delText"
_COMING = frozenset(tag for tag, code in RUN_MARKS.items() if code in {"ins", "to"})
_OF_WORDS = frozenset(RUN_MARKS.values())
_NOT_LIKE = ("rStyle", "rPrChange", "ins", "del", "strike", "dstrike", "vanish", "vertAlign")
_EMPTY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<w:hdr xmlns:w="{NS["w"]}" xmlns:r="{NS["r"]}"/>'
).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """Words to put behind what these revisions are about."""

    revisions: tuple[RevisionId, ...]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bracketed:
    """A file with asides in its text; `unplaced` are those whose revisions are gone with something
    around them.
    """

    data: bytes
    unplaced: tuple[Aside, ...] = ()


def bracket(data: bytes, asides: Sequence[Aside]) -> Bracketed:
    """The file with each aside behind the words that its revisions are about, and these revisions
    rejected: the words that were there before stay. Other tracked changes stay marked.
    """
    package = Package.open(data)
    parts = list(marked_parts(package))
    unplaced: list[Aside] = []
    for aside in reversed(asides):  # two behind the same words: the first stands first
        if not any(_put_behind(package, part, aside) for part in parts):
            unplaced.insert(0, aside)
    there = {name for part in parts for name in part.marks}
    wanted = {one for aside in asides for one in aside.revisions if one in there}
    return Bracketed(data=resolve(package.save(), reject=wanted), unplaced=tuple(unplaced))


def _put_behind(package: Package, part: MarkedPart, aside: Aside) -> bool:
    wanted = set(aside.revisions)
    marks = [mark for name, mark in part.marks.items() if name in wanted]
    if not marks:
        return False
    last = next((mark for mark in reversed(marks) if _behind(mark) is not None), None)
    for one in (last, *last.twins) if last else ():
        place = _behind(one)
        if place is not None:
            place.addnext(run := _run_like(one))
            _fill(run, aside.words)
    if last is None:
        paragraph = _nearest(part.root, marks[-1].first)
        if paragraph is None:
            return False
        run = etree.SubElement(paragraph, _RUN)
        _fill(run, aside.words)
    package.changed(part.name)
    return True


def _behind(mark: Mark) -> Element | None:
    """The outermost element around the words of a mark, where what follows it stays when all is
    rejected; none for a mark of a paragraph, a row, a property.
    """
    element = mark.elements[-1]
    if mark.code not in _OF_WORDS or element.getparent() is None:
        return None
    outermost = element
    for above in element.iterancestors():
        if above.tag in RUN_MARKS:
            outermost = above
        if above.tag == _P:
            return outermost if _stays(above) else None
    return None


def _stays(paragraph: Element) -> bool:
    """Whether a paragraph is one of those that were there: neither it nor its row was inserted."""
    if _ends_anew(paragraph):
        return False
    rows = paragraph.iterancestors(f"{W}tr")
    cells = paragraph.iterancestors(f"{W}tc")
    return all(row.find(f"{W}trPr/{W}ins") is None for row in rows) and all(
        cell.find(f"{W}tcPr/{W}cellIns") is None for cell in cells
    )


def _nearest(root: Element, element: Element) -> Element | None:
    """The paragraph that stays and holds an element, or the last one before it, or the first."""
    inside = set(element.iterancestors(_P))
    before: Element | None = None
    for node in root.iter():
        if node is element and before is not None:
            return before
        if node.tag == _P and _stays(node):
            if node in inside:
                return node
            before = node
    return before


def _run_like(mark: Mark) -> Element:
    """An empty run in the format of the words of a mark, without what marks a change."""
    run = etree.Element(_RUN)
    model = next((one for el in mark.elements for one in el.iter(_RUN)), None)
    properties = None if model is None else model.find(_RPR)
    if properties is not None:
        run.append(deepcopy(properties))
        for name in _NOT_LIKE:
            for node in run[0].findall(f"{W}{name}"):
                run[0].remove(node)
    return run


def _fill(run: Element, words: str) -> None:
    """The words of a run, with the spaces that its neighbours need."""
    before, after = _neighbours(run)
    text = etree.SubElement(run, _T)
    lead = " " if before and not before.isspace() else ""
    trail = " " if after.isalnum() or after in {"[", "("} else ""
    text.text = f"{lead}{words}{trail}"
    text.set(f"{XML}space", "preserve")


def _neighbours(run: Element) -> tuple[str, str]:
    """The characters before and behind a run that stay when every change is rejected."""
    before = ""
    seen = False
    for paragraph in _as_one(next(run.iterancestors(_P))):
        for node in paragraph.iter(_RUN, _T, _DEL_T):
            if node is run:
                seen = True
            elif node.tag != _RUN and not _comes(node) and node.text:
                if seen:
                    return before, node.text[0]
                before = node.text[-1]
    return before, ""


def _as_one(paragraph: Element) -> list[Element]:
    """The paragraphs that are one with this when every change is rejected: an inserted end goes."""
    found = [paragraph]
    for other in paragraph.itersiblings(_P, preceding=True):
        if not _ends_anew(other):
            break
        found.insert(0, other)
    for other in paragraph.itersiblings(_P):
        if not _ends_anew(found[-1]):
            break
        found.append(other)
    return found


def _ends_anew(paragraph: Element) -> bool:
    properties = paragraph.find(f"{W}pPr/{W}rPr")
    return properties is not None and any(child.tag in _COMING for child in properties)


def _comes(node: Element) -> bool:
    for above in node.iterancestors():
        if above.tag == _P:
            return False
        if above.tag in _COMING:
            return True
    return False


def mark_draft(data: bytes, words: str) -> bytes:
    """The file with a line on top of every page: in each header of each section, for first, even
    and other pages (ECMA-376 part 1, §17.10); a header is made where a section has none.
    """
    package = Package.open(data)
    root = package.tree(package.main)
    found = root.find(f"{W}body")
    sections = sections_of(root if found is None else found)
    targets = {one.id: one.target for one in package.relationships(package.main)}
    marked: set[str] = set()
    for section in sections:
        for reference in section.findall(f"{W}headerReference"):
            name = targets.get(reference.get(f"{R}id", ""), "")
            if package.has(name) and name not in marked:
                marked.add(name)
                package.tree(name).insert(0, _line(words))
                package.changed(name)
    # Later sections take over what the first one has, so only it needs all three.
    for kind in _missing(sections[0]):
        reference = sections[0].makeelement(f"{W}headerReference")
        reference.set(f"{W}type", kind)
        reference.set(f"{R}id", _new_header(package, words))
        insert(sections[0], reference)
    package.changed(package.main)
    return package.save()


def _missing(section: Element) -> Iterator[str]:
    there = {one.get(f"{W}type", "default") for one in section.findall(f"{W}headerReference")}
    return (kind for kind in _PAGES if kind not in there)


def _new_header(package: Package, words: str) -> str:
    """A header with the line alone; the id of its relationship."""
    name = next(n for i in count(1) if not package.has(n := f"word/headerDraft{i}.xml"))
    package.write(name, to_strict(_EMPTY) if package.strict else _EMPTY, _HEADER_TYPE)
    package.tree(name).append(_line(words))
    package.changed(name)
    return package.relate(package.main, "header", name)


def _line(words: str) -> Element:
    """The line, in the middle, red and bold, whatever the file's own style looks like."""
    paragraph = etree.fromstring(_LINE.encode())
    text = next(paragraph.iter(_T))
    text.text = words
    return paragraph


_LINE = (
    f'<w:p xmlns:w="{NS["w"]}"><w:pPr><w:spacing w:before="0" w:after="60"/>'
    '<w:ind w:left="0" w:right="0" w:firstLine="0"/><w:jc w:val="center"/></w:pPr>'
    '<w:r><w:rPr><w:b/><w:color w:val="C00000"/><w:sz w:val="20"/></w:rPr>'
    '<w:t xml:space="preserve"/></w:r></w:p>'
)
