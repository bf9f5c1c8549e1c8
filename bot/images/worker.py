"""The process that opens strangers' pictures: one after the other from standard input, until it ends.

It knows no secret (its environment is empty), and bounds itself: no file written, few opened, so much memory, no
core dump. The one that started it kills it where a picture takes too long; it does so itself at the end of its input.
"""

from __future__ import annotations

import os
import resource
import time
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from bot.errors import PictureError
from bot.images.limits import Limits
from bot.images.wire import LENGTH, Found, as_answer, as_refusal, frame
from bot.model import GapReason

if TYPE_CHECKING:
    from collections.abc import Callable

OPEN_FILES = 64
"""Enough for what is open when the models are loaded, and a little more."""


class Reads(Protocol):
    """Reads a picture."""

    def read(self, data: bytes) -> Found:
        """Return what it says, or raise PictureError."""


def serve(make: Callable[[Limits], Reads], limits: Limits) -> None:
    """Read pictures until standard input ends.

    Args:
        make: loads what reads; may take seconds.
        limits: what one picture may cost.
    """
    taken, given = _own_pipes()
    os.nice(5)  # messages are answered first
    reader = make(limits)
    confine(limits)
    given.write(frame(b"ready"))
    while (data := _next(taken)) is not None:
        hurry(limits)
        given.write(frame(answer_to(reader, data)))


def answer_to(reader: Reads, data: bytes) -> bytes:
    """Return what the reader makes of a picture, as it is sent; whatever breaks it is a broken picture."""
    try:
        return as_answer(reader.read(data))
    except PictureError as error:
        return as_refusal(error.reason.value)
    except MemoryError:
        return as_refusal(GapReason.PICTURE_TOO_LARGE.value)
    except Exception:
        # OpenCV and ONNX raise classes of their own for sizes and types that they did not expect.
        return as_refusal(GapReason.PICTURE_BROKEN.value)


def confine(limits: Limits) -> None:
    """Take from this process what no picture needs."""
    _at_most(resource.RLIMIT_CORE, 0)
    _at_most(resource.RLIMIT_FSIZE, 0)
    _at_most(resource.RLIMIT_NOFILE, OPEN_FILES)
    size = _address_space()
    if size:
        _at_most(resource.RLIMIT_AS, size + limits.memory_bytes)


def hurry(limits: Limits) -> None:
    """Allow so much of the processor for what comes next; past it the system ends this process (SIGXCPU)."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + 1 + limits.processor_seconds, hard))


def _at_most(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (bound, bound))


def _address_space() -> int:
    """Return how much address space this process has, in bytes; 0 where the system does not say (macOS)."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Take standard input and output for ourselves: a library that prints must not be taken for an answer."""
    taken, given = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb", buffering=0)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    return taken, given


def _next(taken: BinaryIO) -> bytes | None:
    head = taken.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    data = taken.read(length)
    return data if len(data) == length else None


def main() -> None:
    """Run as ``python -m bot.images.worker``."""
    from bot.images.engines import Reader  # noqa: PLC0415 - an extra

    serve(Reader, Limits())


if __name__ == "__main__":
    main()
