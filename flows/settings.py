"""Settings: read once at an entrance, passed down as arguments."""

from __future__ import annotations

import os
import re
import shutil
import tomllib
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Literal

from platformdirs import user_data_path
from pydantic import Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from flows.errors import Misconfigured

__all__ = ["Settings", "note_plus_addresses", "read_settings"]

SETTINGS_FILE = "settings.toml"


class Settings(BaseSettings):
    """Where this program keeps things and how it reaches the outside.

    Read from the environment (`GCI_SMTP_HOST=…`) and from `settings.toml` in the home folder; the
    environment wins. Everything has a default with which no server is needed.
    """

    model_config = SettingsConfigDict(env_prefix="GCI_", frozen=True, extra="forbid")

    home: Path = Field(default_factory=lambda: user_data_path("gci-review", appauthor=False))
    desk: Path | None = None
    """Where Outbox, Inbox and Editions lie; none: in the home folder."""
    database: str = ""
    """A database URL; empty: one SQLite file in the home folder."""
    files: str = ""
    """`s3://bucket/prefix` for an object store; empty: a folder in the home folder."""

    transport: Literal["folder", "smtp"] = "folder"
    sender: str = ""
    """The From address with its name; empty: the round's reply-to address."""
    plus_addresses: bool = False
    """Whether the mail server takes "name+token" addresses."""
    archive: str = ""
    """The address that gets a blind copy of every letter."""
    archive_mailbox: str = "INBOX"
    authserv_id: str = ""
    """The name under which our own mail server writes Authentication-Results; empty: no verdict is
    trusted.
    """

    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    imap_host: str = ""
    imap_port: int = 993
    imap_security: Literal["starttls", "tls", "none"] = "tls"
    imap_user: str = ""
    imap_password: SecretStr = SecretStr("")
    archive_user: str = ""
    """The IMAP account that receives the blind copies; empty: the inbox's own."""
    archive_password: SecretStr = SecretStr("")
    timeout: float = 60.0
    """Seconds that one call to the outside may take."""

    lease: float = 300.0
    """Seconds for which a letter is claimed by one sender."""
    grace: float = 300.0
    """Seconds after a lease ran out before the archive is asked for the letter."""
    largest_letter: int = 10_000_000
    """Bytes of files in one letter; more are split over numbered letters."""
    collect_every: float = 120.0
    """Seconds between two looks into the mailbox under `serve`."""
    language: str = "en-GB"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 -- the library's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 -- the same
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then the environment, then the file."""
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls))

    @property
    def database_url(self) -> str:
        """The database URL, with the default filled in."""
        return self.database or f"sqlite:///{self.home / 'review.db'}"

    @property
    def outbox_folder(self) -> Path:
        """Where the folder transport writes letters."""
        return (self.desk or self.home) / "Outbox"

    @property
    def inbox_folder(self) -> Path:
        """Where the folder transport looks for mail and files."""
        return (self.desk or self.home) / "Inbox"

    @property
    def editions_folder(self) -> Path:
        """Where editions are written."""
        return (self.desk or self.home) / "Editions"


def read_settings(home: Path | None = None) -> Settings:
    """The settings for `home` (none: the environment's, else the user's data folder).

    Raises `Misconfigured` with the first thing that is wrong.
    """
    given = {} if home is None else {"home": home.absolute()}
    where = Settings(**given).home  # type: ignore[arg-type]

    class FromHome(Settings):
        model_config = SettingsConfigDict(
            env_prefix="GCI_", frozen=True, extra="forbid", toml_file=where / SETTINGS_FILE
        )

    try:
        settings = FromHome(**given)  # type: ignore[arg-type]
    except ValueError as exc:
        first = str(exc).splitlines()
        raise Misconfigured(f"{where / SETTINGS_FILE}: {' '.join(first[1:3]).strip()}") from exc
    if settings.transport == "smtp" and not (settings.smtp_host and settings.imap_host):
        raise Misconfigured("Mail by server needs smtp_host and imap_host in settings.toml.")
    return settings


def note_plus_addresses(home: Path, takes: bool) -> Path:  # noqa: FBT001 -- the line's value
    """Write whether the mail server takes "+token" addresses into the home's settings file.

    Only that line changes; a file that is not there is made. Raises `Misconfigured` where the file
    cannot be read as it is, and `OSError`.
    """
    file = (home / SETTINGS_FILE).resolve()
    before = file.read_bytes().decode("utf-8") if file.exists() else ""
    line = f"plus_addresses = {'true' if takes else 'false'}"
    # Carriage returns stay: Windows' editor wrote them.
    after, there = _PLUS_LINE.subn(lambda old: line + old["rest"], before)
    if not there:
        end = "\r\n" if "\r\n" in before else "\n"
        after = f"{line}{end}{before}"  # first: behind a table's heading it would belong to it
    try:
        whole = tomllib.loads(before) | {"plus_addresses": takes} == tomllib.loads(after)
    except tomllib.TOMLDecodeError as exc:
        raise Misconfigured(f"{file} cannot be read: {exc}.") from exc
    if not whole:
        raise Misconfigured(f'Write "{line}" into {file} yourself: its lines are unusual.')
    if after != before:
        _replace(file, after.encode())
    return file


_PLUS_LINE = re.compile(
    r"^[ \t]*plus_addresses[ \t]*=[ \t]*(?:true|false)(?P<rest>[ \t]*(?:#[^\r\n]*)?)(?=\r?$)",
    re.MULTILINE,
)


def _replace(file: Path, data: bytes) -> None:
    """All or nothing, with the rights that the file has: it may hold passwords."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=file.parent, prefix=".", suffix=".toml", delete=False) as new:
        try:
            new.write(data)
            new.flush()
            os.fsync(new.fileno())
            if file.exists():
                shutil.copymode(file, new.name)
            Path(new.name).rename(file)
        except BaseException:
            Path(new.name).unlink(missing_ok=True)
            raise
