"""Another program opens what we write, and changes it has not touched keep their names."""

from __future__ import annotations

from random import Random

import pytest

from chapters import RevisionKind, plain_text, read_revisions
from tests.corpora import corpora
from tests.rarities import rarity
from tests.resolving import accepted, rejected
from tests.servers.office import Office
from tests.wordml import (
    cell,
    comment,
    commented,
    del_mark,
    dele,
    docx,
    field,
    footnote,
    ins,
    ins_mark,
    moved,
    moved_from,
    moved_to,
    p,
    r,
    row,
    table,
)

_OF_WORDS = {RevisionKind.INSERTION, RevisionKind.DELETION, RevisionKind.ROW_INSERTION}


def redlined() -> bytes:
    return docx(
        p("Inspection", style="Heading1"),
        p(
            "The ",
            dele("old"),
            ins("new "),
            ins(r("label", props="<w:b/>")),
            " is read.",
            footnote(),
        ),
        p(ins("A whole paragraph."), mark=ins_mark(by="beta")),
        p("On ", field(" DATE ", "1 May"), " the ", ins("red ", by="beta"), "paper came."),
        p(dele("Gone."), mark=del_mark()),
        p(moved_from("The moved words."), mark=moved("moveFrom")),
        p("Between ", commented("them", ins(" all")), "."),
        p(moved_to("The moved words."), mark=moved("moveTo")),
        p("A table."),  # LibreOffice drops the mark of a paragraph right before one
        table(
            row(cell("a"), cell(p("b", ins("c")))),
            row(cell(p(ins("new"))), cell(p(ins("row"))), mark=ins_mark()),
        ),
        p("The end."),
        footnotes={1: p("A note ", ins("with more"), ".")},
        comments=[comment("Why?")],
    )


def test_a_resave_keeps_the_fingerprint_of_every_change(office: Office):
    data = redlined()

    before, after = read_revisions(data), read_revisions(office.resave(data))

    names = {one.fingerprint for one in after}
    assert [one for one in before if one.fingerprint not in names] == []
    assert [one.kind for one in before] == [one.kind for one in after]


def test_a_resave_of_real_files_keeps_the_fingerprints_of_their_words(office: Office):
    for name in (
        "RP002-Deleted-Text.docx",
        "RP003-Inserted-Text.docx",
        "RP010-Inserted-Table-Row.docx",
    ):
        data = (corpora("resolve") / name).read_bytes()

        before, after = read_revisions(data), read_revisions(office.resave(data))

        kept = [one.fingerprint for one in before if one.kind in _OF_WORDS]
        assert set(kept) <= {one.fingerprint for one in after}, name


@pytest.mark.parametrize("decide", [accepted, rejected])
def test_what_we_resolved_opens_elsewhere_and_says_the_same(office: Office, decide):
    made = decide(redlined())

    opened = plain_text(office.resave(made))

    assert _undated(opened) == _undated(plain_text(made))


@pytest.mark.parametrize("seed", range(6))
def test_rare_marks_once_resolved_open_elsewhere_from_their_first_to_their_last_paragraph(
    office: Office, seed
):
    data = rarity(Random(seed))

    for decide in (accepted, rejected):
        opened = plain_text(office.resave(decide(data))).split("\n")

        assert opened[0] == "Beginning"
        assert [line for line in opened if line.endswith("End")] != []


def _undated(text: str) -> list[str]:
    """The lines without the one with a date, which is computed anew."""
    return [line for line in text.replace("\u200d", "").split("\n") if not line.startswith("On ")]
