"""What `flows` raises.

FlowError
├── Misconfigured     settings that cannot work together
├── NotDelivered      the outside did not take a letter; its marks say whether trying again helps
├── NotReachable      a mailbox, a server, a converter does not answer
└── NoRenderer        LibreOffice is not installed
"""

from __future__ import annotations

__all__ = ["FlowError", "Misconfigured", "NoRenderer", "NotDelivered", "NotReachable"]


class FlowError(Exception):
    """Anything that stops a step; the message is one sentence for a person."""


class Misconfigured(FlowError):
    """Settings that are missing or cannot work together."""


class NotDelivered(FlowError):
    """The outside did not take a letter.

    `lasting`: refused for good, a person must look. `unsure`: the connection broke after the text
    was handed over, so the letter may have gone. `down`: no letter can go now, whosever it is.
    """

    def __init__(
        self, sentence: str, *, lasting: bool = False, unsure: bool = False, down: bool = False
    ) -> None:
        self.lasting, self.unsure, self.down = lasting, unsure, down
        super().__init__(sentence)


class NotReachable(FlowError):
    """A mailbox, a server or a converter that does not answer."""


class NoRenderer(FlowError):
    """LibreOffice is not installed, so there is no PDF."""

    def __init__(self) -> None:
        super().__init__("LibreOffice is not installed: everything is made but the PDF.")
