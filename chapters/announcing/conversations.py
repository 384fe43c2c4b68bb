"""What became of our own comments in a return: answered, deleted, edited, settled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from chapters.comments import Comment, read_comments
from chapters.findings import Finding
from chapters.oxml.namespaces import W
from chapters.package import Package

__all__ = ["talked"]

_DELETIONS = (f"{W}del", f"{W}moveFrom")


def talked(base: bytes, returned: bytes) -> Iterator[Finding]:
    """What a return says of the comments that were sent; they stay in our record as they were."""
    sent = read_comments(base)
    if not sent:
        return
    theirs = read_comments(returned)
    deleted = _deleted(returned)
    left = [one for one in theirs if _look(one) not in {_look(mine) for mine in sent}]
    above = {one.id: one.parent for one in theirs}
    for mine in sent:
        now = next((one for one in theirs if _look(one) == _look(mine)), None)
        asked = now or next((one for one in left if _edits(one, mine)), None)
        for one in left:
            if one is not asked and _answers(one, mine, asked, above):
                text = f"Our comment “{mine.text}” is answered: “{one.text}”"
                yield _finding("comment-answered", mine, text)
        if now is None:
            yield _gone(mine, asked)
        elif now.id in deleted:
            by = deleted[now.id] or "somebody"
            yield _finding("comment-gone", mine, f"Our comment “{mine.text}” was deleted by {by}.")
        elif now.resolved and not mine.resolved:
            text = f"The partner thinks that our comment “{mine.text}” is settled."
            yield _finding("comment-resolved", mine, text)


def _gone(mine: Comment, now: Comment | None) -> Finding:
    if now is None:
        return _finding("comment-gone", mine, f"Our comment “{mine.text}” is not in the return.")
    text = f"Our comment “{mine.text}” was changed to “{now.text}”."
    return _finding("comment-edited", mine, text)


def _finding(code: str, comment: Comment, text: str) -> Finding:
    return Finding(code=code, where=str(comment.place), text=text)


def _look(comment: Comment) -> tuple[str, str]:
    return comment.author, comment.text


def _edits(one: Comment, mine: Comment) -> bool:
    """Whether a comment is one of ours with other words: by us, and on the same words."""
    return one.author == mine.author and (one.quoted == mine.quoted or one.time == mine.time)


def _answers(
    one: Comment, mine: Comment, asked: Comment | None, above: Mapping[str, str | None]
) -> bool:
    """Whether a comment answers ours: it is in the thread below it (`asked`, as the return has it),
    or a comment of its own about the very same words.
    """
    if one.parent is None:
        return bool(mine.quoted) and (one.quoted, one.place) == (mine.quoted, mine.place)
    thread: list[str] = []
    up: str | None = one.parent
    while up is not None and up not in thread:
        thread.append(up)
        up = above.get(up)
    return asked is not None and asked.id in thread


def _deleted(data: bytes) -> dict[str, str]:
    """The comments whose reference somebody deleted with tracking on, and who."""
    package = Package.open(data)
    return {
        node.get(f"{W}id", ""): mark.get(f"{W}author", "")
        for node in package.tree(package.main).iter(f"{W}commentReference")
        for mark in node.iterancestors(*_DELETIONS)
    }
