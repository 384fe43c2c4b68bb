"""Flows, run from the command line: the only place on the desk that imports the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from desk.screen import console

if TYPE_CHECKING:
    from desk.at_home import AtHome
    from flows.parts import Parts

__all__ = ["engine", "flow_of"]


@contextmanager
def engine(at_home: AtHome, parts: Parts) -> Iterator[None]:
    """Whatever the flows inside need: the engine's settings, and a line that says what takes so
    long.
    """
    from flows.engine import prepare  # noqa: PLC0415 -- slow import
    from flows.server import at_hand  # noqa: PLC0415 -- slow import
    from flows.wiring import keep  # noqa: PLC0415 -- slow import

    where = prepare(parts.settings.home)
    keep(parts)
    if at_home.programs or not console.is_terminal:
        if not at_home.programs:
            console.print(f"starting… ({where})")
        with at_hand(parts.settings.home):
            yield
        return
    with console.status(f"starting… ({where})"), at_hand(parts.settings.home):
        yield


def flow_of(module: str, name: str) -> Callable[..., Any]:
    """A flow by its module in `flows` and its name; importing it imports the engine, which takes
    1.5 s.
    """
    flow: Callable[..., Any] = getattr(import_module(f"flows.{module}"), name)
    return flow
