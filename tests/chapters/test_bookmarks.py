"""Bookmarks go where their words go: what refers to them finds them after a move."""

import pytest

from chapters import accept_all, reject_all, resolve
from chapters.oxml.namespaces import W
from chapters.package import Package
from chapters.revisions import read_revisions
from tests.chapters.test_comparison import compared
from tests.chapters.test_resolution_properties import canonical
from tests.wordml import (
    bookmark,
    cell,
    del_mark,
    dele,
    docx,
    field,
    ins,
    ins_mark,
    moved,
    moved_from,
    moved_to,
    p,
    raw,
    row,
    table,
)

REST = tuple(p(f"Record {number} is kept for five years.") for number in range(12))
SEE = p("See ", field("REF rule \\h", "3"), ".")


def marked(data: bytes) -> dict[str, tuple[str, str]]:
    """The words in each bookmark, with the signs of its fields, and those of its paragraph."""
    package = Package.open(data)
    root = package.tree(package.main)
    found = {}
    for start in root.iter(f"{W}bookmarkStart"):
        whole = next(start.iterancestors(f"{W}p"))
        inside = False
        words = ""
        for one in root.iter():
            inside |= one is start
            if one.tag == f"{W}bookmarkEnd" and one.get(f"{W}id") == start.get(f"{W}id"):
                break
            words += (one.text or "") if inside and one.tag == f"{W}t" else ""
            words += "{" if inside and one.get(f"{W}fldCharType") == "begin" else ""
            words += "}" if inside and one.get(f"{W}fldCharType") == "end" else ""
        found[start.get(f"{W}name", "")] = words, "".join(t.text or "" for t in whole.iter(f"{W}t"))
    return found


@pytest.mark.parametrize(
    "rule",
    [
        p(bookmark("rule", "Goods are returned under this paragraph.")),
        p(bookmark("rule", "Box 3"), ". Goods are returned under this paragraph."),
        p("Goods are returned ", bookmark("rule", "under this paragraph"), "."),
        table(row(cell(p(bookmark("rule", "Box 3"), ". Goods are returned.")))),
        p("A field ", bookmark("rule", "Box ", field("SEQ Box", "3")), field("SEQ A", "4"), "."),
        p("Two fields, ", field("SEQ A", "4"), bookmark("rule", field("SEQ Box", "3")), " of all."),
    ],
    ids=["whole", "begin", "middle", "in a table", "around a field", "between fields"],
)
def test_what_compare_finds_moved_has_its_bookmark_at_the_new_place_once_accepted(rule):
    base = docx(rule, *REST, SEE)
    revised = docx(*REST, rule, SEE)

    redline = compared(base, revised)

    assert marked(accept_all(redline, follow=True)) == marked(revised)
    assert marked(reject_all(redline)) == marked(base)


def test_a_tracked_move_takes_along_the_bookmark_that_it_left_and_one_that_stays_keeps_it():
    words = "Goods are returned under this paragraph."
    source = p(
        raw('<w:bookmarkStart w:id="7" w:name="rule"/>'),
        moved_from(words, name="move1"),
        raw('<w:bookmarkEnd w:id="7"/>'),
        mark=moved("moveFrom"),
    )
    target = p(moved_to(words, name="move1"), mark=moved("moveTo"))
    data = docx(source, *REST, target, SEE)

    assert marked(accept_all(data, follow=True)) == {"rule": (words, words)}
    assert marked(reject_all(data)) == {"rule": (words, words)}
    away = [one.id for one in read_revisions(data) if one.before or "from" in one.kind.value]
    half = resolve(data, accept=away, follow=True)
    assert marked(half) == {"rule": (words, words)}


@pytest.mark.parametrize("order", [("Nine", "Ten"), ("Ten", "Nine")])
def test_only_a_call_that_decides_on_both_places_moves_a_bookmark(order):
    words = "Goods are returned under this paragraph."
    ends = raw('<w:bookmarkStart w:id="7" w:name="rule"/>'), raw('<w:bookmarkEnd w:id="7"/>')
    source = p(ends[0], dele(words, by="Nine"), ends[1], mark=del_mark(by="Nine"))
    target = p(ins(words, by="Ten"), mark=ins_mark(by="Ten"))
    data = docx(source, *REST, target, SEE)
    made = data
    for author in order:
        theirs = [one.id for one in read_revisions(data) if one.author == author]
        made = resolve(made, accept=theirs)

    assert canonical(made) == canonical(accept_all(data))
    assert marked(accept_all(data, follow=True)) == {"rule": (words, words)}


def test_a_bookmark_whose_words_come_nowhere_else_stays_for_what_refers_to_it():
    base = docx(p(bookmark("rule", "Goods are returned.")), *REST, SEE)
    revised = docx(*REST, p("Something else is written here instead of it."), SEE)

    assert set(marked(accept_all(compared(base, revised), follow=True))) == {"rule"}
