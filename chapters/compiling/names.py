"""Bookmarks: which name each has in the guide, and what a reference to a name means."""

from __future__ import annotations

import hashlib
import html
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

__all__ = ["Names", "Scope", "chapter_anchor", "declared_names"]

_START = re.compile(rb'bookmarkStart\b[^>]*?\bname="([^"]*)"')
_LONGEST = 40  # characters; Word cuts what is longer
_UNFIT = re.compile(r"\W+")


def declared_names(contents: Sequence[bytes]) -> set[str]:
    """The bookmark names in XML parts, read without parsing them."""
    found = {name for content in contents for name in _START.findall(content)}
    return {html.unescape(name.decode("utf-8", "replace")) for name in found}


def chapter_anchor(number: str) -> str:
    """The bookmark at the start of the chapter with this number, or title: "chapter_3_1"."""
    return _fit(f"chapter_{_UNFIT.sub('_', number).strip('_').casefold()}")


@dataclass(slots=True, kw_only=True)
class Scope:
    """One chapter's view of names: `key` is short and its own, `declared` its bookmarks."""

    key: str
    declared: set[str] = field(default_factory=set)
    folded: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self.folded = {name.casefold() for name in self.declared}


class Names:
    """Bookmark names over the whole guide; case does not matter, as in Word.

    A name that one chapter alone has stays as it is: by it the other chapters can refer to it. A
    name that several have is prefixed with the chapter's key in each of them.
    """

    def __init__(self, scopes: Sequence[Scope], fixed: Sequence[str]) -> None:
        self._uses = Counter(name for scope in scopes for name in scope.folded)
        self._uses.update({name.casefold(): 2 for name in fixed})
        self._fixed = {name.casefold(): name for name in fixed}
        self._alone = {
            name.casefold(): name
            for scope in scopes
            for name in scope.declared
            if self._uses[name.casefold()] == 1
        }

    def own(self, scope: Scope, name: str) -> str:
        """The guide's name for a bookmark of this chapter."""
        if self._uses[name.casefold()] <= 1:
            return name
        hidden = "_" if name.startswith("_") else ""
        return _fit(f"{hidden}{scope.key}_{name.lstrip('_')}")

    def meant(self, scope: Scope, name: str) -> str | None:
        """The guide's name for what this chapter refers to as `name`; none where nothing has it."""
        folded = name.casefold()
        if folded in scope.folded:
            return self.own(scope, name)
        return self._fixed.get(folded) or self._alone.get(folded)


def _fit(name: str) -> str:
    if len(name) <= _LONGEST:
        return name
    mark = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name[: _LONGEST - 9]}_{mark}"
