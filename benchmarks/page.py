"""What a news page says of itself: title, site, dates, canonical address, JSON-LD."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from benchmarks import made
from benchmarks.harness import Figure, Goal, Scale, Workload, each, in_turn, installed, right
from bot.links import Rules, canonical
from bot.pages import parse, read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.model import Page

ADDRESS = "https://made.example/2026/11/20/story"
LINK = canonical(ADDRESS, Rules())
TYPE = "text/html; charset=utf-8"
SITE = "The Made Paper"
PUBLISHED = "2026-11-20T10:00:00+00:00"
MODIFIED = "2026-11-21T08:30:00+00:00"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def measure(scale: Scale) -> Iterator[Figure]:
    """Read pages of 20, 200 and 400 KB; the peer reads the same five facts out of the tree that it builds."""
    for kilobytes in scale.sizes((20,), (20, 200, 400)):
        body, title = news_page(kilobytes)
        facts = (title, SITE, PUBLISHED, MODIFIED, ADDRESS)
        right(_facts(ours(body)), facts, "what the page says of itself")
        sides = [each(ours, [body])]
        if installed("bs4"):
            right(soup(body), facts, "the same by the peer")
            sides.append(each(soup, [body]))
        mine, *peers = (1000 * seconds for seconds in in_turn(scale.rounds, *sides))
        goal = Goal(1 / 30, 1 / 500) if kilobytes == 200 else None
        yield Figure(f"a page of {kilobytes} KB", mine, "ms", peers[0] if peers else None, goal)
        (text,) = in_turn(scale.rounds, each(with_text, [body]))
        yield Figure(f"its main text too, {kilobytes} KB", 1000 * text, "ms", peers[0] if peers else None)


def news_page(kilobytes: int) -> tuple[bytes, str]:
    """Return a page as newspapers make them, a tag for every 25 bytes, with its title.

    A head with 60 metas and links, a menu of 150 links, the story in 30 paragraphs, then teasers to the end.
    """
    draw, words = made.chance("news page"), made.vocabulary(3_000, "news page")
    title = " ".join(draw.choices(words, k=9)).capitalize()
    about = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": title, "datePublished": PUBLISHED}
    metas = {
        "og:title": title,
        "og:site_name": SITE,
        "og:description": " ".join(draw.choices(words, k=20)),
        "article:published_time": PUBLISHED,
        "article:modified_time": MODIFIED,
        **{f"made:{name}": " ".join(draw.choices(words, k=4)) for name in words[:25]},
    }
    parts = [
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} | {SITE}</title>',
        *(f'<meta property="{name}" content="{content}">' for name, content in metas.items()),
        *(f'<link rel="preload" as="script" href="/static/{name}.js">' for name in words[:30]),
        f'<link rel="canonical" href="{ADDRESS}"><script type="application/ld+json">{json.dumps(about)}</script>',
        *(f"<script>window.{name} = {{markup: '<p>'}};</script>" for name in words[:20]),
        "</head><body><header><nav><ul>",
        *(f'<li><a class="item" href="/{name}"><span>{name}</span></a></li>' for name in words[:150]),
        f"</ul></nav></header><main><article><h1>{title}</h1>",
        *(f"<p>{made.sentence(draw, words, 300)} <a href='/{name}'>{name}</a></p>" for name in words[:30]),
        "</article></main><section>",
    ]
    length = sum(map(len, parts))
    while length < 1000 * kilobytes:
        name = draw.choice(words)
        parts.append(
            f'<div class="card"><a href="/{name}"><img src="/{name}.jpg"><b>{name}</b></a><i>{name}</i></div>'
        )
        length += len(parts[-1])
    return "".join((*parts, "</section></body></html>")).encode(), title


def ours(body: bytes) -> Page:
    """Read what a check uses, as ``bot.fetch`` does."""
    return read(parse(body, TYPE), LINK, NOW, text_too=False)


def with_text(body: bytes) -> Page:
    """Read the main text too."""
    return read(parse(body, TYPE), LINK, NOW)


def _facts(page: Page) -> tuple[str, ...]:
    times = (page.published.isoformat() if page.published else "", page.modified.isoformat() if page.modified else "")
    return page.title, page.site_name, *times, page.canonical


def soup(body: bytes) -> tuple[str, ...]:
    """Read the same five facts as the peer's manual shows it."""
    import bs4  # noqa: PLC0415 - only where the peer is installed

    tree = bs4.BeautifulSoup(body, "html.parser")
    named = {str(meta.get("property")): str(meta.get("content")) for meta in tree("meta")}
    for script in tree("script", type="application/ld+json"):
        json.loads(script.get_text())
    link = tree.find("link", rel="canonical")
    times = (named["article:published_time"], named["article:modified_time"])
    address = str(link.get("href")) if isinstance(link, bs4.Tag) else ""
    return named["og:title"], named["og:site_name"], *times, address


WORKLOAD = Workload("page", "what a news page says of itself", "BeautifulSoup, html.parser", measure, ("bs4",))
