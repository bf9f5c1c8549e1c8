"""Servers that mean harm: every answer ends in a page or a gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.errors import FetchError
from bot.model import GapReason
from tests.fetch.hostile_answers import ANSWERS
from tests.fetch.site import answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.fetch import Fetcher
    from bot.model import Page
    from tests.fetch.site import Site


@pytest.mark.parametrize("name", ANSWERS)
async def test_it_ends(name: str, site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """Whatever a server says, a page or a gap comes of it, and the next page is read as if nothing had been."""
    said, gap = ANSWERS[name]
    site.pages["/"] = said
    fetcher = fetcher_for(site.settings(read_seconds=0.3))
    found: Page | FetchError
    try:
        found = await fetcher.page(site.link(), 20)
    except FetchError as error:
        found = error
    if gap is not None:
        assert isinstance(found, FetchError), found
        assert found.gap.reason is gap


async def test_connection_that_is_gone_midway(
    site: Site, fetcher_for: Callable[..., Fetcher], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection that is lost between head and body is a gap too, whatever aiohttp raises for it."""

    async def gone(body: object) -> bytes:
        raise RuntimeError("Connection closed.")

    site.pages["/"] = answer()
    fetcher = fetcher_for(site.settings())
    await fetcher.page(site.link(), 5)
    monkeypatch.setattr("aiohttp.streams.StreamReader.readany", gone)
    with pytest.raises(FetchError) as caught:
        await fetcher.page(site.link(), 5)
    assert caught.value.gap.reason is GapReason.MALFORMED
