"""What hides in the text of a file: ids, names, paths, private fields."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from lxml import etree

from chapters.oxml.fields import Field, fields_in, set_result, unlink
from chapters.oxml.namespaces import NS, PIC, W14, W15, WP, A, O, R, V, W
from chapters.package import Package

__all__ = ["clean_stories", "suspects"]

_VAL = f"{W}val"
_PATH = re.compile(r"[A-Za-z]:[\\/]|\\\\|file:|/(?:home|Users|tmp|var)/|~/", re.IGNORECASE)
_BOOK = re.compile(r"('?)[^'!\[]*\[[^\]]*\]")
"""The path and the name of a workbook, before the sheet: `'C:\\data\\[Book.xlsx]Sheet 1'!A1`."""

_FORMULA = "{" + NS["c"] + "}f"
_RSIDS = tuple(f"{W}rsid{name}" for name in ("R", "RPr", "RDefault", "P", "Del", "Tr", "Sect"))
_GONE = {
    f"{W}commentReference": "comments",
    f"{W}commentRangeStart": "comments",
    f"{W}commentRangeEnd": "comments",
    f"{W}annotationRef": "comments",
    f"{W}dataBinding": "custom XML",
    f"{W15}dataBinding": "custom XML",
    f"{W}placeholder": "building blocks",
    f"{W}printerSettings": "printer settings",
    f"{W}permStart": "editing permissions",
    f"{W}permEnd": "editing permissions",
    f"{W}fldData": "data of fields",
    f"{W}proofErr": "marks of the spelling checker",
}
_OF_CONTROLS = {f"{W}tag": "content-control tags", f"{W}alias": "content-control tags"}
_OF_PEOPLE = frozenset(
    {"FILENAME", "USERNAME", "USERADDRESS", "USERINITIALS", "AUTHOR", "LASTSAVEDBY", "TEMPLATE"}
)
"""Fields whose result is a name or a path: they leave nothing."""

_OF_THE_FILE = frozenset(
    (
        "DOCPROPERTY",
        "DOCVARIABLE",
        "INFO",
        "TITLE",
        "SUBJECT",
        "KEYWORDS",
        "COMMENTS",
        "CREATEDATE",
        "SAVEDATE",
        "PRINTDATE",
        "EDITTIME",
        "REVNUM",
        "FILESIZE",
        "NUMCHARS",
        "NUMWORDS",
        "MERGEFIELD",
        "ADDIN",
        "PRIVATE",
        "DATABASE",
        "MACROBUTTON",
    )
)
"""Fields whose source is gone: they become the text that they show."""

_WHITE = {"FFFFFF", "white"}


def clean_stories(package: Package) -> Counter[str]:
    """Clean every part with text; counts of what was removed, by what the certificate calls it."""
    removed: Counter[str] = Counter()
    for name in package.names:
        if _is_markup(package, name):
            root = package.tree(name)
            before = sum(removed.values())
            for step in _STEPS:
                step(root, removed)
            _links(package, name, root, removed)
            if sum(removed.values()) != before:
                package.changed(name)
    return removed


def _is_markup(package: Package, name: str) -> bool:
    kind = package.content_type(name)
    return kind.endswith("+xml") and ("wordprocessingml" in kind or "drawingml" in kind)


def _save_ids(root: etree._Element, removed: Counter[str]) -> None:
    found = root.xpath("//*[@w:*[starts-with(local-name(), 'rsid')]]", namespaces={"w": W[1:-1]})
    for node in found:  # type: ignore[union-attr]
        for name in _RSIDS:
            node.attrib.pop(name, "")  # type: ignore[union-attr]
        removed["revision-save ids"] += 1
    for node in list(root.iter(f"{W}rsid")):
        _remove(node)
        removed["revision-save ids"] += 1
    for node in root.iter(f"{W}p", f"{W}tr"):
        for name in (f"{W14}paraId", f"{W14}textId"):
            if node.attrib.pop(name, ""):
                removed["paragraph ids"] += 1


def _elements(root: etree._Element, removed: Counter[str]) -> None:
    for node in list(root.iter(*_GONE)):
        _remove(node)
        removed[_GONE[str(node.tag)]] += 1
    for properties in root.iter(f"{W}sdtPr"):
        for node in [child for child in properties if child.tag in _OF_CONTROLS]:
            _remove(node)
            removed["content-control tags"] += 1
    for node in list(root.iter(f"{W}attr")):  # of smart tags and custom XML
        _remove(node)
        removed["custom XML"] += 1
    for node in list(root.iter(etree.Comment, etree.ProcessingInstruction)):
        _remove(node)
        removed["notes in the markup"] += 1


def _fields(root: etree._Element, removed: Counter[str]) -> None:
    for one in list(fields_in(root)):
        if one.verb in _OF_PEOPLE:
            set_result(one, "")
            _cut(one, removed, "file-name and user fields")
        elif one.verb in _OF_THE_FILE:
            _cut(one, removed, "fields that show properties")
        elif _PATH.search(one.instruction.replace("\\\\*", "")) and not _is_switch_only(one):
            _cut(one, removed, "links to files")


def _cut(one: Field, removed: Counter[str], kind: str) -> None:
    if not unlink(one):
        one.instruction = " QUOTE "
    removed[kind] += 1


def _is_switch_only(one: Field) -> bool:
    r"""Whether what looks like a path is only a switch such as `\\* MERGEFORMAT`."""
    return _PATH.search(re.sub(r"\\[*@#a-zA-Z!](?=\s|$)", "", one.instruction)) is None


def _pictures(root: etree._Element, removed: Counter[str]) -> None:
    """Names of pictures are file names; alternative text stays, unless it is a path."""
    for number, node in enumerate(root.iter(f"{WP}docPr", f"{PIC}cNvPr"), 1):
        if node.get("name"):
            node.set("name", f"Picture {number}")
            removed["picture names"] += 1
        for name in ("descr", "title"):
            if _PATH.search(node.get(name, "")):
                del node.attrib[name]
                removed["paths in alternative text"] += 1
    _shapes(root, removed)


def _shapes(root: etree._Element, removed: Counter[str]) -> None:
    for node in root.iter(f"{V}*"):
        for name in (f"{O}title", f"{O}href", "href"):
            if node.attrib.pop(name, ""):
                removed["picture names"] += 1
        if node.attrib.pop(f"{O}gfxdata", ""):  # a packed copy of the drawing, names and all
            removed["data of drawings"] += 1
        if _PATH.search(node.get("alt", "")):
            del node.attrib["alt"]
            removed["paths in alternative text"] += 1


def _tooltips(root: etree._Element, removed: Counter[str]) -> None:
    for node in root.iter(f"{W}hyperlink", f"{A}hlinkClick", f"{A}hlinkHover"):
        for name in (f"{W}tooltip", "tooltip"):
            if _PATH.search(node.get(name, "")):
                del node.attrib[name]
                removed["paths in tooltips"] += 1


def _formulas(root: etree._Element, removed: Counter[str]) -> None:
    """The formulas of a chart name the workbook that its numbers came from."""
    for node in root.iter(_FORMULA):
        bare = _BOOK.sub(r"\1", node.text or "")
        if bare != node.text:
            node.text = bare
            removed["names of workbooks"] += 1


_STEPS: tuple[Callable[[etree._Element, Counter[str]], None], ...] = (
    _save_ids,
    _elements,
    _fields,
    _pictures,
    _tooltips,
    _formulas,
)


def _links(package: Package, part: str, root: etree._Element, removed: Counter[str]) -> None:
    """Cut links to files on somebody's disk or server; the words stay."""
    for one in package.relationships(part):
        if not one.external or not _is_local(one.target):
            continue
        for node in root.xpath("//*[@r:*=$id]", namespaces={"r": R[1:-1]}, id=one.id):  # type: ignore[union-attr]
            for name, value in list(node.attrib.items()):  # type: ignore[union-attr]
                if str(name).startswith(R) and value == one.id:
                    del node.attrib[name]  # type: ignore[union-attr]
        package.unrelate(part, one.id)
        removed["links to files"] += 1
    for node in list(root.iter(f"{W}hyperlink")):
        if not node.get(f"{R}id") and not node.get(f"{W}anchor"):
            _unwrap(node)


def _is_local(address: str) -> bool:
    return bool(_PATH.match(address)) or (
        ":" not in address and not address.startswith("#") and address != ""
    )


def _unwrap(node: etree._Element) -> None:
    parent = node.getparent()
    if parent is None:
        return
    at = parent.index(node)
    for offset, child in enumerate(list(node)):
        parent.insert(at + offset, child)
    parent.remove(node)


def _remove(node: etree._Element) -> None:
    """Take a node out; the text behind it stays."""
    parent = node.getparent()
    if parent is None:
        return
    if node.tail and node.tail.strip():
        before = node.getprevious()
        if before is None:
            parent.text = (parent.text or "") + node.tail
        else:
            before.tail = (before.tail or "") + node.tail
    parent.remove(node)


def suspects(package: Package) -> list[tuple[str, str, str]]:
    """Hidden and white text, by (code, part, words): a person decides what it is for."""
    found = []
    for name in package.names:
        if _is_markup(package, name):
            for run in package.tree(name).iter(f"{W}r"):
                properties = run.find(f"{W}rPr")
                said = "".join(node.text or "" for node in run.iter(f"{W}t")).strip()
                code = "" if properties is None or not said else _hides(properties)
                if code:
                    found.append((code, name, said))
    return found


def _hides(properties: etree._Element) -> str:
    vanish = properties.find(f"{W}vanish")
    if vanish is not None and vanish.get(_VAL, "1") not in {"0", "false", "off"}:
        return "hidden-text"
    colour = properties.find(f"{W}color")
    on_white = properties.find(f"{W}shd") is None and properties.find(f"{W}highlight") is None
    if colour is not None and colour.get(_VAL) in _WHITE and on_white:
        return "white-text"
    return ""
