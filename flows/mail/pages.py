"""HTML bodies of mails as text, quotes and signatures marked so that `words` can part them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, Tag

__all__ = ["Page", "read_page"]

LONGEST_PAGE = 2_000_000
DEEPEST_PAGE = 400
"""Elements in one another; the library's time grows with the square of it."""

# What mail programs wrap around the quoted mail, program by program.
_QUOTES = (
    "blockquote, .gmail_quote, .gmail_extra > .gmail_quote, .yahoo_quoted, .protonmail_quote, "
    ".zmail_extra, #isForwardContent, .tutanota_quote, .moz-cite-prefix, .gmail_attr"
)
# What they put before a quote that is not wrapped: all that follows is quoted.
_DIVIDERS = (
    "#divRplyFwdMsg, #appendonsend, #mail-editor-reference-message-container, "
    "#OLK_SRC_BODY_SECTION, "
    'hr#stopSpelling, hr[data-marker="__DIVIDER__"], '
    'div[style*="border-top:solid #E1E1E1"], div[style*="border-top:solid #B5C4DF"], '
    'div[style*="border-top: 1pt solid rgb(225"], div[style*="border:none;border-top:solid"]'
)
_SIGNATURES = (
    ".gmail_signature, .moz-signature, #Signature, #signature, #ms-outlook-mobile-signature, "
    "#ymail_android_signature, .AppleMailSignature"
)
_BLOCKS = (
    "p, div, tr, li, ul, ol, table, h1, h2, h3, h4, h5, h6, pre, hr, blockquote, section, article"
)
_UNREAD = "script, style, head, title, template, noscript"
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_TAG = re.compile(
    r"<(/?)(?!(?:br|hr|img|input|meta|link|col|wbr|p|li|td|tr|th|dt|dd|option|o:p)\b)[a-z]",
    re.IGNORECASE,
)
_DIVIDER_LINE = "\n-----Original Message-----\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An HTML body: its text with quotes marked by ">", and the addresses that its links lead to.

    `everything` is all text, hidden text too. `links` stand in unquoted text. `pictures` are the
    content ids of pictures that the page shows.
    """

    text: str
    everything: str
    links: tuple[str, ...]
    pictures: frozenset[str]


def read_page(html: str) -> Page:
    """An HTML body as text; what is no HTML comes out as what it is."""
    html = re.sub(r"<\?xml[^>]{0,500}\?>", "", html[:LONGEST_PAGE])
    if _depth(html) > DEEPEST_PAGE:
        return _flat(html)
    # The doctype keeps the library from warning about a body that looks like a file name.
    soup = BeautifulSoup(f"<!DOCTYPE html><html>{html}</html>", "lxml")
    for tag in soup.select(_UNREAD):
        tag.decompose()
    for note in soup.find_all(string=lambda text: isinstance(text, Comment)):
        note.extract()
    _break_lines(soup)
    everything = soup.get_text()
    for tag in soup.find_all(style=_HIDDEN):
        if not tag.decomposed:
            tag.decompose()
    _mark_quotes(soup)
    return Page(
        text=_tidy(soup.get_text()),
        everything=_tidy(everything),
        links=_links(soup),
        pictures=frozenset(p.lower() for p in re.findall(r"cid:([^\"'\s>)]{1,300})", html)),
    )


def _depth(html: str) -> int:
    """How deep elements lie in one another at most, counted roughly and fast."""
    depth = deepest = 0
    for closing in _TAG.findall(html):
        depth = max(0, depth - 1) if closing else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _flat(html: str) -> Page:
    """The text of a page that no person wrote, without looking at what its elements mean."""
    text = _tidy(re.sub(r"<[^<>]{0,1000}>", "\n", html))
    return Page(text=text, everything=text, links=(), pictures=frozenset())


def _break_lines(soup: BeautifulSoup) -> None:
    """Line breaks where a browser shows them, and nowhere else."""
    for text in soup.find_all(string=True):
        if type(text) is NavigableString and text.find_parent("pre") is None:
            text.replace_with(NavigableString(re.sub(r"[ \t\r\n\u00a0]+", " ", str(text))))
    for tag in soup.find_all("br"):
        tag.replace_with("\n")
    for tag in soup.select(_BLOCKS):
        tag.insert_before("\n")
        tag.insert_after("\n")
    for tag in soup.select("td, th"):
        tag.insert_after(" ")


def _mark_quotes(soup: BeautifulSoup) -> None:
    for tag in soup.select(_DIVIDERS):
        tag.insert_before(_DIVIDER_LINE)
    for tag in soup.select(f"{_QUOTES}, {_SIGNATURES}"):
        if tag.decomposed or _is_gone(tag, soup):
            continue
        lines = tag.get_text().strip().split("\n")
        tag.replace_with("\n" + "\n".join(f"> {line.strip()}" for line in lines) + "\n")


def _is_gone(tag: Tag, soup: BeautifulSoup) -> bool:
    """Whether an outer quote was replaced already, and this one with it."""
    *_, root = [tag, *tag.parents]
    return root is not soup


def _links(soup: BeautifulSoup) -> tuple[str, ...]:
    """The addresses of links above the first divider; quoted ones are gone already."""
    found = []
    for node in soup.descendants:
        if isinstance(node, NavigableString) and _DIVIDER_LINE.strip() in str(node):
            break
        if isinstance(node, Tag) and node.name == "a":
            found.append(str(node.get("href", "")))
    return tuple(dict.fromkeys(u for u in found if u.lower().startswith(("http://", "https://"))))


def _tidy(text: str) -> str:
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
