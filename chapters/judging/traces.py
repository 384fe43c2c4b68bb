"""What was seen of each mark in a text that somebody decided on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chapters.judging.signs import Sign, shown
from chapters.judging.walking import DELETED, DROPPED, Names
from chapters.oxml.marks import Mark

__all__ = ["BRINGS", "TAKES", "Trace", "Traces", "look"]

BRINGS = frozenset({"ins", "to", "pins", "pto", "rins", "cins"})
TAKES = frozenset({"del", "from", "pdel", "pfrom", "rdel", "cdel"})


@dataclass(slots=True)
class Trace:
    """How many signs of one mark are plain now, marked still, gone with it, and edited away.

    Only of those that stand in no other mark, where there are any (`alone`). `written`: somebody
    wrote inside it. `words` stand in its place. `left` are the names of its marks now. `consumed`:
    what is gone of it is what one inserts and another deletes, which says of neither what became.
    """

    mark: Mark
    alone: bool = False
    plain: int = 0
    open: int = 0
    gone: int = 0
    cut: int = 0
    written: bool = False
    words: str | None = None
    left: set[str] = field(default_factory=set)
    consumed: bool = False

    @property
    def edited(self) -> bool:
        """Whether somebody wrote inside it, or took out a piece."""
        return self.written or bool(self.cut and (self.plain or self.open))


Traces = Mapping[str, Trace]


def look(
    sent: Sequence[Sign], now: Sequence[Sign], found: Sequence[int], names: Names, traces: Traces
) -> None:
    """Note for each mark of a story what became of its signs; `found` is the way through them."""
    inside = [(sign, at) for sign, at in zip(sent, found, strict=True) if sign.marks]
    for sign, _ in inside:
        if len(sign.marks) == 1:
            traces[sign.marks[0]].alone = True
    for sign, at in inside:
        _look_at(sign, now[at] if at >= 0 else None, at, names, traces)
    for cluster in _clusters(sent, now, found):
        cluster.judge(names, traces)


def _look_at(sign: Sign, now: Sign | None, at: int, names: Names, traces: Traces) -> None:
    tags = {names.now[mark]: mark for mark in now.marks} if now is not None else {}
    for name in sign.marks:
        trace = traces[name]
        still = tags.get(names.sent[name])
        if still is not None:
            trace.left.add(still)
        if trace.alone and len(sign.marks) > 1:
            continue
        trace.open += still is not None
        trace.plain += now is not None and still is None
        trace.gone += at == DROPPED
        trace.cut += at == DELETED


@dataclass(slots=True)
class _Cluster:
    """Changes side by side: all that stands between two signs outside marks that are as they were.

    `now` are the signs there now, each with the sign that it was, none where somebody wrote it.
    """

    sent: list[tuple[Sign, int]] = field(default_factory=list)
    now: list[tuple[Sign, Sign | None]] = field(default_factory=list)

    def judge(self, names: Names, traces: Traces) -> None:
        """Note who was written into, and other words in the place of an insertion."""
        written = any(was is None for _, was in self.now)
        if not written and not any(at == DELETED for _, at in self.sent):
            return
        for name in self._written_into():
            traces[name].written = True
        self._still_marked(names, traces)
        if all(sign.marks for sign, _ in self.sent):  # else nobody can say in whose place it is
            self._reword(traces)

    def _still_marked(self, names: Names, traces: Traces) -> None:
        """Count what is marked and was not sent as a piece of the equal mark beside it."""
        here = {names.sent[name]: name for sign, _ in self.sent for name in sign.marks}
        for sign, was in self.now:
            for mark in sign.marks if was is None else ():
                if names.now[mark] in here:
                    traces[here[names.now[mark]]].left.add(mark)

    def _written_into(self) -> Iterator[str]:
        """The marks of which something stands before and after what somebody wrote."""
        before: set[str] = set()
        inside: set[str] = set()
        for _, was in self.now:
            if was is None:
                inside = set(before)
            else:
                yield from inside & {*was.marks}
                inside, before = set(), {*was.marks}

    def _reword(self, traces: Traces) -> None:
        here = {name for sign, _ in self.sent for name in sign.marks}
        brought = [name for name in here if traces[name].mark.code in BRINGS]
        restored = any(
            was is not None and not now.marks and _taken(was, traces) for now, was in self.now
        )
        if len(brought) != 1 or restored or traces[brought[0]].mark.code != "ins":
            return
        text = shown(
            "".join(x.text for x, was in self.now if was is None or not _taken(was, traces))
        )
        if text.strip() and "\n" not in text:
            traces[brought[0]].words = text


def _taken(sign: Sign, traces: Traces) -> bool:
    return any(traces[name].mark.code in TAKES for name in sign.marks)


def _clusters(
    sent: Sequence[Sign], now: Sequence[Sign], found: Sequence[int]
) -> Iterator[_Cluster]:
    cluster, seen = _Cluster(), 0
    for sign, at in zip(sent, found, strict=True):
        if at >= 0:
            if at > seen:
                cluster.now += [(one, None) for one in now[seen:at]]
            seen = at + 1
            if not sign.marks:
                if cluster.sent or cluster.now:
                    yield cluster
                    cluster = _Cluster()
                continue
            cluster.now.append((now[at], sign))
        cluster.sent.append((sign, at))
    cluster.now += [(one, None) for one in now[seen:]]
    if cluster.sent or cluster.now:
        yield cluster
