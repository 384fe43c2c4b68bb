"""Comments that a partner wrote in a mail, beside its file."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261129_words_of_mails"
down_revision = "20261129_whose_words_first"

_WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the column; in rows of the version before all are comments of Word files."""
    op.add_column("remarks", sa.Column("mail", _WORDS, nullable=True))
