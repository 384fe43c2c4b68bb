"""What weight a change has, and which changes are alike: by hand, case by case."""

import pytest

from chapters import Weight, alike, read_revisions, weights
from chapters.idling import idle_groups
from chapters.weighing import spelling
from tests.wordml import changed, dele, docx, ins, ins_mark, p, r


def weight_of(*content: str) -> list[Weight]:
    data = docx(p("before ", *content, " after"), p("end"))
    return list(weights(read_revisions(data), idle=idle_groups(data)).values())


@pytest.mark.parametrize(
    ("before", "after", "weight"),
    [
        ("500", "900", Weight.FIGURE),
        ("2903.42", "2903.77", Weight.FIGURE),
        ("five", "5", Weight.FIGURE),
        ("a fine of 500", "the fine of 500", Weight.WORDS),
        ("HCFC-22", "HFC-22", Weight.WORDS),
        ("Customs", "customs", Weight.TYPOGRAPHIC),
        ('"label"', "\u201clabel\u201d", Weight.TYPOGRAPHIC),
        ("2010-2019", "2010\u20132019", Weight.TYPOGRAPHIC),
        ("5 kg", "5\u00a0kg", Weight.TYPOGRAPHIC),
        ("can not", "cannot", Weight.TYPOGRAPHIC),
        ("colour", "color", Weight.SPELLING),
        ("shall", "should", Weight.WORDS),
        ("not", "", Weight.WORDS),
        ("", ",", Weight.WORDS),
        (
            "each of these is a word here",
            "none of those are words that stay",
            Weight.REWRITE,
        ),
    ],
)
def test_the_weight_of_a_replacement(before, after, weight):
    pieces = [dele(before)] * bool(before) + [ins(after)] * bool(after)

    assert weight_of(*pieces) == [weight]


def test_words_that_come_back_as_they_were_have_no_effect_and_with_another_look_they_have():
    bold = ins(r("label", props="<w:b/>"))
    cut = [dele(r("la"), r("bel")), ins("label")]

    assert weight_of(dele("label"), ins("label")) == [Weight.NOTHING]
    assert weight_of(*cut) == [Weight.NOTHING]
    assert weight_of(dele("label"), bold) == [Weight.LOOK]
    assert weight_of(dele("label"), ins("label "), dele("s")) == [Weight.WORDS]


def test_an_end_that_comes_is_never_without_effect():
    data = docx(p(dele("words"), ins("words"), mark=ins_mark()), p("end"))

    found = weights(read_revisions(data), idle=idle_groups(data))

    assert set(found.values()) == {Weight.WORDS}


def test_a_look_is_formatting_but_for_a_subscript_and_a_style_is_structure():
    was = changed("rPr", "")
    bold = r("label", props=f"<w:b/>{was}")
    low = r("2", props=f'<w:vertAlign w:val="subscript"/>{was}')
    styled = docx(p("Words", style="Heading2", change=changed("pPr", "")))

    assert weight_of(bold) == [Weight.FORMATTING]
    assert weight_of(low) == [Weight.WORDS]
    assert list(weights(read_revisions(styled)).values()) == [Weight.STRUCTURE]


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("organize", "organise", "-ise, -ize"),
        ("authorisation", "authorization", "-isation, -ization"),
        ("analyze", "analyse", "-yse, -yze"),
        ("harbor", "harbour", "-our, -or"),
        ("center", "centre", "-re, -er"),
        ("catalogue", "catalog", "-ogue, -og"),
        ("license", "licence", "-ence, -ense"),
        ("labeling", "labelling", "-ll-, -l-"),
        ("program", "programme", "-amme, -am"),
        ("Organization", "Organisation", ""),
        ("ozone", "ozine", ""),
        ("seize", "cease", ""),
        ("label", "label", ""),
    ],
)
def test_the_rule_of_a_spelling(before, after, rule):
    assert spelling(before, after) == rule


def test_alike_are_replacements_of_the_same_words_not_moves_nor_single_ones():
    pairs = [("UNEP", "UN Environment")] * 3 + [("shall", "should")]
    data = docx(*(p("The ", dele(a), ins(b), " acts.") for a, b in pairs), p("end"))

    groups = alike(read_revisions(data))

    assert [str(one) for one in groups] == ["“UNEP” → “UN Environment”, 3 places"]
    assert len(set(groups[0].groups)) == 3
