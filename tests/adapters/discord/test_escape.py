"""What a stranger wrote shows as it is, and does nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.discord.escape import escaped, in_code, linked, safe_url
from bot.display import harmless

LIVE = re.compile(r"(?<!\\)(?:\\\\)*[*_~`|<>\[\]@#]")
"""A character of Discord's Markdown that no backslash disarms."""

TRICKY = st.text(st.sampled_from("ab1 -+.*_~`|<>[]()@#:/\\\u202e\u200b\u2066\n") | st.characters(), max_size=60)


def unescaped(text: str) -> str:
    """Return what a reader sees of escaped text."""
    return re.sub(r"\\([^a-zA-Z0-9\s])", r"\1", text)


@given(TRICKY)
@settings(max_examples=200)
@example("||spoiler|| **bold** [label](https://evil.example) <@123> @everyone <#5> </check:7> <t:0:R>")
@example("- item")
@example("1. item")
@example("-# small")
@example("https://evil.example/x")
@example("discord.gg/abc")
@example("\\")
def test_nothing_is_live_and_nothing_is_lost(text: str) -> None:
    """No markup, mention or link is left, and a reader sees the words that were written."""
    shown = escaped(text)
    assert not LIVE.search(shown)
    assert not re.search(r"(?i)[a-z]://", shown)
    assert not re.match(r"\s*(?:[-+] |-#|\d+[.)](?:\s|$)|>|#)", shown)
    assert not re.search(r"(?i)discord(?:app)?\.(?:gg|com)/", shown)
    assert unescaped(shown) == harmless(text)


@pytest.mark.parametrize("char", ["\u202e", "\u2066", "\u200b", "\u2060", "\ufeff", "\u00ad", "\n", "\x00"])
def test_hidden_characters_go(char: str) -> None:
    """Characters that reorder or hide words do not reach the chat."""
    assert char not in escaped(f"a{char}b")


@given(st.text(max_size=80).map("https://a.example/".__add__))
@settings(max_examples=200)
def test_a_masked_link_ends_where_we_end_it(url: str) -> None:
    """No address closes the parenthesis early or opens another link; what is no clean address is no link."""
    link = linked("[label](x)", url)
    found = re.fullmatch(r"\\\[label\\\]\(x\)|\[\\\[label\\\]\(x\)\]\((https?://[^\s()<>\[\]]*)\)", link)
    assert found, link


@pytest.mark.parametrize("url", ["javascript:alert(1)", "", "ftp://a.example", "https://a.example/ b", "discord://x"])
def test_only_web_addresses_are_linked(url: str) -> None:
    """Anything but http and https is shown as its label."""
    assert safe_url(url) == ""
    assert linked("a.example", url) == "a.example"


@given(TRICKY)
@settings(max_examples=100)
def test_code_cannot_be_left(text: str) -> None:
    """No backtick inside ends a code span."""
    assert in_code(text).count("`") == 2
