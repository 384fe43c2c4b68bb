"""The record of an edition: which draft went in, who answered, and what every file's bytes are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

from flows.rendering.contents import (
    Answer,
    Change,
    Chapter,
    Counts,
    EditionContents,
    Noticed,
    PartnerEntry,
    Remark,
)

__all__ = ["Record", "read_record", "record_json", "record_markdown"]

_KEPT = "Kept open for the next edition"
_NO_NAMES: Mapping[str, str] = MappingProxyType({})
_OPEN = {"preview": "Not decided yet"}
_COUNTS = (
    ("letters", "Letters to partners"),
    ("reminders", "of these, reminders"),
    ("returns", "Answers received"),
    ("revisions", "Changes proposed"),
    ("decisions", "Decisions taken"),
    ("comments", "Comments made"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record that was read: with the drafts that it names, the edition can be made again.

    `names` maps the number of a chapter to the name of its file, `files` a path to its SHA-256.
    """

    contents: EditionContents
    names: Mapping[str, str]
    files: Mapping[str, str]


def record_json(
    contents: EditionContents, files: Mapping[str, bytes], names: Mapping[str, str] = _NO_NAMES
) -> bytes:
    """The record for programs: keys sorted, the same contents give the same bytes.

    `files` are the other files of the edition by path; the record names their SHA-256. `names`
    are those of the chapters' files. It holds all that `read_record` needs.
    """
    answers = {one.number: _answers_for(contents.answers, one.number) for one in contents.chapters}
    record = {
        "title": contents.title,
        "edition": contents.number,
        "kind": contents.kind,
        "adds_to": contents.adds_to or None,
        "published": contents.published,
        "language": contents.language,
        "round": {
            "title": contents.round_title,
            "deadline": contents.deadline,
            "silence": contents.silence,
        },
        "chapters": [
            {
                "number": one.number,
                "title": one.title,
                "partner": one.owner,
                "fate": one.fate,
                "why": one.why,
                "file": names.get(one.number, ""),
                "draft_sha256": one.draft or None,
                "replaces_sha256": one.replaces or None,
                "answers": [] if not one.is_in else answers[one.number],
            }
            for one in contents.chapters
        ],
        "partners": [asdict(one) for one in contents.partners],
        "changes": [asdict(one) for one in contents.changes],
        "comments": [_comment(one) for one in contents.remarks],
        # Only where there is any: records of the version before are made again byte for byte.
        **({"noticed": [asdict(one) for one in contents.noticed]} if contents.noticed else {}),
        "deferred": list(contents.deferred),
        "carried_over": list(contents.carried),
        "notices": list(contents.notices),
        "counts": asdict(contents.counts),
        "files": {path: _sha256(files[path]) for path in sorted(files)},
    }
    return (json.dumps(record, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def _comment(remark: Remark) -> dict[str, object]:
    """A comment; its answer only where there is one, as for what is noticed."""
    told = asdict(remark)
    return told if remark.answer else {k: v for k, v in told.items() if k != "answer"}


def read_record(data: bytes) -> Record:
    """What a record says. Raises `ValueError` for what is no record of this program."""
    try:
        told = json.loads(data)
        return Record(
            contents=_contents(told),
            names={one["number"]: one["file"] for one in told["chapters"]},
            files=dict(told["files"]),
        )
    except (KeyError, TypeError, ValueError) as wrong:
        why = f"its record was written by another version of this program ({wrong})"
        raise ValueError(why) from wrong


def _contents(told: Mapping[str, Any]) -> EditionContents:
    return EditionContents(
        title=told["title"],
        number=told["edition"],
        kind=told["kind"],
        published=told["published"],
        language=told["language"],
        adds_to=told["adds_to"] or "",
        round_title=told["round"]["title"],
        deadline=told["round"]["deadline"],
        silence=told["round"]["silence"],
        chapters=tuple(_chapter(one) for one in told["chapters"]),
        partners=tuple(PartnerEntry(**one) for one in told["partners"]),
        answers=tuple(
            Answer(chapter=one["number"], **answer)
            for one in told["chapters"]
            for answer in one["answers"]
        ),
        changes=tuple(Change(**one) for one in told["changes"]),
        remarks=tuple(Remark(**one) for one in told["comments"]),
        noticed=tuple(Noticed(**one) for one in told.get("noticed", ())),
        deferred=tuple(told["deferred"]),
        carried=tuple(told["carried_over"]),
        notices=tuple(told["notices"]),
        counts=Counts(**told["counts"]),
    )


def _chapter(told: Mapping[str, Any]) -> Chapter:
    return Chapter(
        number=told["number"],
        title=told["title"],
        owner=told["partner"],
        fate=told["fate"],
        why=told["why"],
        draft=told["draft_sha256"] or "",
        replaces=told["replaces_sha256"] or "",
    )


def _answers_for(answers: Iterable[Answer], number: str) -> list[dict[str, object]]:
    return [
        {"partner": one.partner, "duty": one.duty, "answer": one.answer, "late": one.late}
        for one in answers
        if one.chapter == number
    ]


def record_markdown(contents: EditionContents, files: Mapping[str, bytes]) -> bytes:
    """The record for people, as text that also reads well in any editor."""
    later = bool(contents.adds_to)  # what the round was is told by the edition that it adds to
    blocks = [
        _head(contents),
        _chapters(contents),
        _withheld(contents),
        "" if later and not contents.answers else _answers(contents),
        _listing(_OPEN.get(contents.kind, _KEPT), contents.deferred, "" if later else "Nothing."),
        _listing("Went out as they were sent", contents.carried, "" if later else "None."),
        "" if later else _counts(contents),
        _listing("Noticed while the edition was made", contents.notices, ""),
        _files(files),
    ]
    return ("\n\n".join(block for block in blocks if block) + "\n").encode()


def _head(contents: EditionContents) -> str:
    lines = [f"# {contents.title}: record of {contents.called}", ""]
    about = {
        "full": "",
        "addendum": f"It is an addendum to edition {contents.adds_to}.",
        "corrigendum": f"It corrects edition {contents.adds_to}.",
    }
    said = [f"Published on {contents.published}.", about.get(contents.kind, "")]
    if contents.kind == "preview":
        said = ["This is a draft to read and to discuss; nothing is published by it."]
    if contents.round_title:
        said.append(f"Made from the round “{contents.round_title}”.")
    if contents.deadline and not contents.adds_to:
        said.append(f"Answers were asked for by {contents.deadline}.")
    if contents.silence and not contents.adds_to:
        said.append(contents.silence)
    return "\n".join([*lines, " ".join(one for one in said if one)])


def _chapters(contents: EditionContents) -> str:
    rows = [
        (one.number, one.title, one.owner, one.fate, one.why, one.draft[:12])
        for one in contents.chapters
        if one.is_in
    ]
    header = ("No.", "Chapter", "Partner", "In this edition", "Why", "Draft (SHA-256 begins)")
    return "## Chapters\n\n" + _table(header, rows)


def _withheld(contents: EditionContents) -> str:
    rows = [
        (one.number, one.title, one.owner, one.why) for one in contents.chapters if not one.is_in
    ]
    if not rows:
        return ""
    return "## Withheld, with their numbers reserved\n\n" + _table(
        ("No.", "Chapter", "Partner", "Why"), rows
    )


def _answers(contents: EditionContents) -> str:
    rows = [
        (one.chapter, one.partner, one.duty, one.answer + (" (late)" if one.late else ""))
        for one in contents.answers
    ]
    return "## Who answered\n\n" + (
        _table(("Chapter", "Partner", "As", "Answer"), rows) if rows else "Nobody was asked."
    )


def _listing(heading: str, lines: Sequence[str], nothing: str) -> str:
    if not lines and not nothing:
        return ""
    return f"## {heading}\n\n" + ("\n".join(f"- {line}" for line in lines) or nothing)


def _counts(contents: EditionContents) -> str:
    values = asdict(contents.counts)
    rows = [(words, str(values[name])) for name, words in _COUNTS]
    note = "Counted are members at the launch and the chapters of this edition only."
    return "## In numbers\n\n" + note + "\n\n" + _table(("What", "How many"), rows)


def _files(files: Mapping[str, bytes]) -> str:
    rows = [(path, str(len(files[path])), _sha256(files[path])) for path in sorted(files)]
    return "## Files\n\n" + _table(("File", "Bytes", "SHA-256"), rows)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown, its columns lined up for those who read it as it is."""
    cells = [[_cell(value) for value in row] for row in (header, *rows)]
    widths = [max(len(row[at]) for row in cells) for at in range(len(header))]
    lines = [
        "| "
        + " | ".join(value.ljust(width) for value, width in zip(row, widths, strict=True))
        + " |"
        for row in cells
    ]
    rule = "| " + " | ".join("-" * width for width in widths) + " |"
    return "\n".join([lines[0], rule, *lines[1:]])


def _cell(value: str) -> str:
    return " ".join(value.split()).replace("|", "\\|")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
