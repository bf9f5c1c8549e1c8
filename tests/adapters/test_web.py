"""Health, readiness and metrics, asked over a real socket."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import aiohttp
import pytest

from adapters import web
from adapters.web import Probe, database_probe, lists_probe, platform_probe, served
from bot.catalogue import load
from bot.catalogue.lists.shelf import Lists
from bot.core import Checker
from bot.desk import Desk
from bot.errors import ConfigurationError, StoreError
from bot.inquiry import Knowledge
from bot.metrics import Metrics
from bot.store import open_store
from tests.samples import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from bot.state import Store

HERE = ("127.0.0.1", 0)


async def said(text: str) -> str:
    """Return what a probe finds."""
    return text


async def ask(address: tuple[str, int] | None, path: str, method: str = "GET") -> tuple[int, str]:
    """Return status and body."""
    assert address
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, f"http://{address[0]}:{address[1]}{path}") as answer,
    ):
        assert answer.headers.get("Cache-Control", "no-store") == "no-store"
        return answer.status, await answer.text()


async def test_a_running_program_is_alive_whatever_else_fails() -> None:
    """Whoever restarts what is dead leaves Mop alone while only its database is away."""
    async with served(HERE, [Probe("database", lambda: said("away"))], None) as address:
        assert await ask(address, "/healthz") == (200, "ok\n")


async def test_ready_says_a_word_on_each_part() -> None:
    """All parts ready: 200; one that is not: 503, and which."""
    connected = [True]
    probes = [Probe("lists", lambda: said("")), platform_probe("telegram", lambda: connected[0])]
    async with served(HERE, probes, None) as address:
        assert await ask(address, "/readyz") == (
            200,
            '{"ready": true, "parts": {"lists": "ready", "telegram": "ready"}}',
        )
        connected[0] = False
        assert await ask(address, "/readyz") == (
            503,
            '{"ready": false, "parts": {"lists": "ready", "telegram": "not connected"}}',
        )


async def test_a_probe_that_fails_or_hangs_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it choked on is not shown: it may hold a password."""
    monkeypatch.setattr(web, "PROBE_SECONDS", 0.01)

    async def hang() -> str:
        await asyncio.sleep(60)
        return ""

    async def fail() -> str:
        raise StoreError("postgresql://u:s3cret@db/mop", "away")

    async with served(HERE, [Probe("slow", hang), Probe("broken", fail)], None) as address:
        status, body = await ask(address, "/readyz")
    assert status == 503
    assert '"slow": "does not answer"' in body
    assert '"broken": "cannot be asked (StoreError)"' in body
    assert "s3cret" not in body


async def test_the_database_is_really_asked(
    knowledge: Knowledge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Away and back again, without a message having to come first."""
    async with open_store(tmp_path) as store:
        desk = Desk(Checker(knowledge, None, lambda: NOW), store, lambda: NOW)
        async with served(HERE, [lists_probe(desk), database_probe(desk)], None) as address:
            assert (await ask(address, "/readyz"))[0] == 200
            with monkeypatch.context() as gone:
                _take_away(gone, store)
                status, body = await ask(address, "/readyz")
                assert status == 503
                assert '"database": "away: answers go on without it"' in body
                assert (await ask(address, "/healthz"))[0] == 200
            assert (await ask(address, "/readyz"))[0] == 200


async def test_without_a_single_source_the_lists_are_not_ready(knowledge: Knowledge, tmp_path: Path) -> None:
    """An empty catalogue would answer "nothing found" to everything."""
    empty = tmp_path / "empty.yaml"
    empty.write_text("version: 1\n", "utf-8")
    nothing = Knowledge(load(empty, None), knowledge.matcher)
    async with open_store(tmp_path) as store:
        desk = Desk(Checker(nothing, None, lambda: NOW), store, lambda: NOW)
        assert await lists_probe(desk).look() == "no sources are loaded"


async def test_lists_that_cannot_be_read_are_not_ready(knowledge: Knowledge, tmp_path: Path) -> None:
    """A spoilt file of the lists is told without the path that it lies at."""
    spoilt = knowledge.catalogue.with_lists(Lists(fault="the lists at hand cannot be read: /data/lists/x"))
    async with open_store(tmp_path) as store:
        desk = Desk(Checker(Knowledge(spoilt, knowledge.matcher), None, lambda: NOW), store, lambda: NOW)
        assert await lists_probe(desk).look() == "the subscribed lists cannot be read"


async def test_metrics_are_served_where_they_are_asked_for() -> None:
    """Prometheus reads them; a server that the public reaches has no such page."""
    metrics = Metrics()
    metrics.asked_to_wait("discord")
    async with served(HERE, [], metrics) as address:
        status, body = await ask(address, "/metrics")
        assert status == 200
        assert 'mop_platform_waits_total{platform="discord"} 1.0' in body
    async with served(HERE, [], None) as address:
        assert (await ask(address, "/metrics"))[0] == 404


async def test_nothing_else_is_served() -> None:
    """No other page, no other method, no long body."""
    async with served(HERE, [], Metrics()) as address:
        assert (await ask(address, "/"))[0] == 404
        assert (await ask(address, "/healthz", "POST"))[0] == 405
        assert (await ask(address, "/../etc/passwd"))[0] == 404


async def test_no_address_serves_nothing() -> None:
    """Health and metrics are there for who wants them."""
    async with served(None, [], Metrics()) as address:
        assert address is None


async def test_a_port_that_is_taken_is_a_fault_of_the_settings() -> None:
    """The operator is told which variable to change."""
    with socket.socket() as taken:
        taken.bind(HERE)
        taken.listen()
        with pytest.raises(ConfigurationError, match="MOP_WEB_LISTEN: cannot listen there"):
            async with served(taken.getsockname(), [], None):
                raise AssertionError


async def test_the_port_is_free_again_afterwards() -> None:
    """A stopped Mop leaves nothing listening."""
    async with served(HERE, [], None) as address:
        assert address
    with pytest.raises(aiohttp.ClientConnectionError):
        await ask(address, "/healthz")


def _take_away(patch: pytest.MonkeyPatch, store: Store) -> None:
    async def fail(*asked: object) -> None:
        raise StoreError("/data", "the disk is gone")

    patch.setattr(store, "chat_settings", fail)
