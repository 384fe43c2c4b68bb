"""Body, notes, headers, footers, boxes: where in a file something sits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from chapters.oxml.namespaces import MC, R, W
from chapters.package import Package
from chapters.values import Place

__all__ = ["Place", "Story", "stories"]

_BOX = f"{W}txbxContent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A run of paragraphs that reads by itself (ECMA-376 part 1, §17.2.3 calls it so).

    `root` holds the paragraphs; `twins` are the same text box once more, in the VML that old
    programs read: no story of its own, but whatever is done to `root` must be done to them.
    `number` counts its kind as people do, from 1; 0 for a separator of notes.
    """

    part: str
    root: etree._Element
    kind: str
    number: int
    label: str
    twins: tuple[etree._Element, ...] = ()


def stories(package: Package) -> list[Story]:
    """All stories of a file: body, notes, headers, footers, comments, glossary; each followed by
    the text boxes in it.
    """
    found = list(_of_document(package, package.main))
    for part in package.related(package.main, "glossaryDocument"):
        found += _of_glossary(package, part)
    return [*_with_boxes(found)]


def _of_document(package: Package, part: str) -> Iterator[Story]:
    root = package.tree(part)
    body = next(root.iterchildren(f"{W}body"), root)
    yield Story(part=part, root=body, kind="body", number=1, label="body")
    yield from _around(package, part, root)


def _around(package: Package, part: str, root: etree._Element) -> Iterator[Story]:
    for kind in ("footnote", "endnote"):
        for name in package.related(part, f"{kind}s"):
            yield from _notes(package, name, kind, root)
    for kind in ("header", "footer"):
        for number, name in enumerate(_bands(package, part, kind, root), 1):
            yield _story(name, package.tree(name), kind, number)
    for name in package.related(part, "comments"):
        for number, node in enumerate(package.tree(name).iter(f"{W}comment"), 1):
            yield _story(name, node, "comment", number)


def _story(part: str, root: etree._Element, kind: str, number: int) -> Story:
    return Story(part=part, root=root, kind=kind, number=number, label=f"{kind} {number}")


def _notes(package: Package, part: str, kind: str, root: etree._Element) -> Iterator[Story]:
    """The notes of a part, numbered in the order in which the text refers to them."""
    order: dict[str | None, int] = {}
    for reference in root.iter(f"{W}{kind}Reference"):
        order.setdefault(reference.get(f"{W}id"), len(order) + 1)
    for node in package.tree(part).iterchildren(f"{W}{kind}"):
        if node.get(f"{W}type", "normal") == "normal":
            number = order.setdefault(node.get(f"{W}id"), len(order) + 1)
            yield _story(part, node, kind, number)
        else:
            label = f"{kind} separator"
            yield Story(part=part, root=node, kind=kind, number=0, label=label)


def _bands(package: Package, part: str, kind: str, root: etree._Element) -> list[str]:
    """The headers or footers in the order in which sections refer to them, then the others."""
    present = package.related(part, kind)
    if len(present) < 2:  # noqa: PLR2004 -- there is nothing to put in order
        return present
    targets = {one.id: one.target.lower() for one in package.relationships(part)}
    asked = [
        targets.get(reference.get(f"{R}id", "")) for reference in root.iter(f"{W}{kind}Reference")
    ]
    first = {name: asked.index(name.lower()) for name in present if name.lower() in asked}
    return sorted(present, key=lambda name: first.get(name, len(asked)))


def _of_glossary(package: Package, part: str) -> Iterator[Story]:
    root = package.tree(part)
    for number, node in enumerate(root.iter(f"{W}docPartBody"), 1):
        yield _story(part, node, "glossary", number)
    for story in _around(package, part, root):
        yield replace(story, kind="glossary", label=f"glossary {story.label}")


def _with_boxes(found: list[Story]) -> Iterator[Story]:
    number = 0
    for story in found:
        yield story
        if next(story.root.iter(_BOX), None) is None:
            continue
        for box, twins in _boxes(story.root):
            number += 1
            label = f"text box {number}"
            yield Story(
                part=story.part,
                root=box,
                kind="text box",
                number=number,
                label=label,
                twins=twins,
            )


def _boxes(root: etree._Element) -> list[tuple[etree._Element, tuple[etree._Element, ...]]]:
    """The text boxes in a story, each with its twins in the fallback branches."""
    every = list(root.iter(_BOX))
    twins = _twins(root)
    spare = {twin for several in twins.values() for twin in several}
    return [(box, twins.get(box, ())) for box in every if box not in spare]


def _twins(root: etree._Element) -> dict[etree._Element, tuple[etree._Element, ...]]:
    """The n-th text box of a choice ↔ the n-th of its fallback (ECMA-376 part 3, §7.6).

    Boxes of a fallback whose choice has none stay boxes of their own.
    """
    twins: dict[etree._Element, tuple[etree._Element, ...]] = {}
    for either in root.iter(f"{MC}AlternateContent"):
        branches = [list(branch.iter(_BOX)) for branch in either]
        first = next((boxes for boxes in branches if boxes), [])
        others = [boxes for boxes in branches if boxes and boxes is not first]
        for number, box in enumerate(first):
            same = tuple(boxes[number] for boxes in others if number < len(boxes))
            twins[box] = (*twins.get(box, ()), *same)
    return twins
