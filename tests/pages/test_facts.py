"""Title, description, author, site, language and canonical address."""

from __future__ import annotations

import pytest

from bot.pages import parse, read
from tests.pages.samples import HTML, NOW, link, page

OG = '<meta property="og:site_name" content="Harbour Post">'


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ('<title>t</title><meta property="og:title" content="Og"><meta name="twitter:title" content="Tw">', "Og"),
        ('<title>t</title><meta name="twitter:title" content="Tw"><h1>H</h1>', "Tw"),
        ('<script type=application/ld+json>{"@type":"Article","headline":"J"}</script><h1>H</h1>', "J"),
        ("<title>Gulls - a count</title><h1>Gulls counted</h1>", "Gulls counted"),
        ("<title>Gulls counted</title><h1>One</h1><h1>Two</h1>", "Gulls counted"),
        (f"<title>Gulls counted again | Harbour Post</title>{OG}", "Gulls counted again"),
        (f"<title>Harbour Post – Gulls counted again</title>{OG}", "Gulls counted again"),
        (f"<title>Harbour Post: Gulls counted again</title>{OG}", "Gulls counted again"),
        ("<title>Gulls counted again - post.example</title>", "Gulls counted again"),
        ("<title>Gulls counted again - Post</title>", "Gulls counted again"),
        ("<title>Gulls counted - twice | Somebody Else</title>", "Gulls counted - twice | Somebody Else"),
        (f"<title>Home | Harbour Post</title>{OG}", "Home | Harbour Post"),
        (f"<title>鴎を数える | Harbour Post</title>{OG}", "鴎を数える"),
        (
            f'<title>Gulls counted | Harbour Post</title><meta property="og:title" content="Harbour Post">{OG}',
            "Gulls counted",
        ),
        (f"<title>Harbour Post</title>{OG}", "Harbour Post"),
        ("<meta name='dc.title' content='Old'>", "Old"),
        ("<p>x", ""),
    ],
)
def test_title(html: str, title: str) -> None:
    """The headline is taken from the surest place, without the site's name where a headline is left."""
    assert page(html).title == title


@pytest.mark.parametrize(
    ("html", "description"),
    [
        ('<meta name=description content="D"><meta property="og:description" content="O">', "O"),
        ('<meta property="og:description" content=" "><meta name=Description content="D">', "D"),
        ('<script type=application/ld+json>{"@type":"Article","description":"J&amp;J"}</script>', "J&J"),
        (
            "<p>The first paragraph of a page that does not describe itself.</p>",
            "The first paragraph of a page that does not describe itself.",
        ),
        ("<p>x", ""),
    ],
)
def test_description(html: str, description: str) -> None:
    """The page's own summary, else its first paragraph."""
    assert page(html).description == description


def test_long_texts_are_cut_by_grapheme() -> None:
    """A title ends after 200 graphemes and a description after 400, with an ellipsis."""
    found = page("<title>" + "wörd " * 100 + "</title><meta name=description content='" + "字" * 900 + "'>")
    assert len(found.title) <= 200
    assert found.title.endswith("wörd…")
    assert found.description == "字" * 399 + "…"


@pytest.mark.parametrize(
    ("html", "author"),
    [
        ('<meta name=author content="By Jo Doe">', "Jo Doe"),
        ('<meta name=author content="Byron Doe">', "Byron Doe"),
        ('<meta property="article:author" content="https://social.example/jo">', ""),
        ('<meta name=author content="@jo">', ""),
        ('<script type=application/ld+json>{"@type":"Article","author":["A","B",{"name":"A"},"D"]}</script>', "A, B"),
        (
            (
                '<script type=application/ld+json>[{"@type":"Article","author":{"@id":"#"}},'
                '{"@id":"#","name":"Jo","x":1}]</script>'
            ),
            "Jo",
        ),
        ("<p>x", ""),
    ],
)
def test_author(html: str, author: str) -> None:
    """Who wrote it, without "By", addresses and handles, at most three."""
    assert page(html).author == author


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ("<html lang=EN-gb>", "en-GB"),
        ("<html lang=pt_BR>", "pt-BR"),
        ("<html lang=zh-hant-tw>", "zh-Hant-TW"),
        ("<html lang=es-419>", "es-419"),
        ("<html lang=und><meta property=og:locale content=fr_FR>", "fr-FR"),
        ("<html lang='english language'><meta http-equiv=content-language content=de>", "de"),
        ('<script type=application/ld+json>{"@type":"Article","inLanguage":"it"}</script>', "it"),
        ("<p>x", ""),
    ],
)
def test_language(html: str, language: str) -> None:
    """The page's language as BCP 47, from the first place that names one."""
    assert page(html).language == language


@pytest.mark.parametrize(
    ("html", "site"),
    [
        (OG, "Harbour Post"),
        ('<script type=application/ld+json>{"@type":"Article","publisher":{"name":"P"}}</script>', "P"),
        ('<script type=application/ld+json>{"@type":"WebSite","name":"W"}</script>', "W"),
        ('<meta property="og:site_name" content="https://post.example/">', ""),
    ],
)
def test_site_name(html: str, site: str) -> None:
    """What the site calls itself; an address is no name."""
    assert page(html).site_name == site


@pytest.mark.parametrize(
    ("html", "canonical"),
    [
        ("<link rel=canonical href=/news/gulls>", "https://www.post.example/news/gulls"),
        ("<base href=https://post.example/b/><link rel=canonical href=gulls>", "https://post.example/b/gulls"),
        ("<meta property=og:url content='//m.post.example/x#top'>", "https://m.post.example/x"),
        ("<link rel=canonical href=https://www.bbc.example/x>", ""),
        ("<link rel=canonical href=https://evilpost.example/x>", ""),
        ("<link rel=canonical href=https://www.post.example/>", ""),
        ("<link rel=canonical href=javascript:x>", ""),
        ("<link rel=canonical href=https://a:b@www.post.example/x>", ""),
        ("<link rel=canonical href='http://[bad'><meta property=og:url content=/y>", "https://www.post.example/y"),
        ("<p>x", ""),
    ],
)
def test_canonical(html: str, canonical: str) -> None:
    """Only an address within the page's own registrable domain is its canonical one."""
    assert page(html).canonical == canonical


def test_canonical_of_an_address_without_a_domain() -> None:
    """On a bare address or a shared host, only the same host counts."""
    found = read(
        parse(b"<link rel=canonical href=https://b.blogspot.com/x>", HTML), link("https://a.blogspot.com/y"), NOW
    )
    assert found.canonical == ""
    found = read(parse(b"<link rel=canonical href=/x>", HTML), link("http://192.0.2.7/y"), NOW)
    assert found.canonical == "http://192.0.2.7/x"


def test_teasers_are_not_the_article() -> None:
    """Of many articles in the metadata, the one with this page's address counts; without it, none."""
    listed = ",".join(f'{{"@type":"NewsArticle","headline":"H{n}","url":"/n/{n}","author":"A{n}"}}' for n in range(4))
    html = f'<title>The paper</title><script type="application/ld+json">[{listed}]</script>'
    assert (page(html, "https://www.post.example/n/2").title, page(html, "https://www.post.example/n/2").author) == (
        "H2",
        "A2",
    )
    assert (page(html, "https://www.post.example/topic").title, page(html).author) == ("The paper", "")
