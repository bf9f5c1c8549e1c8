"""How everything here is timed: rounds of ours and of the peer in turn, processor time, medians.

Processor time and not the clock's, because the machines that this runs on are shared. One core, because that is
what a small host has. In turn, because a machine that slows down half-way slows both.
"""

from __future__ import annotations

import enum
import gc
import importlib.util
import math
import os
import reprlib
import resource
import statistics
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")

SEED = 20261122
"""Every made input is drawn from a generator that starts here."""


class WrongAnswer(Exception):  # noqa: N818 - not an error of the program: it did its work, wrongly
    """A workload was done fast and wrong."""


class Scale(enum.Enum):
    """How large the inputs are."""

    TINY = "tiny"
    """For the test suite: does it run, is it right."""
    USUAL = "usual"
    HUGE = "huge"
    """Also the sizes that take minutes to build: 10 million hosts, 2 million fact-checks."""

    @property
    def rounds(self) -> int:
        """How often each side has its turn."""
        return 1 if self is Scale.TINY else 9

    def sizes(self, tiny: Sequence[T], usual: Sequence[T], huge: Sequence[T] = ()) -> tuple[T, ...]:
        """Return the sizes to run, smallest first; ``huge`` comes on top of ``usual``."""
        if self is Scale.TINY:
            return tuple(tiny)
        return (*usual, *(huge if self is Scale.HUGE else ()))


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure should be."""

    bar: float
    aim: float
    of: str = "ratio"
    """What is held against it: ``ratio`` (ours / peer) or ``ours``."""
    at_least: bool = False
    """True where more is better."""

    def met(self, value: float, goal: float) -> bool:
        """Return whether a value is as good as a goal."""
        return value >= goal if self.at_least else value <= goal


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    what: str
    """What was measured, with its size, such as "a message, 10,000 of them"."""
    ours: float
    unit: str
    peer: float | None = None
    """The same for the peer, in the same unit; None where there is none, or where it is not installed."""
    goal: Goal | None = None
    """None for a figure that only explains another."""
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours to the peer's; None without a peer."""
        return None if not self.peer else self.ours / self.peer

    @property
    def judged(self) -> float | None:
        """The value that is held against the goal; None where there is none."""
        if self.goal is None:
            return None
        return self.ours if self.goal.of == "ours" else self.ratio


@dataclass(frozen=True, slots=True)
class Workload:
    """One row of the issue: what is done, beside whom."""

    name: str
    what: str
    """The work, in words for the table."""
    beside: str
    """The peer's name as its project writes it; "" where the row has none."""
    measure: Callable[[Scale], Iterator[Figure]]
    """Does the work and yields its figures. Raises WrongAnswer where what was done fast was done wrong."""
    needs: tuple[str, ...] = ()
    """Modules of the peer. Where one is missing, `measure` yields ours alone."""


def right(told: object, expected: object, what: str) -> None:
    """Compare an answer with the right one.

    Raises:
        WrongAnswer: They differ.
    """
    if told != expected:
        raise WrongAnswer(f"{what}: {reprlib.repr(told)} and not {reprlib.repr(expected)}")


def installed(*modules: str) -> bool:
    """Return whether these modules can be imported, without importing them."""
    return all(importlib.util.find_spec(module) is not None for module in modules)


def on_one_core() -> None:
    """Stay on one core from here on, and let subprocesses inherit that, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def each(do: Callable[[T], object], items: Sequence[T]) -> Callable[[], object]:
    """Return a side that does one thing with every item."""
    return lambda: [do(item) for item in items]


def in_turn(rounds: int, *sides: Callable[[], object]) -> list[float]:
    """Return the median processor time in seconds of each side, each having its turn in every round.

    The first side to go changes from round to round, so that none always finds the other's warm cache.
    """
    times: list[list[float]] = [[] for _ in sides]
    for number in range(rounds):
        for turn in range(len(sides)):
            which = (turn + number) % len(sides)
            times[which].append(processor_seconds(sides[which]))
    return [statistics.median(each) for each in times]


def processor_seconds(work: Callable[[], object]) -> float:
    """Return how long this process worked (all its threads); garbage of before is collected first."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def child_seconds(command: Sequence[str]) -> float:
    """Return how much processor time a program took, user and system, with all that it started.

    Raises:
        subprocess.CalledProcessError: It failed.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command, no shell
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def resident_megabytes() -> float:
    """Return how much memory this process holds now, mapped files that it touched included; 0 where untold."""
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return 0.0
    return int(statm.read_text().split()[1]) * resource.getpagesize() / 1_000_000


def percentile(values: Sequence[float], per_cent: float) -> float:
    """Return the value that this share of the values does not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * per_cent / 100) - 1)]
