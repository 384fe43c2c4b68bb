"""What a return did besides changing words: found by laying it beside what was sent.

Headings, lists, links, pictures and layouts that changed without a mark, remarks typed into the
text, changes marked by hand, what was pasted, what became of our own comments. None of it is
applied by itself: a finding is for a person to decide, to ask about, or to note.
"""

from __future__ import annotations

from chapters.announcing import (
    conversations,
    forms,
    grids,
    numbers,
    pictures,
    scribbles,
    things,
)
from chapters.announcing.laying import lay
from chapters.findings import Finding
from chapters.oxml.namespaces import W
from chapters.package import Package
from chapters.stories import stories
from chapters.whereabouts import Whereabouts

__all__ = ["announce", "open_points"]

_RULES = (
    *scribbles.RULES,
    *things.RULES,
    *pictures.RULES,
    *numbers.RULES,
    *grids.RULES,
    *forms.RULES,
)


def announce(base: bytes, returned: bytes) -> list[Finding]:
    """What a return did to `base` that is no change of words, all changes of both accepted.

    Empty for a file that was only saved again, by whatever program. Codes: `typed-remark`,
    `marked-by-hand`, `open-point`, `subscript-changed`, `foreign-style`, `long-paste`,
    `pasted-characters`; `link-changed`, `picture-added`, `picture-replaced`, `picture-gone`,
    `alt-text-changed`, `object-changed`, `box-added`, `reference-lost`, `number-changed`,
    `ink-or-voice`; `cells-merged`, `columns-changed`, `rows-reordered`, `cell-changed`;
    `heading-changed`, `list-changed`, `page-break`, `page-layout`; `comment-gone`,
    `comment-edited`, `comment-resolved`, `comment-answered`.
    """
    laid = lay(base, returned)
    found = [one for rule in _RULES for one in rule(laid)]
    return [*found, *conversations.talked(base, returned)]


def open_points(data: bytes) -> list[Finding]:
    """What a text leaves open: words in square brackets, "TBC", "to be confirmed", "XX".

    They do not hold up a round; a final text must have none.
    """
    package = Package.open(data)
    whereabouts = Whereabouts(package)
    return [
        Finding(code="open-point", where=str(whereabouts.of(story.part, paragraph)[1]), text=text)
        for story in stories(package)
        if story.kind != "comment"
        for paragraph in story.root.iter(f"{W}p")
        for text in scribbles.left_open(paragraph)
    ]
