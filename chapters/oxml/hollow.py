"""Long parts for reading only: paragraphs that tell of no change are hollow till looked at.

Parsing is most of what reading costs, and nine paragraphs in ten of a long chapter hold no mark.
They are found in the bytes, and stand in the tree as empty `w:p` elements, so that all others keep
their number and their neighbours; runs in these have no properties but tracked ones. A part that
is not written as programs write it (comments, CDATA, another prefix or encoding, namespaces
declared half-way) is left whole.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from lxml import etree

from chapters.oxml.markup import parse
from chapters.oxml.namespaces import W

__all__ = ["Sketch", "all_there", "sketch"]

_LONG = 30_000  # bytes; below, looking costs as much as it saves
_HEAD = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml[^<>]*\?>)?\s*"
    rb"""<(?P<root>[\w.:-]+)(?:[^"'<>]++|"[^"<]*+"|'[^'<]*+')*+(?<!/)>"""
)
_OTHER_CODE = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["'](?!utf-8["'])""", re.IGNORECASE)
_BOUND = re.compile(
    rb"\sxmlns:w=.http://(?:schemas\.openxmlformats\.org/wordprocessingml/2006"
    rb"|purl\.oclc\.org/ooxml/wordprocessingml)/main[\"']"
)
_OTHER_PREFIX = re.compile(rb"[<\s](?!w:|xml:)[\w.-]+:[\w.-]")
_WORD = b"/wordprocessingml/"
_UNUSUAL = (b"<!", b"<?", b"<w:customXml")
_HALF_WAY = re.compile(rb"<(?:w|mc):[^<>]*\sxmlns|\sxmlns:w\s*=")

_TELLS = (
    rb"ins[\s/>]|del[\s/>]|move|c(?:ell|ustomXml)|rPrChange|numberingChange"  # marks
    rb"|footnoteReference|endnoteReference|sectPr"  # what notes and headers are numbered by
    rb"|outlineLvl|txbxContent"  # what makes a heading; a story within
    rb'|p(?:[\s/>]|PrChange|Style(?! w:val="(?!(?:%s)")[^"&]*"/?>))'  # and all three once more
)
"""Each begins with another letter: of every tag, one at most is looked at more closely."""

_LOOK = (
    rb"<w:(?:lang|rFonts|szC?s?|color|bC?s?|iC?s?|rStyle|noProof|u|vertAlign|spacing|highlight"
    rb"|shd|rtl|kern|w|caps|smallCaps|strike|position|webHidden|vanish|cs|em|bdr|fitText|dstrike"
    rb"|snapToGrid)[^<>\w]"
)
_LOOKS = re.compile(rb'<w:r(?: w:rsid\w*="\w*")*+><w:rPr>(?:%s[^<>]*+(?<=/)>)*+</w:rPr>' % _LOOK)
_RUN = rb"w:r[ >][^<]*+(?:<w:rPr>(?:%s[^<]*+)*+</w:rPr>)?+<w:t[ >][^<]*+</w:t></w:r>" % _LOOK
_PLAIN = (
    rb"(<w:p(?:\s[^<>]*+)?(?<!/)>[^<]*+(?:<(?:"
    + _RUN  # most of a text: passed over in one step, not tag by tag
    + rb"|w:(?!%s)|/(?!w:p[\s>]|w:txbxContent)|(?!w:|[\w.-]+:conflict)\w)[^<]*+)*+</w:p>)"
)
_SPACES = (b'<w:t xml:space="preserve">', b"<w:t>")
_SEAM = b"</w:t></w:r><w:r><w:t>"
_SEAM_TELLS = (b"rPrChange", b"\xe2\x80\x8d", b"&#")
"""With one of these anywhere it tells where a run ends: a format may be tracked in one and not in
the next, and U+200D (which may be written as a number) is no word where it is alone in a run.
"""

_P, _HOLLOW = f"{W}p", "hollow"


def all_there(_: etree._Element) -> None:
    """What fills a part that was read as a whole: it has no hollow paragraph."""


class Sketch:
    """A part whose paragraphs are hollow where they tell nothing."""

    def __init__(self, content: bytes, plain: re.Pattern[bytes], head: bytes, root: bytes) -> None:
        bound = _BOUND.search(head)
        self._head = head
        self._short_head = b"<%s%s>" % (root, bound[0] if bound else b"")
        self._tail = b"</%s>" % root
        pieces = plain.split(content)
        self._left_out = pieces[1::2]
        pieces[1::2] = [b'<w:p hollow="%d"/>' % number for number in range(len(pieces) // 2)]
        self.content = b"".join(pieces)
        self._has_boxes = b"<w:txbxContent" in self.content

    def is_sure(self, start: int) -> bool:
        """Whether what is left in the bytes shows that paragraphs are what they look like."""
        content = self.content
        return (
            content.count(b" hollow=") == len(self._left_out)
            and not any(_says(content, one, start) for one in _UNUSUAL)
            and (content.find(b"xmlns", start) < 0 or not _HALF_WAY.search(content, start))
        )

    def strip(self) -> None:
        """Leave out how runs look where that is not tracked, and that words are cut into several:
        no words, no marks, half of a tree.
        """
        content = _LOOKS.sub(b"<w:r>", self.content).replace(*_SPACES)
        if not any(one in content for one in _SEAM_TELLS):
            content = content.replace(_SEAM, b"")
        self.content = content

    def fill(self, holder: etree._Element) -> None:
        """Put back what the hollow paragraphs in an element, or the element itself, had in them."""
        is_alone = holder.tag == _P and not self._has_boxes
        if is_alone and len(holder):
            return  # most
        hollow = [
            (paragraph, int(number))
            for paragraph in ([holder] if is_alone else holder.iter(_P))
            if not len(paragraph) and (number := paragraph.get(_HOLLOW)) is not None
        ]
        if not hollow:
            return
        # Together: of a table with many rows each would cost as much as all.
        full = list(self._parsed(b"".join(self._left_out[number] for _, number in hollow)))
        for (paragraph, _), parsed in zip(hollow, full, strict=True):
            del paragraph.attrib[_HOLLOW]
            paragraph.extend(list(parsed))

    def _parsed(self, left_out: bytes) -> etree._Element:
        head = self._head if _OTHER_PREFIX.search(left_out) else self._short_head
        return parse(head + left_out + self._tail, "a paragraph")


def sketch(content: bytes, headings: Collection[str]) -> Sketch | None:
    """The sketch of a part; none where it is short, or not written as programs write it.

    `headings` are the ids of the styles whose paragraphs must be read.
    """
    head = _HEAD.match(content) if len(content) >= _LONG else None
    if head is None or _OTHER_CODE.match(content) or not _BOUND.search(head[0]):
        return None
    if content.count(_WORD) > 1:  # another prefix may mean the same
        return None
    made = Sketch(content, _plain(headings), head[0], head["root"])
    if not made.is_sure(head.end()):
        return None
    made.strip()
    return made


def _says(content: bytes, what: bytes, start: int) -> bool:
    """Whether bytes hold others; a last letter that is nowhere is missed at once."""
    return content.find(what[-1:], start) >= 0 and content.find(what, start) >= 0


def _plain(headings: Collection[str]) -> re.Pattern[bytes]:
    """What a paragraph looks like that holds nothing that reading looks at.

    Whoever writes `w:pStyle` otherwise than Word, or with an entity, has its paragraphs read.
    """
    styles = b"|".join(re.escape(name.encode()) for name in sorted(headings))
    return re.compile(_PLAIN % (_TELLS % styles))
