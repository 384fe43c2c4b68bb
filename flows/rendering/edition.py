"""All files of an edition, made of its chapters and of what is said about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from chapters import Finding, compile_guide, mark_draft, renumber, scrub, to_html
from chapters.compilation import ChapterFile, Reserved, fill_pages, wanted_pages
from chapters.scrubbing import without_paths
from flows.errors import NoRenderer
from flows.rendering.contents import EditionContents
from flows.rendering.matrix import comment_matrix
from flows.rendering.pdf import page_numbers
from flows.rendering.record import record_json, record_markdown
from flows.rendering.site import make_site

_TIMES = 3  # that a PDF is made; the first one is right, unless a number moved a line

__all__ = ["Rendered", "records", "render_edition", "with_pages"]


class PdfMaker(Protocol):
    """What an edition needs of a `Renderer`."""

    def pdf(self, docx: bytes, *, title: str, language: str) -> bytes:
        """The tagged PDF; raises `NoRenderer`, `NotReachable`."""

    def pages(self, docx: bytes, bookmarks: Sequence[str]) -> Mapping[str, int]:
        """The page of each bookmark in that PDF; raises the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """The files of an edition by path in its folder, what a person should know about them, and what
    the record says of the edition.
    """

    files: Mapping[str, bytes]
    told: EditionContents
    findings: tuple[Finding, ...]
    notices: tuple[str, ...]


def render_edition(
    contents: EditionContents,
    drafts: Mapping[str, bytes],
    renderer: PdfMaker,
    *,
    template: bytes | None = None,
    file_names: Mapping[str, str] | None = None,
) -> Rendered:
    """Compile, scrub, and render everything that an edition's folder holds.

    `drafts` maps the number of each chapter that is in to its bytes; `file_names` a number to the
    name of the chapter's file, by which other chapters may link to it. Every page of a preview
    says that it is a draft. Without LibreOffice everything is made but the PDF, and a notice says
    so.
    """
    names = file_names or {}
    compiled = compile_guide(
        _slots(contents, drafts, names),
        template=template,
        title=contents.title,
        subtitle=contents.heading,
        language=contents.language,
        contents="Contents",
        across="DRAFT" if contents.kind == "preview" else "",
    )
    clean = scrub(compiled.data, title=contents.title, language=contents.language)
    text = renumber(clean.data)
    if contents.kind == "preview":
        text = mark_draft(text, f"DRAFT – {contents.called}")
    guide, pdf, notices = with_pages(text, renderer, contents)
    files = {"guide.docx": guide, "comments.xlsx": comment_matrix(contents)}
    site = make_site(contents, to_html(guide))
    files |= {f"site/{path}": content for path, content in site.items()}
    if pdf is not None:
        files["guide.pdf"] = pdf
    notes = dict.fromkeys((*contents.notices, *_said(compiled.findings)))
    told = replace(contents, notices=tuple(notes))
    return Rendered(
        files=files | records(told, files, names),
        told=told,
        findings=(*compiled.findings, *clean.removed, *clean.suspects),
        notices=notices,
    )


def records(
    told: EditionContents, files: Mapping[str, bytes], names: Mapping[str, str]
) -> dict[str, bytes]:
    """The two records of an edition of which these are the other files."""
    return {
        "record.json": record_json(told, files, names),
        "record.md": record_markdown(told, files),
    }


def _slots(
    contents: EditionContents, drafts: Mapping[str, bytes], names: Mapping[str, str]
) -> Sequence[ChapterFile | Reserved]:
    slots: list[ChapterFile | Reserved] = []
    for one in contents.chapters:
        file = names.get(one.number, "")
        if one.is_in:
            slots.append(
                ChapterFile(
                    data=renumber(drafts[one.number]),  # the lists of boxes and figures say it
                    number=one.number,
                    title=one.title,
                    file=file,
                )
            )
        else:
            slots.append(Reserved(number=one.number, title=one.title, file=file))
    return slots


def with_pages(
    guide: bytes, renderer: PdfMaker, contents: EditionContents
) -> tuple[bytes, bytes | None, tuple[str, ...]]:
    """The guide with the pages that its PDF has, the PDF, and what to tell.

    The pages are asked for first. Numbers take the place of a dash in a line of their own, so that
    nothing moves; should it, they are written as the PDF has them, and it is made again.
    """
    anchors = wanted_pages(guide)
    try:
        pages = renderer.pages(guide, anchors) if anchors else {}
        for _ in range(_TIMES):
            guide = fill_pages(guide, pages)
            pdf = renderer.pdf(guide, title=contents.title, language=contents.language)
            shown = page_numbers(pdf, anchors)
            if shown == pages:
                return guide, pdf, ()
            pages = shown
    except NoRenderer as missing:
        return guide, None, (str(missing),)
    return guide, pdf, ("Page numbers in the contents did not settle: compare them with the PDF.",)


def _said(findings: Sequence[Finding]) -> list[str]:
    """What the record says of the making; it is public, so no address of a disk is in it."""
    return list(
        dict.fromkeys(without_paths(one.text) for one in findings if one.code != "withheld")
    )
