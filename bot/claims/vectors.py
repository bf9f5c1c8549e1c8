"""Vectors of fact-checks beside a generation: what finds them by meaning, across languages (extra ``semantic``).

Three files in the generation's folder, a row an entry, filled in the background in any order:

- ``meaning.i8``: 384 whole numbers a row, the levelled vector (``_levelled``) times 400
- ``meaning.bits``: the signs of those, 48 bytes a row: what all rows are sieved by
- ``meaning.made``: a byte a row, 1 once the other two are written, 2 where there are to be none

With the extra ``semantic-english`` those of a second model (``english.py``), which tell what was found more exactly:
``english.i8`` and ``english.made``.

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
ROWS, BITS, MADE = "i8", "bits", "made"


@dataclass(frozen=True)
class Kind:
    """Vectors of one model."""

    name: str
    space: str
    """File that says where they lie."""
    sieved: bool
    """Whether all of them are searched, not only compared."""

    @property
    def parts(self) -> dict[str, int]:
        """Ending of a file -> bytes a row; the mark that a row is made comes last."""
        return {ROWS: DIMENSIONS, **({BITS: DIMENSIONS // 8} if self.sieved else {}), MADE: 1}

    def file(self, part: str) -> str:
        """Return a file's name."""
        return f"{self.name}.{part}"

    def files(self) -> list[str]:
        """Return the names of all files."""
        return list(map(self.file, self.parts))


MEANING: Final = Kind("meaning", "vectors_space.json", sieved=True)
ENGLISH: Final = Kind("english", "english_space.json", sieved=False)
KINDS: Final = (MEANING, ENGLISH)
_YES: Final = b"\1"
_NEVER: Final = b"\2"
_SCALE: Final = 400.0
_SIEVED: Final = 12
"""How many times as many rows as wanted pass the sieve of signs."""
_AT_ONCE: Final = 8_192
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

    def kinds(self) -> Sequence[Kind]:
        """Return of which models there are any."""
        ...

    def row_of(self, entry: Entry, kind: Kind = MEANING) -> Mapping[str, bytes] | None:
        """Return part -> row of an entry; None where there is none."""
        ...


class Folder:
    """The vectors in one folder, with the entries that they are of."""

    def __init__(self, folder: Path, entries: Iterable[Entry]) -> None:
        """Index the rows that are made.

        Raises:
            OSError: they cannot be read.
        """
        kinds = [kind for kind in KINDS if have(folder, kind)]
        self._files = {kind: {part: (folder / kind.file(part)).open("rb") for part in kind.parts} for kind in kinds}
        self._made = {kind: (folder / kind.file(MADE)).read_bytes() for kind in kinds}
        self._numbers = {key_of(entry): at for at, entry in enumerate(entries)}

    def __enter__(self) -> Folder:
        return self

    def __exit__(self, *_: object) -> None:
        for files in self._files.values():
            for file in files.values():
                file.close()

    def kinds(self) -> Sequence[Kind]:
        """Return of which models there are any."""
        return list(self._files)

    def row_of(self, entry: Entry, kind: Kind = MEANING) -> Mapping[str, bytes] | None:
        """Return part -> row of an entry; None where there is none."""
        number = self._numbers.get(key_of(entry))
        if number is None or self._made.get(kind, b"")[number : number + 1] != _YES:
            return None
        found = {}
        for part, width in kind.parts.items():
            self._files[kind][part].seek(number * width)
            found[part] = self._files[kind][part].read(width)
        return found if all(len(found[part]) == width for part, width in kind.parts.items()) else None


def have(folder: Path, kind: Kind = MEANING) -> bool:
    """Whether a folder has vectors, be they all made or not."""
    return all((folder / name).exists() for name in kind.files())


def made(folder: Path, kind: Kind = MEANING) -> int:
    """Return how many rows are made, or need not be."""
    if not have(folder, kind):
        return 0
    marks = (folder / kind.file(MADE)).read_bytes()
    return len(marks) - marks.count(0)


def begin(generation: Generation, kind: Kind = MEANING) -> None:
    """Make the files of a generation, all rows empty; nothing where they are there.

    Raises:
        OSError: they cannot be written.
    """
    for part, width in kind.parts.items():
        path = generation.folder / kind.file(part)
        if not path.exists() or path.stat().st_size != width * len(generation):
            with path.open("wb") as file:
                file.truncate(width * len(generation))


def carry(source: Source, fresh: Generation) -> None:
    """Copy what ``source`` has of the entries of ``fresh``.

    Raises:
        OSError: it could not be written.
    """
    for kind in source.kinds():
        begin(fresh, kind)
        with Rows(fresh.folder, kind) as rows:
            for number, entry in enumerate(fresh.entries()):
                row = source.row_of(entry, kind)
                if row is not None:
                    rows.put(number, row)


class Rows:
    """The files of one folder, open for writing."""

    def __init__(self, folder: Path, kind: Kind = MEANING) -> None:
        self._widths = kind.parts
        self._files = {part: (folder / kind.file(part)).open("r+b") for part in kind.parts}

    def __enter__(self) -> Rows:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files.values():
            file.close()

    def put(self, number: int, row: Mapping[str, bytes]) -> None:
        """Write one row; the mark that it is made comes last, so that a stop in between leaves it unmade."""
        for part, width in self._widths.items():
            self._files[part].seek(number * width)
            self._files[part].write(row[part])

    def leave_out(self, number: int) -> None:
        """Mark an entry as one that is to have no vector of this kind."""
        self._files[MADE].seek(number)
        self._files[MADE].write(_NEVER)

    def flush(self) -> None:
        """Hand everything to the system, the marks last."""
        for file in self._files.values():
            file.flush()


def missing(generation: Generation, kind: Kind = MEANING) -> Iterator[int]:
    """Yield the numbers of entries that are to have a vector and have none."""
    marks = (generation.folder / kind.file(MADE)).read_bytes()
    return (number for number, mark in enumerate(marks) if not mark)


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
def space(kind: Kind = MEANING) -> Space:
    """Return where a model's vectors lie."""
    import numpy as np  # noqa: PLC0415 - an extra

    row = json.loads((Path(__file__).parent / kind.space).read_bytes())
    parts = (np.array(row[name], dtype=np.float32) for name in ("claims", "asked", "strong", "kept"))
    return Space(*parts)


def _levelled(raw: Floats, known: Space, middle: Floats) -> Floats:
    """Return vectors, a row each, moved to the middle, their strong directions levelled, of length one."""
    import numpy as np  # noqa: PLC0415 - an extra

    moved = np.atleast_2d(raw).astype(np.float32)
    moved = moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-6) - middle
    moved -= ((moved @ known.strong.T) * (1 - known.kept)) @ known.strong
    level: Floats = (moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-6)).astype(np.float32)
    return level


def packed(raw: Floats, kind: Kind = MEANING) -> list[dict[str, bytes]]:
    """Return the rows of the three files for raw vectors, a row each."""
    import numpy as np  # noqa: PLC0415 - an extra

    known = space(kind)
    whole = np.clip(np.rint(_levelled(raw, known, known.claims) * _SCALE), -127, 127).astype(np.int8)
    signs = np.packbits(whole > 0, axis=1)
    return [{ROWS: row.tobytes(), BITS: bits.tobytes(), MADE: _YES} for row, bits in zip(whole, signs, strict=True)]


class Vectors:
    """The vectors of a generation, mapped for searching."""

    def __init__(self, folder: Path, count: int, kind: Kind = MEANING) -> None:
        """Map the files.

        Raises:
            OSError: they cannot be read.
            ValueError: they are not of this many entries.
        """
        import numpy as np  # noqa: PLC0415 - an extra

        self._space = space(kind)
        self._rows = np.memmap(folder / kind.file(ROWS), np.int8, "r", shape=(count, DIMENSIONS))
        self._made = np.memmap(folder / kind.file(MADE), np.uint8, "r", shape=(count,))
        if kind.sieved:
            self._bits = np.memmap(folder / kind.file(BITS), np.uint64, "r", shape=(count, DIMENSIONS // 64))

    def nearest(self, raw_queries: Floats, limit: int) -> dict[int, float]:
        """Return the entries nearest in meaning to any query, with their cosines: sieved by signs, then told exactly.

        Args:
            raw_queries: as the encoder makes them, a row each.
            limit: most entries returned.
        """
        found: dict[int, float] = {}
        for query in _levelled(raw_queries, self._space, self._space.asked):
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
            # Two counts of 64 bits side by side are added at a time: half the time of a sum along so short a row.
            pairs = np.bitwise_count(self._bits[part] ^ signs).view(np.uint16)
            added = np.add.reduce([pairs[:, at] for at in range(pairs.shape[1])])
            apart[part] = (added & 0xFF) + (added >> 8)
        apart[self._made[:] != 1] = DIMENSIONS
        return np.argpartition(apart, wanted - 1)[:wanted] if wanted < len(apart) else np.arange(len(apart))

    def cosines(self, raw_queries: Floats, numbers: Sequence[int]) -> dict[int, float]:
        """Return the cosines of these entries with the query that fits each best, of those that have a vector."""
        import numpy as np  # noqa: PLC0415 - an extra

        having = np.array([number for number in numbers if self._made[number] == 1], dtype=np.intp)
        if not len(having):
            return {}
        queries = _levelled(raw_queries, self._space, self._space.asked)
        best = np.max([self._told(query, having) for query in queries], axis=0)
        return dict(zip(having.tolist(), best.tolist(), strict=True))

    def _told(self, query: Floats, numbers: NDArray[np.intp]) -> Floats:
        import numpy as np  # noqa: PLC0415 - an extra

        told: Floats = (self._rows[numbers].astype(np.float32) @ query) / _SCALE
        return told
