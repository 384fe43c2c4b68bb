"""The order that the schema gives to children (ECMA-376 part 1, annex A), and inserting by it."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from chapters.oxml.namespaces import W

__all__ = ["ORDERED", "REPEATED", "child_of", "in_order", "insert", "rank"]

_ORDERS = {
    "pPr": (
        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers "
        "pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE "
        "autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents "
        "suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle "
        "rPr sectPr pPrChange"
    ),
    "rPr": (
        "ins del moveFrom moveTo rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline "
        "shadow emboss imprint noProof snapToGrid vanish webHidden color spacing w kern position "
        "sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout "
        "specVanish oMath rPrChange"
    ),
    "tblPr": (
        "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc "
        "tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption "
        "tblDescription tblPrChange"
    ),
    "tblPrEx": (
        "tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblPrExChange"
    ),
    "trPr": (
        "cnfStyle|divId|gridBefore|gridAfter|wBefore|wAfter|cantSplit|trHeight|tblHeader|"
        "tblCellSpacing|jc|hidden ins del trPrChange"
    ),
    "tcPr": (
        "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText "
        "vAlign hideMark headers cellIns|cellDel|cellMerge tcPrChange"
    ),
    "tblGrid": "gridCol tblGridChange",
    "numPr": "ilvl numId numberingChange ins",
    "pBdr": "top left bottom right between bar",
    "tcBorders": "top start left bottom end right insideH insideV tl2br tr2bl",
    "tblBorders": "top start left bottom end right insideH insideV",
    "tcMar": "top start left bottom end right",
    "tblCellMar": "top start left bottom end right",
    "docDefaults": "rPrDefault pPrDefault",
    "styles": "docDefaults latentStyles style",
    "tblStylePr": "pPr rPr tblPr trPr tcPr",
    "numbering": "numPicBullet abstractNum num numIdMacAtCleanup",
    "abstractNum": "nsid multiLevelType tmpl name styleLink numStyleLink lvl",
    "num": "abstractNumId lvlOverride",
    "lvlOverride": "startOverride lvl",
    "lvl": (
        "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr"
    ),
    "sdt": "sdtPr sdtEndPr sdtContent",
    "sectPr": (
        "headerReference|footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders "
        "lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter "
        "docGrid printerSettings sectPrChange"
    ),
    "style": (
        "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed "
        "qFormat locked personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr "
        "tblStylePr"
    ),
    "settings": (
        "writeProtection view zoom removePersonalInformation removeDateAndTime "
        "doNotDisplayPageBoundaries displayBackgroundShape printPostScriptOverText "
        "printFractionalCharacterWidth printFormsData embedTrueTypeFonts embedSystemFonts "
        "saveSubsetFonts saveFormsData mirrorMargins alignBordersAndEdges "
        "bordersDoNotSurroundHeader bordersDoNotSurroundFooter gutterAtTop hideSpellingErrors "
        "hideGrammaticalErrors activeWritingStyle proofState formsDesign attachedTemplate "
        "linkStyles stylePaneFormatFilter stylePaneSortMethod documentType mailMerge revisionView "
        "trackRevisions doNotTrackMoves doNotTrackFormatting documentProtection autoFormatOverride "
        "styleLockTheme styleLockQFSet defaultTabStop autoHyphenation consecutiveHyphenLimit "
        "hyphenationZone doNotHyphenateCaps showEnvelope summaryLength clickAndTypeStyle "
        "defaultTableStyle evenAndOddHeaders bookFoldRevPrinting bookFoldPrinting "
        "bookFoldPrintingSheets drawingGridHorizontalSpacing drawingGridVerticalSpacing "
        "displayHorizontalDrawingGridEvery displayVerticalDrawingGridEvery "
        "doNotUseMarginsForDrawingGridOrigin drawingGridHorizontalOrigin drawingGridVerticalOrigin "
        "doNotShadeFormData noPunctuationKerning characterSpacingControl printTwoOnOne "
        "strictFirstAndLastChars noLineBreaksAfter noLineBreaksBefore savePreviewPicture "
        "doNotValidateAgainstSchema saveInvalidXml ignoreMixedContent alwaysShowPlaceholderText "
        "doNotDemarcateInvalidXml saveXmlDataOnly useXSLTWhenSaving saveThroughXslt "
        "showXMLTags alwaysMergeEmptyNamespace updateFields hdrShapeDefaults footnotePr endnotePr "
        "compat docVars rsids mathPr attachedSchema themeFontLang clrSchemeMapping "
        "doNotIncludeSubdocsInStats doNotAutoCompressPictures forceUpgrade captions "
        "readModeInkLockDown smartTagType schemaLibrary shapeDefaults doNotEmbedSmartTags "
        "decimalSymbol listSeparator"
    ),
}
_RANKS = {
    f"{W}{parent}": {
        f"{W}{name}": place
        for place, names in enumerate(order.split())
        for name in names.split("|")
    }
    for parent, order in _ORDERS.items()
}
ORDERED = tuple(_RANKS)
"""The tags of the elements whose children have an order."""

_SEVERAL = (
    "headerReference footerReference gridCol style tblStylePr numPicBullet abstractNum num lvl "
    "lvlOverride activeWritingStyle attachedSchema smartTagType"
)
REPEATED = frozenset(
    f"{W}{name}" for name in (*_SEVERAL.split(), *_ORDERS["trPr"].split()[0].split("|"))
)
"""What may stand more than once in a parent that has an order."""

_LAST = 10_000  # extension elements stand after all that the schema knows


def rank(parent: etree._Element, child: etree._Element) -> int | None:
    """The place of a child among its siblings; none where the schema gives it none."""
    return _RANKS.get(str(parent.tag), {}).get(str(child.tag))


def in_order(parent: etree._Element, children: Iterable[etree._Element]) -> list[etree._Element]:
    """Children as the schema wants them in a parent; those without a place come last."""
    ranks = _RANKS.get(str(parent.tag), {})
    return sorted(children, key=lambda child: ranks.get(str(child.tag), _LAST))


def insert(parent: etree._Element, child: etree._Element) -> etree._Element:
    """Put a child where the schema wants it, after those of its own name; returns the child."""
    ranks = _RANKS[str(parent.tag)]
    own = ranks.get(str(child.tag), _LAST)
    for at, other in enumerate(parent):
        if ranks.get(str(other.tag), _LAST) > own:
            parent.insert(at, child)
            return child
    parent.append(child)
    return child


def child_of(parent: etree._Element, name: str) -> etree._Element:
    """The child with this `w:` name, made in its place where there is none.

    `pPr`, `rPr` and `tblPr` stand first in what is no property element itself.
    """
    tag = f"{W}{name}"
    found = parent.find(tag)
    if found is not None:
        return found
    child = parent.makeelement(tag)
    if str(parent.tag) in _RANKS:
        return insert(parent, child)
    parent.insert(0, child)
    return child
