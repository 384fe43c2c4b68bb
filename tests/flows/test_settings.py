"""Settings: from the environment and from settings.toml, with one sentence for what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.errors import Misconfigured
from flows.settings import read_settings


def write(home: Path, text: str) -> None:
    (home / "settings.toml").write_text(text, encoding="utf-8")


def test_with_nothing_set_no_server_is_needed(tmp_path: Path) -> None:
    settings = read_settings(tmp_path)

    assert settings.transport == "folder"
    assert settings.database_url == f"sqlite:///{tmp_path / 'review.db'}"
    assert settings.outbox_folder == tmp_path / "Outbox"


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, 'language = "fr"\nsender = "GCI <gci@secretariat.example.org>"\n')
    monkeypatch.setenv("GCI_LANGUAGE", "es")

    settings = read_settings(tmp_path)

    assert (settings.language, settings.sender) == ("es", "GCI <gci@secretariat.example.org>")


def test_a_word_that_nobody_knows_is_named_with_its_file(tmp_path: Path) -> None:
    write(tmp_path, 'smtp_hots = "mail.example.org"\n')

    with pytest.raises(Misconfigured, match=r"settings\.toml.*smtp_hots"):
        read_settings(tmp_path)


def test_a_file_that_is_no_toml_is_one_sentence(tmp_path: Path) -> None:
    write(tmp_path, "smtp_host = mail.example.org\n")

    with pytest.raises(Misconfigured, match=r"settings\.toml"):
        read_settings(tmp_path)


def test_mail_by_server_needs_both_hosts(tmp_path: Path) -> None:
    write(tmp_path, 'transport = "smtp"\nsmtp_host = "mail.example.org"\n')

    with pytest.raises(Misconfigured, match="imap_host"):
        read_settings(tmp_path)


def test_a_password_is_never_printed(tmp_path: Path) -> None:
    write(tmp_path, 'smtp_password = "hidden words"\n')

    settings = read_settings(tmp_path)

    assert "hidden" not in repr(settings)
    assert settings.smtp_password.get_secret_value() == "hidden words"
