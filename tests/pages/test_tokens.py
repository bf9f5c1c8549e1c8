"""How markup is cut into tags and text."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.pages.tokens import MOST_TOKENS, attributes, tokens, unescape


def cut(html: str) -> list[tuple[str, str, str]]:
    """Return (text before, name, raw content) of every token."""
    return [(token.before, token.name, token.content) for token in tokens(html)]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("a<b>c</b>d", [("a", "b", ""), ("c", "/b", ""), ("d", "", "")]),
        ("<A HREF=x>", [("", "a", ""), ("", "", "")]),
        ("1 < 2 <3", [("1 < 2 <3", "", "")]),
        ("x<!-- <b> -- > -->y", [("x", "!", ""), ("y", "", "")]),
        ("<!--><b>", [("", "b", ""), ("", "", "")]),
        ("<!---><b>", [("", "b", ""), ("", "", "")]),
        ("x<!-- <b>", [("x", "!", ""), ("", "", "")]),
        ("<!doctype html><?php x?></ p><i>", [("", "i", ""), ("", "", "")]),
        ("<?never", [("", "", "")]),
        (
            "<script>if (a<b) '</p>'</script>z",
            [("", "script", "if (a<b) '</p>'"), ("", "/script", ""), ("z", "", "")],
        ),
        ("<Script>a</SCRIPT>b", [("", "script", "a"), ("", "/script", ""), ("b", "", "")]),
        ("<title>a <!-- b</title>", [("", "title", "a <!-- b"), ("", "/title", ""), ("", "", "")]),
        ("<textarea><p>x", [("", "textarea", "<p>x"), ("", "", "")]),
        ('<p title="a > b">c', [("", "p", ""), ("c", "", "")]),
        ('<p class=x">q', [("", "p", ""), ("q", "", "")]),
        ('<p a="never closed> <b>', [("", "p", ""), ("", "", "")]),
        ("<p", [("", "p", ""), ("", "", "")]),
        ("", [("", "", "")]),
    ],
)
def test_cutting(html: str, expected: list[tuple[str, str, str]]) -> None:
    """Tags, comments and raw elements are cut where a browser would cut them."""
    assert cut(html) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (" a=\"1\" B='2' c=3 d", {"a": "1", "b": "2", "c": "3", "d": ""}),
        (" a = 1 / b=2/", {"a": "1", "b": "2/"}),
        (" a=1 A=2", {"a": "1"}),
        (' a="x > y" b', {"a": "x > y", "b": ""}),
        (' content="&lt;b&gt; &amp; &#39;q&#x27;"', {"content": "<b> & 'q'"}),
        (" href=/x?a=1&copy=2&amp;lt=3", {"href": "/x?a=1&copy=2&lt=3"}),
        (' a="never closed', {"a": "never closed"}),
        (" =x '", {"x": ""}),
        ("", {}),
    ],
)
def test_attributes(source: str, expected: dict[str, str]) -> None:
    """Attributes are read in every spelling, the first of a name counts, and parameters stay parameters."""
    assert attributes(source) == expected


def test_attributes_are_bounded() -> None:
    """A tag with fifty thousand attributes yields fifty, and a huge value is cut."""
    assert len(attributes(" ".join(f"a{number}=1" for number in range(50_000)))) == 50
    assert len(attributes('a="' + "x" * 10_000)["a"]) == 4_096


def test_references() -> None:
    """References that Python would refuse as too large a number are left or replaced, never raised."""
    assert unescape("&#" + "1" * 5_000 + ";") == unescape("&#x" + "f" * 30 + ";") == "\ufffd"
    assert unescape("&#x0;&eacute;&copy&nosuch;") == "\ufffdé&copy&nosuch;"


def test_tokens_are_bounded() -> None:
    """A page of nothing but tags is left after a fixed number of them."""
    assert sum(1 for _ in tokens("<b>" * (MOST_TOKENS + 10))) == MOST_TOKENS
    assert sum(1 for _ in tokens("<b>" * 50, most=7)) == 7


FRAGMENTS = [
    "<",
    ">",
    "/",
    "!",
    "--",
    "-->",
    "<!--",
    "<p",
    "</p>",
    '"',
    "'",
    "=",
    " ",
    "a",
    "é",
    "&amp;",
    "<script",
    "</script>",
    "<title>",
    "]]>",
]


@settings(max_examples=200)
@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3), max_size=40).map("".join))
@example("<SCRIPT></script>" * 3)
@example("<!--" * 3)
@example("<a b='<a b='")
def test_every_character_is_passed_once(html: str) -> None:
    """The cut goes forward, covers the text, and gives back only what stood there."""
    end = 0
    for token in tokens(html):
        assert token.end >= end
        assert token.before in html
        assert token.content in html
        attributes(token.source)
        end = token.end
    assert end == len(html)
