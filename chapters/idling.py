"""Changes that come to nothing: words that go and come back as they were, comments that go."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from chapters.grouping import group_of
from chapters.marked import marked_parts
from chapters.oxml.marks import Mark
from chapters.oxml.namespaces import W
from chapters.package import Package

__all__ = ["idle_groups", "silent_groups"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type

_UNSEEN = frozenset(
    f"{W}{name}" for name in ("lang", "noProof", "rFonts", "rPrChange", "webHidden")
)
_TEXTS = {f"{W}t", f"{W}delText"}
_SIGNS = {f"{W}rPr", f"{W}commentReference", f"{W}annotationRef"}
_Look = tuple[str, ...]


def idle_groups(data: bytes) -> frozenset[str]:
    """The groups of revisions that take words away and bring the same, with the same link and the
    same look: typed and taken back.
    """
    return frozenset(
        group
        for part in marked_parts(Package.open(data))
        if part.marks
        for group, marks in _grouped(part.marks).items()
        if _is_idle(marks)
    )


def silent_groups(data: bytes) -> frozenset[str]:
    """The groups of revisions that take away nothing but comments: no change of the text."""
    return frozenset(
        group
        for part in marked_parts(Package.open(data))
        if part.marks
        for group, marks in _grouped(part.marks).items()
        if all(mark.code == "del" and _only_comments(mark) for mark in marks)
    )


def _only_comments(mark: Mark) -> bool:
    """Whether all that a mark holds is the signs of comments (§17.13.4.5)."""
    runs = [run for element in mark.elements for run in element.iter(f"{W}r")]
    return bool(runs) and all(node.tag in _SIGNS for run in runs for node in run)


def _grouped(marks: dict[str, Mark]) -> dict[str, list[Mark]]:
    groups: dict[str, list[Mark]] = {}
    for name, group in group_of(marks).items():
        groups.setdefault(group, []).append(marks[name])
    return groups


def _is_idle(marks: list[Mark]) -> bool:
    if {mark.code for mark in marks} != {"ins", "del"}:
        return False
    gone = _said(mark for mark in marks if mark.code == "del")
    return bool(gone) and gone == _said(mark for mark in marks if mark.code == "ins")


def _said(marks: Iterator[Mark]) -> list[tuple[_Look, str]]:
    """The words of some marks with how they look, however they are cut into runs."""
    said: list[tuple[_Look, str]] = []
    for mark in marks:
        for element in mark.elements:
            for run in element.iter(f"{W}r"):
                look, text = _look(run), _text(run)
                if said and said[-1][0] == look:
                    said[-1] = (look, said[-1][1] + text)
                else:
                    said.append((look, text))
    return said


def _text(run: Element) -> str:
    """The words of a run; what is no word by its name, so that it is never taken for equal."""
    return "".join(
        node.text or "" if node.tag in _TEXTS else f"\x04{node.tag} {sorted(node.attrib.values())}"
        for node in run
        if node.tag != f"{W}rPr"
    )


def _look(run: Element) -> _Look:
    properties = run.find(f"{W}rPr")
    nodes = [] if properties is None else [one for one in properties if one.tag not in _UNSEEN]
    links = [str(sorted(one.attrib.values())) for one in run.iterancestors(f"{W}hyperlink")]
    return (*links, *sorted(f"{one.tag}{sorted(one.attrib.values())}" for one in nodes))
