"""The tables of an opened storage are those of this program, on both databases."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Engine, Text, inspect, text
from sqlalchemy.types import TypeEngine

from storage import (
    Folder,
    SchemaAhead,
    SchemaBehind,
    Storage,
    StorageError,
    open_storage,
    upgrade,
)
from storage.columns import Words
from storage.databases import connect
from storage.migrations import REVISIONS
from storage.migrations.running import configuration
from storage.rows import Rows
from storage.tables import metadata
from tests.storage import sample


@pytest.fixture
def fresh(empty_database_url: str) -> Iterator[Engine]:
    """An engine on a database without tables."""
    engine = connect(empty_database_url)
    yield engine
    engine.dispose()


def test_the_migrations_make_exactly_the_tables_of_the_program(fresh: Engine) -> None:
    upgrade(fresh.url.render_as_string(hide_password=False))

    with fresh.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": _differs})
        difference = compare_metadata(context, metadata)
    assert difference == []


def _differs(
    context: MigrationContext,
    _in_database: Column[object],
    _in_program: Column[object],
    found: TypeEngine[object],
    wanted: TypeEngine[object],
) -> bool | None:
    """Alembic does not look at the collation that `Words` asks of PostgreSQL."""
    if not isinstance(wanted, Words):
        return None  # as Alembic thinks
    collation = "C" if context.dialect.name == "postgresql" else None
    return not isinstance(found, Text) or found.collation != collation


def test_every_constraint_has_the_name_that_the_program_gives_it(fresh: Engine) -> None:
    upgrade(fresh.url.render_as_string(hide_password=False))

    found = inspect(fresh)
    names = {
        table: {
            found.get_pk_constraint(table)["name"],
            *(c["name"] for c in found.get_foreign_keys(table)),
            *(c["name"] for c in found.get_unique_constraints(table)),
        }
        for table in metadata.tables
    }

    assert names == {
        name: {str(c.name) for c in table.constraints} for name, table in metadata.tables.items()
    }


def test_text_sorts_alike_whatever_language_the_server_speaks(postgresql_url: str) -> None:
    engine = connect(postgresql_url)

    with engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT DISTINCT coalesce(collation_name, 'the server''s')"
                " FROM information_schema.columns"
                " WHERE table_schema = 'public' AND data_type = 'text'"
            )
        ).scalars()

        assert list(found) == ["C"]
    engine.dispose()


def test_the_program_knows_every_migration_in_order() -> None:
    scripts = ScriptDirectory.from_config(configuration())

    history = [script.revision for script in scripts.walk_revisions()]

    assert tuple(reversed(history)) == REVISIONS
    assert all(len(revision) <= 32 for revision in REVISIONS)  # Alembic's column


def test_the_migrations_are_files_of_their_revisions_names() -> None:
    folder = Path(configuration().get_main_option("script_location") or "", "versions")

    assert sorted(path.stem for path in folder.glob("*.py")) == sorted(REVISIONS)


def test_sqlite_makes_its_tables_and_folder_at_the_first_start(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/folder/review.sqlite"

    store = open_storage(url, files=Folder(tmp_path))

    with store.unit_of_work() as work:
        work.partners.put(sample.partner())
        work.commit()
    store.close()


def test_postgresql_waits_for_the_it_unit(empty_postgresql_url: str, tmp_path: Path) -> None:
    with pytest.raises(SchemaBehind, match="run `gci-review db upgrade`"):
        open_storage(empty_postgresql_url, files=Folder(tmp_path))

    upgrade(empty_postgresql_url)
    open_storage(empty_postgresql_url, files=Folder(tmp_path)).close()


def test_sqlite_can_be_told_to_wait_too(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/review.sqlite"

    with pytest.raises(SchemaBehind):
        open_storage(url, files=Folder(tmp_path), upgrade=False)


def test_tables_of_a_newer_program_are_left_alone(database_url: str, tmp_path: Path) -> None:
    open_storage(database_url, files=Folder(tmp_path)).close()
    engine = connect(database_url)
    stamp = text("UPDATE alembic_version SET version_num = :revision")
    with engine.begin() as connection:
        connection.execute(stamp, {"revision": "29990101_later"})

    with pytest.raises(SchemaAhead, match=r"newer than this program: install the newer"):
        open_storage(database_url, files=Folder(tmp_path))
    with pytest.raises(SchemaAhead):
        upgrade(database_url)

    with engine.begin() as connection:  # the next test uses the same tables
        connection.execute(stamp, {"revision": REVISIONS[-1]})
    engine.dispose()


def test_upgrading_current_tables_changes_nothing(database_url: str, tmp_path: Path) -> None:
    store = open_storage(database_url, files=Folder(tmp_path))
    with store.unit_of_work() as work:
        work.partners.put(sample.partner())
        work.commit()

    upgrade(database_url)

    with store.reading() as work:
        assert work.partners.all() == [sample.partner()]
    store.close()


def test_a_migration_that_fails_leaves_nothing(fresh: Engine) -> None:
    with fresh.begin() as connection:
        connection.execute(text("CREATE TABLE rounds (id TEXT)"))  # in the way, half-way through

    with pytest.raises(StorageError):
        upgrade(fresh.url.render_as_string(hide_password=False))

    assert inspect(fresh).get_table_names() == ["rounds"]


def test_a_current_schema_is_opened_without_alembic_or_prefect(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/review.sqlite"
    open_storage(url, files=Folder(tmp_path)).close()
    code = (
        "import sys; from storage import Folder, open_storage, queries;"
        f"open_storage({url!r}, files=Folder({str(tmp_path)!r})).close();"
        "slow = {'alembic', 'mako', 'prefect', 'psycopg', 'sqlalchemy.orm'};"
        "print(sorted(slow & set(sys.modules)))"
    )

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("review.sqlite", "must look like sqlite:////folder/review.sqlite"),
        ("mysql://server/gci", "kind 'mysql' are not supported"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
    ],
)
def test_an_address_that_is_none_is_one_sentence(url: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=sentence):
        open_storage(url, files=Folder(tmp_path))


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "review.sqlite").write_text("Dear colleagues, " * 100)

    with pytest.raises(StorageError, match="file is not a database"):
        open_storage(f"sqlite:///{tmp_path}/review.sqlite", files=Folder(tmp_path))


def test_no_verb_of_a_unit_of_work_removes_anything(store: Storage) -> None:
    verbs = {
        name
        for shelf in vars(store.unit_of_work()).values()
        for name in dir(shelf)
        if isinstance(shelf, Rows) and not name.startswith("_")
    }

    removing = {v for v in verbs if v.startswith(("delete", "remove", "drop", "purge", "clear"))}

    assert {"add", "put", "claim"} <= verbs
    assert removing == set()
