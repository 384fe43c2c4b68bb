"""Ends of paragraphs that one takes away and another needs.

Somebody joins two paragraphs, and another puts one between them; somebody deletes a paragraph, and
another writes into it or joins it to the one before. Where all of that is accepted, words would run
together that nobody joined. So whoever needs the end gets one of their own: they take away the end
of the base too, and put another in its place. Then each alone, and all together, read well.

Somebody joins what another takes away, and that one writes something there: it stands before the
words of the first. Somebody parts a paragraph, and another takes away all words of a half: no
empty one stays of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from chapters.combining.atoms import Atom, Reading, wanted_by
from chapters.comparing.edits import Edits
from chapters.comparing.flow import Container, Mark, Paragraph, Piece

__all__ = ["Kept", "close_halves", "keep_ends"]

Joined = Callable[[Sequence[tuple[str, Mark]]], Mark]


@dataclass(frozen=True, slots=True)
class Kept:
    """The end of a block that got another in its place: whose it is, against whom, and the marks
    that say so, by label; `said` is what the words around it are in the base and for each label.
    """

    block: int
    label: str
    marks: Mapping[str, Sequence[Mark]]
    base: str
    said: Mapping[str, str]


def keep_ends(
    base: Container, merged: Edits, names: Mapping[str, str], joined: Joined
) -> Iterator[Kept]:
    """Give the ends of the base that somebody takes away to those who need them."""
    reading = Reading(base, merged)
    ended = len(base.blocks) - 1
    for number in sorted(merged.deletes):
        block = base.blocks[number]
        if not isinstance(block, Paragraph) or number == ended:
            continue
        if all(span.end < block.length for span in merged.deletes[number]):
            continue
        end = reading.end(number)
        if end is None or not end.gone or "" in end.gone:
            continue  # an old mark of the base itself is no reviewer's
        needs = reading.replaces_last(end, names) if number == ended - 1 else None
        if needs is None and not reading.runs_together(end):
            continue
        needs = needs or reading.needs(end, names)
        if needs is not None:
            yield _own_end(reading, end, needs, (names, joined))
        else:
            _step_before(reading, number)
    if ended in merged.deletes and isinstance(base.blocks[ended], Paragraph):
        _empty_last(reading, ended, names)


def close_halves(
    base: Container, merged: Edits, names: Mapping[str, str]
) -> Iterator[tuple[Mark, Mark]]:
    """Let whoever takes away all words of a paragraph that another has made take its end too: gives
    the marks that this was written under, each with the one that tells why.
    """
    reading = Reading(base, merged)
    for number in sorted({slot[0] for slot, pieces in merged.inserts.items() if _ends(pieces)}):
        for end in reading.new_ends(number):
            cause = _taker(reading.emptied(end), names)
            if cause is not None:
                reading.take(end, cause[1])
                yield cause


def _taker(words: Sequence[Atom], names: Mapping[str, str]) -> tuple[Mark, Mark] | None:
    """The mark that all these words go under, and one to take their end away with; none where they
    are no one's to take.
    """
    if not words:
        return None
    every = frozenset[str].intersection(*(one.gone for one in words)) & names.keys()
    for mark in (one for one in words[0].marks if one.removes):
        if wanted_by(mark) <= every and mark.kind == "del":
            return mark, mark
        for label in (one for one in names if one in every & wanted_by(mark)):
            new = Mark("del", names[label], mark.date, label=label, sharers=(mark,))
            return mark, new
    return None


def _ends(pieces: Sequence[Piece]) -> bool:
    return any(one.role == "end" and one.marks for one in pieces)


def _empty_last(reading: Reading, number: int, names: Mapping[str, str]) -> None:
    """Let whoever deletes the last paragraph also take the end that another puts before it: the
    last end of all stays, and nothing would be left before it.
    """
    end = reading.end(number)
    before = None if end is None else reading.stands_before(end)
    if end is None or before is None or before.own or before.kind != "end":
        return
    gone = [mark for one in reading.gone_before(end) for mark in one.marks if mark.removes]
    for label, mark in [(label, one) for one in gone for label in wanted_by(one) if label]:
        if reading.ends_with_words(end, label):
            mine = Mark("del", names[label], mark.date, label=label, sharers=(mark,))
            reading.take(before, mine)
            return


def _step_before(reading: Reading, number: int) -> None:
    """Put what somebody wrote behind a paragraph that they take away before it, where it would run
    together with what others have there: to those who wrote it both places are one.
    """
    while number >= 0:
        end = reading.end(number)
        if end is None or not end.gone or not reading.runs_together(end):
            return
        if not reading.bring_before(number):
            return
        number -= 1


def _own_end(
    reading: Reading,
    end: Atom,
    needs: tuple[str, Mark],
    by: tuple[Mapping[str, str], Joined],
) -> Kept:
    """Put an end of one return before an end that others take away, and let it take that away."""
    names, joined = by
    (label, cause), number = needs, end.at[0]
    theirs = [one for one in names if one in wanted_by(cause) - end.gone]
    base, said = reading.around(end, None), {}
    for one in (*theirs, *sorted(end.gone)):
        said[one] = reading.around(end, frozenset({one}))
    mine = [(one.label, one) for one in cause.sharers or (cause,) if one.label in theirs]
    gone = [
        (one.label, one) for mark in end.marks if mark.removes for one in mark.sharers or (mark,)
    ]
    order = list(names)
    new = joined(mine)
    new.kind, new.movement = "ins", ""
    both = joined(sorted([*gone, *mine], key=lambda one: order.index(one[0])))
    both.kind, both.movement = "del", ""
    reading.replace(number, new, both)
    marks = {one: [both] for one in end.gone} | {one: [new, both] for one in theirs}
    return Kept(number, label, marks, base, said)
