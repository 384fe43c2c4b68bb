from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile

import msoffcrypto.format.ooxml
import pytest

from chapters import Finding, Limits, Refused, plain_text
from chapters.oxml.markup import to_strict
from chapters.oxml.namespaces import W
from chapters.package import Package
from tests.corpora import every_file
from tests.wordml import PNG, bookmark, docx, footnote, p, picture, raw, zipped

_MACROS = "application/vnd.ms-office.vbaProject"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_DTD = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b">]>'


def files(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def altered(**changes: bytes) -> bytes:
    """A small file with some of its parts replaced or added."""
    return zipped({**files(docx("words")), **changes})


def with_names(*names: str) -> bytes:
    """A small file with further entries of these names, which may be there already."""
    out = io.BytesIO(docx("words"))
    with zipfile.ZipFile(out, "a") as archive:
        for name in names:
            info = zipfile.ZipInfo("x" * len(name))
            info.filename = name
            archive.NameToInfo.pop(name, None)
            archive.writestr(info, b"x")
    return out.getvalue()


def bomb(size: int, times: int = 1) -> bytes:
    """A Word file of a few kilobytes that unpacks to `times` pictures of `size` zeros."""
    zeros = b"\0" * size
    return zipped({**files(docx("words")), **{f"word/media/{n}.bmp": zeros for n in range(times)}})


def lying_bomb(size: int) -> bytes:
    """A bomb whose directory says that it unpacks to ten bytes."""
    data = bytearray(altered(**{"word/zeros.xml": bytes(size)}))
    for at in (data.rfind(b"PK\x03\x04") + 22, data.rfind(b"PK\x01\x02") + 24):
        data[at : at + 4] = struct.pack("<I", 10)
    return bytes(data)


def nested(depth: int) -> bytes:
    inner = zipped({"a.txt": b"x"})
    for _ in range(depth):
        inner = zipped({"inner.zip": inner})
    return altered(**{"word/embeddings/a.zip": inner})


def encrypted() -> bytes:
    out = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(docx("words"))).encrypt("secret", out)
    return out.getvalue()


def compound(stream: str) -> bytes:
    """An OLE container with one stream of this name, such as old Office files are."""
    size = 512
    free, end, fat, none = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0)
    header += struct.pack("<IIIII", 4096, end, 0, end, 0) + struct.pack("<109I", 0, *[free] * 108)
    table = struct.pack("<128I", fat, end, *[free] * 126)
    entries = b""
    for name, kind, child in (("Root Entry", 5, 1), (stream, 2, none)):
        coded = name.encode("utf-16-le")
        entries += coded.ljust(64, b"\0") + struct.pack("<HBB", len(coded) + 2, kind, 1)
        entries += struct.pack("<III", none, none, child) + bytes(36) + struct.pack("<IQ", end, 0)
    return header + table + entries.ljust(size, b"\0")


def cut(share: float) -> bytes:
    data = docx("words")
    return data[: int(len(data) * share)]


def excel() -> bytes:
    types = files(docx("words"))["[Content_Types].xml"].decode()
    return altered(
        **{
            "[Content_Types].xml": types.replace(
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                _EXCEL,
            ).encode()
        }
    )


# What a stranger may send, and the code of the refusal; `bench/strangers.py` times them.
REFUSED = {
    "nothing at all": (lambda: b"", "empty"),
    "zeros": (lambda: bytes(1000), "empty"),
    "an empty archive": (lambda: zipped({}), "empty"),
    "half of a file": (lambda: cut(0.5), "damaged"),
    "all but the end of a file": (lambda: cut(0.99), "damaged"),
    "a password": (encrypted, "password"),
    "rights management": (lambda: compound("EncryptedPackage"), "rights"),
    "an old Word file": (lambda: compound("WordDocument"), "old-word"),
    "an old workbook": (lambda: compound("Workbook"), "excel"),
    "a mail": (lambda: compound("__properties_version1.0"), "mail"),
    "half of an old file": (lambda: compound("WordDocument")[:600], "damaged"),
    "a PDF": (lambda: b"%PDF-1.7\n...", "pdf"),
    "an RTF": (lambda: b"{\\rtf1\\ansi words}", "rtf"),
    "a web page": (lambda: b"\n<!DOCTYPE HTML><html><body>words</body></html>", "html"),
    "a program": (lambda: b"MZ\x90\0" + bytes(100), "program"),
    "words": (lambda: b"Dear colleagues, please find attached", "not-word"),
    "flat XML": (lambda: b'<?xml version="1.0"?><pkg:package/>', "xml"),
    "an OpenDocument text": (
        lambda: zipped(
            {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b""}
        ),
        "odt",
    ),
    "a workbook": (excel, "excel"),
    "a zip with documents": (lambda: zipped({"a/Chapter 1.docx": docx("words")}), "archive"),
    "a zip of anything": (lambda: zipped({"readme.txt": b"x"}), "not-word"),
    "content types and no text": (
        lambda: zipped({"[Content_Types].xml": files(docx("x"))["[Content_Types].xml"]}),
        "not-word",
    ),
    "a main part that is something else": (
        lambda: altered(**{"word/document.xml": b"<a/>"}),
        "not-word",
    ),
    "a bomb": (lambda: bomb(300_000_000), "unpacks-too-large"),
    "a bomb of many": (lambda: bomb(10_000_000, 30), "unpacks-too-large"),
    "a bomb that lies": (lambda: lying_bomb(100_000_000), "damaged"),
    "a small bomb that lies": (lambda: lying_bomb(39_000_000), "damaged"),
    "a bomb in a file": (
        lambda: altered(**{"word/a": bomb(300_000_000)}),
        "unpacks-too-large",
    ),
    "archives in archives": (lambda: nested(4), "nested"),
    "ten thousand parts": (
        lambda: zipped({**files(docx("x")), **{f"word/{n}.xml": b"" for n in range(10_000)}}),
        "too-many-parts",
    ),
    "a name that climbs": (lambda: with_names("../../etc/cron.d/x"), "unsafe-name"),
    "a name that climbs inside": (lambda: with_names("word/../../x"), "unsafe-name"),
    "a name that climbs backwards": (lambda: with_names("word\\..\\..\\x"), "unsafe-name"),
    "a name from the root": (lambda: with_names("/etc/passwd"), "unsafe-name"),
    "a name with a drive": (lambda: with_names("C:/x"), "unsafe-name"),
    "a part twice": (lambda: with_names("word/document.xml"), "duplicate-part"),
    "a part twice in other letters": (lambda: with_names("Word/Document.XML"), "duplicate-part"),
    "a tag with nine thousand attributes": (
        lambda: docx(p(raw("<w:r " + " ".join(f"a{n}=''" for n in range(9000)) + "/>"))),
        "crowded-tag",
    ),
    "a DOCTYPE in the text": (
        lambda: altered(**{"word/document.xml": _DTD + b"<document/>"}),
        "doctype",
    ),
    "a DOCTYPE in a part that nobody reads": (
        lambda: altered(**{"customXml/item1.xml": _DTD + b"<a/>"}),
        "doctype",
    ),
    "a DOCTYPE in the content types": (
        lambda: altered(**{"[Content_Types].xml": _DTD + b"<Types/>"}),
        "doctype",
    ),
    "a DOCTYPE in relationships": (lambda: altered(**{"_rels/.rels": _DTD + b"<a/>"}), "doctype"),
    "a DOCTYPE in UTF-16": (
        lambda: altered(**{"word/styles.xml": _DTD.decode().encode("utf-16")}),
        "doctype",
    ),
    "a file beyond the limit": (lambda: docx("words") + bytes(100_000_000), "too-large"),
}


@pytest.mark.timeout(30)  # a hang; that it takes less than a second is for the bench to say
@pytest.mark.parametrize("what", REFUSED)
def test_the_door_refuses_in_one_sentence_and_in_little_memory(what):
    make, code = REFUSED[what]
    data = make()
    tracemalloc.start()

    with pytest.raises(Refused) as refusal:
        Package.open(data)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert refusal.value.code == code
    assert str(refusal.value)[0].isupper()
    assert str(refusal.value).endswith(".")
    assert peak < 200_000_000


@pytest.mark.parametrize(
    ("ending", "code"), [(".doc", "old-word"), (".odt", "odt"), (".rtf", "rtf"), (".pdf", "pdf")]
)
def test_what_another_program_saved_in_another_format_is_named(office, ending, code):
    data = office.convert(docx("words"), ending)

    with pytest.raises(Refused) as refusal:
        Package.open(data)

    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(file=100), "too-large"),
        (Limits(parts=3), "too-many-parts"),
        (Limits(unpacked=100), "unpacks-too-large"),
        (Limits(xml=100), "unpacks-too-large"),
    ],
)
def test_limits_are_arguments(limits, code):
    data = docx("words")

    with pytest.raises(Refused) as refusal:
        Package.open(data, limits=limits)

    assert refusal.value.code == code


# What it lets in


def test_what_nobody_changed_is_saved_byte_for_byte_and_in_order():
    data = docx(p("words", footnote(), picture()), footnotes={1: "note"})
    package = Package.open(data)

    saved = package.save()

    assert files(saved) == files(data)
    assert list(files(saved)) == list(files(data))
    assert saved == Package.open(data).save()


def test_a_changed_tree_is_written_and_the_rest_is_not():
    package = Package.open(docx("words"))
    next(package.tree(package.main).iter(f"{W}t")).text = "other words"
    package.changed(package.main)

    saved = package.save()

    before, after = files(docx("words")), files(saved)
    assert [name for name in before if before[name] != after[name]] == ["word/document.xml"]
    assert plain_text(saved) == "other words"


def test_parts_come_and_go_with_their_relationships():
    package = Package.open(docx("words"))

    package.write("word/media/dot.png", PNG, "image/png")
    relationship = package.relate("word/document.xml", "image", "word/media/dot.png")
    saved = Package.open(package.save())

    assert saved.related(saved.main, "image") == ["word/media/dot.png"]
    assert saved.read("word/media/dot.png") == PNG
    saved.unrelate(saved.main, relationship)
    saved.drop("word/media/dot.png")
    assert files(saved.save())["[Content_Types].xml"].count(b"dot.png") == 0
    assert Package.open(saved.save()).names == Package.open(docx("words")).names


def images_of(package: Package) -> list[str]:
    return [one.target for one in package.relationships(package.main) if one.kind == "image"]


def test_relationships_written_as_bytes_count_from_then_on():
    package = Package.open(docx("words"))
    package.relate(package.main, "image", "word/media/a.png")
    rels = package.read("word/_rels/document.xml.rels")

    package.write("word/_rels/document.xml.rels", rels.replace(b"a.png", b"b.png"))

    assert images_of(package) == ["word/media/b.png"]


def test_a_thousand_relationships_have_a_thousand_ids():
    package = Package.open(docx("words"))

    ids = {package.relate(package.main, "image", f"word/media/{n}.png") for n in range(1000)}

    saved = Package.open(package.save())
    assert len(ids) == 1000
    assert len(images_of(saved)) == 1000
    assert saved.related(saved.main, "image") == []  # none of them is there
    for id_ in ids:
        saved.unrelate(saved.main, id_)
    assert files(saved.save())["word/_rels/document.xml.rels"].count(b"Target=") == 3


def strict() -> bytes:
    return zipped({name: to_strict(content) for name, content in files(docx("words")).items()})


def test_a_strict_file_reads_as_transitional_and_stays_strict():
    package = Package.open(strict())

    package.tree(package.main)[0][0].set(f"{W}rsidR", "00000001")
    package.changed(package.main)
    package.relate(package.main, "image", "word/media/dot.png")
    saved = package.save()

    assert package.strict
    assert plain_text(strict()) == "words"
    assert b"schemas.openxmlformats.org/wordprocessingml" not in files(saved)["word/document.xml"]
    assert (
        b"purl.oclc.org/ooxml/officeDocument/relationships/image"
        in (files(saved)["word/_rels/document.xml.rels"])
    )


def renamed(names: dict[str, str], **replaced: str) -> bytes:
    """A file whose parts have other names, with these texts replaced in all its plumbing."""
    out = {}
    for name, content in files(docx("words", footnotes={1: "note"})).items():
        for old, new in replaced.values():
            content = content.replace(old.encode(), new.encode())  # noqa: PLW2901 -- text by text
        out[names.get(name, name)] = content
    return zipped(out)


@pytest.mark.parametrize(
    "data",
    [
        renamed(
            {
                "word/document.xml": "body/Main Text.xml",
                "word/_rels/document.xml.rels": "body/_rels/Main Text.xml.rels",
            },
            a=("word/document.xml", "body/Main Text.xml"),
            b=('Target="footnotes.xml"', 'Target="/word/footnotes.xml"'),
        ),
        renamed({}, a=('Target="footnotes.xml"', 'Target="../word/./footnotes.xml"')),
        renamed({}, a=('Target="footnotes.xml"', 'Target="Footnotes.XML"')),
        renamed({"[Content_Types].xml": "[content_types].xml"}),
        renamed({}, a=("/relationships/officeDocument", "/relationships/unheardOf")),
        renamed({"word/document.xml": "word\\document.xml"}),
        renamed({}, a=('PartName="/word/document.xml"', 'PartName="/word/none.xml"')),
    ],
    ids=[
        "odd names",
        "a roundabout target",
        "another case",
        "content types in lower case",
        "found by type",
        "backslashes",
        "no content type of its own",
    ],
)
def test_unusual_packages_are_read(data):
    assert plain_text(data).split("\n")[:1] == ["words"]
    assert plain_text(Package.open(data).save()) == plain_text(data)


def test_a_file_with_nothing_but_its_text_is_read():
    kept = ("[Content_Types].xml", "_rels/.rels", "word/document.xml")
    data = zipped({name: content for name, content in files(docx("words")).items() if name in kept})

    assert plain_text(data) == "words"


def test_a_part_in_utf_16_is_read():
    document = files(docx("wörter"))["word/document.xml"].decode().replace("UTF-8", "UTF-16")

    assert plain_text(altered(**{"word/document.xml": document.encode("utf-16")})) == "wörter"


def test_asides_in_the_xml_part_no_words():
    asides = p(raw("<w:r><!-- a --><w:t>one<!-- b --> wo<?c d?>rd</w:t></w:r>"))

    assert plain_text(docx(asides)) == "one word"


def test_nesting_beyond_256_is_refused_when_it_is_read():
    deep = b"<a>" * 300 + b"</a>" * 300
    document = files(docx(p(raw("<!-- here -->"))))["word/document.xml"]

    data = altered(**{"word/document.xml": document.replace(b"<!-- here -->", deep)})

    with pytest.raises(Refused) as refusal:
        plain_text(data)
    assert refusal.value.code == "damaged-part"


def test_one_text_of_more_than_ten_megabytes_is_read():
    long = "word " * 2_100_000

    assert len(plain_text(docx(long))) == len(long)


def macro_file() -> bytes:
    types = files(docx("words"))["[Content_Types].xml"].decode()
    typed = types.replace(
        "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "vnd.ms-word.document.macroEnabled.main+xml",
    ).replace("</Types>", f'<Default Extension="bin" ContentType="{_MACROS}"/></Types>')
    rels = files(docx("words"))["word/_rels/document.xml.rels"].decode()
    related = rels.replace(
        "</Relationships>",
        '<Relationship Id="rIdMacros" Target="vbaProject.bin" Type="http://schemas.microsoft.com/'
        'office/2006/relationships/vbaProject"/></Relationships>',
    )
    return altered(
        **{
            "[Content_Types].xml": typed.encode(),
            "word/_rels/document.xml.rels": related.encode(),
            "word/vbaProject.bin": b"Attribute VB_Name",
        }
    )


def test_a_macro_file_is_read_and_written_without_its_macros():
    package = Package.open(macro_file())

    saved = Package.open(package.save())

    assert [(one.code, one.where) for one in package.findings] == [
        ("macros", "word/vbaProject.bin")
    ]
    assert saved.findings == []
    assert "word/vbaProject.bin" not in saved.names
    assert saved.content_type(saved.main) == (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    )
    assert saved.related(saved.main, "vbaProject") == []


def test_what_word_would_fetch_from_outside_is_a_finding():
    data = docx(
        p(bookmark("b", "words")),
        relationships=(
            ("rId91", "attachedTemplate", "https://files.example.org/evil.dotm"),
            ("rId92", "image", "https://files.example.org/pixel.png"),
            ("rId93", "oleObject", "file:///c:/data.xlsx"),
            ("rId94", "hyperlink", "https://www.example.org/"),
            ("rId95", "frame", "https://files.example.org/frame.html"),
        ),
    )

    found = Package.open(data).findings

    assert [one.code for one in found] == [
        "external-template",
        "external-picture",
        "external-object",
        "external-document",
    ]
    assert found[1] == Finding(
        code="external-picture",
        where="word/document.xml",
        text="A picture is not in the file but is linked from elsewhere "
        "(https://files.example.org/pixel.png); it is not fetched.",
    )


@pytest.mark.parametrize("path", every_file()[::7], ids=lambda path: path.stem)
def test_real_files_go_through_the_door_unchanged(path):
    data = path.read_bytes()

    saved = Package.open(data).save()

    assert files(saved) == files(data)
