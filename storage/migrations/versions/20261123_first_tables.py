"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261123_first_tables"
down_revision = None

# sorted by code point on both databases
_WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables; there is no way back, since nothing here is ever removed."""
    op.create_table(
        "events",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", _WORDS, nullable=False),
        sa.Column("about", _WORDS, nullable=False),
        sa.Column("round", _WORDS, nullable=True),
        sa.Column("partner", _WORDS, nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_events"),
    )
    op.create_index("ix_events_about_seq", "events", ["about", "seq"], unique=False)
    op.create_index("ix_events_round_seq", "events", ["round", "seq"], unique=False)
    op.create_table(
        "partners",
        sa.Column("id", _WORDS, nullable=False),
        sa.Column("name", _WORDS, nullable=False),
        sa.Column("standing", _WORDS, nullable=False),
        sa.Column("contacts", sa.JSON(), nullable=False),
        sa.Column("domains", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_partners"),
    )
    op.create_table(
        "rounds",
        sa.Column("id", _WORDS, nullable=False),
        sa.Column("title", _WORDS, nullable=False),
        sa.Column("publication", _WORDS, nullable=False),
        sa.Column("language", _WORDS, nullable=False),
        sa.Column("kind", _WORDS, nullable=False),
        sa.Column("state", _WORDS, nullable=False),
        sa.Column("zone", _WORDS, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ladder", sa.JSON(), nullable=False),
        sa.Column("silence", _WORDS, nullable=False),
        sa.Column("at_deadline", _WORDS, nullable=False),
        sa.Column("owner_applies", sa.Boolean(), nullable=False),
        sa.Column("reply_to", _WORDS, nullable=False),
        sa.Column("reference", _WORDS, nullable=False),
        sa.Column("launched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("manifest", _WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rounds"),
    )
    op.create_table(
        "chapters",
        sa.Column("id", _WORDS, nullable=False),
        sa.Column("round", _WORDS, nullable=False),
        sa.Column("number", _WORDS, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("title", _WORDS, nullable=False),
        sa.Column("file", _WORDS, nullable=False),
        sa.Column("owner", _WORDS, nullable=False),
        sa.Column("reviewers", sa.JSON(), nullable=False),
        sa.Column("withheld", _WORDS, nullable=True),
        sa.Column("base", _WORDS, nullable=False),
        sa.Column("merged", _WORDS, nullable=True),
        sa.ForeignKeyConstraint(
            ["owner"],
            ["partners.id"],
            name="fk_chapters_owner",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["round"],
            ["rounds.id"],
            name="fk_chapters_round",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_chapters"),
    )
    op.create_index("ix_chapters_round_place", "chapters", ["round", "place"], unique=False)
    op.create_table(
        "editions",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", _WORDS, nullable=False),
        sa.Column("round", _WORDS, nullable=False),
        sa.Column("kind", _WORDS, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("adds_to", _WORDS, nullable=True),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round"],
            ["rounds.id"],
            name="fk_editions_round",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("seq", name="pk_editions"),
        sa.UniqueConstraint("round", "number", name="uq_editions_round_number"),
    )
    op.create_index("ix_editions_number", "editions", ["number"], unique=False)
    op.create_table(
        "inbounds",
        sa.Column("id", _WORDS, nullable=False),
        sa.Column("source", _WORDS, nullable=False),
        sa.Column("sha256", _WORDS, nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("nature", _WORDS, nullable=False),
        sa.Column("sender", _WORDS, nullable=False),
        sa.Column("subject", _WORDS, nullable=False),
        sa.Column("message_id", _WORDS, nullable=True),
        sa.Column("round", _WORDS, nullable=True),
        sa.Column("partner", _WORDS, nullable=True),
        sa.Column("method", _WORDS, nullable=True),
        sa.Column("trust", _WORDS, nullable=False),
        sa.Column("reason", _WORDS, nullable=False),
        sa.ForeignKeyConstraint(
            ["partner"],
            ["partners.id"],
            name="fk_inbounds_partner",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["round"],
            ["rounds.id"],
            name="fk_inbounds_round",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_inbounds"),
        sa.UniqueConstraint("source", name="uq_inbounds_source"),
    )
    op.create_index("ix_inbounds_message_id", "inbounds", ["message_id"], unique=False)
    op.create_index("ix_inbounds_nature", "inbounds", ["nature"], unique=False)
    op.create_index("ix_inbounds_round", "inbounds", ["round"], unique=False)
    op.create_index("ix_inbounds_sha256", "inbounds", ["sha256"], unique=False)
    op.create_table(
        "letters",
        sa.Column("id", _WORDS, nullable=False),
        sa.Column("key", _WORDS, nullable=False),
        sa.Column("kind", _WORDS, nullable=False),
        sa.Column("round", _WORDS, nullable=True),
        sa.Column("partner", _WORDS, nullable=True),
        sa.Column("to", sa.JSON(), nullable=False),
        sa.Column("cc", sa.JSON(), nullable=False),
        sa.Column("message_id", _WORDS, nullable=False),
        sa.Column("in_reply_to", _WORDS, nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("assignments", sa.JSON(), nullable=False),
        sa.Column("state", _WORDS, nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failure", _WORDS, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["partner"],
            ["partners.id"],
            name="fk_letters_partner",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["round"], ["rounds.id"], name="fk_letters_round", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name="pk_letters"),
        sa.UniqueConstraint("key", name="uq_letters_key"),
        sa.UniqueConstraint("message_id", name="uq_letters_message_id"),
    )
    op.create_index("ix_letters_round_queued_at", "letters", ["round", "queued_at"], unique=False)
    op.create_index("ix_letters_state_queued_at", "letters", ["state", "queued_at"], unique=False)
    op.create_table(
        "participants",
        sa.Column("round", _WORDS, nullable=False),
        sa.Column("partner", _WORDS, nullable=False),
        sa.Column("standing", _WORDS, nullable=False),
        sa.Column("token", _WORDS, nullable=False),
        sa.ForeignKeyConstraint(
            ["partner"],
            ["partners.id"],
            name="fk_participants_partner",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["round"],
            ["rounds.id"],
            name="fk_participants_round",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("round", "partner", name="pk_participants"),
        sa.UniqueConstraint("token", name="uq_participants_token"),
    )
    op.create_table(
        "assignments",
        sa.Column("id", _WORDS, nullable=False),
        sa.Column("round", _WORDS, nullable=False),
        sa.Column("chapter", _WORDS, nullable=False),
        sa.Column("partner", _WORDS, nullable=False),
        sa.Column("duty", _WORDS, nullable=False),
        sa.Column("state", _WORDS, nullable=False),
        sa.Column("extended_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("copy", _WORDS, nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", _WORDS, nullable=False),
        sa.ForeignKeyConstraint(
            ["chapter"],
            ["chapters.id"],
            name="fk_assignments_chapter",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["partner"],
            ["partners.id"],
            name="fk_assignments_partner",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["round"],
            ["rounds.id"],
            name="fk_assignments_round",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_assignments"),
        sa.UniqueConstraint("chapter", "partner", name="uq_assignments_chapter_partner"),
    )
    op.create_index(
        "ix_assignments_round_partner", "assignments", ["round", "partner"], unique=False
    )
    op.create_table(
        "held",
        sa.Column("id", _WORDS, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("inbound", _WORDS, nullable=False),
        sa.Column("reason", _WORDS, nullable=False),
        sa.Column("text", _WORDS, nullable=False),
        sa.Column("round", _WORDS, nullable=True),
        sa.Column("partner", _WORDS, nullable=True),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("file", _WORDS, nullable=True),
        sa.Column("name", _WORDS, nullable=False),
        sa.Column("words", _WORDS, nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", _WORDS, nullable=False),
        sa.ForeignKeyConstraint(
            ["inbound"],
            ["inbounds.id"],
            name="fk_held_inbound",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["partner"],
            ["partners.id"],
            name="fk_held_partner",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["round"], ["rounds.id"], name="fk_held_round", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name="pk_held"),
        sa.UniqueConstraint("number", name="uq_held_number"),
    )
    op.create_index("ix_held_inbound", "held", ["inbound"], unique=False)
    op.create_index("ix_held_settled_at", "held", ["settled_at"], unique=False)
    op.create_table(
        "returns",
        sa.Column("id", _WORDS, nullable=False),
        sa.Column("inbound", _WORDS, nullable=False),
        sa.Column("assignment", _WORDS, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("answer", _WORDS, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("sender", _WORDS, nullable=False),
        sa.Column("method", _WORDS, nullable=False),
        sa.Column("trust", _WORDS, nullable=False),
        sa.Column("file", _WORDS, nullable=True),
        sa.Column("name", _WORDS, nullable=False),
        sa.Column("words", _WORDS, nullable=False),
        sa.Column("mergeable", sa.Boolean(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment"],
            ["assignments.id"],
            name="fk_returns_assignment",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["inbound"],
            ["inbounds.id"],
            name="fk_returns_inbound",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_returns"),
        sa.UniqueConstraint("assignment", "ordinal", name="uq_returns_assignment_ordinal"),
    )
    op.create_index("ix_returns_file", "returns", ["file"], unique=False)
    op.create_index("ix_returns_inbound", "returns", ["inbound"], unique=False)
    op.create_table(
        "proposals",
        sa.Column("id", _WORDS, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("round", _WORDS, nullable=False),
        sa.Column("chapter", _WORDS, nullable=False),
        sa.Column("partner", _WORDS, nullable=False),
        sa.Column("duty", _WORDS, nullable=False),
        sa.Column("assignment", _WORDS, nullable=False),
        sa.Column("returned", _WORDS, nullable=False),
        sa.Column("revisions", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment"],
            ["assignments.id"],
            name="fk_proposals_assignment",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["chapter"],
            ["chapters.id"],
            name="fk_proposals_chapter",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["partner"],
            ["partners.id"],
            name="fk_proposals_partner",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["returned"],
            ["returns.id"],
            name="fk_proposals_returned",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["round"],
            ["rounds.id"],
            name="fk_proposals_round",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_proposals"),
        sa.UniqueConstraint("round", "number", name="uq_proposals_round_number"),
    )
    op.create_index("ix_proposals_assignment", "proposals", ["assignment"], unique=False)
    op.create_index("ix_proposals_chapter_number", "proposals", ["chapter", "number"], unique=False)
    op.create_index("ix_proposals_returned", "proposals", ["returned"], unique=False)
    op.create_table(
        "remarks",
        sa.Column("round", _WORDS, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("chapter", _WORDS, nullable=False),
        sa.Column("partner", _WORDS, nullable=False),
        sa.Column("returned", _WORDS, nullable=False),
        sa.Column("author", _WORDS, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", _WORDS, nullable=False),
        sa.Column("quoted", _WORDS, nullable=False),
        sa.Column("text", _WORDS, nullable=False),
        sa.Column("parent", _WORDS, nullable=True),
        sa.Column("resolved", sa.Boolean(), nullable=False),
        sa.Column("answer", _WORDS, nullable=False),
        sa.ForeignKeyConstraint(
            ["chapter"],
            ["chapters.id"],
            name="fk_remarks_chapter",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["partner"],
            ["partners.id"],
            name="fk_remarks_partner",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["returned"],
            ["returns.id"],
            name="fk_remarks_returned",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["round"], ["rounds.id"], name="fk_remarks_round", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("round", "number", name="pk_remarks"),
    )
    op.create_index("ix_remarks_chapter_number", "remarks", ["chapter", "number"], unique=False)
    op.create_table(
        "decisions",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("proposal", _WORDS, nullable=False),
        sa.Column("outcome", _WORDS, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", _WORDS, nullable=False),
        sa.Column("reason", _WORDS, nullable=False),
        sa.Column("words", _WORDS, nullable=True),
        sa.ForeignKeyConstraint(
            ["proposal"],
            ["proposals.id"],
            name="fk_decisions_proposal",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("seq", name="pk_decisions"),
    )
    op.create_index("ix_decisions_proposal_seq", "decisions", ["proposal", "seq"], unique=False)
