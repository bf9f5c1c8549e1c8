"""The one form of a link that is rated, fetched and compared."""

from __future__ import annotations

from urllib.parse import quote

import can_ada
import pytest
from yarl import URL

from bot.errors import LinkError
from bot.links import Rules, canonical
from bot.links.canonical import MAX_CHARACTERS, MAX_LAYERS
from bot.model import StepKind
from tests.links.tables import RULES, rows


@pytest.mark.parametrize(("text", "url", "kinds", "why"), rows("canonical.jsonl"))
def test_table(text: str, url: str, kinds: list[str], why: str) -> None:
    """A link is unwrapped and freed of tracking, each step is kept for the reader, and the rest is not touched."""
    link = canonical(text, RULES)
    assert (link.url, [step.kind.value for step in link.steps]) == (url, kinds), why
    assert link.forwarded == text
    assert canonical(url, RULES).url == url
    assert not link.steps or link.steps[-1].url in (url, text) or link.steps[-1].kind is not StepKind.TRACKING_REMOVED


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "me@example.com",
        "mailto:me@example.com",
        "javascript:alert(1)",
        "ftp://example.com/",
        "data:text/html,x",
        "example.notasuffix",
        "foo.123",
        "http://",
        "https://:80/",
        "http://[::1",
        "http://exa mple.com/",
        "http://a..b.com/",
        "http://a,b.example.com/",
        "http://xn--a.com/",
        "http://example.com:99999/",
        "example.com:99999999/",
        "http://" + "a" * 64 + ".com/",
        "http://" + "a." * 130 + "com/",
        "http://\ud800.com/",
        "view-source:example",
        "http://" + "a" * MAX_CHARACTERS,
    ],
)
def test_what_is_no_web_address(text: str) -> None:
    """What no browser would open as a web page is refused, and the error carries what was sent."""
    with pytest.raises(LinkError) as caught:
        canonical(text, RULES)
    assert text.startswith(caught.value.forwarded.rstrip("…"))


def test_a_parser_error_is_kept_as_the_cause() -> None:
    """The foreign exception stays visible behind ours."""
    with pytest.raises(LinkError) as caught:
        canonical("http://[", RULES)
    assert isinstance(caught.value.__cause__, ValueError)


@pytest.mark.parametrize(
    ("text", "host", "domain"),
    [
        ("https://User@WWW.Example.co.uk:8443/x", "www.example.co.uk", "example.co.uk"),
        ("http://[2001:db8::1]/", "2001:db8::1", ""),
        ("http://192.0.2.1/", "192.0.2.1", ""),
        ("http://localhost/", "localhost", ""),
        ("https://github.io/", "github.io", ""),
        ("https://somebody.github.io/", "somebody.github.io", "somebody.github.io"),
        ("https://intranet.local/", "intranet.local", "intranet.local"),
        ("http://президент.рф/", "xn--d1abbgf6aiiy.xn--p1ai", "xn--d1abbgf6aiiy.xn--p1ai"),
    ],
)
def test_host_and_domain(text: str, host: str, domain: str) -> None:
    """The host that is rated is the one that is dialled, in the name system's own spelling."""
    link = canonical(text, RULES)
    assert (link.host, link.registrable_domain) == (host, domain)


def wrapped(layers: int) -> str:
    """Give an address inside that many redirect pages."""
    url = "https://example.com/"
    for _ in range(layers):
        url = "https://google.com/url?q=" + quote(url, safe="")
    return url


def test_layers_are_taken_off_to_the_last() -> None:
    """However a link is wrapped, the page behind it is what is looked at."""
    link = canonical(wrapped(5), RULES)
    assert link.url == "https://example.com/"
    assert [step.kind for step in link.steps] == [StepKind.WRAPPER] * 5


def test_more_layers_than_an_honest_link_has() -> None:
    """A link wrapped beyond reason is left as it is, the same each time, instead of unwrapped halfway."""
    short = "https://l.instagram.com/?u=" * MAX_LAYERS + "https://example.com/"
    link = canonical("https://l.instagram.com/?u=" + short, RULES)
    assert (link.url, link.steps) == ("https://l.instagram.com/?u=" + short, ())


def test_a_wrapper_that_only_shows_without_its_tracking() -> None:
    """A redirect page whose target stands behind tracking is unwrapped too, or a second look would differ."""
    link = canonical("https://href.li/?utm_source=a&https://example.com/", RULES)
    assert link.url == "https://example.com/"


def test_unwrapping_needs_no_rules() -> None:
    """What is code, such as web archives, works before any list is loaded; parameters need the list."""
    assert canonical("https://web.archive.org/web/2020/https://example.com/", Rules()).url == "https://example.com/"
    assert canonical("https://google.com/url?q=https://example.com/", Rules()).host == "google.com"


@pytest.mark.parametrize("row", rows("canonical.jsonl"), ids=lambda row: row[3])
def test_the_string_checked_is_the_string_fetched(row: list[str]) -> None:
    """The canonical address goes through the URL parser of the fetcher unchanged, byte for byte."""
    assert str(URL(row[1], encoded=True)) == row[1]
    assert can_ada.parse(row[1]).href == row[1]
