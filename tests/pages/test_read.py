"""Whole pages: recorded ones beside what is read of them, hostile ones, and any text at all."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from enum import Enum
from pathlib import Path

import grapheme
import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.model import Page
from bot.pages import parse, parse_head, read, read_head
from bot.pages.text import LONGEST
from tests.pages.samples import HTML, NOW, link, page

RECORDED = sorted((Path(__file__).parents[1] / "data" / "pages").glob("*.html"))


ENOUGH = (
    '<html lang="en"><title>Bread keeps longer in a bag</title><meta property="og:type" content="article">'
    '<meta property="og:title" content="Bread keeps longer in a bag">'
    '<meta property="og:site_name" content="The Made Paper">'
    '<meta property="article:published_time" content="2026-11-20T10:00:00Z">'
    '<meta name="description" content="A week of weighing loaves.">'
)


def plain(value: object) -> object:
    """Return ``value`` as JSON would hold it."""
    if is_dataclass(value):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, datetime) else value


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_recorded_pages(path: Path) -> None:
    """A page in the shape of a real publisher's is read as a person would read it."""
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    found = read(parse(path.read_bytes(), expected["content_type"]), link(expected["url"]), NOW)
    assert found.link == link(expected["url"])
    assert found.fetched_at == NOW
    assert {name: plain(getattr(found, name)) for name in expected["page"]} == expected["page"]


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_a_head_that_says_enough_is_all_that_is_read(path: Path) -> None:
    """Leaving the body of an article unread changes nothing of what is said of it, but that its text is missing."""
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    parsed = parse(path.read_bytes(), expected["content_type"])
    found = [read(parsed, link(expected["url"]), NOW, text_too=text_too) for text_too in (True, False)]
    assert replace(found[0], text="") == replace(found[1], text="")
    assert found[1].text in {found[0].text, ""}


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_a_short_head_of_a_long_page_says_the_same(path: Path) -> None:
    """A long page of which only the head is looked at is read as when all of it was looked at, or not at all."""
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    body, content_type = path.read_bytes() + b"<p> </p>" * 3_000, expected["content_type"]
    parsed = parse_head(body, content_type, 32_768)
    found = parsed and read_head(parsed, link(expected["url"]), NOW)
    assert found in (None, read(parse(body, content_type), link(expected["url"]), NOW, text_too=False))


@pytest.mark.parametrize(
    ("url", "head", "enough"),
    [
        ("https://made.example/2026/bread", "", True),
        ("https://made.example/2026/bread", '<link rel="canonical" href="/bread">', True),
        ("https://www.reddit.com/r/bread", "", False),
    ],
)
def test_when_a_head_is_enough(url: str, head: str, enough: bool) -> None:
    """A head that says all is enough, but on sites whose pages need a rule of their own."""
    body = (ENOUGH + head + "</head><body>" + "<p>words</p>" * 3_000).encode()
    parsed = parse_head(body, "text/html; charset=utf-8", 32_768)
    assert parsed is not None
    found = read_head(parsed, link(url), NOW)
    assert bool(found) is enough
    assert found in (None, read(parsed, link(url), NOW, text_too=False))


def test_a_body_is_left_unread_only_where_nothing_is_missing() -> None:
    """An article that says all of itself in its head is not read further; one without a description is."""
    head = ENOUGH.partition('<meta name="description"')[0]
    text = f"<body><article><p>{'Loaves were weighed every morning. ' * 12}</p></article>"
    described = f'{head}<meta name="description" content="A week of weighing loaves.">{text}'
    found = [
        read(parse(each.encode(), HTML), link("https://made.example/2026/bread"), NOW, text_too=False)
        for each in (described, head + text)
    ]
    assert [bool(each.text) for each in found] == [False, True]
    assert [each.title for each in found] == ["Bread keeps longer in a bag"] * 2


# Python's parser reads tags within a title, which browsers do not: that page is left out.
@pytest.mark.parametrize("path", [p for p in RECORDED if p.stem != "hostile-title"], ids=lambda path: path.stem)
def test_same_head_as_a_tree_builder(path: Path) -> None:
    """What is cut without a tree is what a tree of the whole page holds."""
    content_type = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["content_type"]
    parsed = parse(path.read_bytes(), content_type)
    soup = BeautifulSoup(parsed.source, "html.parser")
    assert soup.title is not None
    assert parsed.title == soup.title.get_text()
    contents = [str(meta.get("content")) for meta in soup.find_all("meta") if meta.get("content")]
    assert {content for _, content in parsed.metas} <= set(contents)
    scripts = [tag.get_text() for tag in soup.find_all("script", type="application/ld+json")]
    assert list(parsed.json_ld) == scripts


SIZE = 256 * 1024
HOSTILE = {
    "nested div": b"<div>",
    "meta never closed": b"<meta ",
    "metas": b"<meta name=a content=b>",
    "paragraphs": b"<p>x</p>",
    "times": b"<time datetime=2020-01-01>",
    "comments": b"<!-- ",
    "empty comments": b"<!-->",
    "comments that say ld+json": b"<!--ld+json",
    "entities": b"&amp;",
    "ampersands": b"&",
    "digits": b"1&#",
    "less than": b"<",
    "open tags": b"<a ",
    "quotes": b"<a b='",
    "equals": b"<a =",
    "stray ends": b"</b>",
    "NULs": b"\0",
    "no UTF-8": b"\xff\xfe\xfa",
    "scripts of two cases": b"<SCRIPT></script>",
    "JSON-LD scripts": b"<script type=application/ld+json>{}</script>",
    "scripts that say ld+json": b"<script ld+json></script>",
    "titles": b"<TITLE></title>",
    "microdata": b'<i itemscope itemtype="http://schema.org/ClaimReview"><b itemprop=x>y',
    "itemprops": b"<b itemprop=a content=b>",
    "links in blocks": b"<li><a href=x>y</a>",
    "headings": b"<h1>a | b</h1>",
    "combining marks": "<p>a\u0301\u0301\u0301".encode(),
    "for sale": b"<p>this domain",
    "usual metas": b'<meta name="a" content="b">',
    "usual metas never closed": b'<meta name="a" content="',
    "links passed over": b'<link rel="icon">',
    "links never closed": b'<link rel="icon" href="',
    "ends of heads": b"</head>",
    "words of JSON-LD": b"pplication/ld+json",
    "words of ClaimReview": b"schema.org/ClaimReview",
    "JSON-LD scripts closed in capitals": b"<script type=application/ld+json>{}</SCRIPT>",
}
STARTS = {
    "attributes": b"<a " + b" ".join(b"a%d=1" % number for number in range(30_000)) + b">",
    "long title": b"<title>" + b"x " * 100_000 + b"</title><h1>" + "ก็".encode() * 20_000,
    "deep JSON": b"<script type=application/ld+json>" + b"[" * 250_000 + b"</script>",
    "broken JSON": b"<script type=application/ld+json>" + b'"\\' * 125_000 + b"</script>",
    "stack": b"<i>" * 40_000 + b"</b>" * 40_000,
    "script never closed": b"<script>" + b"</scrip" * 30_000,
    "huge comment": b"<!--" + b"-" * 200_000,
    "huge value": b"<meta name=description content='" + b"&lt;p " * 40_000,
    "separators": b"<title>" + b" - " * 1_000 + b"</title><meta name=date content='" + b"1 a " * 50_000,
}


@pytest.mark.parametrize("name", HOSTILE | STARTS)
def test_hostile_pages_are_read(name: str) -> None:
    """A page made to stall a parser is read like any other, and what comes of it is small."""
    body = HOSTILE[name] * (SIZE // len(HOSTILE[name])) if name in HOSTILE else STARTS[name]
    found = read(parse(body, HTML), link("https://evil.example/x"), NOW)
    check_bounds(found)
    parsed = parse_head(body, HTML, 32_768)
    assert parsed is None or read_head(parsed, link("https://evil.example/x"), NOW) in (None, found)


def check_bounds(found: Page) -> None:
    """Assert what holds of any page."""
    assert grapheme.length(found.title) <= 200
    assert grapheme.length(found.description) <= 400
    assert len(found.text) <= LONGEST
    assert len(found.author) < 2_500
    assert len(found.gaps) <= 1
    assert all(moment is None or moment.tzinfo for moment in (found.published, found.modified))
    for text in (found.title, found.description, found.author, found.site_name, found.text.replace("\n", "")):
        text.encode()
        assert not any(unicodedata.category(char) in {"Cc", "Cs"} for char in text)
        assert not set(text) & set("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


PIECES = [
    "<title>", "</title>", "<meta property='og:title' content='", "<meta name=description content=\"", "'>", '">',
    "<meta name=date content=2024-01-01>", "<h1>", "</h1>", "<p>", "</p>", "<article>", "<nav>", "<script>", "<!--",
    "<script type=application/ld+json>", "</script>", '{"@type":"ClaimReview","claimReviewed":"x","url":"/a"}',
    "-->", "<link rel=canonical href=", "/a>", "<html lang=", "</head>", "<body>", "&#x202e;", "&amp;", "\u202e", "é",
    "<time datetime=", '<i itemscope itemtype="http://schema.org/ClaimReview">', "<b itemprop=claimReviewed>", "404",
    "<base href='", "http://[", "<input type=password>", "<iframe src=//sedoparking.com>", " - ", "Log in", "\0",
]  # fmt: skip


@settings(max_examples=200)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=30).map("".join))
@example("<title>\u202e</title><p>&#x202e;</p>")
@example("<base href='http://['><link rel=canonical href=/a>")
@example('<script type=application/ld+json>{"@type":"Article","headline":"\\ud800"}</script>')
@example('<script type=application/ld+json>{"@type":"Article","author":[[]]}</script>')
def test_any_markup_is_read(html: str) -> None:
    """No markup raises, and what comes of it is bounded and fit to show."""
    check_bounds(page(html))


@settings(max_examples=100)
@given(st.binary(max_size=200), st.text(max_size=30))
def test_any_bytes_are_read(body: bytes, content_type: str) -> None:
    """No bytes raise, whatever the header says."""
    check_bounds(read(parse(body, content_type), link("https://evil.example/x"), NOW))
