"""What a text is about, and which pages to read on it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

import ahocorasick_rs

from bot.catalogue.rows import Topic
from bot.model import Authority

_MOST = 3
"""An answer names no more pages than a reader would open."""
_MAX_TEXT = 20_000
"""Characters of a text that are looked at; an article says what it is about well before."""
_SECOND_NEEDS = 2
"""A second topic speaks only when the text uses this many different words of it."""


class Topics:
    """All topics' words in one automaton: one pass over a text, whatever their number."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self._topics = tuple(topics)
        words: dict[str, list[int]] = {}
        for at, topic in enumerate(self._topics):
            for word in {each for listed in topic.words.values() for each in listed}:
                if needle := _needle(word):
                    words.setdefault(needle, []).append(at)
        self._owners = tuple(tuple(dict.fromkeys(owners)) for owners in words.values())
        self._automaton = ahocorasick_rs.AhoCorasick(list(words)) if words else None

    def of(self, text: str) -> tuple[str, ...]:
        """Ids of the topics of a text: the one with most different words, and at most one beside it."""
        return tuple(self._topics[at].id for at in self._best(text))

    def authorities_for(self, text: str, language: str, country: str = "") -> tuple[Authority, ...]:
        """At most three pages on a text's topics, in the reader's language and for the reader's country."""
        speech = language.lower().partition("-")[0]
        where = country or _region(language)
        chosen: list[Authority] = []
        for at in self._best(text):
            chosen += _suited(self._topics[at].authorities, speech, where)
        once = {authority.url: authority for authority in chosen}
        return tuple(once.values())[:_MOST]

    def _best(self, text: str) -> list[int]:
        counts: Counter[int] = Counter()
        for found in self._words_in(text):
            counts.update(self._owners[found])
        if not counts:
            return []
        ranked = sorted(counts, key=lambda at: (-counts[at], at))
        most = counts[ranked[0]]
        second = [at for at in ranked[1:2] if counts[at] >= max(_SECOND_NEEDS, most / 2)]
        return [ranked[0], *second]

    def _words_in(self, text: str) -> set[int]:
        if self._automaton is None:
            return set()
        matches = self._automaton.find_matches_as_indexes(_folded(text[:_MAX_TEXT]), overlapping=True)
        return {index for index, _, _ in matches}


def _suited(authorities: Iterable[Authority], speech: str, country: str) -> Iterator[Authority]:
    """Pages a reader can use, best first: in their language before English, their country before everywhere.

    A page for another country is for nobody else, unless there is nothing but such pages in this language and
    the reader's country is not known.
    """
    listed = list(authorities)
    here = [each for each in listed if each.region in ("", country)]
    if not here and not country:
        here = listed
    for wanted in ((speech,), ("en",), None):
        readable = [each for each in here if wanted is None or _speech(each) in ("", *wanted)]
        if readable:
            yield from sorted(readable, key=lambda each: (_speech(each) != speech, each.region != country))
            return


def _speech(authority: Authority) -> str:
    return authority.language.lower().partition("-")[0]


def _region(language: str) -> str:
    """``en-GB`` -> ``GB``; "" where the tag names no country."""
    return next((part for part in language.split("-")[1:] if len(part) == 2 and part.isalpha()), "").upper()


def _needle(word: str) -> str:
    """A word as it stands in a folded text: spaces are its edges, and ``*`` leaves the end open."""
    is_open = word.endswith("*")
    folded = _folded(word.rstrip("*"))
    return folded.rstrip(" ") if is_open else folded


def _folded(text: str) -> str:
    """Lower case, no accents, one space between words, a space at both ends, and round each CJK character."""
    plain = "".join(map(_letter, unicodedata.normalize("NFKD", text.casefold())))
    return f" {_GAP.sub(' ', plain).strip()} "


_GAP = re.compile(r"\s+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


@lru_cache(maxsize=8192)
def _letter(char: str) -> str:
    category = unicodedata.category(char)
    if category in {"Mn", "Cf"} and not _UNSPACED.match(char):
        return ""
    if _UNSPACED.match(char):
        # No spaces between words in these scripts: every character is an edge, so any run of them can match.
        return f" {char} "
    return char if category[0] in "LNM" else " "
