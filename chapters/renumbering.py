"""Fields that count and refer, computed anew: "Box 3", "see paragraph 15" (ECMA-376-1, §17.16).

A program that prints computes them; what only shows the file, a web page or Word before anybody
presses F9, shows what was computed last, and boxes may have been moved and paragraphs added since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from lxml import etree

from chapters.compiling.guide import wardrobe_of
from chapters.compiling.numbering import Numbering
from chapters.compiling.styles import Styles
from chapters.oxml.fields import Field, fields_in, result_of, set_result, words_of
from chapters.oxml.namespaces import MC, W
from chapters.package import Package

__all__ = ["paragraph_numbers", "renumber"]

_Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type

_P, _TEXT = f"{W}p", f"{W}t"
_NUMBERS = frozenset({"\\n", "\\r", "\\w"})
_OTHERWISE = frozenset({"\\p", "\\f", "\\d", "\\t"})
_ENOUGH = 2
"""Words of a field that names something: its type and the name."""


def renumber(data: bytes) -> bytes:
    """The file with the results of its fields SEQ (§17.16.5.56) and REF (§17.16.5.51) in the body
    computed anew; the same bytes where they were right. Those that count by headings, in letters,
    or relative to where they stand, stay as they are.
    """
    package = Package.open(data)
    body = package.tree(package.main)
    fields = [(one, words_of(one.instruction)) for one in fields_in(body) if _is_shown(one)]
    named = [(one, names) for one, names in fields if len(names) >= _ENOUGH]
    counting = [(one, names) for one, names in named if one.verb == "SEQ"]
    pointing = [(one, names) for one, names in named if one.verb == "REF"]
    changed = _count(counting)
    if pointing:
        changed |= _refer(package, body, pointing)
    if not changed:
        return data
    package.changed(package.main)
    return package.save()


def paragraph_numbers(package: Package) -> dict[_Element, str]:
    """What the lists of a file write before the paragraphs of the body: "3.", "2.1", "(b)"."""
    numbering = Numbering(package.related_tree("numbering"))
    labels = Styles(wardrobe_of(package), numbering, firm=True).labels()
    found: dict[_Element, str] = {}
    for paragraph in package.tree(package.main).iter(_P):
        if next(paragraph.iterancestors(f"{MC}Fallback"), None) is None:
            label = labels.label(paragraph)
            if label is not None:
                found[paragraph] = label.text.strip()
    return found


def _is_shown(one: Field) -> bool:
    """Whether a field is no part of another's instruction, and not there once more for old Word."""
    place = one.begin if one.simple is None else one.simple
    if one.nested or place is None:
        return False
    return next(place.iterancestors(f"{MC}Fallback"), None) is None


def _count(fields: Sequence[tuple[Field, Sequence[str]]]) -> bool:
    """Count each series; whether a result was another before."""
    counts: dict[str, int] = {}
    changed = False
    for one, names in fields:
        series, switches = names[1].casefold(), [name.lower() for name in names[2:]]
        if "\\s" in switches or not _is_plain(names):
            continue
        if "\\c" not in switches:
            counts[series] = counts.get(series, 0) + 1
        if "\\r" in switches[:-1]:
            start = switches[switches.index("\\r") + 1]
            counts[series] = int(start) if start.isdecimal() else counts.get(series, 0)
        if "\\h" not in switches:
            changed |= _say(one, str(counts.get(series, 0)))
    return changed


def _refer(package: Package, body: _Element, fields: Sequence[tuple[Field, Sequence[str]]]) -> bool:
    """Let references say what they lead to; whether one said anything else before."""
    starts = {one.get(f"{W}name", "").casefold(): one for one in body.iter(f"{W}bookmarkStart")}
    numbers: Mapping[_Element, str] | None = None
    changed = False
    for one, names in fields:
        start = starts.get(names[1].casefold())
        switches = {name.lower() for name in names[2:]}
        if start is None or switches & _OTHERWISE or not _is_plain(names):
            continue
        if switches & _NUMBERS:
            numbers = paragraph_numbers(package) if numbers is None else numbers
            home = next(start.iterancestors(_P), None)
            said = "" if home is None else numbers.get(home, "").rstrip(".")
            said = said if said.strip("()").isalnum() else ""  # "2.1" may be said in part
        else:
            said = _marked(start)
        if said:
            changed |= _say(one, said)
    return changed


def _is_plain(names: Sequence[str]) -> bool:
    """Whether the result is written as it is, in figures."""
    formats = [after.upper() for name, after in pairwise(names) if name == "\\*"]
    return set(formats) <= {"ARABIC", "MERGEFORMAT", "CHARFORMAT"} and "\\#" not in names


def _say(one: Field, text: str) -> bool:
    return result_of(one) != text and set_result(one, text)


def _marked(start: _Element) -> str:
    """The words of a bookmark that begins and ends in one paragraph, else nothing."""
    number, words, inside = start.get(f"{W}id"), list[str](), False
    for node in next(start.iterancestors(_P), start).iter():
        inside |= node is start
        if node.tag == f"{W}bookmarkEnd" and node.get(f"{W}id") == number:
            return "".join(words)
        if inside and node.tag == _TEXT:
            words.append(node.text or "")
    return ""
