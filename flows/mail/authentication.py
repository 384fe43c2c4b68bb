"""What our own mail server says of a sender (RFC 8601); what others say does not count."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import Message

from authres import AuthenticationResultsHeader, AuthResError
from authres.core import AuthenticationResult

from flows.mail.headers import field_values
from review.inbounds import Verdict

__all__ = ["NO_ID", "verdict_on"]

NO_ID = "-"
"""Stands for a server that writes no id before its results (Exchange Online): only the topmost
header is looked at then, and only by this explicit setting."""

_LONGEST = 10_000


def verdict_on(message: Message, senders: Sequence[str], authserv_id: str | None) -> Verdict:
    """Our server's verdict on the one address in From.

    Only the topmost header with our id counts: our server writes above what it received, so one
    below with the same id came with the mail. DMARC decides; where the server says nothing of it,
    an aligned DKIM or SPF pass is the same statement (RFC 7489 §3.1). Several senders, or none:
    no verdict.
    """
    if not authserv_id or len(senders) != 1:
        return Verdict.NONE
    results = _own_results(message, authserv_id)
    domain = senders[0].rpartition("@")[2]
    for result in results:
        if result.method == "dmarc" and result.result in {"pass", "fail"}:
            about = _properties(result).get("header.from", domain)
            passed = result.result == "pass" and _aligned(about, domain)
            return Verdict.PASS if passed else Verdict.FAIL
    aligned = any(r.result == "pass" and _aligned(_domain_of(r), domain) for r in results)
    return Verdict.PASS if aligned else Verdict.NONE


def _own_results(message: Message, authserv_id: str) -> list[AuthenticationResult]:
    for value in field_values(message, "Authentication-Results"):
        given = f"{NO_ID}; {value}" if authserv_id == NO_ID else value
        if given.partition(";")[0].split(" ")[0].lower() != authserv_id.lower():
            continue
        try:
            parsed = AuthenticationResultsHeader.parse_value(given[:_LONGEST])
        except (AuthResError, ValueError, IndexError, AttributeError, RecursionError):
            return []
        return list(parsed.results or [])
    return []


def _properties(result: AuthenticationResult) -> dict[str, str]:
    return {f"{p.type}.{p.name}".lower(): str(p.value).lower() for p in result.properties}


def _domain_of(result: AuthenticationResult) -> str:
    said = _properties(result)
    named = {
        "dkim": said.get("header.d") or said.get("header.i", ""),
        "spf": said.get("smtp.mailfrom", ""),
    }.get(result.method, "")
    return named.rpartition("@")[2]


def _aligned(domain: str, of_sender: str) -> bool:
    """Whether `domain` speaks for the sender's: the same, or one above it (relaxed alignment)."""
    if not domain or "." not in domain:
        return False
    return of_sender == domain or of_sender.endswith(f".{domain}")
