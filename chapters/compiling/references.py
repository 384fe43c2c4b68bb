"""Bookmarks, cross-references and fields: each means in the guide what it meant in its chapter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from chapters.compiling.names import Names, Scope
from chapters.findings import Finding
from chapters.oxml.fields import (
    Field,
    fields_in,
    rewrite_words,
    set_result,
    take_out_unfinished,
    unlink,
    words_of,
)
from chapters.oxml.namespaces import R, W

__all__ = ["References", "Target"]

_NAME, _ANCHOR, _ID = f"{W}name", f"{W}anchor", f"{R}id"
_POINTING = {"REF": 1, "PAGEREF": 1, "NOTEREF": 1, "FTNREF": 1, "GOTOBUTTON": 1}
"""Field → which of its words is a bookmark (§17.16.5)."""

_SWITCHED = {"HYPERLINK": {"\\l"}, "TOC": {"\\b"}, "INDEX": {"\\b"}, "XE": {"\\r"}}
"""Field → the switches that a bookmark follows."""

_OF_THE_FILE = frozenset(
    [
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
        "DOCVARIABLE",
        "INFO",
        "MERGEFIELD",
    ]
)
"""They tell of the file they stand in; in the guide that would be another one. Fields that name
people and paths stay fields, so that `scrub` still knows them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a reference to another chapter leads: its anchor, none where it is withheld."""

    number: str
    title: str
    anchor: str | None


class References:
    """One chapter's bookmarks and fields in the guide.

    `targets` are the chapters by the folded name of their file and by their anchor; `properties`
    maps this chapter's custom properties to the guide's; `styles` the style names that changed.
    """

    def __init__(
        self,
        names: Names,
        scope: Scope,
        targets: Mapping[str, Target],
        findings: list[Finding],
        where: str,
    ) -> None:
        self._names, self._scope, self._targets = names, scope, targets
        self._findings, self._where = findings, where
        self.properties: Mapping[str, str] = {}
        self.styles: Mapping[str, str] = {}
        self._counted: set[str] = set()
        self._used: set[str] = set()

    def settle(self, story: etree._Element, address: Callable[[str], str | None]) -> None:
        """Rename the bookmarks of a story and all that refers to one.

        `address(relationship id)` is the address of an external link of the story's part.
        """
        for node in story.iter(f"{W}bookmarkStart"):
            node.set(_NAME, self._own(node.get(_NAME, "")))
        for link in list(story.iter(f"{W}hyperlink")):
            self._link(link, address)
        if take_out_unfinished(story):
            text = (
                f"{self._where} has a field that does not end, or does not begin; it is now text."
            )
            self._findings.append(Finding(code="unfinished-field", where=self._where, text=text))
        for one in list(fields_in(story)):
            self._field(one)

    def _own(self, name: str) -> str:
        """A bookmark's name in the guide; a second one of the same name gets another."""
        new = self._names.own(self._scope, name)
        number = 2
        candidate = new
        while candidate.casefold() in self._used:
            candidate = f"{new[:36]}_{number}"
            number += 1
        self._used.add(candidate.casefold())
        return candidate

    def _meant(self, name: str) -> str:
        new = self._names.meant(self._scope, name)
        if new is None:
            text = f"{self._where} refers to {name!r}, which no chapter has."
            finding = Finding(code="unknown-reference", where=self._where, text=text)
            if finding not in self._findings:
                self._findings.append(finding)
            return name
        return new

    def _link(self, link: etree._Element, address: Callable[[str], str | None]) -> None:
        target = self._chapter_file(address(link.get(_ID, "")) if link.get(_ID) else None)
        anchor = link.get(_ANCHOR)
        if target is not None:
            self._to_chapter(link, target)
        elif anchor and not link.get(_ID):
            withheld = self._withheld(anchor)
            if withheld is not None:
                self._to_chapter(link, withheld)
            elif anchor != "_top":
                link.set(_ANCHOR, self._meant(anchor))

    def _chapter_file(self, address: str | None) -> Target | None:
        """The chapter that a link to a file of the guide leads to."""
        if not address or "://" in address.replace("file://", ""):
            return None
        name = unquote(address).replace("\\", "/").rpartition("/")[2].partition("#")[0]
        return self._targets.get(name.casefold())

    def _to_chapter(self, link: etree._Element, target: Target) -> None:
        link.attrib.pop(_ID, "")
        if target.anchor is not None:
            link.set(_ANCHOR, target.anchor)
            return
        self._is_withheld(target)
        parent = link.getparent()
        if parent is None:
            return
        at = parent.index(link)
        for offset, child in enumerate(list(link)):
            parent.insert(at + offset, child)
        parent.remove(link)

    def _withheld(self, anchor: str) -> Target | None:
        target = self._targets.get(anchor.casefold())
        return target if target is not None and target.anchor is None else None

    def _is_withheld(self, target: Target) -> None:
        text = (
            f"{self._where} refers to chapter {target.number} ({target.title}), which is withheld: "
            "its title is printed without a page."
        )
        self._findings.append(Finding(code="reference-to-withheld", where=self._where, text=text))

    def _field(self, one: Field) -> None:
        for node in (one.begin, one.simple):
            if node is not None:
                node.attrib.pop(f"{W}dirty", "")
        verb = one.verb
        if verb in _OF_THE_FILE:
            unlink(one)
        elif verb == "SEQ":
            self._restart(one)
        elif verb in _POINTING:
            self._point(one, _POINTING[verb])
        elif verb in _SWITCHED:
            self._switched(one, _SWITCHED[verb])
        else:
            self._argument(one, verb)

    def _argument(self, one: Field, verb: str) -> None:
        """Change the first word after the verb where it is a name; or the verb, if that is one."""
        changes: dict[str, Callable[[str], str]] = {
            "STYLEREF": lambda word: self.styles.get(word.casefold(), word),
            "DOCPROPERTY": lambda word: self.properties.get(word.casefold(), word),
            "ASK": lambda word: self._names.own(self._scope, word),
            "SET": lambda word: self._names.own(self._scope, word),
        }
        change = changes.get(verb)
        if change is not None:
            self._words(one, lambda at, word: change(word) if at == 1 else word)
        elif verb and verb.casefold() in self._scope.folded:
            self._words(one, lambda at, word: word if at else self._meant(word))

    @staticmethod
    def _words(one: Field, change: Callable[[int, str], str]) -> None:
        old = one.instruction
        new = rewrite_words(old, change)
        if new != old:
            one.instruction = new

    def _point(self, one: Field, position: int) -> None:
        words = words_of(one.instruction)
        withheld = self._withheld(words[position]) if len(words) > position else None
        if withheld is None:
            self._words(one, lambda at, word: self._meant(word) if at == position else word)
            return
        self._is_withheld(withheld)
        set_result(one, "" if one.verb == "PAGEREF" else withheld.title)
        unlink(one)

    def _switched(self, one: Field, switches: set[str]) -> None:
        words = words_of(one.instruction)

        def change(at: int, word: str) -> str:
            return self._meant(word) if at and words[at - 1].lower() in switches else word

        self._words(one, change)

    def _restart(self, one: Field) -> None:
        """The first figure of a chapter is figure 1, as it was when the chapter was reviewed."""
        words = words_of(one.instruction)
        series = words[1].casefold() if len(words) > 1 else ""
        if series in self._counted:
            return
        self._counted.add(series)
        switches = {word[:2].lower() for word in words[2:]}
        if not switches & {"\\r", "\\c", "\\h", "\\s", "\\n"} or switches == {"\\n"}:
            one.instruction = f"{one.instruction.rstrip()} \\r 1 "
