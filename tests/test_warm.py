"""What is known is ready before the first message, and garbage is looked for again afterwards."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from bot.catalogue import load
from bot.catalogue.lists.shelf import Lists
from bot.errors import ConfigurationError
from bot.settings import Settings
from bot.startup import load_knowledge, uncollected
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
