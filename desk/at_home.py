"""What every command is given: the home folder, the way to print, the parts when needed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from review.errors import NotAllowed
from review.rounds import Round, RoundId, RoundState

if TYPE_CHECKING:
    from flows.parts import Parts

__all__ = ["AtHome", "given"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AtHome:
    """The global options. `round` is none where the officer named none; `programs`: print JSON."""

    home: Path | None
    round: str | None
    programs: bool
    debug: bool

    def parts(self) -> Parts:
        """The parts of this home; made on first use, so that help texts cost nothing."""
        from flows.settings import read_settings  # noqa: PLC0415 -- slow import
        from flows.wiring import parts_of  # noqa: PLC0415 -- slow import

        return parts_of(read_settings(self.home))

    def chosen(self, parts: Parts) -> Round:
        """The round that a command is about: the named one, else the only one that is not over."""
        with parts.storage.reading() as work:
            known = work.rounds.all()
        if self.round:
            named = [r for r in known if r.id.casefold() == self.round.casefold()]
            if not named:
                raise NotAllowed("work on", f"round {self.round}", "there is no such round")
            return named[0]
        alive = [r for r in known if r.state in {RoundState.OPEN, RoundState.CLOSED}] or known[-1:]
        if len(alive) == 1:
            return alive[0]
        if not alive:
            why = f"no round was launched in {parts.settings.home} yet"
            raise NotAllowed("show", "a round", f"{why}; `gci-review launch FOLDER` opens one")
        why = f"several are open; say --round with one of {', '.join(r.id for r in alive)}"
        raise NotAllowed("choose", "a round", why)

    def round_ids(self, parts: Parts) -> list[RoundId]:
        """The chosen round as a list, or all rounds that are not over where none is named."""
        if self.round:
            return [self.chosen(parts).id]
        with parts.storage.reading() as work:
            return [r.id for r in work.rounds.all() if r.state is not RoundState.CANCELLED]


def given(context: typer.Context) -> AtHome:
    """The global options of the running command."""
    at_home = context.find_root().obj
    if not isinstance(at_home, AtHome):
        raise TypeError(f"the command line was entered without its options: {at_home!r}")
    return at_home
