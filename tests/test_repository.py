"""What the repository itself must and must not hold."""

from __future__ import annotations

import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ["chapters", "review", "storage", "flows", "desk"]
FOLDERS = [*PACKAGES, "tests"]
EXAMPLE = re.compile(r"(?:^|\.)(?:example\.(?:org|com|net)|test|example|invalid|localhost)$")
NAMESPACES = (
    "schemas.",
    "purl.",
    "ns.adobe.com",
    "openoffice.org",
    "www.w3.org",
)
"""Hosts in names of XML namespaces and formats: nobody ever asks them for anything."""


@cache
def tracked() -> tuple[str, ...]:
    """The paths of all files that belong to the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False, text=True
    )
    if listed.returncode != 0:
        pytest.skip("no repository here: the files came without it")
    return tuple(name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())


def texts() -> dict[str, str]:
    """Every text file with its words; locked requirements and pictures left out."""
    found = {}
    for name in tracked():
        data = (ROOT / name).read_bytes()
        if b"\0" not in data and not name.startswith("requirements"):
            found[name] = data.decode("utf-8", errors="replace")
    return found


def hits(pattern: str) -> list[str]:
    looked_for = re.compile(pattern)
    return [
        f"{name}: {found.group()}"
        for name, text in texts().items()
        if name != "tests/test_repository.py"
        for found in looked_for.finditer(text)
    ]


def test_no_public_host_is_named():
    urls = re.compile(r"https?://([A-Za-z0-9.-]+)")

    named = {
        f"{name}: {host}"
        for name, text in texts().items()
        for host in urls.findall(text)
        if "." in host
        and not re.fullmatch(r"[\d.]+", host)
        and not EXAMPLE.search(host.rstrip("."))
        and not host.startswith(NAMESPACES)
    }

    assert named == set()


def test_no_path_of_one_machine_is_named():
    assert hits(r"(?<![\w.])/(?:home/(?!…|user\b|gci\b)\w+|root|Users/\w+|work)/\w*") == []


def test_no_token_is_kept():
    assert hits(r"gh[pousr]_\w{20,}|AKIA[0-9A-Z]{16}|xox[bp]-|-----BEGIN [A-Z ]*PRIVATE KEY") == []


def test_addresses_are_examples():
    domain = re.compile(r"[\w.+-]+@((?:[\w-]+\.)+[a-z]{2,})\b")

    named = {
        f"{name}: {host}"
        for name, text in texts().items()
        for host in domain.findall(text)
        if not EXAMPLE.search(host)
    }

    assert named == set()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_has_hashes_and_no_index(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    lines = [x for x in text.replace("\\\n", " ").splitlines() if x and not x.startswith("#")]

    assert lines
    assert [x for x in lines if "--hash=sha256:" not in x] == []
    assert not re.search(r"--(?:extra-)?index-url|--find-links|https?://", text)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_folder_has_a_readme_that_fits_a_page(folder):
    lines = (ROOT / folder / "README.md").read_text(encoding="utf-8").splitlines()

    assert 0 < len(lines) <= 80


def test_the_links_of_the_readmes_lead_somewhere():
    lost = [
        f"{name}: {target}"
        for name, text in texts().items()
        if name.endswith(".md")
        for target in re.findall(r"\]\(([^)#:]+)\)", text)
        if not (ROOT / name).parent.joinpath(target).exists()
    ]

    assert lost == []


def test_the_front_page_is_short_and_its_pictures_are_small():
    pictures = list((ROOT / "docs").glob("*.png"))

    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 250
    assert pictures
    assert sum(p.stat().st_size for p in pictures) < 600_000


def test_the_wheel_has_the_five_packages_and_nothing_else():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == PACKAGES
