"""The sockets' own check, and the meter."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import pytest

from bot.errors import FetchError
from bot.fetch import Guard
from bot.fetch.failures import ExcessError, HeadTooLargeError, RefusedAddressError
from bot.fetch.wire import (
    BYTES_PER_READ,
    FREE_READS,
    MAX_HEAD_BYTES,
    MAX_INTERIM_ANSWERS,
    OVERHEAD_BYTES,
    READ_AT_ONCE,
    BoundedHandler,
    Meter,
    MeteredSocket,
)
from bot.model import GapReason
from tests.fetch.site import answer
from tests.fetch.tables import rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.fetch import Fetcher
    from tests.fetch.site import Site

INTERIM = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"


def test_meter_of_a_head() -> None:
    """Before a body is taken over, a head and some framing may come, and no more."""
    meter = Meter()
    meter.count(MAX_HEAD_BYTES + OVERHEAD_BYTES)
    with pytest.raises(ExcessError):
        meter.count(1)


def test_meter_of_a_body() -> None:
    """However long a body is, it may go on as long as it is mostly body."""
    meter = Meter()
    for taken in range(0, 10_000_000, 100_000):
        meter.count(100_000)
        meter.delivered(taken)
    meter.restart()
    assert meter.received == 0


def test_meter_of_small_packets() -> None:
    """Some small packets are nothing; a thousand of them on end are."""
    meter = Meter()
    for _ in range(FREE_READS):
        meter.count(1)
    for _ in range(FREE_READS // BYTES_PER_READ):
        meter.count(1)
    with pytest.raises(ExcessError):
        meter.count(1)


def test_meter_of_many_packets() -> None:
    """Many packets of usual size are no trouble."""
    meter = Meter()
    for number in range(FREE_READS * 2):
        meter.count(BYTES_PER_READ)
        meter.delivered(number * BYTES_PER_READ)


@pytest.mark.parametrize("into", [True, False])
def test_socket_reads_in_turns(into: bool) -> None:
    """One turn of the loop takes only so much from a socket, plain or under TLS."""
    ours, theirs = socket.socketpair()
    metered = MeteredSocket(fileno=ours.detach())
    metered.meter = Meter()
    theirs.setblocking(False)
    sent = theirs.send(bytes(READ_AT_ONCE * 2))
    if into:
        assert metered.recv_into(bytearray(READ_AT_ONCE * 4)) <= READ_AT_ONCE
        assert metered.recv_into(bytearray(READ_AT_ONCE * 4), 10) == 10
    else:
        assert len(metered.recv(READ_AT_ONCE * 4)) <= READ_AT_ONCE
        assert len(metered.recv(10)) == 10
    assert 10 < metered.meter.received <= min(sent, READ_AT_ONCE + 10)
    metered.close()
    theirs.close()


@pytest.mark.parametrize(("address", "why"), rows("forbidden_addresses.txt"))
async def test_no_socket_for_a_private_address(address: str, why: str, fetcher_for: Callable[..., Fetcher]) -> None:
    """Not even a socket is made for an address that may not be dialled."""
    exchange = await fetcher_for()._exchange()
    connector = exchange._session.connector
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with pytest.raises(RefusedAddressError):
        connector._open_socket((family, socket.SOCK_STREAM, 6, "", (address, 80)))  # type: ignore[union-attr]  # ours
    assert why


@pytest.mark.parametrize(("count", "read"), [(MAX_INTERIM_ANSWERS, True), (MAX_INTERIM_ANSWERS + 1, False)])
@pytest.mark.parametrize("pause", [0, 0.001])
async def test_interim_answers(
    count: int, read: bool, pause: float, site: Site, fetcher_for: Callable[..., Fetcher]
) -> None:
    """A few interim answers are usual; more than that end it, in one packet or in many."""

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        del reader
        for _ in range(count):
            writer.write(INTERIM)
            await asyncio.sleep(pause) if pause else None
        writer.write(answer())
        await writer.drain()

    site.pages["/"] = speak
    fetching = fetcher_for(site.settings()).page(site.link(), 5)
    if read:
        assert (await fetching).title == "A title"
        return
    with pytest.raises(FetchError) as caught:
        await fetching
    assert caught.value.gap.reason is GapReason.MALFORMED


@pytest.mark.parametrize(("size", "read"), [(MAX_HEAD_BYTES - 4000, True), (MAX_HEAD_BYTES + 4000, False)])
async def test_head_bytes(size: int, read: bool, site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """Headers of usual and of unusual length are read; a head that is longer than any page needs ends it."""
    headers = "\r\n".join(f"X-{number}: {'a' * 1000}" for number in range(size // 1000))
    site.pages["/"] = answer(content_type=f"text/html\r\n{headers}")
    fetching = fetcher_for(site.settings()).page(site.link(), 5)
    if read:
        assert (await fetching).title == "A title"
        return
    with pytest.raises(FetchError) as caught:
        await fetching
    assert caught.value.gap.reason is GapReason.MALFORMED


async def test_every_connection_is_bounded(site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """Connections are made by aiohttp with our protocol; a release that no longer does fails here."""
    site.pages["/"] = answer()
    fetcher = fetcher_for(site.settings())
    await fetcher.page(site.link(), 5)
    exchange = await fetcher._exchange()
    kept = exchange._session.connector._conns  # type: ignore[union-attr]  # open
    [(protocol, _)] = next(iter(kept.values()))
    assert isinstance(protocol, BoundedHandler)
    assert protocol.meter.received == len(answer())


async def test_interim_answers_of_a_lost_connection() -> None:
    """A connection that is gone before its answers are looked at is given up without a fuss."""
    handler = BoundedHandler(asyncio.get_running_loop(), {})
    handler.set_response_params()
    handler.data_received(INTERIM * (MAX_INTERIM_ANSWERS + 1))
    assert isinstance(handler.exception(), HeadTooLargeError)
    handler.data_received(INTERIM)
    assert len(handler) == MAX_INTERIM_ANSWERS + 1


async def test_public_guard_is_the_default(fetcher_for: Callable[..., Fetcher]) -> None:
    """Without settings nothing private is opened."""
    exchange = await fetcher_for()._exchange()
    assert exchange._guard == Guard()
