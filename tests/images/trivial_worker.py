"""Workers that read nothing, each in its own way; run as a process: ``python -m tests.images.trivial_worker WAY``."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from bot.errors import PictureError
from bot.images.limits import Limits
from bot.images.lines import Line
from bot.images.wire import Found
from bot.images.worker import serve
from bot.model import GapReason


class Trivial:
    """Does what the picture's bytes say."""

    def __init__(self, limits: Limits) -> None:
        del limits
        if sys.argv[1] == "does not start":
            raise ImportError("some library")

    def read(self, data: bytes) -> Found:  # noqa: C901 - one branch a way
        """Answer, or behave badly."""
        word = data.decode("latin-1")
        if word == "sleep":
            time.sleep(60)
        elif word == "spin":
            while True:
                pass
        elif word == "die":
            os._exit(3)
        elif word == "babble":
            os.write(BABBLE_TO, b"\xff\xff\xff\xff" + b"x" * 99)
        elif word == "print":
            print("a library's greeting", flush=True)
        elif word == "refuse":
            raise PictureError(GapReason.PICTURE_TOO_LARGE)
        elif word == "surprise":
            raise ZeroDivisionError
        elif word == "eat":
            bytearray(8 * 1024**3)
        elif word == "write":
            (Path(os.environ["TMPDIR"]) / "written").write_bytes(bytes(4096))
        elif word == "environment":
            return Found(codes=tuple(os.environ))
        return Found((Line(word[:40], 1.0, 0, 0, 100, 20),), (str(os.getpid()),))


BABBLE_TO = 4
"""What ``serve`` made of standard output: the second of the two pipes that it took for itself."""

if __name__ == "__main__":
    serve(Trivial, Limits(processor_seconds=1))
