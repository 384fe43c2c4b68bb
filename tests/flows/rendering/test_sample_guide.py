"""The sample guide as it is published: true page numbers, and a PDF that everybody can read."""

from __future__ import annotations

import io
import re
import subprocess
from collections import Counter
from collections.abc import Iterator

import pikepdf
import pytest

from chapters.inspection import broken
from chapters.oxml.fields import fields_in, words_of
from chapters.oxml.namespaces import W
from chapters.package import Package
from flows.rendering.edition import Rendered, render_edition
from flows.rendering.pdf import LibreOfficeRenderer, page_numbers
from tests.flows.rendering.editions import sample_contents, sample_drafts
from tests.servers.office import missing_office

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made() -> Rendered:
    if reason := missing_office():
        pytest.skip(reason)
    return render_edition(sample_contents(), sample_drafts(), LibreOfficeRenderer())


@pytest.fixture(scope="module")
def pages(made: Rendered) -> list[str]:
    """What each page of the PDF says, without spaces."""
    done = subprocess.run(
        ["pdftotext", "-", "-"], input=made.files["guide.pdf"], capture_output=True, check=True
    )
    return ["".join(page.split()) for page in done.stdout.decode().split("\f")]


def test_every_entry_of_the_contents_and_the_lists_stands_on_the_page_that_it_names(
    made: Rendered, pages: list[str]
) -> None:
    entries = [(re.sub(r"^[\d.]*\u2002", "", text), int(page)) for text, page in listed(made)]

    wrong = [(text, page) for text, page in entries if "".join(text.split()) not in pages[page - 1]]

    assert len(entries) > 150
    assert wrong == []


def listed(made: Rendered) -> list[tuple[str, str]]:
    """The entries of the contents and the lists: what they say, and the page."""
    package = Package.open(made.files["guide.docx"])
    links = package.tree(package.main).iter(f"{W}hyperlink")
    rows = [link for link in links if link.get(f"{W}anchor", "").startswith("_Toc")]
    said = ["".join(_said(node) for node in row.iter(f"{W}t", f"{W}tab")) for row in rows]
    return [tuple(one.rsplit("\t", 1)) for one in said]


def _said(node) -> str:
    return "\t" if node.tag == f"{W}tab" else node.text or ""


def test_every_page_that_a_field_names_is_that_of_the_pdf(made: Rendered) -> None:
    package = Package.open(made.files["guide.docx"])
    root = package.tree(package.main)
    asked = {}
    for one in fields_in(root):
        if one.verb == "PAGEREF":
            name = words_of(one.instruction)[1]
            asked.setdefault(name, set()).add(_shown(one.separate, one.end))

    told = page_numbers(made.files["guide.pdf"], list(asked))

    assert asked == {name: {str(page)} for name, page in told.items()}


def _shown(separate, end) -> str:
    said = ""
    run = separate.getparent()
    while run is not end.getparent():
        said += "".join(node.text or "" for node in run.iter(f"{W}t"))
        run = run.getnext()
    return said


def test_word_asks_nothing_on_opening_and_finds_nothing_broken(made: Rendered) -> None:
    package = Package.open(made.files["guide.docx"])
    settings = package.tree(package.related(package.main, "settings")[0])

    assert settings.find(f"{W}updateFields") is None
    assert package.tree(package.main).xpath("//@*[local-name()='dirty']") == []
    assert broken(made.files["guide.docx"]) == []


def test_the_pdf_can_be_read_without_eyes(made: Rendered) -> None:
    with pikepdf.open(io.BytesIO(made.files["guide.pdf"])) as pdf:
        tags = list(_tags(pdf.Root.StructTreeRoot))
        kinds = Counter(str(one.get("/S")) for one in tags)
        silent = [one for one in tags if str(one.get("/S")) == "/Figure" and not one.get("/Alt")]
        with pdf.open_outline() as outline:
            chapters = [str(one.title) for one in outline.root]
        links = [
            one
            for page in pdf.pages
            for one in page.get("/Annots", [])
            if str(one.get("/Subtype")) == "/Link"
        ]

    assert silent == []
    assert kinds["/TH"] >= 100
    assert kinds["/Figure"] >= 15
    assert {"/H1", "/H2", "/Table", "/L", "/Link", "/Note"} <= kinds.keys()
    assert [one.split()[0] for one in chapters if one[0].isdigit()] == list(sample_drafts())
    assert len(links) > 200


def _tags(root: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Every element of the structure tree (ISO 32000-1, 14.7.2)."""
    waiting = [root]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting += list(one)
        elif isinstance(one, pikepdf.Dictionary):
            if "/S" in one:
                yield one
            if "/K" in one:
                waiting.append(one.K)
