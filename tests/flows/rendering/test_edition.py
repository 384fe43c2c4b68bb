"""All files of an edition, without and with LibreOffice."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator

import pikepdf
import pytest

from chapters.inspection import broken
from chapters.text import plain_text
from flows.errors import NoRenderer, NotReachable
from flows.rendering.edition import render_edition
from flows.rendering.pdf import LibreOfficeRenderer, page_numbers
from tests.chapters.secrets import file_full_of_secrets
from tests.fakes import NoPdf
from tests.flows.rendering.editions import contents, drafts
from tests.servers.office import missing_office

_TIMES = 2


WithoutOffice = NoPdf
"""A machine on which LibreOffice is not installed."""


def test_without_libreoffice_everything_is_made_but_the_pdf_and_it_is_said() -> None:
    made = render_edition(contents(), drafts(), WithoutOffice())

    assert "guide.pdf" not in made.files
    assert made.notices == ("LibreOffice is not installed: everything is made but the PDF.",)
    assert set(made.files) >= {"guide.docx", "comments.xlsx", "record.json", "record.md"}
    assert "site/index.html" in made.files
    assert broken(made.files["guide.docx"]) == []


def test_the_same_chapters_give_the_same_files() -> None:
    first = render_edition(contents(), drafts(), WithoutOffice())

    second = render_edition(contents(), drafts(), WithoutOffice())

    assert first.files == second.files


def test_a_withheld_chapter_is_named_in_the_contents_and_nowhere_else() -> None:
    made = render_edition(contents(), drafts(), WithoutOffice())

    text = plain_text(made.files["guide.docx"])
    assert text.count("Minamata") == 1
    assert "3.3\u2002Minamata Convention" in text
    record = json.loads(made.files["record.json"])
    assert "guide.docx" in record["files"]


def test_the_pages_in_the_contents_and_in_references_are_those_of_the_pdf(
    renderer: LibreOfficeRenderer,
) -> None:
    made = render_edition(contents(), drafts(), renderer)

    pages = page_numbers(made.files["guide.pdf"], ["chapter_3_1", "chapter_3_2", "trade"])
    text = plain_text(made.files["guide.docx"])
    assert pages["chapter_3_2"] > pages["chapter_3_1"] + 1
    assert f"3.1\u2002Basel Convention\t{pages['chapter_3_1']}\n" in text
    assert f"3.2\u2002CITES\t{pages['chapter_3_2']}\n" in text
    assert f"See page {pages['trade']}" in text
    assert not re.search(r"\t–", text)
    with pikepdf.open(io.BytesIO(made.files["guide.pdf"])) as pdf, pdf.open_outline() as outline:
        told = [(str(item.title), _page(pdf, item)) for item in outline.root]
    assert told[-2:] == [
        ("3.1 Basel Convention", pages["chapter_3_1"]),
        ("3.2 CITES", pages["chapter_3_2"]),
    ]


def _page(pdf: pikepdf.Pdf, item: pikepdf.OutlineItem) -> int:
    target = item.destination if item.destination is not None else item.action.D
    return next(number for number, page in enumerate(pdf.pages, 1) if page.obj == target[0])


def test_the_pdf_is_tagged_and_archivable_and_the_same_bytes_again(
    renderer: LibreOfficeRenderer,
) -> None:
    guide = render_edition(contents(), drafts(), WithoutOffice()).files["guide.docx"]

    made = [renderer.pdf(guide, title="Green Customs", language="en-GB") for _ in range(_TIMES)]

    assert made[0] == made[1]
    with pikepdf.open(io.BytesIO(made[0])) as pdf, pdf.open_metadata() as about:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en-GB"
        assert about["dc:title"] == "Green Customs"
        assert about["pdfaid:part"] == "2"
        assert about["pdfuaid:part"] == "1"
        assert "/StructTreeRoot" in pdf.Root


def test_a_file_that_takes_too_long_is_given_up_with_a_sentence(
    renderer: LibreOfficeRenderer,
) -> None:
    hasty = LibreOfficeRenderer(seconds=0.05)

    with pytest.raises(NotReachable, match="did not make a PDF of the guide within"):
        hasty.pdf(drafts()["3.1"], title="", language="en-GB")


def test_what_is_no_word_file_is_refused_with_a_sentence(renderer: LibreOfficeRenderer) -> None:
    with pytest.raises(NotReachable, match="could not make a PDF"):
        renderer.pdf(b"PK no zip", title="", language="en-GB")


def test_a_missing_libreoffice_is_said_at_once() -> None:
    absent = LibreOfficeRenderer(program="/nowhere/soffice")

    with pytest.raises(NoRenderer):
        absent.pdf(b"", title="", language="en")


@pytest.fixture(scope="module")
def renderer() -> LibreOfficeRenderer:
    if shutil.which("soffice") is None:
        reason = missing_office() or "soffice is not on the path"
        pytest.skip(reason)
    return LibreOfficeRenderer()


def test_a_secret_in_any_place_of_a_chapter_is_in_no_file_of_the_edition(
    renderer: LibreOfficeRenderer,
) -> None:
    given = {**drafts(), "3.2": file_full_of_secrets()}

    files = render_edition(contents(), given, renderer).files

    found = [path for path, data in files.items() if any(b"S3cret" in one for one in inside(data))]
    assert found == []


def inside(data: bytes) -> Iterator[bytes]:
    """The bytes of a file, and of what is packed in it."""
    yield data
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    if data.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            yield from (_plain(one) for one in pdf.objects)
        text = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True)
        yield text.stdout


def _plain(one: pikepdf.Object) -> bytes:
    return one.read_bytes() if isinstance(one, pikepdf.Stream) and "/Filter" in one else b""
