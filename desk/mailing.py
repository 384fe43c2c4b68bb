"""`mail test`: whether mail goes and comes."""

from __future__ import annotations

from typing import Annotated

import typer

from desk.at_home import given
from desk.screen import as_json, say

__all__ = ["mount"]

NOT_REACHED = 4
"""The exit code of a test whose letter went and did not arrive."""

mail = typer.Typer(help="The mail server.", no_args_is_help=True)


def mount(app: typer.Typer) -> None:
    """Add the verbs of this module."""
    app.add_typer(mail, name="mail")


@mail.callback()
def group() -> None:
    """The mail server."""


@mail.command("test")
def try_mail(
    context: typer.Context,
    wait: Annotated[
        float, typer.Option(min=1, max=600, help="Seconds to wait for the letters to arrive.")
    ] = 60,
) -> None:
    """Send one letter to ourselves, read it, and learn whether "+token" addresses work.

    Example: `gci-review mail test`
    """
    from flows.settings import read_settings  # noqa: PLC0415 -- slow import
    from flows.steps.probing import probe_mail  # noqa: PLC0415 -- slow import
    from flows.wiring import random_id  # noqa: PLC0415 -- slow import

    at_home = given(context)
    settings = read_settings(at_home.home)
    if not at_home.programs:
        say("starting…")
    probed = probe_mail(settings, new_id=random_id, wait=wait)
    if at_home.programs:
        as_json(probed)
    else:
        for line in probed.lines:
            say(line)
    if not probed.works:
        raise typer.Exit(NOT_REACHED)
