"""A unit of work is one transaction, alone among the writers."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from review.partners import PartnerId
from storage import (
    Busy,
    Contradiction,
    Folder,
    Storage,
    StorageError,
    Unknown,
    Unreachable,
    open_storage,
)
from tests.storage import sample


def test_what_was_committed_is_there_for_the_next_unit(store: Storage) -> None:
    with store.unit_of_work() as work:
        work.partners.put(sample.partner())
        work.commit()

    with store.unit_of_work() as work:
        assert work.partners.all() == [sample.partner()]


def test_leaving_without_commit_takes_everything_back(store: Storage) -> None:
    with store.unit_of_work() as work:
        sample.fill(work)
        work.events.add(sample.event())
        seen_inside = work.partners.all()

    with store.unit_of_work() as work:
        assert len(seen_inside) == 2
        assert work.partners.all() == []
        assert work.events.of_round(sample.ROUND) == []


def test_an_error_takes_everything_back(store: Storage) -> None:
    with suppress(ZeroDivisionError), store.unit_of_work() as work:
        work.partners.put(sample.partner())
        raise ZeroDivisionError

    with store.unit_of_work() as work:
        assert work.partners.all() == []


def test_nothing_can_be_done_after_the_commit(store: Storage) -> None:
    with store.unit_of_work() as work:
        work.partners.put(sample.partner())
        work.commit()

        with pytest.raises(StorageError, match="unit of work is over"):
            work.partners.all()


def test_rows_may_be_added_before_what_they_refer_to(store: Storage) -> None:
    with store.unit_of_work() as work:
        work.assignments.add(sample.assignment())
        work.chapters.add(sample.chapter())
        work.rounds.add(sample.a_round())
        work.partners.put(sample.partner())
        work.commit()

    with store.unit_of_work() as work:
        assert work.assignments.get(sample.assignment().id) == sample.assignment()


def test_a_row_that_refers_to_nothing_is_refused_at_the_commit(store: Storage) -> None:
    with store.unit_of_work() as work:
        work.assignments.add(sample.assignment())

        with pytest.raises(Contradiction):
            work.commit()

    with store.unit_of_work() as work:
        assert work.assignments.get(sample.assignment().id) is None


def test_writing_over_what_was_never_added_is_refused(store: Storage) -> None:
    with (
        store.unit_of_work() as work,
        pytest.raises(Unknown, match="There is no row '2017R1' in rounds"),
    ):
        work.rounds.put(sample.a_round())


def test_the_second_writer_waits_and_then_sees_what_the_first_one_wrote(store: Storage) -> None:
    found: list[str] = []
    second = threading.Thread(target=lambda: found.extend(_names(store)))

    with store.unit_of_work() as work:
        work.partners.put(sample.partner())
        second.start()
        second.join(timeout=0.3)
        waited = second.is_alive()
        work.commit()
    second.join(timeout=100)

    assert waited
    assert found == ["Secretariat BRS"]


def _names(store: Storage) -> list[str]:
    with store.unit_of_work() as work:
        return [p.name for p in work.partners.all()]


def test_a_writer_that_waits_too_long_gives_up_with_one_sentence(
    database_url: str, tmp_path: Path
) -> None:
    impatient = open_storage(
        database_url, files=Folder(tmp_path), patience=timedelta(milliseconds=200)
    )

    with (
        impatient.unit_of_work(),
        pytest.raises(Busy, match=r"has been writing to the database .* try again in a minute"),
    ):
        _names(impatient)

    assert _names(impatient) == []
    impatient.close()


def test_two_threads_that_change_one_row_lose_nothing(running: Storage) -> None:
    def count_up() -> None:
        for _ in range(10):
            with running.unit_of_work() as work:
                partner = work.partners.get(sample.BRS)
                assert partner is not None
                work.partners.put(sample.partner(domains=(*partner.domains, "x.example.org")))
                work.commit()

    threads = [threading.Thread(target=count_up) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=100)

    with running.reading() as work:
        partner = work.partners.get(sample.BRS)
    assert partner is not None
    assert len(partner.domains) == 20


def test_reading_does_not_wait_for_a_writer_and_sees_no_half_of_its_work(store: Storage) -> None:
    with store.unit_of_work() as writer:
        writer.partners.put(sample.partner())
        with store.reading() as reader:
            before = reader.partners.all()
            writer.commit()
            during = reader.partners.all()

    with store.reading() as reader:
        after = reader.partners.all()
    assert (before, during, after) == ([], [], [sample.partner()])


def test_reading_cannot_write(store: Storage) -> None:
    with store.reading() as work, pytest.raises(StorageError):
        work.partners.put(sample.partner())

    with store.unit_of_work() as work:  # the same connection, given back
        work.partners.put(sample.partner())
        work.commit()


def test_a_partner_that_is_not_there_is_none(store: Storage) -> None:
    with store.reading() as work:
        assert work.partners.get(PartnerId("nobody")) is None


def test_a_server_that_does_not_answer_is_one_sentence_without_the_password(
    tmp_path: Path,
) -> None:
    url = "postgresql://officer:secret@127.0.0.1:1/gci"

    with pytest.raises(Unreachable) as refused:
        open_storage(url, files=Folder(tmp_path))

    said = str(refused.value)
    assert said.startswith("Cannot reach the database postgresql://officer:***@127.0.0.1:1/gci: ")
    assert "secret" not in said
    assert "\n" not in said
