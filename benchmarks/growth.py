"""What `known` costs when the lists are ten and a hundred times as long."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.harness import Figure, Goal, Scale, Workload, in_turn
from benchmarks.known import TALK, WORDS, Mop, listed, opened, update

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ONCE = (20_000, 1_000)
"""Hosts and phrases at 1x."""
TIMES = (1, 10, 100)
GOALS = {10: Goal(1.5, 1.1), 100: Goal(2, 1.2)}
AT_ONCE = 50


def measure(scale: Scale) -> Iterator[Figure]:
    """Answer the same messages, and let go the same talk, with lists of three lengths, in turn."""
    hosts, phrases = (20, 5) if scale is Scale.TINY else ONCE
    with ExitStack() as stack:
        runner = stack.enter_context(asyncio.Runner())
        mops = [
            Mop(opened(Path(stack.enter_context(TemporaryDirectory())), hosts * times, phrases * times))
            for times in TIMES
        ]
        at_once = 2 if scale is Scale.TINY else AT_ONCE
        known = in_turn(scale.rounds, *(_answering(runner, mop, at_once) for mop in mops))
        yield from _figures("answered", hosts, known, at_once)
        talk = in_turn(scale.rounds, *(_letting_go(mop, at_once) for mop in mops))
        yield from _figures("talk", hosts, talk, at_once)


def _figures(what: str, hosts: int, seconds: list[float], at_once: int) -> Iterator[Figure]:
    once = seconds[0]
    for times, each in zip(TIMES, seconds, strict=True):
        name = f"{what}, lists {times}x ({hosts * times:,} hosts)"
        peer = 1e6 * once / at_once if times > 1 else None
        yield Figure(name, 1e6 * each / at_once, "us", peer, GOALS.get(times))


def _answering(runner: asyncio.Runner, mop: Mop, at_once: int) -> Callable[[], object]:
    """Nothing is at hand but what was found behind each link: an answer at hand asks no list."""
    raws = [update(f"{WORDS} https://{listed(0)}/2026/{number}", -number) for number in range(1, at_once + 1)]
    runner.run(mop.anew(raws))
    return lambda: runner.run(mop.anew(raws))


def _letting_go(mop: Mop, at_once: int) -> Callable[[], object]:
    raw = update(TALK)
    return lambda: [mop.is_let_go(raw) for _ in range(at_once)]


WORKLOAD = Workload("growth", "`known` with lists 10x and 100x", "itself at 1x", measure)
