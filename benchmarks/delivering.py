"""Telegram's side of a webhook, in a process of its own: updates delivered, each acknowledgement timed."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Final

import aiohttp

from benchmarks.serving import everywhere

SECRET: Final = "made-up-secret-of-the-benchmark"  # noqa: S105 - opens nothing
AT_ONCE: Final = 40
"""Connections that Telegram opens to a webhook unless told otherwise."""


def update(number: int) -> bytes:
    """Return an update as Telegram delivers it: somebody writes in a group."""
    chat = {"id": -1_000_000_000_000 - number % 60, "type": "supergroup", "title": "Neighbours"}
    who = {"id": 1_000 + number % 500, "is_bot": False, "first_name": "Ann", "language_code": "en"}
    text = (
        f"Did anybody see this? Number {number} of the day, they say it on https://news.example/story/{number} too."
    )
    link = {"type": "url", "offset": text.index("https"), "length": len(f"https://news.example/story/{number}")}
    message = {
        "message_id": number,
        "from": who,
        "chat": chat,
        "date": 1_795_000_000,
        "text": text,
        "entities": [link],
    }
    return json.dumps({"update_id": 1 + number, "message": message}).encode()


async def deliver(port: int, first: int, count: int, a_second: int) -> tuple[float, list[float]]:
    """Deliver updates, so many a second (0: as fast as they are taken); return the seconds in all and of each."""
    loop = asyncio.get_running_loop()
    left = iter(range(count))
    took: list[float] = []
    begun = loop.time()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE)) as session:

        async def one_after_the_other() -> None:
            for number in left:
                due = begun + number / a_second if a_second else loop.time()
                await asyncio.sleep(max(0.0, due - loop.time()))
                # From when it was due: an update that waits for a free connection waits for its acknowledgement.
                start = due
                headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
                url = f"http://127.0.0.1:{port}/hook"
                async with session.post(url, data=update(first + number), headers=headers) as answer:
                    answer.raise_for_status()
                took.append(loop.time() - start)

        await asyncio.gather(*(one_after_the_other() for _ in range(AT_ONCE)))
        return loop.time() - begun, took


if __name__ == "__main__":
    everywhere()
    sys.stdout.write(json.dumps(asyncio.run(deliver(*map(int, sys.argv[1:])))))
