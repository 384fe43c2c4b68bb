from __future__ import annotations

import io
import zipfile

import pytest

from chapters import read_stamp, stamp
from chapters.oxml.archive import Limits, read_archive
from chapters.oxml.markup import to_strict
from chapters.package import Package
from chapters.stamping import unstamp
from tests.corpora import every_file
from tests.wordml import dele, docx, ins, p, zipped

_PROPERTIES = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="7" name="Label">'
    "<vt:lpwstr>Restricted</vt:lpwstr></property></Properties>"
)
_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_PLUMBING = {"[Content_Types].xml", "_rels/.rels", "docProps/custom.xml"}


def packed(data: bytes) -> dict[str, bytes]:
    """The parts of a file as they lie in the zip, without those that a stamp has to touch."""
    entries = read_archive(data, Limits())
    return {one.name: bytes(one.packed) for one in entries if one.name not in _PLUMBING}


def with_label() -> bytes:
    package = Package.open(docx("words"))
    package.write("docProps/custom.xml", _PROPERTIES.encode(), _TYPE)
    package.relate("", "custom-properties", "docProps/custom.xml")
    return package.save()


def strict() -> bytes:
    with zipfile.ZipFile(io.BytesIO(docx("words"))) as archive:
        return zipped({name: to_strict(archive.read(name)) for name in archive.namelist()})


def test_a_stamp_is_read_back():
    stamped = stamp(docx("words"), "R1:labels:focal.nine")

    assert read_stamp(stamped) == "R1:labels:focal.nine"


def test_a_file_without_a_stamp_has_none():
    assert read_stamp(docx("words")) is None
    assert read_stamp(with_label()) is None


def test_every_other_part_keeps_its_bytes_packed_as_they_were():
    data = docx(p("kept ", ins("new"), dele("old")), footnotes={1: "note"}, headers=["head"])

    stamped = stamp(data, "R1:labels")

    assert packed(stamped) == packed(data)


def test_a_second_stamp_replaces_the_first():
    once = stamp(docx("words"), "R1:labels")

    twice = stamp(once, "R2:ports & “quays” <x>")

    assert read_stamp(twice) == "R2:ports & “quays” <x>"
    assert Package.open(twice).read("docProps/custom.xml").count(b"<property ") == 1


def test_properties_of_other_programs_stay_beside_the_stamp():
    stamped = stamp(with_label(), "R1:labels")

    properties = Package.open(stamped).tree("docProps/custom.xml")
    assert [(node.get("name"), node.get("pid")) for node in properties] == [
        ("Label", "7"),
        ("gci-review-assignment", "8"),
    ]
    assert Package.open(unstamp(stamped)).tree("docProps/custom.xml")[0].get("name") == "Label"


def test_taking_the_stamp_off_gives_the_parts_there_were():
    data = docx("words")

    clean = unstamp(stamp(data, "R1:labels"))

    assert packed(clean) == packed(data)
    assert Package.open(clean).names == Package.open(data).names
    assert b"gci-review" not in b"".join(Package.open(clean).read(n) for n in ["_rels/.rels"])
    assert unstamp(data) == data


def test_a_strict_file_keeps_its_own_namespaces():
    stamped = stamp(strict(), "R1:labels")

    package = Package.open(stamped)
    assert read_stamp(stamped) == "R1:labels"
    assert b"schemas.openxmlformats.org/officeDocument" not in package.read("docProps/custom.xml")
    assert b"purl.oclc.org/ooxml/officeDocument/relationships/customProperties" in package.read(
        "_rels/.rels"
    )


def test_a_stamp_survives_another_word_processor(office):
    data = stamp(docx(p("kept ", ins("new"), dele("old"))), "R1:labels:focal.nine")

    returned = office.resave(data)

    assert read_stamp(returned) == "R1:labels:focal.nine"


@pytest.mark.parametrize("path", every_file()[::9], ids=lambda path: path.stem)
def test_real_files_take_a_stamp_and_nothing_else_changes(path):
    data = path.read_bytes()

    stamped = stamp(data, "R1:labels")

    assert read_stamp(stamped) == "R1:labels"
    assert packed(stamped) == packed(data)
