"""Parts: what every step is given to work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from flows.ports import Inbox, Outbox, Renderer
from flows.settings import Settings
from storage import Storage

__all__ = ["Parts"]


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The storage, the outside, the clock and the source of ids, put together by `flows.wiring`.

    `now` gives aware UTC instants; `new_id` gives opaque ids, never the same twice. What reaches
    outside is made when it is first asked for: `status` needs no mail library.
    """

    settings: Settings
    storage: Storage
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    make_outbox: Callable[[], Outbox]
    make_inbox: Callable[[], Inbox]
    make_renderer: Callable[[], Renderer]

    @cached_property
    def outbox(self) -> Outbox:
        """Where finished letters go."""
        return self.make_outbox()

    @cached_property
    def inbox(self) -> Inbox:
        """Where mail arrives."""
        return self.make_inbox()

    @cached_property
    def renderer(self) -> Renderer:
        """What makes a PDF, and Word files of other texts."""
        return self.make_renderer()
