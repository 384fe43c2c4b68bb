from __future__ import annotations

import pytest

from chapters import Finding, inspect
from chapters.inspection import broken
from chapters.oxml.namespaces import W14
from chapters.package import Package
from tests.corpora import every_file
from tests.schema import new_breakage, new_schema_errors, schema_errors
from tests.wordml import (
    bookmark,
    cell,
    cell_mark,
    changed,
    comment,
    commented,
    control,
    del_mark,
    dele,
    docx,
    endnote,
    field,
    footnote,
    hyperlink,
    ins,
    ins_mark,
    math,
    moved_from,
    moved_to,
    p,
    picture,
    r,
    raw,
    row,
    section,
    simple_field,
    table,
    text_box,
)


def everything() -> bytes:
    """A file with one of everything that the notation knows."""
    return docx(
        p("kept ", ins("new"), dele("old", by="beta"), style="Heading1", change=changed("pPr")),
        p(moved_from("moved", name="m1"), moved_to("moved", name="m1"), mark=ins_mark()),
        table(row(cell("a"), cell("b", mark=cell_mark("cellIns"))), row(cell("c", span=2))),
        p(text_box("in a box"), picture(), field(" PAGE ", "3"), simple_field(" DATE ", "x")),
        p(commented("words"), footnote(), endnote(), control("x"), math("y"), numbered=(1, 0)),
        p(bookmark("here", "z"), hyperlink("there", anchor="here"), mark=del_mark()),
        control("block", block=True),
        headers=["head"],
        footers=["foot"],
        footnotes={1: "note"},
        endnotes={1: "end note"},
        comments=[comment("remark")],
    )


def without(name: str) -> bytes:
    """Everything, without one part that relationships lead to."""
    package = Package.open(everything())
    package.drop(name)
    return package.save()


def two_paragraphs_of_one_id() -> bytes:
    package = Package.open(docx("one", "two"))
    for paragraph in package.tree(package.main)[0][:2]:
        paragraph.set(f"{W14}paraId", "00000001")
    package.changed(package.main)
    return package.save()


def typeless() -> bytes:
    package = Package.open(docx("words"))
    package.write("word/media/film.mov", b"film")
    return package.save()


_BROKEN = {
    "order": docx(p("x", props='<w:jc w:val="center"/><w:keepNext/>')),
    "twice": docx(p("x", props="<w:keepNext/><w:keepNext/>")),
    "nesting": docx(p(raw("<w:p/>"))),
    "table-without-row": docx(table(), "x"),
    "table-without-grid": docx(raw(f"<w:tbl><w:tblPr/>{row(cell('a'))}</w:tbl>"), "x"),
    "row-without-cell": docx(table(row()), "x"),
    "cell-end": docx(table(row(cell("a", table(row(cell("b")))))), "x"),
    "story-empty": docx("x", headers=[raw("")]),
    "section-misplaced": docx(table(row(cell(p("a", section=section())))), "x"),
    "deleted-words-loose": docx(p(raw("<w:r><w:delText>x</w:delText></w:r>"))),
    "kept-words-in-deletion": docx(p(raw(str(dele("x")).replace("delText", "t")))),
    "bookmark-id-twice": docx(
        p(
            raw('<w:bookmarkStart w:id="1" w:name="a"/><w:bookmarkStart w:id="1" w:name="b"/>'),
            raw('<w:bookmarkEnd w:id="1"/><w:bookmarkEnd w:id="1"/>'),
        )
    ),
    "bookmark-name-twice": docx(
        p(
            raw('<w:bookmarkStart w:id="1" w:name="a"/><w:bookmarkStart w:id="2" w:name="a"/>'),
            raw('<w:bookmarkEnd w:id="1"/><w:bookmarkEnd w:id="2"/>'),
        )
    ),
    "comment-id-twice": docx(p(commented("x")), comments=[comment("a"), comment("b")]),
    "drawing-id-twice": docx(p(*[raw(str(picture()).replace('"?"', '"1"'))] * 2)),
    "revision-id-twice": docx(p(*[raw(str(ins("x")).replace('"?"', '"1"'))] * 2)),
    "paragraph-id-twice": two_paragraphs_of_one_id(),
    "style-id-twice": docx(
        "x", styles='<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="h"/></w:style>'
    ),
    "list-id-twice": docx("x", numbering='<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'),
    "range-open": docx(p(raw('<w:bookmarkStart w:id="1" w:name="a"/>'), "x")),
    "field-open": docx(p(raw('<w:r><w:fldChar w:fldCharType="begin"/></w:r>'), "x")),
    "footnote-missing": docx(p("x", footnote(2)), footnotes={1: "a"}),
    "footnote-unreferenced": docx(p("x"), footnotes={1: "a"}),
    "endnote-missing": docx(p("x", endnote(1))),
    "endnote-unreferenced": docx(p("x"), endnotes={1: "a"}),
    "comment-missing": docx(p(commented("x", id=1)), comments=[comment("a")]),
    "comment-unreferenced": docx("x", comments=[comment("a")]),
    "style-missing": docx(p("x", style="Nowhere")),
    "list-missing": docx(p("x", numbered=(9, 0))),
    "relationship-lost": without("word/media/picture.png"),
    "relationship-unknown": docx(p(hyperlink("x", rid="rId88"))),
    "relationship-kind": docx(p(picture("rIdstyles"))),
    "relationship-id-twice": docx("x", relationships=(("rIdstyles", "styles", "styles.xml"),)),
    "content-type-missing": typeless(),
}


def codes(findings: list[Finding]) -> set[str]:
    return {one.code for one in findings}


def test_a_file_with_everything_breaks_no_rule():
    data = everything()

    assert broken(data) == []
    assert schema_errors(data) == {}


@pytest.mark.parametrize("rule", _BROKEN)
def test_a_broken_rule_is_found(rule):
    found = broken(_BROKEN[rule])

    assert f"rule-{rule}" in codes(found)
    assert all(one.text.endswith(".") and one.where is not None for one in found)


def test_a_damaged_part_is_found():
    package = Package.open(docx("words"))
    package.write("word/theme/theme1.xml", b"<a:theme", "application/vnd.ms-theme+xml")

    found = broken(package.save())

    assert "rule-part-damaged" in codes(found)


def test_relationships_of_a_part_that_is_gone_are_found():
    package = Package.open(docx("words"))
    package.write("word/_rels/gone.xml.rels", package.read("_rels/.rels"))

    found = broken(package.save())

    assert [one.where for one in found if one.code == "rule-relationships-left-over"] == [
        "word/_rels/gone.xml.rels"
    ]


def test_what_stands_in_a_fallback_again_is_not_there_twice():
    data = docx(p(text_box(p(bookmark("b", "x"), ins("y")))))

    assert broken(data) == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (docx(p(ins("x"))), "tracked-changes"),
        (docx(p(commented("x")), comments=[comment("a")]), "comments"),
        (docx(p(r("x", props="<w:vanish/>"))), "hidden-text"),
        (docx(p(field(' INCLUDETEXT "c:/secret.docx" ', "x"))), "external-field"),
        (docx(p(field(" DDEAUTO excel x ", "x"))), "external-field"),
        (docx(p(simple_field(' INCLUDEPICTURE "https://x.example.org/a.png" '))), "external-field"),
        (
            docx("x", settings='<w:documentProtection w:edit="readOnly" w:enforcement="1"/>'),
            "protection",
        ),
        (
            docx(
                "x", relationships=(("rId7", "attachedTemplate", "https://x.example.org/a.dotm"),)
            ),
            "external-template",
        ),
        (docx("x", relationships=(("rId7", "aFChunk", "settings.xml"),)), "foreign-content"),
        (docx("x", relationships=(("rId7", "oleObject", "settings.xml"),)), "embedded-object"),
    ],
)
def test_what_a_secretariat_should_know_is_a_notice_and_breaks_no_rule(data, code):
    assert code in codes(inspect(data))
    assert broken(data) == []


def test_a_field_code_spread_over_runs_is_read_as_one():
    split = str(field(" INCLUDETEXT a ", "x")).replace(
        "INCLUDE",
        'INCL</w:instrText></w:r><w:r><w:instrText xml:space="preserve">UDE',
    )

    assert "external-field" in codes(inspect(docx(p(raw(split)))))


def test_nothing_is_said_about_a_clean_file():
    assert inspect(docx(p("words"), table(row(cell("a"))), "end")) == []


def test_only_what_got_worse_counts_as_new():
    before, after = _BROKEN["order"], _BROKEN["nesting"]

    assert new_breakage(before, before) == []
    assert codes(new_breakage(before, after)) == {"rule-nesting"}
    assert new_schema_errors(before, before) == []
    assert new_schema_errors(docx("x"), before) != []


@pytest.mark.parametrize("path", every_file()[::17], ids=lambda path: path.stem)
def test_a_passage_through_the_door_breaks_nothing_in_real_files(path):
    data = path.read_bytes()
    package = Package.open(data)
    for name in package.names:
        if package.is_xml(name):
            package.tree(name)
            package.changed(name)

    saved = package.save()

    assert new_breakage(data, saved) == []
    assert new_schema_errors(data, saved) == []
