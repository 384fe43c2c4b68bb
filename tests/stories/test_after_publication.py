"""After publication: an edition is proven from its record, brought back, corrected."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from chapters import plain_text
from flows.rendering.pdf import LibreOfficeRenderer
from flows.steps import publishing, rebuilding
from flows.steps.publishing import keep_correction
from review.editions import EditionKind
from review.errors import NotAllowed
from review.letters import LetterKind
from storage import Missing, name_of
from tests.servers.office import missing_office
from tests.stories.circulating import Circulation, chapter, members_answer
from tests.wordml import ins, p


@pytest.fixture
def published(tmp_path: Path) -> Circulation:
    """A round whose edition is out."""
    circulation = Circulation(tmp_path / "home")
    circulation.launch()
    members_answer(circulation)
    circulation.close()
    circulation.publish()
    return circulation


def the_folder(circulation: Circulation) -> Path:
    (folder,) = circulation.parts.settings.editions_folder.glob("*edition 1")
    return folder


def content(folder: Path) -> dict[str, bytes]:
    files = (x for x in folder.rglob("*") if x.is_file())
    return {str(x.relative_to(folder)): x.read_bytes() for x in files}


def stored(circulation: Circulation, sha256: str) -> Path:
    """Where the store keeps these bytes."""
    (path,) = (circulation.home.folder / "files").rglob(f"*{sha256[4:]}")
    return path


def test_an_edition_is_made_again_from_its_record_and_every_file_is_the_same(
    published: Circulation,
) -> None:
    before = content(the_folder(published))

    made = rebuilding.rebuild(published.parts, published.round, "1")

    assert made.proven == tuple(sorted(before))
    assert (made.taken, made.lost, made.restored) == ((), (), ())
    assert content(the_folder(published)) == before


def test_what_happens_after_an_edition_does_not_change_what_is_made_again(
    published: Circulation,
) -> None:
    published.answer("WCO", {"1 Labels.docx": chapter("Labels", p("Too late", ins(" by far")))})

    made = rebuilding.rebuild(published.parts, published.round, "1")

    assert (made.taken, made.lost) == ((), ())


def test_a_folder_that_somebody_changed_is_put_right(published: Circulation) -> None:
    before = content(the_folder(published))
    (the_folder(published) / "guide.docx").write_bytes(b"spilt")
    shutil.rmtree(the_folder(published) / "site")

    made = rebuilding.rebuild(published.parts, published.round, "1")

    changed = {name for name in before if name.startswith("site/")} | {"guide.docx"}
    assert made.restored == tuple(sorted(changed))
    assert content(the_folder(published)) == before


def test_the_record_and_the_drafts_are_enough(published: Circulation) -> None:
    before = content(the_folder(published))
    shutil.rmtree(the_folder(published))
    for name, data in before.items():
        if name != "record.json":
            stored(published, name_of(data)).unlink()

    made = rebuilding.rebuild(published.parts, published.round, "1")

    assert (made.taken, made.lost) == ((), ())
    assert content(the_folder(published)) == before


def test_a_draft_that_the_store_lost_is_said(published: Circulation) -> None:
    record = json.loads(content(the_folder(published))["record.json"])
    draft = record["chapters"][0]["draft_sha256"]
    stored(published, draft).unlink()

    with pytest.raises(Missing, match=draft[:12]):
        rebuilding.rebuild(published.parts, published.round, "1")


def test_an_edition_that_is_not_there_is_refused(published: Circulation) -> None:
    with pytest.raises(NotAllowed, match="none of that number"):
        rebuilding.rebuild(published.parts, published.round, "7")


def test_the_word_file_is_proven_on_a_machine_without_libreoffice(tmp_path: Path) -> None:
    if reason := missing_office():
        pytest.skip(reason)
    circulation = Circulation(tmp_path / "home")
    without = circulation.parts
    circulation.parts = replace(without, make_renderer=LibreOfficeRenderer)
    circulation.launch()
    circulation.close()
    circulation.publish()

    here = rebuilding.rebuild(circulation.parts, circulation.round, "1")
    elsewhere = rebuilding.rebuild(without, circulation.round, "1")

    assert "guide.pdf" in here.proven
    assert (here.taken, here.lost) == ((), ())
    assert elsewhere.taken == ("guide.pdf",)
    assert elsewhere.proven == tuple(x for x in here.proven if x != "guide.pdf")


def test_a_corrigendum_holds_the_corrected_chapter_and_says_what_it_replaces(
    published: Circulation,
) -> None:
    whole = content(the_folder(published))
    fixed = chapter("Basel", p("A permit is needed for waste."))

    correction = keep_correction(published.parts, {"3.1": fixed}, "a word was missing")
    edition = publishing.publish(published.parts, published.round, correction)

    files = content(Path(edition.folder))
    record = json.loads(files["record.json"])
    (line,) = record["chapters"]
    printed = next(x for x in json.loads(whole["record.json"])["chapters"] if x["number"] == "3.1")
    assert (edition.number, record["kind"], record["adds_to"]) == ("1.1", "corrigendum", "1")
    assert line["draft_sha256"] == name_of(fixed)
    assert line["replaces_sha256"] == printed["draft_sha256"]
    assert line["why"] == (
        "Replaces the chapter as printed in edition 1 "
        f"(draft {printed['draft_sha256'][:12]}): a word was missing."
    )
    assert "It corrects edition 1." in files["record.md"].decode()
    assert "A permit is needed for waste." in plain_text(files["guide.docx"])
    assert "Corrigendum 1.1 to edition 1" in plain_text(files["guide.docx"])
    assert "Officers" not in plain_text(files["guide.docx"])
    assert content(the_folder(published)) == whole


def test_a_second_corrigendum_replaces_what_the_first_one_printed(published: Circulation) -> None:
    first, second = (chapter("Basel", p(words)) for words in ("One.", "Two."))
    for data in (first, second):
        correction = keep_correction(published.parts, {"3.1": data}, "an error")
        edition = publishing.publish(published.parts, published.round, correction)

    (line,) = edition.lines
    assert edition.number == "1.2"
    assert line.replaces == name_of(first)
    assert "edition 1.1" in line.why
    assert rebuilding.rebuild(published.parts, published.round, "1.2").taken == ()


def test_members_are_told_what_a_corrigendum_replaces(published: Circulation) -> None:
    fixed = chapter("Basel", p("A permit is needed for waste."))
    correction = keep_correction(published.parts, {"3.1": fixed}, "a word was missing")
    publishing.publish(published.parts, published.round, correction)

    with published.parts.storage.reading() as work:
        letters = work.letters.of_round(published.round)
    told = [x for x in letters if x.kind is LetterKind.ANNOUNCEMENT and x.facts.corrects]
    assert len(told) == 3
    assert {x.facts.chapters for x in told} == {(("3.1", "Basel", "corrected"),)}
    assert {x.facts.corrects for x in told} == {"1"}


@pytest.mark.parametrize(
    ("number", "data", "why"),
    [
        ("3.5", chapter("Minamata", p("x")), "no edition of this round has it"),
        ("9", chapter("None", p("x")), "no edition of this round has it"),
        ("3.1", chapter("Basel", p("x", ins("y"))), "1 tracked changes"),
    ],
)
def test_what_cannot_be_a_correction_is_refused(
    published: Circulation, number: str, data: bytes, why: str
) -> None:
    with pytest.raises(NotAllowed, match=why):
        publishing.publish(
            published.parts,
            published.round,
            keep_correction(published.parts, {number: data}, "an error"),
        )

    with published.parts.storage.reading() as work:
        assert [e.kind for e in work.editions.all()] == [EditionKind.FULL]
