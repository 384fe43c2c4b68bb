"""What was noticed in a return besides changed words, and what weight each proposal has."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261125_what_was_noticed"
down_revision = "20261125_amendments"

_WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the columns; in rows of the version before nothing was noticed, and all are words."""
    op.add_column("returns", sa.Column("noticed", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column(
        "proposals", sa.Column("weight", _WORDS, nullable=False, server_default="words")
    )
