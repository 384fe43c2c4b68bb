"""Links, objects, boxes and other things in a return that are no words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from urllib.parse import parse_qs, urlsplit

from lxml import etree
from rapidfuzz import fuzz

from chapters.announcing.laying import Laid
from chapters.announcing.pictures import DRAWINGS, has, shown
from chapters.comparing.flow import Paragraph
from chapters.comparing.objects import Keys
from chapters.findings import Finding
from chapters.oxml.dangers import field_codes
from chapters.oxml.namespaces import W, qn
from chapters.oxml.tracked_words import words_between
from chapters.oxml.words import words
from chapters.package import Package

__all__ = ["RULES", "unwrapped"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type

_OBJECT = f"{W}object"
_CHART = qn("c:chart")
_REFERENCES = frozenset({"REF", "PAGEREF", "NOTEREF"})
_LIKE = 60
_INK = re.compile(r"inkml|^audio/|^video/")
_DEFENCE = re.compile(r"https?://urldefense\.(?:com|proofpoint\.com)/v3/__(.+?)__;")


def unwrapped(address: str) -> str:
    """The address inside one that a mail server wrapped ("safe links"); others as they are."""
    parts = urlsplit(address)
    if parts.netloc.lower().endswith("safelinks.protection.outlook.com"):
        return next(iter(parse_qs(parts.query).get("url", [])), address)
    match = _DEFENCE.match(address)
    return match[1] if match else address


def _links(laid: Laid) -> Iterator[Finding]:
    for before, after in laid.flows:
        old, new = _linked(before), _linked(after)
        for text in dict.fromkeys([*old, *new]):
            one, other = unwrapped(old.get(text, "")), unwrapped(new.get(text, ""))
            if one != other and text in before.text and text in after.text:
                said = f"Link of “{text}”: {one or 'none'} → {other or 'none'}"
                yield Finding(code="link-changed", where=laid.where(after.elements[-1]), text=said)


def _linked(paragraph: Paragraph) -> dict[str, str]:
    """The words of a paragraph that are links, with their addresses."""
    pieces = [piece for piece in paragraph.pieces if piece.role == "text"]
    stretches = groupby(pieces, key=lambda piece: piece.link)
    return {"".join(one.text for one in stretch): link for link, stretch in stretches if link}


def _objects(laid: Laid) -> Iterator[Finding]:
    mine, theirs = Keys(laid.base, laid.base.main), Keys(laid.other, laid.other.main)
    for before, after in laid.pairs:
        old, new = _embedded(before, mine), _embedded(after, theirs)
        if old != new and (old or new):
            text = "A chart or an object of another program is not the one that was sent."
            yield Finding(code="object-changed", where=laid.where(after), text=text)


def _embedded(holder: Element, keys: Keys) -> list[str]:
    found = [one for one in shown(holder, *DRAWINGS) if has(one, _CHART)]
    return [keys.thing(one) for one in [*found, *shown(holder, _OBJECT)]]


def _boxes(laid: Laid) -> Iterator[Finding]:
    had = Counter(_boxed(laid.base.tree(laid.base.main)))
    for _, paragraph in laid.paragraphs():
        for said in _boxed(paragraph):
            had[said] -= 1
            if had[said] < 0 and not _edited(said, had):
                text = f"A text box was added: “{said}”. Is it to be a box, or part of the text?"
                yield Finding(code="box-added", where=laid.where(paragraph), text=text)


def _boxed(holder: Element) -> list[str]:
    """The words of each text box, once however often they are written (§14.9.1.1)."""
    boxes = shown(holder, f"{W}txbxContent")
    return [" ".join(words(one) for one in box.iter(f"{W}p")).strip() for box in boxes]


def _edited(said: str, had: Counter[str]) -> bool:
    """Whether a box of the base is this one with some other words."""
    return any(count > 0 and fuzz.ratio(said, one) >= _LIKE for one, count in had.items())


def _references(laid: Laid) -> Iterator[Finding]:
    """Cross-references whose target says nothing any more (§17.16.5.49, .45, .44)."""
    mine, theirs = _marked(laid.base), _marked(laid.other)
    for _, paragraph in laid.paragraphs():
        for name in dict.fromkeys(_referred(paragraph)):
            if mine.get(name, "").strip() and not theirs.get(name, "").strip():
                text = f"This refers to “{mine[name].strip()}”, which is gone."
                yield Finding(code="reference-lost", where=laid.where(paragraph), text=text)


def _marked(package: Package) -> dict[str, str]:
    """The words of each bookmark."""
    root = package.tree(package.main)
    ends = {node.get(f"{W}id"): node for node in root.iter(f"{W}bookmarkEnd")}
    return {
        start.get(f"{W}name", ""): words_between(start, end)
        for start in root.iter(f"{W}bookmarkStart")
        if (end := ends.get(start.get(f"{W}id"))) is not None
    }


def _referred(paragraph: Element) -> Iterator[str]:
    for code in field_codes(paragraph):
        said = code.split()
        if len(said) > 1 and said[0].upper() in _REFERENCES:
            yield said[1].strip('"')
    for link in paragraph.iter(f"{W}hyperlink"):
        yield link.get(f"{W}anchor", "")


def _ink(laid: Laid) -> Iterator[Finding]:
    """Ink, sound and film that the base does not have: what they say must be asked for in words."""
    had = Counter(_recorded(laid.base).values())
    for name, kind in _recorded(laid.other).items():
        if had[kind]:
            had[kind] -= 1
            continue
        text = f"Ink or a recording ({kind}) is in this file; please say it in words."
        yield Finding(code="ink-or-voice", where=name, text=text)


def _recorded(package: Package) -> dict[str, str]:
    kinds = {name: package.content_type(name) for name in package.names}
    return {name: kind for name, kind in kinds.items() if _INK.search(kind)}


RULES = (_links, _objects, _boxes, _references, _ink)
