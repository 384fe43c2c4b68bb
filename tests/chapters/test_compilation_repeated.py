"""A guide made again has the same bytes, in every process: an edition is proven by that."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

from docx import Document

_COMPILE = """
import hashlib, sys
from pathlib import Path
from chapters import compile_guide
made = compile_guide([Path(one).read_bytes() for one in sys.argv[1:]])
print(hashlib.sha256(made.data).hexdigest())
"""


def chapter(title: str) -> bytes:
    """A chapter on python-docx's own template, whose many list styles count anew in each one."""
    made = Document()
    made.add_heading(title, 1)
    for style in ("List Number", "List Number 2", "List Bullet", "List Bullet 3"):
        made.add_paragraph(f"Show the permit of {title}.", style=style)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_processes_that_hash_words_differently_make_the_same_guide(tmp_path: Path) -> None:
    files = [tmp_path / f"{title}.docx" for title in ("Basel", "CITES", "Ozone")]
    for file in files:
        file.write_bytes(chapter(file.stem))

    made = {
        subprocess.run(
            [sys.executable, "-c", _COMPILE, *files],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3", "4")
    }

    assert len(made) == 1
