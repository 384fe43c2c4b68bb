"""The command line: `gci-review VERB`. Options and errors; the verbs live in the modules beside
it.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from chapters.errors import ChapterError
from desk.at_home import AtHome
from desk.screen import complain, finish, start
from flows.errors import FlowError, NotReachable
from review.errors import NotAllowed, ReviewError
from storage.errors import StorageError

__all__ = ["app", "main"]

EXIT_CODES: tuple[tuple[type[Exception], int], ...] = (
    (NotAllowed, 3),
    (NotReachable, 4),
    (ReviewError, 3),
    (ChapterError, 5),
    (StorageError, 6),
    (FlowError, 4),
    (OSError, 6),
)
"""What a failed command exits with; the first class that fits."""


class OneValue(TyperGroup):
    """The commands; each prints one JSON value for programs, also where it fails."""

    def invoke(self, ctx: Any) -> object:
        """Run the command, and end what it says."""
        start(programs=ctx.params["programs"])
        wrong = ""
        try:
            return super().invoke(ctx)
        except typer.Exit:
            raise
        except Exception as exc:
            wrong = _sentence(exc)
            raise
        finally:
            finish(wrong)


app = typer.Typer(
    name="gci-review",
    cls=OneValue,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Runs the review of a guide whose chapters belong to partner organisations.\n\n"
    "A round in five commands: `start`, `check`, `launch`, `status`, `publish`.",
)


@app.callback()
def options(
    context: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option(
            envvar="GCI_HOME", help="The folder that keeps everything; default: your data folder."
        ),
    ] = None,
    round_: Annotated[
        str | None,
        typer.Option("--round", help="The round, as in 2017R1; needed when several are open."),
    ] = None,
    programs: Annotated[bool, typer.Option("--json", help="Print for programs.")] = False,
    debug: Annotated[bool, typer.Option(help="Show where an error came from.")] = False,
) -> None:
    """Take the options that every verb shares."""
    context.obj = AtHome(home=home, round=round_, programs=programs, debug=debug)
    logging.basicConfig(
        level=logging.INFO if debug else logging.ERROR, format="%(levelname)s %(message)s"
    )


MODULES = {
    "opening": ("start", "check", "launch"),
    "watching": ("status", "collect", "remind"),
    "holding": ("held",),
    "deciding": ("decide",),
    "acting": ("resend", "extend", "decline", "withhold", "release", "admit", "cancel", "letter"),
    "publishing": ("publish",),
    "daemon": ("serve", "deploy", "db"),
    "mailing": ("mail",),
    "demo": ("demo",),
    "documents": ("docx",),
}
"""Each module of verbs with its verbs: a command imports its own and no other."""


def mount(words: Sequence[str]) -> None:
    """Add the verbs that a command line needs: the module of its verb, or all for the help."""
    named = [m for m, verbs in MODULES.items() if any(v in words for v in verbs)]
    gc.disable()  # what is loaded stays: looking for garbage in it took a fifth of `status`
    for module in named or MODULES:
        import_module(f"desk.{module}").mount(app)
    gc.freeze()
    gc.enable()


def main() -> None:
    """Run the command line; every error is one sentence, and an exit code that is not 0."""
    mount(sys.argv[1:])
    try:
        app()
    except tuple(kind for kind, _ in EXIT_CODES) as exc:
        if "--debug" in sys.argv:
            traceback.print_exc()
        complain(_sentence(exc))
        sys.stdout.flush()
        # Threads of the workflow engine must not keep a failed command alive.
        os._exit(next(code for kind, code in EXIT_CODES if isinstance(exc, kind)))


def _sentence(exc: Exception) -> str:
    if told := getattr(exc, "format_message", None):  # of what was typed
        return str(told())
    if isinstance(exc, OSError) and exc.strerror:
        return f"{exc.filename or 'The disk'}: {exc.strerror}."
    return str(exc)
