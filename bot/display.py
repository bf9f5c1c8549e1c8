"""What a stranger wrote, made harmless to show: no control, bidi or invisible characters, cut by grapheme."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import grapheme

JOINERS: Final = "\u200c\u200d"
"""Zero-width (non-)joiner: part of the spelling of Persian, Hindi and emoji, so kept between letters."""

_INVISIBLE: Final = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\ufe00-\ufe0e]")
_MOST_LETTERS: Final = 20_000
"""Characters that are remembered: a stranger's text must not make the table grow without end."""
_SPACE: Final = re.compile(r"\s+")
_LATIN: Final = "[!-~\u00a1-\u00ac\u00ae-\u024f\u2013\u2014\u2018-\u201e\u2026]+"
_ORDINARY: Final = re.compile(f"{_LATIN}(?: {_LATIN})*")
"""Words of Latin letters and their punctuation with one space between them: nothing in it is to be changed."""
_COMBINING: Final = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
_TOO_MANY_MARKS: Final = re.compile(f"([{_COMBINING}]{{3}})[{_COMBINING}]+")


def harmless(text: str, limit: int = 0) -> str:
    """Return ``text`` on one line, without characters that hide, reorder or move other text.

    Bidi controls (Trojan Source, CVE-2021-42574), other format, private-use, unassigned and control
    characters go; runs of combining marks are cut at three, so that no name climbs over its neighbours.

    Args:
        text: anything.
        limit: longest result in graphemes, the ellipsis included; 0 for no limit.
    """
    if _ORDINARY.fullmatch(text):
        folded = text
    elif text.isascii() and text.isprintable():
        folded = " ".join(text.split())
    else:
        kept = _INVISIBLE.sub("", text).translate(_LETTERS)
        folded = _SPACE.sub(" ", _TOO_MANY_MARKS.sub(r"\1", kept)).strip(" " + JOINERS)
    return cut(folded, limit) if limit else folded


def cut(text: str, limit: int) -> str:
    """Cut ``text`` to at most ``limit`` graphemes, at a word where one is near, with an ellipsis."""
    if len(text) <= limit or grapheme.length(text, limit + 1) <= limit:
        return text
    head = str(grapheme.slice(text, 0, limit - 1))
    space = head.rfind(" ", limit * 2 // 3)
    return (head[:space] if space > 0 else head).rstrip(" ,;:-–—") + "…"


class _Letters(dict[int, str]):
    """Character -> what is kept of it, filled as characters are met: an answer is mostly the same few."""

    def __missing__(self, code: int) -> str:
        kept = _kept(chr(code))
        if len(self) < _MOST_LETTERS:
            self[code] = kept
        return kept


def _kept(char: str) -> str:
    if char in JOINERS or " " <= char <= "~":
        return char
    category = unicodedata.category(char)
    if category in {"Zl", "Zp", "Cc"}:
        return " "
    return "" if category in {"Cf", "Cs", "Co", "Cn"} else char


_LETTERS: Final = _Letters()
