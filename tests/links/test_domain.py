"""Registrable domains and parents of a host."""

from __future__ import annotations

import pytest

from bot.links import parents, registrable_domain
from bot.links.domain import brand, has_compound_suffix, is_suffix


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("a.b.example.co.uk", "example.co.uk"),
        ("EXAMPLE.com", "example.com"),
        ("somebody.blogspot.com", "somebody.blogspot.com"),
        ("blogspot.com", ""),
        ("co.uk", ""),
        ("www.ck", "www.ck"),
        ("a.b.ck", "a.b.ck"),
        ("xn--d1abbgf6aiiy.xn--p1ai", "xn--d1abbgf6aiiy.xn--p1ai"),
        ("a.b.notasuffix", "b.notasuffix"),
        ("localhost", ""),
        ("192.0.2.1", ""),
        ("2001:db8::1", ""),
        ("", ""),
    ],
)
def test_registrable_domain(host: str, expected: str) -> None:
    """Ratings are looked up to the part of a host that somebody registered, private suffixes counted."""
    assert registrable_domain(host) == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("a.b.example.co.uk", ("a.b.example.co.uk", "b.example.co.uk", "example.co.uk")),
        ("example.com", ("example.com",)),
        ("blogspot.com", ("blogspot.com",)),
        ("192.0.2.1", ("192.0.2.1",)),
        ("localhost", ("localhost",)),
    ],
)
def test_parents(host: str, expected: tuple[str, ...]) -> None:
    """A look-up goes from the host to its registrable domain, and never to a suffix that strangers share."""
    assert parents(host) == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("www.google.co.uk", "google"),
        ("google.com", "google"),
        ("google.de", "google"),
        ("google.blogspot.com", ""),
        ("google.party", ""),
        ("192.0.2.1", ""),
    ],
)
def test_brand(host: str, expected: str) -> None:
    """A rule for ``google.*`` holds where Google has the name, and not where anybody can take it."""
    assert brand(host) == expected


def test_suffixes() -> None:
    """Suffixes are known in Unicode and punycode, in any case; a bare one is no host with a compound suffix."""
    assert [is_suffix(label) for label in ("COM", "рф", "xn--p1ai", "notasuffix")] == [True, True, True, False]
    assert [has_compound_suffix(host) for host in ("bbc.co.uk", "example.com", "co.uk")] == [True, False, False]
