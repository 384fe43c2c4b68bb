"""Accept and reject by peers from the package index, on the same real files: right, and how fast.

    .venv/bin/python bench/peers.py [CORPORA]

For each engine: how many baselines it meets in text and structure, how many results still hold a
mark, how many files it fails on, and its processor time over all files as a ratio to ours.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import docx_editor
import docx_revisions

from chapters import accept_all, reject_all
from tests.judge import differences
from tests.resolving import marks_in

_HOME = Path(__file__).resolve().parents[1] / "../shared/corpora"
Decide = Callable[[bytes, bool], bytes]


@dataclass(slots=True)
class Score:
    """What one engine made of all baselines."""

    right: int = 0
    marked: int = 0
    failed: int = 0
    seconds: float = 0.0


def ours(data: bytes, accept: bool) -> bytes:  # noqa: FBT001 -- one signature for all engines
    """Accept or reject as this project does."""
    return accept_all(data) if accept else reject_all(data)


def revisions(data: bytes, accept: bool) -> bytes:  # noqa: FBT001 -- the same
    """docx-revisions, on python-docx."""
    document = docx_revisions.RevisionDocument(io.BytesIO(data))
    (document.accept_all if accept else document.reject_all)()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def editor(data: bytes, accept: bool) -> bytes:  # noqa: FBT001 -- the same
    """docx-editor, which works in a folder."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "file.docx")
        path.write_bytes(data)
        document = docx_editor.Document.open(path)
        (document.accept_all if accept else document.reject_all)()
        document.save()
        document.close()
        return path.read_bytes()


def baselines(corpora: Path) -> list[tuple[bytes, bool, bytes]]:
    """(tracked file, accept or reject, what it should become), undisputed ones."""
    found = []
    for folder, key, sides in (
        ("resolve", "file", ("accepted", "rejected")),
        ("pairs", "tracked", ("after", "before")),
    ):
        home = corpora / folder
        for case in json.loads((home / "cases.json").read_text()):
            for side in sides:
                if case[side] and side not in case.get("disputed", {}):
                    data = (home / case[key]).read_bytes()
                    found.append((data, side == sides[0], (home / case[side]).read_bytes()))
    return found


def judge(engine: Decide, cases: list[tuple[bytes, bool, bytes]]) -> Score:
    """Run one engine over all baselines."""
    score = Score()
    for data, accept, wanted in cases:
        start = time.process_time()
        try:
            with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
                warnings.simplefilter("ignore")
                made = engine(data, accept)
        except Exception:  # noqa: BLE001 -- a peer may fail in any way; it is counted
            score.failed += 1
            continue
        finally:
            score.seconds += time.process_time() - start
        score.marked += bool(marks_in(made))
        score.right += not differences(made, wanted)
    return score


if __name__ == "__main__":
    home = Path(sys.argv[1]) if len(sys.argv) > 1 else _HOME
    if not home.is_dir():
        sys.exit(f"the corpora are not at {home}")
    cases = baselines(home)
    print(f"{'':>16}{'right':>7}{'marked':>8}{'failed':>8}{'time':>7}   of {len(cases)}")
    own = judge(ours, cases)
    for name, score in (
        ("gci-review", own),
        ("docx-revisions", judge(revisions, cases)),
        ("docx-editor", judge(editor, cases)),
    ):
        ratio = score.seconds / own.seconds
        print(f"{name:>16}{score.right:>7}{score.marked:>8}{score.failed:>8}{ratio:>7.1f}")
