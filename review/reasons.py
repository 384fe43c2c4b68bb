"""Why something waits for a person, in one sentence, and what that person can do."""

from __future__ import annotations

from review.returns import Reason

__all__ = ["explain"]


def explain(reason: Reason, **facts: str) -> tuple[str, str]:
    """Why it waits, and what to do: one sentence each.

    `facts` name what the sentence can say: partner, chapter, other (another chapter or partner),
    file, sender, detail (a sentence of the program that refused). A fact that is missing is
    replaced by words that are always true ("this partner", "the file").
    """
    raise NotImplementedError
