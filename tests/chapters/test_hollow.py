"""Long parts are read without their plain paragraphs, and nobody can tell."""

from __future__ import annotations

from random import Random

import pytest

from chapters import Revision, RevisionKind, read_revisions
from chapters.oxml.hollow import sketch
from chapters.oxml.namespaces import NS, W
from tests.corpora import corpora
from tests.redlines import redline
from tests.resolving import parts_of
from tests.wordml import (
    cell,
    changed,
    dele,
    docx,
    endnote,
    field,
    header_reference,
    ins,
    ins_mark,
    p,
    r,
    raw,
    row,
    section,
    table,
    text_box,
    zipped,
)

_MAIN = "word/document.xml"
_PLAIN = raw("".join(p(f"Plain words, number {n}. ", r("More of them.")) for n in range(300)))
_HEADINGS = ["Heading1", "Heading2", "Heading3"]


def rewritten(data: bytes, old: bytes, new: bytes) -> bytes:
    """A file whose document has the last `old` replaced by `new`."""
    parts = parts_of(data)
    before, found, after = parts[_MAIN].rpartition(old)
    assert found
    return zipped({**parts, _MAIN: before + new + after})


def read_whole(data: bytes) -> list[Revision]:
    """What is read where a comment in the XML forbids to leave anything out."""
    return read_revisions(rewritten(data, b"</w:body>", b"<!-- as it is --></w:body>"))


def document(data: bytes) -> bytes:
    return parts_of(data)[_MAIN]


def padded(data: bytes) -> bytes:
    """A file made long by plain paragraphs at its end."""
    return rewritten(data, b"</w:body>", _PLAIN.encode() + b"</w:body>")


def test_a_long_part_is_parsed_without_its_plain_paragraphs():
    data = docx(_PLAIN, p("kept ", ins("new")), _PLAIN)

    made = sketch(document(data), _HEADINGS)

    assert made is not None
    assert made.content.count(b"<w:p ") == 600
    assert len(made.content) < len(document(data)) / 4


def test_how_runs_look_is_left_out_where_that_is_not_tracked():
    looks = '<w:rFonts w:ascii="Arial"/><w:i/><w:sz w:val="20"/>'
    session = raw(f'<w:r w:rsidR="00A1B2C3"><w:rPr>{looks}</w:rPr><w:t>that </w:t></w:r>')
    changed_look = r("set", props=f"{looks}{changed('rPr', '<w:b/>')}")
    data = docx(_PLAIN, p(r("kept ", props=looks), session, ins(r("new", props=looks))), _PLAIN)
    tracked = docx(_PLAIN, p(r("kept ", props=looks), ins("new"), changed_look), _PLAIN)

    sketches = [sketch(document(one), _HEADINGS) for one in (data, tracked)]

    assert [made is not None and made.content.count(b"<w:i/>") for made in sketches] == [0, 1]
    assert read_revisions(data) == read_whole(data)
    assert read_revisions(tracked) == read_whole(tracked)
    assert read_revisions(tracked)[-1].before == "bold"


def test_that_words_are_cut_into_runs_is_left_out():
    made = sketch(document(docx(_PLAIN, p("one ", "and two ", ins("and", " three")))), _HEADINGS)

    assert made is not None
    assert made.content.count(b"<w:t>") == 2


_BOLD = changed("rPr", "<w:b/>")


@pytest.mark.parametrize(
    "runs",
    [
        (r("set ", props=_BOLD), r("as it was "), r("set", props=_BOLD)),
        ("A heading ", "\u200d"),
        ("A heading ", raw("<w:r><w:t>&#8205;</w:t></w:r>")),
    ],
)
def test_where_a_run_ends_is_kept_where_that_tells_something(runs):
    data = padded(docx(p(*runs, style="Heading1"), p("kept ", ins("new"))))

    assert read_revisions(data) == read_whole(data)


def test_a_text_that_speaks_of_markup_is_read_as_it_is():
    said = 'write &lt;w:t xml:space="preserve"> and &lt;w:rPr>'
    data = docx(_PLAIN, p(ins(raw(f"<w:r><w:t>{said}</w:t></w:r>"))), _PLAIN)

    assert sketch(document(data), _HEADINGS) is not None
    assert [one.after for one in read_revisions(data)] == [said.replace("&lt;", "<")]


def test_made_up_redlines_read_the_same_with_hollow_paragraphs():
    for seed in range(60):
        data = padded(redline(Random(seed)))

        assert sketch(document(data), _HEADINGS) is not None
        assert read_revisions(data) == read_whole(data)


@pytest.mark.parametrize("folder", ["resolve", "pairs", "pandoc"])
def test_real_files_read_the_same_with_hollow_paragraphs(folder):
    read = 0
    for path in sorted(corpora(folder).glob("*.docx")):
        data = path.read_bytes()
        if b"</w:body>" in parts_of(data).get(_MAIN, b""):
            long = padded(data)
            revisions = read_revisions(long)
            read += len(revisions)

            assert revisions == read_whole(long), path.name
    assert read > 0


def test_whatever_numbers_or_names_a_place_is_read():
    data = padded(
        docx(
            p("Not numbered", style="Quote"),
            p("Labels", style="Heading1"),
            p("Sizes", props='<w:outlineLvl w:val="1"/>'),
            p("words", endnote(8)),
            p("words", endnote(9), section=section(header_reference("rIdheader2"))),
            p(text_box("in a box")),
            table(row(cell("a"), cell("b", "c")), row(cell("d"), cell("e ", p(ins("new"))))),
            p("kept ", dele("old")),
            headers=(p(ins("one")), p(ins("two"))),
            endnotes={9: p(ins("nine")), 8: p(ins("eight"))},
        )
    )

    read = read_revisions(data)

    assert read == read_whole(data)
    assert [(one.before + one.after, str(one.place)) for one in read] == [
        ("new", "Labels > Sizes, table 1, row d, column b c"),
        ("old", "Labels > Sizes, paragraph 13"),
        ("one", "header 2, paragraph 1"),
        ("two", "header 1, paragraph 1"),
        ("nine", "endnote 2, paragraph 1"),
        ("eight", "endnote 1, paragraph 1"),
    ]


def test_a_row_says_its_words_though_none_of_its_paragraphs_holds_a_mark():
    data = padded(docx(table(row(cell("a"), cell("b", "c"), mark=ins_mark()), row(cell("d")))))

    read = read_revisions(data)

    assert [(one.kind, one.after) for one in read] == [(RevisionKind.ROW_INSERTION, "a\tb\nc")]
    assert read == read_whole(data)


def test_a_new_paragraph_is_named_by_the_hollow_one_above_it():
    one = docx(_PLAIN, p("above"), p(), p(ins("new"), mark=ins_mark()))
    other = docx(_PLAIN, p("higher"), p(), p(ins("new"), mark=ins_mark()))

    names = [[x.fingerprint for x in read_revisions(data)] for data in (one, other)]

    assert names[0] == [x.fingerprint for x in read_whole(one)]
    assert names[1] == [x.fingerprint for x in read_whole(other)]
    assert not set(names[0]) & set(names[1])


def test_the_result_of_a_field_above_a_new_paragraph_is_no_name_for_it():
    data = docx(_PLAIN, p("above"), p(field("PAGE", "7")), p(ins("new"), mark=ins_mark()))

    assert read_revisions(data) == read_whole(data)


def test_a_box_in_a_paragraph_with_a_mark_counts_among_its_words():
    data = padded(docx(p("kept ", text_box("in a box"), ins("new"))))

    assert read_revisions(data) == read_whole(data)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<w:body>", b"<w:body><!-- <w:p> -->"),
        (b"<w:body>", b"<w:body><?pi <w:p> ?>"),
        (b"Plain words, number 7. ", b"<![CDATA[ </w:p> ]]>"),
        (b"<w:body>", f'<w:body xmlns:w="{NS["w"]}">'.encode()),
        (b"<w:body>", b'<w:body xmlns:x="urn:x">'),
        (b"<w:body>", f'<w:body xmlns:x="{NS["w"]}">'.encode()),
        (b'encoding="UTF-8"', b'encoding="ISO-8859-1"'),
        (b"xmlns:w=", b"xmlns:x="),
        (b"<w:body>", b'<w:body><w:p hollow="0"/>'),
        (b"<w:body>", b'<w:body><w:customXmlInsRangeStart w:id="1" w:author="a"/>'),
    ],
)
def test_a_part_that_no_program_writes_so_is_left_whole(old, new):
    usual = document(docx(_PLAIN, p("kept ", ins("new"))))

    assert old in usual
    assert sketch(usual, _HEADINGS) is not None
    assert sketch(usual.replace(old, new, 1), _HEADINGS) is None


@pytest.mark.parametrize(
    "paragraph",
    [
        '<w:p w:rsidR="1"><w:r><w:t>a</w:t></w:r></w:p >',
        "<w:p\n><w:r><w:t>a</w:t></w:r></w:p>",
        "<w:p><w:pPr><w:pStyle w:val='Heading1'/></w:pPr></w:p>",
        '<w:p><w:pPr><w:pStyle  w:val="Heading1"/></w:pPr></w:p>',
        '<w:p><w:pPr><w:pStyle w:val="Heading&#49;"/></w:pPr></w:p>',
        '<w:p w:x="a>b"/>',
        '<w:p w:x="/>"><w:r><w:t>a</w:t></w:r></w:p>',
        f'<w:p><w:r><w:t>a</w:t></w:r><x:ins xmlns:x="{W[1:-1]}" x:id="9" x:author="a"/></w:p>',
    ],
)
def test_paragraphs_in_an_unusual_spelling_read_the_same(paragraph):
    data = docx(raw(paragraph), p("kept ", ins("new")), _PLAIN, p(ins("x"), mark=ins_mark()))

    assert read_revisions(data) == read_whole(data)
