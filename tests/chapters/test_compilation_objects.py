"""What a chapter holds beside words is its own in the guide, though all call it the same."""

from __future__ import annotations

from lxml import etree

from chapters.compilation import ChapterFile, Reserved
from chapters.oxml.namespaces import NS, W
from tests.chapters.guides import Guide, compiled
from tests.wordml import (
    PNG,
    bookmark,
    comment,
    commented,
    docx,
    endnote,
    field,
    header_reference,
    p,
    picture,
    raw,
    section,
)

_VAL = f"{W}val"
_DRAWING = "application/vnd.openxmlformats-officedocument.drawingml"
_RELS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_SVG_NAME = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_DGM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
_DSP = "http://schemas.microsoft.com/office/drawing/2008/diagram"
_DSP_REL = "http://schemas.microsoft.com/office/2007/relationships/diagramDrawing"


def rels(*several: tuple[str, str, str]) -> tuple[bytes, str]:
    """A relationships part of (id, kind, target), and its content type."""
    ones = "".join(
        f'<Relationship Id="{name}" Type="{NS["r"]}/{kind}" Target="{target}"'
        + (' TargetMode="External"/>' if "://" in target else "/>")
        for name, kind, target in several
    )
    return f'<Relationships xmlns="{NS["pr"]}">{ones}</Relationships>'.encode(), _RELS_TYPE


def read(guide: Guide, source: str, name: str) -> bytes:
    """The bytes of what `source` calls `name`."""
    known = {one.id: one.target for one in guide.package.relationships(source)}
    return guide.package.read(known[name])


def test_a_drawing_keeps_both_its_picture_and_its_svg() -> None:
    def chapter(name: str) -> bytes:
        svg = f'<a:extLst><a:ext uri="x"><s:svgBlip xmlns:s="{_SVG_NAME}" r:embed="rIdSvg"/>'
        drawn = picture("rIdPng").replace(
            '<a:blip r:embed="rIdPng"/>',
            f'<a:blip r:embed="rIdPng">{svg}</a:ext></a:extLst></a:blip>',
        )
        return docx(
            p(raw(drawn)),
            parts={
                "word/media/image1.png": (PNG + name.encode(), "image/png"),
                "word/media/image2.svg": (f"<svg>{name}</svg>".encode(), "image/svg+xml"),
            },
            relationships=(
                ("rIdPng", "image", "media/image1.png"),
                ("rIdSvg", "image", "media/image2.svg"),
            ),
        )

    guide = compiled(chapter("alpha"), chapter("beta"), template=chapter("cover"))

    assert guide.targets("//a:blip/@r:embed") == [
        PNG + name for name in (b"cover", b"alpha", b"beta")
    ]
    assert guide.targets("//*[local-name()='svgBlip']/@r:embed") == [
        b"<svg>cover</svg>",
        b"<svg>alpha</svg>",
        b"<svg>beta</svg>",
    ]


def test_linked_pictures_and_links_on_pictures_lead_where_they_led() -> None:
    def chapter(name: str) -> bytes:
        drawn = (
            picture("rIdLinked")
            .replace("r:embed", "r:link")
            .replace('name="Picture"/>', 'name="n"><a:hlinkClick r:id="rIdClick"/></wp:docPr>', 1)
        )
        return docx(
            p(raw(drawn)),
            relationships=(
                ("rIdLinked", "image", f"https://{name}.example.org/p.png"),
                ("rIdClick", "hyperlink", f"https://{name}.example.org/"),
            ),
        )

    guide = compiled(chapter("alpha"), chapter("beta"))

    assert guide.addresses("//a:blip/@r:link") == [
        "https://alpha.example.org/p.png",
        "https://beta.example.org/p.png",
    ]
    assert guide.addresses("//a:hlinkClick/@r:id") == [
        "https://alpha.example.org/",
        "https://beta.example.org/",
    ]


def test_vml_shapes_keep_their_pictures_fills_and_objects() -> None:
    def chapter(name: str) -> bytes:
        shape = (
            '<w:r><w:object><v:shapetype id="_x0000_t75"/><v:shape id="_x0000_i1025" '
            'type="#_x0000_t75" style="width:9pt"><v:imagedata r:id="rIdView"/></v:shape>'
            '<o:OLEObject Type="Embed" ProgID="Visio.Drawing" ShapeID="_x0000_i1025" '
            'DrawAspect="Content" ObjectID="_1" r:id="rIdObject"/></w:object></w:r>'
        )
        filled = (
            '<w:r><w:pict><v:rect id="_x0000_s1026" style="width:9pt;height:9pt">'
            '<v:fill r:id="rIdView" type="tile"/></v:rect></w:pict></w:r>'
        )
        return docx(
            p(raw(shape), raw(filled)),
            parts={
                "word/media/image1.png": (PNG + name.encode(), "image/png"),
                "word/embeddings/oleObject1.bin": (
                    name.encode(),
                    "application/vnd.openxmlformats-officedocument.oleObject",
                ),
            },
            relationships=(
                ("rIdView", "image", "media/image1.png"),
                ("rIdObject", "oleObject", "embeddings/oleObject1.bin"),
            ),
        )

    guide = compiled(chapter("alpha"), chapter("beta"), template=chapter("cover"))

    names = [b"cover", b"alpha", b"beta"]
    assert guide.targets("//v:imagedata/@r:id") == [PNG + name for name in names]
    assert guide.targets("//v:fill/@r:id") == [PNG + name for name in names]
    assert guide.targets("//o:OLEObject/@r:id") == names
    shapes = guide.all("//v:shape/@id")
    assert guide.all("//o:OLEObject/@ShapeID") == shapes
    assert len({*shapes, *guide.all("//v:rect/@id")}) == 6


def test_smart_art_keeps_its_data_and_the_drawing_made_of_it() -> None:
    kinds = ("Data", "Layout", "QuickStyle", "Colors")

    def chapter(name: str) -> bytes:
        data = (
            f'<dgm:dataModel xmlns:dgm="{_DGM}" xmlns:a="{NS["a"]}" n="{name}">'
            '<dgm:extLst><a:ext uri="x">'
            f'<dsp:dataModelExt xmlns:dsp="{_DSP}" relId="rIdDrawing"/></a:ext></dgm:extLst>'
            "</dgm:dataModel>"
        )
        ids = f'<dgm:relIds xmlns:dgm="{_DGM}" r:dm="rIdData" r:lo="rIdLayout" r:qs="rIdQuickStyle" r:cs="rIdColors"/>'  # noqa: E501
        shown = (
            '<w:r><w:drawing><wp:inline><wp:extent cx="9" cy="9"/><wp:docPr id="?" name="d"/>'
            f'<a:graphic><a:graphicData uri="{_DGM}">{ids}</a:graphicData></a:graphic></wp:inline>'
            "</w:drawing></w:r>"
        )
        parts = {"Data": data.encode()} | {
            kind: f'<dgm:x xmlns:dgm="{_DGM}" n="{name}"/>'.encode() for kind in kinds[1:]
        }
        return docx(
            p(raw(shown)),
            parts={
                f"word/diagrams/{kind}1.xml": (content, f"{_DRAWING}.diagram{kind}+xml")
                for kind, content in parts.items()
            }
            | {
                "word/diagrams/drawing1.xml": (
                    f'<dsp:drawing xmlns:dsp="{_DSP}" n="{name}"/>'.encode(),
                    "application/vnd.ms-office.drawingml.diagramDrawing+xml",
                )
            },
            relationships=(
                *((f"rId{kind}", f"diagram{kind}", f"diagrams/{kind}1.xml") for kind in kinds),
                ("rIdDrawing", _DSP_REL, "diagrams/drawing1.xml"),
            ),
        )

    guide = compiled(chapter("alpha"), chapter("beta"), template=chapter("cover"))

    data = [etree.fromstring(one) for one in guide.targets("//*[local-name()='relIds']/@r:dm")]
    assert [one.get("n") for one in data] == ["cover", "alpha", "beta"]
    drawings = [next(one.iter(f"{{{_DSP}}}dataModelExt")).get("relId") for one in data]
    drawn = [read(guide, guide.package.main, name) for name in drawings]
    assert [etree.fromstring(one).get("n") for one in drawn] == ["cover", "alpha", "beta"]


def test_comments_keep_their_pictures_and_links() -> None:
    def chapter(name: str) -> bytes:
        link = '<w:hyperlink r:id="rIdSite"><w:r><w:t>site</w:t></w:r></w:hyperlink>'
        said = comment(p(f"{name} ", picture("rIdShot"), raw(link)), id=0)
        return docx(
            p(commented("x", id=0)),
            comments=[said],
            parts={
                "word/media/shot.png": (PNG + name.encode(), "image/png"),
                "word/_rels/comments.xml.rels": rels(
                    ("rIdShot", "image", "media/shot.png"),
                    ("rIdSite", "hyperlink", f"https://{name}.example.org/"),
                ),
            },
        )

    guide = compiled(docx("plain"), chapter("alpha"), chapter("beta"))

    comments = guide.part("comments")
    shots = comments.xpath("//a:blip/@r:embed", namespaces=NS)
    assert [read(guide, "word/comments.xml", one) for one in shots] == [
        PNG + b"alpha",
        PNG + b"beta",
    ]
    known = {one.id: one.target for one in guide.package.relationships("word/comments.xml")}
    links = comments.xpath("//w:hyperlink/@r:id", namespaces=NS)
    assert [known[one] for one in links] == [
        "https://alpha.example.org/",
        "https://beta.example.org/",
    ]


def test_endnotes_that_only_the_second_chapter_has_come_with_it() -> None:
    guide = compiled(docx("plain"), docx(p("x", endnote(5)), endnotes={5: p("at the end")}))

    (used,) = guide.all("//w:endnoteReference/@w:id")
    notes = {one.get(f"{W}id"): one for one in guide.part("endnotes").iter(f"{W}endnote")}
    assert "".join(notes[used].itertext()) == "at the end"


def test_a_style_with_a_localized_id_is_the_templates_style_of_that_name() -> None:
    german = (
        '<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/><w:pPr>'
        '<w:outlineLvl w:val="0"/></w:pPr></w:style>'
    )

    guide = compiled(
        docx(p("Einleitung", style="berschrift1"), styles=german),
        template=docx(),
        contents="Contents",
    )

    assert guide.all("//w:pStyle/@w:val")[-1] == "Heading1"
    assert [one.text for one in guide.made.entries] == ["Einleitung"]


def test_tables_keep_the_table_style_of_their_own_file() -> None:
    def chapter(colour: str) -> bytes:
        look = (
            '<w:style w:type="table" w:styleId="Grid"><w:name w:val="Own Grid"/><w:tcPr>'
            f'<w:shd w:val="clear" w:fill="{colour}"/></w:tcPr></w:style>'
        )
        grid = (
            '<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/></w:tblPr><w:tblGrid><w:gridCol w:w="9"/>'
            "</w:tblGrid><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
        )
        return docx(raw(grid), styles=look)

    guide = compiled(chapter("FF0000"), chapter("00FF00"))

    styles = {one.get(f"{W}styleId"): one for one in guide.part("styles").iter(f"{W}style")}
    used = guide.all("//w:tblStyle/@w:val")
    assert [styles[one].find(f".//{W}shd").get(f"{W}fill") for one in used] == ["FF0000", "00FF00"]


def test_first_pages_columns_and_the_restart_of_page_numbers_stay_with_their_chapter() -> None:
    def chapter(name: str, start: int) -> bytes:
        end = section(
            header_reference("rIdheader1"), header_reference("rIdheader2", "first")
        ).replace(
            "</w:sectPr>",
            f'<w:pgNumType w:start="{start}"/><w:cols w:num="2"/><w:titlePg/></w:sectPr>',
        )
        return docx(name, headers=[f"{name} runs", f"{name} opens"], end=raw(end))

    guide = compiled(chapter("alpha", 5), docx("plain"), chapter("beta", 9))

    first = guide.targets("//w:headerReference[@w:type='first']/@r:id")
    assert [b"alpha opens" in first[0], b"beta opens" in first[-1]] == [True, True]
    assert guide.all("//w:sectPr/w:pgNumType/@w:start") == ["5", "9"]
    assert guide.all("//w:sectPr/w:cols/@w:num") == ["2", "2"]
    assert len(guide.all("//w:sectPr/w:titlePg")) == 2


def test_bookmarks_within_bookmarks_stay_within_them() -> None:
    chapter = docx(p(bookmark("outer", "a ", bookmark("inner", "b"))))

    guide = compiled(chapter, chapter)

    order = [
        (one.tag.rpartition("}")[2], one.get(f"{W}id"))
        for one in guide.body.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd")
    ]
    ids = [number for _, number in order]
    for at in (0, 4):
        assert [kind for kind, _ in order[at : at + 4]] == [
            "bookmarkStart",
            "bookmarkStart",
            "bookmarkEnd",
            "bookmarkEnd",
        ]
        assert ids[at : at + 2] == ids[at + 2 : at + 4][::-1]
    assert len(set(ids)) == 4


def test_front_matter_parts_and_appendices_stand_where_the_round_puts_them() -> None:
    def titled(words: str, *more: str) -> bytes:
        return docx(p(words, style="Heading1"), *more)

    see = p("see ", field(" REF chapter_a ", "?"), " on ", field(" PAGEREF chapter_a ", "9"))

    guide = compiled(
        ChapterFile(data=titled("Foreword"), title="Foreword"),
        ChapterFile(data=titled("Part one"), number="I", title="Part one"),
        ChapterFile(data=titled("Basel", see), number="3.1", title="Basel"),
        Reserved(number="3.5", title="Minamata"),
        ChapterFile(data=titled("Forms"), number="A", title="Forms"),
        contents="Contents",
    )

    assert [(one.label, one.text) for one in guide.made.entries] == [
        ("", "Foreword"),
        ("I", "Part one"),
        ("3.1", "Basel"),
        ("3.5", "Minamata"),
        ("A", "Forms"),
    ]
    assert guide.made.entries[3].anchor is None
    assert "chapter_a" in guide.all("//w:bookmarkStart/@w:name")
    assert guide.codes == ["withheld"]
