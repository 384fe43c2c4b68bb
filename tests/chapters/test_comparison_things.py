"""What is one thing and no letter: equations, signs, form fields, codes, pictures with words."""

import pytest

from chapters import accept_all, compare, plain_text, read_revisions, reject_all
from tests.chapters.test_comparison import WHEN
from tests.judge import differences
from tests.resolving import parts_of
from tests.schema import new_schema_errors
from tests.wordml import NS, bookmark, control, docx, field, hyperlink, p, picture, r, raw, zipped

BY = {"author": "A", "when": WHEN}
_SYMEX = "http://schemas.microsoft.com/office/word/2015/wordml/symex"


def _m(name: str, *inner: str, of: str = "") -> str:
    return f"<m:{name}>{of}{''.join(inner)}</m:{name}>"


def _x(words: str) -> str:
    return _m("r", _m("t", words))


def _drawn(structure: str, inner: str, **signs: str) -> str:
    named = "".join(f'<m:{name} m:val="{value}"/>' for name, value in signs.items())
    return _m("oMath", _m(structure, inner, of=_m(f"{structure}Pr", named) if signs else ""))


def _math(*inner: str) -> str:
    return raw(_m("oMath", *inner))


def _fraction(top: str, under: str, **signs: str) -> str:
    return _drawn("f", _m("num", top) + _m("den", under), **signs)


def _power(base: str, of: str) -> str:
    return _m("sSup", _m("e", _x(base)), _m("sup", _x(of)))


def _sum(sign: str) -> str:
    inner = _m("sub", _x("i")) + _m("sup", _x("n")) + _m("e", _x("x"))
    return raw(_drawn("nary", inner, chr=sign))


def _within(first: str, last: str) -> str:
    return raw(_drawn("d", _m("e", _x("x")), begChr=first, endChr=last))


def _under(accent: str) -> str:
    return raw(_drawn("acc", _m("e", _x("x")), chr=accent))


def _emoji(code: str, letter: str) -> str:
    return raw(
        f'<w:r><mc:AlternateContent xmlns:w16se="{_SYMEX}"><mc:Choice Requires="w16se">'
        f'<w16se:symEx w16se:font="Emoji" w16se:char="{code}"/></mc:Choice>'
        f"<mc:Fallback><w:t>{letter}</w:t></mc:Fallback></mc:AlternateContent></w:r>"
    )


def _ruby(reading: str, word: str) -> str:
    return raw(
        f"<w:r><w:ruby><w:rt>{r(reading)}</w:rt><w:rubyBase>{r(word)}</w:rubyBase></w:ruby></w:r>"
    )


def _drawn_words(words: str) -> str:
    path = f'<v:textpath string="{words}"/>'
    return raw(f'<w:r><w:pict><v:shape style="width:10pt">{path}</v:shape></w:pict></w:r>')


def _form(code: str, state: str) -> str:
    char = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return raw(
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{state}</w:ffData></w:fldChar></w:r>'
        f"<w:r><w:instrText>{code}</w:instrText></w:r>{char.format('separate')}{char.format('end')}"
    )


def _box(ticked: int) -> str:
    return _form("FORMCHECKBOX", f'<w:checkBox><w:checked w:val="{ticked}"/></w:checkBox>')


def _list(chosen: int) -> str:
    return _form("FORMDROPDOWN", f'<w:ddList><w:result w:val="{chosen}"/></w:ddList>')


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (_math(_fraction(_x("1"), _x("2")), _x("x")), _math(_fraction(_x("1"), _x("2") + _x("x")))),
        (_math(_power("a", "2"), _x("b")), _math(_power("a", "2b"))),
        (_sum("\u2211"), _sum("\u220f")),
        (_within("(", ")"), _within("|", "|")),
        (_under("\u0302"), _under("\u0305")),
        (raw(_fraction(_x("n"), _x("k"), type="noBar")), raw(_fraction(_x("n"), _x("k")))),
        (_emoji("1F60A", "\U0001f60a"), _emoji("1F622", "\U0001f622")),
        (_ruby("a", "b"), _ruby("a", "c")),
        (_drawn_words("DRAFT"), _drawn_words("FINAL")),
        (_box(0), _box(1)),
        (_list(0), _list(1)),
        (field(r"EQ \f(1,2)"), field(r"EQ \f(1,3)")),
        (field('IF 1 = 1 "may" "must"', "may"), field('IF 1 = 1 "shall" "must"', "shall")),
        (field("= 2 + 3", "5"), field("= 2 + 4", "6")),
        (field(r"LISTNUM NumberDefault \l 1"), field(r"LISTNUM NumberDefault \l 2")),
    ],
)
def test_a_thing_that_says_something_else_is_another_thing(before, after):
    base, revised = (docx(p("so ", thing, " holds"), p("end")) for thing in (before, after))

    redline = compare(base, revised, author="A", when=WHEN)

    assert [one.kind.value for one in read_revisions(redline)] == ["deletion", "insertion"]
    assert differences(reject_all(redline), base) == []
    assert differences(accept_all(redline), revised) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (_within("(", ")"), raw(_drawn("d", _m("e", _x("x"))))),
        (_under("\u0302"), raw(_drawn("acc", _m("e", _x("x"))))),
        (_emoji("1F60A", "\U0001f60a"), "\U0001f60a"),
        (field("= 2 + 3", "5"), field(r'= 2 + 3 \# "0"', "5")),
    ],
)
def test_a_thing_that_another_program_only_writes_otherwise_is_the_same(before, after):
    base, revised = (docx(p("so ", thing, " holds"), p("end")) for thing in (before, after))

    assert read_revisions(compare(base, revised, author="A", when=WHEN)) == []


def test_an_emoji_is_among_the_words_that_a_change_takes_away():
    base = docx(p("well ", _emoji("1F60A", "\U0001f60a"), " done"), p("end"))

    redline = compare(base, docx(p("well done"), p("end")), author="A", when=WHEN)

    assert plain_text(base) == "well \U0001f60a done\nend"
    assert [one.before.strip() for one in read_revisions(redline)] == ["\U0001f60a"]


@pytest.mark.parametrize("letter", ["\ufffc", "\ue0b6", "\ufdd0", "\ufdd1"])
def test_letters_that_stand_for_something_else_are_letters_where_a_partner_pastes_them(letter):
    base, revised = (docx(p(f"the {letter} {who} opens"), p("end")) for who in ("officer", "agent"))

    redline = compare(base, revised, author="A", when=WHEN)

    assert [(one.before, one.after) for one in read_revisions(redline)] == [
        ("officer", ""),
        ("", "agent"),
    ]
    assert plain_text(accept_all(redline)) == f"the {letter} agent opens\nend"


def test_a_picture_that_is_replaced_beside_words_in_a_group_is_another_one():
    def group(picture_id: str) -> str:
        inner = str(picture(picture_id)).partition("<w:drawing>")[2].partition("</w:drawing>")[0]
        box = (
            f"<wps:wsp><wps:txbx><w:txbxContent>{p('caption')}</w:txbxContent></wps:txbx></wps:wsp>"
        )
        return raw(f"<w:r><w:drawing>{inner}{box}</w:drawing></w:r>")

    media = {f"word/media/{n}.png": (n.encode(), "image/png") for n in ("one", "two")}
    relations = (("rIdA", "image", "media/one.png"), ("rIdB", "image", "media/two.png"))
    base, revised = (
        docx(p("see ", group(which), " here"), p("end"), parts=media, relationships=relations)
        for which in ("rIdA", "rIdB")
    )

    redline = compare(base, revised, author="A", when=WHEN)

    assert len(read_revisions(redline)) == 2


def test_what_belongs_to_a_chart_that_comes_is_found_whatever_order_its_relations_have():
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/chart"
    chart = (
        f'<c:chartSpace xmlns:c="{drawing}" xmlns:r="{NS["r"]}"><c:chart/>'
        '<c:userShapes r:id="rId2"/><c:externalData r:id="rId1"/></c:chartSpace>'
    )
    relations = (
        f'<Relationships xmlns="{NS["pr"]}">'
        f'<Relationship Id="rId2" Type="{NS["r"]}/chartUserShapes" Target="../drawings/d1.xml"/>'
        f'<Relationship Id="rId1" Type="{NS["r"]}/package" Target="../embeddings/wb.xlsx"/>'
        "</Relationships>"
    )
    shown = (
        '<w:r><w:drawing><wp:inline><wp:extent cx="9525" cy="9525"/><wp:docPr id="7" name="C"/>'
        f'<a:graphic><a:graphicData uri="{drawing}"><c:chart xmlns:c="{drawing}" r:id="rIdC"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    revised = docx(
        p("the ", raw(shown), "chart"),
        p("end"),
        parts={
            "word/charts/chart1.xml": (chart.encode(), "application/vnd.test.chart+xml"),
            "word/drawings/d1.xml": (b"<d/>", "application/vnd.test.drawing+xml"),
            "word/embeddings/wb.xlsx": (b"PK", "application/vnd.test.sheet"),
        },
        relationships=(("rIdC", "chart", "charts/chart1.xml"),),
    )
    files = parts_of(revised) | {"word/charts/_rels/chart1.xml.rels": relations.encode()}
    base = docx(p("the chart"), p("end"))

    redline = parts_of(compare(base, zipped(files), author="A", when=WHEN))

    written = redline["word/charts/chart1.xml"].decode()
    related = redline["word/charts/_rels/chart1.xml.rels"].decode()
    for name, target in (("userShapes", "d1.xml"), ("externalData", "wb.xlsx")):
        number = written.partition(f"<c:{name} r:id=")[2].split('"')[1]
        assert target in related.partition(f'Id="{number}"')[2].partition("/>")[0]


def _contents(names: str, *pages: str) -> bytes:
    entries = [
        p(hyperlink(f"Entry\t{page}", anchor=f"_Toc{names}{number}"), field(f"PAGEREF _Toc{names}"))
        for number, page in enumerate(pages)
    ]
    return docx(*entries, p(bookmark(f"_Toc{names}", "Entry"), style="Heading1"), p("end"))


def test_a_table_of_contents_that_word_made_anew_is_no_change():
    assert read_revisions(compare(_contents("12", "1", "2"), _contents("77", "1", "2"), **BY)) == []


def test_a_new_entry_of_a_table_of_contents_leads_where_it_leads_in_the_return():
    redline = compare(_contents("12", "1"), _contents("77", "1", "9"), **BY)

    assert b'w:anchor="_Toc771"' in parts_of(accept_all(redline))["word/document.xml"]


def test_words_changed_in_a_link_that_is_a_field_stay_in_the_field():
    link = 'HYPERLINK "https://example.org/a"'
    base, revised = (
        docx(p("see ", field(link, words), " there"), p("end"))
        for words in ("the guide", "the new handbook")
    )

    redline = compare(base, revised, **BY)

    assert differences(accept_all(redline), revised) == []
    assert differences(reject_all(redline), base) == []
    assert b"<w:hyperlink" not in parts_of(redline)["word/document.xml"]


@pytest.mark.parametrize(
    ("before", "after", "props"),
    [
        ("\u2610", "\u2612", '<w14:checkbox><w14:checked w14:val="0"/></w14:checkbox>'),
        ("Choose one.", "WCO", '<w:tag w:val="partner"/><w:dropDownList/>'),
        ("Type here.", "The officer keeps it.", '<w:alias w:val="duty"/><w:text/>'),
    ],
)
def test_a_control_that_is_filled_anew_is_the_same_control(before, after, props):
    base, revised = (
        docx(p("agreed ", control(words, props=props), " by"), p("end"))
        for words in (before, after)
    )

    accepted = accept_all(compare(base, revised, **BY))

    assert parts_of(accepted)["word/document.xml"].count(b"<w:sdt>") == 1
    assert differences(accepted, revised) == []


def test_what_comes_into_an_empty_body_stands_before_its_section():
    redline = compare(docx(), docx(p("new")), **BY)

    assert plain_text(accept_all(redline)) == "new"
    assert new_schema_errors(docx(), redline) == []
