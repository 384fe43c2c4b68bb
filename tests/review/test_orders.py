"""Which comments ask for a change of the text (60), and which say or ask something else."""

from __future__ import annotations

import pytest

from review.orders import asks_for_change


@pytest.mark.parametrize(
    "words",
    [
        "Delete this section.",
        "delete",
        "Please remove",
        "Please, remove this.",
        "replace X by Y",
        "Replace “UNEP” with “UN Environment” everywhere.",
        "1) Move to chapter 4",
        "We suggest to delete this paragraph.",
        "WCO would like to add a sentence here.",
        "Suggest deleting this.",
        "We propose the deletion of the last sentence.",
        "This table is old and should be updated.",
        "To be deleted",
        "Could you please move this up?",
        "Good, but please also add the code.",
        "It should read “shall”.",
        "Outdated: take this out.",
        "Not needed.",
        "Supprimer cette phrase",
        "Veuillez remplacer par « doit ».",
        "Suprimir este párrafo",
        "Sustituir por «debe».",
        "Удалить этот абзац",
        "Просьба заменить на «должен»",
        "请删除本段",
        "يرجى حذف هذه الفقرة",
    ],
)
def test_a_comment_that_asks_for_a_change_is_known(words: str) -> None:
    assert asks_for_change(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Yes, it is.",
        "Is this still true?",
        "Why 24 hours?",
        "We agree with this text.",
        "See my comment on chapter 3.1 / same as WCO",
        "I deleted a blank here.",
        "This was moved from chapter 4 by our lawyers.",
        "The Convention has been amended twice.",
        "Which replacement do you mean?",
        "C'est exact.",
        "De acuerdo con el texto.",
        "Это верно.",
        "没有意见",
    ],
)
def test_a_comment_that_says_or_asks_something_else_is_none(words: str) -> None:
    assert not asks_for_change(words)
