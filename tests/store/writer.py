"""A process of its own that writes to a data folder; what it does is its first argument."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bot.store import open_store
from tests.store.values import UPDATE, answer


async def answers(folder: Path) -> None:
    """Keep answers for ever, and say the number of each that was kept."""
    async with open_store(folder) as store:
        number = 0
        while True:
            urls = tuple(f"https://example.org/{number}/{page}" for page in range(8))
            await store.keep_answer(answer(message=str(number), urls=urls))
            print(number, flush=True)
            number += 1


async def take(folder: Path) -> None:
    """Wait for a line, take one update, and say whether it was ours."""
    sys.stdin.readline()
    async with open_store(folder) as store:
        print(await store.take_update(UPDATE), flush=True)


async def count(folder: Path) -> None:
    """Count fifty checks."""
    async with open_store(folder) as store:
        for _ in range(50):
            await store.count(UPDATE.chat, UPDATE.received_at.date(), "SATIRE")


if __name__ == "__main__":
    asyncio.run({"answers": answers, "take": take, "count": count}[sys.argv[1]](Path(sys.argv[2])))
