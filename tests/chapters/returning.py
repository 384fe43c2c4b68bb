"""A chapter with one of everything, and a return of it as the program reads it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

from chapters import (
    Comment,
    Finding,
    Revision,
    RevisionId,
    read_comments,
    read_revisions,
    reconcile,
    reject_all,
)
from chapters.announcement import announce
from chapters.idling import idle_groups
from chapters.reconciliation import same
from chapters.weighing import Weight, weights
from tests.judge import differences
from tests.schema import new_breakage
from tests.wordml import (
    PNG,
    cell,
    comment,
    commented,
    docx,
    field,
    footnote,
    hyperlink,
    p,
    picture,
    row,
    section,
    table,
)

__all__ = ["BLOCKS", "CHAPTER", "LINKS", "WHEN", "Reading", "chapter", "read"]

WHEN = datetime(2017, 10, 12, 9, tzinfo=UTC)

LINKS = (
    ("rIdLink", "hyperlink", "https://example.org/guide"),
    ("rIdPicture", "image", "media/picture.png"),
)
PICTURE = {"word/media/picture.png": (PNG, "image/png")}
BLOCKS = {
    "title": p("Inspection of containers", style="Heading1"),
    "cases": p("Officers shall report each case within 24 hours to the district office."),
    "typo": p("Minimata is a town. The guide speaks of it."),
    "first": p("First item of the list", numbered=(1, 0)),
    "second": p("Second item of the list", numbered=(1, 0)),
    "third": p("Third item of the list", numbered=(1, 0)),
    "heading": p("Further information", style="Heading2"),
    "table": table(
        row(cell("Name"), cell("Code"), cell("Annex")),
        row(cell("CFC-11"), cell("2903.41"), cell("A")),
        row(cell("CFC-12"), cell("2903.42"), cell("A")),
        row(cell("HCFC-22"), cell("2903.71"), cell("C")),
    ),
    "note": p("After the table there is a note", footnote(1), " and more."),
    "question": p("The number of permits is ", commented("still true", id=0), " today."),
    "link": p("See ", hyperlink("the guide", rid="rIdLink"), " for more."),
    "picture": p("A label: ", picture()),
    "last": p("Last words of the chapter."),
}


def chapter(**changed: str | None) -> bytes:
    """The chapter, with some of its blocks otherwise (or gone: none); blocks may be several."""
    blocks = [changed.get(name, block) for name, block in BLOCKS.items()]
    return docx(
        *[block for block in blocks if block],
        headers=[p("Chapter 3, draft")],
        footers=[p("Page ", field("PAGE", "1"))],
        footnotes={1: p("A note on labels.")},
        comments=[comment(p("Is this still true?"), id=0, by="Secretariat")],
        relationships=LINKS,
        parts=PICTURE,
        end=section(
            '<w:headerReference w:type="default" r:id="rIdheader1"/>',
            '<w:footerReference w:type="default" r:id="rIdfooter1"/>',
        ),
    )


CHAPTER = chapter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A return as the program reads it; `new` are the comments that the base does not have,
    `noticed` what reconciling noticed.
    """

    data: bytes
    revisions: tuple[Revision, ...]
    untracked: frozenset[RevisionId]
    findings: tuple[Finding, ...]
    noticed: tuple[Finding, ...]
    new: tuple[Comment, ...]

    @property
    def groups(self) -> list[tuple[str, str]]:
        """The words that each group takes away and brings, in order."""
        texts: dict[str, list[str]] = {}
        for one in self.revisions:
            both = texts.setdefault(one.group, ["", ""])
            if "row" not in one.kind and "formatting" not in one.kind:
                both[0] += one.before
                both[1] += one.after
        return [(one.strip(), other.strip()) for one, other in texts.values()]

    @property
    def weights(self) -> Counter[Weight]:
        """How many groups there are of each weight."""
        return Counter(weights(self.revisions, idle=idle_groups(self.data)).values())

    @property
    def authors(self) -> set[str]:
        return {one.author for one in self.revisions}

    def told(self, code: str = "") -> list[str]:
        """The sentences of the findings, or of those with this code."""
        return [one.text for one in self.findings if code in ("", one.code)]

    @property
    def codes(self) -> list[str]:
        return sorted(one.code for one in self.findings)


def read(base: bytes, returned: bytes, *, by: str = "returned by WCO") -> Reading:
    """A return as the program reads it; what must hold of every reconciliation is asserted."""
    result = reconcile(base, returned, author=by, when=WHEN)
    if result.data == returned:
        assert same(base, returned) == []
    else:
        assert differences(reject_all(result.data), reject_all(base)) == []
        assert new_breakage(base, result.data) == []
    sent = Counter(one.fingerprint for one in read_revisions(base))
    known = {(one.author, one.text) for one in read_comments(base)}
    revisions = tuple(one for one in read_revisions(result.data) if one.fingerprint not in sent)
    return Reading(
        data=result.data,
        revisions=revisions,
        untracked=result.untracked,
        findings=tuple(announce(base, returned)),
        noticed=result.findings,
        new=tuple(one for one in read_comments(returned) if (one.author, one.text) not in known),
    )
