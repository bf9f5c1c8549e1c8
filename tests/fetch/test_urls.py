"""What of a URL decides whether it may be asked for."""

from __future__ import annotations

import can_ada
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.errors import FetchError
from bot.fetch import Guard, parse_allow
from bot.fetch.urls import join, request_url
from bot.model import GapReason

PUBLIC = Guard()


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://example.com/", "example.com"),
        ("https://example.com/a/b?c=d&e", "example.com"),
        ("http://example.com:443/", "example.com"),
        ("https://xn--mnchen-3ya.example/%C3%A9", "xn--mnchen-3ya.example"),
        ("http://[2606:4700::1111]/", "2606:4700::1111"),
        ("http://1.1.1.1/", "1.1.1.1"),
        ("http://a_b.example/^|{}?q=%zz", "a_b.example"),
        ("https://example.com/a%2f..%2fb;c//d", "example.com"),
        ("https://example.com/?u=http://127.0.0.1/", "example.com"),
    ],
)
def test_requested_as_it_is(url: str, host: str) -> None:
    """The address that was checked is the address that is asked for, letter by letter."""
    asked = request_url(can_ada.parse(url).href, host, PUBLIC)
    assert str(asked) == can_ada.parse(url).href
    assert asked.raw_host == host


def test_fragment_stays_here() -> None:
    """What follows # is the reader's business, not the site's."""
    assert str(request_url("https://example.com/a#b", "example.com", PUBLIC)) == "https://example.com/a"


@pytest.mark.parametrize(
    ("url", "host", "detail"),
    [
        ("ftp://example.com/", "example.com", "scheme"),
        ("ws://example.com/", "example.com", "scheme"),
        ("file:///etc/passwd", "", "scheme"),
        ("http://user@example.com/", "example.com", "userinfo"),
        ("http://user:pass@example.com/", "example.com", "userinfo"),
        ("http://:pass@example.com/", "example.com", "userinfo"),
        ("http://example.com:22/", "example.com", "port"),
        ("http://example.com/", "example.org", "host"),
        ("http://127.0.0.1/", "127.0.0.1", "address"),
        ("http://[::1]/", "::1", "address"),
        ("http://[::ffff:7f00:1]/", "::ffff:7f00:1", "address"),
    ],
)
def test_refused(url: str, host: str, detail: str) -> None:
    """What must not be asked for is refused before any name is looked up."""
    with pytest.raises(FetchError) as caught:
        request_url(url, host, PUBLIC)
    assert caught.value.gap.reason is GapReason.REFUSED_ADDRESS
    assert caught.value.gap.detail == detail


@pytest.mark.parametrize(
    "url", ["", "example.com", "http://", "http://[::1", "http://example.com/\ud800", "http://a/" + "b" * 9000]
)
def test_unreadable(url: str) -> None:
    """What is no address, or longer than any, is said to be malformed."""
    with pytest.raises(FetchError) as caught:
        request_url(url, "example.com", PUBLIC)
    assert caught.value.gap.reason is GapReason.MALFORMED


def test_opened_port() -> None:
    """A port that the operator has opened may stand in an address."""
    guard = Guard(parse_allow("127.0.0.1:8080"))
    assert request_url("http://127.0.0.1:8080/", "127.0.0.1", guard).port == 8080


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/b", "http://example.com/b"),
        ("b", "http://example.com/dir/b"),
        ("?b", "http://example.com/dir/a?b"),
        ("", "http://example.com/dir/a"),
        ("../b", "http://example.com/b"),
        ("//other.example/b", "http://other.example/b"),
        ("https://other.example", "https://other.example/"),
        ("http:b", "http://example.com/dir/b"),
        ("\\\\other.example\\b", "http://other.example/b"),
        ("/a b", "http://example.com/a%20b"),
        ("/é", "http://example.com/%C3%A9"),
        ("/caf\udce9", "http://example.com/caf%E9"),
        ("//bücher.example/", "http://xn--bcher-kva.example/"),
        ("\t/b\n", "http://example.com/b"),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_join(target: str, expected: str) -> None:
    """A redirect leads where a browser would go."""
    assert join("http://example.com/dir/a", target) == expected


@pytest.mark.parametrize("target", ["http://", "//[::1", "http://a:99999/", "//b\udce9cher.example/", "/\ud800"])
def test_join_fails(target: str) -> None:
    """A redirect to what is no address is a gap, not a crash."""
    with pytest.raises(FetchError) as caught:
        join("http://example.com/", target)
    assert caught.value.gap.reason is GapReason.MALFORMED


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: raw.decode("utf-8", "surrogateescape")))
@settings(max_examples=200)
@example("\udcff\ud800")
@example("//[")
def test_no_redirect_passes_the_check(target: str) -> None:
    """Whatever a server answers, the next request goes to the host that the joined address names, or nowhere."""
    try:
        url = join("http://example.com/", target)
        asked = request_url(url, None, PUBLIC)
    except FetchError:
        return
    assert asked.scheme in {"http", "https"}
    assert asked.port in {80, 443}
    assert asked.raw_host == can_ada.parse(url).hostname.strip("[]")
