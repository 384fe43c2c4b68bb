"""The packages start fast: what the command line imports is kept small."""

from __future__ import annotations

import subprocess
import sys


def test_chapters_loads_no_library_before_it_is_asked() -> None:
    code = (
        "import sys, chapters;"
        "slow = {'lxml', 'docx', 'docxcompose', 'rapidfuzz'};"
        "print([m for m in sys.modules if m.split('.')[0] in slow])"
    )

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "[]"
