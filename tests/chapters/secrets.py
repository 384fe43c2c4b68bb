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
    """A Word file that opens, with a different secret ("S3cretAuthor", …) in each place."""
    said = comment("S3cretRemark", id=0, by="S3cretCommenter").replace(
        "w:initials=", 'w:initials="S3cretInitials" w:was='
    )
    data = docx(
        p("visible words", commented("x", id=0)),
        p(ins("S3cretProposal", by="S3cretInserter"), dele("y", by="S3cretDeleter")),
        p(_FORMER_LOOK),
        p(control("held", props=_CONTROL)),
        p(field(' FILENAME \\p "S3cretFile" ', "C:\\S3cretFileShown.docx")),
        p(simple_field("USERNAME", "S3cretUser"), simple_field("LASTSAVEDBY", "S3cretSaver")),
        p(
            simple_field(' DOCPROPERTY "S3cretProperty" ', "shown"),
            simple_field("AUTHOR", "S3cretAu"),
        ),
        p(field(' INCLUDEPICTURE "C:\\\\S3cretIncluded.png" ', "shown")),
        p(field(' LINK Excel.Sheet "\\\\\\\\server\\\\S3cretLinked.xlsx" ', "shown")),
        p(hyperlink("a file", rid="rIdFile"), hyperlink("a server", rid="rIdUnc")),
        p(
            raw(
                '<w:hyperlink w:anchor="x" w:tooltip="C:\\S3cretTip"><w:r><w:t>t</w:t></w:r>'
                "</w:hyperlink>"
            )
        ),
        p(
            raw(
                picture("rIdPng").replace(
                    'name="Picture"', 'name="S3cretName.png" descr="C:\\S3cretText.png"'
                )
            ),
            *(picture(f"rId{kind}") for kind in _PICTURES),
        ),
        p(raw(_SHAPE), raw(_CHART_IN_TEXT)),
        raw('<w:p w:rsidR="00S3cretSave"><w:r><w:t>saved</w:t></w:r><!-- S3cretNote --></w:p>'),
        raw('<w:permStart w:id="5" w:ed="S3cretEditor"/><w:permEnd w:id="5"/>'),
        comments=[said],
        footnotes={1: p("S3cretFootnote that nothing refers to")},
        styles='<w:style w:type="paragraph" w:customStyle="1" w:styleId="S3cretId">'
        '<w:name w:val="S3cretStyle"/></w:style>',
        settings=_SETTINGS,
        headers=[p("A header ", simple_field("FILENAME", "S3cretHeader.docx"))],
        parts={
            "docProps/app.xml": (
                f'<Properties xmlns="{_EXTENDED}"><Manager>S3cretManager</Manager>'
                "<Company>S3cretCompany</Company></Properties>".encode(),
                f"{_OFFICE}.extended-properties+xml",
            ),
            "docProps/core.xml": (_CORE.encode(), _CORE_TYPE),
            "docProps/thumbnail.jpeg": (b"\xff\xd8S3cretThumbnail", "image/jpeg"),
            "word/people.xml": (
                f'<w15:people xmlns:w15="{NS["w15"]}"><w15:person w15:author="S3cretPerson"/>'
                "</w15:people>".encode(),
                f"{_OFFICE}.wordprocessingml.people+xml",
            ),
            "customXml/item1.xml": (b"<S3cretItem/>", "application/xml"),
            "word/orphan.xml": (b"<S3cretOrphan/>", "application/xml"),
            "word/printer.bin": (b"S3cretPrinter", "application/x-printer"),
            "word/charts/chart1.xml": (_CHART.encode(), f"{_OFFICE}.drawingml.chart+xml"),
            "word/charts/_rels/chart1.xml.rels": (_CHART_RELS.encode(), _RELS_TYPE),
            "word/media/one.png": (_png_with_text(), "image/png"),
            **{
                f"word/media/own{kind}.{kind.lower()}": (content, f"image/{kind.lower()}")
                for kind, content in _PICTURES.items()
            },
        },
        relationships=(
            ("rIdFile", "hyperlink", "file:///C:/S3cretOnDisk.docx"),
            ("rIdUnc", "hyperlink", "file://S3cretServer/share"),
            ("rIdPng", "image", "media/one.png"),
            *((f"rId{kind}", "image", f"media/own{kind}.{kind.lower()}") for kind in _PICTURES),
            ("rIdXml", "customXml", "../customXml/item1.xml"),
            ("rIdPrinter", "printerSettings", "printer.bin"),
            ("rIdChart", "chart", "charts/chart1.xml"),
            (
                "rIdPeople",
                "http://schemas.microsoft.com/office/2011/relationships/people",
                "people.xml",
            ),
        ),
    )
    package = Package.open(stamp(data, "S3cretAssignment"))
    package.relate("", "extended-properties", "docProps/app.xml")
    package.relate("", _CORE_REL, "docProps/core.xml")
    package.relate("", _THUMBNAIL_REL, "docProps/thumbnail.jpeg")
    return package.save()


_CONTROL = (
    '<w:alias w:val="S3cretAlias"/><w:tag w:val="S3cretTag"/>'
    '<w:dataBinding w:xpath="/S3cretPath" w:storeItemID="{S3cretStore}"/>'
)
_FORMER_LOOK = raw(
    '<w:r><w:rPr><w:b/><w:rPrChange w:id="77" w:author="S3cretFormatter"><w:rPr/></w:rPrChange>'
    "</w:rPr><w:t>bold</w:t></w:r>"
)
_SETTINGS = (
    '<w:attachedTemplate r:id="rIdNone"/><w:mailMerge><w:mainDocumentType w:val="formLetters"/>'
    '<w:dataType w:val="textFile"/><w:connectString w:val="S3cretMerge"/></w:mailMerge>'
    '<w:docVars><w:docVar w:name="S3cretVariable" w:val="S3cretValue"/></w:docVars>'
    '<w:rsids><w:rsidRoot w:val="00S3cretRoot"/></w:rsids>'
)
_SHAPE = (
    '<w:r><w:pict><v:shape id="s1" style="width:9pt;height:9pt" alt="C:\\S3cretShape" '
    'o:gfxdata="S3cretData"><v:imagedata r:id="rIdPng" o:title="S3cretTitle"/></v:shape></w:pict>'
    "</w:r>"
)
_CHART_IN_TEXT = (
    '<w:r><w:drawing><wp:inline><wp:extent cx="914400" cy="914400"/>'
    '<wp:docPr id="71" name="Chart"/><a:graphic><a:graphicData uri="{c}">'
    '<c:chart xmlns:c="{c}" r:id="rIdChart"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
    "</w:r>"
).replace("{c}", NS["c"])
_CHART = (
    '<c:chartSpace xmlns:c="{c}" xmlns:r="{r}"><c:chart><c:plotArea><c:layout/><c:barChart>'
    '<c:barDir val="col"/><c:ser><c:idx val="0"/><c:order val="0"/><c:val><c:numRef>'
    "<c:f>'C:\\S3cretFolder\\[S3cretBook.xlsx]Sheet 1'!A1</c:f></c:numRef></c:val></c:ser>"
    '</c:barChart></c:plotArea></c:chart><c:externalData r:id="rId1"/></c:chartSpace>'
)
for _prefix in ("c", "r"):
    _CHART = _CHART.replace("{" + _prefix + "}", NS[_prefix])
_CHART_RELS = (
    f'<Relationships xmlns="{NS["pr"]}"><Relationship Id="rId1" TargetMode="External" '
    f'Type="{NS["r"]}/oleObject" Target="file:///C:/S3cretNumbers.xlsx"/></Relationships>'
)
_RELS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_PACKAGE_RELS = "http://schemas.openxmlformats.org/package/2006/relationships/metadata"
_CORE_REL, _THUMBNAIL_REL = f"{_PACKAGE_RELS}/core-properties", f"{_PACKAGE_RELS}/thumbnail"
_CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>S3cretCreator'
    "</dc:creator><cp:lastModifiedBy>S3cretModifier</cp:lastModifiedBy></cp:coreProperties>"
)
_EXIF, _SAID = b"Exif\0\0S3cretExif", b"S3cretJpeg"
_PICTURES = {
    "Jpeg": (
        b"\xff\xd8"
        b"\xff\xe1"
        + struct.pack(">H", len(_EXIF) + 2)
        + _EXIF
        + b"\xff\xfe"
        + struct.pack(">H", len(_SAID) + 2)
        + _SAID
        + b"\xff\xda\x00\x02pixels\xff\xd9"
    ),
    "Gif": b"GIF89a\1\0\1\0\0\0\0\x21\xfe\x09S3cretGif\0\x2c" + bytes(9) + b"\x02\x01\x00\x00\x3b",
    "Svg": (
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:sodipodi="urn:s" '
        b'sodipodi:docname="S3cretDrawing.svg"><metadata>S3cretMeta</metadata></svg>'
    ),
}
"""Kind of picture → one with secrets beside the picture."""


def _png_with_text() -> bytes:
    body = b"tEXtAuthor\0S3cretPng"
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return PNG[:33] + chunk + PNG[33:]
