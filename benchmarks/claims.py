"""Fact-checks found by paraphrased words."""

from __future__ import annotations

import sqlite3
import time
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks import data_folder, made
from benchmarks.harness import Figure, Goal, Scale, Workload, percentile, resident_megabytes, right
from bot.claims.held import Feed
from bot.claims.search import search
from bot.claims.shelf import Incoming, Shelf
from bot.links import Rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

QUERIES = 100
TWO_HUNDRED_THOUSAND = 200_000
TWO_MILLION = 2_000_000
AIMS_MS = {TWO_HUNDRED_THOUSAND: 1.6, TWO_MILLION: 10}


def measure(scale: Scale) -> Iterator[Figure]:
    """Ask each query of ours and of the peer in turn; the processor time of each query counts."""
    for size in scale.sizes((200,), (20_000, TWO_HUNDRED_THOUSAND), (TWO_MILLION,)):
        with TemporaryDirectory() as name:
            yield from _of_size(Path(name), size, 10 if scale is Scale.TINY else QUERIES)


def _of_size(folder: Path, size: int, count: int) -> Iterator[Figure]:
    incoming = Incoming("made", islice(data_folder.entries(), size))
    Shelf(folder / "claims").take_over(incoming, Feed(taken_at=data_folder.TAKEN_AT), Rules())
    peer = _fts5(folder / "peer.sqlite", size)
    asked = _asked(size, count)
    before = resident_megabytes()
    generation = Shelf(folder / "claims").open()
    assert generation is not None  # noqa: S101 - just taken over

    def ours(text: str) -> str:
        hits = search(generation, text)
        return hits[0].entry.review.url.rpartition("/")[2] if hits else ""

    for text, _ in asked[:5]:
        ours(text)
    mine, theirs = _timed((ours, peer), asked)
    memory = resident_megabytes() - before
    right(mine.right >= count * 0.8, True, f"{mine.right} of {count} right first")
    where = f"{size:,}"
    aim = AIMS_MS.get(size)
    goal = Goal(1 / 20, min(1 / 20, aim / theirs.p95_ms)) if aim else None
    yield Figure(f"p95 of a query, {where}", mine.p95_ms, "ms", theirs.p95_ms, goal)
    yield Figure(f"median of a query, {where}", mine.median_ms, "ms", theirs.median_ms)
    first = Goal(0.99, 1, at_least=True)
    yield Figure(f"right first, {where}", 100 * mine.right / count, "%", 100 * theirs.right / count, first)
    goal = Goal(60, 60, "ours") if size == TWO_HUNDRED_THOUSAND else None
    yield Figure(f"memory once asked, {where}", memory, "MB", None, goal)


class _Side:
    """What one side did with all queries."""

    def __init__(self, answer: Callable[[str], str]) -> None:
        self._answer = answer
        self._seconds: list[float] = []
        self.right = 0

    def ask(self, text: str, number: str) -> None:
        """Ask one query."""
        start = time.process_time()
        found = self._answer(text)
        self._seconds.append(time.process_time() - start)
        self.right += found == number

    @property
    def p95_ms(self) -> float:
        """What nineteen of twenty queries stay below."""
        return 1000 * percentile(self._seconds, 95)

    @property
    def median_ms(self) -> float:
        """What half the queries stay below."""
        return 1000 * percentile(self._seconds, 50)


def _timed(answers: tuple[Callable[[str], str], ...], asked: list[tuple[str, str]]) -> list[_Side]:
    sides = [_Side(answer) for answer in answers]
    for text, number in asked:
        for side in sides:
            side.ask(text, number)
    return sides


def _asked(size: int, count: int) -> list[tuple[str, str]]:
    """Return paraphrases of claims, each with the claim's number."""
    draw, common = made.chance("queries"), made.vocabulary(200, "fact-checks")
    wanted = {draw.randrange(size) for _ in range(count)}
    claims = islice(data_folder.entries(), max(wanted) + 1)
    told = [(str(n), entry.review.claim_reviewed) for n, entry in enumerate(claims) if n in wanted]
    return [(_paraphrased(draw, claim, common), number) for number, claim in told]


def _paraphrased(draw: Random, claim: str, common: list[str]) -> str:
    """Return a claim as somebody tells it on: three words of twelve gone, others between, two in the plural."""
    words = claim.lower().rstrip(".").split()
    for _ in range(3):
        words.pop(draw.randrange(len(words)))
    for _ in range(2):
        place = draw.randrange(len(words))
        words[place] += "s"
    for _ in range(4):
        words.insert(draw.randrange(len(words)), draw.choice(common))
    return " ".join(words)


def _fts5(path: Path, size: int) -> Callable[[str], str]:
    """Return the peer: any of the words, ordered by bm25."""
    database = sqlite3.connect(path)
    database.execute("CREATE VIRTUAL TABLE claims USING fts5(claim, tokenize = 'porter unicode61')")
    rows = ((n, entry.review.claim_reviewed) for n, entry in enumerate(islice(data_folder.entries(), size)))
    with database:
        database.executemany("INSERT INTO claims(rowid, claim) VALUES (?, ?)", rows)

    def answer(text: str) -> str:
        words = " OR ".join(text.split())
        found = database.execute(
            "SELECT rowid FROM claims WHERE claims MATCH ? ORDER BY bm25(claims) LIMIT 20", (words,)
        ).fetchall()
        return str(found[0][0]) if found else ""

    return answer


WORKLOAD = Workload("claims", "fact-checks found by paraphrased words", "SQLite FTS5, any word, bm25", measure)
