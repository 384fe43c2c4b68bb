"""What several returns want alike: one mark that stands for theirs, under all their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from chapters.combining.chains import Hand, owners
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

    def joined(self, marks: Sequence[tuple[str, Mark]]) -> Mark:
        """One mark that stands for those of several returns."""
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
