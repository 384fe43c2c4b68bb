"""What an edition says, in plain words and numbers: the input of everything that is rendered."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "Answer",
    "Change",
    "Chapter",
    "Counts",
    "EditionContents",
    "PartnerEntry",
    "Remark",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A chapter of the guide and what this edition did with it.

    `fate` is "published", "carried over", "corrected", "withheld" or, in a preview, "as it
    stands"; `why` is a sentence. `draft` is the SHA-256 of the bytes that went in, empty where
    withheld; `replaces` that of the bytes that a corrigendum replaces. `owner` is a partner's
    short name.
    """

    number: str
    title: str
    owner: str
    fate: str
    why: str = ""
    draft: str = ""
    replaces: str = ""

    @property
    def is_in(self) -> bool:
        """Whether the chapter is in the edition."""
        return self.fate != "withheld"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerEntry:
    """A partner as readers know it; `status` is "member", "observer", …."""

    short: str
    name: str
    status: str = "member"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one partner did about one chapter, as printed: "answered on 16 October 2017", "no
    answer", "no answer, counted as no objection under this round's rule". Never "approved" for
    silence.
    """

    chapter: str
    partner: str
    duty: str
    answer: str
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change that a partner proposed, and what was decided. `chapter` is its number."""

    number: int
    chapter: str
    place: str
    partner: str
    before: str
    after: str
    decision: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One Word comment that a partner made, or that was in what was sent; `quoted` are the words it
    is about, `answer` what was said to it, empty for nothing.
    """

    number: int
    chapter: str
    place: str
    partner: str
    author: str
    quoted: str
    text: str
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """Something that a partner's file does besides changing words. `chapter` is its number."""

    chapter: str
    place: str
    partner: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much a round was, counting members and the chapters of the gate only."""

    letters: int = 0
    reminders: int = 0
    returns: int = 0
    revisions: int = 0
    decisions: int = 0
    comments: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionContents:
    """Everything that is said of an edition; what renders it adds nothing.

    `number` is "1" or "1-A1", `kind` "full", "addendum", "corrigendum" or "preview"; `published` a
    date in words ("20 October 2017"); `language` a tag such as "en-GB". `deferred` and `carried`
    are sentences about what stays open and which chapters went out as they were sent. `adds_to`
    is the number of the edition that this one adds to or corrects, empty for none.
    """

    title: str
    number: str
    kind: str = "full"
    published: str
    language: str = "en-GB"
    adds_to: str = ""
    round_title: str = ""
    deadline: str = ""
    silence: str = ""
    chapters: tuple[Chapter, ...]
    partners: tuple[PartnerEntry, ...] = ()
    answers: tuple[Answer, ...] = ()
    changes: tuple[Change, ...] = ()
    remarks: tuple[Remark, ...] = ()
    noticed: tuple[Noticed, ...] = ()
    deferred: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    counts: Counts = Counts()

    @property
    def heading(self) -> str:
        """What stands under the title: "Addendum 1-A1 to edition 1, 6 November 2017"."""
        if self.kind == "preview":
            return f"Draft for comments, {self.published}"
        called = f"Edition {self.number}"
        if self.kind in ("addendum", "corrigendum"):
            called = f"{self.kind.capitalize()} {self.number} to edition {self.adds_to}"
        return f"{called}, {self.published}"

    @property
    def called(self) -> str:
        """What it is, as in "Guide, edition 1": a preview has a time and no number."""
        return (
            f"preview of {self.published}" if self.kind == "preview" else f"edition {self.number}"
        )
