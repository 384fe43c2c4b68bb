"""What several returns want alike: one mark that stands for theirs, under all their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from chapters.combining.chains import Hand, owners
from chapters.combining.changes import Change
from chapters.comparing.edits import Span
from chapters.comparing.flow import Mark

__all__ = ["Sharing"]


@dataclass(frozen=True, slots=True)
class Sharing:
    """Makes marks for several returns; `names` are the reviewers by the returns' labels, in order,
    `made` the labels whose own the marks are that others only pass on.
    """

    names: Mapping[str, str]
    made: Mapping[Hand, str] = field(default_factory=dict)

    def renamer(self, sharers: Mapping[str, tuple[Mark, ...]]) -> Callable[[Mark, str], Mark]:
        """Gives each mark of a change its copy under the reviewers' names.

        Where several share the change, a mark stands for those of the others of its kind.
        """
        made: dict[int, Mark] = {}

        def new(mark: Mark, label: str) -> Mark:
            if id(mark) not in made:
                others = [
                    (other, one)
                    for other, theirs in sharers.items()
                    for one in theirs
                    if other != label and one.adds == mark.adds
                ]
                made[id(mark)] = self.joined([(label, mark), *others])
            return made[id(mark)]

        return new

    def united(self, changes: Sequence[Change]) -> Change:
        """The same change by several as one, with what else they have there, such as comments."""
        first, *others = changes
        if not others:
            return first
        new = self.renamer({change.label: tuple(change.marks()) for change in changes})

        def renamed(marks: Sequence[Mark]) -> tuple[Mark, ...]:
            return tuple(new(mark, first.label) for mark in marks)

        pins = [
            (offset, [piece for piece in pieces if not piece.marks])
            for change in others
            for offset, pieces in change.inserts
        ]
        return replace(
            first,
            spans=[Span(one.start, one.end, renamed(one.marks)) for one in first.spans],
            inserts=[
                *(
                    (at, [one.under(renamed(one.marks)) for one in all_of])
                    for at, all_of in first.inserts
                ),
                *((at, pieces) for at, pieces in pins if pieces),
            ],
        )

    def joined(self, marks: Sequence[tuple[str, Mark]]) -> Mark:
        """One mark that stands for those of several returns; one that does so already, for those
        that it stands for.
        """
        marks = [
            pair
            for label, mark in marks
            for pair in ([(one.label, one) for one in mark.sharers] or [(label, mark)])
        ]
        labels = list(dict.fromkeys(label for label, _ in marks))
        own = owners(self.made, marks)
        first = marks[0][1]
        kinds = {mark.kind for _, mark in marks}
        kind = first.kind if len(kinds) == 1 else ("ins" if first.adds else "del")
        return Mark(
            kind=kind,
            author=", ".join(dict.fromkeys(self.names[label] for label in own)),
            date=first.date,
            movement=f"{labels[0]}-{first.movement}" if first.movement else "",
            label=labels[0],
            sharers=tuple(mark for _, mark in marks),
            owners=tuple(own),
        )
