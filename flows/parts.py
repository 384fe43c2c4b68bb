"""Parts: what every step is given to work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flows.ports import Inbox, Outbox, Renderer
from flows.settings import Settings
from storage import Storage

__all__ = ["Parts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The storage, the outside, the clock and the source of ids, put together by `flows.wiring`.

    `now` gives aware UTC instants; `new_id` gives opaque ids, never the same twice.
    """

    settings: Settings
    storage: Storage
    outbox: Outbox
    inbox: Inbox
    renderer: Renderer
    now: Callable[[], datetime]
    new_id: Callable[[], str]
