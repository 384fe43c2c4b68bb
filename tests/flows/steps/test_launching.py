"""What there is once a round is open."""

from __future__ import annotations

from pathlib import Path

from tests.homes import Home


def test_the_folder_for_answers_is_there_as_soon_as_a_round_is_open(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    before = home.parts.settings.inbox_folder.exists()

    home.open_round()

    assert (before, home.parts.settings.inbox_folder.is_dir()) == (False, True)
    home.parts.storage.close()
