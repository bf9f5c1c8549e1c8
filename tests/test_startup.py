"""Settings -> an open Checker."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.catalogue.lists.held import Held, State, write_state
from bot.claims import held as claims_held
from bot.claims.shelf import STATE as CLAIMS_STATE
from bot.errors import ConfigurationError
from bot.fact_check_service import SENT, Service
from bot.images import parts
from bot.metrics import Metrics
from bot.model import Gap, GapReason, GapStep, Message, Outcome
from bot.settings import Settings
from bot.startup import (
    DEAD_LINKS,
    STAMP_SECONDS,
    claims_shelf,
    claims_stamps,
    clock,
    list_ages,
    open_checker,
    read_dead_links,
    write_dead_links,
)
from tests.conftest import SMALL
from tests.images.pictures import qr_code, saved


def test_the_clock_is_aware() -> None:
    """Every time that Mop works with has a zone."""
    assert clock().tzinfo is not None


async def test_a_checker_is_opened_with_what_sources_yaml_states(tmp_path: Path) -> None:
    """With fetching switched off the checker answers from the lists alone."""
    async with open_checker(Settings(tmp_path, SMALL), fetch=False) as checker:
        report = await checker.check(Message("https://gossip.example/x"))
    assert report.verdicts[0].outcome is Outcome.UNRELIABLE_SOURCE
    assert list((tmp_path / "cache").iterdir())


def test_new_fact_checks_are_noticed_within_a_moment(tmp_path: Path) -> None:
    """Asked again and again it looks at the file four times a second, and tells when it is another one."""
    now = [0.0]
    stamp = claims_stamps(Settings(tmp_path, SMALL), lambda: now[0])
    assert stamp() == (0, 0)
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / CLAIMS_STATE).write_text("{}")
    assert stamp() == (0, 0)
    now[0] = STAMP_SECONDS
    assert stamp() != (0, 0)


@pytest.mark.parametrize("fetch", [True, False])
async def test_a_measured_checker_says_the_same_and_is_counted(tmp_path: Path, *, fetch: bool) -> None:
    """With metrics each check leaves its mark, and how old the lists are is told; what is said stays the same."""
    metrics = Metrics()
    async with open_checker(Settings(tmp_path, SMALL), fetch=fetch, metrics=metrics) as checker:
        report = await checker.check(Message("https://evil.example/login"))
        figures = metrics.text().decode()
    assert report.verdicts[0].outcome is Outcome.DANGEROUS
    assert 'mop_checks_total{outcome="dangerous",platform="terminal"} 1.0' in figures
    assert 'mop_list_age_seconds{list="small.yaml"}' in figures
    assert ("mop_cached_pages" in figures) is fetch


@pytest.mark.parametrize(
    ("switch", "installed", "read"),
    [
        (None, parts.ALL, True),
        (None, ("PIL", "zxingcpp"), False),
        (True, ("PIL", "zxingcpp"), True),
        (True, ("PIL",), False),
        (False, parts.ALL, False),
    ],
)
async def test_pictures_are_read_where_that_is_wanted_and_possible(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, switch: bool | None, installed: tuple[str, ...], *, read: bool
) -> None:
    """Unasked only where all of it is installed; switched on with half of it, at least codes; a line says so."""
    monkeypatch.setattr(parts, "is_installed", lambda name: name in installed)
    async with open_checker(Settings(tmp_path, SMALL, read_images=switch), fetch=False) as checker:
        assert checker.reads_pictures_of(Message("", images=(b"x",))) is read
        assert not checker.reads_pictures_of(Message(""))


async def test_reading_pictures_is_timed(tmp_path: Path) -> None:
    """A program that counts shows how long pictures take."""
    metrics = Metrics()
    settings = Settings(tmp_path, SMALL, read_images=True, deadline_seconds=100.0)
    async with open_checker(settings, fetch=False, metrics=metrics) as checker:
        report = await checker.check(Message("", images=(saved(qr_code("https://gossip.example/x")),)))
    assert report.verdicts[0].outcome is Outcome.UNRELIABLE_SOURCE
    assert 'mop_stage_seconds_count{stage="pictures"} 1.0' in metrics.text().decode()


def test_the_age_of_each_list_is_told(tmp_path: Path) -> None:
    """A list that was never had, and a file that is gone, have no age."""
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    own = Settings(tmp_path, tmp_path / "gone.yaml")
    assert list_ages(own, now) == {}
    lists = {"had": Held(taken_at="2026-11-22T11:00:00+00:00"), "never": Held()}
    (tmp_path / "lists").mkdir()
    write_state(tmp_path / "lists" / "state.json", State(lists))
    feeds = {"checks": claims_held.Feed(taken_at="2026-11-22T11:59:00+00:00")}
    (tmp_path / "claims").mkdir()
    claims_held.write_state(claims_shelf(own).folder / "state.json", claims_held.State(feeds=feeds))
    assert list_ages(own, now) == {"had": 3600.0, "claims/checks": 60.0}


async def test_a_broken_catalogue_never_starts(tmp_path: Path) -> None:
    """A faulty sources.yaml stops the start with every fault."""
    broken = tmp_path / "sources.yaml"
    broken.write_text("version: 1\nsources: [{name: X}]\n", "utf-8")
    with pytest.raises(ConfigurationError) as caught:
        async with open_checker(Settings(tmp_path, broken)):
            raise AssertionError
    assert caught.value.faults


def test_dead_links_are_remembered(tmp_path: Path) -> None:
    """What the doctor saw dead is known to every program that starts later."""
    folder = tmp_path / "new"
    assert read_dead_links(folder) == frozenset()
    write_dead_links(folder, ["https://gone.example/"])
    assert read_dead_links(folder) == {"https://gone.example/"}


@pytest.mark.parametrize("content", ["", "{", '{"a": 1}', "[1, null]", "\x00"])
def test_a_spoilt_file_of_dead_links_is_as_good_as_none(tmp_path: Path, content: str) -> None:
    """A half-written or foreign file never stops the start."""
    (tmp_path / DEAD_LINKS).write_text(content, "utf-8")
    assert read_dead_links(tmp_path) == frozenset()


async def test_a_service_is_asked_where_the_operator_named_one(tmp_path: Path) -> None:
    """Words go to the service that is configured, its failure is said, and nobody is asked without one."""
    asked: list[str] = []

    async def fail(request: web.Request) -> web.Response:
        asked.append(request.query["query"])
        return web.Response(status=503)

    app = web.Application()
    app.router.add_get("/v1alpha1/claims:search", fail)
    message = Message("Somebody painted every lamp post of Larkhaven yellow last night")
    gaps: list[tuple[Gap, ...]] = []
    async with TestServer(app) as server:
        service = Service("made-up-key", f"http://127.0.0.1:{server.port}", SENT["text"])
        for named in (None, service):
            async with open_checker(Settings(tmp_path, SMALL, fact_checks=named)) as checker:
                gaps.append((await checker.check(message)).verdicts[0].evidence.gaps)
                assert bool(checker.knowledge.sends) is (named is not None)
    assert asked == [message.text]
    assert gaps == [(), (Gap(GapStep.CLAIMS, GapReason.HTTP_STATUS, "503"),)]
