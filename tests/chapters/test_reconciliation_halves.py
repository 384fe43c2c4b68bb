"""`reconcile` where a partner decided some of our own old marks one way and some the other."""

from itertools import combinations

import pytest

from chapters import read_revisions, resolve
from tests.chapters.test_reconciliation import marks, reconciled
from tests.wordml import (
    docx,
    ins,
    ins_mark,
    p,
)

_BASES = {
    "words of paragraphs that were parted": [
        p("1", mark=ins_mark()),
        p(ins("4"), mark=ins_mark()),
        p(ins("7")),
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
