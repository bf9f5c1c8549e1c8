"""Thousands of wordings, looked up in one pass over a message.

Each wording is filed under an anchor: a run of its words that must stand in the message as they are, chosen as the
rarest. One Aho-Corasick automaton finds the anchors; only the wordings filed under an anchor that was found are
read and compared word by word. A wording without gaps or endings needs no comparing.

An automaton takes longer the more anchors there are, since less of it stays in the processor's cache. Of many
wordings it has only those that have no two whole words side by side; the others are filed under such a pair, and each
pair of a message's words is looked up in a table.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress, count, islice, pairwise, product
from operator import itemgetter
from typing import Final

from ahocorasick_rs import BytesAhoCorasick, Implementation

from bot.patterns import fold, wording
from bot.patterns.denials import denials
from bot.patterns.disguise import DISGUISES, Known
from bot.patterns.rarity import likelihood
from bot.patterns.wording import Parsed, Term

MAX_COMPARED: Final = 400
"""Most wordings compared for one message: a text made of anchors costs no more than this."""
_MAX_ANCHORS: Final = 24
"""Most spellings of one wording's anchor."""
_ANCHOR_BYTES: Final = 24
"""Anchors are cut to this: the automaton stays small, and hardly more of them are met than of whole ones."""
_MANY: Final = 8_000
"""Wordings from which on pairs are looked up; of fewer the automaton finds all sooner."""
_has_signs: Final = re.compile(r"[|*()_…]|\.\.\.").search


Pair = tuple[bytes, ...]
"""Two folded words."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One wording to look for."""

    owner: int
    """Whose it is, as the caller counts."""
    language: str
    """BCP 47 tag of the wording, which need not be the message's or the reader's language."""
    written: str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A wording that a message has."""

    owner: int
    start: int
    """Its first word in the message."""
    end: int
    """The word after its last."""
    weight: float
    """How telling the wording is: the rarer its words, the more."""


@dataclass(frozen=True, slots=True)
class Filed:
    """All wordings by their anchors."""

    anchors: Mapping[bytes, Sequence[int]]
    """A space and a run of words, the last perhaps cut off -> the wordings filed under it."""
    pairs: Mapping[Pair, Sequence[int]]
    """Two words side by side -> the wordings filed under them."""
    plain: Sequence[list[bytes]]
    """Of each wording its folded words, where it has no signs; none for any other."""
    places: Sequence[int]
    """Of each wording without signs, which of its words its anchor begins with."""
    others: Sequence[tuple[tuple[bytes, ...], ...]]
    """What else a message must have for each wording: one word of each choice."""


class Index:
    """Wordings, ready to be looked up.

    Args:
        entries: the wordings.
        deniable: whether "not" in a gap undoes a match.
        filed: what an index of the same wordings was, where it was kept: nine tenths of the time to make one.

    Raises:
        ConfigurationError: for the first wording that does not follow docs/sources.md.
        ValueError: ``filed`` is of other wordings.
    """

    def __init__(self, entries: Iterable[Entry], *, deniable: bool = True, filed: Filed | None = None) -> None:
        self._entries = tuple(entries)
        self._deniable = deniable
        self._parsed: dict[int, tuple[Parsed, float]] = {}
        if filed is not None and len(filed.plain) != len(self._entries):
            raise ValueError("filed from other wordings")
        self.filed = filed or _all_filed(self._entries)
        """To be kept for another start."""
        self._plain, self._places, self._others = self.filed.plain, self.filed.places, self.filed.others
        self._pairs = self.filed.pairs.keys()
        self._filed = list(self.filed.anchors.values())
        self._automaton = BytesAhoCorasick(
            [*self.filed.anchors, *DISGUISES], implementation=Implementation.ContiguousNFA
        )

    @cached_property
    def _known(self) -> Known:
        return Known({word for entry in self._entries for word in _words(entry.written)})

    def find(self, folded: fold.Folded) -> list[Hit]:
        """Every wording found in the message, each at most once."""
        found = self._automaton.find_matches_as_indexes(folded.line, overlapping=True)
        if not (found or (self._pairs and not self._pairs.isdisjoint(pairwise(folded.words)))):
            return []
        if any(anchor >= len(self._filed) for anchor, _, _ in found):
            folded = fold.Folded(folded.text, self._known.undisguised(folded.words))
            found = self._automaton.find_matches_as_indexes(folded.line, overlapping=True)
        return list(self._compared(folded, found))

    def _compared(self, folded: fold.Folded, found: Iterable[tuple[int, int, int]]) -> Iterator[Hit]:
        candidates = (
            (number, near)
            for near, numbers in self._anchored(folded, found)
            for number in numbers
            if self._may_stand(number, folded, near)
        )
        done: set[int] = set()
        for number, near in islice(candidates, MAX_COMPARED):
            if number not in done and (hit := self._compare(number, folded, near)):
                done.add(number)
                yield hit

    def _anchored(
        self, folded: fold.Folded, found: Iterable[tuple[int, int, int]]
    ) -> list[tuple[int, Sequence[int]]]:
        """Each word of the message that an anchor begins with, in order, and the wordings filed under that anchor."""
        filed, words, pairs = self._filed, folded.words, self.filed.pairs
        single = [(near, filed[each]) for near, each in _by_word(folded.line, found) if each < len(filed)]
        if not pairs:
            return single
        paired = compress(count(), map(self._pairs.__contains__, pairwise(words)))
        double = [(near, pairs[words[near], words[near + 1]]) for near in paired]
        return sorted(single + double, key=itemgetter(0))

    def _may_stand(self, number: int, folded: fold.Folded, near: int) -> bool:
        """Whether the rest of a wording is there too: round its anchor where it is plain, else anywhere."""
        if plain := self._plain[number]:
            start = near - self._places[number]
            return start >= 0 and folded.words[start : start + len(plain)] == plain
        return not any(map(folded.present.isdisjoint, self._others[number]))

    def _compare(self, number: int, folded: fold.Folded, near: int) -> Hit | None:
        entry, plain = self._entries[number], self._plain[number]
        if number not in self._parsed:
            parsed = wording.parse(entry.written)
            self._parsed[number] = parsed, _weight(parsed)
        parsed, weight = self._parsed[number]
        if plain:
            start = near - self._places[number]
            return Hit(entry.owner, start, start + len(plain), weight)
        around = frozenset(folded.words[max(near - parsed.reach, 0) : near + parsed.reach + 1])
        if any(map(around.isdisjoint, self._others[number])):
            return None
        span = wording.find(parsed, folded.words, near, denials(entry.language) if self._deniable else frozenset())
        return Hit(entry.owner, *span, weight) if span else None


def _by_word(line: bytes, found: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, int]]:
    """Which word each match begins before, and what was matched there."""
    word = place = 0
    for each, offset, _ in sorted(found, key=itemgetter(1)):
        word += line.count(b" ", place, offset)
        place = offset
        yield word, each


class _Filing:
    """Anchors, as wordings are filed under them.

    Args:
        by_pairs: whether to file under two words where there are two.
    """

    def __init__(self, *, by_pairs: bool) -> None:
        self._by_pairs = by_pairs
        self.anchors: defaultdict[bytes, list[int]] = defaultdict(list)
        self.pairs: defaultdict[Pair, list[int]] = defaultdict(list)

    def add(self, number: int, words: Sequence[bytes], *, open_end: bool) -> int:
        """Files a wording under these words, or the best two of them; returns the place of the first.

        Args:
            number: the wording.
            words: a run that stands in the message as it is, ...
            open_end: ... but that the last of them may go on.
        """
        whole = words[:-1] if open_end else words
        if len(whole) < 2 or not self._by_pairs:
            anchor = b" " + b" ".join(words if open_end else [*words, b""])
            self.anchors[anchor[:_ANCHOR_BYTES]].append(number)
            return 0
        # Of pairs that are as rare, one under which less is filed: in Chinese all are two characters.
        _, _, place = min(
            (likelihood(one) * likelihood(other), len(self.pairs.get((one, other), ())), place)
            for place, (one, other) in enumerate(pairwise(whole))
        )
        filed = self.pairs[*whole[place : place + 2]]
        if number not in filed[-1:]:
            filed.append(number)
        return place


def _all_filed(entries: Sequence[Entry]) -> Filed:
    filing = _Filing(by_pairs=len(entries) >= _MANY)
    plain = [_plain(entry.written) for entry in entries]
    places = [filing.add(number, each, open_end=False) if each else 0 for number, each in enumerate(plain)]
    others = [
        () if each else _file(number, wording.parse(entry.written), filing)
        for number, (entry, each) in enumerate(zip(entries, plain, strict=True))
    ]
    return Filed(filing.anchors, filing.pairs, plain, places, others)


def _plain(written: str | tuple[str, ...]) -> list[bytes]:
    """The folded words of a wording without signs; none for any other."""
    return fold.words(written) if isinstance(written, str) and not _has_signs(written) else []


def _weight(parsed: Parsed) -> float:
    return sum(-math.log10(_chance(term)) for term in parsed.terms if not term.optional)


def _words(written: str | tuple[str, ...]) -> list[bytes]:
    """Every word of a wording, whatever its signs say."""
    return fold.words(written if isinstance(written, str) else " ".join(written))


def _file(number: int, parsed: Parsed, filing: _Filing) -> tuple[tuple[bytes, ...], ...]:
    """Files a wording with signs, and returns what else a message must have: one word of each choice.

    Its anchors are in the run of terms least likely to stand in a message that is about something else.
    """
    _, first, last = min(_runs(parsed))
    for phrases in product(*(term.phrases for term in parsed.terms[first:last])):
        words = [word for phrase in phrases for word in phrase.words]
        filing.add(number, words, open_end=phrases[-1].open_end)
    outside = (*parsed.terms[:first], *parsed.terms[last:])
    return tuple(
        tuple(dict.fromkeys(phrase.words[0] for phrase in term.phrases))
        for term in sorted(outside, key=_chance)  # what is least likely rules out the most
        if not term.optional and not _open(term)
    )


def _runs(parsed: Parsed) -> Iterator[tuple[float, int, int]]:
    """Every run of terms that could be an anchor: its chance of standing in a message, first term, term after it."""
    terms = parsed.terms
    chances = [_chance(term) for term in terms]
    for first in range(len(terms)):
        chance, spellings = 1.0, 1
        for last in range(first, len(terms)):
            term = terms[last]
            if term.optional or (last > first and (term.gap or parsed.any_order)):
                break
            spellings *= len(term.phrases)
            if last > first and spellings > _MAX_ANCHORS:
                break
            chance *= chances[last]
            yield chance, first, last + 1
            if _open(term):
                break


def _open(term: Term) -> bool:
    return any(phrase.open_end for phrase in term.phrases)


def _chance(term: Term) -> float:
    return min(sum([phrase.chance for phrase in term.phrases]), 1.0)
