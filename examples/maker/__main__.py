"""Writes examples/gci-guide/ from the texts and the round beside this file."""

from __future__ import annotations

import sys
from pathlib import Path

from desk.workbook import WORKBOOK, plan_of_toml, plan_of_workbook, read_drafts, workbook_of_plan
from examples.maker.notation import read_blocks
from examples.maker.wordfiles import word_file

_HERE = Path(__file__).parent
_GUIDE = _HERE.parent / "gci-guide"


def main() -> None:
    """Make the chapters whose names contain the first argument, or all, and the workbook."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    for text in sorted((_HERE / "texts").glob("*.txt")):
        if wanted in text.name:
            sys.stdout.write(f"{_make_chapter(text).name}\n")
    _make_workbook()


def _make_chapter(text: Path) -> Path:
    number = ".".join(str(int(part)) for part in text.stem.split(" ")[0].split("."))
    blocks = read_blocks(text.read_text(encoding="utf-8"))
    title = next(block.words for block in blocks if block.kind == "heading1")
    target = _GUIDE / f"{text.stem}.docx"
    target.write_bytes(word_file(blocks, number=number, title=title))
    return target


def _make_workbook() -> None:
    """Left alone where it says the same: a workbook holds the time at which it was written."""
    drafts = read_drafts(_GUIDE)
    plan, problems = plan_of_toml((_HERE / "round.toml").read_text(encoding="utf-8"), drafts)
    if plan is None:
        raise SystemExit("\n".join(map(str, problems)))
    target = _GUIDE / WORKBOOK
    if not target.exists() or plan_of_workbook(target.read_bytes(), drafts)[0] != plan:
        target.write_bytes(workbook_of_plan(plan))
        sys.stdout.write(f"{target.name}\n")


main()
