"""Problem: what is wrong in a workbook, where, what to write instead; all fault codes."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DECISION_FAULTS", "FAULTS", "NOTICES", "Problem"]

FAULTS = {
    "no-workbook": "the folder has neither Round.xlsx nor round.toml",
    "two-workbooks": "the folder has both Round.xlsx and round.toml",
    "workbook-encrypted": "the workbook opens with a password only",
    "workbook-damaged": "the workbook cannot be read as a workbook",
    "toml-damaged": "round.toml is not TOML",
    "missing-sheet": "one of the sheets Round, Partners, Chapters is not there",
    "missing-column": "a sheet has no column of that name",
    "missing-value": "a line of the Round sheet that must be filled in is empty or not there",
    "not-a-date": "a date that cannot be read",
    "ambiguous-date": "a date that can be read in two ways (10/11/2017)",
    "deadline-past": "the deadline is before today",
    "unknown-zone": "a time zone that does not exist",
    "bad-ladder": "reminders that are not whole numbers of days",
    "ladder-too-long": "a reminder that would go out before the round begins",
    "unknown-word": "a word that is not one of those that the line or column takes",
    "bad-reference": "a reference for the subject that mail programs would break",
    "bad-language": "a language that is not written as en or en-GB",
    "bad-address": "an address that is no mail address",
    "free-mail-domain": "a domain for a partner at which everybody can have an address",
    "bad-domain": "a domain that is not the part of an address after the @",
    "no-partners": "the sheet Partners names nobody",
    "partner-unnamed": "a line of Partners or Chapters without the short name it is about",
    "partner-twice": "one short name with two organisations or two statuses",
    "partner-slug": "two short names that differ in spaces, signs or capitals only",
    "partner-signs": "a short name with a comma, or without a letter or digit",
    "no-contacts": "a partner without a person to write to",
    "address-twice": "one address for two people, or for two partners",
    "no-chapters": "the sheet Chapters lists nothing",
    "chapter-without-file": "a line of Chapters without a file",
    "number-missing": "a chapter without a number",
    "number-is-date": "a chapter number that Excel has turned into a date",
    "number-twice": "one chapter number on two lines",
    "title-missing": "a chapter without a title",
    "file-twice": "one Word file on two lines",
    "file-missing": "a file that is named and not in the folder",
    "file-not-named": "a Word file in the folder that no line names",
    "file-with-changes": "a file that still holds tracked changes, on which nobody would decide",
    "file-refused": "a file that cannot be taken as a Word file (password, old .doc, damaged)",
    "unknown-owner": "an owner that is not on the sheet Partners",
    "unknown-reviewer": "a reviewer that is not on the sheet Partners",
    "owner-missing": "a chapter without an owner",
    "owner-not-member": "an owner that is no member, on a chapter that is not held back",
    "reviewer-not-member": "a reviewer that is no member: it gets nothing in this round",
}
"""Every code that stops a launch, and what it means. `tests/desk` has a bad workbook for each."""

DECISION_FAULTS = {
    "no-decisions": "a workbook without the sheet Decisions and its headings",
    "unknown-number": "a number that no change of the round has",
    "line-twice": "one number on two lines that say different things",
    "unknown-decision": "a decision in other words than the four",
    "rejected-without-reason": "a rejection without a reason: the partner would not know why",
    "reworded-without-words": "an acceptance with other words, without the words",
    "words-without-decision": "other words or a reason beside no decision, or another one",
    "fixed-changed": "another text in a column that the program filled in",
    "answer-beside": "a text beside a comment, in a column without a heading",
}
"""What can be wrong in Decisions.xlsx; a line with such a problem is not taken."""

NOTICES = {
    "deadline-weekend": "the deadline is a Saturday or a Sunday",
    "no-lead": "no contact of a partner is marked as lead, so letters go to all of them",
    "nothing-to-do": "a member that is asked for no chapter gets no letter",
    "unknown-line": "a line or a column that this program does not know and leaves alone",
    "owner-as-reviewer": "an owner that is also listed as reviewer of its own chapter",
}
"""Codes that are shown and stop nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong. `sheet`, `row` (as the program for tables numbers it, from 1) and `column`
    (its heading) say where, as far as it has a place; `text` says what, `instead` what to write.
    """

    code: str
    text: str
    instead: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""

    @property
    def stops(self) -> bool:
        """Whether nothing may be sent while it stands."""
        return self.code not in NOTICES

    @property
    def where(self) -> str:
        """Its place as words: "Partners, row 4, Email"; empty for the workbook as a whole."""
        row = f"row {self.row}" if self.row else ""
        return ", ".join(part for part in (self.sheet, row, self.column) if part)

    def __str__(self) -> str:
        """One line for a person."""
        place = f"{self.where}: " if self.where else ""
        return " ".join(part for part in (place + self.text, self.instead) if part)
