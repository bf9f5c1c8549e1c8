"""sources.yaml changed under a running Mop."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot import reload
from bot.inquiry import Findings
from bot.model import Message, Outcome
from bot.reload import reload_sources, reloading_on_hangup
from bot.settings import Settings
from bot.startup import open_checker
from tests.conftest import SMALL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bot.core import Checker
    from bot.model import Link
    from bot.queries import Query

BAD = "https://gossip.example/x"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings with a sources.yaml that a test may change."""
    shutil.copy(SMALL, tmp_path / "sources.yaml")
    return Settings(tmp_path, tmp_path / "sources.yaml")


async def outcome(checker: Checker, text: str = BAD) -> Outcome:
    """Return what is known of a link."""
    return (await checker.first(Message(text))).verdicts[0].outcome


def rename_host(settings: Settings, old: str, new: str) -> None:
    """Let a source have another host."""
    settings.sources.write_text(settings.sources.read_text("utf-8").replace(old, new), "utf-8")


async def until_known_as(checker: Checker, wanted: Outcome) -> None:
    """Wait until a link is known as this."""
    while await outcome(checker) is not wanted:  # noqa: ASYNC110 - as below
        await asyncio.sleep(0.01)


async def until(is_so: Callable[[], bool]) -> None:
    """Wait for something that tells nobody when it happens."""
    while not is_so():  # noqa: ASYNC110 - as said
        await asyncio.sleep(0.005)


async def test_a_changed_file_is_known_without_a_restart(settings: Settings) -> None:
    """What the operator wrote counts from the next message on."""
    async with open_checker(settings, fetch=False) as checker:
        assert await outcome(checker) is Outcome.UNRELIABLE_SOURCE
        rename_host(settings, "gossip.example", "rumours.example")
        assert await reload_sources(checker, settings)
        assert await outcome(checker) is Outcome.NOT_CHECKED
        assert await outcome(checker, "https://rumours.example/x") is Outcome.UNRELIABLE_SOURCE


@pytest.mark.parametrize("spoilt", ["version: 1\nsources: [{name: X}]\n", "{", "", None])
async def test_a_faulty_file_changes_nothing_and_is_told(
    settings: Settings, spoilt: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever is wrong with it, or if it is gone: Mop goes on with the old one, and the log names each fault."""
    async with open_checker(settings, fetch=False) as checker:
        if spoilt is None:
            settings.sources.unlink()
        else:
            settings.sources.write_text(spoilt, "utf-8")
        before = checker.knowledge
        assert not await reload_sources(checker, settings)
        assert checker.knowledge is before
    assert "going on with the old one" in caplog.text
    assert len(caplog.records) >= 2


async def test_fact_checks_stay_at_hand(settings: Settings) -> None:
    """Reading sources.yaml again does not close the index of fact-checks."""

    class NoClaims:
        async def for_link(self, link: Link) -> Findings:
            return Findings()

        async def for_words(self, asked: Sequence[Query], language: str, seconds: float) -> Findings:
            return Findings()

    claims = NoClaims()
    async with open_checker(settings, fetch=False) as checker:
        checker.knowledge = replace(checker.knowledge, claims=claims)
        assert await reload_sources(checker, settings)
        assert checker.knowledge.claims is claims


async def test_sighup_reloads_each_time_and_survives_every_fault(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """One signal after the other: a good file, a faulty one, one that breaks the reader, and a good one again."""
    async with open_checker(settings, fetch=False) as checker, reloading_on_hangup(checker, settings):
        rename_host(settings, "gossip.example", "rumours.example")
        os.kill(os.getpid(), signal.SIGHUP)
        await until_known_as(checker, Outcome.NOT_CHECKED)
        good = settings.sources.read_text("utf-8")
        settings.sources.write_text("{", "utf-8")
        os.kill(os.getpid(), signal.SIGHUP)
        await until(lambda: "going on" in caplog.text)
        with monkeypatch.context() as broken:
            broken.setattr(reload, "load_catalogue", lambda settings: 1 // 0)
            os.kill(os.getpid(), signal.SIGHUP)
            await until(lambda: "could not be read again" in caplog.text)
        settings.sources.write_text(good.replace("rumours.example", "gossip.example"), "utf-8")
        os.kill(os.getpid(), signal.SIGHUP)
        await until_known_as(checker, Outcome.UNRELIABLE_SOURCE)
    assert asyncio.get_running_loop().remove_signal_handler(signal.SIGHUP) is False
