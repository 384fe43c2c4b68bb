"""One hand-written fake for each port."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from flows.errors import NoRenderer, NotDelivered
from flows.ports import Arrival, Delivery, Sought


class LedgerOutbox:
    """A mail server that writes a line for every letter it takes, so that twice is seen as twice.

    Its archive is the ledger itself. What was taken is on the disk before `deliver` returns.
    """

    outcome = Delivery.SENT

    def __init__(self, ledger: Path) -> None:
        self.ledger = ledger

    def deliver(self, message: bytes, *, message_id: str, to: tuple[str, ...]) -> Delivery:
        number = len(self.taken())
        (self.ledger.parent / f"letter-{number}.eml").write_bytes(message)
        with self.ledger.open("a", encoding="utf-8") as ledger:
            ledger.write(f"{message_id}\t{', '.join(to)}\n")
            ledger.flush()
            os.fsync(ledger.fileno())
        return Delivery.SENT

    def seek(self, message_id: str) -> Sought:
        return Sought.FOUND if message_id in self.taken() else Sought.ABSENT

    def posted(self) -> frozenset[str]:
        return frozenset()

    def taken(self) -> list[str]:
        """The Message-IDs taken, in order, as often as they came."""
        if not self.ledger.exists():
            return []
        lines = self.ledger.read_text(encoding="utf-8").splitlines()
        return [line.split("\t")[0] for line in lines]

    def letters(self) -> list[bytes]:
        """The letters taken, whole."""
        return [
            (self.ledger.parent / f"letter-{n}.eml").read_bytes() for n in range(len(self.taken()))
        ]


class StubbornOutbox:
    """A mail server that refuses what a test says; `refusals` maps an address to what it raises."""

    outcome = Delivery.SENT

    def __init__(self) -> None:
        self.refusals: dict[str, NotDelivered] = {}
        self.sent: list[str] = []

    def deliver(self, message: bytes, *, message_id: str, to: tuple[str, ...]) -> Delivery:
        for address, refusal in self.refusals.items():
            if any(address in one for one in to):
                raise refusal
        self.sent.append(", ".join(to))
        return Delivery.SENT

    def seek(self, message_id: str) -> Sought:
        return Sought.ABSENT

    def posted(self) -> frozenset[str]:
        return frozenset()


class ListedInbox:
    """A mailbox that holds what a test puts in; what was filed is moved to a list on the disk."""

    def __init__(self, arrivals: list[Arrival], filed: Path) -> None:
        self._arrivals = arrivals
        self._filed = filed

    def arrivals(self) -> Iterator[Arrival]:
        gone = self.filed()
        yield from (a for a in self._arrivals if a.source not in gone)

    def file(self, source: str, *, quarantine: bool = False) -> None:
        with self._filed.open("a", encoding="utf-8") as filed:
            filed.write(f"{source}\t{'quarantine' if quarantine else 'processed'}\n")

    def filed(self) -> dict[str, str]:
        """Where each source was filed."""
        if not self._filed.exists():
            return {}
        lines = self._filed.read_text(encoding="utf-8").splitlines()
        return dict(line.split("\t") for line in lines)


class NoPdf:
    """A machine without LibreOffice."""

    def pdf(self, docx: bytes, *, title: str, language: str) -> bytes:
        raise NoRenderer

    def pages(self, docx: bytes, bookmarks: Sequence[str]) -> Mapping[str, int]:
        raise NoRenderer

    def convert(self, data: bytes, *, source: str, target: str) -> bytes:
        raise NoRenderer
