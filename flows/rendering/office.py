"""LibreOffice as a tool: own profile, no network, no macros; time and memory limited."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import threading
import weakref
from pathlib import Path
from xml.sax.saxutils import escape

from flows.errors import NoRenderer, NotReachable

__all__ = ["Office"]

_NAMES = ("soffice", "libreoffice")
_KNOWN = (
    "/usr/bin/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
)
_REGISTRY = {
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks"): "true",
    ("Office.Common/Security/Scripting", "DisableMacrosExecution"): "true",
    ("Office.Common/Security/Scripting", "MacroSecurityLevel"): "3",
    ("Office.Common/Misc", "FirstRun"): "false",
    ("Office.Common/Save/Document", "LoadPrinter"): "false",
    ("Office.Writer/Content/Update", "Link"): "0",  # never fetch what a text links to
    ("Inet/Settings", "ooInetProxyType"): "2",
    ("Inet/Settings", "ooInetHTTPProxyName"): "127.0.0.1",
    ("Inet/Settings", "ooInetHTTPProxyPort"): "9",  # discard: nothing gets out by a way around
    ("Inet/Settings", "ooInetHTTPSProxyName"): "127.0.0.1",
    ("Inet/Settings", "ooInetHTTPSProxyPort"): "9",
}
_MEMORY = 8_000_000_000  # bytes of address space; LibreOffice reserves far more than it uses


class Office:
    """A LibreOffice that converts one file at a time.

    `program` is the path of soffice; none: found on this machine. `seconds` is the time that one
    file may take.
    """

    def __init__(self, *, program: str | None = None, seconds: float = 300.0) -> None:
        self._program = program or _found()
        self._seconds = seconds
        self._home: Path | None = None
        self._one_at_a_time = threading.Lock()  # a profile serves one LibreOffice

    def convert(self, data: bytes, *, read: str, write: str, ending: str, what: str) -> bytes:
        """The file as `write` (a filter with its options) makes it of what `read` (a filter) sees.

        `ending` is that of the file that is made, without the dot; `what` is what people call it.
        Raises `NoRenderer` without
        LibreOffice, `NotReachable` where it fails or takes too long.
        """
        if self._program is None or shutil.which(self._program) is None:
            raise NoRenderer
        with self._one_at_a_time, tempfile.TemporaryDirectory(prefix="gci-office-") as folder:
            source = Path(folder, "source")
            source.write_bytes(data)
            if not self._run(self._program, source, read=read, write=f"{ending}:{write}"):
                seconds = f"{self._seconds:.0f} seconds"
                raise NotReachable(f"LibreOffice did not make {what} within {seconds}.")
            made = source.with_suffix(f".{ending}")
            if not made.exists():
                raise NotReachable(f"LibreOffice could not make {what}.")
            return made.read_bytes()

    def _run(self, program: str, source: Path, *, read: str, write: str) -> bool:
        """Whether LibreOffice ended by itself, in time."""
        with subprocess.Popen(  # noqa: S603 -- our own arguments, no shell
            [*_limited(), program, *self._arguments(source, read, write)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=source.parent,
            env={**os.environ, "HOME": str(source.parent), "SAL_USE_VCLPLUGIN": "svp"},
            start_new_session=True,
        ) as office:
            try:
                office.wait(self._seconds)
            except subprocess.TimeoutExpired:
                return False
            finally:
                _end(office)
        return True

    def _arguments(self, source: Path, read: str, write: str) -> list[str]:
        return [
            f"-env:UserInstallation={self._profile().as_uri()}",
            "--headless",
            "--invisible",
            "--norestore",
            "--nologo",
            "--nolockcheck",
            f"--infilter={read}",
            "--convert-to",
            write,
            "--outdir",
            str(source.parent),
            str(source),
        ]

    def _profile(self) -> Path:
        if self._home is None:
            self._home = Path(tempfile.mkdtemp(prefix="gci-office-"))
            weakref.finalize(self, shutil.rmtree, self._home, ignore_errors=True)
            user = self._home / "user"
            user.mkdir()
            (user / "registrymodifications.xcu").write_text(_registry(), encoding="utf-8")
        return self._home


def _found() -> str | None:
    for name in (*_NAMES, *_KNOWN):
        path = shutil.which(name)
        if path is not None:
            return path
    return None


def _limited() -> list[str]:
    prlimit = shutil.which("prlimit")
    return [] if prlimit is None else [prlimit, f"--as={_MEMORY}"]


def _end(office: subprocess.Popen[bytes]) -> None:
    """End LibreOffice and its children; soffice is a script around the real program."""
    try:
        os.killpg(office.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _registry() -> str:
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{escape(value)}</value></prop></item>"
        for (path, name), value in _REGISTRY.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}</oor:items>'
    )
