"""Macros, and whatever Word would fetch from outside when it opens a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from chapters.findings import Finding
from chapters.oxml.namespaces import W
from chapters.oxml.relations import Relationship

__all__ = ["external_targets", "field_codes", "is_macro", "linking_fields", "without_macros"]

_MACRO = re.compile(r"ms-office\.vbaProject|ms-word\.vbaData|vbaProjectSignature", re.IGNORECASE)
_MACRO_KINDS = frozenset({"vbaProject", "wordVbaData"})
_DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TEMPLATE = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_WITHOUT = {
    "application/vnd.ms-word.document.macroenabled.main+xml": _DOCUMENT,
    "application/vnd.ms-word.template.macroenabledtemplate.main+xml": _TEMPLATE,
    "application/vnd.ms-word.template.macroenabled.main+xml": _TEMPLATE,
}
_SEEN = {
    "attachedTemplate": ("external-template", "The file is tied to a template elsewhere"),
    "image": ("external-picture", "A picture is not in the file but is linked from elsewhere"),
    "oleObject": ("external-object", "An object is not in the file but is linked from elsewhere"),
    "subDocument": ("external-document", "A part of the text is in another file"),
    "frame": ("external-document", "A frame shows another file"),
}
_OTHER = ("external-target", "Something is not in the file but is fetched from elsewhere")
_LINKING = frozenset(
    {"DDE", "DDEAUTO", "INCLUDETEXT", "INCLUDE", "INCLUDEPICTURE", "IMPORT", "LINK", "RD"}
    | {"DATABASE"}
)
_CODES = (f"{W}instrText", f"{W}delInstrText")


def is_macro(content_type: str, kind: str = "") -> bool:
    """Whether a part of this type, or reached by this kind of relationship, is a macro's."""
    return kind in _MACRO_KINDS or bool(_MACRO.search(content_type))


def without_macros(content_type: str) -> str:
    """The type that a main part has when its file has no macros; the same where it has none."""
    return _WITHOUT.get(content_type.lower(), content_type)


def external_targets(source: str, relationships: Iterable[Relationship]) -> Iterator[Finding]:
    """A finding for each relationship that Word would follow out of the file without being asked;
    hyperlinks are no such thing.
    """
    for one in relationships:
        if one.external and one.kind != "hyperlink":
            code, text = _SEEN.get(one.kind, _OTHER)
            yield Finding(
                code=code, where=source, text=f"{text} ({one.target}); it is not fetched."
            )


def linking_fields(source: str, root: etree._Element) -> Iterator[Finding]:
    """A finding for each field that fetches something: DDE, INCLUDETEXT, INCLUDEPICTURE, LINK, …
    (ECMA-376 part 1, §17.16.5).
    """
    for code in field_codes(root):
        name = code.split(maxsplit=1)[0].upper() if code.strip() else ""
        if name in _LINKING:
            text = f"A field takes its content from elsewhere ({code.strip()}); it is not fetched."
            yield Finding(code="external-field", where=source, text=text)


def field_codes(root: etree._Element) -> Iterator[str]:
    """The codes of all fields of a part; each as one text, however many runs it is spread over."""
    open_codes: list[list[str]] = []
    for node in root.iter(f"{W}fldChar", f"{W}fldSimple", *_CODES):
        if node.tag == f"{W}fldSimple":
            yield node.get(f"{W}instr", "")
        elif node.tag in _CODES:
            if open_codes:
                open_codes[-1].append(node.text or "")
        elif node.get(f"{W}fldCharType") == "begin":
            open_codes.append([])
        elif node.get(f"{W}fldCharType") == "end" and open_codes:
            yield "".join(open_codes.pop())
    yield from ("".join(code) for code in open_codes)
