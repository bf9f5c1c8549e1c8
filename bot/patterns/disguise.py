"""Words that were spelled oddly on purpose: drawn out ("sooo"), or with digits for letters ("v4ccine").

Both are respelled as a word that some wording has, where there is one. They are rare, so the index's automaton
carries their marks and only a message with such a mark is respelled.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from typing import Final

_LETTERS: Final = string.ascii_lowercase
_DIGITS: Final = "013457"
_AS_LETTERS: Final = bytes.maketrans(_DIGITS.encode(), b"oieast")

DISGUISES: Final[tuple[bytes, ...]] = (
    *((letter * 3).encode() for letter in _LETTERS if letter != "w"),  # every "www." would be one
    *((before + digit + after).encode() for before in _LETTERS for digit in _DIGITS for after in _LETTERS),
)
"""What stands in a folded line that may hold a disguised word."""

_drawn_out: Final = re.compile(rb"([a-z])\1\1+")
_doubled: Final = re.compile(rb"([a-z])\1+")
_with_digits: Final = re.compile(rb"[a-z]+[013457][a-z013457]*[a-z]").fullmatch


class Known:
    """The words that wordings are made of, to respell disguised ones."""

    def __init__(self, words: Iterable[bytes]) -> None:
        self._words = frozenset(words)
        self._single = {_doubled.sub(rb"\1", word): word for word in sorted(self._words)}

    def undisguised(self, words: Iterable[bytes]) -> list[bytes]:
        """The same words, every disguised one respelled."""
        return list(map(self._respelled, words))

    def _respelled(self, word: bytes) -> bytes:
        if word in self._words:
            return word
        if _with_digits(word):
            plain = word.translate(_AS_LETTERS)
            return plain if plain in self._words else word
        if not _drawn_out.search(word):
            return word
        spellings = (_drawn_out.sub(rb"\1", word), _drawn_out.sub(rb"\1\1", word))
        known = next((spelling for spelling in spellings if spelling in self._words), None)
        return known or self._single.get(_doubled.sub(rb"\1", word), spellings[0])
