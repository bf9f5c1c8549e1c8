"""Which service on the web is asked for fact-checks, and what is sent to it: the operator's choice. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from bot.queries import Of

GOOGLE: Final = "https://factchecktools.googleapis.com"
"""Google's Fact Check Tools API."""

SENT: Final = {
    "titles": frozenset({Of.TITLE, Of.DESCRIPTION}),
    "text": frozenset(Of),
}
"""The operator's word -> whose words may be sent. By default only what a page's site has published."""

_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Service:
    """A service, with its key; nothing that shows one shows the key."""

    key: str = field(repr=False)
    url: str = GOOGLE
    """Without a slash at the end."""
    sends: frozenset[Of] = SENT["titles"]


def parse_sends(text: str) -> frozenset[Of]:
    """Return whose words ``titles`` or ``text`` lets be sent.

    Raises:
        ValueError: it is neither.
    """
    if text.lower() not in SENT:
        raise ValueError(f"{text!r} is neither titles nor text")
    return SENT[text.lower()]


def parse_url(text: str) -> str:
    """Return a service's address; in clear only on this machine, since the key goes with every question.

    Raises:
        ValueError: it is no such address.
    """
    parts = urlsplit(text)
    if not parts.hostname or parts.scheme not in {"https", "http"}:
        raise ValueError(f"{text!r} is no web address")
    if parts.scheme == "http" and parts.hostname not in _HERE:
        raise ValueError("would send the key in clear")
    return text.rstrip("/")


def parse_key(text: str) -> str:
    """Return a key as a header can carry it; a wrong one is not repeated.

    Raises:
        ValueError: it holds what no key holds.
    """
    if not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError("holds characters that no key has")
    return text
