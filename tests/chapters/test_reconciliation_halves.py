"""`reconcile` where a partner decided some of our own old marks one way and some the other."""

from itertools import combinations

import pytest

from chapters import read_revisions, resolve
from tests.chapters.test_reconciliation import marks, reconciled
from tests.wordml import (
    cell,
    cell_mark,
    cell_merge,
    del_mark,
    dele,
    docx,
    ins,
    ins_mark,
    p,
    row,
    table,
)

_BASES = {
    "words of paragraphs that were parted": [
        p("1", mark=ins_mark()),
        p(ins("4"), mark=ins_mark()),
        p(ins("7")),
        p("end"),
    ],
    "empty paragraphs among others": [
        p("one"),
        p(),
        p(mark=ins_mark()),
        p(),
        p(mark=ins_mark()),
        p(mark=del_mark()),
        p(),
        p("two"),
        p("end"),
    ],
    "cells that went": [
        table(
            row(
                cell("1"),
                cell(p(dele("2")), mark=cell_mark("cellDel")),
                cell(p(dele("2")), mark=cell_mark("cellDel")),
            ),
            row(cell("4"), cell("5"), cell("6")),
        ),
        p("end"),
    ],
    "cells that were merged": [
        table(
            row(cell("1", props=cell_merge("rest")), cell("2")),
            row(cell(p(dele("4")), props=cell_merge("cont")), cell("5")),
            row(cell(p(dele("4")), props=cell_merge("cont")), cell("5")),
        ),
        p("end"),
    ],
    "the last paragraph": [p("one"), p(dele("two"), mark=del_mark())],
    "the paragraph before a table": [
        p(ins("one"), mark=ins_mark()),
        table(row(cell("2903"))),
        p("end"),
    ],
}


def _ways(name: str) -> list[set[str]]:
    ids = [one.id for one in read_revisions(docx(*_BASES[name]))]
    return [set(some) for size in range(len(ids) + 1) for some in combinations(ids, size)]


@pytest.mark.parametrize("name", _BASES)
def test_whatever_a_partner_accepts_of_our_old_marks_nothing_was_changed(name):
    base = docx(*_BASES[name])
    ids = {one.id for one in read_revisions(base)}
    assert 2 <= len(ids) <= 8

    told = {
        tuple(sorted(some)): marks(result.data, result.untracked)
        for some in _ways(name)
        if (result := reconciled(base, resolve(base, accept=some, reject=ids - some)))
    }

    assert {some: said for some, said in told.items() if said} == {}
