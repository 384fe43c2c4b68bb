"""Redlines that another word processor made: decided here in any order, they are what it makes of
them itself, and sound.
"""

from __future__ import annotations

from random import Random

import pytest

from chapters import plain_text, read_revisions, resolve
from tests.chapters.returning import CHAPTER
from tests.judge import differences, formatting_differences
from tests.resolving import accepted, ids_of, rejected
from tests.schema import new_breakage, new_schema_errors
from tests.servers.office import (
    Edit,
    Office,
    add_column,
    add_row,
    centre,
    cut_and_paste,
    delete,
    delete_column,
    delete_paragraph,
    delete_row,
    delete_table,
    edit_footnote,
    footnote,
    format_words,
    insert_after,
    join_next,
    link,
    move_down,
    new_paragraph,
    new_table,
    page_break,
    replace,
    replace_all,
    rewrite,
    set_cell,
    split,
    style,
    text_box,
)
from tests.servers.office import accept_all as accept_everything
from tests.servers.office import reject_all as reject_everything

PLACES: tuple[tuple[Edit, ...], ...] = (
    (
        new_paragraph("Last words", "One more."),
        new_table("Last words", [["a", "b"], ["c", "d"]]),
        text_box("Last words", "boxed"),
        page_break("Last words"),
    ),
    (
        replace("permits", "licences"),
        replace_all("more", "further"),
        footnote("permits", "Of import."),
    ),
    (edit_footnote(1, "A note on marks."), delete("After the table "), split("After the table")),
    (
        add_row(1, after=2, values=["CFC-113", "2903.43", "A"]),
        delete_row(1, 2),
        add_column(1, after=1),
        delete_column(1, 2),
        delete_table(1),
        set_cell(1, "B3", "2903.99"),
    ),
    (style("Further information", "Heading 1"), delete_paragraph("Further information")),
    (
        cut_and_paste("Third item", before="Officers shall"),
        move_down("First item"),
        delete_paragraph("Second item"),
        join_next("First item"),
    ),
    (
        rewrite("Minimata", "The guide is about trade."),
        split("is a town."),
        link("Minimata", "https://a.example.org/"),
        insert_after("Minimata", " Bay"),
    ),
    (
        join_next("Officers shall"),
        centre("Officers shall"),
        style("Officers shall", "Heading 2"),
        format_words("24 hours", CharWeight=150.0),
        delete_paragraph("Officers shall"),
    ),
)
"""Edits for one place each, from the last place to the first: none takes away another's place."""


@pytest.fixture(params=range(8))
def redline(office: Office, request: pytest.FixtureRequest) -> bytes:
    random = Random(request.param)
    chosen = sorted(random.sample(range(len(PLACES)), random.randint(3, 6)))
    edits = [random.choice(PLACES[place]) for place in chosen]
    return office.edit(CHAPTER, by="Legal Officer", edits=edits)


def letters(data: bytes) -> list[str]:
    """The letters of a file, in any order of its stories; figures of fields are its own affair."""
    return sorted(one for one in plain_text(data) if one.isalpha())


def in_pieces(data: bytes, random: Random, verb: str) -> bytes:
    """The file with all its changes decided alike, a few at a time."""
    waiting = ids_of(data)
    random.shuffle(waiting)
    made = data
    while waiting:
        now = {waiting.pop() for _ in range(min(len(waiting), random.randint(1, 4)))}
        there = set(ids_of(made))
        made = resolve(made, **{verb: now & there})
        assert new_breakage(data, made) == []
        assert new_schema_errors(data, made) == []
        assert set(ids_of(made)) <= there - now
    return made


def test_a_redline_of_libreoffice_is_decided_as_libreoffice_decides_it_and_in_any_order(
    office: Office, redline: bytes
):
    ids = ids_of(redline)
    theirs = {
        "accept": office.edit(redline, by="X", edits=[accept_everything()], tracked=False),
        "reject": office.edit(redline, by="X", edits=[reject_everything()], tracked=False),
    }

    ours = {"accept": accepted(redline), "reject": rejected(redline)}

    assert len(set(ids)) == len(ids) > 0
    for verb, made in ours.items():
        assert read_revisions(made) == []
        assert new_schema_errors(redline, made) == []
        assert letters(made) == letters(theirs[verb])
        for seed in range(2):
            pieces = in_pieces(redline, Random(seed), verb)
            assert differences(pieces, made) == []
            assert formatting_differences(pieces, made) == []
