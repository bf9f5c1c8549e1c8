"""Wikipedia's perennial sources, as wikitext: rows of a table with templates in them.

Columns: ``status`` (the template's code: gr, nc, gu, d, m; ``b`` where the row is blacklisted), ``name``,
``shortcut`` (``WP:RSPBBC``; "" for none) and ``year`` (last discussed). A row gives one record for each host
of its ``RSPUSES``, with its path where it has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.catalogue.lists.record import MAX_ROWS, Record, text_of
from bot.catalogue.lists.subscription import Subscription
from bot.errors import ListError

_ROW = re.compile(r"^\|-.*$", re.M)
_TEMPLATE = re.compile(r"\{\{\s*(?:WP|Wikipedia):\s*RSP(STATUS|USES|LAST|SHORTCUT)\s*((?:\|[^{}]*)?)\}\}", re.I)
_LINK = re.compile(r"\[\[(?:[^\]|]*\|)?([^\]|]*)\]\]")
_DASH = re.compile(r"\{\{(?:snd|spnd|ndash|en ?dash|dash|–)\}\}|&[nm]dash;", re.I)
_MARKUP = re.compile(r"'{2,}|\{\{.*?\}\}|<[^<>]*>|\[\S+\s|\]")
_LONGEST_NAME = 120


def records(raw: bytes, spec: Subscription, wanted: tuple[str, ...]) -> Iterator[Record]:
    """Rows of the table that have a status and a host.

    Raises:
        ListError: there is no such table, or its last row is cut off.
    """
    text = text_of(raw, spec.id)
    rows = _ROW.split(text)[1:]
    if len(rows) > MAX_ROWS:
        raise ListError(spec.id, f"has more than {MAX_ROWS} rows")
    if rows and rows[-1].count("{{") != rows[-1].count("}}"):
        raise ListError(spec.id, "is cut off: the last row has a template that is opened and never closed")
    for row in rows:
        found = _templates(row)
        status = _status(found.get("STATUS", [""]))
        for host in found.get("USES", []):
            if host and status:
                fields = {"status": status, **_fields(row, found)}
                yield Record(host, {name: fields.get(name, "") for name in wanted})


def _templates(row: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, arguments in _TEMPLATE.findall(row):
        found.setdefault(name.upper(), []).extend(part.strip() for part in arguments.split("|")[1:])
    return found


def _status(arguments: list[str]) -> str:
    """The code of the first argument; ``b`` where ``b=y`` says that the host is blacklisted too."""
    blacklisted = any(part.replace(" ", "").lower() in {"b=y", "b=yes"} for part in arguments)
    return "b" if blacklisted else arguments[0].lower() if arguments else ""


def _fields(row: str, found: dict[str, list[str]]) -> dict[str, str]:
    year = re.match(r"\d{4}", found.get("LAST", [""])[0])
    shortcut = found.get("SHORTCUT", [""])[0]
    return {"name": _name(row), "shortcut": shortcut, "year": year[0] if year else ""}


def _name(row: str) -> str:
    """The first cell without its markup."""
    first = next((line for line in row.split("\n") if line.startswith("|")), "")
    cell = first.lstrip("|")
    if cell.lstrip().startswith(("data-sort-value", "id=", "class=")):
        cell = cell.partition("|")[2]
    cell = _DASH.sub("–", cell)
    plain = _MARKUP.sub("", _LINK.sub(r"\1", cell))
    return " ".join(plain.split())[:_LONGEST_NAME]
