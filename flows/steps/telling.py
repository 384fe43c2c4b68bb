"""What a partner is told about a file that was taken, in sentences."""

from __future__ import annotations

from flows.steps.files import SeenFile, how_read
from flows.steps.returning import Made
from review.hands import SAYS_BOTH
from review.questions import ANSWERED

__all__ = ["UNCOUNTED", "notes_on", "withdrawn"]

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
