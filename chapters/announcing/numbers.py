"""Words that name a number ("see step 3") where a return has changed what that number is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from lxml import etree

from chapters.announcing.laying import Laid, text_of
from chapters.findings import Finding
from chapters.oxml.namespaces import W
from chapters.oxml.tracked_words import original_words
from chapters.package import Package
from chapters.renumbering import paragraph_numbers

__all__ = ["RULES"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type

_NAMED = re.compile(
    r"\b(?:items?|steps?|points?)\s+(?P<number>\d+(?:\.\d+)*)(?!\.?\d|\s+of\b)", re.IGNORECASE
)
"""No articles, paragraphs, sections: in these texts they are mostly those of a convention."""

_NUMBER = re.compile(r"\d+(?:\.\d+)*")


def _renumbered(laid: Laid) -> Iterator[Finding]:
    """A field is counted anew by any program (§17.16.5.51); a number in words is not. It is taken
    for that of the nearest item or heading that bore it.
    """
    naming = [(old, new) for old, new in laid.pairs if _NAMED.search(text_of(new))]
    if not naming:
        return
    mine, theirs = _numbers(laid.base), _numbers(laid.other)
    partners = dict(laid.pairs)
    places = {one: at for at, one in enumerate(laid.base.tree(laid.base.main).iter(f"{W}p"))}
    for old, new in naming:
        before, after = original_words(old, ())[0], original_words(new, ())[0]
        for named, number in {one[0]: one["number"] for one in _NAMED.finditer(after)}.items():
            meant = _nearest([one for one in mine if mine[one] == number], old, places)
            if meant is None or named not in before:
                continue
            now = theirs.get(partners[meant], "") if meant in partners else ""
            if now != number:
                fate = f"is {now} now" if now else "is gone"
                text = f"“{named}” is said in words; what was {number} {fate}."
                yield Finding(code="number-changed", where=laid.where(new), text=text)


def _nearest(
    bearers: Iterable[Element], here: Element, places: Mapping[Element, int]
) -> Element | None:
    return min(bearers, key=lambda one: abs(places[one] - places[here]), default=None)


def _numbers(package: Package) -> dict[Element, str]:
    """The numbers of the paragraphs of the body that bear one: "3", "2.1"; no letters."""
    every = {one: said.strip(" .()") for one, said in paragraph_numbers(package).items()}
    return {one: number for one, number in every.items() if _NUMBER.fullmatch(number)}


RULES = (_renumbered,)
