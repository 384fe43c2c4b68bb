"""Round.xlsx and round.toml ⇄ Plan; problems in plain words.

files → Form (desk/spreadsheets.py, desk/tomlforms.py) → Plan and problems (desk/checking*.py)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from chapters import headings
from chapters.errors import ChapterError
from desk.checking import check_facts
from desk.checking_chapters import (
    check_chapters,
    is_word_file,
    number_of_name,
    title_of_name,
)
from desk.checking_partners import check_partners
from desk.forms import CHAPTERS, FACTS, PARTNERS, Column, Form, Line
from desk.problems import Problem
from desk.spreadsheets import NotAWorkbook, read_form, write_form
from desk.tomlforms import NotToml, form_of_toml, toml_of_form
from review.partners import Contact, Partner, Standing
from review.rounds import Plan, PlannedChapter

__all__ = [
    "TOML",
    "WORKBOOK",
    "AlreadyStarted",
    "Problem",
    "plan_of_toml",
    "plan_of_workbook",
    "read_drafts",
    "read_plan",
    "start",
    "toml_of_plan",
    "workbook_of_plan",
]

WORKBOOK = "Round.xlsx"
TOML = "round.toml"


class AlreadyStarted(Exception):
    """The folder has a workbook; it is not written over."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"{path.name} is there already; nothing was changed in it.")


def read_plan(folder: Path, *, today: date | None = None) -> tuple[Plan | None, list[Problem]]:
    """The round that the workbook in `folder` describes, none while a problem stops it.

    `today` is the local day of a round that is yet to be launched; without it no date is too late.
    Raises nothing for what people write or do to files.
    """
    try:
        form = _read_form(folder)
    except _NoForm as exc:
        return None, [exc.problem]
    return _plan(form, read_drafts(folder), today)


def read_drafts(folder: Path) -> dict[str, bytes]:
    """The bytes of the Word files in `folder` by name, in the order of their names, chapter 2
    before chapter 10; without the lock files of a Word that has one open.
    """
    files = [path for path in folder.iterdir() if is_word_file(path.name) and path.is_file()]
    return {path.name: path.read_bytes() for path in sorted(files, key=_counting)}


def _counting(path: Path) -> list[tuple[int, str]]:
    """A key by which the numbers in names count, as a file browser shows them."""
    pieces = re.split(r"([0-9]+)", path.name)
    return [(int(piece), "") if at % 2 else (-1, piece) for at, piece in enumerate(pieces)]


def plan_of_workbook(
    data: bytes, files: Mapping[str, bytes], *, today: date | None = None
) -> tuple[Plan | None, list[Problem]]:
    """The same for the bytes of a workbook and of its Word files; raises `NotAWorkbook`."""
    return _plan(read_form(data, WORKBOOK), files, today)


def plan_of_toml(
    text: str, files: Mapping[str, bytes], *, today: date | None = None
) -> tuple[Plan | None, list[Problem]]:
    """The same for the text of round.toml; raises `NotToml`."""
    return _plan(form_of_toml(text), files, today)


def workbook_of_plan(plan: Plan) -> bytes:
    """A workbook that reads back as this plan."""
    return write_form(_form_of(plan))


def toml_of_plan(plan: Plan) -> str:
    """A round.toml that reads back as this plan."""
    return toml_of_form(_form_of(plan))


def start(folder: Path) -> Path:
    """Write Round.xlsx into `folder`, with a line for each Word file, and return its path.

    Raises `AlreadyStarted` where the folder has one.
    """
    for name in (WORKBOOK, TOML):
        if (folder / name).exists():
            raise AlreadyStarted(folder / name)
    chapters = tuple(
        _filled_line("Chapters", CHAPTERS, _guess(name, data))
        for name, data in read_drafts(folder).items()
    )
    form = Form(
        facts=_facts_lines(dict(_SUGGESTED)),
        partners=(_filled_line("Partners", PARTNERS, dict(_EXAMPLE)),),
        chapters=chapters,
    )
    path = folder / WORKBOOK
    path.write_bytes(write_form(form))
    return path


_SUGGESTED = {
    "kind": "edit",
    "ladder": "7, 1",
    "silence": "no objection",
    "at_deadline": "wait",
    "owner_applies": "applied",
    "reference": "GCI",
    "language": "en-GB",
}
_EXAMPLE = {
    "short": "(BRS)",
    "name": "Secretariat of the Basel, Rotterdam and Stockholm Conventions",
    "person": "Focal Point",
    "mail": "focal.point@brs.example.org",
    "role": "lead",
    "standing": "member",
    "domains": "brs.example.org",
}


class _NoForm(Exception):
    """There is nothing to read a round from."""

    def __init__(self, code: str, text: str, instead: str = "") -> None:
        self.problem = Problem(code=code, text=text, instead=instead)
        super().__init__(text)


def _read_form(folder: Path) -> Form:
    there = [name for name in (WORKBOOK, TOML) if (folder / name).is_file()]
    if not there:
        text = f"{folder} has no {WORKBOOK}."
        raise _NoForm("no-workbook", text, f"Run: gci-review start {folder}")
    if len(there) > 1:
        text = f"{folder} has both {WORKBOOK} and {TOML}, and only one can be right."
        raise _NoForm("two-workbooks", text, "Move one of them away.")
    try:
        # The bytes are copied in one go: a workbook that Excel has open is no obstacle.
        data = (folder / there[0]).read_bytes()
        return read_form(data, WORKBOOK) if there[0] == WORKBOOK else form_of_toml(_text(data))
    except OSError as exc:
        text = f"{there[0]} cannot be read ({exc.strerror})."
        raise _NoForm("workbook-damaged", text, "Close it in Excel and try again.") from exc
    except NotAWorkbook as exc:
        raise _NoForm(exc.code, str(exc)) from exc
    except NotToml as exc:
        raise _NoForm("toml-damaged", str(exc)) from exc


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise NotToml(f"{TOML} is not saved as UTF-8.") from exc


def _plan(
    form: Form, files: Mapping[str, bytes], today: date | None
) -> tuple[Plan | None, list[Problem]]:
    """Every problem is looked for, whatever was found before."""
    problems = list(form.problems)
    facts = check_facts(form, today=today)
    problems += facts.problems
    partners = check_partners(form, problems)
    chapters = check_chapters(form, partners, files, problems)
    if facts.due_on is None or any(problem.stops for problem in problems):
        return None, problems
    plan = Plan(
        title=facts.title,
        publication=facts.publication,
        kind=facts.kind,
        zone=facts.zone,
        due_on=facts.due_on,
        ladder=facts.ladder,
        silence=facts.silence,
        at_deadline=facts.at_deadline,
        owner_applies=facts.owner_applies,
        reply_to=facts.reply_to,
        reference=facts.reference,
        language=facts.language,
        partners=partners,
        chapters=chapters,
    )
    return plan, problems


def _guess(name: str, data: bytes) -> dict[str, object]:
    """What a Word file says about its chapter: the number in its name, its first heading."""
    try:
        first = next((h.text for h in headings(data) if h.text.strip()), "")
    except ChapterError:  # `check` says what is wrong with it
        first = ""
    title = first.strip() or title_of_name(name)
    return {"number": number_of_name(name), "title": title, "file": name}


def _form_of(plan: Plan) -> Form:
    return Form(
        facts=_facts_lines(
            {
                "title": plan.title,
                "publication": plan.publication,
                "kind": plan.kind.value,
                "due_on": plan.due_on,
                "zone": plan.zone,
                "ladder": ", ".join(map(str, plan.ladder)) or "none",
                "silence": plan.silence.value,
                "at_deadline": plan.at_deadline.value,
                "owner_applies": "applied" if plan.owner_applies else "decided",
                "reply_to": plan.reply_to,
                "reference": plan.reference,
                "language": plan.language,
            }
        ),
        partners=tuple(line for partner in plan.partners for line in _partner_lines(partner)),
        chapters=tuple(_chapter_line(chapter) for chapter in plan.chapters),
    )


def _facts_lines(said: Mapping[str, object]) -> dict[str, Line]:
    return {
        column.key: _filled_line("Round", (column,), {column.key: said[column.key]})
        for column in FACTS
        if said.get(column.key)
    }


def _partner_lines(partner: Partner) -> Iterator[Line]:
    said: dict[str, object] = {
        "short": partner.id,
        "name": partner.name,
        "standing": "" if partner.standing is Standing.MEMBER else partner.standing.value,
        "domains": ", ".join(partner.domains),
    }
    for contact in partner.contacts or (None,):
        yield _filled_line("Partners", PARTNERS, {**said, **_contact_cells(contact)})


def _contact_cells(contact: Contact | None) -> dict[str, object]:
    if contact is None:
        return {}
    mail = "; ".join((contact.address, *contact.also))
    return {"person": contact.name, "mail": mail, "role": contact.role.value}


def _chapter_line(chapter: PlannedChapter) -> Line:
    reviewers = ", ".join([*(["all"] if chapter.everybody else []), *chapter.reviewers])
    said = {
        "number": chapter.number,
        "title": chapter.title,
        "file": chapter.file,
        "owner": chapter.owner,
        "reviewers": reviewers,
        "withheld": chapter.withheld or "",
    }
    return _filled_line("Chapters", CHAPTERS, said)


def _filled_line(sheet: str, columns: tuple[Column, ...], said: Mapping[str, object]) -> Line:
    cells = {key: value for key, value in said.items() if value != ""}
    headings_ = {column.key: column.heading for column in columns}
    return Line(sheet=sheet, row=None, cells=cells, headings=headings_)
