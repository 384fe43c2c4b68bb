"""The sheet Partners → partners and their people, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from email.utils import getaddresses

from desk.checking import Words, chosen, is_address
from desk.forms import Form, Line
from desk.problems import Problem
from review.partners import Contact, Partner, PartnerId, Role, Standing

__all__ = ["check_partners", "slug"]

_STANDINGS: Words[Standing] = {standing.value: standing for standing in Standing}
_ROLES: Words[Role] = {role.value: role for role in Role}
_DOMAIN = re.compile(r"\w[\w-]*(\.\w[\w-]*)+")
_FREE_MAIL = frozenset(
    {"163", "126", "aol", "gmail", "gmx", "googlemail", "hotmail", "icloud", "live", "mail", "me"}
    | {"msn", "outlook", "proton", "protonmail", "qq", "web", "yahoo", "yandex", "ymail", "zoho"}
)
"""The first words of domains at which everybody can have an address."""


def check_partners(form: Form, problems: list[Problem]) -> tuple[Partner, ...]:
    """The partners in the order of the sheet; their problems are added to the list."""
    lines = list(_named_lines(form.partners, problems))
    if not lines and not any(problem.sheet == form.partners_sheet for problem in problems):
        problems.append(
            Problem(
                code="no-partners",
                text="No partner is listed.",
                instead="Write one line per person: short name, organisation, person, email.",
                sheet=form.partners_sheet,
            )
        )
    grouped = dict[str, list[Line]]()
    for name, line in lines:
        grouped.setdefault(name, []).append(line)
    _check_slugs(grouped, problems)
    partners = tuple(_partner(name, of_it, problems) for name, of_it in grouped.items())
    _check_twice([line for _, line in lines], problems)
    return partners


def slug(name: str) -> str:
    """What is left of a short name in references and addresses: letters and digits, lower case."""
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def _named_lines(lines: Sequence[Line], problems: list[Problem]) -> Iterator[tuple[str, Line]]:
    """Each line with its partner; an empty short name repeats the one above, as in merged cells."""
    above = ""
    for line in lines:
        name = line.words("short") or above
        if not name:
            problems.append(
                line.problem(
                    "partner-unnamed",
                    "short",
                    "This line does not say which partner it is about.",
                    "Write the partner's short name.",
                )
            )
            continue
        above = name
        yield name, line


def _check_slugs(grouped: dict[str, list[Line]], problems: list[Problem]) -> None:
    seen = dict[str, str]()
    for name, lines in grouped.items():
        key = slug(name)
        if not key or set(name) & set(",;"):
            text = f"The short name {name!r} has a comma, or no letter and no digit."
            problems.append(lines[0].problem("partner-signs", "short", text, "Write a word."))
        elif key in seen:
            text = f"{name!r} and {seen[key]!r} differ in spaces, signs or capitals only."
            instead = "Write one partner in the same way everywhere, two partners more differently."
            problems.append(lines[0].problem("partner-slug", "short", text, instead))
        seen.setdefault(key, name)


def _partner(name: str, lines: Sequence[Line], problems: list[Problem]) -> Partner:
    said = {key: _once(name, lines, key, problems) for key in ("name", "standing")}
    standing = chosen(said["standing"], "standing", _STANDINGS, Standing.MEMBER, problems)
    contacts = tuple(contact for line in lines if (contact := _contact(line, problems)))
    problems += _contact_problems(name, lines[0], contacts, standing)
    domains = [domain for line in lines for domain in _domains(line, problems)]
    return Partner(
        id=PartnerId(name),
        name=said["name"].words("name") or name,
        standing=standing,
        contacts=contacts,
        domains=tuple(dict.fromkeys(domains)),
    )


def _once(name: str, lines: Sequence[Line], key: str, problems: list[Problem]) -> Line:
    """The first line that says it; another line that says something else is a problem."""
    saying = [line for line in lines if line.words(key)] or list(lines)
    for line in saying[1:]:
        if line.words(key).casefold() != saying[0].words(key).casefold():
            text = f"{name} is {saying[0].words(key)!r} above and {line.words(key)!r} here."
            instead = "Write the same on each line of a partner, or another short name."
            problems.append(line.problem("partner-twice", key, text, instead))
    return saying[0]


def _contact(line: Line, problems: list[Problem]) -> Contact | None:
    """The person of a line; none where it gives no usable address."""
    role = chosen(line, "role", _ROLES, Role.REVIEWER, problems)
    said = line.words("mail").replace(";", ",")
    if not said:
        return None
    read = [(name, address.strip()) for name, address in getaddresses([said])]
    bad = [address for _, address in read if not is_address(address)]
    if bad or not read:
        text = f"{line.words('mail')!r} is no mail address."
        instead = "Write it like name@wco.example.org; several with semicolons between them."
        problems.append(line.problem("bad-address", "mail", text, instead))
        return None
    name = line.words("person") or read[0][0] or read[0][1].partition("@")[0]
    also = tuple(address for _, address in read[1:])
    return Contact(name=name, address=read[0][1], role=role, also=also)


def _contact_problems(
    name: str, line: Line, contacts: Sequence[Contact], standing: Standing
) -> Iterator[Problem]:
    if not contacts and standing is not Standing.WITHDRAWN:
        text = f"{name} has no person with a mail address."
        yield line.problem("no-contacts", "mail", text, "Write at least one.")
    if len(contacts) > 1 and not any(contact.role is Role.LEAD for contact in contacts):
        text = f"Nobody at {name} is marked as lead, so letters go to all {len(contacts)} people."
        yield line.problem("no-lead", "role", text)


def _domains(line: Line, problems: list[Problem]) -> Iterator[str]:
    for word in re.split(r"[\s,;]+", line.words("domains").casefold()):
        domain = word.lstrip("@")
        if not domain:
            continue
        if not _DOMAIN.fullmatch(domain):
            text = f"{word!r} is no mail domain."
            instead = "Write what stands after the @ of its addresses, as in wco.example.org."
            problems.append(line.problem("bad-domain", "domains", text, instead))
        elif domain.split(".")[0] in _FREE_MAIL:
            text = f"Everybody can have an address at {domain}."
            instead = "Leave it out, and list the person's address under Email."
            problems.append(line.problem("free-mail-domain", "domains", text, instead))
        else:
            yield domain


def _check_twice(lines: Sequence[Line], problems: list[Problem]) -> None:
    seen = dict[str, Line]()
    for line in lines:
        for _, address in getaddresses([line.words("mail").replace(";", ",")]):
            key = address.casefold()
            if key in seen and is_address(key):
                row = seen[key].row
                text = f"{address} stands in row {row} already."
                instead = "Give each person, and each partner, an address of its own."
                problems.append(line.problem("address-twice", "mail", text, instead))
            seen.setdefault(key, line)
