"""The sample guide is a guide that a secretariat could circulate."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from chapters import headings, inspect, plain_text
from chapters.package import Package
from desk.workbook import plan_of_toml, read_drafts, read_plan
from review.partners import Standing
from tests.schema import schema_errors

_EXAMPLES = Path(__file__).parents[2] / "examples"
_GUIDE = _EXAMPLES / "gci-guide"
_FILES = sorted(_GUIDE.glob("*.docx"))


def test_its_round_has_eleven_partners_thirteen_chapters_and_no_problem() -> None:
    plan, problems = read_plan(_GUIDE, today=date(2017, 10, 4))

    assert problems == []
    assert plan is not None
    assert len(plan.partners) == 11
    assert [p.id for p in plan.partners if p.standing is not Standing.MEMBER] == ["Minamata"]
    assert [c.number for c in plan.chapters if c.withheld] == ["3.5"]
    assert len(plan.chapters) == len(_FILES) == 13


def test_its_workbook_says_what_the_round_it_was_made_from_says() -> None:
    plan, _ = read_plan(_GUIDE)

    text = (_EXAMPLES / "maker" / "round.toml").read_text(encoding="utf-8")

    made_from, _ = plan_of_toml(text, read_drafts(_GUIDE))

    assert plan == made_from


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.stem.split(" ")[0])
def test_each_chapter_has_what_a_chapter_has_and_nothing_that_word_would_mend(path: Path) -> None:
    data = path.read_bytes()

    package = Package.open(data)

    assert inspect(data) == []
    assert schema_errors(data).total() == 0
    assert headings(data)[0].level == 1
    assert len(plain_text(data).split()) > 900
    document = package.read("word/document.xml").decode()
    for part in ("w:tblHeader", "SEQ Table", "REF _Ref_", "wp:docPr", "w:bookmarkStart"):
        assert part in document, part
    assert {"header", "footer", "footnotes", "image"} <= {
        relationship.kind for relationship in package.relationships(package.main)
    }
    assert all(name.startswith("https://") for name in _outside(package))
    assert all(".example.org" in name for name in _outside(package))


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.stem.split(" ")[0])
def test_no_page_says_that_it_is_a_draft_for_the_same_pages_are_published(path: Path) -> None:
    package = Package.open(path.read_bytes())

    edges = [name for kind in ("header", "footer") for name in package.related(package.main, kind)]

    words = ["".join(package.tree(name).itertext()) for name in edges]
    assert len(words) == 4
    assert not [line for line in words if "draft" in line.lower() or "2017" in line]
    assert [line for line in words if line.startswith("Chapter")] == [
        f"Chapter {path.stem.split(' ')[0].lstrip('0') or '0'}Page  PAGE 1"
    ] * 2


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.stem.split(" ")[0])
def test_no_picture_is_cut_at_an_edge(path: Path) -> None:
    package = Package.open(path.read_bytes())

    pictures = [
        Image.open(io.BytesIO(package.read(name))).convert("L")
        for name in package.related(package.main, "image")
    ]

    assert pictures
    for picture in pictures:
        inside = ImageOps.invert(picture).getbbox()
        assert inside is not None
        left, top, right, bottom = inside
        assert 0 < left < right < picture.width
        assert 0 < top < bottom < picture.height


def _outside(package: Package) -> list[str]:
    return [r.target for r in package.relationships(package.main) if r.external]
