"""Made-up redlines of what is rare: marks around and inside everything that Word lets be marked.

`rarity(random)` takes a seeded `random.Random`, so that what fails can be made again. Beside what
`tests.redlines` makes: wrappers inside and around marks, wrapped rows and cells, fields and
comments over several paragraphs, sections, equations, numbering, former properties of every kind,
ranges of content controls, marks in notes, headers, comments, styles, and boxes in all of them.
"""

from __future__ import annotations

from random import Random

from tests.wordml import (
    DATE,
    Xml,
    bookmark,
    cell,
    cell_mark,
    cell_merge,
    changed,
    comment,
    control,
    del_mark,
    dele,
    docx,
    endnote,
    field,
    footnote,
    header_reference,
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
    section,
    table,
    text_box,
)

__all__ = ["rarity"]

_AUTHORS = ("alpha", "beta", "gamma")
_WORDS = ("fine ", "goods ", "ozone ", "border", " label", "x", "of the ")
_FORMER = {
    "tblPr": ("", '<w:tblW w:w="100" w:type="pct"/>'),
    "trPr": ("", "<w:cantSplit/>"),
    "tcPr": ("", '<w:tcW w:w="900" w:type="dxa"/>'),
    "pPr": ("", '<w:keepNext/><w:jc w:val="center"/>'),
    "rPr": ("", "<w:i/>", '<w:sz w:val="20"/>'),
}


class _Writer:
    """One made-up file; counts what must be unique in it."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.comments: list[Xml] = []
        self.notes: dict[str, dict[int, str]] = {"footnote": {}, "endnote": {}}
        self.names = 0
        self.boxes = 0

    def chance(self, of: int) -> bool:
        return self.random.randrange(of) == 0

    def pick(self, *choices):  # noqa: ANN002, ANN202 -- one of whatever is given
        return self.random.choice(choices)

    def author(self) -> str:
        return self.random.choice(_AUTHORS)

    def words(self) -> str:
        return "".join(self.random.choice(_WORDS) for _ in range(self.random.randint(1, 3)))

    def change(self, kind: str) -> Xml:
        return changed(kind, self.random.choice(_FORMER[kind]), by=self.author())

    def run(self) -> Xml:
        return r(self.words(), props=f"<w:b/>{self.change('rPr')}" if self.chance(5) else "")

    # Inside a paragraph

    def inline(self) -> Xml:
        makers = (
            self.run,
            self.run,
            self.nested,
            self.nested,
            self.wrapper,
            self.equation,
            self.note,
            self.comment,
            self.broken_field,
            self.bookmark_over_a_mark,
            self.ranged_control,
            self.box,
        )
        return self.random.choice(makers)()

    def nested(self) -> Xml:
        """Up to three authors in one place."""
        a, b, c = self.random.sample(_AUTHORS, 3)
        return self.pick(
            ins(self.run(), dele(self.run(), by=b), self.run(), by=a),
            ins(dele(self.run(), by=b), dele(self.run(), by=c), by=a),
            moved_to(self.run(), dele(self.run(), by=b), by=a),
            moved_from(self.run(), by=a) + ins(self.run(), by=b),
            dele(self.words(), by=a) + dele(self.words(), by=b) + ins(self.words(), by=c),
            ins(r(self.words(), props=f"<w:b/>{changed('rPr', by=b)}"), by=a),
            dele(r(self.words(), props=f"<w:b/>{changed('rPr', by=b)}"), by=c),
            ins(field(" REF x ", self.words()), by=a),
            dele(field(" REF x ", self.words()), by=a),
        )

    def wrapper(self) -> Xml:
        """Something around marks, or marks around it."""
        mark = self.pick(ins, dele)
        inner = mark(self.words(), by=self.author())
        element = self.pick("smartTag", "customXml")
        tagged = raw(f'<w:{element} w:element="x">{self.run()}{inner}</w:{element}>')
        bare = raw(f'<w:{element} w:element="x">{self.run()}</w:{element}>')
        return self.pick(
            tagged,
            ins(bare, by=self.author()),
            ins(control(self.run(), dele(self.words(), by="beta")), by="alpha"),
            dele(control(r(self.words())), by=self.author()),
            hyperlink(self.run(), inner, anchor="top"),
            hyperlink(inner, anchor="top"),
            control(inner),
            raw(f'<w:bdo w:val="ltr">{inner}{self.run()}</w:bdo>'),
            raw(f'<w:fldSimple w:instr=" PAGE ">{inner}</w:fldSimple>'),
        )

    def equation(self) -> Xml:
        bare = f'w:id="?" w:author="{self.author()}" w:date="{DATE}"'
        kind = self.pick("ins", "del")
        mark = f"<w:rPr><w:{kind} {bare}/></w:rPr>"
        control_mark = f"<m:ctrlPr><w:{kind} {bare}/></m:ctrlPr>"
        part = f"<m:r>{mark if self.chance(2) else ''}<m:t>x</m:t></m:r>"
        fraction = (
            f"<m:f><m:fPr>{control_mark if self.chance(2) else ''}</m:fPr>"
            f"<m:num>{part}</m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
        )
        whole = raw(f"<m:oMath>{self.pick(part, fraction, part + fraction)}</m:oMath>")
        return self.pick(whole, whole, ins(whole, by=self.author()), dele(whole, by=self.author()))

    def note(self) -> Xml:
        kind = self.pick("footnote", "endnote")
        number = len(self.notes[kind]) + 1
        inner = p(self.run(), self.nested(), self.box() if self.chance(5) else self.run())
        self.notes[kind][number] = inner
        reference = (footnote if kind == "footnote" else endnote)(number)
        return self.pick(reference, ins(reference, by="alpha"), dele(reference, by="beta"))

    def comment(self) -> Xml:
        """A comment whose range, or reference, or both stand in marks; or over nothing."""
        number = len(self.comments)
        self.comments.append(comment(p(self.run(), self.nested()), id=number))
        start = f'<w:commentRangeStart w:id="{number}"/>'
        end = f'<w:commentRangeEnd w:id="{number}"/>'
        reference = raw(f'<w:r><w:commentReference w:id="{number}"/></w:r>')
        return raw(
            self.pick(
                dele(raw(start + self.run())) + self.run() + end + reference,
                start + dele(self.words()) + end + reference,
                start + dele(raw(self.run() + end)) + reference,
                start + dele(self.words()) + end + dele(reference, by="beta"),
                start + end + reference,
                ins(raw(start + self.run() + end + reference), by="gamma"),
                reference,
            )
        )

    def broken_field(self) -> Xml:
        """A field of which a part is marked."""
        begin = raw('<w:r><w:fldChar w:fldCharType="begin"/></w:r>')
        code = raw('<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>')
        middle = raw('<w:r><w:fldChar w:fldCharType="separate"/></w:r>')
        end = raw('<w:r><w:fldChar w:fldCharType="end"/></w:r>')
        mark = self.pick(ins, dele)
        pieces = [begin, code, middle, self.run(), end]
        at = self.random.randrange(5)
        pieces[at] = mark(pieces[at], by=self.author())
        return raw("".join(pieces))

    def bookmark_over_a_mark(self) -> Xml:
        self.names += 1
        mark = self.pick(ins, dele)
        half = f'w:id="?b{self.names}"'
        start = f'<w:bookmarkStart {half} w:name="b{self.names}"/>'
        end = f"<w:bookmarkEnd {half}/>"
        return self.pick(
            bookmark(f"b{self.names}", mark(self.words(), by=self.author())),
            raw(mark(raw(start + self.run()), by="alpha") + self.run() + end),
            raw(start + mark(raw(self.run() + end), by="beta")),
            raw(
                mark(raw(start + self.run() + end), by="beta")
                + hyperlink("see", anchor=f"b{self.names}")
            ),
        )

    def ranged_control(self) -> Xml:
        self.names += 1
        kind = self.pick("Ins", "Del", "MoveFrom", "MoveTo")
        by = f'w:author="{self.author()}" w:date="{DATE}"'
        one, two = f'w:id="?x{self.names}"', f'w:id="?y{self.names}"'
        name = f"<w:customXml{kind}Range"
        inner = f"{name}End {one}/>{self.run()}{self.nested()}{name}Start {two} {by}/>"
        return raw(f"{name}Start {one} {by}/>{control(raw(inner))}{name}End {two}/>")

    def box(self) -> Xml:
        self.boxes += 1
        if self.boxes > 2:
            return self.run()
        return text_box(p(self.run(), self.nested(), mark=self.mark()), p(self.run()))

    # Paragraphs

    def mark(self) -> str:
        if not self.chance(2):
            return ""
        return self.pick(
            ins_mark(by=self.author()),
            del_mark(by=self.author()),
            ins_mark(by="alpha") + del_mark(by="beta"),
            moved("moveFrom", by="alpha"),
            moved("moveTo", by="alpha"),
        ) + (self.change("rPr") if self.chance(4) else "")

    def numbering(self) -> str:
        bare = f'w:id="?" w:author="{self.author()}" w:date="{DATE}"'
        return self.pick(
            f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/><w:ins {bare}/></w:numPr>',
            '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/>'
            f'<w:numberingChange {bare} w:original="%1:1:0:."/></w:numPr>',
            "",
            "",
            "",
        )

    def paragraph(self) -> Xml:
        content = [self.inline() for _ in range(self.random.randint(0, 3))]
        change = self.change("pPr") if self.chance(4) else ""
        style = self.pick("", "", "Heading1")
        return p(*content, mark=self.mark(), change=change, style=style, props=self.numbering())

    def section_end(self) -> Xml:
        former = '<w:pgSz w:w="16838" w:h="11906"/>'
        change = changed("sectPr", former, by=self.author()) if self.chance(2) else ""
        ends = section(header_reference("rIdheader1"), change=change)
        return p(*[self.inline()], mark=self.mark(), section=ends)

    def field_over_paragraphs(self) -> list[Xml]:
        begin = raw(
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            '<w:r><w:instrText xml:space="preserve"> TOC </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        end = raw('<w:r><w:fldChar w:fldCharType="end"/></w:r>')
        mark = self.pick(ins, dele)
        first = mark(begin, by="alpha") if self.chance(2) else begin
        last = mark(end, by="alpha") if self.chance(2) else end
        return [
            p(first, self.nested(), mark=self.mark()),
            p(self.run(), mark=self.mark()),
            p(self.run(), last, mark=self.mark()),
        ]

    def comment_over_paragraphs(self) -> list[Xml]:
        number = len(self.comments)
        self.comments.append(comment(p(self.run()), id=number))
        reference = f'<w:r><w:commentReference w:id="{number}"/></w:r>'
        return [
            p(raw(f'<w:commentRangeStart w:id="{number}"/>'), dele(self.words()), mark=del_mark()),
            p(dele(self.words()), mark=self.mark()),
            p(
                dele(self.words()),
                raw(f'<w:commentRangeEnd w:id="{number}"/>'),
                raw(self.pick(reference, dele(raw(reference)), ins(raw(reference), by="beta"))),
            ),
        ]

    # Tables

    def cell(self, depth: int) -> Xml:
        mark = ""
        if self.chance(5):
            mark = cell_mark(self.pick("cellIns", "cellDel"), by=self.author())
        elif self.chance(8):
            mark = cell_merge(self.pick("rest", "cont", ""), self.pick("rest", "cont", ""))
        change = self.change("tcPr") if self.chance(6) else ""
        blocks = [self.paragraph() for _ in range(self.random.randint(0, 1))]
        if depth and self.chance(4):
            blocks.append(self.table(depth - 1))
        last = p(*[self.inline()], mark=self.mark())
        made = cell(*blocks, last, mark=mark + change)
        if self.chance(6):
            return Xml(f"<w:sdt><w:sdtPr/><w:sdtContent>{made}</w:sdtContent></w:sdt>")
        return made

    def row(self, columns: int, depth: int) -> Xml:
        mark = self.pick(ins_mark, del_mark)(by=self.author()) if self.chance(3) else ""
        change = self.change("trPr") if self.chance(5) else ""
        made = row(*[self.cell(depth) for _ in range(columns)], mark=mark + change)
        if self.chance(5):
            wrapped = f"<w:sdt><w:sdtPr/><w:sdtContent>{made}</w:sdtContent></w:sdt>"
            return Xml(wrapped, columns)
        return made

    def table(self, depth: int = 1) -> Xml:
        columns = self.random.randint(1, 3)
        props = self.change("tblPr") if self.chance(3) else ""
        former = '<w:gridCol w:w="1000"/>' * columns
        grid = (
            f'<w:tblGridChange w:id="?"><w:tblGrid>{former}</w:tblGrid></w:tblGridChange>'
            if self.chance(5)
            else ""
        )
        rows = [self.row(columns, depth) for _ in range(self.random.randint(1, 3))]
        return table(*rows, props=props, grid_change=grid)

    def moved_table(self) -> list[Xml]:
        """A table moved away and one moved in, as Word writes it: rows, words and marks."""
        self.names += 1
        name, words = f"table{self.names}", f"{self.words()}{self.names}"
        away = cell(p(moved_from(words, name=name), mark=moved("moveFrom")))
        here = cell(p(moved_to(words, name=name), mark=moved("moveTo")))
        return [
            table(row(away, mark=del_mark()), row(cell("stays"))),
            p(self.run()),
            table(row(here, mark=ins_mark())),
        ]

    def blocks(self) -> list[Xml]:
        kind = self.random.randrange(14)
        if kind < 6:
            return [self.paragraph()]
        if kind < 8:
            return [self.table()]
        makers = (
            lambda: [self.section_end()],
            self.field_over_paragraphs,
            self.comment_over_paragraphs,
            self.moved_table,
            lambda: [control(self.paragraph(), self.paragraph(), block=True)],
            lambda: [control(self.table(), self.paragraph(), block=True)],
        )
        return makers[kind - 8]()


def rarity(random: Random) -> bytes:
    """A Word file with tracked changes by three authors in rare places."""
    writer = _Writer(random)
    content = [one for _ in range(random.randint(1, 5)) for one in writer.blocks()]
    former = '<w:pgSz w:w="16838" w:h="11906"/>'
    change = changed("sectPr", former, by=writer.author()) if writer.chance(3) else ""
    styles = (
        '<w:style w:type="paragraph" w:styleId="Marked"><w:name w:val="Marked"/>'
        f"<w:pPr>{writer.change('pPr')}</w:pPr><w:rPr><w:b/>{writer.change('rPr')}</w:rPr></w:style>"
        if writer.chance(4)
        else ""
    )
    return docx(
        p(bookmark("top", "Beginning")),
        *content,
        p("End"),
        headers=[p(writer.run(), writer.nested(), mark=writer.mark()) + p(writer.box())],
        footers=[p(writer.nested())],
        footnotes=writer.notes["footnote"] or None,
        endnotes=writer.notes["endnote"] or None,
        comments=writer.comments,
        end=section(header_reference("rIdheader1"), change=change),
        styles=styles,
    )
