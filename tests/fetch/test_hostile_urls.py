"""Addresses that are written to reach what they must not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bot.errors import FetchError, LinkError
from bot.fetch import FetchSettings, parse_resolve
from bot.links import Rules, canonical
from tests.fetch.tables import DATA

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.fetch import Fetcher
    from tests.fetch.conftest import Dialled

ROWS = [json.loads(line) for line in (DATA / "hostile_urls.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize(("url", "why"), ROWS)
async def test_nothing_is_dialled(url: str, why: str, dialled: Dialled, fetcher_for: Callable[..., Fetcher]) -> None:
    """Whatever way a private address is written, and whatever DNS says of a name, no connection is begun."""
    fetcher = fetcher_for(FetchSettings(resolve=parse_resolve("*=127.0.0.1")))
    with pytest.raises((LinkError, FetchError)):
        await fetcher.page(canonical(url, Rules()), 5)
    assert dialled == [], why
