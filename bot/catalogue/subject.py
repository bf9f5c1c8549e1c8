"""What a row speaks of: a host, or a path on a host, cut at the slashes and never in the middle of a name."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import unquote, urlsplit

import can_ada

from bot.model import Link

Segments = tuple[str, ...]
"""The parts of a path between slashes, decoded and case-folded; ``()`` is the whole host."""


def split(subject: str) -> tuple[str, Segments]:
    """``forbes.com/sites`` -> ``("forbes.com", ("sites",))``; an IDN host becomes its ASCII form."""
    host, _, path = subject.partition("/")
    return ascii_host(host), segments(path)


@lru_cache(maxsize=4096)
def ascii_host(host: str) -> str:
    """The host as an address holds it: lower case, punycode, no final dot; "" for what is no host."""
    if host.isascii() and host.islower() and not host.endswith("."):
        return host
    try:
        return str(can_ada.parse(f"http://{host}/").hostname).rstrip(".")
    except (ValueError, TypeError):
        # TypeError: half a surrogate pair, which is no text to the URL parser.
        return ""


def segments(path: str) -> Segments:
    """The parts of a path. Split first, decoded after: ``%2F`` must not make a new part."""
    return tuple(unquote(part).casefold() for part in path.split("/") if part)


def segments_of(link: Link) -> Segments:
    """The parts of a link's path."""
    try:
        return segments(urlsplit(link.url).path)
    except ValueError:
        return ()


def joined(host: str, path: Segments) -> str:
    """The subject as a reader sees it."""
    return "/".join((host, *path))
