"""Measures the claim index on made-up fact-checks beside SQLite FTS5: import, disk, memory, time a query.

    python tools/measure_claims.py [COUNT ...] [--vectors]

Fact-checks are made of random words with a natural spread of rarities, from a fixed seed; a query is a claim with
words dropped, added and shuffled. Both are asked the same, turn by turn; times are of the processor, medians and 95th
percentiles. With ``--vectors`` random vectors stand beside them, to measure the search through those.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bot.claims import vectors
from bot.claims.entry import Entry
from bot.claims.features import asked
from bot.claims.held import Feed
from bot.claims.search import Meaning, search
from bot.claims.shelf import Incoming, Shelf
from bot.links import Rules
from bot.model import ClaimReview

QUERIES = 200


def made_words(count: int = 60_000) -> list[str]:
    """Return made-up words."""
    chance = random.Random(7)  # noqa: S311 - the same words every time
    parts = [first + second for first in "bcdfghklmnprstvz" for second in "aeiou"]
    return list({"".join(chance.choices(parts, k=chance.choice((2, 3, 3, 4)))) for _ in range(count)})


def made(count: int) -> Iterator[Entry]:
    """Yield made-up fact-checks."""
    chance = random.Random(1)  # noqa: S311 - the same fact-checks every time
    words = sorted(made_words())
    rarities = list(accumulate(1 / (rank + 3) for rank in range(len(words))))
    for number in range(count):
        said = chance.choices(words, cum_weights=rarities, k=chance.randint(8, 30))
        claim = " ".join(said).capitalize() + "."
        links = (f"https://rumours.example/{number}/{said[0]}",) if number % 2 else ()
        url = f"https://checks.example/{number}/{'-'.join(said[:5])}"
        review = ClaimReview(claim, "", "False", "Checks", url, "2024-03-01", "en", links)
        yield Entry(review, " ".join(said[:7]).title() + "?", "made")


def paraphrased(claim: str, chance: random.Random) -> str:
    """Return a claim with a third of its words gone, others in between and the order changed."""
    kept = [word for word in claim.rstrip(".").split() if chance.random() > 0.33]
    kept += [*chance.choices(claim.lower().split(), k=2), "everyone", "share"]
    chance.shuffle(kept)
    return " ".join(kept)


def resident() -> float:
    """Return this process's memory in megabytes, shared pages included."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def fts5(path: Path, entries: Iterator[Entry]) -> sqlite3.Connection:
    """Return the same fact-checks in SQLite's own full text index."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE VIRTUAL TABLE claims USING fts5(claim, headline, tokenize='porter unicode61')")
    rows = ((entry.review.claim_reviewed, entry.headline) for entry in entries)
    connection.executemany("INSERT INTO claims VALUES (?, ?)", rows)
    connection.commit()
    return connection


def peer(connection: sqlite3.Connection, text: str) -> list[int]:
    """Return the best rows by any of the words, as FTS5 ranks them."""
    words = " OR ".join(f'"{word}"' for word in dict.fromkeys(text.lower().split()))
    asked_for = "SELECT rowid FROM claims WHERE claims MATCH ? ORDER BY bm25(claims) LIMIT 5"
    return [row[0] - 1 for row in connection.execute(asked_for, (words,))]


def told(name: str, seconds: Sequence[float], right: int) -> float:
    """Print times in milliseconds; return the median."""
    ordered = sorted(seconds)
    median, late = statistics.median(ordered) * 1e3, ordered[int(len(ordered) * 0.95)] * 1e3
    print(f"  {name:28} median {median:8.2f} ms   p95 {late:8.2f} ms   right first {right / len(seconds):.3f}")
    return median


def measure(count: int, *, with_vectors: bool) -> None:
    """Measure one size."""
    print(f"{count} fact-checks")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        begun = time.process_time()
        shelf = Shelf(folder / "claims")
        shelf.take_over(Incoming("made", made(count)), Feed(), Rules())
        print(f"  import {time.process_time() - begun:.1f} s of processor (making them included)")
        size = sum(path.stat().st_size for path in (folder / "claims").rglob("*") if path.is_file())
        print(f"  disk {size / 1e6:.0f} MB; import's peak memory {_peak():.0f} MB")
        begun = time.process_time()
        connection = fts5(folder / "peer.db", made(count))
        size = (folder / "peer.db").stat().st_size
        print(f"  FTS5: import {time.process_time() - begun:.1f} s, disk {size / 1e6:.0f} MB")
        reader = os.fork()
        if reader == 0:
            _search_alone(shelf, count)
            os._exit(0)
        os.waitpid(reader, 0)
        _race(shelf, connection, count, with_vectors=with_vectors)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def _search_alone(shelf: Shelf, count: int) -> None:
    generation = shelf.open()
    assert generation  # noqa: S101 - it was just made
    chance = random.Random(3)  # noqa: S311 - the same queries every time
    before = resident()
    for _ in range(QUERIES):
        number = chance.randrange(count)
        search(generation, paraphrased(generation.entry(number).review.claim_reviewed, chance))
    grown = resident() - before
    print(f"  a searching process grew by {grown:.0f} MB over {QUERIES} queries, pages of the files included")


def _race(shelf: Shelf, connection: sqlite3.Connection, count: int, *, with_vectors: bool) -> None:
    generation = shelf.open()
    assert generation  # noqa: S101 - it was just made
    chance = random.Random(2)  # noqa: S311 - the same queries every time
    meaning = both = None
    if with_vectors:
        import numpy as np  # noqa: PLC0415 - an extra

        noise = np.random.default_rng(1)
        for kind in vectors.KINDS:
            vectors.begin(generation, kind)
            with vectors.Rows(generation.folder, kind) as rows:
                for at in range(0, count, 1_000):
                    block = noise.standard_normal((min(1_000, count - at), vectors.DIMENSIONS)).astype(np.float32)
                    for offset, row in enumerate(vectors.packed(block, kind)):
                        rows.put(at + offset, row)
        query = noise.standard_normal((1, vectors.DIMENSIONS)).astype(np.float32)
        meaning = Meaning(vectors.Vectors(generation.folder, count), query)
        both = replace(meaning, english=Meaning(vectors.Vectors(generation.folder, count, vectors.ENGLISH), query))
    meanings = {"all stages": None, "with vectors": meaning, "with those of both models": both}
    times: dict[str, list[float]] = {name: [] for name in ("candidates by words", *meanings, "FTS5")}
    right = dict.fromkeys(times, 0)
    from bot.claims.candidates import by_words  # noqa: PLC0415 - timed alone as well

    for _ in range(QUERIES):
        number = chance.randrange(count)
        text = paraphrased(generation.entry(number).review.claim_reviewed, chance)
        for name, taken in times.items():
            if name not in ("all stages", "candidates by words", "FTS5") and meaning is None:
                continue
            begun = time.process_time()
            if name == "FTS5":
                found = peer(connection, text)
            elif name == "candidates by words":
                found = list(by_words(generation, asked(text)))
            else:
                found = [hit.number for hit in search(generation, text, meanings[name])]
            taken.append(time.process_time() - begun)
            right[name] += found[:1] == [number]
    medians = {name: told(name, seconds, right[name]) for name, seconds in times.items() if seconds}
    print(f"  FTS5 takes {medians['FTS5'] / medians['all stages']:.1f} times as long as all stages")


def main() -> None:
    """Measure every size that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", nargs="*", type=int, default=[10_000, 300_000])
    parser.add_argument("--vectors", action="store_true")
    given = parser.parse_args()
    for count in given.count:
        measure(count, with_vectors=given.vectors)


if __name__ == "__main__":
    main()
