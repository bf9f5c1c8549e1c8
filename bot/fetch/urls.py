"""What of a URL decides whether it may be asked for, and where a redirect points. Pure."""

from __future__ import annotations

import ipaddress
import re

import can_ada
from yarl import URL

from bot.errors import FetchError
from bot.fetch.addresses import Guard
from bot.fetch.settings import MAX_URL_LENGTH
from bot.model import Gap, GapReason, GapStep

_SCHEMES = {"http:": 80, "https:": 443}


def request_url(url: str, host: str | None, guard: Guard) -> URL:
    """Turn a canonical address into the URL object that is requested, unchanged.

    Args:
        url: WHATWG-serialised address, as ``Link.url``.
        host: the host that will be rated, as ``Link.host``; None where nothing is rated.
        guard: which ports and addresses may be dialled.

    Raises:
        FetchError: MALFORMED for what is no URL, REFUSED_ADDRESS for what must not be asked for.
    """
    if len(url) > MAX_URL_LENGTH:
        raise _failure(url[:200], GapReason.MALFORMED, "length")
    try:
        parsed = can_ada.parse(url)
        asked = URL(parsed.href, encoded=True)
    except (ValueError, TypeError) as exc:  # TypeError: can_ada on lone surrogates
        raise _failure(url, GapReason.MALFORMED, "url") from exc
    _refuse_odd(url, parsed, guard)
    # The host that is rated is the host that is dialled: two URL parsers that disagree (can_ada here, yarl in
    # aiohttp) are how http://good\@bad/ tricks get through.
    name = parsed.hostname.strip("[]")
    if name != (host or name) or (asked.raw_host, asked.port) != (name, _port(parsed)):
        raise _failure(url, GapReason.REFUSED_ADDRESS, "host")
    if is_literal(name) and not guard.permits(name, _port(parsed)):
        raise _failure(url, GapReason.REFUSED_ADDRESS, "address")
    return asked.with_fragment(None)


def _refuse_odd(url: str, parsed: can_ada.URL, guard: Guard) -> None:
    """Only http and https, only web ports, and no ``user:password@``, which would be sent along."""
    if parsed.protocol not in _SCHEMES:
        raise _failure(url, GapReason.REFUSED_ADDRESS, "scheme")
    if parsed.has_credentials():
        raise _failure(url, GapReason.REFUSED_ADDRESS, "userinfo")
    if not guard.opens_port(_port(parsed)):
        raise _failure(url, GapReason.REFUSED_ADDRESS, "port")


def _port(parsed: can_ada.URL) -> int:
    return int(parsed.port) if parsed.port else _SCHEMES[parsed.protocol]


def is_literal(host: str) -> bool:
    """Tell whether a host is an IP address, for which no resolver is asked."""
    if ":" not in host and host[-1:].isalpha():
        return False  # by the URL Standard an IPv4 address is dotted decimal by now
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def join(base: str, target: str) -> str:
    """Resolve a redirect's target against the page it came from, by the URL Standard.

    Args:
        base: absolute address.
        target: as aiohttp decodes a header: UTF-8, with surrogates for bytes that are not.

    Raises:
        FetchError: MALFORMED when the result is no URL.
    """
    try:
        return (can_ada.parse(base) + escape_bytes(target)).href
    except (ValueError, TypeError) as exc:
        raise _failure(base, GapReason.MALFORMED, "location") from exc


def escape_bytes(text: str) -> str:
    """Percent-encode bytes that were not UTF-8, as they are: a Latin-1 server expects them back unchanged."""
    return re.sub(r"[\udc80-\udcff]", lambda match: f"%{ord(match[0]) - 0xDC00:02X}", text)


def _failure(url: str, reason: GapReason, detail: str) -> FetchError:
    return FetchError(url, Gap(GapStep.FETCH, reason, detail))
