"""Whose words stand first in a chapter where several partners insert at one place."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261129_whose_words_first"
down_revision = "20261125_what_was_noticed"


def upgrade() -> None:
    """Add the column; in rows of the version before nobody had said anything."""
    op.add_column("chapters", sa.Column("first", sa.JSON(), nullable=False, server_default="[]"))
