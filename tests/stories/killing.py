"""Kills a launch and a collection wherever it matters, and says what came out after a restart.

Run as a program, `python -m tests.stories.killing PHASE STRIDE`: it forks a child for each point,
lets it work until that point, kills it (SIGKILL), starts another that goes on to the end on a later
clock, and prints one JSON line. Points are: before and after each commit, each call of a port, each
fsync.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.pool import Pool

from chapters import read_stamp, stamp
from flows.parts import Parts
from flows.ports import Arrival, Delivery, Inbox, Outbox, Sought
from flows.settings import Settings
from flows.steps import collecting, delivering, launching
from review.rounds import Plan
from storage import Folder, open_storage
from tests import builders
from tests.fakes import LedgerOutbox, ListedInbox, NoPdf
from tests.wordml import docx, ins, p

LAUNCHED = datetime(2017, 10, 4, 6, tzinfo=UTC)
ANSWERED = datetime(2017, 10, 9, 6, tzinfo=UTC)
DRAFTS = {
    "1 Labels.docx": docx(p("Officers check the label of every cylinder."), p("They keep it.")),
    "2 Permits.docx": docx(p("A permit is needed for each shipment."), p("It names the goods.")),
}


class Points:
    """Counts points; at the one to stop at it tells the parent and waits to be killed."""

    def __init__(self, stop_at: int, tell: int) -> None:
        self.stop_at, self.tell, self.number = stop_at, tell, 0
        self.names: list[str] = []

    def pass_by(self, name: str) -> None:
        self.number += 1
        if self.number == self.stop_at:
            os.write(self.tell, f"{name}\n".encode())
            signal.pause()


@dataclass
class CountedOutbox:
    """An outbox whose calls are points."""

    inner: Outbox
    points: Points
    outcome = Delivery.SENT

    def deliver(self, message: bytes, *, message_id: str, to: tuple[str, ...]) -> Delivery:
        self.points.pass_by("before deliver")
        done = self.inner.deliver(message, message_id=message_id, to=to)
        self.points.pass_by("after deliver")
        return done

    def seek(self, message_id: str) -> Sought:
        return self.inner.seek(message_id)

    def posted(self) -> frozenset[str]:
        return self.inner.posted()


@dataclass
class CountedInbox:
    """An inbox whose calls are points."""

    inner: Inbox
    points: Points

    def arrivals(self) -> Iterator[Arrival]:
        for arrival in self.inner.arrivals():
            self.points.pass_by("arrival")
            yield arrival

    def file(self, source: str, *, quarantine: bool = False) -> None:
        self.points.pass_by("before filing")
        self.inner.file(source, quarantine=quarantine)
        self.points.pass_by("after filing")


def plan() -> Plan:
    """Three members and an applicant, two chapters that all members review."""
    return builders.plan(
        builders.planned("1", "WCO", file="1 Labels.docx", everybody=True),
        builders.planned("2", "BRS", file="2 Permits.docx", everybody=True),
    )


def arrivals(home: Path) -> list[Arrival]:
    """What the partners sent back, made of the letters that went out."""
    ledger = LedgerOutbox(home / "ledger")
    found = []
    for number, raw in enumerate(ledger.letters()):
        letter = message_from_bytes(raw, policy=default)
        files = [a for a in letter.iter_attachments() if (a.get_filename() or "").endswith(".docx")]
        if not files or "-CBD]" in letter["Subject"]:
            continue
        found.append(
            Arrival(
                source=f"test:{number}",
                data=_reply(letter, files[0], number).as_bytes(),
                received_at=ANSWERED,
            )
        )
    return found


def _reply(letter: EmailMessage, file: EmailMessage, number: int) -> EmailMessage:
    copy = file.get_payload(decode=True)
    text = "Officers check the label of every cylinder."
    edited = docx(
        p("Officers check the label ", ins("and the colour ", by="Focal"), "of every cylinder."),
        p("They keep it."),
    )
    if text.encode() not in copy and "Permits" in (file.get_filename() or ""):
        edited = docx(
            p("A permit is needed for each ", ins("and every ", by="Focal"), "shipment."),
            p("It names the goods."),
        )
    reply = EmailMessage()
    reply["From"], reply["To"] = letter["To"], letter["Reply-To"]
    reply["Subject"], reply["In-Reply-To"] = f"Re: {letter['Subject']}", letter["Message-ID"]
    reply["Message-ID"] = f"<answer-{number}@partner.example.org>"
    reply.set_content("Please find our changes attached.")
    reply.add_attachment(
        stamp(edited, read_stamp(copy) or ""),
        maintype="application",
        subtype="vnd.openxmlformats-officedocument.wordprocessingml.document",
        filename=file.get_filename(),
    )
    return reply


def seeded(seed: str) -> Callable[[], str]:
    """Ids that are the same in every run with this seed, so that points keep their numbers."""
    source = random.Random(seed)
    return lambda: f"{source.getrandbits(64):016x}"


def parts_at(home: Path, now: datetime, points: Points, mail: list[Arrival]) -> Parts:
    """The real storage on the disk, the fakes at the ports, and a point at every commit."""
    settings = Settings(home=home)
    outbox = CountedOutbox(LedgerOutbox(home / "ledger"), points)
    inbox = CountedInbox(ListedInbox(mail, home / "filed"), points)
    return Parts(
        settings=settings,
        storage=open_storage(settings.database_url, files=Folder(home / "files")),
        now=lambda: now,
        new_id=seeded(f"{now} {bool(points.stop_at)}"),
        make_outbox=lambda: outbox,
        make_inbox=lambda: inbox,
        make_renderer=NoPdf,
    )


def launch(parts: Parts) -> None:
    """What `gci-review launch` does, twice the same for a second run."""
    wanted = plan()
    opened = launching.find_round(parts, wanted)
    if opened is None:
        opened = launching.open_planned(parts, launching.plan_launch(parts, wanted, DRAFTS))
    for batch in launching.batches(launching.waiting_partners(parts, opened.id)):
        launching.send_copies(parts, opened.id, batch)
    delivering.recover_letters(parts)
    delivering.deliver_letters(parts)


def collect(parts: Parts) -> None:
    """What `gci-review collect` does."""
    collecting.store_arrivals(parts)
    collecting.process_stored(parts)
    delivering.recover_letters(parts)
    delivering.deliver_letters(parts)


def watch(points: Points) -> None:
    """Make every commit and every fsync of this process a point."""
    fsync = os.fsync

    def counted(number: int) -> None:
        points.pass_by("before fsync")
        fsync(number)
        points.pass_by("after fsync")

    os.fsync = counted
    committed: list[bool] = []

    def before(_: object) -> None:
        points.pass_by("before commit")
        committed.append(True)

    def after(*_: object) -> None:
        if committed:  # the connection goes back to its pool when the commit is done
            committed.clear()
            points.pass_by("after commit")

    event.listen(Engine, "commit", before)
    event.listen(Pool, "checkin", after)


def child(phase: str, home: Path, now: datetime, stop_at: int) -> tuple[str, int]:
    """Fork, work, stop at a point: its name, and the child to kill; an empty name at the end."""
    read_end, write_end = os.pipe()
    number = os.fork()
    if number == 0:
        os.close(read_end)
        code = 1
        try:
            points = Points(stop_at, write_end)
            mail = arrivals(home) if phase == "collect" else []
            if stop_at:
                watch(points)
            {"launch": launch, "collect": collect}[phase](parts_at(home, now, points, mail))
            code = 0
        finally:
            os.write(write_end, b"\n")
            os._exit(code)
    os.close(write_end)
    with os.fdopen(read_end) as said:
        name = said.readline().strip()
    return name, number


def outcome(home: Path) -> dict[str, object]:
    """What stands at the end, counted."""
    points = Points(0, 0)
    parts = parts_at(home, ANSWERED, points, [])
    with parts.storage.unit_of_work() as work:
        rounds = work.rounds.all()
        letters = [x for r in rounds for x in work.letters.of_round(r.id)]
        returns = [x for r in rounds for x in work.returns.of_round(r.id)]
        held = work.held.waiting()
        proposals = [x for r in rounds for x in work.proposals.of_round(r.id)]
    return {
        "rounds": len(rounds),
        "mails": sorted(_kinds(LedgerOutbox(home / "ledger"))),
        "letters": sorted(f"{x.key.split(':')[0]} {x.partner} {x.state.value}" for x in letters),
        "returns": sorted(f"{x.sender} {x.ordinal}" for x in returns),
        "proposals": len(proposals),
        "held": [h.text for h in held],
        "filed": sorted(ListedInbox([], home / "filed").filed().values()),
    }


def _kinds(ledger: LedgerOutbox) -> Iterator[str]:
    for message_id, raw in zip(ledger.taken(), ledger.letters(), strict=True):
        to = message_from_bytes(raw, policy=default)["To"]
        yield f"{message_id.strip('<').split('.')[0]} {to.addresses[0].addr_spec}"


def run(phase: str, stride: int) -> None:
    """Every `stride`th point of a phase, until a child comes to its end."""
    with tempfile.TemporaryDirectory() as folder:
        start = Path(folder)
        if phase == "collect":
            _wait(child("launch", start, LAUNCHED, 0)[1])
        number = 1
        while _at(phase, number, start):
            number += stride


def _at(phase: str, number: int, start: Path) -> bool:
    """Kill at this point of a phase that begins with a copy of `start`; whether it was reached."""
    now = ANSWERED if phase == "collect" else LAUNCHED
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        shutil.copytree(start, home)
        name, process = child(phase, home, now, number)
        if name:
            os.kill(process, signal.SIGKILL)
        _wait(process)
        # Long after every lease and grace time: another process goes on where it stopped.
        _, again = child(phase, home, now + timedelta(hours=1), 0)
        failed = _wait(again)
        line = {"phase": phase, "point": number, "at": name, "failed": failed}
        sys.stdout.write(json.dumps(line | outcome(home)) + "\n")
        sys.stdout.flush()
    return bool(name)


def _wait(process: int) -> bool:
    """Whether the child ended by itself with an error."""
    _, status = os.waitpid(process, 0)
    return os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0


if __name__ == "__main__":
    run(sys.argv[1], int(sys.argv[2]))
