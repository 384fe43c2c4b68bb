"""One chapter, joined to the guide: every reference in it made one of the guide's."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from chapters.compiling.guide import MAIN, Guide, wardrobe_of
from chapters.compiling.identities import ChapterIds
from chapters.compiling.notes import Notes
from chapters.compiling.numbering import ChapterNumbering
from chapters.compiling.references import References
from chapters.compiling.sections import Furniture, is_on, sections_of, start_on_new_page
from chapters.compiling.transfer import Transfer
from chapters.oxml.namespaces import W
from chapters.oxml.order import child_of, insert
from chapters.package import Package

__all__ = ["Graft"]

_VAL = f"{W}val"


class Graft:
    """A chapter on its way into the guide. `rooted`: the guide's styles and lists are this file's
    own, so they keep their ids. `number` is printed in numbered headings instead of a count.
    """

    def __init__(  # noqa: PLR0913 -- what a chapter is, said once
        self,
        guide: Guide,
        package: Package,
        references: References,
        *,
        key: str,
        where: str,
        rooted: bool,
        number: str = "",
    ) -> None:
        self.package = package
        self._guide, self._references, self._rooted = guide, references, rooted
        self._number = number
        self._transfer = Transfer(package, guide.shelf, guide.findings, where)
        self._ids = ChapterIds(guide.ids)
        parts = package.related(package.main, "numbering")
        self._numbering = ChapterNumbering(
            None if rooted else package.related_tree("numbering"),
            guide.numbering,
            self._transfer,
            parts[0] if parts else "",
        )
        self._wardrobe = wardrobe_of(package)
        self._styles = (
            guide.styles.identity()
            if rooted
            else guide.styles.merge(self._wardrobe, key, self._numbering)
        )
        self._same_theme = rooted or self._wardrobe.theme == guide.wardrobe.theme
        if not self._same_theme:
            self._transfer.theme = self._wardrobe.theme
        if not rooted:
            guide.fonts.merge(package, self._transfer)
        self._lists = self._lists_of_styles()
        self._bands: dict[str, str] = {}
        references.styles = self._styles.names
        references.properties = guide.properties.merge(package)

    def body(self) -> etree._Element:
        """The chapter's body, ready for the guide; its notes, comments and headers are there."""
        root = self.package.tree(self.package.main)
        found = root.find(f"{W}body")
        body = etree.SubElement(root, f"{W}body") if found is None else found
        furniture = [Furniture.taken_from(one) for one in sections_of(body)]
        self._guide.bindings.bind(self.package, [body])
        self.story(body, self.package.main, MAIN)
        for notes in (self._guide.footnotes, self._guide.endnotes):
            self._notes(notes, body)
        self._guide.comments.merge(body, self.package, self.story)
        self._furnish(sections_of(body), furniture)
        return body

    def _notes(self, notes: Notes, body: etree._Element) -> None:
        def tell(node: etree._Element, there: str, here: str) -> None:
            self.story(node, there, here)
            self._guide.comments.merge(node, self.package, self.story)

        notes.merge(body, self.package, tell, self._guide.findings)

    def story(self, story: etree._Element, there: str, here: str) -> None:
        """Make a story of the chapter's part `there` one of the guide's part `here`."""
        self._references.settle(story, lambda name: self._address(there, name))
        _without_strays(story)
        _mend_tables(story)
        self._restyle(story)
        if not self._rooted or self._number:
            self._relist(story)
        self._ids.renumber(story)
        if not self._same_theme:
            self._wardrobe.theme.spell_out(story)
        if not self._rooted:
            for node in list(story.iter(f"{W}placeholder")):
                node.getparent().remove(node)  # type: ignore[union-attr]
        self._transfer.retarget(story, there, here)

    def _address(self, part: str, name: str) -> str | None:
        one = self._transfer.relationship(part, name)
        return one.target if one is not None and one.external else None

    def _restyle(self, story: etree._Element) -> None:
        ids = self._styles.ids
        for node in list(story.iter(f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle")):
            new = ids.get(node.get(_VAL, ""))
            if new is None:
                node.getparent().remove(node)  # type: ignore[union-attr]
            else:
                node.set(_VAL, new)
        if self._styles.paragraph:
            for paragraph in story.iter(f"{W}p"):
                _set_style(child_of(paragraph, "pPr"), "pStyle", self._styles.paragraph)
        if self._styles.table:
            for table in story.iter(f"{W}tbl"):
                properties = table.find(f"{W}tblPr")
                if properties is not None:
                    _set_style(properties, "tblStyle", self._styles.table)

    def _relist(self, story: etree._Element) -> None:
        if not self._rooted:
            for node in story.iter(f"{W}numId"):
                node.set(_VAL, self._numbering.num(node.get(_VAL, ""), self._heir))
        if not self._lists:
            return
        for node in story.iter(f"{W}pStyle"):
            place = self._lists.get(node.get(_VAL, ""))
            properties = node.getparent()
            if place and properties is not None and properties.find(f"{W}numPr") is None:
                self._enlist(properties, node.get(_VAL, ""), place)

    def _enlist(self, properties: etree._Element, style: str, place: tuple[str, str]) -> None:
        numbering = child_of(properties, "numPr")
        etree.SubElement(numbering, f"{W}ilvl").set(_VAL, place[1])
        etree.SubElement(numbering, f"{W}numId").set(_VAL, place[0])
        indents = self._guide.styles.indented(style)
        if indents is not None and properties.find(f"{W}ind") is None:
            insert(properties, deepcopy(indents))  # else the list's indents would win

    def _lists_of_styles(self) -> dict[str, tuple[str, str]]:
        """The guide's styles that this chapter's paragraphs count anew in: style → list, level.

        Styles of headings go on counting, unless the chapter's number is fixed.
        """
        found: dict[str, tuple[str, str]] = {}
        # in the chapter's order, not a set's, which differs from process to process
        for style in dict.fromkeys(self._styles.ids.values()):
            place = self._guide.styles.num(style)
            if place is None or not self._guide.numbering.counts(*place):
                continue
            heading = self._guide.styles.outline(style) is not None
            if heading and self._number:
                found[style] = (self._numbering.restart(place[0], self._number), place[1])
            elif not heading and not self._rooted:
                new = self._numbering.restart(place[0])
                if new != place[0]:
                    found[style] = (new, place[1])
        return found

    def _heir(self, style: str) -> tuple[str, bool] | None:
        mapped = self._styles.ids.get(style)
        place = None if mapped is None else self._guide.styles.num(mapped)
        if mapped is None or place is None:
            return None
        num = self._lists.get(mapped, place)[0]
        return num, self._guide.styles.outline(mapped) is not None

    def _furnish(self, sections: list[etree._Element], furniture: list[Furniture]) -> None:
        """Give the chapter's sections the headers and footers that they had, and no others."""
        alone = not any(one.by_type for one in furniture)
        start_on_new_page(sections[0])
        shown = Furniture({})
        for section, own in zip(sections, furniture, strict=True):
            for place, name in own.by_type.items():
                new = self._band(name)
                if new is not None:
                    shown.by_type[place] = new
            self._close(shown, section, alone=alone)
            shown.put_into(section)

    def _close(self, shown: Furniture, section: etree._Element, *, alone: bool) -> None:
        """Say everything that the section before this one in the guide could say instead."""
        wanted = ["default"]
        if is_on(section, "titlePg"):
            wanted.append("first")
        if self._guide.even_and_odd:
            wanted.append("even")
        evens = is_on(self.package.related_tree("settings"), "evenAndOddHeaders")
        for kind, name in shown.missing():
            if name not in wanted:
                continue
            instead = shown.by_type.get((kind, "default")) if name == "even" and not evens else None
            if alone and self._guide.firm and instead is None:
                instead = self._guide.furniture.by_type.get((kind, name))
            shown.by_type[(kind, name)] = instead or self._guide.empty_band(kind)
        if self._guide.even_and_odd and not evens:
            for kind in ("header", "footer"):
                shown.by_type[(kind, "even")] = shown.by_type[(kind, "default")]

    def _band(self, name: str) -> str | None:
        """The guide's relationship id for one of the chapter's headers or footers."""
        if name not in self._bands:
            one = self._transfer.relationship(self.package.main, name)
            if one is None or one.external or not self.package.has(one.target):
                return None
            part = self._guide.shelf.reserve(f"word/{one.kind}1.xml")
            root = deepcopy(self.package.tree(one.target))
            self._guide.bindings.bind(self.package, [root])
            self.story(root, one.target, part)
            self._guide.put_band(part, one.kind, root)
            self._bands[name] = self._guide.shelf.relate(MAIN, one.kind, part)
        return self._bands[name]


def _without_strays(story: etree._Element) -> None:
    """Drop list places outside `w:numPr`, which some programs write and nothing reads."""
    for node in list(story.iter(f"{W}ilvl", f"{W}numId")):
        parent = node.getparent()
        if parent is not None and parent.tag == f"{W}pPr":
            parent.remove(node)


def _mend_tables(story: etree._Element) -> None:
    """Leave out tables without a row, and give those without a grid an empty one (§17.4.37).

    One chapter with such a table would keep Word from opening the whole guide.
    """
    for table in list(story.iter(f"{W}tbl")):
        parent = table.getparent()
        if next(table.iter(f"{W}tr"), None) is None and parent is not None:
            paragraph = parent.makeelement(f"{W}p")
            parent.replace(table, paragraph)
        elif table.find(f"{W}tblGrid") is None:
            child_of(table, "tblPr").addnext(table.makeelement(f"{W}tblGrid"))


def _set_style(properties: etree._Element, name: str, style: str) -> None:
    if properties.find(f"{W}{name}") is None:
        child_of(properties, name).set(_VAL, style)
