"""Two to four reviewers who edit by chance: what must hold of every combination.

Reject-all is the base; what one reviewer wants is that reviewer's return, in a conflict too; no
word stands twice, none is lost or kept against somebody's wish, and no paragraphs run together that
nobody joined, unless a conflict tells of it; the order of the returns makes no difference to what
is said.

Results of fields are nobody's edit.
"""

from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from chapters import Combined, Contribution, accept_all, combine, reject_all
from tests.corpora import every_file
from tests.judge import differences
from tests.reviewers import (
    Reviewer,
    fought_over,
    numbered,
    only,
    run_together,
    said,
    sides,
)
from tests.schema import new_breakage

WHEN = datetime(2017, 10, 12, 9, tzinfo=UTC)
SMALL = 40_000
CHAPTERS = sorted(Path(__file__).resolve().parents[2].glob("examples/gci-guide/*.docx"))


def reviewers(seed: int, random: Random) -> list[Reviewer]:
    names = "ABCD"[: random.randint(2, 4)]
    return [Reviewer(name, Random(seed * 10 + number)) for number, name in enumerate(names)]


def returns_of(base: bytes, seed: int) -> dict[str, bytes]:
    random = Random(seed)
    several = reviewers(seed, random)
    return {one.name: one.edit(base, edits=random.randint(1, 4)) for one in several}


def combined(base: bytes, returns: dict[str, bytes]) -> Combined:
    """The combination, with what must hold of each asserted."""
    asked = [Contribution(reviewer=name, data=data) for name, data in returns.items()]
    result = combine(base, asked, when=WHEN)
    assert differences(reject_all(result.data), base) == []
    assert new_breakage(base, result.data) == []
    assert new_breakage(base, accept_all(result.data)) == []
    for name, data in returns.items():
        assert differences(only(result, name), data) == []
    return result


@pytest.mark.parametrize("seed", range(60))
def test_no_word_is_doubled_and_none_is_lost(seed):
    base, random = numbered(Random(seed)), Random(seed)
    several = reviewers(seed, random)
    returns = {one.name: one.edit(base, edits=random.randint(1, 4)) for one in several}

    result = combined(base, returns)

    words = said(accept_all(result.data))
    assert {word: count for word, count in words.items() if count > 1} == {}
    new = {word for data in returns.values() for word in said(data)} - set(said(base))
    gone = {word for data in returns.values() for word in set(said(base)) - set(said(data))}
    assert set(words) ^ ((set(said(base)) | new) - gone) <= fought_over(result)
    instead = [pair for one in several for pair in one.instead]
    assert run_together(result, [base, *returns.values()], instead) == []


@pytest.mark.parametrize("seed", range(1000, 1030))
def test_the_order_of_the_returns_makes_no_difference_to_what_is_said(seed):
    base = numbered(Random(seed))
    returns = returns_of(base, seed)

    one = combined(base, returns)
    other = combined(base, dict(reversed(returns.items())))

    assert said(accept_all(other.data)) == said(accept_all(one.data))
    assert len(other.conflicts) == len(one.conflicts)
    assert sides(other) == sides(one)


@pytest.mark.parametrize("path", CHAPTERS[:6], ids=lambda path: path.stem)
def test_chapters_of_the_sample_guide_take_three_rounds_of_edits(path):
    base = path.read_bytes()

    results = [combined(base, returns_of(base, seed)) for seed in (1, 2)]

    assert all(result.reviewers for result in results)


@pytest.mark.parametrize(
    "path",
    [path for path in every_file() if path.stat().st_size < SMALL][::7],
    ids=lambda path: path.stem,
)
def test_files_of_the_corpora_take_the_edits_of_several(path):
    base = reject_all(path.read_bytes())

    result = combined(base, returns_of(base, len(path.name)))

    assert sides(result) <= set("ABCD")
