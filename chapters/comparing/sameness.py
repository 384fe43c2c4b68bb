"""Whether a file, its marks rejected, still says what the base says."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz.distance import Prefix

from chapters.comparing.aligning import Step, align
from chapters.comparing.boxes import pair_boxes
from chapters.comparing.files import File
from chapters.comparing.flow import OBJECT, Block, Container, Paragraph, Table
from chapters.comparing.redlining import Against, against, stories_of
from chapters.comparing.sketching import Look
from chapters.findings import Finding
from chapters.oxml.namespaces import W
from chapters.package import Package
from chapters.resolution import accept_all, reject_all

__all__ = ["same"]

_SHOWN = 60  # letters of a paragraph in a sentence
_BEFORE = 15  # of those that are the same


def same(base: bytes, other: bytes) -> list[Finding]:
    """What differs between the base and another file when the marks of both are rejected.

    Empty where they say the same, story by story, in text and structure; however they are saved.
    """
    mine, theirs = File(Package.open(base)), File(Package.open(other), "other")
    pair_boxes(mine, [theirs])
    return list(differences(against(mine, stories_of(mine), theirs)))


def differences(laid: Against) -> Iterator[Finding]:
    """What differs between two files when the marks of both are rejected, as sentences."""
    for key, other_part, theirs in laid.pairs:
        mine = laid.stories[key][1]
        if other_part and mine.fingerprint != theirs.fingerprint:
            name = key[0] if key[0] in ("body", "band") else f"{key[0]} {key[1]}"
            yield from _differing(name.replace("band", "header or footer"), mine, theirs)
    yield from laid.findings
    if _really_differ(laid.base, laid.other):
        text = "The content controls of this file are not those that were sent."
        yield Finding(code="controls-changed", where="body", text=text)


def _controls(package: Package) -> list[str]:
    """The content controls of the body, by what names them; not the frames of building blocks."""
    names = []
    for properties in package.tree(package.main).iter(f"{W}sdtPr"):
        if properties.find(f"{W}docPartObj") is None:
            named = (properties.find(f"{W}tag"), properties.find(f"{W}alias"))
            names.append("".join(str(one.get(f"{W}val", "")) for one in named if one is not None))
    return names


def _really_differ(base: File, other: File) -> bool:
    """Whether the controls differ in the state in which each file is read."""
    if not base.accepted and _controls(base.package) == _controls(other.package):
        return False
    return _controls(_resolved(base)) != _controls(_resolved(other))


def _resolved(file: File) -> Package:
    data = file.package.save()
    return Package.open(accept_all(data) if file.accepted else reject_all(data))


def _differing(story: str, base: Container, other: Container) -> Iterator[Finding]:
    mine = [block.fingerprint for block in base.blocks]
    theirs = [block.fingerprint for block in other.blocks]
    for step in align(mine, theirs, Look(base, other)):
        if not step.equal:
            yield _finding(story, base, other, step)


def _finding(story: str, base: Container, other: Container, step: Step) -> Finding:
    before = None if step.before is None else base.blocks[step.before]
    after = None if step.after is None else other.blocks[step.after]
    number = next(one for one in (step.before, step.after) if one is not None) + 1
    start = _start_of_difference(before, after)
    what = f"{_said(before, start)} became {_said(after, start)}"
    if isinstance(before, Table) and isinstance(after, Table):
        what = "a table became another one"
    return Finding(
        code="untracked-change",
        where=f"{story}, block {number}",
        text=f"Without tracking, {what}.",
    )


def _start_of_difference(before: Block | None, after: Block | None) -> int:
    """Where two paragraphs begin to differ, some words before it; 0 where that is near."""
    if not isinstance(before, Paragraph) or not isinstance(after, Paragraph):
        return 0
    same = Prefix.similarity(before.text, after.text)
    return 0 if same < _SHOWN // 2 else before.text.rfind(" ", 0, same - _BEFORE) + 1


def _said(block: Block | None, start: int) -> str:
    if block is None:
        return "nothing"
    if not isinstance(block, Paragraph):
        return "a table"
    text = block.text[start:].replace(OBJECT, "[…]")
    if not block.text:
        return "an empty paragraph"
    more = "…" if len(text) > _SHOWN else ""
    return f'"{"…" if start else ""}{text[:_SHOWN]}{more}"'
