"""A return with fewer marks, where one cannot be laid against the base with all of them.

What is lost so is who made a change, never the change: its words stand without a mark, and are told
as untracked. First only the marks around fields that are not whole (§17.16.18), which nobody can
write: Word leaves a field so where half of what it was deleted with is accepted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from chapters.marked import marked_parts
from chapters.oxml.namespaces import W
from chapters.package import Package
from chapters.resolution import accept_all, resolve
from chapters.values import RevisionId

__all__ = ["eased"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type

_P, _CHAR, _TYPE = f"{W}p", f"{W}fldChar", f"{W}fldCharType"


def eased(returned: bytes) -> Iterator[bytes]:
    """The return with some of its marks accepted, then with all."""
    names = list(_around_cut_fields(Package.open(returned)))
    if names:
        yield resolve(returned, accept=names)
    yield accept_all(returned)


def _around_cut_fields(package: Package) -> Iterator[RevisionId]:
    """The marks in paragraphs in which a field begins and does not end, or ends only."""
    for part in marked_parts(package):
        cut: dict[Element, bool] = {}
        for name, mark in part.marks.items():
            paragraph = next(mark.first.iterancestors(_P), None)
            if paragraph is None:
                continue
            if paragraph not in cut:
                chars = Counter(one.get(_TYPE) for one in paragraph.iter(_CHAR))
                cut[paragraph] = chars["begin"] != chars["end"]
            if cut[paragraph]:
                yield RevisionId(name)
