"""The process that reads pictures, real ones that misbehave, and their keeper."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import PictureError
from bot.images.limits import Limits
from bot.images.workshop import Workshop, worker_environment
from bot.model import GapReason
from tests.conftest import REPOSITORY

PATIENT = 60.0
LIMITS = Limits(seconds=PATIENT)


@asynccontextmanager
async def workshop(way: str = "reads", limits: Limits = LIMITS) -> AsyncIterator[Workshop]:
    """Open a workshop with a worker of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(REPOSITORY))
        patch.setenv("MOP_TELEGRAM_TOKEN", "1:secret")
        async with Workshop(limits, (sys.executable, "-m", "tests.images.trivial_worker", way)) as opened:
            yield opened


async def refused(opened: Workshop, data: bytes, seconds: float = PATIENT) -> GapReason:
    """Return why a picture is not read."""
    with pytest.raises(PictureError) as caught:
        await opened.read(data, seconds)
    return caught.value.reason


async def test_one_worker_reads_picture_after_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is started once; what a library prints is no answer; a fault of one picture is not the next one's.

    It cannot take memory without end, and writes no file.
    """
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    async with workshop() as opened:
        opened.warm_up()
        first = await opened.read(b"hello", PATIENT)
        assert first.lines[0].text == "hello"
        assert (await opened.read(b"print", PATIENT)).codes == first.codes
        assert await refused(opened, b"refuse") is GapReason.PICTURE_TOO_LARGE
        assert await refused(opened, b"surprise") is GapReason.PICTURE_BROKEN
        assert await refused(opened, b"eat") is GapReason.PICTURE_TOO_LARGE
        assert await refused(opened, b"write") is GapReason.PICTURE_BROKEN
        assert (tmp_path / "written").stat().st_size == 0
        assert (await opened.read(b"again", PATIENT)).codes == first.codes


async def test_the_worker_knows_no_secret() -> None:
    """A picture that takes the worker over finds no token in its environment."""
    async with workshop() as opened:
        names = (await opened.read(b"environment", PATIENT)).codes
    assert "PATH" in names
    assert not [name for name in names if "MOP" in name]
    assert worker_environment({"MOP_DATABASE_URL": "x", "LANG": "C"})["LANG"] == "C"


@pytest.mark.parametrize("harm", [b"die", b"babble"])
async def test_a_picture_may_kill_the_worker(harm: bytes) -> None:
    """A worker that dies or raves is replaced for the next picture."""
    async with workshop() as opened:
        before = await opened.read(b"x", PATIENT)
        assert await refused(opened, harm) is GapReason.PICTURE_BROKEN
        assert (await opened.read(b"x", PATIENT)).codes != before.codes


async def test_a_picture_that_takes_too_long_is_given_up_with_its_worker() -> None:
    """After its seconds the process is killed, by us or for the processor that it used; the next one gets another."""
    async with workshop() as opened:
        assert await refused(opened, b"spin") is GapReason.PICTURE_OUT_OF_TIME
        assert (await opened.read(b"x", PATIENT)).lines
    async with workshop(limits=replace(LIMITS, seconds=0.2)) as opened:
        assert await refused(opened, b"sleep") is GapReason.PICTURE_OUT_OF_TIME
        opened.limits = LIMITS
        assert (await opened.read(b"x", PATIENT)).lines


async def test_who_cannot_wait_is_told_and_the_work_goes_on() -> None:
    """A caller in a hurry costs nobody the worker; a picture that nobody waits for any more is not begun."""
    async with workshop(limits=replace(LIMITS, waiting=2)) as opened:
        before = await opened.read(b"x", PATIENT)
        assert await refused(opened, b"y", seconds=0) is GapReason.PICTURE_OUT_OF_TIME
        assert (await opened.read(b"x", PATIENT)).codes == before.codes
        waiting = [asyncio.create_task(opened.read(b"sleep", PATIENT)) for _ in range(2)]
        await asyncio.sleep(0)
        assert await refused(opened, b"z") is GapReason.PICTURE_OUT_OF_TIME
        for task in waiting:
            task.cancel()
        assert await refused(opened, b"sleep", seconds=0.01) is GapReason.PICTURE_OUT_OF_TIME
    assert [task.cancelled() for task in waiting] == [True, True]


@pytest.mark.parametrize("first", [b"x", b""])
async def test_closing_ends_what_is_in_hand(first: bytes) -> None:
    """A picture that is being read, or a worker that is just starting, holds no program up."""
    async with workshop() as opened:
        if first:
            await opened.read(first, PATIENT)
        reading = asyncio.create_task(opened.read(b"sleep", PATIENT))
        while not opened._turn.locked():  # noqa: ASYNC110 - a lock tells nobody that it is taken
            await asyncio.sleep(0)
        await asyncio.sleep(0.05)
    with pytest.raises(PictureError):
        await reading


async def test_a_file_that_is_too_large_starts_nothing() -> None:
    """Its bytes are counted before anything is done with them."""
    async with workshop(limits=replace(LIMITS, bytes=3)) as opened:
        assert await refused(opened, b"four") is GapReason.PICTURE_TOO_LARGE


@pytest.mark.parametrize("command", [("/nowhere/python",), (sys.executable, "-c", "print('hello')")])
async def test_a_worker_that_does_not_start_is_said_once(
    command: tuple[str, ...], caplog: pytest.LogCaptureFixture
) -> None:
    """One line in the log, and no process for every picture."""
    async with Workshop(LIMITS, command) as opened:
        assert await refused(opened, b"x") is GapReason.NOT_INSTALLED
        assert await refused(opened, b"x") is GapReason.NOT_INSTALLED
    assert [record.message for record in caplog.records if "pictures cannot be read" in record.message] != []
    assert len(caplog.records) == 1


async def test_a_library_that_is_broken_is_as_if_it_were_not_installed() -> None:
    """The worker ends while it loads: pictures are not read, and the program goes on."""
    async with workshop("does not start") as opened:
        assert await refused(opened, b"x") is GapReason.NOT_INSTALLED
