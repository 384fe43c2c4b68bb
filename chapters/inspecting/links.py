"""Whether what belongs together is together: ids, ranges, fields, notes, styles, lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from lxml import etree

from chapters.findings import Finding
from chapters.inspecting.parts import texts
from chapters.oxml.namespaces import MC, W14, W15, WP, W
from chapters.package import Package

__all__ = ["RULES"]

_ID = f"{W}id"
_FALLBACK = f"{MC}Fallback"
_RANGES = {
    "bookmark": "bookmark",
    "commentRange": "comment range",
    "moveFromRange": "move",
    "moveToRange": "move",
    "perm": "permission",
    "customXmlInsRange": "content control mark",
    "customXmlDelRange": "content control mark",
    "customXmlMoveFromRange": "content control mark",
    "customXmlMoveToRange": "content control mark",
}
_REVISIONS = tuple(
    f"{W}{name}"
    for name in [
        "ins",
        "del",
        "moveFrom",
        "moveTo",
        "cellIns",
        "cellDel",
        "cellMerge",
        "rPrChange",
        "pPrChange",
        "sectPrChange",
        "tblPrChange",
        "trPrChange",
        "tcPrChange",
        "tblPrExChange",
        "tblGridChange",
        "numberingChange",
        "moveFromRangeStart",
        "moveToRangeStart",
    ]
)
_UNIQUE = (
    ("bookmark-id-twice", f"{W}bookmarkStart", _ID, "Two bookmarks have the id"),
    ("bookmark-name-twice", f"{W}bookmarkStart", f"{W}name", "Two bookmarks have the name"),
    ("comment-id-twice", f"{W}comment", _ID, "Two comments have the id"),
    ("footnote-id-twice", f"{W}footnote", _ID, "Two footnotes have the id"),
    ("endnote-id-twice", f"{W}endnote", _ID, "Two endnotes have the id"),
    ("drawing-id-twice", f"{WP}docPr", "id", "Two drawings have the id"),
    ("style-id-twice", f"{W}style", f"{W}styleId", "Two styles have the id"),
    ("list-id-twice", f"{W}num", f"{W}numId", "Two lists have the id"),
    ("list-id-twice", f"{W}abstractNum", f"{W}abstractNumId", "Two list definitions have the id"),
    ("paragraph-id-twice", f"{W}p", f"{W14}paraId", "Two paragraphs have the id"),
)
_STORIES = tuple(
    f"{W}{name}"
    for name in [
        "body",
        "hdr",
        "ftr",
        "footnote",
        "endnote",
        "comment",
        "txbxContent",
        "docPartBody",
    ]
)
_NOTES = {"footnote": "footnotes", "endnote": "endnotes", "comment": "comments"}


def _unique(package: Package) -> Iterator[Finding]:
    """Ids are given once in a part; what a fallback repeats for old programs does not count."""
    for name, root in texts(package):
        for code, tag, key, sentence in _UNIQUE:
            for value in _twice(node.get(key) for node in _read(root, tag)):
                yield Finding(code=code, where=name, text=f"{sentence} {value}.")
        for value in _twice(node.get(_ID) for node in _read(root, *_REVISIONS)):
            text = f"Two tracked changes have the id {value}."
            yield Finding(code="revision-id-twice", where=name, text=text)


def _read(root: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """Elements of a part outside of the fallback branches for old programs."""
    if next(root.iter(_FALLBACK), None) is None:
        return root.iter(*tags)
    return (node for node in root.iter(*tags) if next(node.iterancestors(_FALLBACK), None) is None)


def _twice(values: Iterable[str | None]) -> list[str]:
    return [value for value, times in Counter(values).items() if value and times > 1]


def _ranges(package: Package) -> Iterator[Finding]:
    """Every range that starts ends, once, and the other way round (§17.13)."""
    for name, root in texts(package):
        for kind, word in _RANGES.items():
            starts = Counter(node.get(_ID) for node in _read(root, f"{W}{kind}Start"))
            ends = Counter(node.get(_ID) for node in _read(root, f"{W}{kind}End"))
            for id_ in [one for one in {**starts, **ends} if starts[one] != ends[one]]:
                text = f"The {word} with the id {id_} has no start, or no end."
                yield Finding(code="range-open", where=name, text=text)


def _fields(package: Package) -> Iterator[Finding]:
    """Every field begins, separates and ends in its story (§17.16.18)."""
    for name, root in texts(package):
        open_fields: dict[etree._Element, list[str]] = {}
        broken = False
        for node in root.iter(f"{W}fldChar"):
            story = next(node.iterancestors(*_STORIES), root)
            stack = open_fields.setdefault(story, [])
            broken |= not _steps(stack, node.get(f"{W}fldCharType", ""))
        if broken or any(open_fields.values()):
            text = "A field does not begin, separate and end in turn."
            yield Finding(code="field-open", where=name, text=text)


def _steps(stack: list[str], kind: str) -> bool:
    """Take one mark of a field; whether it was due."""
    if kind == "begin":
        stack.append(kind)
        return True
    due = bool(stack) and (kind == "end" or stack[-1] == "begin")
    if kind == "separate" and stack:
        stack[-1] = kind
    elif kind == "end" and stack:
        stack.pop()
    return due


def _notes(package: Package) -> Iterator[Finding]:
    """Notes and comments and their references belong together, both ways (§17.11, §17.13.4)."""
    for kind, parts in _NOTES.items():
        for source, root in _documents(package):
            used = _references(package, source, root, kind)
            there: set[str] = set()
            where = source
            for name in package.related(source, parts):
                where = name
                there |= _ordinary(package.tree(name), kind)
            for id_ in sorted(used - there):
                text = f"A reference leads to {kind} {id_}, which is not there."
                yield Finding(code=f"{kind}-missing", where=source, text=text)
            for id_ in sorted(there - used):
                text = f"Nothing refers to {kind} {id_}, so that Word drops it."
                yield Finding(code=f"{kind}-unreferenced", where=where, text=text)


def _documents(package: Package) -> list[tuple[str, etree._Element]]:
    names = [package.main, *package.related(package.main, "glossaryDocument")]
    return [(name, package.tree(name)) for name in names]


def _references(package: Package, source: str, root: etree._Element, kind: str) -> set[str]:
    """The ids that a document and, for comments, its notes refer to."""
    roots = [root]
    if kind == "comment":
        for other in ("footnotes", "endnotes", "header", "footer"):
            roots += [package.tree(name) for name in package.related(source, other)]
    tag = f"{W}{kind}Reference"
    return {node.get(_ID, "") for one in roots for node in one.iter(tag)}


def _ordinary(root: etree._Element, kind: str) -> set[str]:
    """The ids of notes that a reader sees, not of the separators above them."""
    nodes = root.iterchildren(f"{W}{kind}")
    return {node.get(_ID, "") for node in nodes if node.get(f"{W}type", "normal") == "normal"}


def _threads(package: Package) -> Iterator[Finding]:
    """What extends comments speaks of paragraphs that are there (MS-DOCX 2.5.4.2)."""
    for name in package.related(package.main, "commentsExtended"):
        comments = package.related(package.main, "comments")
        known = {
            node.get(f"{W14}paraId")
            for part in comments
            for node in package.tree(part).iter(f"{W}p")
        }
        for node in package.tree(name).iter(f"{W15}commentEx"):
            for key in (f"{W15}paraId", f"{W15}paraIdParent"):
                if node.get(key) is not None and node.get(key) not in known:
                    text = f"A comment thread speaks of paragraph {node.get(key)}, not there."
                    yield Finding(code="thread-lost", where=name, text=text)


def _styles(package: Package) -> Iterator[Finding]:
    """Styles that the text names are defined (§17.7)."""
    parts = package.related(package.main, "styles")
    known = {
        node.get(f"{W}styleId") for part in parts for node in package.tree(part).iter(f"{W}style")
    }
    for name, root in texts(package):
        if not parts or "/glossary/" in name:
            continue
        used = {node.get(f"{W}val") for node in root.iter(*_STYLED)}
        for style in sorted(str(one) for one in used - known - {None}):
            text = f"The style {style} is not defined."
            yield Finding(code="style-missing", where=name, text=text)


_STYLED = tuple(f"{W}{name}" for name in ("pStyle", "rStyle", "tblStyle", "basedOn"))


def _lists(package: Package) -> Iterator[Finding]:
    """Lists that the text names are defined, and so are their definitions (§17.9)."""
    parts = package.related(package.main, "numbering")
    roots = [package.tree(part) for part in parts]
    lists = {node.get(f"{W}numId") for root in roots for node in root.iter(f"{W}num")}
    plans = {node.get(f"{W}abstractNumId") for root in roots for node in root.iter(_PLAN)}
    for name, root in texts(package):
        if "/glossary/" in name:
            continue
        used = {node.get(f"{W}val") for node in root.iter(f"{W}numId")} - {None, "0"}
        for one in sorted(str(value) for value in used - lists):
            text = f"The list {one} is not defined."
            yield Finding(code="list-missing", where=name, text=text)
    for root, part in zip(roots, parts, strict=True):
        used = {node.get(f"{W}val") for node in root.iter(f"{W}abstractNumId")}
        for one in sorted(str(value) for value in used - plans):
            text = f"The list definition {one} is not there."
            yield Finding(code="list-missing", where=part, text=text)


_PLAN = f"{W}abstractNum"

RULES = (_unique, _ranges, _fields, _notes, _threads, _styles, _lists)
