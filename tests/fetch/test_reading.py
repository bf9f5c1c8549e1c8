"""Where a body is read: at once, or in a thread."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot import pages
from bot.fetch.reading import READ_IN_LOOP_BYTES, PageReader
from bot.fetch.trail import Hop
from bot.links import Rules, canonical
from bot.model import Page, StepKind

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
HTML = "text/html; charset=utf-8"
LINK = canonical("https://made.example/2026/bread", Rules())
HEAD = (
    '<html lang="en"><head><title>Bread keeps longer in a bag</title><meta property="og:type" content="article">'
    '<meta property="og:title" content="Bread keeps longer in a bag">'
    '<meta property="og:site_name" content="The Made Paper">'
    '<meta property="article:published_time" content="2026-02-20T10:00:00Z">'
)
ENOUGH = HEAD + '<meta name="description" content="A week of weighing loaves.">'
BODY = "</head><body>" + "<p>Loaves were weighed every morning.</p>" * 2_000


@pytest.mark.parametrize("html", [HEAD, ENOUGH, ENOUGH + BODY, "<p>words"], ids=["short", "all", "long", "bare"])
async def test_what_is_quick_needs_no_thread(html: str) -> None:
    """A short page, and a long one whose head says enough, are read even where no thread is left."""
    reader = PageReader(lambda: NOW)
    reader.close()
    found = await reader.read(LINK, HTML, html.encode())
    assert found == pages.read(pages.parse(html.encode(), HTML), LINK, NOW, text_too=False)


async def test_a_refresh_in_a_short_head_of_a_long_page() -> None:
    """A long page that leads elsewhere is a hop, found in its head."""
    reader = PageReader(lambda: NOW)
    reader.close()
    html = HEAD + '<meta http-equiv="refresh" content="0;url=/next">' + BODY
    assert await reader.read(LINK, HTML, html.encode()) == Hop("https://made.example/next", StepKind.META_REFRESH)


@pytest.mark.parametrize(
    "html", [HEAD + BODY, ENOUGH + "<!-- long -->" * 3_000 + BODY], ids=["says little", "long head"]
)
async def test_what_takes_longer_is_read_in_a_thread(html: str) -> None:
    """A long page that must be read further is read whole, away from the loop."""
    assert len(html) > READ_IN_LOOP_BYTES
    reader = PageReader(lambda: NOW)
    found = await reader.read(LINK, HTML, html.encode())
    assert isinstance(found, Page)
    assert found == pages.read(pages.parse(html.encode(), HTML), LINK, NOW, text_too=False)
    reader.close()
    with pytest.raises(RuntimeError, match="shutdown"):
        await reader.read(LINK, HTML, html.encode())
