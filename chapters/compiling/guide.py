"""The guide under construction: what all chapters share, and its last steps."""

from __future__ import annotations

from copy import deepcopy
from xml.sax.saxutils import escape

from lxml import etree

from chapters.compiling.bindings import Bindings, Properties
from chapters.compiling.fonts import Fonts
from chapters.compiling.identities import GuideIds
from chapters.compiling.looks import Defaults, Theme
from chapters.compiling.notes import Comments, Notes
from chapters.compiling.numbering import Numbering
from chapters.compiling.sections import Furniture
from chapters.compiling.shelf import Shelf
from chapters.compiling.strands import Strand
from chapters.compiling.styles import Styles, Wardrobe
from chapters.compiling.transfer import Transfer
from chapters.compiling.watermark import lay_across
from chapters.findings import Finding
from chapters.oxml.markup import serialise
from chapters.oxml.namespaces import MC, NS, W
from chapters.oxml.order import child_of
from chapters.package import Package

__all__ = ["MAIN", "Guide", "wardrobe_of"]

MAIN = "word/document.xml"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_CORE = "application/vnd.openxmlformats-package.core-properties+xml"
_CORE_REL = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_FIXED = ("styles", "numbering", "settings")
_WHOLE = ("theme", "webSettings", "glossaryDocument")
"""Parts of the template that are taken over as they are."""

_LEFT_BEHIND = tuple(
    f"{W}{name}"
    for name in (
        "updateFields",  # Word would ask the reader a question on opening
        "attachedTemplate",
        "mailMerge",
        "saveThroughXslt",
        "docVars",
        "documentProtection",
        "writeProtection",
        "trackRevisions",
        "evenAndOddHeaders",
    )
)


class Guide:
    """Parts, ids and counters that every chapter draws on. `base` is the template, or the first
    chapter; `firm` says that it is a template, whose styles win; `across` lies on each page.
    """

    def __init__(
        self, base: Package, findings: list[Finding], *, firm: bool, across: str = ""
    ) -> None:
        self.firm = firm
        self.across = across
        self.findings = findings
        self.shelf = Shelf()
        for name in (MAIN, *(f"word/{one}.xml" for one in _FIXED)):
            self.shelf.reserve(name)
        self.shelf.put(MAIN, b"", f"{_WORD}document.main+xml")
        self.body = Strand("w:document")
        self.ids = GuideIds()
        self.footnotes, self.endnotes, self.comments = (
            Notes("footnote"),
            Notes("endnote"),
            Comments(),
        )
        self.bindings, self.properties = Bindings(self.shelf, MAIN), Properties()
        self.fonts = Fonts()
        self.furniture = Furniture({})
        self.even_and_odd = False
        self._base = base
        self._transfer = Transfer(base, self.shelf, findings, "the template")
        self._empty: dict[str, str] = {}
        self.fonts.merge(base, self._transfer)
        numbering = base.related_tree("numbering")
        if numbering is not None:
            part = base.related(base.main, "numbering")[0]
            self._transfer.retarget(numbering, part, "word/numbering.xml")
        self.numbering = Numbering(numbering)
        self.wardrobe = wardrobe_of(base)
        self.styles = Styles(self.wardrobe, self.numbering, firm=firm)
        self.shelf.relate("", "officeDocument", MAIN)
        for kind in _FIXED:
            self.shelf.relate(MAIN, kind, f"word/{kind}.xml")
        for one in base.relationships(base.main):
            if one.kind in _WHOLE and not one.external and base.has(one.target):
                self.shelf.relate(MAIN, one.type, self._transfer.copy(one))

    def empty_band(self, kind: str) -> str:
        """The relationship id of an empty "header" or "footer": nothing is taken over then."""
        if kind not in self._empty:
            tag = {"header": "hdr", "footer": "ftr"}[kind]
            root = etree.Element(f"{W}{tag}", nsmap={"w": NS["w"]})
            etree.SubElement(root, f"{W}p")
            name = self.shelf.reserve(f"word/{kind}0.xml")
            self.put_band(name, kind, root)
            self._empty[kind] = self.shelf.relate(MAIN, kind, name)
        return self._empty[kind]

    def put_band(self, name: str, kind: str, root: etree._Element) -> None:
        """Store a header or footer; in a preview with its word across the page."""
        if self.across and kind == "header":
            lay_across(root, self.across, self.ids.next("watermark"))
        self.shelf.put(name, serialise(root), f"{_WORD}{kind}+xml")

    def finish(self, *, title: str, language: str, background: etree._Element | None) -> bytes:
        """The guide as a file."""
        before = b"" if background is None else etree.tostring(background, with_tail=False)
        self.shelf.put(
            MAIN,
            self.body.content(before + b"<w:body>", b"</w:body>"),
            f"{_WORD}document.main+xml",
        )
        self.footnotes.shelve(self.shelf, MAIN)
        self.endnotes.shelve(self.shelf, MAIN)
        self.comments.shelve(self.shelf, MAIN)
        self._put("styles", self.styles.children(), self.styles.roots)
        self._put("numbering", self.numbering.children(), self.numbering.roots)
        self._put_settings()
        self.fonts.shelve(self.shelf, MAIN)
        self.properties.shelve(self.shelf)
        self._put_core(title, language)
        return self.shelf.save()

    def _put(self, kind: str, children: list[etree._Element], roots: list[etree._Element]) -> None:
        strand = Strand(f"w:{kind}")
        for root in roots:
            strand.declare(root)
        for child in children:
            owner = child.getparent()
            strand.add([child], child if owner is None else owner)
        self.shelf.put(f"word/{kind}.xml", strand.content(), f"{_WORD}{kind}+xml")

    def _put_settings(self) -> None:
        found = self._base.related_tree("settings")
        root = etree.Element(f"{W}settings", nsmap={"w": NS["w"]}) if found is None else found
        for node in root.findall("*"):
            if node.tag in _LEFT_BEHIND:
                root.remove(node)
        if self.even_and_odd:
            child_of(root, "evenAndOddHeaders")
        for notes in (self.footnotes, self.endnotes):
            _name_separators(root, notes)
        for part in self._base.related(self._base.main, "settings"):
            self._transfer.retarget(root, part, "word/settings.xml")
        self.shelf.put("word/settings.xml", serialise(root), f"{_WORD}settings+xml")

    def _put_core(self, title: str, language: str) -> None:
        """Title and language; no names, and no times: the same input gives the same bytes."""
        words = f"<dc:title>{escape(title)}</dc:title>" if title else ""
        words += f"<dc:language>{escape(language)}</dc:language>" if language else ""
        content = (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            "<cp:coreProperties "
            'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/">{words}</cp:coreProperties>'
        )
        part = self.shelf.reserve("docProps/core.xml")
        self.shelf.put(part, content.encode(), _CORE)
        self.shelf.relate("", _CORE_REL, part)


def _name_separators(settings: etree._Element, notes: Notes) -> None:
    """Settings name the separators by id (§17.11.9): those of the file before mean nothing now."""
    tag = f"{notes.kind}Pr"
    found = settings.find(f"{W}{tag}")
    if found is None and not notes.separators:
        return
    properties = child_of(settings, tag)
    for node in properties.findall(f"{W}{notes.kind}"):
        properties.remove(node)
    for number in notes.separators:
        etree.SubElement(properties, f"{W}{notes.kind}").set(f"{W}id", number)


def wardrobe_of(package: Package) -> Wardrobe:
    """What the styles of a file are made of."""
    theme = Theme(package.related_tree("theme"))
    root = package.related_tree("styles")
    if root is None:
        root = etree.Element(f"{W}styles", nsmap={"w": NS["w"], "mc": MC[1:-1]})
    return Wardrobe(root=root, theme=theme, defaults=Defaults(deepcopy(root), theme))
