"""Findings about a file."""

from __future__ import annotations

from chapters.findings import Finding
from chapters.inspecting import links, notices, parts, structure
from chapters.package import Package

__all__ = ["broken", "inspect"]

_RULES = (*parts.RULES, *structure.RULES, *links.RULES)


def inspect(data: bytes) -> list[Finding]:
    """Everything about a Word file that Word would stumble over or a secretariat should know;
    empty when clean.

    Raises `Refused` for what the door does not open. Codes of broken rules begin with "rule-".
    """
    package = Package.open(data)
    return [*_broken(package), *(one for notice in notices.NOTICES for one in notice(package))]


def broken(data: bytes) -> list[Finding]:
    """The rules of WordprocessingML that a file breaks; empty when Word has nothing to repair.

    The schema check of the tests knows less than this list and more: neither replaces the other.
    """
    return _broken(Package.open(data))


def _broken(package: Package) -> list[Finding]:
    found = [one for rule in _RULES for one in rule(package)]
    return [Finding(code=f"rule-{one.code}", where=one.where, text=one.text) for one in found]
