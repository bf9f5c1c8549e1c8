"""What a news page says of itself: title, site, dates, canonical address, JSON-LD."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from benchmarks.data_folder import article
from benchmarks.harness import Figure, Goal, Scale, Workload, each, in_turn, installed, right
from bot.links import Rules, canonical
from bot.pages import parse, read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.model import Page

ADDRESS = "https://made.example/2026/11/20/story"
SITE = "The Made Paper"
PUBLISHED = "2026-11-20T10:00:00+00:00"
MODIFIED = "2026-11-21T08:30:00+00:00"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
_HEAD = (
    f'<link rel="canonical" href="{ADDRESS}"><meta property="article:published_time" content="{PUBLISHED}">'
    f'<meta property="article:modified_time" content="{MODIFIED}"></head>'
)


def measure(scale: Scale) -> Iterator[Figure]:
    """Read pages of 20, 200 and 400 KB; the peer reads the same facts out of the tree that it builds."""
    for paragraphs in scale.sizes((4,), (40, 400, 800)):
        text = article(paragraphs).replace("</head>", _HEAD, 1)
        body = text.encode()
        title = text.partition("<title>")[2].partition("<")[0]
        facts = (title, SITE, PUBLISHED, MODIFIED, ADDRESS)
        right(_facts(ours(body)), facts, "what the page says of itself")
        sides = [each(ours, [body])]
        if installed("bs4"):
            right(soup(body), facts, "the same by the peer")
            sides.append(each(soup, [body]))
        mine, *peers = (1000 * seconds for seconds in in_turn(scale.rounds, *sides))
        goal = Goal(1 / 30, 1 / 500) if paragraphs == 400 else None
        name = f"a page of {len(body) // 1000} KB"
        yield Figure(name, mine, "ms", peers[0] if peers else None, goal)
    yield from _parts(scale)


def _parts(scale: Scale) -> Iterator[Figure]:
    """What stops at the head, beside what goes on to the text."""
    body = article(4 if scale is Scale.TINY else 400).replace("</head>", _HEAD, 1).encode()
    (head,) = in_turn(scale.rounds, lambda: parse(body, "text/html; charset=utf-8"))
    yield Figure("its head alone", 1000 * head, "ms")


def ours(body: bytes) -> Page:
    """Read everything that a check uses, the main text with it."""
    return read(parse(body, "text/html; charset=utf-8"), canonical(ADDRESS, Rules()), NOW)


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
