"""robots.txt: asked for first, once, and respected."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from yarl import URL

from bot.errors import FetchError
from bot.fetch.robots_cache import KEPT_CHARACTERS, RobotsCache
from bot.links import Rules
from bot.model import GapReason
from tests.fetch.conftest import NOW
from tests.fetch.hostile_answers import then
from tests.fetch.site import NOT_FOUND, answer, redirect

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.fetch import Fetcher
    from tests.fetch.site import Site

NO = b"User-agent: Mop\nDisallow: /private\n"
SHORT = Rules.from_mapping({"shorteners": ["short.test"]})


async def gap_of(fetcher: Fetcher, site: Site, path: str = "/private/x", host: str = "news.test") -> GapReason | None:
    """Fetch, and give the gap; None for a page."""
    try:
        await fetcher.page(site.link(path, host), 5)
    except FetchError as error:
        return error.gap.reason
    return None


async def test_respected(site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """A page that the site keeps from programs is not asked for; the others are."""
    site.pages |= {"/robots.txt": answer(NO, content_type="text/plain"), "*": answer()}
    fetcher = fetcher_for(site.settings())
    assert await gap_of(fetcher, site) is GapReason.ROBOTS
    assert site.paths == []
    assert await gap_of(fetcher, site, "/public") is None
    assert [head.split()[1] for head in site.heads] == ["/robots.txt", "/public"]


@pytest.mark.parametrize(
    ("said", "gap"),
    [
        (NOT_FOUND, None),
        (answer(status="403 Forbidden"), None),
        (answer(status="401 Unauthorized"), None),
        (answer(b"<!doctype html><title>Not here</title>"), None),
        (answer(bytes(5000)), None),
        (answer(b""), None),
        (redirect("/robots.txt"), None),
        (redirect("/rules"), GapReason.ROBOTS),
        (redirect("http://127.0.0.1:1/"), GapReason.REFUSED_ADDRESS),
        (answer(status="500 Oops"), GapReason.HTTP_STATUS),
        (answer(status="503 Busy"), GapReason.HTTP_STATUS),
        (answer(status="503 Busy", Retry_After="9"), GapReason.RATE_LIMITED),
        (answer(status="429 Busy"), GapReason.RATE_LIMITED),
        (b"nonsense\r\n\r\n", GapReason.MALFORMED),
        (then(ending="silence"), GapReason.TIMED_OUT),
        (then(ending="reset"), GapReason.UNREACHABLE),
    ],
)
async def test_what_the_site_answers(
    said: bytes, gap: GapReason | None, site: Site, fetcher_for: Callable[..., Fetcher]
) -> None:
    """No rules is a yes (RFC 9309 2.3.1.3), a site that fails is a no (2.3.1.4)."""
    site.pages |= {"/robots.txt": said, "/rules": answer(NO), "*": answer()}
    assert await gap_of(fetcher_for(site.settings(read_seconds=0.2)), site) is gap
    assert site.paths[-1:] == ([] if gap and gap is not GapReason.ROBOTS else ["/rules" if gap else "/private/x"])


async def test_asked_once_for_many_pages(site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """However many pages of a site are wanted at once, its rules are asked for once."""
    site.pages |= {"/robots.txt": answer(NO), "*": answer()}
    fetcher = fetcher_for(site.settings())
    found = await asyncio.gather(*(gap_of(fetcher, site, f"/{number}") for number in range(6)))
    assert found == [None] * 6
    assert sum(head.startswith("GET /robots.txt") for head in site.heads) == 1


async def test_two_connections_a_host(site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """However many pages of a site are wanted at once, two connections are open to it."""
    open_now: list[int] = []
    most = 0

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal most
        del reader
        open_now.append(1)
        most = max(most, len(open_now))
        await asyncio.sleep(0.01)
        open_now.pop()
        writer.write(answer(Connection="close"))

    site.pages["*"] = speak
    fetcher = fetcher_for(site.settings())
    await asyncio.gather(*(gap_of(fetcher, site, f"/{number}") for number in range(8)))
    assert len(site.paths) == 8
    assert most == 2


async def test_forgotten_after_an_hour(site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """What a site asks may change; after an hour it is asked again."""
    now = [NOW]
    site.pages |= {"/robots.txt": answer(NO), "*": answer()}
    fetcher = fetcher_for(site.settings(), clock=lambda: now[0])
    assert await gap_of(fetcher, site) is GapReason.ROBOTS
    site.pages["/robots.txt"] = NOT_FOUND
    now[0] += timedelta(minutes=59)
    assert await gap_of(fetcher, site) is GapReason.ROBOTS
    now[0] += timedelta(minutes=2)
    assert await gap_of(fetcher, site) is None


async def test_shortener_is_asked_where_its_link_points(site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """A shortener's rules do not keep its links from being followed, only its own pages from being read."""
    site.pages |= {
        "/robots.txt": answer(b"User-agent: *\nDisallow: /"),
        "/short": redirect("/short2"),
        "/short2": answer(),
    }
    fetcher = fetcher_for(site.settings(), SHORT)
    assert await gap_of(fetcher, site, "/short", "short.test") is GapReason.ROBOTS
    assert [head.split()[1] for head in site.heads] == ["/short", "/short2", "/robots.txt"]


async def test_pages_of_a_shortener(site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """A shortener's own pages are read where its rules let them be, however many are wanted at once."""
    site.pages["*"] = answer()
    fetcher = fetcher_for(site.settings(), SHORT)
    found = await asyncio.gather(*(gap_of(fetcher, site, f"/{number}", "short.test") for number in range(6)))
    assert found == [None] * 6


async def test_memory_is_bounded() -> None:
    """Sites with long rules push each other out instead of filling the memory."""
    asked: list[URL] = []

    async def fetch(url: URL) -> bytes:
        asked.append(url)
        return b"User-agent: *\n" + b"Disallow: /%s\n" % (b"a" * 60_000) * 2

    cache = RobotsCache(fetch, lambda: datetime(2026, 1, 1, tzinfo=UTC))
    urls = [URL(f"http://{number}.test/") for number in range(KEPT_CHARACTERS // 120_000 + 5)]
    for url in urls:
        await cache.permit(url)
    await cache.permit(urls[-1])
    assert len(asked) == len(urls)
    await cache.permit(urls[0])
    assert len(asked) == len(urls) + 1
