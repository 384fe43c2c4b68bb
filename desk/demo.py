"""`demo`: the sample guide's whole round, in a new folder, on a clock of its own."""

from __future__ import annotations

import asyncio
import random
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from desk.at_home import AtHome, given
from desk.holding import show_held
from desk.opening import show_delivered, show_letters, show_plan, show_problems
from desk.publishing import show_edition
from desk.running import engine, flow_of
from desk.screen import as_json, complain, console, counted, day_of, say
from desk.watching import show_status
from desk.workbook import read_plan
from review.decisions import Outcome, Selection
from review.returns import Reason
from review.rounds import Round, RoundId
from storage.queries import held_items, open_proposals, status

if TYPE_CHECKING:
    from flows.parts import Parts

__all__ = ["SAMPLE", "Tour", "demo", "mount", "open_sample"]

SAMPLE = Path(__file__).resolve().parent.parent / "examples" / "gci-guide"
ZONE = ZoneInfo("Africa/Nairobi")
LAUNCH = date(2017, 10, 4)
DEADLINE = date(2017, 10, 18)
SEED = 2017


def mount(app: typer.Typer) -> None:
    """Add the verb of this module."""
    app.command("demo")(demo)


def demo(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(help="A new folder; default: gci-review-demo here.")
    ] = None,
    returns: Annotated[
        Path | None,
        typer.Option(help="Another folder of mails to collect; an empty one: nobody answers."),
    ] = None,
) -> None:
    """Run the sample guide's whole round in a new folder: launch, returns, decisions, editions.

    Example: `gci-review demo`
    """
    if not SAMPLE.is_dir():
        complain(f"The sample guide is not at {SAMPLE}; run the demo from the project's folder.")
        raise typer.Exit(1)
    home = _new_folder(folder or Path("gci-review-demo"))
    tour = open_sample(home, returns=returns)
    at_home = AtHome(home=home, round=None, programs=False, debug=False)
    with engine(at_home, tour.parts):
        first = tour.run()
    say(f"Everything of this demo lies in {home}; delete it whenever you like.")
    if given(context).programs:
        as_json({"home": home, "edition": first})
        return
    # Not through the table printer: a long path must stay one line for programs.
    sys.stdout.write(f"edition: {first}\n")


_NOT_OURS = {Reason.FORGED, Reason.CONFIRM_SENDER, Reason.UNMATCHED}


@dataclass(slots=True)
class DemoClock:
    """A clock that stands still until it is moved."""

    instant: datetime

    def __call__(self) -> datetime:
        """The present instant of the demo."""
        return self.instant

    def move_to(self, day: date, at: time) -> None:
        """Set the clock to a local time of the sample round; never back."""
        self.instant = max(self.instant, datetime.combine(day, at, ZONE).astimezone(UTC))


@dataclass(frozen=True, slots=True)
class _Mail:
    """A return of the sample round, and the instant at which the mail server took it."""

    path: Path
    at: datetime


@dataclass(slots=True)
class Tour:
    """The sample round, step by step, with the flows of the real one."""

    parts: Parts
    clock: DemoClock
    folder: Path
    returns: Path
    _delivered: set[Path] = field(default_factory=set)
    _looked_at: set[int] = field(default_factory=set)

    @property
    def home(self) -> str:
        """The home, as flows are told it."""
        return str(self.parts.settings.home)

    def run(self) -> Path:
        """The whole round; the folder of the first edition."""
        opened = self.launch()
        self.days(opened)
        self.decide(opened)
        first = self.publish(opened.id)
        self.admit(opened.id)
        self.publish(opened.id)
        return first

    def launch(self) -> Round:
        """Check the workbook, show the letters, open the round, and send, as the officer would."""
        from flows.steps import launching  # noqa: PLC0415 -- slow import

        console.rule(f"{day_of(LAUNCH)}: check and launch")
        plan, problems = read_plan(self.folder, today=LAUNCH)
        show_problems(problems)
        if plan is None:
            raise typer.Exit(2)
        show_plan(plan)
        planned = launching.plan_launch(
            self.parts, plan, _drafts(self.folder, [c.file for c in plan.chapters])
        )
        show_letters(self.parts, planned)
        opened = launching.open_planned(self.parts, planned)
        delivered = self._flow("launch_round", round_id=opened.id)
        show_delivered(self.parts, delivered)
        self._post()
        return opened

    def days(self, opened: Round) -> None:
        """From the launch to the morning after the deadline: what arrives, and the reminders."""
        for day in _each_day(LAUNCH, DEADLINE + timedelta(days=2)):
            for hour in (time(9, 5), time(18, 0), time(23, 59, 30)):
                self.clock.move_to(day, hour)
                self._turn(opened)
        console.rule("After the deadline")
        self._show(opened)

    def settle_held(self, opened: Round) -> None:
        """Act on what is held as an officer would: confirm plain words, set forged mail aside."""
        from flows.steps import holding  # noqa: PLC0415 -- slow import

        with self.parts.storage.reading() as work:
            waiting = held_items(work, opened.id)
        fresh = [row for row in waiting if row.number not in self._looked_at]
        if fresh:
            say("The officer looks at what is held:", style="bold")
        for row in fresh:
            self._looked_at.add(row.number)
            if row.reason is Reason.UNVERIFIED_WORDS:
                holding.confirm_sender(self.parts, row.number)
                say(f"{row.number}. “{row.words}” is confirmed by telephone: it counts.")
            elif row.reason in _NOT_OURS:
                why = "the focal point did not send it"
                holding.set_aside(self.parts, row.number, reason=why)
                say(f"{row.number}. From {row.sender}, set aside: {why}.")
            else:
                say(f"{row.number}. Stays held: {row.text}")

    def decide(self, opened: Round) -> None:
        """Decide as the officer does: conflicts for the owner, figures with a reason, the rest
        yes.
        """
        from flows.steps.acts import decide_on  # noqa: PLC0415 -- slow import
        from flows.steps.settling import to_settle  # noqa: PLC0415 -- slow import
        from flows.steps.weighing import weigh  # noqa: PLC0415 -- slow import

        console.rule("Decisions")
        for chapter in to_settle(self.parts, opened.id):
            weighed = weigh(self.parts, opened.id, chapter)
            owners = {p.id for p in weighed.proposals if p.partner == weighed.chapter.owner}
            for conflict in weighed.conflicts:
                for proposal in weighed.proposals:
                    if proposal.id not in conflict.proposals:
                        continue
                    keep = proposal.id in owners
                    decide_on(
                        self.parts,
                        opened.id,
                        Selection(numbers=(proposal.number,)),
                        Outcome.ACCEPTED if keep else Outcome.REJECTED,
                        by="officer",
                        reason="" if keep else "the owner of the chapter words it differently",
                    )
                    say(
                        f"{proposal.number}: {proposal.partner} in "
                        f"{weighed.chapter.number}, {conflict.place}: "
                        f"{'accepted' if keep else 'rejected; the owner words it differently'}."
                    )
        self._decide_rest(opened)

    def _decide_rest(self, opened: Round) -> None:
        from flows.steps.acts import decide_on  # noqa: PLC0415 -- slow import

        with self.parts.storage.reading() as work:
            owner = {c.id: c.owner for c in work.chapters.of_round(opened.id)}
            rows = [
                r
                for r in open_proposals(work, opened.id)
                if owner[r.proposal.chapter] != r.proposal.partner
            ]
        for index, row in enumerate(rows):
            outcome, reason = Outcome.ACCEPTED, ""
            if index == len(rows) - 1 and len(rows) > 1:
                outcome, reason = Outcome.REJECTED, "the convention's own wording is kept"
            number = row.proposal.number
            decide_on(
                self.parts,
                opened.id,
                Selection(numbers=(number,)),
                outcome,
                by="officer",
                reason=reason,
            )
            say(
                f"{number}: {row.proposal.partner} in {row.chapter_number}: {outcome.value}"
                f"{' (' + reason + ')' if reason else ''}."
            )

    def admit(self, round_id: RoundId) -> None:
        """The partners have said yes: the applicant becomes a member, its chapter is released."""
        from flows.steps import acts  # noqa: PLC0415 -- slow import

        self.clock.move_to(date(2017, 11, 6), time(10, 0))
        console.rule("Monday 6 November 2017: the applicant is admitted")
        partner = acts.admit(self.parts, "Minamata", reason="the partners agreed by mail")
        with self.parts.storage.reading() as work:
            held_back = [
                c for c in work.chapters.of_round(round_id) if c.withheld and c.owner == partner.id
            ]
        for chapter in held_back:
            acts.release(self.parts, round_id, chapter.number, reason="its owner is a member now")
            say(
                f"{partner.name} is a member; chapter {chapter.number} {chapter.title} is released."
            )

    def publish(self, round_id: RoundId) -> Path:
        """Make the next edition of the round; its folder."""
        self.clock.move_to(date(2017, 10, 20), time(10, 0))
        console.rule("Publish")
        published = self._flow("publish_edition", round_id=round_id)
        show_edition(published)
        return Path(published.folder)

    def _turn(self, opened: Round) -> None:
        """One turn of the clock: what `serve` does every minute, where there is something to do."""
        from flows.steps import closing, collecting, reminding  # noqa: PLC0415 -- slow import

        arrived = list(self._arrive())
        if arrived or collecting.unread(self.parts):
            _rule_of(self.clock, "mail arrives")
            for line in self._flow("collect_returns").lines:
                say(line)
            self.settle_held(opened)
            self._post()
        if reminding.due(self.parts) or closing.due(self.parts):
            _rule_of(self.clock, "reminders and deadlines")
            queued = self._flow("remind_partners")
            say(
                f"{counted(queued, 'reminder')}."
                if queued
                else "The round is closed: who has not answered has lapsed."
            )
            if queued:
                self._show(opened)
            self._post()

    def _arrive(self) -> Iterator[Path]:
        """Drop the mails whose time has come into the inbox, as a mail program would."""
        inbox = self.parts.settings.inbox_folder
        inbox.mkdir(parents=True, exist_ok=True)
        for mail in _mails(self.returns):
            if mail.at <= self.clock() and mail.path not in self._delivered:
                shutil.copyfile(mail.path, inbox / mail.path.name)
                self._delivered.add(mail.path)
                yield mail.path

    def _post(self) -> None:
        """Do what the officer does in folder transport: send each draft, move it to Outbox/Sent."""
        from flows.steps.delivering import mark_posted  # noqa: PLC0415 -- slow import

        outbox = self.parts.settings.outbox_folder
        for draft in sorted(outbox.glob("*.eml")):
            draft.rename(outbox / "Sent" / draft.name)
        mark_posted(self.parts, self.parts.outbox.posted())

    def _show(self, opened: Round) -> None:
        with self.parts.storage.reading() as work:
            current = work.rounds.get(opened.id) or opened
            seen, waiting = status(work, opened.id, self.clock()), held_items(work, opened.id)
        show_status(current, seen)
        show_held(waiting)

    def _flow(self, module: str, **arguments: str) -> Any:
        return asyncio.run(flow_of(module, module)(home=self.home, **arguments))


def open_sample(home: Path, *, returns: Path | None = None) -> Tour:
    """The sample round in a new home, not launched yet: its folder copied, clock and ids its own.

    The ids are seeded, so that the returns that ship carry the stamps of the copies that go out.
    """
    from flows.settings import Settings  # noqa: PLC0415 -- slow import
    from flows.wiring import parts_of  # noqa: PLC0415 -- slow import

    folder = home / "Guide draft 3"
    folder.mkdir(parents=True)
    for file in sorted(SAMPLE.iterdir()):
        if file.suffix in {".docx", ".xlsx"}:
            shutil.copyfile(file, folder / file.name)
    clock = DemoClock(datetime.combine(LAUNCH, time(9, 0), ZONE).astimezone(UTC))
    # The sample's mails carry verdicts of this server; without its name a forged one would count.
    settings = Settings(home=home, authserv_id="mx.secretariat.example.org")
    parts = parts_of(settings, now=clock, new_id=seeded_ids(SEED))
    return Tour(parts=parts, clock=clock, folder=folder, returns=returns or SAMPLE / "returns")


def seeded_ids(seed: int) -> Callable[[], str]:
    """A source of ids that gives the same ones each time."""
    source = random.Random(seed)  # noqa: S311 -- a demo's ids are no secrets
    return lambda: f"{source.getrandbits(64):016x}"


def _mails(returns: Path) -> list[_Mail]:
    """The returns that ship, in the order in which they arrived."""
    if not returns.is_dir():
        return []
    found = [_Mail(path=p, at=_received(p)) for p in returns.glob("*.eml")]
    return sorted(found, key=lambda m: (m.at, m.path.name))


def _received(path: Path) -> datetime:
    head = BytesHeaderParser().parsebytes(path.read_bytes())
    stamp = str(head["Received"]).rpartition(";")[2].strip()
    return parsedate_to_datetime(stamp).astimezone(UTC)


def _drafts(folder: Path, names: list[str]) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in names}


def _each_day(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def _rule_of(clock: DemoClock, what: str) -> None:
    now = clock().astimezone(ZONE)
    console.rule(f"{day_of(now)} {now:%H:%M}: {what}")


def _new_folder(wanted: Path) -> Path:
    """`wanted` as a new folder, or the first of `wanted-2`, `wanted-3`, … that is not there."""
    number = 1
    while True:
        path = wanted if number == 1 else wanted.with_name(f"{wanted.name}-{number}")
        try:
            path.mkdir(parents=True)
        except FileExistsError:
            number += 1
        else:
            return path.absolute()
