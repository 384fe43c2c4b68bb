"""What several want, in one file that another word processor opens and reads as we do."""

from random import Random

import pytest

from chapters import Contribution, accept_all, combine, plain_text, read_revisions
from chapters.reconciliation import same
from tests.chapters.returning import CHAPTER, WHEN
from tests.reviewers import Reviewer, numbered
from tests.servers.office import (
    Office,
    add_row,
    comment,
    cut_and_paste,
    delete_paragraph,
    replace,
    split,
)
from tests.servers.office import accept_all as accept_everything
from tests.wordml import docx, p


def combined(base: bytes, returns: dict[str, bytes]) -> bytes:
    asked = [Contribution(reviewer=name, data=data) for name, data in returns.items()]
    return combine(base, asked, when=WHEN).data


def words(data: bytes) -> list[str]:
    """The words of a file, without the empty paragraphs that LibreOffice leaves behind."""
    return plain_text(data).replace("\u200d", "").split()


def test_the_returns_of_four_made_by_a_word_processor_are_one_file_that_it_opens(office: Office):
    edits = {
        # no second note here: LibreOffice 7.4 reads the first one twice where a comment is between
        "WCO": [cut_and_paste("Minimata", before="Officers shall"), replace("Last", "Final")],
        "UNEP": [replace("Minimata", "Minamata"), comment("24 hours", "Why 24?")],
        "OPCW": [add_row(1, after=2, values=["CFC-113", "2903.43", "A"]), split("each case")],
        "CITES": [delete_paragraph("First item"), replace("24 hours", "two days")],
    }
    returns = {name: office.edit(CHAPTER, by=name, edits=one) for name, one in edits.items()}

    data = combined(CHAPTER, returns)
    saved = office.resave(data)

    for file in (data, saved):  # a word that two want gone goes under both their names
        authors = {one.author for one in read_revisions(file)}
        assert authors == {*edits, "WCO, UNEP"}
    assert same(accept_all(data), accept_all(saved)) == []
    assert "Minamata" in words(accept_all(data))
    assert "Minimata" not in words(accept_all(data))


@pytest.mark.parametrize("seed", range(2000, 2012))
def test_a_file_with_the_wishes_of_several_is_accepted_by_a_word_processor_as_by_us(
    office: Office, seed: int
):
    base = numbered(Random(seed))
    returns = {
        name: Reviewer(name, Random(seed * 10 + number)).edit(base, edits=3)
        for number, name in enumerate("ABC")
    }
    data = combined(base, returns)

    accepted = office.edit(data, by="Officer", edits=[accept_everything()], tracked=False)

    assert read_revisions(accepted) == []
    assert sorted(words(accepted)) == sorted(words(accept_all(data)))


def test_a_split_that_goes_along_with_a_move_and_new_words_is_accepted_as_by_us(office: Office):
    rest = [p("Beta is the second letter."), p("Gamma is the third one of all."), p("end")]
    case = "Officers shall report each case within 24 hours to the office."
    returns = {
        "A": docx(rest[0], p(case.replace("each", "any")), *rest[1:]),
        "B": docx(p(case[:21]), p(case[21:]), *rest),
    }
    data = combined(docx(p(case), *rest), returns)

    accepted = office.edit(data, by="Officer", edits=[accept_everything()], tracked=False)

    assert same(accept_all(data), accepted) == []
