"""Shouting: a text mostly in capitals. Counted, not looked up."""

from __future__ import annotations

import re
from typing import Final

MIN_SHOUTED_WORDS: Final = 5
MIN_SHOUTED_SHARE: Final = 0.5
_words: Final = re.compile(r"[^\W\d_]{4,}").finditer
"""Words of four letters or more: NATO, UN and NHS are no shouting, and short words say little either way."""
_four_capitals: Final = re.compile(r"[A-Z]{4}").findall


def shouted(text: str) -> str:
    """The part in capitals, from its first word to its last in a row; "" when the text is not shouted.

    At least five words of four letters or more must be in capitals, and at least half of all such words.
    """
    if text.isascii() and len(_four_capitals(text)) < MIN_SHOUTED_WORDS:
        return ""  # nearly every message
    words = [word for word in _words(text) if word[0].upper() != word[0].lower()]
    loud = [word for word in words if word[0].isupper()]
    if len(loud) < MIN_SHOUTED_WORDS or len(loud) < MIN_SHOUTED_SHARE * len(words):
        return ""
    return text[loud[0].start() : _end_of_run(words, words.index(loud[0]))]


def _end_of_run(words: list[re.Match[str]], first: int) -> int:
    last = first
    while last + 1 < len(words) and words[last + 1][0].isupper():
        last += 1
    return words[last].end()
