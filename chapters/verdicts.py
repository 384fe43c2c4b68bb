"""What became of tracked changes that somebody decided on in a word processor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from chapters.comments import read_comments
from chapters.judging.fates import Walked, fates
from chapters.judging.looks import Looks
from chapters.judging.signs import END_OF_PARAGRAPH, Note, Sign, marked
from chapters.judging.traces import BRINGS, TAKES, Trace, look
from chapters.judging.walking import Kin, Names
from chapters.judging.ways import way
from chapters.oxml.marks import Mark, attribute
from chapters.package import Package
from chapters.resolution import resolve
from chapters.values import Beside, Comment, Fate, RevisionId, Verdict, Verdicts

__all__ = ["Beside", "Fate", "Verdict", "Verdicts", "read_verdicts"]


def read_verdicts(sent: bytes, edited: bytes) -> Verdicts:
    """What became of each tracked change of `sent` in `edited`, told by what the text now says.

    A mark that is still there is known by its kind, author and date and by its words; programs
    change ids whenever they save. Marks of other authors are the editor's own. Raises `Refused`
    for what cannot be opened.
    """
    mine = marked(Package.open(sent))
    hands = _Hands(mine.marks.values())
    package = Package.open(edited)
    theirs = marked(package)
    own = {RevisionId(name): mark for name, mark in theirs.marks.items() if not hands.knows(mark)}
    data = resolve(edited, accept=own) if own else edited
    if own:
        theirs = marked(Package.open(data))
    names = Names(
        sent={name: _called(mark) for name, mark in mine.marks.items()},
        now={name: _called(mark) for name, mark in theirs.marks.items()},
        kin={n: Kin(mine.groups[n], mark.code in BRINGS) for n, mark in mine.marks.items()},
    )
    traces = {name: Trace(mark) for name, mark in mine.marks.items()}
    new = _new_comments(sent, data)
    found: list[Beside] = []
    looks = Looks(mine)
    walked: dict[str, Walked] = {}
    for story, signs in mine.stories.items():
        now = theirs.stories.get(story, [])
        became = way(signs, now, names)
        look(signs, now, became, names, traces)
        places = _places(signs, became, len(now)) | looks.among(story, became)
        found += _beside(story, now, places, [(c, theirs.notes.get(c.id)) for c in new])
        walked[story] = Walked(signs, now, became)
    ways = {story: one.became for story, one in walked.items()}
    told = fates(mine, names, traces, list(walked.values()))
    # LibreOffice keeps no marks of tables and sections
    told |= looks.fates(theirs, ways, names, lossy=package.is_of_libreoffice)
    return Verdicts(
        by_revision={
            RevisionId(name): Verdict(
                fate=told[name],
                words=trace.words,
                edited=trace.edited,
                consumed=trace.consumed,
            )
            for name, trace in traces.items()
        },
        data=data,
        left={
            RevisionId(name): frozenset(map(RevisionId, trace.left | looks.left.get(name, set())))
            for name, trace in traces.items()
        },
        comments=tuple(found),
        looks=sum(mark.code not in BRINGS | TAKES for mark in own.values()),
    )


class _Hands:
    """Who marked something in the file that was sent, and when."""

    def __init__(self, marks: Iterable[Mark]) -> None:
        self._times: dict[str, set[str]] = {}
        for mark in marks:
            self._times.setdefault(mark.author or "", set()).add(_minute(mark))

    def knows(self, mark: Mark) -> bool:
        """Whether a mark may be one of those that were sent; a program may drop the date."""
        times = self._times.get(mark.author or "", set())
        return bool(times) and bool({_minute(mark), ""} & times or not _minute(mark))


def _minute(mark: Mark) -> str:
    return (attribute(mark.first, "date") or "")[:16]


_CLASS = {"from": "del", "to": "ins", "pfrom": "pdel", "pto": "pins"}


def _called(mark: Mark) -> str:
    """What a mark is called in both files; moves may come back as two changes."""
    return f"{_CLASS.get(mark.code, mark.code)} {mark.author or ''}"


def _new_comments(sent: bytes, data: bytes) -> list[Comment]:
    before = Counter((one.author, one.text) for one in read_comments(sent))
    new = []
    for one in read_comments(data):
        key = one.author, one.text
        before[key] -= 1
        if before[key] < 0 and one.text:
            new.append(one)
    return new


def _beside(
    story: str,
    now: Sequence[Sign],
    places: Mapping[str, tuple[int, int]],
    comments: Sequence[tuple[Comment, Note | None]],
) -> Iterator[Beside]:
    """Each comment of a story with the revisions that it stands beside."""
    here = [(one, note) for one, note in comments if note is not None and note.story == story]
    if not here:
        return
    for one, note in here:
        at = [name for name, (a, b) in places.items() if a <= note.end + 1 and b >= note.start - 1]
        if not at:
            start, end = _paragraph(now, note)
            at = [name for name, (a, b) in places.items() if a < end and b >= start]
        yield Beside(text=one.text, author=one.author, revisions=tuple(map(RevisionId, at)))


def _places(signs: Sequence[Sign], became: Sequence[int], end: int) -> dict[str, tuple[int, int]]:
    """Where each mark stands, or stood, among the signs now."""
    places: dict[str, tuple[int, int]] = {}
    following = end
    for sign, at in zip(reversed(signs), reversed(became), strict=True):
        following = at if at >= 0 else following
        for name in sign.marks:
            places[name] = (following, places.get(name, (0, following))[1])
    return places


def _paragraph(now: Sequence[Sign], note: Note) -> tuple[int, int]:
    """The first and the last sign of the paragraphs that a comment stands in."""
    before = [at for at in range(min(note.start, len(now))) if now[at].text == END_OF_PARAGRAPH]
    after = [at for at in range(note.end, len(now)) if now[at].text == END_OF_PARAGRAPH]
    return (before[-1] + 1 if before else 0), (after[0] + 1 if after else len(now))
