"""What a partner, and the officer, are told about what was taken, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flows.steps.files import SeenFile, how_read
from flows.steps.returning import Made
from review.carrying import not_taken_back
from review.deadlines import local_day
from review.hands import SAYS_BOTH
from review.questions import ANSWERED
from review.returns import Inbound, Return
from review.rounds import Assignment, Opening
from storage import UnitOfWork

__all__ = ["UNCOUNTED", "left_standing", "notes_on", "stand_still", "withdrawn"]

UNCOUNTED = "A person looks at it before anything that it changes counts."
"""What is said of a file that is an answer, and that waits all the same."""


def notes_on(file: SeenFile, made: Made) -> list[str]:
    """How the file was read, and what of it, or of an earlier one, does not count as it stands."""
    lost = f"{_changes(file.lost)} of words that we have changed since {_are(file.lost)}"
    gone = f"{_changes(made.gone)} of your earlier file {_are(made.gone)} not in this one"
    rows = (
        (file.lost, f"{lost} kept as a comment."),
        (made.gone, f"{gone}, and no longer counted."),
    )
    passed_on = [
        f"{_changes(number)} in it {_are(number)} marked by {partner} and counted as theirs."
        for partner, number in made.passed_on.items()
    ]
    both = [
        f"Your organisation says both: {f.text} ({f.where}) Which do you mean?"
        for f in made.noticed
        if f.code == SAYS_BOTH
    ]
    answers = sum(f.code == ANSWERED for f in made.noticed)
    thanks = [_THANKS if answers == 1 else f"Thank you for {answers} answers to our comments."]
    both += thanks if answers else []
    shown = [_IN_WORDS] if any(f.code == "ink-or-voice" for f in made.noticed) else []
    tables = [
        f"Noted in {f.where}: {' '.join(f.text.split())}"
        for f in made.noticed
        if f.code in _OF_TABLES
    ]
    told = (text for number, text in rows if number)
    return [*how_read(file), *told, *passed_on, *both, *shown, *tables[:_FEW]]


def withdrawn(made: Made) -> list[str]:
    """What the officer is told of changes that a partner's later file has no more."""
    if not made.gone:
        return []
    were = "it was" if made.gone == 1 else f"{made.accepted} of them {_was(made.accepted)}"
    accepted = f" ({were} accepted)" if made.accepted else ""
    counted = f"{_changes(made.gone)} of the earlier file{accepted}".replace("One", "one", 1)
    return [f"{counted} {_are(made.gone)} not in it, and no longer counted"]


def left_standing(
    work: UnitOfWork, inbound: Inbound, answered: Iterable[Assignment]
) -> Iterator[tuple[Assignment, Return]]:
    """Of what an inbound answers, where it says that there are no changes and an earlier file has
    some, which stay; with that file.
    """
    for assignment in answered:
        returns = work.returns.of_assignment(assignment.id)
        if returns and returns[-1].inbound == inbound.id:
            wanted = [p for r in returns for p in work.proposals.of_return(r.id)]
            file = not_taken_back(returns, wanted).get(assignment.id)
            yield from [] if file is None else [(assignment, file)]


def stand_still(
    work: UnitOfWork, opening: Opening, inbound: Inbound, answered: Iterable[Assignment]
) -> list[str]:
    """What the officer is told of a mail that says “no changes” after a file with changes."""
    numbers = {c.id: c.number for c in opening.chapters}
    return [
        f"it says that there are no changes in chapter {numbers[assignment.chapter]}; those of its"
        f" file of {_day(file, opening)} stand until you reject them"
        for assignment, file in left_standing(work, inbound, answered)
    ]


def _day(file: Return, opening: Opening) -> str:
    day = local_day(file.received_at, opening.round.zone)
    return f"{day.day} {day:%B %Y}"


_OF_TABLES = {"cells-merged", "columns-changed", "rows-reordered"}
_FEW = 3
"""What a receipt says of tables; `decide` lists all of it."""

_THANKS = "Thank you for the answer to our comment."
_IN_WORDS = (
    "There is handwriting or a recording in it. We keep it, and cannot read it: please tell us in"
    " words what it says."
)


def _changes(number: int) -> str:
    return "One change" if number == 1 else f"{number} changes"


def _was(number: int) -> str:
    return "was" if number == 1 else "were"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
