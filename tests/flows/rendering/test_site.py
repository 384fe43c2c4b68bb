"""The web pages: complete, linked, without scripts and without outside requests."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from chapters.compilation import ChapterFile, Reserved, compile_guide
from chapters.html import to_html
from flows.rendering.contents import Chapter
from flows.rendering.site import make_site
from tests.flows.rendering.editions import contents, drafts
from tests.wordml import docx, p

_VOID = {"meta", "br", "img", "link", "input", "hr"}


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    given = drafts()
    guide = compile_guide(
        [
            ChapterFile(data=given["3.1"], number="3.1", title="Basel Convention"),
            ChapterFile(data=given["3.2"], number="3.2", title="CITES"),
            Reserved(number="3.3", title="Minamata Convention"),
        ],
        title="Green Customs Guide",
        contents="Contents",
    )
    return make_site(contents(), to_html(guide.data))


class _Page(HTMLParser):
    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(content.decode())
        assert self.open == []

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def pages(site: dict[str, bytes]) -> dict[str, _Page]:
    return {path: _Page(data) for path, data in site.items() if path.endswith(".html")}


def test_there_is_a_page_for_each_chapter_that_is_in_and_each_partner_that_owns_one(
    site: dict[str, bytes],
) -> None:
    assert sorted(pages(site)) == [
        "3-1-basel-convention.html",
        "3-2-cites.html",
        "index.html",
        "partners/brs.html",
        "partners/cites.html",
    ]


def test_a_withheld_chapter_is_named_without_a_link(site: dict[str, bytes]) -> None:
    index = site["index.html"].decode()

    assert "Minamata Convention <small>(not in this edition)</small>" in index
    assert not any("minamata" in (a["href"] or "") for a in pages(site)["index.html"].all("a"))


def test_every_link_and_picture_leads_to_something_in_the_site(site: dict[str, bytes]) -> None:
    found = pages(site)
    ids = {path: {a.get("id") for _, a in page.tags if a.get("id")} for path, page in found.items()}

    for path, page in found.items():
        folder = path.rpartition("/")[0]
        for link in [a["href"] or "" for a in page.all("a")]:
            file, _, anchor = link.partition("#")
            target = _resolved(folder, file) if file else path
            assert target in site, (path, link)
            assert not anchor or anchor in ids[target], (path, link)
        for image in page.all("img"):
            assert _resolved(folder, image["src"] or "") in site
            assert image["alt"] == "A drum"


def _resolved(folder: str, file: str) -> str:
    parts = [part for part in f"{folder}/{file}".split("/") if part]
    while ".." in parts:
        at = parts.index("..")
        parts[at - 1 : at + 1] = []
    return "/".join(parts)


def test_pages_need_no_script_and_ask_no_other_server(site: dict[str, bytes]) -> None:
    for path, page in pages(site).items():
        text = site[path].decode()
        assert page.all("script") == []
        assert page.all("link") == []
        assert not re.search(r"(?:src|url\()\s*=?[\"']?(?:https?:)?//", text)
        assert "@import" not in text


def test_every_page_has_a_language_a_title_one_main_heading_and_a_way_past_the_menu(
    site: dict[str, bytes],
) -> None:
    for page in pages(site).values():
        assert page.all("html") == [{"lang": "en-GB"}]
        assert len(page.all("h1")) == 1
        assert len(page.all("main")) == 1
        assert page.all("a")[0]["href"] == "#text"


def test_chapters_lead_to_the_one_before_and_the_one_after(site: dict[str, bytes]) -> None:
    first, second = (pages(site)[f"{name}.html"] for name in ("3-1-basel-convention", "3-2-cites"))

    steps = [{a["rel"]: a["href"] for a in page.all("a") if "rel" in a} for page in (first, second)]

    assert steps == [
        {"prev": "index.html", "next": "3-2-cites.html"},
        {"prev": "3-1-basel-convention.html"},
    ]


def test_a_chapter_without_a_number_has_a_page_of_its_own() -> None:
    chapters = (
        Chapter(number="", title="Foreword", owner="BRS", fate="published"),
        Chapter(number="1", title="Waste", owner="BRS", fate="published"),
    )
    words = [docx(p("Preface", style="Heading1"), "welcome"), docx(p("Waste", style="Heading1"))]
    guide = compile_guide(
        [
            ChapterFile(data=data, number=one.number, title=one.title)
            for data, one in zip(words, chapters, strict=True)
        ]
    )

    made = make_site(contents(chapters=chapters), to_html(guide.data))

    assert b"welcome" in made["preface.html"]
    assert '<a href="preface.html"><span class="label"></span> <span>Foreword</span></a>' in (
        made["index.html"].decode()
    )
