"""What is typed where a comment or a tracked change was meant; and what was pasted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import groupby

from lxml import etree

from chapters.announcing.laying import Laid, Stretch, stretches, switched, text_of
from chapters.findings import Finding
from chapters.oxml.namespaces import W
from chapters.oxml.styles import heading_levels
from chapters.oxml.words import words
from chapters.package import Package

__all__ = ["RULES", "left_open"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type

_OPEN = re.compile(
    r"\[[^\[\]]*[^\W\d_][^\[\]]*\]"  # words in square brackets, not the number of a reference
    r"|\bT\.?B\.?[CDA]\b\.?|\bto be (?:confirmed|determined|completed|added|updated)\b|\bX{2,}\b",
)
_SHOUTED = re.compile(r"[A-Z]{4,}(?:\W+[A-Z]{2,})*\W+[A-Z]{4,}|\b(?:NOTE TO|PLEASE|CHECK|DELETE)\b")
_CALM = frozenset({"", "auto", "000000"})
_LONG = 1_500  # characters in neighbouring new paragraphs: a page of somebody's own text
_BREAKS = 2
_PASTED = ("\u00ad", "\u00a0", "\u200b", "\ufeff")
_SHOWN = 80


def left_open(paragraph: Element) -> Iterator[str]:
    """The words of a paragraph that leave something open."""
    yield from (match.group() for match in _OPEN.finditer(words(paragraph)))


def _open(laid: Laid) -> Iterator[Finding]:
    for before, after in laid.paragraphs():
        had = [] if before is None else list(left_open(before))
        for text in left_open(after):
            if text in had:
                had.remove(text)
                continue
            said = f"Left open: “{text}”."
            yield Finding(code="open-point", where=laid.where(after), text=said)


def _typed(laid: Laid) -> Iterator[Finding]:
    """Remarks and hand-made marks: a remark stands out, a mark strikes words or stands in for
    words that are struck (§17.3.2.37, .6, .15).
    """
    bold = _of_runs(laid.base.tree(laid.base.main), _bold)
    for before, after in laid.paragraphs():
        said = list(stretches(before, after))
        struck = list(_standing_out(said, lambda one: not one.new and _struck(one.run)))
        old = "" if before is None else _of_runs(before, _struck)
        struck = [text for text in struck if text not in old]
        for text in struck:
            yield _by_hand(laid, after, f"struck out by hand: “{_short(text)}”")
        marked = _standing_out(said, lambda one: one.new and _marked(one.run, laid))
        for text in marked:
            # Bold words of a paragraph that was moved or rewritten were bold before.
            if struck or not (text in bold or _loud(text, after)):
                yield _by_hand(laid, after, f"marked as new by hand: “{_short(text)}”")
        if not struck:
            yield from _remarks(laid, before, after, said)


def _remarks(
    laid: Laid, before: Element | None, after: Element, said: list[Stretch]
) -> Iterator[Finding]:
    was_lit = "" if before is None else _of_runs(before, _lit)
    lit = _standing_out(said, lambda one: _lit(one.run) and one.text.strip() not in was_lit)
    red = _standing_out(said, lambda one: one.new and not _lit(one.run) and _red(one.run))
    shouted = [
        match.group()
        for text in _standing_out(said, lambda one: one.new and not _red(one.run))
        for match in _SHOUTED.finditer(text)
    ]
    for how, texts in (("highlighted", lit), ("in colour", red), ("in capitals", shouted)):
        for text in texts:
            yield Finding(
                code="typed-remark",
                where=laid.where(after),
                text=f"Typed into the text, {how}: “{_short(text)}”.",
            )


def _raised(laid: Laid) -> Iterator[Finding]:
    """Subscripts and superscripts that changed under words that stayed (§17.3.2.42)."""
    for before, after in laid.pairs:
        if text_of(before) != text_of(after) or _heights(before) == _heights(after):
            continue
        text = f"Subscript or superscript changed: “{_short(text_of(after))}”"
        yield Finding(code="subscript-changed", where=laid.where(after), text=text)


def _heights(paragraph: Element) -> list[str]:
    """For each letter of a paragraph whether it is raised or lowered."""
    heights: list[str] = []
    for one in stretches(None, paragraph):
        node = one.run.find(f"{W}rPr/{W}vertAlign")
        height = "baseline" if node is None else node.get(f"{W}val", "")
        heights += [height] * len(one.text)
    return heights


def _by_hand(laid: Laid, at: Element, text: str) -> Finding:
    return Finding(code="marked-by-hand", where=laid.where(at), text=f"Not tracked, {text}.")


def _standing_out(said: list[Stretch], chosen: Callable[[Stretch], bool]) -> Iterator[str]:
    """The words of neighbouring stretches that a test chooses, as one text each."""
    for wanted, group in groupby(said, key=chosen):
        text = "".join(one.text for one in group)
        if wanted and text.strip():
            yield text.strip()


def _struck(run: Element) -> bool:
    return switched(run, "strike", "dstrike")


def _lit(run: Element) -> bool:
    return switched(run, "highlight")


def _red(run: Element) -> bool:
    return _colour(run) not in _CALM


def _bold(run: Element) -> bool:
    return switched(run, "b", "u")


def _marked(run: Element, laid: Laid) -> bool:
    """Whether new words look unlike what the base has: bold, underlined or coloured."""
    return _bold(run) or (_red(run) and _colour(run) not in _colours(laid.base))


def _loud(text: str, paragraph: Element) -> bool:
    """Whether words are a remark rather than new text; in a heading everything is bold."""
    runs = [run for run in paragraph.iter(f"{W}r") if text in "".join(map(str, run.itertext()))]
    bold_only = any(switched(run, "b", "u") for run in runs) and not any(map(_red, runs))
    return not bold_only or bool(_SHOUTED.search(text)) or text == text_of(paragraph).strip()


def _colour(run: Element) -> str:
    node = run.find(f"{W}rPr/{W}color")
    return "" if node is None else node.get(f"{W}val", "")


def _colours(package: Package) -> set[str]:
    return {node.get(f"{W}val", "") for node in package.tree(package.main).iter(f"{W}color")}


def _of_runs(paragraph: Element, chosen: Callable[[Element], bool]) -> str:
    return "".join(
        node.text or ""
        for run in paragraph.iter(f"{W}r")
        if chosen(run)
        for node in run.iter(f"{W}t")
    )


def _foreign(laid: Laid) -> Iterator[Finding]:
    """New paragraphs in a style that the base does not have, nor one of the same heading level."""
    mine, theirs = _styles(laid.base), _styles(laid.other)
    levels = heading_levels(laid.other.related_tree("styles"))
    seen: set[str] = set()
    for _, paragraph in laid.new:
        node = paragraph.find(f"{W}pPr/{W}pStyle")
        style = "" if node is None else node.get(f"{W}val", "")
        name = theirs.get(style, "")
        if not name or name in mine.values() or style in levels or name in seen:
            continue
        seen.add(name)
        yield Finding(
            code="foreign-style",
            where=laid.where(paragraph),
            text=f"Pasted text has a style that the guide does not: “{name}”.",
        )


def _styles(package: Package) -> dict[str, str]:
    """The names of the paragraph styles by id, without case: programs differ in it."""
    sheet = package.related_tree("styles")
    nodes = [] if sheet is None else sheet.iterchildren(f"{W}style")
    return {
        style.get(f"{W}styleId", ""): name.get(f"{W}val", "").casefold()
        for style in nodes
        for name in style.iterchildren(f"{W}name")
    }


def _pasted(laid: Laid) -> Iterator[Finding]:
    for _, run in groupby(enumerate(laid.new), key=lambda one: one[1][0] - one[0]):
        paragraphs = [paragraph for _, (_, paragraph) in run]
        size = sum(len(words(one)) for one in paragraphs)
        if size >= _LONG:
            text = f"{size} characters of new text in one piece: where are they from?"
            yield Finding(code="long-paste", where=laid.where(paragraphs[0]), text=text)
        for paragraph in paragraphs:
            signs = _signs(paragraph)
            if signs:
                text = f"Pasted from a page or a PDF, it seems: {', '.join(signs)}."
                yield Finding(code="pasted-characters", where=laid.where(paragraph), text=text)


def _signs(paragraph: Element) -> list[str]:
    said = words(paragraph)
    breaks = sum(1 for one in paragraph.iter(f"{W}br") if one.get(f"{W}type") is None)
    soft = paragraph.find(f".//{W}softHyphen") is not None or _PASTED[0] in said
    spaces = sum(said.count(sign) for sign in _PASTED[1:])
    return [
        *([f"{breaks} line breaks within a paragraph"] if breaks >= _BREAKS else []),
        *(["soft hyphens"] if soft else []),
        *([f"{spaces} spaces that do not break"] if spaces >= _BREAKS else []),
    ]


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


RULES = (_open, _typed, _raised, _foreign, _pasted)
