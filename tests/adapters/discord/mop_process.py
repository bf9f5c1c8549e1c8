"""``mop discord`` as a process of its own, against the played Discord."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from tests.adapters.discord.played import PlayedDiscord, environment
from tests.conftest import REPOSITORY, SMALL


class MopProcess:
    """The running program."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Ask it to end; return its status and what it said."""
        if self.process.returncode is None:
            self.process.send_signal(number)
        return await self.ended()

    async def ended(self) -> tuple[int, str]:
        """Wait for its end; return its status and what it said."""
        _, said = await self.process.communicate()
        return self.process.returncode or 0, said.decode()


@asynccontextmanager
async def mop_discord(
    played: PlayedDiscord, folder: Path, settings: Mapping[str, str] | None = None
) -> AsyncIterator[MopProcess]:
    """Run ``mop discord`` for as long as the block runs."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MOP_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-W",
        "error::RuntimeWarning",
        "-c",
        "from adapters.cli import main; main()",
        "discord",
        cwd=REPOSITORY,
        stderr=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={
            **inherited,
            **dict(environment(played)),
            "MOP_DATA_DIR": str(folder / "data"),
            "MOP_SOURCES": str(SMALL),
            **(settings or {}),
        },
    )
    try:
        yield MopProcess(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()
