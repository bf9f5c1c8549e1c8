"""Settings -> an open Checker."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import ConfigurationError
from bot.model import Message, Outcome
from bot.settings import Settings
from bot.startup import DEAD_LINKS, clock, open_checker, read_dead_links, write_dead_links
from tests.conftest import SMALL


def test_the_clock_is_aware() -> None:
    """Every time that Mop works with has a zone."""
    assert clock().tzinfo is not None


async def test_a_checker_is_opened_with_what_sources_yaml_states(tmp_path: Path) -> None:
    """With fetching switched off the checker answers from the lists alone."""
    async with open_checker(Settings(tmp_path, SMALL), fetch=False) as checker:
        report = await checker.check(Message("https://gossip.example/x"))
    assert report.verdicts[0].outcome is Outcome.UNRELIABLE_SOURCE
    assert list((tmp_path / "cache").iterdir())


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
