"""Which part of a host somebody can register: the public suffix list, from the package, never from the network."""

from __future__ import annotations

from functools import lru_cache

from bot.links.suffixes import above_suffix

_CACHED_HOSTS = 8192
"""Hosts whose split is remembered; a busy bot sees the same few hundred again and again."""


@lru_cache(maxsize=_CACHED_HOSTS)
def _split(host: str) -> tuple[tuple[str, ...], str]:
    """Give the host and its parents down to the registrable domain, and the public suffix; "" for an unlisted one."""
    if ":" in host or (host[-1:].isdigit() and host.rpartition(".")[2].isdigit()):
        return (), ""
    above, suffix = above_suffix(host.lower().removesuffix("."))
    # The list's own default rule is "*": an unknown top label counts as a public suffix.
    return (above, suffix) if suffix else (above[:-1], "")


def _is_private(host: str, suffix: str) -> bool:
    """Whether the suffix is one that a company lets others use (blogspot.com), not a registry."""
    return "." in suffix and above_suffix(host, only_icann=True)[1] != suffix


def registrable_domain(host: str) -> str:
    """Public suffix plus one label, private suffixes counted: ``a.b.example.co.uk`` -> ``example.co.uk``.

    Args:
        host: lower-case ASCII, as in ``Link.host``; other spellings are lower-cased.

    Returns:
        "" for an address, a single label or a bare public suffix.
    """
    above = _split(host)[0]
    return above[-1] if above else ""


def parents(host: str) -> tuple[str, ...]:
    """Give the host, then each parent up to the registrable domain; just the host where there is none."""
    return _split(host)[0] or (host,)


@lru_cache(maxsize=_CACHED_HOSTS)
def brand(host: str) -> str:
    """Give ``google`` for ``www.google.co.uk``: the label a company holds under .com and country suffixes.

    "" elsewhere. Under a private suffix (google.blogspot.com) or a new top-level domain anyone may hold the
    name, and a page there would pass for the company's own redirect.
    """
    above, suffix = _split(host)
    country_or_com = suffix == "com" or len(suffix.rpartition(".")[2]) == 2
    return above[-1].partition(".")[0] if above and country_or_com and not _is_private(host, suffix) else ""


@lru_cache(maxsize=_CACHED_HOSTS)
def is_suffix(label: str) -> bool:
    """Whether a top label, in any case, Unicode or punycode, is in the public suffix list."""
    return bool(above_suffix(f"a.{label.lower()}")[1])


@lru_cache(maxsize=_CACHED_HOSTS)
def has_compound_suffix(host: str) -> bool:
    """Whether a name stands before a suffix of two labels or more (``bbc.co.uk``): no accident of typing."""
    above, suffix = _split(host)
    return bool(above) and "." in suffix
