"""One group floods with messages of a hundred links each; fifty people send one link each and wait."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from benchmarks import data_folder
from benchmarks.harness import Figure, Goal, Scale, Workload, percentile, right
from benchmarks.page import news_page
from benchmarks.serving import served
from bot.desk import Desk
from bot.metrics import Metrics
from bot.model import Conversation, ConversationKind, Message
from bot.settings import read_settings
from bot.startup import clock, open_checker
from bot.store import open_store
from bot.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.locales import Localizer
    from bot.model import Reply

CHATS_AT_ONCE: Final = 128
"""As adapters.telegram.program has it."""
BETWEEN_SECONDS: Final = 0.05
"""Between two people's messages."""
LINKS: Final = 100
FLOOD: Final = 1_000
"""Messages of the flood, more than can be answered while the people wait."""


def measure(scale: Scale) -> Iterator[Figure]:
    """Time each person's answer, from the message's coming in to the last word on it; with the flood and without."""
    people = 3 if scale is Scale.TINY else 50
    with TemporaryDirectory() as name, asyncio.Runner() as runner:
        folder = Path(name)
        data_folder.make(folder, hosts=1_000, claims=50, short=scale is Scale.TINY)
        page, _ = news_page(20)
        (folder / "page.html").write_bytes(page)
        with served(folder / "page.html") as port:
            flooded, alone = runner.run(_measured(folder, port, people, 1 if scale is Scale.TINY else 3))
    yield Figure(f"an answer, 95th percentile of {people}", 1000 * flooded, "ms", 1000 * alone, Goal(3, 1.3))


async def _measured(folder: Path, port: int, people: int, rounds: int) -> tuple[float, float]:
    settings = read_settings({**data_folder.environment(folder, port), "MOP_READ_IMAGES": "off"})
    async with AsyncExitStack() as stack:
        checker = await stack.enter_async_context(open_checker(settings, metrics=Metrics()))
        store = await stack.enter_async_context(open_store(folder))
        desk = Desk(checker, store, clock)
        await _answered(desk, people, "warm", flood=0)
        sides: dict[int, list[float]] = {0: [], FLOOD: []}
        for number in range(rounds):
            for flood, found in sides.items():
                found.append(percentile(await _answered(desk, people, f"{number}-{flood}", flood=flood), 95))
        return min(sides[FLOOD]), min(sides[0])


async def _answered(desk: Desk, people: int, run: str, flood: int) -> list[float]:
    """Let the flood begin, then the people send; return the seconds that each of them waited."""
    async with Turns(CHATS_AT_ONCE) as turns:
        for number in range(flood):
            turns.submit("telegram:-1", partial(_heard, desk, _flooding(run, number)), owed=False)
        waits = []
        for number in range(people):
            await asyncio.sleep(BETWEEN_SECONDS)
            waits.append(asyncio.create_task(_waited(desk, turns, f"{run}-{number}")))
        found = await asyncio.gather(*waits)
        if flood:
            right(turns.waiting > 0, True, "the flood lasted")
        return found


async def _waited(desk: Desk, turns: Turns, person: str) -> float:
    loop = asyncio.get_running_loop()
    start = loop.time()
    message = Message(f"http://site.example/{person}", conversation=Conversation(f"telegram:{person}"))
    done = asyncio.Event()

    async def work() -> None:
        delivery = _Delivery()
        await desk.hear(message, "1", delivery)
        right(delivery.sent > 0, True, "answers")
        done.set()

    turns.submit(message.conversation.id, work, owed=True)
    await asyncio.wait_for(done.wait(), 60)
    return loop.time() - start


async def _heard(desk: Desk, message: Message) -> None:
    await desk.hear(message, message.text[:60], _Delivery())


def _flooding(run: str, number: int) -> Message:
    links = " ".join(f"http://flood{link}.example/{run}/{number}" for link in range(LINKS))
    return Message(links, conversation=Conversation("telegram:-1", ConversationKind.GROUP))


class _Delivery:
    """Takes answers at once."""

    can_edit = True

    def __init__(self) -> None:
        self.sent = 0

    async def busy(self) -> None:
        """Show nothing."""

    async def send(self, reply: Reply, sentences: Localizer) -> str:
        """Take an answer."""
        del reply, sentences
        self.sent += 1
        return str(self.sent)

    async def edit(self, answer: str, reply: Reply, sentences: Localizer) -> None:
        """Take a changed answer."""

    async def remove(self, answer: str) -> None:
        """Take none away."""

    def link_to(self, answer: str) -> str:
        """Know no address."""
        del answer
        return ""


WORKLOAD = Workload(
    "fair", "one link each from 50 chats, one group flooding with 100 links a message", "itself unloaded", measure
)
