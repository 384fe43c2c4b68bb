"""Made-up redlines: files with marks of every kind in every place, as wild as the schema allows.

`redline(random)` takes a seeded `random.Random`, so that what fails can be made again.
"""

from __future__ import annotations

from random import Random

from tests.wordml import (
    Xml,
    bookmark,
    cell,
    cell_mark,
    cell_merge,
    changed,
    comment,
    commented,
    control,
    del_mark,
    dele,
    docx,
    field,
    footnote,
    hyperlink,
    ins,
    ins_mark,
    moved,
    moved_from,
    moved_to,
    p,
    r,
    raw,
    row,
    table,
    text_box,
)

__all__ = ["redline"]

_AUTHORS = ("alpha", "beta", "gamma")
_WORDS = ("fine ", "goods ", "ozone ", "border", " label", "x", " ", "of the ")


class _Writer:
    """One made-up file; counts what must be unique in it."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.comments: list[Xml] = []
        self.notes: dict[int, str] = {}
        self.names = 0

    def chance(self, of: int) -> bool:
        return self.random.randrange(of) == 0

    def words(self) -> str:
        return "".join(self.random.choice(_WORDS) for _ in range(self.random.randint(1, 3)))

    def author(self) -> str:
        return self.random.choice(_AUTHORS)

    def run(self) -> Xml:
        props = ""
        if self.chance(4):
            former = self.random.choice(("", "<w:i/>", '<w:sz w:val="20"/>'))
            change = changed("rPr", former, by=self.author()) if self.chance(2) else ""
            props = f"<w:b/>{change}"
        return r(self.words(), props=props)

    def inline(self, depth: int) -> Xml:
        """Something inside a paragraph, marked or not."""
        kind = self.random.randrange(16) if depth else 0
        inner = [self.inline(depth - 1) for _ in range(self.random.randint(1, 2))] if kind else []
        plain = [self.run() for _ in range(self.random.randint(1, 2))]
        if kind in {1, 2, 3}:
            return ins(*self.within(inner, plain), by=self.author())
        if kind in {4, 5, 6}:
            return dele(*plain, by=self.author())
        if kind == 7:
            return ins(self.run(), dele(self.run(), by=self.author()), by=self.author())
        if kind == 8:
            return hyperlink(*inner, anchor="top")
        if kind == 9:
            return control(*inner)
        return self.rare(kind, inner)

    def within(self, inner: list[Xml], plain: list[Xml]) -> list[Xml]:
        """What may stand in an insertion: no insertion again."""
        return [one for one in inner if "<w:ins " not in one and "moveTo" not in one] or plain

    def rare(self, kind: int, inner: list[Xml]) -> Xml:
        if kind == 10:
            self.names += 1
            return bookmark(f"b{self.names}", *inner)
        if kind == 11:
            number = len(self.comments)
            self.comments.append(comment(self.words(), id=number))
            return commented(*inner, id=number)
        if kind == 12:
            number = len(self.notes) + 1
            self.notes[number] = p(self.words(), ins(self.words(), by=self.author()))
            return ins(footnote(number), by=self.author()) if self.chance(2) else footnote(number)
        if kind == 13:
            whole = field(" PAGE ", "7")
            return self.random.choice((ins, dele))(whole, by=self.author())
        if kind == 14 and self.chance(3):
            return text_box(self.paragraph(1))
        return self.run()

    def paragraph(self, depth: int = 2) -> Xml:
        mark = ""
        if self.chance(3):
            mark = self.random.choice((ins_mark, del_mark))(by=self.author())
            if self.chance(5):
                mark = ins_mark(by=self.author()) + del_mark(by=self.author())
        change = ""
        if self.chance(6):
            change = changed("pPr", '<w:jc w:val="center"/>' * self.chance(2), by=self.author())
        style = self.random.choice(("", "", "Heading1", "Heading2"))
        content = [self.inline(depth) for _ in range(self.random.randint(0, 4))]
        return p(*content, mark=mark, change=change, style=style)

    def whole(self) -> Xml:
        """A paragraph that is inserted or deleted with its mark."""
        who = self.author()
        if self.chance(2):
            return p(ins(self.words(), by=who), mark=ins_mark(by=who))
        return p(dele(self.words(), by=who), mark=del_mark(by=who))

    def move(self) -> list[Xml]:
        self.names += 1
        name = f"move{self.names}" if self.chance(2) else ""
        words, who = f"{self.words()}{self.names}", self.author()
        if self.chance(3):
            return [
                p(self.run(), moved_from(words, by=who, name=name), self.run()),
                p(self.run(), moved_to(words, by=who, name=name)),
            ]
        return [
            p(moved_from(words, by=who, name=name), mark=moved("moveFrom", by=who)),
            p(moved_to(words, by=who, name=name), mark=moved("moveTo", by=who)),
        ]

    def table(self, depth: int) -> Xml:
        columns = self.random.randint(1, 3)
        return table(*[self.row(columns, depth) for _ in range(self.random.randint(1, 3))])

    def row(self, columns: int, depth: int) -> Xml:
        mark = ""
        if self.chance(3):
            mark = self.random.choice((ins_mark, del_mark))(by=self.author())
        return row(*[self.cell(depth) for _ in range(columns)], mark=mark)

    def cell(self, depth: int) -> Xml:
        mark = ""
        if self.chance(6):
            kind = self.random.choice(("cellIns", "cellDel"))
            mark = cell_mark(kind, by=self.author())
        elif self.chance(10):
            mark = cell_merge("rest", by=self.author())
        blocks = [self.paragraph(1) for _ in range(self.random.randint(0, 2))]
        if depth and self.chance(6):
            blocks.append(self.table(depth - 1))
        return cell(*blocks, p(*[self.inline(1)]), mark=mark)

    def blocks(self) -> list[Xml]:
        kind = self.random.randrange(12)
        if kind < 5:
            return [self.paragraph()]
        if kind < 7:
            return [self.whole()]
        if kind == 7:
            return self.move()
        if kind in {8, 9}:
            return [self.table(1)]
        if kind == 10:
            return [control(self.paragraph(), self.whole(), block=True)]
        return [self.paragraph(), raw('<w:bookmarkStart w:id="?" w:name="open"/>')][:1]


def redline(random: Random) -> bytes:
    """A Word file with tracked changes by three authors."""
    writer = _Writer(random)
    content = [one for _ in range(random.randint(1, 6)) for one in writer.blocks()]
    return docx(
        p(bookmark("top", "Beginning")),
        *content,
        p("End"),
        headers=[p("top ", ins("new"))] if writer.chance(4) else [],
        footnotes=writer.notes or None,
        comments=writer.comments,
    )
