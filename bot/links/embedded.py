"""Addresses written into the path or the host of another one: archives, AMP caches, readers, translations.

Each function takes an address and gives the text of the one inside it, or "".
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from bot.links.address import BARE_TARGET, ENCODED_HTTP, HTTP, Address, as_target, from_parameters
from bot.links.domain import is_suffix

# --- addresses inside the path ------------------------------------------------------------------------

_IN_PATH = re.compile(r"(?<=/)https?(?::|%3A)(?:/|%2F)+", re.IGNORECASE)
_DATED = re.compile(r"/(?:\d{4,14}|\d{4}-\d{4}-\d{4}-\d\d)[a-z_*]*/((?:[^\W_][\w-]*\.)+([^\W\d_][\w-]+)(?::\d+)?/.*)")


def embedded(address: Address) -> str:
    """Find ``/web/2020/https://example.com/x`` and ``/https://example.com/x``; what follows is all the target's."""
    rest = address.path + address.search + address.fragment
    inner = _IN_PATH.search(address.path)
    if inner:
        start = rest[inner.start() :]
        plain = unquote(start) if "%" in inner[0] else start
        scheme, _, target = plain.partition(":")
        return f"{scheme}://{target.lstrip('/')}"
    dated = _DATED.search(rest)
    return f"http://{dated[1]}" if dated and is_suffix(dated[2]) else ""


def prefixed(address: Address) -> str:
    """Find ``12ft.io/https://example.com/x``, ``12ft.io/example.com/x`` and ``?q=`` or ``?url=``."""
    found = embedded(address)
    if found:
        return found
    rest = address.path[1:]
    bare = BARE_TARGET.match(rest)
    if bare and is_suffix(bare[1]):
        return f"https://{rest}{address.search}{address.fragment}"
    return from_parameters(address, ("q", "url", "u"))


def after_question_mark(address: Address) -> str:
    """Find ``href.li/?https://example.com/x``."""
    return as_target(address.search[1:] + address.fragment, address) if address.path == "/" else ""


def outgoing(address: Address) -> str:
    """Find ``deviantart.com/users/outgoing?https://example.com/x``."""
    return as_target(address.search[1:] + address.fragment, address) if address.path == "/users/outgoing" else ""


def underscored(address: Address) -> str:
    """Find ``protect.checkpoint.com/v2/___https://example.com/x___.KEY``."""
    found = re.match(r"/v2/___(.+?)___", address.path + address.search)
    return as_target(found[1], address) if found else ""


def disqus(address: Address) -> str:
    """Find ``disq.us/url?url=https%3A%2F%2Fexample.com%2Fx%3AKEY``: the key stands behind the last colon."""
    return re.sub(r":[\w-]{20,}$", "", from_parameters(address, ("url",)))


def encoded_segment(address: Address) -> str:
    """Find ``/CL0/https:%2F%2Fexample.com%2Fx/1/...``: one path segment holds the whole target."""
    for segment in address.path.split("/"):
        if "%" in segment and (HTTP.match(text := unquote(segment)) or ENCODED_HTTP.match(text)):
            return as_target(segment, address)
    return ""


def yahoo(address: Address) -> str:
    """Find ``r.search.yahoo.com/_ylt=.../RU=https%3a%2f%2fexample.com/RK=2/...``."""
    for segment in address.path.split("/"):
        if segment.startswith("RU="):
            return as_target(segment[3:], address)
    return ""


def search_cache(address: Address) -> str:
    """Find ``webcache.googleusercontent.com/search?q=cache:KEY:example.com/x+words``."""
    for piece in address.search[1:].split("&"):
        name, _, value = piece.partition("=")
        if name == "q" and unquote(value).startswith("cache:"):
            words = unquote(value).removeprefix("cache:").split("+", 1)[0].split(" ", 1)[0]
            target = words if HTTP.match(words) else re.sub(r"^[\w-]{8,}:", "", words)
            return as_target(target, address)
    return ""


def hypothesis(address: Address) -> str:
    """Find ``hyp.is/KEY/example.com/x``."""
    target = address.path[1:].partition("/")[2]
    return as_target(target, address) if target else ""


def discord_proxy(address: Address) -> str:
    """Find ``images-ext-1.discordapp.net/external/KEY/https/example.com/x.png``."""
    parts = address.path.split("/", 4)
    if len(parts) == 5 and parts[1] == "external" and parts[3] in ("http", "https"):
        return f"{parts[3]}://{parts[4]}"
    return ""


# --- AMP caches and translations ----------------------------------------------------------------------


def amp_path(address: Address) -> str:
    """Find ``/c/s/example.com/x``, ``/v/s/...``, ``/amp/s/...``: "s" is https, its absence http.

    Source of the form: the AMP project's "AMP Cache URL format".
    """
    found = re.match(r"/(?:amp|c|v|wp|i|ii/w\d+)(/s)?/([^/]*\.[^/]+(?:/.*)?$)", address.path)
    if not found:
        return ""
    return f"{'https' if found[1] else 'http'}://{found[2]}{address.search}{address.fragment}"


def google_path(address: Address) -> str:
    """Find ``google.com/amp/s/example.com/x``; Bing has the same."""
    return amp_path(address) if address.path.startswith("/amp/") else ""


def turbo_page(address: Address) -> str:
    """Find ``example-com.turbopages.org/example.com/s/x`` and ``translated.turbopages.org/.../https/host/x``."""
    proxied = re.match(r"/proxy_u/[^/]+/(https?)/(.+)", address.path)
    if proxied:
        return f"{proxied[1]}://{proxied[2]}{address.search}"
    found = re.match(r"/(?:turbo/)?([^/]+\.[^/]+)/[sh](/.*)$", address.path)
    return f"https://{found[1]}{found[2]}{address.search}" if found else ""


def translated_host(address: Address) -> str:
    """Find ``www-example-com.translate.goog/x?_x_tr_sl=...``: "-" is a dot and "--" a hyphen."""
    name = address.host.removesuffix(".translate.goog")
    if name == address.host or "." in name:
        return ""
    pieces = address.search[1:].split("&") if address.search else []
    own = dict(piece.split("=", 1) for piece in pieces if piece.startswith("_x_tr_") and "=" in piece)
    if name.startswith("0-") and name.endswith("-0"):  # how a name with hyphens in places 3 and 4 is marked
        name = name[2:-2]
    host = name.replace("--", "\0").replace("-", ".").replace("\0", "-")
    query = "&".join(piece for piece in pieces if not piece.startswith("_x_tr_"))
    scheme = "http" if own.get("_x_tr_sch") == "http" else "https"
    return f"{scheme}://{host}{address.path}{'?' if query else ''}{query}{address.fragment}"
