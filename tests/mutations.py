"""Word files with something wrong: seeded, so that a case can be made again.

python -m tests.mutations SEED COUNT      runs cases, prints one JSON object about them
python -m tests.mutations SEED 1 out.docx   writes the case of that seed, to look at it
"""

from __future__ import annotations

import io
import json
import random
import sys
import time
import traceback
import warnings
import zipfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree

import chapters
from chapters import ChapterError
from chapters.inspection import inspect
from chapters.package import Package
from tests.corpora import every_file
from tests.wordml import (
    bookmark,
    cell,
    changed,
    comment,
    commented,
    control,
    del_mark,
    dele,
    docx,
    endnote,
    field,
    footnote,
    ins,
    ins_mark,
    math,
    moved_from,
    moved_to,
    p,
    picture,
    row,
    table,
    text_box,
    zipped,
)

__all__ = ["case", "run"]

_SMALL = 60_000
_RETURNED = 3  # every third case is also taken for a return, which takes longer than the rest
_WHEN = datetime(2027, 1, 11, 9, tzinfo=UTC)
_READERS = ("plain_text", "headings", "read_stamp", "read_revisions", "read_comments")
_WRITERS = ("accept_all", "reject_all")
_JUNK = (b"\0", b"<", b">", b"&", b'"', b"\xff", b"</w:p>", b"<w:p>", b"PK\x03\x04", b"&#0;", b"\n")
_VALUES = ("", "-1", "0", "1", "99999999999999999999", "abc", "\u0663", "1.5", "true", "../../x")


def _peak_kb() -> int:
    """The most memory this program has held; `ru_maxrss` would start at its parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0])


def everything() -> bytes:
    return docx(
        p("kept ", ins("new"), dele("old", by="beta"), style="Heading1", change=changed("pPr")),
        p(moved_from("moved", name="m"), moved_to("moved", name="m"), mark=ins_mark()),
        table(row(cell("a"), cell("b", vmerge="restart")), row(cell("c", span=2)), row(cell("d"))),
        p(text_box("in a box"), picture(), field(" PAGE ", "3"), mark=del_mark()),
        p(commented("words"), footnote(), endnote(), control("x"), math("y"), numbered=(1, 0)),
        p(bookmark("here", "z")),
        control("block", block=True),
        headers=["head"],
        footers=["foot"],
        footnotes={1: "note"},
        endnotes={1: "end note"},
        comments=[comment("remark")],
    )


def _sources() -> list[bytes]:
    small = [path for path in every_file() if path.stat().st_size < _SMALL]
    return [everything(), *(path.read_bytes() for path in small[::12])]


def case(seed: int, sources: list[bytes]) -> bytes:
    """The mutated file of a seed."""
    chance = random.Random(seed)
    data = chance.choice(sources)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        data = chance.choice(_MUTATIONS)(data, chance)
    return data


# On the bytes of the whole file


def _flip(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.choice((1, 3, 10, 100))):
        if out:
            out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out)


def _flip_directory(data: bytes, chance: random.Random) -> bytes:
    """Damage where the zip file says what it holds."""
    at = data.find(b"PK\x01\x02")
    return data[:at] + _flip(data[at:], chance) if at >= 0 else data


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _splice(data: bytes, chance: random.Random) -> bytes:
    a, b = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    return data[:a] + (data[b:] if chance.random() < 0.5 else data[a:b] + data[a:])


# On the parts


def _parts(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {one.filename: archive.read(one) for one in archive.infolist()}
    except Exception:  # noqa: BLE001 -- an earlier mutation may have damaged it in any way
        return {}


def _rezip(change):  # noqa: ANN202 -- a mutation
    def mutation(data: bytes, chance: random.Random) -> bytes:
        parts = _parts(data)
        if not parts:
            return data
        change(parts, chance)
        return zipped(parts)

    return mutation


def _some_xml(parts: dict[str, bytes], chance: random.Random) -> str:
    names = [name for name in parts if name.endswith((".xml", ".rels"))] or list(parts)
    favourite = [name for name in names if "document.xml" in name or name.startswith("[")]
    return chance.choice(favourite if favourite and chance.random() < 0.4 else names)


def _drop_part(parts: dict[str, bytes], chance: random.Random) -> None:
    del parts[chance.choice(list(parts))]


def _rename_part(parts: dict[str, bytes], chance: random.Random) -> None:
    name = chance.choice(list(parts))
    parts[name + chance.choice(("x", "/", "/x", ".rels", "\u0416"))] = parts.pop(name)


def _swap_parts(parts: dict[str, bytes], chance: random.Random) -> None:
    one, other = chance.choice(list(parts)), chance.choice(list(parts))
    parts[one], parts[other] = parts[other], parts[one]


def _damage_text(parts: dict[str, bytes], chance: random.Random) -> None:
    name = _some_xml(parts, chance)
    content = parts[name]
    at = chance.randrange(len(content) + 1)
    parts[name] = content[:at] + chance.choice(_JUNK) + content[at + chance.randrange(30) :]


def _recode(parts: dict[str, bytes], chance: random.Random) -> None:
    name = _some_xml(parts, chance)
    codec = chance.choice(("utf-16", "utf-16-le", "utf-32", "latin-1", "utf-7"))
    parts[name] = parts[name].decode("utf-8", "replace").encode(codec, "replace")


def _empty(parts: dict[str, bytes], chance: random.Random) -> None:
    parts[_some_xml(parts, chance)] = chance.choice((b"", b" ", b"<a/>", b"<?xml version='1.0'?>"))


# On the trees: well-formed nonsense


def _tree(change):  # noqa: ANN202 -- a mutation
    def mutation(parts: dict[str, bytes], chance: random.Random) -> None:
        name = _some_xml(parts, chance)
        try:
            root = etree.fromstring(parts[name])
        except (etree.XMLSyntaxError, ValueError):
            return
        for _ in range(chance.choice((1, 2, 5, 20))):
            nodes = list(root.iter(etree.Element))[1:]
            if nodes:
                change(nodes, chance)
        parts[name] = etree.tostring(root, encoding="UTF-8", xml_declaration=True)

    return _rezip(mutation)


def _remove(nodes: list[etree._Element], chance: random.Random) -> None:
    node = chance.choice(nodes)
    node.getparent().remove(node)


def _double(nodes: list[etree._Element], chance: random.Random) -> None:
    node = chance.choice(nodes)
    node.addnext(etree.fromstring(etree.tostring(node)))


def _move(nodes: list[etree._Element], chance: random.Random) -> None:
    node, to = chance.choice(nodes), chance.choice(nodes)
    if node is not to and node not in to.iterancestors():
        to.insert(chance.randrange(len(to) + 1), node)


def _rename(nodes: list[etree._Element], chance: random.Random) -> None:
    chance.choice(nodes).tag = chance.choice(nodes).tag


def _value(nodes: list[etree._Element], chance: random.Random) -> None:
    node = chance.choice(nodes)
    for key in list(node.attrib)[: chance.randrange(3)]:
        node.set(key, chance.choice(_VALUES))


def _forget(nodes: list[etree._Element], chance: random.Random) -> None:
    node = chance.choice(nodes)
    if node.attrib:
        del node.attrib[chance.choice(list(node.attrib))]


def _comment(nodes: list[etree._Element], chance: random.Random) -> None:
    chance.choice(nodes).insert(0, etree.Comment("aside"))
    chance.choice(nodes).append(etree.ProcessingInstruction("aside"))


_MUTATIONS = (
    _flip,
    _flip_directory,
    _cut,
    _splice,
    *map(_rezip, (_drop_part, _rename_part, _swap_parts, _damage_text, _recode, _empty)),
    *map(_tree, (_remove, _double, _move, _rename, _value, _forget, _comment) * 2),
)


def run(seed: int, count: int) -> dict:
    """What became of the cases: worked, refused by code, failures, the slowest, the peak."""
    sources = _sources()
    told: dict = {"worked": 0, "refused": Counter(), "failed": [], "slowest": 0.0}
    for number in range(seed, seed + count):
        data = case(number, sources)
        start = time.process_time()
        try:
            _use(data)
            told["slowest"] = max(told["slowest"], time.process_time() - start)
            if number % _RETURNED == 0:
                _use_as_a_return(data, random.Random(number).choice(sources))
            told["worked"] += 1
        except ChapterError as refusal:
            told["refused"][getattr(refusal, "code", type(refusal).__name__)] += 1
        except Exception:  # noqa: BLE001 -- this is what is looked for
            told["failed"].append(f"{number}: {traceback.format_exc(limit=-3)}")
    told["peak_mb"] = _peak_kb() // 1024
    return told


def _use(data: bytes) -> None:
    """All that reads; then all that writes, which must leave a file that the door lets in."""
    Package.open(Package.open(data).save())
    inspect(data)
    for name in _READERS:
        getattr(chapters, name)(data)
    chapters.read_stamp(chapters.stamp(data, "R1:chapter"))
    for name in _WRITERS:
        Package.open(getattr(chapters, name)(data))


def _use_as_a_return(data: bytes, sent: bytes) -> None:
    """What a round does with a file that comes back, which may be anything."""
    chapters.scrub(data)
    chapters.announce(sent, data)
    chapters.reconcile(sent, data, author="Partner", when=_WHEN)


if __name__ == "__main__":
    warnings.simplefilter("error")
    if len(sys.argv) > 3:
        Path(sys.argv[3]).write_bytes(case(int(sys.argv[1]), _sources()))
    else:
        print(json.dumps(run(int(sys.argv[1]), int(sys.argv[2]))))  # noqa: T201 -- the answer
