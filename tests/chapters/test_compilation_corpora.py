"""Real Word files become guides in which nothing is lost, mixed up or against the schema."""

from __future__ import annotations

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


def _kinds(data: bytes) -> set[str]:
    """Kinds of schema errors, whichever header or list they are in."""
    return {_DIGITS.sub("#", error) for error in schema_errors(data)}


def _body_lines(data: bytes) -> list[str]:
    return [line for line in plain_text(data).split("\n") if line.strip()]
