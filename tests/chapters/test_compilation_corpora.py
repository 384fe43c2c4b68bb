"""Real Word files become guides in which nothing is lost, mixed up or against the schema."""

from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path

import pytest

from chapters.compilation import compile_guide
from chapters.inspection import broken
from chapters.scrubbing import scrub
from chapters.text import plain_text
from tests.corpora import corpora, every_file
from tests.schema import schema_errors

FILES = [path for path in every_file() if path.parent.name == "compile"]
_DIGITS = re.compile(r"\d+")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_twice_in_a_guide_is_whole_and_breaks_nothing(path: Path) -> None:
    chapter = path.read_bytes()
    template = (corpora("compile") / "master.docx").read_bytes()

    with_template = compile_guide([chapter, chapter], template=template).data
    alone = compile_guide([chapter, chapter], title="Guide", contents="Contents").data

    for guide in (with_template, alone, scrub(alone).data):
        assert [str(one) for one in broken(guide)] == []
        assert _kinds(guide) - _kinds(chapter) - _kinds(template) == set()
    wanted = Counter(2 * _body_lines(chapter))
    assert wanted - Counter(_body_lines(alone)) == Counter()
    assert wanted - Counter(_body_lines(with_template)) == Counter()


def _triples() -> list[tuple[Path, ...]]:
    """All files of the corpora in threes, each once, shuffled the same way every time."""
    files = every_file()
    random.Random("guides").shuffle(files)
    return [tuple(files[at : at + 3]) for at in range(0, len(files), 3)]


@pytest.mark.slow
@pytest.mark.parametrize("paths", _triples(), ids=lambda paths: " ".join(x.stem for x in paths))
def test_any_three_files_make_a_guide_that_breaks_nothing(paths: tuple[Path, ...]) -> None:
    chapters = [path.read_bytes() for path in paths]

    guide = compile_guide(chapters, title="Guide", contents="Contents").data

    assert [str(one) for one in broken(guide)] == []
    assert _kinds(guide) - set().union(*map(_kinds, chapters)) == set()


def _kinds(data: bytes) -> set[str]:
    """Kinds of schema errors, whichever header or list they are in."""
    return {_DIGITS.sub("#", error) for error in schema_errors(data)}


def _body_lines(data: bytes) -> list[str]:
    return [line for line in plain_text(data).split("\n") if line.strip()]
