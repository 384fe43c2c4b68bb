"""The tables. A column is named as the field of the value it holds; every constraint has a name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    false,
    true,
)

from storage.columns import Instant, Words

__all__ = [
    "amendments",
    "assignments",
    "chapters",
    "decisions",
    "editions",
    "events",
    "held",
    "inbounds",
    "letters",
    "metadata",
    "participants",
    "partners",
    "proposals",
    "remarks",
    "returns",
    "rounds",
]

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def _id() -> Column[str]:
    return Column("id", Words, primary_key=True)


def _seq() -> Column[int]:
    """The order in which rows were added; SQLite counts only INTEGER keys by itself."""
    return Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True)


def _words(name: str, *, none: bool = False) -> Column[str]:
    return Column(name, Words, nullable=none)


def _instant(name: str, *, none: bool = False) -> Column[datetime]:
    return Column(name, Instant, nullable=none)


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


def _json(name: str) -> Column[object]:
    return Column(name, JSON, nullable=False)


def _of(name: str, target: str, *, none: bool = False) -> Column[str]:
    """A reference, checked at the commit: within a unit of work rows may come in any order."""
    reference = ForeignKey(f"{target}.id", deferrable=True, initially="DEFERRED")
    return Column(name, Words, reference, nullable=none)


partners = Table(
    "partners",
    metadata,
    _id(),
    _words("name"),
    _words("standing"),
    _json("contacts"),
    _json("domains"),
)

rounds = Table(
    "rounds",
    metadata,
    _id(),
    _words("title"),
    _words("publication"),
    _words("language"),
    _words("kind"),
    _words("state"),
    _words("zone"),
    Column("due_on", Date, nullable=False),
    _instant("due"),
    _json("ladder"),
    _words("silence"),
    _words("at_deadline"),
    _flag("owner_applies"),
    _words("reply_to"),
    _words("reference"),
    _instant("launched_at"),
    _words("manifest"),
)

participants = Table(
    "participants",
    metadata,
    _of("round", "rounds"),
    _of("partner", "partners"),
    _words("standing"),
    _words("token"),
    PrimaryKeyConstraint("round", "partner"),
    UniqueConstraint("token"),
)

chapters = Table(
    "chapters",
    metadata,
    _id(),
    _of("round", "rounds"),
    _words("number"),
    _number("place"),
    _words("title"),
    _words("file"),
    _of("owner", "partners"),
    _json("reviewers"),
    _words("withheld", none=True),
    _words("base"),
    _words("merged", none=True),
    Column("first", JSON, nullable=False, server_default="[]"),
    Index(None, "round", "place"),
)

assignments = Table(
    "assignments",
    metadata,
    _id(),
    _of("round", "rounds"),
    _of("chapter", "chapters"),
    _of("partner", "partners"),
    _words("duty"),
    _words("state"),
    _instant("extended_to", none=True),
    _instant("extended_at", none=True),
    _words("copy", none=True),
    _instant("sent_at", none=True),
    _instant("answered_at", none=True),
    _words("note"),
    # a chapter belongs to one round, so this is: one partner, one chapter, one round
    UniqueConstraint("chapter", "partner"),
    Index(None, "round", "partner"),
)

letters = Table(
    "letters",
    metadata,
    _id(),
    _words("key"),
    _words("kind"),
    _of("round", "rounds", none=True),
    _of("partner", "partners", none=True),
    _json("to"),
    _json("cc"),
    _words("message_id"),
    _words("in_reply_to", none=True),
    _json("facts"),
    _json("files"),
    _json("assignments"),
    _words("state"),
    _instant("queued_at"),
    _instant("lease_until", none=True),
    _number("attempts"),
    _words("failure"),
    _instant("sent_at", none=True),
    UniqueConstraint("key"),
    UniqueConstraint("message_id"),
    Index(None, "state", "queued_at"),
    Index(None, "round", "queued_at"),
)

inbounds = Table(
    "inbounds",
    metadata,
    _id(),
    _words("source"),
    _words("sha256"),
    _instant("stored_at"),
    _instant("received_at"),
    _words("nature"),
    _words("sender"),
    _words("subject"),
    _words("message_id", none=True),
    _of("round", "rounds", none=True),
    _of("partner", "partners", none=True),
    _words("method", none=True),
    _words("trust"),
    _words("reason"),
    UniqueConstraint("source"),
    Index(None, "sha256"),
    Index(None, "message_id"),
    Index(None, "nature"),
    Index(None, "round"),
)

returns = Table(
    "returns",
    metadata,
    _id(),
    _of("inbound", "inbounds"),
    _of("assignment", "assignments"),
    _number("ordinal"),
    _words("answer"),
    _instant("received_at"),
    _flag("late"),
    _words("sender"),
    _words("method"),
    _words("trust"),
    _words("file", none=True),
    _words("name"),
    _words("words"),
    _flag("mergeable"),
    _json("findings"),
    Column("noticed", JSON, nullable=False, server_default="[]"),
    _words("reading", none=True),
    Column("exact", Boolean, nullable=False, server_default=true()),
    UniqueConstraint("assignment", "ordinal"),
    Index(None, "inbound"),
    Index(None, "file"),
)

held = Table(
    "held",
    metadata,
    _id(),
    _number("number"),
    _of("inbound", "inbounds"),
    _words("reason"),
    _words("text"),
    _of("round", "rounds", none=True),
    _of("partner", "partners", none=True),
    _json("candidates"),
    _words("file", none=True),
    _words("name"),
    _words("words"),
    _instant("held_at"),
    _instant("settled_at", none=True),
    _words("outcome"),
    UniqueConstraint("number"),
    Index(None, "inbound"),
    Index(None, "settled_at"),
)

proposals = Table(
    "proposals",
    metadata,
    _id(),
    _number("number"),
    _of("round", "rounds"),
    _of("chapter", "chapters"),
    _of("partner", "partners"),
    _words("duty"),
    _of("assignment", "assignments"),
    _of("returned", "returns"),
    _json("revisions"),
    Column("weight", Words, nullable=False, server_default="words"),
    Column("untracked", Boolean, nullable=False, server_default=false()),
    Column("again", Boolean, nullable=False, server_default=false()),
    _words("passed_on", none=True),
    UniqueConstraint("round", "number"),
    Index(None, "chapter", "number"),
    Index(None, "returned"),
    Index(None, "assignment"),
)

remarks = Table(
    "remarks",
    metadata,
    _of("round", "rounds"),
    _number("number"),
    _of("chapter", "chapters"),
    _of("partner", "partners"),
    _of("returned", "returns"),
    _words("author"),
    _instant("at", none=True),
    _words("place"),
    _words("quoted"),
    _words("text"),
    _words("parent", none=True),
    _flag("resolved"),
    _words("answer"),
    _words("mail", none=True),
    PrimaryKeyConstraint("round", "number"),
    Index(None, "chapter", "number"),
)

decisions = Table(
    "decisions",
    metadata,
    _seq(),
    _of("proposal", "proposals"),
    _words("outcome"),
    _instant("at"),
    _words("by"),
    _words("reason"),
    _words("words", none=True),
    Index(None, "proposal", "seq"),
)

amendments = Table(
    "amendments",
    metadata,
    _seq(),
    _of("round", "rounds"),
    _of("chapter", "chapters"),
    _instant("at"),
    _words("by"),
    _words("source"),
    _words("file"),
    _json("revisions"),
    Index(None, "round", "seq"),
)

editions = Table(
    "editions",
    metadata,
    _seq(),
    _words("number"),
    _of("round", "rounds"),
    _words("kind"),
    _instant("published_at"),
    _json("lines"),
    _words("adds_to", none=True),
    _json("files"),
    UniqueConstraint("round", "number"),
    Index(None, "number"),
)

# no reference: the trail must take what happened even where the rows disagree
events = Table(
    "events",
    metadata,
    _seq(),
    _instant("at"),
    _words("what"),
    _words("about"),
    _words("round", none=True),
    _words("partner", none=True),
    _json("facts"),
    Index(None, "round", "seq"),
    Index(None, "about", "seq"),
)
