"""What several returns want of one container, as one: shared wishes once, clashing ones listed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from chapters.combining.chains import Hand, owners
from chapters.combining.changes import Change, alike, changes_of, clusters, drawn_in, result
from chapters.combining.clashes import Clash, SideDraft, goes_along
from chapters.combining.ends import Kept, close_halves, keep_ends
from chapters.combining.following import Moved, bears, both, copied, follow, mover, plain
from chapters.combining.formats import Formats
from chapters.combining.repeating import said_twice
from chapters.combining.replacing import replaced
from chapters.combining.resettling import Standing, places, within
from chapters.combining.rows import TableMerger, moved_tables
from chapters.combining.sharing import Sharing
from chapters.combining.speaking import said_at, woven
from chapters.combining.things import wishes_at
from chapters.comparing.edits import Edits, Marks, Slot
from chapters.comparing.flow import Container, Mark, Paragraph, Piece
from chapters.oxml.ranges import OF_COMMENTS

__all__ = ["Merger"]


@dataclass(slots=True, eq=False)
class Merger:
    """Merges the edits of several returns; `names` are the reviewers by the returns' labels,
    `made` the labels whose own the marks are that others only pass on.
    """

    names: Mapping[str, str]
    made: Mapping[Hand, str] = field(default_factory=dict)
    sharing: Sharing = field(init=False)
    clashes: list[Clash] = field(default_factory=list)
    formats: Formats = field(init=False)
    _moved: list[Moved] = field(default_factory=list)
    _base: Container | None = None
    _known: dict[int, dict[int, list[Standing]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sharing = Sharing(self.names, self.made)
        self.formats = Formats(self.sharing)

    def container(self, base: Container, wishes: Mapping[str, Edits]) -> Edits:
        """One set of edits for all; the clashes are added to the list."""
        merged = Edits()
        known = len(self.clashes)
        outer, self._moved, self._base = (self._moved, self._base), [], base
        inserts = {label: edits.by_block() for label, edits in wishes.items()}
        for number, block in enumerate(base.blocks):
            if isinstance(block, Paragraph):
                here = {label: dict(one[number]) for label, one in inserts.items() if number in one}
                self._paragraph(merged, number, block, wishes, here)
            else:
                self._places(merged, (number, 0), _flows((number, 0), wishes))
                tables = {
                    label: edits.tables[number]
                    for label, edits in wishes.items()
                    if number in edits.tables
                }
                if tables:
                    movers = moved_tables(block, wishes)
                    merged.tables[number] = TableMerger(self).table(block, tables, movers)
        last = (len(base.blocks), 0)
        self._places(merged, last, _flows(last, wishes))
        self._settle(base, merged, wishes, known)
        merged.looks += self.formats.once(one for edits in wishes.values() for one in edits.looks)
        for edits in wishes.values():
            merged.kept_wraps |= edits.kept_wraps
        self._moved, self._base = outer
        return merged

    def _settle(
        self, base: Container, merged: Edits, wishes: Mapping[str, Edits], known: int
    ) -> None:
        """What can be said only when all that is wanted of a container is known; so many clashes
        were known before it, and have nothing to do with it.
        """
        follow(merged, self._moved)
        for kept in keep_ends(base, merged, self.names, self.sharing.joined):
            self._list(base, kept)
        for cause, new in close_halves(base, merged, self.names):
            for side in (side for clash in self.clashes for side in clash.sides):
                side.marks += [new] if cause in side.marks and new not in side.marks else []
        here = self.clashes[known:]
        for clash in here:
            clash.share()
        self.clashes += replaced(base, merged, wishes, here, self._places_of)
        self.clashes += said_twice(base, merged, wishes, here, tuple(self.names))

    def _list(self, base: Container, kept: Kept) -> None:
        """List the clash over the end of a paragraph, unless these clash there already."""
        near = [
            block.elements[-1]
            for block in base.blocks[kept.block : kept.block + 2]
            if isinstance(block, Paragraph)
        ]
        for clash in self.clashes:
            sides = {side.label: side for side in clash.sides if side.label in kept.marks}
            if clash.at in near and kept.label in sides and len(sides) > 1:
                for label, side in sides.items():
                    side.marks += kept.marks[label]
                clash.follows = False
                return
        drafts = [
            SideDraft(label, list(kept.marks[label]), kept.said[label])
            for label in self.names
            if label in kept.marks
        ]
        self.clashes.append(Clash(near[0], kept.base, drafts))

    def _paragraph(
        self,
        merged: Edits,
        number: int,
        block: Paragraph,
        wishes: Mapping[str, Edits],
        inserts: Mapping[str, dict[int, list[Piece]]],
    ) -> None:
        self._places(merged, (number, 0), _whole_paragraphs(inserts))
        size = len(block.text)
        last = self._base is not None and block is self._base.blocks[-1]
        behind = Edits()
        self._places(behind, (number, size), _behind(inserts, size) if last else {})
        changes: list[Change] = []
        for wish in self.formats.settled(block, list(wishes_at(number, wishes, inserts))):
            changes += changes_of(wish.label, block, wish.spans, wish.inserts)
            if wish.formats:
                merged.formats[number].extend(wish.formats)
        drawn_in(changes, block)
        known = len(self.clashes)
        for cluster in clusters(changes, block):
            self._cluster(merged, number, block, cluster, wishes)
        if behind.inserts:
            merged.inserts[number, size].extend(_ends_first(behind.inserts[number, size]))
        self._end(merged, number, self.clashes[known:])

    def _places_of(self, number: int, edits: Edits) -> list[Standing]:
        """Where a paragraph stands in a return that takes it away; read once for each return."""
        if self._base is None:
            return []
        if id(edits) not in self._known:
            self._known[id(edits)] = places(self._base, edits)
        return self._known[id(edits)].get(number, [])

    def _end(self, merged: Edits, number: int, clashes: Sequence[Clash]) -> None:
        """Words that go for several reasons (an end that one joins to the next paragraph, and
        another deletes with its words) go under all their names.
        """
        spans = merged.deletes.get(number, [])
        ordered = sorted(spans, key=lambda span: (span.start, span.end))
        if all(one.end <= other.start for one, other in pairwise(ordered)):
            return
        cuts = sorted({place for span in spans for place in (span.start, span.end)})
        joined: dict[tuple[Mark, ...], Mark] = {}
        apart: list[tuple[int, int, tuple[Mark, ...]]] = []
        for start, end in pairwise(cuts):
            here = tuple(span.marks[0] for span in spans if span.start <= start < span.end)
            if len(here) > 1 and here not in joined:
                sharers = {one.label: one for mark in here for one in mark.sharers}
                in_order = [(label, sharers[label]) for label in self.names if label in sharers]
                joined[here] = plain(self.sharing.joined(in_order))
            if here:
                apart.append((start, end, (joined[here],) if len(here) > 1 else here))
        merged.deletes[number] = []
        for start, end, marks in apart:
            merged.delete(number, start, end, marks)
        for side in (side for clash in clashes for side in clash.sides):
            side.marks += [new for old, new in joined.items() if set(old) & set(side.marks)]

    def _cluster(
        self,
        merged: Edits,
        number: int,
        block: Paragraph,
        cluster: list[Change],
        wishes: Mapping[str, Edits],
    ) -> None:
        start = min(change.start for change in cluster)
        end = max(change.end for change in cluster)
        labels = list(dict.fromkeys(change.label for change in cluster))
        by_label = {label: [one for one in cluster if one.label == label] for label in labels}
        wanted = {label: result(block, start, end, by_label[label]) for label in labels}
        movers, standings = self._movers(number, cluster if len(labels) > 1 else (), wishes)
        if len({(wanted[one].signature, str(standings.get(one, []))) for one in labels}) == 1:
            self._shared(merged, number, by_label)
            return
        marks: dict[str, list[Mark]] = defaultdict(list)
        there = {one for several in standings.values() for one in several}
        moved = Moved(number, block, movers, [], there, self.names, marks)
        all_of = [self.sharing.united(same) for same in alike(cluster, movers, block)]
        if there:
            moved.changes = [one for one in all_of if one.label not in movers and bears(one)]
            self._moved.append(moved)
        self._spans(merged, number, all_of, marks, whole=not moved.parted)
        gone = [
            (copied(one.spans[0].marks[0], self.names[label]), one) for label, one in movers.items()
        ]
        for change in all_of:
            taken = gone if change in moved.changes else []
            self._inserts(merged, number, [change], marks, taken)
        for mark, _ in gone:
            marks[mark.label].append(mark)
        base = result(block, start, end, [])
        said = {label: one.text for label, one in wanted.items()}
        if len(set(said.values())) < len({one.signature for one in wanted.values()}):
            said = {label: one.linked() for label, one in wanted.items()}
        own = owners(
            self.sharing.made, [(one.label, mark) for one in cluster for mark in one.marks()]
        )
        sides = [
            SideDraft(label, marks[label], said_at(standings.get(label), base, said[label]))
            for label in (own if len(own) > 1 else labels)
        ]
        follows = goes_along(moved, all_of)
        self.clashes.append(Clash(block.elements[-1], base.text, sides, follows=follows))

    def _movers(
        self, number: int, cluster: Sequence[Change], wishes: Mapping[str, Edits]
    ) -> tuple[dict[str, Change], dict[str, list[Standing]]]:
        """Which returns take a paragraph away because they have its words elsewhere, and where."""
        movers: dict[str, Change] = {}
        standings: dict[str, list[Standing]] = {}
        for one in cluster:
            here = self._places_of(number, wishes[one.label]) if one.spans else []
            here = [place for place in here if _covers(one, place)]
            if mover(one) or here:
                movers[one.label] = both(movers.get(one.label), one)
                standings[one.label] = [*standings.get(one.label, []), *here]
        return movers, standings

    def _shared(self, merged: Edits, number: int, changes: Mapping[str, list[Change]]) -> None:
        """The same change by one or several: written once, with all their names."""
        labels = list(changes)
        first = changes[labels[0]]
        sharers = {
            label: tuple(mark for change in changes[label] for mark in change.marks())
            for label in labels
        }
        new = self.sharing.renamer(sharers if len(labels) > 1 else {})
        for change in first:
            for span in change.spans:
                marks = tuple(new(mark, change.label) for mark in span.marks)
                merged.delete(number, span.start, span.end, marks)
            for offset, pieces in change.inserts:
                merged.inserts[number, offset].extend(
                    piece.under(tuple(new(mark, change.label) for mark in piece.marks))
                    for piece in pieces
                    if len(labels) == 1 or not _is_struck(piece)
                )
        for label in labels[1:]:
            for change in changes[label]:
                for offset, pieces in change.inserts:
                    own = merged.inserts[number, offset]
                    marks = own[-1].marks if own else ()
                    if pins := _pins(pieces, marks):
                        merged.inserts[number, offset].extend(pins)

    def _spans(
        self,
        merged: Edits,
        number: int,
        cluster: Sequence[Change],
        marks: dict[str, list[Mark]],
        *,
        whole: bool,
    ) -> None:
        """Words that several want gone, each stretch under the names of those who do.

        `whole` says whether a move among them stays one: its halves must be decided together.
        """
        spans = [(change.label, span) for change in cluster for span in change.spans]
        cuts = sorted({place for _, span in spans for place in (span.start, span.end)})
        made: dict[tuple[int, ...], Mark] = {}
        for start, end in pairwise(cuts):
            here = [(label, span) for label, span in spans if span.start <= start < span.end]
            if not here:
                continue
            key = tuple(id(mark) for _, span in here for mark in span.marks)
            if key not in made:
                made[key] = self.sharing.joined([(label, span.marks[0]) for label, span in here])
                if len(here) > 1 or not whole:
                    plain(made[key])
            for label, _ in here:
                if made[key] not in marks[label]:
                    marks[label].append(made[key])
            merged.delete(number, start, end, (made[key],))

    def _inserts(
        self,
        merged: Edits,
        number: int,
        changes: Sequence[Change],
        marks: dict[str, list[Mark]],
        gone: Sequence[tuple[Mark, Change]],
    ) -> None:
        """Words that come; `gone` are those who take them away again, and their marks for it."""
        for change in changes:
            new = self.sharing.renamer({})
            for offset, pieces in change.inserts:
                taken = [mark for mark, one in gone if within(offset, one.start, one.end)]
                for piece in pieces:
                    own = tuple(new(mark, change.label) for mark in piece.marks)
                    marks[change.label].extend(one for one in own if one not in marks[change.label])
                    merged.inserts[number, offset].append(
                        piece.under((*own, *taken) if own else ())
                    )

    def _places(self, merged: Edits, slot: Slot, flows: Mapping[str, list[Piece]]) -> None:
        """Whole paragraphs and tables put at one place: equal ones once, others in order."""
        renamers: dict[tuple[str, ...], Callable[[Mark, str], Mark]] = {}
        for same in woven(flows):
            labels = tuple(same)
            if labels not in renamers:
                sharers = {
                    label: tuple(mark for piece in flows[label] for mark in piece.marks)
                    for label in labels
                }
                renamers[labels] = self.sharing.renamer(sharers if len(labels) > 1 else {})
            new = renamers[labels]
            for piece in same[labels[0]]:
                if len(labels) > 1 and _is_struck(piece):
                    continue
                marks = tuple(new(mark, labels[0]) for mark in piece.marks)
                merged.inserts[slot].append(piece.under(marks))
            for label in labels[1:]:
                pins = _pins(same[label], marks)
                end = merged.inserts[slot].pop() if pins else None
                merged.inserts[slot].extend(pins)
                if end is not None:
                    merged.inserts[slot].append(end)


def _is_struck(piece: Piece) -> bool:
    """Whether these are words that one wrote and struck again: nobody else's."""
    return piece.role == "text" and any(mark.removes for mark in piece.marks)


def _pins(pieces: Sequence[Piece], marks: Marks) -> list[Piece]:
    """What is kept of pieces that are written already: what is not marked, and comments, under the
    marks of what is written.
    """
    return [
        piece.under(marks) if piece.marks else piece
        for piece in pieces
        if not piece.marks or (piece.role == "pin" and piece.nodes[0][1].tag in OF_COMMENTS)
    ]


def _covers(change: Change, place: Standing) -> bool:
    """Whether it is this change that takes away what stands at a new place."""
    return any(span.start < place.end and place.start < span.end for span in change.spans)


def _flows(slot: Slot, wishes: Mapping[str, Edits]) -> dict[str, list[Piece]]:
    """What is put at a place, by return."""
    return {label: edits.inserts[slot] for label, edits in wishes.items() if slot in edits.inserts}


def _whole_paragraphs(inserts: Mapping[str, dict[int, list[Piece]]]) -> dict[str, list[Piece]]:
    """Take the whole paragraphs and tables before a paragraph out of what is put into it."""
    found: dict[str, list[Piece]] = {}
    for label, comes in inserts.items():
        pieces = comes.get(0, [])
        ends = [n for n, piece in enumerate(pieces, 1) if piece.role in ("end", "table")]
        if ends:
            found[label] = pieces[: ends[-1]]
            comes[0] = pieces[ends[-1] :]
            if not comes[0]:
                del comes[0]
    return found


def _behind(inserts: Mapping[str, dict[int, list[Piece]]], at: int) -> dict[str, list[Piece]]:
    """Take the paragraphs behind the last one out of what is put into it, each before its end: they
    are written with the end before them (`settling`), and come behind all words of the last one.
    """
    found: dict[str, list[Piece]] = {}
    for label, comes in inserts.items():
        pieces = comes.get(at, [])
        ends = [n for n, piece in enumerate(pieces) if piece.role == "end"]
        if not ends or any(piece.role == "table" for piece in pieces):
            continue
        for start, stop in pairwise([*ends, len(pieces)]):
            found.setdefault(label, []).extend([*pieces[start + 1 : stop], pieces[start]])
        comes[at] = pieces[: ends[0]]
        if not comes[at]:
            del comes[at]
    return found


def _ends_first(pieces: Sequence[Piece]) -> list[Piece]:
    """Paragraphs, the end of each put before it again."""
    ends = [n for n, piece in enumerate(pieces) if piece.role == "end"]
    parts = [(-1, ends[0]), *pairwise(ends)]
    return [one for start, stop in parts for one in (pieces[stop], *pieces[start + 1 : stop])]
