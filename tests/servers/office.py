"""A word processor that a partner might use: LibreOffice, edited through its own interface.

    def test_…(office):
        returned = office.edit(copy, by="Legal Officer", edits=[replace("shall", "should")])

One soffice per test session, with a profile of its own, ended by the fixture.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

__all__ = [
    "Edit",
    "Office",
    "OfficeFailed",
    "accept_all",
    "add_column",
    "add_row",
    "centre",
    "comment",
    "cut_and_paste",
    "delete",
    "delete_column",
    "delete_comment",
    "delete_paragraph",
    "delete_picture",
    "delete_row",
    "delete_table",
    "edit_comment",
    "edit_footnote",
    "footnote",
    "format_words",
    "header",
    "insert_after",
    "insert_file",
    "insert_picture",
    "join_next",
    "landscape",
    "link",
    "missing_office",
    "move_down",
    "new_paragraph",
    "new_table",
    "page_break",
    "reject_all",
    "replace",
    "replace_all",
    "reply",
    "rewrite",
    "set_cell",
    "settle_comment",
    "split",
    "style",
    "style_silently",
    "text_box",
    "tracking",
]

Edit = tuple[str, dict[str, Any]]
"""A verb of the script beside this file and what it needs. Tables and rows count from 1."""

_SCRIPT = Path(__file__).with_name("office_script.py")
_PYTHON = "/usr/bin/python3"  # the one for which the system installs `uno`
_BINARY = Path("/usr/lib/libreoffice/program/soffice.bin")
_START_SECONDS = 60
_EDIT_SECONDS = 40


def replace(find: str, words: str, *, nth: int = 1) -> Edit:
    """The `nth` place that says `find` says `words` instead."""
    return "replace", {"find": find, "words": words, "nth": nth}


def insert_after(find: str, words: str, *, nth: int = 1) -> Edit:
    """`words` follow the `nth` place that says `find`."""
    return "insert_after", {"find": find, "words": words, "nth": nth}


def delete(find: str, *, nth: int = 1) -> Edit:
    """The words go."""
    return "delete", {"find": find, "nth": nth}


def new_paragraph(after: str, words: str) -> Edit:
    """A paragraph after the one that starts with `after`, in its style."""
    return "new_paragraph", {"after": after, "words": words}


def delete_paragraph(starts: str) -> Edit:
    """The paragraph that starts so goes, with its end mark."""
    return "delete_paragraph", {"starts": starts}


def set_cell(table: int, cell: str, words: str) -> Edit:
    """The cell ("B3") says `words`."""
    return "set_cell", {"table": table, "cell": cell, "words": words}


def add_row(table: int, *, after: int, values: Sequence[str]) -> Edit:
    """A row after row `after`."""
    return "add_row", {"table": table, "after": after, "values": list(values)}


def delete_row(table: int, row: int) -> Edit:
    """The row goes."""
    return "delete_row", {"table": table, "row": row}


def comment(find: str, words: str, *, nth: int = 1) -> Edit:
    """A comment on the `nth` place that says `find`."""
    return "comment", {"find": find, "words": words, "nth": nth}


def tracking(*, on: bool) -> Edit:
    """From here on changes are tracked, or are not."""
    return "tracking", {"on": on}


def rewrite(starts: str, words: str) -> Edit:
    """The paragraph that starts so says `words` instead."""
    return "rewrite", {"starts": starts, "words": words}


def split(after: str) -> Edit:
    """Enter, behind these words."""
    return "split", {"after": after}


def join_next(starts: str) -> Edit:
    """The end of the paragraph that starts so is deleted."""
    return "join_next", {"starts": starts}


def move_down(starts: str, *, times: int = 1) -> Edit:
    """The paragraph changes places with the one below it, by the command for that."""
    return "move_down", {"starts": starts, "times": times}


def cut_and_paste(starts: str, *, before: str) -> Edit:
    """The paragraph goes and comes before another."""
    return "cut_and_paste", {"starts": starts, "before": before}


def style(starts: str, name: str) -> Edit:
    """The paragraph gets a style by command: tracked."""
    return "style", {"starts": starts, "name": name}


def style_silently(starts: str, name: str) -> Edit:
    """The paragraph gets a style as a macro gives it: not tracked."""
    return "style_silently", {"starts": starts, "name": name}


def centre(starts: str) -> Edit:
    """The paragraph is centred."""
    return "centre", {"starts": starts}


def page_break(starts: str) -> Edit:
    """The paragraph starts a page."""
    return "page_break", {"starts": starts}


def replace_all(find: str, words: str) -> Edit:
    """Every place that says `find` says `words`."""
    return "replace_all", {"find": find, "words": words}


def format_words(find: str, **looks: float) -> Edit:
    """The words look otherwise: `CharWeight=150.0` is bold, `CharColor=0xFF0000` red."""
    return "format", {"find": find, **looks}


def link(find: str, address: str) -> Edit:
    """The words lead to this address."""
    return "link", {"find": find, "address": address}


def footnote(after: str, words: str) -> Edit:
    """A note behind these words."""
    return "footnote", {"after": after, "words": words}


def edit_footnote(number: int, words: str) -> Edit:
    """The note says `words`."""
    return "edit_footnote", {"number": number, "words": words}


def insert_file(after: str, path: Path) -> Edit:
    """The text of another file comes behind the paragraph that starts so."""
    return "insert_file", {"after": after, "path": str(path)}


def add_column(table: int, *, after: int) -> Edit:
    """A column after column `after`."""
    return "add_column", {"table": table, "after": after}


def delete_column(table: int, column: int) -> Edit:
    """The column goes."""
    return "delete_column", {"table": table, "column": column}


def delete_table(table: int) -> Edit:
    """The table goes."""
    return "delete_table", {"table": table}


def new_table(after: str, rows: Sequence[Sequence[str]]) -> Edit:
    """A table behind the paragraph that starts so."""
    return "new_table", {"after": after, "rows": [list(row) for row in rows]}


def header(words: str) -> Edit:
    """The header of the first page's style says `words`."""
    return "header", {"words": words}


def landscape() -> Edit:
    """The pages lie on their side."""
    return "landscape", {}


def text_box(at: str, words: str) -> Edit:
    """A frame with words at the paragraph that starts so."""
    return "text_box", {"at": at, "words": words}


def insert_picture(at: str, path: Path) -> Edit:
    """A picture at the start of the paragraph that starts so."""
    return "insert_picture", {"at": at, "path": str(path)}


def delete_picture(number: int = 1) -> Edit:
    """The picture goes."""
    return "delete_picture", {"number": number}


def reply(has: str, words: str) -> Edit:
    """A comment at the place of the one that says `has`; this interface cannot thread it."""
    return "reply", {"has": has, "words": words}


def settle_comment(has: str) -> Edit:
    """The comment that says `has` is resolved."""
    return "settle_comment", {"has": has}


def edit_comment(has: str, words: str) -> Edit:
    """The comment that says `has` says `words`."""
    return "edit_comment", {"has": has, "words": words}


def delete_comment(has: str) -> Edit:
    """The comment that says `has` goes."""
    return "delete_comment", {"has": has}


def accept_all() -> Edit:
    """Every change of the file is accepted."""
    return "accept_all", {}


def reject_all() -> Edit:
    """Every change of the file is rejected."""
    return "reject_all", {}


class OfficeFailed(AssertionError):
    """An edit that could not be made; a test with it is wrong."""


class OfficeGone(OfficeFailed):
    """The word processor, or the script that speaks to it, ended midway: no fault of ours."""


class Office:
    """A running soffice; `with Office() as office:` ends it whatever happens."""

    def __init__(self) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="office-"))
        self._pipe = f"{self._home.name}-{os.getpid()}"
        self._soffice: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._end()

    def edit(
        self, data: bytes, *, by: str, edits: Sequence[Edit] = (), tracked: bool = True
    ) -> bytes:
        """The Word file as `by` would save it after these edits; `tracked` is how tracking starts.

        Raises `OfficeFailed` where an edit finds no place.
        """
        return self._run(data, ".docx", {"author": by, "tracked": tracked, "edits": list(edits)})

    def resave(self, data: bytes) -> bytes:
        """The Word file opened and saved, and nothing else."""
        return self.convert(data, ".docx")

    def convert(self, data: bytes, ending: str) -> bytes:
        """The same in another format: ".doc", ".odt", ".rtf", ".pdf" or ".docx"."""
        return self._run(data, ending, {"author": "A Reader", "tracked": False, "edits": []})

    def _run(self, data: bytes, ending: str, job: dict[str, Any]) -> bytes:
        with tempfile.TemporaryDirectory(dir=self._home) as place:
            source, target = Path(place, "source.docx"), Path(place, "target" + ending)
            source.write_bytes(data)
            whole = {"source": str(source), "target": str(target), **job}
            for again in (True, True, False):
                try:
                    self._ask(whole, _EDIT_SECONDS)
                    break
                except (OfficeGone, subprocess.TimeoutExpired):
                    if not again:
                        raise
                    self._restart()  # a job starts from the source, so it may be repeated
            return target.read_bytes()

    def _ask(self, job: dict[str, Any] | None, seconds: int) -> None:
        done = subprocess.run(
            [_PYTHON, _SCRIPT, self._pipe],
            input=json.dumps(job),
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        if done.returncode:
            # The script says what an edit did not find; whatever else ended it, it could not say.
            said = done.stderr.strip()[-500:]
            kind = OfficeFailed if said.startswith("NothingThere") else OfficeGone
            raise kind(said or f"the script ended with {done.returncode}")

    def _restart(self) -> None:
        self._kill()
        self._soffice = None
        self._start()

    def _start(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if self._soffice is None or self._soffice.poll() is not None:
                self._soffice = self._spawn()  # a fresh profile makes the first start end with 81
            try:
                self._ask(None, 20)
            except (OfficeFailed, subprocess.TimeoutExpired):
                time.sleep(0.3)
            else:
                return
        raise OfficeFailed(f"soffice did not answer within {_START_SECONDS} seconds")

    def _spawn(self) -> subprocess.Popen[bytes]:
        profile = (self._home / "profile").as_uri()
        quiet = ["--headless", "--invisible", "--norestore", "--nologo", "--nodefault"]
        return subprocess.Popen(
            [
                _BINARY,
                f"-env:UserInstallation={profile}",
                f"--accept=pipe,name={self._pipe};urp;",
                "--nolockcheck",
                *quiet,
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "SAL_USE_VCLPLUGIN": "svp", "HOME": str(self._home)},
            start_new_session=True,
        )

    def _end(self) -> None:
        self._kill()
        shutil.rmtree(self._home, ignore_errors=True)

    def _kill(self) -> None:
        if self._soffice is not None and self._soffice.poll() is None:
            os.killpg(self._soffice.pid, signal.SIGTERM)
            try:
                self._soffice.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self._soffice.pid, signal.SIGKILL)
                self._soffice.wait()


def missing_office() -> str:
    """What is not installed, as a reason to skip; empty where all is there."""
    if not _BINARY.exists():
        return "LibreOffice is not installed"
    seen = subprocess.run([_PYTHON, "-c", "import uno"], capture_output=True, check=False)
    return "python3-uno is not installed" if seen.returncode else ""


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """The word processor; where it is missing the test is skipped, with CI=true it fails."""
    if reason := missing_office():
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with Office() as running:
        yield running
