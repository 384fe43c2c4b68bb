"""`compare`: every kind of thing that changes, and how little is marked for it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from chapters import accept_all, compare, read_revisions, reject_all
from chapters.oxml.namespaces import W
from chapters.package import Package
from tests.judge import differences, formatting_differences
from tests.schema import new_breakage
from tests.wordml import (
    bookmark,
    cell,
    control,
    docx,
    endnote,
    field,
    footnote,
    hyperlink,
    ins,
    ins_mark,
    math,
    p,
    picture,
    r,
    raw,
    row,
    simple_field,
    table,
    text_box,
)

WHEN = datetime(2017, 10, 12, 9, tzinfo=UTC)
END = p("end")


def compared(base: bytes, revised: bytes) -> bytes:
    """The comparison; what must hold of every one is asserted here."""
    redline = compare(base, revised, author="WCO", when=WHEN)
    assert differences(reject_all(redline), reject_all(base)) == []
    assert differences(accept_all(redline), accept_all(revised)) == []
    assert new_breakage(base, redline) == []
    return redline


def marks(data: bytes) -> list[tuple[str, str, str]]:
    return [(str(one.kind), one.before, one.after) for one in read_revisions(data)]


def test_one_word_is_one_replacement_of_whole_words():
    redline = compared(docx(p("the colour of drums")), docx(p("the color of drums")))

    assert marks(redline) == [("deletion", "colour", ""), ("insertion", "", "color")]


def test_how_words_are_cut_into_runs_makes_no_change():
    base = docx(p("the ", r("colour", props="<w:b/>"), " of drums"))
    revised = docx(p("the col", "our of", " drums", bookmark("x")))

    assert marks(compared(base, revised)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (p(r("the drum", props='<w:lang w:val="en-GB"/>')), p(r("the drum"))),
        (p("the drum"), p(raw('<w:proofErr w:type="spellStart"/>'), "the ", "drum")),
        (p("the drum", numbered=(1, 0)), p("the drum", numbered=(2, 0))),
        (p("the drum", style="Heading1"), p("the drum", style="Titre1")),
        (p("the drum"), p(raw('<w:r w:rsidR="00AB12CD"><w:t>the drum</w:t></w:r>'))),
    ],
    ids=["language", "spelling", "another list", "another style", "session"],
)
def test_what_only_programs_care_about_is_no_change(one, other):
    base, revised = docx(one, END), docx(other, END)

    assert marks(compared(base, revised)) == []
    assert len(marks(compared(base, docx(p("a drum"), END)))) == 2


def test_a_link_that_leads_elsewhere_is_a_change_though_its_words_stay():
    def file(address: str) -> bytes:
        link = p("see ", hyperlink("the guide", rid="rIdLink"))
        return docx(link, END, relationships=(("rIdLink", "hyperlink", address),))

    one, other = file("https://example.org/one"), file("https://example.org/two")

    assert marks(compared(one, one)) == []
    assert marks(compared(one, other)) == [
        ("deletion", "the guide", ""),
        ("insertion", "", "the guide"),
    ]


@pytest.mark.parametrize(
    "revised",
    [
        p("Named here: ", control("only the Basel body"), ", and others."),
        p("Named here: only ", control("the Basel body"), ", and others."),
        p("Named here: ", control("the Basel body itself"), ", and others."),
        p("Named here: ", control("the Basel body"), " itself, and others."),
        p("Named here: ", control("the Rotterdam body"), ", and others."),
    ],
)
def test_words_at_the_edge_of_a_control_stand_in_it_or_beside_it_as_they_were_sent(revised):
    base = docx(p("Named here: ", control("the Basel body"), ", and others."))

    compared(base, docx(revised))


def test_old_rows_of_the_base_that_the_other_file_accepts_are_there_once():
    new = row(cell(p(ins("2904", by="us"))), mark=ins_mark(by="us"))
    base = docx(table(row(cell("2903")), new), p("within 24 hours"))
    revised = docx(table(row(cell("2903")), row(cell("2904"))), p("within 48 hours"))

    redline = compared(base, revised)

    assert [one for one in marks(redline) if one[0] == "row inserted"] == [
        ("row inserted", "", "2904")
    ]


def test_paragraphs_that_only_end_a_section_come_and_go_like_others():
    ending = p(section="<w:sectPr/>")
    one, other = docx(p("first"), END), docx(p("first"), ending, END)

    assert marks(compared(one, other)) == [("paragraph inserted", "", "")]
    assert marks(compared(other, one)) == [("paragraph deleted", "", "")]


_LANDSCAPE = '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/></w:sectPr>'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(["one", "two here", "last of it"], ["one", "two here"], id="the last goes"),
        pytest.param(["one", "two here", "last of it"], ["one"], id="the last two go"),
        pytest.param(["one", "two here"], ["one", "two here", "It is new."], id="one comes"),
        pytest.param(["one", "two here"], ["one", "Something else.", "It is new."], id="anew"),
        pytest.param(["one", "two here."], ["one", "two", " here."], id="parted"),
        pytest.param(["one", "two here"], ["onetwo here"], id="joined"),
    ],
)
def test_the_last_paragraph_of_a_section_comes_and_goes_and_the_section_stays(before, after):
    def wide(texts: list[str]) -> bytes:
        *first, last = texts
        return docx(*map(p, first), p(last, section=_LANDSCAPE), p("behind it"), END)

    redline = compared(wide(before), wide(after))

    for data, texts in ((reject_all(redline), before), (accept_all(redline), after)):
        paragraphs = list(body(data).iter(f"{W}p"))
        ends = [one for one in paragraphs if one.find(f"{W}pPr/{W}sectPr") is not None]
        assert [paragraphs.index(one) for one in ends] == [len(texts) - 1]


def test_a_section_that_is_taken_away_with_its_last_paragraph_is_gone_when_accepted():
    base = docx(p("one"), p("last of it", section=_LANDSCAPE), p("behind it"), END)

    redline = compared(base, docx(p("one"), p("behind it"), END))

    assert body(accept_all(redline)).find(f"{W}p/{W}pPr/{W}sectPr") is None


def body(data: bytes) -> etree._Element:
    package = Package.open(data)
    return package.tree(package.main)[0]


def test_a_section_that_is_not_taken_over_does_not_bring_its_headers():
    reference = '<w:sectPr><w:headerReference w:type="default" r:id="rIdHead"/></w:sectPr>'
    head = f'<w:hdr xmlns:w="{W[1:-1]}"><w:p><w:r><w:t>Annex</w:t></w:r></w:p></w:hdr>'
    revised = docx(
        p("first"),
        p("new words", section=reference),
        END,
        parts={"word/header9.xml": (head.encode(), _HEADER)},
        relationships=(("rIdHead", "header", "header9.xml"),),
    )

    redline = compare(docx(p("first"), END), revised, author="WCO", when=WHEN)

    parts = Package.open(redline).names
    assert [name for name in parts if "header" in name] == ["word/header1.xml"]
    assert ("insertion", "", "Annex") in marks(redline)


_HEADER = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"


def test_headers_that_come_and_go_are_tracked():
    bare, headed = docx(p("text")), docx(p("text"), headers=[p("Chapter 3")])

    assert marks(compared(bare, headed)) == [("insertion", "", "Chapter 3")]
    assert marks(compared(headed, bare)) == [("deletion", "Chapter 3", "")]


def test_a_rewritten_sentence_is_one_rewriting():
    base = docx(p("Officers shall open each container. They keep a record of it."))
    revised = docx(p("No box may leave the port unseen by us. They keep a record of it."))

    assert len(marks(compared(base, revised))) == 2


def test_a_paragraph_that_stands_elsewhere_is_moved():
    texts = ["Alpha is the first letter.", "Beta is the second letter.", "Gamma is the third one."]

    redline = compared(docx(*map(p, texts), END), docx(p(texts[1]), p(texts[2]), p(texts[0]), END))

    assert {kind for kind, *_ in marks(redline)} == {
        "move from",
        "move to",
        "paragraph moved from",
        "paragraph moved to",
    }


def test_a_split_marks_the_end_alone_and_so_does_a_join():
    whole = docx(p("One sentence here. Another sentence there."), END)
    parts = docx(p("One sentence here. "), p("Another sentence there."), END)

    assert marks(compared(whole, parts)) == [("paragraph inserted", "", "")]
    assert marks(compared(parts, whole)) == [("paragraph deleted", "", "")]


_T = table(
    row(cell("Code"), cell("Name")), row(cell("2903"), cell("CFC-11")), row(cell("2904"), cell("X"))
)
_PAIRS = {
    "figure in a cell": (_T, _T.replace("2903", "2905")),
    "row added": (
        _T,
        table(
            row(cell("Code"), cell("Name")),
            row(cell("2903"), cell("CFC-11")),
            row(cell("2907"), cell("Halon")),
            row(cell("2904"), cell("X")),
        ),
    ),
    "column added": (
        _T,
        table(
            row(cell("Code"), cell("Unit"), cell("Name")),
            row(cell("2903"), cell("kg"), cell("CFC-11")),
            row(cell("2904"), cell("t"), cell("X")),
        ),
    ),
    "cells merged": (
        _T,
        table(
            row(cell("Code and name", span=2)),
            row(cell("2903"), cell("CFC-11")),
            row(cell("2904"), cell("X")),
        ),
    ),
    "table added": (p("before"), p("before") + _T),
    "two tables added": (p("before"), p("before") + _T + p("between") + _T),
    "table instead of words": (p("before"), _T),
    "nested table": (
        table(row(cell(p("x"), table(row(cell("inner"))), p("y")))),
        table(row(cell(p("x"), table(row(cell("inner one"))), p("y z")))),
    ),
    "several paragraphs in a cell": (
        table(row(cell(p("one"), p("two")))),
        table(row(cell(p("one"), p("one and a half"), p("two"), p("three")))),
    ),
    "all gone but one": (p("a b c") + p("d e f") + _T, p("g")),
    "link added": (p("see there"), p("see ", hyperlink("there", anchor="x"), bookmark("x"))),
    "link words": (p(hyperlink("the guide", anchor="x")), p(hyperlink("a guide", anchor="x"))),
    "link gone": (p("to ", hyperlink("the guide", anchor="x"), " go"), p("to the guide go")),
    "field added": (p("on page "), p("on page ", field("PAGEREF x", "3"))),
    "field gone": (p("dated ", field("DATE", "12 May"), " here"), p("dated here")),
    "field kept in changed words": (
        p("dated ", simple_field("DATE", "12 May"), " here"),
        p("dated on ", simple_field("DATE", "12 May"), " there"),
    ),
    "equation": (p("so ", math("a+b"), " is"), p("so ", math("a+c"), " is")),
    "tabs and breaks": (p("a\tb\nc"), p("a\tb\n\tc d")),
    "empty paragraphs": (p() + p("a") + p(), p("a") + p() + p() + p("b")),
    "box": (p("with ", text_box("Case study 1")), p("with ", text_box("Case study 2"))),
    "letters beyond ASCII": (
        p("CO₂ für Zürich, \u0639\u0631\u0628\u064a \u4e2d\u6587\u5b57 e\u0301"),
        p("CO₂ für Genf, \u0639\u0631\u0628\u064a\u0629 \u4e2d\u56fd\u5b57 e\u0301!"),
    ),
}


@pytest.mark.parametrize("case", _PAIRS)
def test_a_thing_changes_forth_and_back(case):
    one, other = docx(_PAIRS[case][0], END), docx(_PAIRS[case][1], END)

    assert marks(compared(one, other)) != []
    assert marks(compared(other, one)) != []


@pytest.mark.parametrize("case", [name for name in _PAIRS if "tables added" not in name])
def test_a_thing_changes_at_the_very_end(case):
    one, other = (block + p("") if block.endswith("</w:tbl>") else block for block in _PAIRS[case])

    compared(docx(one), docx(other))
    compared(docx(other), docx(one))


def test_the_result_of_a_field_is_nobodys_change():
    base, revised = (docx(p("dated ", field("DATE", day), " here")) for day in ("12 May", "13 May"))

    assert marks(compare(base, revised, author="WCO", when=WHEN)) == []


def test_formatting_is_compared_where_asked():
    base = docx(p("the ", r("duty", props="<w:b/>"), " of officers"), p("A title"))
    revised = docx(p("the duty of ", r("officers", props="<w:i/>")), p("A title", style="Heading1"))

    plain = compare(base, revised, author="WCO", when=WHEN)
    redline = compare(base, revised, author="WCO", when=WHEN, formatting=True)

    assert marks(plain) == []
    assert [kind for kind, *_ in marks(redline)] == [
        "text formatting",
        "text formatting",
        "paragraph formatting",
    ]
    assert formatting_differences(reject_all(redline), base) == []
    assert formatting_differences(accept_all(redline), revised) == []


def test_headers_footers_and_notes_are_compared_too():
    def file(word: str) -> bytes:
        return docx(
            p("text", footnote(1), " more", endnote(1)),
            headers=[p(f"header {word}")],
            footers=[p(f"footer {word}")],
            footnotes={1: p(f"footnote {word}")},
            endnotes={1: p(f"endnote {word}")},
        )

    redline = compared(file("one"), file("two"))

    assert marks(redline) == [("deletion", "one", ""), ("insertion", "", "two")] * 4


def test_a_picture_is_known_by_its_content():
    base = docx(p("figure ", picture()), parts=_media(b"one"), relationships=_PICTURE)
    same = docx(p("figure ", picture()), parts=_media(b"one"), relationships=_PICTURE)
    other = docx(p("figure ", picture()), parts=_media(b"two"), relationships=_PICTURE)

    assert marks(compared(base, same)) == []
    assert [kind for kind, *_ in marks(compared(base, other))] == ["deletion", "insertion"]


_PICTURE = (("rIdPicture", "image", "media/picture.png"),)


def _media(content: bytes) -> dict[str, tuple[bytes, str]]:
    return {"word/media/picture.png": (content, "image/png")}


_WORDS = st.sampled_from(["ship", "port", "drum", "code", "fine", "the", "of", "and", "waste"])
_PARAGRAPH = st.lists(_WORDS, max_size=9).map(lambda words: ("p", " ".join(words)))
_TABLE = st.lists(st.lists(_WORDS, min_size=2, max_size=2), min_size=1, max_size=3).map(
    lambda rows: ("t", rows)
)
_FILE = st.lists(st.one_of(_PARAGRAPH, _PARAGRAPH, _PARAGRAPH, _TABLE), max_size=7)


def _made(blocks) -> bytes:
    return docx(
        *(
            p(what) if kind == "p" else table(*(row(*map(cell, one)) for one in what)) + p()
            for kind, what in blocks
        ),
        END,
    )


@settings(max_examples=120, deadline=None, derandomize=True)
@given(_FILE, _FILE)
def test_any_two_files_compare_both_ways(one, other):
    compared(_made(one), _made(other))


def test_the_same_input_gives_the_same_bytes():
    base, revised = docx(_T, p("a b c")), docx(p("a c"), _T, p("d"))

    assert compared(base, revised) == compared(base, revised)


def test_a_paragraph_that_moves_to_where_another_one_went_is_a_move_and_no_rewriting():
    base = docx(p("Alpha is the first."), p("Beta comes second."), p("Nothing like it here."), END)
    revised = docx(p("Beta comes second."), p("Alpha is the first."), END)

    found = [(kind, before + after) for kind, before, after in marks(compared(base, revised))]

    assert [one for one in found if one[1]] == [
        ("move from", "Alpha is the first."),
        ("deletion", "Nothing like it here."),
        ("move to", "Alpha is the first."),
    ]


def test_the_heading_of_a_section_moves_with_it_and_past_its_table():
    section = p("Ports"), p("Drums are kept apart from each other."), _T, p("Sampling")
    frame = tuple(p(f"Record {number} is kept for five years.") for number in range(15))
    lone = p("Drums")  # a heading that goes and comes elsewhere by itself is no move

    base = docx(lone, *frame[:1], *section, *frame[1:], END)
    revised = docx(
        *frame[:1], *frame[1:], *section, p("Nothing of this was there before."), lone, END
    )

    found = [(kind, before + after) for kind, before, after in marks(compared(base, revised))]
    moved = [words for kind, words in found if kind in {"move from", "move to"} and words]
    assert moved == [
        "Ports",
        "Drums are kept apart from each other.",
        "Sampling",
        "Ports",
        "Drums are kept apart from each other.",
        "Sampling",
    ]
    assert ("deletion", "Drums") in found
    assert ("insertion", "Drums") in found


@pytest.mark.parametrize("turned", [False, True], ids=["joined", "split"])
def test_an_end_that_goes_or_comes_between_two_words_is_all_that_changed(turned):
    files = [
        docx(p("first item"), p("second item"), p("end")),
        docx(p("first itemsecond item"), p("end")),
    ]
    base, revised = reversed(files) if turned else files

    redline = compare(base, revised, author="A", when=WHEN)

    kind = "paragraph inserted" if turned else "paragraph deleted"
    assert [one.kind.value for one in read_revisions(redline)] == [kind]
    assert differences(accept_all(redline), revised) == []
    assert differences(reject_all(redline), base) == []
