"""Chaos: `mop web` and `mop worker` as real processes that are killed all along, under traffic out of order.

Everything is on loopback. What is checked at the end: every message that asked was answered; none twice, but where a
worker was killed between Telegram's taking the answer and the record of it; each chat in order.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import signal
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.store.postgres import COMMAND_SECONDS
from tests.adapters.telegram.bot_api import BotApi, Json
from tests.adapters.telegram.running import Web, environment, free_port, played_web

PROGRAM = (sys.executable, "-c", "from adapters.cli import main; main()")
SECRET = "a-secret_of-the-tests"
CONNECTIONS = 40
"""How many Telegram keeps to a webhook (setWebhook, max_connections)."""

KNOWN = ("http://gossip.example/x", "http://joker.example/", "http://courier.example/a", "http://state.example/")
WINDOW_SECONDS = COMMAND_SECONDS + 2
"""So long before its end a worker may have had an answer taken that it did not live to record: as long as a statement
may take. A second, where machine and database have time."""


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    updates: int
    chats: int
    workers: int = 2
    webs: int = 1
    asked_share: float = 0.2
    """Of updates, in groups; in private chats everybody asks."""
    private_share: float = 0.05
    """Of chats."""
    twice_share: float = 0.05
    """Of updates, delivered twice."""
    shuffled: int = 20
    """Updates whose order is mixed."""
    kills: int = 0
    """Processes killed in all; 0 for as many as fit."""
    kill_seconds: float = 15.0
    """Between two of them."""
    cut_every: int = 10
    """So many kills, and every connection to the database is cut once."""
    messages_per_second: int = 30
    limits: bool = True
    """Whether Telegram enforces its limits."""
    lease_seconds: float = 15.0
    seconds: float = 1200.0
    """After which it ends, whatever is left."""
    seed: int = 1


@dataclass
class Seen:
    """What happened."""

    size: Size
    asked: set[tuple[int, int]] = field(default_factory=set)
    """Chat and number of each message that asked."""
    posted: dict[tuple[int, int], float] = field(default_factory=dict)
    recorded: dict[tuple[int, int], float] = field(default_factory=dict)
    """When Mop acknowledged each message, first."""
    answers: dict[tuple[int, int], list[float]] = field(default_factory=lambda: defaultdict(list))
    """When Telegram took the answers to each message."""
    killed: list[tuple[float, str]] = field(default_factory=list)
    """When, and what: worker, web, or cut."""
    retried: int = 0
    exceeded: int = 0
    """How often Telegram answered 429."""
    began: float = 0.0
    ended: float = 0.0
    left: int = 0
    """Updates that still wait in the database."""
    said: str = ""
    """What the processes wrote to their standard error."""

    def unanswered(self) -> set[tuple[int, int]]:
        """Return who asked in vain."""
        return {key for key in self.asked if key not in self.answers}

    def doubles(self) -> dict[tuple[int, int], list[float]]:
        """Return messages that were answered more than once."""
        return {key: times for key, times in self.answers.items() if len(times) > 1}

    def unexplained(self) -> set[tuple[int, int]]:
        """Return those for which no worker had been killed, and no connection cut, just after the first answer."""
        ends = [at for at, what in self.killed if what != "web"]
        return {
            key
            for key, times in self.doubles().items()
            if not all(any(-0.1 <= end - at <= WINDOW_SECONDS for end in ends) for at in times[:-1])
        }

    def _windows(self) -> str:
        """Return for how long what was answered twice had been answered when a worker ended, shortest to longest."""
        ends = [at for at, what in self.killed if what != "web"]
        firsts = [times[0] for times in self.doubles().values()]
        found = sorted(min((end - at for end in ends if end >= at - 0.1), default=-1.0) for at in firsts)
        return (
            ", ".join(f"{found[round(share * (len(found) - 1))]:.1f}" for share in (0, 0.5, 0.9, 1)) if found else ""
        )

    def out_of_order(self) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        """Return pairs that were answered in the wrong order though the first was recorded before the second came."""
        found = []
        for _, keys in itertools.groupby(sorted(self.answers), key=lambda key: key[0]):
            for first, second in itertools.combinations(list(keys), 2):
                known = self.recorded.get(first, self.ended) < self.posted[second]
                if known and self.answers[first][0] > self.answers[second][0]:
                    found.append((first, second))
        return found

    def faults(self) -> list[str]:
        """Return what is not as it must be; nothing where all is well."""
        found = []
        if self.unanswered():
            found.append(f"{len(self.unanswered())} asked in vain")
        if self.unexplained():
            found.append(f"{len(self.unexplained())} answered twice without a reason")
        if self.out_of_order():
            found.append(f"{len(self.out_of_order())} pairs out of order, such as {self.out_of_order()[0]}")
        if self.left:
            found.append(f"{self.left} updates were left in the database")
        if "Traceback" in self.said:
            found.append("a traceback in the log")
        return found

    def table(self) -> str:
        """Return all figures, a line each."""
        kinds = [what for _, what in self.killed]
        seconds = self.ended - self.began
        rows = {
            "updates, asked": f"{len(self.posted)}, {len(self.asked)}",
            "workers, web, chats": f"{self.size.workers}, {self.size.webs}, {self.size.chats}",
            "killed workers, web; connections cut": ", ".join(
                str(kinds.count(kind)) for kind in ("worker", "web", "cut")
            ),
            "deliveries that Telegram had to repeat": self.retried,
            "asked in vain": len(self.unanswered()),
            "answered twice": f"{len(self.doubles())}, without a kill to explain it {len(self.unexplained())}",
            "seconds from such an answer to the kill": self._windows(),
            "chats taken over from a worker that lived": self.said.count("taken over by another worker"),
            "pairs out of order": len(self.out_of_order()),
            "429s": self.exceeded,
            "seconds": f"{seconds:.0f}",
            "updates a second": f"{len(self.posted) / seconds:.0f}",
            "answers a second": f"{sum(map(len, self.answers.values())) / seconds:.1f}",
        }
        return "\n".join(f"{name:40} {value}" for name, value in rows.items())


class TimedApi(BotApi):
    """Telegram, with the time at which each answer was taken."""

    def __init__(self, seen: Seen) -> None:
        super().__init__()
        self._seen = seen

    async def _sendMessage(self, chat_id: int, text: str, **values: Any) -> Json:  # noqa: ANN401, N802 - as the base has it
        replied = values.get("reply_parameters", {}).get("message_id")
        said = await super()._sendMessage(chat_id, text, **values)
        if replied:
            self._seen.answers[chat_id, replied].append(now())
        return said


def now() -> float:
    """Return the loop's clock."""
    return asyncio.get_running_loop().time()


@asynccontextmanager
async def timed_telegram(seen: Seen) -> AsyncIterator[TimedApi]:
    """Play Telegram for as long as the block runs."""
    api = TimedApi(seen)
    api.limits.on = seen.size.limits
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", api.handle)
    server = TestServer(app)
    await server.start_server(shutdown_timeout=0.1)
    api.url = f"http://127.0.0.1:{server.port}/bot"
    try:
        yield api
    finally:
        await server.close()


class Fleet:
    """Processes, each started again when it was killed."""

    def __init__(self, settings: Mapping[str, str], size: Size, log: Path) -> None:
        self.ports = [free_port() for _ in range(size.webs)]
        self._settings = settings
        self._log = log.open("wb")
        self._wanted = [("web", port) for port in self.ports] + [("worker", 0)] * size.workers
        self.processes: list[asyncio.subprocess.Process] = []

    async def start(self) -> None:
        """Start all."""
        self.processes = [await self._started(*wanted) for wanted in self._wanted]

    async def kill(self, number: int) -> str:
        """Kill a process, start it again, and return what it was."""
        self.processes[number].kill()
        await self.processes[number].wait()
        self.processes[number] = await self._started(*self._wanted[number])
        return self._wanted[number][0]

    async def end(self) -> None:
        """Ask all to end, and make those that do not."""
        for process in self.processes:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                await asyncio.wait_for(process.wait(), 30)
            except TimeoutError:
                process.kill()
                await process.wait()
        self._log.close()

    def processor_seconds(self) -> float:
        """Return what all have used of the processor (proc(5), utime and stime)."""
        used = 0
        for process in self.processes:
            fields = Path(f"/proc/{process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
            used += int(fields[11]) + int(fields[12])
        return used / os.sysconf("SC_CLK_TCK")

    async def _started(self, command: str, port: int) -> asyncio.subprocess.Process:
        own = {"MOP_TELEGRAM_WEBHOOK_LISTEN": f"127.0.0.1:{port}"} if port else {}
        return await asyncio.create_subprocess_exec(
            *PROGRAM, command, env={**self._settings, **own}, stdout=asyncio.subprocess.DEVNULL, stderr=self._log
        )


def traffic(api: BotApi, size: Size, seen: Seen) -> list[Json]:
    """Return updates in the order in which they are delivered: mixed, some twice."""
    dice = random.Random(size.seed)  # noqa: S311 - traffic, not a secret
    private = max(1, round(size.chats * size.private_share))
    chats = [api.chat() for _ in range(private)] + [api.chat("supergroup") for _ in range(size.chats - private)]
    updates: list[Json] = []
    for number in range(size.updates):
        chat = dice.choice(chats)
        asks = chat > 0 or dice.random() < size.asked_share
        link = dice.choice(KNOWN) if dice.random() < 0.5 else f"http://site{dice.randrange(50)}.example/"
        words = (link if chat > 0 else f"/check {link}") if asks else dice.choice(["Good morning", "No idea", link])
        said = api.message(chat, words)
        if asks:
            seen.asked.add((chat, said["message_id"]))
        updates.append({"update_id": 1_000 + number, "message": said})
    order = sorted(range(len(updates)), key=lambda place: place + dice.uniform(0, size.shuffled))
    again = [(place + dice.randrange(200), at) for place, at in enumerate(order) if dice.random() < size.twice_share]
    places = sorted([*enumerate(order), *again], key=lambda pair: pair[0])
    return [updates[at] for _, at in places]


async def deliver(updates: list[Json], ports: list[int], seen: Seen) -> None:
    """Deliver updates as Telegram does: over many connections, again and again where it is not told 200."""
    waiting = iter(updates)
    turns = itertools.count()
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    client = aiohttp.ClientSession(headers=headers, timeout=aiohttp.ClientTimeout(total=10))

    async def post(update: Json) -> bool:
        url = f"http://127.0.0.1:{ports[next(turns) % len(ports)]}/hook"
        try:
            async with client.post(url, json=update) as response:
                return response.status == 200
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False

    async def connection() -> None:
        for update in waiting:
            key = update["message"]["chat"]["id"], update["message"]["message_id"]
            seen.posted.setdefault(key, now())
            while not await post(update):
                seen.retried += 1
                await asyncio.sleep(0.2)
            seen.recorded.setdefault(key, now())

    async with client:
        await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))


async def kill_all_along(fleet: Fleet, seen: Seen, database: str) -> None:
    """Kill processes at random, and now and then cut every connection to the database."""
    dice = random.Random(seen.size.seed + 1)  # noqa: S311 - as above
    for number in itertools.count(1):
        if seen.size.kills and number > seen.size.kills:
            return
        await asyncio.sleep(seen.size.kill_seconds * dice.uniform(0.5, 1.5))
        if number % seen.size.cut_every == 0:
            seen.killed.append((now(), "cut"))
            await ask(
                database, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            )
        at = now()
        seen.killed.append((at, await fleet.kill(dice.randrange(len(fleet.processes)))))


async def ask(database: str, question: str) -> Any:  # noqa: ANN401 - whatever was asked
    """Ask the database something."""
    connection = await asyncpg.connect(database)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


WAITING = "SELECT count(*) FROM updates WHERE finished_at IS NULL"


async def until_done(seen: Seen, database: str) -> None:
    """Wait until nothing waits any more and everybody who asked was answered, or the time is over."""
    end = seen.began + seen.size.seconds
    while now() < end:
        seen.left = await ask(database, WAITING)
        if not seen.left and not seen.unanswered():
            return
        await asyncio.sleep(0.5)


async def run(size: Size, database: str, folder: Path) -> Seen:
    """Run the whole thing on an empty PostgreSQL database, and return what was seen."""
    seen = Seen(size)
    async with timed_telegram(seen) as api, played_web() as pages:
        fleet = Fleet(settings_of(api, pages, folder, database, size), size, folder / "log")
        updates = traffic(api, size, seen)
        await fleet.start()
        seen.began = now()
        killing = asyncio.create_task(kill_all_along(fleet, seen, database))
        try:
            async with asyncio.timeout(size.seconds):
                await deliver(updates, fleet.ports, seen)
            await until_done(seen, database)
        except TimeoutError:
            seen.left = await ask(database, WAITING)
        finally:
            seen.ended = now()
            killing.cancel()
            await asyncio.gather(killing, return_exceptions=True)
            await fleet.end()
        seen.exceeded = api.limits.exceeded
    seen.said = (folder / "log").read_text("utf-8", "replace")
    return seen


async def throughput(size: Size, database: str, folder: Path) -> tuple[float, float]:
    """Record everything first, then have workers answer it, nobody killed.

    Returns:
        Updates a second from when all workers were ready, and milliseconds of a worker's processor for each.
    """
    seen = Seen(size)
    async with timed_telegram(seen) as api, played_web() as pages:
        settings = settings_of(api, pages, folder, database, size)
        receiving = Fleet(settings, replace(size, workers=0), folder / "log")
        updates = traffic(api, size, seen)
        await receiving.start()
        await deliver(updates, receiving.ports, seen)
        await receiving.end()
        working = Fleet(settings, replace(size, webs=0), folder / "log")
        await working.start()
        try:
            while (folder / "log").read_text("utf-8").count("answering as") < size.workers:  # noqa: ASYNC110 - a file
                await asyncio.sleep(0.1)
            begun, spent, left = now(), working.processor_seconds(), await ask(database, WAITING)
            async with asyncio.timeout(size.seconds):
                while await ask(database, WAITING):  # noqa: ASYNC110 - a database tells nobody
                    await asyncio.sleep(0.2)
            seconds = now() - begun
            spent = working.processor_seconds() - spent
        finally:
            await working.end()
    assert not seen.unanswered()
    return left / seconds, 1000 * spent / left


def settings_of(api: BotApi, pages: Web, folder: Path, database: str, size: Size) -> dict[str, str]:
    """Return the environment of the processes."""
    return environment(
        api,
        pages,
        folder,
        MOP_DATABASE_URL=database,
        MOP_TELEGRAM_WEBHOOK_URL="http://127.0.0.1/hook",
        MOP_TELEGRAM_WEBHOOK_SECRET=SECRET,
        MOP_TELEGRAM_MESSAGES_PER_SECOND=str(size.messages_per_second),
        MOP_WORKER_LEASE_SECONDS=f"{size.lease_seconds:g}",
    )
