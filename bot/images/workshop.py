"""The worker's keeper: starts it when there is something to read, one picture at a time, kills it when it is late."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

from bot.errors import PictureError
from bot.images.limits import Limits
from bot.images.wire import LENGTH, LONGEST_ANSWER, frame, parsed
from bot.model import GapReason

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping, Sequence
    from types import TracebackType

    from bot.images.wire import Found

T = TypeVar("T")

COMMAND: Final = (sys.executable, "-P", "-m", "bot.images.worker")

INHERITED: Final = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "TMPDIR")
"""All of this process's environment that the worker is given: no token, no password, no address of a database."""

AGAIN_AFTER_SECONDS: Final = 60.0
"""A worker that cannot be started is not tried again for so long."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Job:
    data: bytes
    is_given_up: bool = False


class Workshop:
    """Reads pictures one at a time in a process of its own. Open it with ``async with``.

    Args:
        limits: what one picture may cost.
        command: starts the worker.
    """

    def __init__(self, limits: Limits | None = None, command: Sequence[str] = COMMAND) -> None:
        self.limits = limits or Limits()
        self._command = tuple(command)
        self._turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._process: asyncio.subprocess.Process | None = None
        self._not_before = 0.0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._kill()

    def warm_up(self) -> None:
        """Begin to start the worker, before there is something to read."""
        self._begun(self.ready())

    async def ready(self) -> None:
        """Start the worker and wait for it; that it does not start is told when there is something to read."""
        async with self._turn:
            with suppress(PictureError):
                await self._running()

    async def read(self, data: bytes, seconds: float) -> Found:
        """Return what a picture says.

        Args:
            data: the file.
            seconds: how long the caller waits, the time until it is this picture's turn included.

        Raises:
            PictureError: with the reason.
        """
        if len(data) > self.limits.bytes:
            raise PictureError(GapReason.PICTURE_TOO_LARGE)
        if len(self._tasks) >= self.limits.waiting:
            raise PictureError(GapReason.PICTURE_OUT_OF_TIME)
        job = _Job(data)
        task = self._begun(self._in_turn(job))
        try:
            # wait() leaves the task alone: a picture begun goes on to its own limit, since killing the worker for a
            # caller in a hurry would cost the next picture seconds of loading.
            done, _ = await asyncio.wait({task}, timeout=max(0.0, seconds))
        finally:
            job.is_given_up = True
        if not done or task.cancelled():  # cancelled: the program is closing
            raise PictureError(GapReason.PICTURE_OUT_OF_TIME)
        return task.result()

    def _begun(self, work: Coroutine[None, None, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # looked at, also where nobody waits for it any more

    async def _in_turn(self, job: _Job) -> Found:
        async with self._turn:
            if job.is_given_up:
                raise PictureError(GapReason.PICTURE_OUT_OF_TIME)
            process = await self._running()
            return await self._asked(process, job.data)

    async def _asked(self, process: asyncio.subprocess.Process, data: bytes) -> Found:
        try:
            async with asyncio.timeout(self.limits.seconds):
                found = parsed(await _exchange(process, data))
        except TimeoutError as exc:
            await self._kill()
            raise PictureError(GapReason.PICTURE_OUT_OF_TIME) from exc
        except (OSError, EOFError, ValueError) as exc:
            if await self._kill() == -signal.SIGXCPU:
                raise PictureError(GapReason.PICTURE_OUT_OF_TIME) from exc
            _log.warning("a picture ended the process that was reading it")
            raise PictureError(GapReason.PICTURE_BROKEN) from exc
        except BaseException:
            await self._kill()  # its answer would be taken for the next picture's
            raise
        if isinstance(found, str):
            raise PictureError(_reason(found))
        return found

    async def _running(self) -> asyncio.subprocess.Process:
        """Return the worker, started where there is none.

        Raises:
            PictureError: NOT_INSTALLED; it cannot be started.
        """
        if self._process is not None and self._process.returncode is None:
            return self._process
        loop = asyncio.get_running_loop()
        if loop.time() < self._not_before:
            raise PictureError(GapReason.NOT_INSTALLED)
        try:
            self._process = await _started(self._command)
            async with asyncio.timeout(self.limits.start_seconds):
                await _answer(self._process)
        except (OSError, EOFError, ValueError, TimeoutError) as exc:
            self._not_before = loop.time() + AGAIN_AFTER_SECONDS
            await self._kill()
            _log.error("pictures cannot be read: the process for it does not start; try %s", " ".join(self._command))
            raise PictureError(GapReason.NOT_INSTALLED) from exc
        except BaseException:
            await self._kill()
            raise
        return self._process

    async def _kill(self) -> int:
        """End the worker and return how it ended: the negative of a signal, its own status, or 0 for no worker."""
        process, self._process = self._process, None
        if process is None:
            return 0
        if process.returncode is None:
            # Not process.kill(), which waits for the process itself and so takes its end away from asyncio's watcher.
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
        return await process.wait()


async def _started(command: Sequence[str]) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=worker_environment(os.environ),
        start_new_session=True,  # Ctrl-C is for us to answer; the worker ends with its input
    )


def worker_environment(own: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the worker: nothing secret, one thread, no files written beside the packages."""
    kept = {name: own[name] for name in INHERITED if name in own}
    return kept | {"PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}


async def _exchange(process: asyncio.subprocess.Process, data: bytes) -> bytes:
    assert process.stdin is not None  # noqa: S101 - started with a pipe
    process.stdin.write(frame(data))
    await process.stdin.drain()
    return await _answer(process)


async def _answer(process: asyncio.subprocess.Process) -> bytes:
    assert process.stdout is not None  # noqa: S101 - started with a pipe
    (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
    if length > LONGEST_ANSWER:
        raise ValueError("an answer without end")
    return await process.stdout.readexactly(length)


def _reason(value: str) -> GapReason:
    try:
        return GapReason(value)
    except ValueError:
        return GapReason.PICTURE_BROKEN
