"""The one place where the parts are put together."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from flows.parts import Parts
from flows.ports import Inbox, Outbox, Renderer
from flows.settings import Settings, read_settings
from storage import Files, Folder, ObjectStore, open_storage

__all__ = ["keep", "parts_at", "parts_of", "random_id", "utc_now"]

_kept: dict[str, Parts] = {}
"""The parts of this process by home: a flow gets the home's name, since parts cannot travel to a
worker.
"""


def utc_now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


def random_id() -> str:
    """An opaque id: 16 characters that nobody can guess, fit for a Message-ID, a stamp and an
    address.
    """
    return secrets.token_hex(8)


def parts_of(
    settings: Settings,
    *,
    now: Callable[[], datetime] = utc_now,
    new_id: Callable[[], str] = random_id,
) -> Parts:
    """New parts for these settings; makes the home folder."""
    settings.home.mkdir(parents=True, exist_ok=True)
    return Parts(
        settings=settings,
        storage=open_storage(settings.database_url, files=_files(settings)),
        now=now,
        new_id=new_id,
        make_outbox=partial(_outbox, settings),
        make_inbox=partial(_inbox, settings),
        make_renderer=_renderer,
    )


def keep(parts: Parts) -> None:
    """Make these the parts of their home for every flow in this process."""
    _kept[str(parts.settings.home)] = parts


def parts_at(home: str) -> Parts:
    """The parts of a home, made once in a process."""
    if home not in _kept:
        keep(parts_of(read_settings(Path(home))))
    return _kept[home]


def _files(settings: Settings) -> Files:
    return ObjectStore(settings.files) if settings.files else Folder(settings.home / "files")


def _outbox(settings: Settings) -> Outbox:
    if settings.transport == "folder":
        from flows.mail.folder import FolderOutbox  # noqa: PLC0415 -- slow import

        return FolderOutbox(settings.outbox_folder)
    from flows.mail.smtp import SmtpOutbox  # noqa: PLC0415 -- slow import

    return SmtpOutbox(settings)


def _inbox(settings: Settings) -> Inbox:
    if settings.transport == "folder":
        from flows.mail.folder import FolderInbox  # noqa: PLC0415 -- slow import

        return FolderInbox(settings.inbox_folder)
    from flows.mail.imap import ImapInbox  # noqa: PLC0415 -- slow import

    return ImapInbox(settings)


def _renderer() -> Renderer:
    from flows.rendering.pdf import LibreOfficeRenderer  # noqa: PLC0415 -- slow import

    return LibreOfficeRenderer()
