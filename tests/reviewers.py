"""Reviewers who edit a Word file by chance, without tracking: seeded, so a case can be made again.

    returned = Reviewer("A", Random(1)).edit(base, edits=3)

Every word that a reviewer writes is the only one of its kind (`A1x`, `A2x`, …), so that a word that
stands twice in a result was doubled. `only` takes what one reviewer wants out of a combination.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from copy import deepcopy
from itertools import pairwise
from random import Random

from lxml import etree

from chapters import Combined, accept_all, plain_text, read_revisions, resolve
from chapters.oxml.namespaces import W
from chapters.package import Package
from tests.judge import differences
from tests.schema import new_breakage
from tests.wordml import cell, docx, footnote, p, row, table

__all__ = [
    "WORD",
    "Reviewer",
    "everybody",
    "fought_over",
    "numbered",
    "only",
    "run_together",
    "said",
    "sides",
    "text",
]

_P, _R, _T, _TC, _TR, _TBL = (f"{W}{name}" for name in ("p", "r", "t", "tc", "tr", "tbl"))
_HOLDERS = {_TC, _TR, _TBL, f"{W}body", f"{W}document"}
_FIELDS = (f".//{W}fldChar", f".//{W}fldSimple")
WORD = re.compile(r"[A-D]\d+x|\w+")
_FEW = 3  # words, by which a paragraph of which one is changed may not be known
_XML = "{http://www.w3.org/XML/1998/namespace}space"


def numbered(random: Random, *, blocks: int = 7) -> bytes:
    """A chapter in which no word stands twice: paragraphs, tables, a note that says "remark"."""
    words = (f"w{number}" for number in range(10_000))

    def said(most: int) -> str:
        return " ".join(next(words) for _ in range(random.randint(2, most))) + "."

    content = []
    for _ in range(blocks):
        if random.random() < 0.2:
            columns = random.randint(2, 3)
            rows = [row(*[cell(p(said(3))) for _ in range(columns)]) for _ in range(3)]
            content.append(table(*rows))
        else:
            content.append(p(said(9)))
    return docx(*content, p(said(4), footnote(1)), p("end"), footnotes={1: p("remark")})


def only(result: Combined, reviewer: str) -> bytes:
    """The file with only what one reviewer wants."""
    ids = [one.id for one in read_revisions(result.data)]
    theirs = [one for one in ids if reviewer in result.reviewers[one]]
    return resolve(result.data, accept=theirs, reject=[one for one in ids if one not in theirs])


def sides(result: Combined) -> set[str]:
    """The reviewers who are in any conflict."""
    return {side.reviewer for conflict in result.conflicts for side in conflict.sides}


def text(data: bytes) -> list[str]:
    """The paragraphs of a file when all is accepted."""
    return plain_text(accept_all(data)).split("\n")


def everybody(result: Combined, **returns: bytes) -> None:
    """What each reviewer wants alone is that reviewer's return, conflict or not."""
    for name, data in returns.items():
        assert differences(only(result, name), accept_all(data)) == []
    assert new_breakage(only(result, next(iter(returns))), accept_all(result.data)) == []


def said(data: bytes) -> Counter[str]:
    """The words of a file; not those of its note, which stay in a file that drops the reference."""
    return Counter(word for word in WORD.findall(plain_text(data)) if word != "remark")


def fought_over(result: Combined) -> set[str]:
    """The words that any conflict tells of."""
    return set().union(*_told(result))


def run_together(
    result: Combined, files: Iterable[bytes], instead: Iterable[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Words that stand side by side in one paragraph when all is accepted, though no chain of
    paragraphs in the base and the returns links them, and no conflict tells of both.
    """
    known: dict[str, str] = {}

    def first(word: str) -> str:
        while known.setdefault(word, word) != word:
            word = known[word]
        return word

    beside = [pair for data in files for pair in _beside(data)]
    for one, other in (*beside, *instead):
        known[first(one)] = first(other)
    told = _told(result)
    return [
        pair
        for pair in _beside(accept_all(result.data))
        if first(pair[0]) != first(pair[1]) and not any(set(pair) <= words for words in told)
    ]


def _told(result: Combined) -> list[set[str]]:
    return [
        set(WORD.findall(" ".join([one.base, *(side.text for side in one.sides)])))
        for one in result.conflicts
    ]


def _beside(data: bytes) -> Iterator[tuple[str, str]]:
    for paragraph in re.split(r"[\n\t]", plain_text(data)):
        yield from pairwise(WORD.findall(paragraph))


class Reviewer:
    """Somebody with a name and a habit of mind.

    `instead` are the words that were written for others, with one of those: a paragraph that is
    rewritten shares no word with what it was.
    """

    def __init__(self, name: str, random: Random) -> None:
        self.name = name
        self._random = random
        self._written = 0
        self.done: list[str] = []
        self.instead: list[tuple[str, str]] = []

    def edit(self, base: bytes, *, edits: int) -> bytes:
        """The base as this reviewer returns it."""
        package = Package.open(base)
        body = package.tree(package.main).find(f"{W}body")
        for _ in range(edits):
            habit = self._random.choice(_HABITS)
            said = habit(self, body)
            if said:
                self.done.append(f"{habit.__name__.strip('_')}: {said}")
        package.changed(package.main)
        return package.save()

    def word(self) -> str:
        self._written += 1
        return f"{self.name}{self._written}x"

    # On words

    def _replace(self, body) -> str:
        def replaced(text: str, at: tuple[int, int]) -> str:
            new = self.word()
            self.instead.append((new, text[at[0] : at[1]]))
            return text[: at[0]] + new + text[at[1] :]

        return self._at_word(body, replaced)

    def _insert(self, body) -> str:
        return self._at_word(body, lambda text, at: f"{text[: at[0]]}{self.word()} {text[at[0] :]}")

    def _delete(self, body) -> str:
        return self._at_word(body, lambda text, at: text[: at[0]] + text[at[1] :].lstrip())

    def _at_word(self, body, change) -> str:
        places = [
            (node, one.span())
            for paragraph in _plain(body)
            for node in paragraph.iter(_T)
            for one in WORD.finditer(node.text or "")
        ]
        if not places:
            return ""
        node, at = self._random.choice(places)
        before = node.text
        node.text = change(before, at)
        node.set(_XML, "preserve")
        return f"{before!r} -> {node.text!r}"

    # On paragraphs

    def _rewrite(self, body) -> str:
        paragraph = self._paragraph(body)
        nodes = [] if paragraph is None else list(paragraph.iter(_T))
        if not nodes:
            return ""
        said = "".join(node.text or "" for node in nodes)
        for node in nodes:
            node.text = ""
        nodes[0].text = f"{self.word()} {self.word()}"
        olds, news = WORD.findall(said), WORD.findall(nodes[0].text)
        self.instead += [(new, olds[0]) for new in news if olds]
        return said

    def _split(self, body) -> str:
        paragraph = self._paragraph(body)
        cuts = [] if paragraph is None else list(_cuts(paragraph))
        if not cuts:
            return ""
        run, at = self._random.choice(cuts)
        node = run.find(_T)
        second = etree.Element(_P)
        for properties in paragraph.iterchildren(f"{W}pPr"):
            second.append(deepcopy(properties))
        rest = deepcopy(run)
        rest.find(_T).text, node.text = node.text[at:], node.text[:at]
        for one in (node, rest.find(_T)):
            one.set(_XML, "preserve")
        following = list(run.itersiblings())
        second.append(rest)
        second.extend(following)
        paragraph.addnext(second)
        return f"{node.text!r} | {rest.find(_T).text!r}"

    def _join(self, body) -> str:
        pairs = [
            (one, one.getnext())
            for one in _plain(body)
            if one.getnext() is not None and one.getnext().tag == _P and _has_text(one.getnext())
        ]
        if not pairs:
            return ""
        first, second = self._random.choice(pairs)
        runs = [one for one in first if one.tag != f"{W}pPr"]
        at = 1 if second.find(f"{W}pPr") is not None else 0
        for number, one in enumerate(runs):
            second.insert(at + number, one)
        first.getparent().remove(first)
        return "".join(second.itertext())

    def _drop(self, body) -> str:
        paragraph = self._paragraph(body)
        if paragraph is None or not _may_go(paragraph):
            return ""
        paragraph.getparent().remove(paragraph)
        return "".join(paragraph.itertext())

    def _write(self, body) -> str:
        paragraph = self._paragraph(body)
        if paragraph is None:
            return ""
        new = etree.fromstring(_declared(p(f"{self.word()} {self.word()} {self.word()}.")))[0]
        paragraph.addnext(new)
        return "".join(new.itertext())

    def _move(self, body) -> str:
        paragraphs = [one for one in _plain(body) if one.getparent() is body and _may_go(one)]
        if len(paragraphs) < 3:
            return ""
        one, to = self._random.sample(paragraphs, 2)
        to.addnext(one)
        return f"{''.join(one.itertext())} after {''.join(to.itertext())}"

    def _resettle(self, body) -> str:
        """Move a paragraph of some words and change one of them."""
        paragraphs = [one for one in _plain(body) if one.getparent() is body and _may_go(one)]
        several = [one for one in paragraphs if len(WORD.findall("".join(one.itertext()))) > _FEW]
        nodes = [node for one in several for node in one.iter(_T) if WORD.search(node.text or "")]
        if len(paragraphs) < 3 or not nodes:
            return ""
        node, to = self._random.choice(nodes), self._random.choice(paragraphs)
        one = next(node.iterancestors(_P))
        if one is not to:
            to.addnext(one)
        start, end = self._random.choice([found.span() for found in WORD.finditer(node.text)])
        node.text = node.text[:start] + self.word() + node.text[end:]
        node.set(_XML, "preserve")
        return f"{''.join(one.itertext())} after {''.join(to.itertext())}"

    # On tables

    def _drop_row(self, body) -> str:
        rows = [one for one in body.iter(_TR) if len(list(one.getparent().iterchildren(_TR))) > 1]
        rows = [one for one in rows if one.find(f".//{W}vMerge") is None]
        if not rows:
            return ""
        chosen = self._random.choice(rows)
        chosen.getparent().remove(chosen)
        return "|".join(chosen.itertext())

    def _add_row(self, body) -> str:
        rows = [one for one in body.iter(_TR) if one.find(f".//{W}vMerge") is None]
        if not rows:
            return ""
        chosen = self._random.choice(rows)
        cells = [cell(p(self.word())) for _ in chosen.iterchildren(_TC)]
        new = etree.fromstring(_declared(row(*cells)))[0]
        for mine, theirs in zip(new.iterchildren(_TC), chosen.iterchildren(_TC), strict=True):
            if theirs.find(f"{W}tcPr") is not None:
                mine.replace(mine.find(f"{W}tcPr"), deepcopy(theirs.find(f"{W}tcPr")))
        chosen.addnext(new)
        return "|".join(new.itertext())

    def _paragraph(self, body: etree._Element) -> etree._Element | None:
        paragraphs = list(_plain(body))
        return self._random.choice(paragraphs) if paragraphs else None


def _plain(body) -> Iterator:
    """Paragraphs with words, in no text box and no control, that no section ends with."""
    for paragraph in body.iter(_P):
        holders = {one.tag for one in paragraph.iterancestors()}
        ends = paragraph.find(f"{W}pPr/{W}sectPr") is not None
        if holders <= _HOLDERS and _has_text(paragraph) and not ends:
            yield paragraph


def _has_text(paragraph) -> bool:
    return bool("".join(node.text or "" for node in paragraph.iter(_T)).strip()) and not any(
        paragraph.find(one) is not None for one in _FIELDS
    )


def _may_go(paragraph) -> bool:
    """Whether what holds a paragraph ends with another one without it."""
    after = paragraph.getnext()
    return after is not None and after.tag == _P


def _cuts(paragraph) -> Iterator:
    for run in paragraph.iterchildren(_R):
        node = run.find(_T)
        if node is not None and sum(1 for one in run if one.tag != f"{W}rPr") == 1:
            yield from ((run, one.start()) for one in WORD.finditer(node.text or "") if one.start())


def _declared(xml: str) -> str:
    return f'<x xmlns:w="{W[1:-1]}">{xml}</x>'


_HABITS = (
    *(Reviewer._replace, Reviewer._insert, Reviewer._delete) * 3,
    Reviewer._rewrite,
    *(Reviewer._split, Reviewer._join, Reviewer._drop, Reviewer._write, Reviewer._move) * 2,
    *(Reviewer._resettle,) * 3,
    Reviewer._drop_row,
    Reviewer._add_row,
)
