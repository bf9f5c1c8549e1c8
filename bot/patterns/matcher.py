"""The patterns and wording signals of sources.yaml, looked for in one message."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from bot.catalogue.rows import Pattern, SignalWording, Texts, Wording, Wordings
from bot.display import harmless
from bot.model import PatternMatch, Signal, SignalKind
from bot.patterns.capitals import shouted
from bot.patterns.fold import Folded
from bot.patterns.index import Entry, Filed, Hit, Index
from bot.patterns.silence import Silence

MAX_MATCHES: Final = 3
EXCERPT_CHARACTERS: Final = 120
_EVERY_PATTERN: Final = -1


class Matcher:
    """All wordings, indexed once; asking is safe from any thread.

    Args:
        patterns: the hoaxes.
        signals: the wording signals.
        unless_any: language -> wordings that silence every pattern.
        kept: the ``filed`` of a matcher of the same wordings, made by this same program; None makes it anew.

    Raises:
        ConfigurationError: for a wording that does not follow docs/sources.md.
    """

    def __init__(
        self,
        patterns: Sequence[Pattern],
        signals: Sequence[SignalWording],
        unless_any: Mapping[str, Sequence[Wording]],
        kept: Sequence[Filed] | None = None,
    ) -> None:
        self._patterns = tuple(patterns)
        self._by_id = {pattern.id: pattern for pattern in self._patterns}
        self._signal_kinds = [row.kind for row in signals]
        says, unless, said = (None, None, None) if kept is None else kept
        self._says = Index(_entries(pattern.says for pattern in patterns), filed=says)
        silencing = [Entry(_EVERY_PATTERN, tag, each) for tag, wordings in unless_any.items() for each in wordings]
        silencing += _entries(pattern.unless for pattern in patterns)
        self._unless = Index(silencing, deniable=False, filed=unless)
        self._signals = Index(_entries(row.says for row in signals), deniable=False, filed=said)

    @property
    def filed(self) -> tuple[Filed, ...]:
        """What took long to make, to be kept for another start."""
        return self._says.filed, self._unless.filed, self._signals.filed

    def match(self, text: str, language: str = "en") -> tuple[PatternMatch, ...]:
        """The hoaxes that ``text`` tells, most telling wording first, at most three.

        Wordings of every language are tried.

        Args:
            text: a message, a title or a description; its first 10,000 characters are read.
            language: the reader's, BCP 47; where sources.yaml has no text in it, English is used.
        """
        folded = Folded(text)
        hits = self._says.find(folded)
        if not hits:
            return ()
        silence = Silence(folded, self._unless)
        told: defaultdict[int, list[Hit]] = defaultdict(list)
        for hit in hits:
            if not silence.covers(hit):
                told[hit.owner].append(hit)
        best = sorted(told.items(), key=lambda item: (-_telling(item[1]), item[0]))
        return tuple(self._matched(owner, each, folded, language) for owner, each in best[:MAX_MATCHES])

    def recall(self, pattern_ids: Sequence[str], language: str = "en") -> tuple[PatternMatch, ...]:
        """Hoaxes by id, for an answer whose words were never kept; an id that has gone since is passed over."""
        known = self._by_id
        return tuple(_as_match(known[each], "", language) for each in pattern_ids if each in known)

    def _matched(self, owner: int, hits: Sequence[Hit], folded: Folded, language: str) -> PatternMatch:
        best = max(hits, key=lambda hit: hit.weight)
        return _as_match(self._patterns[owner], _excerpt(folded, best), language)

    def asks_to_be_passed_on(self, text: str) -> bool:
        """Whether the wording is a chain letter's: the one signal that ``bot.desk`` looks further for."""
        kinds = (self._signal_kinds[hit.owner] for hit in self._signals.find(Folded(text)))
        return SignalKind.CHAIN_LETTER in kinds

    def signals(self, text: str) -> tuple[Signal, ...]:
        """What the wording gives away, each kind at most once, in the order of ``SignalKind``."""
        folded = Folded(text)
        found = {}
        for hit in sorted(self._signals.find(folded), key=lambda hit: hit.weight):
            found[self._signal_kinds[hit.owner]] = _excerpt(folded, hit)
        if capitals := shouted(folded.text):
            found[SignalKind.CAPITALS] = harmless(capitals, EXCERPT_CHARACTERS)
        return tuple(Signal(kind, found[kind]) for kind in SignalKind if kind in found)


def _as_match(pattern: Pattern, excerpt: str, language: str) -> PatternMatch:
    return PatternMatch(
        pattern_id=pattern.id,
        excerpt=excerpt,
        note=_in_language(pattern.known, language),
        authorities=pattern.authorities,
        since=pattern.since,
        reviews=pattern.reviews,
        title=_in_language(pattern.title, language),
    )


def _entries(rows: Iterable[Wordings]) -> list[Entry]:
    return [
        Entry(owner, language, written)
        for owner, says in enumerate(rows)
        for language, wordings in says.items()
        for written in wordings
    ]


def _telling(hits: Sequence[Hit]) -> float:
    """How telling the wordings of one pattern are together: the best one, and a little for each other one."""
    weights = sorted((hit.weight for hit in hits), reverse=True)
    return weights[0] + sum(weights[1:4]) / 4


def _excerpt(folded: Folded, hit: Hit) -> str:
    start, end = folded.spans[hit.start][0], folded.spans[hit.end - 1][1]
    return harmless(folded.text[start:end], EXCERPT_CHARACTERS)


def _in_language(texts: Texts, language: str) -> str:
    return texts.get(language) or texts.get(language.partition("-")[0]) or texts["en"]
