"""Keys of what is one thing and no letter: equal keys, equal things, whoever saved the file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from lxml import etree

from chapters.oxml.namespaces import MC, A, M, O, R, V, W, qn
from chapters.package import Package, Relationship

__all__ = ["FIELD_END", "Keys", "chosen", "spoken"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type

FIELD_END = "field end"
"""The key of what closes a field; the field itself stands where it begins."""

_BOXES = (f"{W}txbxContent",)
_IDLE = frozenset({f"{M}rPr", f"{M}ctrlPr", f"{W}rPr", f"{M}oMathParaPr"})
_GONE = frozenset({f"{W}del", f"{W}moveFrom"})
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
        self._skipped = _IDLE | _GONE if accepted else _IDLE
        self._relations = {one.id: one for one in package.relationships(part)}

    def link(self, hyperlink: Element) -> str:
        """The address of a `w:hyperlink`, with its place inside the target."""
        relation = self._relations.get(hyperlink.get(f"{R}id", ""))
        return address(relation.raw if relation else "", hyperlink.get(f"{W}anchor", ""))

    def thing(self, node: Element) -> str:
        """The key of a drawing, picture, embedded object or equation."""
        if node in self._boxes:
            return f"box:{self._boxes[node][0]}"
        if node.tag.startswith(M):
            return "equation:" + _equation(node, self._skipped)
        shown = chosen(node)
        related = [self._content(relation) for relation in self._related(shown)]
        words = [_words(box) for box in shown.iter(*_BOXES)]
        shapes = [] if related else sorted({one.tag for one in shown.iter() if one.tag in _SHAPES})
        if words:
            return "words:" + "\x1d".join(words)
        return "thing:" + ",".join([*related, *map(_local, shapes)])

    def _related(self, node: Element) -> Iterator[Relationship]:
        seen = set()
        for one in node.iter():
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


def address(target: str, anchor: str) -> str:
    """One spelling of a link's address: the place after a `#`, and no slash behind a mere host,
    where programs add one (RFC 3986, §6.2.3).
    """
    place = f"#{anchor}" if anchor else ""
    return _ROOT.sub(r"\1", target.strip() + place) or "#"


_ROOT = re.compile(r"^(\w+://[^/?#]+)/(?=#|$)")


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
        said = " ".join(re.split("[\x1d\x1e]", said))
    elif kind == "field":
        said = f"[{said}]"
    else:
        said = ""
    return said or "[…]"


_STRUCTURE = re.compile(r"<[A-Za-z]+[^<>]*>")


def chosen(node: Element) -> Element:
    """What of an `mc:AlternateContent` counts: its first choice."""
    alternate = node if node.tag == f"{MC}AlternateContent" else None
    if alternate is None or len(alternate) == 0:
        return node
    choice = alternate.find(f"{MC}Choice")
    return alternate[0] if choice is None else choice


def _words(box: Element) -> str:
    paragraphs = box.iter(f"{W}p")
    return "\x1e".join("".join(t.text or "" for t in p.iter(f"{W}t")) for p in paragraphs)


def _equation(node: Element, skipped: frozenset[str]) -> str:
    """The structure and symbols of an equation, without fonts and sizes."""
    if node.tag in skipped or not isinstance(node.tag, str):
        return ""
    if node.tag in (f"{M}t", f"{W}t"):
        return (node.text or "").strip()
    inner = "".join(_equation(child, skipped) for child in node)
    if node.tag in (f"{M}r", f"{M}oMathPara", f"{W}ins") or not inner:
        return inner
    return f"<{_local(node.tag)}{_values(node)}>{inner}"


def _values(node: Element) -> str:
    return "".join(str(value) for name, value in node.attrib.items() if str(name) == f"{M}val")


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]
