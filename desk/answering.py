"""Comments of partners on screen, and what the secretariat answers to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from desk.screen import counted, say, shortened
from review.decisions import Outcome
from review.errors import NotAllowed

if TYPE_CHECKING:
    from flows.parts import Parts
    from review.rounds import Round
    from storage.queries import RemarkRow

__all__ = ["NOT_WRITTEN", "answer", "numbers_of", "show_remarks"]

_SHOWN = 5  # comments that ask for nothing; the sheet has all
_SHORT = 300

NOT_WRITTEN = "The text is as it was: write the change yourself, with gci-review decide --word."


def numbers_of(what: Sequence[str]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The numbers of changes and of comments that were typed: "3 c4"."""
    changes, comments = list[int](), list[int]()
    for said in what:
        plain = said.strip().casefold()
        if plain.isdecimal():
            changes.append(int(plain))
        elif plain.startswith("c") and plain[1:].isdecimal():
            comments.append(int(plain[1:]))
        else:
            why = "it is no number of the list; to read a Word file say: decide --word FILE"
            raise NotAllowed("decide on", repr(said), why)
    return tuple(changes), tuple(comments)


def show_remarks(rows: Sequence[RemarkRow], *, going: bool = True) -> None:
    """The comments that nobody has answered: first those that ask for a change; and, while the
    round is `going`, how to answer them.
    """
    undecided = [row for row in rows if not row.remark.answer]
    asking = [row for row in undecided if row.asks]
    others = [row for row in undecided if not (row.asks or row.answers or row.remark.mail)]
    written = [row for row in undecided if row.remark.mail and not row.asks]
    _show("Comments that ask for a change; nothing is changed by them", asking)
    _show("Said in mails, beside their files", written)
    _show("Other comments", others[:_SHOWN])
    if len(others) > _SHOWN:
        say(f"  and {len(others) - _SHOWN} more: gci-review decide --sheet lists all.")
    if going and (asking or written or others):
        number = (asking or written or others)[0].remark.number
        say(
            f"gci-review decide c{number} --accept | --reject --reason WHY | --defer, or"
            " --reason WORDS alone to answer. What you accept you write yourself:"
            " gci-review decide --word"
        )


def _show(title: str, rows: Sequence[RemarkRow]) -> None:
    if rows:
        say(title, style="bold")
    for row in rows:
        one = row.remark
        who = one.partner if one.author in {"", one.partner} else f"{one.partner}, {one.author}"
        say(f"c{one.number}. Chapter {row.chapter_number}, {one.place}: {who}")
        about = one.quoted and f"about “{shortened(one.quoted, _SHORT)}”"
        said = shortened(one.text, _SHORT)
        for line in filter(None, (about, f"“{said}”", _whole(row, said))):
            say(line, indent=4)


def _whole(row: RemarkRow, said: str) -> str:
    """Where all of a mail is that is shortened here."""
    if row.raw is None or not said.endswith("…"):
        return ""
    kept = f"files/{row.raw[:2]}/{row.raw[2:]}"
    return f"All of it: gci-review decide --sheet; the mail as it came: {kept}"


def answer(
    parts: Parts,
    opened: Round,
    numbers: Sequence[int],
    outcome: Outcome | None,
    *,
    by: str,
    reason: str,
) -> None:
    """Record what is said to comments, and say what it means."""
    from flows.steps.answering import answer_remarks  # noqa: PLC0415 -- slow import

    done = answer_remarks(parts, opened.id, numbers, outcome, by=by, reason=reason)
    what = outcome.value if outcome else "answered"
    say(f"{counted(len(done), 'comment').capitalize()} {what}.")
    if outcome is Outcome.ACCEPTED and any(one.asks for one in done):
        say(NOT_WRITTEN)
