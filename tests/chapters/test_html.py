"""Word text becomes pages that a browser shows and a screen reader reads."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from chapters.compilation import ChapterFile, compile_guide
from chapters.html import to_html
from tests.corpora import every_file
from tests.wordml import (
    bookmark,
    cell,
    del_mark,
    dele,
    docx,
    endnote,
    field,
    footnote,
    hyperlink,
    ins,
    p,
    picture,
    r,
    raw,
    row,
    table,
    text_box,
)

_VOID = {"br", "img"}


class _Outline(HTMLParser):
    """Fails where an element is not closed in its order; collects ids and links."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag, attrs) -> None:
        if tag not in _VOID:
            self.open.append(tag)
        values = dict(attrs)
        if "id" in values:
            self.ids.append(values["id"])
        if "href" in values:
            self.links.append(values["href"])

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag


def read(body: str) -> _Outline:
    outline = _Outline()
    outline.feed(body)
    assert outline.open == []
    return outline


def only(*blocks: str, **more: object) -> str:
    (page,) = to_html(docx(*blocks, **more)).pages
    read(page.body)
    return page.body


def test_there_is_a_page_for_each_top_heading_and_one_for_what_stands_before() -> None:
    made = to_html(
        docx("cover", p("One", style="Heading1"), "text", p("Two & more", style="Heading1"))
    )

    assert [(one.anchor, one.title) for one in made.pages] == [
        ("", ""),
        ("one", "One"),
        ("two-more", "Two & more"),
    ]
    assert made.pages[1].body == '<h1 id="one">One</h1>\n<p>text</p>'


def test_a_guide_has_a_page_for_each_chapter_and_links_between_them() -> None:
    first = docx(
        p("Basel", style="Heading1"), p(hyperlink("see CITES", anchor="there")), footnotes={}
    )
    second = docx(p("CITES", style="Heading1"), p("Part", style="Heading1"), bookmark("there", "x"))
    second = docx(p("CITES", style="Heading1"), p(bookmark("there", "goal"), " of it"))
    guide = compile_guide(
        [ChapterFile(data=first, number="3.1"), ChapterFile(data=second, number="3.2")]
    )

    pages = to_html(guide.data).pages

    assert [one.chapter for one in pages] == ["chapter_3_1", "chapter_3_2"]
    assert [one.title for one in pages] == ["3.1 Basel", "3.2 CITES"]
    assert '<a href="3-2-cites.html#b-there">see CITES</a>' in pages[0].body
    assert '<span id="b-there"></span>' in pages[1].body


def test_emphasis_links_and_signs_are_written_as_html() -> None:
    body = only(
        p(
            r("bold", props="<w:b/>"),
            r(" italic", props="<w:i/>"),
            r("2", props='<w:vertAlign w:val="superscript"/>'),
            " <sign> & ",
            hyperlink("site", rid="rIdA"),
            hyperlink("evil", rid="rIdB"),
        ),
        relationships=(
            ("rIdA", "hyperlink", "https://site.example.org/?a=1&b=2"),
            ("rIdB", "hyperlink", "javascript:alert(1)"),
        ),
    )

    assert body == (
        "<p><strong>bold</strong><em> italic</em><sup>2</sup> &lt;sign&gt; &amp; "
        '<a href="https://site.example.org/?a=1&amp;b=2">site</a>evil</p>'
    )


def test_lists_keep_their_numbers_and_their_depth() -> None:
    body = only(
        p("one", numbered=(1, 0)),
        p("deep", numbered=(1, 1)),
        p("two", numbered=(1, 0)),
        "after",
    )

    assert body.count('<ol class="labels">') + body.count("<ul>") == 2
    assert body.endswith("<p>after</p>")


def test_tables_have_header_rows_and_spans() -> None:
    body = only(
        table(
            row(cell("A"), cell("B"), props="<w:tblHeader/>"),
            row(cell("wide", span=2)),
            row(cell("tall", vmerge="restart"), cell("x")),
            row(cell("", vmerge="continue"), cell("y")),
        )
    )

    assert '<thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>' in body
    assert '<td colspan="2">wide</td>' in body
    assert '<tr><td rowspan="2">tall</td><td>x</td></tr><tr><td>y</td></tr>' in body


def test_a_table_of_one_cell_and_a_text_box_are_boxes() -> None:
    body = only(table(row(cell("in a frame"))), p("text", text_box("aside")))

    assert '<div class="box" role="note">\n<p>in a frame</p>\n</div>' in body
    assert '<p>text</p>\n<div class="box" role="note">\n<p>aside</p>\n</div>' in body


def test_notes_stand_at_the_end_of_the_page_and_lead_back() -> None:
    body = only(
        p("text", footnote(3), endnote(1)),
        footnotes={3: p("a footnote")},
        endnotes={1: p("an endnote")},
    )

    outline = read(body)
    assert outline.ids == ["ref-f1", "ref-e1", "note-f1", "note-e1"]
    assert outline.links == ["#note-f1", "#note-e1", "#ref-f1", "#ref-e1"]
    assert body.index("a footnote") > body.index("text")


def test_pictures_have_their_alternative_text_and_their_size() -> None:
    shown = raw(picture().replace('name="Picture"/>', 'name="n" descr="A &quot;drum&quot;"/>', 1))
    made = to_html(docx(p(shown)))

    (file,) = made.media
    assert f'<img src="media/{file}" alt="A &quot;drum&quot;" width="1" height="1">' in (
        made.pages[0].body
    )


def test_what_is_hidden_or_deleted_is_left_out() -> None:
    body = only(
        p("kept ", r("hidden", props="<w:vanish/>"), dele("deleted"), ins("inserted")),
        p("last", mark=del_mark()),
    )

    assert body == "<p>kept inserted</p>\n<p>last</p>"


def test_fields_show_their_result_and_link_where_they_point() -> None:
    body = only(
        p(
            "on page ",
            field(" PAGEREF there \\h ", "7"),
            field(' HYPERLINK "mailto:a@b.test" ', "m"),
        ),
        p(bookmark("there", "goal")),
    )

    assert '<p>on page <a href="#b-there">7</a><a href="mailto:a@b.test">m</a></p>' in body


def test_the_same_words_give_the_same_anchors() -> None:
    chapter = docx(
        p("Scope", style="Heading1"), p("Scope", style="Heading2"), p("É à", style="Heading2")
    )

    assert read(to_html(chapter).pages[0].body).ids == ["scope", "scope-2", "e-a"]


@pytest.mark.parametrize(
    "path", every_file()[::7], ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_pages_of_real_files_are_well_formed_and_their_links_lead_somewhere(path: Path) -> None:
    made = to_html(path.read_bytes())

    ids = {f"{page.anchor}.html": read(page.body).ids for page in made.pages}
    for page in made.pages:
        own = ids[f"{page.anchor}.html"]
        assert len(own) == len(set(own))
        for link in read(page.body).links:
            file, _, anchor = link.partition("#")
            if ":" not in link and anchor:
                assert anchor in (ids[file] if file else own)
