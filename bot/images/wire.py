"""What the two processes say to each other: a length, then so many bytes. Pure."""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass
from typing import Any, Final

from bot.images.lines import Line

LENGTH: Final = struct.Struct(">I")
LONGEST_ANSWER: Final = 4 * 1024 * 1024
"""Bytes that are taken of the worker: a decoder that was taken over could send without end."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was read off one picture."""

    lines: tuple[Line, ...] = ()
    codes: tuple[str, ...] = ()
    """Each code's text as it stands there."""
    words_unread: bool = False
    """True where only codes could be looked for, since the package that reads words is missing."""


def frame(body: bytes) -> bytes:
    """Return bytes with their length in front."""
    return LENGTH.pack(len(body)) + body


def as_answer(found: Found) -> bytes:
    """Return what was found as the worker sends it."""
    return json.dumps(asdict(found)).encode()


def as_refusal(reason: str) -> bytes:
    """Return why a picture was not read (a value of ``GapReason``) as the worker sends it."""
    return json.dumps({"refused": reason}).encode()


def parsed(answer: bytes) -> Found | str:
    """Return what the worker found, or the reason of its refusal.

    Raises:
        ValueError: it is neither; the worker has gone mad, or was made to.
    """
    try:
        body = json.loads(answer)
        if "refused" in body:
            return str(body["refused"])
        lines = tuple(_line(**line) for line in body["lines"])
        codes = tuple(str(code) for code in body["codes"])
        return Found(lines, codes, bool(body["words_unread"]))
    except (KeyError, TypeError, RecursionError) as exc:
        raise ValueError("no answer of a worker") from exc


def _line(text: Any, score: Any, **box: Any) -> Line:  # noqa: ANN401 - whatever the other side sent
    return Line(str(text), float(score), **{name: float(value) for name, value in box.items()})
