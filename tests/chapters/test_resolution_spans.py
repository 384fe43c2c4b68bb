"""Cells that were split, inserted and deleted in one row: any order of decisions ends alike."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from copy import deepcopy
from itertools import pairwise, permutations, product
from random import Random

import pytest
from lxml import etree

from chapters.oxml.marks import find_marks
from chapters.oxml.namespaces import W
from chapters.oxml.settling import settle
from tests.resolving import accepted, body, parts_of, rejected
from tests.wordml import Xml, cell, cell_mark, changed, docx, p, row, table

_WAYS = 1_000 if int(os.environ.get("PARTITIONS", "60")) > 1000 else 2
"""How many orders and partitions of each choice; `make fuzz` takes every one."""

SPLIT = [(now, then) for now in (1, 2) for then in (0, 1, 2, 3) if now != then]
"""What a cell covers and what it covered; 0 is a former set without content."""


def old(words: str, now: int, then: int | None = None) -> Xml:
    """A cell that stays, with a former span."""
    if then is None:
        return cell(words, span=now)
    inner = f'<w:tcPr><w:gridSpan w:val="{then}"/></w:tcPr>' if then else ""
    return cell(words, span=now, mark=f'<w:tcPrChange w:id="?">{inner}</w:tcPrChange>')


def marked(words: str, kind: str, now: int) -> Xml:
    return cell(words, span=now, mark=cell_mark(kind))


def root_of(cells: Iterable[Xml]) -> etree._Element:
    """The document with a row of these cells, over one in which no column is hidden."""
    first = row(*cells)
    columns = sum(int(one.get(f"{W}val", "1")) - 1 for one in _spans(first)) + len(list(cells))
    data = docx(table(first, row(*[cell("x") for _ in range(columns)])), p("end"))
    return etree.fromstring(parts_of(data)["word/document.xml"])


def _spans(first: Xml) -> list[etree._Element]:
    space = W[1:-1]
    tree = etree.fromstring(f'<x xmlns:w="{space}">{first}</x>')
    return tree.findall(f".//{W}tc/{W}tcPr/{W}gridSpan")


def decided(root: etree._Element, steps: Iterable[dict[str, bool]]) -> list[tuple[str, int]]:
    """The words and the span of each cell of the row, once every step is taken."""
    root = deepcopy(root)
    for step in steps:
        marks = {mark: f"{mark.code}{mark.number}" for mark in find_marks(root)}
        settle(root, {mark: step[name] for mark, name in marks.items() if name in step}, ())
    return [
        (one.findtext(f".//{W}t"), int(span.get(f"{W}val")) if span is not None else 1)
        for one in root.find(f".//{W}tr")
        for span in [one.find(f"{W}tcPr/{W}gridSpan")]
    ]


def ends_alike(cells: list[Xml]) -> None:
    """Every choice gives one result, in whatever order and partition."""
    root = root_of(cells)
    names = [f"{mark.code}{mark.number}" for mark in find_marks(root)]
    steps = list(_partitions(names))
    for votes in product((True, False), repeat=len(names)):
        wishes = dict(zip(names, votes, strict=True))
        at_once = decided(root, [wishes])
        for way in _some(steps, f"{votes}{cells}"):
            assert decided(root, [{one: wishes[one] for one in step} for step in way]) == at_once


def _some(ways: list, seed: str) -> list:
    return Random(seed).sample(ways, min(_WAYS, len(ways)))


def _partitions(names: list[str]) -> Iterator[list[list[str]]]:
    """Every order and partition of what is decided, but all at once."""
    for order in permutations(names):
        for cuts in product((True, False), repeat=len(names) - 1):
            starts = [0, *(at for at, cut in enumerate(cuts, 1) if cut), len(names)]
            parts = [list(order[a:b]) for a, b in pairwise(starts)]
            if len(parts) > 1 and all(part == sorted(part) for part in parts):
                yield parts


@pytest.mark.parametrize("order", ["".join(one) for one in permutations("fid")])
@pytest.mark.parametrize("split", SPLIT)
def test_a_split_a_new_and_a_deleted_cell_in_any_place_are_decided_in_any_order(order, split):
    for new, gone in product((1, 2), repeat=2):
        made_of = {
            "f": old("f", *split),
            "i": marked("i", "cellIns", new),
            "d": marked("d", "cellDel", gone),
        }

        ends_alike([made_of[name] for name in order])


@pytest.mark.parametrize("seed", range(12))
def test_rows_of_four_cells_of_any_kind_are_decided_in_any_order(seed):
    random = Random(seed)
    makers = (
        lambda name: old(name, *random.choice(SPLIT)),
        lambda name: marked(name, "cellIns", random.randint(1, 3)),
        lambda name: marked(name, "cellDel", random.randint(1, 3)),
        lambda name: old(name, random.randint(1, 3)),
    )
    cells = [random.choice(makers)(name) for name in "abc"]

    ends_alike([*cells, makers[0]("d")])


@pytest.mark.parametrize("kinds", ["new", "split new", "gone", "split gone"])
def test_a_marked_cell_that_stays_has_its_former_span_in_any_order(kinds):
    """Where it goes, its former span cannot count: it is not in the file any more."""
    kind = "cellDel" if kinds.endswith("gone") else "cellIns"
    look = changed("tcPr", '<w:gridSpan w:val="3"/>')
    both = cell("b", mark=cell_mark(kind) + look)
    cells = [both, marked("c", "cellIns", 1), marked("d", "cellDel", 1)]
    cells = [old("a", 1, 3), *cells] if kinds.startswith("split") else cells
    root = root_of(cells)
    names = [f"{mark.code}{mark.number}" for mark in find_marks(root)]
    its = next(name for name in names if name.startswith(kind.lower().replace("ell", "")))
    for votes in product((True, False), repeat=len(names)):
        wishes = dict(zip(names, votes, strict=True)) | {its: kind == "cellIns"}
        at_once = decided(root, [wishes])

        for order in _some(list(permutations(names)), str(votes)):
            assert decided(root, [{one: wishes[one]} for one in order]) == at_once


def test_a_cell_that_was_split_beside_a_deleted_one_is_whole_again_when_all_is_rejected():
    cells = [old("f", 1, 2), marked("i", "cellIns", 1), marked("d", "cellDel", 1)]
    data = docx(table(row(*cells), row(cell("x"), cell("y"), cell("z"))), p("end"))

    assert body(rejected(data))[2:6] == ["cell 2", "f", "cell 1", "d"]
    assert body(accepted(data))[2:6] == ["cell 1", "f", "cell 2", "i"]


def test_a_row_stays_as_wide_as_its_grid_when_a_deleted_cell_parts_a_new_one_from_its_own():
    cells = [old("f", 1, 2), marked("d", "cellDel", 1), marked("i", "cellIns", 1)]

    for votes in product((True, False), repeat=3):
        root = root_of(cells)
        names = [f"{mark.code}{mark.number}" for mark in find_marks(root)]
        spans = [span for _, span in decided(root, [dict(zip(names, votes, strict=True))])]

        assert sum(spans) == 3
