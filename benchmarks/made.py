"""Made-up inputs: words, hosts, phrases, messages, pages. The same ones in every run."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from benchmarks.harness import SEED

if TYPE_CHECKING:
    from collections.abc import Iterator

_ONSETS = ("b", "br", "c", "d", "f", "g", "gr", "k", "l", "m", "n", "p", "pl", "r", "s", "st", "t", "tr", "v", "w")
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ea", "ou")
_CODAS = ("", "", "l", "n", "r", "s", "nd", "st", "m", "ck")


def chance(what: str) -> random.Random:
    """Return a generator of its own for one kind of input, so that one more draw here changes nothing there."""
    return random.Random(f"{SEED}/{what}")  # noqa: S311 - made-up data, no secret


def word(draw: random.Random, syllables: int = 2) -> str:
    """Return a word that could be said aloud."""
    return "".join(draw.choice(_ONSETS) + draw.choice(_VOWELS) + draw.choice(_CODAS) for _ in range(syllables))


def vocabulary(count: int, what: str = "words") -> list[str]:
    """Return different words, in a fixed order."""
    draw = chance(what)
    words: dict[str, None] = {}
    while len(words) < count:
        words[word(draw, draw.choice((1, 2, 2, 3)))] = None
    return list(words)


SUFFIXES = ("com", "net", "org", "info", "co.uk", "com.br", "news", "de", "io", "site")


def hosts(count: int, start: int = 0) -> Iterator[str]:
    """Yield different hosts, one in ten a name under another's; those of another ``start`` are others."""
    words = vocabulary(4096, "hosts")
    for number in range(start, start + count):
        yield _host(words, number)


def _host(words: list[str], number: int) -> str:
    mixed = (number * 2654435761 + SEED) & 0xFFFFFFFF
    name = f"{words[mixed >> 20]}-{words[mixed & 4095]}{number}.{SUFFIXES[mixed % len(SUFFIXES)]}"
    return f"{words[mixed >> 9 & 4095]}.{name}" if number % 10 == 0 else name
