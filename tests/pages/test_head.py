"""What is read from the head of a page, and from the rest without reading it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.pages import parse, parse_head
from bot.pages.head import meta_items, refresh_target
from bot.pages.scripts import is_json_ld
from bot.pages.source import Source
from bot.pages.tokens import attributes, tokens

FILLING = "<p>" + "words and words " * 2_000 + "</p>"


def head(html: str, filling: str = "") -> str:
    """Return a page with ``html`` in its head and a body."""
    return f"<html><head>{html}</head><body>{filling}</body></html>"


def test_what_a_head_says() -> None:
    """Title, metas, links, base and language are kept as written, references read."""
    parsed = parse(
        head(
            '<title>A &amp; B</title><META Property="og:title Twitter:Title" NAME=Title content="x &quot;y&quot;">'
            '<meta name=empty><link rel="Canonical alternate" href=" /a "><link rel=stylesheet href=b>'
            "<base href=/c/><base href=/d/>"
        ).encode(),
        "text/html",
    )
    assert parsed.title == "A & B"
    assert parsed.metas == (("og:title", 'x "y"'), ("twitter:title", 'x "y"'), ("title", 'x "y"'))
    assert parsed.links == (("canonical", "/a"),)
    assert parsed.base == "/c/"
    assert parsed.charset == "utf-8"
    assert parse(b'<html lang="pt-BR"><html lang=en>', "").language == "pt-BR"


def test_title_of_a_picture_is_not_the_pages() -> None:
    """A drawing's title in the page is no title; one after it is, even where the drawing closes itself."""
    assert parse(b"<svg><title>icon</title></svg><title>Page</title>", "").title == "Page"
    assert parse(b"<svg/><title>Page</title>", "").title == "Page"


def test_words_in_scripts_and_comments_are_not_tags() -> None:
    """What a script or a comment says of head and body ends nothing."""
    html = head("<script>var a='</head><body>'</script><!-- </head> --><title>Real</title>", FILLING)
    parsed = parse(html.encode(), "")
    assert parsed.title == "Real"
    assert parsed.source[parsed.body_start :].startswith("<body>")


def test_page_without_a_head() -> None:
    """A page that has neither head nor body tag is read all the same."""
    parsed = parse(b"<!doctype html><title>T</title><meta name=description content=D><p>text", "")
    assert (parsed.title, parsed.metas, parsed.body_start) == ("T", (("description", "D"),), 0)


def test_json_ld_anywhere() -> None:
    """JSON-LD is found in head and body, in every spelling of its type, and other scripts are not."""
    html = head(
        '<script type="Application/LD+JSON; charset=utf-8">1</script><script type=application/json>2</script>',
        FILLING
        + '<script type=application/ld+json>3</script>ld+json <a href="ld+json"><script>"ld+json"</script>'
        + '<script\nclass="x" type=\'application/ld+json\' >4</script><script type="application/ld+json">5',
    )
    assert parse(html.encode(), "").json_ld == ("1", "3", "4", "5</body></html>")


def test_json_ld_of_a_page_that_escapes_its_plus() -> None:
    """ASP.NET writes the type with a reference."""
    html = head("", FILLING + '<script type="application/ld&#x2B;json">1</script>')
    assert parse(html.encode(), "").json_ld == ("1",)


def test_json_ld_is_bounded() -> None:
    """A thousand scripts, or one of megabytes, are cut."""
    script = "<script type=application/ld+json>{}</script>"
    assert len(parse(head(script * 500, FILLING + script * 500).encode(), "").json_ld) == 40
    huge = "<script type=application/ld+json>" + "x" * 300_000 + "</script>"
    assert parse(head("", FILLING + huge).encode(), "").json_ld == ()


@pytest.mark.parametrize(
    ("content", "target"),
    [
        ("0;url=/a", "/a"),
        ("0; URL = '/a b'", "/a b"),
        ('5 , url="/a', "/a"),
        ("0;/a", "/a"),
        ("1.5;url=a;b", "a;b"),
        (".5 url=/a", "/a"),
        ("30;url=/a", "/a"),
        ("31;url=/a", ""),
        ("9999999;url=/a", ""),
        ("0", ""),
        ("0;", ""),
        ("0;url=", ""),
        (";url=/a", ""),
        ("url=/a", ""),
        ("", ""),
        ("0" + " " * 5_000, ""),
    ],
)
def test_refresh_target(content: str, target: str) -> None:
    """A refresh leads where the standard's steps say; slow ones and those without an address lead nowhere."""
    assert refresh_target(content) == target


def test_refresh_of_a_page() -> None:
    """A redirect stub's refresh is found in head or body, but not where only script-less browsers see it."""
    stub = '<meta http-equiv="Refresh" content="0; url=/next">'
    assert parse(stub.encode(), "").refresh == "/next"
    assert parse(f"<body><p>Moving</p>{stub}</body>".encode(), "").refresh == "/next"
    assert parse(f"<noscript>{stub}</noscript>".encode(), "").refresh == ""
    assert parse((stub + stub.replace("next", "other")).encode(), "").refresh == "/next"


def test_metas_and_links_are_bounded() -> None:
    """A page of thousands of metas and links is cut."""
    parsed = parse(b"<meta name=a content=b><link rel=canonical href=c>" * 2_000, "")
    assert len(parsed.metas) == 300
    assert len(parsed.links) == 30


LONG = "<html lang=en><head>{}</head><body>" + FILLING
SHORT_HEADS = [
    '<title>T</title><meta property="og:title" content="A &amp; B"><meta name="a" content="b"/><style>p{</style>',
    '<meta name="a" content="b" class="c"><META NAME="a" CONTENT="b"><meta name="a b" content="c">',
    '<link rel="stylesheet" href="/x"><link rel="canonical" href="/a"><link rel="author me" href="/b">',
    '<script>"</script><script type="application/ld+json">{}</script><title>é’</title>',
    '<meta http-equiv="refresh" content="0;url=/next">',
    "<!-- a comment --><base href=/c/>",
]


@pytest.mark.parametrize("html", SHORT_HEADS)
def test_a_short_head_is_read_as_any_other(html: str) -> None:
    """Looking only at a head gives what looking at all of the page gives."""
    body = LONG.format(html).encode()
    short = parse_head(body, "text/html; charset=utf-8", 32_768)
    assert short == replace(parse(body, "text/html; charset=utf-8"), page=short.page if short else Source())


@pytest.mark.parametrize(
    ("html", "most_bytes", "content_type"),
    [
        (LONG.format("<title>T</title>"), 20, "text/html; charset=utf-8"),
        (LONG.format("<title>T</title>"), 32_768, "text/html"),
        (LONG.format("<title>T</title>"), 32_768, "text/html; charset=big5"),
        ("<html><title>T</title>" + FILLING, 32_768, "text/html; charset=utf-8"),
        (LONG.format("<title>T</title>")[:1_000], 32_768, "text/html; charset=utf-8"),
        (LONG.format("<script>'</head>'</script><title>T</title>"), 32_768, "text/html; charset=utf-8"),
        (LONG.format('<link rel="stylesheet" href="</head>">'), 32_768, "text/html; charset=utf-8"),
        (LONG.format("<body>"), 32_768, "text/html; charset=utf-8"),
        (LONG.format("") + "<script type=application/ld+json>{}</script>", 32_768, "text/html; charset=utf-8"),
        (LONG.format("") + '<script type="application/ld&#x2B;json">{}</script>', 32_768, "text/html; charset=utf-8"),
        (LONG.format("") + "<i itemscope itemtype=http://schema.org/ClaimReview>", 99, "text/html; charset=utf-8"),
    ],
)
def test_a_page_that_is_more_than_a_short_head(html: str, most_bytes: int, content_type: str) -> None:
    """Where anything of use may stand elsewhere, or the head's end is not sure, a head is not read by itself."""
    assert parse_head(html.encode(), content_type, most_bytes) is None


@settings(max_examples=200)
@given(
    st.sampled_from(["property", "name", "NAME", "itemprop"]),
    st.text(alphabet="og:Title é&\"'<>\t", max_size=12),
    st.text(alphabet="a b&amp;é’\"'<>=/\n", max_size=20) | st.just("x" * 5_000),
    st.sampled_from([">", "/>", " />", " class=x>", ""]),
)
@example("property", "og:title", "a", "/>")
@example("name", "description", "&lt;b&gt;", ">")
def test_metas_are_read_alike_however_written(key: str, name: str, content: str, end: str) -> None:
    """The short way of reading a usual meta gives what the long way gives."""
    html = f'<meta {key}="{name}" content="{content}"{end}<meta name=z content=z>'
    assert parse(html.encode(), "").metas == parse(html.replace("<meta", "<META").encode(), "").metas


PIECES = [
    '<meta name="a" content="b">', '<meta property="c" content="d"/>', '<meta name="e" content="', '<meta name="f">',
    "<META name=g content=h>",
    '<link rel="icon" href=/i>', '<link rel="icon" href="', '<link rel="Canonical" href=/c>',
    '<link rel="author" href=/d>', '<link rel="icon canonical" href=/e>', "<link rel=amphtml href=/f>", "<script>",
    "<script type=application/ld+json>", "</script>", "<style>", "</style>", "</style >", "<!--", "-->",
    '"', ">", "'",
    "\n", "<p>", "x", "<title>", "</title>", "<link", "=", "<", "/",
]  # fmt: skip


@settings(max_examples=200)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
@example('<link rel="icon" href="<meta name="a" content="b">">')
@example('</script><link rel="icon" href=/i></style><meta name="a" content="b">')
@example('<script>"</script><link rel="icon">"</script>')
def test_nothing_is_passed_over_that_is_asked_for(html: str) -> None:
    """The head's quick way through a page finds what going from tag to tag finds."""
    found = [token for token in tokens(html, most=6_000) if token.name]
    metas = [item for token in found if token.name == "meta" for item in meta_items(attributes(token.source))]
    links = [attributes(token.source) for token in found if token.name == "link"]
    rels = {"canonical", "amphtml", "bookmark", "author"}
    kept = [
        link["href"] for link in links for _ in rels & set(link.get("rel", "").lower().split()) if link.get("href")
    ]
    parsed = parse(html.encode(), "")
    assert list(parsed.metas) == metas
    assert [href for _, href in parsed.links] == kept
    assert parsed.title == next((token.content for token in found if token.name == "title"), "")
    scripts = [token.content for token in found if token.name == "script" and is_json_ld(token.source)]
    assert list(parsed.json_ld) == [script for script in scripts if script]
