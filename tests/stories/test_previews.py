"""A preview: the guide as it would stand now, and nothing of the round changes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from chapters import plain_text
from chapters.inspection import broken
from flows.steps import acts, previewing
from flows.steps.previewing import Preview
from review.decisions import Outcome, Selection
from review.errors import NotAllowed
from review.rounds import RoundState
from storage.queries import proposals
from tests.stories.circulating import ANSWERED, PUBLISHED, Circulation, members_answer


def circulating(folder: Path) -> Circulation:
    """A round in which everybody has answered and nobody has decided."""
    circulation = Circulation(folder / "home")
    circulation.launch()
    members_answer(circulation)
    return circulation


def stored(circulation: Circulation) -> dict[str, object]:
    """Everything that a round could show afterwards."""
    with circulation.parts.storage.unit_of_work() as work:
        return {
            "rounds": work.rounds.all(),
            "chapters": work.chapters.of_round(circulation.round),
            "assignments": work.assignments.of_round(circulation.round),
            "decisions": work.decisions.latest(circulation.round),
            "letters": work.letters.of_round(circulation.round),
            "events": work.events.of_round(circulation.round),
            "editions": work.editions.all(),
            "files": sorted(str(x) for x in (circulation.home.folder / "files").rglob("*")),
            "sent": circulation.home.ledger.taken(),
        }


def made(circulation: Circulation) -> Preview:
    return previewing.preview(circulation.parts, circulation.round)


def guide(preview: Preview) -> str:
    data = (Path(preview.folder) / "guide.docx").read_bytes()
    assert broken(data) == []
    return plain_text(data)


def command(circulation: Circulation, *words: str) -> subprocess.CompletedProcess[str]:
    """A command of the program, in a process of its own."""
    program = [sys.executable, "-c", "from desk.cli import main; main()"]
    return subprocess.run(
        [*program, "--home", circulation.home.name, *words],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"COLUMNS": "200"},
    )


def test_what_partners_dispute_stands_in_brackets_and_what_is_open_is_left_out(
    tmp_path: Path,
) -> None:
    circulation = circulating(tmp_path)

    preview = made(circulation)

    text = guide(preview).splitlines()
    assert "Officers shall [WCO: must] [BRS: should] check the label." in text
    assert "A permit [BRS: consent] [WCO: licence] is needed." in text
    assert "They keep it." in text
    assert "It names all the goods." in text  # the owner's own change, by the round's rule
    assert len(preview.bracketed) == 2
    assert preview.left_out == (
        "Chapter 1: change 5 of BRS, “ safe”",
        "Chapter 3.1: change 3 of WCO, “ and the weight”",
    )


def test_a_preview_changes_nothing_but_its_own_folder(tmp_path: Path) -> None:
    circulation = circulating(tmp_path)
    before = stored(circulation)

    first, second = made(circulation), made(circulation)

    assert stored(circulation) == before
    assert Path(first.folder).name == "Green Customs Guide, preview of 9 October 2017 0900"
    assert Path(second.folder).name == f"{Path(first.folder).name} (2)"
    assert first.files == second.files
    circulation.publish()
    assert stored(circulation) != before


def test_every_page_says_that_it_is_a_draft(tmp_path: Path) -> None:
    preview = made(circulating(tmp_path))
    folder = Path(preview.folder)

    pages = [x.read_text() for x in (folder / "site").rglob("*.html")]

    assert guide(preview).count("DRAFT – preview of 9 October 2017, 09:00") >= 1
    assert len(pages) >= 5
    assert all("<strong>DRAFT</strong>, preview of 9 October 2017, 09:00" in x for x in pages)
    assert not any("Edition preview" in x or "edition preview" in x for x in pages)
    record = json.loads((folder / "record.json").read_bytes())
    assert (record["kind"], len(record["deferred"])) == ("preview", 6)
    assert record["chapters"][3]["fate"] == "withheld"


def test_a_dispute_that_was_decided_is_no_dispute(tmp_path: Path) -> None:
    circulation = circulating(tmp_path)
    numbers = {"must": 1, "licence": 2}
    acts.decide_on(
        circulation.parts,
        circulation.round,
        Selection(numbers=(numbers["must"],)),
        Outcome.ACCEPTED,
        by="Officer",
    )
    acts.decide_on(
        circulation.parts,
        circulation.round,
        Selection(numbers=(numbers["licence"],)),
        Outcome.REJECTED,
        by="Officer",
        reason="The Convention says permit.",
    )

    preview = made(circulation)

    text = guide(preview).splitlines()
    assert "Officers must check the label." in text
    assert "A permit is needed." in text
    assert preview.bracketed == ()
    assert len(preview.left_out) == 4


def test_two_sides_accepted_by_mistake_are_shown_and_named(tmp_path: Path) -> None:
    circulation = circulating(tmp_path)
    acts.decide_on(
        circulation.parts,
        circulation.round,
        Selection(chapter=circulation_chapter(circulation, "1")),
        Outcome.ACCEPTED,
        by="Officer",
    )

    preview = made(circulation)

    assert "Officers shall [WCO: must] [BRS: should] check the label." in guide(preview)
    assert "They keep it safe." in guide(preview)
    assert any("both were accepted" in x for x in preview.notices)


def test_two_sides_accepted_by_mistake_are_said_at_once_and_never_published(
    tmp_path: Path,
) -> None:
    circulation = circulating(tmp_path)
    with circulation.parts.storage.reading() as work:
        wishes = {row.after: row.proposal.number for row in proposals(work, circulation.round)}
    sides = [str(wishes[words]) for words in ("must", "should")]

    decided = command(circulation, "decide", *sides, "--accept")
    circulation.close()
    published = command(circulation, "publish", "--yes")

    sentence = "are over the same words and both were accepted; reject one of them."
    assert sentence in " ".join(decided.stderr.split())
    assert published.returncode == 3
    assert sentence in " ".join(published.stderr.split())
    with circulation.parts.storage.unit_of_work() as work:
        assert work.editions.all() == []


def circulation_chapter(circulation: Circulation, number: str) -> object:
    with circulation.parts.storage.unit_of_work() as work:
        found = work.chapters.of_round(circulation.round)
    return next(c.id for c in found if c.number == number)


def test_brackets_never_reach_an_edition(tmp_path: Path) -> None:
    circulation = circulating(tmp_path)
    made(circulation)

    published = circulation.publish()

    text = plain_text((Path(published.folder) / "guide.docx").read_bytes())
    assert "[" not in text
    assert "DRAFT" not in text


def test_there_is_a_preview_before_any_answer_and_after_the_deadline_but_not_after_the_edition(
    tmp_path: Path,
) -> None:
    circulation = Circulation(tmp_path / "home")
    circulation.launch()
    circulation.home.now = ANSWERED
    nothing = made(circulation)
    members_answer(circulation)
    circulation.close()
    closed = made(circulation)
    circulation.publish()

    with pytest.raises(NotAllowed, match="it is published"):
        made(circulation)

    assert (nothing.bracketed, nothing.left_out) == ((), ())
    assert len(closed.bracketed) == 2
    with circulation.parts.storage.unit_of_work() as work:
        assert work.rounds.get(circulation.round).state is RoundState.PUBLISHED
    assert circulation.home.now == PUBLISHED


def test_the_command_writes_a_preview_and_says_what_is_not_in_it(tmp_path: Path) -> None:
    circulation = circulating(tmp_path)
    before = stored(circulation)

    said = command(circulation, "publish", "--preview")

    assert said.returncode == 0
    assert "In brackets, because partners want different words:" in said.stdout
    assert "Chapter 1, Labels, paragraph 2: [WCO: must] [BRS: should]" in said.stdout
    assert "Chapter 3.1: change 3 of WCO, “ and the weight”" in said.stdout
    assert stored(circulation) == before
