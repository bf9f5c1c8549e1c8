"""The worker's own loop and bounds, in this process; as a process of its own it is tried in test_workshop.py."""

from __future__ import annotations

import io
import os
import resource
from pathlib import Path

import pytest

from bot.images import worker
from bot.images.limits import Limits
from bot.images.wire import Found, as_answer, frame


class Echo:
    """Finds a picture's own bytes as a code."""

    def __init__(self, limits: Limits) -> None:
        assert limits == Limits()

    def read(self, data: bytes) -> Found:
        """Return them."""
        return Found(codes=(data.decode(),))


@pytest.mark.parametrize("rest", [b"", b"\x00", b"\x00\x00\x00\x09four"])
def test_pictures_are_answered_in_order_until_the_input_ends(monkeypatch: pytest.MonkeyPatch, rest: bytes) -> None:
    """It says that it is ready, answers each picture, and ends with its input, also where that breaks off."""
    taken, given = io.BytesIO(frame(b"one") + frame(b"") + rest), io.BytesIO()
    done: list[str] = []
    monkeypatch.setattr(worker, "_own_pipes", lambda: (taken, given))
    monkeypatch.setattr(worker, "confine", lambda limits: done.append("confined"))
    monkeypatch.setattr(worker, "hurry", lambda limits: done.append("hurried"))
    monkeypatch.setattr(os, "nice", lambda by: by)
    worker.serve(Echo, Limits())
    answers = (as_answer(Found(codes=("one",))), as_answer(Found(codes=("",))))
    assert given.getvalue() == frame(b"ready") + b"".join(map(frame, answers))
    assert done == ["confined", "hurried", "hurried"]


def test_what_is_taken_from_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files, memory, core dumps and processor are bounded; a bound that the system already has is never raised."""
    bounds = {resource.RLIMIT_NOFILE: (8, 32)}
    monkeypatch.setattr(
        resource, "getrlimit", lambda kind: bounds.get(kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    )
    monkeypatch.setattr(resource, "setrlimit", bounds.__setitem__)
    monkeypatch.setattr(worker, "_address_space", lambda: 1_000)
    limits = Limits()
    worker.confine(limits)
    worker.hurry(limits)
    assert bounds[resource.RLIMIT_NOFILE] == (32, 32)
    assert bounds[resource.RLIMIT_FSIZE] == bounds[resource.RLIMIT_CORE] == (0, 0)
    assert bounds[resource.RLIMIT_AS] == (1_000 + limits.memory_bytes,) * 2
    soft, hard = bounds[resource.RLIMIT_CPU]
    assert soft > limits.processor_seconds
    assert hard == resource.RLIM_INFINITY


def test_a_system_that_does_not_tell_its_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """There the bound on memory is left out, and the others stand."""
    assert worker._address_space() > 0
    bounds: dict[int, object] = {}
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    monkeypatch.setattr(resource, "setrlimit", bounds.__setitem__)
    monkeypatch.setattr(Path, "read_text", _no_file)
    worker.confine(Limits())
    assert resource.RLIMIT_AS not in bounds
    assert resource.RLIMIT_FSIZE in bounds


def _no_file(path: Path) -> str:
    raise FileNotFoundError(path)
