"""Marks that a return only passes on: a partner worked on the file that another had marked.

Whose such a mark is: the reviewer's who is named in it; else that of the return of which the
authors are all in the other one, which has more. Where neither says it, it is of all who sent it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from chapters.comparing.flow import Mark
from chapters.oxml.namespaces import W
from chapters.package import Package

__all__ = ["Hand", "hands_in", "makers", "owners"]

Hand = tuple[str, str]
"""Author and second of a mark (`w:author`, `w:date`): who holds the pen, and when."""

_MARKS = tuple(f"{W}{name}" for name in ("ins", "del", "moveFrom", "moveTo"))


def hands_in(package: Package) -> set[Hand]:
    """The hands in the body of a file; a mark without author or date is nobody's."""
    found = {
        _hand(node.get(f"{W}author"), node.get(f"{W}date"))
        for node in package.tree(package.main).iter(*_MARKS)
    }
    return {hand for hand in found if all(hand)}


def makers(
    hands: Mapping[str, Collection[Hand]], names: Mapping[str, str], ours: Collection[Hand]
) -> dict[Hand, str]:
    """The label of the return that each hand is of, of those that stand in several and are not in
    our base; `names` are the reviewers by label.
    """
    authors = {label: {author for author, _ in here} for label, here in hands.items()}
    found: dict[Hand, str] = {}
    for hand in {one for here in hands.values() for one in here} - set(ours):
        labels = [label for label, here in hands.items() if hand in here]
        named = [label for label in labels if names[label] == hand[0]]
        first = named or [
            one
            for one in labels
            if all(authors[one] < authors[other] for other in labels if other != one)
        ]
        if len(labels) > 1 and len(first) == 1:
            found[hand] = first[0]
    return found


def owners(made: Mapping[Hand, str], marks: Iterable[tuple[str, Mark]]) -> list[str]:
    """Of the labels of those who want one change, those whose own it is."""
    several = list(marks)
    labels = list(dict.fromkeys(label for label, _ in several))
    own = [one for one in labels if not _passes_on(made, one, labels, several)]
    return own or labels


def _passes_on(
    made: Mapping[Hand, str], label: str, labels: Sequence[str], marks: Sequence[tuple[str, Mark]]
) -> bool:
    theirs = [mark for one, mark in marks if one == label]
    whose = [
        made.get(_hand(one.author, one.date)) if one.source is not None else None for one in theirs
    ]
    return all(one is not None and one != label and one in labels for one in whose)


def _hand(author: str | None, date: str | None) -> Hand:
    return author or "", date or ""
