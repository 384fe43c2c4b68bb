"""What the secretariat itself wrote into chapters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261125_amendments"
down_revision = "20261125_what_was_compared"

_WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the table; the version before does not ask for it."""
    op.create_table(
        "amendments",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round", _WORDS, nullable=False),
        sa.Column("chapter", _WORDS, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", _WORDS, nullable=False),
        sa.Column("source", _WORDS, nullable=False),
        sa.Column("file", _WORDS, nullable=False),
        sa.Column("revisions", sa.JSON(), nullable=False),
        _reference("round", "rounds"),
        _reference("chapter", "chapters"),
        sa.PrimaryKeyConstraint("seq", name="pk_amendments"),
    )
    op.create_index("ix_amendments_round_seq", "amendments", ["round", "seq"], unique=False)


def _reference(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.id"],
        name=f"fk_amendments_{column}",
        initially="DEFERRED",
        deferrable=True,
    )
