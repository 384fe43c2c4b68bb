"""What names people, machines or the way a file was made does not get out."""

from __future__ import annotations

import struct
import zlib

from chapters.inspection import broken
from chapters.oxml.namespaces import NS
from chapters.package import Package
from chapters.scrubbing import scrub
from chapters.stamping import stamp
from chapters.text import plain_text
from tests.wordml import (
    PNG,
    comment,
    commented,
    control,
    dele,
    docx,
    field,
    footnote,
    hyperlink,
    ins,
    p,
    picture,
    r,
    raw,
    simple_field,
)

_SECRET = "S3cret"
_EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_OFFICE = "application/vnd.openxmlformats-officedocument"


def test_a_secret_in_each_place_is_gone() -> None:
    data = _file_full_of_secrets()

    clean = scrub(data, title="The guide", language="en-GB").data

    assert _hiding_places(data) > 20
    assert _holders(clean) == []
    assert broken(clean) == []
    assert "visible words" in plain_text(clean)


def test_the_certificate_names_each_kind_of_thing_once() -> None:
    codes = [one.code for one in scrub(_file_full_of_secrets()).removed]

    assert len(codes) == len(set(codes))
    assert {
        "removed-comments",
        "removed-tracked-changes",
        "removed-document-variables",
        "removed-picture-metadata",
        "removed-links-to-files",
        "removed-content-control-tags",
    } <= set(codes)


def test_a_clean_file_stays_as_it_is() -> None:
    data = docx(p("words ", footnote(1)), p(picture()), footnotes={1: p("note")})
    once = scrub(data).data

    twice = scrub(once)

    assert twice.data == once
    assert plain_text(once) == plain_text(data)


def test_only_the_title_and_the_language_of_a_publication_stay() -> None:
    clean = Package.open(scrub(docx("x"), title="A & B", language="fr").data)

    (core,) = clean.related("", "core-properties")
    assert b"<dc:title>A &amp; B</dc:title><dc:language>fr</dc:language>" in clean.read(core)


def test_what_nobody_decided_is_not_published() -> None:
    clean = scrub(docx(p("kept ", ins("proposed"), dele("old")))).data

    assert plain_text(clean).strip() == "kept old"


def test_hidden_and_white_text_and_files_inside_are_left_for_a_person() -> None:
    data = docx(
        p(r("hidden words", props="<w:vanish/>")),
        p(r("white words", props='<w:color w:val="FFFFFF"/>')),
        parts={"word/embeddings/book.xlsx": (b"x", f"{_OFFICE}.spreadsheetml.sheet")},
        relationships=(("rIdBook", "package", "embeddings/book.xlsx"),),
    )

    done = scrub(data)

    assert [one.code for one in done.suspects] == ["hidden-text", "white-text", "embedded-file"]
    assert "hidden words" in plain_text(done.data)


def test_pictures_lose_their_texts_and_keep_their_pixels() -> None:
    jpeg = (
        b"\xff\xd8"
        b"\xff\xe0\x00\x10JFIF\0\1\1\0\0\1\0\1\0\0"
        b"\xff\xe1\x00\x0eExif\0\0"
        + _SECRET.encode()
        + b"\xff\xfe\x00\x08"
        + _SECRET.encode()
        + b"\xff\xda\x00\x02pixels\xff\xd9"
    )
    gif = (
        b"GIF89a\1\0\1\0\0\0\0"
        b"\x21\xfe\x06" + _SECRET.encode() + b"\0" + b"\x2c" + bytes(9) + b"\x02\x01\x00\x00\x3b"
    )
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><metadata>S3cret</metadata><path/></svg>"
    for content, kept in ((jpeg, b"pixels"), (gif, b"\x2c"), (svg, b"<path/>")):
        data = docx(
            p(picture("rIdOne")),
            parts={"word/media/one.bin": (content, "image/any")},
            relationships=(("rIdOne", "image", "media/one.bin"),),
        )

        package = Package.open(scrub(data).data)

        picture_bytes = package.read("word/media/one.bin")
        assert _SECRET.encode() not in picture_bytes
        assert kept in picture_bytes


def _hiding_places(data: bytes) -> int:
    package = Package.open(data)
    return sum(package.read(name).count(_SECRET.encode()) for name in package.names)


def _holders(data: bytes) -> list[str]:
    """The parts and relationships that still hold the secret."""
    package = Package.open(data)
    found = [name for name in package.names if _SECRET.encode() in package.read(name)]
    return found + [
        f"{name}: {one.target}"
        for name in ["", *package.names]
        for one in package.relationships(name)
        if _SECRET in one.target
    ]


def _file_full_of_secrets() -> bytes:
    said = comment("S3cret remark", id=0, by="S3cret author")
    data = docx(
        p("visible words", commented("x", id=0)),
        p(ins("S3cret proposal", by="S3cret author"), dele("y", by="S3cret author")),
        p(
            control(
                "held",
                props='<w:alias w:val="S3cret"/><w:tag w:val="S3cret"/>'
                '<w:dataBinding w:xpath="/S3cret" w:storeItemID="{S3cret}"/>',
            )
        ),
        p(field(' FILENAME \\p "S3cret" ', "C:\\S3cret.docx"), simple_field("USERNAME", "S3cret")),
        p(simple_field(' DOCPROPERTY "S3cret" ', "shown"), simple_field("AUTHOR", "S3cret")),
        p(field(' INCLUDEPICTURE "C:\\\\S3cret.png" ', "shown")),
        p(hyperlink("a file", rid="rIdFile"), hyperlink("a server", rid="rIdUnc")),
        p(
            raw(
                '<w:hyperlink w:anchor="x" w:tooltip="C:\\S3cret"><w:r><w:t>t</w:t></w:r>'
                "</w:hyperlink>"
            )
        ),
        p(
            raw(
                picture("rIdPng").replace(
                    'name="Picture"', 'name="S3cret.png" descr="C:\\S3cret.png"'
                )
            )
        ),
        raw('<w:p w:rsidR="00S3cret"><w:r><w:t>saved</w:t></w:r><!-- S3cret --></w:p>'),
        raw('<w:permStart w:id="5" w:ed="S3cret"/><w:permEnd w:id="5"/>'),
        comments=[said],
        footnotes={1: p("S3cret note that nothing refers to")},
        styles='<w:style w:type="paragraph" w:customStyle="1" w:styleId="S3cret">'
        '<w:name w:val="S3cret style"/></w:style>',
        settings='<w:attachedTemplate r:id="rIdNone"/><w:mailMerge><w:mainDocumentType '
        'w:val="formLetters"/><w:dataType w:val="textFile"/><w:connectString w:val="S3cret"/>'
        '</w:mailMerge><w:docVars><w:docVar w:name="S3cret" w:val="S3cret"/></w:docVars>'
        '<w:rsids><w:rsidRoot w:val="00S3cret"/></w:rsids>',
        parts={
            "docProps/app.xml": (
                f'<Properties xmlns="{_EXTENDED}"><Company>S3cret</Company></Properties>'.encode(),
                f"{_OFFICE}.extended-properties+xml",
            ),
            "word/people.xml": (
                f'<w15:people xmlns:w15="{NS["w15"]}"><w15:person w15:author="S3cret"/></w15:people>'.encode(),  # noqa: E501
                f"{_OFFICE}.wordprocessingml.people+xml",
            ),
            "customXml/item1.xml": (b"<S3cret/>", "application/xml"),
            "word/orphan.xml": (b"<S3cret/>", "application/xml"),
            "word/media/one.png": (_png_with_text(), "image/png"),
        },
        relationships=(
            ("rIdFile", "hyperlink", "file:///C:/S3cret.docx"),
            ("rIdUnc", "hyperlink", "file://S3cret/share"),
            ("rIdPng", "image", "media/one.png"),
            ("rIdXml", "customXml", "../customXml/item1.xml"),
            (
                "rIdPeople",
                "http://schemas.microsoft.com/office/2011/relationships/people",
                "people.xml",
            ),
        ),
    )
    package = Package.open(stamp(data, "S3cret-assignment"))
    package.relate("", "extended-properties", "docProps/app.xml")
    return package.save()


def _png_with_text() -> bytes:
    body = b"tEXtAuthor\0S3cret"
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return PNG[:33] + chunk + PNG[33:]
