"""What holds for every redline: any partition and order, idempotence, names and words that stay."""

from __future__ import annotations

import os
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from chapters import accept_all, read_revisions, reject_all, resolve
from tests.corpora import corpora
from tests.rarities import rarity
from tests.redlines import redline
from tests.resolving import accepted, marks_in, parts_of, rejected, resolved
from tests.schema import new_schema_errors

_RUNS = int(os.environ.get("PARTITIONS", "60"))
"""How many made-up files; `make fuzz` sets 10,000."""

relaxed = settings(
    max_examples=_RUNS,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
_rarely = settings(relaxed, max_examples=max(12, _RUNS // 5))
seeded = st.integers(0, 2**32 - 1).map(Random)


def canonical(data: bytes) -> dict[str, bytes]:
    """The parts of a file, written in one way whatever the order of attributes."""
    return {
        name: etree.tostring(etree.fromstring(content), method="c14n")
        for name, content in parts_of(data).items()
        if name.startswith("word/") and name.endswith(".xml")
    }


def in_steps(
    data: bytes, wishes: dict[str, bool], order: list[str], random: Random
) -> tuple[bytes, list[str]]:
    """Resolve in some order and some partition; also says which ids were seen to come up new."""
    new: list[str] = []
    while order:
        step, order = _cut(order, random)
        before = {one.id for one in read_revisions(data)}
        data = resolved(
            data,
            accept=[one for one in step if wishes[one]],
            reject=[one for one in step if not wishes[one]],
        )
        new += [one.id for one in read_revisions(data) if one.id not in before]
    return data, new


def _cut(order: list[str], random: Random) -> tuple[list[str], list[str]]:
    size = random.randint(1, len(order))
    return order[:size], order[size:]


def ends_alike(data: bytes, random: Random) -> None:
    """Decide each group by chance: in steps, and at once, the file must come out the same."""
    revisions = read_revisions(data)
    groups = {one.group: random.random() < 0.5 for one in revisions}
    wishes = {one.id: groups[one.group] for one in revisions}
    order = list(wishes)
    random.shuffle(order)

    made, new = in_steps(data, wishes, order, random)

    at_once = resolve(
        data,
        accept=[one for one in wishes if wishes[one]],
        reject=[one for one in wishes if not wishes[one]],
    )
    assert new == []
    assert canonical(made) == canonical(at_once)
    assert marks_in(made) == []


@given(seeded)
@relaxed
def test_a_subset_and_then_the_rest_is_all_in_any_order_and_partition(random):
    data = redline(random)
    ids = [one.id for one in read_revisions(data)]
    accept = random.random() < 0.5
    random.shuffle(ids)

    made, new = in_steps(data, dict.fromkeys(ids, accept), ids, random)

    assert new == []
    assert canonical(made) == canonical((accept_all if accept else reject_all)(data))


@given(seeded)
@relaxed
def test_mixed_decisions_give_the_same_in_any_order_and_partition(random):
    ends_alike(redline(random), random)


@given(seeded, st.sampled_from(["author", "kind"]))
@relaxed
def test_author_by_author_and_kind_by_kind_is_all(random, name):
    data = redline(random)
    revisions = read_revisions(data)
    values = sorted({str(getattr(one, name)) for one in revisions})
    random.shuffle(values)

    made = data
    for value in values:
        made = resolve(made, accept=[x.id for x in revisions if str(getattr(x, name)) == value])

    assert canonical(made) == canonical(accept_all(data))


@given(seeded)
@relaxed
def test_accepting_and_rejecting_leave_a_sound_file_without_marks(random):
    data = redline(random)

    accepted(data)
    rejected(data)


@given(seeded)
@relaxed
def test_words_outside_every_revision_never_change(random):
    data = redline(random)
    kept = _unmarked(data)

    for made in (accept_all(data), reject_all(data)):
        assert _is_subsequence(kept, _unmarked(made))


def _unmarked(data: bytes) -> list[str]:
    """The words of the document that stand in no mark, row or cell that may go."""
    root = etree.fromstring(parts_of(data)["word/document.xml"])
    space = {"w": etree.QName(root).namespace}
    found = root.xpath(
        ".//w:t[not(ancestor::w:ins or ancestor::w:del or ancestor::w:moveFrom"
        " or ancestor::w:moveTo or ancestor::w:tr[w:trPr/w:ins or w:trPr/w:del]"
        " or ancestor::w:tc[w:tcPr/w:cellIns or w:tcPr/w:cellDel])]",
        namespaces=space,
    )
    return [one.text for one in found]


def _is_subsequence(few: list[str], many: list[str]) -> bool:
    rest = iter(many)
    return all(one in rest for one in few)


@given(seeded)
@_rarely
def test_rare_marks_give_the_same_in_any_order_and_partition(random):
    ends_alike(rarity(random), random)


@given(seeded)
@_rarely
def test_rare_marks_leave_a_sound_file_that_the_schema_allows(random):
    data = rarity(random)

    for made in (accepted(data), rejected(data)):
        assert new_schema_errors(data, made) == []


@given(seeded)
@_rarely
def test_rare_marks_all_accepted_or_all_rejected_in_steps_are_resolved_as_at_once(random):
    data = rarity(random)
    ids = [one.id for one in read_revisions(data)]
    accept = random.random() < 0.5
    random.shuffle(ids)

    made, new = in_steps(data, dict.fromkeys(ids, accept), ids, random)

    assert new == []
    assert canonical(made) == canonical((accept_all if accept else reject_all)(data))


@pytest.mark.parametrize("folder", ["resolve", "pairs"])
def test_real_files_give_the_same_in_any_partition(folder):
    random = Random(folder)
    paths = sorted(corpora(folder).glob("*.docx"))
    tracked = [path for path in paths if not path.stem.endswith(("-before", "-after", "ted"))]
    for path in tracked if _RUNS > 1000 else random.sample(tracked, 12):
        data = path.read_bytes()
        ids = [one.id for one in read_revisions(data)]
        random.shuffle(ids)

        made, new = in_steps(data, dict.fromkeys(ids, False), ids, random)

        assert new == [], path.name
        assert canonical(made) == canonical(reject_all(data)), path.name
