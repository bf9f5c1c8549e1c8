"""What sites ask of programs."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.fetch.robots import MAX_RULES, Robots, parse

# Cases of RFC 9309: groups (2.2.1), matching (2.2.2), special characters (2.2.3), its own examples (5.1, 5.2).
CASES = [
    ("", "/x", True),
    ("User-agent: *\nDisallow: /", "/x", False),
    ("User-agent: *\nDisallow:", "/x", True),
    ("Disallow: /", "/x", True),
    ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
    ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/c", False),
    ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
    ("User-agent: *\nDisallow: /a", "/b/a", True),
    ("User-agent: *\nDisallow: /a", "/abc", False),
    ("User-agent: *\nDisallow: /a/", "/a", True),
    ("User-agent: *\nDisallow: /*.gif$", "/x/y.gif", False),
    ("User-agent: *\nDisallow: /*.gif$", "/x/y.gif?z", True),
    ("User-agent: *\nDisallow: /*.gif", "/x/y.gif?z", False),
    ("User-agent: *\nDisallow: /x$", "/x", False),
    ("User-agent: *\nDisallow: /x$", "/xy", True),
    ("User-agent: *\nDisallow: *b", "/aab", False),
    ("User-agent: *\nDisallow: /a*b*c$", "/a-b-b-c", False),
    ("User-agent: *\nDisallow: /a*b*c$", "/a-c-b", True),
    ("User-agent: *\nDisallow: /a*b*d", "/a-b-c", True),
    ("User-agent: *\nDisallow: /a*b*d", "/a-c-d", True),
    ("User-agent: *\nDisallow: /a*z*z$", "/az", True),
    ("User-agent: *\nDisallow: /*?q=", "/s?q=x", False),
    ("User-agent: *\nDisallow: /%41", "/A", False),
    ("User-agent: *\nDisallow: /%c3%a9", "/%C3%A9", False),
    ("User-agent: *\nDisallow: /é", "/%C3%A9", False),
    ("User-agent: *\nDisallow: /a%2fb", "/a/b", True),
    ("User-agent: Mop\nDisallow: /\nUser-agent: *\nAllow: /", "/x", False),
    ("User-agent: *\nDisallow: /\n\nUser-agent: mop\nAllow: /", "/x", True),
    ("User-agent: *\nDisallow: /\n\nUser-agent: mop", "/x", True),
    ("User-agent: Mop/1.0\nDisallow: /", "/x", False),
    ("User-agent: Moppet\nDisallow: /", "/x", True),
    ("User-agent: other\nDisallow: /", "/x", True),
    ("User-agent: other\nUser-agent: mop\nDisallow: /a", "/a", False),
    ("User-agent: other\nCrawl-delay: 1\nUser-agent: mop\nDisallow: /a", "/a", False),
    ("User-agent: mop\nDisallow: /a\nUser-agent: other\nDisallow: /b", "/b", True),
    ("User-agent: mop\nDisallow: /a\nUser-agent: x\nDisallow: /c\nUser-agent: mop\nDisallow: /b", "/b", False),
    ("\ufeffUser-agent: *\nDisallow: /", "/x", False),
    ("user-AGENT:*\r\ndisALLOW:/", "/x", False),
    ("User-agent: * # all\nDisallow: /a # private", "/a", False),
    ("  User-agent : *\n\tDisallow : /a", "/a", False),
    ("Useragent: *\nDisallow: /", "/x", False),
    ("User-agent: *\rDisallow: /", "/x", False),
    ("Sitemap: https://x\nUser-agent: *\nSitemap: y\nDisallow: /", "/x", False),
    ("<!doctype html><title>404</title>", "/x", True),
]


@pytest.mark.parametrize(("text", "path", "expected"), CASES)
def test_rules(text: str, path: str, expected: bool) -> None:
    """A site's rules are kept as RFC 9309 has them read."""
    assert parse(text.encode()).permits(path) is expected


@given(st.binary(max_size=300), st.text("/abc*$%?=é", max_size=40))
@settings(max_examples=200)
@example(b"User-agent: *\nDisallow: %", "/%")
@example(b"User-agent: *\nDisallow: $", "")
def test_any_bytes_are_a_file(body: bytes, path: str) -> None:
    """No robots.txt does anything but permit or not."""
    assert parse(body).permits(path) in {True, False}


def test_rules_are_bounded() -> None:
    """A file without end keeps only so many rules, the first ones."""
    lines = b"".join(b"Disallow: /%d\n" % number for number in range(MAX_RULES * 2))
    robots = parse(b"User-agent: *\n" + lines)
    assert len(robots.rules) == MAX_RULES
    assert not robots.permits("/0")


def test_long_rules_are_bounded() -> None:
    """Rules that are long instead of many end too."""
    robots = parse(b"User-agent: *\n" + (b"Disallow: /" + b"a" * 60_000 + b"\n") * 8)
    assert sum(rule.length for rule in robots.rules) < 131_072


def test_no_rules() -> None:
    """A site without a file asks nothing."""
    assert Robots().permits("/x")
