"""The sheet Chapters → planned chapters, and what is wrong with it and with the Word files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import PurePath

from chapters import read_revisions
from chapters.errors import Refused
from desk.checking import close_to, listed
from desk.checking_partners import slug
from desk.forms import Form, Line
from desk.problems import Problem
from review.partners import Partner, PartnerId, Standing
from review.rounds import PlannedChapter

__all__ = ["check_chapters", "number_of_name", "title_of_name"]

_NUMBER = re.compile(r"(?:\d+|[A-Z]|[IVX]+)(?:\.\d+)*")
_NAME = re.compile(r"(?P<number>(?:\d+|[A-Z](?=\.?\d))(?:\.\d+)*)?[\s._–-]*(?P<title>.*)")
_WORD_ENDINGS = {".docx", ".docm", ".doc"}
_ALL = {"all", "all partners", "all members", "everybody"}


def check_chapters(
    form: Form, partners: Sequence[Partner], files: Mapping[str, bytes], problems: list[Problem]
) -> tuple[PlannedChapter, ...]:
    """The chapters in the order of the sheet; `files` are the Word files in the folder by name. A
    chapter with a problem of its own is left out.
    """
    if not form.chapters and not any(p.sheet == form.chapters_sheet for p in problems):
        problems.append(
            Problem(
                code="no-chapters",
                text="No chapter is listed.",
                instead="Write one line per Word file: number, title, file, owner.",
                sheet=form.chapters_sheet,
            )
        )
    known = {slug(partner.id): partner for partner in partners}
    taken: dict[str, dict[str, Line]] = {"number": {}, "file": {}}
    planned = [
        chapter
        for line in form.chapters
        if (chapter := _chapter(line, known, files, taken, problems))
    ]
    named = set(taken["file"])
    problems += [_not_named(form, name) for name in files if _same(name) not in named]
    problems += _idle(form, partners, planned)
    return tuple(planned)


def number_of_name(name: str) -> str:
    """The chapter number that a file name begins with, without filling zeros: "03.1 Basel
    Convention.docx" is 3.1; empty where it begins with none.
    """
    number = _parsed(name)[0]
    return ".".join(str(int(part)) if part.isdigit() else part for part in number.split("."))


def title_of_name(name: str) -> str:
    """The file name without number and ending."""
    return _parsed(name)[1]


def _parsed(name: str) -> tuple[str, str]:
    stem = re.sub(r"\.docx?$", "", name.strip(), flags=re.IGNORECASE)
    found = _NAME.fullmatch(stem.replace("_", " "))
    assert found is not None  # noqa: S101 -- every part of the pattern may be empty
    return found["number"] or "", found["title"].strip()


def _chapter(
    line: Line,
    known: Mapping[str, Partner],
    files: Mapping[str, bytes],
    taken: dict[str, dict[str, Line]],
    problems: list[Problem],
) -> PlannedChapter | None:
    before = sum(problem.stops for problem in problems)
    file = _file(line, files, taken["file"], problems)
    number = _number(line, file, taken["number"], problems)
    title = line.words("title") or title_of_name(file)
    if not title and file:
        text = "This chapter has no title."
        problems.append(line.problem("title-missing", "title", text, "Write it as in the guide."))
    withheld = line.words("withheld") or None
    owner = _owner(line, known, withheld, problems)
    reviewers = _reviewers(line, known, owner, problems)
    if owner is None or sum(problem.stops for problem in problems) > before:
        return None
    return PlannedChapter(
        number=number,
        title=title,
        file=file,
        owner=owner,
        reviewers=reviewers,
        everybody=any(word.casefold() in _ALL for word in _names(line)),
        withheld=withheld,
    )


def _file(
    line: Line, files: Mapping[str, bytes], taken: dict[str, Line], problems: list[Problem]
) -> str:
    """The name as the folder has it; as it was written where the folder has none like it."""
    said = line.words("file")
    if not said:
        text = "This chapter has no Word file."
        problems.append(
            line.problem("chapter-without-file", "file", text, "Write the name of its file.")
        )
        return ""
    by_name = {_same(name): name for name in files}
    found = by_name.get(_same(said)) or by_name.get(_same(said + ".docx"))
    if found is None:
        text = f"There is no file {said!r} in the folder."
        instead = close_to(said, files) or "Put it there, or correct the name."
        problems.append(line.problem("file-missing", "file", text, instead))
    else:
        problems += _content(line, found, files[found])
    name = found or said
    if first := taken.get(_same(name)):
        text = f"{name!r} is the file of row {first.row} already."
        problems.append(
            line.problem("file-twice", "file", text, "Give each chapter a file of its own.")
        )
    taken.setdefault(_same(name), line)
    return name


def _content(line: Line, name: str, data: bytes) -> Iterator[Problem]:
    """What is wrong with a Word file itself. Old tracked changes are nobody's proposals: they would
    be printed as if rejected, whatever partners did with them.
    """
    try:
        marks = {one.group for one in read_revisions(data)}
    except Refused as exc:
        instead = "Open it in Word and save it as a Word document (.docx) without a password."
        yield line.problem("file-refused", "file", f"{name}: {exc}", instead)
        return
    if marks:
        changes = "one tracked change" if len(marks) == 1 else f"{len(marks)} tracked changes"
        text = f"{name} holds {changes}, on which nobody would decide in this round."
        instead = (
            "Accept or reject them all in Word, or with gci-review docx accept, and save the file."
        )
        yield line.problem("file-with-changes", "file", text, instead)


def _number(line: Line, file: str, taken: dict[str, Line], problems: list[Problem]) -> str:
    """As it is written, else as the file's name begins."""
    if isinstance(line.cells.get("number"), date):
        text = "The number has become a date."
        instead = "Format the cell as text in Excel and write the number again."
        problems.append(line.problem("number-is-date", "number", text, instead))
        return ""
    number = line.words("number").rstrip(".") or number_of_name(file)
    if not _NUMBER.fullmatch(number):
        said = f"{number!r} is no chapter number." if number else "This chapter has no number."
        problems.append(
            line.problem("number-missing", "number", said, "Write a number such as 3 or 3.1.")
        )
        return number
    if first := taken.get(number):
        text = f"The number {number} stands in row {first.row} already."
        instead = "Give each chapter a number of its own (3.10 needs a cell formatted as text)."
        problems.append(line.problem("number-twice", "number", text, instead))
    taken.setdefault(number, line)
    return number


def _owner(
    line: Line, known: Mapping[str, Partner], withheld: str | None, problems: list[Problem]
) -> PartnerId | None:
    said = line.words("owner")
    owner = known.get(slug(said))
    if not said:
        text = "This chapter has no owner."
        instead = "Write the short name of the partner that it belongs to."
        problems.append(line.problem("owner-missing", "owner", text, instead))
    elif owner is None:
        problems.append(_unknown(line, "owner", said, known))
    elif owner.standing is not Standing.MEMBER and withheld is None:
        text = f"{owner.id} is {_a(owner.standing)}, so its chapter cannot go out yet."
        instead = f"Write the reason under {line.headings.get('withheld', 'Held back because')!r}."
        problems.append(line.problem("owner-not-member", "owner", text, instead))
    return owner.id if owner else None


def _reviewers(
    line: Line, known: Mapping[str, Partner], owner: PartnerId | None, problems: list[Problem]
) -> tuple[PartnerId, ...]:
    """The further reviewers that are named."""
    found = list[PartnerId]()
    for word in _names(line):
        partner = known.get(slug(word))
        if word.casefold() in _ALL:
            continue
        if partner is None:
            problems.append(_unknown(line, "reviewers", word, known))
        elif partner.standing is not Standing.MEMBER:
            text = f"{partner.id} is {_a(partner.standing)}, so it gets nothing in this round."
            instead = "Leave it out here, or change its status."
            problems.append(line.problem("reviewer-not-member", "reviewers", text, instead))
        elif partner.id == owner:
            text = f"{owner} owns this chapter, so it gets it as owner."
            problems.append(line.problem("owner-as-reviewer", "reviewers", text))
        else:
            found.append(partner.id)
    return tuple(dict.fromkeys(found))


def _names(line: Line) -> list[str]:
    said = [word.strip() for word in re.split(r"[,;\n]", str(line.cells.get("reviewers", "")))]
    return [word for word in said if word]


def _unknown(line: Line, key: str, said: str, known: Mapping[str, Partner]) -> Problem:
    names = [partner.id for partner in known.values()]
    text = f"{said!r} is no partner on the sheet Partners."
    instead = close_to(said, names) or f"Write one of: {listed(names)}."
    return line.problem(f"unknown-{key.removesuffix('s')}", key, text, instead)


def _not_named(form: Form, name: str) -> Problem:
    return Problem(
        code="file-not-named",
        text=f"{name!r} lies in the folder, but no chapter names it.",
        instead="Add a line for it, or move the file out of the folder.",
        sheet=form.chapters_sheet,
    )


def _idle(
    form: Form, partners: Sequence[Partner], planned: Sequence[PlannedChapter]
) -> Iterator[Problem]:
    if any(chapter.everybody for chapter in planned) or len(planned) < len(form.chapters):
        return  # all members are asked, or it is too early to say
    asked = {c.owner for c in planned} | {r for c in planned for r in c.reviewers}
    for partner in partners:
        if partner.standing is Standing.MEMBER and partner.id not in asked:
            text = f"{partner.id} is asked for no chapter, so it gets no letter."
            yield Problem(code="nothing-to-do", text=text, sheet=form.partners_sheet)


def is_word_file(name: str) -> bool:
    """Whether a file in the folder is a chapter by its name; Word's own lock files are none."""
    return not name.startswith(("~$", ".")) and PurePath(name).suffix.lower() in _WORD_ENDINGS


def _same(name: str) -> str:
    """Names that one file system or another takes for one."""
    return unicodedata.normalize("NFC", name).casefold()


def _a(standing: Standing) -> str:
    return {"withdrawn": "withdrawn"}.get(
        standing.value, ("an " if standing.value[0] in "aeiou" else "a ") + standing.value
    )
