"""A platform's limits hold over all programs together."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.queue import Pace
from bot.store import open_store

if TYPE_CHECKING:
    from pathlib import Path

    from bot.store import SQLStore

WIDE = Pace("telegram", overall_seconds=0.0, chat_seconds=100.0)
GROUP = Pace("telegram", overall_seconds=0.0, chat_seconds=10.0, most=3, window_seconds=1000.0)
ALL = Pace("telegram", overall_seconds=50.0, chat_seconds=0.0)


async def test_messages_to_one_chat_keep_their_distance(store: SQLStore) -> None:
    """The second waits for the first, the third for the second; another chat waits for neither."""
    waits = [await store.reserve("telegram:1", WIDE) for _ in range(3)]
    assert waits == pytest.approx([0, 100, 200], abs=20)
    assert await store.reserve("telegram:2", WIDE) == pytest.approx(0, abs=0.1)


async def test_all_chats_share_one_limit(location: Path | str) -> None:
    """Two programs that write to different chats at the same moment take different places."""
    async with open_store(location) as one, open_store(location) as two:
        stores = [one, two] * 4
        places = (store.reserve(f"telegram:{number}", ALL) for number, store in enumerate(stores))
        waits = sorted(await asyncio.gather(*places))
        assert waits == pytest.approx([number * 50 for number in range(8)], abs=20)


async def test_a_group_takes_so_many_in_its_window(store: SQLStore) -> None:
    """Three close together, and the fourth when the first is out of the window."""
    waits = [await store.reserve("telegram:-1", GROUP) for _ in range(7)]
    assert waits == pytest.approx([0, 10, 20, 1000, 1010, 1020, 2000], abs=8)


async def test_the_distance_counts_from_when_the_call_came_back(store: SQLStore) -> None:
    """A slow call does not shorten the pause after it; an answer of another program's never does."""
    quick = Pace("telegram", overall_seconds=0.0, chat_seconds=0.0)
    assert await store.reserve("telegram:1", quick) == pytest.approx(0, abs=0.1)
    await store.wrote("telegram:1", WIDE)
    assert await store.reserve("telegram:1", quick) == pytest.approx(100, abs=20)
    await store.wrote("telegram:1", quick)
    assert await store.reserve("telegram:1", quick) == pytest.approx(100, abs=20)
