"""`decide`: what is open, and what was settled for it; on screen, through Excel or in Word."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from chapters import RevisionKind, Weight
from desk.answering import answer, numbers_of, show_remarks
from desk.at_home import given
from desk.deciding_in_excel import SHEET, through_excel
from desk.deciding_in_word import read_files, write_files
from desk.listing import Listed, listed_of
from desk.screen import as_json, counted, say
from desk.side_by_side import (
    show_alike,
    show_moved,
    show_neighbours,
    show_noticed,
    show_open,
)
from desk.touching import warn
from review.decisions import Outcome, Selection
from review.editions import GIVEN_UP
from review.errors import NotAllowed
from review.partners import PartnerId
from review.publications import ChapterId
from review.rounds import RoundState

if TYPE_CHECKING:
    from desk.at_home import AtHome
    from flows.parts import Parts
    from review.rounds import Round

__all__ = ["mount"]


def mount(app: typer.Typer) -> None:
    """Add the verbs of this module."""
    app.command("decide")(decide)


def decide(
    context: typer.Context,
    what: Annotated[
        list[str] | None,
        typer.Argument(
            help="Numbers from the list, c1 for a comment; with --word or --sheet, files.",
            metavar="NUMBER|FILE",
        ),
    ] = None,
    accept: Annotated[bool, typer.Option("--accept", help="Accept them.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="Reject them; needs --reason.")] = False,
    defer: Annotated[bool, typer.Option("--defer", help="Keep them for the next edition.")] = False,
    reword: Annotated[str | None, typer.Option(help="Accept one with these words instead.")] = None,
    first: Annotated[
        bool,
        typer.Option(
            "--first",
            help="Of what partners insert at one place, this one comes first.",
        ),
    ] = False,
    reason: Annotated[str, typer.Option(help="Why; the partner reads it.")] = "",
    partner: Annotated[str, typer.Option(help="All open changes of this partner.")] = "",
    chapter: Annotated[str, typer.Option(help="All open changes in this chapter.")] = "",
    kind: Annotated[
        RevisionKind | None,
        typer.Option(metavar="KIND", help="All open changes of this kind, as in “row inserted”."),
    ] = None,
    weight: Annotated[
        Weight | None,
        typer.Option(metavar="WEIGHT", help="All open changes of this weight, as in typographic."),
    ] = None,
    heading: Annotated[str, typer.Option("--in", help="All open changes under this heading.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="All open changes.")] = False,
    sheet: Annotated[
        bool,
        typer.Option(
            "--sheet",
            help=f"Write {SHEET} in this folder, or read the one that is filled in; or FILE.",
        ),
    ] = False,
    word: Annotated[
        bool,
        typer.Option(
            "--word",
            help="Write each chapter with open changes as a Word file, here; with FILE, read one.",
        ),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --word FILE: do not ask.")] = False,
    by: Annotated[str, typer.Option(help="Who decides; default: you.")] = "",
) -> None:
    """List what is open; accept, reject, reword or defer one change or many.

    For example:

    - `gci-review decide`
    - `gci-review decide 3 5 --accept`
    - `gci-review decide 7 --reject --reason "not the wording of Annex B"`
    - `gci-review decide c4 --reject --reason "the section stays"`
    - `gci-review decide 5 --first`
    - `gci-review decide --partner WCO --chapter 3.1 --accept`
    - `gci-review decide --weight typographic --accept`
    - `gci-review decide --sheet`
    - `gci-review decide --sheet "Decisions of Monday.xlsx"`
    - `gci-review decide --word`
    - `gci-review decide --word --chapter 3.1`
    - `gci-review decide --word "Decide 3.1 Basel Convention.docx"`
    """
    at_home = given(context)
    parts = at_home.parts()
    opened = at_home.chosen(parts)
    by = by or getpass.getuser()
    outcome = _outcome(accept=accept, reject=reject, defer=defer, reword=reword)
    selection = Selection(
        partner=PartnerId(partner) if partner else None,
        chapter=ChapterId(chapter) if chapter else None,
        kind=kind,
        weight=weight,
        heading=heading,
    )
    if sheet:
        through_excel(parts, opened, what or (), selection, by=by)
        return
    if word:
        _through_word(at_home, parts, opened, what or (), chapter, by=by, reason=reason, yes=yes)
        return
    numbers, comments = numbers_of(what or ())
    selection = replace(selection, numbers=numbers)
    if first:
        _put_first(parts, opened, numbers, by)
        return
    if not (comments or outcome):
        _list(parts, opened, selection, programs=at_home.programs)
        return
    if comments:
        answer(parts, opened, comments, outcome, by=by, reason=reason)
    if outcome and (numbers or not comments):
        _refuse_nothing(selection, everything=everything)
        _decide(parts, opened, selection, outcome, by=by, reason=reason, words=reword)


def _refuse_nothing(selection: Selection, *, everything: bool) -> None:
    if selection == Selection() and not everything:
        raise NotAllowed("decide", "on nothing", "give numbers, a partner, a chapter, or --all")


def _through_word(
    at_home: AtHome,
    parts: Parts,
    opened: Round,
    files: Sequence[str],
    chapter: str,
    *,
    by: str,
    reason: str,
    yes: bool,
) -> None:
    """Write the files to decide in, or read those that are named."""
    programs = at_home.programs
    if files:
        read_files(parts, opened, files, by=by, reason=reason, yes=yes, programs=programs)
    else:
        write_files(parts, opened, chapter, programs=programs)


def _put_first(parts: Parts, opened: Round, numbers: Sequence[int], by: str) -> None:
    """Turn round what stands at one place, and say where that holds."""
    from flows.steps.ordering import order_first  # noqa: PLC0415 -- slow import

    if len(numbers) != 1:
        raise NotAllowed("put first", "these changes", "give the number of one")
    done = order_first(parts, opened.id, numbers[0], by=by)
    places = counted(len(done.places), "place")
    say(f"{done.named.partner} comes first in chapter {done.chapter}, at {places} now.")


def _decide(
    parts: Parts,
    opened: Round,
    selection: Selection,
    outcome: Outcome,
    *,
    by: str,
    reason: str,
    words: str | None,
) -> None:
    """Decide on changes, and say which of them were left out and why."""
    from flows.steps.acts import decide_on  # noqa: PLC0415 -- slow import

    taken = decide_on(parts, opened.id, selection, outcome, by=by, reason=reason, words=words)
    say(f"{counted(len(taken.decisions), 'change').capitalize()} {outcome.value}.")
    if taken.figures:
        say(_figures_left(taken.figures))
    if taken.kept:
        say(_kept(taken.kept))
    warn(parts, opened, {one.proposal for one in taken.decisions})


def _figures_left(numbers: Sequence[int]) -> str:
    """Which numbers nobody named, and what accepts them."""
    listed, typed = ", ".join(map(str, numbers)), " ".join(map(str, numbers))
    one = len(numbers) == 1
    are, them = ("is a figure and stays", "it") if one else ("are figures and stay", "them")
    return f"{listed} {are} open; accept {them} by number: gci-review decide {typed} --accept"


def _kept(numbers: Sequence[int]) -> str:
    """How many were decided before, and what decides them anew."""
    one = len(numbers) == 1
    are, them = (
        ("was decided before and stays", "it") if one else ("were decided before and stay", "them")
    )
    return f"{', '.join(map(str, numbers))} {are} as decided; to change {them}, give the number."


def _outcome(*, accept: bool, reject: bool, defer: bool, reword: str | None) -> Outcome | None:
    chosen = [
        outcome
        for outcome, said in (
            (Outcome.ACCEPTED, accept),
            (Outcome.REJECTED, reject),
            (Outcome.DEFERRED, defer),
            (Outcome.REWORDED, reword is not None),
        )
        if said
    ]
    if len(chosen) > 1:
        raise NotAllowed("decide", "two things at once", "say one of accept, reject, defer, reword")
    return chosen[0] if chosen else None


def _list(parts: Parts, opened: Round, said: Selection, *, programs: bool) -> None:
    """What is open of a selection, or of the whole round; nothing is decided."""
    listed = listed_of(parts, opened, said)
    if programs:
        as_json(
            {
                "only": listed.only,
                "proposals": listed.rows,
                "conflicts": listed.conflicts,
                "alike": listed.together,
                "moved": listed.moved,
                "one_place": listed.neighbours,
                "noticed": listed.seen,
                "comments": listed.remarks,
            }
        )
        return
    if listed.only:
        say(f"Only changes {listed.only}", style="bold")
    show_open(listed.with_same, listed.conflicts, listed.every)
    show_neighbours(listed.neighbours, listed.every)
    show_alike(listed.together)
    show_moved(listed.moved, listed.chapters)
    show_noticed(listed.seen)
    going = opened.state in {RoundState.OPEN, RoundState.CLOSED}
    show_remarks(listed.remarks, going=going)
    undecided = sum(r.decision is None for r in listed.rows)
    between = "\n" if listed.only else " "
    say(f"{_counts(listed, undecided)}{between}{_HOW if going else _over(opened)}")
    if opened.owner_applies and undecided and going:
        say("By the round's rule an owner's own change is accepted where it conflicts with nobody.")


def _counts(listed: Listed, undecided: int) -> str:
    """How many are open and decided, of those listed and of the round."""
    said = f"{undecided} open, {len(listed.rows) - undecided} decided"
    if not listed.only:
        return f"{said}."
    every = sum(r.decision is None for r in listed.every)
    return f"{said} {listed.only}; {every} open in all: gci-review decide."


_HOW = "gci-review decide NUMBER… --accept | --reject --reason WHY | --reword WORDS | --defer"


def _over(opened: Round) -> str:
    """What a round that is over means for what is open."""
    if opened.state is RoundState.CANCELLED:
        return f"Round {opened.id} cannot be decided in: {GIVEN_UP}."
    return (
        f"Round {opened.id} is published: what is open is kept for the next edition. Only chapters"
        " that are not printed yet can still be decided, for an addendum; printed words are"
        " changed by gci-review publish --correct."
    )
