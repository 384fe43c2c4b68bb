"""Styles: the template's win, a chapter's own come along (ECMA-376 part 1, §17.7)."""

from __future__ import annotations

import hashlib
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree

from chapters.compiling.looks import Defaults, Theme
from chapters.compiling.numbering import ChapterNumbering, Numbering, form_of
from chapters.oxml.counting import Labels
from chapters.oxml.namespaces import W
from chapters.oxml.order import child_of, insert

__all__ = ["StyleMap", "Styles", "Wardrobe"]

_VAL, _ID, _TYPE, _DEFAULT = f"{W}val", f"{W}styleId", f"{W}type", f"{W}default"
_NO_LOOK = tuple(
    f"{W}{name}"
    for name in (
        "name",
        "aliases",
        "basedOn",
        "next",
        "link",
        "rsid",
        "uiPriority",
        "semiHidden",
        "unhideWhenUsed",
        "qFormat",
        "locked",
        "autoRedefine",
        "numId",
    )
)
_TRUE = {"1", "true", "on"}


@dataclass(slots=True, kw_only=True)
class StyleMap:
    """One chapter's styles in the guide.

    `ids` maps its style ids; `names` the names that changed; `paragraph` and `table` are the ids
    that its unstyled paragraphs and tables need, none where the guide's defaults are the same.
    """

    ids: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    paragraph: str | None = None
    table: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wardrobe:
    """What one file's styles are made of."""

    root: etree._Element
    theme: Theme
    defaults: Defaults


class Styles:
    """The guide's styles. `firm`: what the template defines wins over a chapter's definition."""

    def __init__(self, base: Wardrobe, numbering: Numbering, *, firm: bool) -> None:
        self.base = base
        self.roots = [base.root]
        self.head = [node for node in base.root if node.tag != f"{W}style"]
        self.by_id: dict[str, etree._Element] = {}
        self._numbering = numbering
        self._by_name: dict[str, etree._Element] = {}
        self._firm: set[str] = set()
        self._forms: dict[str, str] = {}
        self._folded: set[str] = set()
        self._by_form: dict[tuple[str, str], etree._Element] = {}
        self._maps: dict[bytes, StyleMap] = {}
        self._nums: dict[str, tuple[str, str] | None] = {}
        self._outlines: dict[str, int | None] = {}
        self._defaults = {kind: _default_of(base.root, kind) for kind in ("paragraph", "table")}
        for style in base.root.iterchildren(f"{W}style"):
            self._enter(style)
            if firm:
                self._firm.add(style.get(_ID, ""))
        self._forget_missing()

    def _forget_missing(self) -> None:
        """Drop what the template's styles say of styles that it does not have."""
        for style in self.by_id.values():
            for name in ("basedOn", "next", "link"):
                for node in style.findall(f"{W}{name}"):
                    if node.get(_VAL) not in self.by_id:
                        style.remove(node)

    def _enter(self, style: etree._Element) -> None:
        self.by_id.setdefault(style.get(_ID, ""), style)
        self._folded.add(style.get(_ID, "").casefold())
        self._by_name.setdefault(_name(style).casefold(), style)

    def named(self, name: str) -> etree._Element | None:
        """The style with this name, in any case."""
        return self._by_name.get(name.casefold())

    def add(self, style: etree._Element) -> str:
        """Add a style of our own making; returns its id."""
        self._enter(style)
        return style.get(_ID, "")

    def default(self, kind: str) -> str | None:
        """The id of the default style of a type ("paragraph", "table")."""
        return self._defaults[kind]

    def labels(self) -> Labels:
        """What counts the lists of a story, by these styles and their lists."""
        lists = self._numbering
        return Labels(lists.nums, lists.definition, self.num, self.default("paragraph"))

    def identity(self) -> StyleMap:
        """The map of the file that the guide's styles came from."""
        return StyleMap(ids={name: name for name in self.by_id})

    def merge(self, source: Wardrobe, key: str, numbering: ChapterNumbering) -> StyleMap:
        """Bring a chapter's styles in; `key` tells its own from those of the same name.

        Chapters that were made from one file often have the same styles to the byte: their map is
        the one of the first.
        """
        looks = etree.tostring(source.root) + source.theme.signature() + numbering.signature()
        digest = hashlib.sha256(looks).digest()
        if digest not in self._maps:
            self._maps[digest] = _Merge(self, source, key, numbering).run()
        return self._maps[digest]

    def find_same(self, name: str, form: str) -> etree._Element | None:
        """The guide's style with this name, if it wins or looks the same."""
        found = self._by_name.get(name.casefold())
        if found is None or found.get(_ID, "") in self._firm or self.form_here(found) == form:
            return found
        return self._by_form.get((name.casefold(), form))

    def remember(self, name: str, form: str, style: etree._Element) -> None:
        """Keep how a style looked in its chapter, where it was called `name`."""
        self._by_form[(name.casefold(), form)] = style
        self._forms[style.get(_ID, "")] = form

    def form_here(self, style: etree._Element) -> str:
        """What a style of the guide looks like; equal strings look equal."""
        there = style.get(_ID, "")
        if there not in self._forms:
            base = style.find(f"{W}basedOn")
            self._forms[there] = form(
                style,
                base="" if base is None else base.get(_VAL, ""),
                numbering=form_of(self._numbering, _num(style)),
                wardrobe=self.base,
            )
        return self._forms[there]

    def free_id(self, wanted: str, key: str) -> str:
        """A style id that no style has yet."""
        candidate, number = wanted, 1
        while candidate.casefold() in self._folded:
            candidate = f"{wanted}-{key}" if number == 1 else f"{wanted}-{key}-{number}"
            number += 1
        return candidate

    def free_name(self, wanted: str, key: str) -> str:
        """A style name that no style has yet."""
        candidate, number = wanted, 1
        while candidate.casefold() in self._by_name:
            candidate = f"{wanted} ({key})" if number == 1 else f"{wanted} ({key}, {number})"
            number += 1
        return candidate

    def chain(self, style_id: str) -> list[etree._Element]:
        """A style and what it is based on, nearest first."""
        found: list[etree._Element] = []
        style = self.by_id.get(style_id)
        while style is not None and style not in found:
            found.append(style)
            base = style.find(f"{W}basedOn")
            style = None if base is None else self.by_id.get(base.get(_VAL, ""))
        return found

    def num(self, style_id: str) -> tuple[str, str] | None:
        """The list and level that a paragraph style has; none where it is in no list."""
        if style_id not in self._nums:
            self._nums[style_id] = self._find_num(style_id)
        return self._nums[style_id]

    def _find_num(self, style_id: str) -> tuple[str, str] | None:
        number, level = "", ""
        for style in self.chain(style_id):
            properties = style.find(f"{W}pPr/{W}numPr")
            if properties is not None:
                number = number or _child(properties, "numId")
                level = level or _child(properties, "ilvl")
            if number:
                return (number, self._level(style_id, number, level)) if number != "0" else None
        return None

    def _level(self, style_id: str, number: str, level: str) -> str:
        """A style's level: where it names none, the level of its list that names the style."""
        if level or number not in self._numbering.nums:
            return level or "0"
        definition = self._numbering.definition(self._numbering.nums[number])
        for lvl in definition.iterchildren(f"{W}lvl"):
            if _child(lvl, "pStyle") == style_id:
                return lvl.get(f"{W}ilvl", "0")
        return "0"

    def outline(self, style_id: str) -> int | None:
        """The outline level of a style, 0 for the highest; none for body text."""
        if style_id not in self._outlines:
            self._outlines[style_id] = self._find_outline(style_id)
        return self._outlines[style_id]

    def _find_outline(self, style_id: str) -> int | None:
        for style in self.chain(style_id):
            level = _child(style.find(f"{W}pPr"), "outlineLvl")
            if level.isdigit():
                return int(level) if int(level) < 9 else None  # noqa: PLR2004 -- 9 is body text
            name = _name(style).casefold()
            if name.startswith("heading ") and name[8:].isdigit():
                return int(name[8:]) - 1
        return None

    def indented(self, style_id: str) -> etree._Element | None:
        """The indents that a style sets itself."""
        for style in self.chain(style_id):
            found = style.find(f"{W}pPr/{W}ind")
            if found is not None:
                return found
            if style.find(f"{W}pPr/{W}numPr") is not None:
                return None
        return None

    def children(self) -> list[etree._Element]:
        """What the part holds, in the schema's order."""
        return [*self.head, *self.by_id.values()]


class _Merge:
    def __init__(
        self, styles: Styles, source: Wardrobe, key: str, numbering: ChapterNumbering
    ) -> None:
        self._guide, self._source, self._key, self._numbering = styles, source, key, numbering
        self._there = {
            style.get(_ID, ""): style for style in reversed(source.root.findall(f"{W}style"))
        }
        self._map = StyleMap()
        self._open: set[str] = set()
        self._new: list[etree._Element] = []
        self._same_theme = source.theme == styles.base.theme
        self._same_defaults = source.defaults.signature() == styles.base.defaults.signature()

    def run(self) -> StyleMap:
        for style in self._source.root.iterchildren(f"{W}style"):
            self._place(style.get(_ID, ""))
        for style in self._new:
            self._point(style)
        self._map.paragraph = self._default("paragraph")
        self._map.table = self._default("table")
        return self._map

    def _default(self, kind: str) -> str | None:
        mine = _default_of(self._source.root, kind)
        mapped = self._map.ids.get(mine or "")
        return None if mapped == self._guide.default(kind) else mapped

    def _place(self, name: str) -> str | None:
        if name in self._map.ids:
            return self._map.ids[name]
        style = self._there.get(name)
        if style is None or name in self._open:
            return None
        self._open.add(name)
        base = style.find(f"{W}basedOn")
        mapped = "" if base is None else self._place(base.get(_VAL, "")) or ""
        there = form(
            style,
            base=mapped,
            numbering=self._numbering.form(_num(style)),
            wardrobe=self._source,
        )
        found = self._guide.find_same(_name(style), there)
        if found is not None and found.get(_TYPE) == style.get(_TYPE):
            self._map.ids[name] = found.get(_ID, "")
        else:
            self._map.ids[name] = self._import(style, mapped)
            new = self._guide.by_id[self._map.ids[name]]
            self._guide.remember(_name(style), there, new)
        return self._map.ids[name]

    def _import(self, style: etree._Element, base: str) -> str:
        if not self._new:
            self._guide.roots.append(self._source.root)
        copy = deepcopy(style)
        copy.set(_ID, self._guide.free_id(style.get(_ID, ""), self._key))
        copy.attrib.pop(_DEFAULT, "")
        self._rename(copy)
        for node in copy.findall(f"{W}basedOn"):
            node.set(_VAL, base)
            if not base:
                copy.remove(node)
        if not self._same_theme:
            self._source.theme.spell_out(copy)
        if not base and not self._same_defaults and copy.get(_TYPE) == "paragraph":
            self._source.defaults.fold(copy, self._guide.base.defaults)
        self._guide.add(copy)
        self._new.append(copy)
        return copy.get(_ID, "")

    def _rename(self, copy: etree._Element) -> None:
        old = _name(copy)
        new = self._guide.free_name(old, self._key)
        node = copy.find(f"{W}name")
        if node is None:
            node = insert(copy, copy.makeelement(f"{W}name"))
        node.set(_VAL, new)
        if new != old:
            copy.set(f"{W}customStyle", "1")
            self._map.names[old.casefold()] = new
            level = _heading_level(old)
            if level is not None and copy.find(f"{W}pPr/{W}outlineLvl") is None:
                child_of(child_of(copy, "pPr"), "outlineLvl").set(_VAL, str(level))
        for node in copy.findall(f"{W}aliases"):
            copy.remove(node)

    def _point(self, copy: etree._Element) -> None:
        """Set what a new style says of others, now that all have their place."""
        for node in copy.findall(f"{W}next") + copy.findall(f"{W}link"):
            mapped = self._map.ids.get(node.get(_VAL, ""))
            if mapped is None:
                copy.remove(node)
            else:
                node.set(_VAL, mapped)
        for node in copy.iter(f"{W}numId"):
            node.set(_VAL, self._numbering.adopted(node.get(_VAL, ""), self._map.ids))


def form(style: etree._Element, *, base: str, numbering: str, wardrobe: Wardrobe) -> str:
    """What a style looks like: equal strings look equal, wherever the styles come from."""
    copy = deepcopy(style)
    copy.tail = None
    for node in copy.iter():
        node.text = node.tail = None  # line breaks between elements; styles hold no text
    for name in (_ID, _DEFAULT, f"{W}customStyle"):
        copy.attrib.pop(name, "")
    for node in list(copy.iter(*_NO_LOOK)):
        node.getparent().remove(node)  # type: ignore[union-attr]
    wardrobe.theme.spell_out(copy)
    digest = hashlib.sha256(etree.tostring(copy, method="c14n", exclusive=True))
    digest.update(f"{base}\0{numbering}".encode())
    if not base:
        digest.update(wardrobe.defaults.signature())
    return digest.hexdigest()


def _name(style: etree._Element) -> str:
    node = style.find(f"{W}name")
    return style.get(_ID, "") if node is None else node.get(_VAL, "")


def _num(style: etree._Element) -> str:
    return _child(style.find(f"{W}pPr/{W}numPr"), "numId")


def _child(parent: etree._Element | None, name: str) -> str:
    node = None if parent is None else parent.find(f"{W}{name}")
    return "" if node is None else node.get(_VAL, "")


def _heading_level(name: str) -> int | None:
    words = name.casefold().split()
    if len(words) == 2 and words[0] == "heading" and words[1].isdigit():  # noqa: PLR2004 -- "heading 1"
        return int(words[1]) - 1
    return None


def _default_of(root: etree._Element, kind: str) -> str | None:
    for style in root.iterchildren(f"{W}style"):
        if style.get(_TYPE) == kind and style.get(_DEFAULT) in _TRUE:
            return style.get(_ID)
    return None
