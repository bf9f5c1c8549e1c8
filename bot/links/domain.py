"""Which part of a host somebody can register: the public suffix list, from the package, never from the network."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

_CACHED_HOSTS = 8192
"""Hosts whose split is remembered; a busy bot sees the same few hundred again and again."""


@cache
def _suffixes(*, only_icann: bool = False) -> PublicSuffixList:
    """Load the list at first use, in some 60 ms; tldextract, which brings requests along, needs 400 ms."""
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415 - start-up does not pay for it

    return PublicSuffixList(accept_unknown=False, only_icann=only_icann)


@lru_cache(maxsize=_CACHED_HOSTS)
def _split(host: str) -> tuple[str, str]:
    """Give registrable domain and public suffix."""
    labels = host.split(".")
    if ":" in host or labels[-1].isdigit():
        return "", ""
    suffix: str | None = _suffixes().publicsuffix(host)
    if suffix:
        return _suffixes().privatesuffix(host) or "", suffix
    # The list's own default rule is "*": an unknown top label counts as a public suffix.
    return ".".join(labels[-2:]) if len(labels) > 1 else "", ""


def _is_private(host: str, suffix: str) -> bool:
    """Whether the suffix is one that a company lets others use (blogspot.com), not a registry."""
    return "." in suffix and _suffixes(only_icann=True).publicsuffix(host) != suffix


def registrable_domain(host: str) -> str:
    """Public suffix plus one label, private suffixes counted: ``a.b.example.co.uk`` -> ``example.co.uk``.

    Args:
        host: lower-case ASCII, as in ``Link.host``; other spellings are lower-cased.

    Returns:
        "" for an address, a single label or a bare public suffix.
    """
    return _split(host.lower())[0]


@lru_cache(maxsize=_CACHED_HOSTS)
def parents(host: str) -> tuple[str, ...]:
    """Give the host, then each parent up to the registrable domain; just the host where there is none."""
    end = registrable_domain(host)
    labels = host.split(".")
    count = len(labels) - end.count(".") if end else 1
    return tuple(".".join(labels[start:]) for start in range(count))


@lru_cache(maxsize=_CACHED_HOSTS)
def brand(host: str) -> str:
    """Give ``google`` for ``www.google.co.uk``: the label a company holds under .com and country suffixes.

    "" elsewhere. Under a private suffix (google.blogspot.com) or a new top-level domain anyone may hold the
    name, and a page there would pass for the company's own redirect.
    """
    domain, suffix = _split(host)
    country_or_com = suffix == "com" or len(suffix.rpartition(".")[2]) == 2
    return domain.partition(".")[0] if country_or_com and not _is_private(host, suffix) else ""


@lru_cache(maxsize=_CACHED_HOSTS)
def is_suffix(label: str) -> bool:
    """Whether a top label, in any case, Unicode or punycode, is in the public suffix list."""
    return bool(_suffixes().publicsuffix(f"a.{label.lower()}"))


@lru_cache(maxsize=_CACHED_HOSTS)
def has_compound_suffix(host: str) -> bool:
    """Whether a name stands before a suffix of two labels or more (``bbc.co.uk``): no accident of typing."""
    domain, suffix = _split(host)
    return bool(domain) and "." in suffix
