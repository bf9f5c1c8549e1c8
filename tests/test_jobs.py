"""What is done periodically is done by one program, and by the next when that one is gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from bot import jobs
from bot.alone import only_one
from bot.errors import StoreError
from bot.jobs import Job, done_alone

if TYPE_CHECKING:
    from pathlib import Path

    from bot.queue import Leadership


class Led:
    """A leadership that a test can end."""

    def __init__(self) -> None:
        self.held = True

    async def holds(self) -> bool:
        """Tell whether it is held."""
        return self.held


class Places:
    """One leader at a time, as a database has it."""

    def __init__(self) -> None:
        self.leader: Led | None = None
        self.is_away = False

    @asynccontextmanager
    async def alone(self, name: str) -> AsyncIterator[Leadership | None]:
        """Lead, where nobody does."""
        assert name == "jobs"
        if self.is_away:
            raise StoreError("nowhere", "away")
        if self.leader:
            yield None
            return
        mine = self.leader = Led()
        try:
            yield mine
        finally:
            self.leader = None


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "LOOK_SECONDS", 0.001)


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 - what is waited for is no event
            await asyncio.sleep(0.001)


def noted(done: list[str], name: str) -> Callable[[], Awaitable[None]]:
    """Return work that is noted."""

    async def work() -> None:
        done.append(name)

    return work


async def test_one_program_does_it_and_then_the_next() -> None:
    """Two programs: only the first does the job; when it ends the second goes on with it."""
    places, done = Places(), list[str]()
    async with done_alone("jobs", [Job("x", 0.001, noted(done, "first"))], places.alone):
        await until(lambda: "first" in done)
        async with done_alone("jobs", [Job("x", 0.001, noted(done, "second"))], places.alone):
            await until(lambda: len(done) > 5)
            assert "second" not in done
            assert places.leader
            places.leader.held = False
            await until(lambda: len(done) > 12)
        await until(lambda: len(done) > 20)
    assert places.leader is None


async def test_a_job_that_fails_is_done_again_and_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    """What one job raises is in the log; it and the others go on."""
    places, done, failed = Places(), list[str](), list[str]()

    async def fail() -> None:
        failed.append("x")
        raise RuntimeError("boom")

    async with done_alone("jobs", [Job("bad", 0.001, fail), Job("good", 0.001, noted(done, "x"))], places.alone):
        await until(lambda: len(done) > 2 and len(failed) > 2)
    assert "the job bad failed" in caplog.text


async def test_without_a_database_nobody_leads_until_it_is_back() -> None:
    """While the database is away nothing is done that only one may do; then it is."""
    places, done = Places(), list[str]()
    places.is_away = True
    async with done_alone("jobs", [Job("x", 0.001, noted(done, "x"))], places.alone):
        await asyncio.sleep(0.02)
        assert done == []
        places.is_away = False
        await until(lambda: bool(done))


async def test_a_folder_has_one_leader(tmp_path: Path) -> None:
    """Of two programs on one folder one holds its lock; a folder that cannot be is told."""
    path = tmp_path / "new" / "lists.lock"
    with only_one(path) as first, only_one(path) as second:
        assert first
        assert await first.holds()
        assert second is None
    with only_one(path) as again:
        assert again
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"), only_one(tmp_path / "file" / "lists.lock"):
        pass
