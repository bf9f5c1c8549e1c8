"""Writing a file so that nobody ever sees half of it."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def replace_file(target: Path, content: bytes, *, durable: bool = False) -> None:
    """Writes ``target`` to the side and renames it into place.

    Args:
        target: in a folder that exists.
        content: the whole of it.
        durable: whether it must outlast a power cut from this moment on.

    Raises:
        OSError: it could not be written; ``target`` is as it was.
    """
    replace_by(target, lambda path: path.write_bytes(content), durable=durable)


def replace_by(target: Path, write: Callable[[Path], object], *, durable: bool = False) -> None:
    """As ``replace_file``, for a writer that wants a path.

    Raises:
        OSError: it could not be written; ``target`` is as it was.
    """
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}-")
    os.close(handle)
    side = Path(name)
    try:
        write(side)
        if durable:
            _flush(side)
        side.replace(target)
        if durable:
            _flush(target.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            side.unlink()
        raise


def _flush(path: Path) -> None:
    """Pushes a file, or a folder's list of names, to the disk; not every system can do so for a folder."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except PermissionError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
