"""Which comments ask for a change of the text, in the six languages of the United Nations."""

from __future__ import annotations

import re

__all__ = ["asks_for_change"]


def asks_for_change(words: str) -> bool:
    """Whether words ask that the text be changed: "delete this section", "please replace X by Y".

    A question about the text asks for nothing here. Where in doubt it says yes: nothing is done by
    it, and a person reads it sooner.
    """
    said = " ".join(words.replace("’", "'").split())
    return any(pattern.search(said) for pattern in _ORDERS)


_START = r"(?:^|[.!;:,–—]\s*|\b(?:and|or|but)\s+)(?:\W|\d+[.)]\s)*"
_KINDLY = r"(?:(?:please|pls|kindly|just|also|then|instead)\s+)*"
_WISH = r"""(?:\w+\s+(?:(?:would|should)\s+)?
    (?:like|wants?|wish|wishes|prefers?|suggests?|proposes?|recommends?|requests?|asks?)\s+
    (?:you\s+|that\s+you\s+)?(?:to\s+)?|(?:can|could|would|will|should)\s+(?:you|we)\s+)"""
_DO = r"""(?:delete|remove|omit|strike|erase|replace|substitute|change|insert|include|shift|swap
    |merge|combine|rename|reword|rephrase|rewrite|redraft|update|correct|shorten|reinstate|restore|amend
    |modify|drop|add|move|split|cut|join|put|use|take\s+(?:\w+\s+){0,3}out)"""
_DONE = r"""(?:deleted|removed|omitted|struck|erased|replaced|substituted|changed|inserted|included
    |shifted|swapped|merged|combined|renamed|reworded|rephrased|rewritten|redrafted|updated|corrected
    |shortened|reinstated|restored|amended|modified|dropped|added|moved|split|cut|joined|put|taken
    |used)"""
_DOING = r"""(?:delet|remov|omitt|strik|eras|replac|substitut|chang|insert|includ|shift|swapp|merg
    |combin|renam|reword|rephras|rewrit|redraft|updat|correct|shorten|reinstat|restor|amend|modify
    |dropp|add|mov|splitt|cutt|join|putt|us|tak)ing"""
_THING = r"""(?:deletion|removal|omission|replacement|substitution|change|insertion|inclusion
    |addition|correction|amendment|merger)"""


def _any(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(one, re.VERBOSE | re.IGNORECASE) for one in patterns)


_ORDERS = _any(
    # English: "delete this", "please move it", "we suggest to add", "to be deleted"
    rf"{_START}(?:{_WISH})?{_KINDLY}(?:{_WISH})?{_KINDLY}{_DO}\b",
    rf"\b(?:please|kindly)\s+(?:\w+\s+)?{_DO}\b",
    rf"\b(?:should|must|needs?\sto|has\sto|have\sto|can|could|may|ought\sto|to)\s+be\s+{_DONE}\b",
    rf"""\b(?:suggest|propose|recommend|request|prefer)(?:s|ed)?\s+(?:the\s+|an?\s+)?
        (?:{_DOING}|{_THING})\b""",
    r"\bshould\s+(?:read|say|be\s+called)\b|\bto\s+read\s*[:“\"']|^\W*(?:not\s+needed|deletion)\W*$",
    # French
    r"""\b(?:supprim|remplac|ajout|insér|inser|déplac|deplac|modifi|retir|enlev|biff|reformul|corrig)
        (?:er|ez|ons)\b|\bà\s(?:supprimer|remplacer|déplacer)|\bsuppression\s(?:de|du)""",
    # Spanish
    r"""\b(?:suprim|elimin|borr|reemplaz|sustitu|añad|agreg|insert|mov|cambi|traslad|modifi|correg)
        (?:ir|ar|er|yan?|an?|en?|c?ar|que)\b""",
    # Russian
    r"\b(?:удал|исключ|замен|добав|встав|перенес|измен|убр|исправ)(?:ить|ите|ти|ать|ьте|ите)\b",
    # Chinese
    r"(?:删除|删去|删掉|替换|改为|改成|增加|添加|插入|移至|移到)",
    # Arabic
    r"(?:حذف|احذف|يحذف|استبدال|استبدل|إضافة|أضف|نقل|تعديل)",
)
