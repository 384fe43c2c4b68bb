"""The font table: what is known of fonts, and the fonts that are inside a file (§17.8)."""

from __future__ import annotations

from copy import deepcopy

from chapters.compiling.shelf import Shelf
from chapters.compiling.strands import Strand
from chapters.compiling.transfer import Transfer
from chapters.oxml.namespaces import W
from chapters.package import Package

__all__ = ["Fonts"]

_PART = "word/fontTable.xml"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"


class Fonts:
    """The guide's fonts, each once; the first file that has one brings it."""

    def __init__(self) -> None:
        self._strand = Strand("w:fonts")
        self._names: set[str] = set()

    def merge(self, package: Package, transfer: Transfer) -> None:
        """Bring over the fonts that the guide does not know yet, with what is embedded of them."""
        for part in package.related(package.main, "fontTable")[:1]:
            root = package.tree(part)
            for font in root.iterchildren(f"{W}font"):
                name = font.get(f"{W}name", "").casefold()
                if name not in self._names:
                    self._names.add(name)
                    copy = deepcopy(font)
                    transfer.retarget(copy, part, _PART)
                    self._strand.add([copy], root)

    def shelve(self, shelf: Shelf, main: str) -> None:
        """Store the part, if any file has one."""
        if self._names:
            shelf.put(shelf.reserve(_PART), self._strand.content(), _TYPE)
            shelf.relate(main, "fontTable", _PART)
