"""A word processor opens guides of real Word files and prints what it prints of each file alone."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from chapters.compilation import compile_guide
from tests.corpora import corpora, every_file
from tests.servers.office import Office

FILES = [path for path in every_file() if path.parent.name == "compile"]
_DIGITS = re.compile(r"\d+")
_ENOUGH = 0.995

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_twice_in_a_guide_prints_what_it_prints_alone(office: Office, path: Path) -> None:
    """Notes and pages go on counting, so numbers are not compared. A template's styles may break
    lines elsewhere: with one, words are compared.
    """
    chapter = path.read_bytes()
    template = (corpora("compile") / "master.docx").read_bytes()
    own = _printed(office, chapter)

    twice = _printed(office, compile_guide([chapter, chapter]).data)
    styled = _printed(office, compile_guide([chapter, chapter], template=template).data)

    wanted = _lines(own) + _lines(own)
    assert _share(wanted, there=_lines(twice)) >= _ENOUGH
    assert _share(_lines(twice), there=wanted) >= _ENOUGH
    wanted = _words(own) + _words(own) + _words(_printed(office, template))
    assert _share(wanted, there=_words(styled)) >= _ENOUGH
    assert _share(_words(styled), there=wanted) >= _ENOUGH


@cache
def _printed(office: Office, data: bytes) -> str:
    """The text of the PDF of a Word file."""
    pdf = office.convert(data, ".pdf")
    command = ["pdftotext", "-layout", "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


def _lines(text: str) -> list[str]:
    """Lines without their spaces: how wide those are depends on the width of a note's number."""
    return [_DIGITS.sub("#", "".join(line.split())) for line in text.splitlines() if line.strip()]


def _words(text: str) -> list[str]:
    return _DIGITS.sub("#", text).split()


def _share(wanted: list[str], *, there: list[str]) -> float:
    """How many of `wanted`, of 1, are also `there`; each counts as often as it stands."""
    missing = Counter(wanted) - Counter(there)
    return 1 - missing.total() / max(1, len(wanted))
