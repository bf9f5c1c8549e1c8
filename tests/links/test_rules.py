"""The links section of sources.yaml as rules."""

from __future__ import annotations

from bot.links import Rules
from bot.links.rules import Names
from tests.links.tables import RULES


def test_no_rules() -> None:
    """Without any rules nothing is a shortener, nothing an archive, nothing tracks."""
    for rules in (Rules(), Rules.from_mapping({}), Rules.from_mapping({"tracking": None, "wrappers": None})):
        assert not rules.is_shortener("t.co")
        assert not rules.is_archive("archive.org")
        assert rules.wrappers_of("google.com") == ()
        assert "utm_source" not in rules.tracking("example.com", "/")[0]


def test_shorteners_and_archives() -> None:
    """A shortener is its host, an archive its subdomains too; nothing matches by part of a word."""
    assert [RULES.is_shortener(host) for host in ("t.co", "www.t.co", "a.t.co", "at.co")] == [
        True,
        True,
        False,
        False,
    ]
    archives = ("arch.example", "web.arch.example", "myarch.example")
    assert [RULES.is_archive(host) for host in archives] == [True, True, False]


def test_names_may_end_in_a_star() -> None:
    """``utm_*`` is every name that begins so, in any case of the file's writing."""
    names = Names.of(["UTM_*", "FBclid"])
    assert [name in names for name in ("utm_source", "utm", "fbclid", "fbclid2")] == [True, False, True, False]


def test_rows_of_one_host_add_up() -> None:
    """Two wrappers of one host both hold, and so do tracking rules for a host and for a path of it."""
    rules = Rules.from_mapping(
        {
            "wrappers": [
                {"host": "Example.com", "path": "/a", "parameter": "u"},
                {"host": "example.com", "parameter": ["v", "w"]},
            ],
            "tracking": {"hosts": {"example.com": ["x"], "example.com/Path/": ["y"]}},
        }
    )
    assert [wrapper.parameters for wrapper in rules.wrappers_of("www.example.com")] == [("u",), ("v", "w")]

    def tracks(path: str) -> list[bool]:
        return [any(name in names for names in rules.tracking("example.com", path)) for name in "xy"]

    assert [tracks(path) for path in ("/", "/Path", "/Path/a", "/Paths")] == [
        [True, False],
        [True, True],
        [True, True],
        [True, False],
    ]
