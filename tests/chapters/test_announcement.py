"""What a return did besides changing words: nothing, when nobody edited it."""

from pathlib import Path
from random import Random

import pytest

from chapters import accept_all
from chapters.announcement import announce, open_points
from tests.chapters.returning import CHAPTER
from tests.corpora import every_file
from tests.reviewers import Reviewer
from tests.wordml import docx, p, picture, r, raw

CHAPTERS = sorted(Path(__file__).resolve().parents[2].glob("examples/gci-guide/*.docx"))


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_resave_of_a_chapter_of_the_sample_guide_announces_nothing(office, path):
    data = path.read_bytes()

    assert announce(data, office.resave(data)) == []


@pytest.mark.parametrize("path", CHAPTERS[:4], ids=lambda path: path.stem)
def test_changes_of_words_announce_nothing(path):
    base = path.read_bytes()
    returned = Reviewer("A", Random(7)).edit(base, edits=4)

    assert returned != base
    assert [one for one in announce(base, returned) if one.code not in _WORDY] == []


@pytest.mark.parametrize("path", every_file()[::6], ids=lambda path: path.stem)
def test_a_file_beside_itself_announces_nothing(path):
    data = path.read_bytes()

    assert announce(data, data) == []


def test_open_points_are_those_of_the_text_as_it_would_be_accepted():
    assert open_points(CHAPTER) == open_points(accept_all(CHAPTER)) == []


_WORDY = {"rows-reordered", "long-paste", "reference-lost"}


def test_words_that_were_bold_before_are_not_marked_by_hand_where_their_paragraph_moves():
    bold = r("false documents", props="<w:b/>")
    term, first, last = p("Check for ", bold, "."), p("Officers look."), p("They keep a copy.")

    moved = announce(docx(term, first, last), docx(first, last, p("Check now for ", bold, ".")))
    typed = announce(docx(first, last), docx(first, last, p("Check now for ", bold, ".")))

    assert moved == []
    assert [one.text for one in typed] == [
        "Not tracked, marked as new by hand: “false documents”.",
    ]


@pytest.mark.parametrize(
    ("inches", "said"),
    [
        ("0.005", ". Who holds"),
        ("0.02", " with 50 dots an inch at its size (print needs 150). Who holds"),
    ],
)
def test_a_picture_too_coarse_for_its_size_on_the_page_is_told(inches, said):
    shown = picture().replace('cx="9525"', f'cx="{float(inches) * 914_400:.0f}"')

    [finding] = announce(docx(p("x")), docx(p("x"), p(raw(shown))))

    assert finding.text.startswith(f"A picture was added{said}")


def test_a_picture_whose_bytes_are_damaged_is_announced_like_any_other():
    relations = (("rIdBad", "image", "media/bad.png"),)
    parts = {"word/media/bad.png": (b"\x89PNG\r\n\x1a\n\0\0", "image/png")}
    returned = docx(p("x"), p(picture("rIdBad")), relationships=relations, parts=parts)

    assert [one.code for one in announce(docx(p("x")), returned)] == ["picture-added"]
