"""What weight a change has: a figure, letters only, nothing at all; and which changes are alike.

Read off the revisions of one file, group by group: a person who decides 300 changes wants the
figures one by one, and the dashes and the 23 equal replacements each with one yes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from chapters.values import Revision, RevisionKind, Weight, in_copies

__all__ = ["Alike", "Weight", "alike", "reworded_moves", "spelling", "weights"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Groups that make the same replacement, or follow the same rule of spelling (then `rule`
    names it, and `before` and `after` are those of the first).
    """

    before: str
    after: str
    groups: tuple[str, ...]
    rule: str = ""

    @property
    def what(self) -> str:
        """What all of them do: "“UNEP” → “UN Environment”", or the rule."""
        return self.rule or f"“{self.before}” → “{self.after}”"

    def __str__(self) -> str:
        """One line for people: "“UNEP” → “UN Environment”, 23 places"."""
        return f"{self.what}, {len(self.groups)} places"


_STANDS = frozenset(
    {RevisionKind.ROW_INSERTION, RevisionKind.ROW_DELETION}  # say their cells' words once more
)
_FORMATS = frozenset(kind for kind in RevisionKind if kind.name.endswith("_FORMAT")) | {
    RevisionKind.NUMBERING,
    RevisionKind.NUMBERING_INSERTION,
}
_MOVES = frozenset(kind for kind in RevisionKind if "MOVE" in kind.name)
_ENDS = frozenset({RevisionKind.PARAGRAPH_INSERTION, RevisionKind.PARAGRAPH_DELETION})
_STRUCTURE = re.compile(r"\b(style|outlineLvl|numPr|list|numbering|level)\b")
_CHEMISTRY = re.compile(r"\bset as (?:subscript|superscript|baseline)\b")  # CO2 is not CO²
_FIGURE = re.compile(r"\d+(?:[.,:/]\d+)*")
_WORDS_OF_A_REWRITE = 6
_LIKE = 60
_LETTERS = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb\u2033", '"'),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", None),
        "\u2026": "...",
    }
)
_SPELLINGS: tuple[tuple[str, str, str], ...] = (
    # rule, American ending, British ending; longer ones first
    ("-isation, -ization", "ization", "isation"),
    ("-ise, -ize", "iz", "is"),
    ("-yse, -yze", "yz", "ys"),
    ("-our, -or", "or", "our"),
    ("-re, -er", "er", "re"),
    ("-ogue, -og", "og", "ogue"),
    ("-ence, -ense", "ens", "enc"),
    ("-ll-, -l-", "l", "ll"),
    ("-amme, -am", "am", "amme"),
)


def weights(revisions: Iterable[Revision], *, idle: Collection[str] = ()) -> dict[str, Weight]:
    """The weight of each group of revisions; `idle` are the groups that come to nothing
    (`idling.idle_groups`), which their words alone do not tell.
    """
    return {
        group: Weight.NOTHING if group in idle else _weight(members)
        for group, members in _grouped(revisions).items()
    }


def alike(revisions: Iterable[Revision]) -> list[Alike]:
    """Replacements that stand in two places or more, in document order.

    Words that begin with a capital keep to themselves where only their spelling changes: a name
    ("Organisation for …") is spelt as its bearer spells it.
    """
    same: dict[tuple[str, str, str], list[str]] = {}
    shown: dict[tuple[str, str, str], tuple[str, str]] = {}
    for group, members in _grouped(revisions).items():
        if any(one.kind in _MOVES or one.kind in _ENDS for one in members):
            continue
        before, after = (text.strip() for text in _texts(members))
        if before or after:
            rule = spelling(before, after)
            key = (rule, "", "") if rule else ("", before, after)
            same.setdefault(key, []).append(group)
            shown.setdefault(key, (before, after))
    return [
        Alike(before=shown[key][0], after=shown[key][1], groups=tuple(groups), rule=key[0])
        for key, groups in same.items()
        if len(groups) > 1
    ]


def reworded_moves(
    files: Mapping[str, Iterable[Revision]],
) -> list[tuple[tuple[str, str], tuple[str, str]]]:
    """Pairs of (file, group): a paragraph that goes and one that comes, in the same file or in
    another, whose words are much alike: moved, and maybe reworded. The likest first.
    """
    gone: list[tuple[tuple[str, str], str]] = []
    come: list[tuple[tuple[str, str], str]] = []
    for file, revisions in files.items():
        for group, members in _grouped(revisions).items():
            before, after = _texts(members)
            kinds = {one.kind for one in members}
            if RevisionKind.PARAGRAPH_DELETION in kinds and before and not after:
                gone.append(((file, group), before))
            elif RevisionKind.PARAGRAPH_INSERTION in kinds and after and not before:
                come.append(((file, group), after))
    scores = [(fuzz.ratio(one, other), a, b) for a, one in gone for b, other in come]
    pairs: list[tuple[tuple[str, str], tuple[str, str]]] = []
    taken: set[tuple[str, str]] = set()
    for score, a, b in sorted(scores, key=lambda one: -one[0]):
        if score >= _LIKE and a not in taken and b not in taken:
            pairs.append((a, b))
            taken |= {a, b}
    return pairs


def spelling(before: str, after: str) -> str:
    """The rule of spelling that a replacement of one word follows; empty where none, or where the
    word may be a name.
    """
    if not (before.isalpha() and after.isalpha()) or before[0].isupper() or before == after:
        return ""
    for rule, one, other in _SPELLINGS:
        for a, b in ((one, other), (other, one)):
            if any(
                before[:at] + b + before[at + len(a) :] == after
                for at in range(2, len(before))
                if before.startswith(a, at)
            ):
                return rule
    return ""


def _grouped(revisions: Iterable[Revision]) -> Mapping[str, list[Revision]]:
    groups: dict[str, list[Revision]] = {}
    for one in revisions:
        groups.setdefault(one.group, []).append(one)
    return groups


def _weight(members: Sequence[Revision]) -> Weight:
    if all(one.kind in _FORMATS for one in members):
        said = " ".join(f"{one.before} {one.after}" for one in members)
        if _CHEMISTRY.search(said):
            return Weight.WORDS
        return Weight.STRUCTURE if _STRUCTURE.search(said) else Weight.FORMATTING
    if any(one.kind in _MOVES for one in members):
        return Weight.WORDS
    if _only_stands_otherwise(members):
        return Weight.STRUCTURE
    before, after = _texts(members)
    ends = any(one.kind in _ENDS for one in members)
    return next(_weighed(before, after, ends=ends))


def _only_stands_otherwise(members: Sequence[Revision]) -> bool:
    """Whether rows of a table go and come with the same words: in another order, or merged."""
    rows = [one for one in members if one.kind in _STANDS]
    gone = Counter(word for one in rows for word in one.before.split())
    return bool(gone) and gone == Counter(word for one in rows for word in one.after.split())


def _weighed(before: str, after: str, *, ends: bool) -> Iterator[Weight]:
    if before == after and before and not ends:
        yield Weight.LOOK
    if _figures(before) != _figures(after):
        yield Weight.FIGURE
    if not ends and _plain(before) == _plain(after) and before != after:
        yield Weight.TYPOGRAPHIC
    if spelling(before.strip(), after.strip()):
        yield Weight.SPELLING
    if min(len(before.split()), len(after.split())) >= _WORDS_OF_A_REWRITE:
        yield Weight.REWRITE
    yield Weight.WORDS


def _texts(members: Sequence[Revision]) -> tuple[str, str]:
    """The words that a group takes away and brings, once; formats say nothing here."""
    said = [one for one in in_copies(members)[0] if one.kind not in _STANDS | _FORMATS]
    return "".join(one.before for one in said), "".join(one.after for one in said)


def _figures(text: str) -> Counter[str]:
    return Counter(_FIGURE.findall(text))


def _plain(text: str) -> str:
    """The text without what only typography changes."""
    return "".join(text.translate(_LETTERS).casefold().split())
