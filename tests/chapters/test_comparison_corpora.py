"""`compare` on real pairs of files: reject gives the one, accept the other, and nothing breaks."""

from datetime import UTC, datetime

import pytest

from chapters import accept_all, compare, read_revisions, reject_all
from chapters.oxml.namespaces import M, W
from chapters.package import Package
from tests.corpora import cases, corpora
from tests.judge import differences
from tests.schema import new_breakage, new_schema_errors

WHEN = datetime(2017, 10, 12, 9, tzinfo=UTC)
_PAIRS = [
    *((case["id"], "compare", case["before"], case["after"]) for case in cases("compare")),
    *((case["id"], "pairs", case["before"], case["after"]) for case in cases("pairs")),
    *((f"{case['id']} back", "pairs", case["after"], case["before"]) for case in cases("pairs")),
]


def compared(before: bytes, after: bytes) -> bytes:
    return compare(before, after, author="WCO", when=WHEN)


def changes_seen(data: bytes) -> int:
    """The tracked changes as a reader counts them: stretches of words of one kind."""
    package = Package.open(data)
    parts = [name for name in package.names if name.startswith("word/") and name.endswith(".xml")]
    return sum(_stretches(package.tree(name)) for name in parts)


def _stretches(root) -> int:
    count, last = 0, ""
    for node in root.iter(f"{W}r", f"{M}oMath", f"{M}oMathPara"):
        marks = [
            above.tag for above in node.iterancestors(*(W + kind for kind in ("ins", "del")))
        ] or [above.tag[:-2] for above in node.iterancestors(f"{W}moveFrom", f"{W}moveTo")]
        kind = marks[0] if marks else ""
        count += bool(kind) and kind != last
        last = kind
    return count


@pytest.mark.parametrize(("case", "folder", "before", "after"), _PAIRS)
def test_rejecting_gives_the_one_and_accepting_the_other(case, folder, before, after):
    one, other = [(corpora(folder) / name).read_bytes() for name in (before, after)]

    redline = compared(one, other)

    assert differences(reject_all(redline), reject_all(one)) == []
    assert differences(accept_all(redline), accept_all(other)) == []
    assert new_breakage(one, redline) == []
    assert new_schema_errors(one, redline) == []


@pytest.mark.parametrize("case", cases("compare"), ids=lambda case: case["id"])
def test_there_are_no_more_changes_than_a_good_comparison_needs(case):
    folder = corpora("compare")

    redline = compared(
        (folder / case["before"]).read_bytes(), (folder / case["after"]).read_bytes()
    )

    assert changes_seen(redline) <= case["revisions_at_most"]


@pytest.mark.parametrize("name", sorted({case["before"] for case in cases("compare")}))
def test_a_file_against_itself_has_no_change(name):
    data = (corpora("compare") / name).read_bytes()

    redline = compared(data, data)

    assert read_revisions(redline) == read_revisions(data)
