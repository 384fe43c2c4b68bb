from __future__ import annotations

import pytest

from chapters import Heading, Place, headings, plain_text
from chapters.oxml.namespaces import W
from chapters.package import Package
from chapters.places import Places, style_levels
from chapters.stories import stories
from tests.corpora import every_file
from tests.wordml import (
    cell,
    cell_mark,
    comment,
    commented,
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
    math,
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


def places(data: bytes, *, kind: str = "body") -> list[Place]:
    """The places of the paragraphs of the first story of a kind."""
    package = Package.open(data)
    story = next(one for one in stories(package) if one.kind == kind)
    found = Places(story, style_levels(package))
    return [found.of(node) for node in story.root.iter(f"{W}p")]


# What a reader sees


@pytest.mark.parametrize(
    ("blocks", "text"),
    [
        ((p("kept ", ins("new"), dele("old"), " kept"),), "kept new kept"),
        ((p(moved_to("there"), " and ", moved_from("here")),), "there and "),
        ((p(ins("a", dele("b"), "c")),), "ac"),
        ((p("tab\there\nand there"),), "tab\there\nand there"),
        ((p(raw("<w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t></w:r>")),), "a\u2011b"),
        ((p(r(raw('<w:sym w:font="Symbol" w:char="F061"/>'))),), "\uf061"),
        ((p(r(raw('<w:sym w:char="nothing"/>')), "x"),), "x"),
        ((p(field(" PAGE ", "3"), hyperlink(" link", anchor="a")),), "3 link"),
        ((p(math("x+y"), control(" in a control")),), "x+y in a control"),
        ((control("in a block", block=True), "after"), "in a block\nafter"),
        ((p("words", r("hidden", props="<w:vanish/>")),), "wordshidden"),
        ((p("", raw(str(r("\u200d"))), "words"),), "words"),
        ((p("نمی\u200dخواهم"),), "نمی\u200dخواهم"),
    ],
)
def test_the_text_is_what_stands_there_when_all_is_accepted(blocks, text):
    assert plain_text(docx(*blocks)) == text


@pytest.mark.parametrize(
    ("blocks", "text"),
    [
        ((p("a", mark=del_mark()), p("b")), "ab"),
        ((p("a", mark=del_mark()), p("b", mark=del_mark()), p("c"), p("d")), "abc\nd"),
        ((p("a", mark=moved("moveFrom")), p("b")), "ab"),
        ((p("a", mark=ins_mark()), p("b")), "a\nb"),
        ((p(dele("a")), p("b")), "\nb"),
        ((p(dele("a"), mark=del_mark()), p("b")), "b"),
        ((p("a", mark=del_mark()), table(row(cell("b"))), p("c")), "a\nb\nc"),
        ((p(dele("a"), mark=del_mark()), table(row(cell("b"))), p("c")), "b\nc"),
        ((table(row(cell(p("a", mark=del_mark())))), p("c")), "a\nc"),
    ],
)
def test_a_deleted_paragraph_mark_joins_what_follows(blocks, text):
    assert plain_text(docx(*blocks)) == text


def test_cells_are_parted_by_tabs_and_what_is_deleted_of_a_table_is_gone():
    data = docx(
        table(
            row(cell("a"), cell("b", "c")),
            row(cell("gone"), cell("gone"), mark=del_mark()),
            row(cell("new"), cell("gone", mark=cell_mark("cellDel")), mark=ins_mark()),
            row(cell(table(row(cell("inner"), cell("table"))), "after"), cell("d")),
        ),
        "end",
    )

    assert plain_text(data) == "a\tb\nc\nnew\ninner\ttable\nafter\td\nend"


def test_all_stories_are_read_once_but_for_comments():
    data = docx(
        p("body", footnote(), endnote(), commented("!"), text_box("in the box")),
        headers=["head"],
        footers=["foot"],
        footnotes={1: "note"},
        endnotes={1: "end note"},
        comments=[comment("remark")],
    )

    assert plain_text(data) == "body!\nin the box\nnote\nend note\nhead\nfoot"


@pytest.mark.parametrize("path", every_file()[::13], ids=lambda path: path.stem)
def test_real_files_have_a_text(path):
    data = path.read_bytes()

    assert plain_text(data) == plain_text(Package.open(data).save())


# Headings


def test_headings_have_level_words_and_number():
    data = docx(
        p("Inspection", style="Heading1"),
        "words",
        p("Labels ", ins("and seals"), dele("only"), style="Heading2"),
        p("By its own level", props='<w:outlineLvl w:val="2"/>'),
        p(dele("Gone"), style="Heading1"),
        p("No heading", style="Heading1", props='<w:outlineLvl w:val="9"/>'),
    )

    assert headings(data) == [
        Heading(level=1, text="Inspection", paragraph=1),
        Heading(level=2, text="Labels and seals", paragraph=3),
        Heading(level=3, text="By its own level", paragraph=4),
    ]


def test_of_joined_headings_the_later_one_gives_the_level():
    data = docx(p("One ", style="Heading1", mark=del_mark()), p("two", style="Heading3"))

    assert headings(data) == [Heading(level=3, text="One two", paragraph=1)]


def style(id_: str, name: str, more: str = "") -> str:
    return f'<w:style w:type="paragraph" w:styleId="{id_}"><w:name w:val="{name}"/>{more}</w:style>'


@pytest.mark.parametrize(
    ("styles", "level"),
    [
        (style("x", "heading 4"), 4),
        (style("x", "Überschrift 2"), 2),
        (style("x", "Título 1"), 1),
        (style("x", "标题 3"), 3),
        (style("x", "Заголовок 2"), 2),
        (style("x", "Chapter", '<w:basedOn w:val="Heading2"/>'), 2),
        (
            style("x", "Box", '<w:basedOn w:val="y"/>') + style("y", "z", '<w:basedOn w:val="x"/>'),
            0,
        ),
        (
            style(
                "x", "Box", '<w:basedOn w:val="Heading1"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr>'
            ),
            0,
        ),
        (style("x", "Shipping 2"), 0),
    ],
)
def test_a_heading_is_known_by_level_by_name_in_any_language_or_by_its_ancestors(styles, level):
    found = headings(docx(p("words", style="x"), styles=styles))

    assert [one.level for one in found] == ([level] if level else [])


# Stories and places


def test_stories_come_in_order_with_the_labels_that_people_know():
    data = docx(
        p("body", footnote(7), footnote(3), text_box("box")),
        headers=["head", "other head"],
        footers=["foot"],
        footnotes={3: "second", 7: p("first", text_box("box in a note"))},
        comments=[comment("remark", id=4)],
        end=section(header_reference("rIdheader2", "first"), header_reference("rIdheader1")),
    )

    found = stories(Package.open(data))

    assert [(one.label, one.part) for one in found if one.number] == [
        ("body", "word/document.xml"),
        ("text box 1", "word/document.xml"),
        ("footnote 2", "word/footnotes.xml"),
        ("footnote 1", "word/footnotes.xml"),
        ("text box 2", "word/footnotes.xml"),
        ("header 1", "word/header2.xml"),
        ("header 2", "word/header1.xml"),
        ("footer 1", "word/footer1.xml"),
        ("comment 1", "word/comments.xml"),
    ]


def test_a_text_box_is_one_story_whose_old_form_is_its_twin():
    package = Package.open(docx(p(text_box("one"), text_box("two"))))

    boxes = [one for one in stories(package) if one.kind == "text box"]

    assert [(one.number, len(one.twins)) for one in boxes] == [(1, 1), (2, 1)]
    both = [["".join(root.itertext()) for root in (one.root, *one.twins)] for one in boxes]
    assert both == [["one", "one"], ["two", "two"]]
    found = Places(boxes[1], {})
    assert [found.of(root[0]) for root in (boxes[1].root, *boxes[1].twins)] == [
        Place(story="text box 2", paragraph=1),
        Place(story="text box 2", paragraph=1),
    ]


def test_a_glossary_has_stories_of_its_own():
    glossary = (
        f'<w:glossaryDocument xmlns:w="{W[1:-1]}"><w:docParts><w:docPart><w:docPartBody>'
        "<w:p><w:r><w:t>part</w:t></w:r></w:p></w:docPartBody></w:docPart></w:docParts>"
        "</w:glossaryDocument>"
    )
    data = docx(
        "x",
        parts={"word/glossary/document.xml": (glossary.encode(), "application/xml")},
        relationships=(("rId9", "glossaryDocument", "glossary/document.xml"),),
    )

    assert [one.label for one in stories(Package.open(data))] == ["body", "glossary 1"]
    assert plain_text(data) == "x"


def test_a_place_names_the_headings_above_and_counts_paragraphs():
    data = docx(
        p("Before"),
        p("Inspection", style="Heading1"),
        p("Labels", style="Heading2"),
        p("here"),
        p("Storage", style="Heading1"),
        p("there"),
    )

    assert [(one.headings, one.paragraph) for one in places(data)] == [
        ((), 1),
        ((), 2),
        (("Inspection",), 3),
        (("Inspection", "Labels"), 4),
        ((), 5),
        (("Storage",), 6),
    ]
    assert str(places(data)[3]) == "Inspection > Labels, paragraph 4"


def test_a_place_in_a_table_counts_tables_rows_and_grid_columns():
    inner = table(row(cell("inner")))
    data = docx(
        table(row(cell("a"))),
        control(table(row(cell("b", span=2), cell("c")), row(cell("d"), cell(inner, "e")))),
        "end",
    )

    assert [(one.paragraph, one.table, one.row, one.column) for one in places(data)] == [
        (1, 1, 1, 1),
        (2, 2, 1, 1),
        (3, 2, 1, 3),
        (4, 2, 2, 1),
        (5, 2, 2, 2),
        (6, 2, 2, 2),
        (7, None, None, None),
    ]
    assert [str(places(data)[one]) for one in (2, 3, 4)] == [
        "table 2, row 1, column c",
        "table 2, row d, column 1",
        "table 2, row d, column 2",
    ]


def test_rows_runs_and_sections_have_places_too():
    data = docx("x", table(row(cell("a")), row(cell("b"))), p(ins("y")))
    package = Package.open(data)
    found = Places(stories(package)[0], {})
    root = package.tree(package.main)

    second = found.of(list(root.iter(f"{W}tr"))[1])
    inserted = found.of(next(root.iter(f"{W}ins")))
    last = found.of(root[0][-1])

    assert second == Place(story="body", paragraph=3, table=1, row=2)
    assert str(second) == "paragraph 3, table 1, row 2"
    assert inserted == Place(story="body", paragraph=4)
    assert last == Place(story="body", paragraph=4)


def test_paragraphs_of_a_text_box_do_not_count_in_the_body():
    data = docx(p(text_box("one", "two")), "after")

    package = Package.open(data)
    found = Places(stories(package)[0], {})

    last = list(package.tree(package.main)[0].iterchildren(f"{W}p"))[-1]
    assert found.of(last) == Place(story="body", paragraph=2)
