"""The words of each fact-check as the judge needs them, ready: no candidate is stemmed while somebody waits.

Two files in a generation's folder, written with it:

- ``ready.words``: four lines a fact-check: the claim's terms, the headline's, the claim's names, "not" or nothing
- ``ready.at``: a row a fact-check, and one more for the end: where its lines begin, how rare the claim's and the
  headline's terms are together, and a digest of the claim's wording

They repeat what the entries say: an index without them, or with those of another ``VERSION``, is read from its
entries instead, until the next import.
"""

from __future__ import annotations

import mmap
import struct
from array import array
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from bot.claims.features import Known, mass

if TYPE_CHECKING:
    from bot.claims.features import Rarity

VERSION: Final = 1
"""Raised whenever ``bot.claims.words`` or what ``bot.claims.features.known`` makes of an entry changes."""
WORDS: Final = "ready.words"
ROWS: Final = "ready.at"
_ROW: Final = struct.Struct("<Qdd8s")
_NEGATED: Final = "not"


class Writer:
    """Writes both files; the rows last, once it is known how rare each term is.

    Raises:
        OSError: the disk is full, or cannot be written; from any method.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = (folder / WORDS).open("wb")
        self._begins = array("Q", [0])
        self._wordings = bytearray()

    def add(self, known: Known) -> None:
        """Write the words of the next fact-check."""
        lines = (known.terms, known.headline_terms, known.names)
        row = "\n".join((*map(" ".join, lines), _NEGATED if known.negated else "")).encode()
        self._file.write(row)
        self._begins.append(self._begins[-1] + len(row))
        self._wordings += known.wording

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def finish(self, rarity: Rarity) -> None:
        """Write the rows; after the words are closed."""
        with (self._folder / WORDS).open("rb") as words, (self._folder / ROWS).open("wb") as rows:
            for number, begin in enumerate(self._begins):
                row = words.read(self._begins[number + 1] - begin) if number + 1 < len(self._begins) else b"\n\n\n"
                terms, headline, _, _ = row.decode().split("\n")
                masses = (mass(frozenset(line.split()), rarity) for line in (terms, headline))
                rows.write(_ROW.pack(begin, *masses, self._wordings[8 * number : 8 * number + 8]))


class Ready:
    """The words of all fact-checks, mapped."""

    def __init__(self, folder: Path, count: int) -> None:
        """Map the files.

        Raises:
            OSError: they cannot be read.
            ValueError: they are not those of so many fact-checks.
        """
        self._count = count
        self._rows = mapped(folder / ROWS)
        self._words = mapped(folder / WORDS)
        if len(self._rows) != _ROW.size * (count + 1):
            raise ValueError(f"{folder / ROWS} is not whole")

    def known(self, number: int) -> Known:
        """Return the words of a fact-check of the index.

        Raises:
            ValueError: the files are spoilt.
        """
        if not 0 <= number < self._count:
            raise ValueError(f"there is no fact-check {number}")
        begin, claim_mass, headline_mass, wording = _ROW.unpack_from(self._rows, _ROW.size * number)
        (end, *_) = _ROW.unpack_from(self._rows, _ROW.size * (number + 1))
        terms, headline, names, negated = str(self._words[begin:end], "utf-8").split("\n")
        return Known(
            tuple(terms.split()),
            tuple(headline.split()),
            frozenset(names.split()),
            negated == _NEGATED,
            wording,
            claim_mass,
            headline_mass,
        )


def mapped(path: Path) -> mmap.mmap | bytes:
    """Return a file's bytes, mapped."""
    with path.open("rb") as file:
        if not path.stat().st_size:
            return b""
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
