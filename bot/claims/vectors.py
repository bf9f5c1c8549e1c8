"""Vectors of fact-checks beside a generation: what finds them by meaning, across languages (extra ``semantic``).

Three files in the generation's folder, a row an entry, filled in the background in any order:

- ``meaning.i8``: 384 whole numbers a row, the levelled vector (``_levelled``) times 400
- ``meaning.bits``: the signs of those, 48 bytes a row: what all rows are sieved by
- ``meaning.made``: a byte a row, 1 once the other two are written

Carrying rows from one generation to the next needs no numpy; searching and making do.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from bot.claims.entry import key_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from bot.claims.entry import Entry
    from bot.claims.generation import Generation

    Floats = NDArray[np.float32]

DIMENSIONS: Final = 384
ROWS: Final = "meaning.i8"
BITS: Final = "meaning.bits"
MADE: Final = "meaning.made"
FILES: Final = {ROWS: DIMENSIONS, BITS: DIMENSIONS // 8, MADE: 1}
"""File -> bytes a row."""
_SCALE: Final = 400.0
_SIEVED: Final = 12
"""How many times as many rows as wanted pass the sieve of signs."""
_AT_ONCE: Final = 32_768
"""Rows of one step of the sieve, so that its scratch memory stays small."""


class Encoder(Protocol):
    """Makes vectors of texts; of any length, centred and normalised by whoever uses them."""

    def queries(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of things that are asked, a row each."""
        ...

    def passages(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of things that are known, a row each."""
        ...


class Source(Protocol):
    """Vectors that were made elsewhere or earlier."""

    def row_of(self, entry: Entry) -> Mapping[str, bytes] | None:
        """Return file -> row of an entry; None where there is none."""
        ...


class Folder:
    """The vectors in one folder, with the entries that they are of."""

    def __init__(self, folder: Path, entries: Iterable[Entry]) -> None:
        """Index the rows that are made.

        Raises:
            OSError: they cannot be read.
        """
        self._files = {name: (folder / name).open("rb") for name in FILES}
        made = (folder / MADE).read_bytes()
        self._numbers = {key_of(entry): at for at, entry in enumerate(entries) if made[at : at + 1] == b"\1"}

    def __enter__(self) -> Folder:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files.values():
            file.close()

    def row_of(self, entry: Entry) -> Mapping[str, bytes] | None:
        """Return file -> row of an entry; None where there is none."""
        number = self._numbers.get(key_of(entry))
        if number is None:
            return None
        found = {}
        for name, width in FILES.items():
            self._files[name].seek(number * width)
            found[name] = self._files[name].read(width)
        return found if all(len(found[name]) == width for name, width in FILES.items()) else None


def have(folder: Path) -> bool:
    """Whether a folder has vectors, be they all made or not."""
    return all((folder / name).exists() for name in FILES)


def made(folder: Path) -> int:
    """Return how many rows are made."""
    return (folder / MADE).read_bytes().count(1) if have(folder) else 0


def begin(generation: Generation) -> None:
    """Make the files of a generation, all rows empty; nothing where they are there.

    Raises:
        OSError: they cannot be written.
    """
    for name, width in FILES.items():
        path = generation.folder / name
        if not path.exists() or path.stat().st_size != width * len(generation):
            with path.open("wb") as file:
                file.truncate(width * len(generation))


def carry(source: Source, fresh: Generation) -> None:
    """Copy what ``source`` has of the entries of ``fresh``.

    Raises:
        OSError: it could not be written.
    """
    begin(fresh)
    with Rows(fresh.folder) as rows:
        for number, entry in enumerate(fresh.entries()):
            row = source.row_of(entry)
            if row is not None:
                rows.put(number, row)


class Rows:
    """The files of one folder, open for writing."""

    def __init__(self, folder: Path) -> None:
        self._files = {name: (folder / name).open("r+b") for name in FILES}

    def __enter__(self) -> Rows:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files.values():
            file.close()

    def put(self, number: int, row: Mapping[str, bytes]) -> None:
        """Write one row; the mark that it is made comes last, so that a stop in between leaves it unmade."""
        for name, width in FILES.items():
            self._files[name].seek(number * width)
            self._files[name].write(row[name])

    def flush(self) -> None:
        """Hand everything to the system, the marks last."""
        for file in self._files.values():
            file.flush()


def missing(generation: Generation) -> Iterator[int]:
    """Yield the numbers of entries without a vector."""
    marks = (generation.folder / MADE).read_bytes()
    return (number for number, mark in enumerate(marks) if mark != 1)


# --- with numpy -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Space:
    """Where this model's vectors lie: those of claims and of what is asked in two tight bundles, each its own way."""

    claims: Floats
    """Mean of many claims."""
    asked: Floats
    """Mean of many posts and headlines."""
    strong: Floats
    """The directions, a row each, along which claims differ most: topic and style, which tell little."""
    kept: Floats
    """The share of each that is kept, so that it is no stronger than the others."""


@cache
def space() -> Space:
    """Return where this model's vectors lie."""
    import numpy as np  # noqa: PLC0415 - an extra

    row = json.loads((Path(__file__).parent / "vectors_space.json").read_bytes())
    parts = (np.array(row[name], dtype=np.float32) for name in ("claims", "asked", "strong", "kept"))
    return Space(*parts)


def _levelled(raw: Floats, middle: Floats) -> Floats:
    """Return vectors, a row each, moved to the middle, their strong directions levelled, of length one."""
    import numpy as np  # noqa: PLC0415 - an extra

    known = space()
    moved = np.atleast_2d(raw).astype(np.float32)
    moved = moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-6) - middle
    moved -= ((moved @ known.strong.T) * (1 - known.kept)) @ known.strong
    level: Floats = (moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-6)).astype(np.float32)
    return level


def packed(raw: Floats) -> list[dict[str, bytes]]:
    """Return the rows of the three files for raw vectors, a row each."""
    import numpy as np  # noqa: PLC0415 - an extra

    whole = np.clip(np.rint(_levelled(raw, space().claims) * _SCALE), -127, 127).astype(np.int8)
    signs = np.packbits(whole > 0, axis=1)
    return [{ROWS: row.tobytes(), BITS: bits.tobytes(), MADE: b"\1"} for row, bits in zip(whole, signs, strict=True)]


class Vectors:
    """The vectors of a generation, mapped for searching."""

    def __init__(self, folder: Path, count: int) -> None:
        """Map the files.

        Raises:
            OSError: they cannot be read.
            ValueError: they are not of this many entries.
        """
        import numpy as np  # noqa: PLC0415 - an extra

        self._rows = np.memmap(folder / ROWS, np.int8, "r", shape=(count, DIMENSIONS))
        self._bits = np.memmap(folder / BITS, np.uint64, "r", shape=(count, DIMENSIONS // 64))
        self._made = np.memmap(folder / MADE, np.uint8, "r", shape=(count,))

    def nearest(self, raw_queries: Floats, limit: int) -> dict[int, float]:
        """Return the entries nearest in meaning to any query, with their cosines: sieved by signs, then told exactly.

        Args:
            raw_queries: as the encoder makes them, a row each.
            limit: most entries returned.
        """
        found: dict[int, float] = {}
        for query in _levelled(raw_queries, space().asked):
            sieved = self._sieved(query, limit * _SIEVED)
            for number, cosine in zip(sieved.tolist(), self._told(query, sieved).tolist(), strict=True):
                found[number] = max(cosine, found.get(number, 0.0))
        best = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
        return {number: cosine for number, cosine in best[:limit] if cosine > 0}

    def _sieved(self, query: Floats, wanted: int) -> NDArray[np.intp]:
        import numpy as np  # noqa: PLC0415 - an extra

        signs = np.packbits(query > 0).view(np.uint64)
        apart = np.empty(len(self._bits), np.uint16)
        for at in range(0, len(apart), _AT_ONCE):
            part = slice(at, at + _AT_ONCE)
            apart[part] = np.bitwise_count(self._bits[part] ^ signs).sum(axis=1, dtype=np.uint16)
        apart[self._made[:] != 1] = DIMENSIONS
        return np.argpartition(apart, wanted - 1)[:wanted] if wanted < len(apart) else np.arange(len(apart))

    def cosines(self, raw_queries: Floats, numbers: Sequence[int]) -> dict[int, float]:
        """Return the cosines of these entries with the query that fits each best, of those that have a vector."""
        import numpy as np  # noqa: PLC0415 - an extra

        having = np.array([number for number in numbers if self._made[number] == 1], dtype=np.intp)
        if not len(having):
            return {}
        queries = _levelled(raw_queries, space().asked)
        best = np.max([self._told(query, having) for query in queries], axis=0)
        return dict(zip(having.tolist(), best.tolist(), strict=True))

    def _told(self, query: Floats, numbers: NDArray[np.intp]) -> Floats:
        import numpy as np  # noqa: PLC0415 - an extra

        told: Floats = (self._rows[numbers].astype(np.float32) @ query) / _SCALE
        return told
