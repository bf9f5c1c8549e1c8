"""The lists: is this host, or one that it is under, in them, and what is said of it."""

from __future__ import annotations

import time
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks import made
from benchmarks.harness import Figure, Goal, Scale, Workload, in_turn, resident_megabytes, right
from bot.catalogue.lists import mapped
from bot.catalogue.lists.mapped import Mapped
from bot.catalogue.lists.record import Row
from bot.links import parents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

WORD = "unreliable"
MILLION = 1_000_000


def measure(scale: Scale) -> Iterator[Figure]:
    """Look up hosts of which half are listed, from below: what the lists hold is one of their parents."""
    first = None
    for size in scale.sizes((200,), (100_000, MILLION), (10 * MILLION,)):
        with TemporaryDirectory() as folder:
            for figure in _of_size(scale, size, Path(folder)):
                yield figure
                if figure.unit == "us":
                    first = figure.ours if size == MILLION else first
                    if size > MILLION and first:
                        yield Figure("10M to 1M", figure.ours, "us", first, Goal(1.5, 1.1))


def _of_size(scale: Scale, size: int, folder: Path) -> Iterator[Figure]:
    rows = (Row(host, WORD) for host in made.hosts(size))
    mapped.write(folder / "trie", folder / "facts", [("made", rows)])
    opening = min(_seconds(lambda: mapped.read(folder / "trie", folder / "facts")) for _ in range(5))
    before = resident_megabytes()
    lists = mapped.read(folder / "trie", folder / "facts")
    asked = _asked(size, 100 if scale is Scale.TINY else 20_000)
    right([_find(lists, host) for host in asked], [(0,), ()] * (len(asked) // 2), "listed or not")
    for host in made.hosts(size):
        lists.find(host)
    ours_mb = resident_megabytes() - before
    peer, peer_mb = _as_dict(size) if size <= MILLION else (None, None)
    goal = size == MILLION
    ours_s, peer_s = in_turn(
        scale.rounds,
        lambda: [_find(lists, host) for host in asked],
        *([lambda: [_find_in_dict(peer, host) for host in asked]] if peer else [lambda: None]),
    )
    name = f"{size:,}"
    yield Figure(
        f"look-up with parents, {name}",
        1e6 * ours_s / len(asked),
        "us",
        1e6 * peer_s / len(asked) if peer else None,
        Goal(5, 1.5, "ours") if goal else None,
    )
    yield Figure(f"memory, {name}", ours_mb, "MB", peer_mb, Goal(20, 13, "ours") if goal else None)
    yield Figure(f"opened, {name}", 1000 * opening, "ms", None, Goal(20, 1, "ours") if goal else None)


def _asked(size: int, count: int) -> list[str]:
    """Return hosts of which every other one is under a listed one."""
    step = max(1, size // (count // 2))
    listed = [f"m.{host}" for number, host in enumerate(made.hosts(size)) if number % step == 0][: count // 2]
    others = made.hosts(len(listed), start=size)
    return list(chain.from_iterable(zip(listed, others, strict=True)))


def _find(lists: Mapped, host: str) -> tuple[int, ...]:
    """Ask as bot.catalogue.lookup does."""
    for _, (facts, _) in lists.find(host):
        return facts
    return ()


def _as_dict(size: int) -> tuple[dict[str, int], float]:
    before = resident_megabytes()
    table = dict.fromkeys(made.hosts(size), 1)
    return table, resident_megabytes() - before


def _find_in_dict(table: Mapping[str, int], host: str) -> tuple[int, ...]:
    for parent in parents(host):
        if parent in table:
            return (table[parent],)
    return ()


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


WORKLOAD = Workload("hosts", "look-up of a host and its parents in the lists", "dict", measure)
