"""A real mail server on loopback: Dovecot for IMAP, LMTP and submission, and the road between.

Facts proven beforehand: any user name logs in with the password below, a mailbox is made at its
first delivery, and submission relays to a port on which ten lines of aiosmtpd stand for the world.
"""

from __future__ import annotations

import os
import pwd
import shutil
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from imap_tools import MailBoxUnencrypted

PASSWORD = "secret"
HOST = "127.0.0.1"
_TRIES = 5
_PARTS = ("imap", "lmtp", "submission", "imap-login", "submission-login")


@dataclass(kw_only=True)
class MailServer:
    """Where the server listens, and what a test does with it besides the code under test."""

    imap_port: int
    imaps_port: int
    submission_port: int
    lmtp_port: int
    world: World
    certificate: Path
    """Signed by itself: trusted by who is told to."""

    def deliver(self, message: bytes, *, to: str, sender: str = "someone@p.example.org") -> None:
        """Put a mail into a mailbox as a mail server would; without sender: an empty one."""
        with smtplib.LMTP(HOST, self.lmtp_port) as lmtp:
            lmtp.sendmail(sender, [to], message)

    def box(self, user: str, folder: str = "INBOX") -> MailBoxUnencrypted:
        """A mailbox, opened as its owner's mail program would."""
        return MailBoxUnencrypted(HOST, self.imap_port).login(user, PASSWORD, folder)


@dataclass(kw_only=True)
class World:
    """Stands for all other mail servers: hands each mail to LMTP, or refuses it.

    `refusals` are replies by recipient; `after_data` is the reply to a whole letter.
    """

    lmtp_port: int
    refusals: dict[str, str] = field(default_factory=dict)
    after_data: str = "250 2.0.0 taken"
    envelopes: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 -- the library's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 yes"

    async def handle_DATA(  # noqa: N802 -- the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if not self.after_data.startswith("250"):
            return self.after_data
        self.envelopes.append((envelope.mail_from or "", tuple(envelope.rcpt_tos)))
        # LMTP replies once for each recipient, and smtplib reads one reply: one at a time.
        for recipient in envelope.rcpt_tos:
            with smtplib.LMTP(HOST, self.lmtp_port) as lmtp:
                lmtp.sendmail(envelope.mail_from or "", [recipient], envelope.content)
        return self.after_data


@pytest.fixture(scope="session")
def running_mail_server() -> Iterator[MailServer]:
    """One server for the session; tests take `mail_server`."""
    _need_dovecot()
    yield from _running()


def _running() -> Iterator[MailServer]:
    """A server that is up. Between finding a free port and listening on it another program may
    take it: then nothing comes up, and other ports are tried.
    """
    why = ""
    for _ in range(_TRIES):
        with ExitStack() as stack:
            try:
                server = _start(stack)
            except _NotUpError as exc:
                why = str(exc)
                continue
            yield server
            return
    pytest.fail(f"Dovecot did not start: {why}")


def _start(stack: ExitStack) -> MailServer:
    """A server on free ports, ended with the stack; raises `_NotUpError`."""
    folder = Path(tempfile.mkdtemp(prefix="gci-mail-"))
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    imap, imaps, submission, lmtp, world = _free_ports(5)
    server = MailServer(
        imap_port=imap,
        imaps_port=imaps,
        submission_port=submission,
        lmtp_port=lmtp,
        world=World(lmtp_port=lmtp),
        certificate=folder / "cert.pem",
    )
    relay = Controller(server.world, hostname=HOST, port=world, data_size_limit=100_000_000)
    try:
        relay.start()
    except OSError as exc:
        raise _NotUpError(str(exc)) from exc
    stack.callback(relay.stop)
    dovecot = _start_dovecot(folder, server, world)
    stack.callback(_end, dovecot)
    for port in (imap, imaps, submission, lmtp):
        _wait_for(port, dovecot, folder)
    return server


class _NotUpError(Exception):
    """A server that did not come up, and what it said."""


@pytest.fixture
def mail_server(running_mail_server: MailServer) -> MailServer:
    """The server, with a world that takes every letter. Each test uses addresses of its own."""
    running_mail_server.world.refusals.clear()
    running_mail_server.world.envelopes.clear()
    running_mail_server.world.after_data = "250 2.0.0 taken"
    return running_mail_server


def _need_dovecot() -> None:
    missing = [p for p in _PARTS if not Path("/usr/lib/dovecot", p).exists()]
    why = ""
    if missing or not shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin"):
        why = "Dovecot is not installed (tests/servers/install.sh installs it as root)"
    elif os.geteuid() != 0:
        why = "Dovecot with users of its own starts as root only"
    if why and os.environ.get("CI") == "true":
        pytest.fail(why)
    if why:
        pytest.skip(why)


def _start_dovecot(folder: Path, server: MailServer, relay_port: int) -> subprocess.Popen[bytes]:
    folder.chmod(0o755)  # Dovecot's own users must get through
    owner = pwd.getpwnam("dovecot")
    for name in ("run", "state", "mail"):
        (folder / name).mkdir()
    os.chown(folder / "mail", owner.pw_uid, owner.pw_gid)
    _sign(folder)
    config = folder / "dovecot.conf"
    config.write_text(
        _CONFIG.format(
            folder=folder,
            imap=server.imap_port,
            imaps=server.imaps_port,
            lmtp=server.lmtp_port,
            submission=server.submission_port,
            relay=relay_port,
            password=PASSWORD,
        )
    )
    command = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin") or "dovecot"
    return subprocess.Popen([command, "-F", "-c", str(config)], stderr=subprocess.DEVNULL)


def _sign(folder: Path) -> None:
    """A certificate for loopback, made by the program that Dovecot's package brings along."""
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    command += " -subj /CN=mail.test -addext subjectAltName=IP:127.0.0.1"
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run([*command.split(), *files], check=True, capture_output=True)


def _end(dovecot: subprocess.Popen[bytes]) -> None:
    """Ask it to end, with its children; a machine with much else to do may need a while."""
    dovecot.terminate()
    try:
        dovecot.wait(timeout=60)
    except subprocess.TimeoutExpired:
        dovecot.kill()
        dovecot.wait()


def _wait_for(port: int, dovecot: subprocess.Popen[bytes], folder: Path) -> None:
    """Return once Dovecot itself listens there; raises `_NotUpError`."""
    for _ in range(1200):  # a minute, and longer where a connection waits
        if dovecot.poll() is not None:
            break
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            if _listens(folder):
                return
            time.sleep(0.05)
    log = folder / "dovecot.log"
    raise _NotUpError(log.read_text() if log.exists() else "no log")


def _listens(folder: Path) -> bool:
    """Whether it has all its ports: it says that it starts once it does, and ends where not. Until
    then who answers on a port may be another program.
    """
    log = folder / "dovecot.log"
    return log.exists() and "starting up for" in log.read_text()


def _free_ports(number: int) -> list[int]:
    """So many different ports that nobody listens on now."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(number)]
        for probe in probes:
            probe.bind((HOST, 0))
        return [int(probe.getsockname()[1]) for probe in probes]


_CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap lmtp submission
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:{folder}/mail/%u
mail_uid = dovecot
mail_gid = dovecot
first_valid_uid = 1
first_valid_gid = 1
mail_privileged_group =
default_internal_user = dovecot
default_login_user = dovenull
recipient_delimiter = +
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid=dovecot gid=dovecot home={folder}/mail/%u allow_all_users=yes
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Junk {{
    auto = create
    special_use = \\Junk
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
service submission-login {{
  inet_listener submission {{
    port = {submission}
  }}
}}
hostname = mail.test
submission_max_mail_size = 100M
submission_relay_host = 127.0.0.1
submission_relay_port = {relay}
submission_relay_trusted = no
protocol lmtp {{
  postmaster_address = postmaster@mail.test
}}
"""
