"""What the operator can set about fetching, and how the two lists in the environment are read. Pure."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import can_ada

from bot.fetch.addresses import Address, Allow, Guard, Network

Answers = tuple[tuple[Address, int | None], ...]
"""Addresses of one name, each with the port to dial in place of the URL's; None keeps the URL's."""

MAX_URL_LENGTH = 8_192
"""Characters; what common web servers take as a request line."""


@dataclass(slots=True)
class OwnPage:
    """The bot's own page on its platform, which a platform tells only once it is reached."""

    url: str = ""
    """ "" until it is known, and where Mop runs as no bot."""


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """How a stranger's page is fetched."""

    allow: Allow = ()
    """Networks that may be fetched although private (MOP_FETCH_ALLOW); with None the port stays 80 or 443."""
    resolve: Mapping[str, Answers] = field(default_factory=dict)
    """Names that are not asked of DNS (MOP_RESOLVE): a host, ``*.suffix`` or ``*``, in lower-case ASCII."""
    contact_url: str = ""
    """Where a site's owner can complain, told in the user agent; "" tells the bot's own page."""
    own_page: OwnPage = field(default_factory=OwnPage)
    max_bytes: int = 512 * 1024
    """Decoded body that is read of a page; the rest is left."""
    max_redirects: int = 5
    connect_seconds: float = 2.0
    """Name look-up, TCP and TLS together. Also how long every unreachable or refused address takes, so that
    the time tells nobody which of the two it was."""
    read_seconds: float = 4.0
    """The longest silence of a server that has been connected to."""
    pages_at_once: int = 8
    connections_per_host: int = 2

    def contact(self) -> str:
        """Where a site's owner can complain: what the operator named, else the bot's own page; "" for neither."""
        return self.contact_url or self.own_page.url

    def guard(self) -> Guard:
        """The rule that every dialled address is held against."""
        return Guard.of(self.allow, self.resolve)

    def pinned_answers(self, host: str) -> Answers:
        """Addresses that stand in for DNS: the name itself, else its longest ``*.suffix``, else ``*``; or ()."""
        name = host.rstrip(".").lower()
        labels = name.split(".")
        suffixes = ("*." + ".".join(labels[start:]) for start in range(1, len(labels)))
        for candidate in (name, *suffixes, "*"):
            if candidate in self.resolve:
                return self.resolve[candidate]
        return ()


def parse_allow(text: str) -> Allow:
    """Read MOP_FETCH_ALLOW: addresses or networks, each with an optional port, between commas or spaces.

    Raises:
        ValueError: names the piece that is no address, network or port.
    """
    return tuple(_allow_entry(piece) for piece in _pieces(text))


def parse_resolve(text: str) -> dict[str, Answers]:
    """Read MOP_RESOLVE: ``host=address`` pairs between commas or spaces; a repeated host gains addresses.

    Raises:
        ValueError: names the piece that is no pair, host, address or port.
    """
    answers: dict[str, Answers] = {}
    for piece in _pieces(text):
        host, separator, target = piece.partition("=")
        if not separator:
            raise ValueError(f"{piece!r} is not host=address.")
        name = _host(host, piece)
        answers[name] = (*answers.get(name, ()), _answer(target, piece))
    return answers


def _pieces(text: str) -> list[str]:
    return re.split(r"[,\s]+", text.strip(", \t\r\n")) if text.strip(", \t\r\n") else []


def _allow_entry(piece: str) -> tuple[Network, int | None]:
    address, port = _split_port(piece, piece)
    try:
        return ipaddress.ip_network(address, strict=False), port
    except ValueError as exc:
        raise ValueError(f"{piece!r} is not an address or a network, such as 10.0.0.0/8 or [::1]:8080.") from exc


def _answer(target: str, piece: str) -> tuple[Address, int | None]:
    address, port = _split_port(target, piece)
    try:
        return ipaddress.ip_address(address), port
    except ValueError as exc:
        raise ValueError(f"{piece!r} does not end in an address, such as 127.0.0.1 or [::1]:8443.") from exc


def _split_port(text: str, piece: str) -> tuple[str, int | None]:
    """Part an address from its port; an IPv6 address has one only behind brackets."""
    bracketed = re.fullmatch(r"\[([^\[\]]*)\](/\d+)?(?::(.*))?", text, re.DOTALL)
    if bracketed:
        address, mask, port = bracketed.groups()
        return address + (mask or ""), _port(port, piece)
    if text.count(":") == 1:
        address, _, port = text.partition(":")
        return address, _port(port, piece)
    return text, None


def _port(text: str | None, piece: str) -> int | None:
    if text is None:
        return None
    if not (re.fullmatch(r"[0-9]{1,5}", text) and 0 < int(text) < 65_536):
        raise ValueError(f"{piece!r} has no port between 1 and 65535 after its colon.")
    return int(text)


def _host(text: str, piece: str) -> str:
    """Read a host as a URL would have it, so that what is looked up later is spelled the same way."""
    if text == "*":
        return text
    star, name = ("*.", text[2:]) if text.startswith("*.") else ("", text)
    try:
        host = can_ada.parse(f"http://{name}/").hostname
    except ValueError:
        host = ""
    if not name or not host or re.search(r"[/@:?#*\\]", name):
        raise ValueError(f"{piece!r} does not begin with a host name.")
    return star + host.rstrip(".")
