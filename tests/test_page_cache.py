"""Pages kept for minutes, and fetched once for all who ask at the same time."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import Checker
from bot.errors import FetchError
from bot.model import Gap, GapReason, GapStep, Message, Outcome, Page, Step, StepKind
from bot.page_cache import CachedPages, CacheUse
from bot.report_cache import FAILED_SECONDS, READ_SECONDS
from tests.samples import NOW, link, page, review

if TYPE_CHECKING:
    from bot.inquiry import Knowledge
    from bot.model import Link

URL = "https://news.example/story"


class Clock:
    """A time that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)


class Site:
    """Pages that answer when ``open`` is set, with what a test says."""

    def __init__(self, answer: Page | Exception | None = None, *, opened: bool = True) -> None:
        self.answer = answer
        self.asked: list[Link] = []
        self.deadlines: list[float] = []
        self.cancelled = 0
        self.open = asyncio.Event()
        if opened:
            self.open.set()

    async def page(self, link: Link, deadline_seconds: float) -> Page:
        """Answer once the site is open; TIMED_OUT when the deadline is first."""
        self.asked.append(link)
        self.deadlines.append(deadline_seconds)
        try:
            await asyncio.wait_for(self.open.wait(), deadline_seconds)
        except TimeoutError:
            raise failure(GapReason.TIMED_OUT) from None
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer or page(link)


def failure(reason: GapReason, reached: Link | None = None) -> FetchError:
    """Return an error as the fetcher raises it."""
    return FetchError(reached.url if reached else URL, Gap(GapStep.FETCH, reason), reached)


async def test_a_page_read_a_minute_ago_is_not_read_again() -> None:
    """The second group that asks for a link gets what the first one got."""
    site = Site()
    async with CachedPages(site, Clock()) as pages:
        first = await pages.page(link(URL), 5)
        assert await pages.page(link(URL), 5) == first
    assert len(site.asked) == 1


async def test_the_same_link_in_a_thousand_groups_is_fetched_once() -> None:
    """A wave of forwards is one request to the site."""
    site, uses = Site(opened=False), list[CacheUse]()
    async with CachedPages(site, Clock(), told=uses.append) as pages:
        callers = [asyncio.create_task(pages.page(link(URL), 5)) for _ in range(1000)]
        await asyncio.sleep(0)
        site.open.set()
        found = await asyncio.gather(*callers)
    assert len(site.asked) == 1
    assert len(set(found)) == 1
    assert uses == [CacheUse.FETCHED, *[CacheUse.JOINED] * 999]


async def test_one_caller_that_gives_up_takes_nothing_from_the_others() -> None:
    """Whoever began the fetch may be cancelled; the fetch goes on for the rest."""
    site = Site(opened=False)
    async with CachedPages(site, Clock()) as pages:
        first, second = (asyncio.create_task(pages.page(link(URL), 5)) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        site.open.set()
        assert (await second).title == "A title"
    assert (len(site.asked), site.cancelled) == (1, 0)


async def test_a_page_that_comes_after_everybody_left_is_kept() -> None:
    """Asking again after a slow page finds it ready."""
    site = Site(opened=False)
    async with CachedPages(site, Clock()) as pages:
        hasty = asyncio.create_task(pages.page(link(URL), 5))
        await asyncio.sleep(0)
        hasty.cancel()
        site.open.set()
        await asyncio.sleep(0.01)
        assert pages.entries == 1
        assert (await pages.page(link(URL), 5)).title == "A title"
    assert len(site.asked) == 1


async def test_each_caller_keeps_its_own_deadline() -> None:
    """A caller in a hurry is not made to wait for the fetch of one who has time."""
    site = Site(opened=False)
    async with CachedPages(site, Clock()) as pages:
        patient = asyncio.create_task(pages.page(link(URL), 50))
        await asyncio.sleep(0)
        with pytest.raises(FetchError) as caught:
            await pages.page(link(URL), 0.01)
        assert caught.value.gap.reason is GapReason.TIMED_OUT
        assert caught.value.url == URL
        site.open.set()
        await patient
    assert site.deadlines == [50]


async def test_a_hurried_fetch_is_no_answer_for_one_who_has_time() -> None:
    """Joining a fetch that had a tenth of one's time means one more attempt, not "it did not answer"."""
    site = Site(opened=False)
    async with CachedPages(site, Clock()) as pages:
        hurried = asyncio.create_task(pages.page(link(URL), 0.01))
        await asyncio.sleep(0)
        patient = asyncio.create_task(pages.page(link(URL), 50))
        with pytest.raises(FetchError):
            await hurried
        await asyncio.sleep(0)
        site.open.set()
        assert (await patient).title == "A title"
    assert len(site.asked) == 2


async def test_a_kept_timeout_speaks_only_for_those_with_as_little_time() -> None:
    """A page that did not answer in a hundredth of a second is tried for whoever has longer."""
    site = Site(failure(GapReason.TIMED_OUT))
    async with CachedPages(site, Clock()) as pages:
        for seconds in (0.01, 0.01, 5, 5):
            with pytest.raises(FetchError):
                await pages.page(link(URL), seconds)
    assert site.deadlines[0] == 0.01
    assert len(site.asked) == 2


class HastySite(Site):
    """Uses up the first deadline, and says at once that the second one has passed."""

    async def page(self, link: Link, deadline_seconds: float) -> Page:
        """Answer TIMED_OUT each time."""
        if self.asked:
            self.open.set()
        return await super().page(link, deadline_seconds)


async def test_a_site_that_times_out_at_once_is_not_asked_for_ever() -> None:
    """However a fetcher misjudges time, a caller asks once more at the most."""
    site = HastySite(failure(GapReason.TIMED_OUT), opened=False)
    async with CachedPages(site, Clock()) as pages:
        hurried = asyncio.create_task(pages.page(link(URL), 0.05))
        await asyncio.sleep(0)
        with pytest.raises(FetchError) as caught:
            await pages.page(link(URL), 0.1)
        assert caught.value.gap.reason is GapReason.TIMED_OUT
        await asyncio.gather(hurried, return_exceptions=True)
    assert len(site.asked) == 2


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (page(link(URL)), READ_SECONDS),
        (page(link(URL), gaps=(Gap(GapStep.PAGE, GapReason.LOGIN_WALL),)), READ_SECONDS),
        (failure(GapReason.NOT_A_PAGE), READ_SECONDS),
        (failure(GapReason.TIMED_OUT), FAILED_SECONDS),
        (failure(GapReason.UNREACHABLE), FAILED_SECONDS),
        (failure(GapReason.REFUSED_ADDRESS), FAILED_SECONDS),
        (failure(GapReason.RATE_LIMITED), FAILED_SECONDS),
        (failure(GapReason.HTTP_STATUS), FAILED_SECONDS),
    ],
)
async def test_what_is_kept_grows_old(answer: Page | Exception, seconds: float) -> None:
    """Pages stand for ten minutes, failures for one, and not a second longer."""
    site, clock = Site(answer), Clock()
    async with CachedPages(site, clock) as pages:
        for wait, asked in ((0, 1), (seconds - 1, 1), (2, 2)):
            clock.wait(wait)
            await asyncio.gather(pages.page(link(URL), 5), return_exceptions=True)
            assert len(site.asked) == asked


async def test_each_caller_sees_its_own_way_to_the_page() -> None:
    """Two short links to one page: each answer shows the link that was forwarded there, and what came after it."""
    end = replace(link("https://end.example/x", URL), steps=(Step(StepKind.REDIRECT, "https://end.example/x"),))
    unwrapped = Step(StepKind.WRAPPER, URL)
    asked = replace(link(URL, "https://wrap.example/?u=..."), steps=(unwrapped,))
    site = Site(page(end))
    async with CachedPages(site, Clock()) as pages:
        plain, wrapped = await pages.page(link(URL), 5), await pages.page(asked, 5)
    assert plain.link == end
    assert wrapped.link == replace(end, forwarded=asked.forwarded, steps=(unwrapped, *end.steps))


async def test_nothing_of_a_chat_goes_into_the_cache() -> None:
    """What is fetched and kept is the canonical link, without how somebody wrote it."""
    asked = replace(link(URL, "hxxps://news[.]example/story?from=our-family"), steps=(Step(StepKind.REFANGED, URL),))
    site = Site()
    async with CachedPages(site, Clock()) as pages:
        await pages.page(asked, 5)
    assert site.asked == [link(URL)]


async def test_a_failure_is_told_to_each_caller_with_its_own_way() -> None:
    """The source behind a short link that failed is known to everybody who asks, each time as a fresh error."""
    reached = replace(link("https://end.example/x", URL), steps=(Step(StepKind.REDIRECT, "https://end.example/x"),))
    site = Site(failure(GapReason.NOT_FOUND, reached))
    async with CachedPages(site, Clock()) as pages:
        errors = [await _error(pages, link(URL, forwarded)) for forwarded in ("one", "two")]
    assert [error.link and error.link.forwarded for error in errors] == ["one", "two"]
    assert [error.link and error.link.steps for error in errors] == [reached.steps] * 2
    assert errors[0] is not errors[1]
    assert len(site.asked) == 1


async def test_an_unforeseen_fault_reaches_all_who_wait_and_is_not_kept() -> None:
    """A bug is seen by everybody it hits, and the next caller tries again."""
    site = Site(RuntimeError("a bug"), opened=False)
    async with CachedPages(site, Clock()) as pages:
        callers = [asyncio.create_task(pages.page(link(URL), 5)) for _ in range(2)]
        await asyncio.sleep(0)
        site.open.set()
        found = await asyncio.gather(*callers, return_exceptions=True)
        assert [str(each) for each in found] == ["a bug"] * 2
        assert pages.entries == 0
        site.answer = None
        assert (await pages.page(link(URL), 5)).title == "A title"


async def test_closing_ends_what_is_in_hand() -> None:
    """No fetch outlives the program, and whoever still waits is told that the page was not read."""
    site = Site(opened=False)
    async with CachedPages(site, Clock()) as pages:
        caller = asyncio.create_task(pages.page(link(URL), 50))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    with pytest.raises(FetchError):
        await caller
    assert site.cancelled == 1


async def test_the_number_kept_is_bounded() -> None:
    """Past the bound the pages that nobody asked for lately go first."""
    site = Site()
    async with CachedPages(site, Clock(), most_entries=10, most_bytes=1_000_000) as pages:
        for number in range(50):
            await pages.page(link(f"https://news.example/{number}"), 5)
            await pages.page(link("https://news.example/0"), 5)
        assert pages.entries <= 10
    assert len(site.asked) == 50


async def test_a_page_larger_than_the_cache_is_handed_on_and_not_kept() -> None:
    """One huge page neither fails nor pushes the others out."""
    site = Site()
    async with CachedPages(site, Clock(), most_entries=10, most_bytes=20_000) as pages:
        await pages.page(link("https://news.example/small"), 5)
        site.answer = page(link(URL), text="x" * 30_000)
        assert len((await pages.page(link(URL), 5)).text) == 30_000
        assert pages.entries == 1


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5_000), st.integers(0, 3)), max_size=40))
@settings(max_examples=50, deadline=None)
def test_memory_stays_within_its_bound(asked: list[tuple[int, int, int]]) -> None:
    """Whatever sizes come in whatever order, what is kept counts for no more than it may."""

    async def ask_all() -> None:
        site = Site()
        async with CachedPages(site, Clock(), most_entries=5, most_bytes=8_000) as pages:
            for number, length, reviews in asked:
                url = f"https://news.example/{number}"
                site.answer = page(link(url), text="é" * length, claim_reviews=(review(),) * reviews)
                await pages.page(link(url), 5)
                assert pages.bytes <= 8_000
                assert pages.entries <= 5

    asyncio.run(ask_all())


async def test_a_check_uses_the_cache(knowledge: Knowledge) -> None:
    """Two checks of one link read its page once and say the same."""
    site, url = Site(), "https://unheard-of.example/"
    async with CachedPages(site, Clock()) as pages:
        checker = Checker(knowledge, pages, lambda: NOW)
        reports = [await checker.check(Message(url)) for _ in range(2)]
    assert reports[0] == reports[1]
    assert reports[0].verdicts[0].outcome is Outcome.NOTHING_FOUND
    assert len(site.asked) == 1


async def _error(pages: CachedPages, asked: Link) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await pages.page(asked, 5)
    return caught.value
