"""What the package offers, and what it costs to name it."""

from __future__ import annotations

import subprocess
import sys

import pytest

import bot.fetch


def test_every_name_is_there() -> None:
    """Each name that the package lists can be had."""
    assert all(getattr(bot.fetch, name) for name in bot.fetch.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        bot.fetch.nothing  # type: ignore[attr-defined]  # noqa: B018 - asked for on purpose


def test_settings_come_without_the_client() -> None:
    """Settings are read, and faults in them told, before the network code is loaded."""
    code = "import sys, bot.fetch as f; f.parse_allow('::1'); f.FetchSettings(); sys.exit('aiohttp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
