"""Lists: each chapter's start anew, headings go on (ECMA-376 part 1, §17.9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy

from lxml import etree

from chapters.compiling.transfer import Transfer
from chapters.oxml.namespaces import W

__all__ = ["ChapterNumbering", "Numbering"]

_PART = "word/numbering.xml"
_VAL, _NUM_ID, _ABSTRACT_ID = f"{W}val", f"{W}numId", f"{W}abstractNumId"
_NOT_COUNTING = {"bullet", "none"}


class Numbering:
    """The guide's numbering part: picture bullets, abstract definitions, instances."""

    def __init__(self, root: etree._Element | None) -> None:
        self.bullets: list[etree._Element] = []
        self.abstracts: dict[str, etree._Element] = {}
        self.nums: dict[str, etree._Element] = {}
        self.roots: list[etree._Element] = []
        self._numbers = {"bullet": 0, "abstract": 0, "num": 0}
        if root is not None:
            self._adopt(root)

    def _adopt(self, root: etree._Element) -> None:
        self.roots.append(root)
        self.bullets = list(root.iterchildren(f"{W}numPicBullet"))
        self.abstracts = {
            node.get(_ABSTRACT_ID, ""): node for node in root.iterchildren(f"{W}abstractNum")
        }
        self.nums = {node.get(_NUM_ID, ""): node for node in root.iterchildren(f"{W}num")}
        bullets = [node.get(f"{W}numPicBulletId", "") for node in self.bullets]
        for kind, ids in (("bullet", bullets), ("abstract", self.abstracts), ("num", self.nums)):
            self._numbers[kind] = max((int(one) for one in ids if one.isdigit()), default=0)

    def fresh(self, kind: str) -> str:
        """A new id for a "bullet", an "abstract" definition or a "num"."""
        self._numbers[kind] += 1
        return str(self._numbers[kind])

    def add_abstract(self, node: etree._Element) -> str:
        """Store a definition under a new id. Its `w:nsid` is new too: Word joins lists with one."""
        new = self.fresh("abstract")
        node.set(_ABSTRACT_ID, new)
        nsid = node.find(f"{W}nsid")
        if nsid is None:
            nsid = node.makeelement(f"{W}nsid")
            node.insert(0, nsid)
        nsid.set(_VAL, f"{0x10000000 + int(new):08X}")
        self.abstracts[new] = node
        return new

    def add_num(self, abstract: str, overrides: list[etree._Element]) -> str:
        """Store a new instance of a definition; returns its id."""
        new = self.fresh("num")
        node = etree.Element(f"{W}num", {_NUM_ID: new}, nsmap={"w": W[1:-1]})
        etree.SubElement(node, f"{W}abstractNumId").set(_VAL, abstract)
        node.extend(deepcopy(one) for one in overrides)
        self.nums[new] = node
        return new

    def restarted(self, num: str, number: str = "") -> str:
        """A new list that looks like `num` and starts anew.

        Where `number` is given it stands for the count of the first level: "3.1", "3.1.1", ….
        """
        node = self.nums[num]
        copy = deepcopy(self.definition(node))
        _unlink_styles(copy)
        for text in copy.iter(f"{W}lvlText") if number else ():
            text.set(_VAL, text.get(_VAL, "").replace("%1", number))
        return self.add_num(self.add_abstract(copy), node.findall(f"{W}lvlOverride"))

    def definition(self, num: etree._Element) -> etree._Element:
        """The definition of a list; where it links to a list style (§17.9.21), that style's."""
        abstract = defined(num, self.abstracts)
        link = abstract.find(f"{W}numStyleLink")
        if link is None:
            return abstract
        for other in self.abstracts.values():
            there = other.find(f"{W}styleLink")
            if there is not None and there.get(_VAL) == link.get(_VAL):
                return other
        return abstract

    def counts(self, num: str, level: str) -> bool:
        """Whether a list writes numbers or letters at a level, not bullets."""
        node = self.nums.get(num)
        if node is None:
            return False
        for lvl in self.definition(node).iterchildren(f"{W}lvl"):
            if lvl.get(f"{W}ilvl") == level:
                form = lvl.find(f"{W}numFmt")
                return form is None or form.get(_VAL) not in _NOT_COUNTING
        return False

    def children(self) -> list[etree._Element]:
        """What the part holds, in the schema's order."""
        return [*self.bullets, *self.abstracts.values(), *self.nums.values()]


def defined(num: etree._Element, abstracts: Mapping[str, etree._Element]) -> etree._Element:
    """The definition of a list; an empty one where the file has none."""
    node = num.find(_tag("abstractNumId"))
    found = abstracts.get(node.get(_VAL, "")) if node is not None else None
    return num.makeelement(_tag("abstractNum")) if found is None else found


def _tag(name: str) -> str:
    return f"{W}{name}"


def _unlink_styles(abstract: etree._Element) -> None:
    """A style has one list; a copy of its list is not it."""
    for name in ("styleLink", "numStyleLink"):
        for node in abstract.findall(f"{W}{name}"):
            abstract.remove(node)
    for level in abstract.iterchildren(f"{W}lvl"):
        for node in level.findall(f"{W}pStyle"):
            level.remove(node)


class ChapterNumbering:
    """One chapter's lists in the guide. `guide_num(style id)` is the list of a guide's style."""

    def __init__(
        self,
        root: etree._Element | None,
        guide: Numbering,
        transfer: Transfer,
        part: str,
    ) -> None:
        self._source = Numbering(root)
        self._guide = guide
        self._transfer = transfer
        self._part = part
        self._bullets: dict[str, str] = {}
        self._abstracts: dict[tuple[str, bool], str] = {}
        self._nums: dict[str, str] = {}
        self._style_nums: dict[str, str] = {}
        self._restarts: dict[str, str] = {}
        self._own: set[str] = set()
        self._declared = False

    def signature(self) -> bytes:
        """Bytes that are equal for chapters with the same lists."""
        return b"".join(etree.tostring(node) for node in self._source.children())

    def form(self, num: str) -> str:
        """What a list looks like, to compare two; empty where there is none."""
        return form_of(self._source, num)

    def adopted(self, num: str, styles: Mapping[str, str]) -> str:
        """The guide's list for a style that comes along; it keeps its links to styles."""
        if num not in self._source.nums:
            return "0"
        if num not in self._style_nums:
            node = self._source.nums[num]
            abstract = self._abstract(node, styles, linked=True)
            overrides = node.findall(f"{W}lvlOverride")
            new = self._guide.add_num(abstract, self._overrides(overrides))
            self._style_nums[num] = new
            self._own.add(new)
        return self._style_nums[num]

    def num(self, num: str, heir: Callable[[str], tuple[str, bool] | None]) -> str:
        """The guide's list for what a paragraph of this chapter names as `num`.

        `heir(style id)` is the list that the guide's counterpart of one of the chapter's styles
        has, and whether it numbers headings. "0" (no list) stays, and stands for what is missing.
        """
        if num == "0" or num not in self._source.nums:
            return "0"
        if num not in self._nums:
            self._nums[num] = self._mapped(num, heir)
        return self._nums[num]

    def _mapped(self, name: str, heir: Callable[[str], tuple[str, bool] | None]) -> str:
        node = self._source.nums[name]
        for style in linked_styles(defined(node, self._source.abstracts)):
            theirs = heir(style)
            if theirs is not None:
                num, is_heading = theirs
                return num if is_heading else self._beside(self.restart(num), node)
        abstract = self._abstract(node, {}, linked=False)
        return self._guide.add_num(abstract, self._overrides(node.findall(f"{W}lvlOverride")))

    def _beside(self, guide_num: str, node: etree._Element) -> str:
        """The list itself; for an instance that sets its own start, another one that counts with
        it, as it did in the chapter.
        """
        overrides = node.findall(f"{W}lvlOverride")
        if not overrides or guide_num not in self._guide.nums:
            return guide_num
        abstract = self._guide.nums[guide_num].find(f"{W}abstractNumId")
        there = "" if abstract is None else abstract.get(_VAL, "")
        return self._guide.add_num(there, self._overrides(overrides))

    def restart(self, guide_num: str, number: str = "") -> str:
        """The list by which this chapter's paragraphs continue a style's list from its start.

        `number`: the chapter's own number instead of a count, see `Numbering.restarted`.
        """
        if guide_num not in self._guide.nums or (guide_num in self._own and not number):
            return guide_num
        if guide_num not in self._restarts:
            self._restarts[guide_num] = self._guide.restarted(guide_num, number)
            self._own.add(self._restarts[guide_num])
        return self._restarts[guide_num]

    def _abstract(self, node: etree._Element, styles: Mapping[str, str], *, linked: bool) -> str:
        original = self._source.definition(node)
        key = (original.get(_ABSTRACT_ID, ""), linked)
        if key not in self._abstracts:
            self._declare()
            copy = deepcopy(original)
            if linked:
                _map_styles(copy, styles)
            else:
                _unlink_styles(copy)
            self._map_bullets(copy)
            self._abstracts[key] = self._guide.add_abstract(copy)
        return self._abstracts[key]

    def _declare(self) -> None:
        if not self._declared:
            self._guide.roots += self._source.roots
            self._declared = True

    def _overrides(self, overrides: list[etree._Element]) -> list[etree._Element]:
        copies = [deepcopy(one) for one in overrides]
        for copy in copies:
            self._map_bullets(copy)
            for level in copy.iterchildren(f"{W}lvl"):
                for node in level.findall(f"{W}pStyle"):
                    level.remove(node)
        return copies

    def _map_bullets(self, root: etree._Element) -> None:
        for node in list(root.iter(f"{W}lvlPicBulletId")):
            new = self._bullet(node.get(_VAL, ""))
            if new:
                node.set(_VAL, new)
            else:
                node.getparent().remove(node)  # type: ignore[union-attr]

    def _bullet(self, old: str) -> str:
        if old not in self._bullets:
            self._bullets[old] = ""
            for node in self._source.bullets:
                if node.get(f"{W}numPicBulletId") == old:
                    copy = deepcopy(node)
                    copy.set(f"{W}numPicBulletId", self._guide.fresh("bullet"))
                    self._transfer.retarget(copy, self._part, _PART)
                    self._guide.bullets.append(copy)
                    self._bullets[old] = copy.get(f"{W}numPicBulletId", "")
        return self._bullets[old]


def linked_styles(abstract: etree._Element) -> list[str]:
    """The chapter's styles that a definition's levels belong to."""
    return [
        node.get(_VAL, "")
        for level in abstract.iterchildren(f"{W}lvl")
        for node in level.iterchildren(f"{W}pStyle")
    ]


def form_of(numbering: Numbering, num: str) -> str:
    """What a list looks like: number formats, texts and indents of its levels."""
    node = numbering.nums.get(num)
    if node is None:
        return ""
    levels = defined(node, numbering.abstracts).iterchildren(f"{W}lvl")
    return "|".join(
        f"{child.tag.rpartition('}')[2]}:{sorted(map(str, child.attrib.values()))}"
        for level in levels
        for child in level.iter(f"{W}start", f"{W}numFmt", f"{W}lvlText", f"{W}ind")
    )


def _map_styles(abstract: etree._Element, styles: Mapping[str, str]) -> None:
    for node in list(abstract.iter(f"{W}pStyle", f"{W}styleLink", f"{W}numStyleLink")):
        new = styles.get(node.get(_VAL, ""))
        if new is None:
            node.getparent().remove(node)  # type: ignore[union-attr]
        else:
            node.set(_VAL, new)
