"""`decide --sheet`: the changes as a table in Excel, and what was filled in there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from desk.answering import NOT_WRITTEN
from desk.listing import listed_of
from desk.screen import complain, counted, say
from desk.side_by_side import weight_of
from desk.touching import touching, warn
from review.conflicts import Conflict
from review.decisions import Outcome, Selection
from review.editions import check_decides, decidable
from review.errors import NotAllowed
from storage.queries import ProposalRow, proposals, remarks

if TYPE_CHECKING:
    from desk.comment_sheets import Answered
    from desk.sheets import SheetLine, Taken
    from flows.parts import Parts
    from review.rounds import Round

__all__ = ["SHEET", "through_excel"]

SHEET = "Decisions.xlsx"


def through_excel(
    parts: Parts, opened: Round, names: Sequence[str], selection: Selection, *, by: str
) -> None:
    """Read the files that are named, or the sheet of this folder; where there is none, write it,
    with the changes of a selection.

    Of a round that is published it holds what an addendum may still print. Raises `NotAllowed`.
    """
    files = [Path(name) for name in names]
    if missing := [str(file) for file in files if not file.is_file()]:
        why = "there is no such file here; give the workbook that you saved"
        raise NotAllowed("read", ", ".join(missing), why)
    if not files and not Path(SHEET).exists():
        _write(parts, opened, Path(SHEET), selection)
        return
    for file in files or [Path(SHEET)]:
        _read(parts, opened, file, by)


def _write(parts: Parts, opened: Round, path: Path, selection: Selection) -> None:
    from desk.sheets import write_decisions  # noqa: PLC0415 -- slow import

    listed = listed_of(parts, opened, selection)
    rows, said = listed.rows, listed.remarks
    with parts.storage.reading() as work:
        editions = work.editions.of_round(opened.id)
    chapters = {r.proposal.chapter for r in rows} | {r.remark.chapter for r in said}
    left = decidable(opened, editions, chapters)
    if chapters and not left:
        check_decides(opened, editions, chapters)
    said = tuple(r for r in said if r.remark.chapter in left)
    lines = _lines([r for r in rows if r.proposal.chapter in left], listed.every, listed.conflicts)
    title = f"{opened.title} ({opened.id})"
    path.write_bytes(write_decisions(lines, listed.seen, said, title=title))
    comments = f" and {counted(len(said), 'comment')}" if said else ""
    only = f" {listed.only}" if listed.only else ""
    say(
        f"{path.absolute()} is written with {counted(len(lines), 'change')}{only}{comments}. Fill"
        " it in, save it, and run: gci-review decide --sheet"
    )


def _read(parts: Parts, opened: Round, path: Path, by: str) -> None:
    from desk.comment_sheets import read_answers  # noqa: PLC0415 -- slow import
    from desk.opening import show_problems  # noqa: PLC0415 -- slow import
    from desk.sheets import read_decisions  # noqa: PLC0415 -- slow import

    with parts.storage.reading() as work:
        rows, said = proposals(work, opened.id), remarks(work, opened.id)
        editions = work.editions.of_round(opened.id)
    lines = _lines(rows, rows, touching(parts, opened, rows)[0])
    taken, problems = read_decisions(path.read_bytes(), lines, name=path.name)
    answers, more = read_answers(path.read_bytes(), said, name=path.name)
    show_problems([*problems, *more])
    numbers = {line.number for line in taken}
    answered = {one.number for one in answers}
    # Before the first is recorded: of a sheet nothing is taken by half.
    asked = {r.proposal.chapter for r in rows if r.proposal.number in numbers}
    asked |= {r.remark.chapter for r in said if r.remark.number in answered}
    check_decides(opened, editions, asked)
    decided = _decide(parts, opened, taken, by)
    say(f"{counted(decided, 'decision').capitalize()} taken from {path.name}.")
    if answers:
        _answer(parts, opened, answers, by)
    with parts.storage.reading() as work:
        rows = proposals(work, opened.id)
    warn(parts, opened, {r.proposal.id for r in rows if r.proposal.number in numbers})
    if problems or more or decided < len(taken):
        complain("The lines above were not taken; mend them and run the same command again.")
        raise typer.Exit(2)


def _decide(parts: Parts, opened: Round, taken: Sequence[Taken], by: str) -> int:
    """Record what the sheet decides; how many lines were not refused, which are said."""
    from flows.steps.acts import decide_on  # noqa: PLC0415 -- slow import

    decided = 0
    for line in taken:
        words = line.words if line.outcome is Outcome.REWORDED else None
        one = Selection(numbers=(line.number,))
        try:
            decide_on(parts, opened.id, one, line.outcome, by=by, reason=line.reason, words=words)
        except NotAllowed as refusal:
            complain(f"Number {line.number}: {refusal}")
        else:
            decided += 1
    return decided


def _answer(parts: Parts, opened: Round, answers: Sequence[Answered], by: str) -> None:
    """Record what the sheet answers to comments, and say what that does not do."""
    from flows.steps.answering import answer_remarks  # noqa: PLC0415 -- slow import

    asking = False
    for one in answers:
        [done] = answer_remarks(
            parts, opened.id, [one.number], one.outcome, by=by, reason=one.words
        )
        asking |= done.asks and one.outcome is Outcome.ACCEPTED
    say(f"{counted(len(answers), 'comment')} answered.")
    if asking:
        say(NOT_WRITTEN)


def _lines(
    rows: Sequence[ProposalRow], every: Sequence[ProposalRow], conflicts: Sequence[Conflict]
) -> list[SheetLine]:
    from desk.sheets import SheetLine  # noqa: PLC0415 -- slow import

    numbers = {r.proposal.id: str(r.proposal.number) for r in every}
    against: dict[str, dict[str, None]] = {}
    for conflict in conflicts:
        for one in conflict.proposals:
            others = [numbers[p] for p in conflict.proposals if p != one and p in numbers]
            against.setdefault(one, {}).update(dict.fromkeys(others))
    return [
        SheetLine(
            number=r.proposal.number,
            chapter=f"{r.chapter_number} {r.chapter_title}",
            place=r.where,
            partner=r.proposal.partner,
            kind=r.proposal.revisions[0].kind.value,
            weight=weight_of(r.proposal),
            before=r.before,
            after=r.after,
            conflict=", ".join(against.get(r.proposal.id, ())),
            outcome=r.decision.outcome if r.decision else None,
            words=(r.decision.words or "") if r.decision else "",
            reason=r.decision.reason if r.decision else "",
        )
        for r in rows
    ]
