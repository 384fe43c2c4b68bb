"""Guide → HTML text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Html", "Page", "to_html"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One top-level section of a file: its anchor, its title, and its body as an HTML fragment."""

    anchor: str
    title: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Html:
    """A file as HTML fragments, one per top-level heading; `media` maps the file names they use to
    bytes.
    """

    pages: tuple[Page, ...]
    media: Mapping[str, bytes]


def to_html(data: bytes) -> Html:
    """The file as HTML: headings, lists, tables, notes, pictures, links; no style, no script."""
    raise NotImplementedError
