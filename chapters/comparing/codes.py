"""Codes of fields (ECMA-376 part 1, §17.16): what they are about, and where links lead."""

from __future__ import annotations

from lxml import etree

from chapters.comparing.objects import TABLE_OF_CONTENTS, address
from chapters.oxml.namespaces import W

__all__ = ["RECOMPUTED", "field_address", "field_key", "field_run", "form_state"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type

RECOMPUTED = frozenset(
    {"PAGE", "PAGEREF", "NUMPAGES", "SECTIONPAGES", "SECTION", "DATE", "TIME", "SAVEDATE"}
    | {"PRINTDATE", "CREATEDATE", "EDITTIME", "SEQ", "REF", "NOTEREF", "STYLEREF", "FILENAME"}
    | {"FILESIZE", "NUMWORDS", "NUMCHARS", "REVNUM", "DOCPROPERTY", "DOCVARIABLE", "AUTHOR"}
    | {"LASTSAVEDBY", "TITLE", "SUBJECT", "KEYWORDS", "COMMENTS", "TEMPLATE", "INFO"}
    | {"USERNAME", "USERINITIALS"}
)
"""Fields whose result any program computes anew (ECMA-376 part 1, §17.16.5): no partner's words."""


def field_run(simple: Element, kind: str) -> Element:
    """A run with a part of the complex field that a simple one abbreviates."""
    run = etree.Element(f"{W}r")
    if kind == "instr":
        text = etree.SubElement(run, f"{W}instrText")
        text.text = str(simple.get(f"{W}instr", ""))
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        return run
    node = etree.SubElement(run, f"{W}fldChar")
    node.set(f"{W}fldCharType", kind)
    return run


_SAYING = frozenset({"EQ", "IF", "LISTNUM", "SYMBOL", "ADVANCE", "QUOTE"})
"""Fields that say more than their first argument: whoever changes the code changes the text."""

_OFF = frozenset({"0", "false", "off"})

_LOOKS = frozenset({"\\*", "\\#", "\\@"})
"""How a result is shown (§17.16.4.3); each has an argument."""


def field_key(code: str) -> tuple[str, str]:
    """The name of a field, and its key: the name and what it is about, without switches; the whole
    code of one that says something by itself.
    """
    words = _words(code)
    name = words[0].upper() if words else ""
    if name in _SAYING or name.startswith("="):
        shown = [at for at, word in enumerate(words) if word in _LOOKS]
        left = {*shown, *(at + 1 for at in shown)}
        about = " ".join(word for at, word in enumerate(words) if at and at not in left)
    else:
        about = words[1] if len(words) > 1 and not words[1].startswith("\\") else ""
        about = TABLE_OF_CONTENTS if about.startswith(TABLE_OF_CONTENTS) else about
    return name, f"field:{name} {about}".rstrip()


def form_state(begin: Element) -> str:
    """What a form field that has no words says: whether its box is ticked (§17.16.9), which entry
    of its list is chosen (§17.16.28); empty for any other.
    """
    data = begin.find(f"{W}ffData")
    box, choice = (None if data is None else data.find(f"{W}{n}") for n in ("checkBox", "ddList"))
    if box is not None:
        ticked = box.find(f"{W}checked")
        ticked = box.find(f"{W}default") if ticked is None else ticked
        return " ticked" if ticked is not None and ticked.get(f"{W}val", "1") not in _OFF else ""
    if choice is not None:
        chosen = choice.find(f"{W}result")
        chosen = choice.find(f"{W}default") if chosen is None else chosen
        return f" entry {'0' if chosen is None else chosen.get(f'{W}val', '0')}"
    return ""


def field_address(code: str) -> str:
    r"""The address in the code of a HYPERLINK field; `\l` gives the place inside (§17.16.5.25)."""
    words = _words(code)
    target = anchor = ""
    after = ""
    for word in words[1:]:
        if after == "\\l":
            anchor = word
        elif not word.startswith("\\") and not after and not target:
            target = word
        after = word if word in ("\\l", "\\o", "\\t") else ""
    return address(target, anchor)


def _words(code: str) -> list[str]:
    parts = code.split('"')
    words: list[str] = []
    for number, part in enumerate(parts):
        words.extend([part] if number % 2 else part.split())
    return words
