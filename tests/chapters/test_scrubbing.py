"""What names people, machines or the way a file was made does not get out."""

from __future__ import annotations

import re

from chapters.inspection import broken
from chapters.package import Package
from chapters.scrubbing import scrub, without_paths
from chapters.text import plain_text
from tests.chapters.secrets import file_full_of_secrets
from tests.resolving import parts_of
from tests.wordml import (
    comment,
    commented,
    dele,
    docx,
    footnote,
    ins,
    p,
    picture,
    r,
    zipped,
)

_SECRET = "S3cret"
_EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_OFFICE = "application/vnd.openxmlformats-officedocument"


def test_a_secret_in_each_place_is_gone() -> None:
    data = file_full_of_secrets()

    clean = scrub(data, title="The guide", language="en-GB").data

    assert len(_hiding_places(data)) >= 34
    assert _holders(clean) == []
    assert broken(clean) == []
    assert "visible words" in plain_text(clean)


def test_the_certificate_names_each_kind_of_thing_once() -> None:
    codes = [one.code for one in scrub(file_full_of_secrets()).removed]

    assert len(codes) == len(set(codes))
    assert {
        "removed-comments",
        "removed-tracked-changes",
        "removed-document-variables",
        "removed-picture-metadata",
        "removed-links-to-files",
        "removed-content-control-tags",
    } <= set(codes)


def test_comments_are_counted_as_people_count_them() -> None:
    said = docx(
        p(commented("one", id=0), " ", commented("two", id=1)),
        comments=[comment("Why?", id=0), comment("So?", id=1)],
    )

    (found,) = [one.text for one in scrub(said).removed if one.code == "removed-comments"]

    assert found == "Removed: comments (2)."


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


def test_a_sentence_loses_the_addresses_of_disks_and_keeps_those_of_the_web() -> None:
    said = r"Linked (file:///C:/data/a.xlsx), C:\data\b.docx, \\srv\c and https://example.org/d."

    assert without_paths(said) == "Linked (…), … … and https://example.org/d."


def _hiding_places(data: bytes) -> set[bytes]:
    """The secrets of a file: each place has one of its own."""
    package = Package.open(data)
    content = [package.read(name) for name in package.names]
    content += [
        one.target.encode()
        for name in ["", *package.names]
        for one in package.relationships(name)
        if one.external
    ]
    return {found for one in content for found in re.findall(rb"S3cret\w+", one)}


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


def test_a_file_that_names_parts_which_it_lacks_is_scrubbed_as_far_as_it_goes() -> None:
    parts = parts_of(docx(p("words", footnote()), footnotes={1: "note"}))
    lacking = ("word/styles.xml", "word/settings.xml", "word/footnotes.xml")
    data = zipped({name: content for name, content in parts.items() if name not in lacking})

    assert len(parts_of(data)) == len(parts) - 3
    assert plain_text(scrub(data).data).startswith("words")
