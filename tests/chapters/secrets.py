"""A file with a secret in every place where one can hide."""

from __future__ import annotations

import struct
import zlib

from chapters.oxml.namespaces import NS
from chapters.package import Package
from chapters.stamping import stamp
from tests.wordml import (
    PNG,
    comment,
    commented,
    control,
    dele,
    docx,
    field,
    hyperlink,
    ins,
    p,
    picture,
    raw,
    simple_field,
)

__all__ = ["file_full_of_secrets"]

_EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_OFFICE = "application/vnd.openxmlformats-officedocument"


def file_full_of_secrets() -> bytes:
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
