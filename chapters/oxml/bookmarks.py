"""Bookmarks that go where their words go (ECMA-376 part 1, §17.13.6).

No mark says that a bookmark moves: a paragraph that was moved, or deleted here and inserted there,
has its bookmark at the old place. Once that place goes, what refers to it (“see Box 3”) would find
nothing, or another paragraph.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from lxml import etree

from chapters.oxml.namespaces import W

__all__ = ["follow_words"]

_P, _RUN = f"{W}p", f"{W}r"
_START, _END, _ID = f"{W}bookmarkStart", f"{W}bookmarkEnd", f"{W}id"
_TEXT = frozenset({f"{W}t", f"{W}delText"})
_BRINGS = frozenset({f"{W}ins", f"{W}moveTo"})

_Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type


def follow_words(root: _Element, going: Collection[_Element]) -> None:
    """Put bookmarks whose words all go to the paragraph that brings the same words; `going` are the
    elements around the words that go.
    """
    if not going:
        return
    leaving = list(_leaving(root, going))
    if not leaving:
        return
    new: dict[str, list[_Element]] = {}
    for paragraph in root.iter(_P):
        if any(child.tag in _BRINGS for child in paragraph) and not _all_go(paragraph, going):
            new.setdefault(_words(paragraph, 1), []).append(paragraph)
    moved: dict[_Element, _Element] = {}
    for start, end, paragraph in leaving:
        places = new.get(_words(paragraph, 0), [])
        if paragraph not in moved and places:
            moved[paragraph] = places.pop(0)
        if paragraph in moved:
            _move(start, end, paragraph, moved[paragraph])


def _leaving(
    root: _Element, going: Collection[_Element]
) -> Iterator[tuple[_Element, _Element, _Element]]:
    """The ends of each bookmark that stands in one paragraph whose words all go, and that."""
    ends = {one.get(_ID): one for one in root.iter(_END)}
    for start in root.iter(_START):
        end, paragraph = ends.get(start.get(_ID)), _paragraph(start)
        if end is None or paragraph is None or _paragraph(end) is not paragraph:
            continue
        if _all_go(paragraph, going):
            yield start, end, paragraph


def _paragraph(element: _Element) -> _Element | None:
    return next(element.iterancestors(_P), None)


def _all_go(paragraph: _Element, going: Collection[_Element]) -> bool:
    """Whether no word of a paragraph stays, and there are some."""
    texts = list(paragraph.iter(*_TEXT))
    return bool(texts) and all(any(up in going for up in one.iterancestors()) for one in texts)


def _texts(paragraph: _Element, depth: int) -> Iterator[_Element]:
    """The texts of a paragraph under so many marks that bring words: what its author had there."""
    for one in paragraph.iter(*_TEXT):
        marks = 0
        for up in one.iterancestors():
            if up is paragraph:
                break
            marks += up.tag in _BRINGS
        if marks == depth:
            yield one


def _words(paragraph: _Element, depth: int) -> str:
    return "".join(one.text or "" for one in _texts(paragraph, depth))


def _move(start: _Element, end: _Element, source: _Element, target: _Element) -> None:
    """Put both ends of a bookmark around the runs of the same words in another paragraph."""
    order = {one: number for number, one in enumerate(source.iter())}
    at = last = 0
    for one in _texts(source, 0):
        size = len(one.text or "")
        at += size if order[one] < order[start] else 0
        last += size if order[one] < order[end] else 0
    runs: list[_Element] = []
    done = 0
    for one in _texts(target, 1):
        size = len(one.text or "")
        if done < max(last, at + 1) and done + size > at:
            runs.append(next(one.iterancestors(_RUN)))
        done += size
    if runs:
        _edge(runs[0], "end", back=True).addprevious(start)
        if last > at:
            _edge(runs[-1], "begin", back=False).addnext(end)
        else:  # it marks a point
            start.addnext(end)


def _edge(run: _Element, stop: str, *, back: bool) -> _Element:
    """The last of the runs without words beside one, on one side: a field goes in whole. `stop` is
    what another field begins or ends with there.
    """
    for other in run.itersiblings(_RUN, preceding=back):
        kinds = {char.get(f"{W}fldCharType") for char in other.iter(f"{W}fldChar")}
        if stop in kinds or next(other.iter(*_TEXT), None) is not None:
            break
        run = other
    return run
