"""The phrases of letters in the six languages of the United Nations, as tables of patterns.

All are matched against lower-case text (NFKC, plain quotes, one space). `AGREES` and `FILLERS`
must match a whole piece of a sentence; the others are looked for inside a sentence.
"""

from __future__ import annotations

import re

__all__ = [
    "AGREEING",
    "AGREES",
    "ASKS",
    "ASSURES",
    "BUT",
    "CHAPTER_WORDS",
    "FAREWELL",
    "FILLERS",
    "FOLLOWS",
    "MONTHS",
    "NOTHING",
    "REST",
]


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns), re.VERBOSE | re.IGNORECASE)


_CHAPTER = r"(?:chapters?|text|draft|document|version|file|guide|part|section|annex)s?"
_WHAT = rf"""(?:\s(?:on|in|to|with|of|for|regarding|concerning|about))?
    (?:\s(?:the|this|that|our|your|my|these|it|all|both|proposed|attached|current|revised|whole))*
    (?:\s{_CHAPTER})?(?:\s[\d.]+(?:(?:,|\sand|,\sand)\s[\d.]+)*)?"""
_AS_IT_IS = r"(?:\s(?:as\s(?:it\s)?(?:is|are|stands?|drafted|sent|circulated|proposed)))?"
_FROM_US = r"""(?:\s(?:from|on|at)\s(?:our|my|this)\s(?:side|end|part|stage|time|point)|\sfrom\s\w+
    |\sfor\s(?:us|me|now)|\swith\s(?:us|me)|\sto\s(?:us|me)|\sto\s(?:make|add|offer|share|report)
    |\s(?:either|at\sall|whatsoever))*"""
_NOTE_EN = r"""(?:comment|change|remark|observation|edit|objection|suggestion|amendment|correction
    |addition|revision|modification|concern|issue)s?|inputs?"""
_SOME = r"(?:further|more|other|additional|specific|substantive|substantial|major|any|particular)"
_NO_NOTES = rf"""(?:no|zero)(?:\s{_SOME})*\s(?:{_NOTE_EN})
    (?:(?:\s(?:or|and|nor))?(?:\sno)?(?:\s{_SOME})*\s(?:{_NOTE_EN}))*"""
_WITHOUT = rf"(?:\swithout\s(?:any\s|further\s)*(?:{_NOTE_EN}))?"

_WHO = r"(?!(?:not?|never|nobody|none|nor|hardly|cannot|who|if|when|why|to|please|may|can)\b)\w+"

AGREES = _any(
    # English
    rf"""(?:there\s(?:are|is)\s)?(?:{_WHO}(?:\ssecretariat)?\s(?:have|has|had)\s)?{_NO_NOTES}
        {_FROM_US}{_WHAT}(?:\s(?:are|is))?(?:\s(?:needed|required|necessary))?{_FROM_US}""",
    rf"{_WHO}\s(?:do\snot|don't|does\snot|doesn't)\shave\sany\s(?:{_NOTE_EN}){_WHAT}{_FROM_US}",
    rf"(?:(?:we|i)\shave\s)?nothing\s(?:further\s)?to\s(?:add|change|comment|report){_WHAT}{_FROM_US}",
    rf"""(?:{_WHO}\s)?(?:(?:hereby|fully)\s)?(?:approves?|endorses?|clears?){_WHAT}{_AS_IT_IS}
        {_WITHOUT}{_FROM_US}""",
    # "OK" and "agreed" answer a reminder as often as a question: they need to say with what.
    rf"""(?:{_WHO}\s)?(?:(?:hereby|fully)\s)?(?:agrees?|accepts?)
        (?=.*(?:{_CHAPTER}|as\sit|[\d.]+|without)){_WHAT}{_AS_IT_IS}{_WITHOUT}{_FROM_US}""",
    rf"""(?:(?:it|this|all|(?:the|this)\s{_CHAPTER}|{_CHAPTER}\s[\d.]+)\s(?:is|are)\s)?(?:hereby\s)?
        (?:approved|accepted|cleared|endorsed|agreed(?=\s)){_AS_IT_IS}{_WITHOUT}{_FROM_US}""",
    rf"""(?:(?:the|this|your|our)\s{_CHAPTER}|{_CHAPTER}\s[\d.]+|all)\s(?:is|are)\s(?:fine|ok|okay|good)
        {_AS_IT_IS}{_WITHOUT}{_FROM_US}""",
    rf"(?:(?:it|this|all|everything|the\s\w+)\s)?(?:looks?|reads?)\s(?:good|fine|well|ok){_FROM_US}",
    # French
    r"""(?:nous\sn'avons|je\sn'ai|n'avons|il\sn'y\sa)\s(?:pas\sd'|aucune?\s|pas\sde\s)
        (?:autres?\s)?(?:commentaires?|observations?|remarques?|modifications?|objections?|changements?)
        (?:\sà\s(?:faire|formuler|apporter|signaler))?(?:\sde\snotre\s(?:part|côté))?""",
    r"""(?:pas\sde|pas\sd'|aucune?|sans|pas\sd’)\s?(?:autres?\s)?(?:commentaires?|observations?
        |remarques?|modifications?|objections?|changements?)(?:\sde\snotre\s(?:part|côté))?""",
    r"""(?:nous\ssommes\s|je\ssuis\s)?d'accord(?=\s)(?:\savec\s(?:le\stexte|ce\stexte|le\schapitre))?
        (?:\ssans\s(?:modifications?|changements?|commentaires?|réserves?))?""",
    r"""(?:nous\s(?:approuvons|acceptons)|j'approuve|approuvé|lu\set\sapprouvé|validé)
        (?:\s(?:le|ce|la|cette|texte|chapitre|version|projet|document|tel\squel|telle\squelle))*""",
    r"rien\sà\s(?:ajouter|signaler|modifier)",
    # Spanish
    r"""(?:no\stenemos|no\stengo|no\shay|sin|ningún|ninguna)\s(?:ningún\s|ninguna\s|más\s)?(?:comentarios?|cambios?
        |observaci(?:ón|ones)|objeci(?:ón|ones)|modificaci(?:ón|ones))(?:\s(?:que\shacer|adicionales|
        por\snuestra\sparte|de\snuestra\sparte))*""",
    r"""(?:estamos\s|estoy\s)?de\sacuerdo(?=\s)(?:\scon\s(?:el\stexto|el\scapítulo|este\stexto))?
        (?:\ssin\s(?:cambios|comentarios|observaciones))?""",
    r"""(?:aprobado|aprobamos|apruebo|aceptamos)(?:\s(?:el|este|texto|capítulo|documento|borrador|tal
        |como|está))*""",
    r"nada\s(?:que\s)?(?:añadir|agregar|cambiar)",
    # Russian
    r"""(?:у\sнас\s)?(?:(?:больше|других|иных|дополнительных)\s)?(?:нет|без|не\sимеем|замечаний)(?:\s(?:никаких|дополнительных|к|тексту|главе))*
        \s?(?:замечаний|комментариев|изменений|возражений|поправок|правок|нет|не\sимеем|не\sимеется)
        (?:\s(?:с\sнашей\sстороны|нет|по\sтексту|к\sтексту))*""",
    r"(?:мы\s)?(?:одобряем|(?:согласны|согласен|согласна)(?=\s)|согласовано|одобрено|утверждаем)"
    r"(?:\s(?:с|текст|текстом|главу|этот|данный|без\sизменений|без\sзамечаний))*",
    # Chinese
    r"(?:我们|我方|我)?(?:对[^,，但]{0,12})?(?:没有|无|暂无)(?:任何|其他|进一步|更多)?(?:的)?"
    r"(?:意见|修改|评论|异议|修改意见|评论意见|补充|不同意见)",
    r"(?:我们|我方|我)?(?:同意|批准|认可|通过)(?:该|此|本)?(?:文本|章节|草案|内容|稿件|稿)?",
    # Arabic
    r"""(?:ليس\sلدينا|لا\sتوجد|لا\sيوجد|ليست\sلدينا|لا|بدون|دون|بلا)\s(?:اي\s|أي\s|أية\s|اية\s)?
        (?:تعليقات?|ملاحظات?|تغييرات?|تعديلات?|اعتراضات?|اعتراض|تعليق|تعديل)(?:\s(?:لدينا|من\sجانبنا
        |من\sطرفنا|إضافية|اضافية|أخرى|اخرى))*""",
    r"(?:نوافق|موافق|موافقون|موافقة|نحن\sموافقون)(?=\s)(?:\s(?:على|النص|الفصل|هذا|ذلك|المسودة))*",
)

_MANY = r"(?:other|remaining)(?:\s(?P<n>two|three|four|five))?"
_TEXTS = r"(?:chapters|ones|files|texts|documents|drafts)"

REST = _any(
    rf"""(?P<english>(?P<lead>^(?:and\s)?(?:as\s(?:for|to)|for|on|in|regarding|concerning)\s)?(?<!from\s)
        \b(?:(?:all|any|both|either)\s(?:of\s)?)?(?:(?:(?:the|our|your|my)\s)?{_MANY}\s{_TEXTS}
        (?:\sof\sthe\sguide)?|the\s(?:others(?!')|(?P<one>other\s(?:chapter|one|file)))
        |(?P<rest>the\srest(?:\sof\s(?:them|(?:the|our|your|my)\s(?:guide|{_TEXTS})))?(?!\sof)))\b)""",
    r"""(?:\b(?:sur|pour|concernant|dans|quant|en\sce\squi\sconcerne)\s)?(?:\btous\s)?
        (?:\b(?:les|aux|des|nos)\s)?\b(?:autres\s(?:chapitres|textes|documents|fichiers)
        |chapitres\srestants)\b|(?:\b(?:sur|pour|quant)\s)?\b(?:les|aux)\sautres\b(?!\s\w)""",
    r"""(?:\b(?:sobre|en|para|con|respecto|en\scuanto)\s)?(?:\b(?:a|de)\s)?(?:\btodos\s)?(?:\blos\s)?
        \b(?:(?:demás|otros)\s(?:capítulos|textos|documentos)|capítulos\srestantes)\b
        |(?:\b(?:sobre|en|para)\s)?\blos\s(?:demás|otros)\b(?!\s\w)""",
    r"""(?:\b(?:по|к|в|на|для)\s)?(?:\bвс(?:ем|ех|е)\s)?\b(?:остальны|други|прочи)(?:м|х|е)\s
        (?:глав|текст(?=ам|ах|ы))\w*""",
    r"(?:对|对于|关于|至于)?(?:所有)?(?:其他|其它|其余|剩余|剩下)(?:的)?(?:各)?(?:章节|章|文本)",
    r"""(?:\b(?:على|في|عن|حول|بشأن|بخصوص|بالنسبة)\s)?\b(?:(?:ال|لل)فصول\s(?:الأخرى|الاخرى|المتبقية|الباقية)
        |(?:بقية|باقي|سائر)\sالفصول)\b""",
    r"""(?P<rest_of_it>(?:\b(?:sur|pour|dans|quant)\s)?\b(?:le|au)\sreste(?:\sdes\schapitres|\sdu\sguide)?
        \b(?!\sd)|(?:\b(?:sobre|en|para|respecto)\s)?\b(?:el|al|del)\sresto(?:\sde\slos\scapítulos)?
        \b(?!\sde)|\b(?:по|к|в)\sостальн\w+\b(?!\s(?:част|раздел|таблиц|пункт|текст|глав))|(?:对)?其余(?:部分)?
        |(?:\bعلى\s)?\b(?:الباقي|البقية)\b)""",
)
"""“The other chapters”, with the preposition before it. `rest` and `rest_of_it`: what may be of one
chapter as well; `n` and `one`: how many there are.
"""

NOTHING = _any(
    r"nothing(?:\s(?:further|more))?\s(?:on|in|for|about|regarding|concerning)\sthe\schapters",
    r"rien(?:\sde\splus)?|nada(?:\smás)?|ничего|没有|无|لا\sشيء",
)
"""What means “no comments” where it is said of the other chapters."""

AGREEING = _any(
    r"\b(?:approv|agree|accept|endors|no\s(?:\w+\s)?(?:comment|change|objection|remark))",
    r"d'accord|approuv|sans\s(?:modif|comment)|de\sacuerdo|aprob|sin\s(?:cambios|comentarios)",
    r"согла[сш]|одобр|замечаний|同意|批准|没有意见|无意见|نوافق|موافق|لا\s(?:توجد|يوجد)",
)
"""Signs of agreement somewhere in a sentence."""

ASSURES = _any(
    r"""^(?:(?:please|kindly)\snote\sthat|(?:we|i)\s(?:can\s|hereby\s|would\slike\sto\s)?confirm(?:\sthat)?
        |this\sis\sto\s(?:confirm|inform\syou)\sthat|on\sbehalf\sof\s[^,]{1,60},|from\sour\sside,?
        |(?:we|i)\s(?:would\slike|wish)\sto\sinform\syou\sthat|after\sreview,|having\sreviewed\s[^,]{1,60},
        |(?:we|i)\s(?:have\s)?reviewed\s(?:the|this|our|your|it|chapters?|text|draft|\s|[\d.])+\s?(?:and|,)
        |nous\svous\s(?:informons|confirmons)\sque|(?:je|nous)\sconfirm(?:e|ons)\sque
        |(?:les\s)?(?:confirmamos|informamos)\sque|сообщаем,?\sчто|подтверждаем,?\sчто)\s*""",
)
"""What people put before what they mean; taken away first."""

_THANKS = (
    r"(?:the|your|you|us|this|that|for|and|so|very|much|sending|sharing|giving|"
    r"opportunity|to|review|draft|chapters?|text|document|mail|e-?mail|message|reminder|letter|work|"
    r"excellent|great|good|kind|efforts?|patience|again|all|in|advance|it|me|on|of|comment|guide)"
)

FILLERS = _any(
    r"(?:dear|hello|hi|greetings)(?:\s[\w.'-]+){0,6}",
    r"good\s(?:morning|afternoon|evening|day)(?:\s[\w.'-]+){0,4}",
    rf"(?:many\s|with\s)?thank(?:s|\syou)(?:\s{_THANKS})*",
    r"(?:yes|ok|okay|sure|done|hope\syou\sare\swell|(?:i|we)\shope\s(?:this|you)\s[\w\s]{1,30}well)",
    r"(?:for|on|regarding|concerning|re)?\s?chapters?\s[\d.]+(?:(?:,|\sand)\s[\d.]+)*",
    r"(?:bonjour|cher|chère|chers|madame|monsieur|mesdames)(?:\s[\w.'-]+){0,5}",
    r"(?:merci|oui)(?:\s(?:beaucoup|bien|de|pour|votre|le|la|l'envoi|message|envoi|texte|chapitre))*",
    r"(?:estimad[oa]s?|hola|buenos\sdías|buenas\stardes)(?:\s[\w.'-]+){0,5}",
    r"(?:muchas\s)?gracias(?:\s(?:por|el|la|su|envío|mensaje|texto|capítulo))*|sí",
    r"(?:уважаем\w+|здравствуйте|добрый\sдень|коллеги)(?:\s[\w.'-]+){0,5}",
    r"(?:большое\s)?спасибо(?:\s(?:за|ваше|письмо|текст|большое))*|да",
    r"(?:尊敬的|亲爱的)?\w{0,12}(?:您好|你好|女士|先生|各位同事|同事们)|谢谢\w{0,6}|感谢\w{0,10}|是的",
    r"(?:السلام\sعليكم|تحية\sطيبة|السادة|السيد|السيدة|عزيزي|عزيزتي)(?:\s\w+){0,5}",
    r"(?:شكرا|نشكركم|مع\sالشكر)(?:\s\w+){0,3}|نعم",
)

COURTESY = _any(
    r"(?:please\saccept\s)?(?:our|my|with)?\s?(?:sincere\s)?apologies(?:\sfor\s[\w\s]{1,40})?",
    r"(?:we\sare\s|i\sam\s|i'm\s|we're\s)?(?:very\s)?sorry(?:\sfor\s[\w\s]{1,40})?",
    r"(?:that|this|it)\swas\sthe\swrong\s(?:file|one|version|attachment)",
    r"(?:please\s)?(?:let\s(?:me|us)\sknow|(?:do\snot|don't)\shesitate\sto\s(?:contact|write\sto)\s(?:me|us))"
    r"(?:\sif\s(?:you\s(?:have|need)|there\sare|anything\sis)[\w\s]{1,40})?",
)
"""What is said around a file besides greeting and thanks."""

OF_FILES = frozenset(
    """
    a an the this that these those our my your its it i we you us here below herewith please kindly
    of to in on with by for from and as at is are was were be has have had been made do done
    find see attached attaching attachment attachments enclosed sending sent submitting
    submitted sharing shared returning returned reviewed revised edited marked tracked track
    tracking mode file files document documents chapter chapters ch text texts draft drafts version
    versions word docx comment comments changes edits suggestions revisions corrections
    corrected inputs input feedback review response reply final clean updated right requested guide
    gci green customs secretariat dear all colleague colleagues sir madam mr ms dr team round few
    some one two three four five six seven eight nine ten left over also
    veuillez trouver ci-joint ci-jointe ci-joints ci-jointes pièce jointe joint voici notre nos
    le la les un une avec fichier fichiers chapitre chapitres commentaires modifications révisé
    révisée révisés version texte document suivi des du de en nous vous votre
    adjunto adjunta adjuntos adjuntas adjuntamos encontrará encontrarán envío enviamos aquí nuestro
    nuestra nuestros nuestras el los las archivo archivos capítulo capítulos con comentarios cambios
    versión revisada revisado texto documento del control
    """.split()  # noqa: SIM905 -- so many words are read as text
)
"""Words that say of a file that it is there, and nothing of what is in it."""

FAREWELL = _any(
    r"^(?:(?:best|kind|warm|kindest|with\s(?:best|kind))\s)?(?:regards|wishes)\b",
    r"^(?:yours|best)(?:\s(?:sincerely|faithfully|truly|ever))?(?:\s?[,.!،，]|$)",
    r"^(?:sincerely|cheers|cordialement|bien\s(?:à\svous|cordialement)|salutations)\b",
    r"^(?:saludos|atentamente|cordialmente|un\ssaludo|с\sуважением|с\sнаилучшими)",
    r"^(?:此致|敬礼|祝好|顺颂|مع\s(?:التحية|خالص|أطيب|اطيب|التقدير)|وتفضلوا|تحياتي)",
)

BUT = _any(
    r"\b(?:but|however|except|although|though|unless|if|provided|subject\sto|only|apart\sfrom|besides)\b",
    r"\b(?:once|after\syou|as\slong\sas|still|nevertheless|pending|please|should|must|instead|replace)\b",
    r"\b(?:mais|toutefois|cependant|sauf|sous\sréserve|à\scondition|si|veuillez)\b",
    r"\b(?:pero|sin\sembargo|salvo|excepto|siempre\sque|si|por\sfavor|aunque)\b",
    r"\b(?:но|однако|если|кроме|при\sусловии|прошу|просим|хотя)\b",
    r"但|然而|除了|如果|请|不过|لكن|ولكن|بشرط|باستثناء|إذا|اذا|غير\sأن|يرجى|الرجاء",
)

FOLLOWS = _any(
    r"\b(?:follows?|to\sfollow|will\s(?:be\ssent|come)|later|soon)\b|suiv(?:ra|ront|ent)|plus\starde?",
    r"\bsig(?:ue|uen|uirá|uirán)\b|más\starde|позже|последу\w+|稍后|随后|لاحقا",
)
"""Signs that something else is still to come, and that a sentence is about that."""

_ADDRESS = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"

ASKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "stop",
        _any(
            r"\bunsubscribe\b|stop\s(?:sending|these|this|writing|e-?mailing)",
            r"\bremove\s(?:me|us)\sfrom|désabonner|cesser\sde\snous\sécrire|dar(?:me)?\sde\sbaja",
            r"отпис(?:ать|аться)|退订|إلغاء\sالاشتراك",
        ),
    ),
    (
        "extension",
        _any(
            r"\bextension\b|\bextend\b|more\stime|additional\stime|(?:until|till)\s(?:the\s)?\w+.*\d",
            r"\b(?:postpone|later\sdeadline|another\s(?:week|few\sdays|\w+\sdays|\w+\sweeks))\b",
            r"prolong|délai\ssupplémentaire|plus\sde\stemps|report(?:er)?\s(?:de|la\sdate)",
            r"prórroga|más\stiempo|ampliar\sel\splazo|prorrogar|aplazar",
            r"продл(?:ить|ение|ите)|дополнительное\sвремя|отсрочк|больше\sвремени",
            r"延期|延长|更多时间|宽限|تمديد|مهلة|مزيد(?:ا|اً)?\sمن\sالوقت|وقت(?:ا|اً)?\sإضافي",
        ),
    ),
    (
        "decline",
        _any(
            r"\b(?:will|shall|can|are|is)\s?(?:not|n't)\s(?:be\sable\sto\s)?(?:review|comment|participate"
            r"|take\spart|contribute)|\bwon't\s(?:review|comment|participate)|\bunable\sto\s(?:review"
            r"|comment|participate)|\b(?:cannot|can't)\s(?:review|participate|contribute)|\bwe\sdecline",
            r"ne\s(?:participerons\spas|(?:pourrons|pouvons)\spas\s(?:participer|relire|commenter|examiner)"
            r"|sommes\spas\sen\smesure)|nous\sdéclinons",
            r"no\s(?:podremos|podemos|vamos\sa)\s(?:revisar|participar|comentar)",
            r"не\s(?:сможем|можем|будем)\s(?:рассмотреть|участвовать|рецензировать|комментировать)",
            r"无法(?:审阅|参与|评审)|不(?:参与|参加)|لن\s(?:نتمكن|نشارك|نراجع)|لا\sيمكننا\s(?:المشاركة|المراجعة)",
        ),
    ),
    (
        "delegate",
        _any(
            rf"{_ADDRESS}.*\b(?:instead|responsible|colleague|focal\spoint)\b",
            rf"\b(?:send|forward|write|contact|address|resend|direct)\b.*{_ADDRESS}",
            rf"\b(?:my|our)\scolleague\b.*{_ADDRESS}|(?:envoyer|adresser|contacter).*{_ADDRESS}",
            rf"(?:enviar|envíe|dirigir|contactar).*{_ADDRESS}|(?:направ\w+|отправ\w+|обра\w+).*{_ADDRESS}",
            rf"(?:发送|联系|转给|发给).*{_ADDRESS}|(?:إرسال|ارسال|الاتصال|التواصل).*{_ADDRESS}",
        ),
    ),
    (
        "not approved",
        _any(
            r"\b(?:not|n't|cannot|never)\s(?:be\s)?(?:approv|agree|accept|endors|clear)|\bdisagree|\bobject\b",
            r"^no,|\bchanges?\s(?:are\s|is\s)?(?:needed|required|necessary)|\bwe\sreject\b",
            r"pas\sd'accord|n'approuv|désapprouv|nous\snous\sopposons",
            r"no\s(?:estamos\sde\sacuerdo|aprobamos|aceptamos|estoy\sde\sacuerdo)",
            r"не\s(?:согла[сш]|одобр|утвержд|можем\sсоглас)|возражаем|不同意|不批准|反对",
            r"لا\s(?:نوافق|أوافق|اوافق|نقبل)|غير\sموافق|نعترض",
        ),
    ),
    (
        "attached",
        _any(
            r"\b(?:attached|attachment|enclosed|herewith)\b|ci-joint|pièce\sjointe|adjunt[oa]|anexo",
            r"\bhere\s(?:is|are)\s(?:\w+\s){0,3}(?:file|chapter|version|document|copy|draft)s?\b",
            r"\bvoici\s(?:\w+\s){0,2}(?:fichier|chapitre|version|texte)|\baquí\s\w+\s(?:\w+\s){0,2}"
            r"(?:archivo|capítulo|versión|texto)|\bвот\s(?:\w+\s){0,2}(?:файл|глав|текст)",
            r"прилага|вложени|прикрепл|附件|附上|随信|مرفق|المرفق|طيه",
        ),
    ),
)
"""What a sentence asks, first match wins."""

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier enero января январь يناير",
            "february feb février fevrier febrero февраля февраль فبراير شباط",
            "march mar mars marzo марта март مارس آذار",
            "april apr avril abril апреля апрель أبريل ابريل نيسان",
            "may mai mayo мая май مايو أيار",
            "june jun juin junio июня июнь يونيو حزيران",
            "july jul juillet julio июля июль يوليو تموز",
            "august aug août aout agosto августа август أغسطس اغسطس آب",
            "september sept sep septembre septiembre сентября сентябрь سبتمبر أيلول",
            "october oct octobre octubre октября октябрь أكتوبر اكتوبر",
            "november nov novembre noviembre ноября ноябрь نوفمبر",
            "december dec décembre diciembre декабря декабрь ديسمبر",
        ),
        start=1,
    )
    for name in names.split()
}

CHAPTER_WORDS = r"(?:chapters?|chap\.?|ch\.?|chapitres?|capítulos?|глав[аыеу]?|第|فصل|الفصل)"
