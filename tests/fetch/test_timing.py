"""How long a fetch takes, and that the time tells nothing."""

from __future__ import annotations

import asyncio
import errno
from typing import TYPE_CHECKING

import pytest

from bot.errors import FetchError
from bot.fetch import FetchSettings, parse_resolve
from bot.links import Rules, canonical
from bot.model import GapReason
from tests.fetch.hostile_answers import then
from tests.fetch.site import answer, redirect

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.fetch import Fetcher
    from tests.fetch.conftest import Dialled, Naps
    from tests.fetch.site import Site

INDISTINCT = {GapReason.UNREACHABLE, GapReason.REFUSED_ADDRESS}


async def gap_of(fetcher: Fetcher, url: str, seconds: float = 5) -> GapReason:
    """Fetch what cannot be had, and give the gap."""
    with pytest.raises(FetchError) as caught:
        await fetcher.page(canonical(url, Rules()), seconds)
    return caught.value.gap.reason


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://private.test/",
        "http://public.test/",
        "http://public.test:22/",
        "http://none.test/",
    ],
)
async def test_refused_and_closed_take_the_same(
    url: str, dialled: Dialled, fetcher_for: Callable[..., Fetcher], naps: Naps, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refused address, a closed one and a name that is none all take as long as connecting may take."""

    async def no_such_name(self: object, host: str, port: int, family: int) -> None:
        raise OSError(errno.ENOENT, f"{host} {port} {family} {self}")

    monkeypatch.setattr("bot.fetch.resolver.GuardedResolver._ask", no_such_name)
    table = parse_resolve("private.test=10.0.0.1 public.test=1.1.1.1")
    fetcher = fetcher_for(FetchSettings(resolve=table, connect_seconds=100))
    assert await gap_of(fetcher, url) in INDISTINCT
    assert len(naps) == 1
    assert 95 < naps[0] <= 100
    assert set(dialled) <= {"1.1.1.1"}


async def test_filtered_takes_as_long_by_itself(
    fetcher_for: Callable[..., Fetcher], naps: Naps, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address that never answers takes that long without waiting, and has the same kind of gap."""

    async def never(*connection: object) -> None:
        del connection
        await asyncio.Event().wait()

    monkeypatch.setattr(asyncio.get_running_loop(), "sock_connect", never)
    table = parse_resolve("a.test=1.1.1.1,a.test=8.8.8.8,a.test=2606:4700::1111")
    fetcher = fetcher_for(FetchSettings(resolve=table, connect_seconds=0.05))
    assert await gap_of(fetcher, "http://a.test/") in INDISTINCT
    assert len(naps) == 1
    assert naps[0] < 0.05


async def test_other_gaps_do_not_wait(site: Site, fetcher_for: Callable[..., Fetcher], naps: Naps) -> None:
    """What a site itself says is told at once."""
    assert await gap_of(fetcher_for(site.settings()), site.url("/")) is GapReason.NOT_FOUND
    assert naps == []


async def test_deadline_holds_for_the_waiting_too(fetcher_for: Callable[..., Fetcher]) -> None:
    """When the deadline is shorter, all of them end at the deadline, told alike."""
    fetcher = fetcher_for(FetchSettings(connect_seconds=100), sleep=asyncio.sleep)
    assert await gap_of(fetcher, "http://10.0.0.1/", 0.05) is GapReason.TIMED_OUT


@pytest.mark.parametrize(
    "said",
    [
        then(ending="silence"),
        then(b"HTTP/1.1 200 OK\r\n", ending="silence"),
        then(answer(Content_Length="999"), ending="silence"),
    ],
)
async def test_one_deadline(said: bytes, site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """A server that falls silent, wherever, is left at the deadline."""
    site.pages["/"] = said
    assert await gap_of(fetcher_for(site.settings()), site.url("/"), 0.2) is GapReason.TIMED_OUT


async def test_one_deadline_for_all_hops(site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """Redirects do not start the time anew; the failure tells how far they got."""
    site.pages |= {"/": then(redirect("/b")), "/b": then(ending="silence")}
    with pytest.raises(FetchError) as caught:
        await fetcher_for(site.settings()).page(site.link(), 0.2)
    assert caught.value.gap.reason is GapReason.TIMED_OUT
    assert caught.value.gap.detail == "0.2"
    assert caught.value.link is not None
    assert caught.value.link.url == site.url("/b")


async def test_cancelled(site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """A check that is called off leaves no request behind, and the next one works."""
    site.pages |= {"/": then(ending="silence"), "/b": answer()}
    fetcher = fetcher_for(site.settings())
    for _ in range(4):
        task = asyncio.create_task(fetcher.page(site.link(), 30))
        await asyncio.sleep(0.03)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert (await fetcher.page(site.link("/b"), 5)).title == "A title"
