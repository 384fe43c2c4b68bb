"""Every rule of accepting and rejecting words and paragraphs, in a line of notation each."""

from __future__ import annotations

import pytest

from chapters import (
    Contradiction,
    NotSupported,
    RevisionKind,
    UnknownRevision,
    accept_all,
    read_comments,
    read_revisions,
)
from chapters.oxml.markup import to_strict
from chapters.oxml.namespaces import W
from tests.resolving import accepted, body, find, ids_of, parts_of, rejected, resolved, xml
from tests.wordml import (
    Xml,
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
    zipped,
)


def local(element) -> str:
    return element.tag.rpartition("}")[2]


def test_accept_keeps_what_was_inserted_and_drops_what_was_deleted():
    data = docx(p("kept ", ins("new "), dele("old "), "kept"))

    assert body(accepted(data)) == ["kept new kept"]
    assert body(rejected(data)) == ["kept old kept"]


def test_deleted_words_and_field_codes_become_text_again():
    data = docx(p(dele(field(" DATE ", "1 May"))))

    assert body(rejected(data)) == ["[code  DATE ]1 May"]
    assert body(accepted(data)) == [""]


def test_nested_marks_of_two_authors_resolve_from_the_inside_out():
    data = docx(p("a ", ins("b ", dele("c ", by="beta")), "d"))

    assert body(accepted(data)) == ["a b d"]
    assert body(rejected(data)) == ["a d"]


def test_an_insertion_deleted_by_another_stays_marked_until_both_are_decided():
    data = docx(p("a ", ins("b ", dele("c ", by="beta")), "d"))
    theirs = find(data, RevisionKind.DELETION, by="beta")
    ours = find(data, RevisionKind.INSERTION)

    kept = resolved(data, reject=[theirs.id])

    assert [one.id for one in read_revisions(kept)] == [ours.id]
    assert body(resolved(kept, accept=[ours.id])) == ["a b c d"]


def test_a_deleted_paragraph_mark_joins_with_the_following_paragraph_whose_properties_survive():
    data = docx(p("one ", style="Heading1", mark=del_mark()), p("two", style="Heading2"))

    joined = accepted(data)

    assert body(joined) == ["one two"]
    assert xml(joined, ".//w:pStyle")[0].attrib.values() == ["Heading2"]
    assert body(rejected(data)) == ["one", "two"]


def test_a_rejected_paragraph_mark_joins_too_and_joins_cascade():
    data = docx(*[p(word, mark=ins_mark(), style="Heading1") for word in "abc"], p("d"))

    joined = rejected(data)

    assert body(joined) == ["abcd"]
    assert xml(joined, ".//w:pStyle") == []


def test_joins_give_the_same_in_any_order():
    data = docx(p("a", mark=del_mark()), p("b", mark=del_mark(), style="Heading1"), p("c"))
    first, second = ids_of(data)

    one_way = resolved(resolved(data, accept=[first]), accept=[second])
    other_way = resolved(resolved(data, accept=[second]), accept=[first])

    assert parts_of(one_way) == parts_of(other_way) == parts_of(accepted(data))


def test_with_a_table_next_a_paragraph_with_words_stays_and_an_empty_one_goes():
    box = table(row(cell("x")))
    words = docx(p("stays", mark=del_mark()), box, p("end"))
    empty = docx(p("start"), p(dele("goes"), mark=del_mark()), box, p("end"))

    assert body(accepted(words))[0] == "stays"
    assert body(accepted(empty))[:2] == ["start", "table"]


@pytest.mark.parametrize("is_last", [False, True])
def test_a_bookmark_of_a_paragraph_that_goes_joins_the_one_behind_a_table_that_goes(is_last):
    goes = p(bookmark("here"), mark=del_mark())
    lost = table(row(cell(p("t"), mark=cell_mark("cellDel")), mark=del_mark()))
    data = docx(p("a"), control(goes, block=True) if is_last else goes, lost, p("b"))
    of_paragraph, *of_table = ids_of(data)

    at_once = accepted(data)
    in_steps = resolved(resolved(data, accept=[of_paragraph]), accept=of_table)

    assert body(at_once) == body(in_steps) == ["a", "b"]
    assert [one.getparent().index(one) for one in xml(at_once, ".//w:p/w:bookmarkStart")] == [0]
    assert parts_of(at_once) == parts_of(in_steps)


def test_a_paragraph_that_waits_for_its_words_to_go_goes_with_them():
    data = docx(p("start"), p(dele("goes"), mark=del_mark()), table(row(cell("x"))), p("end"))
    mark = find(data, RevisionKind.PARAGRAPH_DELETION)
    words = find(data, RevisionKind.DELETION)

    first_mark = resolved(resolved(data, accept=[mark.id]), accept=[words.id])
    first_words = resolved(resolved(data, accept=[words.id]), accept=[mark.id])

    assert parts_of(first_mark) == parts_of(first_words) == parts_of(accepted(data))


def test_deleting_only_the_words_keeps_the_empty_paragraph():
    data = docx(p("one"), p(dele("two")), p("three"))

    assert body(accepted(data)) == ["one", "", "three"]


def test_an_inserted_paragraph_goes_as_a_whole():
    data = docx(p("one"), p(ins("two"), mark=ins_mark()), p("three"))

    assert body(rejected(data)) == ["one", "three"]
    assert body(accepted(data)) == ["one", "two", "three"]


@pytest.mark.parametrize("name", ["move1", ""])
def test_half_of_a_move_resolves_both_halves(name):
    data = docx(
        p(moved_from("The moved one.", name=name), mark=moved("moveFrom")),
        p("kept"),
        p(moved_to("The moved one.", name=name), mark=moved("moveTo")),
        p("end"),
    )
    half = find(data, RevisionKind.MOVE_FROM)

    assert body(resolved(data, accept=[half.id])) == ["kept", "The moved one.", "end"]
    assert body(resolved(data, reject=[half.id])) == ["The moved one.", "kept", "end"]
    assert ids_of(resolved(data, accept=[half.id])) == []
    assert parts_of(resolved(data, accept=[half.id])) == parts_of(accepted(data))


def test_half_of_a_move_whose_words_are_only_deleted_and_inserted_resolves_both_halves():
    """LibreOffice 25.2 marks the paragraph as moved, its words as deleted and inserted."""
    data = docx(
        p(dele("The moved one."), mark=moved("moveFrom")),
        p("kept"),
        p(ins("The moved one."), mark=moved("moveTo")),
        p("end"),
    )

    assert len({one.group for one in read_revisions(data)}) == 1
    for half in ids_of(data):
        assert body(resolved(data, accept=[half])) == ["kept", "The moved one.", "end"]
        assert body(resolved(data, reject=[half])) == ["The moved one.", "kept", "end"]


def test_halves_without_names_whose_words_become_equal_half_way_stay_two():
    """ECMA-376 §17.13.5.22 and .25: without ranges only equal words say what was moved where."""
    data = docx(p("a", moved_from("x")), p("b", moved_to(ins("y", by="beta"), "x")))
    away, here, new = (ids_of(data)[at] for at in (0, 1, 2))

    at_once = resolved(data, accept=[here], reject=[away, new])
    in_steps = resolved(resolved(data, reject=[new]), accept=[here])

    assert body(at_once) == ["ax", "bx"]
    assert ids_of(in_steps) == [away]
    assert body(resolved(in_steps, reject=[away])) == body(at_once)


def test_move_range_markers_always_go():
    data = docx(p(moved_from("x", name="m")), p("y"), p(moved_to("x", name="m")))

    for made in (accepted(data), rejected(data)):
        assert b"Range" not in parts_of(made)["word/document.xml"]


def test_rejected_run_properties_bring_back_the_complete_former_set():
    former = changed("rPr", '<w:i/><w:u w:val="single"/>')
    data = docx(p(r("x", props=f"<w:b/>{former}")))

    assert [local(one) for one in xml(rejected(data), ".//w:rPr/*")] == ["i", "u"]
    assert [local(one) for one in xml(accepted(data), ".//w:rPr/*")] == ["b"]


def test_an_empty_former_set_as_libreoffice_writes_it_is_an_empty_set():
    run = raw(
        '<w:r><w:rPr><w:b/><w:rPrChange w:id="0" w:author="alpha"/></w:rPr><w:t>x</w:t></w:r>'
    )
    style = (
        '<w:pStyle w:val="Heading1"/><w:pPrChange w:id="0" w:author="alpha"/><w:rPr><w:i/></w:rPr>'
    )
    data = docx(p(run), raw(f"<w:p><w:pPr>{style}</w:pPr><w:r><w:t>y</w:t></w:r></w:p>"))

    back = rejected(data)

    assert xml(back, ".//w:b") == []
    assert xml(back, ".//w:pStyle") == []
    assert len(xml(back, ".//w:i")) == 1


def test_a_former_set_that_libreoffice_wrote_out_of_order_comes_back_in_the_order_of_the_schema():
    former = changed("pPr", '<w:pStyle w:val="Quote"/><w:spacing w:after="60"/><w:keepNext/>')
    data = docx(p("x", style="Heading1", change=former), p("y"))

    back = rejected(data)

    there = [local(one) for one in xml(back, "w:body/w:p/w:pPr/*")]
    assert there == ["pStyle", "keepNext", "spacing"]


def test_rejected_paragraph_properties_keep_those_of_the_mark_and_of_the_section():
    data = docx(
        p(
            "x",
            style="Heading1",
            mark="<w:i/>",
            section=section(),
            change=changed("pPr", '<w:jc w:val="center"/>'),
        ),
        p("y"),
    )

    kept = [local(one) for one in xml(rejected(data), "w:body/w:p/w:pPr/*")]

    assert kept == ["jc", "rPr", "sectPr"]


def test_rejected_section_properties_keep_headers_and_footers():
    former = changed("sectPr", '<w:pgSz w:w="100" w:h="200"/>')
    data = docx(p("x"), headers=["top"], end=section(header_reference("rIdheader1"), change=former))

    kept = [local(one) for one in xml(rejected(data), "w:body/w:sectPr/*")]

    assert kept == ["headerReference", "pgSz"]


def test_rejected_numbering_goes():
    mark = '<w:ins w:id="9" w:author="alpha"/>'
    numbered = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/>{mark}</w:numPr>'
    data = docx(p("x", props=numbered))

    assert xml(rejected(data), ".//w:numPr") == []
    assert len(xml(accepted(data), ".//w:numPr/*")) == 2


def test_a_comment_whose_words_go_goes_with_its_range():
    data = docx(
        p("a ", ins(commented("b", id=0)), " c"),
        p(commented("d", id=1)),
        comments=[comment("gone", id=0), comment("stays", id=1)],
    )

    assert [one.text for one in read_comments(rejected(data))] == ["stays"]
    assert [one.text for one in read_comments(accepted(data))] == ["gone", "stays"]


def test_a_comment_that_loses_one_end_of_its_range_is_closed():
    start, end = '<w:commentRangeStart w:id="0"/>', '<w:commentRangeEnd w:id="0"/>'
    reference = '<w:r><w:commentReference w:id="0"/></w:r>'
    data = docx(
        p("a ", dele(raw(start), "b "), "c", raw(end + reference)), comments=[comment("why")]
    )

    (kept,) = read_comments(accepted(data))

    assert kept.quoted == "c"


def test_a_bookmark_that_loses_both_ends_goes_and_one_that_loses_one_is_closed():
    whole = docx(p("a ", dele(bookmark("gone", "b")), "c"))
    half = docx(
        p(
            "a ",
            dele(raw('<w:bookmarkStart w:id="3" w:name="kept"/>'), "b"),
            "c",
            raw('<w:bookmarkEnd w:id="3"/>'),
        )
    )

    assert xml(accepted(whole), ".//w:bookmarkStart") == []
    assert len(xml(accepted(half), ".//w:bookmarkStart")) == 1


def test_a_bookmark_that_is_still_referred_to_stays_without_its_words():
    link = hyperlink("see", anchor="there")
    kept = docx(p("a ", dele(bookmark("there", "b")), "c"), p(link))
    gone = docx(p("a ", dele(bookmark("there", "b")), "c"), p(dele(link)))

    assert body(accepted(kept))[0] == "a c"
    assert len(xml(accepted(kept), ".//w:bookmarkStart")) == 1
    assert xml(accepted(gone), ".//w:bookmarkStart") == []


def test_a_field_that_loses_one_end_is_closed():
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    code = "<w:r><w:instrText> PAGE </w:instrText></w:r>"
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    lost_end = docx(p(raw(begin + code), dele(raw(end)), "x"))
    lost_begin = docx(p(dele(raw(begin + code)), "x", raw(end)))

    assert len(xml(accepted(lost_end), ".//w:fldChar")) == 2
    assert xml(accepted(lost_begin), ".//w:fldChar") == []


def test_what_two_cut_fields_have_left_is_not_taken_for_one_field():
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
    )
    middle = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    data = docx(
        p(raw(begin + middle), "7", dele(raw(end))), p("x"), p(dele(raw(begin)), raw(middle + end))
    )

    made = accepted(data)

    kinds = [one.get(f"{W}fldCharType") for one in xml(made, ".//w:fldChar")]
    assert kinds == ["begin", "separate", "end"]
    assert len(xml(made, "w:body/w:p[1]//w:fldChar")) == 3


def test_a_field_whose_separator_stands_outside_of_its_marks_is_closed_behind_it():
    first, last = field(" DATE ", "1 May").split('<w:r><w:fldChar w:fldCharType="separate"/></w:r>')
    middle = raw('<w:r><w:fldChar w:fldCharType="separate"/></w:r>')
    data = docx(p("on ", ins(raw(first)), middle, ins(raw(last), by="gamma"), " it"))
    begun, ended = ids_of(data)

    without_end = resolved(data, reject=[ended])
    without_beginning = resolved(data, reject=[begun])

    kinds = [one.get(f"{W}fldCharType") for one in xml(without_end, ".//w:fldChar")]
    assert kinds == ["begin", "separate", "end"]
    assert xml(without_beginning, ".//w:fldChar") == []
    assert resolved(without_end, reject=[begun]) == rejected(data)
    assert body(resolved(without_beginning, reject=[ended])) == ["on  it"]


def test_what_is_left_of_a_field_in_a_cell_is_not_paired_with_what_is_left_outside():
    first, last = field(" PAGE ").split('<w:r><w:fldChar w:fldCharType="separate"/></w:r>')
    inside = p(raw(first), dele(raw(last)), "x")
    data = docx(table(row(cell(inside))), p(dele(raw(first)), "y", raw(last)))

    made = accepted(data)

    assert len(xml(made, ".//w:tc//w:fldChar")) == 2
    assert xml(made, "w:body/w:p//w:fldChar") == []


def test_a_mark_around_nothing_goes_from_both_branches_of_a_box():
    nothing = ins(raw("<w:r/>"))
    data = docx(p(text_box(p(nothing, "a", ins("b", by="beta"), ins("c", by="gamma")))))

    made = resolved(data, accept=ids_of(data)[:1])

    assert [one.get(f"{W}author") for one in xml(made, ".//w:ins")] == ["gamma", "gamma"]


def test_a_note_whose_reference_goes_goes():
    data = docx(
        p("a", ins(footnote(1)), "b", footnote(2)),
        footnotes={1: p(ins("gone")), 2: p("stays")},
    )

    assert len(xml(rejected(data), "w:footnote", "word/footnotes.xml")) == 3
    assert len(xml(accepted(data), "w:footnote", "word/footnotes.xml")) == 4


def test_a_link_whose_words_go_goes():
    data = docx(p("a ", hyperlink(dele("b"), anchor="here")), p(bookmark("here", "x")))

    assert xml(accepted(data), ".//w:hyperlink") == []
    assert len(xml(rejected(data), ".//w:hyperlink")) == 1


@pytest.mark.parametrize(("kind", "kept_by"), [("Del", rejected), ("Ins", accepted)])
def test_a_tracked_control_goes_or_stays_without_its_content(kind, kept_by):
    name = f"w:customXml{kind}Range"
    data = docx(
        p(
            raw(f'<{name}Start w:id="1" w:author="alpha"/>'),
            raw(
                '<w:sdt><w:sdtPr><w:id w:val="5"/></w:sdtPr><w:sdtContent>'
                f'<{name}End w:id="1"/><w:r><w:t>held</w:t></w:r>'
                f'<{name}Start w:id="2" w:author="alpha"/>'
                f'</w:sdtContent></w:sdt><{name}End w:id="2"/>'
            ),
        )
    )
    lost_by = rejected if kept_by is accepted else accepted

    assert len(read_revisions(data)) == 1
    assert len(xml(kept_by(data), ".//w:sdt")) == 1
    assert xml(lost_by(data), ".//w:sdt") == []
    assert [one.text for one in xml(lost_by(data), ".//w:t")] == ["held"]


def test_a_control_whose_words_go_stays():
    data = docx(p("a ", control(dele("b")), "c"))

    assert len(xml(accepted(data), ".//w:sdt")) == 1


def test_a_deleted_character_of_an_equation_goes_on_accept():
    mark = '<w:del w:id="1" w:author="alpha"><m:t>2</m:t></w:del>'
    equation = raw(f"<m:oMath><m:r><m:t>A=</m:t></m:r><m:r>{mark}</m:r></m:oMath>")

    assert body(accepted(docx(p(equation)))) == ["<math>A=</>"]
    assert body(rejected(docx(p(equation)))) == ["<math>A=2</>"]


def test_an_equation_whose_parts_all_go_goes():
    mark = '<w:ins w:id="1" w:author="alpha"><m:r><m:t>x</m:t></m:r></w:ins>'
    data = docx(p("a ", raw(f"<m:oMath>{mark}</m:oMath>")))

    assert b"oMath>" not in parts_of(rejected(data))["word/document.xml"]
    assert body(accepted(data)) == ["a <math>x</>"]


def test_a_deleted_fraction_goes_on_accept_and_its_undeleted_arguments_stay():
    mark = '<w:del w:id="1" w:author="alpha"/>'
    fraction = raw(
        f"<m:oMath><m:f><m:fPr><m:ctrlPr>{mark}</m:ctrlPr></m:fPr>"
        "<m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"
    )
    data = docx(p(fraction))

    assert b"<m:f>" not in parts_of(accepted(data))["word/document.xml"]
    assert body(accepted(data)) == ["<math>12</>"]
    assert b"<m:f>" in parts_of(rejected(data))["word/document.xml"]


def test_both_branches_of_a_text_box_are_resolved_as_one_revision():
    data = docx(p(text_box(p("in ", ins("the "), "box"))))

    (only,) = read_revisions(data)

    assert only.place.story == "text box 1"
    assert parts_of(resolved(data, reject=[only.id])) == parts_of(rejected(data))
    assert b"the " not in parts_of(rejected(data))["word/document.xml"]


def test_a_box_in_a_box_is_one_revision_for_each_change_though_it_is_there_four_times():
    def bold(words: str) -> Xml:
        return r(words, props=f"<w:b/>{changed('rPr')}")

    inner = text_box(p("inner ", bold("one"), " ", ins("new")))
    data = docx(p(text_box(p("outer ", inner), p(bold("two"), " ", ins("newer")))))

    first, second, third, fourth = read_revisions(data)
    made = resolved(data, accept=[third.id, second.id])

    assert [one.after for one in (first, second, third, fourth)] == ["bold", "new", "bold", "newer"]
    assert ids_of(made) == [first.id, fourth.id]
    assert ids_of(resolved(made, reject=[first.id, fourth.id])) == []


def test_headers_notes_and_comments_are_resolved_too():
    data = docx(
        p("x", footnote(1), commented("y")),
        headers=[p("top ", ins("new"))],
        footnotes={1: p("note ", dele("old"))},
        comments=[comment(p("said ", ins("more")))],
    )

    assert {one.place.story for one in read_revisions(data)} == {
        "header 1",
        "footnote 1",
        "comment 1",
    }
    assert b"new" not in parts_of(rejected(data))["word/header1.xml"]
    assert b"old" not in parts_of(accepted(data))["word/footnotes.xml"]
    assert read_comments(rejected(data))[0].text == "said"


def test_marks_in_the_glossary_are_read_and_resolved():
    content = (
        f'<w:glossaryDocument xmlns:w="{W[1:-1]}"><w:docParts><w:docPart><w:docPartBody>'
        f"{p('kept ', ins('new'))}</w:docPartBody></w:docPart></w:docParts></w:glossaryDocument>"
    )
    name = "word/glossary/document.xml"
    data = docx(
        "words",
        parts={name: (content.replace('"?"', '"7"').encode(), "application/xml")},
        relationships=(("rId9", "glossaryDocument", "glossary/document.xml"),),
    )

    (only,) = read_revisions(data)

    assert (only.place.story, only.after) == ("glossary 1", "new")
    assert b"new" not in parts_of(rejected(data))[name]
    assert b"new" in parts_of(accepted(data))[name]


def test_a_former_number_goes_either_way_and_the_numbering_stays():
    bare = 'w:id="9" w:author="alpha"'
    change = f'<w:numPr><w:numId w:val="1"/><w:numberingChange {bare} w:original="2."/></w:numPr>'
    data = docx(p("words", props=change))

    for made in (accepted(data), rejected(data)):
        assert [one.tag for one in xml(made, ".//w:numPr/*")] == [f"{W}numId"]


def test_what_three_authors_did_in_one_place_is_decided_one_by_one():
    data = docx(p("a ", ins("b ", dele("c ", by="beta"), dele("d ", by="gamma"), by="alpha"), "e"))
    new, gone, other = read_revisions(data)

    made = resolved(resolved(data, accept=[new.id]), reject=[gone.id])

    assert body(resolved(made, accept=[other.id])) == ["a b c e"]
    assert body(resolved(data, reject=[new.id])) == ["a e"]
    assert body(accepted(data)) == ["a b e"]


@pytest.mark.parametrize("element", ["smartTag", "customXml"])
def test_what_is_inserted_around_goes_with_its_words_on_reject(element):
    wrapped = raw(f'<w:{element} w:element="x"><w:r><w:t>new</w:t></w:r></w:{element}>')
    data = docx(p("a", ins(wrapped), ins(control("b")), hyperlink(ins("c"), anchor="x")))

    assert body(accepted(data)) == ["anew<sdt>b</><hyperlink>c</>"]
    assert len(xml(accepted(data), f".//w:{element}")) == 1
    assert [one.tag for one in xml(rejected(data), "w:body/w:p/*")] == [f"{W}r"]


def test_a_moved_table_is_one_group_and_stands_in_one_place():
    away = cell(p(moved_from("words", name="m"), mark=moved("moveFrom")))
    here = cell(p(moved_to("words", name="m"), mark=moved("moveTo")))
    old, new = table(row(away, mark=del_mark())), table(row(here, mark=ins_mark()))
    data = docx("first", old, "second", new, "end")

    assert len({one.group for one in read_revisions(data)}) == 1
    assert body(accepted(data)) == ["first", "second", "table", "row", "cell 1", "words", "end"]
    assert body(rejected(data)) == ["first", "table", "row", "cell 1", "words", "second", "end"]


def test_a_number_given_to_a_repeated_id_is_no_other_change_s():
    one, two = (str(ins(words)).replace('"?"', '"8"') for words in ("a", "b"))
    look = r("c", props=f"<w:b/>{changed('rPr')}".replace('"?"', '"9"'))
    data = docx(p(raw(one), " and ", raw(two), " and ", look, dele("d")))

    made = resolved(data, accept=[find(data, RevisionKind.DELETION).id])

    numbers = [one.get(f"{W}id") for one in xml(made, ".//w:ins") + xml(made, ".//w:rPrChange")]
    assert numbers[0] == "8"
    assert len(set(numbers)) == 3


def test_marks_in_styles_are_resolved():
    change = changed("rPr", "<w:i/>")
    styles = (
        '<w:style w:type="character" w:styleId="S"><w:name w:val="S"/>'
        f"<w:rPr><w:b/>{change}</w:rPr></w:style>"
    )
    data = docx(p("x"), styles=styles)

    assert [one.place.story for one in read_revisions(data)] == ["styles"]
    assert len(xml(rejected(data), ".//w:style/w:rPr/w:i", "word/styles.xml")) == 1


def test_parts_without_a_mark_are_copied_as_they_are():
    data = docx(p("x", ins("y")), headers=["top"])

    before, after = parts_of(data), parts_of(accepted(data))

    changed_parts = [name for name in before if before[name] != after[name]]
    assert changed_parts == ["word/document.xml"]


def test_a_strict_file_is_resolved_and_stays_strict():
    parts = {name: to_strict(one) for name, one in parts_of(docx(p("a ", ins("b")))).items()}
    data = zipped(parts)

    assert [one.after for one in read_revisions(data)] == ["b"]
    assert body(rejected(data)) == ["a"]
    assert b"purl.oclc.org" in parts_of(accepted(data))["word/document.xml"]


def test_marks_of_concurrent_editing_are_resolved():
    """[MS-DOCX] §2.6.1.1: w14:conflictIns and w14:conflictDel stand around words as ins and del."""
    mark = 'w:id="1" w:author="alpha"'
    data = docx(
        p(
            raw(f"<w14:conflictIns {mark}><w:r><w:t>new</w:t></w:r></w14:conflictIns>"),
            raw(f"<w14:conflictDel {mark}><w:r><w:delText>old</w:delText></w:r></w14:conflictDel>"),
        )
    )

    assert body(accepted(data)) == ["new"]
    assert body(rejected(data)) == ["old"]


def test_a_file_without_marks_stays_the_same():
    data = docx(p("Climate Change, w:ins and :del in words"))

    assert parts_of(accepted(data)) == parts_of(data)


def test_other_words_take_the_place_of_an_insertion_in_its_format():
    data = docx(p("a ", ins(r("b", props="<w:b/>"), "c"), " d"))
    (only,) = ids_of(data)

    made = resolved(data, reword={only: "other\twords"})

    assert body(made) == ["a other\twords d"]
    assert len(xml(made, ".//w:b")) == 1
    assert ids_of(made) == []


def test_other_words_for_a_deletion_come_in_its_place():
    data = docx(p("a ", dele("b"), " c"))

    assert body(resolved(data, reword={ids_of(data)[0]: "B"})) == ["a B c"]


def test_other_words_for_a_paragraph_mark_are_not_possible():
    data = docx(p("a", mark=ins_mark()), p("b"))

    with pytest.raises(NotSupported):
        resolved(data, reword={ids_of(data)[0]: "B"})


def test_an_id_that_never_was_raises():
    data = docx(p("a ", ins("b")))

    for unknown in ("no-such-id", "ins-1-00000", ids_of(data)[0] + "0"):
        with pytest.raises(UnknownRevision):
            resolved(data, accept=[unknown])


def test_an_id_that_went_with_an_outer_mark_is_ignored():
    data = docx(p("a ", ins("b ", dele("c", by="beta"))))
    outer = find(data, RevisionKind.INSERTION).id
    inner = find(data, RevisionKind.DELETION, by="beta").id

    at_once = resolved(data, reject=[outer, inner])
    in_turn = resolved(resolved(data, reject=[outer]), reject=[inner])

    assert parts_of(at_once) == parts_of(in_turn) == parts_of(rejected(data))


def test_to_accept_and_to_reject_one_change_is_refused():
    data = docx(p("a ", ins("b")))
    (only,) = ids_of(data)

    with pytest.raises(Contradiction):
        resolved(data, accept=[only], reject=[only])


def test_an_insertion_that_holds_only_a_comment_is_no_change_and_the_comment_stays():
    reference = '<w:r><w:commentReference w:id="0"/></w:r>'
    data = docx(
        p("a ", ins(raw(reference)), ins(raw("<w:r><w:rPr/></w:r>"))), comments=[comment("c")]
    )

    assert read_revisions(data) == []
    assert [one.text for one in read_comments(rejected(data))] == ["c"]


def test_accepting_nothing_changes_nothing():
    data = docx(p("a ", ins("b")))

    assert parts_of(resolved(data)) == parts_of(data)
    assert accept_all(accept_all(data)) == accept_all(data)
