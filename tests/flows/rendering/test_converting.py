"""Word files of what other programs wrote, by the real LibreOffice."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from chapters import read_comments, read_revisions, read_stamp, same, stamp
from flows.errors import NoRenderer, NotReachable
from flows.rendering.pdf import LibreOfficeRenderer
from tests.servers.office import missing_office
from tests.wordml import DATE, comment, commented, dele, docx, ins, p

SAMPLE = Path(__file__).resolve().parents[3] / "examples" / "gci-guide"
FORMATS = (".odt", ".doc", ".rtf")


@pytest.fixture(scope="module")
def renderer() -> LibreOfficeRenderer:
    if shutil.which("soffice") is None:
        pytest.skip(missing_office() or "soffice is not on the path")
    return LibreOfficeRenderer()


def there_and_back(renderer: LibreOfficeRenderer, docx_: bytes, ending: str) -> bytes:
    there = renderer.convert(docx_, source=".docx", target=ending)
    return renderer.convert(there, source=ending, target=".docx")


@pytest.mark.parametrize("ending", FORMATS)
def test_a_chapter_of_the_sample_guide_comes_back_without_a_false_change(
    renderer: LibreOfficeRenderer, ending: str
) -> None:
    sent = stamp((SAMPLE / "03.4 CITES.docx").read_bytes(), "0123456789abcdef")

    back = there_and_back(renderer, sent, ending)

    assert same(sent, back) == []
    assert read_revisions(back) == []
    assert read_stamp(back) == "0123456789abcdef"


@pytest.mark.parametrize("ending", FORMATS)
def test_marks_and_comments_come_along_with_their_authors(
    renderer: LibreOfficeRenderer, ending: str
) -> None:
    marked = docx(
        p("Officers ", ins("always ", by="Focal Nine"), "check ", dele("the ", by="A Colleague")),
        p("Why so ", commented("many"), "?"),
        comments=[comment("Ask them.", by="Focal Nine")],
    )

    back = there_and_back(renderer, marked, ending)

    wanted = {(r.author, r.before, r.after) for r in read_revisions(back)}
    assert wanted == {("Focal Nine", "", "always "), ("A Colleague", "the ", "")}
    assert {r.time.strftime("%Y-%m-%dT%H:%M") for r in read_revisions(back) if r.time} == {
        DATE[:16]
    }
    assert [(c.author, c.text) for c in read_comments(back)] == [("Focal Nine", "Ask them.")]


def test_what_is_no_text_is_refused_with_a_sentence(renderer: LibreOfficeRenderer) -> None:
    with pytest.raises(NotReachable, match=r"LibreOffice could not make a \.docx of it\."):
        renderer.convert(b"\xd0\xcf\x11\xe0 no text", source=".doc", target=".docx")


def test_what_takes_too_long_is_given_up(renderer: LibreOfficeRenderer) -> None:
    assert renderer is not None

    with pytest.raises(NotReachable, match=r"did not make a \.odt of it within 0 seconds"):
        LibreOfficeRenderer(seconds=0.05).convert(docx(p("x")), source=".docx", target=".odt")


def test_a_missing_libreoffice_is_said_at_once() -> None:
    with pytest.raises(NoRenderer):
        LibreOfficeRenderer(program="/nowhere/soffice").convert(b"", source=".odt", target=".docx")
