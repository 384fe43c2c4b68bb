"""Results of fields that count and refer: what a program that prints would compute."""

import pytest

from chapters import plain_text, renumber
from tests.servers.office import Office
from tests.wordml import bookmark, cell, docx, field, p, row, simple_field, table


def box(name: str, stored: str, title: str) -> str:
    label = bookmark(name, "Box ", field("SEQ Box \\* ARABIC", stored))
    return table(row(cell(p(label, f". {title}"))))


def said(data: bytes) -> list[str]:
    return plain_text(renumber(data)).split("\n")


def test_boxes_that_changed_places_are_counted_anew_and_references_say_so():
    data = docx(
        box("integrity", "4", "Integrity"),
        p(
            "See ",
            field("REF custody \\h", "Box 3"),
            " and ",
            field("REF integrity \\h", "Box 4"),
            ".",
        ),
        box("custody", "3", "Custody"),
    )

    assert said(data) == ["Box 1. Integrity", "See Box 2 and Box 1.", "Box 2. Custody"]


@pytest.mark.parametrize(
    ("pattern", "form", "number"), [("%1.", "decimal", "3"), ("(%1)", "lowerLetter", "(c)")]
)
def test_a_reference_to_a_numbered_paragraph_says_the_number_that_it_has(pattern, form, number):
    numbering = (
        f'<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        f'<w:numFmt w:val="{form}"/><w:lvlText w:val="{pattern}"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="7"><w:abstractNumId w:val="7"/></w:num>'
    )
    data = docx(
        p("First.", numbered=(7, 0)),
        p("New one.", numbered=(7, 0)),
        p(bookmark("rule", "Goods are returned."), numbered=(7, 0)),
        p("Under paragraph ", field("REF rule \\r \\h", "2"), "."),
        numbering=numbering,
    )

    assert said(data)[-1] == f"Under paragraph {number}."


def test_a_series_that_starts_again_goes_on_from_there_and_each_counts_by_itself():
    data = docx(
        p("Table ", field("SEQ Table \\r 7", "1"), ", figure ", simple_field("SEQ Figure", "9")),
        p("Table ", field("SEQ Table", "2"), ", again ", field("SEQ Table \\c", "1")),
    )

    assert said(data) == ["Table 7, figure 1", "Table 8, again 8"]


def test_what_cannot_be_computed_for_certain_stays_and_right_results_change_no_byte():
    unsure = docx(
        p("Annex ", field("SEQ Annex \\* ROMAN", "IV")),
        p(
            "Part ",
            field("SEQ Part \\s 1", "3"),
            field("REF nothing \\h", "x"),
            field("REF \\p", "y"),
        ),
    )
    right = docx(box("one", "1", "One"), p(field("REF one \\h", "Box 1")))

    assert renumber(unsure) == unsure
    assert renumber(right) == right


def test_a_word_processor_computes_the_same(office: Office):
    data = docx(
        box("integrity", "4", "Integrity"),
        p("See ", field("REF custody \\h", "Box 3"), "."),
        box("custody", "3", "Custody"),
    )

    assert "See Box 2." in plain_text(office.edit(renumber(data), by="A", edits=[], tracked=False))
