"""Runs the migrations with Alembic, inside a transaction of the caller."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

__all__ = ["configuration", "run_migrations"]


def configuration() -> Config:
    """Alembic's configuration: where the revisions lie."""
    config = Config()
    # "%" would be read as an interpolation
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def run_migrations(connection: Connection) -> None:
    """Bring the tables to the newest revision; the caller commits."""
    config = configuration()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
