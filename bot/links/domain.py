"""Which part of a host somebody can register: the public suffix list, from the package, never from the network."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tldextract import TLDExtract

_CACHED_HOSTS = 8192
"""Hosts whose split is remembered; a busy bot sees the same few hundred again and again."""


@cache
def _extractor() -> TLDExtract:
    """Load the list at first use: about 30 ms, and tldextract's import (it brings requests) about 300 ms."""
    import publicsuffixlist  # noqa: PLC0415 - only where a host is looked at, so that start-up does not pay
    from tldextract import TLDExtract  # noqa: PLC0415 - the same

    packaged = Path(publicsuffixlist.__file__).with_name("public_suffix_list.dat")
    return TLDExtract(
        suffix_list_urls=(packaged.as_uri(),),
        cache_dir=None,
        fallback_to_snapshot=False,
        include_psl_private_domains=True,
    )


@lru_cache(maxsize=_CACHED_HOSTS)
def _split(host: str) -> tuple[str, str, bool]:
    """Give registrable domain, public suffix, and whether that suffix is a private one (blogspot.com)."""
    labels = host.split(".")
    if ":" in host or labels[-1].isdigit():
        return "", "", False
    parts = _extractor().extract_str(host)
    if parts.suffix:
        domain = f"{parts.domain}.{parts.suffix}" if parts.domain else ""
        return domain, parts.suffix, parts.is_private
    # The list's own default rule is "*": an unknown top label counts as a public suffix.
    return ".".join(labels[-2:]) if len(labels) > 1 else "", "", False


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
    domain, suffix, private = _split(host)
    country_or_com = suffix == "com" or len(suffix.rpartition(".")[2]) == 2
    return "" if private or not country_or_com else domain.partition(".")[0]


@lru_cache(maxsize=_CACHED_HOSTS)
def is_suffix(label: str) -> bool:
    """Whether a top label, in any case, Unicode or punycode, is in the public suffix list."""
    return bool(_extractor().extract_str(f"a.{label.lower()}").suffix)


@lru_cache(maxsize=_CACHED_HOSTS)
def has_compound_suffix(host: str) -> bool:
    """Whether a name stands before a suffix of two labels or more (``bbc.co.uk``): no accident of typing."""
    domain, suffix, _ = _split(host)
    return bool(domain) and "." in suffix
