"""Thousands of wordings, looked up in one pass over a message.

Each wording is filed under an anchor: a run of its words that must stand in the message as they are, chosen as the
rarest. One Aho-Corasick automaton finds the anchors; only the wordings filed under an anchor that was found are
read and compared word by word. A wording without gaps or endings is its own anchor and needs no comparing.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, product
from typing import Final

from ahocorasick_rs import BytesAhoCorasick, Implementation

from bot.patterns import fold, wording
from bot.patterns.denials import denials
from bot.patterns.disguise import DISGUISES, Known
from bot.patterns.wording import Parsed, Term

MAX_COMPARED: Final = 400
"""Most wordings compared for one message: a text made of anchors costs no more than this."""
_MAX_ANCHORS: Final = 24
"""Most spellings of one wording's anchor."""
_ANCHOR_BYTES: Final = 24
"""Anchors are cut to this: the automaton stays small, and hardly more of them are met than of whole ones."""
_has_signs: Final = re.compile(r"[|*()_…]|\.\.\.").search


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
    """Anchor -> the wordings filed under it."""
    plain: Sequence[bytes]
    """Of each wording its folded words, where it has no signs; b"" for any other."""
    others: Sequence[tuple[frozenset[bytes], ...]]
    """What else a message must have for each wording: one word of each set."""


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
        self._plain, self._others = self.filed.plain, self.filed.others
        self._filed = list(self.filed.anchors.values())
        # A full table (DFA) takes 10 MB more, and twice as long on a machine whose cache others use too.
        self._automaton = BytesAhoCorasick(
            [*self.filed.anchors, *DISGUISES], implementation=Implementation.ContiguousNFA
        )

    @cached_property
    def _known(self) -> Known:
        return Known({word for entry in self._entries for word in _words(entry.written)})

    def find(self, folded: fold.Folded) -> list[Hit]:
        """Every wording found in the message, each at most once."""
        found = self._automaton.find_matches_as_indexes(folded.line, overlapping=True)
        if not found:
            return []
        if any(anchor >= len(self._filed) for anchor, _, _ in found):
            folded = fold.Folded(folded.text, self._known.undisguised(folded.line))
            found = self._automaton.find_matches_as_indexes(folded.line, overlapping=True)
        return list(self._compared(folded, found))

    def _compared(self, folded: fold.Folded, found: Iterable[tuple[int, int, int]]) -> Iterator[Hit]:
        candidates = (
            (number, offset)
            for anchor, offset, _ in found
            if anchor < len(self._filed)
            for number in self._filed[anchor]
            if self._may_stand(number, folded, offset)
        )
        done: set[int] = set()
        for number, offset in islice(candidates, MAX_COMPARED):
            if number not in done and (hit := self._compare(number, folded, folded.word_at(offset))):
                done.add(number)
                yield hit

    def _may_stand(self, number: int, folded: fold.Folded, offset: int) -> bool:
        """Whether the rest of a wording is there too: behind its anchor where it is plain, else anywhere."""
        if plain := self._plain[number]:
            return folded.line.startswith(plain, offset)
        return not any(map(folded.present.isdisjoint, self._others[number]))

    def _compare(self, number: int, folded: fold.Folded, near: int) -> Hit | None:
        entry, plain = self._entries[number], self._plain[number]
        if number not in self._parsed:
            parsed = wording.parse(entry.written)
            self._parsed[number] = parsed, _weight(parsed)
        parsed, weight = self._parsed[number]
        if plain:
            return Hit(entry.owner, near, near + plain.count(b" ") - 1, weight)
        around = frozenset(folded.words[max(near - parsed.reach, 0) : near + parsed.reach + 1])
        if any(map(around.isdisjoint, self._others[number])):
            return None
        span = wording.find(parsed, folded.words, near, denials(entry.language) if self._deniable else frozenset())
        return Hit(entry.owner, *span, weight) if span else None


def _all_filed(entries: Sequence[Entry]) -> Filed:
    anchors: defaultdict[bytes, list[int]] = defaultdict(list)
    plain = [_plain(entry.written) for entry in entries]
    others = [_file(number, *each, anchors) for number, each in enumerate(zip(entries, plain, strict=True))]
    return Filed(anchors, plain, others)


def _plain(written: str | tuple[str, ...]) -> bytes:
    """The folded words of a wording without signs, a space on either side; b"" for any other."""
    if not isinstance(written, str) or _has_signs(written):
        return b""
    folded = fold.line(written)
    return folded if folded != b" " else b""


def _weight(parsed: Parsed) -> float:
    return sum(-math.log10(_chance(term)) for term in parsed.terms if not term.optional)


def _words(written: str | tuple[str, ...]) -> list[bytes]:
    """Every word of a wording, whatever its signs say."""
    return fold.line(written if isinstance(written, str) else " ".join(written)).split()


def _file(
    number: int, entry: Entry, plain: bytes, filed: defaultdict[bytes, list[int]]
) -> tuple[frozenset[bytes], ...]:
    """Files a wording under its anchor, and returns what else a message must have: one word of each set.

    The anchor is the run of terms least likely to stand in a message that is about something else; of a plain
    wording its beginning, and nothing else is returned.
    """
    if plain:
        filed[plain[:_ANCHOR_BYTES]].append(number)
        return ()
    parsed = wording.parse(entry.written)
    _, first, last = min(_runs(parsed))
    for anchor in {(b" " + b" ".join(each))[:_ANCHOR_BYTES] for each in _spellings(parsed.terms[first:last])}:
        filed[anchor].append(number)
    outside = (*parsed.terms[:first], *parsed.terms[last:])
    return tuple(
        frozenset(phrase.words[0] for phrase in term.phrases)
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


def _spellings(run: Sequence[Term]) -> Iterator[list[bytes]]:
    for phrases in product(*(term.phrases for term in run)):
        words = [word for phrase in phrases for word in phrase.words]
        yield words if phrases[-1].open_end else [*words, b""]
