"""A small edition to render."""

from __future__ import annotations

from pathlib import Path

from flows.rendering.contents import (
    Answer,
    Change,
    Chapter,
    Counts,
    EditionContents,
    PartnerEntry,
    Remark,
)
from tests.wordml import bookmark, cell, docx, field, footnote, p, picture, raw, row, table

__all__ = ["NO_ANSWER", "contents", "drafts", "sample_contents", "sample_drafts"]

_SAMPLE = Path(__file__).resolve().parents[3] / "examples" / "gci-guide"

NO_ANSWER = "no answer, counted as no objection under this round's rule"


def contents(**more: object) -> EditionContents:
    values = {
        "title": "Green Customs Guide",
        "number": "1",
        "published": "20 October 2017",
        "chapters": (
            Chapter(
                number="3.1",
                title="Basel Convention",
                owner="BRS",
                fate="published",
                why="Every change is decided.",
                draft="ab" * 32,
            ),
            Chapter(
                number="3.2",
                title="CITES",
                owner="CITES",
                fate="carried over",
                why="Nobody answered.",
                draft="cd" * 32,
            ),
            Chapter(
                number="3.3",
                title="Minamata Convention",
                owner="Minamata",
                fate="withheld",
                why="Not a partner yet.",
            ),
        ),
        "partners": (
            PartnerEntry(short="BRS", name="Secretariat of the Basel Convention"),
            PartnerEntry(short="CITES", name="CITES Secretariat"),
        ),
        "answers": (
            Answer(
                chapter="3.1", partner="BRS", duty="owner", answer="answered on 16 October 2017"
            ),
            Answer(chapter="3.2", partner="CITES", duty="owner", answer=NO_ANSWER),
        ),
        "changes": (
            Change(
                number=1,
                chapter="3.1",
                place="Labels, paragraph 12",
                partner="WCO",
                before="shall",
                after="=should",
                decision="rejected",
                reason="The Convention says shall.",
            ),
        ),
        "remarks": (
            Remark(
                number=2,
                chapter="3.1",
                place="paragraph 3",
                partner="BRS",
                author="Focal Point One",
                quoted="Annex IX",
                text="Which edition?\x0b",
            ),
        ),
        "counts": Counts(letters=4, reminders=2, returns=1, revisions=1, decisions=1, comments=1),
        "round_title": "Final comments",
        "deadline": "Wednesday 18 October 2017, Africa/Nairobi",
    }
    return EditionContents(**{**values, **more})


def drafts() -> dict[str, bytes]:
    shown = raw(picture().replace('name="Picture"/>', 'name="n" descr="A drum"/>', 1))
    basel = docx(
        p("Basel Convention", style="Heading1"),
        *[p(f"A long paragraph about waste. {'Words follow words. ' * 60}") for _ in range(12)],
        p("What to look for", style="Heading2"),
        table(row(cell("Code"), cell("Goods"), props="<w:tblHeader/>"), row(cell("1"), cell("x"))),
        p("Table ", field(" SEQ Table \\* ARABIC ", "1"), ". Codes"),
        p("See page ", field(" PAGEREF trade \\h ", "?"), footnote(1)),
        p(shown),
        footnotes={1: p("A note.")},
    )
    cites = docx(p("CITES", style="Heading1"), p(bookmark("trade", "Trade"), " in species."))
    return {"3.1": basel, "3.2": cites}


def sample_contents() -> EditionContents:
    """The sample guide, of which one chapter is withheld."""
    return EditionContents(
        title="Green Customs Guide",
        number="1",
        published="20 October 2017",
        chapters=tuple(_sample_chapter(path) for path in sorted(_SAMPLE.glob("*.docx"))),
        partners=(PartnerEntry(short="BRS", name="Secretariat of the Basel Convention"),),
    )


def _sample_chapter(path: Path) -> Chapter:
    number, _, title = path.stem.partition(" ")
    fate = "withheld" if "Minamata" in title else "published"
    return Chapter(number=number.lstrip("0") or "0", title=title, owner="BRS", fate=fate)


def sample_drafts() -> dict[str, bytes]:
    """The chapters of the sample guide that are in, by number."""
    files = sorted(_SAMPLE.glob("*.docx"))
    chapters = sample_contents().chapters
    pairs = zip(chapters, files, strict=True)
    return {one.number: path.read_bytes() for one, path in pairs if one.is_in}
