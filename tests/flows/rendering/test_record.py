"""The record says for programs and for people what went in, and who answered."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest

from flows.rendering.contents import Counts
from flows.rendering.record import read_record, record_json, record_markdown
from tests.flows.rendering.editions import NO_ANSWER, contents

FILES = {"guide.docx": b"guide", "comments.xlsx": b"comments"}


def test_the_record_lists_every_chapter_with_its_draft_and_its_answers() -> None:
    record = json.loads(record_json(contents(), FILES))

    assert [(one["number"], one["fate"], one["draft_sha256"]) for one in record["chapters"]] == [
        ("3.1", "published", "ab" * 32),
        ("3.2", "carried over", "cd" * 32),
        ("3.3", "withheld", None),
    ]
    assert record["chapters"][1]["answers"][0]["answer"] == NO_ANSWER
    assert record["chapters"][2]["answers"] == []
    assert record["counts"]["letters"] == 4
    assert record["files"] == {
        name: hashlib.sha256(content).hexdigest() for name, content in FILES.items()
    }


def test_the_record_is_the_same_bytes_and_its_keys_are_sorted() -> None:
    first = record_json(contents(), FILES)

    assert first == record_json(contents(), dict(reversed(FILES.items())))
    assert list(json.loads(first)) == sorted(json.loads(first))


def test_people_read_who_did_not_answer_and_never_that_silence_approved() -> None:
    text = record_markdown(contents(), FILES).decode()

    assert NO_ANSWER in text
    assert "approved" not in text
    assert "## Withheld, with their numbers reserved" in text
    assert "Not a partner yet." in text
    assert hashlib.sha256(b"guide").hexdigest() in text


def test_an_addendum_says_what_it_adds_to() -> None:
    text = record_markdown(contents(number="1-A1", kind="addendum", adds_to="1"), {}).decode()

    assert "It is an addendum to edition 1." in text


def test_a_corrigendum_tells_of_its_chapter_and_not_of_the_round_again() -> None:
    (line, *_) = contents().chapters
    said = contents(
        number="1.1",
        kind="corrigendum",
        adds_to="1",
        chapters=(replace(line, fate="corrected"),),
        answers=(),
        counts=Counts(),
    )

    text = record_markdown(said, FILES).decode()

    headings = [one for one in text.splitlines() if one.startswith("#")]
    assert headings == [
        "# Green Customs Guide: record of edition 1.1",
        "## Chapters",
        "## Files",
    ]
    assert "It corrects edition 1." in text
    assert "Answers were asked for" not in text


def test_a_record_that_is_read_gives_back_what_was_said() -> None:
    said = contents(number="1.1", kind="corrigendum", adds_to="1")

    read = read_record(record_json(said, FILES, {"3.1": "03.1 Basel.docx"}))

    assert read.contents == said
    assert read.names["3.1"] == "03.1 Basel.docx"
    assert read.files == {n: hashlib.sha256(content).hexdigest() for n, content in FILES.items()}


@pytest.mark.parametrize("data", [b"{}", b"no json", b'{"chapters": [{}]}', b"\xff"])
def test_what_is_no_record_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(ValueError, match="another version of this program"):
        read_record(data)
