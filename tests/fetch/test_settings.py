"""The two lists that the operator can set."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.fetch import FetchSettings, parse_allow, parse_resolve

if TYPE_CHECKING:
    from collections.abc import Callable

NETWORK = ipaddress.ip_network
ADDRESS = ipaddress.ip_address


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        (" , ,", ()),
        ("127.0.0.1", ((NETWORK("127.0.0.1/32"), None),)),
        ("127.0.0.1:8080", ((NETWORK("127.0.0.1/32"), 8080),)),
        ("10.0.0.0/8", ((NETWORK("10.0.0.0/8"), None),)),
        ("10.0.0.0/8:8080", ((NETWORK("10.0.0.0/8"), 8080),)),
        ("10.1.2.3/8", ((NETWORK("10.0.0.0/8"), None),)),
        ("::1", ((NETWORK("::1/128"), None),)),
        ("[::1]", ((NETWORK("::1/128"), None),)),
        ("[::1]:8080", ((NETWORK("::1/128"), 8080),)),
        ("fd00::/8", ((NETWORK("fd00::/8"), None),)),
        ("[fd00::]/8:81", ((NETWORK("fd00::/8"), 81),)),
        (
            "127.0.0.1:1, ::1\n10.0.0.0/8",
            ((NETWORK("127.0.0.1/32"), 1), (NETWORK("::1/128"), None), (NETWORK("10.0.0.0/8"), None)),
        ),
    ],
)
def test_allow(text: str, expected: object) -> None:
    """Addresses and networks are read, each with the port that is opened."""
    assert parse_allow(text) == expected


@pytest.mark.parametrize(
    "piece",
    [
        "localhost",
        "127.0.0.1:0",
        "127.0.0.1:65536",
        "127.0.0.1:http",
        "127.0.0.1:",
        "1.2.3",
        "10.0.0.0/33",
        "[::1",
        "::1]:80",
    ],
)
def test_allow_names_the_bad_piece(piece: str) -> None:
    """A slip in the list is named, so that the operator finds it."""
    with pytest.raises(ValueError, match=r"'.*'.*\.$") as caught:
        parse_allow(f"127.0.0.2 {piece}")
    assert repr(piece) in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("news.test=127.0.0.1", {"news.test": ((ADDRESS("127.0.0.1"), None),)}),
        ("NEWS.test.=127.0.0.1:8443", {"news.test": ((ADDRESS("127.0.0.1"), 8443),)}),
        ("a.test=::1", {"a.test": ((ADDRESS("::1"), None),)}),
        ("a.test=[::1]:8443", {"a.test": ((ADDRESS("::1"), 8443),)}),
        ("a.test=1.1.1.1,a.test=10.0.0.1", {"a.test": ((ADDRESS("1.1.1.1"), None), (ADDRESS("10.0.0.1"), None))}),
        ("*.a.test=1.1.1.1 *=::1", {"*.a.test": ((ADDRESS("1.1.1.1"), None),), "*": ((ADDRESS("::1"), None),)}),
        ("münchen.test=1.1.1.1", {"xn--mnchen-3ya.test": ((ADDRESS("1.1.1.1"), None),)}),
    ],
)
def test_resolve(text: str, expected: object) -> None:
    """Names stand for addresses; the same name twice has both."""
    assert parse_resolve(text) == expected


@pytest.mark.parametrize(
    "piece",
    [
        "news.test",
        "=127.0.0.1",
        "news.test=",
        "news.test=localhost",
        "news.test=1.1.1.1:99999",
        "a/b=1.1.1.1",
        "u@h=1.1.1.1",
        "*.=1.1.1.1",
        "a.*=1.1.1.1",
        "h:80=1.1.1.1",
        "a b=1.1.1.1",
        "xn--=1.1.1.1",
    ],
)
def test_resolve_names_the_bad_piece(piece: str) -> None:
    """A slip in the table is named, so that the operator finds it."""
    with pytest.raises(ValueError, match=r"'.*'.*\.$"):
        parse_resolve(f"good.test=127.0.0.1,{piece}")


@given(st.text(max_size=40))
@settings(max_examples=200)
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text in the environment does anything but be read or be refused with a sentence."""
    for parse in (parse_allow, parse_resolve):
        assert _fault(parse, text).endswith(".")


def _fault(parse: Callable[[str], object], text: str) -> str:
    try:
        parse(text)
    except ValueError as fault:
        return str(fault)
    return "None."


@pytest.mark.parametrize(
    ("host", "answer"),
    [
        ("a.test", "1.0.0.1"),
        ("A.TEST.", "1.0.0.1"),
        ("x.a.test", "1.0.0.2"),
        ("x.y.a.test", "1.0.0.2"),
        ("y.y.a.test", "1.0.0.2"),
        ("b.y.x.a.test", "1.0.0.3"),
        ("other.test", "1.0.0.4"),
    ],
)
def test_nearest_name_answers(host: str, answer: str) -> None:
    """The name itself answers first, then the longest suffix, then the star."""
    table = parse_resolve("a.test=1.0.0.1 *.a.test=1.0.0.2 *.x.a.test=1.0.0.3 *=1.0.0.4")
    assert FetchSettings(resolve=table).pinned_answers(host) == ((ADDRESS(answer), None),)


def test_unknown_name_is_left_to_dns() -> None:
    """A name that the table does not hold has no answer there."""
    assert FetchSettings(resolve=parse_resolve("a.test=1.0.0.1")).pinned_answers("b.test") == ()
    assert FetchSettings(resolve=parse_resolve("*.a.test=1.0.0.1")).pinned_answers("a.test") == ()
