"""The sender's own words, without quoted text, signature and our own letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from review.references import read_markers

__all__ = ["Words", "marker_in", "own_words", "urls_in"]

LONGEST_BODY = 400_000
"""Characters looked at; a mail that goes on longer quotes something."""

_URL = re.compile(r"https?://[^\s<>\"'\])]{4,2000}", re.IGNORECASE)

# Everything below one of these is quoted.
_DIVIDER = re.compile(
    r"""^[\s>*]*(?:
      [-_=*]{3,}\s*(?:
        original\ (?:message|appointment) | forwarded\ message | begin\ forwarded\ message
      | message\ d['’]origine | message\ (?:transf[ée]r[ée]|original)
      | mensaje\ (?:original|reenviado)
      | urspr[üu]ngliche\ nachricht | weitergeleitete\ nachricht
      | исходное\ сообщение | пересылаемое\ сообщение | пересланное\ сообщение
      | 原始邮件 | 原始郵件 | 转发邮件 | 轉寄郵件 | الرسالة\ الأصلية | رسالة\ معاد\ توجيهها
      | messaggio\ (?:originale|inoltrato) | mensagem\ (?:original|encaminhada)
      | oorspronkelijk\ bericht
      )\s*[-_=*]*
    | begin\ forwarded\ message:
    | d[ée]but\ du\ message\ (?:r[ée]exp[ée]di[ée]|transf[ée]r[ée])\s*:
    | inicio\ del\ mensaje\ reenviado: | anfang\ der\ weitergeleiteten\ nachricht:
    | начало\ переадресованного\ сообщения:
    | \#\#-\ please\ type\ your\ reply\ above .*
    )\s*$""",
    re.IGNORECASE | re.VERBOSE,
)

# Outlook's block of headers: a line of _FROM, and two of _FIELDS within the next lines.
_FROM = re.compile(
    r"^[\s*_]*(?:from|de|von|expéditeur|remitente|absender|от|отправитель"
    r"|发件人|寄件者|寄件人|من|da|van)"
    r"[\s\u00a0*_]*[:：]\s*\S",
    re.IGNORECASE,
)
_FIELDS = re.compile(
    r"^[\s*_]*(?:sent|date|to|cc|subject|envoyé|à|objet|enviado(?:\ el)?|fecha|para|asunto"
    r"|gesendet|datum|an|betreff|отправлено|дата|кому|копия|тема"
    r"|发送时间|發送日期|日期|时间|收件人|抄送|主题|主旨"
    r"|التاريخ|تاريخ\ الإرسال|إلى|الموضوع"
    r"|inviato|data|a|oggetto|enviada|assunto|verzonden|aan|onderwerp)"
    r"[\s\u00a0*_]*[:：]",
    re.IGNORECASE,
)

# "On … wrote:", which clients break over several lines.
_ATTRIBUTION = re.compile(
    r"""^[\s*]*(?:
      on\b.{4,300}\bwrote | le\b.{4,300}\ba\s+écrit | el\b.{4,300}\bescribió
    | (?:am|on)\b.{4,300}\bschrieb\b.{0,120}
    | .{4,300}\bschrieb\b.{0,120}@.{0,100}
    | .{4,300}(?:пишет|написала?|написал\(а\)|сообщила?) | .{4,200}\sот\s.{2,120}@.{2,80}
    | 在.{4,300}写道 | .{4,300}(?:写道|寫道)
    | (?:في|بتاريخ).{4,300}كتبت?\b.{0,120} | .{4,200}كتب(?:ت)?
    | il\b.{4,300}\bha\s+scritto | em\b.{4,300}\bescreveu | op\b.{4,300}\bschreef.{0,120}
    | .{0,200}<[^<>\s]+@[^<>\s]+>\s*(?:wrote|a\s+écrit|escribió|schrieb)
    | .{0,200}\d.{0,200}<[^<>\s]+@[^<>\s]+>
    )\s*[:：]\s*$""",
    re.IGNORECASE | re.VERBOSE,
)

_SIGN_OFF = re.compile(
    r"""^\s*(?:(?:with\ )?(?:(?:kind|best|warm|many)(?:est)?\ )*regards
    | sincerely(?:\ yours)? | yours\ (?:sincerely|faithfully|truly) | best(?:\ wishes)?
    | many\ thanks\ and\ (?:best|kind)\ regards | thanks\ and\ regards
    | (?:bien\ )?cordialement | bien\ à\ (?:vous|toi)
    | (?:meilleures|sincères)\ salutations | salutations(?:\ distinguées)?
    | (?:un\ )?(?:cordial(?:es)?\ )?saludos?(?:\ cordial(?:es)?)? | atentamente
    | (?:mit\ )?(?:freundlichen|besten|herzlichen)\ grüßen | (?:viele|beste|liebe)\ grüße | mfg
    | с\ уважением | с\ наилучшими\ пожеланиями | 此致 | 谨致问候 | 祝好 | 顺颂商祺
    | مع\ (?:أطيب\ )?(?:التحيات|تحياتي|خالص\ التحية) | وتفضلوا\ بقبول\ .*
    | cordiali\ saluti | atenciosamente
    )\s*[,.!،，]?\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
_PROGRAM_LINE = re.compile(
    r"""^\s*(?:sent\ from\ (?:my|outlook|yahoo|mail|samsung|proton).{0,60}
    | get\ outlook\ for\ .{0,60} | envoyé\ de(?:puis)?\ mon\ .{0,60}
    | enviado\ desde\ mi\ .{0,60} | von\ meinem\ .{0,40}\ gesendet
    | отправлено\ (?:с|из)\ .{0,60} | 发自我的.{0,40} | 从我的.{0,30}发送 | أرسلت\ من\ .{0,60}
    )\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
# What mail servers put above mail from outside; it goes on to the next empty line.
_BANNER = re.compile(
    r"""^[\s*\[(_!⚠\ufe0f]*(?:
      caution\b | warning\b.{0,40}(?:external|outside) | external\ (?:e-?mail|sender|message)\b
    | external\s*[\]):]
    | this\ (?:e-?mail|message)\ (?:originated|came|is)\ (?:from\ )?(?:an\ )?(?:external|outside)
    | you\ don['’]t\ often\ get\ e-?mail\ from
    | some\ people\ who\ received\ this\ message\ don['’]t
    | attention\b.{0,40}(?:externe|expéditeur) | courriel\ externe | expéditeur\ externe
    | precaución\b | correo\ externo | externe\ e-?mail | внимание\b.{0,60}внешн | 外部邮件
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_OUTSIDE = re.compile(
    r"external|outside|extern|often\s+get|don['’]t\s+often|click|внешн|外部", re.IGNORECASE
)
_QUOTED = re.compile(r"^\s{0,3}(?:>|\|\s|＞)")
# Words below a signature count: "Approved. Regards, Jane. NB: table 2 must go" is no approval.
_POSTSCRIPT = re.compile(
    r"""^\s*(?:
      p\.?\s?s\.?[\s:.] | n\.?\s?b\.?[\s:.] | note\b | but\b | however\b | also\b | one\ more\b
    | additional | subject\ to\b | provided\b
    | please\ (?!consider|think|do\ not\ print|don['’]t\ print)
    | remarque\b | à\ noter | veuillez\ (?!penser) | nota\b | por\ favor | bitte\ (?!denken|prüfen)
    | anmerkung | hinweis | пожалуйста | примечание | 请 | 注 | 另 | يرجى | ملاحظة
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_UNDERSCORES = re.compile(r"^\s*[_-]{10,}\s*$")
_MOST_LINES_OF_ATTRIBUTION = 4
_MOST_LINES_OF_HEADERS = 8
_MOST_LINES_OF_BANNER = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the sender wrote, and the rest: quoted text, signature, our letter."""

    own: str
    quoted: str


def own_words(text: str) -> Words:
    """A plain text body parted into the sender's words and the rest; nothing is lost."""
    lines = [line.rstrip() for line in text[:LONGEST_BODY].replace("\r\n", "\n").split("\n")]
    is_own = _without_our_letter(lines, _without_banner(lines, _above_quote(lines)))
    is_own = _without_signature(lines, is_own)
    own = "\n".join(line for line, mine in zip(lines, is_own, strict=True) if mine)
    rest = "\n".join(line for line, mine in zip(lines, is_own, strict=True) if not mine)
    return Words(
        own=re.sub(r"\n{3,}", "\n\n", own).strip(),
        quoted=(rest + text[LONGEST_BODY:]).strip(),
    )


def marker_in(text: str) -> str | None:
    """Our own id in a body, with brackets; the topmost where letters quote letters."""
    unmarked = re.sub(r"\n[>\s]+", "\n", text)  # a line may have been broken inside a quote
    return next(iter(read_markers(unmarked)), None)


def urls_in(text: str) -> tuple[str, ...]:
    """Web addresses in a text, in order, each once."""
    return tuple(dict.fromkeys(url.rstrip(".,;:!?") for url in _URL.findall(text)[:200]))


def _above_quote(lines: list[str]) -> list[bool]:
    """Which lines are not quoted: by ">" or below a divider."""
    is_own = [not _QUOTED.match(line) for line in lines]
    for start, length, final in _dividers(lines):
        if final or not _answers_below(lines, start + length):
            return is_own[:start] + [False] * (len(lines) - start)
        is_own[start : start + length] = [False] * length
    return is_own


def _dividers(lines: list[str]) -> Iterator[tuple[int, int, bool]]:
    """(line, number of lines, whether all below is quoted) of what parts words from quotes."""
    skip = 0
    for at, line in enumerate(lines):
        if at < skip or not line.strip():
            continue
        if _DIVIDER.match(line) or _is_header_block(lines, at):
            yield at, 1, True
        elif length := _attribution_length(lines, at):
            skip = at + length
            yield at, length, False


def _is_header_block(lines: list[str], at: int) -> bool:
    if _UNDERSCORES.match(lines[at]):
        at = next((n for n in range(at + 1, min(at + 3, len(lines))) if lines[n].strip()), at)
    if not _FROM.match(lines[at]):
        return False
    below = lines[at + 1 : at + 1 + _MOST_LINES_OF_HEADERS]
    return sum(1 for line in below if _FIELDS.match(line)) >= 2  # noqa: PLR2004 -- Date and To


def _attribution_length(lines: list[str], at: int) -> int:
    if _QUOTED.match(lines[at]):
        return 0
    joined = ""
    for length, line in enumerate(lines[at : at + _MOST_LINES_OF_ATTRIBUTION], start=1):
        if not line.strip():
            return 0
        joined = f"{joined} {line.strip()}".strip()
        if line.rstrip().endswith((":", "：")) and _ATTRIBUTION.match(joined[-700:]):
            return length
    return 0


def _answers_below(lines: list[str], at: int) -> bool:
    """Whether the quote below is marked line by line, so that unmarked lines are answers."""
    first = next((line for line in lines[at:] if line.strip()), "")
    return bool(_QUOTED.match(first))


def _without_banner(lines: list[str], is_own: list[bool]) -> list[bool]:
    """Without the warning at the very top, down to the empty line after it."""
    top = next((n for n, line in enumerate(lines) if line.strip()), 0)
    end = next((n for n in range(top, len(lines)) if not lines[n].strip()), len(lines))
    banner = "\n".join(lines[top:end])
    # Both, so that a person's "Caution: table 2 is wrong" above "Otherwise approved" is read.
    known = _BANNER.match(banner) and _OUTSIDE.search(banner)
    if end == len(lines) or end - top > _MOST_LINES_OF_BANNER or not known:
        return is_own
    return [mine and not top <= n < end for n, mine in enumerate(is_own)]


def _without_our_letter(lines: list[str], is_own: list[bool]) -> list[bool]:
    """Our own letter taken out where a program quoted it without any mark."""
    ends = [n for n, line in enumerate(lines) if is_own[n] and read_markers(line)]
    if not ends:
        return is_own
    starts = [n for n in range(ends[0]) if is_own[n] and lines[n].startswith("Reference: ")]
    start = starts[-1] if starts else ends[0]
    return [mine and not start <= n <= ends[0] for n, mine in enumerate(is_own)]


def _without_signature(lines: list[str], is_own: list[bool]) -> list[bool]:
    kept = []
    signed = False
    for line, mine in zip(lines, is_own, strict=True):
        if mine and (line in {"--", "-- "} or _SIGN_OFF.match(line)):
            signed = True
        elif not mine or _POSTSCRIPT.match(line):
            signed = False  # below a quote, and after "P.S.", words may go on
        kept.append(mine and not signed and not _PROGRAM_LINE.match(line))
    return kept
