"""What was found by comparing a return: which file was read, and of what kind each proposal is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261125_what_was_compared"
down_revision = "20261123_first_tables"

_WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the columns; rows of the version before read as exact, tracked and the partner's own."""
    op.add_column("returns", sa.Column("reading", _WORDS, nullable=True))
    op.add_column("returns", _flag("exact", sa.true()))
    op.add_column("proposals", _flag("untracked", sa.false()))
    op.add_column("proposals", _flag("again", sa.false()))
    op.add_column("proposals", sa.Column("passed_on", _WORDS, nullable=True))


def _flag(name: str, default: sa.ColumnElement[bool]) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=default)
