"""Keys of what is one thing and no letter: equal keys, equal things, whoever saved the file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from itertools import takewhile
from types import MappingProxyType

from lxml import etree

from chapters.oxml.namespaces import MC, A, M, O, R, V, W, qn
from chapters.package import Package, Relationship

__all__ = ["FIELD_END", "TABLE_OF_CONTENTS", "Keys", "accepted_key", "address", "chosen", "spoken"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type

FIELD_END = "field end"
"""The key of what closes a field; the field itself stands where it begins."""

_BOXES = (f"{W}txbxContent",)
_READINGS = (f"{W}rt", f"{W}rubyBase")
_IDLE = frozenset({f"{M}rPr", f"{M}ctrlPr", f"{W}rPr", f"{M}oMathParaPr"})
_GONE = frozenset({f"{W}del", f"{W}moveFrom"})
_COME = frozenset({f"{W}ins", f"{W}moveTo"})
_RELATED = frozenset({f"{R}embed", f"{R}link", f"{R}id", f"{R}pict", f"{R}dm", f"{O}relid"})
_SHAPES = frozenset({qn("wps:wsp"), qn("wpg:wgp"), qn("wpc:wpc"), f"{V}shape", f"{V}rect"})


class Keys:
    """Gives the things in one part of a package their keys; with `accepted` those that they have
    when the marks inside them are accepted. `boxes` are text boxes with names of their own.
    """

    def __init__(
        self,
        package: Package,
        part: str,
        *,
        accepted: bool = False,
        boxes: Mapping[Element, tuple[str, Element]] = MappingProxyType({}),
    ) -> None:
        self._boxes = boxes
        self._package = package
        self._skipped = _IDLE | (_GONE if accepted else _COME)
        self._relations = {one.id: one for one in package.relationships(part)}

    def link(self, hyperlink: Element) -> str:
        """The address of a `w:hyperlink`, with its place inside the target."""
        relation = self._relations.get(hyperlink.get(f"{R}id", ""))
        return address(relation.raw if relation else "", hyperlink.get(f"{W}anchor", ""))

    def thing(self, node: Element) -> str:
        """The key of a drawing, picture, embedded object or equation, or of words with a reading
        (`w:ruby`, §17.3.3.25).
        """
        if node.tag.startswith(M):
            return "equation:" + _equation(node, self._skipped)
        shown = chosen(node)
        box = self._boxes.get(node)
        related = [
            self._content(relation) for relation in self._related(shown, outside=box is not None)
        ]
        if box is not None:
            return "box:" + ",".join([box[0], *related])
        words = [_words(one, self._skipped) for one in shown.iter(*_BOXES, *_READINGS)]
        words += [one.get("string", "") for one in shown.iter(f"{V}textpath")]
        if words:
            return "words:" + "\x1d".join(words) + "".join(f"\x1c{one}" for one in related)
        shapes = [] if related else sorted({one.tag for one in shown.iter() if one.tag in _SHAPES})
        return "thing:" + ",".join([*related, *map(_local, shapes)])

    def _related(self, node: Element, *, outside: bool) -> Iterator[Relationship]:
        seen = set()
        for one in node.iter():
            if outside and any(above.tag in _BOXES for above in one.iterancestors()):
                continue  # it is in the story of the box
            names = _RELATED & set(one.attrib)
            if f"{R}embed" in names:
                names -= {f"{R}link"}  # where it once came from; other programs drop that
            for name in names:
                relation = self._relations.get(one.get(str(name), ""))
                if relation and relation.id not in seen and relation.kind not in _LESSER:
                    seen.add(relation.id)
                    yield relation

    def _content(self, relation: Relationship) -> str:
        if relation.external or not self._package.has(relation.target):
            return relation.target
        content = self._package.read(relation.target)
        if relation.kind in _SPOKEN:
            said = etree.fromstring(content).iter(*_SPOKEN[relation.kind])
            content = "\x1f".join(node.text or "" for node in said).encode()
        return hashlib.sha256(content).hexdigest()


_CHART = qn("c:v")[:-1]
_LESSER = frozenset({"diagramLayout", "diagramQuickStyle", "diagramColors", "hyperlink"})
_SPOKEN = {"diagramData": (f"{A}t",), "chart": (f"{_CHART}v", f"{A}t")}
"""Drawings that every program writes in its own way: what they say, not how."""


TABLE_OF_CONTENTS = "_Toc"
"""How the names of places begin that a table of contents leads to: Word gives new ones whenever it
makes the table anew, and nobody sees them.
"""


def address(target: str, anchor: str) -> str:
    """One spelling of a link's address: the place after a `#`, and no slash behind a mere host,
    where programs add one (RFC 3986, §6.2.3).
    """
    anchor = TABLE_OF_CONTENTS if anchor.startswith(TABLE_OF_CONTENTS) else anchor
    place = f"#{anchor}" if anchor else ""
    return _ROOT.sub(r"\1", target.strip() + place) or "#"


_ROOT = re.compile(r"^(\w+://[^/?#]+)/(?=#|$)")


def accepted_key(thing: Element) -> str:
    """The key of an equation, or of a thing with words in it, by what it says when the marks inside
    it are accepted.
    """
    skipped = _IDLE | _GONE
    if thing.tag.startswith(M):
        return "equation:" + _equation(thing, skipped)
    boxes = chosen(thing).iter(*_BOXES, *_READINGS)
    return "words:" + "\x1d".join(_words(one, skipped) for one in boxes)


def spoken(key: str) -> str:
    """What a thing with this key says, for people: the symbols of an equation, the words in a box,
    the code of a field, which has an end too; else that there is something.
    """
    if key == FIELD_END:
        return ""
    kind, _, said = key.partition(":")
    if kind == "equation":
        said = _STRUCTURE.sub("", said)
    elif kind == "words":
        said = " ".join(re.split("[\x1d\x1e]", said.partition("\x1c")[0]))
    elif kind == "field":
        said = f"[{said}]"
    else:
        said = ""
    return said or "[…]"


_STRUCTURE = re.compile("\x11[^\x12]*\x12|\x13")


def chosen(node: Element) -> Element:
    """What of an `mc:AlternateContent` counts: its first choice."""
    alternate = node if node.tag == f"{MC}AlternateContent" else None
    if alternate is None or len(alternate) == 0:
        return node
    choice = alternate.find(f"{MC}Choice")
    return alternate[0] if choice is None else choice


def _words(box: Element, skipped: frozenset[str]) -> str:
    paragraphs = list(box.iter(f"{W}p")) or [box]
    return "".join(f"{_said(one, skipped)}{_end(one, skipped)}" for one in paragraphs)[:-1]


def _said(node: Element, skipped: frozenset[str]) -> str:
    """The words in a paragraph or a reading, without those under these marks in it."""
    return "".join(
        one.text or ""
        for one in node.iter(f"{W}t", f"{W}delText")
        if skipped.isdisjoint(
            above.tag for above in takewhile(lambda one: one is not node, one.iterancestors())
        )
    )


def _end(paragraph: Element, skipped: frozenset[str]) -> str:
    own = paragraph.find(f"{W}pPr/{W}rPr")
    return "" if own is not None and any(one.tag in skipped for one in own) else "\x1e"


def _equation(node: Element, skipped: frozenset[str]) -> str:
    """The structure and symbols of an equation (ECMA-376 part 1, §22.1), without fonts, sizes."""
    if node.tag in skipped or not isinstance(node.tag, str):
        return ""
    if node.tag in (f"{M}t", f"{W}t"):
        return (node.text or "").strip()
    name = _local(node.tag)
    if name.endswith("Pr"):
        return "".join(_sign(child, name) for child in node)
    gone = _is_skipped(node, name, skipped)
    inner = "".join(
        _equation(child, skipped) for child in node if not gone or child.tag != f"{M}{name}Pr"
    )
    if node.tag in _BARE or not inner or gone:
        return inner
    return f"\x11{name}\x12{inner}\x13"


_BARE = frozenset({f"{M}r", f"{M}oMathPara", *_COME, *_GONE})


def _is_skipped(node: Element, name: str, skipped: frozenset[str]) -> bool:
    """Whether a structure is not there: a mark in its properties says so (§22.1.2.23)."""
    control = node.find(f"{M}{name}Pr/{M}ctrlPr")
    return control is not None and any(one.tag in skipped for one in control.iter())


def _sign(node: Element, of: str) -> str:
    """A sign that a structure is drawn with, where it is not the usual one."""
    name = _local(node.tag)
    value = str(node.get(f"{M}val", ""))
    usual = _USUAL.get((of, name), _USUAL.get(("", name)))
    return "" if usual is None or value == usual else f"\x11{name}\x12{value}\x13"


_USUAL = {
    ("", "begChr"): "(",
    ("", "endChr"): ")",
    ("", "sepChr"): "|",
    ("", "type"): "bar",
    ("", "pos"): "bot",
    ("accPr", "chr"): "\u0302",
    ("naryPr", "chr"): "\u222b",
    ("groupChrPr", "chr"): "\u23df",
}
"""The signs of structures, by their properties, that are drawn where none is named (§22.1.2)."""


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]
