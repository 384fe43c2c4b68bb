"""Pictures that a return adds, replaces or takes away, and what they are said to show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from chapters.announcing.laying import Laid
from chapters.comparing.objects import Keys
from chapters.findings import Finding
from chapters.oxml.namespaces import MC, A, R, W, qn
from chapters.package import Package

__all__ = ["DRAWINGS", "RULES", "has", "shown"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type

DRAWINGS = (f"{W}drawing", f"{W}pict")
_PICTURE = qn("pic:pic")
_IMAGE = qn("v:imagedata")
_PROPERTIES = qn("wp:docPr")
_EXTENT, _BLIP, _EMBED = qn("wp:extent"), f"{A}blip", f"{R}embed"
_EMU = 914_400  # an inch, §20.1.2.1
_PRINTS = 150  # dots an inch, the least that does not look coarse on paper
_ASKED = "Who holds the rights, what is the credit line, and what does it show (alt text)?"


def _pictures(laid: Laid) -> Iterator[Finding]:
    mine, theirs = Keys(laid.base, laid.base.main), Keys(laid.other, laid.other.main)
    everywhere = Counter(_keys(laid.base.tree(laid.base.main), mine))
    left = Counter(_keys(laid.other.tree(laid.other.main), theirs))
    for before, after in laid.paragraphs():
        old = [] if before is None else _keys(before, mine)
        new = {theirs.thing(one): one for one in _drawn(after)}
        gone = [one for one in old if one not in new and not left[one]]
        come = [one for one in new if one not in old and not everywhere[one]]
        for number, key in enumerate(come):
            replaced = number < len(gone)
            code = "picture-replaced" if replaced else "picture-added"
            coarse = _coarse(new[key], laid.other)
            text = f"A picture was {'replaced' if replaced else 'added'}{coarse}. {_ASKED}"
            yield Finding(code=code, where=laid.where(after), text=text)
        for _ in gone[len(come) :]:
            text = "A picture is not in this file any more; the old one is kept."
            yield Finding(code="picture-gone", where=laid.where(after), text=text)


def _keys(holder: Element, keys: Keys) -> list[str]:
    return [keys.thing(one) for one in _drawn(holder)]


def _drawn(holder: Element) -> list[Element]:
    return [one for one in shown(holder, *DRAWINGS) if has(one, _PICTURE, _IMAGE)]


def _coarse(drawing: Element, package: Package) -> str:
    """What to say of a picture with too few dots for its size on the page (§20.4.2.7); nothing of
    one that is fine enough, drawn in lines, or in a format that the reader does not know.
    """
    extent, blip = next(drawing.iter(_EXTENT), None), next(drawing.iter(_BLIP), None)
    relations = {one.id: one for one in package.relationships(package.main)}
    relation = None if blip is None else relations.get(blip.get(_EMBED, ""))
    width = "" if extent is None else extent.get("cx", "")
    if relation is None or relation.external or not package.has(relation.target):
        return ""
    if not width.isdecimal() or not int(width):
        return ""
    dots = _dots_across(package.read(relation.target)) * _EMU // int(width)
    return f" with {dots} dots an inch at its size (print needs {_PRINTS})" * (0 < dots < _PRINTS)


def _dots_across(content: bytes) -> int:
    """The width of a picture in dots; 0 where it cannot be told."""
    from docx.image.image import Image  # noqa: PLC0415 -- slow import, and few returns need it

    try:
        return Image.from_blob(content).px_width
    except Exception:  # noqa: BLE001 -- it trusts the bytes, which anybody may have damaged
        return 0


def _descriptions(laid: Laid) -> Iterator[Finding]:
    for before, after in laid.pairs:
        old, new = _said(before), _said(after)
        if len(old) != len(new):
            continue
        for one, other in zip(old, new, strict=True):
            if one != other:
                text = f"Alt text: “{one}” → “{other}”"
                yield Finding(code="alt-text-changed", where=laid.where(after), text=text)


def _said(holder: Element) -> list[str]:
    """The alternative texts of the pictures of a paragraph (§20.4.2.5); "" where there is none."""
    pictures = [one for one in shown(holder, *DRAWINGS) if has(one, _PICTURE)]
    nodes = [next(one.iter(_PROPERTIES), None) for one in pictures]
    return ["" if node is None else node.get("descr", "").strip() for node in nodes]


def shown(holder: Element, *tags: str) -> Iterator[Element]:
    """Drawings and objects, without the fallback that says the same."""
    for one in holder.iter(*tags):
        if next(one.iterancestors(f"{MC}Fallback"), None) is None:
            yield one


def has(drawing: Element, *tags: str) -> bool:
    """Whether one of these elements is inside."""
    return next(drawing.iter(*tags), None) is not None


RULES = (_pictures, _descriptions)
