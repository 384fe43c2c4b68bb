"""An edition: gathered, rendered, written into a folder of its own, and announced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from chapters import accept_all, compare, read_revisions, renumber, resolve
from flows.parts import Parts
from flows.rendering.edition import Rendered, render_edition
from flows.steps.describing import contents_of
from flows.steps.folders import plain_name, write_folder
from flows.steps.gathering import comments_sent, opening_of, work_of
from flows.steps.queueing import queue
from flows.steps.reports import bounced_addresses
from flows.steps.settling import Settled, combined_for_accepted, text_of
from flows.steps.weighing import Weighed, weigh
from review.amendments import SECRETARIAT
from review.closings import announcement, closing
from review.decisions import Decision, Proposal, effective
from review.editions import (
    Edition,
    EditionKind,
    Line,
    addendum_lines,
    corrected_lines,
    edition_number,
    lines,
)
from review.errors import NotAllowed
from review.events import Event, What
from review.gates import Ready, Waiting, Work, gate, gate_chapters
from review.letters import Attachment, reached
from review.publications import Chapter, ChapterId, Sha256
from review.records import Counts, answers, count
from review.remarks import in_force
from review.rounds import Open, Opening, Round, RoundId
from review.states import published
from storage import UnitOfWork

__all__ = [
    "Correction",
    "Published",
    "Standing",
    "folder_of",
    "keep_correction",
    "publish",
    "stand",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a corrigendum replaces: a chapter's number → the SHA-256 of its new bytes; and why."""

    chapters: Mapping[str, str]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """An edition that is out: its number, its folder, its files, and what a person should know."""

    number: str
    kind: str
    folder: str
    files: tuple[str, ...]
    lines: tuple[Line, ...]
    notices: tuple[str, ...]
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What publishing now would mean: what the gate says, and the chapters of an addendum or a
    corrigendum where an edition of the round is out already.
    """

    gate: Ready | Waiting
    number: str
    kind: EditionKind
    lines: tuple[Line, ...]
    undecided: tuple[int, ...]

    @property
    def adds(self) -> bool:
        """Whether it is an addition to an edition that is out, or a correction of it."""
        return self.kind is not EditionKind.FULL


def stand(parts: Parts, round_id: RoundId, correction: Correction | None = None) -> Standing:
    """How the next edition of a round stands. Raises `NotAllowed` where there is nothing new."""
    with parts.storage.unit_of_work() as work:
        opening, done = opening_of(work, round_id), work_of(work, round_id)
        return _standing(parts, work, opening, done, correction)


def check_merged(parts: Parts, round_id: RoundId, settled: Iterable[Settled]) -> None:
    """Nothing where every chapter of the next edition says what was decided; raises `NotAllowed`
    with the reason where one could not be merged, as where two accepted changes contradict.
    """
    problems = {one.number: one.problem for one in settled if one.problem}
    if not problems:
        return
    numbers = {line.number for line in stand(parts, round_id).lines}
    said = [text.rstrip(".") for number, text in problems.items() if number in numbers]
    if said:
        raise NotAllowed("publish", f"round {round_id}", "; ".join(said))


def keep_correction(parts: Parts, files: Mapping[str, bytes], reason: str) -> Correction:
    """Store the new files of chapters, by number, for a corrigendum.

    Raises `NotAllowed` for one that still holds tracked changes: which of them are right is not
    for this program to say.
    """
    for number, data in files.items():
        marks = len(read_revisions(data))
        if marks:
            why = f"its file still holds {marks} tracked changes: accept or reject them first"
            raise NotAllowed("correct", f"chapter {number}", why)
    kept = {number: parts.storage.files.put(data) for number, data in files.items()}
    return Correction(chapters=kept, reason=reason)


def publish(parts: Parts, round_id: RoundId, correction: Correction | None = None) -> Published:
    """Make the next edition of a round: the guide, an addendum with what was released since, or a
    corrigendum with the chapters of `correction`.

    Everything is rendered before anything is written; the folder appears whole or not at all, and
    the edition, the letters and the round's state are one transaction.
    """
    with parts.storage.unit_of_work() as work:
        opening, done = opening_of(work, round_id), work_of(work, round_id)
        standing = _standing(parts, work, opening, done, correction)
        partners = work.partners.all()
        editions = work.editions.of_round(round_id)
        bounced = bounced_addresses(work, round_id)
    now = parts.now()
    sent: dict[str, bool] = {a.id: reached(a, done.letters, bounced) for a in opening.assignments}
    full = standing.kind is EditionKind.FULL
    corrects = standing.kind is EditionKind.CORRIGENDUM
    contents = contents_of(
        opening,
        Work() if corrects else done,
        standing.lines,
        partners=partners,
        number=standing.number,
        kind=standing.kind,
        answers=answers(opening, done, reached=sent, now=now) if full else (),
        counts=count(opening, done) if full else _NOTHING,
        adds_to=editions[0].number if editions else "",
        now=now,
        asked={} if corrects else comments_sent(parts, opening.chapters),
    )
    drafts = {x.number: parts.storage.files.get(x.draft) for x in standing.lines if x.draft}
    names = {c.number: c.file for c in opening.chapters}
    rendered = render_edition(contents, drafts, parts.renderer, file_names=names)
    files = {path: parts.storage.files.put(data) for path, data in rendered.files.items()}
    edition = Edition(
        number=standing.number,
        round=round_id,
        kind=standing.kind,
        published_at=now,
        lines=standing.lines,
        adds_to=editions[0].number if editions else None,
        files=files,
    )
    marked = _chapter_files(parts, opening, standing.lines) if full else []
    # A folder that is there was left by a run that died; nobody was told of it.
    folder = write_folder(folder_of(parts, opening.round, edition), rendered.files)
    _keep(parts, opening, edition, folder, marked, reached=sent)
    return _said(edition, folder, rendered)


_NOTHING = Counts(letters=0, reminders=0, returns=0, revisions=0, decisions=0, comments=0)


def _standing(
    parts: Parts, work: UnitOfWork, opening: Opening, done: Work, correction: Correction | None
) -> Standing:
    editions = work.editions.of_round(opening.round.id)
    existing = _of_publication(work, opening)
    if correction is not None:
        drafts = {number: Sha256(sha256) for number, sha256 in correction.chapters.items()}
        new = corrected_lines(opening, editions, drafts, reason=correction.reason)
        return _following(EditionKind.CORRIGENDUM, existing, editions, new)
    if editions:
        added = addendum_lines(opening, work.partners.all(), editions)
        if not added:
            why = f"edition {editions[-1].number} is out and nothing was released since"
            raise NotAllowed("publish", f"round {opening.round.id} again", why)
        return _following(EditionKind.ADDENDUM, existing, editions, added)
    chapters = gate_chapters(opening, done, now=parts.now())
    says = gate(chapters, Open.WAIT)
    ready = says.instead if isinstance(says, Waiting) else says
    numbers = {p.id: p.number for p in done.proposals}
    return Standing(
        gate=says,
        number=edition_number(existing, EditionKind.FULL),
        kind=EditionKind.FULL,
        lines=lines(opening, chapters),
        undecided=tuple(numbers[p] for p in ready.deferred),
    )


def _following(
    kind: EditionKind,
    existing: Sequence[Edition],
    editions: Sequence[Edition],
    new: tuple[Line, ...],
) -> Standing:
    """An edition that adds to, or corrects, the first one of its round."""
    return Standing(
        gate=Ready(),
        number=edition_number(existing, kind, to=editions[0].number),
        kind=kind,
        lines=new,
        undecided=(),
    )


def _of_publication(work: UnitOfWork, opening: Opening) -> list[Edition]:
    """The editions of the same publication, of all rounds, in the order in which they came."""
    rounds = {r.id for r in work.rounds.all() if r.publication == opening.round.publication}
    return [e for e in work.editions.all() if e.round in rounds]


def _chapter_files(parts: Parts, opening: Opening, done: Sequence[Line]) -> list[Attachment]:
    """Every chapter clean, and with everybody's changes marked, for the closing letters."""
    chapters: dict[ChapterId, Chapter] = {c.id: c for c in opening.chapters}
    made: list[Attachment] = []
    for line in done:
        if line.draft is None:
            continue
        stem = chapters[line.chapter].file.removesuffix(".docx")
        text = renumber(accept_all(parts.storage.files.get(line.draft), follow=True))
        clean = parts.storage.files.put(text)
        made.append(Attachment(name=f"{stem} - clean.docx", sha256=clean))
        weighed = weigh(parts, opening.round.id, line.chapter)
        if weighed.combined is not None:
            marked = parts.storage.files.put(_marked(parts, weighed))
            made.append(Attachment(name=f"{stem} - marked.docx", sha256=marked))
        if weighed.amendments:
            own = parts.storage.files.put(_own(parts, weighed))
            made.append(Attachment(name=f"{stem} - changes of the secretariat.docx", sha256=own))
    return made


def _marked(parts: Parts, weighed: Weighed) -> bytes:
    """The chapter with the changes that are in it still marked, so that everybody sees them."""
    if weighed.combined is None:
        raise NotAllowed("mark", f"chapter {weighed.chapter.number}", "nobody changed it")
    combined = combined_for_accepted(parts, weighed.combined, weighed)
    wanted = {
        (p.partner, r.id)
        for p in weighed.proposals
        for r in p.revisions
        if (d := weighed.decisions.get(p.id)) and d.outcome.value.startswith("accepted")
    }
    out = [
        revision
        for revision, origins in combined.origins.items()
        if not any(origin in wanted for origin in origins)
    ]
    return resolve(combined.data, reject=out)


def _own(parts: Parts, weighed: Weighed) -> bytes:
    """The chapter as it was decided, with the secretariat's own changes marked."""
    decided = text_of(parts, replace(weighed, amendments=())).data
    when = max(amendment.at for amendment in weighed.amendments)
    return compare(decided, text_of(parts, weighed).data, author=SECRETARIAT, when=when)


def folder_of(parts: Parts, published_in: Round, edition: Edition) -> Path:
    """Where an edition of a round lies."""
    named = f"{plain_name(published_in.publication)}, edition {edition.number}"
    return parts.settings.editions_folder / named


def _keep(
    parts: Parts,
    opening: Opening,
    edition: Edition,
    folder: Path,
    marked: Sequence[Attachment],
    *,
    reached: Mapping[str, bool],
) -> None:
    """The edition, the state of its round, and the letters about it, in one transaction."""
    now = parts.now()
    with parts.storage.unit_of_work() as work:
        done = work_of(work, opening.round.id)
        partners = work.partners.all()
        work.editions.add(edition)
        work.rounds.put(published(opening.round))
        work.events.add(
            Event(
                at=now,
                what=What.EDITION_PUBLISHED,
                about=f"edition:{edition.number}",
                round=opening.round.id,
                facts={"folder": str(folder), "kind": edition.kind.value},
            )
        )
        guide = _guide(edition, folder, largest=parts.settings.largest_letter)
        letters = announcement(opening, partners, edition, guide, now=now, new_id=parts.new_id)
        if edition.kind is EditionKind.FULL:
            decided = _decided(work, done, opening)
            letters = [
                *closing(
                    opening,
                    partners,
                    decided,
                    marked,
                    remarks=in_force(done.remarks, done.returns),
                    reached=reached,
                    now=now,
                    new_id=parts.new_id,
                ),
                *letters,
            ]
        queue(work, letters, now)
        work.commit()


def _guide(edition: Edition, folder: Path, *, largest: int) -> list[Attachment]:
    """What goes with the announcement: the PDF, or the Word file where there is none; nothing where
    that is more than `largest` bytes, since a mail server would send it back.
    """
    for name, more in (("guide.pdf", {"media_type": "application/pdf"}), ("guide.docx", {})):
        if name in edition.files and (folder / name).stat().st_size <= largest:
            return [Attachment(name=name, sha256=edition.files[name], **more)]
    return []


def _decided(
    work: UnitOfWork, done: Work, opening: Opening
) -> list[tuple[Proposal, Decision | None]]:
    taken = work.decisions.latest(opening.round.id)
    return [(p, taken.get(p.id)) for p in effective(done.proposals, done.returns)]


def _said(edition: Edition, folder: Path, rendered: Rendered) -> Published:
    return Published(
        number=edition.number,
        kind=edition.kind.value,
        folder=str(folder),
        files=tuple(sorted(edition.files)),
        lines=edition.lines,
        notices=tuple(dict.fromkeys(rendered.notices)),
        findings=tuple(dict.fromkeys(f.text for f in rendered.findings)),
    )
