"""Complex fields that lose a piece with the words around it: what is left reads well."""

from __future__ import annotations

from itertools import permutations, product
from random import Random

import pytest
from hypothesis import given

from chapters import resolve
from chapters.oxml.namespaces import W
from tests.chapters.test_resolution_properties import canonical, ends_alike, relaxed, seeded
from tests.resolving import accepted, body, ids_of, rejected, resolved, xml
from tests.wordml import (
    cell,
    control,
    del_mark,
    dele,
    docx,
    hyperlink,
    ins,
    ins_mark,
    p,
    raw,
    row,
    table,
    text_box,
)

BEGIN, SEPARATE, END = (
    raw(f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>') for kind in ("begin", "separate", "end")
)


def code(text: str = "PAGE"):
    return raw(f'<w:r><w:instrText xml:space="preserve"> {text} </w:instrText></w:r>')


def shape(data: bytes) -> str:
    """The body in short: "{" begins a field, "|" separates, "}" ends it; codes are in capitals."""
    signs = {"begin": "{", "separate": "|", "end": "}"}
    names = {f"{W}p": lambda _: "/", f"{W}fldChar": lambda one: signs[one.get(f"{W}fldCharType")]}
    words = [
        names.get(one.tag, lambda one: (one.text or "").strip())(one)
        for one in xml(data, "w:body")[0].iter(
            f"{W}p", f"{W}fldChar", f"{W}t", f"{W}delText", f"{W}instrText", f"{W}delInstrText"
        )
    ]
    return "".join(words).strip("/")


def in_any_order(data: bytes, accept: list[bool]) -> bytes:
    """The file decided at once, after every order of single decisions was seen to give the same."""
    decided = list(zip(ids_of(data), accept, strict=True))
    at_once = resolved(
        data,
        accept={one for one, yes in decided if yes},
        reject={one for one, yes in decided if not yes},
    )
    for way in permutations(decided):
        made = data
        for one, yes in way:
            made = resolved(made, accept={one} if yes else (), reject=() if yes else {one})
        assert canonical(made) == canonical(at_once)
    return at_once


@pytest.mark.parametrize("votes", list(product([True, False], repeat=2)))
def test_the_beginning_of_one_field_is_not_paired_with_the_end_of_a_later_one(votes):
    first = raw(BEGIN + code("DATE") + dele(SEPARATE, "1 May", END))
    data = docx(p(first, " shown ", dele(BEGIN, by="beta"), code(), "7", END))

    made = in_any_order(data, list(votes))

    assert (
        shape(made)
        == {
            (True, True): "{DATE}shownPAGE7",
            (True, False): "{DATE}shown{PAGE}7",
            (False, True): "{DATE|1 May}shownPAGE7",
            (False, False): "{DATE|1 May}shown{PAGE7}",
        }[votes]
    )


def test_a_field_that_lost_its_end_does_not_reach_to_the_end_of_one_that_lost_its_beginning():
    first = raw(BEGIN + code("DATE") + SEPARATE)
    data = docx(
        p(first, "1 May", dele(END)), p("shown"), p(dele(BEGIN), code(), SEPARATE, "7", END)
    )

    assert shape(in_any_order(data, [True, True])) == "{DATE|}1 May/shown/PAGE7"


def test_a_field_around_one_that_lost_its_beginning_stays_whole():
    data = docx(
        p(BEGIN, code("TOC"), SEPARATE, "a ", ins(BEGIN)), p(code(), SEPARATE, "7", END, " b", END)
    )

    assert shape(rejected(data)) == "{TOC|a/PAGE7b}"
    assert shape(accepted(data)) == "{TOC|a{/PAGE|7}b}"


def test_a_field_that_lost_its_beginning_and_code_leaves_its_result():
    data = docx(p(BEGIN, code("TOC"), SEPARATE, "a ", dele(BEGIN, code()), SEPARATE, "7", END, END))

    assert shape(accepted(data)) == "{TOC|a7}"


def test_a_piece_of_code_that_word_leaves_of_a_deleted_field_stays_and_spoils_no_field_around_it():
    left = [dele(BEGIN, code("REF x")), code("MERGEFORMAT"), dele(SEPARATE, "7", END)]
    data = docx(p(BEGIN, code("TOC"), SEPARATE, "a", *left, "b", END), p(*left))

    assert shape(accepted(data)) == "{TOC|aMERGEFORMATb}/MERGEFORMAT"
    assert shape(rejected(data)) == "{TOC|a{REF xMERGEFORMAT|7}b}/{REF xMERGEFORMAT|7}"


def test_the_result_of_a_field_whose_separator_goes_stays_in_sight():
    data = docx(p(BEGIN, code(), dele(SEPARATE), "7", END, " pages"))

    assert shape(accepted(data)) == "{PAGE}7pages"
    assert shape(rejected(data)) == "{PAGE|7}pages"


@pytest.mark.parametrize("votes", list(product([True, False], repeat=2)))
def test_a_field_whose_head_was_replaced_is_whole_before_and_after(votes):
    """The old beginning and the new one share an end: either is a field with it."""
    old, new = dele(BEGIN, code("DATE"), SEPARATE), ins(BEGIN, code("TIME"), SEPARATE)
    data = docx(p(old, new, "noon", END, dele(BEGIN, END)))

    made = in_any_order(data, [*votes, True])

    assert (
        shape(made)
        == {
            (True, True): "{TIME|noon}",
            (False, False): "{DATE|noon}",
            (True, False): "noon",
            (False, True): "{DATE|}{TIME|noon}",
        }[votes]
    )


def test_what_stands_in_for_a_lost_end_goes_when_another_comes_to_light():
    data = docx(p(BEGIN, code(), SEPARATE, dele("7", END), "8", ins(END), dele(BEGIN, END)))
    first, *others = ids_of(data)

    between = resolved(data, accept=[first])

    assert shape(between) == "{PAGE|8}{}"
    assert shape(resolved(between, accept=others)) == "{PAGE|8}"


def test_a_code_that_is_undecided_does_not_tell_where_a_field_is_closed():
    data = docx(p(BEGIN, ins(code("DATE")), dele(code()), dele(SEPARATE, "7", END, by="beta"), "x"))

    assert shape(in_any_order(data, [True, True, True])) == "{DATE}x"
    assert shape(in_any_order(data, [False, True, True])) == "{}x"
    assert shape(in_any_order(data, [False, False, True])) == "{PAGE}x"


def test_a_paragraph_that_held_only_the_end_of_a_lost_field_goes_with_its_mark_in_any_order():
    data = docx(
        p("a", dele(BEGIN, code(), SEPARATE, "7")),
        p("b"),
        p(END, mark=del_mark(by="beta")),
        table(row(cell("c"))),
        p("d"),
    )

    made = in_any_order(data, [True, True])

    assert body(made) == ["a", "b", "table", "row", "cell 1", "c", "d"]


def test_a_link_that_held_only_the_end_of_a_lost_field_goes():
    data = docx(p(dele(BEGIN, code()), "a", hyperlink(END, dele("b", by="beta"), anchor="x")))

    made = in_any_order(data, [True, True])

    assert xml(made, ".//w:hyperlink") == []


def test_a_field_is_closed_behind_its_code_in_the_next_paragraph_before_and_after_they_are_joined():
    data = docx(p(BEGIN, mark=ins_mark()), p(code(), "x", dele(END)))

    assert shape(in_any_order(data, [False, True])) == "{PAGE}x"
    assert shape(in_any_order(data, [True, True])) == "{/PAGE}x"


def test_fields_of_a_file_that_never_closed_stay_so_until_one_is_cut():
    open_one = p(BEGIN, code("TOC"), SEPARATE, "a")
    whole = docx(open_one, p(dele("b"), BEGIN, code(), SEPARATE, "7", END))
    cut = docx(open_one, p(BEGIN, code(), SEPARATE, "7", dele(END)))

    assert shape(resolve(whole, accept=ids_of(whole))) == "{TOC|a/{PAGE|7}"
    assert shape(accepted(cut)) == "{TOC|}a/{PAGE|}7"


def scattered(random: Random) -> bytes:
    """Fields, mostly whole ones, of which each piece is marked or not, in some paragraphs."""
    pieces: list[str] = []
    for _ in range(random.randint(1, 4)):
        stray = [random.choice((BEGIN, code("A"), SEPARATE, END, " "))]
        pieces += _whole(random, 2) if random.random() < 0.8 else stray
        pieces += ["t"] if random.random() < 0.4 else []
    blocks, here = [], []
    for piece in pieces:
        here.append(_perhaps_marked(random, piece))
        if random.random() < 0.15:
            end = random.choice(("", ins_mark(by="beta"), del_mark(by="beta")))
            blocks.append(p(*here, mark=end))
            here = []
    return docx(*_held(random, [*blocks, p(*here)]), p("end"))


def _whole(random: Random, depth: int) -> list[str]:
    inner = _whole(random, depth - 1) if depth and random.random() < 0.4 else []
    head = [BEGIN, code(f"F{depth}")]
    middle = [SEPARATE] if random.random() < 0.8 else []
    words = ["r"] if random.random() < 0.8 else []
    within = [*middle, *inner] if random.random() < 0.6 else [*inner, *middle]
    return [*head, *within, *words, END]


def _perhaps_marked(random: Random, piece: str) -> str:
    chance = random.random()
    if chance < 0.5:
        return piece
    made = random.choice((ins, dele))(piece, by=random.choice(("alpha", "beta", "gamma")))
    return hyperlink(made, anchor="x") if chance > 0.95 else made


def _held(random: Random, blocks: list) -> list:
    """The paragraphs, or what holds them: a cell, a control, a box within a field."""
    marked = random.choice(("", del_mark()))
    return random.choice(
        (
            lambda: blocks,
            lambda: blocks,
            lambda: [table(row(cell(*blocks), mark=marked)), *blocks],
            lambda: [control(*blocks, block=True)],
            lambda: [*blocks[:-1], p(BEGIN, text_box(*blocks), dele(END))],
        )
    )()


def test_code_whose_field_went_around_it_stays_where_it_was():
    """As Word leaves it; nobody sees code outside of a field."""
    gone = (dele(BEGIN, code("NOTEREF")), code("MERGEFORMAT"), dele(SEPARATE, "*", END, by="beta"))

    made = in_any_order(docx(p("before ", *gone, " after")), [True, True])

    assert shape(made) == "beforeMERGEFORMATafter"


@given(seeded)
@relaxed
def test_fields_cut_anywhere_end_alike_in_any_order_and_partition(random):
    ends_alike(scattered(random), random)


@given(seeded)
@relaxed
def test_fields_cut_anywhere_are_sound_when_all_is_accepted_or_rejected(random):
    data = scattered(random)

    accepted(data)
    rejected(data)
