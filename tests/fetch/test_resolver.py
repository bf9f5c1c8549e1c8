"""Names: one bad address spoils them, and no answer that changes later helps."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import AsyncResolver

from bot.errors import FetchError
from bot.fetch import FetchSettings, parse_resolve
from bot.fetch import resolver as resolver_module
from bot.fetch.failures import RefusedAddressError
from bot.fetch.resolver import GuardedResolver, PoolResolver, result, system_resolver
from bot.links import Rules, canonical
from bot.model import GapReason
from tests.fetch.site import answer
from tests.fetch.tables import rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.fetch import Fetcher
    from tests.fetch.conftest import Dialled
    from tests.fetch.site import Site

FORBIDDEN = rows("forbidden_addresses.txt")
PUBLIC = rows("public_addresses.txt")
NEWS = canonical("http://news.test/", Rules())


class Fickle(AbstractResolver):
    """A name server that answers differently each time; the last answer is repeated."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers = list(answers)
        self.asked: list[str] = []
        self.closed = False

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Give the next answer; none is no such name."""
        del family
        self.asked.append(host)
        addresses = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if not addresses:
            raise OSError(None, "no such name")
        return [result(host, address, port) for address in addresses]

    async def close(self) -> None:
        """Note that nobody asks any more."""
        self.closed = True


async def refused(fetcher: Fetcher) -> FetchError:
    """Fetch, and give the error that must come of it."""
    with pytest.raises(FetchError) as caught:
        await fetcher.page(NEWS, 5)
    return caught.value


@pytest.mark.parametrize(("address", "why"), FORBIDDEN)
async def test_no_private_address_by_name(
    address: str, why: str, dialled: Dialled, fetcher_for: Callable[..., Fetcher]
) -> None:
    """A name that stands for a private address is refused, and nothing is dialled."""
    settings = FetchSettings(resolve=parse_resolve(f"news.test={address}"))
    assert (await refused(fetcher_for(settings))).gap.reason is GapReason.REFUSED_ADDRESS, why
    assert dialled == [], why


@pytest.mark.parametrize(("address", "why"), PUBLIC)
async def test_public_address_by_name(
    address: str, why: str, dialled: Dialled, fetcher_for: Callable[..., Fetcher]
) -> None:
    """A name that stands for a public address is dialled there."""
    settings = FetchSettings(resolve=parse_resolve(f"news.test={address}"))
    assert (await refused(fetcher_for(settings))).gap.reason is GapReason.UNREACHABLE, why
    assert set(dialled) == {address}, why


@pytest.mark.parametrize(("address", "why"), PUBLIC)
async def test_public_address_by_literal(
    address: str, why: str, dialled: Dialled, fetcher_for: Callable[..., Fetcher]
) -> None:
    """A public address written out is dialled as it is."""
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(FetchError):
        await fetcher_for().page(canonical(f"http://{host}/", Rules()), 5)
    assert set(dialled) == {address}, why


REBINDING = {
    "private from the start": [["10.0.0.1"]],
    "public and private at once": [["1.1.1.1", "10.0.0.1"]],
    "private and public at once": [["127.0.0.1", "1.1.1.1"]],
    "private among many": [["1.1.1.1", "8.8.8.8", "192.168.1.1", "9.9.9.9"]],
    "public IPv4 and private IPv6": [["1.1.1.1", "::1"]],
    "public IPv6 and private IPv4": [["2606:4700::1111", "127.0.0.1"]],
    "mapped beside public": [["1.1.1.1", "::ffff:127.0.0.1"]],
    "metadata beside public": [["1.1.1.1", "169.254.169.254"]],
    "NAT64 beside public": [["1.1.1.1", "64:ff9b::a00:1"]],
}


@pytest.mark.parametrize("pattern", REBINDING)
async def test_one_bad_answer(pattern: str, dialled: Dialled, fetcher_for: Callable[..., Fetcher]) -> None:
    """A name with one private address among its answers is refused whole."""
    server = Fickle(*REBINDING[pattern])
    assert (await refused(fetcher_for(resolver=lambda: server))).gap.reason is GapReason.REFUSED_ADDRESS
    assert dialled == []


async def test_answer_that_changes_between_two_requests(
    site: Site, fetcher_for: Callable[..., Fetcher], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that turns private after robots.txt was read is refused for the page (rebinding)."""
    monkeypatch.setattr(aiohttp.connector._DNSCacheTable, "expired", lambda table, key: True)
    site.pages["*"] = answer(Connection="close")
    server = Fickle(["127.0.0.1"], ["127.0.0.1", "10.0.0.1"])
    fetcher = fetcher_for(site.settings(resolve={}), resolver=lambda: server)
    site.pages["/robots.txt"] = answer(b"", Connection="close")
    with pytest.raises(FetchError) as caught:
        await fetcher.page(site.link("/secret"), 5)
    assert caught.value.gap.reason is GapReason.REFUSED_ADDRESS
    assert site.paths == []
    assert len(server.asked) == 2


async def test_answer_that_changes_between_check_and_use(
    dialled: Dialled, fetcher_for: Callable[..., Fetcher], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were the check of names passed by, the socket's own check would still hold."""
    monkeypatch.setattr(GuardedResolver, "resolve", Fickle(["127.0.0.1", "1.1.1.1"]).resolve)
    error = await refused(fetcher_for())
    assert set(dialled) <= {"1.1.1.1"}
    assert error.gap.reason is GapReason.UNREACHABLE
    monkeypatch.setattr(GuardedResolver, "resolve", Fickle(["127.0.0.1"]).resolve)
    assert (await refused(fetcher_for())).gap.reason is GapReason.REFUSED_ADDRESS
    assert set(dialled) <= {"1.1.1.1"}


async def test_pinned_name_is_not_asked_of_dns(dialled: Dialled, fetcher_for: Callable[..., Fetcher]) -> None:
    """A name in the operator's table is never asked of anybody."""
    server = Fickle(["127.0.0.1"])
    settings = FetchSettings(resolve=parse_resolve("*.test=1.1.1.1"))
    await refused(fetcher_for(settings, resolver=lambda: server))
    assert server.asked == []
    assert set(dialled) == {"1.1.1.1"}


async def test_pinned_port_is_dialled(site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """A port in the operator's table is dialled in place of the address's own."""
    site.pages["/"] = answer()
    settings = site.settings(resolve=parse_resolve(f"news.test=127.0.0.1:{site.port}"))
    page = await fetcher_for(settings).page(NEWS, 5)
    assert page.link.url == "http://news.test/"
    assert "Host: news.test\r\n" in site.heads[-1]


async def test_no_such_name(fetcher_for: Callable[..., Fetcher], dialled: Dialled) -> None:
    """A name that does not exist cannot be reached."""
    assert (await refused(fetcher_for(resolver=lambda: Fickle([])))).gap.reason is GapReason.UNREACHABLE
    assert dialled == []


async def test_upstream_is_closed() -> None:
    """The resolver behind is made when first needed, and closed with ours."""
    server = Fickle(["1.1.1.1"])
    settings = FetchSettings()
    ours = GuardedResolver(settings, settings.guard(), lambda: server)
    await ours.close()
    assert not server.closed
    await ours.resolve("news.test", 80)
    await ours.close()
    assert server.closed


async def test_refusal_names_the_name_only() -> None:
    """The refusal does not tell which address was behind the name."""
    settings = FetchSettings(resolve=parse_resolve("news.test=10.1.2.3"))
    with pytest.raises(RefusedAddressError) as caught:
        await GuardedResolver(settings, settings.guard(), system_resolver).resolve("news.test", 80)
    assert "10.1.2.3" not in str(caught.value)


async def test_system_resolver_is_c_ares() -> None:
    """DNS is asked without threads, and without this machine's search domains."""
    found = system_resolver()
    assert isinstance(found, AsyncResolver)
    await found.close()


async def test_system_resolver_without_c_ares(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where c-ares does not run, names are looked up in threads of our own."""

    def fail(**options: object) -> AbstractResolver:
        raise RuntimeError(options)

    monkeypatch.setattr(resolver_module, "AsyncResolver", fail)
    found = system_resolver()
    assert isinstance(found, PoolResolver)
    await found.close()


async def test_pool_resolver(monkeypatch: pytest.MonkeyPatch) -> None:
    """The threads look a name up absolutely, and give every address."""
    asked: list[tuple[object, ...]] = []

    def look_up(*query: object) -> list[tuple[object, ...]]:
        asked.append(query)
        return [(socket.AF_INET, 1, 6, "", ("1.1.1.1", 80)), (socket.AF_INET6, 1, 6, "", ("2606:4700::1", 80, 0, 0))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    pool = PoolResolver()
    found = await pool.resolve("news.test", 80)
    await pool.close()
    assert [(row["host"], row["family"]) for row in found] == [
        ("1.1.1.1", socket.AF_INET),
        ("2606:4700::1", socket.AF_INET6),
    ]
    assert asked[0][0] == "news.test."


async def test_pool_resolver_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that cannot be looked up, or is none, is one kind of failure."""

    def look_up(name: str, *query: object) -> list[tuple[object, ...]]:
        del query
        name.encode("idna")
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    pool = PoolResolver()
    for name in ("news.test", "a..b", "x" * 70 + ".test"):
        with pytest.raises(OSError, match="name"):
            await pool.resolve(name, 80)
    await pool.close()


async def test_slow_name_does_not_stop_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """While a name is looked up in a thread, others go on."""
    started, release = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def look_up(*query: object) -> list[tuple[object, ...]]:
        del query
        loop.call_soon_threadsafe(started.set)
        asyncio.run_coroutine_threadsafe(release.wait(), loop).result(5)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    pool = PoolResolver()
    waiting = asyncio.create_task(pool.resolve("slow.test", 80))
    await started.wait()
    release.set()
    assert await waiting == []
    await pool.close()
