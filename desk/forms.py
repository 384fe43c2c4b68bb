"""Form: what an officer filled in, cell by cell with its place, from a workbook or a text file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desk.problems import Problem

__all__ = ["CHAPTERS", "FACTS", "PARTNERS", "Column", "Form", "Line"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One thing to fill in: its heading in the workbook, its key in round.toml, other headings that
    people use for it, how to fill it in, the words it takes (any where empty).
    """

    key: str
    heading: str
    toml: str
    also: tuple[str, ...] = ()
    hint: str = ""
    words: tuple[str, ...] = ()
    needed: bool = False


FACTS = (
    Column(
        key="title",
        heading="Title of the round",
        toml="title",
        also=("title",),
        hint="As it stands in the subject of every letter: GCI Guide 2017, final comments",
        needed=True,
    ),
    Column(
        key="publication",
        heading="Title of the guide",
        toml="document",
        also=("guide", "document", "publication"),
        hint="As it stands on the cover",
        needed=True,
    ),
    Column(
        key="kind",
        heading="What partners are asked for",
        toml="kind",
        also=("kind",),
        hint="edit: changes in the Word files; approval: yes, or yes with corrections, or no",
        words=("edit", "approval"),
    ),
    Column(
        key="due_on",
        heading="Comments due by",
        toml="deadline",
        also=("deadline", "due", "due by"),
        hint="The last day for answers, until its end: 18 October 2017",
        needed=True,
    ),
    Column(
        key="zone",
        heading="Time zone",
        toml="time_zone",
        also=("zone",),
        hint="The one in which the last day ends: Africa/Nairobi; for Geneva it is Europe/Zurich",
        needed=True,
    ),
    Column(
        key="ladder",
        heading="Reminders, days before",
        toml="reminders",
        also=("reminders", "reminder on", "reminder"),
        hint="7, 1: a week before the last day and the day before it; none: no reminders",
    ),
    Column(
        key="silence",
        heading="If a partner says nothing",
        toml="silence",
        also=("silence",),
        hint="no objection, or no answer (the careful choice); the first letter says which",
        words=("no objection", "no answer"),
    ),
    Column(
        key="at_deadline",
        heading="If something is still open then",
        toml="after_deadline",
        hint="wait: a person publishes; publish: open changes are left for a later edition",
        words=("wait", "publish"),
    ),
    Column(
        key="owner_applies",
        heading="Owner's own changes",
        toml="owner_changes",
        hint="applied: where they conflict with nobody; decided: each one by the secretariat",
        words=("applied", "decided"),
    ),
    Column(
        key="reply_to",
        heading="Answers go to",
        toml="reply_to",
        also=("reply to",),
        hint="The mailbox that this program reads",
        needed=True,
    ),
    Column(
        key="reference",
        heading="Reference in subjects",
        toml="reference",
        hint="Short, letters and digits: GCI gives [GCI-2017R1-BRS]",
    ),
    Column(
        key="language",
        heading="Language",
        toml="language",
        hint="Of the guide and the letters: en-GB",
    ),
)
"""The lines of the sheet Round."""

PARTNERS = (
    Column(
        key="short",
        heading="Short name",
        toml="short",
        also=("partner",),
        hint="The same in each line of one partner, and on the sheet Chapters",
        needed=True,
    ),
    Column(
        key="name",
        heading="Organisation",
        toml="name",
        also=("organization", "full name"),
        hint="In full, once is enough",
    ),
    Column(
        key="person", heading="Person", toml="name", also=("contact",), hint="One line per person"
    ),
    Column(
        key="mail",
        heading="Email",
        toml="mail",
        also=("e-mail", "address", "mail"),
        hint="The address letters go to; after a semicolon others of the same person",
        needed=True,
    ),
    Column(
        key="role",
        heading="Role",
        toml="role",
        hint="lead: gets the letters; reviewer, editor: may answer too",
        words=("lead", "reviewer", "editor"),
    ),
    Column(
        key="standing",
        heading="Status",
        toml="status",
        also=("standing",),
        hint="Empty means member. An applicant gets nothing and decides nothing",
        words=("member", "applicant", "observer", "withdrawn"),
    ),
    Column(
        key="domains",
        heading="Mail domains",
        toml="domains",
        also=("domains", "domain"),
        hint="brs.example.org: a colleague who answers from there answers for the partner",
    ),
)
"""The columns of the sheet Partners: a line is one person."""

CHAPTERS = (
    Column(
        key="number",
        heading="Number",
        toml="number",
        also=("no.", "no", "chapter"),
        hint="Fixed: a chapter that is held back keeps its number",
    ),
    Column(key="title", heading="Title", toml="title", hint="As in the contents of the guide"),
    Column(
        key="file",
        heading="File",
        toml="file",
        also=("word file", "file name"),
        hint="The Word file beside this workbook",
        needed=True,
    ),
    Column(
        key="owner",
        heading="Owner",
        toml="owner",
        hint="The short name of one partner",
        needed=True,
    ),
    Column(
        key="reviewers",
        heading="Also review",
        toml="review",
        also=("reviewers", "review"),
        hint="Short names with commas between them, or all, or empty",
    ),
    Column(
        key="withheld",
        heading="Held back because",
        toml="hold",
        also=("on hold because", "withheld because", "hold"),
        hint="Empty, or the reason why the guide goes out without this chapter",
    ),
)
"""The columns of the sheet Chapters: a line is one chapter, in the order of the guide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line as it was filled in. `cells` by column key, without empty ones; `headings` name the
    columns as this officer sees them.
    """

    sheet: str
    row: int | None
    cells: Mapping[str, object]
    headings: Mapping[str, str]

    def words(self, key: str) -> str:
        """What the cell says as text without spaces around it; empty where nothing is filled in."""
        value = self.cells.get(key, "")
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # Excel keeps every number as a fraction
        return " ".join(str(value).split())

    def problem(self, code: str, key: str, text: str, instead: str = "") -> Problem:
        """Something wrong in this line."""
        return Problem(
            code=code,
            text=text,
            instead=instead,
            sheet=self.sheet,
            row=self.row,
            column=self.headings.get(key, ""),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A round as it was filled in. Each fact is a line of one cell, by its key."""

    facts: Mapping[str, Line]
    partners: tuple[Line, ...]
    chapters: tuple[Line, ...]
    round_sheet: str = "Round"
    partners_sheet: str = "Partners"
    chapters_sheet: str = "Chapters"
    problems: tuple[Problem, ...] = ()
