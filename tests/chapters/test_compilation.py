"""Chapters become one guide, and every reference still means what it meant in its chapter."""

from __future__ import annotations

import io
import zipfile

import pytest

from chapters.comments import read_comments
from chapters.compilation import ChapterFile, Reserved, compile_guide, fill_pages
from chapters.oxml.namespaces import NS, W
from chapters.package import Package
from chapters.stamping import read_stamp, stamp
from chapters.text import plain_text
from tests.chapters.guides import Guide, compiled
from tests.wordml import (
    PNG,
    bookmark,
    cell,
    comment,
    commented,
    control,
    dele,
    docx,
    endnote,
    field,
    footnote,
    header_reference,
    hyperlink,
    ins,
    math,
    p,
    picture,
    r,
    raw,
    row,
    section,
    simple_field,
    table,
    text_box,
    zipped,
)

VAL = f"{W}val"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_RELS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"


def rels(kind: str, target: str, name: str = "rId77") -> tuple[bytes, str]:
    """A relationships part with one relationship, and its content type."""
    one = f'<Relationship Id="{name}" Type="{NS["r"]}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{NS["pr"]}">{one}</Relationships>'.encode(), _RELS_TYPE


def style(
    name: str,
    *,
    id: str,  # noqa: A002 -- the word of the standard
    kind: str = "paragraph",
    more: str = "",
) -> str:
    return f'<w:style w:type="{kind}" w:styleId="{id}"><w:name w:val="{name}"/>{more}</w:style>'


def test_the_text_of_every_chapter_stands_in_order_on_a_new_page() -> None:
    guide = compiled(docx("first"), docx("second"), docx("third"))

    assert guide.lines == ["first", "second", "third"]
    assert len(guide.all("//w:sectPr")) == 3
    assert not guide.all("//w:sectPr/w:type")


def test_the_text_of_the_template_stands_in_front_and_an_empty_one_adds_no_page() -> None:
    full = compiled(docx("chapter"), template=docx("cover"))
    bare = compile_guide([docx("chapter")], template=docx())

    assert full.lines == ["cover", "chapter"]
    assert Guide(bare).lines == ["chapter"]


def test_the_same_chapters_give_the_same_bytes() -> None:
    chapters = [docx(p("one", footnote(1)), footnotes={1: p("note")}), docx(p(picture()))]

    first = compile_guide(chapters, title="Guide", contents="Contents").data
    second = compile_guide(chapters, title="Guide", contents="Contents").data

    assert first == second


def test_footnotes_and_endnotes_of_each_chapter_stay_its_own() -> None:
    def chapter(name: str) -> bytes:
        return docx(
            p(name, footnote(1), endnote(2)),
            footnotes={1: p(f"{name}'s footnote", hyperlink("site", rid="rIdNote"))},
            endnotes={2: p(f"{name}'s endnote")},
        )

    guide = compiled(chapter("alpha"), chapter("beta"), template=docx("plain"))

    for kind in ("footnote", "endnote"):
        notes = {
            note.get(f"{W}id"): "".join(note.itertext())
            for note in guide.part(f"{kind}s").iter(f"{W}{kind}")
        }
        used = guide.all(f"//w:{kind}Reference/@w:id")
        assert [notes[name] for name in used] == [
            f"alpha's {kind}" + "site" * (kind == "footnote"),
            f"beta's {kind}" + "site" * (kind == "footnote"),
        ]


def test_a_note_that_is_not_there_is_reported_and_not_another_chapters() -> None:
    broken = docx(p("beta", footnote(7)), footnotes={1: p("unused")})

    guide = compiled(docx(p("alpha", footnote(7)), footnotes={7: p("seven")}), broken)

    assert len(guide.all("//w:footnoteReference")) == 1
    assert guide.codes == ["missing-note"]


def test_comments_keep_their_words_and_their_authors() -> None:
    def chapter(name: str) -> bytes:
        said = comment(f"about {name}", id=0, by=f"{name} office")
        return docx(p("text ", commented(name, id=0)), comments=[said])

    guide = compiled(chapter("alpha"), chapter("beta"))

    comments = {one.get(f"{W}id"): one for one in guide.part("comments").iter(f"{W}comment")}
    used = [comments[name] for name in guide.all("//w:commentReference/@w:id")]
    assert ["".join(one.itertext()) for one in used] == ["about alpha", "about beta"]
    assert [one.get(f"{W}author") for one in used] == ["alpha office", "beta office"]


def test_pictures_links_and_boxes_lead_to_their_own_chapters_things() -> None:
    def chapter(name: str, dot: bytes) -> bytes:
        return docx(
            p(picture("rIdOwn"), hyperlink(name, rid="rIdLink")),
            p(text_box(p(f"box of {name}", hyperlink("in box", rid="rIdLink")))),
            parts={"word/media/image1.png": (dot, "image/png")},
            relationships=(
                ("rIdOwn", "image", "media/image1.png"),
                ("rIdLink", "hyperlink", f"https://{name}.example.org/"),
            ),
        )

    other = PNG + b"\0"
    guide = compiled(chapter("alpha", PNG), chapter("beta", other), template=docx(p(picture())))

    assert guide.targets("//a:blip/@r:embed") == [PNG, PNG, other]
    assert guide.addresses("//w:hyperlink/@r:id") == [
        *["https://alpha.example.org/"] * 3,
        *["https://beta.example.org/"] * 3,
    ]
    identities = guide.all("//wp:docPr/@id")
    assert len(identities) == len(set(identities)) == 5


def test_a_logo_in_every_chapter_is_kept_once_and_a_chart_never_shared() -> None:
    def chapter() -> bytes:
        chart = (
            f'<c:chartSpace xmlns:c="{NS["c"]}" '
            f'xmlns:r="{NS["r"]}">'
            '<c:externalData r:id="rId77"/></c:chartSpace>'
        )
        drawing = raw(
            '<w:r><w:drawing><wp:inline><wp:extent cx="9" cy="9"/><wp:docPr id="?" name="c"/>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
            '<c:chart r:id="rIdChart"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
        )
        return docx(
            p(picture(), drawing),
            parts={
                "word/charts/chart1.xml": (
                    chart.encode(),
                    "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
                ),
                "word/charts/_rels/chart1.xml.rels": rels("package", "../embeddings/book1.xlsx"),
                "word/embeddings/book1.xlsx": (
                    b"numbers",
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                ),
            },
            relationships=(("rIdChart", "chart", "charts/chart1.xml"),),
        )

    guide = compiled(chapter(), chapter())

    names = guide.package.names
    assert len([name for name in names if name.startswith("word/media/")]) == 1
    charts = [name for name in names if name.startswith("word/charts/")]
    books = [guide.package.relationships(name)[0] for name in charts]
    assert [one.id for one in books] == ["rId77", "rId77"]
    assert len({one.target for one in books}) == 2


def test_lists_start_anew_in_every_chapter_and_numbered_headings_go_on() -> None:
    heading = (
        '<w:abstractNum w:abstractNumId="50"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="decimal"/><w:pStyle w:val="Heading9"/><w:lvlText w:val="%1."/></w:lvl>'
        "</w:abstractNum>"
    )
    numbered = style(
        "heading 9",
        id="Heading9",
        more='<w:pPr><w:numPr><w:numId w:val="50"/></w:numPr><w:outlineLvl w:val="8"/></w:pPr>',
    )

    def chapter(name: str) -> bytes:
        return docx(
            p(f"Heading of {name}", style="Heading9"),
            p("item", numbered=(1, 0)),
            p("item", numbered=(1, 0)),
            styles=numbered,
            numbering=heading,
        )

    one, two = (_with_num(chapter(name), "50", "50") for name in ("alpha", "beta"))

    guide = compiled(one, two, contents="Contents")

    labels = [one.label for one in guide.made.entries]
    assert labels == ["1.", "2."]
    first, second, third, fourth = (
        guide.all("(//w:p[w:pPr/w:numPr])")[at].find(f".//{W}numId").get(VAL) for at in range(4)
    )
    assert first == second
    assert third == fourth
    assert first != third


def _with_num(data: bytes, num: str, abstract: str) -> bytes:
    """The file with one more instance in its numbering part."""
    package = Package.open(data)
    (part,) = package.related(package.main, "numbering")
    root = package.tree(part)
    node = root.makeelement(f"{W}num", {f"{W}numId": num})
    node.append(root.makeelement(f"{W}abstractNumId", {VAL: abstract}))
    root.append(node)
    package.changed(part)
    return package.save()


def test_a_fixed_chapter_number_stands_before_the_heading_unless_it_is_there() -> None:
    chapters = [
        ChapterFile(data=docx(p("Basel", style="Heading1")), number="3.1", title="Basel"),
        ChapterFile(data=docx(p("3.2 CITES", style="Heading1")), number="3.2", title="CITES"),
    ]

    guide = compiled(*chapters, contents="Contents")

    assert [(one.label, one.text) for one in guide.made.entries] == [
        ("3.1", "Basel"),
        ("3.2", "CITES"),
    ]
    assert guide.lines[-2:] == ["3.1  Basel", "3.2 CITES"]


def test_the_templates_styles_win_and_a_chapters_own_come_with_their_bases() -> None:
    bold, italic = "<w:rPr><w:b/></w:rPr>", "<w:rPr><w:i/></w:rPr>"
    template = docx("", styles=style("Note", id="Note", more=bold))
    chapter = docx(
        p("a note", style="Anmerkung"),
        p("a box", style="Box"),
        styles=style("note", id="Anmerkung", more=italic)
        + style("Frame", id="Frame", more=italic)
        + style("Box", id="Box", more='<w:basedOn w:val="Frame"/>'),
    )

    guide = compiled(chapter, template=template)

    styles = {one.get(f"{W}styleId"): one for one in guide.part("styles").iter(f"{W}style")}
    assert guide.paragraph("a note").find(f".//{W}pStyle").get(VAL) == "Note"
    assert styles["Note"].find(f".//{W}b") is not None
    assert guide.paragraph("a box").find(f".//{W}pStyle").get(VAL) == "Box"
    assert styles["Box"].find(f"{W}basedOn").get(VAL) == "Frame"


def test_without_a_template_each_chapter_keeps_its_own_style_of_the_same_name() -> None:
    def chapter(look: str) -> bytes:
        return docx(p(look, style="Box"), styles=style("Box", id="Box", more=look_of(look)))

    def look_of(look: str) -> str:
        return f"<w:rPr><w:color w:val={look!r}/></w:rPr>".replace("'", '"')

    guide = compiled(chapter("FF0000"), chapter("FF0000"), chapter("00FF00"))

    styles = {one.get(f"{W}styleId"): one for one in guide.part("styles").iter(f"{W}style")}
    used = [one.get(VAL) for one in guide.body.iter(f"{W}pStyle")]
    assert used[0] == used[1] != used[2]
    colours = [styles[name].find(f".//{W}color").get(VAL) for name in used]
    assert colours == ["FF0000", "FF0000", "00FF00"]


def test_an_unstyled_paragraph_keeps_the_look_of_its_own_file() -> None:
    size = '<w:rPr><w:sz w:val="40"/></w:rPr>'
    large = f"<w:docDefaults><w:rPrDefault>{size}</w:rPrDefault></w:docDefaults>"

    guide = compiled(docx("first"), docx("second", styles=large))

    assert guide.paragraph("first").find(f".//{W}pStyle") is None
    name = guide.paragraph("second").find(f".//{W}pStyle").get(VAL)
    styles = {one.get(f"{W}styleId"): one for one in guide.part("styles").iter(f"{W}style")}
    assert styles[name].find(f".//{W}sz").get(VAL) == "40"


def test_each_chapter_keeps_its_headers_and_takes_none_from_the_one_before() -> None:
    with_header = docx("one", headers=["header of one"])
    without = docx("two")
    turned = docx(
        "three",
        headers=["header of three"],
        end=section(header_reference("rIdheader1")).replace('w:w="11906"', 'w:w="16838"'),
    )

    guide = compiled(with_header, without, turned)

    headers = guide.targets("//w:headerReference[@w:type='default']/@r:id")
    assert [b"header of one" in one for one in headers] == [True, False, False]
    assert b"header of three" in headers[2]
    assert guide.all("//w:pgSz/@w:w") == ["11906", "11906", "16838"]


def test_a_chapter_without_headers_takes_those_of_a_template() -> None:
    guide = compiled(docx("chapter"), template=docx("cover", headers=["the guide"]))

    headers = guide.targets("//w:headerReference/@r:id")
    assert [b"the guide" in one for one in headers] == [True, True]


def test_bookmarks_of_the_same_name_are_told_apart_and_references_follow() -> None:
    def chapter(name: str) -> bytes:
        return docx(
            p(bookmark("place", name), bookmark(f"only_{name}", "x")),
            p(field(" REF place \\h ", name), hyperlink("go", anchor="place")),
            p(simple_field(" PAGEREF place ", "1")),
        )

    other = docx(p(field(" REF only_alpha ", "x")))
    guide = compiled(chapter("alpha"), chapter("beta"), other)

    names = [one for one in guide.all("//w:bookmarkStart/@w:name") if "place" in one]
    assert len(set(names)) == 2
    assert guide.all("//w:hyperlink/@w:anchor") == names
    codes = [text.split()[1] for text in guide.all("//w:instrText/text()")]
    assert codes == [*names, "only_alpha"]
    assert [code.split()[1] for code in guide.all("//w:fldSimple/@w:instr")] == names
    assert guide.codes == []


def test_a_reference_to_nothing_is_reported() -> None:
    guide = compiled(docx(p(field(" REF nowhere ", "x"))))

    assert guide.codes == ["unknown-reference"]


def test_links_to_other_chapters_files_lead_into_the_guide() -> None:
    chapter = docx(
        p(hyperlink("see CITES", rid="rIdC"), hyperlink("see Minamata", rid="rIdM")),
        p("On ", field(" REF chapter_3_5 ", "?"), " page ", field(" PAGEREF chapter_3_5 ", "9")),
        relationships=(
            ("rIdC", "hyperlink", "file:///C:/guide/03.4%20CITES.docx"),
            ("rIdM", "hyperlink", "file:///C:/guide/03.5%20Minamata.docx"),
        ),
    )

    guide = compiled(
        ChapterFile(data=chapter, number="3.1", title="Basel", file="03.1 Basel.docx"),
        ChapterFile(data=docx("c"), number="3.4", title="CITES", file="03.4 CITES.docx"),
        Reserved(number="3.5", title="Minamata Convention", file="03.5 Minamata.docx"),
    )

    assert guide.all("//w:hyperlink/@w:anchor") == ["chapter_3_4"]
    assert "chapter_3_4" in guide.all("//w:bookmarkStart/@w:name")
    assert "On Minamata Convention page " in guide.lines
    assert guide.codes.count("reference-to-withheld") == 3


def test_tables_equations_controls_and_tracked_changes_come_through() -> None:
    chapter = docx(
        table(row(cell("a"), cell("b")), row(cell("c", span=2))),
        p(math("x=1"), control("held", props='<w:tag w:val="t"/>')),
        p("kept ", ins("new"), dele("old")),
    )

    guide = compiled(chapter, chapter)

    assert len(guide.all("//w:tbl")) == 2
    assert guide.all("//m:t/text()") == ["x=1", "x=1"]
    assert len(set(guide.all("//w:sdtPr/w:id/@w:val"))) == 2
    marks = guide.all("//w:ins/@w:id | //w:del/@w:id")
    assert len(set(marks)) == 4


def test_the_first_figure_of_each_chapter_is_figure_one() -> None:
    chapter = docx(
        p("Figure ", field(" SEQ Figure \\* ARABIC ", "1")),
        p("Figure ", field(" SEQ Figure \\* ARABIC ", "2")),
    )

    guide = compiled(chapter, chapter)

    assert [("\\r 1" in code) for code in guide.all("//w:instrText/text()")] == [
        True,
        False,
        True,
        False,
    ]


def test_properties_of_the_same_name_stay_apart_and_a_stamp_stays_outside() -> None:
    guide = compiled(stamp(docx("one"), "A-1"), stamp(docx("two"), "A-2"))

    assert read_stamp(guide.data) is None


def test_the_contents_list_headings_and_captions_and_reserve_numbers() -> None:
    chapter = docx(
        p("Basel", style="Heading1"),
        p("Scope", style="Heading2"),
        p("Table ", field(" SEQ Table ", "1"), ". Wastes"),
    )

    guide = compiled(
        ChapterFile(data=chapter, number="3.1", title="Basel"),
        Reserved(number="3.2", title="Minamata"),
        title="The guide",
        contents="Contents",
    )

    assert guide.lines[:5] == [
        "The guide",
        "Contents",
        "3.1\u2002Basel\t–",
        "Scope\t–",
        "3.2\u2002Minamata",
    ]
    assert guide.lines[5:7] == ["Tables", "3.1\u2002Table 1. Wastes\t–"]
    assert not guide.all("//w:updateFields | //@w:dirty")
    assert guide.part("settings").find(f"{W}updateFields") is None


def test_pages_are_written_where_a_field_asks_for_them() -> None:
    chapter = docx(p("Basel", style="Heading1"), p("see page ", field(" PAGEREF mark ", "?")))
    made = compile_guide([chapter, docx(p(bookmark("mark", "x")))], contents="Contents")
    anchor = made.entries[0].anchor or ""

    filled = fill_pages(made.data, {anchor: 7, "mark": 12})

    assert "Basel\t7" in plain_text(filled)
    assert "see page 12" in plain_text(filled)


def test_a_chapter_that_ends_in_a_table_or_a_section_still_ends() -> None:
    ends_in_table = docx(table(row(cell("a"))))
    ends_in_section = docx(p("b", section=section()), end=section())

    guide = compiled(ends_in_table, ends_in_section, docx("c"))

    assert guide.lines == ["a", "b", "c"]


def test_a_guide_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one chapter"):
        compile_guide([])


def test_hidden_fields_and_runs_survive() -> None:
    guide = compiled(docx(p(r("a", props="<w:vanish/>"))), docx(p("b")))

    assert guide.lines == ["a", "b"]


def test_a_preview_says_draft_on_every_page() -> None:
    chapters = [docx("one", headers=["own header"]), docx("two")]

    guide = compiled(*chapters, title="Guide", across="DRAFT")

    headers = guide.targets("//w:headerReference/@r:id")
    assert len(headers) == len(guide.all("//w:sectPr")) == 3
    assert all(b'string="DRAFT"' in one for one in headers)
    assert not any(b"DRAFT" in one for one in compiled(*chapters).targets("//@r:id"))


def test_former_section_properties_are_no_section() -> None:
    change = raw('<w:sectPrChange w:id="1" w:author="a"><w:sectPr/></w:sectPrChange>')

    guide = compiled(docx(p("one", section=section(change=change)), "two"), docx("three"))

    assert guide.all("//w:sectPrChange/w:sectPr/*") == []


THEME = (
    '<a:theme xmlns:a="{a}" name="t"><a:themeElements><a:clrScheme name="c"><a:accent1>'
    '<a:srgbClr val="{colour}"/></a:accent1></a:clrScheme><a:fontScheme name="f"><a:majorFont>'
    '<a:latin typeface="{font}"/></a:majorFont><a:minorFont><a:latin typeface="{font}"/>'
    "</a:minorFont></a:fontScheme></a:themeElements></a:theme>"
)


def themed(*blocks: str, colour: str, font: str) -> bytes:
    theme = THEME.format(a=NS["a"], colour=colour, font=font).encode()
    kind = "application/vnd.openxmlformats-officedocument.theme+xml"
    return docx(
        *blocks,
        parts={"word/theme/theme1.xml": (theme, kind)},
        relationships=(("rIdTheme", "theme", "theme/theme1.xml"),),
    )


def test_fonts_and_colours_of_another_theme_are_spelt_out() -> None:
    run = r("words", props='<w:rFonts w:asciiTheme="minorHAnsi"/><w:color w:themeColor="accent1"/>')
    plain = themed("x", colour="FF0000", font="Alpha Sans")
    other = themed(p(run), colour="00FF00", font="Beta Serif")

    guide = compiled(plain, other)

    (fonts,) = guide.all("//w:rFonts")
    assert dict(fonts.attrib) == {f"{W}ascii": "Beta Serif"}


def test_fonts_inside_a_chapter_come_along() -> None:
    fonts = (
        f'<w:fonts xmlns:w="{NS["w"]}" xmlns:r="{NS["r"]}"><w:font w:name="Own">'
        '<w:embedRegular r:id="rId1" w:fontKey="{{0}}"/></w:font></w:fonts>'
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"
    chapter = docx(
        "x",
        parts={
            "word/fontTable.xml": (fonts.encode(), kind),
            "word/_rels/fontTable.xml.rels": rels("font", "fonts/f.odttf", "rId1"),
            "word/fonts/f.odttf": (
                b"font",
                "application/vnd.openxmlformats-officedocument.obfuscatedFont",
            ),
        },
        relationships=(("rIdFonts", "fontTable", "fontTable.xml"),),
    )

    guide = compiled(docx("plain"), chapter)

    (part,) = guide.package.related("word/fontTable.xml", "font")
    assert guide.package.read(part) == b"font"


def test_controls_show_their_own_chapters_data_though_both_call_it_the_same() -> None:
    def chapter(name: str) -> bytes:
        item = "{11111111-2222-3333-4444-555555555555}"
        binding = f'<w:dataBinding w:xpath="/a" w:storeItemID="{item}"/>'
        props = (
            '<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/'
            f'customXml" ds:itemID="{item}"/>'
        )
        return docx(
            p(control(name, props=binding)),
            parts={
                "customXml/item1.xml": (f"<a>{name}</a>".encode(), "application/xml"),
                "customXml/itemProps1.xml": (
                    props.encode(),
                    "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
                ),
                "customXml/_rels/item1.xml.rels": rels("customXmlProps", "itemProps1.xml"),
            },
            relationships=(("rIdItem", "customXml", "../customXml/item1.xml"),),
        )

    guide = compiled(chapter("alpha"), chapter("beta"))

    stores = guide.all("//w:dataBinding/@w:storeItemID")
    shown = {}
    for part in guide.package.related(guide.package.main, "customXml"):
        (props,) = guide.package.related(part, "customXmlProps")
        shown[next(iter(guide.package.tree(props).attrib.values()))] = guide.package.read(part)
    assert [shown[store] for store in stores] == [b"<a>alpha</a>", b"<a>beta</a>"]


def test_answers_to_comments_stay_answers() -> None:
    def chapter(name: str) -> bytes:
        thread = (
            f'<w15:commentsEx xmlns:w15="{NS["w15"]}"><w15:commentEx w15:paraId="00000001" '
            'w15:done="0"/><w15:commentEx w15:paraId="00000002" w15:paraIdParent="00000001" '
            'w15:done="0"/></w15:commentsEx>'
        )
        said = [
            raw(
                comment(f"{name} {number}", id=number).replace(
                    "<w:p>", f'<w:p w14:paraId="0000000{number}">'
                )
            )
            for number in (1, 2)
        ]
        return docx(
            p(commented("x", id=1), commented("y", id=2)),
            comments=said,
            parts={
                "word/commentsExtended.xml": (
                    thread.encode(),
                    f"{_WORD}commentsExtended+xml",
                )
            },
            relationships=(
                (
                    "rIdThread",
                    "http://schemas.microsoft.com/office/2011/relationships/commentsExtended",
                    "commentsExtended.xml",
                ),
            ),
        )

    guide = compiled(chapter("alpha"), chapter("beta"))

    comments = read_comments(guide.data)
    heads = {one.id: one.text for one in comments}
    assert [(one.text, heads.get(one.parent or "")) for one in comments] == [
        ("alpha 1", None),
        ("alpha 2", "alpha 1"),
        ("beta 1", None),
        ("beta 2", "beta 1"),
    ]


def test_a_chapter_with_odd_and_even_pages_does_not_empty_the_others() -> None:
    plain = docx("plain", headers=["on all pages"])
    turning = docx(
        "turning",
        headers=["on odd pages", "on even pages"],
        end=section(header_reference("rIdheader1"), header_reference("rIdheader2", "even")),
        settings="<w:evenAndOddHeaders/>",
    )

    guide = compiled(plain, turning)

    even = guide.targets("//w:headerReference[@w:type='even']/@r:id")
    assert [b"on all pages" in even[0], b"on even pages" in even[1]] == [True, True]


def test_picture_bullets_lead_to_their_own_pictures() -> None:
    def chapter(dot: bytes) -> bytes:
        bullet = (
            '<w:numPicBullet w:numPicBulletId="0"><w:pict><v:shape style="width:9pt;height:9pt">'
            '<v:imagedata r:id="rId77"/></v:shape></w:pict></w:numPicBullet>'
            '<w:abstractNum w:abstractNumId="60"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>'
            '<w:lvlText w:val="o"/><w:lvlPicBulletId w:val="0"/></w:lvl></w:abstractNum>'
        )
        made = docx(
            p("item", numbered=(60, 0)),
            numbering=bullet,
            parts={
                "word/media/dot.png": (dot, "image/png"),
                "word/_rels/numbering.xml.rels": rels("image", "media/dot.png"),
            },
        )
        return _with_num(made, "60", "60")

    guide = compiled(docx("plain"), chapter(PNG), chapter(PNG + b"\0"))

    known = {one.id: one.target for one in guide.package.relationships("word/numbering.xml")}
    numbering = guide.part("numbering")
    shown = numbering.xpath("//v:imagedata/@r:id", namespaces=NS)
    assert [guide.package.read(known[name]) for name in shown] == [PNG, PNG + b"\0"]
    used = numbering.xpath("//w:lvlPicBulletId/@w:val", namespaces=NS)
    assert used == numbering.xpath("//w:numPicBullet/@w:numPicBulletId", namespaces=NS)


def test_a_strict_chapter_becomes_part_of_a_transitional_guide() -> None:
    strict = docx(p("strict ", picture()))
    for namespace in ("w", "r", "wp", "a", "pic"):
        strict = _renamed(strict, NS[namespace])

    guide = compiled(docx("first"), strict)

    assert guide.lines == ["first", "strict "]
    assert guide.targets("//a:blip/@r:embed") == [PNG]
    assert not any(b"purl.oclc.org" in guide.package.read(name) for name in guide.package.names)


def _renamed(data: bytes, namespace: str) -> bytes:
    """The file with one transitional namespace replaced by its strict one, in every part."""
    strict = namespace.replace("schemas.openxmlformats.org", "purl.oclc.org/ooxml").replace(
        "/2006", ""
    )
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return zipped(
        {
            name: content.replace(namespace.encode(), strict.encode())
            for name, content in files.items()
        }
    )


def test_a_picture_without_alternative_text_is_a_finding() -> None:
    described = raw(picture().replace('name="Picture"/>', 'name="n" descr="A drum"/>', 1))

    guide = compiled(docx(p(described)), docx(p(picture())))

    assert [(one.code, one.where) for one in guide.made.findings] == [
        ("no-alternative-text", "file 2")
    ]


def test_a_field_that_never_ends_does_not_swallow_the_next_chapter() -> None:
    opened = raw(
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF x </w:instrText>'
        '</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>shown</w:t></w:r></w:p>'
    )
    ended = raw('<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>too</w:t></w:r></w:p>')

    guide = compiled(docx(opened), docx(p("see ", field(" PAGE ", "1"))), docx(ended))

    assert guide.lines == ["shown", "see 1", "too"]
    assert guide.all("//w:instrText/text()") == [" PAGE "]
    assert guide.codes == ["unfinished-field", "unfinished-field"]


def test_a_damaged_table_does_not_keep_word_from_opening_the_guide() -> None:
    empty = raw("<w:tbl><w:tblPr/><w:tblGrid/></w:tbl>")
    bare = raw("<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>")
    held = table(row(raw(f"<w:tc>{empty}<w:p/></w:tc>")))

    guide = compiled(docx("one", empty, bare, "two"), docx(held))

    assert len(guide.all("//w:tbl")) == 2
    assert guide.lines == ["one", "two"]
