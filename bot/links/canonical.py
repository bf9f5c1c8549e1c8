r"""From a link as somebody sent it to the one address that is rated, fetched and compared.

The form is the WHATWG URL Standard's, so that the string that is checked is the string that is fetched, and
the host that is rated is the host that is dialled: a browser's reading of ``http:\\a.com\@b.com``,
``0x7f.1`` or full-width letters, not ours.
"""

from __future__ import annotations

import re
from typing import NoReturn

import can_ada

from bot.errors import LinkError
from bot.links import unwrap
from bot.links.address import Address
from bot.links.domain import brand, is_suffix, registrable_domain
from bot.links.refang import refang_address
from bot.links.rules import Rules
from bot.links.tracking import without_path_marks, without_tracking
from bot.model import Link, Step, StepKind

MAX_CHARACTERS = 8192
"""Longer than any address a browser's bar shows; what comes longer is an attack on whoever reads it."""
MAX_LAYERS = 12
"""Wrappers within wrappers that are believed; a link with more is left as it was sent."""
_MAX_HOST = 253
"""RFC 1035, section 2.3.4: octets of a name; a label has 63."""
_NAME = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*|\[[0-9a-f:.]+\]")
"""The URL Standard lets brackets, quotes and commas into a host. No name that can be registered has them, and
one that reads ``google.com(dot)example`` would be shown and read differently."""

_SCHEME = re.compile(r"(?:view-source|microsoft-edge|feed):(?=https?:)|(?=https?:(?!/?／))", re.IGNORECASE)
_HALF_SCHEME = re.compile(r"h?ttp(s?)(?::|：|(?=//))(?:[/\\／]+)", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
_BARE_HOST = re.compile(
    r"[^\s/?#@:\\.。．｡]++(?:[.。．｡]([^\s/?#@:\\.。．｡]++))++[.。．｡]?(?::(\d{1,5}))?(?:[/?#\\]|$)"
)
_ADDRESS_HOST = re.compile(r"(?:\[[0-9a-f:.]+\]|\d{1,3}(?:\.\d{1,3}){3})(?::(\d{1,5}))?(?:[/?#\\]|$)", re.IGNORECASE)


def canonical(text: str, rules: Rules) -> Link:
    """Give the canonical link for one address, as typed, pasted or handed over by a platform.

    Raises:
        LinkError: it is no http or https address (an e-mail address, another scheme, no known suffix).
    """
    if len(text) > MAX_CHARACTERS:
        raise LinkError(text[:100] + "…", "is longer than an address can be")
    steps: list[Step] = []
    address = _unwrapped(_parsed(_with_scheme(text, steps), text), rules, steps)
    host = address.host.strip("[]")
    return Link(text, address.href, host, registrable_domain(host), tuple(steps))


def _refuse(text: str, problem: str) -> NoReturn:
    raise LinkError(text, problem)


# --- the text -----------------------------------------------------------------------------------------


def _with_scheme(text: str, steps: list[Step]) -> str:
    """Write a text as an address with a scheme, refanged."""
    plain = refang_address(text.strip())
    if plain != text.strip():
        steps.append(Step(StepKind.REFANGED, plain))
    known = _SCHEME.match(plain)
    if known:
        return plain[known.end() :]
    added = _scheme_added(plain, text)
    steps.append(Step(StepKind.SCHEME_ADDED, added))
    return added


def _scheme_added(plain: str, text: str) -> str:
    half = _HALF_SCHEME.match(plain)
    if half:
        return f"http{half[1].lower()}://{plain[half.end() :]}"
    bare = plain.removeprefix("//")
    number = _ADDRESS_HOST.match(bare)
    named = None if number else _BARE_HOST.match(bare)
    if not (number or (named and is_suffix(named[1]))):
        if _OTHER_SCHEME.match(plain):
            _refuse(text, "is no http or https address")
        _refuse(text, "names no host that could be opened")
    # A browser tries https first; a port of its own was set up by hand, and mostly without a certificate.
    port = (number or named or _refuse(text, "names no host"))[1 if number else 2]
    return f"{'http' if port and port != '443' else 'https'}://{bare}"


# --- the address --------------------------------------------------------------------------------------


def _parsed(address: str, text: str) -> Address:
    try:
        url = can_ada.parse(address)
    except (ValueError, TypeError) as exc:  # TypeError: a lone surrogate, which no address can hold
        raise LinkError(text, "is no valid address") from exc
    host: str = url.hostname
    if host.endswith("."):
        # "fake-news.com." is dialled as "fake-news.com" is, and must be rated as it.
        url.hostname = host = host.rstrip(".")
    if len(host) > _MAX_HOST or not _NAME.fullmatch(host):
        _refuse(text, "names no host that could be opened")
    search, fragment = url.search, url.hash
    # An empty query or fragment is not sent, so it is not kept: what is checked is what is fetched.
    if not search and url.has_search():
        url.search = ""
    if not fragment and url.has_hash():
        url.hash = ""
    return Address(url.href, url.protocol, host, url.pathname, search, fragment)


def _unwrapped(address: Address, rules: Rules, steps: list[Step]) -> Address:
    """Take off every layer and then the tracking; no layer at all where there are more than an honest link has."""
    first, before = address, len(steps)
    for _ in range(MAX_LAYERS):
        clean = _untracked(address, rules)
        layer, inner = _inner(address, rules)
        if inner is None and clean != address:
            # What stays must have no layer either, or the same link would read differently the next time.
            layer, inner = _inner(clean, rules)
        if layer is None or inner is None:
            return _noted(address, clean, steps)
        address = inner
        steps.append(Step(layer, address.href))
    del steps[before:]
    return _noted(first, _untracked(first, rules), steps)


def _noted(address: Address, clean: Address, steps: list[Step]) -> Address:
    if clean is not address:
        steps.append(Step(StepKind.TRACKING_REMOVED, clean.href))
    return clean


def _untracked(address: Address, rules: Rules) -> Address:
    url = without_path_marks(address.href, address.path, brand(address.host))
    if address.search or address.fragment:
        url = without_tracking(url, rules.tracking(address.host, address.path))
    return address if url == address.href else _parsed(url, url)


def _inner(address: Address, rules: Rules) -> tuple[StepKind | None, Address | None]:
    """Take one layer off; None for a target that is no address: then the wrapper is all there is to look at."""
    layer = unwrap.once(address, rules)
    if layer is None:
        return None, None
    kind, target = layer
    try:
        inner = _parsed(refang_address(target), target)
    except LinkError:
        return None, None
    return (None, None) if inner.href == address.href else (kind, inner)
