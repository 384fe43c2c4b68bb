"""Files that a person dragged into Inbox, and that name nobody."""

from __future__ import annotations

from pathlib import Path

from flows.mail.folder import arrival_of
from flows.steps.collecting import process_stored, store
from review.returns import Reason
from tests import builders
from tests.flows.steps.homes import home_at
from tests.flows.steps.returns import held
from tests.wordml import docx, p

PLAN = builders.plan(builders.planned("1", "WCO", file="1 Labels.docx", everybody=True))
DRAGGED = {
    "empty.docx": b"",
    "note.txt": b"I have read it.",
    "Round.xlsx": b"PK\x03\x04 and nothing else",
    "somebody.docx": docx(p("Words about something else.")),
}


def test_each_file_is_named_with_what_is_wrong_with_it(tmp_path: Path) -> None:
    with home_at(tmp_path / "home") as home:
        home.launch(PLAN, {"1 Labels.docx": docx(p("Officers check the label."))})
        for name, data in DRAGGED.items():
            (tmp_path / name).write_bytes(data)
            store(home.parts, arrival_of(tmp_path / name))

        lines = process_stored(home.parts).lines

        reasons = {h.name: h.reason for h in held(home)}
    starts = [line.partition(": held: ")[0] for line in lines]
    said = dict(zip(DRAGGED, lines, strict=True))
    assert starts == [f"{name}, from Inbox" for name in DRAGGED]
    assert "“empty.docx” cannot be opened. This file is empty" in said["empty.docx"]
    assert "“note.txt” cannot be opened. This file is no Word file" in said["note.txt"]
    assert "“Round.xlsx” cannot be opened." in said["Round.xlsx"]
    assert "Nothing in it names a partner" in said["somebody.docx"]
    assert list(reasons.values()) == [*[Reason.UNREADABLE_FILE] * 3, Reason.UNMATCHED]
