"""Every value comes back as it went in, whatever characters, times and nesting it has."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any, NewType, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from chapters import Place, Revision
from review.letters import Letter, LetterKind
from storage import Damaged, Storage, StorageError, tables, translation
from storage.notation import plain, readable, reader, storable
from storage.translation import FACTS, Translation
from tests.storage import sample

TRANSLATIONS = {t.table.name: t for t in vars(translation).values() if isinstance(t, Translation)}

# what databases and JSON like least: NUL, half surrogates, our own mark, whole surrogate pairs
_WORDS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\x00\ud800\udfff\udc80\ufdd0\\\"'%\n\t\u2028é漢🛃"),
    ),
    max_size=12,
)
_ZONES = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
_SCALARS = {
    str: _WORDS,
    int: st.integers(-(2**31), 2**31 - 1),
    bool: st.booleans(),
    date: st.dates(),
    datetime: st.datetimes(timezones=_ZONES | st.just(UTC)),
    type(None): st.none(),
}


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a type, of all the types that the values of a review are made of."""
    arguments = get_args(hint)
    if isinstance(hint, NewType):
        return values(hint.__supertype__)
    if hint in _SCALARS:
        return _SCALARS[hint]
    if arguments and get_origin(hint) is tuple:
        if arguments[-1] is Ellipsis:
            return st.lists(values(arguments[0]), max_size=3).map(tuple)
        return st.tuples(*map(values, arguments))
    if get_origin(hint) is Mapping:
        return st.dictionaries(*map(values, arguments), max_size=3)
    if arguments:
        return st.one_of(*map(values, arguments))
    if issubclass(hint, StrEnum):
        return st.sampled_from(hint)
    return st.one_of(_letters()) if hint is Letter else _built(hint)


def _built(kind: type, /, **given_fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    hints = {k: v for k, v in get_type_hints(kind).items() if k not in given_fields}
    return st.builds(kind, **{name: values(hint) for name, hint in hints.items()}, **given_fields)


def _letters() -> list[st.SearchStrategy[Letter]]:
    return [_built(Letter, kind=st.just(k), facts=values(f)) for k, f in FACTS.items()]


def test_every_table_has_its_translation() -> None:
    assert set(TRANSLATIONS) == set(tables.metadata.tables)


@pytest.mark.parametrize("name", TRANSLATIONS)
def test_every_field_has_a_column_of_its_name(name: str) -> None:
    own = {"seq"}

    columns = {c.name for c in tables.metadata.tables[name].columns} - own

    assert columns == {f.name for f in fields(TRANSLATIONS[name]._kind)}


def test_every_kind_of_letter_has_its_facts() -> None:
    assert set(FACTS) == set(LetterKind)


@pytest.mark.parametrize("name", TRANSLATIONS)
def test_every_value_comes_back_from_its_table(store: Storage, name: str) -> None:
    of = TRANSLATIONS[name]

    @settings(
        max_examples=15,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(values(of._kind))
    def comes_back(value: object) -> None:
        with store.unit_of_work() as work:  # left without a commit: references are not looked at
            work.connection.execute(insert(of.table), [of.to_row(value)])
            row = work.connection.execute(select(of.table)).mappings().one()

            assert of.from_row(row) == value

    comes_back()


@given(_WORDS)
@example("plain")
@example("\ud83d\udec3")  # two halves that JSON alone would join
def test_any_text_can_be_stored_and_read(text: str) -> None:
    stored = storable(text)

    assert "\x00" not in stored
    assert stored.encode() is not None
    assert readable(stored) == text


def test_text_that_databases_take_is_stored_as_it_is() -> None:
    assert storable("C:\\Überzoll\n漢字 🛃") == "C:\\Überzoll\n漢字 🛃"


def test_a_time_comes_back_in_utc(store: Storage) -> None:
    paris = timezone(timedelta(hours=2))
    asked = datetime(2017, 10, 18, 11, 30, tzinfo=paris)

    with store.unit_of_work() as work:
        work.rounds.add(sample.a_round(launched_at=asked))
        found = work.rounds.get(sample.ROUND)

    assert found is not None
    assert found.launched_at.isoformat() == "2017-10-18T09:30:00+00:00"


def test_a_time_without_a_zone_is_refused(store: Storage) -> None:
    naive = datetime(2017, 10, 18, 11, 30)  # noqa: DTZ001 -- the mistake

    with (
        store.unit_of_work() as work,
        pytest.raises(StorageError, match="2017-10-18T11:30:00 has no time zone"),
    ):
        work.rounds.add(sample.a_round(due=naive))


def test_a_time_without_a_zone_is_refused_inside_json_too() -> None:
    naive = datetime(2017, 10, 18, 11, 30)  # noqa: DTZ001 -- the mistake

    with pytest.raises(StorageError, match="has no time zone"):
        plain(sample.revision(time=naive))


def test_the_first_moment_of_all_survives_its_zone() -> None:
    ahead = datetime.min.replace(tzinfo=timezone(timedelta(hours=5)))  # as a broken w:date has it

    back = reader(Revision)(plain(sample.revision(time=ahead)))

    assert back == sample.revision(time=ahead)


def test_an_older_row_gets_the_default_of_a_field_that_came_later() -> None:
    older = json.loads('{"story": "body", "paragraph": 3}')

    assert reader(Place)(older) == Place(story="body", paragraph=3)


def test_a_row_with_a_field_we_do_not_know_is_damaged_rather_than_shortened() -> None:
    newer = json.loads('{"story": "body", "paragraph": 3, "colour": "red"}')

    with pytest.raises(Damaged, match="colour"):
        reader(Place)(newer)


def test_a_row_of_the_wrong_shape_is_damaged() -> None:
    with pytest.raises(Damaged, match="'three' stands where int should"):
        reader(Place)({"story": "body", "paragraph": "three"})


def test_a_state_of_a_later_program_is_one_sentence(running: Storage) -> None:
    with running.unit_of_work() as work:
        later = update(tables.rounds).values(state="archived")
        work.connection.execute(later)

        with pytest.raises(Damaged, match="'archived' is none that this program knows"):
            work.rounds.all()


def test_a_letter_with_another_letters_facts_is_refused(store: Storage) -> None:
    mixed_up = sample.letter(kind=LetterKind.RECEIPT)

    with (
        store.unit_of_work() as work,
        pytest.raises(StorageError, match="receipt letter cannot be written with ReminderFacts"),
    ):
        work.letters.queue(mixed_up)
