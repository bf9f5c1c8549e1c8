"""What is known is ready before the first message, and garbage is looked for again afterwards."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest

from bot.catalogue import load
from bot.catalogue.lists.shelf import Lists
from bot.errors import ConfigurationError
from bot.metrics import Metrics
from bot.reload import reload_sources
from bot.settings import Settings
from bot.startup import load_knowledge, open_checker, uncollected
from tests.conftest import SMALL

MADE_LATE = {"rules", "_look_up", "_fact_checkers", "_topics", "_look_alikes"}


def test_the_first_message_waits_for_nothing(tmp_path: Path) -> None:
    """All that the first question would work out is there when the start is over; other lists cost little of it."""
    catalogue = load_knowledge(Settings(tmp_path, SMALL)).catalogue
    assert set(vars(catalogue)) >= MADE_LATE
    fresh = catalogue.with_lists(Lists())
    assert fresh._look_alikes is catalogue._look_alikes
    assert "_look_up" not in vars(fresh)


def test_garbage_is_looked_for_again() -> None:
    """Whether loading went well or not, and not where somebody had switched it off before."""
    assert gc.isenabled()
    with pytest.raises(ConfigurationError), uncollected():
        load(Path("gone.yaml"))
    assert gc.isenabled()
    gc.disable()
    try:
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()


async def test_a_program_that_serves_looks_for_no_garbage_in_what_it_knows(tmp_path: Path) -> None:
    """Nobody's answer waits for that, and what a reload replaces is let go all the same."""
    settings, before = Settings(tmp_path, SMALL), gc.get_threshold()
    async with open_checker(settings, fetch=False):
        assert not gc.get_freeze_count()
    async with open_checker(settings, fetch=False, metrics=Metrics()) as checker:
        assert gc.get_freeze_count()
        assert gc.get_threshold()[2] > before[2]
        gc.disable()
        try:
            await reload_sources(checker, settings)
            once = weakref.ref(checker.knowledge.catalogue)
            for _ in range(2):
                await reload_sources(checker, settings)
            assert once() is None
        finally:
            gc.enable()
    assert (gc.get_freeze_count(), gc.get_threshold()) == (0, before)
