"""Web pages: contents, a page for each chapter, a page for each partner."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from chapters import Html
from chapters.compiling.names import chapter_anchor
from chapters.html import Page
from chapters.hypertext.outline import slug
from flows.rendering.contents import Chapter, EditionContents

__all__ = ["make_site"]

FOLDER = Path(__file__).resolve().parents[1] / "templates" / "site"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Link:
    """A chapter as a page links to it; `href` is empty where it is withheld."""

    number: str
    title: str
    href: str
    owner: str
    why: str

    @property
    def called(self) -> str:
        return f"{self.number} {self.title}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class _PartnerPage:
    href: str
    short: str
    name: str
    chapters: tuple[_Link, ...]


def make_site(contents: EditionContents, guide: Html) -> dict[str, bytes]:
    """The files of the web site by path: `index.html`, chapters, `partners/`, `media/`.

    `guide` is the compiled guide as HTML. Nothing on the pages asks another server for anything,
    and nothing needs a script. The same input gives the same bytes.
    """
    return _Site(contents, guide).files()


class _Site:
    def __init__(self, contents: EditionContents, guide: Html) -> None:
        self._contents = contents
        self._guide = guide
        self._pages = [page for page in guide.pages if page.anchor]
        by_chapter = {page.chapter: page for page in self._pages if page.chapter}
        self._links = [self._link(one, by_chapter) for one in contents.chapters]
        self._loose = [page for page in self._pages if not any(self._is(page))]
        self._partners = self._partner_pages()

    def _is(self, page: Page) -> list[bool]:
        return [link.href == f"{page.anchor}.html" for link in self._links]

    def _link(self, chapter: Chapter, by_chapter: dict[str, Page]) -> _Link:
        page = by_chapter.get(chapter_anchor(chapter.number or chapter.title))
        if page is None and chapter.is_in:
            page = next(
                (one for one in self._pages if slug(chapter.title) in slug(one.title)), None
            )
        return _Link(
            number=chapter.number,
            title=chapter.title,
            href="" if page is None or not chapter.is_in else f"{page.anchor}.html",
            owner=chapter.owner,
            why=chapter.why,
        )

    def _partner_pages(self) -> list[_PartnerPage]:
        found = []
        for partner in self._contents.partners:
            own = tuple(link for link in self._links if link.owner == partner.short)
            if any(link.href for link in own):
                found.append(
                    _PartnerPage(
                        href=f"partners/{slug(partner.short)}.html",
                        short=partner.short,
                        name=partner.name,
                        chapters=own,
                    )
                )
        return found

    def files(self) -> dict[str, bytes]:
        made = {"index.html": self._render("index.html", root="", heading=self._contents.title)}
        for at, page in enumerate(self._pages):
            made[f"{page.anchor}.html"] = self._page(page, at)
        for partner in self._partners:
            made[partner.href] = self._render(
                "partner.html", root="../", heading=partner.name, partner=partner
            )
        for name in sorted(self._guide.media):
            made[f"media/{name}"] = self._guide.media[name]
        return made

    def _page(self, page: Page, at: int) -> bytes:
        owner = next((link.owner for link in self._links if link.href == f"{page.anchor}.html"), "")
        partner = next((one for one in self._partners if one.short == owner), None)
        return self._render(
            "chapter.html",
            root="",
            heading=page.title,
            body=Markup(page.body),  # noqa: S704 -- made by `to_html`, which escapes
            partner=partner,
            before=self._pages[at - 1] if at else None,
            after=self._pages[at + 1] if at + 1 < len(self._pages) else None,
            here=f"{page.anchor}.html",
        )

    def _render(self, template: str, *, root: str, heading: str, **more: object) -> bytes:
        page = _environment().get_template(template)
        text = page.render(
            edition=self._contents,
            links=self._links,
            loose=self._loose,
            partners=self._partners,
            root=root,
            heading=heading,
            **more,
        )
        return text.encode()


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
