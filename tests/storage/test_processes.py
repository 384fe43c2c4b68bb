"""Several processes on one storage: nobody gets what another has, and a killed one leaves
nothing half done.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import chain
from pathlib import Path

from review.letters import LetterState
from storage import Folder, Storage, name_of, open_storage
from tests.storage import sample

_CLAIM = """
import sys
import time
from datetime import timedelta
from pathlib import Path
from storage import Folder, open_storage
from tests.storage import sample

url, folder, limit = sys.argv[1:]
store = open_storage(url, files=Folder(Path(folder)))
print("ready", flush=True)
sys.stdin.readline()
first = True
while True:
    with store.unit_of_work() as work:
        claimed = work.letters.claim(sample.NOW, timedelta(minutes=10), limit=int(limit))
        work.commit()
    if not claimed:
        break
    print(*(letter.id for letter in claimed), flush=True)
    if first:
        sys.stdin.readline()  # until each of the others has one too
        first = False
    time.sleep(0.005)  # the mail server's turn
"""


def test_four_processes_claiming_at_once_never_share_a_letter(
    running: Storage, database_url: str, tmp_path: Path
) -> None:
    letters = [
        sample.letter(f"{n:03}", queued_at=sample.NOW + timedelta(seconds=n)) for n in range(200)
    ]
    with running.unit_of_work() as work:
        for letter in letters:
            work.letters.queue(letter)
        work.commit()

    with _started(_CLAIM, [[database_url, str(tmp_path), str(n)] for n in (1, 1, 2, 3)]) as four:
        _tell(four, "go")
        firsts = [process.stdout.readline().split() for process in four]
        _tell(four, "go on")
        claimed = [process.communicate(timeout=100)[0].split() for process in four]

    assert sorted(chain.from_iterable([*firsts, *claimed])) == [letter.id for letter in letters]
    assert all(firsts)  # each got one before any went on, so they did run at once
    with running.reading() as work:
        assert work.letters.in_states(LetterState.QUEUED) == []
        assert len(work.letters.in_states(LetterState.SENDING)) == 200


_OPEN = """
import sys
from pathlib import Path
from storage import Folder, open_storage

print("ready", flush=True)
sys.stdin.readline()
open_storage(sys.argv[1], files=Folder(Path(sys.argv[2])), upgrade=True).close()
print("open")
"""


def test_first_starts_at_once_make_the_tables_once(empty_database_url: str, tmp_path: Path) -> None:
    with _started(_OPEN, [[empty_database_url, str(tmp_path)]] * 2) as both:
        _tell(both, "go")
        said = [process.communicate(timeout=100)[0] for process in both]

    assert said == ["open\n"] * 2


# takes a mail and its letter in one transaction, and says so at each point
_COLLECT = """
import sys
from pathlib import Path
from storage import Folder, open_storage
from tests.storage import sample

def reached(point):
    print(point, flush=True)
    sys.stdin.readline()

url, folder = sys.argv[1:]
store = open_storage(url, files=Folder(Path(folder)))
reached("ready")
name = store.files.put(b"a mail")
reached("file put")
with store.unit_of_work() as work:
    work.inbounds.store(sample.inbound("mail:1", sha256=name))
    work.letters.queue(sample.letter("receipt:1"))
    reached("rows written")
    work.commit()
    reached("committed")
"""


def test_killed_between_file_and_commit_nothing_is_half_done(
    running: Storage, database_url: str, tmp_path: Path
) -> None:
    found = {}

    for point in ("file put", "rows written", "committed"):
        _killed_at(point, database_url, tmp_path)
        with running.reading() as work:
            rows = work.inbounds.by_source("mail:1"), work.letters.by_key("receipt:1")
            found[point] = [row is not None for row in rows]

    assert found == {
        "file put": [False, False],
        "rows written": [False, False],
        "committed": [True, True],
    }
    assert Folder(tmp_path).get(name_of(b"a mail")) == b"a mail"


def _killed_at(point: str, url: str, folder: Path) -> None:
    with _started(_COLLECT, [[url, str(folder)]]) as (process,):
        said = ""
        while said != point:
            process.stdin.write("go on\n")
            process.stdin.flush()
            said = process.stdout.readline().strip()
        os.kill(process.pid, signal.SIGKILL)


def _tell(processes: list[subprocess.Popen[str]], words: str) -> None:
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(f"{words}\n")
        process.stdin.flush()


@contextmanager
def _started(code: str, arguments: list[list[str]]) -> Iterator[list[subprocess.Popen[str]]]:
    """Processes of that code, each of which has said "ready"; none is left behind."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code, *each],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for each in arguments
    ]
    try:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def test_a_killed_writer_does_not_keep_the_others_waiting(
    running: Storage, database_url: str, tmp_path: Path
) -> None:
    patience = timedelta(seconds=20)
    next_one = open_storage(database_url, files=Folder(tmp_path), patience=patience)

    _killed_at("rows written", database_url, tmp_path)

    with next_one.unit_of_work() as work:
        work.events.add(sample.event())
        work.commit()
    next_one.close()
