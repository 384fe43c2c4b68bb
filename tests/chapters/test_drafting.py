"""A draft: brackets behind what is disputed, and a line on every page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from chapters import Aside, Contribution, bracket, combine, mark_draft, plain_text, read_revisions
from chapters.compilation import ChapterFile, compile_guide
from chapters.inspection import broken
from chapters.oxml.namespaces import R, W
from chapters.package import Package
from tests.schema import new_schema_errors
from tests.wordml import (
    cell,
    dele,
    docx,
    header_reference,
    hyperlink,
    ins,
    ins_mark,
    moved,
    p,
    row,
    section,
    table,
)

WHEN = datetime(2017, 10, 4, tzinfo=UTC)
WORDS = "DRAFT – preview of 20 October 2017, 11:05"
BASE = docx(p("Goods shall be inspected here."), p("Second."))


def bracketed(base: bytes, wco: bytes, brs: bytes) -> bytes:
    """The base with every conflict of two returns in brackets."""
    combined = combine(
        base,
        [Contribution(reviewer="WCO", data=wco), Contribution(reviewer="BRS", data=brs)],
        when=WHEN,
    )
    asides = [
        Aside(
            revisions=tuple(i for side in one.sides for i in side.revisions),
            words=" ".join(f"[{side.reviewer}: {side.text.strip()}]" for side in one.sides),
        )
        for one in combined.conflicts
    ]
    assert asides
    made = bracket(combined.data, asides)
    assert made.unplaced == ()
    assert read_revisions(made.data) == []
    assert broken(made.data) == []
    assert new_schema_errors(base, made.data) == []
    return made.data


@pytest.mark.parametrize(
    ("wco", "brs", "text"),
    [
        (
            p("Goods ", dele("shall"), ins("must"), " be inspected here."),
            p("Goods ", dele("shall"), ins("should"), " be inspected here."),
            "Goods shall [WCO: must] [BRS: should] be inspected here.",
        ),
        (
            p("Goods ", dele("shall be"), ins("are"), " inspected here."),
            p("Goods ", dele("shall"), ins("should"), " be inspected here."),
            "Goods shall be [WCO: are] [BRS: should be] inspected here.",
        ),
        (
            p("Goods ", dele("shall "), ins("must "), "be inspected here."),
            p("Goods ", dele("shall "), ins("should "), "be inspected here."),
            "Goods shall [WCO: must] [BRS: should] be inspected here.",
        ),
        (
            p("Goods shall be inspected ", dele("here"), ins("there"), "."),
            p("Goods shall be inspected ", dele("here"), ins("at once"), "."),
            "Goods shall be inspected here [WCO: there] [BRS: at once].",
        ),
    ],
)
def test_the_words_that_were_there_stay_and_both_wishes_follow(
    wco: str, brs: str, text: str
) -> None:
    made = bracketed(BASE, docx(wco, p("Second.")), docx(brs, p("Second.")))

    assert plain_text(made).splitlines() == [text, "Second."]


def test_a_paragraph_that_one_drops_and_another_changes_stays_with_both_wishes() -> None:
    dropped = docx(p(dele("Goods shall be inspected here."), mark=moved("del")), p("Second."))
    edited = docx(p("Goods ", dele("shall"), ins("should"), " be inspected here."), p("Second."))

    made = bracketed(BASE, dropped, edited)

    assert plain_text(made).splitlines() == [
        "Goods shall be inspected here. [WCO: ] [BRS: Goods should be inspected here.]",
        "Second.",
    ]


def test_a_dispute_in_a_cell_and_in_a_link_stays_where_it_is() -> None:
    def file(*words: str) -> bytes:
        return docx(
            table(row(cell("Code"), cell(p("Keep ", *words, " safe")))),
            p("See ", hyperlink("the ", *words, " list", anchor="a"), "."),
        )

    made = bracketed(
        file("shall"),
        file(dele("shall"), ins("must")),
        file(dele("shall"), ins("should")),
    )

    lines = plain_text(made)
    assert lines.count("shall [WCO: must] [BRS: should] safe") == 1
    assert lines.count("the shall [WCO: must] [BRS: should] list") == 1


def test_a_row_that_one_drops_and_another_changes_keeps_its_words() -> None:
    def file(*words: str, mark: str = "") -> bytes:
        return docx(table(row(cell("1"), cell("x")), row(cell("2"), cell(*words), mark=mark)))

    gone = docx(
        table(
            row(cell("1"), cell("x")),
            row(cell(p(dele("2"))), cell(p(dele("shall"))), mark=moved("del")),
        )
    )

    made = bracketed(file("shall"), gone, file(p(dele("shall"), ins("should"))))

    assert "shall [" in plain_text(made)
    assert "should" in plain_text(made)


def test_words_never_land_in_what_is_rejected() -> None:
    data = docx(
        p("First."),
        p(ins("New ", dele("old", by="b"), "words."), mark=ins_mark()),
        p("Last."),
    )
    everything = tuple(one.id for one in read_revisions(data))

    made = bracket(data, [Aside(revisions=everything, words="[WCO: new]")])

    assert made.unplaced == ()
    assert plain_text(made.data).splitlines() == ["First. [WCO: new]", "Last."]


def test_an_aside_without_its_revisions_is_given_back() -> None:
    data = docx(p("a", ins("b")))
    aside = Aside(revisions=(), words="[x]")

    made = bracket(data, [aside])

    assert made.unplaced == (aside,)
    assert [one.after for one in read_revisions(made.data)] == ["b"]


def headers(data: bytes) -> list[dict[str, str]]:
    """For each section the text of its own headers by kind."""
    package = Package.open(data)
    targets = {one.id: one.target for one in package.relationships(package.main)}
    return [
        {
            node.get(f"{W}type"): "|".join(
                package.tree(targets[node.get(f"{R}id")]).itertext()
            ).strip()
            for node in sect.findall(f"{W}headerReference")
        }
        for sect in package.tree(package.main).iter(f"{W}sectPr")
    ]


def test_every_header_of_every_section_says_that_it_is_a_draft() -> None:
    data = docx(
        p("One", section=section(header_reference("rIdheader1", "first"))),
        p("Two", section=section(header_reference("rIdheader2"))),
        p("Three", section=section(header_reference("rIdheader1", "even"))),
        headers=("Ours", "Theirs"),
        end=section(),
    )

    made = mark_draft(data, WORDS)

    assert headers(made) == [
        {"first": f"{WORDS}|Ours", "default": WORDS, "even": WORDS},
        {"default": f"{WORDS}|Theirs"},
        {"even": f"{WORDS}|Ours"},
        {},
    ]
    assert broken(made) == broken(data) == []
    assert new_schema_errors(data, made) == []
    assert plain_text(made) != ""


def test_a_file_without_any_section_gets_one_with_the_line() -> None:
    made = mark_draft(docx("One", end=""), WORDS)

    assert headers(made) == [{"default": WORDS, "first": WORDS, "even": WORDS}]
    assert broken(made) == []


def test_a_compiled_guide_is_marked_on_the_pages_of_each_chapter() -> None:
    chapters = [
        ChapterFile(data=docx(p("Basel", style="Heading1"), headers=("Head",)), number="1"),
        ChapterFile(data=docx(p("CITES", style="Heading1")), number="2"),
    ]
    guide = compile_guide(chapters, title="Guide", contents="Contents").data

    made = mark_draft(guide, WORDS)

    kinds: dict[str, str] = {}
    for one in headers(made):
        kinds |= one
        assert [kinds[kind].split("|")[0] for kind in ("default", "first", "even")] == [WORDS] * 3
    assert broken(made) == []
    assert mark_draft(guide, WORDS) == made
