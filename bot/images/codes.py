"""What the codes (QR and its like) of a picture hold: links, and words where it is no machine's business. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.links.find import addresses

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_CODES: Final = 8
LONGEST_CODE: Final = 4_296
"""Characters; the most that a QR code can hold (ISO/IEC 18004, version 40-L, alphanumeric)."""

_PRIVATE: Final = re.compile(
    r"(?:wifi|otpauth(?:-migration)?|tel|sms(?:to)?|mms(?:to)?|mailto|matmsg|geo|bitcoin|ethereum|upi|spc|hc1|fido|dpp|lpa)"
    r"[:\r\n]|bcd\r?\n|0002",
    re.IGNORECASE,
)
"""Passwords, second factors, numbers to call, payments, health certificates: neither claims nor web pages, and
nobody's business. ``0002`` begins an EMV payment code, ``BCD`` a European transfer, ``SPC`` a Swiss one."""

_CARD: Final = re.compile(r"(?:begin:|mecard:|mebkm:|bizcard:|url(?:to)?:)", re.IGNORECASE)
"""Visiting cards, events, bookmarks: only the web pages that they name are looked at."""


def links_in(codes: Iterable[str]) -> tuple[str, ...]:
    """Return the addresses that codes hold, each once, in order."""
    found = (address for code in _readable(codes) for address in addresses(_unescaped(code)))
    return tuple(dict.fromkeys(found))


def words_in(codes: Iterable[str]) -> str:
    """Return the sentences that codes hold besides links; one a line."""
    plain = (code for code in _readable(codes) if not _CARD.match(code) and not any(addresses(code)))
    return "\n".join(code for code in plain if " " in code)


def _readable(codes: Iterable[str]) -> list[str]:
    stripped = [code.strip() for code in list(codes)[:MOST_CODES]]
    return [code for code in stripped if len(code) <= LONGEST_CODE and not _PRIVATE.match(code)]


def _unescaped(code: str) -> str:
    r"""Take a card apart into one field a line: ``MEBKM:TITLE:x;URL:http\://y.example;;``."""
    if not _CARD.match(code):
        return code
    fields = re.split(r"(?<!\\)[;\r\n]+", re.sub(r"\\([:;,\\])", r"\1", code))
    named = re.compile(r"(?:mebkm:|mecard:|bizcard:)?(?:url(?:to)?)(?:;[^:]*)?:", re.IGNORECASE)
    return "\n".join(named.sub("", field) for field in fields)
