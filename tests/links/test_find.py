"""Finding the links of a message."""

from __future__ import annotations

import pytest

from bot.links import Rules, find
from bot.links.find import DEFAULT_LIMIT, addresses
from bot.model import Message, StepKind
from tests.links.tables import RULES, rows


@pytest.mark.parametrize(("text", "expected", "why"), rows("found.jsonl"))
def test_table(text: str, expected: list[str], why: str) -> None:
    """The links that a reader sees in a message are found as they stand there, and nothing else is."""
    found = find(Message(text), Rules(), limit=100).found
    assert [link.forwarded for link in found] == list(dict.fromkeys(expected)), why


def test_text_comes_first_then_hidden_urls() -> None:
    """Links are given in the order a reader meets them, what the text hides behind what it shows."""
    message = Message("see b.example.com then a.example.com", ("https://c.example.com/", "http://b.example.com"))
    assert [link.url for link in find(message, RULES).found] == [
        "https://b.example.com/",
        "https://a.example.com/",
        "https://c.example.com/",
        "http://b.example.com/",
    ]


def test_each_canonical_address_once() -> None:
    """The same page shared twice, once with tracking and once hidden, is checked once, as it was sent first."""
    message = Message("https://example.com/a?utm_source=x EXAMPLE.com/a", ("https://example.com/a#:~:text=b",))
    found = find(message, RULES).found
    assert [(link.forwarded, link.url) for link in found] == [
        ("https://example.com/a?utm_source=x", "https://example.com/a")
    ]


def test_limit_counts_what_it_leaves_out() -> None:
    """Beyond the limit links are counted, repeated ones once, so that the answer can say so."""
    text = " ".join(f"https://example.com/{number % 30}" for number in range(60))
    links = find(Message(text), RULES)
    assert (len(links.found), links.left_out) == (DEFAULT_LIMIT, 30 - DEFAULT_LIMIT)
    assert find(Message(text), RULES, limit=0).left_out == 30


def test_hidden_urls_that_are_no_links_are_passed_over() -> None:
    """A button that opens a chat, an e-mail address or a broken address is no link to check."""
    message = Message(
        "", ("tg://resolve?domain=x", "mailto:me@example.com", "", "https://", "\ud800", "example.com/x")
    )
    assert [link.url for link in find(message, RULES).found] == ["https://example.com/x"]


def test_empty_message() -> None:
    """A message without text has no links."""
    assert find(Message(""), RULES) == find(Message("hello"), Rules())


def test_marks_of_pasting_are_mended_in_text_only() -> None:
    """``&amp;`` and escaped signs in pasted text are mended; an address from the platform is exact."""
    text = r"https://example.com/a\_b?x=1&amp;y=2&amp;amp;z=3 and https:\/\/example.com\/b"
    hidden = ("https://example.com/?x=1&amp;y=2",)
    found = find(Message(text, hidden), RULES).found
    assert [link.url for link in found] == [
        "https://example.com/a_b?x=1&y=2&z=3",
        "https://example.com/b",
        "https://example.com/?x=1&amp;y=2",
    ]
    assert found[0].forwarded == r"https://example.com/a\_b?x=1&amp;y=2&amp;amp;z=3"


def test_an_escaped_host_is_the_host_a_browser_opens() -> None:
    """A backslash before an underscore must not glue another name to the host: evil.com is dialled, so rated."""
    found = find(Message("x", (r"http://evil.example.com\_.google.com/a",)), RULES).found
    assert found[0].host == "evil.example.com"


def test_defanged_link_keeps_its_spelling_and_says_so() -> None:
    """A link written so that nobody clicks it is found in its own spelling."""
    (link,) = find(Message("beware hxxps://bad[.]example[.]com/x !"), RULES).found
    assert (link.forwarded, link.url) == ("hxxps://bad[.]example[.]com/x", "https://bad.example.com/x")
    assert [step.kind for step in link.steps] == [StepKind.REFANGED]


def test_addresses_repeat_what_is_repeated() -> None:
    """The addresses themselves are given as often as they stand in the text."""
    assert list(addresses("example.com example.com")) == ["example.com", "example.com"]
