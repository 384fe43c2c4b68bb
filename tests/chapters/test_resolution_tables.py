"""Rows, cells and grids that were tracked: what stays is a table that Word opens."""

from __future__ import annotations

from itertools import permutations, product

import pytest

from chapters import RevisionKind, read_revisions, resolve
from tests.chapters.test_resolution_fields import in_any_order
from tests.resolving import accepted, body, find, ids_of, parts_of, rejected, resolved, xml
from tests.wordml import (
    cell,
    cell_mark,
    cell_merge,
    changed,
    control,
    del_mark,
    dele,
    docx,
    ins,
    ins_mark,
    p,
    row,
    table,
)


def grid(data: bytes) -> list[str]:
    return [one.get(one.keys()[0]) for one in xml(data, ".//w:tblGrid/w:gridCol")]


def test_an_inserted_row_goes_on_reject_and_stays_on_accept():
    new = row(cell(p(ins("b"), mark=ins_mark())), mark=ins_mark())
    data = docx(table(row(cell("a")), new), p("end"))

    assert body(rejected(data)) == ["table", "row", "cell 1", "a", "end"]
    assert body(accepted(data)) == ["table", "row", "cell 1", "a", "row", "cell 1", "b", "end"]


def test_a_deleted_row_goes_with_words_that_were_not_deleted():
    data = docx(table(row(cell("a")), row(cell("b"), mark=del_mark())), p("end"))

    assert body(accepted(data)) == ["table", "row", "cell 1", "a", "end"]
    assert "b" in body(rejected(data))


def test_a_table_whose_last_row_goes_goes():
    data = docx(p("one"), table(row(cell("x"), mark=del_mark())), p("two"))

    assert body(accepted(data)) == ["one", "two"]


def test_a_control_goes_with_the_table_that_was_the_last_thing_in_it():
    held = control(
        table(row(cell("x"), mark=del_mark())), p("y", mark=del_mark(by="beta")), block=True
    )
    data = docx(p("a"), held, p("b"))
    of_row, of_end = ids_of(data)

    at_once = accepted(data)

    assert body(at_once) == ["a", "yb"]
    assert xml(at_once, ".//w:sdt") == []
    assert resolved(resolved(data, accept=[of_end]), accept=[of_row]) == at_once
    assert resolved(resolved(data, accept=[of_row]), accept=[of_end]) == at_once


def test_a_cell_whose_inner_table_goes_keeps_a_paragraph():
    inner = table(row(cell("x"), mark=del_mark()))
    data = docx(table(row(cell(inner, p(dele("y"), mark=del_mark())))), p("end"))

    assert body(accepted(data)) == ["table", "row", "cell 1", "", "end"]


def test_deleting_all_words_of_a_cell_keeps_its_paragraph():
    data = docx(table(row(cell(p(dele("x"), mark=del_mark())), cell("y"))), p("end"))

    assert body(accepted(data)) == ["table", "row", "cell 1", "", "cell 1", "y", "end"]


def test_a_merge_that_began_in_a_deleted_row_begins_in_the_next():
    data = docx(
        table(
            row(cell("a", vmerge="restart"), cell("b"), mark=del_mark()),
            row(cell("", vmerge="continue"), cell("c")),
            row(cell("", vmerge="continue"), cell("d")),
        ),
        p("end"),
    )

    assert [line for line in body(accepted(data)) if line.startswith("cell")] == [
        "cell 1 restart",
        "cell 1",
        "cell 1 continue",
        "cell 1",
    ]


@pytest.mark.parametrize("accept", [True, False])
def test_an_undecided_merge_of_a_row_that_goes_counts_as_decided_like_the_row(accept):
    """A row that is taken away before its own tracked merge (§17.13.5.3) is decided. What is below
    a row that was only inserted into a merge goes on with it.
    """
    sides = ("rest", "cont") if accept else ("cont", "rest")
    for there in (sides, sides[::-1]):
        going = row(
            cell("b", mark=cell_merge(*there)), cell("c"), mark=del_mark() if accept else ins_mark()
        )
        above = row(cell("a", vmerge="restart"), cell("x"))
        below = row(cell("", vmerge="continue"), cell("d"))
        data = docx(table(above, going, below), p("end"))
        verb = "accept" if accept else "reject"

        results = [
            body(resolved(resolved(data, **{verb: {first}}), **{verb: {second}}))
            for first, second in permutations(ids_of(data))
        ]

        at_once = body((accepted if accept else rejected)(data))
        assert results == [at_once] * 2
        assert ("cell 1 restart" in at_once[4:]) is (there == sides and accept)


def test_a_deleted_cell_leaves_its_columns_to_the_one_before():
    data = docx(
        table(
            row(cell("a"), cell("b", mark=cell_mark("cellDel")), cell("c")),
            row(cell("d"), cell("e"), cell("f")),
        ),
        p("end"),
    )

    assert body(accepted(data))[:6] == ["table", "row", "cell 2", "a", "cell 1", "c"]
    assert len(grid(accepted(data))) == 3


@pytest.mark.parametrize(("kind", "lost_by"), [("cellDel", accepted), ("cellIns", rejected)])
def test_a_column_that_goes_in_every_row_goes_from_the_grid(kind, lost_by):
    data = docx(
        table(*[row(cell("a"), cell("b", mark=cell_mark(kind)), cell("c")) for _ in range(3)]),
        p("end"),
    )

    made = lost_by(data)

    assert len(grid(made)) == 2
    assert [line for line in body(made) if line.startswith("cell")] == ["cell 1"] * 6


def test_a_row_whose_last_cell_goes_goes():
    data = docx(table(row(cell("a")), row(cell("b", mark=cell_mark("cellDel")))), p("end"))

    assert body(accepted(data)) == ["table", "row", "cell 1", "a", "end"]


def test_a_tracked_merge_takes_the_new_value_on_accept_and_the_former_on_reject():
    data = docx(
        table(
            row(cell("a", mark=cell_merge("rest")), cell("b")),
            row(cell("c", mark=cell_merge("cont", "rest")), cell("d")),
        ),
        p("end"),
    )

    def merges(made: bytes) -> list[str]:
        return [line for line in body(made) if line.startswith("cell")][::2]

    assert merges(accepted(data)) == ["cell 1 restart", "cell 1 continue"]
    assert merges(rejected(data)) == ["cell 1", "cell 1 restart"]


@pytest.mark.parametrize("votes", list(product([True, False], repeat=2)))
def test_a_tracked_merge_whose_row_above_goes_begins_itself_in_any_order(votes):
    data = docx(
        table(
            row(cell("a", mark=cell_merge("rest", "rest")), cell("b"), mark=del_mark()),
            row(cell("c", mark=cell_merge("cont")), cell("d")),
        ),
        p("end"),
    )
    gone, *merges = ids_of(data)
    decided = [(gone, True), *zip(merges, votes, strict=True)]
    results = []
    for way in permutations(decided):
        made = data
        for one, yes in way:
            made = resolve(made, accept={one} if yes else (), reject=() if yes else {one})
        results.append(body(made))

    at_once = resolved(
        data,
        accept={one for one, yes in decided if yes},
        reject={one for one, yes in decided if not yes},
    )
    assert body(at_once)[2:4] == ["cell 1 restart" if votes[1] else "cell 1", "c"]
    assert all(one == body(at_once) for one in results)


def test_cells_and_the_changed_span_of_their_neighbour_are_rejected_in_any_order():
    """Word tracks a split as two inserted cells and a former span of three."""
    former = changed("tcPr", '<w:tcW w:w="6000" w:type="dxa"/><w:gridSpan w:val="3"/>')
    data = docx(
        table(
            row(
                cell("a", mark=former),
                cell(p(ins("b")), mark=cell_mark("cellIns")),
                cell(p(ins("c")), mark=cell_mark("cellIns")),
            ),
            row(cell("d"), cell("e"), cell("f")),
        ),
        p("end"),
    )
    cells = find(data, RevisionKind.CELL_INSERTION)
    look = find(data, RevisionKind.CELL_FORMAT)

    one_way = resolved(resolved(data, reject=[look.id]), reject=[cells.id])
    other_way = resolved(resolved(data, reject=[cells.id]), reject=[look.id])

    assert body(rejected(data))[:4] == ["table", "row", "cell 3", "a"]
    assert parts_of(one_way) == parts_of(other_way)


@pytest.mark.parametrize("span", [1, 2, 3])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_new_cells_around_an_old_one_with_a_former_span_are_decided_in_any_order(span, at):
    former = changed("tcPr", f'<w:tcW w:w="6000" w:type="dxa"/><w:gridSpan w:val="{span}"/>')
    cells = [cell(words, mark=cell_mark("cellIns", by=words)) for words in ("b", "c")]
    cells.insert(at, cell("a", mark=former))
    data = docx(table(row(*cells), row(cell("d"), cell("e"), cell("f"))), p("end"))
    every = read_revisions(data)

    for kept in ([], every[:1], every[1:2], every[2:], every[:2], every):
        accept = {one.id for one in kept}
        results = []
        for order in permutations(every):
            made = data
            for one in order:
                made = resolve(made, accept={one.id} & accept, reject={one.id} - accept)
            results.append(parts_of(made))

        assert all(one == results[0] for one in results)


@pytest.mark.parametrize("order", ["dfi", "fid", "ifd"])
@pytest.mark.parametrize("votes", list(product([True, False], repeat=3)))
def test_a_deleted_cell_beside_a_split_one_and_its_new_one_are_decided_in_any_order(order, votes):
    """The cell "f" had a span of two until "i" was split from it; "d" is deleted."""
    made_of = {
        "f": cell("f", mark=changed("tcPr", '<w:gridSpan w:val="2"/>')),
        "i": cell("i", mark=cell_mark("cellIns")),
        "d": cell("d", mark=cell_mark("cellDel")),
    }
    cells = [made_of[name] for name in order]
    data = docx(table(row(*cells), row(cell("x"), cell("y"), cell("z"))), p("end"))

    in_any_order(data, list(votes))


def test_a_column_goes_from_the_former_grid_too_in_any_order():
    former = '<w:gridCol w:w="900"/><w:gridCol w:w="1000"/>'
    gone = cell("b", mark=cell_mark("cellIns"))
    look = changed("tcPr", '<w:tcW w:w="900" w:type="dxa"/>')
    data = docx(
        table(row(cell("a", mark=look), gone), grid_change=changed("tblGrid", former)), p("end")
    )
    every = read_revisions(data)

    for order in permutations(every):
        made = data
        for one in order:
            made = resolved(made, reject=[one.id])

        assert parts_of(made) == parts_of(rejected(data))
    assert grid(rejected(data)) == ["900"]


def test_a_rejected_grid_brings_back_the_former_columns():
    change = changed("tblGrid", '<w:gridCol w:w="1"/><w:gridCol w:w="2"/>')
    data = docx(table(row(cell("a")), grid_change=change), p("end"))

    assert grid(rejected(data)) == ["1", "2"]
    assert len(grid(accepted(data))) == 1


def test_rejected_row_and_table_properties_come_back_with_other_marks_untouched():
    data = docx(
        table(
            row(
                cell("a"),
                props="<w:cantSplit/>",
                mark=ins_mark() + changed("trPr", "<w:tblHeader/>", by="beta"),
            ),
            row(cell("b")),
            props=changed("tblPr", '<w:jc w:val="center"/>', by="beta"),
        ),
        p("end"),
    )
    looks = [
        find(data, kind, by="beta").id
        for kind in (RevisionKind.ROW_FORMAT, RevisionKind.TABLE_FORMAT)
    ]

    made = resolved(data, reject=looks)

    assert [one.tag.rpartition("}")[2] for one in xml(made, ".//w:trPr/*")] == ["tblHeader", "ins"]
    assert [one.tag.rpartition("}")[2] for one in xml(made, ".//w:tblPr/*")] == ["jc"]
