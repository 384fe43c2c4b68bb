"""Accept and reject, applied to bytes."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from chapters.errors import Contradiction, NotSupported
from chapters.identity import check_id, file_sign
from chapters.marked import MarkedPart, marked_parts
from chapters.oxml.attachments import drop_lost
from chapters.oxml.marks import Mark, continued, find_marks, renumber
from chapters.oxml.moves import MOVING, drop_move_ranges
from chapters.oxml.ranges import Loss
from chapters.oxml.rewording import CAN_BE_REWORDED
from chapters.oxml.rewording import reword as put_words
from chapters.oxml.settling import settle, sweep
from chapters.package import Package
from chapters.revisions import RevisionId

__all__ = ["accept_all", "reject_all", "resolve"]


def accept_all(data: bytes, *, follow: bool = False) -> bytes:
    """The file with every tracked change accepted; parts that hold none stay as they are.

    With `follow`, bookmarks go where their words go: see `resolve`.
    """
    return _resolve_all(data, accept=True, follow=follow)


def reject_all(data: bytes) -> bytes:
    """The file with every tracked change rejected; parts that hold none stay as they are."""
    return _resolve_all(data, accept=False)


def _resolve_all(data: bytes, *, accept: bool, follow: bool = False) -> bytes:
    package = Package.open(data)
    losses: list[tuple[str, Loss]] = []
    for part in marked_parts(package):
        decided = dict.fromkeys(part.marks.values(), accept)
        loss = settle(part.root, decided, part.vacant, signed=part.is_signed, follow=follow)
        if sweep(part.root, loss) or part.marks or part.vacant:
            package.changed(part.name)
            losses.append((part.name, loss))
    for name, loss in losses:
        drop_lost(package, name, loss)
    return package.save()


def resolve(
    data: bytes,
    *,
    accept: Collection[RevisionId] = (),
    reject: Collection[RevisionId] = (),
    reword: Mapping[RevisionId, str] | None = None,
    follow: bool = False,
) -> bytes:
    """The file with some tracked changes accepted, rejected or accepted with other words; the rest
    stays marked.

    Half of a move resolves both halves. An id that this file had and that went with something
    around it is ignored. With `follow`, a bookmark whose words go at one place and come at another
    goes there with them, which only a call that decides on both places can see: without it the
    result is the same in whatever calls the decisions are taken.

    Raises `UnknownRevision` for an id that never was, `Contradiction` where one change is both
    accepted and rejected, `NotSupported` for other words where there are none.
    """
    package = Package.open(data)
    words = dict(reword or {})
    wanted = {**dict.fromkeys([*accept, *words], True), **dict.fromkeys(reject, False)}
    for revision in {*accept, *words} & {*reject}:
        raise Contradiction(revision)
    parts = list(marked_parts(package))
    _check_known(package, parts, wanted)
    losses = [
        (part.name, _resolve_part(package, part, _decisions(part, wanted), words, follow=follow))
        for part in parts
    ]
    for name, loss in losses:
        drop_lost(package, name, loss)
    return package.save()


def _check_known(
    package: Package, parts: list[MarkedPart], wanted: Mapping[RevisionId, bool]
) -> None:
    known = {revision for part in parts for revision in part.marks}
    sign = file_sign(package)
    for revision in wanted:
        if revision not in known:
            check_id(revision, sign)


def _decisions(part: MarkedPart, wanted: Mapping[RevisionId, bool]) -> dict[Mark, bool]:
    """The marks to settle in document order, with the other halves of moves."""
    moves: dict[str, bool] = {}
    for revision, accept in wanted.items():
        mark = part.marks.get(revision)
        if (
            mark is not None
            and mark.move is not None
            and moves.setdefault(mark.move, accept) != accept
        ):
            raise Contradiction(revision)
    decided: dict[Mark, bool] = {}
    for name, mark in part.marks.items():
        if mark.move in moves:
            decided[mark] = moves[mark.move]
        elif name in wanted:
            decided[mark] = wanted[RevisionId(name)]
    return decided


def _resolve_part(
    package: Package,
    part: MarkedPart,
    decided: dict[Mark, bool],
    words: Mapping[RevisionId, str],
    *,
    follow: bool,
) -> Loss:
    if not decided:
        return Loss()
    for revision, text in words.items():
        if revision in part.marks:
            _reword(part, RevisionId(revision), text)
    loss = settle(part.root, decided, part.vacant, signed=part.is_signed, follow=follow)
    _keep_names(part, decided, loss)
    package.changed(part.name)
    return loss


def _reword(part: MarkedPart, revision: RevisionId, text: str) -> None:
    mark = part.marks[revision]
    if mark.code == "from":
        mark = next(
            (one for one in part.marks.values() if one.code == "to" and one.move == mark.move), mark
        )
    if mark.code not in CAN_BE_REWORDED:
        raise NotSupported("Other words can be given only for inserted, moved or deleted words.")
    put_words(mark, text)


def _keep_names(part: MarkedPart, decided: dict[Mark, bool], loss: Loss) -> None:
    """Make the marks that stay readable under the ids that they had."""
    left = {
        id(element)
        for mark in find_marks(part.root)
        if not mark.vacant
        for element in mark.elements
    }
    staying = [mark for mark in part.marks.values() if mark not in decided]
    for mark in staying:
        mark.elements = [element for element in mark.elements if id(element) in left]
    staying = [mark for mark in staying if mark.elements]
    if not staying:
        sweep(part.root, loss)
        return
    drop_move_ranges(part.root, staying)
    own = {id(element): mark for mark in staying for element in mark.elements}
    for mark in staying:
        before = continued(mark)
        apart = before is not None and own.get(id(before)) is not mark
        renumber(mark, apart=apart, alone=mark.code in MOVING and mark.move is None)
