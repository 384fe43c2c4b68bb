from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

_EACH = 100
_CASES = int(os.environ.get("FUZZ_CASES", "300"))
_SECONDS = 2 if _CASES > 300 else 20  # of processor time; `make test` may run on a slow machine
_MEGABYTES = 300


@pytest.mark.parametrize("seed", range(0, _CASES, _EACH))
def test_a_damaged_file_works_or_is_refused_in_time_and_in_memory(seed):
    command = [sys.executable, "-m", "tests.mutations", str(seed), str(_EACH)]

    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=280)

    told = json.loads(done.stdout)
    assert told["failed"] == []
    assert told["worked"] + sum(told["refused"].values()) == _EACH
    assert told["worked"] > 0
    assert told["slowest"] < _SECONDS
    assert told["peak_mb"] < _MEGABYTES
