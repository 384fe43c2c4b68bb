"""The web pages of the sample guide as a browser shows them: accessible, on a phone too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from chapters.compilation import ChapterFile, compile_guide
from chapters.html import to_html
from flows.rendering.site import make_site
from tests.flows.rendering.editions import sample_contents, sample_drafts
from tests.servers.browser import Browser

_DESK, _PHONE = 1280, 390  # pixels


@pytest.fixture(scope="module")
def site() -> Iterator[Path]:
    """The site of the sample guide in a folder, with a withheld chapter."""
    contents, drafts = sample_contents(), sample_drafts()
    guide = compile_guide(
        [
            ChapterFile(data=drafts[one.number], number=one.number, title=one.title)
            for one in contents.chapters
            if one.is_in
        ],
        contents="Contents",
    )
    with TemporaryDirectory(prefix="site-") as folder:
        for path, content in make_site(contents, to_html(guide.data)).items():
            target = Path(folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        yield Path(folder)


@pytest.mark.parametrize("width", [_DESK, _PHONE])
def test_axe_finds_no_fault_on_any_page(browser: Browser, site: Path, width: int) -> None:
    faults = {}

    for page in sorted(site.rglob("*.html")):
        browser.open(page, width=width)
        faults[page.name] = browser.faults()

    assert len(faults) == 14
    assert {name: found for name, found in faults.items() if found} == {}


def test_no_page_is_wider_than_a_phone(browser: Browser, site: Path) -> None:
    widths = {}

    for page in sorted(site.rglob("*.html")):
        browser.open(page, width=_PHONE)
        widths[page.name] = browser.says("document.documentElement.scrollWidth")

    assert {name: wide for name, wide in widths.items() if wide > _PHONE} == {}


def test_a_page_asks_for_its_own_files_and_nothing_else(browser: Browser, site: Path) -> None:
    asked = {}

    for page in sorted(site.rglob("*.html")):
        browser.open(page)
        asked[page] = browser.requests()

    inside = site.resolve().as_uri()
    assert all(asked.values())
    assert [one for found in asked.values() for one in found if not one.startswith(inside)] == []


def test_axe_would_find_a_picture_without_a_description(browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "bad.html"
    page.write_text(
        '<!DOCTYPE html><html lang="en"><title>x</title><main><h1>x</h1><img src="x.png"></main>',
        encoding="utf-8",
    )

    browser.open(page)

    assert [one.rule for one in browser.faults()] == ["image-alt"]
