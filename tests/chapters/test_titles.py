"""A place in a table or in a box as a person would say it."""

import pytest

from chapters import Place, read_revisions
from tests.wordml import (
    cell,
    control,
    del_mark,
    dele,
    docx,
    field,
    ins,
    ins_mark,
    p,
    raw,
    row,
    table,
    text_box,
)

CHANGE = p(dele("2903.42"), ins("2903.77"))
HEADER = row(cell("Substance"), cell("HS code"))
ELEVEN = row(cell("CFC-11"), cell("2903.41"))
TWELVE = row(cell("CFC-12"), cell(CHANGE))
CODES = table(HEADER, ELEVEN, TWELVE)
CODE = "column HS code"
IN_IT = f"row CFC-12, {CODE}"
REPEATS = "<w:tblHeader/>"


def where(*blocks: str, styles: str = "") -> list[str]:
    """The places of the changes in a file, each once."""
    found = read_revisions(docx(*blocks, p("end"), styles=styles))
    return list(dict.fromkeys(str(one.place) for one in found))


def caption(words: str, style: str = "Caption") -> str:
    return p(words, style=style)


def counted(what: str, words: str) -> str:
    return p(f"{what} ", field(f"SEQ {what} \\* ARABIC", "3"), words)


@pytest.mark.parametrize(
    ("blocks", "said"),
    [
        ([caption("HS codes"), CODES], "Table “HS codes”"),
        ([CODES, caption("HS codes")], "Table “HS codes”"),
        ([caption("HS codes"), p(), CODES], "Table “HS codes”"),
        ([caption("HS codes"), p(), p(), CODES], "table 1"),
        ([counted("Table", ": HS codes"), CODES], "“Table 3: HS codes”"),
        ([counted("Tableau", " : Codes SH"), CODES], "“Tableau 3 : Codes SH”"),
        ([counted("Figure", ": A label"), CODES], "table 1"),
        ([caption("Figure 3: A label"), CODES], "table 1"),
        ([p("Table 3. HS codes"), CODES], "“Table 3. HS codes”"),
        ([p("Table 3 shows the HS codes."), CODES], "table 1"),
        ([p("The HS codes"), CODES], "table 1"),
        ([caption("HS codes"), control(CODES)], "Table “HS codes”"),
        ([control(caption("HS codes")), CODES], "Table “HS codes”"),
        ([caption(f"HS codes {'of substances ' * 9}"), CODES], None),
    ],
)
def test_a_table_is_called_by_its_caption_above_or_below(blocks, said):
    long = "Table “HS codes of substances of substances of substances of …”"

    assert where(*blocks) == [f"{long if said is None else said}, {IN_IT}"]


def test_a_title_for_programs_that_read_aloud_is_a_title_too():
    named = raw(CODES.replace("<w:tblPr>", '<w:tblPr><w:tblCaption w:val="HS codes"/>', 1))

    assert "tblCaption" in named
    assert where(named) == [f"Table “HS codes”, {IN_IT}"]
    assert where(caption("Codes"), named) == [f"Table “Codes”, {IN_IT}"]


def test_where_captions_and_tables_take_turns_they_all_stand_above_or_all_below():
    one, two = caption("One"), caption("Two")

    assert where(one, CODES, two, CODES) == [f"Table “One”, {IN_IT}", f"Table “Two”, {IN_IT}"]
    assert where(CODES, one, CODES, two) == [f"Table “One”, {IN_IT}", f"Table “Two”, {IN_IT}"]
    assert where(CODES, two, CODES) == [f"table 1, {IN_IT}", f"Table “Two”, {IN_IT}"]


def test_a_style_is_for_captions_by_its_name_or_by_what_it_is_based_on():
    def style(key: str, name: str, above: str = "") -> str:
        based = f'<w:basedOn w:val="{above}"/>' if above else ""
        named = f'w:styleId="{key}"><w:name w:val="{name}"/>{based}'
        return f'<w:style w:type="paragraph" {named}</w:style>'

    styles = style("a1", "caption") + style("a2", "Table", "a1") + style("a3", "Figure", "a1")

    assert where(caption("Codes", "a1"), CODES, styles=styles) == [f"Table “Codes”, {IN_IT}"]
    assert where(caption("Codes", "a2"), CODES, styles=styles) == [f"Table “Codes”, {IN_IT}"]
    assert where(caption("Codes", "a3"), CODES, styles=styles) == [f"table 1, {IN_IT}"]
    assert where(caption("Codes", "a4"), CODES, styles=styles) == [f"table 1, {IN_IT}"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([HEADER, row(cell(), cell(CHANGE))], "row 2, column HS code"),
        ([HEADER, ELEVEN, TWELVE, row(cell("CFC-12"), cell("x"))], "row 3, column HS code"),
        ([ELEVEN, TWELVE], "row CFC-12, column 2"),
        ([row(cell("Substance"), cell()), TWELVE], "row CFC-12, column 2"),
        ([row(cell(), cell("HS code")), TWELVE], "row CFC-12, column HS code"),
        ([row(cell("Code"), cell("Code")), TWELVE], "row CFC-12, column 2"),
        ([row(cell("1"), cell("2"), props=REPEATS), TWELVE], "row CFC-12, column “2”"),
        ([HEADER, row(cell("3"), cell(CHANGE))], "row “3”, column HS code"),
        ([HEADER, row(cell("Methane, chloro-"), cell(CHANGE))], f"row “Methane, chloro-”, {CODE}"),
        (
            [HEADER, row(cell("dichlorodifluoromethane " * 3), cell(CHANGE))],
            f"row dichlorodifluoromethane …, {CODE}",
        ),
        ([HEADER, row(cell("d" * 50), cell(CHANGE))], f"row {'d' * 35}…, {CODE}"),
        ([HEADER, row(cell(p(dele("R12"), ins("R-12"))), cell("x"))], "row R12, column Substance"),
        ([row(cell("Substance"), cell(CHANGE)), ELEVEN], "row Substance, column 2"),
    ],
)
def test_a_row_is_called_by_its_key_and_a_column_by_its_header(rows, said):
    assert where(table(*rows)) == [f"table 1, {said}"]


def test_a_header_of_two_rows_and_merged_cells():
    begins, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    made = table(
        row(cell("Substance", props=begins), cell("Codes", span=2), props=REPEATS),
        row(cell(props=goes_on), cell("HS"), cell("UN"), props=REPEATS),
        row(cell("CFC-12", props=begins), cell(p(ins("a"))), cell(p(ins("b")))),
        row(cell(props=goes_on), cell(p(ins("c"))), cell("d")),
        row(cell("CFC-13"), cell(p(ins("e")), span=2)),
    )

    assert where(made) == [
        "table 1, row 3, column HS",
        "table 1, row 3, column UN",
        "table 1, row 4, column HS",
        "table 1, row CFC-13, column HS",
    ]


def test_a_new_row_and_a_deleted_one_have_names_as_well():
    new = row(cell(p(ins("CFC-13"))), cell(p(ins("2903.78"))), mark=ins_mark())
    gone = row(cell(p(dele("CFC-14"))), cell(p(dele("2903.79"))), mark=del_mark())

    assert where(table(HEADER, ELEVEN, new, gone)) == [
        "table 1, row CFC-13",
        "table 1, row CFC-13, column Substance",
        "table 1, row CFC-13, column HS code",
        "table 1, row CFC-14",
        "table 1, row CFC-14, column Substance",
        "table 1, row CFC-14, column HS code",
    ]


def test_a_list_in_a_table_of_one_column_has_no_names():
    listed = table(row(cell("CFC-11")), row(cell(p("CFC-12 ", ins("new")))))

    assert where(listed) == ["paragraph 2, table 1, row 2, column 1"]


@pytest.mark.parametrize(
    ("blocks", "said"),
    [
        ([table(row(cell("Box 2.1 A case", p(ins("new")))))], "Box 2.1"),
        ([table(row(cell("Encadré 4 : Un cas", p(ins("new")))))], "Encadré 4"),
        ([table(row(cell("BOX 5")), row(cell(p(ins("new")))))], "BOX 5"),
        ([caption("Box 5 A case"), table(row(cell(p(ins("new")))))], "Box 5"),
        ([table(row(cell(p(ins("new"))))), p("Box 5 – A case")], "Box 5"),
        ([p("Box 5 shows a case."), table(row(cell(p(ins("new")))))], "box 1"),
        ([table(row(cell("A"))), p(), table(row(cell(p(ins("new")))))], "box 2"),
        ([p(text_box(p("Box 5: A case"), p(ins("new"))))], "Box 5, paragraph 2"),
        ([p("Box 5: A case ", text_box(p(ins("new"))))], "Box 5, paragraph 1"),
        ([p(text_box(p(ins("new"))))], "text box 1, paragraph 1"),
        ([p(text_box(p("Box 5"), CODES))], f"Box 5, table 1, {IN_IT}"),
        ([table(row(cell(p(dele("Box ", field("SEQ Box", "3"), ". A case")))))], "Box 3"),
    ],
)
def test_a_box_is_called_by_its_label_else_by_its_number(blocks, said):
    assert where(*blocks) == [said]


def test_a_place_that_an_earlier_version_kept_reads_as_it_did():
    kept = Place(story="header 1", headings=("A", "B"), paragraph=2, table=1, row=3, column=2)

    assert str(kept) == "A > B, header 1, paragraph 2, table 1, row 3, column 2"


def test_tables_of_a_long_chapter_are_called_by_words_that_reading_skips():
    plain = [p(f"Paragraph {number} of a long chapter.") for number in range(900)]

    assert where(*plain, caption("HS codes"), CODES) == [f"Table “HS codes”, {IN_IT}"]
    assert where(*plain, CODES, counted("Table", ": HS")) == [f"“Table 3: HS”, {IN_IT}"]
