"""What strangers send to do harm: how long the door takes to refuse it, and a mail to be read.

    .venv/bin/python bench/strangers.py

For each file that must be refused, and for each text that would keep a careless reader busy, the
shortest of three runs, in seconds of processor time, and how often a chapter of 20 pages could be
read in that time. Asked is a refusal in less than a second. The slowest are printed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.redlines import redline
from chapters import Refused, read_revisions
from chapters.package import Package
from flows.mail.mime import read_mail
from tests.chapters.test_package import REFUSED
from tests.flows.mail.mails import mail
from tests.flows.mail.test_mime import LONG

_RUNS, _SHOWN = 3, 5


def shortest(work: Callable[[bytes], object], data: bytes) -> float:
    """The shortest of a few runs, in seconds of processor time."""
    times = []
    for _ in range(_RUNS):
        start = time.process_time()
        work(data)
        times.append(time.process_time() - start)
    return min(times)


def refuse(data: bytes) -> None:
    """Offer a file that the door must not let in."""
    try:
        Package.open(data)
    except Refused:
        return
    raise AssertionError


def table(title: str, work: Callable[[bytes], object], cases: dict[str, bytes]) -> None:
    """Print what took longest."""
    chapter = shortest(read_revisions, redline(20))
    spent = {name: shortest(work, data) for name, data in cases.items()}
    print(f"\n{title}: the slowest of {len(spent)}\n{'seconds':>9}{'chapters':>10}")
    for name in sorted(spent, key=lambda one: -spent[one])[:_SHOWN]:
        print(f"{spent[name]:>9.3f}{spent[name] / chapter:>10.1f}  {name}")


if __name__ == "__main__":
    table("refused", refuse, {name: make() for name, (make, _) in REFUSED.items()})
    texts = {
        f"{kind}: {one[:12]!r}": mail(kind=kind, body=one)
        for kind in ("text/plain", "text/html")
        for one in LONG
    }
    table("mails read", read_mail, texts)
