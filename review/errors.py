"""What `review` raises.

ReviewError
├── NotAllowed        an act that the state of a round, an assignment or a chapter does not allow
└── Unreadable        a reference that is none
"""

from __future__ import annotations

__all__ = ["NotAllowed", "ReviewError", "Unreadable"]


class ReviewError(Exception):
    """Anything the rules refuse; the message is one sentence for a person."""


class NotAllowed(ReviewError):
    """An act that the present state does not allow."""

    def __init__(self, act: str, what: str, why: str) -> None:
        self.act, self.what, self.why = act, what, why
        super().__init__(f"Cannot {act} {what}: {why}.")


class Unreadable(ReviewError):
    """A reference that does not name a partner and a round."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(f"{reference!r} is not a reference of a review round.")
