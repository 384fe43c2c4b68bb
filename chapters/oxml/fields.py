"""Fields: instructions and results, simple and complex (ECMA-376 part 1, §17.16)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from chapters.oxml.namespaces import W

__all__ = [
    "Field",
    "fields_in",
    "result_of",
    "rewrite_words",
    "set_result",
    "take_out_unfinished",
    "unlink",
    "words_of",
]

_CHAR, _SIMPLE = f"{W}fldChar", f"{W}fldSimple"
_PIECES = (f"{W}instrText", f"{W}delInstrText")
_WORD = re.compile(r'"[^"]*"|[^\s"]+')


@dataclass(slots=True, kw_only=True)
class Field:
    """One field. `simple` is the `w:fldSimple` of a simple one, else none; `pieces` hold the
    instruction of a complex one; `nested` says that its instruction holds another field.
    """

    simple: etree._Element | None = None
    begin: etree._Element | None = None
    separate: etree._Element | None = None
    end: etree._Element | None = None
    pieces: list[etree._Element] = field(default_factory=list)
    nested: bool = False

    @property
    def instruction(self) -> str:
        r"""What the field does, as written: ` REF _Ref1 \h `."""
        if self.simple is not None:
            return self.simple.get(f"{W}instr", "")
        return "".join(piece.text or "" for piece in self.pieces)

    @instruction.setter
    def instruction(self, text: str) -> None:
        if self.simple is not None:
            self.simple.set(f"{W}instr", text)
            return
        for number, piece in enumerate(self.pieces):
            piece.text = "" if number else text
        if self.pieces:
            self.pieces[0].set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    @property
    def verb(self) -> str:
        """The field's type in capitals ("PAGEREF"); empty where it has none."""
        words = self.instruction.split(maxsplit=1)
        return words[0].upper() if words else ""


def fields_in(root: etree._Element) -> Iterator[Field]:
    """The fields of a story, each when it ends; unfinished ones are left out."""
    open_fields: list[Field] = []
    for node in root.iter(_CHAR, _SIMPLE, *_PIECES):
        if node.tag == _SIMPLE:
            yield Field(simple=node)
        elif node.tag == _CHAR:
            yield from _step(open_fields, node)
        elif open_fields and open_fields[-1].separate is None:
            open_fields[-1].pieces.append(node)


def take_out_unfinished(root: etree._Element) -> int:
    """Take the marks of fields that never end, or never begin, out of a story; how many there were.

    What such a field shows stays. Word takes everything after an open one, to the end of the
    story, for a part of it.
    """
    open_fields: list[Field] = []
    strays: list[etree._Element] = []
    for node in root.iter(_CHAR, *_PIECES):
        if node.tag == _CHAR:
            due = bool(open_fields) or node.get(f"{W}fldCharType") == "begin"
            strays += [] if due else [node]
            list(_step(open_fields, node))
        elif open_fields and open_fields[-1].separate is None:
            open_fields[-1].pieces.append(node)
    for one in open_fields:
        strays += [x for x in (one.begin, *one.pieces, one.separate) if x is not None]
    for node in strays:
        _take_out(node)
    return len(strays)


def _step(open_fields: list[Field], node: etree._Element) -> Iterator[Field]:
    kind = node.get(f"{W}fldCharType")
    if kind == "begin":
        if open_fields and open_fields[-1].separate is None:
            open_fields[-1].nested = True
        open_fields.append(Field(begin=node))
    elif kind == "separate" and open_fields:
        open_fields[-1].separate = node
    elif kind == "end" and open_fields:
        done = open_fields.pop()
        done.end = node
        yield done


def words_of(instruction: str) -> list[str]:
    """The words of an instruction without their quotation marks."""
    return [word.strip('"') for word in _WORD.findall(instruction)]


def rewrite_words(instruction: str, change: Callable[[int, str], str]) -> str:
    """The instruction with `change(position, word)` for each word, quotation marks kept."""
    position = -1

    def changed(match: re.Match[str]) -> str:
        nonlocal position
        position += 1
        word = match.group()
        bare = word.strip('"')
        new = change(position, bare)
        if new == bare:
            return word
        return f'"{new}"' if word.startswith('"') or " " in new else new

    return _WORD.sub(changed, instruction)


def unlink(one: Field) -> bool:
    """Turn a field into its last result, as plain text; false where it is too involved for that."""
    if one.simple is not None:
        _dissolve(one.simple)
        return True
    if one.nested or one.begin is None or one.end is None:
        return False
    for node in (one.begin, *one.pieces, one.separate, one.end):
        if node is not None:
            _take_out(node)
    return True


def _dissolve(node: etree._Element) -> None:
    parent = node.getparent()
    if parent is None:
        return
    at = parent.index(node)
    children = [child for child in node if child.tag != f"{W}fldData"]
    tail = node.tail
    parent.remove(node)
    for offset, child in enumerate(children):
        parent.insert(at + offset, child)
    if children and tail:
        children[-1].tail = tail


def _take_out(node: etree._Element) -> None:
    run = node.getparent()
    if run is None:
        return
    run.remove(node)
    home = run.getparent()
    if home is not None and all(child.tag == f"{W}rPr" for child in run):
        home.remove(run)


def result_of(one: Field) -> str:
    """What a field shows, as it was computed last."""
    return "".join(node.text or "" for node in _result_texts(one))


def set_result(one: Field, text: str) -> bool:
    """Put `text` as the result of a field; false where it has no run to hold it.

    The first text of the result takes it and the rest is emptied, so formatting stays.
    """
    texts = _result_texts(one)
    for number, node in enumerate(texts):
        node.text = "" if number else text
    return bool(texts)


def _result_texts(one: Field) -> list[etree._Element]:
    if one.simple is not None:
        return list(one.simple.iter(f"{W}t"))
    if one.separate is None or one.end is None:
        return []
    texts = []
    run = one.separate.getparent()
    last = one.end.getparent()
    while run is not None and run is not last:
        texts += list(run.iter(f"{W}t"))
        run = run.getnext()
    return texts
