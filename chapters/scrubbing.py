"""What must not be published, removed."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from lxml import etree

from chapters.cleansing.parts import (
    drop_parts,
    drop_properties,
    drop_unreachable,
    embedded_files,
    trim_settings,
)
from chapters.cleansing.pictures import without_metadata
from chapters.cleansing.stories import clean_stories, suspects
from chapters.comments import read_comments
from chapters.findings import Finding
from chapters.oxml.namespaces import W
from chapters.package import Package
from chapters.resolution import reject_all
from chapters.revisions import read_revisions

__all__ = ["Scrubbed", "scrub", "without_paths"]

_ADDRESS = re.compile(
    r"(?:\b[A-Za-z]:[\\/]|\\\\|\bfile:|/(?:home|Users|tmp|var)/|~/)[^\s)\]\"'”]*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scrubbed:
    """The file fit to publish, and the certificate: one finding for each kind of thing that was
    removed. `suspects` were not: a person decides whether hidden text or a file inside the file
    may be published.
    """

    data: bytes
    removed: tuple[Finding, ...]
    suspects: tuple[Finding, ...] = ()


def scrub(data: bytes, *, title: str = "", language: str = "") -> Scrubbed:
    """The file without what names people, machines or the way it was made.

    Only `title` and `language` are left of its properties, where given. A tracked change that is
    still open is rejected: what nobody decided is not published.
    """
    removed: Counter[str] = Counter()
    revisions = len(read_revisions(data))
    if revisions:
        removed["tracked changes"] = revisions
        data = reject_all(data)
    comments = len(read_comments(data))
    package = Package.open(data)
    removed.update(drop_properties(package, title=title, language=language))
    removed.update(drop_parts(package))
    removed.update(trim_settings(package))
    removed.update(clean_stories(package))
    removed.update(_notes_nobody_reads(package))
    removed.update(_unused_styles(package))
    removed.update(drop_unreachable(package))
    removed.update(_pictures(package))
    if "comments" in removed:
        removed["comments"] = comments  # a file keeps a comment in up to four parts
    return Scrubbed(
        data=package.save(),
        removed=tuple(_certified(kind, removed[kind]) for kind in sorted(removed)),
        suspects=tuple(_suspicions(package)),
    )


def without_paths(text: str) -> str:
    """A sentence that is printed, without addresses on somebody's disk or server."""
    return _ADDRESS.sub("…", text)


def _certified(kind: str, count: int) -> Finding:
    return Finding(
        code=f"removed-{kind.replace(' ', '-')}", where="file", text=f"Removed: {kind} ({count})."
    )


def _suspicions(package: Package) -> list[Finding]:
    found = [
        Finding(
            code=code, where=part, text=f"{code.replace('-', ' ').capitalize()}: “{said[:80]}”."
        )
        for code, part, said in suspects(package)
    ]
    found += [
        Finding(code="embedded-file", where=name, text=f"A file is inside the file: {name}.")
        for name in embedded_files(package)
    ]
    return found


def _pictures(package: Package) -> Counter[str]:
    removed: Counter[str] = Counter()
    for name in package.names:
        if package.content_type(name).startswith("image/"):
            content = package.read(name)
            clean = without_metadata(content)
            if clean != content:
                package.write(name, clean)
                removed["picture metadata"] += 1
    return removed


def _notes_nobody_reads(package: Package) -> Counter[str]:
    """Drop notes that the text does not refer to."""
    removed: Counter[str] = Counter()
    body = package.tree(package.main)
    for kind in ("footnote", "endnote"):
        used = {node.get(f"{W}id") for node in body.iter(f"{W}{kind}Reference")}
        for part in package.related(package.main, f"{kind}s"):
            root = package.tree(part)
            for note in root.findall(f"{W}{kind}"):
                if note.get(f"{W}type", "normal") == "normal" and note.get(f"{W}id") not in used:
                    root.remove(note)
                    package.changed(part)
                    removed["notes that nothing refers to"] += 1
    return removed


def _unused_styles(package: Package) -> Counter[str]:
    """Drop styles of people's own making that nothing uses: their names tell of other work."""
    removed: Counter[str] = Counter()
    for part in package.related(package.main, "styles"):
        root = package.tree(part)
        styles = {style.get(f"{W}styleId", ""): style for style in root.iter(f"{W}style")}
        used = _used(package, styles)
        for name, style in styles.items():
            if name not in used and style.get(f"{W}customStyle") in {"1", "true"}:
                root.remove(style)
                package.changed(part)
                removed["unused style names"] += 1
    return removed


_NAMING = tuple(
    f"{W}{name}" for name in ("pStyle", "rStyle", "tblStyle", "styleLink", "numStyleLink")
)
_LEADING = tuple(f"{W}{name}" for name in ("basedOn", "next", "link"))


def _used(package: Package, styles: dict[str, etree._Element]) -> set[str]:
    """The styles that text, lists or other used styles name; those that are not custom count."""
    waiting = [
        name for name, style in styles.items() if style.get(f"{W}customStyle") not in {"1", "true"}
    ]
    for part in package.names:
        if "wordprocessingml" in package.content_type(part):
            waiting += [node.get(f"{W}val", "") for node in package.tree(part).iter(*_NAMING)]
    used: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in used or name not in styles:
            continue
        used.add(name)
        waiting += [node.get(f"{W}val", "") for node in styles[name].iter(*_LEADING)]
    return used
