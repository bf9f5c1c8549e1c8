"""One program of a machine does something alone: by a lock on a file, which the system takes back from the dead."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class FileHeld:
    """A lock on a file."""

    async def holds(self) -> bool:
        """Tell that it is held: nobody can take it away while the program lives."""
        return True


@contextmanager
def only_one(path: Path) -> Iterator[FileHeld | None]:
    """Hold a lock on a file for as long as the block runs; None where another program, or another part, holds it.

    Raises:
        OSError: the folder cannot be written.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        yield FileHeld() if _locked(file) else None
    finally:
        os.close(file)


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
