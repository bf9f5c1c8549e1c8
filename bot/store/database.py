"""What the queries need of a database: one way to ask, whole transactions, and nothing of either make.

One SQL text serves both makes: the common ground of SQLite 3.35 and PostgreSQL 12, with parameters written ``$1``.
Times are whole microseconds since 1970 (UTC), so that both makes give back exactly what they were given. Each has
its own words for ``NOW_MICROS``, the database's clock, and ``SKIP_LOCKED``, to pass by rows that others work on.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from bot.queue import Leadership

Value: TypeAlias = str | int | None

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

_MICROSECOND: Final = timedelta(microseconds=1)

_UNFIT: Final = re.compile("[\x00\ud800-\udfff]")
"""What PostgreSQL's UTF-8 text cannot hold: NUL, and halves of surrogate pairs."""


class Row(Protocol):
    """One row of an answer."""

    def __getitem__(self, index: int, /) -> Any:  # noqa: ANN401 - a column's type is its query's business
        """Return a column."""

    def __iter__(self) -> Iterator[Any]:
        """Yield every column."""


class Session(Protocol):
    """A place to ask, inside one transaction."""

    async def fetch(self, sql: str, *values: Value) -> Sequence[Row]:
        """Run one statement and return its rows (those of RETURNING for one that writes).

        Raises:
            StoreError: the database refused, or is away.
        """


class Database(Protocol):
    """An open database of either make."""

    location: str
    """File or address as shown in faults, without a password."""

    async def fetch(self, sql: str, *values: Value) -> Sequence[Row]:
        """Run one statement as a transaction of its own.

        Raises:
            StoreError: the database refused, or is away; nothing was changed.
        """

    def transaction(self) -> AbstractAsyncContextManager[Session]:
        """Run several statements that are kept together or not at all; an exception inside undoes them.

        Raises:
            StoreError: the database refused, or is away; nothing was changed.
        """

    def upgrade(self) -> AbstractAsyncContextManager[Session]:
        """Do the same while no other process upgrades the schema.

        Raises:
            StoreError: as above.
        """

    async def tidy(self) -> None:
        """Let go of what deleted rows leave behind in files.

        Raises:
            StoreError: the database refused, or is away.
        """

    async def backup(self, path: Path) -> None:
        """Write a whole copy to ``path`` while others read and write.

        Raises:
            StoreError: it could not be written, or this make has its own tool for it; ``path`` is untouched.
        """

    async def ring(self) -> None:
        """Wake whoever listens to ``bell``, in any process, where this make can.

        Raises:
            StoreError: the database is away.
        """

    def bell(self) -> AbstractAsyncContextManager[asyncio.Event]:
        """Yield an event that is set when somebody rings; where this make cannot tell, it never is."""

    def alone(self, name: str) -> AbstractAsyncContextManager[Leadership | None]:
        """Be the only one that does ``name`` for as long as the block runs; None where somebody is already.

        Raises:
            StoreError: the database is away.
        """


def statements(sql: str) -> Iterator[str]:
    """Yield the statements of a text, each ended by a semicolon; none holds one inside."""
    return (statement.strip() for statement in sql.split(";") if statement.strip())


def of_chat(sql: str) -> str:
    """Write out ``OF_CHAT`` in a statement: rows of chat ``$1`` and of its parts, ``$1/...`` (topics, threads)."""
    return sql.replace("OF_CHAT", "(chat = $1 OR substr(chat, 1, length($1) + 1) = $1 || '/')")


def fit(value: Value) -> Value:
    """Return a value that both makes can hold: what they cannot becomes U+FFFD, alike in keys and in searches."""
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", value) if isinstance(value, str) else value


def to_micros(at: datetime) -> int:
    """Return an aware time as whole microseconds since 1970."""
    return (at - EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """Return the time of ``to_micros``, in UTC."""
    return EPOCH + micros * _MICROSECOND
