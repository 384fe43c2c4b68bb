"""Word comments and their threads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from chapters.oxml.dates import aware_time
from chapters.oxml.namespaces import W14, W15, W
from chapters.oxml.tracked_words import words_between
from chapters.oxml.words import words
from chapters.package import Package
from chapters.values import Comment, Place
from chapters.whereabouts import Whereabouts

__all__ = ["Comment", "read_comments"]

_ID, _P = f"{W}id", f"{W}p"
_START, _END = f"{W}commentRangeStart", f"{W}commentRangeEnd"
_REFERENCE = f"{W}commentReference"
_ON = frozenset({"1", "true", "on"})


@dataclass(slots=True)
class _Anchor:
    """What a text says about one comment: its range and its reference, each may be missing.

    `closed` says whether the end of the range stands behind its start.
    """

    part: str
    start: etree._Element | None = None
    end: etree._Element | None = None
    reference: etree._Element | None = None
    order: int = 0
    closed: bool = False

    @property
    def at(self) -> etree._Element | None:
        return next((x for x in (self.start, self.reference, self.end) if x is not None), None)


@dataclass(slots=True)
class _Threads:
    """Who answers whom and what is settled, by paragraph id (`commentsExtended`)."""

    above: dict[str, str] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)


def read_comments(data: bytes) -> list[Comment]:
    """The comments of a Word file in document order, replies after what they answer."""
    package = Package.open(data)
    homes = [package.main, *package.related(package.main, "glossaryDocument")]
    listed = [(home, name) for home in homes for name in package.related(home, "comments")]
    if not any(len(package.tree(name)) for _, name in listed):
        return []
    whereabouts = Whereabouts(package)
    return [
        comment
        for home, name in listed
        for comment in _in_threads(list(_read(package, home, name, whereabouts)))
    ]


def _read(package: Package, home: str, name: str, whereabouts: Whereabouts) -> Iterator[Comment]:
    anchors = _anchors(package, home)
    threads = _threads(package, home)
    nodes = list(package.tree(name).iterchildren(f"{W}comment"))
    nodes.sort(key=lambda node: anchors[_id(node)].order if _id(node) in anchors else len(anchors))
    names = {_last_paragraph(node): _id(node) for node in nodes if _last_paragraph(node)}
    flat = {} if threads.above or threads.done else _answers_by_place(nodes, anchors)
    for node in nodes:
        key = _last_paragraph(node)
        anchor = anchors.get(_id(node), _Anchor(home))
        yield Comment(
            id=_id(node),
            author=node.get(f"{W}author", ""),
            time=aware_time(node.get(f"{W}date")),
            text="\n".join(words(one) for one in node.iter(_P)).strip(),
            quoted=_quoted(anchor),
            place=_place(anchor, whereabouts),
            parent=names.get(threads.above.get(key, "")) or flat.get(_id(node)),
            resolved=key in threads.done,
        )


def _id(node: etree._Element) -> str:
    return node.get(_ID, "")


def _last_paragraph(comment: etree._Element) -> str:
    """The id of a comment's last paragraph, by which threads know it; may be empty."""
    paragraphs = list(comment.iter(_P))
    return paragraphs[-1].get(f"{W14}paraId", "").upper() if paragraphs else ""


def _anchors(package: Package, home: str) -> dict[str, _Anchor]:
    anchors: dict[str, _Anchor] = {}
    notes = [one for kind in ("footnotes", "endnotes") for one in package.related(home, kind)]
    for part in [home, *notes]:
        for element in package.tree(part).iter(_START, _END, _REFERENCE):
            anchor = anchors.setdefault(_id(element), _Anchor(part, order=len(anchors)))
            if element.tag == _START:
                anchor.start = element
                anchor.closed = False
            elif element.tag == _END:
                anchor.end = element
                anchor.closed = anchor.start is not None
            else:
                anchor.reference = element
                anchor.closed |= anchor.start is not None and anchor.end is None
    return anchors


def _threads(package: Package, home: str) -> _Threads:
    found = _Threads()
    for name in package.related(home, "commentsExtended"):
        for entry in package.tree(name):
            key = entry.get(f"{W15}paraId", "").upper()
            above = entry.get(f"{W15}paraIdParent", "").upper()
            if above:
                found.above[key] = above
            if entry.get(f"{W15}done") in _ON:
                found.done.add(key)
    return found


def _answers_by_place(nodes: list[etree._Element], anchors: dict[str, _Anchor]) -> dict[str, str]:
    """Comments without a range, directly behind another's reference: what is left of a thread
    where a program (LibreOffice 7.4) has dropped the links.
    """
    owners = {anchor.reference: name for name, anchor in anchors.items()}
    answers: dict[str, str] = {}
    for node in nodes:
        anchor = anchors.get(_id(node))
        if anchor is None or anchor.start is not None or anchor.reference is None:
            continue
        before = _reference_before(anchor.reference)
        if before in owners and before is not None:
            head = owners[before]
            answers[_id(node)] = answers.get(head, head)
    return answers


def _reference_before(reference: etree._Element) -> etree._Element | None:
    run = reference.getparent()
    before = None if run is None else run.getprevious()
    return None if before is None else before.find(_REFERENCE)


def _quoted(anchor: _Anchor) -> str:
    end = anchor.end if anchor.end is not None else anchor.reference
    if anchor.start is None or end is None or not anchor.closed:
        return ""  # without a look for an end that does not come
    return words_between(anchor.start, end)


def _place(anchor: _Anchor, whereabouts: Whereabouts) -> Place:
    at = anchor.at
    if at is None:  # a comment that nothing refers to is still a comment
        return Place(story="body", paragraph=1)
    return whereabouts.of(anchor.part, at)[1]


def _in_threads(comments: list[Comment]) -> Iterator[Comment]:
    """Replies behind the head of their thread, by time; settled as the head is settled."""
    known = {one.id: one for one in comments}
    answers: dict[str, list[Comment]] = {}
    for one in comments:
        if _head(one, known) is not one:
            answers.setdefault(_head(one, known).id, []).append(one)
    for one in comments:
        if _head(one, known) is one:
            yield one
            for reply in sorted(answers.get(one.id, []), key=_moment):
                yield replace(reply, resolved=reply.resolved or one.resolved)


def _head(comment: Comment, known: dict[str, Comment]) -> Comment:
    seen = {comment.id}
    while comment.parent in known and comment.parent not in seen:
        comment = known[comment.parent]
        seen.add(comment.id)
    return comment


def _moment(comment: Comment) -> float:
    return comment.time.timestamp() if comment.time is not None else float("inf")
