"""A compiled guide as the tests look at it."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from chapters.compilation import ChapterFile, Compiled, Reserved, compile_guide
from chapters.inspection import broken
from chapters.oxml.namespaces import NS, W
from chapters.package import Package
from chapters.text import plain_text

__all__ = ["Guide", "compiled"]


class Guide:
    """A guide that breaks no rule of `chapters.inspection`; else the test fails here."""

    def __init__(self, made: Compiled) -> None:
        self.made = made
        self.data = made.data
        self.package = Package.open(made.data)
        self.body = self.package.tree(self.package.main)
        assert [str(one) for one in broken(made.data)] == []

    @property
    def lines(self) -> list[str]:
        return [line for line in plain_text(self.data).split("\n") if line]

    @property
    def codes(self) -> list[str]:
        return [one.code for one in self.made.findings]

    def part(self, kind: str) -> etree._Element:
        return self.package.tree(self.package.related(self.package.main, kind)[0])

    def all(self, path: str) -> list:
        return self.body.xpath(path, namespaces=NS)

    def paragraph(self, words: str) -> etree._Element:
        return next(one for one in self.body.iter(f"{W}p") if words in "".join(one.itertext()))

    def targets(self, path: str) -> list[bytes]:
        """The bytes of the parts that the ids at this path lead to, from the body."""
        rels = {one.id: one for one in self.package.relationships(self.package.main)}
        return [self.package.read(rels[name].target) for name in self.all(path)]

    def addresses(self, path: str) -> list[str]:
        rels = {one.id: one for one in self.package.relationships(self.package.main)}
        return [rels[name].target for name in self.all(path)]


def compiled(*chapters: bytes | ChapterFile | Reserved, **more: object) -> Guide:
    return Guide(compile_guide(chapters, **more))


def values(nodes: Iterator[etree._Element]) -> list[str]:
    return [node.get(f"{W}val") for node in nodes]
