"""One wording (docs/sources.md, "Wordings"): read, and found in the folded words of a message.

A wording is a sequence of terms, or a set of terms in any order. A term is a choice of phrases; a phrase is a run of
folded words, of which the last may stand for any ending. Matching keeps sets of places instead of going back, so its
cost is bounded by the wording's length times its widest reach, whatever the message is made of.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Final

from bot.errors import ConfigurationError, Fault
from bot.patterns import fold
from bot.patterns.rarity import likelihood

GAP_WORDS: Final = 6
"""Most words that ``...`` stands for."""
WINDOW_WORDS: Final = 15
"""How far apart the terms of a wording in any order may be."""
DENIAL_REACH_WORDS: Final = 4
"""How near to a term of the wording a "not" between two terms must stand to be about them."""
_ENDINGS: Final = 4
"""How many times likelier a word with any ending is than the word itself."""
CHARACTERS_A_WORD: Final = 2.5
"""In scripts without spaces, where each character is folded to a word: what a word of theirs mostly is."""
_misplaced_sign: Final = re.compile(r"[()]|\*\s*\S|\.\.\.").search
_CHUNK: Final = re.compile(r"\([^()]*\)|\.\.\.|…|[^\s()]+|[()]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A run of folded words."""

    words: tuple[bytes, ...]
    open_end: bool = False
    """Whether the last word stands for any ending (``vaccin*``)."""
    chance: float = 1.0
    """A guess at the share of messages that hold it, whatever they are about."""

    def stands(self, words: Sequence[bytes], start: int) -> bool:
        """Whether the phrase stands in ``words`` at ``start``, where its first word has been found."""
        end = start + len(self.words)
        if not self.open_end:
            return tuple(words[start:end]) == self.words
        if end > len(words) or not words[end - 1].startswith(self.words[-1]):
            return False
        return tuple(words[start : end - 1]) == self.words[:-1]


@dataclass(frozen=True)
class Term:
    """A choice of phrases at one place of a wording."""

    phrases: tuple[Phrase, ...]
    gap: bool = False
    """Whether up to six other words may come before it."""
    optional: bool = False

    @cached_property
    def _by_first_word(self) -> dict[bytes, list[Phrase]]:
        found: dict[bytes, list[Phrase]] = {}
        for phrase in self.phrases:
            if len(phrase.words) > 1 or not phrase.open_end:
                found.setdefault(phrase.words[0], []).append(phrase)
        return found

    @cached_property
    def _stems(self) -> tuple[bytes, ...]:
        """Single words that stand for any ending."""
        return tuple(phrase.words[0] for phrase in self.phrases if len(phrase.words) == 1 and phrase.open_end)

    def starts(self, words: Sequence[bytes], low: int, high: int) -> list[int]:
        """The places from ``low`` up to ``high`` where one of its phrases may start."""
        first_words, stems = self._by_first_word, self._stems
        if not stems:
            return [place for place, word in enumerate(words[low:high], low) if word in first_words]
        return [
            place for place, word in enumerate(words[low:high], low) if word in first_words or word.startswith(stems)
        ]

    def ends(self, words: Sequence[bytes], start: int) -> Iterable[int]:
        """Where the term's phrases end that stand at ``start``."""
        if start >= len(words):
            return ()
        word = words[start]
        ends = {start + 1} if self._stems and word.startswith(self._stems) else set()
        for phrase in self._by_first_word.get(word, ()):
            if phrase.stands(words, start):
                ends.add(start + len(phrase.words))
        return ends


@dataclass(frozen=True)
class Parsed:
    """A wording, read."""

    terms: tuple[Term, ...]
    any_order: bool = False
    unspaced: bool = False
    """Whether it is written in a script without spaces, so that a gap counts characters."""

    @cached_property
    def gap(self) -> int:
        """Most words that a gap stands for."""
        return int(GAP_WORDS * CHARACTERS_A_WORD) if self.unspaced else GAP_WORDS

    @cached_property
    def reach(self) -> int:
        """Most words from the start of a match to its end."""
        if self.any_order:
            return int(WINDOW_WORDS * CHARACTERS_A_WORD) if self.unspaced else WINDOW_WORDS
        longest = sum(max(len(phrase.words) for phrase in term.phrases) for term in self.terms)
        return longest + self.gap * sum(term.gap for term in self.terms)


def parse(wording: str | tuple[str, ...]) -> Parsed:
    """Reads a wording.

    Raises:
        ConfigurationError: when it does not follow docs/sources.md.
    """
    if isinstance(wording, str):
        terms = tuple(_line_terms(wording))
        first = next((term for term in terms if not term.optional), None)
        if first is None or first.gap or terms[0].gap:
            raise _bad(wording, "starts with a gap or has no word that must be there", "Start with a word")
        if terms[-1].optional and terms[-1].gap:
            raise _bad(wording, "ends with a gap", "End with a word that must be there")
        return Parsed(terms, unspaced=fold.is_unspaced(wording))
    if len(wording) < 2:
        raise _bad(str(list(wording)), "has a single term", "Write it as a line of words")
    terms = tuple(Term(_phrases(term, term)) for term in wording)
    return Parsed(terms, any_order=True, unspaced=fold.is_unspaced("".join(wording)))


def _line_terms(wording: str) -> Iterator[Term]:
    gap = False
    for chunk in _CHUNK.findall(wording):
        if chunk in {"...", "…"}:
            gap = True
            continue
        optional = chunk.startswith("(") and chunk.endswith(")")
        yield Term(_phrases(chunk[1:-1] if optional else chunk, wording), gap, optional)
        gap = False
    if gap:
        raise _bad(wording, "ends with a gap", "End with a word that must be there")


def _phrases(term: str, wording: str) -> tuple[Phrase, ...]:
    choices = term.split("|")
    phrases = tuple([phrase for phrase in map(_phrase, choices) if phrase])
    if len(phrases) < len(choices):
        raise _bad(wording, f"has a term that cannot be read: {term!r}", "See Wordings in docs/sources.md")
    return phrases


@lru_cache(maxsize=65_536)  # the same words stand in wording after wording
def _phrase(written: str) -> Phrase | None:
    """The phrase; None where it cannot be read."""
    if written.isascii() and written.isalnum():  # most are; folding them is only this
        word = written.lower().encode()
        return Phrase((word,), chance=likelihood(word))
    words = tuple(fold.line(written.replace("*", "").replace("_", " ")).split())
    if not words or _misplaced_sign(written):
        return None
    open_end = written.rstrip().endswith("*")
    return Phrase(words, open_end, math.prod(map(likelihood, words)) * (_ENDINGS if open_end else 1))


def _bad(wording: str, problem: str, remedy: str) -> ConfigurationError:
    return ConfigurationError([Fault(f"wording {wording!r}", problem, remedy)])


def find(parsed: Parsed, words: Sequence[bytes], near: int, denials: frozenset[bytes]) -> tuple[int, int] | None:
    """The first match of ``parsed`` that could include the word at ``near``: first word, word after the last.

    Args:
        parsed: the wording.
        words: the folded message.
        near: the place of a word that the index found.
        denials: words ("not", "never") that must not stand in a gap shortly before the next term: with one
            of them the message denies what the wording says.
    """
    if parsed.any_order:
        return _find_any_order(parsed, words, near, denials)
    first = parsed.terms[0]
    low, high = max(near - parsed.reach, 0), min(near + 1, len(words))
    for start in range(low, high) if first.optional else first.starts(words, low, high):
        end = _end_of(parsed, words, start, denials)
        if end:
            return start, end
    return None


def _end_of(parsed: Parsed, words: Sequence[bytes], start: int, denials: frozenset[bytes]) -> int:
    """Where a match that starts at ``start`` ends; 0 for none."""
    places = {start}
    for term in parsed.terms:
        openings = _openings(places, words, parsed.gap, denials) if term.gap else places
        reached = {end for place in openings for end in term.ends(words, place)}
        if term.optional:
            reached |= places
        if not reached:
            return 0
        places = reached
    return min(places)


def _openings(places: Iterable[int], words: Sequence[bytes], gap: int, denials: frozenset[bytes]) -> set[int]:
    return {
        opening
        for place in places
        for opening in range(place, min(place + gap + 1, len(words)))
        if not denied(words, place, opening, denials)
    }


def denied(words: Sequence[bytes], after: int, before: int, denials: frozenset[bytes]) -> bool:
    """Whether the gap between two terms holds a word that denies, at most four words from either of them."""
    if before - after > 2 * DENIAL_REACH_WORDS:
        near = [*words[after : after + DENIAL_REACH_WORDS], *words[before - DENIAL_REACH_WORDS : before]]
        return not denials.isdisjoint(near)
    return not denials.isdisjoint(words[after:before])


def _find_any_order(
    parsed: Parsed, words: Sequence[bytes], near: int, denials: frozenset[bytes]
) -> tuple[int, int] | None:
    low, high = max(near - parsed.reach, 0), min(near + parsed.reach + 1, len(words))
    places = []
    for term in parsed.terms:
        spots = [(place, end) for place in term.starts(words, low, high) for end in term.ends(words, place)]
        if not spots:
            return None
        places.append(spots)
    for start in sorted({spot[0] for term in places for spot in term}):
        chosen = _chosen(places, start, start + parsed.reach)
        if chosen and not _denied_between(words, chosen, denials):
            return chosen[0][0], chosen[-1][1]
    return None


def _chosen(places: Sequence[Sequence[tuple[int, int]]], start: int, limit: int) -> list[tuple[int, int]]:
    """A spot of its own for each term between two places, in the message's order; empty if one has none."""
    taken: list[tuple[int, int]] = []
    for spots in places:
        free = (spot for spot in spots if start <= spot[0] and spot[1] <= limit and _apart(spot, taken))
        spot = next(free, None)
        if spot is None:
            return []
        taken.append(spot)
    return sorted(taken)


def _apart(spot: tuple[int, int], taken: Iterable[tuple[int, int]]) -> bool:
    return all(spot[1] <= other[0] or other[1] <= spot[0] for other in taken)


def _denied_between(words: Sequence[bytes], chosen: Sequence[tuple[int, int]], denials: frozenset[bytes]) -> bool:
    return any(denied(words, left[1], right[0], denials) for left, right in pairwise(chosen))
