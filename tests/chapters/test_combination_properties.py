"""Made-up redlines, cut into the returns of two people: the base is always under the result."""

from datetime import UTC, datetime
from random import Random

import pytest

from chapters import (
    Contribution,
    NotSupported,
    accept_all,
    combine,
    compare,
    read_revisions,
    reconcile,
    reject_all,
    resolve,
)
from tests.judge import differences
from tests.redlines import redline
from tests.schema import new_breakage

WHEN = datetime(2017, 10, 12, 9, tzinfo=UTC)


@pytest.mark.parametrize("seed", range(40))
def test_the_base_is_under_whatever_is_made_of_a_wild_redline(seed):
    data = redline(Random(seed))
    ids = [one.id for one in read_revisions(data)]
    half = ids[::2]
    base = reject_all(data)
    returns = [resolve(data, reject=half), resolve(data, reject=[i for i in ids if i not in half])]

    results = [compare(base, accept_all(data), author="WCO", when=WHEN)]
    results += _unless_refused(lambda: _reconciled(base, resolve(data, accept=half)))
    results += _unless_refused(lambda: _combined(base, returns))

    for result in results:
        assert differences(reject_all(result), base) == []
        assert new_breakage(base, result) == []


def _reconciled(base: bytes, returned: bytes) -> bytes:
    result = reconcile(base, returned, author="WCO", when=WHEN)
    assert result.untracked <= {one.id for one in read_revisions(result.data)}
    return result.data


def _combined(base: bytes, returns: list[bytes]) -> bytes:
    asked = [Contribution(reviewer=name, data=one) for name, one in zip("AB", returns, strict=True)]
    result = combine(base, asked, when=WHEN)
    assert {one.id for one in read_revisions(result.data)} == set(result.reviewers)
    return result.data


def _unless_refused(make) -> list[bytes]:
    """What is made, or nothing where the engine says that it cannot: never a wrong answer."""
    try:
        return [make()]
    except NotSupported:
        return []
